"""Teamgebieden: proposed as a partition of the wijken, or read from a file."""

import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from tests.unit.test_advice_planted import Wijk, planted
from wijkfoto.advice import AdviceInput, Buurten, TeamOptions, advise, shipped_rules
from wijkfoto.advice.areas import area_name, propose, told_apart
from wijkfoto.advice.improve import Division, Size, improve
from wijkfoto.advice.neighbours import neighbours
from wijkfoto.errors import ConfigError

RULES = shipped_rules()
LOW, HIGH = RULES.norm("teamgebied_min"), RULES.norm("teamgebied_max")
TINY = RULES.norm("te_klein_inwoners")


def square(column: int, row: int = 0) -> tuple[float, float, float, float]:
    return (1000.0 * column, 1000.0 * row, 1000.0 * (column + 1), 1000.0 * (row + 1))


def areas_of(wijken: list[Wijk], path: Path | None = None) -> list[set[str]]:
    options = TeamOptions(gebieden_bestand=path)
    found = advise(planted(wijken, draws=5), RULES, options).teamgebied_region
    return [set(rows["region_code"].str[-2:]) for _, rows in found.groupby("teamgebied_id")]


@st.composite
def grids(draw):
    """A grid of squares with holes, missing shapes, empty wijken and any need."""
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    cells = [(c, r) for r in range(height) for c in range(width) if draw(st.integers(0, 4)) > 0]
    cells = cells or [(0, 0)]
    codes = [f"WK0001{number:02d}" for number in range(len(cells))]
    mapped = [draw(st.integers(0, 6)) > 0 for _ in cells]
    people = draw(
        st.lists(
            st.sampled_from(
                [0, 5, 300, 499, 500, 2000, 4000, 7000, 9999, 10000, 15000, 21000, 65000]
            ),
            min_size=len(cells),
            max_size=len(cells),
        )
    )
    need = np.array([[draw(st.integers(-2, 2))] * 8 for _ in cells], dtype=float)
    shapes = [(k, box(*square(*c))) for k, c, on in zip(codes, cells, mapped, strict=True) if on]
    frame = gpd.GeoDataFrame(
        {"region_code": [k for k, _ in shapes]}, geometry=[s for _, s in shapes], crs="EPSG:28992"
    )
    return codes, np.array(people, dtype=float), need, (frame if shapes else None)


@settings(max_examples=150, deadline=None)
@given(grids())
def test_every_wijk_lies_in_exactly_one_connected_area(grid):
    codes, people, need, shapes = grid
    network = neighbours(codes, shapes)
    groups = propose(people, need, network, RULES)
    assert sorted(p for g in groups for p in g) == list(range(len(codes)))
    for group in groups:
        reached, frontier = set(), {group[0]}
        while frontier:
            reached |= frontier
            near = (network.borders[sorted(frontier)] > 0).any(axis=0)
            frontier = (set(np.flatnonzero(near)) & set(group)) - reached
        assert reached == set(group)


@settings(max_examples=150, deadline=None)
@given(grids())
def test_no_area_is_left_small_beside_one_that_fits(grid):
    codes, people, need, shapes = grid
    network = neighbours(codes, shapes)
    groups = propose(people, need, network, RULES)
    for one in groups:
        size = people[list(one)].sum()
        for other in groups:
            beside = network.borders[np.ix_(one, other)].sum() > 0
            if other != one and beside and size < LOW:
                assert size + people[list(other)].sum() > HIGH
        assert size >= TINY or len(groups) == 1


@settings(max_examples=60, deadline=None)
@given(grids(), st.randoms(use_true_random=False))
def test_proposal_does_not_depend_on_the_order_of_the_map(grid, random):
    codes, people, need, shapes = grid
    if shapes is None:
        return
    order = list(range(len(shapes)))
    random.shuffle(order)
    one = propose(people, need, neighbours(codes, shapes), RULES)
    other = propose(people, need, neighbours(codes, shapes.iloc[order]), RULES)
    assert one == other


