"""What changed between two editions: parts add up, and no row has a cause that was not shown."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from tests.unit.change_world import DOMAIN, HERE, OTHER, World, compared, shares
from wijkfoto.verandering import Comparison

PARTS = ["definitie", "grens", "methode", "wijk", "land", "samen"]
POOR = HERE[1]
"""A wijk whose class is changed by what the tests do to it."""

WORLD = World()
REAL = WORLD.with_share("laag_inkomen", POOR, 0.6)
LISTED = replace(
    WORLD,
    lists={**WORLD.lists, DOMAIN: {"laag_inkomen": 0.25, "goede_gezondheid": 0.75}},
)
CLIPPED = replace(WORLD, winsor=0.9)
MIXED = {
    "reality": REAL,
    "definition": LISTED,
    "method": CLIPPED,
    "definition and reality": replace(REAL, lists=LISTED.lists),
    "method and reality": replace(REAL, winsor=0.9),
    "all": replace(REAL, lists=LISTED.lists, winsor=0.9, method_version=2),
    "area": replace(REAL, peiljaar=2021, changed_area={POOR: "breuk"}),
}


def parts(found: Comparison, wijk: str = POOR, domain: str = DOMAIN) -> dict[str, float]:
    """Return the parts of one difference that are not 0."""
    row = found.scores.set_index(["region_code", "domain_id"]).loc[(wijk, domain)]
    return {name: float(row[name]) for name in PARTS if abs(row[name]) > 1e-9}


def change(found: Comparison, kind: str, area: str = POOR, item: str = DOMAIN) -> pd.Series:
    """Return the one change of a kind."""
    rows = found.changes
    mine = rows[(rows["kind"] == kind) & (rows["area_code"] == area) & (rows["item_id"] == item)]
    assert len(mine) == 1, rows
    return mine.iloc[0]


def test_the_same_edition_differs_in_nothing():
    found = compared(WORLD, WORLD)
    assert found.grounds.empty
    assert found.changes.empty
    assert (found.scores["verschil"] == 0).all()


@pytest.mark.parametrize("now", MIXED.values(), ids=MIXED)
def test_the_parts_add_up_to_the_whole_difference(now):
    scores = compared(WORLD, now).scores
    assert len(scores) == len(HERE) * 2
    assert scores[PARTS].sum(axis=1).to_numpy() == pytest.approx(scores["verschil"].to_numpy())
    assert scores["verschil"].abs().max() > 0.5
    assert (scores["score_nu"] - scores["score_was"]).to_numpy() == pytest.approx(
        scores["verschil"].to_numpy()
    )


@pytest.mark.parametrize("now", MIXED.values(), ids=MIXED)
def test_no_change_has_a_cause_that_was_not_shown(now):
    found = compared(WORLD, now)
    grounds = set(found.grounds["cause"])
    assert len(found.changes)
    for row in found.changes.to_dict("records"):
        shown = json.loads(row["getoond"])
        assert set(shown) <= grounds
        if row["oorzaak"] == "niet_te_splitsen":
            assert len(shown) > 1
        else:
            assert row["oorzaak"] in shown


def test_a_new_figure_is_reality_of_the_wijk_and_of_the_land_it_is_set_against():
    found = compared(WORLD, REAL)
    assert set(parts(found)) == {"wijk", "land"}
    assert parts(found)["wijk"] > 0 > parts(found)["land"]
    assert set(parts(found, HERE[0])) == {"land"}
    assert parts(found, domain=OTHER) == {}
    assert change(found, "klasse")["oorzaak"] == "werkelijkheid"
    assert set(found.grounds["kind"]) == {"bron_vernieuwd"}


def test_another_list_is_definition_and_leaves_no_remainder():
    found = compared(WORLD, LISTED)
    assert {name for wijk in HERE for name in parts(found, wijk)} == {"definitie"}
    assert parts(found, domain=OTHER) == {}
    assert set(found.changes["oorzaak"]) == {"definitie"}
    assert set(found.grounds["item_id"]) >= {f"{DOMAIN}.moeite_rondkomen"}


def test_a_redefined_indicator_is_definition_though_its_figures_changed_too():
    now = replace(REAL, parts={("indicator", "laag_inkomen"): "y"})
    found = compared(WORLD, now)
    assert "definitie" in parts(found)
    assert set(found.grounds["cause"]) == {"definitie", "werkelijkheid"}
    assert change(found, "klasse")["oorzaak"] == "definitie"


def test_a_norm_alone_is_method():
    found = compared(WORLD, CLIPPED)
    assert {name for wijk in HERE for name in parts(found, wijk)} == {"methode"}
    assert set(found.changes["oorzaak"]) == {"methode"}


def test_method_and_reality_together_leave_what_cannot_be_split():
    found = compared(WORLD, replace(REAL, method_version=2, sure={POOR: "onzeker"}))
    assert set(parts(found)) == {"wijk", "samen"}
    assert set(parts(found, HERE[0])) == {"samen"}
    row = change(found, "zekerheid")
    assert row["oorzaak"] == "niet_te_splitsen"
    assert json.loads(row["getoond"]) == ["methode", "werkelijkheid"]


def test_another_seed_touches_certainty_and_no_score():
    now = replace(WORLD, seed=2, sure={POOR: "onzeker"})
    found = compared(WORLD, now)
    assert (found.scores["verschil"] == 0).all()
    assert change(found, "zekerheid")["oorzaak"] == "methode"


def test_a_norm_of_other_work_is_the_cause_of_nothing():
    before = replace(WORLD, parts={("norm", "trend_min_wijken"): "20"})
    now = replace(WORLD, parts={("norm", "trend_min_wijken"): "30"}, sure={POOR: "onzeker"})
    found = compared(before, now)
    assert set(found.grounds["item_id"]) == {"trend_min_wijken"}
    assert change(found, "zekerheid")["oorzaak"] == "onbekend"


def test_another_area_with_its_earlier_figures_gets_its_part():
    later = replace(WORLD, peiljaar=2021, changed_area={POOR: "geharmoniseerd"})
    older = {(POOR, name): 0.3 for name in ("laag_inkomen", "moeite_rondkomen")}
    now = replace(later.with_share("laag_inkomen", POOR, 0.6), older=older)
    found = compared(WORLD, now)
    assert {"grens", "wijk"} <= set(parts(found))
    assert "samen" not in parts(found)
    assert set(parts(found, HERE[0])) == {"land"}


def test_another_area_without_earlier_figures_cannot_be_split_from_reality():
    found = compared(WORLD, MIXED["area"])
    assert set(parts(found)) == {"samen"}
    assert change(found, "klasse")["oorzaak"] == "niet_te_splitsen"
    assert json.loads(change(found, "klasse")["getoond"]) == ["grens", "werkelijkheid"]


def test_wijken_that_came_and_went_are_told_once():
    found = compared(replace(WORLD, gone=(HERE[2],)), replace(WORLD, gone=(HERE[3],)))
    told = {(g["kind"], g["item_id"]) for g in found.grounds.to_dict("records")}
    assert told >= {("wijk_nieuw", HERE[2]), ("wijk_weg", HERE[3])}
    assert set(found.scores["region_code"]) == set(HERE[:2])
    assert change(found, "teamgebied", "TG0001-01", "wijken")["oorzaak"] == "grens"


def test_a_figure_that_became_secret_is_told_by_its_status():
    now = replace(WORLD, secret=((POOR, "laag_inkomen"),), snapshot="b" * 64)
    row = change(compared(WORLD, now), "status", item="laag_inkomen")
    assert (row["was"], row["nu"], row["oorzaak"]) == ("ok", "suppressed", "werkelijkheid")


def test_the_forms_of_the_gemeente_are_a_cause_of_advice_and_are_not_told():
    before = replace(WORLD, parts={("invoer", "formulieren"): "1"})
    now = replace(WORLD, parts={("invoer", "formulieren"): "2"}, form="lichte_vorm")
    found = compared(before, now)
    form = change(found, "teamvorm", "TG0001-01", "vorm")
    assert (form["was"], form["nu"], form["oorzaak"]) == (
        "integraal", "lichte_vorm", "werkelijkheid",
    )  # fmt: skip
    hours = change(found, "fte", "TG0001-01", "schuldhulp.ramen")
    assert (hours["was_waarde"], hours["nu_waarde"]) == (1.0, 2.0)
    ground = found.grounds.set_index("kind").loc["eigen_invoer"]
    assert ground[["was", "nu"]].isna().all()


def test_what_was_heard_is_a_cause_of_certainty_only_when_a_form_changed():
    now = replace(WORLD, sure={POOR: "onzeker"}, opposed=(POOR,))
    assert change(compared(WORLD, now), "zekerheid")["oorzaak"] == "onbekend"
    told = replace(now, parts={("invoer", "formulieren"): "2"})
    assert change(compared(WORLD, told), "zekerheid")["oorzaak"] == "werkelijkheid"


def test_another_area_and_another_list_are_told_apart_where_earlier_figures_are_known():
    older = {(POOR, "laag_inkomen"): 0.3}
    later = replace(REAL, lists=LISTED.lists, peiljaar=2021, older=older)
    found = compared(WORLD, replace(later, changed_area={POOR: "geharmoniseerd"}))
    assert {"definitie", "grens", "wijk"} <= set(parts(found))
    assert "samen" not in parts(found)


def test_advice_that_changed_without_any_ground_has_no_cause():
    found = compared(WORLD, replace(WORLD, form="lichte_vorm"))
    assert set(found.changes["oorzaak"]) == {"onbekend"}
    assert set(found.changes["getoond"]) == {"[]"}


SIGNAL = ("inkoop", HERE[0], "begeleiding")


def test_other_use_in_a_renewed_source_is_reality_of_a_signal():
    now = replace(WORLD, focus=("onderzoek_onderbereik", "lager"))
    assert change(compared(WORLD, now), *SIGNAL)["oorzaak"] == "onbekend"
    renewed = replace(now, snapshot="b" * 64)
    assert change(compared(WORLD, renewed), *SIGNAL)["oorzaak"] == "werkelijkheid"
    same_use = replace(renewed, focus=("onderzoek_onderbereik", "gelijk"))
    assert change(compared(WORLD, same_use), *SIGNAL)["oorzaak"] == "onbekend"


@pytest.mark.parametrize(
    "part",
    [
        ("instelling", "inkoop.arrangementen"),
        ("regel", "advies.map/procurement_rules.yaml"),
        ("regel", "use/modellen"),
        ("norm", "gebruik_min_aantal"),
    ],
)
def test_what_only_inkoop_rests_on_is_method_of_a_signal_and_of_no_team(part):
    now = replace(WORLD, parts={part: "x"}, focus=("vasthouden", "gelijk"), form="lichte_vorm")
    found = compared(WORLD, now)
    assert change(found, *SIGNAL)["oorzaak"] == "methode"
    assert change(found, "teamvorm", "TG0001-01", "vorm")["oorzaak"] == "onbekend"


def test_own_norms_of_a_gemeente_are_method_of_its_advice_and_of_no_certainty():
    parts = {("regel", "advies.map/norms.yaml"): "x"}
    now = replace(WORLD, parts=parts, form="lichte_vorm", sure={POOR: "onzeker"})
    found = compared(WORLD, now)
    assert change(found, "teamvorm", "TG0001-01", "vorm")["oorzaak"] == "methode"
    assert change(found, "zekerheid")["oorzaak"] == "onbekend"


def test_least_numbers_are_method_of_certainty_and_an_employer_of_nothing_compared():
    now = replace(WORLD, form="lichte_vorm", sure={POOR: "onzeker"})
    hidden = compared(WORLD, replace(now, parts={("instelling", "privacy.min_cel"): "20"}))
    assert change(hidden, "zekerheid")["oorzaak"] == "methode"
    hired = compared(WORLD, replace(now, parts={("instelling", "team.werkgever"): "stichting"}))
    assert set(hired.changes["oorzaak"]) == {"onbekend"}


def test_shares_of_the_made_country_differ():
    assert len(set(shares(5).values())) == len(shares(5))
