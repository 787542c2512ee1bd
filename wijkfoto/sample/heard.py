"""What was heard in the wijken of the sample gemeente, as forms that an analyst filled in.

Every word is made up: nobody said it, and no place or organisation in it exists.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

from wijkfoto.sample.country import make_country
from wijkfoto.sample.layout import make_layout
from wijkfoto.sample.plan import SAMPLE_SEED

_HEARD = (
    # wijk, veld, tekst, bron, datum, methode, deelnemers, niet_bereikt, toestemming, plek
    ("WK990101", "ervaring", "Buren groeten elkaar. In de flats kennen mensen elkaar minder.",
     "bewoners van de kade", "2021-03-02", "straatgesprek", "14", "jongeren", "ja", ""),
    ("WK990101", "vragen", "Brieven over geld blijven liggen, omdat mensen ze niet begrijpen.",
     "bezoekers van het spreekuur", "2021-03-09", "groepsgesprek", "9", "nieuwkomers", "ja", ""),
    ("WK990101", "vragen", "Dit verhaal mag niet op de bladzijde.",
     "een bewoner", "2021-03-09", "interview", "1", "", "nee", ""),
    ("WK990101", "sterke_punten", "In de portieken let men op elkaar als iemand ziek is.",
     "bewoners van de kade", "2021-03-02", "straatgesprek", "14", "jongeren", "ja", ""),
    ("WK990101", "gemist", "Een plek waar jongeren 's avonds binnen kunnen zitten.",
     "jongerenwerk en ouders", "2021-03-16", "groepsgesprek", "11", "", "ja", ""),
    ("WK990101", "ontmoetingspunten", "Koffie op dinsdag en donderdag, ook zonder afspraak.",
     "eigen waarneming", "2021-03-02", "wijkwandeling", "", "", "nvt", "Buurthuis De Tros"),
    ("WK990101", "aanbieders", "Hulp bij schulden, twee ochtenden in de week.",
     "sociale kaart", "2021-02-15", "bureauonderzoek", "", "", "nvt", "Geldspreekuur Havenzicht"),
    ("WK990101", "initiatieven", "Bewoners koken op vrijdag voor wie mee wil eten.",
     "bewoners", "2021-03-05", "wijkwandeling", "6", "", "ja", "Kookgroep De Lepel"),
    ("WK990102", "ervaring", "Het is rustig en groen. Na vijf uur is er niemand meer op straat.",
     "bewoners van de seniorenflat", "2021-04-12", "groepsgesprek", "17", "mannen boven de 80",
     "ja", ""),
    ("WK990102", "gemist", "Een bus naar het centrum in de avond.",
     "bewoners van de seniorenflat", "2021-04-12", "groepsgesprek", "17", "", "ja", ""),
    ("WK990102", "ontmoetingspunten", "De ontmoetingsruimte is open voor de hele wijk.",
     "eigen waarneming", "2021-04-12", "wijkwandeling", "", "", "nvt", "Ontmoetingsruimte Parkhof"),
    ("WK990103", "ervaring", "Ouders zijn tevreden over de school. Het speelveld is vaak leeg.",
     "ouders op het schoolplein", "2021-05-18", "straatgesprek", "12", "vaders", "ja", ""),
    ("WK990103", "sterke_punten", "Ouders passen op elkaars kinderen.",
     "ouders op het schoolplein", "2021-05-18", "straatgesprek", "12", "", "ja", ""),
    ("WK990103", "aanbieders", "Opvoedspreekuur op woensdagmiddag.",
     "sociale kaart", "2021-02-15", "bureauonderzoek", "", "", "nvt", "Ouderhuis Zonneveld"),
)  # fmt: skip
_ABOUT = {
    "Buren groeten elkaar. In de flats kennen mensen elkaar minder.": "eenzaam_mantelzorg",
    "Brieven over geld blijven liggen, omdat mensen ze niet begrijpen.": "werk_inkomen_schulden",
    "Hulp bij schulden, twee ochtenden in de week.": "werk_inkomen_schulden",
    "Een plek waar jongeren 's avonds binnen kunnen zitten.": "jeugd_gezin",
    "Bewoners koken op vrijdag voor wie mee wil eten.": "eenzaam_mantelzorg",
    "Het is rustig en groen. Na vijf uur is er niemand meer op straat.": "wonen_leefbaarheid",
    "Een bus naar het centrum in de avond.": "ouderen_zorg",
    "Opvoedspreekuur op woensdagmiddag.": "jeugd_gezin",
}
"""The domain that an entry says most about; the rest was left empty."""
_SPOTS = {
    "Buurthuis De Tros": ("WK990101", 250.0, -150.0),
    "Geldspreekuur Havenzicht": ("WK990101", -500.0, 300.0),
    "Ontmoetingsruimte Parkhof": ("WK990102", 100.0, 200.0),
    "Ouderhuis Zonneveld": ("WK990103", -200.0, 100.0),
}
"""Wijk of a place, and how far it lies from the middle of its first cell, in metres; the cooking
group has no address."""

_COMPARED = (
    # wijk, onderwerp, cijfers, bewoners, professionals, datum, toelichting
    ("WK990101", "werk_inkomen_schulden", "bevestigt", "bevestigt", "bevestigt", "2021-06-01",
     "Iedereen noemt geld als eerste."),
    ("WK990101", "eenzaam_mantelzorg", "niet_bevraagd", "nuanceert", "bevestigt", "2021-06-01",
     "Bewoners noemen veel contact in het eigen portiek, en weinig daarbuiten."),
    ("WK990103", "mentaal_verslaving", "niet_bevraagd", "spreekt_tegen", "nuanceert",
     "2021-06-08", "Ouders herkennen de stress niet. Het team ziet die alleen bij geldzorgen."),
)  # fmt: skip


_PROVIDERS = (
    # gebied, product, aanbieder
    ("GM9901", "begeleiding", "Voorbeeldzorg"),
    ("GM9901", "begeleiding", "Zorggroep Lindehof"),
    ("GM9901", "begeleiding", "Thuis Verder"),
    ("GM9901", "huishoudelijke_hulp", "Voorbeeldzorg"),
    ("GM9901", "huishoudelijke_hulp", "Schoon en Samen"),
    ("GM9901", "huishoudelijke_hulp", "Thuis Verder"),
    ("GM9901", "jeugd_ambulant", "Jeugdkring Lindewaard"),
    ("WK990101", "schuldhulp", "Geldspreekuur Havenzicht"),
    ("WK990101", "welzijn", "Welzijn Lindewaard"),
    ("WK990102", "welzijn", "Welzijn Lindewaard"),
    ("WK990103", "welzijn", "Welzijn Lindewaard"),
)

_CONTRACTS = (
    # gemeente, product, model, peildatum, einddatum, gedeelde besparing, tevredenheid gemeten
    ("GM9901", "begeleiding", "inspanningsgericht", "2021-06-01", "2022-06-30", "nee", "ja"),
    ("GM9901", "huishoudelijke_hulp", "inspanningsgericht", "2021-06-01", "2024-12-31", "nee",
     "ja"),
    ("GM9901", "jeugd_ambulant", "taakgericht", "2021-06-01", "2025-12-31", "ja", "nee"),
)  # fmt: skip

_EVENTS = (
    ("WK990101", "wijkvernieuwing", "2021-09-01", "De flats aan de kade worden opgeknapt."),
    ("WK990102", "sluiting", "2021-05-01", "De winkel bij de seniorenflat ging dicht."),
)

_REMARKS = (
    # gebied, indicator, tekst, door, datum
    ("WK990101", "opleiding_laag", "In deze wijk staat een school voor praktijkonderwijs. Dat kan "
     "het cijfer hoger maken.", "beleidsadviseur onderwijs", "2021-06-15"),
    ("GM9901", "wmo_clienten", "Sinds 2020 tellen wij mensen met alleen een rolstoelpas niet meer "
     "mee.", "adviseur Wmo", "2021-06-15"),
)  # fmt: skip

_QUESTIONS = (
    # wijk, onderwerpen, vragen: of three wijken only, so that demand stays the model's
    ("WK990101", "werk_inkomen_schulden", "212"),
    ("WK990101", "werk_inkomen_schulden + meedoen_taal", "64"),
    ("WK990101", "eenzaam_mantelzorg", "31"),
    ("WK990101", "jeugd_gezin", "118"),
    ("WK990102", "ouderen_zorg", "97"),
    ("WK990102", "eenzaam_mantelzorg", "58"),
    ("WK990102", "werk_inkomen_schulden", "7"),
    ("WK990103", "jeugd_gezin", "141"),
    ("WK990103", "werk_inkomen_schulden", "123"),
    ("WK990103", "mentaal_verslaving", "9"),
)


def write_registered(folder: Path) -> Path:
    """Write what the sample gemeente has registered, as `write_heard` does; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "aanbieders.csv", ("gebied", "product", "aanbieder"), _PROVIDERS)
    names = (
        "gemeente", "product", "model", "peildatum", "einddatum", "gedeelde_besparing",
        "tevredenheid_gemeten",
    )  # fmt: skip
    _write(folder / "contracten.csv", names, _CONTRACTS)
    _write(folder / "gebeurtenissen.csv", ("wijk", "soort", "datum", "omschrijving"), _EVENTS)
    remarks = ("gebied", "indicator", "tekst", "door", "datum")
    _write(folder / "toelichtingen.csv", remarks, _REMARKS)
    questions = [(wijk, "2020", domains, count, "ja") for wijk, domains, count in _QUESTIONS]
    asked = ("wijk", "jaar", "onderwerpen", "vragen", "heel_jaar")
    _write(folder / "vragen.csv", asked, questions)
    return folder


