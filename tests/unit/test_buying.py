"""Where inkoop should look: signals, chance risk, arrangementen, flags, cards and team choices."""

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.advice import FlagInput, contract_flags, shipped_rules
from wijkfoto.advice.buying_check import cases
from wijkfoto.advice.chance import chance_risk, chance_rows, least_clients
from wijkfoto.advice.procurement import SURE, Seen, decide, fits, growths, signals, use_sides
from wijkfoto.advice.records import design_rows, fact_rows
from wijkfoto.lokaal.forms import CONTRACT_MODELS

RULES = shipped_rules()
WIJK = "WK000101"
SIGNALS = (
    "uitbreiden", "vasthouden", "verschuiven_naar_voorliggend", "onderzoek_onderbereik",
    "onvoldoende_gegevens",
)  # fmt: skip
# One case per rule: class, certainty, use, outlook, kind of product, arrangementen.
BY_RULE = {
    "inkoop_arrangement": ("hoog", "stevig", "lager", "groei", "maatwerk", True),
    "inkoop_geen_score": ("geen", "te_weinig_gegevens", "hoger", "groei", "maatwerk", False),
    "inkoop_hoog_onderbereik": ("hoog", "stevig", "lager", "groei", "maatwerk", False),
    "inkoop_hoog_groei": ("hoog", "redelijk", "hoger", "groei", "maatwerk", False),
    "inkoop_hoog_veel_maatwerk": ("hoog", "redelijk", "hoger", "gelijk", "maatwerk", False),
    "inkoop_hoog_veel_klaar": ("hoog", "redelijk", "hoger", "gelijk", "beschikbaarheid", False),
    "inkoop_hoog_krimp": ("hoog", "redelijk", "onbekend", "krimp", "voorliggend", False),
    "inkoop_hoog_bereikt": ("hoog", "stevig", "gelijk", "gelijk", "maatwerk", False),
    "inkoop_hoog_in_de_wijk": ("hoog", "stevig", "onbekend", "onbekend", "voorliggend", False),
    "inkoop_hoog": ("hoog", "stevig", "onbekend", "onbekend", "maatwerk", False),
    "inkoop_gemiddeld_onderbereik": ("gemiddeld", "redelijk", "lager", "krimp", "maatwerk", False),
    "inkoop_gemiddeld_veel_maatwerk": ("gemiddeld", "stevig", "hoger", "groei", "maatwerk", False),
    "inkoop_gemiddeld_groei": ("gemiddeld", "stevig", "gelijk", "groei", "voorliggend", False),
    "inkoop_gemiddeld": ("gemiddeld", "onzeker", "gelijk", "krimp", "beschikbaarheid", False),
    "inkoop_laag_maatwerk": ("laag", "redelijk", "gelijk", "krimp", "maatwerk", False),
    "inkoop_laag_weinig_maatwerk": ("laag", "stevig", "lager", "gelijk", "maatwerk", False),
    "inkoop_laag_groei_maatwerk": ("laag", "redelijk", "gelijk", "groei", "maatwerk", False),
    "inkoop_laag_misschien_maatwerk": ("laag", "onzeker", "gelijk", "gelijk", "maatwerk", False),
    "inkoop_laag_blijft": ("laag", "stevig", "lager", "krimp", "beschikbaarheid", False),
}


def test_every_rule_of_the_catalog_has_its_case_and_decides_it():
    assert set(BY_RULE) == {rule.rule_id for rule in RULES.procurement_rules}
    for rule_id, case in BY_RULE.items():
        assert decide(Seen(*case), RULES)[0].rule_id == rule_id


def test_every_signal_comes_out_of_some_case():
    found = Counter(decide(Seen(*case), RULES)[0].signal for case in BY_RULE.values())
    assert set(found) == set(SIGNALS)


