"""Leaks planted in a finished candidate stop it; with the leak mended it is published."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.demo import run_demo, sample_settings
from pipelines.faults import known_error
from tests.site.test_theme import png
from wijkfoto.errors import EditionError
from wijkfoto.export import write_downloads
from wijkfoto.export.files import FOLDER, excel_path
from wijkfoto.export.write import link_database
from wijkfoto.peiling.suppress import Answered
from wijkfoto.privacy import DisclosureError, Kind, Unsaid
from wijkfoto.sample import SAMPLE_GEMEENTE
from wijkfoto.settings import Site, load_settings
from wijkfoto.site.logo import read_logo
from wijkfoto.stages import attack as attack_stage
from wijkfoto.stages.attack import attack_candidate
from wijkfoto.stages.finish import publish_edition, seal_candidate
from wijkfoto.stages.lokaal import read_forms
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import DATABASE

HIDDEN, COVER, SHOWN = "WK990110", "WK990106", "WK990101"
UNSAID = "Dit verhaal mag niet op de bladzijde."


@pytest.fixture
def ws(demo_home: Path, tmp_path: Path):
    """The demo as it was when its pages stood there and nothing was published yet."""
    home = tmp_path / "home"
    shutil.copytree(demo_home / "build", home / "build", symlinks=True)
    (home / "editions").mkdir()
    candidate = home / "build" / "candidate"
    shutil.copytree((demo_home / "current").resolve(), candidate)
    (candidate / DATABASE).chmod(0o644)
    link_database(candidate / DATABASE, candidate / "site" / FOLDER / DATABASE)
    (candidate / "edition.json").unlink()
    with sample_settings(load_settings(home=home)) as settings:
        yield Workspace(settings)


def change(ws: Workspace, *statements: str, edition: Path | None = None) -> None:
    """Change tables; files to take along that were made of others are taken away."""
    shutil.rmtree((edition or ws.home.candidate) / "site" / FOLDER, ignore_errors=True)
    with duckdb.connect(str((edition or ws.home.candidate) / DATABASE)) as con:
        for statement in statements:
            con.execute(statement)


def page(ws: Workspace, code: str) -> Path:
    return ws.home.candidate / "site" / SAMPLE_GEMEENTE / f"{code}.html"


def write_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def shown(code: str, n: int) -> str:
    return (
        "update survey_estimate set waarde = 31.2, waarde_low = 20, waarde_high = 40, "
        f"n = {n}, n_effective = 40, waarde_status = 'ok' "
        f"where region_code = '{code}' and question_id = 'eenzaam'"
    )


def single_cell(ws: Workspace) -> None:
    change(ws, shown(HIDDEN, 4))


def complement(ws: Workspace) -> None:
    change(
        ws,
        "update survey_group set deel_respons = null where groep_id = 'vrouw' "
        f"and region_code = '{SAMPLE_GEMEENTE}'",
    )


def gemeente_minus_wijken(ws: Workspace) -> None:
    change(ws, shown(COVER, 31))


def gemeente_of_two(ws: Workspace) -> None:
    change(
        ws,
        "update survey_estimate set waarde_status = 'not_asked', waarde = null, waarde_low = null, "
        "waarde_high = null, n = null, n_effective = null where question_id = 'eenzaam' and "
        f"region_code not in ('{SAMPLE_GEMEENTE}', '{SHOWN}', '{COVER}')",
    )


def another_edition(ws: Workspace) -> None:
    old = ws.home.editions / "2020-eerder"
    shutil.copytree(ws.home.candidate, old)
    change(
        ws,
        "update survey set sha256 = 'andere'",
        f"update survey_estimate set n = n - 1 where region_code = '{SHOWN}' and n is not null",
        edition=old,
    )


def page_beside_table(ws: Workspace) -> None:
    """The page of a wijk in full, for another of which a number is hidden."""
    write_in(
        page(ws, COVER),
        "</main>",
        "<table><thead><tr><th>Wat</th><th>Deze wijk</th></tr></thead><tbody><tr><th>"
        "Voelt zich vaak of heel vaak eenzaam</th><td>31%</td></tr></tbody></table></main>",
    )


def download_beside_page(ws: Workspace) -> None:
    """A file in full, of a gemeente that the tables tell in whole percents: it can be solved."""
    path = ws.home.candidate / "site" / excel_path(SAMPLE_GEMEENTE, "survey_estimate")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    names = lines[0].split(";")
    for place, line in enumerate(lines):
        cells = line.split(";")
        if SAMPLE_GEMEENTE in cells and "eenzaam" in cells:
            cells[names.index("waarde")], cells[names.index("n")] = "9,8417", "1412"
            lines[place] = ";".join(cells)
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8-sig", newline="")


def number_beside_table(ws: Workspace) -> None:
    change(
        ws,
        "insert into number select edition_id, 'registration/WK990102/werk_inkomen_schulden/2020', "
        "region_code, '7', query, snapshot_ids from number limit 1",
    )


def dominated(ws: Workspace) -> None:
    change(ws, f"update survey_estimate set n_effective = 1.9 where region_code = '{SHOWN}'")


def quote_on_page(ws: Workspace) -> None:
    write_in(page(ws, SHOWN), "</main>", f"<p>{UNSAID.upper()}</p></main>")


def quote_in_table(ws: Workspace) -> None:
    change(ws, f"update triangulation set toelichting = '{UNSAID}' where toelichting is not null")


def quote_in_download(ws: Workspace) -> None:
    path = ws.home.candidate / "site" / excel_path(SAMPLE_GEMEENTE, "event")
    text = path.read_text(encoding="utf-8-sig")
    first = text.splitlines()[1].split(";")[-1]
    path.write_text(text.replace(first, UNSAID), encoding="utf-8-sig", newline="")


def data_script(ws: Workspace) -> Path:
    return ws.home.candidate / "site" / SAMPLE_GEMEENTE / "vergelijk.js"


def script_beside_table(ws: Workspace) -> None:
    """Data that a page loads, in full, for a wijk of which a number is hidden."""
    told = f'{{"survey_estimate": {{"{COVER}": {{"eenzaam": {{"waarde": 31.2, "n": 31}}}}}}, '
    write_in(data_script(ws), '= {"naam"', f'= {told}"naam"')


def quote_in_script(ws: Workspace) -> None:
    """The words stand as codes of letters, as a script may have them."""
    coded = "".join(f"\\u{ord(letter):04x}" for letter in UNSAID)
    write_in(data_script(ws), '= {"naam"', f'= {{"zin": "{coded}", "naam"')


def personal(ws: Workspace) -> None:
    change(ws, "update event set omschrijving = 'Bel 06-12345678.'")


def personal_remark(ws: Workspace) -> None:
    change(ws, "update toelichting set door = 'Bel 06-12345678.'")


PLANTED: dict[Callable[[Workspace], None], set[Kind]] = {
    single_cell: {Kind.SINGLE, Kind.REMAINDER},
    complement: {Kind.COMPLEMENT},
    gemeente_minus_wijken: {Kind.REMAINDER},
    gemeente_of_two: {Kind.TWO, Kind.CHANNELS},
    another_edition: {Kind.EDITIONS},
    page_beside_table: {Kind.CHANNELS, Kind.REMAINDER},
    download_beside_page: {Kind.CHANNELS, Kind.REMAINDER},
    number_beside_table: {Kind.CHANNELS, Kind.SINGLE},
    dominated: {Kind.DOMINATED},
    quote_on_page: {Kind.QUOTE},
    quote_in_table: {Kind.QUOTE},
    quote_in_download: {Kind.QUOTE},
    script_beside_table: {Kind.CHANNELS, Kind.REMAINDER},
    quote_in_script: {Kind.QUOTE},
    personal: {Kind.PERSONAL},
    personal_remark: {Kind.PERSONAL},
}


@pytest.mark.parametrize("plant", list(PLANTED), ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found_by_its_kind_and_stops_the_edition(ws: Workspace, plant):
    plant(ws)
    with pytest.raises(DisclosureError) as found:
        attack_candidate(ws)
    assert {leak.kind for leak in found.value.leaks} == PLANTED[plant]
    assert UNSAID.casefold() not in str(found.value).casefold()
    assert "12345678" not in str(found.value)
    with pytest.raises(EditionError, match="not searched"):
        seal_candidate(ws)


def test_with_the_leak_mended_it_is_published(ws: Workspace):
    single_cell(ws)
    with pytest.raises(DisclosureError):
        attack_candidate(ws)
    change(
        ws,
        "update survey_estimate set waarde = null, waarde_low = null, waarde_high = null, n = null,"
        f" n_effective = null, waarde_status = 'suppressed' where region_code = '{HIDDEN}'",
    )
    report = attack_candidate(ws)
    assert report.rows["leaks"] == 0
    assert report.rows["claims"] > 2_000
    write_downloads(ws.home.candidate / DATABASE, ws.home.candidate / "site", (SAMPLE_GEMEENTE,))
    assert attack_candidate(ws).rows["claims"] > report.rows["claims"]
    seal_candidate(ws)
    assert publish_edition(ws).is_new


def test_a_group_that_was_not_reached_may_stand_on_a_page_though_its_entry_may_not(ws: Workspace):
    """Such words stand everywhere; the words of the entry itself are looked for."""
    form = Path(ws.settings.kwalitatief.map) / "gesprekken.csv"
    lines = form.read_text("utf-8-sig").splitlines()
    heading = next(line for line in lines if line.startswith("wijk;")).split(";")
    place = next(number for number, line in enumerate(lines) if UNSAID in line)
    cells = lines[place].split(";")
    cells[heading.index("niet_bereikt")] = "eenoudergezinnen"
    lines[place] = ";".join(cells)
    form.write_text("\r\n".join(lines), "utf-8-sig")
    ws.save_state(forms=list(read_forms(ws).sha256))
    write_in(page(ws, SHOWN), "</main>", "<p>In de wijk wonen eenoudergezinnen.</p></main>")
    assert attack_candidate(ws).rows["leaks"] == 0


@pytest.mark.parametrize("name", ["foto.png", "download/extra.xlsx", "los.js", "static/los.js"])
def test_a_file_that_the_attack_cannot_read_stops_the_edition(ws: Workspace, name: str):
    (ws.home.candidate / "site" / name).write_bytes(b"?")
    with pytest.raises(EditionError, match="take the file away"):
        attack_candidate(ws)


def test_the_logo_of_the_gemeente_is_known_and_another_picture_is_not(ws: Workspace, tmp_path):
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(40, 20))
    site = Site(logo=str(logo))
    ws = replace(ws, settings=ws.settings.model_copy(update={"site": site}))
    given = read_logo(logo)
    assert given is not None
    placed = ws.home.candidate / "site" / "static" / "logo.png"
    placed.write_bytes(given.content)
    attack_candidate(ws)
    placed.write_bytes(given.content + b"iets anders")
    with pytest.raises(EditionError, match="cannot be read"):
        attack_candidate(ws)


def test_forms_that_changed_since_the_build_are_not_guessed_at(ws: Workspace):
    form = next(Path(ws.settings.kwalitatief.map).glob("*.csv"))
    form.write_bytes(form.read_bytes() + b"\r\n")
    with pytest.raises(EditionError, match="forms changed"):
        attack_candidate(ws)


def test_a_leak_in_the_line_blocks_the_publish_and_the_old_edition_stays(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The rule that hides is broken: the whole line runs, and stops before it seals."""
    from wijkfoto.peiling import estimate

    def hide_nothing(answered: Answered, *_: object) -> estimate.Shown:
        every = tuple("ok" if n else "not_asked" for n in answered.n)
        return estimate.Shown(every, "ok", answered.n < 0)

    home = tmp_path / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    before = (home / "current").readlink()
    monkeypatch.setattr(estimate, "what_is_shown", hide_nothing)
    # Another seed, so that this is another edition than the one that is there.
    settings = load_settings(home=home, profile={"draws": 100})
    with pytest.raises(dg.Failure, match="a single cell") as failed:
        run_demo(settings, quiet=True)
    found = known_error(failed.value)
    assert isinstance(found, DisclosureError)
    assert Kind.SINGLE in {leak.kind for leak in found.leaks}
    assert (home / "current").readlink() == before
    assert [path.name for path in (home / "editions").iterdir()] == [before.name]
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        (run,) = instance.get_runs(limit=1)
        assert run.status is dg.DagsterRunStatus.FAILURE


def test_personal_data_stop_an_edition_that_tells_nothing_else_of_the_gemeente(ws, monkeypatch):
    # 2026-11-28: without survey, registration and silent words the attack ended before its verdict.
    monkeypatch.setattr(attack_stage, "_gemeenten_with_own", lambda _told: frozenset())
    monkeypatch.setattr(attack_stage, "_unsaid", lambda _ws: Unsaid([], []))
    attack_candidate(ws)
    personal_remark(ws)
    with pytest.raises(DisclosureError, match="telephone"):
        attack_candidate(ws)
