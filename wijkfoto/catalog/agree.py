"""What the parts of the catalog owe each other: references that exist, no column used twice.

A fault inside one entry is found by its model; here only what two entries say together is judged.
"""

from collections.abc import Container

from wijkfoto.catalog.models import Indicator
from wijkfoto.catalog.tables import BY_TITLE
from wijkfoto.catalog.whole import Catalog


def disagreements(catalog: Catalog) -> list[str]:
    """Return every fault between the parts, those of unknown names first and alone."""
    return _unknown_references(catalog) or [
        *_derived_from_derived(catalog),
        *_shared_columns(catalog),
        *_unread_choices(catalog),
        *_unread_sources(catalog),
    ]


def _unknown_references(catalog: Catalog) -> list[str]:
    named: list[tuple[str, str, str | None]] = []
    for i in catalog.indicators.values():
        named += [(i.indicator_id, "indicator", name) for name in _names_in(i)]
        named += [(i.indicator_id, "number", name) for name in _numbers_in(i)]
        named += [(i.indicator_id, "source", i.source_id), (i.indicator_id, "domain", i.domain_id)]
    for domain in catalog.domains.values():
        needs = [name for fact in domain.behoefte for name in fact.any_of]
        named += [(domain.domain_id, "indicator", name) for name in (*needs, *domain.gebruik)]
    for source in catalog.sources.values():
        known_to_model = [name for entry in source.model_invoer for name in entry.cijfers]
        named += [(source.source_id, "indicator", name) for name in known_to_model]
    known: dict[str, Container[str]] = {
        "indicator": catalog.indicators,
        "number": catalog.method,
        "source": catalog.sources,
        "domain": catalog.domains,
    }
    return [
        f"{owner}: unknown {kind} '{name}'"
        for owner, kind, name in named
        if name and name not in known[kind]
    ]


def _names_in(indicator: Indicator) -> list[str]:
    names = [indicator.noemer] if indicator.noemer else []
    derived = indicator.afgeleid
    if derived is None:
        return names
    names += [*derived.noemer, *derived.som, *(part.indicator for part in derived.parts)]
    names += [part.hooguit_van for part in derived.parts if part.hooguit_van]
    return [*names, derived.teller] if derived.teller else names


def _numbers_in(indicator: Indicator) -> list[str]:
    parts = indicator.afgeleid.parts if indicator.afgeleid else ()
    return [name for part in parts for name in (part.norm, part.hooguit_norm) if name]


def _derived_from_derived(catalog: Catalog) -> list[str]:
    """Find figures made from derived figures: the SQL makes each from published ones."""
    return [
        f"{i.indicator_id}: is derived from '{name}', which is derived itself"
        for i in catalog.indicators.values()
        for name in (_names_in(i) if i.afgeleid else [])
        if catalog.indicators[name].afgeleid and name != i.noemer
    ]


def _shared_columns(catalog: Catalog) -> list[str]:
    """Find a figure of one age group that feeds the need of two domains (03-method section 2).

    Figures are the same when they are read from the same column and member, or made of the same
    figures in the same way, whatever they are called.
    """
    owner: dict[str, str] = {}
    faults = []
    for domain in catalog.domains.values():
        for name in (n for fact in domain.behoefte for n in fact.any_of):
            origin = _origin(catalog.indicators[name])
            if origin and owner.setdefault(origin, domain.domain_id) != domain.domain_id:
                faults.append(f"{name}: its column already feeds {owner[origin]}")
    return faults


def _origin(indicator: Indicator) -> str:
    """Return what the values of an indicator are made of; empty without an open source."""
    column, derived = indicator.bron, indicator.afgeleid
    if column is not None:
        chosen = (sorted(column.keuze.items()), sorted(column.optellen.items()))
        return repr((column.source_id, column.stem[0], *chosen))
    return derived.model_dump_json(exclude={"factor"}) if derived is not None else ""


def _unread_choices(catalog: Catalog) -> list[str]:
    """Find a choice about the region or the year, which the rows of a table give themselves."""
    faults = []
    for i in catalog.indicators.values():
        if i.bron is None:
            continue
        source = catalog.sources[i.bron.source_id]
        given = (source.region_dimension, source.year_column)
        chosen = [*source.keuze, *i.bron.keuze, *i.bron.optellen]
        members = [*i.bron.keuze.values(), *(m for some in i.bron.optellen.values() for m in some)]
        if not source.gefilterd and any(member.startswith(BY_TITLE) for member in members):
            faults.append(f"{i.indicator_id}: keuze by titel, of a source that is not gefilterd")
        faults += [
            f"{i.indicator_id}: keuze of {name}, which the rows give"
            for name in chosen
            if name in given
        ]
    return faults


def _unread_sources(catalog: Catalog) -> list[str]:
    """Find a source that nothing reads and that does not say why, or the reverse."""
    used = catalog.used_sources()
    faults = []
    for source_id, source in catalog.sources.items():
        if source_id in used and source.ongelezen:
            faults.append(f"{source_id}: says why nothing reads it (ongelezen), and figures do")
        if source_id not in used and not source.ongelezen:
            faults.append(f"{source_id}: no figure reads it; say why (ongelezen)")
    return faults
