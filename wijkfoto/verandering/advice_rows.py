"""Rows about advice: teamgebieden, form of the team, hours, and signals for inkoop."""

from collections.abc import Iterator, Mapping

import pandas as pd

from wijkfoto.verandering.cause import Cause
from wijkfoto.verandering.cells import Key
from wijkfoto.verandering.rows import Change, records, text_of
from wijkfoto.verandering.side import Side
from wijkfoto.verandering.touched import Touched

SIDES = ("gebruik", "vooruitblik")
"""What a signal looks at beside need."""

LEAST_FTE = 0.05
"""Hours that differ by less are written the same on every page."""


def advice_changes(before: Side, now: Side, touched: Touched) -> Iterator[Change]:
    """Yield every advice that changed."""
    yield from _areas(before, now, touched)
    yield from _forms(before, now, touched)
    yield from _hours(before, now, touched)
    yield from _focus(before, now, touched)


def gemeente_of_area(area: str) -> str:
    """Return the gemeente of a teamgebied, such as TG0606-01, or of a gemeente itself."""
    return f"GM{area[2:6]}"


def _areas(before: Side, now: Side, touched: Touched) -> Iterator[Change]:
    """Yield teamgebieden that hold other wijken."""
    was, nu = (_members(side) for side in (before, now))
    for area in sorted(was.keys() | nu.keys()):
        old, new = was.get(area), nu.get(area)
        if old != new:
            gemeente = gemeente_of_area(area)
            shown = touched.by_advice(gemeente)
            yield Change.of(gemeente, "teamgebied", area, "wijken", (old, new), shown)


def _members(side: Side) -> dict[str, str]:
    grouped = side.members.groupby("teamgebied_id")["region_code"]
    return {str(area): ", ".join(sorted(codes)) for area, codes in grouped}


def _beside(before: pd.DataFrame, now: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return before.merge(now, on=keys, how="outer", suffixes=("_was", "_nu")).sort_values(keys)


def _forms(before: Side, now: Side, touched: Touched) -> Iterator[Change]:
    for row in records(_beside(before.forms, now.forms, ["area_code"])):
        was, nu = text_of(row["form_id_was"]), text_of(row["form_id_nu"])
        if was != nu:
            area = str(row["area_code"])
            gemeente = gemeente_of_area(area)
            shown = touched.by_advice(gemeente)
            yield Change.of(gemeente, "teamvorm", area, "vorm", (was, nu), shown)


def _hours(before: Side, now: Side, touched: Touched) -> Iterator[Change]:
    """Yield disciplines that moved between core and shell, and hours that changed."""
    keys = ["area_code", "discipline_id", "modus"]
    for row in records(_beside(before.hours, now.hours, keys)):
        area = str(row["area_code"])
        gemeente, item = gemeente_of_area(area), f"{row['discipline_id']}.{row['modus']}"
        was, nu = text_of(row["ring_was"]), text_of(row["ring_nu"])
        if was != nu:
            shown = touched.by_advice(gemeente)
            yield Change.of(gemeente, "ring", area, item, (was, nu), shown)
        old, new = _number(row["fte_was"]), _number(row["fte_nu"])
        if (old is None) != (new is None) or abs((new or 0.0) - (old or 0.0)) >= LEAST_FTE:
            shown = touched.by_advice(gemeente)
            yield Change.of(
                gemeente,
                "fte",
                area,
                item,
                (_written(old), _written(new)),
                shown,
                values=(old, new),
            )


def _focus(before: Side, now: Side, touched: Touched) -> Iterator[Change]:
    """Yield signals that changed.

    A signal rests on the domains of the figures behind it; where use or outlook moved, also on the
    open figures that those are made of.
    """
    keys = ["area_code", "product_group_id"]
    behind = _behind(before), _behind(now)
    for row in records(_beside(before.focus, now.focus, keys)):
        was, nu = text_of(row["signal_was"]), text_of(row["signal_nu"])
        if was == nu:
            continue
        wijk, product = str(row["area_code"]), str(row["product_group_id"])
        decided = frozenset(key for side in behind for key in side.get((wijk, product), ()))
        gemeente = touched.gemeente(wijk)
        shown = touched.by_advice(gemeente, decided or None, inkoop=True)
        if touched.grounds.new_figures and any(_moved(row, name) for name in SIDES):
            shown.add(Cause.REALITY)
        yield Change.of(gemeente, "inkoop", wijk, product, (was, nu), shown)


def _moved(row: Mapping[str, object], name: str) -> bool:
    """Say whether a column is another one; a release that did not keep it tells nothing."""
    was, nu = (row.get(f"{name}_{side}") for side in ("was", "nu"))
    return text_of(was) != text_of(nu)


def _behind(side: Side) -> dict[tuple[str, str], set[Key]]:
    """Return the wijken and domains whose figures are evidence of each signal."""
    figures = side.figures[["area_code", "item_id", "indicator_id"]]
    joined = side.focus_figures.merge(
        figures, on=["area_code", "indicator_id"], suffixes=("", "_domain")
    )
    found: dict[tuple[str, str], set[Key]] = {}
    for row in records(joined):
        key = str(row["area_code"]), str(row["item_id"])
        found.setdefault(key, set()).add((str(row["area_code"]), str(row["item_id_domain"])))
    return found


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _written(value: float | None) -> str | None:
    return None if value is None else f"{value:.9g}"
