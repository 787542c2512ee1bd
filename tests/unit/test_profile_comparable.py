"""Which wijken are comparable: planted neighbours, what may not matter, and who has none."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_profile_builder import OPTIONS, THREE, catalog, indicator, rows, three_facts
from wijkfoto.catalog import Catalog, shipped_catalog
from wijkfoto.errors import CatalogError
from wijkfoto.profile import ProfileInput, score_domains, score_gemeenten, shipped_structure
from wijkfoto.profile.comparable import nearest
from wijkfoto.profile.structure import FILE, Structure, read_structure
from wijkfoto.resources import catalog_dir

STRUCTURE = Structure.model_validate(
    {
        "groepen": [
            {
                "groep_id": name,
                "gewicht": 1,
                "status": "aanname",
                "datum": "2026-11-28",
                "bron": "voor de toets",
                "cijfers": figures,
            }
            for name, figures in (
                ("leeftijd", [{"deel": "kinderen", "van": "mensen"}]),
                ("woningen", [{"waarde": "koop"}]),
                ("dichtheid", [{"waarde": "adressen", "schaal": "log"}]),
            )
        ]
    }
)
CONTEXT = [
    indicator(name, role="context", unit=unit)
    for name, unit in (
        ("kinderen", "aantal"), ("mensen", "aantal"), ("koop", "%"), ("adressen", "per km²"),
    )
]  # fmt: skip
ALIKE = catalog(THREE, extra=CONTEXT)
GROUPS = STRUCTURE.groepen
TWIN, OTHER_TWIN = "WK000103", "WK001704"


def alike_country(where: pd.DataFrame | None = None) -> ProfileInput:
    """Three facts, and a structure by chance in which two wijken of other gemeenten are twins."""
    needs = three_facts(where)
    codes = needs.regions["region_code"]
    rng = np.random.default_rng(5)
    people = np.full(len(codes), 2000.0)
    made = {
        "kinderen": people * rng.uniform(0.05, 0.4, len(codes)),
        "mensen": people,
        "koop": rng.uniform(10, 90, len(codes)),
        "adressen": np.exp(rng.uniform(3, 9, len(codes))),
    }
    place = {code: row for row, code in enumerate(codes)}
    for name, values in made.items():
        values[place[OTHER_TWIN]] = values[place[TWIN]]
        made[name] = rows(codes, name, values / 100)
    return ProfileInput(pd.concat([needs.values, *made.values()]), needs.regions)


def changed(inputs: ProfileInput, name: str, codes: list[str], value: float) -> ProfileInput:
    """The input with one figure of some wijken set; NaN stands as suppressed."""
    values = inputs.values.copy()
    there = (values["indicator_id"] == name) & values["region_code"].isin(codes)
    values.loc[there, ["waarde", "waarde_low", "waarde_high"]] = value
    values.loc[there, "waarde_status"] = "suppressed" if np.isnan(value) else "ok"
    return ProfileInput(values, inputs.regions)


def scored(inputs: ProfileInput, gemeenten=("GM0001",), options=OPTIONS):
    return score_domains(inputs, ALIKE, options, gemeenten, STRUCTURE)


def with_share(least: float) -> Catalog:
    """The catalog with another least weight of the structure that must take part."""
    norm = ALIKE.method["vergelijkbaar_dekking"].model_copy(update={"waarde": least})
    return replace(ALIKE, method={**ALIKE.method, "vergelijkbaar_dekking": norm})


def of(profile, code: str) -> pd.DataFrame:
    return profile.comparable[profile.comparable["region_code"] == code]


def status(profile, code: str) -> str:
    table = profile.scores
    return table.loc[table["region_code"] == code, "status_vergelijkbaar"].iloc[0]


@pytest.fixture(scope="module")
def made() -> ProfileInput:
    return alike_country()


@pytest.fixture(scope="module")
def profile(made):
    return scored(made)


# --- who is comparable ---


def test_a_twin_in_another_gemeente_is_the_first_at_distance_nought(profile):
    first = of(profile, TWIN).iloc[0]
    assert first["comparable_code"] == OTHER_TWIN
    assert first["distance"] == 0
    assert of(profile, OTHER_TWIN).iloc[0]["comparable_code"] == TWIN


def test_every_wijk_has_ten_others_the_nearest_first(profile):
    table = profile.comparable
    assert (table.groupby("region_code").size() == 10).all()
    assert table["region_code"].nunique() == 120
    assert (table["region_code"] != table["comparable_code"]).all()
    assert not table.duplicated(["region_code", "comparable_code"]).any()
    for _, own in table.groupby("region_code"):
        assert own["rank"].tolist() == list(range(1, 11))
        assert own["distance"].is_monotonic_increasing


def test_they_are_those_that_a_search_over_every_pair_finds(made, profile):
    wide = made.values.pivot(index="region_code", columns="indicator_id", values="waarde")
    n = wide["mensen"]
    part = pd.DataFrame(
        {
            "leeftijd": np.log(wide["kinderen"] + 0.5) - np.log(n - wide["kinderen"] + 0.5),
            "woningen": np.log(wide["koop"]) - np.log(100 - wide["koop"]),
            "dichtheid": np.log(wide["adressen"]),
        }
    )
    people = made.regions.set_index("region_code")["inwoners"].reindex(part.index)
    mean = part.mul(people, axis=0).sum() / people.sum()
    sd = np.sqrt(((part - mean) ** 2).mul(people, axis=0).sum() / people.sum())
    z = ((part - mean) / sd).clip(-3, 3)
    for code in ("WK000100", "WK000805", "WK002002"):
        distance = np.sqrt(((z - z.loc[code]) ** 2).mean(axis=1)).drop(code).nsmallest(10)
        assert of(profile, code)["comparable_code"].tolist() == distance.index.tolist()
        assert of(profile, code)["distance"].to_numpy() == pytest.approx(distance.to_numpy())


def test_each_group_weighs_the_same_however_many_figures_it_holds():
    weights = shipped_structure().weights
    groups = shipped_structure().groepen
    ends = np.cumsum([len(group.cijfers) for group in groups])
    sums = [part.sum() for part in np.split(weights, ends[:-1])]
    assert sums == pytest.approx([1 / len(groups)] * len(groups))
    assert len({len(group.cijfers) for group in groups}) > 1


def test_of_equal_distances_the_first_code_comes_first():
    same = np.zeros((5, 1))
    found, distance = nearest(same, np.array([2]), np.array([0, 1, 2, 3, 4]), 3)
    assert found.tolist() == [[0, 1, 3]]
    assert distance.tolist() == [[0, 0, 0]]


def test_small_wijken_are_compared_but_are_no_comparison(made):
    small = made.regions.assign(
        inwoners=made.regions["inwoners"].where(made.regions["region_code"] != OTHER_TWIN, 400)
    )
    found = scored(ProfileInput(made.values, small))
    assert OTHER_TWIN not in set(found.comparable["comparable_code"])
    assert of(found, OTHER_TWIN).iloc[0]["comparable_code"] == TWIN


# --- what may not matter ---


def test_need_chooses_no_neighbour(made, profile):
    values = made.values.copy()
    need = values["indicator_id"].isin(["geld", "rondkomen", "gezond"])
    turned = values.loc[need, ["waarde", "waarde_low", "waarde_high"]].to_numpy()[::-1]
    values.loc[need, ["waarde", "waarde_low", "waarde_high"]] = turned
    other = scored(ProfileInput(values, made.regions))
    assert not other.scores["score"].equals(profile.scores["score"])
    pd.testing.assert_frame_equal(other.comparable, profile.comparable, check_exact=True)


def test_the_order_of_rows_and_the_names_of_wijken_change_nothing(made, profile):
    rng = np.random.default_rng(2)
    shuffled = ProfileInput(
        made.values.iloc[rng.permutation(len(made.values))],
        made.regions.iloc[rng.permutation(len(made.regions))].assign(region_naam="Gelijk"),
    )
    other = scored(shuffled, options=replace(OPTIONS, workers=5))
    pd.testing.assert_frame_equal(other.comparable, profile.comparable, check_exact=True)
    pd.testing.assert_frame_equal(other.scores, profile.scores, check_exact=True)


def test_scores_classes_and_draws_are_those_without_comparable_wijken(made, profile):
    bare = score_domains(made, ALIKE, OPTIONS, ["GM0001"])
    mine = [name for name in bare.scores if "vergelijkbaar" not in name]
    pd.testing.assert_frame_equal(bare.scores[mine], profile.scores[mine], check_exact=True)
    assert np.array_equal(bare.draws.values, profile.draws.values)


@pytest.mark.parametrize("gemeenten", [["GM0001"], ["GM0005", "GM0017"]])
def test_a_gemeente_scored_alone_stands_beside_the_same_wijken(made, profile, gemeenten):
    alone = score_gemeenten(made, profile.cache, ALIKE, OPTIONS, gemeenten)
    codes = alone.scores["region_code"].unique()
    mine = profile.scores[profile.scores["region_code"].isin(codes)].reset_index(drop=True)
    assert mine["verschil_vergelijkbaar"].notna().all()
    pd.testing.assert_frame_equal(mine, alone.scores, check_exact=True)
    theirs = profile.comparable[profile.comparable["region_code"].isin(codes)]
    pd.testing.assert_frame_equal(theirs.reset_index(drop=True), alone.comparable, check_exact=True)


# --- who has none, and why ---


def test_a_wijk_without_a_figure_of_its_structure_has_none_and_is_none(made):
    found = scored(changed(made, "koop", [TWIN], np.nan))
    assert of(found, TWIN).empty
    assert status(found, TWIN) == "opbouw_onbekend"
    assert TWIN not in set(found.comparable["comparable_code"])
    assert (found.comparable.groupby("region_code").size() == 10).all()


@pytest.fixture(scope="module")
def without_density(made) -> ProfileInput:
    """The same country in a year for which nobody published the density."""
    return changed(made, "adressen", made.regions["region_code"].tolist(), np.nan)


def test_a_group_that_the_land_lacks_takes_no_part_and_is_told(profile, without_density):
    assert set(profile.comparable["groepen"]) == {json.dumps([g.groep_id for g in GROUPS])}
    found = score_domains(without_density, with_share(0.5), OPTIONS, ("GM0001",), STRUCTURE)
    assert set(found.comparable["groepen"]) == {json.dumps(["leeftijd", "woningen"])}
    assert (found.comparable.groupby("region_code").size() == 10).all()
    assert of(found, TWIN).iloc[0]["comparable_code"] == OTHER_TWIN
    # What is left counts as the whole: the distance is that of a structure of two groups.
    two = STRUCTURE.model_copy(update={"groepen": GROUPS[:2]})
    alone = score_domains(without_density, ALIKE, OPTIONS, ("GM0001",), two)
    pd.testing.assert_frame_equal(found.comparable, alone.comparable, check_exact=True)


def test_with_too_little_of_the_structure_nobody_is_compared(without_density):
    found = score_domains(without_density, with_share(0.7), OPTIONS, ("GM0001",), STRUCTURE)
    assert found.comparable.empty
    assert set(found.scores["status_vergelijkbaar"]) == {"opbouw_onbekend"}


def test_a_tiny_wijk_has_none(made):
    people = made.regions["inwoners"].where(made.regions["region_code"] != TWIN, 45)
    found = scored(ProfileInput(made.values, made.regions.assign(inwoners=people)))
    assert of(found, TWIN).empty
    assert status(found, TWIN) == "te_klein"


def test_without_the_land_no_wijk_has_any():
    found = scored(_one_gemeente())
    assert found.referentie == "gemeente"
    assert found.comparable.empty
    assert set(found.scores["status_vergelijkbaar"]) == {"geen_land"}
    assert found.scores["klasse_vergelijkbaar"].isna().all()


def _one_gemeente() -> ProfileInput:
    whole = alike_country()
    here = whole.regions[whole.regions["gemeente_code"] == "GM0001"]
    return ProfileInput(whole.values[whole.values["region_code"].isin(here["region_code"])], here)


def test_with_too_few_known_structures_no_wijk_has_any(made):
    codes = made.regions["region_code"].tolist()
    # Each figure is known of 12, a tenth of the land, but both of only ten.
    some = changed(made, "koop", codes[12:], np.nan)
    found = scored(changed(some, "adressen", [*codes[:2], *codes[14:]], np.nan))
    assert found.comparable.empty
    assert status(found, codes[2]) == "te_weinig_wijken"


def test_a_part_and_a_whole_of_different_years_are_no_share(made):
    values = made.values.copy()
    values.loc[values["indicator_id"] == "mensen", "peiljaar"] = 2019
    found = scored(ProfileInput(values, made.regions))
    assert set(found.scores["status_vergelijkbaar"]) == {"opbouw_onbekend"}


# --- what structure may hold ---


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("laag_inkomen", "alike because of their need"),
        ("bijstand_per_1000", "alike because of their need"),
        ("mantelzorger", "no register"),
        ("herkomst", "no indicator"),
    ],
)
def test_need_use_models_and_unknown_figures_are_refused(tmp_path, name, told):
    text = (catalog_dir() / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace("koopwoningen", name), encoding="utf-8")
    with pytest.raises(CatalogError, match=told):
        read_structure(tmp_path / FILE, shipped_catalog())
