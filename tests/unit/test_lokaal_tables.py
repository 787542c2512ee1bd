"""From entries to tables and certainty: words only with consent, and never another figure."""

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.errors import ContractError
from wijkfoto.lokaal import (
    Comparison,
    Entry,
    Event,
    Place,
    Provider,
    Questions,
    comparison_rows,
    entry_rows,
    event_rows,
    lower_certainty,
    provider_rows,
    registration_rows,
)
from wijkfoto.lokaal.forms import FIELDS
from wijkfoto.warehouse.model import Model, read_models
from wijkfoto.warehouse.run import fill_table

DAY = date(2026, 3, 1)
UNSAID = "Dit mag niemand lezen"


def entry(*, consent: bool = True, field: str = "aanbieders", place: bool = True) -> Entry:
    return Entry(
        where="x", region_code="WK060601", field=field, text=f"{UNSAID} a", bron=f"{UNSAID} b",
        datum=DAY, methode=f"{UNSAID} c", deelnemers=3, niet_bereikt=f"{UNSAID} d",
        consent=consent, place=Place(f"{UNSAID} e", 90_000.0, 435_000.0) if place else None,
        domain_id="jeugd_gezin",
    )  # fmt: skip


def model(name: str) -> Model:
    return next(m for m in read_models() if m.qualified == f"marts.{name}")


def filled(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    with duckdb.connect() as con:
        con.execute("create schema marts")
        fill_table(con, model(name), frame)
        return con.execute(f"select * from marts.{name} order by all").df()


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(FIELDS)), max_size=12))
def test_no_word_of_an_entry_without_consent_reaches_the_table(chosen):
    frame = entry_rows([entry(consent=c, field=f, place=False) for c, f in chosen])
    assert list(frame["consent"]) == [c for c, _ in chosen]
    silent = frame[~frame["consent"]]
    assert UNSAID not in silent.to_csv()
    assert silent["deelnemers"].tolist() == [3] * len(silent)
    assert frame["entry_id"].is_unique


def test_entries_fit_their_contract():
    table = filled("qualitative", entry_rows([entry(), entry(consent=False), entry(consent=False)]))
    assert list(table["entry_id"]) == [f"WK060601-aanbieders-{n}" for n in (1, 2, 3)]
    assert table["x"].isna().tolist() == [False, True, True]
    assert table["domain_id"].isna().tolist() == [False, True, True]
    assert filled("qualitative", entry_rows([])).empty


@pytest.mark.parametrize("column", ["text", "bron", "methode", "niet_bereikt", "plek"])
def test_the_contract_itself_refuses_words_without_consent(column: str):
    frame = entry_rows([entry(consent=False)])
    frame[column] = UNSAID
    with pytest.raises(ContractError, match="no_words_without_consent"):
        filled("qualitative", frame)


def test_the_contract_refuses_a_place_with_what_somebody_said():
    with pytest.raises(ContractError, match="a_place_is_whole_and_public"):
        filled("qualitative", entry_rows([entry(field="ervaring")]))


def test_comparisons_fit_their_contract():
    one = Comparison("x", "WK060601", "jeugd_gezin", "niet_bevraagd", "bevestigt", "nuanceert",
                     DAY, "")  # fmt: skip
    table = filled("triangulation", comparison_rows([one]))
    assert table["toelichting"].isna().all()
    assert filled("triangulation", comparison_rows([])).empty


def asked(domains: tuple[str, ...], count: int, *, whole: bool = True) -> Questions:
    return Questions("x", "WK060601", 2025, domains, count, whole)


def test_a_question_about_two_domains_counts_in_both_and_small_counts_are_left_out():
    frame = registration_rows(
        [
            asked(("jeugd_gezin",), 8), asked(("jeugd_gezin", "ouderen_zorg"), 4, whole=False),
            asked(("meedoen_taal",), 9), asked(("ouderen_zorg",), 19),
        ],
        least=10,
    )  # fmt: skip
    table = filled("registration", frame).set_index("domain_id")
    assert table["vragen"].to_dict() == {
        "jeugd_gezin": 10, "ouderen_zorg": 25, "meedoen_taal": None,
    }  # fmt: skip
    assert table.loc["meedoen_taal", "waarde_status"] == "too_small"
    assert table["heel_jaar"].to_dict() == {
        "jeugd_gezin": False, "ouderen_zorg": False, "meedoen_taal": True,
    }  # fmt: skip


@given(st.integers(0, 5000), st.integers(5, 50))
def test_a_count_is_published_in_steps_of_five_or_not_at_all(count: int, least: int):
    (shown,) = registration_rows([asked(("jeugd_gezin",), count)], least)["vragen"]
    if count < least:
        assert shown is pd.NA
    else:
        assert shown % 5 == 0
        assert abs(shown - count) <= 2


def test_providers_contracts_and_events_fit_their_contracts():
    provider = Provider("x", "GM0606", "taal", "Taalhuis")
    event = Event("x", "WK060601", "sluiting", DAY, "De winkel sluit.")
    assert len(filled("provider", provider_rows([provider]))) == 1
    assert filled("event", event_rows([event, event]))["event_id"].tolist() == [
        "WK060601-1", "WK060601-2",
    ]  # fmt: skip
    for name, rows in (("provider", provider_rows), ("event", event_rows)):
        assert filled(name, rows([])).empty


def scores(*certainties: str) -> pd.DataFrame:
    none = "te_weinig_gegevens"
    return pd.DataFrame(
        {
            "region_code": [f"WK0606{n:02d}" for n in range(len(certainties))],
            "domain_id": "jeugd_gezin",
            "score": [None if c == none else 104.0 for c in certainties],
            "klasse": [None if c == none else "hoog" for c in certainties],
            "zekerheid": certainties,
            "zekerheid_gemeente": certainties,
            "zekerheid_vergelijkbaar": certainties,
            "zekerheid_reden": '["smal"]',
        }
    )


ALL = ("stevig", "redelijk", "onzeker", "te_weinig_gegevens")


def test_a_contradiction_takes_one_class_of_certainty_and_says_why():
    before = scores(*ALL)
    after = lower_certainty(before, {(code, "jeugd_gezin") for code in before["region_code"]})
    less = ["redelijk", "onzeker", "onzeker", "te_weinig_gegevens"]
    for column in ("zekerheid", "zekerheid_gemeente", "zekerheid_vergelijkbaar"):
        assert list(after[column]) == less
    assert list(after["zekerheid_reden"]) == ['["smal", "tegenspraak"]'] * 3 + ['["smal"]']


@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_a_contradiction_changes_no_figure_and_no_other_row(certainties, hit):
    before = scores(*certainties)
    after = lower_certainty(before, {(f"WK0606{n:02d}", "jeugd_gezin") for n in hit})
    untouched = [n for n in range(len(certainties)) if n not in hit]
    pd.testing.assert_frame_equal(after.iloc[untouched], before.iloc[untouched])
    pd.testing.assert_frame_equal(
        after[["region_code", "domain_id", "score", "klasse"]],
        before[["region_code", "domain_id", "score", "klasse"]],
    )
    other_domain = {(f"WK0606{n:02d}", "ouderen_zorg") for n in hit}
    pd.testing.assert_frame_equal(lower_certainty(before, other_domain), before)
