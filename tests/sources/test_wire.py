"""What the line itself does: drips, resets, proxies, and several tables at a time."""

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.misbehaving import ROWS, TABLE, Misbehaving, Reply, rows
from wijkfoto.bronnen import http
from wijkfoto.bronnen.fetch import Fetched
from wijkfoto.bronnen.http import (
    TRIES,
    HttpOptions,
    TransientError,
    UnavailableError,
    body_pieces,
    environment,
    get_bytes,
)
from wijkfoto.bronnen.walk import Stopped, StoppedError
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import SourceError
from wijkfoto.settings import load_settings
from wijkfoto.stages import sources
from wijkfoto.stages.workspace import Workspace

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
PATIENT = HttpOptions(timeout_s=0.3, wait_s=0.0005)
"""Far longer than the pause between two drips, so that a busy machine does not look silent."""


def test_an_answer_that_drips_is_cut_off_though_every_byte_is_in_time(monkeypatch):
    monkeypatch.setattr(http, "LEAST_RATE", 1_000_000)
    drip = Reply(b"x" * 10_000, drips=0.001)
    with (
        Misbehaving({"x": [drip]}) as service,
        pytest.raises(UnavailableError, match="comes too slowly"),
    ):
        get_bytes(f"{service.url}/x", PATIENT)
    assert service.asked["x"] == TRIES


class Answer:
    """An answer whose body comes in pieces of a given size."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = iter((*pieces, b""))
        self.raw = self

    def read1(self, _most: int, *, decode_content: bool) -> bytes:
        assert decode_content
        return next(self.pieces)


@pytest.mark.parametrize(
    ("seconds", "size", "whole"),
    [(5.0, 1, True), (10.0, 1, False), (10.0, http.LEAST_RATE * 30, True)],
)
def test_a_body_must_bring_the_least_rate_once_the_first_wait_is_over(seconds, size, whole):
    moments = iter(n * seconds for n in range(10))
    answer = Answer(*[b"x" * size] * 4)
    read = body_pieces(answer, "x", HttpOptions(timeout_s=20), clock=lambda: next(moments))
    if whole:
        assert sum(map(len, read)) == 4 * size
        return
    with pytest.raises(TransientError, match="too slowly"):
        list(read)


def test_two_resets_halfway_are_no_fault():
    whole = Reply(b"x" * 5000)
    reset = Reply(whole.body, resets=True)
    with Misbehaving({"x": [reset, reset, whole]}) as service:
        assert get_bytes(f"{service.url}/x", QUICK) == whole.body
        assert service.asked["x"] == 3


def test_a_packed_body_is_unpacked_and_one_that_is_damaged_tried_again():
    packed = gzip.compress(b"waarde" * 1000)
    head = {"Content-Encoding": "gzip"}
    damaged = Reply(packed[:15] + b"\xff" * 5 + packed[20:], headers=head)
    with Misbehaving({"x": [damaged, Reply(packed, headers=head)]}) as service:
        assert get_bytes(f"{service.url}/x", QUICK) == b"waarde" * 1000
        assert service.asked["x"] == 2


def test_a_proxy_of_the_settings_is_asked_instead_of_the_service():
    with Misbehaving({"x": [Reply(b"via")]}) as proxy:
        options = HttpOptions(timeout_s=5, wait_s=0.0005, proxy=proxy.url)
        assert get_bytes("http://statline.test/x", options) == b"via"
        assert proxy.asked["x"] == 1


def test_no_proxy_leads_to_this_machine(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Misbehaving() as proxy, Misbehaving({"x": [Reply(b"zelf")]}) as service:
        options = HttpOptions(timeout_s=5, wait_s=0.0005, proxy=proxy.url)
        assert get_bytes(f"{service.url}/x", options) == b"zelf"
        assert not proxy.asked


def test_the_proxy_of_the_settings_goes_before_that_of_the_environment(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://omgeving.test:1")
    url = "https://statline.test/x"
    assert environment(url, QUICK)["proxies"]["https"] == "http://omgeving.test:1"
    own = HttpOptions(proxy="http://jan:geheim@eigen.test:2")
    assert environment(url, own)["proxies"]["https"] == "http://jan:geheim@eigen.test:2"
    assert environment(url, own)["verify"] is not False


def test_a_proxy_that_fails_is_reported_without_its_password():
    options = HttpOptions(timeout_s=1, wait_s=0.0005, proxy="http://jan:geheim@127.0.0.1:1")
    with pytest.raises(UnavailableError) as caught:
        get_bytes("http://statline.test/x", options)
    error: BaseException | None = caught.value
    while error is not None:
        assert "geheim" not in repr(error)
        error = error.__cause__ or error.__context__
    assert "geheim" not in repr(options)


YEARS = ("83765NED", "84286NED", "84583NED", "84799NED")


class FourTables(Misbehaving):
    """Gives the kerncijfers of four years; counts how many tables are asked at one moment."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: dict[str, Reply] = {}
        self.busy: set[str] = set()
        self.most = 0
        self.together = threading.Barrier(2)

    def reply(self, path: str) -> Reply:
        table, name = path.split("/odata/")[1].split("?", maxsplit=1)[0].split("/")
        if name == "TypedDataSet":
            self.busy.add(table)
            self.most = max(self.most, len(self.busy))
            if self.together.parties > 1:
                self.together.wait(timeout=20)
            self.busy.discard(table)
            if table in self.fails:
                return self.fails[table]
            return rows(ROWS)
        if name == "TableInfos":
            year = str(2017 + YEARS.index(table))
            return rows(
                [
                    self.info
                    | {
                        "Identifier": table,
                        "Period": year,
                        "Title": f"Kerncijfers wijken en buurten {year}",
                    }
                ]
            )
        return super().reply(path)


