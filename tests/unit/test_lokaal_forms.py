"""Forms of the gemeente: written so that they can be filled in, and read with every fault told."""

import re
import traceback
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from tests.unit.test_privacy_textscan import bsn
from tests.xlsx import sheet_xml, xlsx
from wijkfoto.errors import ConfigError
from wijkfoto.lokaal import (
    KnownRegions,
    LocalInput,
    all_faults,
    far_places,
    read_local,
    write_forms,
)
from wijkfoto.lokaal.forms import GESPREKKEN, NAAST_ELKAAR

REGIONS = KnownRegions(
    gemeenten=("GM0606",),
    wijken=frozenset({"WK060601", "WK060606"}),
    names={"GM0606": "Schiedam", "GM0599": "Rotterdam", "WK059901": "Stadscentrum"},
)
TODAY = date(2026, 11, 28)
HEAD = "wijk;veld;tekst;bron;datum;methode;deelnemers;niet_bereikt;toestemming;plek;x;y;lat;lon"
GOOD = "WK060601;ervaring;Mensen groeten elkaar.;bewoners;1-3-2026;straatgesprek;14;;ja;;;;;"
PLACED = (
    "WK060601;aanbieders;Open op dinsdag.;sociale kaart;2026-03-01;bureau;;;nvt;Huis;{};{};{};{}"
)


def read(folder: Path, *lines: str, name: str = "gesprekken.csv") -> LocalInput:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return read_local([("[x]", folder)], REGIONS, TODAY)


def told(found: LocalInput) -> list[str]:
    return [str(fault) for fault in found.faults]


def test_the_forms_are_written_once_and_read_as_empty(tmp_path: Path):
    folder = tmp_path / "gesprekken"
    first = write_forms(folder)
    assert {path.name for path in first} == {
        "gesprekken.csv", "gesprekken.voorbeeld.yaml", "naast-elkaar.csv",
        "naast-elkaar.voorbeeld.yaml", "leidraad.html",
    }  # fmt: skip
    assert write_forms(folder) == []
    found = read_local([("[x]", folder)], REGIONS, TODAY)
    assert (found.entries, found.comparisons, found.faults) == ((), (), ())
    assert len(found.sha256) == 2


def test_a_form_opens_in_dutch_excel_and_warns_of_names(tmp_path: Path):
    write_forms(tmp_path)
    for name, form in (("gesprekken.csv", GESPREKKEN), ("naast-elkaar.csv", NAAST_ELKAAR)):
        body = (tmp_path / name).read_bytes()
        assert body.startswith(b"\xef\xbb\xbf")
        assert body.count(b"\n") == body.count(b"\r\n")
        text = body.decode("utf-8-sig")
        assert ";".join(form.names) in text.splitlines()
        assert "NIET met zekerheid" in text
    assert "niet met zekerheid" in (tmp_path / "leidraad.html").read_text(encoding="utf-8")


def test_the_example_without_its_mark_is_refused_as_another_gemeente(tmp_path: Path):
    write_forms(tmp_path)
    form = tmp_path / "gesprekken.csv"
    form.write_bytes(form.read_bytes().replace(b"# WK990101", b"WK990101"))
    (fault,) = told(read_local([("[x]", tmp_path)], REGIONS, TODAY))
    assert "WK990101 is a wijk of GM9901; this wijkfoto is of Schiedam (GM0606)" in fault
    form.unlink()
    (tmp_path / "gesprekken.voorbeeld.yaml").rename(tmp_path / "gesprekken.yaml")
    (again,) = told(read_local([("[x]", tmp_path)], REGIONS, TODAY))
    assert "gesprekken.yaml, line" in again
    assert "WK990101 is a wijk of GM9901" in again


def test_a_filled_row_becomes_an_entry(tmp_path: Path):
    (entry,) = read(tmp_path, "# uitleg, met komma's", HEAD, GOOD).entries
    assert (entry.region_code, entry.field, entry.bron) == ("WK060601", "ervaring", "bewoners")
    assert (entry.datum, entry.deelnemers, entry.consent) == (date(2026, 3, 1), 14, True)
    assert entry.place is None
    assert entry.domain_id == ""  # a form of before there was a column for it


