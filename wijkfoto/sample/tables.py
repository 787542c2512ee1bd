"""The made tables as the service gives them: TableInfos, DataProperties, dimensions and rows.

Figures are made elsewhere; here they get the addresses and descriptions of the real tables.
"""

from functools import lru_cache

import pandas as pd

from wijkfoto.sample.described import (
    dimension_row,
    member,
    regions_row,
    table_info,
    year_member,
)
from wijkfoto.sample.kwb import kwb_rows
from wijkfoto.sample.kwb_columns import kwb_columns
from wijkfoto.sample.more_tables import more_tables
from wijkfoto.sample.plan import SAMPLE_SEED, YEARS
from wijkfoto.sample.prognosis import (
    DIMENSION,
    ESTIMATE,
    EVERYONE,
    LOWER,
    UPPER,
    prognosis_columns,
    prognosis_rows,
)
from wijkfoto.sample.prognosis import OLDER as OVER_65
from wijkfoto.sample.prognosis import YEARS as LATER_YEARS
from wijkfoto.sample.properties import Row, properties
from wijkfoto.sample.regions import LAND_RIVM, dimension, make_regions
from wijkfoto.sample.rivm import (
    ADULTS,
    OLDER,
    PERIODS,
    UNDER_65,
    VALUE,
    rivm_columns,
    rivm_rows,
)
from wijkfoto.sample.served import ServedTable
from wijkfoto.sample.ses import BOUNDARIES, PERIOD, ses_columns, ses_rows

KWB_TABLES = {
    2016: "83487NED",
    2017: "83765NED",
    2018: "84286NED",
    2019: "84583NED",
    2020: "84799NED",
}
"""Peiljaar to table id: the ids of the real tables, so that nothing downstream is special."""

RIVM_TABLE = "50090NED"
SES_TABLE = "85163NED"
PROGNOSIS_TABLE = "84527NED"

_MODIFIED = {
    "83487NED": "2017-11-30",
    "83765NED": "2018-06-30",
    "84286NED": "2018-11-30",
    "84583NED": "2020-03-31",
    "84799NED": "2021-09-30",
    RIVM_TABLE: "2022-06-27",
    SES_TABLE: "2022-03-31",
    PROGNOSIS_TABLE: "2022-06-27",
}


def made_tables(seed: int) -> list[ServedTable]:
    """Return the KWB tables of 2016 to 2020, those of RIVM and SES-WOA, the prognosis and more.

    The rows are shared between calls with the same seed: copy before changing them.
    """
    return list(_made(seed))


def sample_tables() -> list[ServedTable]:
    """Return the tables of the sample gemeente and the country around it."""
    return made_tables(SAMPLE_SEED)


@lru_cache(maxsize=2)
def _made(seed: int) -> tuple[ServedTable, ...]:
    return (
        *(_kwb(seed, year) for year in YEARS), _rivm(seed), _ses(seed), _prognosis(seed),
        *more_tables(seed),
    )  # fmt: skip


def _kwb(seed: int, year: int) -> ServedTable:
    rows = kwb_rows(seed, year)
    return ServedTable(
        table_id=KWB_TABLES[year],
        info=_info(KWB_TABLES[year], f"Kerncijfers wijken en buurten {year}", str(year), rows),
        properties=properties([regions_row(year)], kwb_columns(year)),
        dimensions={"WijkenEnBuurten": dimension(make_regions(seed, year))},
        rows=rows,
    )


def _rivm(seed: int) -> ServedTable:
    rows = rivm_rows(seed)
    period = "/".join(str(year) for year in PERIODS)
    return ServedTable(
        table_id=RIVM_TABLE,
        info=_info(RIVM_TABLE, "Gezondheid per wijk en buurt", period, rows),
        properties=properties(
            [
                dimension_row("Dimension", "Leeftijd", "Leeftijd"),
                dimension_row("Dimension", "Marges", "Marges"),
                regions_row(2020),
                dimension_row("TimeDimension", "Perioden", "Perioden"),
            ],
            rivm_columns(),
        ),
        dimensions={
            "Leeftijd": [
                member(ADULTS, "18 jaar of ouder"),
                member(UNDER_65, "18 tot 65 jaar"),
                member(OLDER, "65 jaar of ouder"),
            ],
            "Marges": [member(VALUE, "Waarde")],
            "WijkenEnBuurten": dimension(make_regions(seed, 2020), LAND_RIVM),
            "Perioden": [year_member(year) for year in PERIODS],
        },
        rows=rows,
    )


def _ses(seed: int) -> ServedTable:
    rows = ses_rows(seed)
    title = f"Sociaal-economische status; scores per wijk en buurt, regio-indeling {BOUNDARIES}"
    return ServedTable(
        table_id=SES_TABLE,
        info=_info(SES_TABLE, title, str(PERIOD), rows),
        properties=properties(
            [
                regions_row(BOUNDARIES),
                dimension_row("TimeDimension", "Perioden", "Perioden"),
            ],
            ses_columns(),
        ),
        dimensions={
            "WijkenEnBuurten": dimension(make_regions(seed, BOUNDARIES)),
            "Perioden": [year_member(PERIOD)],
        },
        rows=rows,
    )


def _prognosis(seed: int) -> ServedTable:
    rows = prognosis_rows(seed)
    years = f"{LATER_YEARS[0]}-{LATER_YEARS[-1]}"
    title = f"Regionale prognose {years}; bevolking, intervallen"
    regions = [
        row
        for row in dimension(make_regions(seed, 2020), LAND_RIVM)
        if str(row["Key"])[:2] in ("NL", "GM")
    ]
    return ServedTable(
        table_id=PROGNOSIS_TABLE,
        info=_info(PROGNOSIS_TABLE, title, years, rows),
        properties=properties(
            [
                dimension_row("Dimension", "PrognoseInterval", "Prognose(-interval)"),
                dimension_row("Dimension", "Leeftijd", "Leeftijd"),
                dimension_row("GeoDimension", DIMENSION, "Regio-indeling"),
                dimension_row("TimeDimension", "Perioden", "Perioden"),
            ],
            prognosis_columns(),
        ),
        dimensions={
            "PrognoseInterval": [
                member(ESTIMATE, "Prognose"),
                member(LOWER, "Ondergrens 67%-interval"),
                member(UPPER, "Bovengrens 67%-interval"),
            ],
            "Leeftijd": [
                member(EVERYONE, "Totaal leeftijd"),
                member(OVER_65, "65 jaar of ouder"),
            ],
            DIMENSION: regions,
            "Perioden": [year_member(year) for year in LATER_YEARS],
        },
        rows=rows,
    )


def _info(table_id: str, title: str, years: str, rows: pd.DataFrame) -> Row:
    return table_info(table_id, title, years, _MODIFIED[table_id], rows)
