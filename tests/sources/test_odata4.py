"""OData v4 behind the same interface: the same fetch, the same refusals, a shelf of its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sources.misbehaving import MAINTENANCE, TABLE, Misbehaving, Reply, as_json
from wijkfoto.bronnen import odata4
from wijkfoto.bronnen import service as protocols
from wijkfoto.bronnen.fetch import (
    Fetched,
    fetch_table,
    from_store,
    newest_snapshot,
    service_for,
)
from wijkfoto.bronnen.http import TRIES, HttpOptions
from wijkfoto.bronnen.odata import OData3
from wijkfoto.bronnen.odata4 import OData4
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import Source, shipped_catalog
from wijkfoto.errors import SourceError, WijkfotoError
from wijkfoto.settings import load_settings
from wijkfoto.stages.workspace import Workspace

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
V3 = shipped_catalog().sources["cbs_kwb"]
V4 = V3.model_copy(update={"protocol": "odata4"})
YEAR = next(t for t in V3.tables if t.peiljaar == 2020)

Record = dict[str, Any]

PROPERTIES: Record = {
    "@odata.context": "x",
    "Identifier": TABLE,
    "Title": "Kerncijfers wijken en buurten 2020",
    "TemporalCoverage": "2020",
    "Modified": "2021-03-26T00:00:00+01:00",
    "ObservationCount": 3,
}
DIMENSIONS = [{"Identifier": "WijkenEnBuurten", "Title": "Wijken en buurten", "Kind": "GeoDetail"}]
GROUPS = [{"Id": "M000352", "Title": "Bevolking", "ParentId": None}]
MEASURES = [
    {"Identifier": "T001036", "Title": "Aantal inwoners", "Unit": "aantal", "DataType": "Long",
     "MeasureGroupId": "M000352"}
]  # fmt: skip
CODES = [{"Identifier": code, "Title": code} for code in ("NL00", "GM0606", "WK060606")]
CELLS = [
    {"Id": number, "Measure": "T001036", "ValueAttribute": "None", "Value": 1.0,
     "WijkenEnBuurten": str(code["Identifier"])}
    for number, code in enumerate(CODES)
]  # fmt: skip
SETS = ["Dimensions", "MeasureGroups", "MeasureCodes", "WijkenEnBuurtenCodes", "Observations"]


def rows(records: object, following: str | None = None) -> Reply:
    link = {} if following is None else {"@odata.nextLink": following}
    return as_json({"@odata.context": "x", "value": records} | link)


def at(name: str, skip: int, host: str = "{url}") -> str:
    return f"{host}/odata/v1/CBS/{TABLE}/{name}?$skip={skip}"


def good() -> dict[str, list[Reply]]:
    return {
        "Properties": [as_json(PROPERTIES)],
        "Dimensions": [rows(DIMENSIONS)],
        "MeasureGroups": [rows(GROUPS)],
        "MeasureCodes": [rows(MEASURES)],
        "WijkenEnBuurtenCodes": [rows(CODES)],
        "Observations": [rows(CELLS[:2], at("Observations", 2)), rows(CELLS[2:])],
    }


def serving(**replaced: list[Reply]) -> Misbehaving:
    return Misbehaving(good() | replaced)


@pytest.fixture
def elsewhere() -> Iterator[Misbehaving]:
    """Another address, which nobody should ask anything."""
    with Misbehaving() as other:
        yield other


def take(service: Misbehaving, store: SnapshotStore, source: Source = V4) -> Fetched:
    client = service_for(source, {"cbs": service.url}, QUICK)
    return fetch_table(source, YEAR, client, store, required=True, notify=lambda _: None)


def refused(service: Misbehaving, store: SnapshotStore) -> WijkfotoError:
    """The one error of a fetch; it names the table and the next step, and nothing was kept."""
    with pytest.raises(WijkfotoError) as caught:
        take(service, store)
    assert TABLE in str(caught.value)
    assert caught.value.next_step
    assert list(store.root.rglob("manifest.json")) == []
    return caught.value


def test_the_protocol_of_a_source_decides_which_client_asks():
    urls = {"cbs": "https://a.test"}
    assert service_for(V3, urls, QUICK) == OData3("https://a.test", QUICK)
    assert service_for(V4, urls, QUICK) == OData4("https://a.test", "CBS", QUICK)


def test_the_settings_choose_the_protocol_per_service_and_a_file_stays_a_file():
    ws = Workspace(load_settings(bronnen={"protocol": "odata4"}))
    assert ws.catalog.sources["geo_wijken"].protocol == "file"
    assert ws.catalog.sources["cbs_kwb"].protocol == "odata4"
    assert ws.catalog.sources["rivm_gezondheid"].protocol == "odata3"
    assert list(ws.catalog.sources) == list(shipped_catalog().sources)


def test_a_table_is_read_once_and_its_pages_byte_for_byte(store):
    with serving() as service:
        fetched = take(service, store)
        assert service.asked == {
            "Properties": 2, "Dimensions": 1, "MeasureGroups": 1, "MeasureCodes": 1,
            "WijkenEnBuurtenCodes": 1, "Observations": 2,
        }  # fmt: skip
        sent = good()["Observations"][0].body.replace(b"{url}", service.url.encode())
    snapshot = fetched.snapshot
    assert snapshot is not None
    assert (snapshot.row_count, snapshot.period, snapshot.title) == (
        3, "2020", "Kerncijfers wijken en buurten 2020",
    )  # fmt: skip
    assert store.read(snapshot, "Observations-00001.json.gz") == sent


def test_what_was_said_of_the_table_is_kept_with_the_names_that_the_core_reads_by(store):
    with serving() as service:
        snapshot = take(service, store).snapshot
    assert snapshot is not None
    info = store.read_json(snapshot, "TableInfos.json")
    assert info == PROPERTIES | {"Period": "2020", "RecordCount": 3}
    kept = store.read_json(snapshot, "DataProperties.json")
    assert [(row["Type"], row["Key"]) for row in kept] == [
        ("GeoDetail", "WijkenEnBuurten"), ("TopicGroup", ""), ("Topic", "T001036"),
    ]  # fmt: skip
    assert MEASURES[0].items() <= kept[2].items()
    members = store.read_json(snapshot, "WijkenEnBuurten.json")
    assert [member["Key"] for member in members] == ["NL00", "GM0606", "WK060606"]


def test_an_unchanged_table_costs_one_request(store):
    with serving() as service:
        first = take(service, store)
        service.asked.clear()
        again = take(service, store)
        assert (again.snapshot, again.is_new) == (first.snapshot, False)
        assert service.asked == {"Properties": 1}


def test_metadata_in_two_pages_is_one_list(store):
    pages = [rows(CODES[:1], at("WijkenEnBuurtenCodes", 1)), rows(CODES[1:])]
    with serving(WijkenEnBuurtenCodes=pages) as service:
        snapshot = take(service, store).snapshot
    assert snapshot is not None
    assert len(store.read_json(snapshot, "WijkenEnBuurten.json")) == 3


@pytest.mark.parametrize("name", ["Properties", *SETS])
@pytest.mark.parametrize(
    "reply", [MAINTENANCE, Reply(b"", 503), Reply(b'{"value":[{"Id":0}')], ids=repr
)
def test_a_bad_answer_is_tried_at_most_four_times_and_keeps_nothing(store, name, reply):
    with serving(**{name: [reply]}) as service:
        assert f"failed {TRIES} times" in str(refused(service, store))
        assert service.asked[name] == TRIES


@pytest.mark.parametrize("name", ["Properties", *SETS])
def test_a_maintenance_page_that_passes_is_no_fault(store, name):
    answers = good()[name] if name != "Observations" else [rows(CELLS)]
    with serving(**{name: [MAINTENANCE, *answers]}) as service:
        assert take(service, store).is_new


@pytest.mark.parametrize("name", SETS)
def test_a_next_page_on_another_host_is_refused_and_never_asked(store, elsewhere, name):
    with serving(**{name: [rows(CELLS[:1], at(name, 1, elsewhere.url))]}) as service:
        assert "lies elsewhere" in str(refused(service, store))
        assert service.asked[name] == 1
    assert not elsewhere.asked


@pytest.mark.parametrize("name", SETS)
def test_pages_that_go_round_are_refused(store, name):
    with serving(**{name: [rows(CELLS[:1], at(name, 1))]}) as service:
        error = str(refused(service, store))
        assert service.asked[name] <= 2
    assert "go round" in error or "came twice" in error


@pytest.mark.parametrize("counted", [0, 2, 4])
def test_another_number_of_cells_than_the_service_counts_is_refused(store, counted):
    with serving(Properties=[as_json(PROPERTIES | {"ObservationCount": counted})]) as service:
        assert f"the service counts {counted}" in str(refused(service, store))


def test_cells_without_a_number_are_refused(store):
    bare = [{"Measure": "T001036", "Value": 1.0}]
    with serving(Observations=[rows(bare)]) as service:
        assert "without a number (Id)" in str(refused(service, store))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"TemporalCoverage": "2019"}, "about '2019', not about 2020"),
        ({"Identifier": "84583NED"}, "calls this table 84583NED"),
        ({"Modified": None}, "moment Modified"),
        ({"Modified": "../../elders"}, "moment Modified"),
    ],
)
def test_a_table_that_says_it_is_another_is_refused(store, said, told):
    with serving(Properties=[as_json(PROPERTIES | said)]) as service:
        assert told in str(refused(service, store))
        assert not service.asked["Observations"]


def test_a_table_that_is_revised_while_it_is_fetched_is_not_kept(store):
    later = as_json(PROPERTIES | {"Modified": "2021-03-27T00:00:00+01:00"})
    with serving(Properties=[as_json(PROPERTIES), later]) as service:
        assert "revised while" in str(refused(service, store))


def test_metadata_above_the_limit_is_refused(store, monkeypatch):
    for module in (odata4, protocols):
        monkeypatch.setattr(module, "MAX_METADATA_BYTES", 1000)
    with serving(MeasureCodes=[rows([MEASURES[0] | {"Description": "x" * 2000}])]) as service:
        assert "larger than 1000 bytes" in str(refused(service, store))
    with serving(Properties=[as_json(PROPERTIES | {"Description": "x" * 2000})]) as service:
        assert "larger than 1000 bytes" in str(refused(service, store))


def test_the_two_protocols_never_share_a_folder(store):
    with Misbehaving() as over_v3, serving() as over_v4:
        old, new = take(over_v3, store, V3).snapshot, take(over_v4, store, V4).snapshot
    assert old is not None
    assert new is not None
    assert old.snapshot_id == f"cbs/{TABLE}/2021-03-26"
    assert new.snapshot_id == f"cbs-odata4/{TABLE}/2021-03-26"
    assert newest_snapshot(V3, YEAR, store) == old
    assert newest_snapshot(V4, YEAR, store) == new


@pytest.mark.parametrize(("before", "after"), [(V3, V4), (V4, V3)])
def test_what_one_protocol_brought_serves_where_the_other_brings_nothing(store, before, after):
    with Misbehaving() if before is V3 else serving() as service:
        kept = take(service, store, before).snapshot
    assert from_store(after, YEAR, store, required=True).snapshot == kept
    name = "Properties" if after is V4 else "TableInfos"
    with Misbehaving({name: [Reply(b"", 503)]}) as failing:
        fetched = take(failing, store, after)
    assert fetched.snapshot == kept
    assert "older snapshot" in fetched.note


def test_a_table_that_v4_does_not_have_is_an_error_where_it_is_required(store):
    with Misbehaving({"Properties": [Reply(b"", 404)]}) as service, pytest.raises(SourceError):
        take(service, store)
