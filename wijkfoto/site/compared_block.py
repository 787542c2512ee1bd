"""Figures, residents and professionals side by side, and the questions that a contradiction asks.

What each side says was entered by the analyst; here it becomes rows and words.
"""

from dataclasses import dataclass

from wijkfoto.site.desk import Desk
from wijkfoto.site.local_block import long_day
from wijkfoto.site.rows_registered import Comparison
from wijkfoto.site.survey_block import surveyed_domains

SIDES = ("cijfers", "bewoners", "professionals")
CONTRADICTS, NOT_ASKED = "spreekt_tegen", "niet_bevraagd"


@dataclass(frozen=True)
class Side:
    """What one side says: the id for its mark, and the word.

    Attributes:
        ook: Where that side does say something; empty for nowhere.
    """

    soort: str
    woord: str
    ook: str = ""


@dataclass(frozen=True)
class ComparedRow:
    """One domain, with what each side says about its picture."""

    domain_id: str
    naam: str
    kanten: tuple[Side, ...]
    toelichting: str
    datum: str


def compared(desk: Desk, code: str) -> tuple[ComparedRow, ...]:
    """Return the domains that were looked at from more sides, in the order of the catalog."""
    rows = {row.domain_id: row for row in desk.tables.comparisons.get(code, ())}
    asked = surveyed_domains(desk, code)
    return tuple(
        _row(desk, rows[domain], asked) for domain in desk.book.catalog.domains if domain in rows
    )


def _row(desk: Desk, row: Comparison, asked: frozenset[str]) -> ComparedRow:
    sides = tuple(
        Side(
            said,
            desk.texts.name("oordelen", said),
            desk.texts.get("zinnen.enquete.wel")
            if (side, said) == ("cijfers", NOT_ASKED) and row.domain_id in asked
            else "",
        )
        for side, said in ((side, getattr(row, side)) for side in SIDES)
    )
    return ComparedRow(
        domain_id=row.domain_id,
        naam=desk.book.catalog.domains[row.domain_id].naam,
        kanten=sides,
        toelichting=row.toelichting or "",
        datum=long_day(row.datum),
    )


def is_contradicted(row: Comparison) -> bool:
    """Say whether one side contradicts the picture."""
    return CONTRADICTS in (row.cijfers, row.bewoners, row.professionals)


def contradicted_domains(desk: Desk, code: str) -> dict[str, str]:
    """Return the domains that one side contradicts, in the order of the catalog, with who does.

    `mensen` are residents and those who work in the wijk; `cijfers` other figures alone.
    """
    rows = {row.domain_id: row for row in desk.tables.comparisons.get(code, ())}
    return {
        domain: "mensen" if CONTRADICTS in (row.bewoners, row.professionals) else "cijfers"
        for domain in desk.book.catalog.domains
        if (row := rows.get(domain)) is not None and is_contradicted(row)
    }
