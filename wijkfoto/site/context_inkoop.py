"""The context of the page on inkoop: where to look, chance risk, flags, contract cards, history.

Wijken stand in the order of their names and models in that of the catalog: nothing is ranked.
"""

from dataclasses import dataclass

from wijkfoto.advice.buying_models import ContractCard
from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.chance_block import RiskMeter, meters
from wijkfoto.site.desk import Desk
from wijkfoto.site.focus_block import (
    SIGNALS,
    SURE,
    arrangement,
    deserves_a_look,
    helps,
    is_capped,
    product_names,
    rule_of,
)
from wijkfoto.site.registered_block import FlagRow, flags
from wijkfoto.site.rows_inkoop import Focus


@dataclass(frozen=True)
class Place:
    """A product with the wijken that one advice is about, and how sure it is in each."""

    product: str
    wijken: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class BuyingAdvice:
    """One advice over the wijken of the gemeente."""

    signaal: str
    soort: str
    reden: str
    tegen: str
    zekerheid: str
    helpt: tuple[str, ...]
    plaatsen: tuple[Place, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A wijk with its signal per product: kind, short word, and what a title says."""

    naam: str
    href: str
    cellen: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Card:
    """A contract model with its verdicts, and what the gemeente's own data raise about it."""

    kaart: ContractCard
    vlaggen: tuple[FlagRow, ...]
    oordelen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fact:
    """Something that was so once, with who said it."""

    tekst: str
    jaar: str
    bron: str


@dataclass(frozen=True)
class InkoopContext:
    """Everything on the page on inkoop."""

    naam: str
    arrangement: str
    eerst: tuple[BuyingAdvice, ...]
    rest: tuple[BuyingAdvice, ...]
    producten: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    meters: tuple[RiskMeter, ...]
    zonder_meter: tuple[str, ...]
    vlaggen: tuple[FlagRow, ...]
    kaarten: tuple[tuple[str, tuple[Card, ...]], ...]
    criteria: tuple[tuple[str, str], ...]
    feiten: tuple[Fact, ...]


def inkoop_context(desk: Desk, rules: AdviceRules) -> InkoopContext:
    """Return everything on the page on inkoop."""
    wijken = [w.region_code for w in desk.tables.wijken]
    rows = [row for code in wijken for row in desk.tables.focus.get(code, ())]
    raised = flags(desk, rules)
    metered = {row.product_group_id for some in desk.tables.chance.values() for row in some}
    return InkoopContext(
        naam=desk.tables.gemeente.naam,
        arrangement=arrangement(desk, tuple(rows)),
        eerst=_advice(desk, [row for row in rows if deserves_a_look(row)], rules),
        rest=_advice(desk, [row for row in rows if not deserves_a_look(row)], rules),
        producten=tuple(p.naam for p in rules.products),
        matrix=_matrix(desk, rules) if rows else (),
        meters=meters(desk, rules),
        zonder_meter=product_names(rules, {p.product_group_id for p in rules.products} - metered),
        vlaggen=raised,
        kaarten=_cards(desk, rules, raised),
        criteria=tuple((c.naam, c.vraag) for c in rules.criteria),
        feiten=facts(rules, "inkoop", "capaciteit", "beleid", "wijkgericht", "overschot"),
    )


def facts(rules: AdviceRules, *kinds: str) -> tuple[Fact, ...]:
    """Return the historical facts whose id begins with one of these words."""
    return tuple(
        Fact(fact.text, fact.period, fact.source)
        for fact in rules.facts
        if fact.fact_id.startswith(kinds)
    )


def _advice(desk: Desk, rows: list[Focus], rules: AdviceRules) -> tuple[BuyingAdvice, ...]:
    """Bring signals together by rule, the most urgent question first."""
    order = [rule.rule_id for rule in rules.procurement_rules]
    groups: dict[tuple[int, str, bool, bool], list[Focus]] = {}
    for row in rows:
        guessed = row.zekerheid_behoefte == "onzeker"
        key = (SIGNALS.index(row.signal), row.rule_id, not is_capped(row), guessed)
        groups.setdefault(key, []).append(row)
    ranked = sorted(
        groups, key=lambda key: (key[0], order.index(key[1]) if key[1] in order else 0, key[2:])
    )
    return tuple(_one_advice(desk, groups[key], rules) for key in ranked)


def _one_advice(desk: Desk, rows: list[Focus], rules: AdviceRules) -> BuyingAdvice:
    rule = rule_of(rules, rows[0].rule_id)
    certainties = sorted({row.zekerheid for row in rows}, key=SURE.index)
    words = [desk.texts.name("zekerheden", name) for name in certainties]
    places = []
    for product in rules.products:
        found = [row for row in rows if row.product_group_id == product.product_group_id]
        if found:
            wijken = tuple(
                (desk.book.naam(row.area_code), f"{row.area_code}.html#inkoop", row.zekerheid)
                for row in found
            )
            places.append(Place(product.naam, wijken))
    return BuyingAdvice(
        signaal=fmt.capital(desk.texts.name("signalen", rows[0].signal)),
        soort=rows[0].signal,
        reden=_reason(desk, rule.uitleg if rule else "", rows),
        tegen=rule.tegen if rule else "",
        zekerheid=_sureness(desk, rows, fmt.and_list(words)),
        helpt=helps(rows, rules),
        plaatsen=tuple(places),
    )


def _sureness(desk: Desk, rows: list[Focus], word: str) -> str:
    """Return how sure a signal is; where the need is surer, that it is not the need that is not."""
    if not is_capped(rows[0]):
        return word
    needs = sorted({row.zekerheid_behoefte for row in rows}, key=SURE.index)
    words = [desk.texts.name("zekerheden", name) for name in needs]
    told = desk.texts.get("inkoop.behoefte_wel")
    return told.format(signaal=word, behoefte=" of ".join(words)).rstrip(".")


def _reason(desk: Desk, reason: str, rows: list[Focus]) -> str:
    """Return the reason, as a supposition where the class behind it is sure in no wijk."""
    if all(row.zekerheid_behoefte == "onzeker" for row in rows):
        return desk.texts.get("inkoop.misschien").format(reden=fmt.lower_first(reason))
    return reason


def _matrix(desk: Desk, rules: AdviceRules) -> tuple[MatrixRow, ...]:
    found = []
    for wijk in desk.tables.wijken:
        rows = {row.product_group_id: row for row in desk.tables.focus.get(wijk.region_code, ())}
        cells = tuple(_cell(desk, rows.get(p.product_group_id)) for p in rules.products)
        name = desk.book.naam(wijk.region_code)
        found.append(MatrixRow(name, f"{wijk.region_code}.html#inkoop", cells))
    return tuple(found)


def _cell(desk: Desk, row: Focus | None) -> tuple[str, str, str]:
    if row is None:
        return "geen", desk.texts.get("inkoop.kort.onvoldoende_gegevens"), ""
    sure = desk.texts.name("zekerheden", row.zekerheid)
    kind = row.signal if deserves_a_look(row) else f"{row.signal} zwak"
    return kind, desk.texts.get(f"inkoop.kort.{row.signal}"), sure


def _cards(
    desk: Desk, rules: AdviceRules, raised: tuple[FlagRow, ...]
) -> tuple[tuple[str, tuple[Card, ...]], ...]:
    groups: dict[str, list[Card]] = {}
    for card in rules.contract_cards:
        mine = tuple(flag for flag in raised if flag.model_id == card.model)
        verdicts = tuple(
            (name, desk.texts.get(f"inkoop.oordeel.{name}"))
            for name in (card.oordelen[c.criterium_id] for c in rules.criteria)
        )
        groups.setdefault(card.periode, []).append(Card(card, mine, verdicts))
    return tuple(
        (desk.texts.get(f"inkoop.periode.{name}"), tuple(cards)) for name, cards in groups.items()
    )
