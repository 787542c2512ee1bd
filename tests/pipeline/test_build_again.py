"""A kept edition is made again from its own inputs, or the input that is gone is named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.demo import sample_settings
from pipelines.parts import build_again, render_edition
from wijkfoto.errors import EditionError, SourceError
from wijkfoto.home import Home
from wijkfoto.settings import Settings, load_settings
from wijkfoto.stages import again
from wijkfoto.warehouse.publish import current_edition, read_manifest


@pytest.fixture
def settings(demo_home: Path, tmp_path: Path) -> Iterator[Settings]:
    """Settings of the demo, on a copy of its home."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    with sample_settings(load_settings(home=home)) as made:
        yield made


@pytest.mark.slow
def test_the_same_inputs_give_the_same_tables_and_pages(settings: Settings):
    home = settings.home
    before = read_manifest((home / "current").resolve())
    shutil.rmtree(home / "build")
    assert build_again(settings, "current", quiet=True) == before.edition_id
    edition = render_edition(settings, quiet=True)
    assert edition.name == before.edition_id
    assert read_manifest(edition) == before
    assert [path.name for path in (home / "editions").iterdir()] == [before.edition_id]


def test_a_snapshot_that_is_gone_is_named_and_nothing_is_touched(settings: Settings):
    shutil.rmtree(settings.home / "snapshots" / "rivm")
    with pytest.raises(
        SourceError, match=r"rivm/50090NED/.*: Of this edition 1 snapshots are gone"
    ):
        build_again(settings, "current", quiet=True)
    assert current_edition(Home(settings.home)) is not None


def test_other_settings_are_refused_before_anything_is_made(settings: Settings):
    other = settings.model_copy(update={"profile": settings.profile.model_copy(update={"seed": 3})})
    with pytest.raises(EditionError, match="settings are not those"):
        build_again(other, "current", quiet=True)


def test_another_release_is_refused(settings: Settings, monkeypatch):
    monkeypatch.setattr(again, "METHOD_VERSION", 99)
    with pytest.raises(EditionError, match="Install the release that made it"):
        build_again(settings, "current", quiet=True)
