"""What the gemeente says about a figure, beside that figure; the rest stands in one list.

Words of the gemeente, labelled as such: the site neither shortens nor judges them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from wijkfoto.site import rows_registered as rr
from wijkfoto.site.desk import Desk
from wijkfoto.site.local_block import long_day


@dataclass(frozen=True)
class RemarkLine:
    """A remark as it stands on a page, signed and dated.

    Attributes:
        cijfer: The figure that it is about, for where it does not stand beside it.
    """

    cijfer: str
    tekst: str
    door: str
    datum: str


def remarks_on(desk: Desk, region: str, indicator_id: str) -> tuple[RemarkLine, ...]:
    """Return what the gemeente says about a figure of a region, the newest first."""
    rows = (row for row in _rows(desk, region) if row.indicator_id == indicator_id)
    return tuple(_line(desk, row) for row in rows)


def remarks_elsewhere(desk: Desk, region: str, shown: Collection[str]) -> tuple[RemarkLine, ...]:
    """Return the remarks on figures that do not stand in a table of the page: none gets lost.

    Args:
        desk: The desk of the page.
        region: The wijk.
        shown: Figures that stand in a table, each with its remarks.
    """
    return tuple(_line(desk, row) for row in _rows(desk, region) if row.indicator_id not in shown)


def _rows(desk: Desk, region: str) -> list[rr.Remark]:
    areas = dict.fromkeys((region, desk.tables.gemeente_code))
    rows = [row for area in areas for row in desk.tables.remarks.get(area, ())]
    rows.sort(key=lambda row: (row.indicator_id, row.region_code))
    return sorted(rows, key=lambda row: row.datum, reverse=True)


def _line(desk: Desk, row: rr.Remark) -> RemarkLine:
    naam = desk.book.catalog.indicators[row.indicator_id].naam
    return RemarkLine(naam, row.tekst, row.door, long_day(row.datum))
