"""The eight domains of a wijk: one strip each on a common axis, with words and indicators.

Which sentence stands beside a score is chosen here; the sentences stand in zinnen.yaml.
"""

import json
from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.site import rows as r
from wijkfoto.site.alike_block import against_alike, difference_from_alike
from wijkfoto.site.council import question_on
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.figures import Axis, Ground, Strip, score_axis, score_ground, score_strip
from wijkfoto.site.numbers import Shown
from wijkfoto.site.remark_block import RemarkLine, remarks_on
from wijkfoto.site.sureness_block import sureness_sentences

MARKED = ("indicatie", "geschat", "harmonised", "censored")
"""Statuses of a figure that is shown; where there is none, the cell itself says why."""
ROLES = ("behoefte", "gebruik", "kracht", "context")


@dataclass(frozen=True)
class IndicatorRow:
    """One figure of a domain beside gemeente and land.

    Attributes:
        opvalt: How it clearly differs from the land; empty when it does not, or cannot be tested.
        noot: Kind, role and, where it differs from the peiljaar, the year.
        bekend: Whether the wijk has a value.
        toelichting: What the gemeente says about it.
    """

    indicator_id: str
    naam: str
    wijk: Cell
    gemeente: Cell
    land: Cell
    opvalt: str
    noot: str
    waarschuwing: str
    bekend: bool
    toelichting: tuple[RemarkLine, ...]


@dataclass(frozen=True)
class DomainRow:
    """One domain: strip, numbers, class and certainty, sentences and figures."""

    domain_id: str
    naam: str
    uitleg: str
    strip: Strip | None
    punt: Shown | None
    marge: Shown | None
    score: Shown | None
    verschil: Shown | None
    verschil_vergelijkbaar: Shown | None
    klasse: str
    zekerheid: str
    zekerheid_woord: str
    klasse_woord: str
    gemeente_woord: str
    vergelijkbaar_woord: str
    zinnen: tuple[Markup, ...]
    vraag: str
    cijfers: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class Profile:
    """All domains on one axis."""

    axis: Axis
    schaal: Ground
    rijen: tuple[DomainRow, ...]
    rivm: bool


def profile(desk: Desk, wijk: str) -> Profile:
    """Return the profile of a wijk; its axis is the same on every page of the gemeente."""
    axis = score_axis(desk.tables.scores.values())
    rows = tuple(_domain_row(desk, axis, row) for row in desk.scores_of(wijk))
    rivm = _has_estimates(desk) and any(
        row.model_dependent or row.klasse_zonder_model for row in desk.scores_of(wijk)
    )
    return Profile(axis, score_ground(axis), rows, rivm)


def _has_estimates(desk: Desk) -> bool:
    """Say whether figures are here that a publisher's model made of what people are like."""
    used = {snapshot.source_id for snapshot in desk.tables.snapshots.values()}
    sources = desk.book.catalog.sources.items()
    return any(source.model_invoer for name, source in sources if name in used)


def _domain_row(desk: Desk, axis: Axis, row: r.Score) -> DomainRow:
    texts = desk.texts
    domain = desk.book.catalog.domains[row.domain_id]
    punt = marge = score = verschil = strip = None
    if row.is_scored:
        punt = desk.score(row, "score") if row.is_sure else None
        marge = desk.score(row, "score_low", "score_high", pattern="tussen")
        score = desk.score(row, "score", "score_low", "score_high", pattern="band")
        strip = score_strip(axis, row, _strip_title(desk, row))
        if row.verschil_gemeente is not None:
            columns = ("verschil_gemeente", "verschil_low", "verschil_high")
            verschil = desk.score(row, *columns, pattern="band")
    klasse = row.klasse if row.is_sure and row.klasse else "onzeker" if row.is_scored else "geen"
    sure_inside = row.is_sure_in_gemeente and row.klasse_gemeente
    return DomainRow(
        domain_id=row.domain_id,
        naam=domain.naam,
        uitleg=texts.get(f"domeinen.{row.domain_id}.uitleg"),
        strip=strip,
        punt=punt,
        marge=marge,
        score=score,
        verschil=verschil,
        verschil_vergelijkbaar=difference_from_alike(desk, row),
        klasse=klasse,
        zekerheid=row.zekerheid,
        zekerheid_woord=texts.name("zekerheden", row.zekerheid),
        klasse_woord=texts.name("klassen", klasse)
        if klasse in ("hoog", "gemiddeld", "laag")
        else "",
        gemeente_woord=texts.name("klassen_gemeente", row.klasse_gemeente or "")
        if sure_inside
        else texts.name("zekerheden", row.zekerheid_gemeente),
        vergelijkbaar_woord=texts.name("klassen_vergelijkbaar", row.klasse_vergelijkbaar or "")
        if row.is_sure_beside_alike
        else texts.name("zekerheden", row.zekerheid_vergelijkbaar),
        zinnen=_sentences(desk, row) if row.is_scored else (texts.fill("zinnen.domein.geen"),),
        vraag=question_on(texts, row.domain_id, klasse),
        cijfers=indicator_rows(desk, row.region_code, _indicators(desk, row.domain_id)),
    )


