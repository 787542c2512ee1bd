"""The shelves: found in a wheel first, then in the checkout, else one clear error."""

import pytest

from tests.helpers import REPO
from wijkfoto import resources
from wijkfoto.errors import CatalogError
from wijkfoto.resources import catalog_dir, shelf


@pytest.mark.parametrize("name", ["sql", "reports", "dagster.yaml"])
def test_the_shelves_of_the_checkout_are_found(name):
    assert shelf(name) == REPO / name


def test_the_shelf_of_a_wheel_wins(tmp_path, monkeypatch):
    package = tmp_path / "wijkfoto"
    for folder in (package / "_shelves" / "sql", tmp_path / "sql", tmp_path / "reports"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert shelf("sql") == package / "_shelves" / "sql"
    assert shelf("reports") == tmp_path / "reports"


def test_an_installation_without_a_shelf_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "wijkfoto")
    with pytest.raises(CatalogError, match=r"holds no 'sql'.*Install the package again"):
        shelf("sql")


def test_the_catalog_lies_in_the_package():
    assert {p.name for p in catalog_dir().glob("*.yaml")} >= {"sources.yaml", "indicators.yaml"}
