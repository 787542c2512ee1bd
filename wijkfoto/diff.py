"""`wijkfoto diff EDITION EDITION`: what changed between two editions of a home, by cause.

Finds the editions and writes the answer; the comparison itself is that of `wijkfoto.verandering`.
"""

import json
from collections import Counter
from collections.abc import Iterator

import duckdb
import pandas as pd

from wijkfoto.ask import FORMATS, Rows, written
from wijkfoto.errors import ConfigError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.verandering import Comparison, compare, read_side
from wijkfoto.verandering.side import gemeenten_of
from wijkfoto.warehouse.editions import find_edition
from wijkfoto.warehouse.publish import DATABASE

NOT_SHOWN = ("getoond",)
"""Columns that the table leaves out for its width; csv and json hold them."""


def diff(settings: Settings, earlier: str, later: str, output: str = "table") -> str:
    """Return what changed from one edition to another, as text.

    Args:
        settings: Settings with the home.
        earlier: Id of an edition, its beginning, `current` or `vorige`.
        later: The same.
        output: table (grounds, changes and a count by cause), csv (the changes alone) or json
            (grounds, scores and changes).

    Raises:
        ConfigError: If the format is unknown, or an edition is not there or not the only one.
        EditionError: If an edition has other tables than this release knows.
    """
    if output not in FORMATS:
        raise ConfigError(
            f"'{output}' is no format.", where="--format", next_step="Choose table, csv or json."
        )
    home = Home(settings.home)
    before, now = (find_edition(home, name) for name in (earlier, later))
    found = _compared(home, before, now)
    if output == "csv":
        return _written(found.changes, "csv")
    if output == "json":
        tables = {"grounds": found.grounds, "scores": found.scores, "changes": found.changes}
        answer = {name: json.loads(_written(frame, "json")) for name, frame in tables.items()}
        whole = {"before": before, "now": now} | answer
        return json.dumps(whole, ensure_ascii=False, indent=1)
    return "\n".join(_lines(before, now, found))


def _compared(home: Home, before: str, now: str) -> Comparison:
    paths = [home.editions / edition / DATABASE for edition in (before, now)]
    with (
        duckdb.connect(str(paths[0]), read_only=True) as old,
        duckdb.connect(str(paths[1]), read_only=True) as new,
    ):
        made_for = [gemeenten_of(con) for con in (old, new)]
        gemeenten = sorted(set(made_for[0]) & set(made_for[1]))
        if not gemeenten:
            raise ConfigError(
                "These editions have no gemeente in common.",
                where=f"{before} {now}",
                next_step="Choose two editions of one gemeente.",
            )
        return compare(read_side(old, gemeenten), read_side(new, gemeenten))


def _lines(before: str, now: str, found: Comparison) -> Iterator[str]:
    yield f"{before} -> {now}"
    if found.grounds.empty and found.changes.empty:
        yield "Nothing changed."
        return
    yield f"\nWhat differs ({len(found.grounds)})"
    yield _written(found.grounds, "table")
    yield f"\nWhat changed ({len(found.changes)})"
    yield _written(found.changes.drop(columns=list(NOT_SHOWN)), "table")
    if len(found.changes):
        counts = Counter(found.changes["oorzaak"].astype(str))
        told = ", ".join(f"{cause} {count}" for cause, count in sorted(counts.items()))
        yield f"\nBy cause: {told}"


def _written(frame: pd.DataFrame, output: str) -> str:
    rows: Rows = [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in frame.itertuples(index=False, name=None)
    ]
    return written([str(name) for name in frame.columns], rows, output)
