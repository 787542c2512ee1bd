"""The made tables beside the kerncijfers: Wmo by kind and payment, distances, people by age.

Only tables whose years the made country has. Those of jeugdzorg and stapeling begin in 2021,
and the police gives all years on the boundaries of 2025: a real edition of 2020 has none of these.
"""

import pandas as pd

from wijkfoto.sample.ages import (
    AGES,
    ALL_STATES,
    BOUNDARIES,
    DIMENSION,
    EVERYONE,
    MEN,
    WOMEN,
    age_columns,
    age_rows,
)
from wijkfoto.sample.described import (
    dimension_row,
    member,
    regions_row,
    table_info,
    year_member,
)
from wijkfoto.sample.kinds import KINDS, PAID, kind_rows, paid_rows, wmo_columns
from wijkfoto.sample.nearby import YEAR, nearby_columns, nearby_rows
from wijkfoto.sample.plan import YEARS
from wijkfoto.sample.properties import Row, properties
from wijkfoto.sample.regions import LAND_RIVM, dimension, make_regions
from wijkfoto.sample.served import ServedTable

WMO_TABLES = {2019: "84753NED", 2020: "84908NED"}
"""Year to id of Wmo by kind."""
PAID_TABLE = "86186NED"
PAID_YEAR = 2019
NEARBY_TABLE = "84463NED"
AGE_TABLE = "03759ned"


def more_tables(seed: int) -> tuple[ServedTable, ...]:
    """Return the tables, each as the service gives it."""
    kinds = [
        _wmo(seed, table_id, year, ("TypeMaatwerkarrangement", KINDS), kind_rows(seed, year))
        for year, table_id in WMO_TABLES.items()
    ]
    paid = _wmo(
        seed, PAID_TABLE, PAID_YEAR, ("Financieringsvorm", PAID), paid_rows(seed, PAID_YEAR)
    )
    return (*kinds, paid, _nearby(seed), _ages(seed))


def _wmo(
    seed: int, table_id: str, year: int, divided: tuple[str, dict[str, str]], rows: pd.DataFrame
) -> ServedTable:
    name, members = divided
    return ServedTable(
        table_id=table_id,
        info=table_info(table_id, f"Wmo-cliënten per wijk {year}", str(year), "2021-12-15", rows),
        properties=properties(
            [
                dimension_row("Dimension", name, name),
                regions_row(year),
                dimension_row("TimeDimension", "Perioden", "Perioden"),
            ],
            wmo_columns(),
        ),
        dimensions={
            name: [member(key, title) for key, title in members.items()],
            "WijkenEnBuurten": _regions(seed, year, ("NL", "GM", "WK")),
            "Perioden": [year_member(year)],
        },
        rows=rows,
    )


def _nearby(seed: int) -> ServedTable:
    rows = nearby_rows(seed)
    title = f"Nabijheid voorzieningen; afstand locatie, wijk- en buurtcijfers {YEAR}"
    return ServedTable(
        table_id=NEARBY_TABLE,
        info=table_info(NEARBY_TABLE, title, str(YEAR), "2021-02-15", rows),
        properties=properties([regions_row(YEAR)], nearby_columns()),
        dimensions={"WijkenEnBuurten": dimension(make_regions(seed, YEAR))},
        rows=rows,
    )


def _ages(seed: int) -> ServedTable:
    rows = age_rows(seed)
    title = "Bevolking op 1 januari; geslacht, leeftijd, burgerlijke staat, regio"
    sexes = {EVERYONE: "Totaal mannen en vrouwen", MEN: "Mannen", WOMEN: "Vrouwen"}
    return ServedTable(
        table_id=AGE_TABLE,
        info=table_info(AGE_TABLE, title, f"{YEARS[0]}-{YEARS[-1]}", "2020-05-20", rows),
        properties=properties(
            [
                dimension_row("Dimension", "Geslacht", "Geslacht"),
                dimension_row("Dimension", "Leeftijd", "Leeftijd"),
                dimension_row("Dimension", "BurgerlijkeStaat", "Burgerlijke staat"),
                dimension_row("GeoDimension", DIMENSION, "Regio's"),
                dimension_row("TimeDimension", "Perioden", "Perioden"),
            ],
            age_columns(),
        ),
        dimensions={
            "Geslacht": [member(key, title) for key, title in sexes.items()],
            "Leeftijd": [member(key, title) for key, title in AGES.items()],
            "BurgerlijkeStaat": [member(ALL_STATES, "Totaal burgerlijke staat")],
            DIMENSION: _regions(seed, BOUNDARIES, ("NL", "GM"), LAND_RIVM),
            "Perioden": [year_member(year) for year in YEARS],
        },
        rows=rows,
    )


def _regions(seed: int, year: int, levels: tuple[str, ...], land: str = "NL00") -> list[Row]:
    rows = dimension(make_regions(seed, year), land)
    return [row for row in rows if str(row["Key"])[:2] in levels]
