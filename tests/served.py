"""Recorded real tables, served the way CBS and RIVM serve them.

Reads `$WIJKFOTO_TESTDATA`; no figure is kept here.
"""

import json
import re

import pandas as pd

from tests.helpers import TESTDATA
from wijkfoto.sample.served import ServedTable

_RECORDED = TESTDATA / "cbs_odata_recorded_statline_bq"
_KWB2017 = TESTDATA / "cbs_kwb2017_national" / "83765NED_TypedDataSet_selected_columns.parquet"
_RIVM = TESTDATA / "rivm_gezondheid_wijk_buurt" / "50090NED_2012_2016_2020.parquet"
SHAPES_2022 = TESTDATA / "cbs_kwb2022_wijken_geo_tmap" / "NLD_dist_wijken_2022.parquet"

_SUFFIX = re.compile(r"_\d+$")


def kwb_2020() -> ServedTable:
    """KWB 2020 of March 2021, the whole country, exactly as recorded."""
    base = _RECORDED / "84799NED"
    return ServedTable(
        table_id="84799NED",
        info=json.loads((base / "cbs.v3.84799NED_Metadata.json").read_text(encoding="utf-8")),
        properties=_records(_properties_2020().rename(columns={"odata_type": "odata.type"})),
        dimensions={
            "WijkenEnBuurten": _records(
                pd.read_parquet(base / "cbs.v3.84799NED_WijkenEnBuurten.parquet")
            )
        },
        rows=pd.read_parquet(base / "cbs.v3.84799NED_TypedDataSet.parquet"),
    )


def kwb_2017() -> ServedTable:
    """KWB 2017, its 22 columns; names from the recorded v4 codes, stems and groups as in 2020."""
    rows = pd.read_parquet(_KWB2017)
    codes = pd.read_parquet(_RECORDED / "83765NED" / "cbs.v4.83765NED_WijkenEnBuurtenCodes.parquet")
    members = [
        {
            "Key": str(code).ljust(10),
            "Title": title,
            "Description": "",
            "Municipality": "",
            "DetailRegionCode": code,
        }
        for code, title in zip(codes["Identifier"], codes["Title"], strict=True)
    ]
    return ServedTable(
        table_id="83765NED",
        info=_info("83765NED", "Kerncijfers wijken en buurten 2017", "2017", len(rows)),
        properties=_properties_2017(list(rows.columns)),
        dimensions={"WijkenEnBuurten": members},
        rows=rows,
    )


def rivm() -> ServedTable:
    """RIVM 50090NED, three years; keys padded to ten, units per cent."""
    rows = pd.read_parquet(_RIVM)
    for column in ("WijkenEnBuurten", "Codering_3", "SoortRegio_2"):
        rows[column] = rows[column].astype(str).str.ljust(10)
    rows["Leeftijd"] = rows["Leeftijd"].astype(str)
    rows["ID"] = range(len(rows))
    measures = [c for c in rows.columns if _SUFFIX.search(c)]
    titles = rows.drop_duplicates("WijkenEnBuurten")
    return ServedTable(
        table_id="50090NED",
        info=_info("50090NED", "Gezondheid per wijk en buurt", "2012, 2016, 2020", len(rows))
        | {"Modified": "2022-06-27T00:00:00", "Catalog": "RIVM"},
        properties=[
            {
                "ID": number,
                "Type": "Topic" if key in measures else "Dimension",
                "Key": key,
                "Title": _SUFFIX.sub("", key),
                "ParentID": None,
                "Unit": "%" if rows[key].dtype.kind == "f" else "",
                "Datatype": "Double" if rows[key].dtype.kind == "f" else "String",
            }
            for number, key in enumerate(c for c in rows.columns if c != "ID")
        ],
        dimensions={
            "WijkenEnBuurten": [
                {"Key": key, "Title": name}
                for key, name in zip(
                    titles["WijkenEnBuurten"], titles["Gemeentenaam_1"], strict=True
                )
            ],
            "Leeftijd": [{"Key": key, "Title": key} for key in ("20300", "53115", "80200")],
            "Marges": [{"Key": "MW00000", "Title": "Waarde"}],
            "Perioden": [{"Key": f"{y}JJ00", "Title": str(y)} for y in (2012, 2016, 2020)],
        },
        rows=rows,
    )


def real_tables() -> list[ServedTable]:
    """The three recorded tables together."""
    return [kwb_2020(), kwb_2017(), rivm()]


def _properties_2020() -> pd.DataFrame:
    return pd.read_parquet(_RECORDED / "84799NED" / "cbs.v3.84799NED_DataProperties.parquet")


def _properties_2017(columns: list[str]) -> list[dict[str, object]]:
    """Give each 2017 column the title, unit and group of the 2020 column with the same stem."""
    known = _properties_2020().rename(columns={"odata_type": "odata.type"})
    by_stem = {_SUFFIX.sub("", str(key)): n for n, key in known["Key"].items() if key}
    groups = known[known["Type"] == "TopicGroup"]
    geo = known[known["Type"] == "GeoDetail"]
    topics = []
    for key in columns:
        stem = _SUFFIX.sub("", key)
        if stem in by_stem and key != "WijkenEnBuurten":
            topics.append(known.loc[by_stem[stem]].to_dict() | {"Key": key})
    return _records(pd.concat([geo, groups, pd.DataFrame(topics)], ignore_index=True))


def _info(table_id: str, title: str, period: str, rows: int) -> dict[str, object]:
    return {
        "Identifier": table_id,
        "Title": title,
        "Period": period,
        "Modified": "2022-02-25T02:00:00",
        "RecordCount": rows,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {
            k: int(v) if isinstance(v, float) and k in {"ID", "ParentID", "Position"} else v
            for k, v in row.items()
        }
        for row in plain.to_dict("records")
    ]
