"""What the service does wrong costs at most four tries and one clear error, and keeps nothing."""

import gzip
import socket
from collections.abc import Iterator

import pytest

from tests.sources.misbehaving import (
    INFO,
    MAINTENANCE,
    MEMBERS,
    PROPERTIES,
    ROWS,
    TABLE,
    Misbehaving,
    Reply,
    as_json,
    next_page,
    rows,
)
from wijkfoto.bronnen import odata, walk
from wijkfoto.bronnen import service as protocols
from wijkfoto.bronnen.fetch import Fetched, fetch_table, from_store, service_for
from wijkfoto.bronnen.http import TRIES, HttpOptions, get_bytes
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import Source, SourceTable, shipped_catalog
from wijkfoto.errors import SourceError, WijkfotoError

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
IMPATIENT = HttpOptions(timeout_s=0.05, wait_s=0.0005)
KWB = shipped_catalog().sources["cbs_kwb"]
YEAR = next(t for t in KWB.tables if t.peiljaar == 2020)


@pytest.fixture
def elsewhere() -> Iterator[Misbehaving]:
    """Another address, which nobody should ask anything."""
    with Misbehaving() as other:
        yield other


def take(
    service: Misbehaving,
    store: SnapshotStore,
    *,
    required: bool = True,
    options: HttpOptions = QUICK,
    source: Source = KWB,
    table: SourceTable = YEAR,
) -> Fetched:
    client = service_for(source, {"cbs": service.url}, options)
    return fetch_table(source, table, client, store, required=required, notify=lambda _: None)


def refused(service: Misbehaving, store: SnapshotStore, **more: object) -> WijkfotoError:
    """The one error of a fetch; it names the table and the next step, and nothing was kept."""
    with pytest.raises(WijkfotoError) as caught:
        take(service, store, **more)
    assert TABLE in str(caught.value)
    assert caught.value.next_step
    assert nothing_kept(store)
    return caught.value


def nothing_kept(store: SnapshotStore) -> bool:
    """No snapshot; of a fetch that broke off, whole pages may lie in a draft."""
    folders = [path for path in store.root.glob("*/*/*") if not path.name.startswith(".partial-")]
    return folders == [] and store.latest("cbs", TABLE) is None


def drafts(store: SnapshotStore) -> list[str]:
    """Names of the files in drafts."""
    return sorted(path.name for path in store.root.glob("*/*/.partial-*/*"))


def test_a_service_that_behaves_is_read_once_and_byte_for_byte(store):
    with Misbehaving() as service:
        fetched = take(service, store)
        assert fetched.is_new
        assert fetched.snapshot is not None
        assert fetched.snapshot.row_count == len(ROWS)
        assert service.asked == {
            "TableInfos": 2, "DataProperties": 1, "WijkenEnBuurten": 1, "TypedDataSet": 2,
        }  # fmt: skip
        first = store.read(fetched.snapshot, "TypedDataSet-00001.json.gz")
        expected = rows(ROWS[:2], next_page(2)).body.replace(b"{url}", service.url.encode())
    assert first == expected
    assert b'"GM0606    "' in first


def test_an_unchanged_table_costs_one_request(store):
    with Misbehaving() as service:
        first = take(service, store)
        service.asked.clear()
        again = take(service, store)
        assert again.snapshot == first.snapshot
        assert not again.is_new
        assert service.asked == {"TableInfos": 1}


def test_a_revised_table_is_fetched_beside_the_old_one(store):
    with Misbehaving() as service:
        old = take(service, store).snapshot
        service.info["Modified"] = "2021-03-26T12:30:00"
        new = take(service, store).snapshot
    assert old is not None
    assert new is not None
    assert new.snapshot_id != old.snapshot_id
    assert store.latest("cbs", TABLE) == new
    assert store.with_modified("cbs", TABLE, old.modified) == old


