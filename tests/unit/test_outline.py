"""Outlines are simpler, keep every code and every border between neighbours, and stay beside
the shapes as received."""

import logging

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from tests.maps import square
from wijkfoto.warehouse import outline
from wijkfoto.warehouse.outline import TOLERANCE, outlines


def shapes_of(drawn: list[Polygon], year: int | None = 2020) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "region_code": [f"WK0606{number:02d}" for number in range(len(drawn))],
            "geometry_year": pd.array([year] * len(drawn), "Int64"),
        },
        geometry=drawn,
        crs=28992,
    )


def rough(drawn: list[Polygon]) -> list[Polygon]:
    """The same areas, still without gaps, with small waves in every border."""

    def waves(points: np.ndarray) -> np.ndarray:
        return points + np.column_stack(
            [3 * np.sin(points[:, 1] / 17), 3 * np.sin(points[:, 0] / 17)]
        )

    return [shapely.transform(shapely.segmentize(shape, 10), waves) for shape in drawn]


GRID = rough([box(x, y, x + 500, y + 500) for x in range(0, 2000, 500) for y in (0, 500)])


def test_a_coverage_stays_one_with_far_fewer_points():
    shapes = shapes_of(GRID)
    simple = outlines(shapes).to_numpy()
    whole = shapes.geometry.to_numpy()
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(whole).sum() / 4
    assert shapely.union_all(simple).area == pytest.approx(shapely.area(simple).sum())
    assert shapely.area(simple).sum() == pytest.approx(shapely.area(whole).sum(), rel=1e-3)


def test_each_year_is_a_coverage_of_its_own():
    one, other = shapes_of(GRID, 2020), shapes_of(GRID, None)
    both = pd.concat([one, other], ignore_index=True)
    together = outlines(both).to_numpy()
    assert shapely.equals(together[: len(GRID)], outlines(one).to_numpy()).all()
    assert shapely.equals(together[len(GRID) :], outlines(other).to_numpy()).all()


def test_buurten_get_no_outline():
    shapes = shapes_of(GRID).assign(
        region_code=lambda f: [f"BU060600{number:02d}" for number in range(len(f))]
    )
    assert outlines(shapes).isna().all()


def test_a_shape_that_would_not_survive_stays_as_it_is(monkeypatch, caplog):
    shapes = shapes_of([square(0), square(1)])
    broken = np.array([Polygon(), square(1)])
    monkeypatch.setattr(outline.shapely, "coverage_simplify", lambda *_: broken)
    with caplog.at_level(logging.WARNING, "wijkfoto"):
        found = outlines(shapes)
    assert found.iloc[0].equals(square(0))
    assert "1 outlines could not be made simpler" in caplog.text


def test_shapes_that_do_not_fit_their_neighbours_are_counted(caplog):
    overlapping = [box(0, 0, 1000, 1000), box(900, 0, 2000, 1000)]
    with caplog.at_level(logging.INFO, "wijkfoto"):
        found = outlines(shapes_of(overlapping))
    assert "2 wijken do not fit their neighbours exactly" in caplog.text
    assert found.is_valid.all()


SIZES = st.floats(min_value=0.5, max_value=3 * TOLERANCE)


@given(
    squares=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), SIZES), min_size=1, max_size=12
    )
)
@settings(max_examples=60, deadline=None)
def test_no_code_is_ever_lost_however_small_or_overlapping(squares):
    drawn = [box(x * 10, y * 10, x * 10 + size, y * 10 + size) for x, y, size in squares]
    found = outlines(shapes_of(drawn))
    assert len(found) == len(drawn)
    assert found.notna().all()
    assert found.is_valid.all()
    assert not found.is_empty.any()


@given(
    cells=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1),
    size=st.floats(min_value=5, max_value=500),
)
@settings(max_examples=40, deadline=None)
def test_neighbours_stay_neighbours(cells, size):
    drawn = [box(x * size, y * size, (x + 1) * size, (y + 1) * size) for x, y in sorted(cells)]
    found = outlines(shapes_of(rough(drawn))).to_numpy()
    assert borders(found) == borders(np.array(rough(drawn)))


def borders(shapes: np.ndarray) -> set[tuple[int, int]]:
    """Pairs that share a border of some length."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[left], shapes[right]))
    pairs = zip(left.tolist(), right.tolist(), shared, strict=True)
    return {(a, b) for a, b, length in pairs if a < b and length > 1e-6}
