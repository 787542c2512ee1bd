"""Controlled rounding: the one best answer, found again by trying every set of cells."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkfoto.advice.apportion import due, spread_steps
from wijkfoto.advice.rounding import round_table

small_tables = st.integers(1, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 6), min_size=columns, max_size=columns), min_size=1, max_size=3
    )
)


def tried(numerators: list[list[int]], denominator: int, total: int) -> list[list[int]]:
    """Round by trying every set of cells; the first best set, for the earliest cells lead."""
    base = [[n // denominator for n in row] for row in numerators]
    cells = [
        (i, j) for i, row in enumerate(numerators) for j, n in enumerate(row) if n % denominator
    ]
    best, found = -1, None
    for up in combinations(cells, total - sum(map(sum, base))):
        table = [[b + ((i, j) in up) for j, b in enumerate(row)] for i, row in enumerate(base)]
        lines = [*zip(table, numerators, strict=True)]
        lines += [*zip(zip(*table, strict=True), zip(*numerators, strict=True), strict=True)]
        if any(abs(sum(t) * denominator - sum(n)) >= denominator for t, n in lines):
            continue
        rests = sum(numerators[i][j] % denominator for i, j in up)
        if rests > best:
            best, found = rests, table
    assert found is not None
    return found


@settings(max_examples=300, deadline=None)
@given(small_tables, st.integers(0, 12))
def test_it_is_the_best_of_all_tables_and_of_equals_the_one_with_the_earliest_cells(weights, total):
    weights[0][0] += 1  # something must weigh
    floor = [[0] * len(row) for row in weights]
    numerators, denominator = due(total, weights, floor)
    assert round_table(numerators, denominator, total) == tried(numerators, denominator, total)


def test_equal_cells_are_rounded_up_in_their_order():
    assert round_table([[1, 1, 1, 1]], 2, 2) == [[1, 1, 0, 0]]
    assert round_table([[1, 1], [1, 1]], 2, 2) == [[1, 0], [0, 1]]


def test_an_area_comes_before_the_largest_fractions():
    # By fractions alone the first area would get two steps, where less than one is its due.
    assert round_table([[4, 4, 0], [3, 3, 6]], 10, 2) == [[1, 0, 0], [0, 0, 1]]


@settings(max_examples=100, deadline=None)
@given(small_tables, st.integers(0, 12), st.integers(0, 3))
def test_floors_are_kept_and_the_sum_is_exact(weights, extra, least):
    weights[0][0] += 1
    floor = [[least, *([0] * (len(row) - 1))] for row in weights]
    total = least * len(weights) + extra
    parts = spread_steps(total, weights, floor)
    assert sum(map(sum, parts)) == total
    assert all(
        p >= f for ps, fs in zip(parts, floor, strict=True) for p, f in zip(ps, fs, strict=True)
    )


@settings(max_examples=100, deadline=None)
@given(small_tables, st.integers(0, 12), st.integers(1, 1000))
def test_only_proportions_of_weights_count(weights, total, factor):
    weights[0][0] += 1
    floor = [[0] * len(row) for row in weights]
    larger = [[cell * factor for cell in row] for row in weights]
    assert spread_steps(total, larger, floor) == spread_steps(total, weights, floor)


@pytest.mark.parametrize(("weights", "floor"), [([[1, 0], [0, 0]], [[0, 0], [2, 2]])])
def test_who_weighs_nothing_gets_the_floor_alone(weights, floor):
    assert spread_steps(9, weights, floor) == [[5, 0], [2, 2]]
