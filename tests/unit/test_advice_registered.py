"""Registration in the advice: demand moves towards what was counted, and contracts raise flags."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import (
    Advice,
    FlagInput,
    TeamOptions,
    advise,
    contract_flags,
    formation_rows,
    shipped_rules,
)
from wijkfoto.advice.numbers import drawn_values
from wijkfoto.advice.registered import mixed, registered_questions
from wijkfoto.errors import ConfigError

CODES = ["WK060601", "WK060602", "WK060603"]
DOMAIN = "werk_inkomen_schulden"


def registration(*rows: tuple[str, int | None, int, bool], domain: str = DOMAIN) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(code, domain, jaar, vragen, whole) for code, vragen, jaar, whole in rows],
        columns=["region_code", "domain_id", "jaar", "vragen", "heel_jaar"],
    )
    return frame.astype({"vragen": "Int32"})


def advised(rows: pd.DataFrame | None) -> Advice:
    wijken = [Wijk(code, people=people) for code, people in zip(CODES, (8000, 6000, 300),
                                                                 strict=True)]  # fmt: skip
    inputs = replace(planted(wijken), gemeenten=("GM0606",), registration=rows)
    return advise(inputs, shipped_rules(), TeamOptions(seed=7))


@pytest.fixture(scope="module")
def without() -> pd.Series:
    return cases(advised(None))


def cases(advice: Advice) -> pd.Series:
    return advice.demand.set_index(["area_code", "domain_id"])["cases"]


def test_a_registration_draws_demand_towards_what_was_counted(without: pd.Series):
    rows = registration((CODES[0], 600, 2025, True), (CODES[1], 20, 2025, True))
    advice = advised(rows)
    found = cases(advice)
    for code, counted in ((CODES[0], 600), (CODES[1], 20)):
        # Two wijken are too few to fit k on: it is drawn within the band of its norm.
        k = drawn_values(shipped_rules().norms, 7, 4000)["registratie_k"]
        expected = without[code, DOMAIN]
        weight = expected / (expected + k)
        hoped = float(np.median(weight * counted + (1 - weight) * expected))
        assert found[code, DOMAIN] == pytest.approx(hoped, rel=0.08)
    others = [key for key in found.index if key[1] != DOMAIN]
    pd.testing.assert_series_equal(found[others], without[others])
    basis = advice.demand.set_index(["area_code", "domain_id"])["basis"]
    assert basis[CODES[0], DOMAIN] == basis["GM0606", DOMAIN] == "registratie"
    assert basis[CODES[2], DOMAIN] == "aanname"
    assert basis[CODES[0], "jeugd_gezin"] == "aanname"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(CODES[0], 600, 2025, True)], id="one wijk is missing"),
        pytest.param([(CODES[0], 600, 2025, True), (CODES[1], 20, 2024, True)], id="other years"),
        pytest.param(
            [(CODES[0], 600, 2025, True), (CODES[1], 20, 2025, False)], id="part of a year"
        ),
    ],
)  # fmt: skip
def test_a_registration_that_is_not_whole_changes_nothing(without: pd.Series, rows):
    pd.testing.assert_series_equal(cases(advised(registration(*rows))), without)


def test_the_newest_whole_year_counts_and_a_number_too_small_to_show_is_not_zero():
    rows = registration(
        (CODES[0], 100, 2024, True), (CODES[1], 40, 2024, True),
        (CODES[0], 120, 2025, True), (CODES[1], None, 2025, True), (CODES[0], 1, 2026, True),
    )  # fmt: skip
    people = np.array([8000.0, 6000.0, 300.0])
    found = registered_questions(rows, CODES, people, shipped_rules())
    column = list(DOMAINS).index(DOMAIN)
    assert found[0, column] == 120
    assert np.isnan(found[1:, column]).all()
    assert np.isnan(np.delete(found, column, axis=1)).all()


@given(st.integers(5, 2000), st.floats(1, 500))
def test_the_mix_lies_between_what_is_expected_and_what_was_counted(count: int, expected: float):
    mid = mixed(
        np.full((1, 1, 1), expected),
        np.full((1, 1), float(count)),
        CODES[:1],
        np.array([50.0]),
        None,
    )[0, 0, 0]
    assert min(count, expected) - 1e-9 <= mid <= max(count, expected) + 1e-9


@given(st.integers(0, 2000), st.integers(1, 200), st.floats(1, 500), st.floats(5, 200))
def test_more_registered_questions_never_ask_for_less(n: int, more: int, expected: float, k: float):
    both = [
        mixed(np.full((1, 1, 1), expected), np.full((1, 1), float(count)), CODES[:1],
              np.array([k]), None)[0, 0, 0]
        for count in (n, n + more)
    ]  # fmt: skip
    assert both[1] > both[0]


def test_a_count_has_the_spread_of_a_count_in_the_draws_and_they_are_the_same_each_time():
    expected = np.full((2, 1, 4000), 100.0)
    registered = np.array([[400.0], [np.nan]])
    drawn = mixed(expected, registered, CODES[:2], np.array([50.0]), 7)
    assert (drawn[1] == 100).all()
    weight = 100 / 150
    assert drawn[0].std() == pytest.approx(weight * 20, rel=0.1)
    again = mixed(expected, registered, CODES[:2], np.array([50.0]), 7)
    np.testing.assert_array_equal(drawn, again)


def contracts(*rows: tuple[str, str, str, bool, bool]) -> pd.DataFrame:
    return pd.DataFrame(
        [("GM0606", product, model, "2026-01-01", end, shared, measured)
         for product, model, end, shared, measured in rows],
        columns=["gemeente_code", "product_group_id", "model", "peildatum", "einddatum",
                 "gedeelde_besparing", "tevredenheid_gemeten"],
    )  # fmt: skip


def providers(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_code", "product_group_id", "naam"])


def raised(contracts: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Return the flags of forms alone, in a gemeente of which nothing else is known."""
    scores = pd.DataFrame(
        columns=["region_code", "domain_id", "klasse", "klasse_gemeente", "zekerheid",
                 "zekerheid_gemeente"]
    )  # fmt: skip
    outlook = pd.DataFrame(
        columns=["region_code", "target_group", "jaar", "jaar_nu", "aantal_nu", "aantal",
                 "aantal_low", "aantal_high"]
    )  # fmt: skip
    inputs = FlagInput(contracts, providers, scores, outlook, {}, ("GM0606",))
    return contract_flags(inputs, shipped_rules())


