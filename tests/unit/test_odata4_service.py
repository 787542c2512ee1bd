"""The stand-in speaks OData v4 over the tables that it serves over v3; no figure is judged here."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
import requests

from wijkfoto.sample.served import ServedTable
from wijkfoto.sample.service import ODataService

CODES = ["NL00      ", "GM9901    ", "WK990100  "]
TABLE = ServedTable(
    table_id="84799NED",
    info={"Identifier": "84799NED", "Title": "FICTIEF proef", "Period": "2020",
          "Modified": "2021-03-26T02:00:00"},
    properties=[
        {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten",
         "Title": "Wijken en buurten"},
        {"ID": 1, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
        {"ID": 2, "ParentID": 1, "Type": "TopicGroup", "Key": "", "Title": "Geslacht"},
        {"ID": 3, "ParentID": 2, "Type": "Topic", "Key": "Mannen_6", "Title": "Mannen",
         "Unit": "aantal", "Datatype": "Long"},
        {"ID": 4, "ParentID": 1, "Type": "Topic", "Key": "Dichtheid_7", "Title": "Dichtheid",
         "Unit": "per km²", "Datatype": "Double"},
        {"ID": 5, "ParentID": None, "Type": "Topic", "Key": "Codering_8", "Title": "Codering",
         "Unit": "code", "Datatype": "String"},
    ],
    dimensions={"WijkenEnBuurten": [{"Key": code, "Title": f"naam {code}"} for code in CODES]},
    rows=pd.DataFrame(
        {
            "ID": range(3),
            "WijkenEnBuurten": CODES,
            "Mannen_6": pd.array([10, None, 0], "Int64"),
            "Dichtheid_7": np.array([7888.2, np.nan, np.nan], "float32"),
            "Codering_8": CODES,
        }
    ),
)  # fmt: skip
ROOT = "/odata/v1/CBS/84799NED"


@pytest.fixture
def service() -> Iterator[ODataService]:
    with ODataService([TABLE]) as running:
        yield running


def get(service: ODataService, name: str) -> dict[str, Any]:
    answer = requests.get(f"{service.url}{ROOT}{name}", timeout=10)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def values(service: ODataService, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(service, name)["value"]
    return found


def test_the_service_document_names_every_set(service):
    assert [row["name"] for row in values(service, "")] == [
        "Properties", "Observations", "MeasureCodes", "MeasureGroups", "Dimensions",
        "WijkenEnBuurtenCodes",
    ]  # fmt: skip


def test_properties_are_one_record_that_counts_the_cells(service):
    found = get(service, "/Properties")
    assert "value" not in found
    assert found["Identifier"] == "84799NED"
    assert found["TemporalCoverage"] == "2020"
    assert found["Modified"] == "2021-03-26T00:00:00+01:00"
    assert found["ObservationCount"] == len(values(service, "/Observations"))


def test_measures_have_opaque_names_and_lie_in_groups(service):
    measures = values(service, "/MeasureCodes")
    assert [(m["Title"], m["Unit"], m["DataType"]) for m in measures] == [
        ("Mannen", "aantal", "Long"),
        ("Dichtheid", "per km²", "Double"),
        ("Codering", "code", "String"),
    ]
    assert not {m["Identifier"] for m in measures} & {"Mannen_6", "Dichtheid_7", "Codering_8"}
    groups = {g["Id"]: g for g in values(service, "/MeasureGroups")}
    sexes = groups[measures[0]["MeasureGroupId"]]
    assert (sexes["Title"], groups[sexes["ParentId"]]["Title"]) == ("Geslacht", "Bevolking")
    assert measures[2]["MeasureGroupId"] is None


def test_members_of_a_dimension_are_not_padded(service):
    assert [m["Identifier"] for m in values(service, "/WijkenEnBuurtenCodes")] == [
        "NL00", "GM9901", "WK990100",
    ]  # fmt: skip
    assert values(service, "/Dimensions")[0]["Kind"] == "GeoDetail"


def test_a_cell_is_one_observation_and_an_empty_one_is_impossible_or_not_there(service):
    titles = {m["Identifier"]: m["Title"] for m in values(service, "/MeasureCodes")}
    cells = [
        (titles[o["Measure"]], o["WijkenEnBuurten"], o["ValueAttribute"], o["Value"],
         o["StringValue"])
        for o in values(service, "/Observations")
    ]  # fmt: skip
    assert cells == [
        ("Mannen", "NL00", "None", 10.0, None),
        ("Dichtheid", "NL00", "None", 7888.2, None),
        ("Codering", "NL00", "None", None, "NL00      "),
        ("Mannen", "GM9901", "Impossible", None, None),
        ("Codering", "GM9901", "None", None, "GM9901    "),
        ("Mannen", "WK990100", "None", 0.0, None),
        ("Codering", "WK990100", "None", None, "WK990100  "),
    ]
    assert [o["Id"] for o in values(service, "/Observations")] == list(range(7))


def test_observations_come_in_pages_that_each_lead_to_the_next():
    rows = pd.concat([TABLE.rows] * 5, ignore_index=True)
    rows["ID"] = range(len(rows))
    many = ServedTable("84799NED", TABLE.info, TABLE.properties, TABLE.dimensions, rows)
    with ODataService([many], page_size=1) as service:
        address, sizes, ids = f"{service.url}{ROOT}/Observations", [], []
        while address:
            body = requests.get(address, timeout=10).json()
            sizes.append(len(body["value"]))
            ids += [row["Id"] for row in body["value"]]
            address = body.get("@odata.nextLink")
    assert sizes == [10, 10, 10, 5]
    assert ids == list(range(35))


@pytest.mark.parametrize("path", [f"{ROOT}/Perioden", "/odata/v1/CBS/00000NED/Properties"])
def test_what_is_not_there_is_not_found(service, path):
    assert requests.get(service.url + path, timeout=10).status_code == 404
