"""What a registration changes: its weight, the speciality in the core, and the forms it opens."""

import dataclasses
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_advice_form import far
from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import Advice, TeamOptions, advise, shipped_rules
from wijkfoto.advice.form import certainty
from wijkfoto.advice.overdispersion import Draws, fitted_k, weight_note

RULES = shipped_rules()
WORK, YOUTH, MENTAL = "werk_inkomen_schulden", "jeugd_gezin", "mentaal_verslaving"


def registration(
    code: str, counts: dict[str, int | None], jaar: int = 2025, *, whole: bool = True
) -> pd.DataFrame:
    rows = [(code, domain, jaar, counted, whole) for domain, counted in counts.items()]
    columns = ["region_code", "domain_id", "jaar", "vragen", "heel_jaar"]
    return pd.DataFrame(rows, columns=columns).astype({"vragen": "Int32"})


def advised(wijken: list[Wijk], *rows: pd.DataFrame, **inputs: object) -> Advice:
    given = pd.concat(rows) if rows else None
    made = replace(planted(wijken, draws=100), registration=given, **inputs)
    return advise(made, RULES, TeamOptions(seed=1))


def planted_counts(k: float, n_wijken: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Expected and registered questions of a gemeente whose wijken scatter with a known k."""
    rng = np.random.default_rng(seed)
    expected = rng.uniform(20, 250, (n_wijken, 4))
    counts = rng.poisson(expected * rng.gamma(k, 1 / k, expected.shape))
    shown = np.where(counts < 10, np.nan, np.round(counts / 5) * 5)
    return expected, shown


@pytest.mark.parametrize(("k", "n_wijken"), [(10, 8), (30, 12), (80, 20)])
def test_k_is_found_back_within_half_and_double_and_its_draws_hold_it(k: float, n_wijken: int):
    inside, held = [], []
    for seed in range(60):
        expected, shown = planted_counts(k, n_wijken, seed)
        found = fitted_k(expected, shown, "GM0001", RULES, Draws(seed, np.full(200, 50.0)))
        assert found.n_wijken == n_wijken
        inside.append(k / 2 < found.mid < 2 * k)
        low, high = np.quantile(found.drawn, [0.05, 0.95])
        held.append(low <= k <= high)
    assert np.mean(inside) >= 0.9
    # Resampling so few wijken gives intervals that are somewhat short.
    assert np.mean(held) >= 0.7


def test_counts_without_more_scatter_than_chance_leave_k_at_its_bound():
    rng = np.random.default_rng(1)
    expected = rng.uniform(50, 250, (40, 8))
    found = fitted_k(
        expected, rng.poisson(expected).astype(float), "GM0001", RULES, Draws(1, np.full(50, 50.0))
    )
    assert found.mid == RULES.norms["registratie_k"].hoog


def test_a_level_unlike_the_norms_makes_the_registration_count_more():
    expected, shown = planted_counts(80, 20, 1)
    draws = Draws(1, np.full(50, 50.0))
    as_normed, doubled = (
        fitted_k(mu, shown, "GM0001", RULES, draws).mid for mu in (expected, expected / 2)
    )
    assert doubled < as_normed / 4


def test_with_few_wijken_the_norm_and_its_band_stand_in_and_the_page_says_so():
    expected, shown = planted_counts(10, 7, 1)
    band = np.linspace(5, 200, 50)
    found = fitted_k(expected, shown, "GM0001", RULES, Draws(1, band))
    assert (found.mid, found.n_wijken) == (50, 0)
    assert found.drawn is band
    assert "aanname" in str(weight_note(found, shown, RULES))
    assert weight_note(found, np.full((7, 8), np.nan), RULES) is None
    fitted = fitted_k(*planted_counts(10, 8, 1), "GM0001", RULES, Draws(1, band))
    assert "geschat uit de spreiding tussen 8 wijken" in str(weight_note(fitted, shown, RULES))


def test_the_weight_stands_among_the_remarks_of_the_gemeente():
    rows = registration("WK000101", dict.fromkeys(DOMAINS, 100))
    notes = advised([Wijk("WK000101", 15000)], rows).advice_note
    assert notes["note_id"].tolist().count("registratie_k") == 1
    assert "registratie_k" not in set(advised([Wijk("WK000101", 15000)]).advice_note["note_id"])


TOWN = [Wijk("WK000101", 15000, box=far(0)), Wijk("WK000102", 15000, box=far(1))]


def core_of(found: Advice, area: str = "TG0001-01") -> dict[str, str]:
    rows = found.team_advice
    rows = rows[(rows["modus"] == "ramen") & (rows["ring"] == "kern") & (rows["area_code"] == area)]
    return dict(zip(rows["discipline_id"], rows["rule_id"], strict=True))


def test_the_registration_of_one_teamgebied_brings_its_speciality_to_the_core():
    rows = registration("WK000101", {WORK: 820, YOUTH: 100, MENTAL: 80})
    with_it, without = advised(TOWN, rows), advised(TOWN)
    core = core_of(with_it)
    assert core["werk_inkomen"] == core["schuldhulp"] == "5b_specialisme_registratie"
    assert not {"werk_inkomen", "schuldhulp"} & set(core_of(with_it, "TG0001-02"))
    assert not {"werk_inkomen", "schuldhulp"} & set(core_of(without))
    # Hours do not move: the other wijk was not counted (decision 41).
    columns = ["area_code", "domain_id"]
    pd.testing.assert_series_equal(
        with_it.demand.set_index(columns)["cases"], without.demand.set_index(columns)["cases"]
    )


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(registration("WK000101", {WORK: 490, YOUTH: 510}), id="under half"),
        pytest.param(registration("WK000101", {WORK: 45}), id="too few questions"),
        pytest.param(
            registration("WK000101", {WORK: 60, **dict.fromkeys(DOMAINS[1:], None)}),
            id="hidden numbers could make it less than half",
        ),
        pytest.param(registration("WK000101", {WORK: 820}, whole=False), id="part of a year"),
    ],
)
def test_a_registration_that_does_not_show_it_leaves_the_speciality_where_it_was(rows):
    assert not {"werk_inkomen", "schuldhulp"} & set(core_of(advised(TOWN, rows)))


def test_the_registration_of_a_small_part_of_an_area_says_nothing_about_it():
    wijken = [
        Wijk("WK000101", 4000, box=(0, 0, 1000, 1000)),
        Wijk("WK000102", 9000, box=(1000, 0, 2000, 1000)),
    ]
    small = advised(wijken, registration("WK000101", {WORK: 900}))
    large = advised(wijken, registration("WK000102", {WORK: 900}))
    assert "schuldhulp" not in core_of(small)
    assert core_of(large)["schuldhulp"] == "5b_specialisme_registratie"


def reason(found: Advice, rule_id: str, area: str = "TG0001-01") -> tuple[object, str]:
    rows = found.team_form_rule
    row = rows[(rows["rule_id"] == rule_id) & (rows["area_code"] == area)].iloc[0]
    return row["matched"], row["reden"]


def test_a_core_from_open_figures_says_why_it_is_less_sure():
    poor = [Wijk("WK000101", 15000, {WORK: 125}, box=far(0)), TOWN[1]]
    open_only = advised(poor)
    matched, told = reason(open_only, "5_specialisme_kern")
    assert matched
    assert "open cijfers" in told
    matched, told = reason(open_only, "5b_specialisme_registratie")
    assert pd.isna(matched)
    assert told.startswith("Niet te beoordelen: nodig is de registratie")
    counted = advised(poor, registration("WK000101", {WORK: 820, YOUTH: 180}))
    assert "open cijfers" not in reason(counted, "5_specialisme_kern")[1]


def test_a_high_domain_that_is_unsure_blocks_the_light_form_and_moves_no_speciality():
    doubtful = [Wijk("WK000101", 15000, {WORK: 125}, other=85, sure="onzeker", box=far(0))]
    found = advised([*doubtful, TOWN[1]])
    matched, told = reason(found, "2_lichte_vorm")
    assert matched is False or not matched
    assert (
        "Hoog voor minstens 25% van de inwoners: Werk en geld (onzeker, telt hier wel mee)." in told
    )
    matched, told = reason(found, "5_specialisme_kern")
    assert not matched
    assert "te onzeker om een specialisme naar de kern te halen: Werk en geld." in told


def every_domain(**counts: int) -> dict[str, int]:
    """A registration of every domain, with ten questions about those that are not named."""
    return dict.fromkeys(RULES.domain_ids, 10) | counts


FORMS = [
    (every_domain(**{YOUTH: 400, WORK: 300, "ouderen_zorg": 300}), "doelgroepteams"),
    (every_domain(**{MENTAL: 450, WORK: 300, YOUTH: 250}), "voorpost_specialisten"),
    (every_domain(**{WORK: 400, "ouderen_zorg": 400, YOUTH: 200}), "integraal"),
]


@pytest.mark.parametrize("domain", [YOUTH, MENTAL, WORK])
def test_one_line_of_a_registration_decides_nothing(domain: str):
    """A domain without a row was not registered: that nobody asked about it is not said."""
    large = [Wijk("WK000101", 19000, other=108)]
    bare, one = advised(large), advised(large, registration("WK000101", {domain: 60}))
    assert list(one.team_form["form_id"]) == list(bare.team_form["form_id"])
    cores = [a.team_advice[a.team_advice["rule_id"] == "5b_specialisme_registratie"]
             for a in (bare, one)]  # fmt: skip
    assert [len(core) for core in cores] == [0, 0]


def test_a_registration_lifts_that_no_advice_can_be_given():
    unknown = [Wijk("WK000101", 15000, dict.fromkeys(RULES.domain_ids[:5], np.nan))]
    assert set(advised(unknown).team_form["form_id"]) == {"geen_advies"}
    told = advised(unknown, registration("WK000101", every_domain(**{WORK: 100})))
    assert "geen_advies" not in set(told.team_form["form_id"])


@pytest.mark.parametrize(("counts", "form"), FORMS)
def test_a_registration_opens_the_forms_that_need_one(counts: dict[str, int], form: str):
    large = [Wijk("WK000101", 19000, other=108)]
    forms = advised(large, registration("WK000101", counts)).team_form
    assert set(forms["form_id"]) == {form}
    assert set(advised(large).team_form["form_id"]) == {"integraal"}


def test_a_team_too_small_to_split_stays_one_team():
    counts = every_domain(**{YOUTH: 120, WORK: 90, "ouderen_zorg": 90})
    small = [Wijk("WK000101", 9000, other=104)]
    forms = advised(small, registration("WK000101", counts)).team_form
    assert set(forms["form_id"]) == {"integraal"}


@pytest.mark.parametrize(("places", "weak"), [(3, True), (20, False)])
def test_a_weak_social_base_is_told_only_where_places_were_told_of(places: int, weak: bool):
    wijken = [Wijk("WK000101", 15000)]
    told = advised(wijken, places=pd.Series({"WK000101": places}))
    assert bool(reason(told, "4_eerst_sociale_basis")[0]) is weak
    notes = told.advice_note.query("note_id == '4_eerst_sociale_basis'")
    assert set(notes["area_code"]) == (set(told.team_form["area_code"]) if weak else set())
    assert all(text.startswith("Eerst de sociale basis") for text in notes["text"])
    elsewhere = [*wijken, Wijk("WK000102", 40000, box=far(3))]
    of_few = advised(elsewhere, places=pd.Series({"WK000101": places})).team_form_rule
    of_few = of_few.query("rule_id == '4_eerst_sociale_basis' and area_code == 'GM0001'")
    assert of_few["matched"].isna().all()
    nothing = advised(wijken, places=pd.Series(dtype="int64"))
    assert pd.isna(reason(nothing, "4_eerst_sociale_basis")[0])


def test_a_form_is_called_firm_only_when_no_norm_behind_it_is_an_assumption():
    assert certainty(1.0, RULES) == "redelijk"
    assert certainty(0.5, RULES) == "onzeker"
    measured = {n: v.model_copy(update={"status": "geijkt"}) for n, v in RULES.norms.items()}
    matrix = RULES.matrix.model_copy(update={"status": "bron"})
    grounded = dataclasses.replace(RULES, norms=measured, matrix=matrix)
    assert certainty(1.0, grounded) == "stevig"
    one = {**measured, "gamma": RULES.norms["gamma"]}
    assert certainty(1.0, dataclasses.replace(grounded, norms=one)) == "redelijk"


def test_what_happened_after_the_figures_stands_beside_the_advice_of_its_area_only():
    happened = pd.DataFrame(
        {
            "region_code": ["WK000101"] * 2,
            "omschrijving": ["De flats gaan weg.", "De winkel sloot."],
        }
    )
    found = advised(TOWN, events=happened)
    rows = found.advice_note[found.advice_note["note_id"] == "gebeurtenis"]
    assert rows["area_code"].tolist() == ["TG0001-01"]
    told = "Dit zit nog niet in alle cijfers: De flats gaan weg; De winkel sloot."
    assert rows["text"].iloc[0].startswith(told)
    pd.testing.assert_frame_equal(found.team_form, advised(TOWN).team_form)


def evidence_of(found: Advice, kind: str, item: str, area: str = "TG0001-01") -> pd.DataFrame:
    told = found.evidence
    rows = told[
        (told["advice_kind"] == kind) & (told["item_id"] == item) & (told["area_code"] == area)
    ]
    return rows.set_index("indicator_id").sort_index()


def domains_in(rows: pd.DataFrame) -> set[str]:
    """Return the domains of the open figures; planted ones are called after theirs."""
    open_figures = rows.index[rows["contribution"].notna()]
    return {name.rsplit("_", 1)[0] for name in open_figures}


@pytest.mark.parametrize(
    ("counts", "form", "asked"),
    [
        (FORMS[0][0], "doelgroepteams", {YOUTH: 400 / 1050}),
        (
            FORMS[1][0],
            "voorpost_specialisten",
            {MENTAL: 450 / 1050, "gezondheid_beperking": 10 / 1050},
        ),
    ],
)
def test_a_form_by_registration_rests_on_it_and_on_the_domain_of_its_rule(counts, form, asked):
    # Most extra questions are expected about something else.
    large = [Wijk("WK000101", 19000, {WORK: 125}, other=108)]
    rows = evidence_of(advised(large, registration("WK000101", counts)), "team_form", form)
    told = rows[rows["contribution"].isna()]
    assert told["aandeel"].to_dict() == pytest.approx(
        {f"registratie_{d}": p for d, p in asked.items()}
    )
    assert set(told["peiljaar"]) == {2025}
    assert domains_in(rows) == {next(iter(asked))}


def test_a_speciality_by_registration_rests_on_the_questions_of_its_own_domain():
    found = advised(TOWN, registration("WK000101", every_domain(**{MENTAL: 820, YOUTH: 180})))
    assert core_of(found)["ggz_verslaving"] == "5b_specialisme_registratie"
    rows = evidence_of(found, "team_advice", "ggz_verslaving")
    assert rows.loc[f"registratie_{MENTAL}", "aandeel"] == pytest.approx(820 / 1060)
    assert domains_in(rows) == {MENTAL}
    elsewhere = evidence_of(found, "team_advice", "ggz_verslaving", "TG0001-02")
    assert elsewhere["contribution"].notna().all()


def test_a_form_by_the_share_of_some_domains_rests_on_the_largest_of_those():
    grey = {"inwoners_80plus": 0.15, "inwoners_65_80": 0.3}
    small = Wijk("WK000101", 3000, {WORK: 103}, ages=grey, box=far(0))
    found = advised([small, Wijk("WK000102", 19900, box=far(1))])
    forms = found.team_form.set_index("area_code")["form_id"]
    assert forms["TG0001-01"] == "huisartsenpraktijk"
    asked = found.demand.set_index(["area_code", "domain_id"])["cases"]["TG0001-01"]
    zorg = RULES.measures["aandeel_zorg"].domeinen
    largest = max(zorg, key=asked.get)
    rows = evidence_of(found, "team_form", "huisartsenpraktijk")
    assert domains_in(rows) == {largest}
