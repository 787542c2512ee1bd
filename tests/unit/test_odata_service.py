"""The stand-in for the OData service keeps the shapes of the real one; no figure is judged here."""

import json
import socket
import struct
import threading
from collections.abc import Iterator

import cbsodata
import numpy as np
import pandas as pd
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.sample.odata_json import literal, page
from wijkfoto.sample.odata_query import Query
from wijkfoto.sample.service import API_LIMIT, ODataService, ServedTable

CODES = ["NL00      ", "GM9901    ", "WK990100  ", "BU99010000", "BU99010001"]


def table(rows: pd.DataFrame, table_id: str = "84799NED") -> ServedTable:
    return ServedTable(
        table_id=table_id,
        info={"ID": 0, "Identifier": table_id, "Title": "FICTIEF proef", "Period": "2020"},
        properties=[
            {"odata.type": "Cbs.OData.Topic", "Key": "AantalInwoners_5", "Datatype": "Long"},
            {"odata.type": "Cbs.OData.Topic", "Key": "Dichtheid_6", "Datatype": "Double"},
        ],
        dimensions={"WijkenEnBuurten": [{"Key": code, "Title": "x"} for code in CODES]},
        rows=rows,
    )


def five_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ID": range(5),
            "WijkenEnBuurten": CODES,
            "AantalInwoners_5": [100.0, None, 35.0, 0.0, 5.0],
            "Dichtheid_6": [2.0, 1.5, None, None, 0.1],
        }
    )


@pytest.fixture
def service() -> Iterator[ODataService]:
    with ODataService([table(five_rows())], page_size=2) as running:
        yield running


@pytest.fixture
def oracle(service: ODataService) -> Iterator[ODataService]:
    """cbsodata, pointed at the stand-in and put back afterwards."""
    before = cbsodata.options.use_https, cbsodata.options.catalog_url
    cbsodata.options.use_https = False
    cbsodata.options.catalog_url = service.url.removeprefix("http://")
    yield service
    cbsodata.options.use_https, cbsodata.options.catalog_url = before


def get(service: ODataService, path: str) -> requests.Response:
    return requests.get(service.url + path, timeout=10)


def feed(service: ODataService, rest: str) -> dict[str, object]:
    answer = get(service, f"/ODataFeed/odata/84799NED/{rest}")
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


def test_the_service_document_names_every_set_with_its_address(service):
    sets = {row["name"]: row["url"] for row in feed(service, "?$format=json")["value"]}
    assert list(sets) == [
        "TableInfos",
        "UntypedDataSet",
        "TypedDataSet",
        "DataProperties",
        "CategoryGroups",
        "WijkenEnBuurten",
    ]
    info = requests.get(sets["TableInfos"] + "?$format=json", timeout=10).json()["value"]
    assert info[0]["Period"] == "2020"


def test_a_long_set_comes_in_pages_that_each_lead_to_the_next(service):
    address = f"{service.url}/ODataFeed/odata/84799NED/TypedDataSet?$format=json"
    sizes, ids = [], []
    while address:
        body = requests.get(address, timeout=10).json()
        sizes.append(len(body["value"]))
        ids += [row["ID"] for row in body["value"]]
        address = body.get("odata.nextLink")
    assert sizes == [2, 2, 1]
    assert ids == [0, 1, 2, 3, 4]


def test_the_next_link_is_complete_so_resending_parameters_fails(service):
    following = str(feed(service, "TypedDataSet?$format=json")["odata.nextLink"])
    assert following.startswith(service.url)
    assert "$skip=2" in following
    assert "$format=json" in following
    again = requests.get(following, params={"$format": "json"}, timeout=10)
    assert again.status_code == 400
    assert "odata.error" in again.json()


def test_the_next_link_keeps_selection_filter_and_what_is_left_of_top(service):
    following = str(feed(service, "TypedDataSet?$format=json&$select=ID&$top=3")["odata.nextLink"])
    assert requests.get(following, timeout=10).json()["value"] == [{"ID": 2}]


def test_dimensions_come_in_pages_too(service):
    body = feed(service, "WijkenEnBuurten?$format=json")
    assert len(body["value"]) == 2
    assert "odata.nextLink" in body


def test_the_untyped_set_pads_figures_and_marks_missing_with_a_dot(service):
    rows = feed(service, "UntypedDataSet?$format=json")["value"]
    assert rows[0] == {
        "ID": 0,
        "WijkenEnBuurten": "NL00      ",
        "AantalInwoners_5": "     100",
        "Dichtheid_6": "       2",
    }
    assert rows[1]["AantalInwoners_5"] == "       ."


def test_the_typed_set_keeps_whole_numbers_whole_and_missing_null(service):
    answer = get(service, "/ODataFeed/odata/84799NED/TypedDataSet?$format=json&$skip=1&$top=1")
    assert '"AantalInwoners_5":null,"Dichtheid_6":1.5' in answer.text
    answer = get(service, "/ODataFeed/odata/84799NED/TypedDataSet?$format=json&$top=1")
    assert '"AantalInwoners_5":100,"Dichtheid_6":2.0' in answer.text


def test_a_32_bit_float_is_written_as_its_shortest_decimal():
    rows = pd.DataFrame({"Dichtheid_6": np.array([7888.2, np.nan, 0.1], "float32")})
    assert page(rows, {"Dichtheid_6": "Double"}, typed=True) == [
        '{"Dichtheid_6":7888.2}', '{"Dichtheid_6":null}', '{"Dichtheid_6":0.1}',
    ]  # fmt: skip


