"""No hidden wijk can be found from what is shown: an attack by subtraction."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.peiling.files import LIMITS
from wijkfoto.peiling.suppress import Answered, Shown, what_is_shown

MIN_N, MIN_CEL = LIMITS.min_n, LIMITS.min_cel


def shown(
    n: list[int],
    people: list[float],
    asked: list[bool] | None = None,
    effective: list[float] | None = None,
    told: list[int] | tuple[int, ...] = (),
    most: str = "ok",
) -> Shown:
    took_part = np.array(asked) if asked is not None else np.array(n) > 0
    answered = Answered(
        np.array(n),
        np.array(n if effective is None else effective, dtype=float),
        np.array(people, dtype=float),
        took_part,
        np.isin(np.arange(len(n)), list(told)),
    )
    return what_is_shown(answered, LIMITS, most)


def rank(rows: list[np.ndarray]) -> int:
    """Return the rank, exactly: in floats a large wijk beside a tiny one seems the only one."""
    left = [[Fraction(float(number)) for number in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column] != 0), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [
            [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)]
            for row in left
        ]
        found += 1
    return found


def found_by_subtraction(hidden: np.ndarray, weights: np.ndarray, whole: bool) -> list[int]:
    """Return the hidden wijken that follow from the shown ones and a weighted sum over all.

    Each shown number is a row of what is known; a wijk is found when it lies in their span.
    """
    one = np.eye(len(hidden))
    known = [one[place] for place in np.flatnonzero(~hidden)]
    known += [weights] if whole else []
    return [
        int(place) for place in np.flatnonzero(hidden) if rank([*known, one[place]]) == rank(known)
    ]


def test_the_attack_finds_what_subtraction_gives_and_nothing_else():
    shares = np.array([0.3, 0.5, 0.2])
    assert found_by_subtraction(np.array([False, True, False]), shares, whole=True) == [1]
    assert found_by_subtraction(np.array([False, True, False]), shares, whole=False) == []
    assert found_by_subtraction(np.array([False, True, True]), shares, whole=True) == []
    assert found_by_subtraction(np.array([True, True]), np.array([1.0, 5e7]), whole=True) == []


wijken = st.lists(
    st.tuples(st.one_of(st.integers(0, 12), st.integers(0, 400)), st.integers(1, 20_000)),
    min_size=1,
    max_size=12,
)


@hypothesis_settings(max_examples=300)
@given(wijken)
def test_no_hidden_wijk_follows_from_the_gemeente_and_the_other_wijken(made):
    n = np.array([count for count, _ in made])
    people = np.array([float(residents) for _, residents in made])
    found = shown(list(n), list(people))
    status = np.array(found.wijken)
    hidden = status == "suppressed"
    whole = found.gemeente in ("ok", "indicatie")
    # The number of respondents, the share (weighted by residents) and the effective number
    # (residents squared) are sums over wijken, with these weights.
    for weights in (np.ones(len(n)), people, people**2):
        held = np.where(n > 0, weights, 0.0)
        assert [w for w in found_by_subtraction(hidden, held, whole) if n[w]] == []


@hypothesis_settings(max_examples=300)
@given(wijken)
def test_nothing_small_is_shown_and_the_difference_is_never_of_few_people(made):
    n = np.array([count for count, _ in made])
    people = np.array([float(residents) for _, residents in made])
    found = shown(list(n), list(people))
    for count, status in zip(n, found.wijken, strict=True):
        assert count >= MIN_CEL or status in ("suppressed", "not_asked")
        assert status != "indicatie" or count < MIN_N
    hidden = np.array(found.wijken) == "suppressed"
    if found.gemeente in ("ok", "indicatie"):
        assert n.sum() >= MIN_CEL
        assert not hidden.any() or n[hidden].sum() >= 2 * MIN_CEL
        small = hidden & (n < MIN_CEL)
        assert people[small].max(initial=0.0) <= LIMITS.dominant * people[hidden].sum()


@given(wijken)
def test_without_a_small_wijk_nothing_is_hidden(made):
    n = [count + MIN_CEL for count, _ in made]
    found = shown(n, [float(residents) for _, residents in made])
    assert set(found.wijken) <= {"ok", "indicatie"}
    assert found.gemeente != "suppressed"


def test_a_gemeente_of_two_wijken_with_one_small_shows_neither():
    found = shown([6, 300], [500.0, 9_000.0])
    assert found == Shown(("suppressed", "suppressed"), "ok")
    assert shown([6, 12], [500.0, 9_000.0]).gemeente == "suppressed"


def test_the_smallest_of_the_others_is_hidden_with_a_small_wijk():
    found = shown([300, 4, 80, 60, 200], [9e3, 2e2, 3e3, 3e3, 6e3])
    assert found.wijken == ("ok", "suppressed", "ok", "suppressed", "ok")


def test_a_small_sample_of_a_large_wijk_is_not_left_as_the_difference():
    found = shown([8, 40, 70, 300], [20_000.0, 500.0, 9_000.0, 8_000.0])
    assert found.wijken == ("suppressed", "suppressed", "suppressed", "ok")


def test_a_wijk_without_an_answer_covers_no_other():
    # The first is in no sum: gemeente minus shown would be nearly the answer of the second.
    found = shown([0, 9, 12, 300], [1000.0, 950.0, 50.0, 4e3], asked=[True] * 4)
    assert found.wijken == ("suppressed",) * 4
    assert found.gemeente == "ok"


def test_that_the_few_of_a_wijk_gave_no_answer_is_not_told():
    n, people = [0, 60, 90, 0], [40.0, 2e3, 3e3, 0.0]
    found = shown(n, people, asked=[True, True, True, False])
    assert found.wijken == ("suppressed", "suppressed", "ok", "not_asked")


def test_a_survey_that_is_an_indication_marks_every_estimate():
    found = shown([100, 200], [1e3, 2e3], most="indicatie")
    assert found == Shown(("indicatie", "indicatie"), "indicatie")


def test_a_wijk_in_which_one_answer_may_carry_more_than_half_is_hidden():
    found = shown([40, 80, 90], [3e3, 4e3, 5e3], effective=[3.9, 60.0, 70.0])
    assert found.wijken == ("suppressed", "suppressed", "ok")
    assert shown([40, 80, 90], [3e3, 4e3, 5e3], effective=[4.0, 60.0, 70.0]).wijken == ("ok",) * 3


def test_what_an_earlier_edition_showed_covers_no_other():
    n, people = [4, 60, 80, 300], [200.0, 3e3, 3e3, 9e3]
    assert shown(n, people).wijken == ("suppressed", "suppressed", "ok", "ok")
    assert shown(n, people, told=[1]).wijken == ("suppressed", "ok", "suppressed", "ok")
    assert shown(n, people, told=[1, 2, 3]) == Shown(("suppressed", "ok", "ok", "ok"), "suppressed")


def test_a_small_wijk_that_was_shown_before_needs_no_cover_any_more():
    assert shown([4, 60, 80], [200.0, 3e3, 3e3], told=[0]).wijken == ("suppressed", "ok", "ok")
