"""Small survey files in the layout of the Burgerpeiling, made for one rule at a time."""

from pathlib import Path

import pandas as pd

from wijkfoto.catalog import shipped_catalog
from wijkfoto.peiling.margins import FIGURES
from wijkfoto.settings import Settings
from wijkfoto.stages.limits import limits_of

LIMITS = limits_of(Settings(), shipped_catalog())
"""From how much on something is told, as it ships."""

COLUMNS = ("respondent", "gemnr", "jr", "weging", "wijknr", "ch01", "ch02", "ch05", "zw04", "wl04")


def rows(count: int = 12, **changes: object) -> pd.DataFrame:
    """Return respondents of GM9901 in two wijken; a change is one value, or one for each row."""
    table = pd.DataFrame(
        {
            "respondent": range(1, count + 1),
            "gemnr": 9901,
            "jr": 2020,
            "weging": 1.0,
            "wijknr": [f"WK99010{number % 2}" for number in range(count)],
            "ch01": [1 + number % 2 for number in range(count)],
            "ch02": [1 + number % 6 for number in range(count)],
            "ch05": [1 + number % 3 for number in range(count)],
            "zw04": [1 + number % 5 for number in range(count)],
            "wl04": [1 + number % 6 for number in range(count)],
        }
    )
    return table.assign(**changes)


def csv(path: Path, table: pd.DataFrame) -> Path:
    """Write a table as a bureau does: semicolons, decimal commas, Windows line ends."""
    table.to_csv(path, sep=";", decimal=",", index=False, lineterminator="\r\n")
    return path


def figures(wijken: dict[str, float], gemeente: str = "GM9901") -> pd.DataFrame:
    """Return figures of CBS for wijken with these inhabitants."""
    parts = (1.0, 0.8, 0.6, 0.25, 0.25, 0.15, 0.05, 0.5, 0.5, 0.2)
    return pd.DataFrame(
        [
            {"region_code": code, "gemeente_code": gemeente}
            | {name: part * people for name, part in zip(FIGURES, parts, strict=True)}
            for code, people in wijken.items()
        ]
    )
