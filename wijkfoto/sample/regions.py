"""The regions of one year: their codes, names and how buurten add up to them.

Figures are not made here; codes and borders change between years, figures follow them.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from wijkfoto.sample.country import LAND_NAME, make_country
from wijkfoto.sample.plan import CHANGES, FORMER_NAMES, RECODED_2018, RECODED_2019

LAND = "NL00"
LAND_RIVM = "NL01"

_KINDS = {"NL": "Land", "GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}


@dataclass(frozen=True)
class Regions:
    """Regions in the order of the tables: land, then each gemeente, wijk and its buurten.

    Attributes:
        year: Year of the boundaries.
        codes: Stripped codes.
        names: Name of each region.
        buurten: Code in this year of each buurt of 2020, in the order of the country.
    """

    year: int
    codes: pd.Series
    names: pd.Series
    buurten: pd.Series

    @property
    def small(self) -> np.ndarray:
        """Return whether each region is a wijk or buurt."""
        return np.asarray(self.codes.str[:2].isin(["WK", "BU"]))

    def sum(self, values: pd.DataFrame) -> pd.DataFrame:
        """Add up values per buurt of 2020 to every region, rows as in ``codes``."""
        keys = (
            self.buurten,
            "WK" + self.buurten.str[2:8],
            "GM" + self.buurten.str[2:6],
            pd.Series(LAND, index=self.buurten.index),
        )
        levels = [values.groupby(key.to_numpy()).sum() for key in keys]
        return pd.concat(levels).loc[self.codes].reset_index(drop=True)


@lru_cache(maxsize=8)
def make_regions(seed: int, year: int) -> Regions:
    """Return the regions on the boundaries of a year; from 2020 on those of 2020."""
    country = make_country(seed)
    recoded = (RECODED_2018 if year < 2019 else {}) | (RECODED_2019 if year < 2020 else {})
    now = country.buurten["buurt"]
    then = now.replace(recoded).reset_index(drop=True)
    names = {LAND: LAND_NAME}
    names |= dict(zip(country.gemeenten["gemeente"], country.gemeenten["naam"], strict=True))
    names |= dict(zip(country.wijken["wijk"], country.wijken["naam"], strict=True))
    if year < 2019:
        names |= FORMER_NAMES
    names |= dict(zip(then, country.buurten["naam"], strict=True))
    wijken = "WK" + then.str[2:8]
    codes = pd.Series(sorted({*then, *wijken, *("GM" + then.str[2:6])}, key=_place), dtype="str")
    codes = pd.concat([pd.Series([LAND], dtype="str"), codes], ignore_index=True)
    return Regions(year, codes, codes.map(names), then)


def _place(code: str) -> tuple[str, str]:
    """Sort a gemeente before its wijken and a wijk before its buurten."""
    return code[2:], code


def text_columns(regions: Regions) -> dict[str, pd.Series]:
    """Return the text columns of a KWB or RIVM table by stem, padded as the service pads them."""
    codes = regions.codes
    names = dict(zip(codes, regions.names, strict=True))
    owner = codes.where(codes == LAND, "GM" + codes.str[2:6]).map(names)
    changes = CHANGES.get(regions.year, {})
    flags = [changes.get(code, "1") if code[:2] in ("WK", "BU") else "." for code in codes]
    return {
        "Gemeentenaam": owner.str.ljust(40),
        "SoortRegio": codes.str[:2].map(_KINDS).str.ljust(10),
        "Codering": codes.str.ljust(10),
        "IndelingswijzigingWijkenEnBuurten": pd.Series(flags, dtype="str"),
        # No made area has a postcode: every code of four digits belongs to someone.
        "MeestVoorkomendePostcode": pd.Series(["."] * len(codes), dtype="str").str.rjust(10),
    }


def dimension(regions: Regions, land: str = LAND) -> list[dict[str, object]]:
    """Return the rows of the dimension WijkenEnBuurten; keys padded, other codes not."""
    rows: list[dict[str, object]] = []
    for code, name in zip(regions.codes, regions.names, strict=True):
        is_land = code == LAND
        rows.append(
            {
                "Key": (land if is_land else code).ljust(10),
                "Title": name,
                "Description": None if is_land else f"{_KINDS[code[:2]]} '{name}', bedacht.",
                "Municipality": "" if is_land else f"GM{code[2:6]}",
                "DetailRegionCode": "" if is_land else code,
            }
        )
    return rows
