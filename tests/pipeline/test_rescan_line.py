"""The reasons for a new wijkfoto, from a real build and a real edition before it."""

import shutil
from pathlib import Path

import duckdb

from pipelines.demo import sample_settings
from wijkfoto.settings import load_settings
from wijkfoto.stages.rescan import fill_rescan
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.run import open_build

GROWN, FIRM = "WK990101", "werk_inkomen_schulden"


def test_what_changed_since_the_edition_before_becomes_a_reason(demo_home: Path, tmp_path: Path):
    home = tmp_path / "home"
    before = home / "editions" / "2019-aaaaaaaaaaaa"
    shutil.copytree(demo_home / "build", home / "build")
    before.mkdir(parents=True)
    shutil.copy(demo_home / "wijkfoto.duckdb", before / "wijkfoto.duckdb")
    (before / "wijkfoto.duckdb").chmod(0o644)
    with duckdb.connect(str(before / "wijkfoto.duckdb")) as con:
        con.execute("update region set inwoners = inwoners / 2 where region_code = ?", [GROWN])
    with sample_settings(load_settings(home=home)) as settings:
        ws = Workspace(settings)
        with open_build(ws.home.build_file) as con:
            alone = con.execute("select * from marts.rescan where reason = 'inwoners'").fetchall()
            con.execute("update marts.edition set previous_edition_id = ?", [before.name])
            con.execute("delete from marts.rescan")
            fill_rescan(ws, con, ws.edition_id)
            found = con.execute(
                "select region_code, detail from marts.rescan "
                "where reason not in ('ouderdom', 'gebeurtenis', 'grens')"
            ).fetchall()
    assert alone == []
    assert [code for code, _ in found] == [GROWN]
    assert "Het aantal inwoners ging sinds de vorige wijkfoto van" in found[0][1]
