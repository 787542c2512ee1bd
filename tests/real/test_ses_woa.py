"""The real SES-WOA export of Amsterdam, in the folder beside the kerncijfers of the service."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from wijkfoto.errors import SourceError
from wijkfoto.sample import ODataService, ServedTable
from wijkfoto.settings import Settings, load_settings
from wijkfoto.stages.sources import fetch_source
from wijkfoto.stages.tables import choose_gemeenten, load_raw, run_layer
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.run import open_build

pytestmark = [needs_shared_data, pytest.mark.real, pytest.mark.slow]

SES = TESTDATA / "cbs_ses_woa_amsterdam" / "SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv"
AMSTERDAM = "GM0363"


def kerncijfers() -> ServedTable:
    """The recorded table of 2020, with Amsterdam and the country only."""
    from tests.served import kwb_2020

    whole = kwb_2020()
    codes = whole.rows["WijkenEnBuurten"].str.strip()
    rows = whole.rows[codes.str[2:6].eq(AMSTERDAM[2:]) | codes.eq("NL00")]
    members = [
        member
        for member in whole.dimensions["WijkenEnBuurten"]
        if str(member["Key"]) in set(rows["WijkenEnBuurten"])
    ]
    return replace(
        whole,
        info=whole.info | {"RecordCount": len(rows)},
        dimensions={"WijkenEnBuurten": members},
        rows=rows.assign(ID=range(len(rows))),
    )


def settings(home: Path, folder: Path | None, url: str) -> Settings:
    return load_settings(
        home=home,
        gemeente={"codes": [AMSTERDAM]},
        bronnen={"peiljaar": 2020, "cbs_url": url, "rivm_url": url, "map": str(folder or "")},
    )


def observed(home: Path, folder: Path | None, served: ServedTable) -> pd.DataFrame:
    """Return the published observations of a run with, or without, a folder with files."""
    with ODataService([served], page_size=10_000) as service:
        ws = Workspace(settings(home, folder, service.url))
        ws.home.prepare()
        for source_id in ws.catalog.used_sources():
            fetch_source(ws, source_id)
    load_raw(ws)
    for layer in ("staging", "intermediate"):
        list(run_layer(ws, layer))
    choose_gemeenten(ws)
    list(run_layer(ws, "marts"))
    with open_build(ws.home.build_file) as con:
        return con.execute(
            "select o.*, r.boundary_change from marts.observation as o "
            "join marts.region as r using (region_code, boundary_year) order by all"
        ).df()


def drop(folder: Path, *, says: str) -> Path:
    """Put the export in a folder, with a mapping file that names its table, or without."""
    folder.mkdir()
    shutil.copyfile(SES, folder / SES.name)
    if says:
        (folder / "bestanden.yaml").write_text(f"{SES.name}: {says}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations of Amsterdam without the export and with it."""
    root = tmp_path_factory.mktemp("ses")
    served = kerncijfers()
    folder = drop(root / "bestanden", says="85163NED")
    return observed(root / "without", None, served), observed(root / "with", folder, served)


@pytest.fixture(scope="module")
def scores(runs) -> pd.DataFrame:
    _, found = runs
    return found[found["indicator_id"] == "ses_woa"].set_index("region_code")


def test_every_row_of_the_export_becomes_an_observation_of_its_year_and_boundaries(scores):
    assert len(scores) == 579
    assert set(scores["peiljaar"]) == {2019}
    assert set(scores["boundary_year"]) == {2021}
    assert scores["snapshot_id"].str.startswith("bestand/85163NED/").all()


def test_scores_are_those_that_the_file_shows_and_a_point_is_no_zero(scores):
    assert scores.loc["GM0363", "waarde"] == -0.1
    assert scores.loc["WK036300", "waarde"] == -0.022
    assert (scores["waarde"].min(), scores["waarde"].max()) == (-1.152, 0.647)
    assert scores["waarde"].isna().sum() == 90
    assert set(scores.loc[scores["waarde"].isna(), "waarde_status"]) == {"suppressed"}


def test_the_bounds_of_a_score_are_half_its_last_decimal_also_below_0(scores):
    known = scores[scores["waarde"].notna()]
    assert (known["waarde"] - known["waarde_low"]).round(9).eq(0.0005).all()
    assert (known["waarde_high"] - known["waarde"]).round(9).eq(0.0005).all()


def test_the_spread_within_areas_comes_along(runs):
    _, found = runs
    spread = found[found["indicator_id"] == "ses_woa_spreiding"].set_index("region_code")["waarde"]
    assert (spread["GM0363"], spread.min(), spread.max()) == (1.01, 0.459, 1.255)


def test_figures_of_the_kerncijfers_and_what_is_known_of_borders_stay_as_they_were(runs):
    without, found = runs
    others = found[~found["indicator_id"].str.startswith("ses_woa")].reset_index(drop=True)
    assert len(without) > 10_000
    pd.testing.assert_frame_equal(others, without, check_exact=True)


def test_without_a_word_about_its_boundaries_the_export_is_refused(tmp_path):
    folder = drop(tmp_path / "bestanden", says="")
    ws = Workspace(settings(tmp_path / "home", folder, "http://127.0.0.1:1"))
    ws.home.prepare()
    with pytest.raises(SourceError, match=r"More tables of .* can hold 2019.* 85163NED \(2021\)"):
        ws.door.received("cbs_ses_woa")


def test_a_run_on_later_boundaries_says_that_it_takes_another_table(tmp_path):
    folder = drop(tmp_path / "bestanden", says="85163NED")
    later = settings(tmp_path / "home", folder, "http://127.0.0.1:1")
    bronnen = later.bronnen.model_copy(update={"peiljaar": 2022, "offline": True})
    ws = Workspace(later.model_copy(update={"bronnen": bronnen}))
    ws.home.prepare()
    (note,) = [n for n in fetch_source(ws, "cbs_ses_woa").notes if "bestand" in n]
    assert "on other boundaries than those of 85539NED" in note