SETS = ["TableInfos", "DataProperties", "WijkenEnBuurten", "TypedDataSet"]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (MAINTENANCE, "web page|came instead"),
        (Reply(MAINTENANCE.body, headers={"Content-Type": "application/json"}), "came instead"),
        (Reply(b"", 503), "says 503"),
        (Reply(b"", 429, {"Retry-After": "0"}), "says 429"),
        (Reply(rows(ROWS).body[:-20]), "not whole JSON|half an answer"),
        (Reply(rows(ROWS).body, promised=9999), "no answer|broke off"),
        (Reply(b'{"value":' + b"[" * 100_000), "JSON|half an answer"),
        (Reply(b"[1, 2]"), "JSON list|half an answer"),
        (as_json({"error": "x"}), "no rows|half an answer"),
        (as_json({"value": ["x", "y"]}), "no rows|half an answer"),
        (Reply(b"\xff\xfe{}"), "JSON|half an answer"),
    ],
    ids=[
        "maintenance page", "maintenance page labelled JSON", "503", "429", "half a page",
        "cut off", "deep nesting", "a list", "no value", "rows that are no objects",
        "not UTF-8",
    ],
)  # fmt: skip
def test_a_bad_answer_is_tried_at_most_four_times_and_keeps_nothing(store, name, reply, told):
    with Misbehaving({name: [reply]}) as service:
        error = refused(service, store)
        assert service.asked[name] <= TRIES
    assert isinstance(error, SourceError)
    assert any(part in str(error) for part in told.split("|")), str(error)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("reply", [MAINTENANCE, Reply(b"", 503), Reply(b"", 429)])
def test_what_passes_within_three_tries_is_no_fault(store, name, reply):
    with Misbehaving() as good:
        whole = good._good(name, 0)
    one_page = rows(ROWS) if name == "TypedDataSet" else whole
    with Misbehaving({name: [reply, reply, reply, one_page]}) as service:
        assert take(service, store).is_new
        assert service.asked[name] == 4 + (name == "TableInfos")


def test_the_fourth_failure_is_the_last_try(store):
    with Misbehaving({"TypedDataSet": [Reply(b"", 500)] * 4 + [rows(ROWS)]}) as service:
        assert "failed 4 times" in str(refused(service, store))
        assert service.asked["TypedDataSet"] == TRIES


@pytest.mark.parametrize("name", ["TableInfos", "TypedDataSet"])
def test_a_service_that_hangs_meets_the_timeout(store, name):
    with Misbehaving({name: [Reply(hangs=True)]}) as service:
        assert "no answer" in str(refused(service, store, options=IMPATIENT))
        assert service.asked[name] == TRIES


def test_no_connection_and_no_snapshot_is_one_error(store):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = service_for(KWB, {"cbs": f"http://127.0.0.1:{taken.getsockname()[1]}"}, QUICK)
        with pytest.raises(SourceError, match=f"{TABLE} \\(2020\\).*no snapshot to fall back on"):
            fetch_table(KWB, YEAR, client, store, required=True, notify=lambda _: None)
    assert nothing_kept(store)


@pytest.mark.parametrize("name", ["TableInfos", "DataProperties", "TypedDataSet"])
def test_a_connection_that_fails_anywhere_falls_back_on_the_snapshot_that_is_there(store, name):
    with Misbehaving() as service:
        old = take(service, store).snapshot
        service.info["Modified"] = "2022-01-01T00:00:00"
        service.replies[name] = [Reply(b"", 503)]
        fetched = take(service, store)
    assert fetched.snapshot == old
    assert "older snapshot" in fetched.note
    assert drafts(store) == []


def test_offline_takes_the_snapshot_and_without_one_only_a_required_table_is_an_error(store):
    with pytest.raises(SourceError, match=f"{TABLE} \\(2020\\).*offline.*--offline"):
        from_store(KWB, YEAR, store, required=True)
    assert from_store(KWB, YEAR, store, required=False).note == "no snapshot"
    with Misbehaving() as service:
        kept = take(service, store).snapshot
    assert from_store(KWB, YEAR, store, required=True).snapshot == kept


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_refused_at_once_and_never_followed(store, elsewhere, name, status):
    reply = Reply(b"", status, {"Location": f"{elsewhere.url}/x"})
    with Misbehaving({name: [reply]}) as service:
        error = refused(service, store)
        assert service.asked[name] == 1
    assert "refers to another address" in str(error)
    assert not elsewhere.asked


@pytest.mark.parametrize("name", SETS)
def test_a_next_page_on_another_host_is_refused_and_never_asked(store, elsewhere, name):
    reply = rows([INFO], f"{elsewhere.url}/ODataFeed/odata/{TABLE}/{name}?$skip=2")
    with Misbehaving({name: [reply]}) as service:
        error = refused(service, store)
        assert service.asked[name] == 1
    assert "lies elsewhere" in str(error)
    assert not elsewhere.asked


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "/ODataFeed/odata/x", "//127.0.0.1", "http://127.0.0.1:bad/x"]
)
def test_a_next_page_that_is_no_address_of_the_service_is_refused(store, link):
    with Misbehaving({"TypedDataSet": [rows(ROWS[:2], link)]}) as service:
        assert "lies elsewhere" in str(refused(service, store))