def test_an_entry_may_name_the_domain_it_is_about(tmp_path: Path):
    said = read(tmp_path / "a", f"{HEAD};onderwerp", f"{GOOD};jeugd_gezin").entries
    assert [entry.domain_id for entry in said] == ["jeugd_gezin"]
    (fault,) = told(read(tmp_path / "b", f"{HEAD};onderwerp", f"{GOOD};jeugd"))
    assert "onderwerp" in fault


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_however_excel_saves_a_form_it_is_read(tmp_path: Path, encoding: str, delimiter: str):
    text = "\r\n".join(["# één regel uitleg", HEAD, GOOD.replace("groeten", "zoenen é")])
    body = text.replace(";", delimiter).encode(encoding)
    (tmp_path / "mijn formulier.csv").write_bytes(body)
    found = read_local([("[x]", tmp_path)], REGIONS, TODAY)
    assert told(found) == []
    assert found.entries[0].text == "Mensen zoenen é elkaar."


def test_a_workbook_is_read_and_its_rows_are_numbered_as_excel_does(tmp_path: Path):
    head, row = HEAD.split(";"), GOOD.split(";")
    typed = [14 if cell == "14" else cell for cell in row]
    (tmp_path / "wijk.xlsx").write_bytes(
        xlsx(("Blad1", sheet_xml([["# uitleg"], head, typed, ["x", *row[1:]]])))
    )
    found = read_local([("[x]", tmp_path)], REGIONS, TODAY)
    assert [e.deelnemers for e in found.entries] == [14]
    (fault,) = told(found)
    assert "wijk.xlsx, line 4, column wijk (A): This is no code of a wijk." in fault


def test_a_yaml_form_is_read_as_it_was_written(tmp_path: Path):
    found = read(
        tmp_path, "gesprekken:", "- wijk: WK060606", "  veld: sterke punten", "  tekst: nee",
        "  bron: bewoners", "  datum: 2026-03-01", "  methode: interview", "  deelnemers: 3",
        "  toestemming: ja", "naast_elkaar: []", name="x.yaml",
    )  # fmt: skip
    assert told(found) == []
    assert (found.entries[0].field, found.entries[0].text) == ("sterke_punten", "nee")


def test_nothing_is_left_out_without_a_word(tmp_path: Path):
    """A second list of one form, and a second sheet, would be read by nobody."""
    entry = ["- wijk: WK060606", "  veld: ervaring", "  tekst: Bel 06 12345678"]
    twice = read(tmp_path / "a", "gesprekken:", *entry, "gesprekken: []", name="x.yaml")
    assert any("The same form stands here twice" in fault for fault in told(twice))
    folder = tmp_path / "b"
    folder.mkdir()
    rows = [HEAD.split(";"), GOOD.split(";")]
    (folder / "w.xlsx").write_bytes(
        xlsx(("Blad1", sheet_xml(rows)), ("Blad2", sheet_xml([["wijk", "onderwerp"]])))
    )
    (fault,) = told(read_local([("[x]", folder)], REGIONS, TODAY))
    assert "more than one sheet" in fault


@pytest.mark.parametrize("number", ["612345678", "12345672"])
def test_a_number_that_lost_its_first_zero_in_a_workbook_is_still_that_of_a_person(
    tmp_path: Path, number: str
):
    found = read(tmp_path, HEAD, GOOD.replace("Mensen groeten elkaar.", number))
    assert found.entries == ()
    assert any("a telephone number" in fault or "burgerservice" in fault for fault in told(found))


def test_a_cell_too_long_to_look_through_is_refused_at_once(tmp_path: Path):
    found = read(tmp_path, HEAD, GOOD.replace("Mensen groeten elkaar.", "a" * 30_000))
    assert any("too long to look through" in fault for fault in told(found))


