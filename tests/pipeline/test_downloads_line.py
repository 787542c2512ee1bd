"""The files to take along of the whole line on the fictitious gemeente."""

import json
from pathlib import Path

import pandas as pd
import pytest

from wijkfoto.export import read_back, stored_tables
from wijkfoto.warehouse.publish import DATABASE, read_manifest


@pytest.fixture(scope="module")
def edition(demo_home: Path) -> Path:
    return (demo_home / "current").resolve()


def test_the_files_lie_with_the_site_and_under_export_and_in_the_manifest(edition: Path):
    folder = edition / "site" / "download"
    assert (edition / "export").resolve() == folder
    files = {p.relative_to(edition / "site").as_posix() for p in folder.rglob("*") if p.is_file()}
    pages = {name for name in read_manifest(edition).pages if name.startswith("download/")}
    assert files - pages == {f"download/{DATABASE}"}
    assert pages < files


def test_every_column_keeps_what_its_contract_promises(edition: Path):
    folder = edition / "site" / "download"
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    tables = [r for r in package["resources"] if r["name"].startswith("parquet-")]
    assert len(tables) > 40
    for resource in tables:
        frame, schema = read_back(folder / resource["path"]), resource["schema"]
        assert not frame.duplicated(schema["primaryKey"]).any(), resource["name"]
        for field in schema["fields"]:
            cells, limits = frame[field["name"]], field.get("constraints", {})
            if limits.get("required"):
                assert cells.notna().all(), (resource["name"], field["name"])
            if "enum" in limits:
                assert set(cells.dropna()) <= set(limits["enum"])


def test_what_one_format_tells_the_others_tell_too(edition: Path):
    folder = edition / "site" / "download"
    for parquet in sorted((folder / "parquet").iterdir()):
        csv = folder / "csv" / f"{parquet.stem}.csv.gz"
        pd.testing.assert_frame_equal(read_back(parquet), read_back(csv))


def test_a_row_without_consent_is_only_in_the_database(edition: Path):
    folder = edition / "site" / "download"
    silent = ~read_back(folder / DATABASE, "qualitative")["consent"]
    assert silent.any()
    files = [t for t in stored_tables(folder) if t.path.name.startswith("qualitative.")]
    assert len(files) == 3
    assert all(read_back(table.path)["consent"].all() for table in files)