@given(st.sampled_from(cases()))
def test_no_signal_is_surer_than_the_need_and_low_use_never_means_less(seen):
    rule, certainty = decide(seen, RULES)
    assert SURE[certainty] <= SURE[seen.zeker]
    if seen.zeker == "onzeker":
        assert certainty != "stevig"
    if seen.gebruik == "lager":
        assert rule.signal != "verschuiven_naar_voorliggend"
    if seen.gebruik == "lager" and seen.behoefte == "hoog" and not seen.arrangement:
        assert rule.signal == "onderzoek_onderbereik"
    if seen.behoefte == "geen":
        assert rule.signal == "onvoldoende_gegevens"
    assert rule.uitleg
    assert rule.tegen


def test_a_firm_signal_needs_a_firm_need_and_a_firm_gap():
    firm = [seen for seen in cases() if decide(seen, RULES)[1] == "stevig"]
    assert firm
    assert {(s.behoefte, s.zeker, s.gebruik) for s in firm} == {("hoog", "stevig", "lager")}


def score_rows(score: float | None, klasse: str | None, sure: str, own: str = "gemiddeld"):
    none = "te_weinig_gegevens"
    return pd.DataFrame(
        [
            {
                "region_code": WIJK, "domain_id": domain, "score": score, "klasse": klasse,
                "klasse_gemeente": own if klasse else None,
                "zekerheid": sure if klasse else none,
                "zekerheid_gemeente": "redelijk" if klasse else none,
            }
            for domain in RULES.domain_ids
        ]
    )  # fmt: skip


def gap_rows(*rows: tuple[str, str, float | None, float, str]) -> pd.DataFrame:
    """Rows of use_gap: area, use_id, observed, expected, certainty; bounds lie 5 around."""
    return pd.DataFrame(
        [
            {
                "region_code": code, "use_id": use, "observed": seen,
                "observed_low": None if seen is None else seen - 5,
                "observed_high": None if seen is None else seen + 5, "expected": expected,
                "expected_low": expected - 5, "expected_high": expected + 5, "zekerheid": sure,
            }
            for code, use, seen, expected, sure in rows
        ]
    )  # fmt: skip


def outlook_rows(now: float, later: float, group: str = "inwoners_65plus", years: int = 5):
    return pd.DataFrame(
        [
            {
                "region_code": WIJK, "target_group": group, "jaar": 2020 + years, "jaar_nu": 2020,
                "aantal_nu": now, "aantal": later, "aantal_low": later * 0.98,
                "aantal_high": later * 1.02,
            }
        ]
    )  # fmt: skip


def one(product: str, scores: pd.DataFrame, **other: object) -> pd.Series:
    return signals(scores, [WIJK], RULES, **other).set_index("product_group_id").loc[product]


def test_high_need_with_less_use_than_expected_asks_who_is_not_reached():
    found = one(
        "begeleiding", score_rows(115, "hoog", "stevig"),
        gaps=gap_rows((WIJK, "wmo", 40, 90, "stevig")),
    )  # fmt: skip
    assert tuple(found[["signal", "zekerheid", "gebruik"]]) == (
        "onderzoek_onderbereik", "stevig", "lager",
    )  # fmt: skip
    unsure = one(
        "begeleiding", score_rows(115, "hoog", "onzeker"),
        gaps=gap_rows((WIJK, "wmo", 40, 90, "stevig")),
    )  # fmt: skip
    assert unsure["zekerheid"] == "onzeker"


def test_a_gap_that_is_not_firm_is_no_gap():
    gaps = gap_rows(
        (WIJK, "wmo", 40, 90, "redelijk"), (WIJK, "jeugdzorg", 90, 40, "stevig"),
        ("WK000102", "wmo", None, 40, "te_weinig_gegevens"),
    )  # fmt: skip
    assert use_sides(gaps) == {(WIJK, "wmo"): "gelijk", (WIJK, "jeugdzorg"): "hoger"}
    assert use_sides(None) == {}


@pytest.mark.parametrize(
    ("later", "told"), [(1100, "groei"), (1060, "groei"), (1020, "gelijk"), (900, "krimp")]
)
def test_growth_counts_when_the_whole_interval_lies_on_its_side(later, told):
    assert growths(outlook_rows(1000, later), 0.05) == {(WIJK, "inwoners_65plus"): told}