def _strip_title(desk: Desk, row: r.Score) -> str:
    """Say in words what the strip shows."""
    columns = ("score", "score_low", "score_high")
    shown = {c: desk.score(row, c).text for c in columns}
    gemeente = desk.score(row, "gemeente").text if row.verschil_gemeente is not None else "?"
    filled = desk.texts.fill(
        "zinnen.domein.titel",
        naam=desk.book.catalog.domains[row.domain_id].naam,
        score=shown["score"],
        laag=shown["score_low"],
        hoog=shown["score_high"],
        gemeente=gemeente,
        zeker=desk.texts.name("zekerheden", row.zekerheid).capitalize(),
    )
    return filled.unescape()


def _sentences(desk: Desk, row: r.Score) -> tuple[Markup, ...]:
    """Say how the score stands against land and gemeente, without RIVM, and what weakens it."""
    found = [_against_land(desk, row)]
    if row.percentile is not None:
        found.append(
            desk.texts.fill("zinnen.domein.percentiel", deel=desk.score(row, "percentile"))
        )
    if row.verschil_gemeente is not None:
        found.append(_against_gemeente(desk, row))
    found += against_alike(desk, row)
    found += _without_model(desk, row)
    reasons = json.loads(row.zekerheid_reden)
    names = [desk.texts.name("redenen", reason) for reason in reasons]
    told = (Markup("{}").format(name) for name in names)
    return (*found, *told, *sureness_sentences(desk, row))


def _against_land(desk: Desk, row: r.Score) -> Markup:
    if not row.is_sure:
        shown = desk.score(row, "score_low", "score_high", pattern="tussen")
        return desk.texts.fill("zinnen.domein.land_onzeker", score=shown)
    model = "_model" if row.model_dependent else ""
    return desk.texts.fill(f"zinnen.domein.land{model}.{row.klasse}")


def _against_gemeente(desk: Desk, row: r.Score) -> Markup:
    if not row.is_sure_in_gemeente:
        shown = desk.score(row, "verschil_low", "verschil_high", pattern="tussen")
        return desk.texts.fill("zinnen.domein.gemeente_onzeker", verschil=shown)
    columns = ("verschil_gemeente", "verschil_low", "verschil_high")
    shown = desk.score(row, *columns, pattern="band")
    return desk.texts.fill(f"zinnen.domein.gemeente.{row.klasse_gemeente}", verschil=shown)


def _without_model(desk: Desk, row: r.Score) -> list[Markup]:
    """Say what the class would be without the estimates of RIVM, where those are in the score."""
    if row.klasse_zonder_model is None or row.score_zonder_model is None:
        return [desk.texts.fill("zinnen.domein.zonder_model.niets")] if row.model_dependent else []
    if not _has_model_figure(desk, row):
        return []
    same = "zelfde" if row.klasse_zonder_model == row.klasse else "anders"
    return [
        desk.texts.fill(
            f"zinnen.domein.zonder_model.{same}",
            klasse=desk.texts.name("klassen", row.klasse_zonder_model),
            score=desk.score(row, "score_zonder_model"),
        )
    ]


