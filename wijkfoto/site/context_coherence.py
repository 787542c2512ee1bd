"""The context of the page on coherence: what hangs together, what counts double, what matters.

Sentences come from the texts; every number is registered with the query that gives it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wijkfoto.catalog import Catalog
from wijkfoto.regio import LAND
from wijkfoto.site import format as fmt
from wijkfoto.site.coherence_rows import CoherenceTables, NormSensitivity, Pair
from wijkfoto.site.context_site import plain_number
from wijkfoto.site.desk import Cell
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Label, Register, no_number
from wijkfoto.site.text import Texts

LABEL, CELL, LINE, HEAD = 142, 28, 28, 24
"""Sizes of the heat map in units: room for a name, and a cell; about the pixels of a phone."""

STEPS = (0.3, 0.5, 0.7)
"""Where a darker shade begins; the last shade begins at the limit of the method."""


@dataclass(frozen=True)
class HeatCell:
    """One pair in the heat map: its place, its shade from 0 to 4, and the number in it."""

    x: int
    soort: str
    tekst: str


@dataclass(frozen=True)
class HeatRow:
    """A domain in the heat map, against those before it."""

    y: int
    naam: str
    vakken: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The domains against each other; columns carry the number of their row.

    The first domain has a column and no row, so its name is told apart.
    """

    width: int
    height: int
    eerste: str
    koppen: tuple[tuple[int, str], ...]
    rijen: tuple[HeatRow, ...]


@dataclass(frozen=True)
class PairLine:
    """Two figures or domains, and how they go together."""

    links: str
    rechts: str
    waarde: Cell


@dataclass(frozen=True)
class WeightLine:
    """A figure with the weight that was chosen and the weight that it has."""

    naam: str
    soort: str
    gekozen: Cell
    werkelijk: Cell


@dataclass(frozen=True)
class DomainWeights:
    """The figures of one domain."""

    naam: str
    rijen: tuple[WeightLine, ...]


@dataclass(frozen=True)
class ModelLine:
    """What the model does in one domain."""

    naam: str
    deel: Cell
    andere_klasse: Cell
    dubbel: str


@dataclass(frozen=True)
class NormLine:
    """A number of the method, and whom another value would give another class."""

    naam: str
    waarde: str
    anders: tuple[tuple[str, Cell, str], ...]


@dataclass(frozen=True)
class CoherenceContext:
    """Everything on the page on coherence."""

    referentie: str
    warmte: HeatMap | None
    onderwerpen: tuple[PairLine, ...]
    een_feit: tuple[PairLine, ...]
    over: tuple[PairLine, ...]
    gewichten: tuple[DomainWeights, ...]
    modellen: tuple[ModelLine, ...]
    invoer: str
    normen: tuple[NormLine, ...]


@dataclass(frozen=True)
class CoherenceDesk:
    """What the page is made of."""

    tables: CoherenceTables
    catalog: Catalog
    texts: Texts
    register: Register
    peiljaar: int
    referentie: str
    snapshot_ids: tuple[str, ...]

    def domain(self, domain_id: str) -> str:
        """Return the short name of a domain."""
        return self.catalog.domains[domain_id].kort

    def indicator(self, indicator_id: str) -> str:
        """Return the name of an indicator."""
        return self.catalog.indicators[indicator_id].naam

    def show(
        self,
        table: str,
        item: str,
        column: str,
        value: float | None,
        label: str,
        *,
        absent: str = "geen",
    ) -> Cell:
        """Return a number of the report with its way back, or the words for its absence."""
        if value is None:
            return no_number(self.texts.get(f"samenhang.{absent}"))
        key = Key(table, LAND, item, self.peiljaar)
        return self.register.show(
            key, {column: value}, label=Label(label), snapshot_ids=self.snapshot_ids
        )


def coherence_context(desk: CoherenceDesk) -> CoherenceContext:
    """Return everything on the page on coherence."""
    domains = [p for p in desk.tables.pairs if p.kind == "domain"]
    figures = [p for p in desk.tables.pairs if p.kind == "indicator"]
    return CoherenceContext(
        referentie=desk.texts.get(f"methode.referentie.{desk.referentie}"),
        warmte=_heat_map(desk, domains),
        onderwerpen=_lines(desk, domains),
        een_feit=_lines(desk, (p for p in figures if p.flag == "een_feit")),
        over=_lines(desk, (p for p in figures if p.flag == "over_domeinen")),
        gewichten=tuple(_weights(desk)),
        modellen=tuple(_models(desk)),
        invoer=fmt.and_list(_model_inputs(desk.catalog)),
        normen=tuple(_norms(desk)),
    )