def test_small_wijken_join_and_a_full_one_stays():
    wijken = [
        Wijk("WK000101", 6000, box=square(0)),
        Wijk("WK000102", 6000, box=square(1)),
        Wijk("WK000103", 18000, box=square(2)),
    ]
    assert areas_of(wijken) == [{"01", "02"}, {"03"}]


def test_village_beside_a_full_area_stays_alone():
    wijken = [Wijk("WK000101", 3200, box=square(0)), Wijk("WK000102", 18000, box=square(1))]
    assert areas_of(wijken) == [{"01"}, {"02"}]


def test_wijken_alike_in_need_go_together():
    wijken = [
        Wijk("WK000101", 4000, other=120, box=square(0)),
        Wijk("WK000102", 8000, other=90, box=square(1)),
        Wijk("WK000103", 9000, other=121, box=square(0, 1)),
    ]
    assert areas_of(wijken) == [{"01", "03"}, {"02"}]


def test_tiny_wijk_joins_the_neighbour_with_the_longest_border_even_when_full():
    wijken = [
        Wijk("WK000101", 45, box=(1000, 0, 2000, 300)),
        Wijk("WK000102", 19990, box=(1000, 300, 2000, 2000)),
        Wijk("WK000103", 12000, box=(0, 0, 1000, 300)),
    ]
    found = advise(planted(wijken, draws=5), RULES, TeamOptions())
    assert areas_of(wijken) == [{"01", "02"}, {"03"}]
    notes = found.advice_note.set_index(["area_code", "note_id"])["text"]
    assert "buurgebied" in notes[("WK000101", "hoort_bij_buurgebied")]


def test_corner_contact_is_no_border():
    network = neighbours(
        ["WK000101", "WK000102"],
        gpd.GeoDataFrame(
            {"region_code": ["WK000101", "WK000102"]},
            geometry=[box(*square(0)), box(*square(1, 1))],
            crs="EPSG:28992",
        ),
    )
    assert network.fallbacks == {0: "geen_buur"}


def test_large_wijk_is_marked_for_splitting():
    found = advise(planted([Wijk("WK000101", 96000)], draws=5), RULES, TeamOptions())
    assert found.teamgebied["n_teams"].tolist() == [5]
    assert "in 5 teamgebieden" in found.advice_note.set_index("note_id")["text"]["te_verdelen"]


def test_island_joins_the_nearest_and_a_wijk_without_shape_the_next_code_and_both_are_said():
    wijken = [
        Wijk("WK000101", 4000, box=square(0)),
        Wijk("WK000102", 4000, box=square(3)),
        Wijk("WK000103", 4000),
    ]
    found = advise(planted(wijken, draws=5), RULES, TeamOptions())
    assert areas_of(wijken) == [{"01", "02", "03"}]
    notes = set(zip(found.advice_note["area_code"], found.advice_note["note_id"], strict=True))
    assert ("WK000103", "geen_vorm") in notes
    assert "geen_buur" in {note for _, note in notes}


def test_without_any_map_wijken_join_in_order_of_code_and_it_is_said():
    wijken = [Wijk(f"WK00010{n}", 6000) for n in range(1, 5)]
    found = advise(planted(wijken, draws=5), RULES, TeamOptions())
    assert areas_of(wijken) == [{"01", "02"}, {"03", "04"}]
    per_wijk = found.advice_note[found.advice_note["area_code"].str.startswith("WK")]
    assert set(per_wijk["note_id"]) == {"geen_kaart"}
    assert found.teamgebied["geometry"].isna().all()


def test_areas_are_numbered_by_lowest_code_and_named_by_largest_wijk():
    wijken = [
        Wijk("WK060601", 2000, box=square(0), name="Wijk 01 Klein"),
        Wijk("WK060602", 3000, box=square(1), name="Wijk 02 Groot"),
        Wijk("WK060603", 19000, box=square(2), name="Vol"),
    ]
    found = advise(planted(wijken, draws=5), RULES, TeamOptions()).teamgebied
    assert found["teamgebied_id"].tolist() == ["TG0606-01", "TG0606-02"]
    assert found["naam"].tolist() == ["Groot en Klein", "Vol"]
    assert found["inwoners"].tolist() == [5000, 19000]


