"""The context of the page of what-if: three scenarios as tables, with what a browser needs.

Every cell carries its whole weight and floor, so that reports/static/watals.js counts on from the
same numbers as the pipeline, and can check itself against what is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.advice.scenario import ESTIMATED, SCENARIOS
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_scenario import Scenario
from wijkfoto.site.team_hours import letter

MIDDLE = "midden"


@dataclass(frozen=True)
class WhatIfArea:
    """A teamgebied as a column; plaats is its place in the order of the sum."""

    letter: str
    naam: str
    plaats: int


@dataclass(frozen=True)
class WhatIfCell:
    """Hours as shown, and exactly; weight and floor (in steps) that they follow from."""

    fte: Shown
    exact: str
    gewicht: int
    ondergrens: int


@dataclass(frozen=True)
class WhatIfRow:
    """One discipline in one scenario; nu_exact is empty where its present hours are not given."""

    naam: str
    nu: Shown | None
    nu_exact: str
    gemeente: Shown
    verschil: Shown | None
    gebieden: tuple[WhatIfCell, ...]


@dataclass(frozen=True)
class WhatIfTable:
    """One scenario: what is spread, what its norms lead to, and the parts."""

    scenario_id: str
    naam: str
    totaal: Shown
    totaal_exact: str
    norm: Shown
    rijen: tuple[WhatIfRow, ...]
    samen: tuple[Shown, ...]


@dataclass(frozen=True)
class Start:
    """Where the page begins: total, scenario, size of a step and least total, for the browser."""

    totaal: str
    scenario_id: str
    stap: str
    minst: str


@dataclass(frozen=True)
class WhatIfContext:
    """Everything on the page of what-if; without scenarios where nobody lives."""

    naam: str
    tekst: dict[str, str]
    begin: Start | None
    gebieden: tuple[WhatIfArea, ...]
    scenarios: tuple[WhatIfTable, ...]
    heeft_formatie: bool


def whatif_context(desk: Desk, rules: AdviceRules) -> WhatIfContext:
    """Return everything on the page of what-if."""
    gemeente, found = desk.tables.gemeente_code, desk.book.scenarios
    middle = [row for (s, area, _), row in found.items() if (s, area) == (MIDDLE, gemeente)]
    total = middle[0].totaal if middle else None
    step = rules.norm("stap_fte")
    start = None
    if total is not None:
        least = sum(row.ondergrens for row in middle)
        start = Start(exact(total), MIDDLE, exact(step), exact(least))
    return WhatIfContext(
        naam=desk.tables.gemeente.naam,
        tekst=_texts(desk, middle, step),
        begin=start,
        gebieden=_areas(desk),
        scenarios=tuple(_table(desk, rules, name, step) for name in SCENARIOS) if start else (),
        heeft_formatie=bool(desk.tables.formation),
    )


def exact(value: float) -> str:
    """Return a number so that a browser reads back the very same one."""
    return repr(float(value)).removesuffix(".0")


def _texts(desk: Desk, rows: Sequence[Scenario], step: float) -> dict[str, str]:
    node = desk.texts.node("watals")
    texts = {name: str(text).strip() for name, text in node.items() if isinstance(text, str)}
    estimated = all(row.totaal_basis == ESTIMATED for row in rows)
    texts["totaal"] = texts["totaal_geraamd" if estimated else "totaal_opgegeven"]
    texts["afronding"] = texts["afronding"].format(stap=fmt.decimal(step, 1))
    return texts


def _areas(desk: Desk) -> tuple[WhatIfArea, ...]:
    """Return the teamgebieden by name; the sum goes through them by number, as in the pipeline."""
    codes = sorted((t.teamgebied_id for t in desk.tables.teams), key=lambda c: (len(c), c))
    return tuple(
        WhatIfArea(letter(place), team.naam, codes.index(team.teamgebied_id))
        for place, team in enumerate(desk.tables.teams)
    )


def _table(desk: Desk, rules: AdviceRules, scenario: str, step: float) -> WhatIfTable:
    gemeente, areas = desk.tables.gemeente_code, [t.teamgebied_id for t in desk.tables.teams]
    found = desk.book.scenarios
    names = [(d.discipline_id, d.naam) for d in rules.disciplines]
    names = [(d, naam) for d, naam in names if (scenario, gemeente, d) in found]
    parts = [found[scenario, gemeente, d] for d, _ in names]
    what = desk.texts.get(f"watals.scenario.{scenario}")
    item = f"totaal.{scenario}"

    def together(area: str) -> Shown:
        hours = sum(found[scenario, area, d].fte or 0.0 for d, _ in names)
        return desk.of_area("team_scenario", area, item, {"fte": hours}, what)

    return WhatIfTable(
        scenario_id=scenario,
        naam=what,
        totaal=together(gemeente),
        totaal_exact=exact(parts[0].totaal or 0.0),
        norm=desk.of_area(
            "team_scenario", gemeente, item, {"fte_norm": sum(p.fte_norm for p in parts)}, what
        ),
        rijen=tuple(
            _row(desk, [found[scenario, area, d] for area in (gemeente, *areas)], naam, step)
            for d, naam in names
        ),
        samen=tuple(together(area) for area in areas),
    )


def _row(desk: Desk, parts: Sequence[Scenario], naam: str, step: float) -> WhatIfRow:
    whole, areas = parts[0], parts[1:]
    now = desk.tables.formation.get(whole.discipline_id)
    shown = [_hours(desk, part, naam, {"fte": part.fte or 0.0}) for part in parts]
    return WhatIfRow(
        naam=naam,
        nu=desk.register.show(
            Key("formation", now.gemeente_code, now.discipline_id, desk.jaar),
            {"fte": now.fte},
            label=desk.label(f"{naam}, {desk.texts.get('zinnen.formatie')}", now.gemeente_code),
            snapshot_ids=[],
        )
        if now
        else None,
        nu_exact=exact(now.fte) if now else "",
        gemeente=shown[0],
        verschil=_hours(desk, whole, naam, {"verschil": (whole.fte or 0.0) - now.fte})
        if now
        else None,
        gebieden=tuple(
            WhatIfCell(fte, exact(part.fte or 0.0), part.gewicht, round(part.ondergrens / step))
            for fte, part in zip(shown[1:], areas, strict=True)
        ),
    )


def _hours(desk: Desk, part: Scenario, naam: str, values: dict[str, float]) -> Shown:
    item = f"{part.discipline_id}.{part.scenario_id}"
    what = f"{naam}, {desk.texts.get(f'watals.scenario.{part.scenario_id}')}"
    return desk.of_area("team_scenario", part.area_code, item, values, what)
