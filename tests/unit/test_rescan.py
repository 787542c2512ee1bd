"""When it is time for a new wijkfoto: each reason at, under and over its limit."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from wijkfoto.trend import Picture, rescan_rows
from wijkfoto.trend.rescan import shipped_reasons

CODE, WORK = "WK990101", "werk"
NAMES = {"ouderen": "Ouderen", WORK: "Werk en geld"}


def picture(
    people: float | None = 1000,
    homes: float | None = 400,
    *,
    klasse: str = "hoog",
    sure: str = "stevig",
    change: str = "ongewijzigd",
    year: int = 2021,
) -> Picture:
    return Picture(
        wijken=pd.DataFrame([{
            "region_code": CODE, "gemeente_code": "GM9901", "boundary_year": year,
            "boundary_change": change, "inwoners": people, "woningen": homes,
        }]),
        scores=pd.DataFrame([
            {"region_code": CODE, "domain_id": domain, "klasse": klasse, "zekerheid": sure,
             "klasse_gemeente": "gemiddeld", "zekerheid_gemeente": "stevig"}
            for domain in (WORK, "ouderen")
        ]),
        surveys=surveys(),
    )  # fmt: skip


def surveys(*hashes: str) -> pd.DataFrame:
    rows = [("GM9901", "Burgerpeiling", 2021, one) for one in hashes]
    return pd.DataFrame(rows, columns=["gemeente_code", "naam", "jaar", "sha256"])


def events(*rows: tuple[str, str]) -> pd.DataFrame:
    made = [(f"{CODE}-{n}", CODE, "sloop", day, text) for n, (day, text) in enumerate(rows)]
    columns = ["event_id", "region_code", "soort", "datum", "omschrijving"]
    return pd.DataFrame(made, columns=columns)


def reasons(
    now: Picture, before: Picture | None, happened: pd.DataFrame | None = None
) -> dict[str, tuple[date | None, str]]:
    rows = rescan_rows(now, before, events() if happened is None else happened, 2021, NAMES)
    assert set(rows["region_code"]) == {CODE}
    assert not rows.duplicated(["region_code", "reason"]).any()
    return {row.reason: (row.datum, row.detail) for row in rows.itertuples()}


def test_without_an_edition_before_only_its_age_is_told():
    assert reasons(picture(), None) == {
        "ouderdom": (date(2024, 1, 1), "Vanaf die dag is deze wijkfoto oud.")
    }


@pytest.mark.parametrize(
    ("people", "homes", "expected"),
    [
        (1100, 400, {"inwoners"}), (900, 400, {"inwoners"}), (1095, 400, set()),
        (1000, 420, {"woningen"}), (1000, 380, {"woningen"}), (1000, 419, set()),
        (1200, 480, {"inwoners", "woningen"}), (None, None, set()),
    ],
)  # fmt: skip
def test_people_and_dwellings_count_from_their_limit(people, homes, expected):
    found = reasons(picture(people, homes), picture(year=2020))
    assert set(found) - {"ouderdom"} == expected


def test_the_sentence_tells_what_it_was_and_is():
    day, told = reasons(picture(12500), picture(10000))["inwoners"]
    assert day == date(2021, 1, 1)
    assert "van 10.000 naar 12.500" in told


@pytest.mark.parametrize("change", ["breuk", "niet_nagegaan", "hercodeerd"])
def test_equal_code_in_another_year_is_not_equal_area(change):
    found = reasons(picture(2000, change=change), picture(year=2020))
    assert ("grens" in found) == (change == "breuk")
    assert "inwoners" not in found
    assert "inwoners" in reasons(picture(2000, change=change), picture(year=2021))


@pytest.mark.parametrize(("sure", "told"), [("stevig", True), ("redelijk", False)])
def test_a_class_counts_only_when_it_was_firm_both_times(sure, told):
    found = reasons(picture(klasse="laag"), picture(sure=sure))
    assert ("klasse" in found) is told
    if told:
        assert found["klasse"][1].endswith(": Ouderen; Werk en geld.")


def test_a_class_against_the_gemeente_counts_too():
    before = picture()
    before = replace(before, scores=before.scores.assign(klasse_gemeente="hoog"))
    assert "klasse" in reasons(picture(), before)


def test_a_survey_that_the_edition_before_had_is_not_new():
    old, both = (replace(picture(), surveys=surveys(*h)) for h in (("a",), ("a", "b")))
    assert "enquete" not in reasons(old, old)
    assert reasons(both, old)["enquete"][1].endswith("een nieuwe enquête: Burgerpeiling, 2021.")


def test_an_event_counts_when_the_figures_cannot_know_it():
    happened = events(("2020-12-31", "Oud."), ("2022-05-01", "Later."), ("2021-01-01", "Nieuw."))
    day, told = reasons(picture(), None, happened)["gebeurtenis"]
    assert day == date(2022, 5, 1)
    assert told == "Dit zit nog niet in alle cijfers: Nieuw; Later."


def test_every_reason_has_a_source_and_the_limits_of_the_method():
    limits = {name: reason.grens for name, reason in shipped_reasons().items()}
    assert limits == {
        "inwoners": 0.10, "woningen": 0.05, "grens": None, "klasse": None, "enquete": None,
        "gebeurtenis": None, "ouderdom": 24,
    }  # fmt: skip