def test_name_holds_at_most_three_wijken():
    assert area_name([("A", 1), ("B", 3), ("C", 2), ("D", 4)]) == "D, B, C en omgeving"
    assert area_name([("A", 1), ("B", 3), ("C", 2)]) == "B, C en A"
    assert area_name([("Wijk 01", 1)]) == "Wijk 01"


def write(tmp_path, text: str):
    path = tmp_path / "gebieden.yaml"
    path.write_text(text, encoding="utf-8")
    return path


WIJKEN = [Wijk("WK000101", 4000), Wijk("WK000102", 15000), Wijk("WK000103", 30)]


def test_given_areas_go_before_a_proposal(tmp_path):
    path = write(
        tmp_path,
        "GM0001: [{naam: Oost, wijken: [WK000103, WK000101]}, {naam: W, wijken: [WK000102]}]",
    )
    found = advise(planted(WIJKEN, draws=5), RULES, TeamOptions(gebieden_bestand=path))
    assert found.teamgebied["naam"].tolist() == ["Oost", "W"]
    assert set(found.teamgebied["basis"]) == {"opgegeven"}
    assert areas_of(WIJKEN, path) == [{"01", "03"}, {"02"}]


def test_gemeente_that_the_file_leaves_out_gets_a_proposal(tmp_path):
    path = write(tmp_path, "GM0002: []")
    found = advise(planted(WIJKEN, draws=5), RULES, TeamOptions(gebieden_bestand=path))
    assert set(found.teamgebied["basis"]) == {"voorstel"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GM0001: [{naam: A, wijken: [WK000109, WK000101, WK000102, WK000103]}]", "wijken[0]"),
        ("GM0001: [{naam: A, wijken: [WK000101, WK000101, WK000102, WK000103]}]", "wijken[1]"),
        ("GM0001: [{naam: A, wijken: [WK000101, WK000102]}]", "WK000103"),
        ("GM0001: [{naam: A, wijken: []}]", "wijken"),
        ("GM0001: [{name: A, wijken: [WK000101]}]", "naam"),
        ("GM0001: [", "line"),
    ],
)
def test_faulty_file_is_refused_with_its_place(tmp_path, text, told):
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        advise(planted(WIJKEN, draws=5), RULES, TeamOptions(gebieden_bestand=path))
    assert told in str(error.value)
    assert "gebieden.yaml" in str(error.value)


def test_missing_file_is_refused(tmp_path):
    options = TeamOptions(gebieden_bestand=tmp_path / "no.yaml")
    with pytest.raises(ConfigError, match=r"no\.yaml"):
        advise(planted(WIJKEN, draws=5), RULES, options)


def test_file_that_is_far_too_large_is_refused(tmp_path):
    path = write(tmp_path, "# " + "x" * 1_000_001)
    with pytest.raises(ConfigError, match="too large"):
        advise(planted(WIJKEN, draws=5), RULES, TeamOptions(gebieden_bestand=path))


def with_buurten(
    buurten: list[Wijk], *, people: float | None = None, mapped: bool = True, draws: int = 5
) -> AdviceInput:
    """A gemeente of one wijk that is cut in buurten; its own shape is theirs together."""
    total = sum(b.people for b in buurten) if people is None else people
    bounds = shapely.unary_union([box(*b.box) for b in buurten]).bounds
    inputs = planted([Wijk("WK000101", total, box=bounds, name="Wijk 01 Hoog")], draws=draws)
    parts = planted(buurten, land=[], draws=draws)
    table = parts.wijken.assign(wijk_code="WK000101")
    shapes = parts.shapes if mapped else parts.shapes.iloc[:0]
    return dataclasses.replace(inputs, buurten=Buurten(table, parts.scores, shapes))


def buurt(number: int, people: float, **changes: object) -> Wijk:
    return Wijk(f"BU000101{number:02d}", people, box=square(number), **changes)


