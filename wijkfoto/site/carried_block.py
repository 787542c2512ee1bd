"""What stands beside hours: the domains that carry them, and the sum of those of now.

Hours follow from questions per domain and the matrix of the catalog; here that is only named.
"""

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown

CARRIES = 0.25
"""Least part of the questions of a discipline that a domain must bring to be named."""
MOST = 0.5
"""From this part of the scored wijken on, a domain is unsure in most of them."""


def carried_by(desk: Desk, discipline: str, rules: AdviceRules) -> str:
    """Name the domains that bring most questions to a discipline of the gemeente.

    Args:
        desk: The desk of the page.
        discipline: Its id.
        rules: The advice catalog, for the part of a domain that goes to a discipline.

    Returns:
        A sentence with at most two domains, the largest first, each with how often its class is
        unsure; empty where the questions are not known.
    """
    gemeente = desk.tables.gemeente_code
    questions = {
        domain: row.cases * rules.share(domain, discipline)
        for domain in desk.book.catalog.domains
        if (row := desk.tables.demand.get((gemeente, domain))) is not None
    }
    whole = sum(questions.values())
    if whole <= 0:
        return ""
    large = sorted((d for d, n in questions.items() if n / whole >= CARRIES),
                   key=lambda d: (-questions[d], d))[:2]  # fmt: skip
    if not large:
        return desk.texts.get("zinnen.uren.veel")
    return desk.texts.get("zinnen.uren.door").format(
        onderwerpen=fmt.and_list([_named(desk, domain) for domain in large])
    )


def _named(desk: Desk, domain: str) -> str:
    name = fmt.lower_first(desk.book.catalog.domains[domain].naam)
    rows = [
        row
        for wijk in desk.tables.wijken
        if (row := desk.tables.scores.get((wijk.region_code, domain))) is not None and row.is_scored
    ]
    unsure = sum(not row.is_sure for row in rows)
    if not unsure:
        return name
    often = "alle" if unsure == len(rows) else "meeste" if unsure / len(rows) > MOST else "deel"
    return desk.texts.get(f"zinnen.uren.onzeker.{often}").format(onderwerp=name)


def now_together(desk: Desk) -> Shown | None:
    """Return the sum of the present hours that the gemeente gave; None where it gave none."""
    rows = desk.tables.formation.values()
    if not rows:
        return None
    return desk.register.show(
        Key("formation", desk.tables.gemeente_code, "totaal", desk.jaar),
        {"fte": sum(row.fte for row in rows)},
        label=desk.label(desk.texts.get("zinnen.formatie"), desk.tables.gemeente_code),
        snapshot_ids=[],
    )