def test_contracts_raise_a_flag_per_model_with_their_products():
    found = raised(
        contracts(
            ("taal", "veiling", "2027-07-01", True, True),
            ("welzijn", "veiling", "2027-07-02", False, False),
            ("respijt", "anders", "2030-01-01", False, True),
        ),
        providers(),
    )
    told = {(r.model, r.flag_id): r.evidence for r in found.itertuples()}
    assert set(told) == {
        ("veiling", "einde_nabij"), ("veiling", "geen_gedeelde_besparing"),
        ("veiling", "geen_tevredenheid"), ("anders", "geen_gedeelde_besparing"),
    }  # fmt: skip
    assert told["veiling", "einde_nabij"].endswith("bij: taal en digitale hulp.")
    assert told["veiling", "geen_tevredenheid"].endswith("bij: welzijn in de wijk.")


def test_fewer_than_three_providers_in_wijk_and_gemeente_together_raise_a_flag():
    found = raised(
        contracts(),
        providers(
            ("GM0606", "taal", "A"), ("WK060601", "taal", "B"), ("WK060602", "taal", "C"),
            ("WK060601", "welzijn", "A"), ("WK060602", "welzijn", "A"), ("GM0606", "welzijn", "B"),
            ("GM0599", "taal", "A"),
        ),
    )  # fmt: skip
    assert [(r.gemeente_code, r.flag_id, r.evidence) for r in found.itertuples()] == [
        ("GM0599", "weinig_aanbieders", "Er zijn weinig aanbieders bij: taal en digitale hulp."),
        ("GM0606", "weinig_aanbieders", "Er zijn weinig aanbieders bij: welzijn in de wijk."),
    ]


def test_without_forms_there_is_no_flag():
    assert raised(contracts(), providers()).empty


def test_a_formation_is_that_of_one_gemeente():
    team = TeamOptions(formatie={"schuldhulp": 2.0, "opbouwwerk": 1.5})
    rows = formation_rows(["GM0606"], team)
    assert rows.to_dict("records") == [
        {"gemeente_code": "GM0606", "discipline_id": "opbouwwerk", "fte": 1.5},
        {"gemeente_code": "GM0606", "discipline_id": "schuldhulp", "fte": 2.0},
    ]
    assert formation_rows(["GM0599", "GM0606"], TeamOptions()).empty
    with pytest.raises(ConfigError, match="one gemeente only"):
        formation_rows(["GM0599", "GM0606"], team)
