"""Which rules can never decide: by intervals, and found again by trying values."""

from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkfoto.advice import shipped_rules
from wijkfoto.advice.judge import COMPARE
from wijkfoto.advice.models import FormRule, Measure
from wijkfoto.advice.reach import POSSIBLE, box_of, is_known_at, shadow

NORMS = {
    f"n{number}": shipped_rules().norms["dorp_klein"].model_copy(update={"midden": float(number)})
    for number in range(9)
}


def rule(name: str, *conditions: tuple[str, str, int], form: str | None = "loket") -> FormRule:
    return FormRule.model_validate(
        {
            "rule_id": name,
            "niveau": ["teamgebied"],
            "form_id": form,
            "naam": None if form else "Een opmerking",
            "als": [{"maat": m, "is": i, "norm": f"n{n}"} for m, i, n in conditions],
        }
    )


@pytest.mark.parametrize(
    "conditions",
    [
        [("fte", "<", 3), ("fte", ">", 4)],
        [("fte", "<", 3), ("fte", ">=", 3)],
        [("fte", "<", 0)],
        [("aandeel_jeugd", ">", 1)],
        [("stedelijkheid", ">=", 6)],
        [("domeinen_hoog", ">", 2), ("domeinen_hoog", "<", 3)],  # no whole number between them
        [("domeinen_hoog", ">", 8)],
        [("inwoners_onbekend", ">", 0), ("inwoners_onbekend", "<", 1)],
    ],
)
def test_a_rule_that_contradicts_itself_or_asks_the_impossible_has_no_box(conditions):
    assert box_of(rule("a", *conditions), NORMS) is None


@pytest.mark.parametrize(
    "conditions",
    [
        [("fte", "<=", 3), ("fte", ">=", 3)],
        [("fte", ">", 2), ("fte", "<", 3)],
        [("afstand_km", ">", 8)],
        [("aandeel_jeugd", ">=", 1)],
        [],
    ],
)
def test_a_rule_that_can_hold_has_one(conditions):
    assert box_of(rule("a", *conditions), NORMS) is not None


@pytest.mark.parametrize(
    ("before", "last", "found"),
    [
        ([rule("a")], rule("z", ("fte", "<", 3)), ["a"]),
        ([rule("a", ("fte", "<", 5))], rule("z", ("fte", "<", 3)), ["a"]),
        ([rule("a", ("fte", "<=", 3))], rule("z", ("fte", "<", 3), ("inwoners", ">", 1)), ["a"]),
        # Together they leave nothing.
        (
            [rule("a", ("fte", "<", 5)), rule("b", ("fte", ">=", 5))],
            rule("z", ("fte", ">", 1)),
            ["a", "b"],
        ),
        (
            [rule("a", ("domeinen_hoog", "<=", 2)), rule("b", ("domeinen_hoog", ">", 2))],
            rule("z"),
            ["a", "b"],
        ),
        (
            [rule("a", ("domeinen_hoog", "<", 3)), rule("b", ("domeinen_hoog", ">", 2))],
            rule("z"),
            ["a", "b"],
        ),
        # A gap, or a figure that may be unknown, leaves the last its turn.
        ([rule("a", ("fte", "<", 5)), rule("b", ("fte", ">", 5))], rule("z", ("fte", ">", 1)), []),
        ([rule("a", ("fte", "<", 5)), rule("b", ("fte", ">=", 5))], rule("z"), []),
        ([rule("a", ("fte", "<", 3), ("afstand_km", "<", 8))], rule("z", ("fte", "<", 3)), []),
        # A remark decides nothing.
        ([rule("a", ("fte", ">=", 0), form=None)], rule("z", ("fte", "<", 3)), []),
    ],
)
def test_a_rule_in_the_shadow_of_others_is_named_with_them(before, last, found):
    assert shadow([*before, last], len(before), NORMS) == found


conditions = st.lists(
    st.tuples(
        st.sampled_from(["fte", "domeinen_hoog"]),
        st.sampled_from(["<", "<=", ">", ">="]),
        st.integers(0, 4),
    ),
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=4))
def test_trying_values_finds_the_same(all_conditions):
    rules = [rule(f"r{n}", *found) for n, found in enumerate(all_conditions)]
    last = len(rules) - 1
    tried = [(f, d) for f in (None, *(n / 2 for n in range(12))) for d in range(9)]

    def holds(one: FormRule, values: dict[str, float | None]) -> bool:
        return all(
            values[c.maat] is not None
            and bool(COMPARE[c.is_](values[c.maat], NORMS[c.norm].midden))  # type: ignore[arg-type]
            for c in one.als
        )

    points = [{"fte": f, "domeinen_hoog": d} for f, d in tried]
    can_hold = any(holds(rules[last], p) for p in points)
    turn = any(holds(rules[last], p) and not any(holds(r, p) for r in rules[:last]) for p in points)
    assert (box_of(rules[last], NORMS) is not None) == can_hold
    assert bool(shadow(rules, last, NORMS)) == (can_hold and not turn)


def test_a_figure_is_known_only_where_it_is_computed():
    known = {
        (maat, level)
        for maat, level in product(
            ("fte", "afstand_km", "aandeel_eigen_team", "fte_discipline"),
            ("gemeente", "teamgebied", "specialisme"),
        )
        if is_known_at(maat, level)
    }
    assert known == {
        ("fte", "gemeente"), ("fte", "teamgebied"), ("afstand_km", "teamgebied"),
        ("aandeel_eigen_team", "gemeente"), ("fte_discipline", "specialisme"),
    }  # fmt: skip


def test_of_every_figure_it_stands_what_it_can_be():
    assert set(POSSIBLE) == set(get_args(Measure))