ROW = [buurt(n, 8000, other=120 if n < 3 else 95) for n in range(6)]


def test_large_wijk_is_split_along_buurten_in_areas_of_the_wanted_size_and_alike_in_need():
    found = advise(with_buurten(ROW), RULES, TeamOptions())
    assert found.teamgebied["n_teams"].tolist() == [1, 1, 1]
    assert found.teamgebied["inwoners"].tolist() == [16000] * 3
    assert found.teamgebied["naam"].tolist() == ["Hoog deel 1", "Hoog deel 2", "Hoog deel 3"]
    assert found.teamgebied_region["share"].tolist() == pytest.approx([1 / 3] * 3)
    notes = found.advice_note.set_index("note_id")["text"]
    assert "over 3 teamgebieden" in notes["verdeeld_buurten"]
    assert "te_verdelen" not in notes.index


def test_poor_part_of_a_split_wijk_has_more_questions_and_the_parts_add_up():
    demand = advise(with_buurten(ROW), RULES, TeamOptions()).demand
    cases = demand.groupby(["area_level", "area_code"])["cases"].sum()
    parts = cases["teamgebied"]
    assert parts.iloc[0] > 1.5 * parts.iloc[2]
    assert parts.sum() == pytest.approx(cases["gemeente"].sum(), rel=1e-9)


@pytest.mark.parametrize(
    "inputs",
    [
        with_buurten(ROW, mapped=False),
        with_buurten(ROW, people=96000),
        with_buurten([buurt(0, 12000), buurt(1, 8800)]),
        with_buurten([buurt(0, 48000)]),
        dataclasses.replace(with_buurten(ROW), buurten=None),
    ],
    ids=["no shapes", "people missing", "a part would be too small", "one buurt", "no buurten"],
)
def test_large_wijk_that_cannot_be_split_for_the_better_stays_whole_and_it_is_said(inputs):
    found = advise(inputs, RULES, TeamOptions())
    assert len(found.teamgebied) == 1
    assert found.teamgebied["n_teams"].iloc[0] > 1
    assert "te_verdelen" in set(found.advice_note["note_id"])


def test_tiny_wijk_beside_a_large_one_goes_with_one_of_its_parts():
    inputs = with_buurten(ROW)
    tiny = planted(
        [Wijk("WK000101", 48000, box=(0, 0, 6000, 1000)), Wijk("WK000102", 40, box=square(6))],
        draws=5,
    )
    found = advise(dataclasses.replace(tiny, buurten=inputs.buurten), RULES, TeamOptions())
    rows = found.teamgebied_region.set_index(["region_code", "teamgebied_id"])["share"]
    assert rows["WK000102"].to_dict() == {"TG0001-03": 1.0}
    assert rows["WK000101"].sum() == pytest.approx(1)
    assert found.teamgebied["inwoners"].sum() == 48040


def test_given_large_area_is_not_split(tmp_path):
    path = write(tmp_path, "GM0001: [{naam: Alles, wijken: [WK000101]}]")
    found = advise(with_buurten(ROW), RULES, TeamOptions(gebieden_bestand=path))
    assert found.teamgebied["n_teams"].tolist() == [3]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from([0, 300, 2000, 5000, 9000, 14000, 26000]), min_size=2, max_size=7),
    st.data(),
)
def test_parts_hold_every_person_and_question_of_a_wijk_once(people, data):
    buurten = [
        buurt(n, size, other=data.draw(st.sampled_from([None, 90.0, 105.0, 120.0])))
        for n, size in enumerate(people)
    ]
    if sum(people) == 0:
        return
    inputs = with_buurten(buurten)
    found = advise(inputs, RULES, TeamOptions())
    assert found.teamgebied_region["share"].sum() == pytest.approx(1)
    assert found.teamgebied["inwoners"].sum() == pytest.approx(sum(people), abs=len(people))
    cases = found.demand.groupby("area_level")["cases"].sum()
    assert cases["teamgebied"] == pytest.approx(cases["gemeente"], rel=1e-6)
    order = np.random.default_rng(sum(people)).permutation(len(people))
    own = inputs.buurten
    turned = Buurten(own.table.iloc[order], own.scores.iloc[::-1], own.shapes.iloc[order])
    again = advise(dataclasses.replace(inputs, buurten=turned), RULES, TeamOptions())
    pd.testing.assert_frame_equal(again.demand, found.demand)
    pd.testing.assert_frame_equal(again.teamgebied_region, found.teamgebied_region)


