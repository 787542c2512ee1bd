"""What was heard, through the whole line: on the pages where it may be, and nowhere else."""

from pathlib import Path

import duckdb

from tests.command import wijkfoto
from wijkfoto.sample import SAMPLE_GEMEENTE
from wijkfoto.sample.heard import write_heard

UNSAID = "Dit verhaal mag niet op de bladzijde."


def test_the_pages_of_the_sample_show_what_was_heard(demo_home: Path):
    folder = demo_home / "site" / SAMPLE_GEMEENTE
    page = (folder / "WK990101.html").read_text(encoding="utf-8")
    for words in ("Brieven over geld blijven liggen", "Buurthuis De Tros", "plekkaart",
                  "niet bevraagd", "nieuwkomers"):  # fmt: skip
        assert words in page
    assert "Ouders passen op elkaars kinderen." in (folder / "team" / "WK990103.html").read_text(
        encoding="utf-8"
    )
    assert "Nog niet opgehaald" in (folder / "WK990104.html").read_text(encoding="utf-8")


def test_a_text_without_consent_is_in_the_form_and_nowhere_in_the_edition(
    demo_home: Path, tmp_path: Path
):
    forms = write_heard(tmp_path / "forms")
    assert UNSAID in (forms / "gesprekken.csv").read_text(encoding="utf-8-sig")
    edition = (demo_home / "current").resolve()
    files = [path for path in edition.rglob("*") if path.is_file()]
    assert len(files) > 30
    assert [path.name for path in files if UNSAID.encode() in path.read_bytes()] == []
    with duckdb.connect(str(edition / "wijkfoto.duckdb"), read_only=True) as con:
        columns = con.execute(
            "select table_name, column_name from information_schema.columns "
            "where data_type = 'VARCHAR' and table_schema = 'main'"
        ).fetchall()
        found = [
            (table, column)
            for table, column in columns
            if con.execute(
                f'select count(*) from "{table}" where contains("{column}", ?)', [UNSAID]
            ).fetchall() != [(0,)]
        ]  # fmt: skip
    assert len(columns) > 100
    assert found == []


def test_a_contradiction_lowers_certainty_alone(demo_home: Path):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select domain_id, klasse, zekerheid, zekerheid_reden from domain_score "
            "where contains(zekerheid_reden, 'tegenspraak')"
        ).fetchall()
    assert rows == [("mentaal_verslaving", "hoog", "onzeker", '["model", "tegenspraak"]')]


def test_a_form_with_faults_stops_run_and_check_with_every_fault(tmp_path: Path):
    home = tmp_path / "home"
    made = wijkfoto("init", "GM0606", "--dir", str(tmp_path / "s"), home=home)
    assert "leidraad.html" in made.stdout
    form = tmp_path / "s" / "lokaal" / "gesprekken" / "gesprekken.csv"
    with form.open("a", encoding="utf-8") as handle:
        handle.write("WK059901;plezier;Bel 06-12345678;b;1-3-2021;gesprek;;;ja;;;;;\n")
    ran = wijkfoto("run", home=home, cwd=tmp_path / "s")
    assert ran.returncode == 1
    assert "3 faults in what the gemeente filled in; nothing was published." in ran.stderr
    assert "12345678" not in ran.stderr + ran.stdout
    assert not (home / "snapshots").is_dir() or not any((home / "snapshots").iterdir())
    checked = wijkfoto("check", home=home, cwd=tmp_path / "s")
    assert checked.returncode == 1
    assert [line.split(": ")[0].split("column ")[1] for line in checked.stdout.splitlines()] == [
        "tekst (C)", "wijk (A)", "veld (B)",
    ]  # fmt: skip


def test_a_registration_of_a_few_domains_moves_no_hours_and_no_speciality(demo_home: Path):
    # Three of ten wijken are registered, in two to four domains. 2026-11-28: a domain without a row
    # is not one that nobody asked about, so these lines decide nothing.
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select t.region_code, r.matched, r.reden from team_form_rule as r "
            "inner join teamgebied_region as t on t.teamgebied_id = r.area_code "
            "where r.rule_id = '5b_specialisme_registratie' "
            "and t.region_code in ('WK990101', 'WK990102', 'WK990104') order by t.region_code"
        ).fetchall()
        basis = con.execute("select distinct basis from demand").fetchall()
    assert [matched for _, matched, _ in rows] == [False, False, None]
    assert ("registratie",) not in basis
    page = (demo_home / "site" / SAMPLE_GEMEENTE / "WK990101.html").read_text(encoding="utf-8")
    assert "Tijd voor een nieuwe foto?" in page
    assert "De flats aan de kade worden opgeknapt. Kijk of het advies dan nog past." in page
