"""The attack on what is published: it finds what was planted, and nothing that is hidden well."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.peiling.files import LIMITS
from wijkfoto.peiling.estimate import COLUMNS, IN_NEED, Cells, estimate
from wijkfoto.privacy import (
    Cell,
    Claim,
    DisclosureError,
    Edition,
    Kind,
    Leak,
    Survey,
    attack,
    of_frame,
    of_number,
    of_page,
    read_page,
)

GM = "GM9999"
WIJKEN = tuple(f"WK99990{i}" for i in range(6))
ADULTS = dict(zip(WIJKEN, (300.0, 900.0, 3e3, 4e3, 5e3, 6e3), strict=True))


def survey(sha: str = "a", found: int | None = 900) -> Survey:
    return Survey(GM, "Peiling", 2020, (sha, "m"), found)


def edition(
    tables: list[pd.DataFrame],
    elsewhere: list[Claim] | tuple[Claim, ...] = (),
    *,
    edition_id: str = "nieuw",
    of: Survey | None = None,
    in_need: set[Cell] | None = None,
    not_asked: set[Cell] | frozenset[Cell] = frozenset(),
) -> Edition:
    claims = tuple(claim for table in tables for claim in of_frame(table, "tabel"))
    need = None if in_need is None else frozenset(in_need)
    return Edition(
        edition_id, (of or survey(),), claims, tuple(elsewhere), frozenset(not_asked), need
    )


def kinds(
    made: Edition, before: tuple[Edition, ...] = (), adults: dict[str, float] | None = None
) -> set[Kind]:
    return {leak.kind for leak in attack(made, before, adults or ADULTS, LIMITS)}


def estimates(
    shown: dict[str, tuple[float, int]], whole: float | None = None, **gemeente: float
) -> pd.DataFrame:
    """Rows of survey_estimate: share and answers of some wijken, and what the gemeente says."""
    rows = [
        {"region_code": code, "question_id": "v", "waarde": share, "n": n, "n_effective": 0.8 * n}
        for code, (share, n) in shown.items()
    ]
    if whole is not None:
        rows.append({"region_code": GM, "question_id": "v", "waarde": whole, **gemeente})
    return pd.DataFrame(rows)


FOUR = dict.fromkeys(WIJKEN[2:], (20.0, 150))


def test_two_hidden_wijken_behind_a_whole_percentage_are_no_leak():
    assert kinds(edition([estimates(FOUR, 21.0)])) == set()
    assert kinds(edition([estimates(FOUR)])) == set()


def test_one_hidden_wijk_is_what_gemeente_minus_wijken_leaves():
    five = dict.fromkeys(WIJKEN[1:], (20.0, 150))
    (leak,) = attack(edition([estimates(five, 21.0)]), (), ADULTS, LIMITS)
    assert leak.kind is Kind.REMAINDER
    assert "WK999900" in leak.what
    assert kinds(edition([estimates(five)])) == set()


def test_the_number_of_answers_of_the_gemeente_leaves_that_of_the_hidden_wijken():
    told = estimates(FOUR, 21.0, n=612.0)
    assert kinds(edition([told])) == {Kind.REMAINDER}
    assert kinds(edition([estimates(FOUR, 21.0, n=640.0)], in_need=set())) == set()


def test_a_share_in_full_leaves_a_wijk_that_is_most_of_what_is_hidden():
    adults = {**ADULTS, "WK999900": 20.0}
    need = {Cell("survey_estimate", "WK999901", "v")}
    assert kinds(edition([estimates(FOUR, 20.6123, n_effective=400.0)], in_need=need),
                 adults=adults) == {Kind.REMAINDER}  # fmt: skip
    assert kinds(edition([estimates(FOUR, 21.0)], in_need=need), adults=adults) == set()
    # To know nearly what a wijk with answers enough said, which was hidden for another, is no leak.
    other = {Cell("survey_estimate", "WK999900", "v")}
    full = estimates(FOUR, 20.6123, n_effective=400.0)
    assert kinds(edition([full], in_need=other), adults=adults) == set()


def test_of_a_gemeente_of_two_wijken_one_is_what_the_other_leaves():
    two = {code: ADULTS[code] for code in WIJKEN[2:4]}
    told = estimates({WIJKEN[3]: (20.0, 300)}, 20.0)
    assert kinds(edition([told]), adults=two) == {Kind.TWO}
    asked_of_two = {Cell("survey_estimate", c, "v") for c in WIJKEN if c not in two}
    assert kinds(edition([told], not_asked=asked_of_two)) == {Kind.TWO}


def test_a_number_of_few_people_is_a_single_cell():
    six = dict.fromkeys(WIJKEN, (20.0, 150))
    assert kinds(edition([estimates(six | {WIJKEN[0]: (20.0, 9)})])) == {Kind.SINGLE}
    assert kinds(edition([estimates(six | {WIJKEN[0]: (20.0, 10)})])) == set()


@pytest.mark.parametrize(("vragen", "found"), [(10, False), (275, False), (5, True), (12, True)])
def test_a_registration_is_told_in_fives_and_from_the_least_cell(vragen: int, found: bool):
    table = pd.DataFrame(
        [{"region_code": WIJKEN[0], "domain_id": "d", "jaar": 2020, "vragen": vragen}]
    )
    assert kinds(edition([table])) == ({Kind.SINGLE} if found else set())


def groups(**parts: float | None) -> pd.DataFrame:
    rows = [
        {"region_code": GM, "dimensie": "leeftijd", "groep_id": name, "deel_respons": part}
        for name, part in parts.items()
    ]
    return pd.DataFrame(rows)


def test_the_one_group_that_is_left_out_is_the_complement_of_the_others():
    assert kinds(edition([groups(jong=30.0, midden=40.0, oud=None)])) == {Kind.COMPLEMENT}
    assert kinds(edition([groups(jong=None, midden=None, oud=None)])) == set()
    assert kinds(edition([groups(jong=30.0, midden=39.0, oud=30.0)])) == set()  # rounding
    assert kinds(edition([groups(jong=0.0, midden=70.0, oud=30.0)])) == {Kind.SINGLE}


def test_an_estimate_that_one_answer_may_carry_is_dominated():
    table = estimates(dict.fromkeys(WIJKEN, (20.0, 150)))
    table.loc[0, "n_effective"] = 3.9
    assert kinds(edition([table])) == {Kind.DOMINATED}
    table.loc[0, "n_effective"] = 4.0
    assert kinds(edition([table])) == set()


def test_a_file_that_was_changed_by_a_few_answers_gives_those_away():
    six = dict.fromkeys(WIJKEN, (20.0, 150))
    old = edition([estimates(six)], edition_id="oud", of=survey("a"))
    one_more = edition([estimates(six | {WIJKEN[0]: (20.4, 151)})], of=survey("b"))
    (leak,) = attack(one_more, (old,), ADULTS, LIMITS)
    assert leak.kind is Kind.EDITIONS
    assert "oud" in leak.where
    many_more = edition([estimates(dict.fromkeys(WIJKEN, (21.0, 170)))], of=survey("b", 1100))
    assert kinds(many_more, (old,)) == set()
    few_more = edition([estimates(dict.fromkeys(WIJKEN, (21.0, 170)))], of=survey("b", 903))
    assert kinds(few_more, (old,)) == {Kind.EDITIONS}
    other_year = Edition("x", (Survey(GM, "Peiling", 2022, ("b", "m"), 903),), few_more.table)
    assert kinds(other_year, (old,)) == set()


def test_answers_that_were_mended_in_one_wijk_are_those_of_few():
    six = dict.fromkeys(WIJKEN, (20.0, 150))
    old = edition([estimates(six)], edition_id="oud", of=survey("a"))
    mended = edition([estimates(six | {WIJKEN[0]: (20.7, 150)})], of=survey("b"))
    assert kinds(mended, (old,)) == {Kind.EDITIONS}
    other_mapping = edition([estimates(dict.fromkeys(WIJKEN, (31.0, 150)))], of=survey("b"))
    assert kinds(other_mapping, (old,)) == set()


def test_one_answer_that_was_mended_moves_its_own_wijk_far_and_the_others_hardly():
    six = dict.fromkeys(WIJKEN, (20.0, 150))
    old = edition([estimates(six)], edition_id="oud", of=survey("a"))
    nudged = dict.fromkeys(WIJKEN, (20.1, 150)) | {WIJKEN[0]: (20.7, 150)}
    assert kinds(edition([estimates(nudged)], of=survey("b")), (old,)) == {Kind.EDITIONS}
    weights = {code: (20.0 + step / 10, 150) for step, code in enumerate(WIJKEN)}
    assert kinds(edition([estimates(weights)], of=survey("b")), (old,)) == set()


def test_another_name_for_the_same_file_is_the_same_survey():
    old = edition([estimates(dict.fromkeys(WIJKEN[1:5], (20.0, 150)))], edition_id="oud")
    shown = dict.fromkeys(WIJKEN[2:], (20.0, 150))
    renamed = Survey(GM, "Anders", 2024, ("a", "andere mapping"), 900)
    assert kinds(edition([estimates(shown, 21.0)], of=renamed), (old,)) == {Kind.REMAINDER}
    other_file = Survey(GM, "Anders", 2024, ("b", "m"), 900)
    assert kinds(edition([estimates(shown, 21.0)], of=other_file), (old,)) == set()


def test_a_wijk_that_was_hidden_behind_one_that_an_edition_before_showed_is_found():
    old = edition([estimates(dict.fromkeys(WIJKEN[1:5], (20.0, 150)))], edition_id="oud")
    shown = dict.fromkeys(WIJKEN[2:], (20.0, 150))
    assert kinds(edition([estimates(shown, 21.0)])) == set()
    assert kinds(edition([estimates(shown, 21.0)]), (old,)) == {Kind.REMAINDER}


def test_a_page_or_file_that_tells_what_the_tables_hide_or_tell_otherwise_is_a_leak():
    hidden = Cell("survey_estimate", WIJKEN[0], "v")
    shown = Cell("survey_estimate", WIJKEN[2], "v")
    for cell, value, found in (
        (hidden, 31.0, {Kind.CHANNELS}),
        (shown, 20.0, set()),
        (shown, 20.4, set()),
        (shown, 23.0, {Kind.CHANNELS}),
    ):
        told = [Claim(cell, "waarde", value, 0.5, "WK999900.html")]
        assert kinds(edition([estimates(FOUR)], told)) == found, (cell, value)


def test_a_file_with_more_digits_than_the_table_is_put_together_with_it():
    adults = {**ADULTS, "WK999900": 20.0}
    full = [
        Claim(Cell("survey_estimate", GM, "v"), name, value, 0.0, "gemeente.csv")
        for name, value in (("waarde", 20.6123), ("n_effective", 400.0))
    ]
    need = {Cell("survey_estimate", "WK999901", "v")}
    found = kinds(edition([estimates(FOUR, 21.0)], full, in_need=need), adults=adults)
    assert found == {Kind.CHANNELS, Kind.REMAINDER}


PAGE = """<table class="cijfers"><thead><tr><th scope="col">Wat</th><th scope="col">Deze wijk</th>
<th scope="col">Gemeente</th><th scope="col">Deelnemers</th></tr></thead>
<tbody><tr><th scope="row">Is eenzaam</th><td><a href="#g1">26% (tussen 21% en 32%)</a></td>
<td>10%</td><td>1.199</td></tr></tbody></table>
<table><tbody><tr id="g1"><td>26%<br><i>ondergrens</i> 21%<br><i>deelnemers</i> 1.199</td>
<td>Is eenzaam<code>survey_estimate/WK999900/v/2020</code><code>select waarde, waarde_low, n from
survey_estimate where region_code = 'WK999900'</code></td></tr>
<tr id="g2"><td>275</td><td>Vragen<code>registration/WK999900/d/2020</code></td></tr></tbody>
</table>
<script>var t = "<table>"</script>"""


def test_a_page_is_read_as_its_reader_does():
    found = set(of_page(read_page(PAGE), "WK999900", {"Is eenzaam": "v"}, "p.html"))
    own, whole = Cell("survey_estimate", "WK999900", "v"), Cell("survey_estimate", GM, "v")
    assert found == {
        Claim(own, "waarde", 26.0, 0.5, "p.html"),
        Claim(own, "waarde_low", 21.0, 0.5, "p.html"),
        Claim(own, "n", 1199.0, 0.5, "p.html"),
        Claim(whole, "waarde", 10.0, 0.5, "p.html"),
        Claim(Cell("registration", "WK999900", "d/2020"), "vragen", 275.0, 0.5, "p.html"),
    }


BLOCKS = """<table class="getallen"><thead><tr><th colspan="2">Havenkwartier, 2020<code>select
question_id, waarde, waarde_low, n from survey_estimate where region_code = 'WK999900'</code>
<code>survey_estimate/WK999900/…/2020</code></th></tr></thead>
<tbody><tr><th scope="row">Voelt zich 1 keer per week eenzaam. Bron 3<code>v</code></th>
<td id="g1">26%<br><i>ondergrens</i> 21%<br><i>deelnemers</i> 1.199</td></tr></tbody></table>
<table class="getallen"><thead><tr><th colspan="3">2020<code>select region_code, vragen from
registration where region_code in ('WK999900', 'WK999901')</code>
<code>registration/…/…/2020</code></th></tr><tr><th>Wat</th><th>A<code>WK999900</code></th>
<th>B<code>WK999901</code></th></tr></thead>
<tbody><tr><th scope="row">Vragen<code>d</code></th><td id="g2">275</td><td id="g3">30</td></tr>
<tr><th scope="row">Meer<code>e</code></th><td></td><td id="g4">35</td></tr></tbody></table>
<table class="getallen"><thead><tr><th colspan="2">B, 2020<code>select vragen from registration
where region_code = 'WK999901' and domain_id = 'f' and jaar = 2020</code></th></tr></thead>
<tbody><tr><th scope="row">Vragen<code>registration/WK999901/f/2020</code></th>
<td id="g5">40</td></tr></tbody></table>"""


def test_numbers_that_are_told_together_are_read_one_by_one():
    found = set(of_page(read_page(BLOCKS), "WK999900", {}, "p.html"))
    own = Cell("survey_estimate", "WK999900", "v")
    assert found == {
        Claim(own, "waarde", 26.0, 0.5, "p.html"),
        Claim(own, "waarde_low", 21.0, 0.5, "p.html"),
        Claim(own, "n", 1199.0, 0.5, "p.html"),
        *(
            Claim(Cell("registration", area, f"{item}/2020"), "vragen", value, 0.5, "p.html")
            for area, item, value in (
                ("WK999900", "d", 275.0),
                ("WK999901", "d", 30.0),
                ("WK999901", "e", 35.0),
                ("WK999901", "f", 40.0),
            )
        ),
    }


def test_ids_of_numbers_and_tables_give_the_same_cells():
    (claim,) = of_number("survey_estimate/WK999900/v/2020:waarde_gemeente", "12%", "number")
    assert claim == Claim(Cell("survey_estimate", GM, "v"), "waarde", 12.0, 0.5, "number")
    assert list(of_number("observation/WK999900/inwoners/2020", "12", "number")) == []
    assert list(of_number("survey_estimate/WK999900/v/2020", "geheim", "number")) == []
    assert list(of_frame(pd.DataFrame({"region_code": ["a"], "waarde": [1.0]}), "x")) == []


def test_the_error_tells_every_leak_and_what_to_do_and_no_value():
    leaks = [Leak(Kind.SINGLE, f"tabel {i}", "few") for i in range(60)]
    text = str(DisclosureError(leaks))
    assert text.startswith("60 leaks were found; nothing was published.")
    assert "- and 20 more." in text
    assert "build again" in text


made_wijken = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 14), st.integers(0, 300)),
        st.integers(1, 9000),
        st.floats(0, 1),
        st.floats(0.2, 1),
    ),
    min_size=1,
    max_size=9,
)


@hypothesis_settings(max_examples=120, deadline=None)
@example([(0, 1, 0.0, 1.0)] * 3 + [(1, 1, 0.0, 1.0), (8, 1, 0.0, 1.0), (11, 1, 0.0, 1.0),
         (11, 17, 0.0, 1.0)], set())  # fmt: skip
@given(made_wijken, st.sets(st.integers(0, 8)))
def test_what_the_survey_shows_comes_through_the_attack(made, before):
    n = np.array([count for count, *_ in made])
    codes = tuple(f"WK9999{i:02d}" for i in range(len(n)))
    people = np.array([float(residents) for _, residents, *_ in made])
    share = np.array([part for *_, part, _ in made])
    effective = n * np.array([design for *_, design in made])
    told = frozenset(code for i, code in enumerate(codes) if i in before and n[i] >= LIMITS.min_cel)
    cells = Cells(n, effective, np.where(n > 0, share, 0.0), people, n > 0)
    table = estimate("v", GM, codes, cells, LIMITS, respondents=int(n.sum()), told=told)
    need = {Cell("survey_estimate", c, "v") for c in table.loc[table[IN_NEED], "region_code"]}
    nobody = table.loc[table["waarde_status"] == "not_asked", "region_code"]
    not_asked = {Cell("survey_estimate", code, "v") for code in nobody}
    published = edition([table[list(COLUMNS)]], in_need=need, not_asked=not_asked)
    old = edition([estimates(dict.fromkeys(told, (20.0, 150)))] if told else [], edition_id="oud")
    adults = dict(zip(codes, people, strict=True))
    assert attack(published, (old,), adults, LIMITS) == ()