def test_the_outlook_of_ten_years_or_without_a_number_says_nothing():
    assert growths(outlook_rows(1000, 1500, years=10), 0.05) == {}
    assert growths(outlook_rows(1000, float("nan")), 0.05) == {}
    assert growths(None, 0.05) == {}


def test_the_group_of_the_product_counts_not_all_inhabitants():
    growing = outlook_rows(1000, 1200)
    scores = score_rows(100, "gemiddeld", "stevig")
    assert one("huishoudelijke_hulp", scores, outlook=growing)["signal"] == "uitbreiden"
    assert one("schuldhulp", scores, outlook=growing)["signal"] == "vasthouden"


def test_a_product_whose_domains_have_no_score_gets_no_signal_whatever_its_use():
    found = one(
        "jeugd_ambulant", score_rows(None, None, ""),
        gaps=gap_rows((WIJK, "jeugdzorg", 90, 40, "stevig")),
    )  # fmt: skip
    assert tuple(found[["signal", "zekerheid", "behoefte"]]) == (
        "onvoldoende_gegevens", "te_weinig_gegevens", "geen",
    )  # fmt: skip
    assert all(product.helpt for product in RULES.products)


def test_one_sure_comparison_is_enough_to_be_high_and_both_are_needed_to_be_lower():
    high = one("schuldhulp", score_rows(110, "hoog", "onzeker", own="hoog"))
    assert tuple(high[["behoefte", "zekerheid_behoefte"]]) == ("hoog", "redelijk")
    average = one("schuldhulp", score_rows(100, "gemiddeld", "onzeker", own="laag"))
    assert tuple(average[["behoefte", "zekerheid_behoefte"]]) == ("gemiddeld", "onzeker")


def test_a_surely_high_domain_is_not_made_unsure_by_a_guess_that_is_higher():
    scores = score_rows(100, "gemiddeld", "stevig").set_index("domain_id")
    guess = ["score", "klasse", "zekerheid", "klasse_gemeente", "zekerheid_gemeente"]
    scores.loc["eenzaam_mantelzorg", guess] = [118, "hoog", "onzeker", "hoog", "onzeker"]
    found = one("welzijn", scores.reset_index())
    assert tuple(found[["domain_id", "zekerheid"]]) == ("eenzaam_mantelzorg", "onzeker")
    scores.loc["meedoen_taal", guess] = [112, "hoog", "redelijk", "gemiddeld", "redelijk"]
    found = one("welzijn", scores.reset_index())
    assert tuple(found[["domain_id", "zekerheid"]]) == ("meedoen_taal", "redelijk")
    scores.loc["wonen_leefbaarheid", guess] = [108, "hoog", "redelijk", "hoog", "redelijk"]
    assert one("welzijn", scores.reset_index())["domain_id"] == "meedoen_taal"


# --- arrangementen -----------------------------------------------------------------------------


def test_arrangementen_are_not_split_by_product():
    gaps = gap_rows((WIJK, "wmo", 40, 90, "stevig"), (WIJK, "jeugdzorg", 40, 45, "onzeker"))
    found = signals(
        score_rows(115, "hoog", "stevig"), [WIJK], RULES, gaps=gaps, arrangementen=True
    ).set_index("product_group_id")
    for product in RULES.products:
        blocked = found.loc[product.product_group_id, "rule_id"] == "inkoop_arrangement"
        assert blocked == (product.soort == "maatwerk")
    risk = chance_rows("GM0001", [WIJK], gaps, RULES, arrangementen=True)
    advice = risk.groupby("product_group_id")["advies"].unique().map(set)
    assert advice["begeleiding"] == {"niet_splitsen"}
    assert risk.loc[risk["advies"] == "niet_splitsen", ["clienten", "kansrisico"]].isna().all(None)
    assert advice["jeugd_crisis"] == {"samen_of_corridor"}


# --- chance risk -------------------------------------------------------------------------------


