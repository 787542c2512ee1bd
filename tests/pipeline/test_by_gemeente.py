"""`site_by_gemeente`: a damaged page comes back, other pages are kept beside, an edition stays."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.gemeente import GEMEENTEN, SAME, set_gemeenten
from pipelines.definitions import build_definitions
from pipelines.jobs import BY_GEMEENTE
from wijkfoto.errors import ConfigError, EditionError
from wijkfoto.home import Home
from wijkfoto.settings import Settings, Site
from wijkfoto.stages.rerender import published_gemeenten, rerender_gemeente
from wijkfoto.warehouse.publish import current_edition, flip, page_hashes, read_manifest

GEMEENTE = "GM9901"


@pytest.fixture(scope="module")
def copied(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("again") / "home")
    shutil.copytree(demo_home / "editions", home.editions)
    home.prepare()
    flip(home, current_edition(Home(demo_home)) or "")
    return home


def settings(home: Home, **sections: object) -> Settings:
    return Settings(home=home.root, **sections)


def test_pages_that_are_gone_or_damaged_come_back_as_they_were(copied: Home):
    site = copied.current / "site" / GEMEENTE
    (site / "index.html").unlink()
    (site / "team" / "WK990101.html").write_text("weg", encoding="utf-8")
    made = rerender_gemeente(settings(copied), GEMEENTE)
    assert set(made.mended) == {f"{GEMEENTE}/index.html", f"{GEMEENTE}/team/WK990101.html"}
    assert (made.differing, made.folder) == ((), None)
    assert page_hashes(copied.current / "site") == read_manifest(copied.current).pages
    flip(copied, made.edition_id)  # refuses an edition with a file that is not as it was sealed


def test_pages_that_come_out_otherwise_lie_beside_the_edition_which_keeps_its_own(copied: Home):
    made = rerender_gemeente(settings(copied, site=Site(titel="Anders")), GEMEENTE)
    assert len(made.differing) == made.pages > 20
    assert made.mended == ()
    assert "Anders" in (made.folder / GEMEENTE / "index.html").read_text(encoding="utf-8")
    assert page_hashes(copied.current / "site") == read_manifest(copied.current).pages


def test_a_page_that_is_damaged_and_comes_out_otherwise_is_not_written(copied: Home):
    page = copied.current / "site" / GEMEENTE / "index.html"
    whole = page.read_bytes()
    page.write_bytes(b"weg")
    made = rerender_gemeente(settings(copied, site=Site(titel="Anders")), GEMEENTE)
    assert made.mended == ()
    assert page.read_bytes() == b"weg"
    page.write_bytes(whole)


def test_a_gemeente_that_was_not_published_is_refused_with_those_that_were(copied: Home):
    with pytest.raises(ConfigError, match=f"no pages of GM0606.*{GEMEENTE}"):
        rerender_gemeente(settings(copied), "GM0606")


def test_without_an_edition_there_is_nothing_to_render(tmp_path: Path):
    home = Home(tmp_path)
    assert published_gemeenten(home) == ()
    with pytest.raises(EditionError, match="Nothing has been published"):
        rerender_gemeente(settings(home), GEMEENTE)


def test_the_job_has_a_partition_for_each_published_gemeente_and_tells_what_differs(copied: Home):
    with dg.DagsterInstance.ephemeral() as instance:
        set_gemeenten(instance, ("GM0001",))
        set_gemeenten(instance, published_gemeenten(copied))
        assert instance.get_dynamic_partitions(str(GEMEENTEN.name)) == [GEMEENTE]
        outcomes = []
        for titel in ("Wijkfoto", "Anders"):
            made = build_definitions(settings(copied, site=Site(titel=titel)))
            result = made.resolve_job_def(BY_GEMEENTE).execute_in_process(
                instance=instance, partition_key=GEMEENTE
            )
            assert result.success
            (check,) = result.get_asset_check_evaluations()
            outcomes.append((check.check_name, check.passed))
    assert outcomes == [(SAME, True), (SAME, False)]
