"""Every team form of the catalog comes out of a planted gemeente: one case for each."""

from dataclasses import dataclass, replace

import pandas as pd
import pytest

from tests.unit.test_advice_asked import MENTAL, WORK, YOUTH, registration
from tests.unit.test_advice_form import far
from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import TeamOptions, advise, shipped_rules

RULES = shipped_rules()
AREA, GEMEENTE = "TG0001-01", "GM0001"
FULL = Wijk("WK000102", 19900, box=far(1))
LARGE = Wijk("WK000101", 19000, other=108)


@dataclass(frozen=True)
class Case:
    """A planted gemeente; its form is read for the area.

    Attributes:
        counted: Registered questions per domain of the first wijk.
    """

    wijken: list[Wijk]
    counted: dict[str, int | None] | None = None
    area: str = AREA


def small(people: float, **planted_as: object) -> Case:
    """Return a small wijk beside a full one that lies 100 km away, unless it is placed."""
    placed = {"box": far(0), **planted_as}
    return Case([Wijk("WK000101", people, **placed), FULL])  # type: ignore[arg-type]


def whole(counts: dict[str, int]) -> dict[str, int]:
    """A registration of every domain, with ten questions about those that are not named."""
    return dict.fromkeys(shipped_rules().domain_ids, 10) | counts


CASES = {
    "integraal": Case([LARGE], whole({WORK: 400, "ouderen_zorg": 400, YOUTH: 200})),
    "doelgroepteams": Case([LARGE], whole({YOUTH: 400, WORK: 300, "ouderen_zorg": 300})),
    "voorpost_specialisten": Case([LARGE], whole({MENTAL: 450, WORK: 300, YOUTH: 250})),
    "lichte_vorm": Case([Wijk("WK000101", 38000, other=86), Wijk("WK000102", 30000)]),
    "gedeeld_team": small(3000, box=(92000, 0, 93000, 1000)),
    "hoort_bij_buurgebied": Case([Wijk("WK000101", 5, other=None)]),
    "dorpsondersteuner": small(4000, urbanity=4),
    "dorpsnetwerk": small(1500, urbanity=5),
    "huisartsenpraktijk": small(3000, ages={"inwoners_80plus": 0.15, "inwoners_65_80": 0.3}),
    "loket": small(4000),
    "cjg": small(3000, ages={"inwoners_0_18": 0.4}, scores={YOUTH: 120}),
    "regionaal": Case([Wijk("WK000101", 3000)], area=GEMEENTE),
    "wisselende_samenstelling": small(6100, urbanity=5, other=98),
    "verwijzing_buurteam": small(3000, box=(98500, 0, 99500, 1000)),
    "geen_advies": Case([Wijk("WK000101", 15000, dict.fromkeys(DOMAINS[:4]))]),
}


def advised(case: Case) -> pd.DataFrame:
    counted = None if case.counted is None else registration("WK000101", case.counted)
    inputs = replace(planted(case.wijken, draws=20), registration=counted)
    return advise(inputs, RULES, TeamOptions(seed=1)).team_form.set_index("area_code")


def test_there_is_a_case_for_each_form_of_the_catalog_and_no_other():
    assert set(CASES) == set(RULES.forms)


@pytest.mark.parametrize("form", CASES)
def test_the_form_comes_out_of_its_case_by_a_rule_that_leads_to_it(form: str):
    found = advised(CASES[form]).loc[CASES[form].area]
    assert found["form_id"] == form
    leads = {rule.rule_id: rule.form_id for rule in RULES.form_rules}
    assert leads[found["rule_id"]] == form
