"""A made table as that of the police: every kind of every region and year, with padded keys.

Small enough to see through; which of it is asked for, and what becomes of it, is for each test.
"""

from collections.abc import Mapping
from itertools import product

import pandas as pd

from wijkfoto.catalog import shipped_catalog
from wijkfoto.sample.properties import Column, properties
from wijkfoto.sample.served import ServedTable

CATALOG = shipped_catalog()
POLITIE = CATALOG.sources["politie_misdrijven"]
TABLE = POLITIE.tables[0]
SURE = TABLE.model_copy(update={"status": "bevestigd"})
FIGURES = [i for i in CATALOG.indicators.values() if i.source_id == POLITIE.source_id]

KINDS = {
    "0.0.0 ": "Totaal misdrijven", "1.1.1 ": "Diefstal/inbraak woning",
    "1.1.2 ": "Diefstal/inbraak box/garage/schuur", "1.4.3 ": "Openlijk geweld (persoon)",
    "1.4.4 ": "Bedreiging", "1.4.5 ": "Mishandeling", "2.1.1 ": "Drugs/drankoverlast",
    "2.2.1 ": "Vernieling cq. zaakbeschadiging", "2.4.1 ": "Burengerucht (relatieproblemen)",
    "2.5.2 ": "Winkeldiefstal",
}  # fmt: skip
REGIONS = ("NL00", "GM0606", "WK060606", "BU06060601")
YEARS = (2016, 2018, 2019, 2020)
WINDOW = range(2016, 2021)


def police_table(changed: Mapping[int, int | None] | None = None) -> ServedTable:
    """Return the table; a figure is its place, unless `changed` gives another by place."""
    keys = list(product(KINDS, REGIONS, [*(f"{year}JJ00" for year in YEARS), "2020MM01"]))
    figures = {place: place for place in range(len(keys))} | dict(changed or {})
    rows = pd.DataFrame(
        {
            "ID": range(len(keys)),
            "SoortMisdrijf": [kind for kind, _, _ in keys],
            "WijkenEnBuurten": [region.ljust(10) for _, region, _ in keys],
            "Perioden": [period for _, _, period in keys],
            "GeregistreerdeMisdrijven_1": pd.array(list(figures.values()), dtype="Int64"),
        }
    )
    described = [
        {"Type": "Dimension", "Key": "SoortMisdrijf", "Title": "Soort misdrijf"},
        {"Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken en buurten"},
        {"Type": "TimeDimension", "Key": "Perioden", "Title": "Perioden"},
    ]
    measure = Column(
        1, (), "GeregistreerdeMisdrijven", "Geregistreerde misdrijven", "aantal", "Long"
    )
    return ServedTable(
        table_id=TABLE.table_id,
        info={
            "ID": 0, "Identifier": TABLE.table_id, "Modified": "2026-01-15T02:00:00",
            "Title": "Geregistreerde misdrijven; soort misdrijf, wijk, buurt, jaarcijfers",
            "Period": "2016-2020", "RecordCount": len(rows),
        },
        properties=properties(described, [measure]),
        dimensions={
            "SoortMisdrijf": [{"Key": key, "Title": title} for key, title in KINDS.items()],
            "WijkenEnBuurten": [{"Key": r.ljust(10), "Title": r} for r in REGIONS],
            "Perioden": [{"Key": p, "Title": p[:4]} for p in rows["Perioden"].unique()],
        },
        rows=rows,
    )  # fmt: skip


def place_of(kind: str, region: str, year: int) -> int:
    """Return the place of a row, which is also its figure."""
    periods = len(YEARS) + 1
    return (list(KINDS).index(kind.ljust(6)) * len(REGIONS) + REGIONS.index(region)) * periods + (
        YEARS.index(year)
    )