@pytest.fixture
def four() -> Iterator[FourTables]:
    with FourTables() as service:
        yield service


def workspace(home: Path, service: Misbehaving, **bronnen: object) -> Workspace:
    settings = load_settings(
        home=home, bronnen={"peiljaar": 2020, "cbs_url": service.url, "timeout_s": 5} | bronnen
    )
    ws = Workspace(settings)
    ws.home.prepare()
    return ws


@pytest.fixture
def only_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """The four years of the kerncijfers and nothing else, whatever the catalog holds."""

    def four_years(_: Workspace, source: Source) -> list[SourceTable]:
        by_id = {table.table_id: table for table in source.tables}
        return [by_id[table_id] for table_id in YEARS]

    monkeypatch.setattr(sources, "wanted_tables", four_years)


@pytest.mark.usefixtures("only_four")
def test_two_tables_are_fetched_at_a_time_and_stand_in_the_order_of_the_catalog(tmp_path, four):
    # The barrier lets a page go only when another table is at its page too.
    report = sources.fetch_source(workspace(tmp_path, four), "cbs_kwb")
    assert four.most == 2
    assert list(report.rows) == list(YEARS)
    assert [name.split("/")[1] for name in report.snapshot_ids] == list(YEARS)


@pytest.mark.usefixtures("only_four")
def test_one_at_a_time_can_be_asked_for(tmp_path, four):
    four.together = threading.Barrier(1)
    report = sources.fetch_source(workspace(tmp_path, four, gelijktijdig=1), "cbs_kwb")
    assert four.most == 1
    assert list(report.rows) == list(YEARS)


@pytest.mark.usefixtures("only_four")
def test_the_first_fault_stops_the_rest_and_is_the_one_that_is_told(tmp_path, four):
    four.together = threading.Barrier(1)
    # The table of the peiljaar goes first (28 November 2026), so that its fault is the one told.
    four.fails["84799NED"] = Reply(b"", 403)
    ws = workspace(tmp_path, four, gelijktijdig=1)
    with pytest.raises(SourceError, match="status 403"):
        sources.fetch_source(ws, "cbs_kwb")
    assert four.asked["DataProperties"] == 1
    assert [ws.store.latest("cbs", table) for table in YEARS] == [None] * 4


def test_of_two_faults_the_one_that_the_catalog_names_first_is_told(tmp_path, monkeypatch):
    both = threading.Barrier(2)

    def fail(
        _: Workspace, source: Source, table: SourceTable, stopped: Stopped, *, by_file: bool
    ) -> Fetched:
        assert source.tables
        assert not by_file
        assert not stopped()
        both.wait(timeout=20)
        raise SourceError(table.table_id)

    def first_two(_: Workspace, source: Source) -> list[SourceTable]:
        return [table for table in source.tables if table.table_id in YEARS[:2]]

    monkeypatch.setattr(sources, "_table", fail)
    monkeypatch.setattr(sources, "wanted_tables", first_two)
    with Misbehaving() as service, pytest.raises(SourceError, match=YEARS[0]):
        sources.fetch_source(workspace(tmp_path, service), "cbs_kwb")


def test_a_table_that_is_stopped_ends_at_its_next_bytes_and_keeps_no_half_page(tmp_path):
    with Misbehaving() as service:
        ws = workspace(tmp_path, service)
        source = ws.catalog.sources["cbs_kwb"]
        table = next(t for t in source.tables if t.table_id == TABLE)
        asked = iter([False] * 2)
        with pytest.raises(StoppedError, match="stopped"):
            sources._table(ws, source, table, lambda: next(asked, True), by_file=False)
        assert service.asked["TypedDataSet"] == 1
    assert [path for path in ws.store.root.rglob("*") if path.is_file()] == []


def test_without_a_network_the_table_of_the_peiljaar_is_the_one_that_is_told(tmp_path, monkeypatch):
    asked: list[int | None] = []

    def fail(
        _: Workspace, __: Source, table: SourceTable, stopped: Stopped, *, by_file: bool
    ) -> Fetched:
        assert not by_file
        if stopped():
            raise StoppedError("stopped")
        asked.append(table.peiljaar)
        raise SourceError(table.label)

    monkeypatch.setattr(sources, "_table", fail)
    with Misbehaving() as service:
        ws = workspace(tmp_path, service)
        with pytest.raises(SourceError, match=f"{ws.peiljaar}"):
            sources.fetch_source(ws, "cbs_kwb")
    assert asked[0] == ws.peiljaar
