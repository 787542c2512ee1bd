"""The contexts of the pages that belong to the whole site: method and sources.

Numbers of the method come from the catalog and carry their own source and status.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules, shipped_rules
from wijkfoto.catalog import Catalog, UnfetchedSource, unfetched_sources
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.method_words import method_values
from wijkfoto.site.own_rules import OwnRule, own_rules
from wijkfoto.site.register_block import RegisterGroup, register_groups
from wijkfoto.site.rows_heard import Survey
from wijkfoto.site.text import Texts

NAMES_OF_A_SOURCE = 12
"""Most figures that are named of a table that was not fetched; one by sex and age has forty."""


@dataclass(frozen=True)
class MethodNumber:
    """A number of the method as it is printed: with band, status, source and date."""

    naam: str
    waarde: str
    eenheid: str
    status: str
    soort: str
    bron: str
    datum: str


@dataclass(frozen=True)
class DomainDefinition:
    """Which figures make the score of a domain."""

    domain_id: str
    naam: str
    uitleg: str
    behoefte: tuple[str, ...]
    gebruik: tuple[str, ...]


@dataclass(frozen=True)
class RuleLine:
    """A rule on the form of a team, in words."""

    naam: str
    uitleg: str


@dataclass(frozen=True)
class MethodContext:
    """Everything on the page about the method."""

    waarden: dict[str, str]
    seed: str
    referentie: str
    domeinen: tuple[DomainDefinition, ...]
    getallen: tuple[MethodNumber, ...]
    normen: tuple[MethodNumber, ...]
    vormen: tuple[RuleLine, ...]
    vakken: tuple[RuleLine, ...]
    eigen: tuple[OwnRule, ...]
    inleiding: str
    nog: str
    register: tuple[RegisterGroup, ...]


@dataclass(frozen=True)
class SourceRow:
    """One source as a reader meets it."""

    titel: str
    tabel: str
    periode: str
    bijgewerkt: str
    licentie: str
    attributie: str
    url: str
    is_fictief: bool
    snapshot_id: str


@dataclass(frozen=True)
class UnfetchedRow:
    """A source that is not in the edition, and the figures that are missing for it."""

    titel: str
    tabellen: str
    cijfers: tuple[str, ...]


@dataclass(frozen=True)
class SourcesContext:
    """Everything on the page about the sources."""

    bronnen: tuple[SourceRow, ...]
    enquetes: tuple[Survey, ...]
    kaart_jaar: str
    niet_opgehaald: tuple[UnfetchedRow, ...]
    ontbreekt: tuple[str, ...]


def method_context(
    edition: r.AnyEdition, catalog: Catalog, rules: AdviceRules, texts: Texts, contact: str = ""
) -> MethodContext:
    """Return everything on the method page."""
    values = method_values(edition, catalog)
    publishers = list(dict.fromkeys(source.publisher for source in catalog.sources.values()))
    told = {
        "contact": contact.strip() or texts.get("register.nog"),
        "uitgevers": fmt.and_list(publishers),
    }
    return MethodContext(
        waarden=values,
        seed=str(edition.seed),
        referentie=texts.get(f"methode.referentie.{edition.referentie}"),
        domeinen=tuple(_definition(catalog, texts, d) for d in catalog.domains),
        getallen=tuple(_method_number(catalog, name, texts) for name in catalog.method),
        normen=tuple(_norm(rules, name, texts) for name in rules.norms),
        vormen=tuple(RuleLine(form.naam, form.uitleg) for form in rules.forms.values()),
        vakken=tuple(RuleLine(d.naam, d.omschrijving) for d in rules.disciplines),
        eigen=own_rules(rules, shipped_rules(), texts),
        inleiding=texts.get("register.inleiding"),
        nog=texts.get("register.nog"),
        register=register_groups(texts, {**values, **told}),
    )


def _definition(catalog: Catalog, texts: Texts, domain_id: str) -> DomainDefinition:
    domain = catalog.domains[domain_id]
    facts = [" of ".join(_label(catalog, n) for n in fact.any_of) for fact in domain.behoefte]
    return DomainDefinition(
        domain_id,
        domain.naam,
        texts.get(f"domeinen.{domain_id}.uitleg"),
        tuple(facts),
        tuple(_label(catalog, name) for name in domain.gebruik),
    )


def _label(catalog: Catalog, indicator_id: str) -> str:
    return catalog.indicators[indicator_id].naam


def plain_number(value: float) -> str:
    """Return a number with as many decimals as it needs, at most three."""
    for decimals in range(4):
        if abs(value - round(value, decimals)) < 1e-9:
            return fmt.decimal(value, decimals)
    return fmt.decimal(value, 3)


def _method_number(catalog: Catalog, name: str, texts: Texts) -> MethodNumber:
    number = catalog.method[name]
    return MethodNumber(
        naam=fmt.capital(texts.name("methode", name)),
        waarde=plain_number(number.waarde),
        eenheid="",
        status=texts.name("normstatussen", number.status),
        soort=number.status,
        bron=number.bron,
        datum=fmt.long_date(number.datum),
    )


def _norm(rules: AdviceRules, name: str, texts: Texts) -> MethodNumber:
    norm = rules.norms[name]
    value = plain_number(norm.midden)
    if norm.laag is not None and norm.hoog is not None:
        pattern = texts.get("getallen.patroon.band")
        value = pattern.format(value, plain_number(norm.laag), plain_number(norm.hoog))
    return MethodNumber(
        naam=norm.naam,
        waarde=value,
        eenheid=norm.eenheid,
        status=texts.name("normstatussen", norm.status),
        soort=norm.status,
        bron=norm.bron,
        datum=fmt.long_date(norm.datum),
    )


def source_context(
    snapshots: Sequence[r.Snapshot],
    catalog: Catalog,
    texts: Texts,
    peiljaar: int,
    surveys: Sequence[Survey] = (),
) -> SourcesContext:
    """Return everything on the page about the sources."""
    present = {snapshot.table_id for snapshot in snapshots}
    return SourcesContext(
        bronnen=tuple(_source(s, catalog) for s in snapshots),
        enquetes=tuple(surveys),
        niet_opgehaald=tuple(
            _unfetched(one, catalog, texts)
            for one in unfetched_sources(catalog, peiljaar, present)
        ),
        kaart_jaar=_other_map_years(snapshots, catalog, texts, peiljaar),
        ontbreekt=tuple(
            sorted(
                (i.naam for i in catalog.indicators.values()
                 if i.role == "behoefte" and i.bron is None and i.afgeleid is None),
                key=fmt.name_key,
            )
        ),
    )  # fmt: skip


def _unfetched(one: UnfetchedSource, catalog: Catalog, texts: Texts) -> UnfetchedRow:
    names = sorted((_label(catalog, name) for name in one.indicators), key=fmt.name_key)
    others = len(names) - NAMES_OF_A_SOURCE
    if others > 0:
        more = texts.get("zinnen.cijfer.niet_opgehaald.en_meer").format(aantal=others)
        names = [*names[:NAMES_OF_A_SOURCE], more]
    return UnfetchedRow(
        titel=f"{one.source.publisher}, {one.source.naam}",
        tabellen=fmt.and_list([table.table_id for table in one.tables]),
        cijfers=tuple(names),
    )


def _other_map_years(
    snapshots: Sequence[r.Snapshot], catalog: Catalog, texts: Texts, peiljaar: int
) -> str:
    """Say of which years the maps are, when none is of the peiljaar."""
    maps = {name for name, source in catalog.sources.items() if source.service == "geo"}
    periods = [s.period or "" for s in snapshots if s.source_id in maps]
    years = sorted({year for period in periods for year in period.split(", ") if year})
    if not years or str(peiljaar) in years:
        return ""
    return texts.get("zinnen.kaart.jaar").format(kaart=fmt.and_list(years), grens=peiljaar)


def _source(snapshot: r.Snapshot, catalog: Catalog) -> SourceRow:
    source = catalog.sources.get(snapshot.source_id)
    url = snapshot.url or ""
    return SourceRow(
        titel=snapshot.title or (source.naam if source else snapshot.table_id),
        tabel=snapshot.table_id,
        periode=snapshot.period or "",
        bijgewerkt=_moment(snapshot.modified),
        licentie=snapshot.licence,
        attributie=snapshot.attribution,
        # A made-up table has the id of a real one; a link would lead to other figures.
        url=url if url.startswith("https://") and not snapshot.is_fictief else "",
        is_fictief=snapshot.is_fictief,
        snapshot_id=snapshot.snapshot_id,
    )


def _moment(modified: str | None) -> str:
    """Return the moment of a revision in words; the map has none, but a hash in its place."""
    is_moment = modified is not None and re.match(r"\d{4}-", modified)
    return fmt.long_date_or_text(modified) if modified and is_moment else ""