@pytest.mark.parametrize("name", SETS)
def test_pages_that_go_round_are_refused(store, name):
    reply = rows([INFO], f"{{url}}/ODataFeed/odata/{TABLE}/{name}?$format=json")
    with Misbehaving({name: [reply]}) as service:
        error = refused(service, store)
        assert service.asked[name] <= 2
    assert "go round" in str(error) or "came twice" in str(error)


def test_rows_that_come_twice_are_refused_though_their_number_fits(store):
    pages = [rows(ROWS[:2], next_page(2)), rows(ROWS[:2])]
    with Misbehaving({"TypedDataSet": pages}) as service:
        assert "ID 0" in str(refused(service, store))


def test_a_page_that_holds_a_row_twice_is_refused(store):
    with Misbehaving({"TypedDataSet": [rows([*ROWS[:3], ROWS[1]])]}) as service:
        assert "came twice" in str(refused(service, store))


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_what_python_reads_and_is_no_json_is_refused(store, number):
    body = rows(ROWS).body.replace(b"78000", number)
    assert number in body
    with Misbehaving({"TypedDataSet": [Reply(body)]}) as service:
        assert "not whole JSON" in str(refused(service, store))


def test_pages_without_end_are_refused_where_no_number_of_rows_is_given(store, monkeypatch):
    monkeypatch.setattr(walk, "MAX_ROWS", 3)
    with Misbehaving(info={"RecordCount": None}) as service:
        assert "the service counts 3" in str(refused(service, store))


@pytest.mark.parametrize(("counted", "asked"), [(9, 2), (3, 2), (1, 1), (0, 1)])
def test_another_number_of_rows_than_the_service_counts_is_refused(store, counted, asked):
    with Misbehaving(info={"RecordCount": counted}) as service:
        assert f"the service counts {counted}" in str(refused(service, store))
        assert service.asked["TypedDataSet"] == asked


def test_a_table_without_rows_is_refused(store):
    with Misbehaving({"TypedDataSet": [rows([])]}, info={"RecordCount": 0}) as service:
        assert "0 rows" in str(refused(service, store))


@pytest.mark.parametrize("counted", [None, "veel", 4, "4"])
def test_a_service_that_does_not_count_its_rows_is_believed(store, counted):
    with Misbehaving(info={"RecordCount": counted}) as service:
        assert take(service, store).is_new


def test_an_extra_empty_page_changes_nothing(store):
    pages = [rows(ROWS[:2], next_page(2)), rows(ROWS[2:], next_page(4)), rows([])]
    with Misbehaving({"TypedDataSet": pages}) as service:
        snapshot = take(service, store).snapshot
    assert snapshot is not None
    assert snapshot.row_count == len(ROWS)


def test_rows_without_a_number_are_refused(store):
    bare = [{k: v for k, v in row.items() if k != "ID"} for row in ROWS]
    with Misbehaving({"TypedDataSet": [rows(bare)]}) as service:
        assert "without a number" in str(refused(service, store))


def test_the_label_of_an_answer_does_not_matter_what_it_holds_does(store):
    labelled = Reply(rows(ROWS).body, headers={"Content-Type": "text/plain"})
    with Misbehaving({"TypedDataSet": [labelled]}) as service:
        assert take(service, store).is_new


@pytest.mark.parametrize(
    ("info", "told"),
    [
        ({"Period": "2019"}, "about '2019', not about 2020"),
        ({"Period": "", "Title": "Kerncijfers wijken en buurten 2019"}, "not about 2020"),
        ({"Identifier": "84583NED"}, "calls this table 84583NED"),
        ({"Modified": None}, "moment Modified"),
        ({"Modified": "../../elders"}, "moment Modified"),
    ],
)
def test_a_table_that_says_it_is_another_is_refused(store, info, told):
    with Misbehaving(info=info) as service:
        assert told in str(refused(service, store))
        assert not service.asked["TypedDataSet"]


def test_a_wrong_table_is_no_reason_to_use_an_older_snapshot(store):
    with Misbehaving() as service:
        take(service, store)
        service.info |= {"Period": "2019", "Modified": "2022-01-01T00:00:00"}
        with pytest.raises(SourceError, match="not about 2020"):
            take(service, store)


