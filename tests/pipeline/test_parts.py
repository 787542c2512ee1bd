"""The stages one by one give the edition that a run gives, and never a half one."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest

from pipelines.demo import sample_settings
from pipelines.parts import build_tables, fetch_all, publish_edition, render_edition
from wijkfoto.errors import ContractError, EditionError, SourceError
from wijkfoto.sample import write_shapes
from wijkfoto.settings import Settings, Site, load_settings
from wijkfoto.stages import finish
from wijkfoto.stages.sources import fetch_source
from wijkfoto.stages.tables import choose_gemeenten, load_raw, run_layer
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import read_manifest
from wijkfoto.warehouse.run import open_build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """A home with tables that were built but not rendered, and its settings."""
    home = tmp_path_factory.mktemp("parts") / "home"
    with sample_settings(load_settings(home=home)) as settings:
        fetch_all(settings, quiet=True)
        build_tables(settings, quiet=True)
        yield settings


@pytest.fixture
def copied(built: Settings, tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    shutil.copytree(built.home, home, symlinks=True)
    return built.model_copy(update={"home": home})


def test_fetch_build_render_publish_give_the_edition_of_a_run(copied: Settings, demo_home: Path):
    edition = render_edition(copied, quiet=True)
    assert not (copied.home / "current").exists()
    page = publish_edition(copied, None)
    assert page.exists()
    ours, theirs = read_manifest(edition), read_manifest((demo_home / "current").resolve())
    assert (ours.edition_id, ours.tables, ours.pages) == (
        theirs.edition_id,
        theirs.tables,
        theirs.pages,
    )


def test_other_settings_than_those_of_the_tables_are_refused_at_render(copied: Settings):
    other = copied.model_copy(update={"site": Site(titel="Andere titel")})
    with pytest.raises(EditionError, match="settings, norms or rules changed"):
        render_edition(other, quiet=True)


def test_tables_that_a_kill_left_half_are_not_rendered(copied: Settings, monkeypatch):
    def killed(*_args: object) -> int:
        raise KeyboardInterrupt

    ws = Workspace(copied)
    ws.save_state(frozen=None)
    monkeypatch.setattr(finish, "add_numbers", killed)
    with pytest.raises(KeyboardInterrupt):
        finish.freeze_tables(ws)
    with pytest.raises(EditionError, match="not whole"):
        render_edition(copied, quiet=True)


@pytest.mark.slow
def test_a_state_that_a_kill_cut_is_no_state(copied: Settings):
    for left in ("", "[]", '{"edition_id": "2020-'):
        (copied.home / "build" / "state.json").write_text(left, encoding="utf-8")
        with pytest.raises(EditionError, match="wijkfoto build"):
            render_edition(copied, quiet=True)
    assert build_tables(copied, quiet=True).startswith("2020-")


def test_shapes_of_earlier_years_lie_beside_those_that_are_drawn(copied: Settings, tmp_path: Path):
    for year in (2020, 2018):
        path = write_shapes(tmp_path / f"fictief-wijken-{year}.parquet")
        gpd.read_parquet(path).assign(jaar=year).to_parquet(path)
    geo_url = str(tmp_path / "fictief-wijken-{jaar}.parquet")
    bronnen = copied.bronnen.model_copy(update={"geo_url": geo_url})
    ws = Workspace(copied.model_copy(update={"bronnen": bronnen}))
    report = fetch_source(ws, "geo_wijken")
    assert [note.split(": ")[1] for note in report.notes] == [
        "no shapes of 2019", "no shapes of 2017", "no shapes of 2016",
    ]  # fmt: skip
    load_raw(ws)
    list(run_layer(ws, "staging"))
    with open_build(ws.home.build_file) as con:
        loaded = con.execute("select distinct geometry_year from raw.shape order by 1").fetchall()
        drawn = con.execute("select distinct geometry_year from staging.shape").fetchall()
    assert (loaded, drawn) == ([(2018,), (2020,)], [(2020,)])


def test_inputs_of_another_peiljaar_are_refused(copied: Settings):
    path = copied.home / "build" / "inputs" / "rivm_gezondheid.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(listed | {"peiljaar": 2019}), encoding="utf-8")
    with pytest.raises(SourceError, match="The last fetch was for 2019"):
        build_tables(copied, quiet=True)


def test_a_required_table_that_the_last_fetch_lacks_is_named(copied: Settings):
    path = copied.home / "build" / "inputs" / "cbs_kwb.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    for entry in listed["tables"]:
        if entry["table_id"] == "84799NED":
            entry["snapshot_id"] = None
    path.write_text(json.dumps(listed), encoding="utf-8")
    with pytest.raises(SourceError, match=r"84799NED \(2020\)"):
        build_tables(copied, quiet=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "region", "value", "told"),
    [
        ("inwoners", "WK990101", 50_000_000.0, "inwoners between"),
        ("laag_inkomen", "WK990101", 5000.0, "a_share_is_between_0_and_100"),
        ("bijstand", "WK990101", -50.0, "only_a_score_goes_below_0"),
    ],
)
def test_an_impossible_figure_stops_the_run(copied: Settings, indicator, region, value, told):
    ws = Workspace(copied)
    load_raw(ws)
    with open_build(ws.home.build_file) as con:
        con.execute(
            "update raw.cell set waarde = ? where indicator_id = ? and trim(region_key) = ?",
            [value, indicator, region],
        )
    list(run_layer(ws, "staging"))
    choose_gemeenten(ws)
    with pytest.raises(ContractError) as caught:
        list(run_layer(ws, "intermediate"))
    assert told in str(caught.value).lower()


def test_advice_made_again_gives_the_same_rows(copied: Settings):
    from wijkfoto.stages.derive import run_advice

    ws = Workspace(copied)
    assert run_advice(ws).rows == run_advice(ws).rows


def test_a_wijk_of_which_everything_is_secret_gets_no_score_and_no_advice(copied: Settings):
    from wijkfoto.stages.derive import run_advice, run_profile

    ws, large = Workspace(copied), "WK990104"
    with open_build(ws.home.build_file) as con:
        con.execute(
            "update intermediate.indicator_value set waarde = null, waarde_low = null, "
            "waarde_high = null, waarde_status = 'suppressed' where region_code = ?",
            [large],
        )
    run_profile(ws)
    run_advice(ws)
    with open_build(ws.home.build_file) as con:
        scores = con.execute(
            "select distinct zekerheid, score, klasse, percentile, rank_in_gemeente, "
            "zekerheid_reden from marts.domain_score where region_code = ?",
            [large],
        ).fetchall()
        forms = con.execute(
            "select distinct f.form_id from marts.team_form as f "
            "inner join marts.teamgebied_region as t on f.area_code = t.teamgebied_id "
            "where t.region_code = ?",
            [large],
        ).fetchall()
        signals = con.execute(
            "select distinct signal from marts.procurement_focus where area_code = ?", [large]
        ).fetchall()
        about = con.execute(
            "select (select count(*) from marts.score_without where region_code = $1) "
            "+ (select count(*) from marts.score_variance where region_code = $1)",
            [large],
        ).fetchone()
    assert scores == [("te_weinig_gegevens", None, None, None, None, '["geen_cijfers"]')]
    assert forms == [("geen_advies",)]
    assert signals == [("onvoldoende_gegevens",)]
    assert about == (0,)


def test_k_equal_rates_per_child_give_equal_scores_whatever_the_number_of_children(
    copied: Settings,
):
    from wijkfoto.stages.derive import run_profile

    ws = Workspace(copied)
    few, many = "WK990106", "WK990104"
    with open_build(ws.home.build_file) as con:
        con.execute(
            "update intermediate.indicator_value as v set waarde = 25.0, waarde_low = 24.5, "
            "waarde_high = 25.5, n = case region_code when ? then 1000 else 6000 end "
            "where indicator_id in ('eenoudergezinnen', 'kinderen_laag_inkomen', 'jeugdzorg_deel') "
            "and region_code in (?, ?)",
            [few, few, many],
        )
    run_profile(ws)
    with open_build(ws.home.build_file) as con:
        found = dict(
            con.execute(
                "select region_code, score from marts.domain_score "
                "where domain_id = 'jeugd_gezin' and region_code in (?, ?)",
                [few, many],
            ).fetchall()
        )
    assert found[few] is not None
    # The half that keeps a count of 0 finite weighs a little more in a small wijk.
    assert found[few] == pytest.approx(found[many], abs=0.1)
