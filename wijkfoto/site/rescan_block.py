"""Why it is, or will be, time for a new wijkfoto of a wijk: one line per reason on its page."""

from dataclasses import dataclass

from wijkfoto.site.desk import Desk
from wijkfoto.site.local_block import long_day
from wijkfoto.site.numbers import Shown


@dataclass(frozen=True)
class Reason:
    """One reason, with its day; no day when it has none."""

    datum: str
    tekst: str | Shown


def rescan(desk: Desk, code: str) -> tuple[Reason, ...]:
    """Return the reasons, those that hold now before the day on which the wijkfoto is old."""
    rows = sorted(
        desk.tables.rescan.get(code, ()), key=lambda r: (r.reason == "ouderdom", r.reason)
    )
    found = []
    for row in rows:
        text: str | Shown = row.detail
        if any(sign.isdigit() for sign in row.detail):
            what = desk.texts.name("kolommen", "detail")
            text = desk.of_area("rescan", code, row.reason, {"detail": row.detail}, what)
        found.append(Reason(long_day(row.datum) if row.datum else "", text))
    return tuple(found)