def write_heard(folder: Path, seed: int = SAMPLE_SEED) -> Path:
    """Write the forms of the sample gemeente as CSV, as Dutch Excel would save them.

    Args:
        folder: Where they go; made when it is not there.
        seed: Seed of the made country, for the places.

    Returns:
        The same folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spots = _spots(seed)
    heard = [(*row, *spots.get(row[-1], ("", "")), _ABOUT.get(row[2], "")) for row in _HEARD]
    names = (
        "wijk", "veld", "tekst", "bron", "datum", "methode", "deelnemers", "niet_bereikt",
        "toestemming", "plek", "x", "y", "onderwerp",
    )  # fmt: skip
    _write(folder / "gesprekken.csv", names, heard)
    compared = (
        "wijk", "onderwerp", "cijfers", "bewoners", "professionals", "datum", "toelichting",
    )  # fmt: skip
    _write(folder / "naast-elkaar.csv", compared, _COMPARED)
    return folder


def _spots(seed: int) -> dict[str, tuple[str, str]]:
    """Return x and y of each place as text, in metres."""
    layout = make_layout(make_country(seed), seed)
    found = {}
    for place, (wijk, east, north) in _SPOTS.items():
        x, y = layout.xy[layout.owner.index(wijk)]
        found[place] = (f"{x + east:.0f}", f"{y + north:.0f}")
    return found


def _write(path: Path, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerows([names, *rows])