def test_a_table_that_is_revised_while_it_is_fetched_is_not_kept(store):
    later = rows([INFO | {"Modified": "2021-03-27T02:00:00"}])
    with Misbehaving({"TableInfos": [rows([INFO]), later]}) as service:
        assert "revised while" in str(refused(service, store))


def test_an_absent_table_is_an_error_only_when_it_is_required(store):
    with Misbehaving({"TableInfos": [Reply(b"", 404)]}) as service:
        assert "does not have the kerncijfers" in str(refused(service, store))
        assert take(service, store, required=False).note == "not published by the service"
        assert service.asked["TableInfos"] == 2


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("name", SETS[1:])
def test_a_table_of_which_a_part_is_absent_is_an_error(store, name, required):
    with Misbehaving({name: [Reply(b"", 404)]}) as service:
        assert "does not have this" in str(refused(service, store, required=required))
        assert service.asked[name] == 1


@pytest.mark.parametrize("name", SETS)
def test_a_service_that_refuses_is_not_asked_again(store, name):
    with Misbehaving({name: [Reply(b"", 403)]}) as service:
        assert "status 403" in str(refused(service, store))
        assert service.asked[name] == 1


def test_an_answer_above_the_limit_is_refused():
    with (
        Misbehaving({"x": [Reply(b"a" * 2000)]}) as service,
        pytest.raises(SourceError, match="larger than 1000 bytes"),
    ):
        get_bytes(f"{service.url}/x", HttpOptions(max_bytes=1000, wait_s=0.0005))


@pytest.mark.parametrize("name", ["TableInfos", "DataProperties"])
def test_metadata_that_unpacks_above_the_limit_is_refused(store, monkeypatch, name):
    monkeypatch.setattr(odata, "MAX_METADATA_BYTES", 10_000)
    packed = gzip.compress(b"[" + b" " * 1_000_000 + b"]")
    bomb = Reply(packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})
    with Misbehaving({name: [bomb]}) as service:
        assert len(packed) < 10_000
        assert "larger than 10000 bytes" in str(refused(service, store))


def test_a_page_that_unpacks_above_the_limit_is_refused(store, monkeypatch):
    monkeypatch.setattr(protocols, "MAX_PAGE_BYTES", 10_000)
    packed = gzip.compress(b"[" + b" " * 1_000_000 + b"]")
    bomb = Reply(packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})
    with Misbehaving({"TypedDataSet": [bomb]}) as service:
        assert "larger than 10000 bytes" in str(refused(service, store))


def test_a_service_that_refuses_is_no_reason_to_use_an_old_snapshot(store):
    with Misbehaving() as service:
        take(service, store)
    with Misbehaving({"TableInfos": [Reply(b"", 403)]}) as service, pytest.raises(WijkfotoError):
        take(service, store)
    with Misbehaving({"TableInfos": [Reply(b"", 503)]}) as service:
        assert take(service, store).snapshot is not None


def test_a_missing_certificate_file_is_named_with_its_setting():
    with pytest.raises(SourceError, match=r"certificates cannot be read.*bronnen\.ca_bundle"):
        get_bytes("https://127.0.0.1:1/x", HttpOptions(ca_bundle="/no/such/file", wait_s=0.0005))


def test_an_answer_that_is_not_encrypted_is_no_answer_over_https():
    with (
        Misbehaving() as service,
        pytest.raises(SourceError, match=r"certificate|no answer"),
    ):
        get_bytes(service.url.replace("http:", "https:"), QUICK)


def test_a_table_without_a_region_dimension_is_fetched_without_its_members(store):
    bare = KWB.model_copy(update={"region_dimension": None})
    with Misbehaving() as service:
        take(service, store, source=bare)
        assert not service.asked["WijkenEnBuurten"]


def test_metadata_in_two_pages_is_one_list(store):
    pages = [
        rows(PROPERTIES[:1], f"{{url}}/ODataFeed/odata/{TABLE}/DataProperties?$skip=1"),
        rows(PROPERTIES[1:]),
    ]
    members = [
        rows(MEMBERS[:2], f"{{url}}/ODataFeed/odata/{TABLE}/WijkenEnBuurten?$skip=2"),
        rows(MEMBERS[2:]),
    ]
    with Misbehaving({"DataProperties": pages, "WijkenEnBuurten": members}) as service:
        snapshot = take(service, store).snapshot
    assert snapshot is not None
    assert store.read_json(snapshot, "DataProperties.json") == PROPERTIES
    assert store.read_json(snapshot, "WijkenEnBuurten.json") == MEMBERS
