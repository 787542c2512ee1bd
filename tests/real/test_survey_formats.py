"""The official format of the Burgerpeiling and the made GGD file, label by label."""

import csv
from pathlib import Path

import pytest
import yaml

from tests.helpers import TESTDATA, needs_shared_data
from tests.peiling.files import LIMITS, figures
from wijkfoto.errors import ConfigError
from wijkfoto.peiling.draft import draft_mapping
from wijkfoto.peiling.mapping import burgerpeiling
from wijkfoto.peiling.source import SurveyFile, read_source
from wijkfoto.peiling.survey import (
    faults_of,
    is_burgerpeiling,
    is_no_answer,
    label_faults,
    open_survey,
)
from wijkfoto.peiling.tables import make_tables

pytestmark = [needs_shared_data, pytest.mark.real]

VNG = TESTDATA / "vng_burgerpeiling_2022"
GGD = TESTDATA / "ggd_monitor_formats_NEP"
FORMAT = VNG / "Burgerpeling-dataformat-2022.sav"
MADE = GGD / "NEP_testdata_GMJV_regionaal_trendbestand_2022-2024.sav"


def codebook(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def same_labels(file: SurveyFile, variables: Path, values: Path) -> None:
    told = codebook(variables)
    assert list(file.columns) == [row["variabele"] for row in told]
    for row in told:
        assert file.labels.get(row["variabele"], "").strip() == row["label"].strip()
    for row in codebook(values):
        found = file.value_labels[row["variabele"]][float(row["code"])]
        assert found.strip() == row["codelabel"].strip(), row


def test_the_official_format_is_read_label_by_label():
    same_labels(read_source(FORMAT), VNG / "codeboek_variabelen.csv", VNG / "codeboek_waarden.csv")


def test_the_official_format_is_known_without_a_mapping_and_says_that_nobody_answered():
    survey = open_survey(FORMAT, "", "")
    assert survey.not_asked == ()
    assert ["no respondents" in str(fault) for fault in faults_of(survey, ("GM0606",))] == [True]


def test_every_code_of_the_shipped_mapping_means_what_the_format_says():
    file, mapping = read_source(FORMAT), burgerpeiling()
    assert label_faults(file, mapping) == []
    for question in mapping.vragen:
        for name in question.variabelen if question.geldig else ():
            labels = file.value_labels[name]
            assert set(labels) == {*question.geldig, *question.weet_niet}, name
            assert all(is_no_answer(labels[code]) for code in question.weet_niet), name
    ages = file.value_labels["ch02"]
    for code, (low, top) in burgerpeiling().leeftijd.klassen.items():  # type: ignore[union-attr]
        assert str(low) in ages[code]
        assert str(top - 1) in ages[code] or "ouder" in ages[code]


def test_the_made_ggd_file_is_read_label_by_label_and_only_through_a_mapping(tmp_path: Path):
    file = read_source(MADE)
    assert file.rows == 3580
    same_labels(file, GGD / "gmjv_codeboek_variabelen.csv", GGD / "gmjv_codeboek_waarden.csv")
    assert not is_burgerpeiling(file)
    with pytest.raises(ConfigError, match="survey draft"):
        open_survey(MADE, "", "")
    mapping = {
        "naam": "Gemaakte monitor",
        "jaar": {"variabele": "AGOJB401", "kies": 2024},
        "gemeente": {"variabele": "Gemeentecode", "alleen_eigen": True},
        "gewicht": {"variabele": "Standaardisatiefactor", "soort": "uitbreiding"},
        "vragen": [
            {"id": "eenzaam", "naam": "Eenzaam", "variabelen": ["LVEES403"], "geldig": [0, 1],
             "weet_niet": [9], "telt": [1]},
        ],
    }  # fmt: skip
    path = tmp_path / "ggd.yaml"
    path.write_text(yaml.safe_dump(mapping), encoding="utf-8")
    survey = open_survey(MADE, str(path), "sav")
    assert faults_of(survey, ("GM0001",)) == []
    people = figures({"WK000100": 20e3, "WK000101": 10e3}, "GM0001")
    made = make_tables(survey, ("GM0001",), people, LIMITS).estimates
    assert list(made["region_code"]) == ["GM0001"]
    assert 0 < made["waarde"].iloc[0] < 100
    # Weights of 23 to 70 are no numbers of respondents: the effective number stays under n.
    assert made["n_effective"].iloc[0] < made["n"].iloc[0] < 3580


def test_the_proposal_for_the_made_ggd_file_holds_unknown_apart_from_answers():
    text = draft_mapping(read_source(MADE))
    at = text.index("- id: lvees403")
    assert "geldig: [0, 1]" in text[at : at + 200]
    assert "weet_niet: [9]" in text[at : at + 200]
    assert "# gewicht: {variabele: Standaardisatiefactor, soort: ?}" in text