def _lines(desk: CoherenceDesk, pairs: Iterable[Pair]) -> tuple[PairLine, ...]:
    """Return pairs from the strongest to the weakest; the same figure twice is no pair."""
    known = [p for p in pairs if p.r is not None and p.left_id != p.right_id]
    name = {"domain": desk.domain, "indicator": desk.indicator}
    return tuple(
        PairLine(
            name[p.kind](p.left_id),
            name[p.kind](p.right_id),
            desk.show(
                "coherence_pair",
                f"{p.left_id}.{p.right_id}",
                "r",
                p.r,
                f"{name[p.kind](p.left_id)}, {name[p.kind](p.right_id)}",
            ),
        )
        for p in sorted(known, key=lambda p: (-abs(p.r or 0.0), p.left_id, p.right_id))
    )


def _heat_map(desk: CoherenceDesk, pairs: Sequence[Pair]) -> HeatMap | None:
    found = {frozenset((p.left_id, p.right_id)): p.r for p in pairs}
    scored = [d for d in desk.catalog.domains if any(d in pair for pair in found)]
    if not scored:
        return None
    rows = [
        HeatRow(
            y=HEAD + LINE * (i - 1),
            naam=f"{i + 1} {desk.domain(one)}",
            vakken=tuple(_cell(desk, k, found.get(frozenset((one, scored[k])))) for k in range(i)),
        )
        for i, one in enumerate(scored)
        if i
    ]
    heads = tuple((LABEL + CELL * k + CELL // 2, str(k + 1)) for k in range(len(scored) - 1))
    width, height = LABEL + CELL * (len(scored) - 1), HEAD + LINE * (len(scored) - 1)
    return HeatMap(width, height, desk.domain(scored[0]), heads, tuple(rows))


def _cell(desk: CoherenceDesk, column: int, r: float | None) -> HeatCell:
    x = LABEL + CELL * column
    if r is None:
        return HeatCell(x, "leeg", "")
    limits = (*STEPS, desk.catalog.norm("zelfde_feit_r"))
    step = sum(abs(r) > limit for limit in limits)
    return HeatCell(x, f"{'min' if r < 0 else 'plus'} w-{step}", fmt.decimal(r, 2))


def _weights(desk: CoherenceDesk) -> Iterable[DomainWeights]:
    for domain_id in desk.catalog.domains:
        rows = [w for w in desk.tables.weights if w.domain_id == domain_id]
        # A figure that stands alone weighs everything: there is nothing to compare.
        if len(rows) > 1:
            yield DomainWeights(
                desk.domain(domain_id),
                tuple(
                    WeightLine(
                        desk.indicator(w.indicator_id),
                        desk.texts.name("soorten", w.kind),
                        *(
                            desk.show(
                                "effective_weight",
                                f"{domain_id}.{w.indicator_id}",
                                column,
                                getattr(w, column),
                                f"{desk.domain(domain_id)}, {desk.indicator(w.indicator_id)}",
                            )
                            for column in ("weight", "effective_weight")
                        ),
                    )
                    for w in rows
                ),
            )


def _models(desk: CoherenceDesk) -> Iterable[ModelLine]:
    found = {m.domain_id: m for m in desk.tables.models}
    for domain_id in (d for d in desk.catalog.domains if d in found):
        model, name = found[domain_id], desk.domain(domain_id)
        twice = [desk.indicator(i) for i in json.loads(model.counted_twice)]
        yield ModelLine(
            name,
            desk.show("model_share", domain_id, "model_weight", model.model_weight, name),
            desk.show(
                "model_share",
                domain_id,
                "other_class",
                model.other_class,
                name,
                absent="niets_over",
            ),
            fmt.and_list(twice) if twice else "",
        )


def _model_inputs(catalog: Catalog) -> list[str]:
    return [entry.naam for source in catalog.sources.values() for entry in source.model_invoer]


def _norms(desk: CoherenceDesk) -> list[NormLine]:
    """Return the numbers of the method, those that matter most first."""
    by_norm: dict[str, dict[str, list[NormSensitivity]]] = {}
    for row in desk.tables.norms:
        by_norm.setdefault(row.norm_id, {}).setdefault(row.kant, []).append(row)

    def largest(sides: dict[str, list[NormSensitivity]]) -> float:
        return max(row.deel_inwoners or 0.0 for rows in sides.values() for row in rows)

    ranked = sorted(by_norm.items(), key=lambda entry: (-largest(entry[1]), entry[0]))
    return [_norm(desk, norm_id, sides) for norm_id, sides in ranked]


def _norm(desk: CoherenceDesk, norm_id: str, sides: dict[str, list[NormSensitivity]]) -> NormLine:
    name = fmt.capital(desk.texts.name("methode", norm_id))
    tried = []
    for kant in ("laag", "hoog"):
        rows = sides[kant]
        best = max(rows, key=lambda row: (row.deel_inwoners or 0.0, row.domain_id))
        cell = desk.show(
            "norm_sensitivity",
            f"{norm_id}.{kant}",
            "deel_inwoners",
            best.deel_inwoners,
            f"{name}, {plain_number(best.waarde_anders)}",
        )
        where = desk.domain(best.domain_id) if best.deel_inwoners else ""
        tried.append((plain_number(best.waarde_anders), cell, where))
    return NormLine(name, plain_number(sides["laag"][0].waarde), tuple(tried))
