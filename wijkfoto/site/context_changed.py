"""The context of veranderd.html: what changed since the edition before, and by which cause.

What is told is chosen here; the words stand in reports/text/veranderd.yaml. Wijken stand in the
order of their names, never in that of their change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site.changed_words import CLASSES, ChangeLine, Wording
from wijkfoto.site.desk import Desk
from wijkfoto.site.hours_block import shown_advice
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_changed import GroundRow, ScoreChangeRow
from wijkfoto.site.slope_block import SlopeChart, slope_chart

CAUSES = ("werkelijkheid", "definitie", "grens", "methode")
"""Causes as a reader meets them: first what happened, then what we did."""

PARTS = ("wijk", "land", "definitie", "grens", "methode", "samen")
TOLD = 1.0
"""Points from which a difference of scores is told."""

PART_TOLD = 0.05
"""Points from which a part of it is; less is written as 0,0."""


@dataclass(frozen=True)
class CauseBlock:
    """One cause: what it means, and what of it was found."""

    oorzaak: str
    naam: str
    uitleg: str
    gevonden: tuple[str, ...]


@dataclass(frozen=True)
class ScoreLine:
    """One score that moved, with the parts that it moved by."""

    naam: str
    van_naar: Shown
    verschil: Shown
    delen: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True)
class WijkBlock:
    """What changed in one wijk."""

    naam: str
    href: str
    klassen: tuple[ChangeLine, ...]
    zekerheid: tuple[ChangeLine, ...]
    scores: tuple[ScoreLine, ...]
    cijfers: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class ChangedContext:
    """Everything on veranderd.html.

    Attributes:
        stand: eerste, oud (the edition before has other tables), niets, or veranderd.
        vorige: Id of the edition before.
        kort: Sentences on how much changed, and by which cause.
    """

    naam: str
    stand: str
    vorige: str
    kort: tuple[Markup, ...]
    oorzaken: tuple[CauseBlock, ...]
    hellingen: tuple[SlopeChart, ...]
    wijken: tuple[WijkBlock, ...]
    weg: tuple[str, ...]
    teams: tuple[ChangeLine, ...]
    uren: tuple[ChangeLine, ...]
    inkoop: tuple[ChangeLine, ...]


def changed_context(desk: Desk, rules: AdviceRules) -> ChangedContext:
    """Return everything on veranderd.html of a gemeente."""
    wording = Wording(desk, rules)
    stand = _stand(desk)
    told = stand == "veranderd"
    return ChangedContext(
        naam=desk.tables.gemeente.naam,
        stand=stand,
        vorige=desk.tables.edition.previous_edition_id or "",
        kort=tuple(_short(desk)) if told else (),
        oorzaken=tuple(_cause(desk, wording, cause) for cause in CAUSES) if told else (),
        hellingen=tuple(_slopes(desk)) if told else (),
        wijken=tuple(_wijken(desk, wording)) if told else (),
        weg=tuple(g.was or g.item_id for g in _own_grounds(desk, "wijk_weg")) if told else (),
        teams=wording.lines("teamgebied", "teamvorm", "ring"),
        uren=tuple(_hours(desk, wording)),
        inkoop=wording.lines("inkoop"),
    )


def _stand(desk: Desk) -> str:
    changed = desk.book.changed
    if any(ground.kind == "niet_vergelijkbaar" for ground in changed.grounds):
        return "oud"
    if not changed.scores:
        return "eerste"
    moved = any(abs(row.verschil) >= TOLD for row in changed.scores)
    return "veranderd" if changed.changes or changed.grounds or moved else "niets"


def _own_grounds(desk: Desk, kind: str) -> Iterator[GroundRow]:
    """Yield grounds of a kind that are about wijken of this gemeente."""
    start = f"WK{desk.tables.gemeente_code[2:]}"
    for ground in desk.book.changed.grounds:
        if ground.kind == kind and ground.item_id.startswith(start):
            yield ground


def _short(desk: Desk) -> Iterator[Markup]:
    """Say how many classes changed, and how many by each cause."""
    code, changes = desk.tables.gemeente_code, desk.book.changed.changes
    found = [row for row in changes if row.kind in CLASSES]
    if not found:
        yield desk.texts.fill("veranderd.kort.geen_klasse")
        return
    what = desk.texts.get("veranderd.kort.label")
    total = desk.count("change", code, "alle_klassen", len(found), what)
    name = "een" if len(found) == 1 else "meer"
    yield desk.texts.fill(f"veranderd.kort.{name}", aantal=total)
    for cause in (*CAUSES, "niet_te_splitsen", "onbekend"):
        count = sum(row.oorzaak == cause for row in found)
        if count:
            label = f"{what}: {desk.texts.get(f'veranderd.oorzaak.{cause}')}"
            shown = desk.count("change", code, f"klassen.{cause}", count, label)
            yield desk.texts.fill(f"veranderd.kort.oorzaak.{cause}", aantal=shown)


def _cause(desk: Desk, wording: Wording, cause: str) -> CauseBlock:
    return CauseBlock(
        cause,
        desk.texts.get(f"veranderd.oorzaken.{cause}.naam"),
        desk.texts.get(f"veranderd.oorzaken.{cause}.uitleg"),
        wording.found(cause),
    )


def _wijken(desk: Desk, wording: Wording) -> Iterator[WijkBlock]:
    """Yield every wijk in which something changed, in the order of their names."""
    order = {name: place for place, name in enumerate(desk.book.catalog.domains)}
    moved: dict[str, list[ScoreChangeRow]] = {}
    for row in desk.book.changed.scores:
        if abs(row.verschil) >= TOLD:
            moved.setdefault(row.region_code, []).append(row)
    for wijk in desk.tables.wijken:
        code = wijk.region_code
        scores = sorted(moved.get(code, ()), key=lambda row: order[row.domain_id])
        block = WijkBlock(
            naam=desk.book.naam(code),
            href=f"{code}.html",
            klassen=wording.lines(*CLASSES, area=code),
            zekerheid=wording.lines("zekerheid", "zekerheid_gemeente", area=code),
            scores=tuple(_score(desk, row) for row in scores),
            cijfers=wording.lines("status", area=code),
        )
        if block.klassen or block.zekerheid or block.scores or block.cijfers:
            yield block


def _slopes(desk: Desk) -> Iterator[SlopeChart]:
    """Yield a drawing of each domain in which a score moved enough to tell."""
    for domain_id, domain in desk.book.catalog.domains.items():
        rows = [row for row in desk.book.changed.scores if row.domain_id == domain_id]
        told = [row for row in rows if abs(row.verschil) >= TOLD]
        if told:
            zin = desk.texts.get("veranderd.helling").format(
                domein=domain.naam,
                meer=sum(row.verschil > 0 for row in told),
                minder=sum(row.verschil < 0 for row in told),
                gelijk=len(rows) - len(told),
            )
            yield slope_chart(domain.naam, rows, told, desk.book.naam, zin)


def _score(desk: Desk, row: ScoreChangeRow) -> ScoreLine:
    name = desk.book.catalog.domains[row.domain_id].naam
    parts = [(part, getattr(row, part)) for part in PARTS]
    return ScoreLine(
        naam=name,
        van_naar=_points(desk, row, "score_was", "score_nu", pattern="van_naar"),
        verschil=_points(desk, row, "verschil"),
        delen=tuple(
            (desk.texts.get(f"veranderd.delen.{part}"), _points(desk, row, part))
            for part, value in parts
            if abs(value) >= PART_TOLD
        ),
    )


def _points(desk: Desk, row: ScoreChangeRow, *columns: str, pattern: str = "een") -> Shown:
    return desk.register.show(
        Key("score_change", row.region_code, row.domain_id, desk.jaar),
        {column: getattr(row, column) for column in columns},
        label=desk.label(desk.book.catalog.domains[row.domain_id].naam, row.region_code),
        snapshot_ids=desk.book.all_snapshots,
        pattern=pattern,
    )


def _hours(desk: Desk, wording: Wording) -> Iterator[ChangeLine]:
    """Yield hours of the whole gemeente that changed, in the mode that the pages show."""
    for row in desk.book.changed.changes:
        if row.kind != "fte" or row.area_code != desk.tables.gemeente_code:
            continue
        discipline, _, modus = row.item_id.partition(".")
        shown = shown_advice(desk.tables.team_advice.get(row.area_code, ()))
        if any(each.modus == modus for each in shown):
            yield wording.hours(row, discipline)
