"""Team form: known answers, the order of the rules, certainty and what tips the advice."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import Advice, AdviceInput, TeamOptions, advise, shipped_rules
from wijkfoto.advice.judge import judge, judge_rule
from wijkfoto.advice.models import Condition, FormRule
from wijkfoto.advice.wording import dutch, listed

RULES = shipped_rules()


def advice_for(wijken: list[Wijk], **options: float) -> Advice:
    return advise(planted(wijken, draws=100), RULES, TeamOptions(seed=1, **options))


def form_of(wijken: list[Wijk], area: str = "TG0001-01", **options: float) -> pd.Series:
    return advice_for(wijken, **options).team_form.set_index("area_code").loc[area]


def far(column: int) -> tuple[float, float, float, float]:
    """Boxes that touch no other, each 100 km from the one before."""
    return (1e5 * column, 0, 1e5 * column + 1000, 1000)


VILLAGE = Wijk("WK000101", 3200, other=88, urbanity=5, box=far(0))
POOR = Wijk("WK000102", 11000, other=115, urbanity=1, box=far(1))
FULL = Wijk("WK000103", 19500, urbanity=2, box=far(2))


def test_j_affluent_village_gets_no_own_team_and_a_deprived_urban_wijk_does(tmp_path):
    path = tmp_path / "gebieden.yaml"
    path.write_text(
        "GM0001: [{naam: Dorp, wijken: [WK000101]}, {naam: Poort, wijken: [WK000102]},"
        " {naam: Vol, wijken: [WK000103]}]",
        encoding="utf-8",
    )
    options = TeamOptions(gebieden_bestand=path)
    found = advise(planted([VILLAGE, POOR, FULL], draws=100), RULES, options)
    forms = found.team_form.set_index("area_code")["form_id"]
    assert forms["TG0001-02"] == "integraal"
    assert not RULES.forms[forms["TG0001-01"]].eigen_team
    rate = found.team_total.query("modus == 'ramen'").set_index("area_code")["fte_per_1000"]
    assert rate["TG0001-02"] > rate["GM0001"] > rate["TG0001-01"]


def test_j_affluent_village_of_3200_alone_gets_no_own_team():
    found = form_of([VILLAGE, dataclasses.replace(FULL, other=110)])
    assert not RULES.forms[found["form_id"]].eigen_team


def test_l_large_affluent_suburb_gets_the_light_form_whatever_its_size():
    found = form_of([Wijk("WK000101", 38000, other=86), Wijk("WK000102", 30000)])
    assert found["form_id"] == "lichte_vorm"
    assert found["rule_id"] == "2_lichte_vorm"
    assert found["zekerheid"] == "redelijk"


def test_one_high_domain_for_a_quarter_of_the_people_stops_the_light_form():
    scores = dict.fromkeys(DOMAINS, 85.0) | {DOMAINS[3]: 112.0}
    assert form_of([Wijk("WK000101", 38000, scores)])["form_id"] == "integraal"


def test_e_lonely_older_people_and_families_in_debt_get_different_teams():
    older = {"ouderen_zorg": 120.0, "eenzaam_mantelzorg": 125.0}
    debt = {"werk_inkomen_schulden": 125.0, "jeugd_gezin": 120.0}
    grey = {"inwoners_65_80": 0.25, "inwoners_80plus": 0.12, "inwoners_0_18": 0.08}
    young = {"inwoners_65_80": 0.06, "inwoners_80plus": 0.01, "inwoners_0_18": 0.32}
    wijken = [
        Wijk("WK000101", 15000, older, ages=grey),
        Wijk("WK000102", 15000, debt, ages=young),
        Wijk("WK000103", 19900),
    ]
    rows = advice_for(wijken).team_advice.query("modus == 'ramen'")
    core = rows[rows["ring"] == "kern"].groupby("area_code")["discipline_id"].agg(set)
    assert "schuldhulp" in core["TG0001-02"] - core["TG0001-01"]
    assert core["TG0001-01"] != core["TG0001-02"]
    fte = rows.set_index(["area_code", "discipline_id"])["fte"]
    assert fte["TG0001-01", "ouderenadviseur"] > 1.5 * fte["TG0001-02", "ouderenadviseur"]
    assert fte["TG0001-02", "schuldhulp"] > 1.5 * fte["TG0001-01", "schuldhulp"]


@pytest.mark.parametrize("unknown", [4, 8])
def test_no_advice_on_too_few_domains_and_it_says_what_to_collect(unknown):
    scores = dict.fromkeys(DOMAINS[:unknown])
    found = advice_for([Wijk("WK000101", 15000, scores)])
    forms = found.team_form
    assert set(forms["form_id"]) == {"geen_advies"}
    assert set(forms["zekerheid"]) == {"te_weinig_gegevens"}
    assert forms["runner_up_form_id"].isna().all()
    reasons = found.team_form_rule.query("rule_id == '1b_te_weinig_domeinen'")["reden"]
    assert reasons.str.contains("Nog geen score voor: Werk en geld").all()
    more = unknown - 3
    word = "onderwerp" if more == 1 else "onderwerpen"
    assert set(forms["flips"]) == {
        f"Met cijfers over {more} {word} meer kunnen wij een advies geven."
    }


def test_three_unknown_domains_still_lead_to_advice():
    found = form_of([Wijk("WK000101", 15000, dict.fromkeys(DOMAINS[:3]))])
    assert found["form_id"] == "integraal"


def test_unknown_population_leads_to_no_advice():
    found = advice_for([Wijk("WK000101", float("nan"))])
    assert set(found.team_form["rule_id"]) == {"1a_geen_inwoners"}
    assert found.teamgebied["inwoners"].tolist() == [0]
    assert found.teamgebied["n_teams"].tolist() == [1]


def test_area_of_five_people_claims_nothing_of_its_own():
    found = form_of([Wijk("WK000101", 5, other=None)])
    assert found["form_id"] == "hoort_bij_buurgebied"


def alternative(**changes: object) -> str:
    """Advise on one small average area beside a full one 100 km away."""
    small = dataclasses.replace(Wijk("WK000101", 5500, box=far(0)), **changes)
    return str(form_of([small, Wijk("WK000102", 19900, box=far(1))])["form_id"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"people": 1500, "urbanity": 5}, "dorpsnetwerk"),
        ({"people": 4000, "urbanity": 4}, "dorpsondersteuner"),
        ({"people": 6100, "urbanity": 5, "other": 98}, "wisselende_samenstelling"),
        ({"people": 4000}, "loket"),
        ({"people": 3000, "ages": {"inwoners_0_18": 0.4}, "scores": {"jeugd_gezin": 120}}, "cjg"),
        (
            {"people": 3000, "ages": {"inwoners_80plus": 0.15, "inwoners_65_80": 0.3}},
            "huisartsenpraktijk",
        ),
        ({"people": 3000, "box": (98500, 0, 99500, 1000)}, "verwijzing_buurteam"),
        ({"people": 3000, "box": (92000, 0, 93000, 1000)}, "gedeeld_team"),
        ({"people": 3000, "box": None}, "gedeeld_team"),
    ],
)
def test_area_too_small_for_a_team_gets_the_alternative_of_its_settlement(changes, expected):
    assert alternative(**changes) == expected


def test_small_gemeente_works_together_with_others():
    found = advice_for([Wijk("WK000101", 3000)]).team_form.set_index("area_level")
    assert found.loc["gemeente", "form_id"] == "regionaal"


def test_gemeente_whose_people_mostly_live_without_an_own_team_shares_one(tmp_path):
    wijken = [Wijk(f"WK00010{n}", 4000, urbanity=5) for n in range(5)]
    path = tmp_path / "gebieden.yaml"
    rows = [f"{{naam: Dorp {w.code[-1]}, wijken: [{w.code}]}}" for w in wijken]
    path.write_text(f"GM0001: [{', '.join(rows)}]", encoding="utf-8")
    options = TeamOptions(gebieden_bestand=path)
    found = advise(planted(wijken, draws=20), RULES, options).team_form
    forms = found.set_index("area_code")["form_id"]
    assert forms.pop("GM0001") == "gedeeld_team"
    assert set(forms) == {"dorpsondersteuner"}


def test_given_total_decides_whether_a_team_is_large_enough():
    wijken = [Wijk("WK000101", 15000), Wijk("WK000102", 15000)]
    assert form_of(wijken)["form_id"] == "integraal"
    starved = form_of(wijken, fte_total=6)
    assert not RULES.forms[starved["form_id"]].eigen_team


def test_the_rule_that_always_holds_tells_the_figures_that_other_forms_did_not_fit():
    rules = advice_for([POOR, FULL]).team_form_rule.query("rule_id == '8_integraal'")
    told = rules.set_index("area_code")["reden"]
    assert told["TG0001-01"] != told["TG0001-02"]
    assert "Een lichte vorm past bij hooguit" in told["TG0001-01"]
    assert "Hoog voor minstens 25% van de inwoners: " in told["TG0001-01"]
    assert "Hoog voor" not in told["TG0001-02"]
    assert told.str.contains("Omvang per team: ").all()
    # One figure is told once, and none of what an advice cannot do without.
    assert (told.str.count("Omvang per team") == 1).all()
    assert not told.str.contains("onbekend").any()


def test_every_rule_is_shown_for_every_area_and_the_first_that_holds_decides():
    found = advice_for([VILLAGE, POOR, FULL])
    for level in ("gemeente", "teamgebied"):
        wanted = {
            r.rule_id
            for r in RULES.form_rules
            if level in r.niveau or (level == "teamgebied" and "specialisme" in r.niveau)
        }
        for _, row in found.team_form.query("area_level == @level").iterrows():
            rules = found.team_form_rule[found.team_form_rule["area_code"] == row["area_code"]]
            assert set(rules["rule_id"]) == wanted
            held = rules[rules["matched"].fillna(False) & rules["form_id"].notna()]
            first = held.sort_values("volgorde").iloc[0]
            assert first["rule_id"] == row["rule_id"]
            assert first["form_id"] == row["form_id"]
            others = held[held["form_id"] != row["form_id"]].sort_values("volgorde")
            if others.empty:
                assert pd.isna(row["runner_up_form_id"])
            else:
                assert others.iloc[0]["form_id"] == row["runner_up_form_id"]


@pytest.mark.parametrize("rule", ["4_eerst_sociale_basis", "6_doelgroepteams"])
def test_rule_without_its_figures_is_not_judged_and_says_what_is_needed(rule):
    rows = advice_for([FULL]).team_form_rule
    rows = rows[rows["rule_id"] == rule]
    assert len(rows) == 2
    assert rows["matched"].isna().all()
    assert rows["reden"].str.startswith("Niet te beoordelen: nodig is").all()


def test_certainty_is_the_share_of_draws_with_the_same_rule():
    rates = {}
    for score in (86, 95.7, 100):
        found = form_of([Wijk("WK000101", 15000, other=score), Wijk("WK000102", 19000)])
        rates[score] = (found["share"], found["zekerheid"])
    # The same in every draw, but with norms that are assumptions (decision 50).
    assert rates[86] == (1.0, "redelijk")
    assert rates[95.7][0] < 0.9
    assert rates[95.7][1] in ("onzeker", "redelijk")


def test_flip_names_the_nearest_change_and_it_is_true():
    wijken = [Wijk("WK000101", 5800, urbanity=2), Wijk("WK000102", 19900)]
    found = form_of(wijken)
    assert found["form_id"] == "gedeeld_team"
    assert found["flips"].endswith("fte meer zou een eigen team passen.")
    more = float(found["flips"].split()[1].replace(",", "."))
    rows = advice_for(wijken).team_form_rule.query("area_code == 'TG0001-01'")
    told = rows.query("rule_id == '3i_gedeeld_team'")["reden"].iloc[0]
    now = float(told.split(": ")[1].split()[0].replace(",", "."))
    assert now + more == pytest.approx(RULES.norm("kleinste_team"), abs=0.11)


NORMS = {"grens": np.array([2.0])}


def rule(*conditions: tuple[str, str], form: str | None = "loket") -> FormRule:
    return FormRule(
        rule_id="r",
        niveau=("teamgebied",),
        form_id=form,
        naam=None if form else "Een opmerking",
        als=tuple(Condition(maat=m, **{"is": s}, norm="grens") for m, s in conditions),
    )


@pytest.mark.parametrize(
    ("sign", "expected"),
    [("<", [True, False, False]), ("<=", [True, True, False]),
     (">", [False, False, True]), (">=", [False, True, True])],
)  # fmt: skip
def test_each_comparison_at_below_and_above_its_norm(sign, expected):
    holds, unknown = judge_rule(
        rule(("fte", sign)), {"fte": np.array([[1.0], [2.0], [3.0]])}, NORMS
    )
    assert holds[:, 0].tolist() == expected
    assert not unknown.any()


def test_missing_figure_makes_a_rule_unknown_unless_another_condition_fails():
    both = rule(("fte", "<"), ("inwoners", "<"))
    measures = {
        "fte": np.array([[1.0], [3.0], [np.nan]]),
        "inwoners": np.array([[np.nan], [np.nan], [np.nan]]),
    }
    holds, unknown = judge_rule(both, measures, NORMS)
    assert holds[:, 0].tolist() == [False, False, False]
    assert unknown[:, 0].tolist() == [True, False, True]


def test_first_rule_with_a_form_decides_in_every_draw():
    rules = [rule(("fte", "<"), form=None), rule(("fte", "<"), form="loket"), rule(form="cjg")]
    verdict = judge(rules, {"fte": np.array([[1.0, 3.0]])}, {"grens": np.array([2.0, 2.0])})
    assert verdict.first.tolist() == [[1, 2]]


def test_numbers_and_names_are_written_in_dutch():
    assert dutch(1234.56, 1) == "1.234,6"
    assert dutch(7, 0) == "7"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b en c"


def test_input_is_left_as_it_was():
    inputs: AdviceInput = planted([VILLAGE, POOR], draws=5)
    before = inputs.wijken.copy(), inputs.scores.copy(), inputs.evidence.copy()
    advise(inputs, RULES, TeamOptions())
    for table, copy in zip((inputs.wijken, inputs.scores, inputs.evidence), before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


def test_a_change_of_more_than_half_is_no_nearest_change():
    limit = RULES.norms["omslag_grens"].model_copy(update={"midden": 1.0})
    anything = dataclasses.replace(RULES, norms={**RULES.norms, "omslag_grens": limit})
    wijken = [Wijk("WK000101", 18000, other=112, box=(0, 0, 1000, 1000))]
    far_away = advise(planted(wijken, draws=20), RULES, TeamOptions()).team_form
    told = advise(planted(wijken, draws=20), anything, TeamOptions()).team_form
    assert set(far_away["flips"]) == {RULES.texts["geen_omslag"]}
    assert told["flips"].str.contains("minder").all()


def test_a_figure_that_is_yes_or_no_is_written_as_a_word():
    told = advice_for([FULL]).team_form_rule.query("rule_id == '1a_geen_inwoners'")["reden"]
    assert set(told) == {"Aantal inwoners onbekend: nee."}


def scaled(wijk: Wijk, people: float) -> Wijk:
    return dataclasses.replace(wijk, people=people)


def without_class_of_gemeente(wijken: list[Wijk], **changes: object) -> pd.DataFrame:
    options = TeamOptions(seed=1, **changes)
    return advise(planted(wijken, draws=5), RULES, options).team_form.set_index("area_code")


FORM_NAMED = {form.passend: name for name, form in RULES.forms.items()}


def told(sentence: str) -> tuple[str, float, str] | None:
    """Read kind, size and form from a sentence on what would tip the advice."""
    patterns = {
        "larger": r"Als het gebied ([\d.,]+) inwoners groter was, zou (.+) passen\.",
        "smaller": r"Als het gebied ([\d.,]+) inwoners kleiner was, zou (.+) passen\.",
        "more questions": r"Bij (\d+)% meer vragen zou (.+) passen\.",
        "fewer questions": r"Bij (\d+)% minder vragen zou (.+) passen\.",
        "more fte": r"Bij ([\d.,]+) fte meer zou (.+) passen\.",
        "less fte": r"Bij ([\d.,]+) fte minder zou (.+) passen\.",
        "more high": r"Als nog (\d+) onderwerp een hoge behoefte had, zou (.+) passen\.",
        "fewer high": r"Bij (\d+) (?:hoge onderwerpen|hoog onderwerp) minder zou (.+) passen\.",
    }
    for kind, pattern in patterns.items():
        if found := re.fullmatch(pattern, sentence):
            size = float(found[1].replace(".", "").replace(",", "."))
            return kind, size, FORM_NAMED[found[2]]
    assert sentence == RULES.texts["geen_omslag"], sentence
    return None


def after(kind: str, size: float, wijk: Wijk, fte: float) -> tuple[Wijk, float] | None:
    """Apply a told change to the input: the wijk, and the total of FTE."""
    if kind in ("larger", "smaller"):
        return scaled(wijk, wijk.people + (size if kind == "larger" else -size)), fte
    if kind in ("more fte", "less fte"):
        return wijk, fte + (size if kind == "more fte" else -size)
    if kind in ("more questions", "fewer questions"):
        # One in a hundred further: the land that is compared with holds the area itself.
        factor = 1 + (size + 1) / 100 * (1 if kind == "more questions" else -1)
        return dataclasses.replace(wijk, other=wijk.other + 10 * np.log(factor) / GAMMA), fte
    high = [d for d in DOMAINS if wijk.score(d) >= 108.4]
    if kind == "fewer high":
        return dataclasses.replace(wijk, scores=dict.fromkeys(high[: int(size)], 108.0)), fte
    low = [d for d in DOMAINS if d not in high]
    return dataclasses.replace(wijk, scores=dict.fromkeys(low[: int(size)], 109.0)), fte


GAMMA = RULES.norm("gamma")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([400, 490, 700, 1500, 1900, 2100, 4000, 5700, 6100, 9000, 15000]),
    st.sampled_from([86.0, 94.0, 97.0, 100.0, 104.0, 109.0, 113.0]),
    st.sampled_from([1.0, 5.0]),
    st.sampled_from([0.3, 0.4, 0.6, 0.9]),
)
def test_the_change_that_is_told_gives_the_form_that_is_told(people, other, urbanity, rate):
    # One gemeente of one area, so that a total is the FTE of that area.
    wijk = Wijk("WK000101", people, other=other, urbanity=urbanity)
    fte = max(people * rate / 1000, 0.6)
    now = without_class_of_gemeente([wijk], fte_total=fte).loc["TG0001-01"]
    change = told(now["flips"])
    if change is None:
        return
    kind, size, form = change
    assert form != now["form_id"]
    wijk_then, fte_then = after(kind, size, wijk, fte)
    then = without_class_of_gemeente([wijk_then], fte_total=fte_then).loc["TG0001-01"]
    assert then["form_id"] == form, now["flips"]


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([490, 1500, 1900, 2100, 4000, 5700, 5900, 6100, 9000]),
    st.sampled_from([86.0, 94.0, 97.0, 100.0, 104.0, 109.0]),
    st.sampled_from([1.0, 5.0]),
)
def test_without_a_total_more_questions_or_people_bring_their_own_hours(people, other, urbanity):
    wijk = Wijk("WK000101", people, other=other, urbanity=urbanity)
    for area in ("TG0001-01", "GM0001"):
        now = without_class_of_gemeente([wijk]).loc[area]
        change = told(now["flips"])
        if change is None or "fte" in change[0]:
            continue
        wijk_then, _ = after(*change[:2], wijk, 0.0)
        then = without_class_of_gemeente([wijk_then]).loc[area]
        assert then["form_id"] == change[2], now["flips"]


def test_nobody_is_told_that_an_area_can_get_inhabitants():
    village = Wijk("WK000101", 5800, other=104, urbanity=5)
    flips = without_class_of_gemeente([village])["flips"]
    assert not flips.str.contains("inwoners meer").any()
    sentences = [m.meer or "" for m in RULES.measures.values()]
    assert "Als het gebied {verschil} inwoners groter was, zou {vorm} passen." in sentences


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(DOMAINS), min_size=4), st.sampled_from([700, 5000, 15000, 60000]))
def test_no_advice_on_four_unscored_domains_whatever_the_wijk_is(unknown, people):
    wijk = Wijk("WK000101", people, dict.fromkeys(unknown), other=118)
    found = advise(planted([wijk], draws=5), RULES, TeamOptions()).team_form
    assert set(found["form_id"]) == {"geen_advies"}
    assert set(found["zekerheid"]) == {"te_weinig_gegevens"}
