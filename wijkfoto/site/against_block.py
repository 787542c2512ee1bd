"""What speaks against an advice: figures that point the other way, and people who say otherwise.

Only names are told, no numbers; the figures themselves stand with their domain.
"""

from collections.abc import Iterable

from wijkfoto.site import format as fmt
from wijkfoto.site.compared_block import contradicted_domains
from wijkfoto.site.desk import Desk

MOST = 3
"""Figures that are named; the rest stands with the domain."""
CLEAR = 1.0
"""Points that a figure must take off or add before it is said to point the other way."""


def against(desk: Desk, code: str, domains: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return sentences on what contradicts the need of a wijk.

    Args:
        desk: The desk of the page.
        code: The wijk.
        domains: Domain and class (hoog, gemiddeld, laag) that decided the advice.
    """
    decided = sorted(set(domains))
    names = [name for domain, klasse in decided for name in _other_way(desk, code, domain, klasse)]
    found = []
    if names:
        told = fmt.and_list(list(dict.fromkeys(names))[:MOST])
        found.append(desk.texts.get("inkoop.tegen.cijfers").format(cijfers=told))
    doubted = contradicted_domains(desk, code)
    subjects = [
        fmt.lower_first(desk.book.catalog.domains[d].naam)
        for d in dict.fromkeys(domain for domain, _ in decided)
        if d in doubted
    ]
    if subjects:
        told = fmt.and_list(subjects)
        found.append(desk.texts.get("inkoop.tegen.gehoord").format(onderwerpen=told))
    return tuple(found)


def _other_way(desk: Desk, code: str, domain: str, klasse: str) -> list[str]:
    """Return the figures of a domain that point away from its class, the clearest first."""
    sign = {"hoog": -1.0, "laag": 1.0}.get(klasse)
    if sign is None:
        return []
    rows = [
        (sign * e.contribution, e.indicator_id)
        for e in desk.tables.evidence.get((code, domain), ())
        if sign * e.contribution >= CLEAR
    ]
    indicators = desk.tables.indicators
    return [
        fmt.lower_first(indicators[i].naam)
        for _, i in sorted(rows, key=lambda row: (-row[0], row[1]))
        if i in indicators
    ]