def _has_model_figure(desk: Desk, row: r.Score) -> bool:
    evidence = desk.tables.evidence.get((row.region_code, row.domain_id), ())
    names = [e.indicator_id for e in evidence] or desk.need_of(row.domain_id)
    return any(desk.tables.indicators[name].kind == "model" for name in names)


def _indicators(desk: Desk, domain_id: str) -> list[str]:
    """Return the figures of a domain: need first, in the order of the catalog, then the rest."""
    need = desk.need_of(domain_id)
    domain = desk.book.catalog.domains[domain_id]
    mine = [i.indicator_id for i in desk.tables.indicators.values() if i.domain_id == domain_id]
    order = list(dict.fromkeys([*need, *domain.gebruik, *mine]))
    known = [name for name in order if name in desk.tables.indicators]
    return sorted(known, key=lambda name: ROLES.index(desk.tables.indicators[name].role))


def indicator_rows(desk: Desk, region: str, names: list[str]) -> tuple[IndicatorRow, ...]:
    """Return figures of a region beside those of gemeente and land."""
    return tuple(_indicator_row(desk, region, name) for name in names)


def _indicator_row(desk: Desk, region: str, name: str) -> IndicatorRow:
    land, gemeente = desk.land_and_gemeente()
    indicator = desk.tables.indicators[name]
    found = desk.book.observation(region, name)
    wijk = desk.value(region, name, band=indicator.kind != "register")
    return IndicatorRow(
        indicator_id=name,
        naam=indicator.naam,
        wijk=wijk,
        gemeente=desk.value(gemeente, name),
        land=Markup() if indicator.unit == "aantal" else desk.value(land, name),
        opvalt=_standing_out(desk, found),
        noot=_note(desk, indicator, found),
        waarschuwing=indicator.warning or "",
        bekend=isinstance(wijk, Shown),
        toelichting=remarks_on(desk, region, name),
    )


def _standing_out(desk: Desk, found: r.Observation | None) -> str:
    """Say that a figure stands out among all wijken, else that it clearly differs from the land."""
    if found is None:
        return ""
    key = (found.region_code, found.indicator_id, found.peiljaar)
    signal = desk.tables.signals.get(key)
    if signal is None:
        return ""
    for kind, word in (("wijken", signal.signal), ("land", signal.verschil)):
        if word in ("hoger", "lager"):
            return desk.texts.get(f"zinnen.cijfer.opvalt.{kind}.{word}")
    return ""


def _note(desk: Desk, indicator: r.Indicator, found: r.Observation | None) -> str:
    """Return role and, where they are not the usual ones, kind, status, year and boundaries."""
    words = [desk.texts.name("rollen", indicator.role)] if indicator.role != "context" else []
    if found is None:
        return ", ".join([*words, *_why_absent(desk, indicator.indicator_id)])
    if indicator.kind != "register":
        words.append(desk.texts.name("soorten", indicator.kind))
    if found.waarde_status in MARKED:
        words.append(desk.texts.name("statussen", found.waarde_status))
    if found.peiljaar != desk.jaar:
        words.append(desk.texts.get("zinnen.cijfer.jaar").format(jaar=found.peiljaar))
    is_older = found.boundary_year != desk.tables.gemeente.boundary_year
    if is_older and not desk.tables.regions[found.region_code].has_same_area:
        words.append(desk.texts.get("zinnen.cijfer.grens").format(jaar=found.boundary_year))
    return ", ".join(words)


def _why_absent(desk: Desk, indicator_id: str) -> list[str]:
    """Say why no region has a figure, where its cells do not say all of it."""
    source_id = desk.book.unfetched.get(indicator_id)
    if source_id is not None:
        source = desk.book.catalog.sources[source_id]
        said = desk.texts.get("zinnen.cijfer.niet_opgehaald.noot")
        return [said.format(bron=f"{source.publisher}, {source.naam}")]
    known = desk.book.catalog.indicators[indicator_id]
    has_source = known.bron is not None or known.afgeleid is not None
    return [] if has_source else [desk.texts.get("zinnen.cijfer.geen_bron")]