def test_a_filter_needs_the_padded_key(service):
    def found(key: str) -> int:
        text = f"TypedDataSet?$format=json&$filter=WijkenEnBuurten eq '{key}'"
        return len(feed(service, text)["value"])

    assert found("GM9901    ") == 1
    assert found("GM9901") == 0


def test_filters_join_with_or_and_and(service):
    either = "WijkenEnBuurten eq 'NL00      ' or (WijkenEnBuurten eq 'BU99010001')"
    both = "WijkenEnBuurten eq 'NL00      ' and WijkenEnBuurten eq 'BU99010001'"
    address = "TypedDataSet?$format=json&$filter="
    assert [row["ID"] for row in feed(service, address + either)["value"]] == [0, 4]
    assert feed(service, address + both)["value"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ODataFeed/odata/00000NED/TypedDataSet?$format=json", 404),
        ("/ODataFeed/odata/84799NED/Perioden?$format=json", 404),
        ("/elders?$format=json", 404),
        ("/ODataFeed/odata/84799NED/TypedDataSet", 400),
        ("/ODataFeed/odata/84799NED/TypedDataSet?$format=xml", 400),
        ("/ODataFeed/odata/84799NED/TypedDataSet?$format=json&$skip=x", 400),
        ("/ODataFeed/odata/84799NED/TypedDataSet?$format=json&$orderby=ID", 400),
        ("/ODataFeed/odata/84799NED/TypedDataSet?$format=json&$select=Onbekend", 400),
        ("/ODataFeed/odata/84799NED/TypedDataSet?$format=json&$filter=ID gt 3", 400),
    ],
)
def test_what_cannot_be_answered_is_an_odata_error(service, path, status):
    answer = get(service, path)
    assert answer.status_code == status
    assert answer.json()["odata.error"]["message"]["value"]


def test_the_api_refuses_more_than_its_limit_and_the_feed_does_not():
    rows = pd.DataFrame({"ID": range(API_LIMIT + 1)})
    with ODataService([table(rows)]) as service:
        refused = get(service, "/ODataApi/odata/84799NED/TypedDataSet?$format=json")
        part = get(service, "/ODataApi/odata/84799NED/TypedDataSet?$format=json&$top=10")
        served = get(service, "/ODataFeed/odata/84799NED/TypedDataSet?$format=json")
    assert refused.status_code == 400
    assert "odata.error" in refused.json()
    assert len(part.json()["value"]) == 10
    assert len(served.json()["value"]) == API_LIMIT


def test_the_catalog_finds_a_table_by_identifier():
    tables = [table(five_rows()), table(five_rows(), "84583NED")]
    with ODataService(tables) as service:
        address = "/ODataCatalog/Tables?$format=json"
        every = get(service, address).json()["value"]
        one = get(service, address + "&$filter=Identifier eq '84583NED'").json()["value"]
        none = get(service, address + "&$filter=Identifier eq '00000NED'").json()["value"]
    assert len(every) == 2
    assert [row["Identifier"] for row in one] == ["84583NED"]
    assert none == []


def test_only_get_is_served(service):
    assert requests.post(f"{service.url}/ODataCatalog/Tables", timeout=10).status_code == 501


def test_requests_are_counted_and_a_second_one_gives_the_same_bytes(service, capfd):
    path = "/ODataFeed/odata/84799NED/TypedDataSet?$format=json"
    first, second = get(service, path), get(service, path)
    assert first.content == second.content
    assert service.requests == [path, path]
    assert capfd.readouterr().err == ""


def test_a_client_that_hangs_up_leaves_no_trace_in_the_terminal(service, capfd):
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /ODataFeed/odata/84799NED/TypedDataSet HTTP/1.1\r\n")
        # With no time to linger, closing resets the connection instead of ending it.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert get(service, "/ODataFeed/odata/84799NED/TableInfos?$format=json").ok
    for thread in threading.enumerate():
        if "process_request" in thread.name:
            thread.join(timeout=10)
    assert capfd.readouterr().err == ""


def test_outside_its_context_the_service_has_no_address():
    with pytest.raises(RuntimeError, match="context manager"):
        _ = ODataService([]).url


def test_two_tables_with_one_id_are_refused():
    with pytest.raises(ValueError, match="must differ"):
        ODataService([table(five_rows()), table(five_rows())])


@pytest.mark.usefixtures("oracle")
def test_cbsodata_reads_information_metadata_and_every_page():
    assert cbsodata.get_info("84799NED")["Title"] == "FICTIEF proef"
    assert len(cbsodata.get_meta("84799NED", "WijkenEnBuurten")) == 5
    rows = cbsodata.get_data("84799NED")
    assert [row["AantalInwoners_5"] for row in rows] == [100, None, 35, 0, 5]
    assert cbsodata.get_table_list(filters="Identifier eq '84799NED'")[0]["Period"] == "2020"


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_value_survives_as_json(value):
    assert json.loads(literal(value)) == value


@given(
    st.lists(
        st.fixed_dictionaries({"a": st.one_of(st.none(), st.integers(-9, 9)), "b": st.text()}),
        min_size=1,
        max_size=20,
    )
)
def test_a_page_made_by_column_equals_the_rows_it_came_from(rows):
    frame = pd.DataFrame(rows, columns=["a", "b"]).astype({"a": "Int64", "b": object})
    assert [json.loads(text) for text in page(frame, {}, typed=True)] == rows


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 50)), st.integers(1, 9))
def test_the_query_of_the_next_page_reads_back_as_it_was_written(skip, top, size):
    query = Query(json=True, skip=skip, top=top, select=("ID", "b"), filter="b eq 'x '")
    following = query.next_page(size) if top is None or top >= size else query
    assert Query.parse(following.text()) == following
