"""A table that nobody confirmed: when it turns out to be another, or none, the run goes on."""

import logging

import pytest

from tests.sources.misbehaving import INFO, TABLE, Misbehaving, Reply
from wijkfoto.bronnen.fetch import Fetched, fetch_table, service_for
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import SourceTable, shipped_catalog
from wijkfoto.errors import SourceError

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
KWB = shipped_catalog().sources["cbs_kwb"]
SURE = SourceTable(table_id=TABLE, peiljaar=2020, boundary_year=2020)
UNSURE = SURE.model_copy(update={"status": "niet_bevestigd"})
OTHER = {"Title": "Bodemgebruik 2020"}


def take(
    service: Misbehaving, store: SnapshotStore, table: SourceTable, *, required: bool = False
) -> Fetched:
    client = service_for(KWB, {"cbs": service.url}, QUICK)
    return fetch_table(KWB, table, client, store, required=required, notify=lambda _: None)


def test_it_is_fetched_when_it_is_what_it_should_be(store):
    with Misbehaving() as service:
        assert take(service, store, UNSURE).is_new


def test_another_table_under_its_id_counts_as_not_published_and_costs_one_request(store):
    with Misbehaving(info=OTHER) as service:
        fetched = take(service, store, UNSURE)
        assert sum(service.asked.values()) == 1
    assert fetched.snapshot is None
    assert "not published under this id" in fetched.note
    assert "Bodemgebruik 2020" in fetched.note
    assert not store.root.exists()


@pytest.mark.parametrize(("table", "required"), [(SURE, False), (UNSURE, True)])
def test_another_table_is_an_error_where_it_was_confirmed_or_is_required(store, table, required):
    with Misbehaving(info=OTHER) as service, pytest.raises(SourceError, match="Bodemgebruik"):
        take(service, store, table, required=required)


def test_a_table_of_another_shape_counts_as_not_published(store):
    with Misbehaving({"WijkenEnBuurten": [Reply(b"", 404)]}) as service:
        fetched = take(service, store, UNSURE)
    assert fetched.snapshot is None
    assert "WijkenEnBuurten" in fetched.note
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("table", "level"), [(SURE, logging.WARNING), (UNSURE, logging.INFO)])
def test_that_nobody_has_it_is_a_warning_only_where_somebody_was_sure(store, caplog, table, level):
    caplog.set_level(logging.INFO)
    with Misbehaving({"TableInfos": [Reply(b"", 404)]}) as service:
        assert take(service, store, table).note == "not published by the service"
    told = [r for r in caplog.records if "not published" in r.getMessage()]
    assert [record.levelno for record in told] == [level]


def test_a_service_that_does_not_answer_is_an_error_of_any_table(store):
    with Misbehaving({"TableInfos": [Reply(b"", 503)]}) as service, pytest.raises(SourceError):
        take(service, store, UNSURE)


def test_half_a_table_is_refused_of_any_table(store):
    longer = {"RecordCount": INFO["RecordCount"] + 1}
    with Misbehaving(info=longer) as service, pytest.raises(SourceError, match="rows came"):
        take(service, store, UNSURE)
