"""What the gemeente says about a figure: the form, its faults, and the table."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.test_lokaal_tables import filled
from wijkfoto.errors import ContractError
from wijkfoto.lokaal import KnownRegions, LocalInput, Remark, read_local, remark_rows, write_forms
from wijkfoto.lokaal.forms import REMARK, TOELICHTINGEN

TODAY = date(2026, 11, 1)
REGIONS = KnownRegions(("GM0606",), frozenset({"WK060601", "WK060606"}), {"GM0599": "Rotterdam"})
HEAD = "gebied;indicator;tekst;door;datum"
GOOD = "WK060601;laag_inkomen;Hier wonen veel studenten.;adviseur inkomen;1-3-2026"


def read(folder: Path, *lines: str) -> LocalInput:
    (folder / "t.csv").write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return read_local([("[x]", folder)], REGIONS, TODAY)


def test_a_remark_on_a_wijk_and_on_all_wijken_is_read(tmp_path: Path):
    every = GOOD.replace("WK060601", "GM0606")
    found = read(tmp_path, GOOD, every)
    assert found.faults == ()
    assert [one.region_code for one in found.remarks] == ["GM0606", "WK060601"]
    one = found.remarks[1]
    assert (one.indicator_id, one.door) == ("laag_inkomen", "adviseur inkomen")
    assert (one.tekst, one.datum) == ("Hier wonen veel studenten.", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("laag_inkomen", "inkomens", "line 2, column indicator (B): This is none of the choices."),
        ("laag_inkomen", "indelingswijziging", "column indicator (B): This is none of the choices"),
        ("WK060601", "GM0599", "column gebied (A): Rotterdam (GM0599) is another gemeente"),
        ("adviseur inkomen", "", "column door (D): This must be filled in."),
        ("1-3-2026", "", "column datum (E): This must be filled in."),
        ("1-3-2026", "1-12-2026", "column datum (E): This date has yet to come."),
        ("adviseur inkomen", "bel 06-12345678", "column door (D): Here stands a telephone number."),
        ("veel studenten", "studenten a@b.nl", "column tekst (C): Here stands an e-mail address."),
        ("Hier wonen veel studenten.", "a" * (REMARK + 1), "column tekst (C): The text is longer"),
    ],
)
def test_every_fault_of_a_remark_is_told_with_its_place(tmp_path: Path, old, new, fault):
    found = read(tmp_path, GOOD.replace(old, new))
    told = [f"{one}" for one in found.faults]
    assert found.remarks == ()
    assert len(told) == 1
    place, _, what = fault.rpartition(": ")
    assert place in told[0]
    assert what in told[0]
    assert "t.csv" in told[0]


def test_two_remarks_of_one_day_on_one_figure_are_a_fault(tmp_path: Path):
    found = read(tmp_path, GOOD, GOOD.replace("studenten", "ouderen"))
    assert ["The same stands at" in str(one) for one in found.faults] == [True]


def test_the_form_that_init_writes_is_read_without_fault_and_holds_nothing(tmp_path: Path):
    write_forms(tmp_path, (TOELICHTINGEN,))
    found = read_local([("[x]", tmp_path)], REGIONS, TODAY)
    assert (found.faults, found.remarks) == ((), ())
    assert (tmp_path / "toelichtingen.csv").is_file()


def test_remarks_fit_their_contract_and_one_without_a_signature_does_not():
    one = Remark("x", "WK060601", "laag_inkomen", "Tekst.", "adviseur", date(2026, 3, 1))
    assert filled("toelichting", remark_rows([one]))["door"].tolist() == ["adviseur"]
    assert filled("toelichting", remark_rows([])).empty
    unsigned = remark_rows([one]).assign(door=None)
    with pytest.raises(ContractError, match="door"):
        filled("toelichting", unsigned)
