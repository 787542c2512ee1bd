"""The partitions of `site_by_gemeente` follow what is published, also by hand."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.assets.gemeente import GEMEENTEN
from pipelines.sensors import partitions_sensor
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.warehouse.publish import DATABASE

NEW, OLD = "2020-bb0000000000", "2020-aa0000000000"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with two editions, each of another gemeente."""
    made = Home(tmp_path / "home")
    made.prepare()
    for edition, gemeente in ((OLD, "GM9901"), (NEW, "GM9902")):
        (made.editions / edition).mkdir()
        with duckdb.connect(str(made.editions / edition / DATABASE)) as con:
            con.execute("create table edition as select ? as gemeente_codes", [f'["{gemeente}"]'])
    return made


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def show(home: Home, edition: str) -> None:
    home.current.unlink(missing_ok=True)
    home.current.symlink_to(Path("editions") / edition)


def look(home: Home, instance: dg.DagsterInstance, cursor: str | None) -> tuple[str | None, str]:
    """Let the sensor look; return its cursor and what it says."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    told = partitions_sensor(Settings(home=home.root)).evaluate_tick(context)
    assert told.run_requests == []
    return told.cursor, told.skip_message or ""


def partitions(instance: dg.DagsterInstance) -> list[str]:
    return list(instance.get_dynamic_partitions(str(GEMEENTEN.name)))


def test_the_partitions_follow_a_rollback(home: Home, instance: dg.DagsterInstance):
    cursor, said = look(home, instance, None)
    assert "nothing yet" in said
    found = []
    for edition in (NEW, OLD):
        show(home, edition)
        cursor, _ = look(home, instance, cursor)
        found.append(partitions(instance))
    assert found == [["GM9902"], ["GM9901"]]
    assert "as before" in look(home, instance, cursor)[1]


def test_an_edition_that_cannot_be_read_is_looked_at_again(home: Home, instance):
    show(home, NEW)
    database = home.editions / NEW / DATABASE
    whole = database.read_bytes()
    database.write_bytes(b"half")
    cursor, said = look(home, instance, None)
    assert "cannot be read" in said
    assert partitions(instance) == []
    database.write_bytes(whole)
    look(home, instance, cursor)
    assert partitions(instance) == ["GM9902"]
