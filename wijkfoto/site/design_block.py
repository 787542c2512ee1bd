"""The eleven choices in designing a team, each with its standing risks, as a block on a page.

The rows come from the table; the words of who decides stand in reports/text.
"""

from dataclasses import dataclass

from wijkfoto.site.desk import Desk


@dataclass(frozen=True)
class DesignCard:
    """One choice: what can be chosen, what stays a risk, and who decides."""

    naam: str
    vraag: str
    opties: tuple[str, ...]
    risicos: str
    tegen: str
    beslist: str
    bron: str


def design(desk: Desk) -> tuple[DesignCard, ...]:
    """Return the choices in the order of the information card; none without the table."""
    return tuple(
        DesignCard(
            naam=row.naam,
            vraag=row.vraag,
            opties=tuple(row.opties.split("; ")),
            risicos=row.risicos,
            tegen=row.tegen,
            beslist=desk.texts.get(f"inkoop.beslist.{row.beslist}"),
            bron=row.bron,
        )
        for row in desk.tables.design
    )
