"""What a gemeente gives wrongly, as survey and as form: each stops check and run, and says why."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.run import run_job
from tests.peiling.files import csv, rows
from tests.unit.test_lokaal_forms import GOOD, HEAD
from wijkfoto.checksurvey import check_survey
from wijkfoto.checkup import find_faults
from wijkfoto.errors import WijkfotoError
from wijkfoto.settings import Settings, load_settings

LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
OWN = GOOD.replace("WK060601", "WK990101")


@dataclass(frozen=True)
class Wrong:
    """A file that is wrong, and what its message says."""

    name: str
    says: str
    next_step: str
    body: bytes = b""
    line: str = ""
    hidden: str = ""
    exit_code: int = 1
    respondents: dict[str, object] | None = None

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        if self.respondents is not None:
            return csv(path, rows(**self.respondents))
        path.write_bytes(self.body)
        return path


SURVEYS = (
    Wrong("bsn.csv", "Column toelichting holds a burgerservicenummer", "Take this column out",
          line="line 3", hidden="111222333",
          respondents={"toelichting": ["", "mijn nummer is 111222333", *[""] * 10]}),
    Wrong("wijk.csv", "WK036300 in column wijknr is a wijk of another gemeente", "Mend these rows",
          line="line 2", respondents={"wijknr": ["WK036300"] * 12}),
    Wrong("label.csv", "Column zw04 holds 9 in 12 rows", "put the code in the mapping",
          line="line 2", respondents={"zw04": [9] * 12}),
    Wrong("lang.csv", "Column zw04 holds numbers that are no code", "Mend these rows",
          line="line 2", hidden="7654321", respondents={"zw04": [7654321] * 12}),
    Wrong("leeg.csv", "The file is empty", "Export it again"),
    Wrong("slot.xlsx", "locked with a password", "Save it without a password", LOCKED),
    Wrong("film.sav", "This is a film", "an SPSS file", b"\0\0\0\x20ftypmp42" + bytes(90)),
    Wrong("half.sav", "The SPSS file cannot be read", "Export it again", b"$FL2" + bytes(200)),
    Wrong("zonder-kop.csv", "an answer instead of the name", "Export it again", hidden="a.b@",
          body=b"respondent;a.b@voorbeeld.nl\r\n1;2\r\n"),
    Wrong("postcode.csv", "Columns pc and huisnr together hold an address", "four digits",
          line="line 2", hidden="1234", respondents={"pc": "1234 XK", "huisnr": range(3, 15)}),
)  # fmt: skip

FORMS = (
    Wrong("bsn.csv", "Here stands a burgerservicenummer", "Take it out", hidden="111222333",
          line="line 2, column tekst (C)",
          body=f"{HEAD}\n{OWN.replace('Mensen', '111222333')}".encode()),
    Wrong("wijk.csv", "WK036301 is a wijk of GM0363", "mend the code",
          line="line 2, column wijk (A)", body=f"{HEAD}\n{GOOD}".replace("0606", "0363").encode()),
    Wrong("keuze.csv", "This is none of the choices", "Choose from: ervaring", hidden="plezier",
          line="line 2, column veld (B)",
          body=f"{HEAD}\n{OWN.replace('ervaring', 'plezier')}".encode()),
    Wrong("leeg.csv", "The file is empty", "Save the form again"),
    Wrong("slot.xlsx", "locked with a password", "Save it without a password", LOCKED),
    Wrong("film.csv", "This is a film", "take it out of the folder",
          b"\0\0\0\x20ftypmp42" + bytes(90)),
)  # fmt: skip


def settings(home: Path, **sections: object) -> Settings:
    return load_settings(home=home, gemeente={"codes": ["GM9901"]}, **sections)


def stopped(chosen: Settings, wrong: Wrong, found: list[WijkfotoError]) -> None:
    """Hold the message of check, and that of a run, to what the table says."""
    (fault,) = found
    with pytest.raises(WijkfotoError) as ran:
        run_job(chosen, quiet=True)
    assert not (chosen.home / "snapshots").exists() or not any(
        (chosen.home / "snapshots").iterdir()
    )
    assert fault.exit_code == ran.value.exit_code == wrong.exit_code
    for message in (str(fault), str(ran.value)):
        assert wrong.says in message
        assert wrong.next_step in message
        assert wrong.line in message
        assert wrong.name in message
        assert not wrong.hidden or wrong.hidden not in message


@pytest.mark.parametrize("wrong", SURVEYS, ids=lambda wrong: wrong.name)
def test_a_wrong_survey_stops_check_and_run_with_its_own_answer(tmp_path: Path, wrong: Wrong):
    chosen = settings(tmp_path / "home", survey={"bestand": str(wrong.write(tmp_path))})
    stopped(chosen, wrong, list(check_survey(chosen).faults))


@pytest.mark.parametrize("wrong", FORMS, ids=lambda wrong: wrong.name)
def test_a_wrong_form_stops_check_and_run_with_its_own_answer(tmp_path: Path, wrong: Wrong):
    folder = tmp_path / "gesprekken"
    folder.mkdir()
    wrong.write(folder)
    chosen = settings(tmp_path / "home", kwalitatief={"map": str(folder)})
    stopped(chosen, wrong, find_faults(lambda: chosen))


def test_a_folder_or_nothing_as_survey_is_a_fault_of_the_settings(tmp_path: Path):
    for path, says in ((tmp_path, "This is a folder"), (tmp_path / "weg.sav", "no such file")):
        chosen = settings(tmp_path / "home", survey={"bestand": str(path)})
        (fault,) = check_survey(chosen).faults
        assert says in str(fault)
        assert "survey.bestand" in str(fault)
        assert fault.exit_code == 2


def test_a_survey_is_checked_beside_faulty_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    from pipelines.cli import main

    form = tmp_path / "leeg.csv"
    form.write_bytes(b"")
    config = tmp_path / "wijkfoto.toml"
    config.write_text(
        f'[gemeente]\ncodes = ["GM9901"]\n[survey]\nbestand = "{tmp_path / "weg.sav"}"\n'
        f'[kwalitatief]\nmap = "{form}"\n'
    )
    with pytest.raises(SystemExit) as ended:
        main(["check", "--config", str(config), "--home", str(tmp_path / "home")])
    assert ended.value.code == 2
    said = capsys.readouterr().out
    assert "The file is empty." in said
    assert "There is no such file." in said
