"""Rows of the scenarios of the norms, as the page of what-if reads them."""

from dataclasses import dataclass
from pathlib import Path

from wijkfoto.site.reader import Reader, reading


@dataclass(frozen=True)
class Scenario:
    """Hours of one discipline in one area at the norms of a scenario."""

    area_code: str
    area_level: str
    discipline_id: str
    scenario_id: str
    fte_norm: float
    gewicht: int
    ondergrens: float
    totaal: float | None
    totaal_basis: str
    fte: float | None


Scenarios = dict[tuple[str, str, str], Scenario]
"""By scenario, area and discipline."""


def read_scenarios(source: Path | Reader, gemeente_code: str) -> Scenarios:
    """Read the scenarios of a gemeente and its teamgebieden."""
    mine = (
        "(area_code = ? or area_code in "
        "(select teamgebied_id from teamgebied where gemeente_code = ?))"
    )
    with reading(source) as reader:
        rows = reader.rows(Scenario, "team_scenario", mine, [gemeente_code, gemeente_code])
    return {(row.scenario_id, row.area_code, row.discipline_id): row for row in rows}
