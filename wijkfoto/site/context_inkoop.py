"""The context of the page on inkoop: where to look, chance risk, flags, contract cards, history.

Wijken stand in the order of their names and models in that of the catalog: nothing is ranked.
"""

from dataclasses import dataclass

from wijkfoto.advice.buying_models import ContractCard
from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import Axis, span
from wijkfoto.site.focus_block import (
    SIGNALS,
    SURE,
    alike,
    arrangement,
    deserves_a_look,
    helps,
    product_names,
    rule_of,
    shown_risk,
)
from wijkfoto.site.numbers import Key, Shown
from wijkfoto.site.registered_block import FlagRow, flags
from wijkfoto.site.rows_inkoop import ChanceRisk, Focus

STEP, LEAST = 0.1, 0.4
"""Step of the axis of chance risk, and the least that it reaches; fractions of the budget."""


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
class RiskRow:
    """Chance risk of one area: a number, and where it stands in the drawing."""

    naam: str
    clienten: Shown | None
    risico: Shown | None
    advies: str
    soort: str
    punt: str
    laag: str
    breedte: str


@dataclass(frozen=True)
class RiskMeter:
    """Areas side by side for product groups that share a count and a variation."""

    producten: str
    telling: str
    minimum: Shown
    grens: str
    tikken: tuple[tuple[str, str], ...]
    rijen: tuple[RiskRow, ...]
    geblokkeerd: bool


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
        meters=_meters(desk, rules),
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
    groups: dict[tuple[int, str], list[Focus]] = {}
    for row in rows:
        groups.setdefault((SIGNALS.index(row.signal), row.rule_id), []).append(row)
    ranked = sorted(groups, key=lambda key: (key[0], order.index(key[1]) if key[1] in order else 0))
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
        reden=_reason(desk, rule.uitleg if rule else "", certainties),
        tegen=rule.tegen if rule else "",
        zekerheid=fmt.and_list(words),
        helpt=helps(rows, rules),
        plaatsen=tuple(places),
    )


def _reason(desk: Desk, reason: str, certainties: list[str]) -> str:
    """Return the reason, as a supposition where the class behind it is sure in no wijk."""
    if certainties == ["onzeker"]:
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


# --- chance risk -------------------------------------------------------------------------------


def _meters(desk: Desk, rules: AdviceRules) -> tuple[RiskMeter, ...]:
    gemeente = desk.tables.gemeente_code
    areas = [gemeente, *(w.region_code for w in desk.tables.wijken)]
    return tuple(
        _meter(desk, [row.product_group_id for row in group], areas, rules)
        for group in alike(desk.tables.chance.get(gemeente, ()), rules)
    )


def _meter(desk: Desk, products: list[str], areas: list[str], rules: AdviceRules) -> RiskMeter:
    rows = [
        row
        for area in areas
        for row in desk.tables.chance.get(area, ())
        if row.product_group_id == products[0]
    ]
    widest = max([LEAST, *(row.kansrisico_high or row.kansrisico or 0.0 for row in rows)])
    axis = Axis(0.0, min(STEP * -(-widest // STEP), 1.0), STEP)
    return RiskMeter(
        producten=fmt.and_list(
            [fmt.lower_first(name) for name in product_names(rules, set(products))]
        ),
        telling=desk.texts.get(f"inkoop.telling.{rows[0].use_id}"),
        minimum=_shown(desk, rows[0], "clienten_min", "een"),
        grens=axis.place(rules.norm("kansrisico_grens")),
        tikken=tuple((place, fmt.percent(100 * float(text), 0)) for place, text in axis.ticks()),
        rijen=tuple(_risk_row(desk, row, axis) for row in rows),
        geblokkeerd=all(row.advies == "niet_splitsen" for row in rows),
    )


def _risk_row(desk: Desk, row: ChanceRisk, axis: Axis) -> RiskRow:
    name = desk.book.naam(row.area_code)
    advice = desk.texts.get(f"inkoop.advies.{row.advies}")
    if row.kansrisico is None:
        return RiskRow(name, None, None, advice, row.advies, "0", "0", "0")
    low, high = row.kansrisico_low or row.kansrisico, row.kansrisico_high or axis.high
    band = span(axis, low, high)
    return RiskRow(
        naam=name,
        clienten=_clients(desk, row),
        risico=shown_risk(desk, row),
        advies=advice,
        soort=row.advies,
        punt=axis.place(row.kansrisico),
        laag=band[0],
        breedte=band[1],
    )


def _clients(desk: Desk, row: ChanceRisk) -> Shown:
    if row.basis == "registratie":
        return _shown(desk, row, "clienten", "een")
    return _shown(desk, row, "clienten", "schatting")


def _shown(desk: Desk, row: ChanceRisk, column: str, pattern: str) -> Shown:
    return desk.register.show(
        Key("chance_risk", row.area_code, row.product_group_id, desk.jaar),
        {column: float(getattr(row, column))},
        label=desk.label(desk.texts.get("inkoop.kansrisico"), row.area_code),
        snapshot_ids=desk.book.all_snapshots,
        status=desk.texts.get(f"inkoop.basis.{row.basis}"),
        pattern=pattern,
    )


# --- contract cards ----------------------------------------------------------------------------


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