def test_the_sides_are_read(tmp_path: Path):
    head = "wijk;onderwerp;cijfers;bewoners;professionals;datum;toelichting"
    row = "WK060601;jeugd_gezin;niet bevraagd;spreekt_tegen;Bevestigt;2026-03-01;Zo is het."
    (one,) = read(tmp_path, head, row).comparisons
    assert (one.cijfers, one.bewoners) == ("niet_bevraagd", "spreekt_tegen")
    assert (one.professionals, one.toelichting) == ("bevestigt", "Zo is het.")


def test_every_fault_is_told_with_its_place_and_not_only_the_first(tmp_path: Path):
    found = read(
        tmp_path, HEAD,
        "WK059901;plezier;;bewoners;31-2-2026;gesprek;veel;;misschien;;;;;",
        "WK060699;ervaring;Fijn.;bewoners;1-3-2030;gesprek;;;nvt;Thuis;;;;",
        GOOD + "te veel",
        GOOD, GOOD,
    )  # fmt: skip
    assert [line.partition(": ")[0].split(", ", 1)[1] for line in told(found)] == [
        "line 2, column wijk (A)", "line 2, column veld (B)", "line 2, column tekst (C)",
        "line 2, column datum (E)", "line 2, column deelnemers (G)",
        "line 2, column toestemming (I)", "line 3, column wijk (A)", "line 3, column datum (E)",
        "line 3, column toestemming (I)", "line 3, column plek (J)", "line 4, column lon (N)",
        "line 6",
    ]  # fmt: skip
    assert "Stadscentrum (WK059901) is a wijk of Rotterdam (GM0599)" in told(found)[0]
    assert "Schiedam (GM0606) has no wijk WK060699" in told(found)[6]
    whole = str(all_faults(found.faults))
    assert whole.startswith("12 faults in what the gemeente filled in; nothing was published.\n- ")
    assert whole.count("\n- ") == 12


@pytest.mark.parametrize(
    ("x", "y", "lat", "lon", "fault"),
    [
        ("121000", "", "", "", "Half of a place is missing."),
        ("121000", "487000", "52,1", "4,9", "The place stands here twice."),
        ("487000", "121000", "", "", "This place is not in the Netherlands."),
        ("", "", "4,9", "52,1", "This place is not in the Netherlands."),
        ("hier", "487000", "", "", "This is no number."),
    ],
)
def test_a_place_that_cannot_be_is_refused(tmp_path: Path, x, y, lat, lon, fault):
    lines = told(read(tmp_path, HEAD, PLACED.format(x, y, lat, lon)))
    assert any(fault in line for line in lines)


def test_degrees_become_metres_of_rd(tmp_path: Path):
    # The Onze Lieve Vrouwetoren in Amersfoort is the origin of RD: 155000, 463000.
    (entry,) = read(tmp_path, HEAD, PLACED.format("", "", "52,155174", "5,387204")).entries
    assert entry.place is not None
    assert (entry.place.x, entry.place.y) == (
        pytest.approx(155_000, abs=2), pytest.approx(463_000, abs=2)
    )  # fmt: skip


@given(bsn(), st.integers(0, 13))
def test_a_fault_never_repeats_what_stands_in_the_cell(tmp_path_factory, number, column):
    cells = GOOD.split(";")
    cells[column] = f"zie {number[:4]}.{number[4:6]}.{number[6:]}"
    folder = tmp_path_factory.getbasetemp() / "repeats"
    found = read(folder, HEAD, ";".join(cells))
    assert found.entries == ()
    assert any("a burgerservicenummer" in line for line in told(found))
    repeated = (number, f"{number[:4]}.{number[4:6]}", "zie")
    assert not any(part in line for line in told(found) for part in repeated)


