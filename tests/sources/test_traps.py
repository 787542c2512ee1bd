"""Traps of cbsodata that the page loop works around; a failing test tells that one is gone."""

import json
from collections.abc import Iterator

import cbsodata
import pytest
import requests

from tests.sources.misbehaving import INFO, TABLE, Misbehaving, Reply, rows
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.odata import OData3
from wijkfoto.bronnen.service import same_service

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
TWINS = [{"Key": key, "Title": "Centrum"} for key in ("WK060600  ", "WK011400  ")]
TWIN_ROWS = [
    {"ID": 0, "WijkenEnBuurten": "WK060600  ", "AantalInwoners_5": 10},
    {"ID": 1, "WijkenEnBuurten": "WK011400  ", "AantalInwoners_5": 20},
]


class Received:
    """Holds one page, as a test can."""

    def restart(self) -> None:
        self.body = b""

    def write(self, piece: bytes) -> None:
        self.body += piece


@pytest.fixture
def service() -> Iterator[Misbehaving]:
    replies = {
        "WijkenEnBuurten": [rows(TWINS)],
        "TypedDataSet": [rows(TWIN_ROWS)],
        "UntypedDataSet": [rows([r | {"AantalInwoners_5": "       ."} for r in TWIN_ROWS])],
    }
    with Misbehaving(replies) as running:
        document = [
            {"name": name, "url": f"{running.url}/ODataFeed/odata/{TABLE}/{name}"}
            for name in ("TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties",
                         "CategoryGroups", "WijkenEnBuurten")
        ]  # fmt: skip
        running.replies[""] = [rows(document)]
        running.replies["CategoryGroups"] = [rows([])]
        yield running


@pytest.fixture
def oracle(service: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> str:
    """The host of the service, with cbsodata set to plain http."""
    monkeypatch.setattr(cbsodata.options, "use_https", False)
    return service.url.removeprefix("http://")


def test_cbsodata_makes_two_wijken_with_one_name_one(oracle, service):
    figures = cbsodata.get_data(TABLE, catalog_url=oracle)
    assert [row["WijkenEnBuurten"] for row in figures] == ["Centrum", "Centrum"]
    received = Received()
    OData3(service.url, QUICK).page(TABLE, received)
    assert b"WK060600  " in received.body
    assert b"WK011400  " in received.body


def test_cbsodata_takes_typed_the_wrong_way_round(oracle, service):
    cbsodata.get_data(TABLE, typed=True, catalog_url=oracle)
    assert (service.asked["TypedDataSet"], service.asked["UntypedDataSet"]) == (0, 1)


def test_cbsodata_waits_for_ever_unless_it_is_told_otherwise(oracle, monkeypatch):
    asked: list[object] = []
    send = requests.Session.send

    def noted(
        self: requests.Session,
        request: requests.PreparedRequest,
        timeout: float | None = None,
        **others: bool,
    ) -> requests.Response:
        asked.append(timeout)
        return send(self, request, timeout=timeout, **others)

    monkeypatch.setattr(requests.Session, "send", noted)
    cbsodata.get_meta(TABLE, "TableInfos", catalog_url=oracle)
    assert asked == [None]
    asked.clear()
    OData3(f"http://{oracle}", QUICK).info(TABLE)
    assert asked == [5]


def test_cbsodata_follows_a_next_page_to_any_host(oracle, service):
    with Misbehaving() as elsewhere:
        link = f"{elsewhere.url}/ODataFeed/odata/{TABLE}/DataProperties"
        service.replies["DataProperties"] = [rows([], link)]
        cbsodata.get_meta(TABLE, "DataProperties", catalog_url=oracle)
        assert elsewhere.asked["DataProperties"] == 1


def test_cbsodata_follows_a_redirect_to_any_host(oracle, service):
    with Misbehaving() as elsewhere:
        to = f"{elsewhere.url}/ODataFeed/odata/{TABLE}/TableInfos"
        service.replies["TableInfos"] = [Reply(b"", 302, {"Location": to})]
        cbsodata.get_meta(TABLE, "TableInfos", catalog_url=oracle)
        assert elsewhere.asked["TableInfos"] == 1


def test_our_metadata_is_what_cbsodata_gives(oracle, service):
    ours = OData3(service.url, QUICK)
    assert ours.properties(TABLE) == cbsodata.get_meta(TABLE, "DataProperties", catalog_url=oracle)
    assert ours.info(TABLE) == cbsodata.get_info(TABLE, catalog_url=oracle) == INFO
    members = cbsodata.get_meta(TABLE, "WijkenEnBuurten", catalog_url=oracle)
    noted = json.dumps(members, ensure_ascii=False, sort_keys=True, indent=1)
    assert ours.dimension(TABLE, "WijkenEnBuurten") == noted.encode()


@pytest.mark.parametrize("secure", [True, False])
def test_cbsodata_is_left_as_it_was(service, monkeypatch, secure):
    monkeypatch.setattr(cbsodata.options, "use_https", secure)
    session = cbsodata.cbsodata3.Session
    OData3(service.url, QUICK).info(TABLE)
    service.replies["TableInfos"] = [Reply(b"", 403)]
    with pytest.raises(Exception, match="403"):
        OData3(service.url, QUICK).info(TABLE)
    assert cbsodata.options.use_https is secure
    assert cbsodata.cbsodata3.Session is session


def test_a_link_that_says_http_where_we_use_https_is_asked_over_https():
    link = f"http://opendata.cbs.nl/ODataFeed/odata/{TABLE}/TypedDataSet?$format=json&$skip=10000"
    assert same_service(link, "https://opendata.cbs.nl", "x") == link.replace("http:", "https:", 1)
