"""The meter of chance risk: areas side by side, each with its clients and its place on one axis.

The risk itself comes from the table `chance_risk`; here it is only grouped and drawn.
"""

from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import Axis, span
from wijkfoto.site.focus_block import product_names
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_inkoop import ChanceRisk

STEP, LEAST = 0.1, 0.4
"""Step of the axis of chance risk, and the least that it reaches; fractions of the budget."""


@dataclass(frozen=True)
class RiskRow:
    """Chance risk of one area: a number, and where it stands in the drawing."""

    naam: str
    clienten: Shown | None
    risico: Shown | None
    advies: str
    soort: str
    punt: str
    laag: str
    breedte: str


@dataclass(frozen=True)
class RiskMeter:
    """Areas side by side for product groups that share a count and a variation."""

    producten: str
    telling: str
    minimum: Shown
    grens: str
    tikken: tuple[tuple[str, str], ...]
    rijen: tuple[RiskRow, ...]
    geblokkeerd: bool


def meters(desk: Desk, rules: AdviceRules) -> tuple[RiskMeter, ...]:
    """Return a meter per group of products that share a count and a variation."""
    gemeente = desk.tables.gemeente_code
    areas = [gemeente, *(w.region_code for w in desk.tables.wijken)]
    return tuple(
        _meter(desk, [row.product_group_id for row in group], areas, rules)
        for group in _alike(desk.tables.chance.get(gemeente, ()), rules)
    )


def _meter(desk: Desk, products: list[str], areas: list[str], rules: AdviceRules) -> RiskMeter:
    rows = [
        row
        for area in areas
        for row in desk.tables.chance.get(area, ())
        if row.product_group_id == products[0]
    ]
    widest = max([LEAST, *(row.kansrisico_high or row.kansrisico or 0.0 for row in rows)])
    axis = Axis(0.0, min(STEP * -(-widest // STEP), 1.0), STEP)
    return RiskMeter(
        producten=fmt.and_list(
            [fmt.lower_first(name) for name in product_names(rules, set(products))]
        ),
        telling=desk.texts.get(f"inkoop.telling.{rows[0].use_id}"),
        minimum=_shown(desk, rows[0], "clienten_min"),
        grens=axis.place(rules.norm("kansrisico_grens")),
        tikken=tuple((place, fmt.percent(100 * float(text), 0)) for place, text in axis.ticks()),
        rijen=tuple(_risk_row(desk, row, axis) for row in rows),
        geblokkeerd=all(row.advies == "niet_splitsen" for row in rows),
    )


def _risk_row(desk: Desk, row: ChanceRisk, axis: Axis) -> RiskRow:
    name = desk.book.naam(row.area_code)
    advice = desk.texts.get(f"inkoop.advies.{row.advies}")
    if row.kansrisico is None:
        return RiskRow(name, None, None, advice, row.advies, "0", "0", "0")
    low, high = row.kansrisico_low or row.kansrisico, row.kansrisico_high or axis.high
    band = span(axis, low, high)
    return RiskRow(
        naam=name,
        clienten=_guessed(desk, row, "clienten", "ongeveer"),
        risico=_guessed(desk, row, "kansrisico", "band"),
        advies=advice,
        soort=row.advies,
        punt=axis.place(row.kansrisico),
        laag=band[0],
        breedte=band[1],
    )


def _guessed(desk: Desk, row: ChanceRisk, column: str, pattern: str) -> Shown:
    """Return a number, with its bounds where the clients were not counted but expected."""
    names = (column, f"{column}_low", f"{column}_high")
    if row.basis == "verwacht" and all(getattr(row, name) is not None for name in names):
        return _shown(desk, row, *names, pattern=pattern)
    return _shown(desk, row, column)


def _shown(desk: Desk, row: ChanceRisk, *columns: str, pattern: str = "een") -> Shown:
    return desk.register.show(
        Key("chance_risk", row.area_code, row.product_group_id, desk.jaar),
        {column: float(getattr(row, column)) for column in columns},
        label=desk.label(desk.texts.get("inkoop.kansrisico"), row.area_code),
        snapshot_ids=desk.book.all_snapshots,
        status=desk.texts.get(f"inkoop.basis.{row.basis}"),
        pattern=pattern,
    )


def _alike(rows: tuple[ChanceRisk, ...], rules: AdviceRules) -> list[list[ChanceRisk]]:
    """Group the rows of one area that share their clients and variation, in catalog order."""
    order = [p.product_group_id for p in rules.products]
    groups: dict[tuple[str, float, str], list[ChanceRisk]] = {}
    known = [row for row in rows if row.product_group_id in order]
    for row in sorted(known, key=lambda row: order.index(row.product_group_id)):
        groups.setdefault((row.use_id, row.variatie, row.advies), []).append(row)
    return list(groups.values())