@pytest.mark.parametrize("secret", ["Jan Jansen", "a.b@voorbeeld.nl", "0612345678"])
def test_a_cell_that_does_not_fit_is_not_repeated_either(tmp_path: Path, secret: str):
    for column in range(14):
        cells = GOOD.split(";")
        cells[column] = secret
        assert not any(secret in line for line in told(read(tmp_path, HEAD, ";".join(cells))))
    assert not any(secret in line for line in told(read(tmp_path, f"{secret};wijk;veld", "a;b;c")))
    twice = told(read(tmp_path, HEAD, f"caf\u00c3\u00a9 {secret}"))
    assert "written wrong, at line" in twice[0]
    assert secret[-6:] not in twice[0]
    lines = ["gesprekken:", f"- {secret}: x", f"  wijk: [{secret}]"]
    assert not any(secret in line for line in told(read(tmp_path, *lines, name="y.yaml")))


def test_what_a_fault_rests_on_does_not_repeat_a_line_either(tmp_path: Path):
    (fault,) = read(tmp_path, "gesprekken:", "- tekst: 'Jan Jansen", name="y.yaml").faults
    told = "".join(traceback.format_exception(fault))
    assert "The YAML breaks" in told
    assert "Jan Jansen" not in told


def test_personal_data_are_found_where_no_heading_stands(tmp_path: Path):
    lines = told(read(tmp_path, HEAD, f"{GOOD};mail a.b@voorbeeld.nl"))
    assert any("column O: Here stands an e-mail address." in line for line in lines)
    (tmp_path / "gesprekken.csv").unlink()
    lines = told(read(tmp_path, "wijk;veld;iets", "WK060601;ervaring;06-12345678", name="b.csv"))
    assert any("line 2, column C: Here stands a telephone number." in line for line in lines)


def test_headings_that_are_missing_unknown_or_double_are_told_once(tmp_path: Path):
    lines = told(read(tmp_path, "wijk;veld;tekst;tekst;naam", "WK060601;ervaring;a;b;c"))
    assert len(lines) == 3
    assert "These columns are missing: bron, datum, methode, toestemming." in lines[0]
    assert "not in the form gesprekken: number 5." in lines[1]
    assert "These columns stand twice: tekst." in lines[2]


