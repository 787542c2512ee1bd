"""What another value of a number would change, held against scoring the country anew."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_profile_builder import (
    OPTIONS,
    THREE,
    catalog,
    country,
    domain,
    regions,
    related,
    rows,
    three_facts,
)
from tests.unit.test_profile_comparable import ALIKE, STRUCTURE, alike_country
from wijkfoto.catalog import Catalog, Number
from wijkfoto.profile import ProfileInput, score_domains
from wijkfoto.profile.inputs import align
from wijkfoto.profile.points import make_points, only_rows
from wijkfoto.profile.report import report_coherence
from wijkfoto.profile.score import composite
from wijkfoto.profile.sensitivity import CLASS_NORMS, tried_value, with_norm
from wijkfoto.profile.sensitivity_draws import (
    ALIKE_NORMS,
    CERTAINTY_NORMS,
    GEMEENTE_NORMS,
    METHOD_NORMS,
    class_in_gemeente,
    drawn_certainty,
)

KNOWN = catalog(THREE)
HERE = ["GM0003", "GM0007"]
CERTAINTY = {"te_weinig_gegevens": 0, "onzeker": 1, "redelijk": 2, "stevig": 3}
CLASS = {"laag": -1, "gemiddeld": 0, "hoog": 1}


class Listening(dict[str, Number]):
    """Numbers of the method that remember which of them were asked for."""

    def __init__(self, numbers: dict[str, Number]) -> None:
        super().__init__(numbers)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Number:
        self.asked.add(name)
        return super().__getitem__(name)


def scored(inputs: ProfileInput, known: Catalog, gemeenten: list[str]) -> pd.DataFrame:
    table = score_domains(inputs, known, OPTIONS, gemeenten).scores
    return table.merge(inputs.regions, on="region_code")


def norm_row(norms: pd.DataFrame, norm_id: str, kant: str, uitkomst: str, area: str) -> pd.Series:
    keys = {"norm_id": norm_id, "kant": kant, "uitkomst": uitkomst, "area_code": area}
    found = norms[(norms[list(keys)] == pd.Series(keys)).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture(scope="module")
def norms() -> pd.DataFrame:
    return report_coherence(three_facts(), KNOWN, OPTIONS, HERE).norms


def test_every_number_that_the_profile_reads_is_tried_or_named_as_one_that_is_not():
    numbers = Listening(KNOWN.method)
    score_domains(three_facts(), replace(KNOWN, method=numbers), OPTIONS, HERE)
    assert numbers.asked == {*CLASS_NORMS, *GEMEENTE_NORMS, *CERTAINTY_NORMS, *METHOD_NORMS}


def test_of_comparable_wijken_the_profile_reads_only_numbers_that_are_named_as_not_tried():
    numbers = Listening(ALIKE.method)
    score_domains(alike_country(), replace(ALIKE, method=numbers), OPTIONS, HERE, STRUCTURE)
    tried = {*CLASS_NORMS, *GEMEENTE_NORMS, *CERTAINTY_NORMS, *METHOD_NORMS}
    assert numbers.asked - tried == {*ALIKE_NORMS}


@pytest.mark.parametrize("norm_id", ["klasse_deel", "winsor_z", "min_inwoners_referentie"])
@pytest.mark.parametrize("kant", ["laag", "hoog"])
def test_changed_classes_are_those_of_scoring_the_country_with_the_other_value(
    norms, norm_id, kant
):
    other = with_norm(KNOWN, norm_id, tried_value(KNOWN, norm_id, kant))
    now, then = scored(three_facts(), KNOWN, []), scored(three_facts(), other, [])
    differs = now["klasse"] != then["klasse"]
    row = norm_row(norms, norm_id, kant, "klasse", "NL00")
    assert row["wijken_anders"] == differs.sum()
    share = now.loc[differs, "inwoners"].sum() / now["inwoners"].sum()
    assert row["deel_inwoners"] == pytest.approx(share)
    here = norm_row(norms, norm_id, kant, "klasse", HERE[0])
    assert here["wijken_anders"] == (differs & (now["gemeente_code"] == HERE[0])).sum()


def test_the_size_of_a_class_changes_some_classes(norms):
    for kant in ("laag", "hoog"):
        assert norm_row(norms, "klasse_deel", kant, "klasse", "NL00")["wijken_anders"] > 0


@pytest.mark.parametrize("norm_id", GEMEENTE_NORMS)
@pytest.mark.parametrize("kant", ["laag", "hoog"])
def test_classes_inside_a_gemeente_are_those_of_drawing_anew(norms, norm_id, kant):
    other = with_norm(KNOWN, norm_id, tried_value(KNOWN, norm_id, kant))
    now, then = scored(three_facts(), KNOWN, HERE), scored(three_facts(), other, HERE)
    for area in HERE:
        inside = now["gemeente_code"] == area
        differs = (now["klasse_gemeente"] != then["klasse_gemeente"]) & inside
        row = norm_row(norms, norm_id, kant, "klasse_gemeente", area)
        assert (row["wijken"], row["wijken_anders"]) == (inside.sum(), differs.sum())


def test_another_error_of_the_model_is_drawn_and_not_only_told():
    wide = KNOWN.number("rivm_sd_logit").model_copy(update={"laag": 0.001, "hoog": 1.0})
    known = replace(KNOWN, method={**KNOWN.method, "rivm_sd_logit": wide})
    inputs = three_facts()
    gemeenten = sorted(set(inputs.regions["gemeente_code"]))
    norms = report_coherence(inputs, known, OPTIONS, gemeenten).norms
    now = scored(inputs, known, gemeenten)
    then = scored(inputs, with_norm(known, "rivm_sd_logit", 1.0), gemeenten)
    found = norms[(norms["norm_id"] == "rivm_sd_logit") & (norms["kant"] == "hoog")]
    changed = found.groupby("uitkomst")["wijken_anders"].sum()
    inside = now["klasse_gemeente"] != then["klasse_gemeente"]
    assert changed["klasse_gemeente"] == inside.sum() > 0
    assert changed["zekerheid"] > 0


def test_the_points_of_some_wijken_are_those_of_all():
    places = regions()
    places.loc[places.index[::3], "inwoners"] += 3000.0
    points = make_points(align(three_facts(places), KNOWN, OPTIONS), KNOWN)
    some = np.arange(len(places)) % 4 == 1
    few = only_rows(points, some)
    for whole, part in zip(points.domains, few.domains, strict=True):
        made = part.point.scale.standard(composite(part.point.z, part.weighing.weights))
        np.testing.assert_array_equal(made, whole.point.standard[some])
        np.testing.assert_array_equal(part.point.standard, whole.point.standard[some])


def test_a_smaller_difference_puts_more_wijken_above_or_below_their_gemeente():
    gemeenten = sorted(set(three_facts().regions["gemeente_code"]))
    norms = report_coherence(three_facts(), KNOWN, OPTIONS, gemeenten).norms
    found = norms[norms["norm_id"] == "verschil_gemeente_punten"]
    assert found["wijken_anders"].sum() > 0
    assert set(found["uitkomst"]) == {"klasse_gemeente"}


def test_what_is_judged_in_a_gemeente_is_what_was_published():
    inputs = three_facts()
    points = make_points(align(inputs, KNOWN, OPTIONS), KNOWN)
    profile = score_domains(inputs, KNOWN, OPTIONS, HERE)
    here = only_rows(points, np.isin(points.figures.gemeente_codes, HERE))
    draws = profile.draws.values[:, 0].astype(float)
    assert here.figures.region_codes == profile.draws.region_codes
    mine = profile.scores.set_index("region_code").loc[list(here.figures.region_codes)]
    found = class_in_gemeente(here.domains[0], here, draws, KNOWN)
    assert found.tolist() == mine["klasse_gemeente"].map(CLASS).tolist()
    sure = drawn_certainty(here.domains[0], here, draws, KNOWN)
    capped = mine["zekerheid"].map(CERTAINTY)
    assert (sure >= capped).all()
    free = mine["zekerheid_reden"].isin(["[]", '["spreiding"]']).to_numpy()
    assert free.any()
    assert (sure[free] == capped[free]).all()


def test_a_narrower_window_drops_an_old_figure_and_a_wider_one_cannot_be_judged():
    places = regions()
    a, b, c = related(len(places), (11, 12, 13))
    old = rows(places["region_code"], "geld", a, peiljaar=2017)
    inputs = country({"geld": old, "rondkomen": b, "gezond": 1 - c}, places)
    norms = report_coherence(inputs, KNOWN, OPTIONS, []).norms
    narrow = norm_row(norms, "venster_jaren", "laag", "klasse", "NL00")
    assert (narrow["waarde"], narrow["waarde_anders"]) == (4, 2)
    assert narrow["wijken_anders"] > 0
    wide = norm_row(norms, "venster_jaren", "hoog", "klasse", "NL00")
    assert wide["status"] == "not_judged"
    assert wide[["wijken", "wijken_anders", "deel_inwoners"]].isna().all()


def test_a_wijk_that_loses_its_score_is_told_apart_from_one_that_changes():
    places = regions()
    places.loc[:4, "inwoners"] = 60.0
    places.loc[5:6, "inwoners"] = 40.0
    norms = report_coherence(three_facts(places), KNOWN, OPTIONS, []).norms
    high = norm_row(norms, "min_inwoners_score", "hoog", "klasse", "NL00")
    low = norm_row(norms, "min_inwoners_score", "laag", "klasse", "NL00")
    assert (high["wijken_weg"], high["wijken_bij"]) == (5, 0)
    assert (low["wijken_weg"], low["wijken_bij"]) == (0, 2)
    assert high["wijken"] == len(places) - 7


def test_a_number_without_bounds_is_tried_a_fixed_part_under_and_above_it():
    part = KNOWN.norm("gevoelig_deel")
    bare = KNOWN.number("winsor_z").model_copy(update={"laag": None, "hoog": None})
    known = replace(KNOWN, method={**KNOWN.method, "winsor_z": bare})
    assert tried_value(known, "winsor_z", "laag") == pytest.approx(3 * (1 - part))
    assert tried_value(known, "winsor_z", "hoog") == pytest.approx(3 * (1 + part))
    assert tried_value(KNOWN, "winsor_z", "laag") == KNOWN.number("winsor_z").laag


def test_trying_a_value_leaves_the_catalog_as_it_was():
    before = KNOWN.norm("winsor_z")
    assert with_norm(KNOWN, "winsor_z", 1.0).norm("winsor_z") == 1.0
    assert KNOWN.norm("winsor_z") == before


def test_every_tried_value_lies_on_its_side_of_the_number(norms):
    side = np.where(norms["kant"] == "laag", -1, 1)
    assert (np.sign(norms["waarde_anders"] - norms["waarde"]) == side).all()


def test_a_domain_that_nobody_has_counts_no_wijken():
    known = catalog(THREE, domain("leeg", ["oud_cijfer"]))
    norms = report_coherence(three_facts(), known, OPTIONS, HERE).norms
    empty = norms[(norms["domain_id"] == "leeg") & (norms["status"] == "ok")]
    assert (empty[["wijken", "wijken_anders", "wijken_weg", "wijken_bij"]] == 0).all(axis=None)
    assert empty["deel_inwoners"].isna().all()
