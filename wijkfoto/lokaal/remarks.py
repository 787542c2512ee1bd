"""What the gemeente says about a figure itself: its words, from whom, and of which day.

A remark stands beside the figure and changes none; who sees it is for the site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from wijkfoto.lokaal.entries import RowReader

REMARK_COLUMNS = ("region_code", "indicator_id", "datum", "tekst", "door")


@dataclass(frozen=True)
class Remark:
    """Words of the gemeente about one figure, in a wijk or in all of its wijken.

    Attributes:
        region_code: A wijk, or the gemeente when it is about every wijk.
        door: The function that signs, never the name of a person.
    """

    where: str
    region_code: str
    indicator_id: str
    tekst: str
    door: str
    datum: date


def read_remark(row: RowReader) -> Remark | None:
    """Return the remark of a row; None when it has a fault."""
    if row.faults:
        return None
    return Remark(
        where=row.row.where,
        region_code=row.text("gebied"),
        indicator_id=row.text("indicator"),
        tekst=row.text("tekst"),
        door=row.text("door"),
        datum=row.values["datum"],
    )


def remark_rows(remarks: Sequence[Remark]) -> pd.DataFrame:
    """Return rows of `toelichting`."""
    rows = [[getattr(one, name) for name in REMARK_COLUMNS] for one in remarks]
    return pd.DataFrame(rows, columns=list(REMARK_COLUMNS), dtype=object)
