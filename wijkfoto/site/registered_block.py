"""What the gemeente registered, on a page: questions to the team, providers, events, flags.

Numbers are shown as they were published; nothing is added up, for a question can count twice.
"""

from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site import rows_registered as rr
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.local_block import long_day
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import no_number


@dataclass(frozen=True)
class QuestionRow:
    """Questions about one domain in the newest year."""

    naam: str
    vragen: Cell


@dataclass(frozen=True)
class Asked:
    """The questions that the team got; `rijen` is empty without a registration.

    Attributes:
        heel_jaar: Whether a team worked in the wijk for the whole year.
    """

    jaar: int
    rijen: tuple[QuestionRow, ...]
    heel_jaar: bool


@dataclass(frozen=True)
class ProductProviders:
    """Who offers one product group here."""

    product: str
    namen: tuple[str, ...]


@dataclass(frozen=True)
class EventRow:
    """Something that changes the wijk."""

    soort: str
    omschrijving: str
    datum: str


@dataclass(frozen=True)
class FlagRow:
    """A risk that contracts or providers raise, with what speaks against it and who decides."""

    model_id: str
    zin: str
    risico: str
    model: str
    zeker: str
    tegen: str
    beslist: str


NOBODY_ASKED = Asked(0, (), heel_jaar=False)


def asked(desk: Desk, code: str) -> Asked:
    """Return the questions of the newest year, in the order of the domains."""
    rows = desk.tables.registration.get(code, ())
    if not rows:
        return NOBODY_ASKED
    newest = max(row.jaar for row in rows)
    by_domain = {row.domain_id: row for row in rows if row.jaar == newest}
    domains = [d for d in desk.book.catalog.domains if d in by_domain]
    return Asked(
        newest,
        tuple(
            QuestionRow(desk.book.catalog.domains[d].naam, _number(desk, by_domain[d]))
            for d in domains
        ),
        heel_jaar=all(row.heel_jaar for row in by_domain.values()),
    )


def _number(desk: Desk, row: rr.Registration) -> Cell:
    if row.vragen is None:
        return no_number(desk.texts.get("zinnen.registratie.te_weinig"))
    return desk.register.show(
        Key("registration", row.region_code, row.domain_id, row.jaar),
        {"vragen": row.vragen},
        label=desk.label(
            f"{desk.texts.get('zinnen.registratie.vragen')}, "
            f"{desk.book.catalog.domains[row.domain_id].naam}",
            row.region_code,
        ),
        snapshot_ids=[],
    )


def providers(desk: Desk, code: str, rules: AdviceRules) -> tuple[ProductProviders, ...]:
    """Return who offers what in a wijk, those of the whole gemeente included."""
    gemeente = desk.tables.gemeente_code
    rows = [row for area in (code, gemeente) for row in desk.tables.providers.get(area, ())]
    found = []
    for product in rules.products:
        names = {r.naam for r in rows if r.product_group_id == product.product_group_id}
        if names:
            found.append(ProductProviders(product.naam, tuple(sorted(names, key=fmt.name_key))))
    return tuple(found)


def events(desk: Desk, code: str) -> tuple[EventRow, ...]:
    """Return what changes a wijk, the newest first."""
    rows = sorted(desk.tables.events.get(code, ()), key=lambda e: (e.datum, e.event_id))
    return tuple(
        EventRow(desk.texts.name("gebeurtenissen", e.soort), e.omschrijving, long_day(e.datum))
        for e in reversed(rows)
    )


def flags(desk: Desk, rules: AdviceRules) -> tuple[FlagRow, ...]:
    """Return the risks that contracts and providers raise, in the order of the catalog."""
    order = list(rules.contract_flags)
    rows = sorted(
        (row for row in desk.tables.flags if row.flag_id in order),
        key=lambda row: (order.index(row.flag_id), row.model),
    )
    return tuple(_flag(desk, row, rules) for row in rows)


def _flag(desk: Desk, row: rr.Flag, rules: AdviceRules) -> FlagRow:
    known = rules.contract_flags[row.flag_id]
    sure = "schatting" if row.flag_id == "druk_mantelzorg" else "opgave"
    return FlagRow(
        model_id=row.model,
        zin=row.evidence,
        risico=known.risico,
        model=desk.texts.name("contractmodellen", row.model),
        zeker=desk.texts.get(f"inkoop.zeker.{sure}"),
        tegen=known.tegen,
        beslist=desk.texts.get(f"inkoop.beslist.{known.beslist}"),
    )