@pytest.mark.parametrize(
    ("name", "body", "fault"),
    [
        ("leeg.csv", b"", "The file is empty."),
        ("web.csv", b"<!doctype html><html></html>", "This is a web page"),
        ("brief.docx", b"PK", "This is no form: only CSV, Excel (xlsx, xls) and YAML are read."),
        ("slot.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "locked with a password"),
        ("stuk.xlsx", b"PK\x03\x04 stuk", "The workbook is cut off or damaged."),
        ("uitleg.csv", b"# alleen uitleg;\r\n# meer;", "splits this file into columns"),
        ("anders.csv", b"a;b\r\n1;2", "The headings are those of no form."),
        ("stuk.yaml", b"gesprekken: [", "The YAML breaks at line 1."),
        ("vorm.yaml", b"- wijk: x", "Here stands no list of entries"),
        ("bom.yaml", b"gesprekken: &a [*a]", "Here stands no list of entries"),
        ("andere.yaml", b"iets:\n- wijk: x", "The headings are those of no form."),
        ("dubbel.yaml", b"gesprekken:\n- wijk: x\n  wijk: y", "stands twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_gets_its_own_answer(tmp_path: Path, name, body, fault):
    (tmp_path / name).write_bytes(body)
    (line,) = told(read_local([("[x]", tmp_path)], REGIONS, TODAY))
    assert f"{tmp_path.name}/{name}" in line
    assert fault in line


def test_files_for_people_and_of_an_editor_are_left_alone(tmp_path: Path):
    for name in ("~$gesprekken.xlsx", ".~lock", "leidraad.html", "verslag.pdf", "a.voorbeeld.csv"):
        (tmp_path / name).write_bytes(b"x")
    assert read_local([("[x]", tmp_path)], REGIONS, TODAY) == LocalInput()


def test_a_folder_that_is_not_there_is_a_fault_of_the_settings(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"no such folder.*\[x\]"):
        read_local([("[x]", tmp_path / "weg")], REGIONS, TODAY)


def test_before_the_kerncijfers_any_wijk_of_the_gemeente_may_stand(tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"{HEAD}\n{GOOD.replace('WK060601', 'WK060699')}")
    assert told(read_local([("", tmp_path)], KnownRegions(("GM0606",)), TODAY)) == []
    assert told(read_local([("", tmp_path)], KnownRegions(), TODAY)) == []


def test_the_order_of_files_and_rows_changes_nothing_but_places(tmp_path: Path):
    other = GOOD.replace("WK060601", "WK060606")
    one = read(tmp_path / "a", HEAD, GOOD, other)
    two = read(tmp_path / "b", HEAD, other, GOOD)
    assert [e.region_code for e in one.entries] == [e.region_code for e in two.entries]


REGISTERED = {
    "vragen": ("wijk;jaar;onderwerpen;vragen;heel_jaar",
               "WK060601;2025;meedoen_taal + jeugd_gezin;35;ja"),
    "aanbieders": ("gebied;product;aanbieder", "GM0606;taal;Taalhuis"),
    "contracten": ("gemeente;product;model;peildatum;einddatum;gedeelde_besparing;"
                   "tevredenheid_gemeten", "GM0606;taal;veiling;1-3-2026;31-12-2027;nee;ja"),
    "gebeurtenissen": ("wijk;soort;datum;omschrijving",
                       "WK060601;sluiting;1-9-2027;Het postkantoor gaat dicht."),
}  # fmt: skip


def test_the_forms_of_what_is_registered_are_read(tmp_path: Path):
    for name, lines in REGISTERED.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    found = read_local([("[x]", tmp_path)], REGIONS, TODAY)
    assert told(found) == []
    (questions,), (provider,), (contract,) = found.questions, found.providers, found.contracts
    assert (questions.domains, questions.vragen) == (("jeugd_gezin", "meedoen_taal"), 35)
    assert (provider.area_code, provider.naam) == ("GM0606", "Taalhuis")
    assert (contract.gedeelde_besparing, contract.tevredenheid_gemeten) == (False, True)
    assert found.events[0].soort == "sluiting"


@pytest.mark.parametrize(
    ("form", "old", "new", "fault"),
    [
        ("vragen", "35", "35,5", "column vragen (D): This is no whole number."),
        ("vragen", "2025", "25", "column jaar (B): This is no year."),
        ("vragen", "meedoen_taal", "taal", "column onderwerpen (C): This is none of the choices."),
        ("vragen", "meedoen_taal", "jeugd_gezin", "column onderwerpen (C): A domain stands here"),
        ("aanbieders", "GM0606", "GM0599", "column gebied (A): Rotterdam (GM0599) is another"),
        ("aanbieders", "taal", "taalles", "column product (B): This is none of the choices."),
        ("aanbieders", "Taalhuis", "bel 06-12345678", "Here stands a telephone number."),
        ("contracten", "GM0606", "WK060601", "column gemeente (A): This is no code of a gemeente."),
        ("contracten", "1-3-2026", "1-3-2027", "column peildatum (D): This date has yet to come."),
        ("contracten", "nee", "soms", "column gedeelde_besparing (F): This is none of"),
        ("gebeurtenissen", "sluiting", "feest", "column soort (B): This is none of the choices."),
        ("gebeurtenissen", "1-9-2027", "ooit", "column datum (C): This is no date."),
    ],
)  # fmt: skip
def test_a_fault_in_what_is_registered_is_told(tmp_path: Path, form, old, new, fault):
    head, row = REGISTERED[form]
    (line,) = told(read(tmp_path, head, row.replace(old, new), name=f"{form}.csv"))
    assert f"{form}.csv, line 2" in line
    assert fault in line


def test_one_file_can_stand_outside_the_folders(tmp_path: Path):
    path = tmp_path / "sociale kaart.csv"
    path.write_text("\n".join(REGISTERED["aanbieders"]), encoding="utf-8")
    found = read_local([("[inkoop] aanbieders", path), ("[x]", tmp_path)], REGIONS, TODAY)
    assert len(found.providers) == len(found.sha256) == 1
    assert found.faults == ()


def test_a_row_with_a_cell_too_many_has_one_fault_that_asks_for_the_comma(tmp_path: Path):
    head, good = HEAD.replace(";", ","), GOOD.replace(";", ",")
    (line,) = told(read(tmp_path, head, good.replace("groeten elkaar", "groeten, elkaar"), good))
    assert "line 2: This row has 15 cells, the form 14: is there a , or ; in the text?" in line
    assert line.endswith("or take the sign out.")


@pytest.mark.parametrize("extra", ["; en meer", ";;;;;;;iets"])
def test_a_row_that_is_wider_than_the_headings_tells_both_numbers(tmp_path: Path, extra: str):
    wide = GOOD.replace("Mensen groeten elkaar.", f"Mensen; groeten elkaar.;;;;;;;{extra}")
    (line,) = told(read(tmp_path, HEAD, wide))
    assert re.search(r"line 2: This row has \d\d cells, the form 14: is there a , or ; in", line)


def test_a_row_that_only_ends_in_more_empty_cells_is_read(tmp_path: Path):
    found = read(tmp_path, HEAD, f"{GOOD};;")
    assert (len(found.entries), found.faults) == (1, ())


def test_a_row_with_commas_in_a_form_with_semicolons_has_one_fault(tmp_path: Path):
    (line,) = told(
        read(tmp_path, HEAD, GOOD, GOOD.replace("WK060601", "WK060606").replace(";", ","))
    )
    assert "line 3: This row has 1 cell, the form 14: is another sign between the cells" in line


def test_personal_data_in_a_row_that_was_cut_wrong_are_still_found(tmp_path: Path):
    lines = told(read(tmp_path, HEAD, f"{GOOD};mail a.b@voorbeeld.nl"))
    assert len(lines) == 2
    assert any("an e-mail address" in line for line in lines)


def test_a_slip_in_a_heading_is_named_with_what_is_meant(tmp_path: Path):
    lines = told(read(tmp_path, HEAD.replace("toestemming", "toesteming"), GOOD))
    assert any("number 9 (toesteming: is toestemming meant?)" in line for line in lines)


def test_an_empty_cell_with_fixed_values_names_them(tmp_path: Path):
    (line,) = told(read(tmp_path, HEAD, GOOD.replace(";ja;", ";;")))
    assert "This must be filled in. Fill in ja, nee or nvt, or take the row out." in line
    (line,) = told(read(tmp_path, HEAD, GOOD.replace(";bewoners;", ";;")))
    assert "This must be filled in. Fill it in, or take the row out." in line


@pytest.mark.parametrize("written", ["45413", "01-05-24"])
def test_a_date_as_a_spreadsheet_writes_it_says_what_to_do_in_excel(tmp_path: Path, written: str):
    (line,) = told(read(tmp_path, HEAD, GOOD.replace("1-3-2026", written)))
    assert "In Excel: select the column, choose Celeigenschappen" in line


def test_the_form_says_how_to_find_where_a_place_is(tmp_path: Path):
    write_forms(tmp_path)
    text = (tmp_path / "gesprekken.csv").read_text(encoding="utf-8-sig")
    assert "Klik er met rechts op en neem de twee getallen over: eerst lat, dan lon." in text


def test_a_place_far_outside_its_wijk_is_told_with_its_row(tmp_path: Path):
    near, far = PLACED.format(85_000, 436_000, "", ""), PLACED.format(121_000, 487_000, "", "")
    found = read(tmp_path, HEAD, near, far.replace("Huis", "Ander huis"), PLACED.format(*[""] * 4))
    shape = Point(85_500, 436_000).buffer(400)
    (said,) = far_places(found.entries, {"WK060601": shape})
    assert "line 3: the place lies 62 km outside WK060601" in said
    assert "Ander huis" not in said
    assert far_places(found.entries, {}) == []