def test_chance_risk_of_youth_is_that_of_the_method():
    assert round(100 * float(chance_risk(60, 2))) == 29
    assert round(100 * float(chance_risk(250, 2))) == 14
    assert least_clients(2, 0.1) == pytest.approx(500)
    assert least_clients(1, 0.1) == pytest.approx(200)


def test_chance_risk_is_the_spread_of_a_simulated_budget():
    rng = np.random.default_rng(5)
    # Gamma costs with mean 1 and coefficient of variation 2; Poisson clients around 60.
    clients = rng.poisson(60, 20_000)
    totals = np.array([rng.gamma(0.25, 4.0, n).sum() for n in clients])
    assert totals.std() / totals.mean() == pytest.approx(float(chance_risk(60, 2)), rel=0.05)


@given(st.floats(1, 1e6), st.floats(0, 5))
def test_more_clients_never_raise_the_chance_risk(clients, variation):
    assert chance_risk(clients * 2, variation) < chance_risk(clients, variation)
    least = least_clients(variation, 0.1)
    assert chance_risk(least, variation) == pytest.approx(0.1)


def test_clients_are_registered_else_expected_and_a_gemeente_is_their_sum():
    gaps = gap_rows((WIJK, "wmo", 150, 90, "stevig"), ("WK000102", "wmo", None, 80, "onzeker"))
    rows = chance_rows("GM0001", [WIJK, "WK000102", "WK000103"], gaps, RULES)
    found = rows[rows["product_group_id"] == "begeleiding"].set_index("area_code")
    assert found["clienten"].fillna(0).to_dict() == {
        "GM0001": 230, WIJK: 150, "WK000102": 80, "WK000103": 0,
    }  # fmt: skip
    assert found["basis"].to_dict() == {
        "GM0001": "verwacht", WIJK: "registratie", "WK000102": "verwacht", "WK000103": "geen",
    }  # fmt: skip
    assert found["advies"].to_dict() == {
        "GM0001": "eigen_budget", WIJK: "samen_of_corridor", "WK000102": "samen_of_corridor",
        "WK000103": "niet_te_zeggen",
    }  # fmt: skip
    wijk = found.loc[WIJK]
    assert wijk["kansrisico"] == pytest.approx(math.sqrt(2 / 150))
    assert wijk["kansrisico_low"] < wijk["kansrisico"] < wijk["kansrisico_high"]
    assert set(chance_rows("GM0001", [WIJK], None, RULES)["basis"]) == {"geen"}


# --- flags -------------------------------------------------------------------------------------

CONTRACT = [
    "gemeente_code", "product_group_id", "model", "peildatum", "einddatum", "gedeelde_besparing",
    "tevredenheid_gemeten",
]  # fmt: skip


def contract(product: str, model: str, end: str = "2030-01-01", *, good: bool = True) -> list:
    return ["GM0001", product, model, "2026-01-01", end, good, good]


def flags(*contracts: list, **other: object) -> dict[tuple[str, str], pd.Series]:
    inputs = {
        "contracts": pd.DataFrame(contracts, columns=CONTRACT),
        "providers": pd.DataFrame(columns=["area_code", "product_group_id", "naam"]),
        "scores": score_rows(100, "gemiddeld", "stevig"),
        "outlook": outlook_rows(1000, 1000),
        "namen": {WIJK: "De Akker"},
        "gemeenten": ("GM0001",),
    }
    found = contract_flags(FlagInput(**(inputs | other)), RULES)
    return {(row.model, row.flag_id): row for row in found.itertuples()}


def test_every_flag_is_raised_by_data_and_tells_its_evidence():
    one_provider = pd.DataFrame(
        [("GM0001", "taal", "A")], columns=["area_code", "product_group_id", "naam"]
    )
    found = flags(
        contract("begeleiding", "taakgericht", "2026-06-01", good=False),
        providers=one_provider,
        scores=score_rows(115, "hoog", "redelijk"),
        werkgever="aanbieder",
    )
    assert {flag for _, flag in found} == set(RULES.contract_flags)
    for row in found.values():
        assert row.evidence
        assert "{" not in row.evidence
    assert "De Akker" in found["alle", "druk_mantelzorg"].evidence
    assert found["alle", "druk_mantelzorg"].area_code == WIJK
    assert "beschermd wonen" in found["taakgericht", "crisisplek_ontbreekt"].evidence