def partitions(items: list[int]):
    """Yield every way to divide some items into groups."""
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        yield [frozenset([items[0]]), *rest]
        for place, group in enumerate(rest):
            yield [*rest[:place], group | {items[0]}, *rest[place + 1 :]]


@settings(max_examples=30, deadline=None)
@given(grids())
def test_small_changes_never_make_a_division_worse_and_none_is_better_than_the_best(grid):
    codes, people, need, shapes = grid
    network = neighbours(codes[:6], shapes)
    people, need = people[:6], need[:6]
    units = [(number,) for number in range(len(people))]
    size = Size(LOW, HIGH)
    division = Division(units, people, need, network.borders, size)
    found = improve(units, units, people, need, network.borders, size)
    quality = division.quality([frozenset(group) for group in found])
    assert not division.quality([frozenset(u) for u in units]).beats(quality)
    allowed = (
        division.quality(areas)
        for areas in partitions(list(range(len(people))))
        if all(division.is_allowed(area) for area in areas)
    )
    assert not any(quality.beats(other) for other in [min(allowed)])


def test_an_exchange_between_areas_saves_a_village_that_joining_left_alone():
    # Joining first puts 01 and 02 together, and 03 is left; the better division is 01, and 02 + 03.
    people = np.array([11000.0, 6000.0, 5000.0, 9000.0])
    borders = np.zeros((4, 4))
    for a, b in ((0, 1), (1, 2), (0, 3)):
        borders[a, b] = borders[b, a] = 100
    units = [(0,), (1,), (2,), (3,)]
    start = [(0, 1), (2,), (3,)]
    found = improve(start, units, people, np.zeros((4, 8)), borders, Size(10000, 20000))
    assert found == [(0, 3), (1, 2)]


def test_a_hole_and_a_wijk_in_two_parts_are_neighbours_like_any_other():
    ring = box(0, 0, 3000, 3000).difference(box(1000, 1000, 2000, 2000))
    split_by_water = shapely.union_all([box(3000, 0, 4000, 1000), box(9000, 0, 9500, 1000)])
    frame = gpd.GeoDataFrame(
        {"region_code": ["WK000101", "WK000102", "WK000103"]},
        geometry=[ring, box(1000, 1000, 2000, 2000), split_by_water],
        crs="EPSG:28992",
    )
    network = neighbours(["WK000101", "WK000102", "WK000103"], frame)
    assert network.fallbacks == {}
    assert network.borders[0].tolist() == [0, 4000, 1000]
    people = np.array([6000.0, 300.0, 5000.0])
    assert propose(people, np.zeros((3, 8)), network, RULES) == [(0, 1, 2)]


def test_a_gemeente_of_one_wijk_is_one_area_also_when_nobody_lives_there():
    for people in (0, 5, 3000, 15000):
        assert areas_of([Wijk("WK000101", people)]) == [{"01"}]


def test_wijken_of_one_name_in_two_areas_are_told_apart_by_their_code():
    codes = ["WK000100", "WK000101", "WK000102"]
    names = ["Wijk 00 Centrum", "Zuid", "Wijk 02 Centrum"]
    apart = told_apart(codes, names, [(0,), (1, 2)])
    assert apart == ["Centrum (WK000100)", "Zuid", "Centrum (WK000102)"]
    # In one area the name stands once, so there is nothing to tell apart.
    assert told_apart(codes, names, [(0, 2), (1,)]) == ["Centrum", "Zuid", "Centrum"]
    # A wijk that lies in two areas is still one wijk.
    assert told_apart(codes[:2], names[:2], [(0,), (0, 1)]) == ["Centrum", "Zuid"]
