"""The made tables of Wmo per wijk: clients by kind of help, and by how the help is paid.

They divide the clients that the kerncijfers have; how many there are is decided elsewhere.
Shares are made up.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wijkfoto.sample.living import living_counts
from wijkfoto.sample.people import make_people
from wijkfoto.sample.properties import Column
from wijkfoto.sample.regions import make_regions

KINDS = {
    "T001234": "Totaal maatwerkarrangementen",
    "A900001": "Hulp bij het huishouden",
    "A900002": "Ondersteuning thuis",
    "A900003": "Verblijf en opvang",
    "A900004": "Hulpmiddelen en diensten",
}
"""Keys and titles of the kinds of help; the keys are made up, for nobody here saw the real ones."""

PAID = {
    "T001029": "Totaal",
    "A019510": "Alleen pgb",
    "A019511": "Alleen zorg in natura",
    "A019512": "Pgb en zorg in natura",
}
"""Keys and titles of the ways of paying."""

STEM = "WmoClienten"
_SECRET = 7
"""At wijk a count up to this is secret, as in the kerncijfers."""
_KIND_SHARES = {"A900001": 0.52, "A900002": 0.36, "A900003": 0.06, "A900004": 0.48}
"""Part of the clients with each kind: together over 1, since one may have several."""
_PAID_SHARES = {"A019510": 0.10, "A019512": 0.04}


def wmo_columns() -> list[Column]:
    """Return the one measure of either table."""
    return [Column(1, (), STEM, "Wmo-cliënten", "aantal", "Long")]


def kind_rows(seed: int, year: int) -> pd.DataFrame:
    """Return the TypedDataSet of Wmo by kind: a row per kind, region without buurten, and year."""
    buurten = make_people(seed, year)
    clients = living_counts(buurten)[STEM]
    made = {"T001234": clients}
    for key, share in _KIND_SHARES.items():
        part = clients * share * np.exp(0.15 * buurten.wijk_noise(f"wmo {key}"))
        made[key] = np.minimum(buurten.realised(f"wmo {key}", part), clients)
    return _rows(seed, year, "TypeMaatwerkarrangement", made)


def paid_rows(seed: int, year: int) -> pd.DataFrame:
    """Return the TypedDataSet of Wmo by way of paying, in the same form."""
    buurten = make_people(seed, year)
    clients = living_counts(buurten)[STEM]
    made = {"T001029": clients}
    for key, share in _PAID_SHARES.items():
        made[key] = np.minimum(buurten.realised(f"wmo {key}", clients * share), clients)
    made["A019511"] = np.maximum(clients - made["A019510"] - made["A019512"], 0)
    return _rows(seed, year, "Financieringsvorm", {key: made[key] for key in PAID})


def _rows(
    seed: int, year: int, dimension: str, by_member: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    """Add up per region; at wijk small counts are secret, and all are rounded to fives."""
    regions = make_regions(seed, year)
    has_row = (regions.codes.str[:2] != "BU").to_numpy()
    sums = regions.sum(pd.DataFrame(dict(by_member)))[has_row]
    small = regions.small[has_row]
    parts = []
    for member in by_member:
        true = sums[member].to_numpy(float)
        shown = np.where(small & (true <= _SECRET), np.nan, 5 * np.round(true / 5))
        frame = {
            dimension: member,
            "WijkenEnBuurten": regions.codes[has_row].str.ljust(10).to_numpy(),
            "Perioden": f"{year}JJ00",
            wmo_columns()[0].key: pd.array(shown, dtype="Float64").astype("Int64"),
        }
        parts.append(pd.DataFrame(frame))
    rows = pd.concat(parts, ignore_index=True)
    rows.insert(0, "ID", range(len(rows)))
    return rows
