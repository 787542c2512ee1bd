"""Compares two editions: every class and advice that changed, each with its cause.

The rows are put together here; grounds, parts of a score and what touches a row are made elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from wijkfoto.verandering.advice_rows import advice_changes
from wijkfoto.verandering.cells import Cells
from wijkfoto.verandering.grounds import Ground, Grounds, find_grounds
from wijkfoto.verandering.rows import Change, frame_of, records
from wijkfoto.verandering.score_rows import ScoreChange, class_changes, score_changes
from wijkfoto.verandering.side import Side
from wijkfoto.verandering.touched import Touched

VALUES = frozenset({"ok", "indicatie", "geschat", "harmonised"})
"""Statuses of a figure that has a value."""


@dataclass(frozen=True)
class Comparison:
    """What changed between two editions, in tables.

    Attributes:
        grounds: What differs between them, one row per `Ground`.
        scores: One row per wijk and domain with a score in both, with the parts of the difference.
        changes: One row per class, status or advice that changed.
    """

    grounds: pd.DataFrame
    scores: pd.DataFrame
    changes: pd.DataFrame


NOTHING = Comparison(frame_of(Ground, []), frame_of(ScoreChange, []), frame_of(Change, []))
"""The comparison of an edition that has none before it."""


def compare(before: Side, now: Side) -> Comparison:
    """Return what changed, each with its cause.

    Causes are taken in a fixed order: definition, boundary, method, and reality as what is left.
    A row gets a cause only when a ground of it was found that touches the row; where more than one
    does and the two editions cannot tell them apart, it is `niet_te_splitsen`.

    Args:
        before: The earlier edition.
        now: The later one, of the same gemeenten.
    """
    grounds = find_grounds(before, now)
    cells = Cells(before, now, grounds)
    touched = Touched(before, now, grounds, cells)
    scores = list(score_changes(cells))
    changes = chain(
        class_changes(cells, touched, scores),
        _status_changes(before, now, grounds, touched),
        advice_changes(before, now, touched),
    )
    return Comparison(
        frame_of(Ground, list(grounds.every)),
        frame_of(ScoreChange, [moved.row for moved in scores]),
        frame_of(Change, sorted(changes, key=Change.key)),
    )


def _status_changes(
    before: Side, now: Side, grounds: Grounds, touched: Touched
) -> Iterator[Change]:
    """Yield figures that came, went, or became secret."""
    keys = ["region_code", "indicator_id"]
    both = before.statuses.merge(now.statuses, on=keys, suffixes=("_was", "_nu"))
    for row in records(both):
        was, nu = str(row["status_was"]), str(row["status_nu"])
        if was == nu or (was in VALUES and nu in VALUES):
            continue
        code, name = str(row["region_code"]), str(row["indicator_id"])
        shown = touched.by_status(code, redefined=name in grounds.redefined)
        yield Change.of(touched.gemeente(code), "status", code, name, (was, nu), shown)
