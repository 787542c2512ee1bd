"""`check`: every fault of every file is listed, each once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from wijkfoto import checkup
from wijkfoto.advice import rules
from wijkfoto.catalog import load, shipped_catalog
from wijkfoto.errors import CatalogError, ConfigError
from wijkfoto.resources import catalog_dir
from wijkfoto.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the shipped catalog that the checks read instead."""
    copy = tmp_path / "catalog"
    shutil.copytree(catalog_dir(), copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for module in (checkup, rules, load):
        monkeypatch.setattr(module, "catalog_dir", lambda: copy)
    caches = (shipped_catalog, rules.shipped_rules)
    for cache in caches:
        cache.cache_clear()
    yield copy
    for cache in caches:
        cache.cache_clear()


def found(home: Path) -> list[str]:
    return [str(fault) for fault in checkup.find_faults(lambda: Settings(home=home))]


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_what_ships_has_no_fault(tmp_path):
    assert found(tmp_path) == []


def test_faults_of_files_are_listed_each_once_and_not_only_the_first(folder, tmp_path):
    spoil(folder, "sources.yaml", "service: cbs", "service: eurostat")
    spoil(folder, "domains.yaml", "gewicht: 1", "gewicht: 0")
    spoil(folder, "products.yaml", "product_group_id", "product_id")
    faults = found(tmp_path)
    # 2026-11-28: norms and rules tell each fault by itself; a wrong key is one missing, one extra.
    assert len(faults) == len(set(faults)) == 4
    for name, number in (("sources.yaml", 1), ("domains.yaml", 1), ("products.yaml", 2)):
        assert len([fault for fault in faults if name in fault]) == number, faults


def test_a_fault_between_two_files_is_listed_once(folder, tmp_path):
    spoil(folder, "domains.yaml", "any_of: [regie]", "any_of: [regy]")
    faults = found(tmp_path)
    assert len(faults) == 1
    assert "meedoen_taal: unknown indicator 'regy'" in faults[0]


def test_a_fault_in_the_settings_does_not_hide_those_of_the_catalog(folder):
    spoil(folder, "method.yaml", "status: aanname", "status: gok")

    def broken() -> Settings:
        raise ConfigError("No such key.", where="wijkfoto.toml", next_step="Mend it.")

    faults = checkup.find_faults(broken)
    assert [type(fault) for fault in faults] == [ConfigError, CatalogError]
