"""A title gives the stem that v3 made of it; a column of v4 binds on that stem."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen.bind import find_column, table_columns
from wijkfoto.bronnen.stem import stem_of_title
from wijkfoto.catalog import Column


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Aantal inwoners", "AantalInwoners"),
        ("0 tot 15 jaar", "k_0Tot15Jaar"),
        ("Twee-onder-één-kap-woning", "TweeOnderEenKapWoning"),
        ("Wmo-cliënten relatief  ", "WmoClientenRelatief"),
        ("Personenauto's totaal", "PersonenautoSTotaal"),
        ("Huishoudens tot 110% van sociaal minimum", "HuishoudensTot110VanSociaalMinimum"),
        ("K-L Financiële diensten, onroerend goed", "KLFinancieleDienstenOnroerendGoed"),
        ("Personen per soort uitkering; AO", "PersonenPerSoortUitkeringAO"),
        ("Aantal inkomensontvangers\u00a0\u00a0 ", "AantalInkomensontvangers"),
        ("", ""),
    ],
)
def test_a_stem_is_the_words_of_the_title_without_accents_and_signs(title, stem):
    assert stem_of_title(title) == stem


@given(st.text())
def test_a_stem_is_a_name_or_nothing(title):
    assert re.fullmatch(r"(?:[A-Z][A-Za-z0-9]*|k_[0-9][A-Za-z0-9]*)?", stem_of_title(title))


@given(st.text(), st.sampled_from(["-", " ", "; ", "'", "\u00a0", "/"]))
def test_what_parts_two_words_makes_no_difference(title, sign):
    assert stem_of_title(f"{title}{sign}x") == stem_of_title(f"{title} X")


def test_a_measure_of_v4_binds_on_its_title_and_never_on_its_opaque_name():
    properties = [
        {"Type": "TopicGroup", "ID": "M000352", "ParentID": None, "Key": "", "Title": "Bevolking"},
        {"Type": "Topic", "Identifier": "T001036", "Key": "T001036", "ParentID": "M000352",
         "Title": "Aantal inwoners", "Unit": "aantal"},
        {"Type": "Topic", "Identifier": "AantalInwoners_5", "Key": "AantalInwoners_5",
         "ParentID": "M000352", "Title": "Mannen", "Unit": "aantal"},
    ]  # fmt: skip
    wanted = Column(
        source_id="cbs_kwb", stem=("AantalInwoners",), eenheid="aantal", groep=("Bevolking",)
    )
    bound = find_column(wanted, table_columns(properties), "84799NED (2020)")
    assert bound is not None
    assert bound.key == "T001036"
    assert bound.path == ("Bevolking",)
