"""The statement on accessibility and the fields of the register: honest and complete."""

import re
from dataclasses import replace

import pytest

from tests.site.conftest import Made
from tests.site.reading import read, section
from wijkfoto.catalog import shipped_catalog
from wijkfoto.site.context_glossary import Contact
from wijkfoto.site.method_words import method_values
from wijkfoto.site.site_book import open_site

FIELDS = (
    "Naam", "Organisatie", "Korte omschrijving", "Publicatiecategorie", "Thema", "Status",
    "Begindatum en einddatum", "Contactgegevens", "Doel en impact", "Afwegingen",
    "Menselijke tussenkomst", "Risicobeheer", "Wettelijke basis", "Impacttoetsen", "Gegevens",
    "Technische werking", "Leverancier", "Broncode",
)  # fmt: skip


def test_the_statement_does_not_claim_what_nobody_examined(made: Made):
    text = read(made.folder / "toegankelijkheid.html").text
    assert "Status: nog niet vastgesteld." in text
    assert "Dit is een beoordeling door de maker zelf." in text
    assert not re.search(r"voldoet (volledig|gedeeltelijk)", text)


def test_the_statement_has_the_parts_that_the_government_asks(made: Made):
    page = read(made.folder / "toegankelijkheid.html")
    for part in ("status", "getest", "beperkt", "melden"):
        assert len(section(page, part).text) > 100, part
    assert "28 november 2026" in section(page, "status").text
    assert "ombudsman" in section(page, "melden").text


def test_the_method_fills_every_field_of_the_register(made: Made):
    register = section(read(made.folder / "methode.html"), "register")
    assert tuple(dt.text for dt in register.all("dt")) == FIELDS
    assert [dd.text for dd in register.all("dd") if len(dd.text) < 20] == []
    by_name = dict(zip(FIELDS, (dd.text for dd in register.all("dd")), strict=True))
    for name in ("Organisatie", "Wettelijke basis", "Impacttoetsen"):
        assert by_name[name].endswith("In te vullen door de gemeente."), name
    assert "{" not in register.text


def test_the_numbers_in_the_words_are_those_of_the_catalog(made: Made):
    edition = open_site(made.database, "W").edition
    values = method_values(edition, shipped_catalog())
    assert values["klasse_deel"] == "20"
    assert values["onderwerpen"] == "acht"
    assert values["marge"] == "90"
    text = read(made.folder / "methode.html").text
    for sentence in (
        f"Wij rekenen {values['trekkingen']} keer",
        f"{values['midden']} is de gemiddelde inwoner van Nederland, {values['punten']} punten",
        f"de {values['klasse_deel']}% inwoners met de hoogste scores",
        f"Bij minder dan {values['min_inwoners']} inwoners doen wij geen uitspraak.",
    ):
        assert sentence in text


def test_the_texts_about_the_method_hold_no_number_of_the_catalog_themselves(made: Made):
    # Another catalog gives other words: nothing is typed in.
    edition = open_site(made.database, "W").edition
    catalog = shipped_catalog()
    number = catalog.method["klasse_deel"].model_copy(update={"waarde": 0.35})
    other = replace(catalog, method={**catalog.method, "klasse_deel": number})
    assert method_values(edition, other)["klasse_deel"] == "35"


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("wijk@voorbeeld.example", "mailto:wijk@voorbeeld.example"), ("010 000 00 00", ""),
        ('x@y.example"><script>', ""), ("javascript:alert(1)", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_a_mail_address_becomes_a_link(written, href):
    contact = Contact.of(written, "geen")
    assert contact.href == href
    assert contact.tekst == (written or "geen")