def test_nothing_is_raised_where_nothing_is_wrong():
    assert flags(contract("begeleiding", "inspanningsgericht")) == {}
    assert flags(werkgever="gemeente") == {}
    assert flags() == {}


def test_no_saving_stays_with_a_provider_who_gets_less_for_less_help():
    paid = {card.model: card.minder_hulp_minder_geld for card in RULES.contract_cards}
    assert paid["inspanningsgericht"]
    assert not paid["taakgericht"]
    for model, for_help in paid.items():
        found = flags(contract("begeleiding", model, good=False))
        assert ((model, "geen_gedeelde_besparing") in found) is not for_help
        assert (model, "geen_tevredenheid") in found


def test_carers_are_under_pressure_by_a_sure_high_need_or_more_older_people():
    key = ("alle", "druk_mantelzorg")
    assert key not in flags(scores=score_rows(115, "hoog", "onzeker"))
    rising = outlook_rows(1000, 1200)
    assert key in flags(scores=score_rows(115, "hoog", "onzeker"), outlook=rising)
    assert key not in flags(scores=score_rows(100, "gemiddeld", "stevig"), outlook=rising)


def test_light_help_first_is_told_until_crisis_places_are_bought():
    key = ("wijkgericht", "crisisplek_ontbreekt")
    light = contract("begeleiding", "wijkgericht")
    places = [
        contract(product, "functiegericht")
        for product in ("beschermd_wonen", "jeugd_verblijf", "jeugd_crisis")
    ]
    assert key in flags(light)
    assert "jeugdhulp met verblijf" not in flags(light, *places[:2])[key].evidence
    assert key not in flags(light, *places)


# --- cards, team choices, facts ----------------------------------------------------------------


def test_every_contract_model_of_the_form_has_a_card():
    named = {card.model for card in RULES.contract_cards}
    assert named == set(CONTRACT_MODELS) - {"anders"}
    assert Counter(card.periode for card in RULES.contract_cards) == {"2015": 5, "nu": 5}


def test_both_outcomes_of_buying_per_wijk_stand_in_one_sentence():
    (card,) = (c for c in RULES.contract_cards if c.model == "wijkgericht")
    assert card.samen is not None
    assert card.samen.count(".") == 1
    assert all(part in card.samen for part in ("zelf", "5% meer mantelzorg", "2015"))


def test_a_card_holds_words_per_criterion_and_no_number_to_rank_by():
    wanted = {criterion.criterium_id for criterion in RULES.criteria}
    for card in RULES.contract_cards:
        assert set(card.oordelen) == wanted
        assert set(card.oordelen.values()) <= {"gunstig", "let_op", "hangt_af"}
        # A model that is best at everything would be a ranking after all.
        assert len(set(card.oordelen.values())) > 1


def test_the_eleven_choices_carry_every_standing_risk_of_the_method():
    rows = design_rows(RULES)
    assert list(rows["volgorde"]) == list(range(1, 12))
    told = " ".join(rows["risicos"]).lower()
    for risk in (
        "twee broodheren", "productieprikkel", "geheim", "maatwerk", "buren doen",
        "niet begrensd", "aanbod en de kosten niet", "weten niet dat het team er is",
    ):  # fmt: skip
        assert risk in told


def test_no_fact_of_the_past_is_told_without_its_year():
    facts = fact_rows(RULES).set_index("fact_id")
    for fact in facts.itertuples():
        assert fact.period in fact.text
        assert fact.source
    assert "tien jaar geleden" in facts.loc["overschot_2015", "text"]


def test_rules_that_leave_a_case_open_are_found():
    first = RULES.procurement_rules[0]
    assert not fits(first, Seen("hoog", "stevig", "lager", "groei", "voorliggend", True))
