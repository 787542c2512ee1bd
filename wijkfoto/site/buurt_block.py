"""Whether the buurten of a wijk differ: what its page says of them, and the page of the buurten.

What is told and in which order is chosen here; the sentences stand in zinnen.yaml.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.site import rows as r
from wijkfoto.site.buurt_rows import Buurt, InWijk
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown, no_number

MOST_NUMBERS = 20
"""Most differences that the page of a wijk writes out in numbers, which keeps it light; with more
it names the buurten, and the numbers stand on the page of the buurten."""

CLASSES = ("hoog", "laag")


@dataclass(frozen=True)
class Finding:
    """What is clear of the buurten of a wijk in one domain."""

    naam: str
    zinnen: tuple[Markup, ...]


@dataclass(frozen=True)
class BuurtBlock:
    """What the page of a wijk says of its buurten.

    Attributes:
        zin: The answer to whether they differ.
        uitleg: How to read it; empty where nothing was compared.
        bevindingen: Domains in which a buurt clearly differs, in the order of the catalog.
        bladzijde: Address of the page of the buurten, seen from that of the wijk; "" without.
    """

    zin: str
    uitleg: str
    bevindingen: tuple[Finding, ...]
    bladzijde: str


@dataclass(frozen=True)
class BuurtRow:
    """One buurt in one domain; `stand` is its class against the land, where that is sure."""

    naam: str
    score: Cell
    stand: str
    verschil: Cell


@dataclass(frozen=True)
class BuurtDomain:
    """One domain with a row per buurt, in order of name."""

    naam: str
    wijk: Cell
    rijen: tuple[BuurtRow, ...]


@dataclass(frozen=True)
class BuurtContext:
    """Everything on the page of the buurten of a wijk."""

    code: str
    naam: str
    gemeente: str
    zin: str
    uitleg: str
    domeinen: tuple[BuurtDomain, ...]
    stil: tuple[str, ...]


def buurt_block(desk: Desk, wijk: str, *, klein: bool) -> BuurtBlock:
    """Return what the page of a wijk says of its buurten."""
    clear = _clear(desk, wijk)
    numbers = sum(len(found) for found in clear.values()) <= MOST_NUMBERS
    page = f"buurt/{wijk}.html" if has_buurt_page(desk, wijk) else ""
    return BuurtBlock(
        zin=desk.texts.get(f"zinnen.buurten.{_answer(desk, wijk, klein=klein)}"),
        uitleg=desk.texts.get("zinnen.buurten.uitleg") if page else "",
        bevindingen=()
        if klein
        else tuple(
            Finding(desk.book.catalog.domains[domain].naam, _told(desk, found, numbers=numbers))
            for domain, found in clear.items()
        ),
        bladzijde=page,
    )


def has_buurt_page(desk: Desk, wijk: str) -> bool:
    """Say whether a wijk has buurten to show beside each other: more than one, with any score."""
    buurten = desk.book.buurten.of_wijk.get(wijk, ())
    return len(buurten) > 1 and any(row.is_scored for row in _scores(desk, buurten))


def buurt_context(desk: Desk, wijk: r.Region) -> BuurtContext:
    """Return everything on the page of the buurten of a wijk."""
    code = wijk.region_code
    buurten = desk.book.buurten.of_wijk[code]
    scored = {row.domain_id for row in _scores(desk, buurten) if row.is_scored}
    domains = desk.book.catalog.domains
    return BuurtContext(
        code=code,
        naam=wijk.naam,
        gemeente=desk.tables.gemeente.naam,
        zin=desk.texts.get(f"zinnen.buurten.{_answer(desk, code, klein=False)}"),
        uitleg=desk.texts.get("zinnen.buurten.uitleg"),
        domeinen=tuple(_domain(desk, code, buurten, name) for name in domains if name in scored),
        stil=tuple(domain.naam for name, domain in domains.items() if name not in scored),
    )


def _scores(desk: Desk, buurten: Sequence[Buurt]) -> list[r.Score]:
    wanted = [(b.region_code, domain) for b in buurten for domain in desk.book.catalog.domains]
    return [desk.book.buurten.scores[key] for key in wanted if key in desk.book.buurten.scores]


def _answer(desk: Desk, wijk: str, *, klein: bool) -> str:
    """Return which sentence answers whether the buurten of a wijk differ."""
    buurten = desk.book.buurten.of_wijk.get(wijk, ())
    if klein:
        return "klein"
    if len(buurten) < 2:
        return "een" if buurten else "geen"
    wanted = [(b.region_code, domain) for b in buurten for domain in desk.book.catalog.domains]
    found = [desk.book.buurten.in_wijk.get(key) for key in wanted]
    known = [row for row in found if row is not None and row.verschil_wijk is not None]
    if not known:
        return "te_weinig"
    return "wel" if any(row.is_clear for row in known) else "niets"


def _clear(desk: Desk, wijk: str) -> dict[str, list[InWijk]]:
    """Return the clear differences by domain, buurten in order of their names."""
    codes = [b.region_code for b in desk.book.buurten.of_wijk.get(wijk, ())]
    found: dict[str, list[InWijk]] = {}
    for domain in desk.book.catalog.domains:
        for code in codes:
            row = desk.book.buurten.in_wijk.get((code, domain))
            if row is not None and row.is_clear:
                found.setdefault(domain, []).append(row)
    return found


def _told(desk: Desk, found: list[InWijk], *, numbers: bool) -> tuple[Markup, ...]:
    sentences = []
    for klasse in CLASSES:
        mine = [row for row in found if row.klasse_wijk == klasse]
        if not mine:
            continue
        listed = Markup("; ").join(_named(desk, row, numbers=numbers) for row in mine)
        model = all(_score_of(desk, row).model_dependent for row in mine)
        name = f"zinnen.buurten.{klasse}{'_model' if model else ''}"
        sentences.append(desk.texts.fill(name, buurten=listed))
    return tuple(sentences)


def _score_of(desk: Desk, row: InWijk) -> r.Score:
    return desk.book.buurten.scores[row.region_code, row.domain_id]


def _named(desk: Desk, row: InWijk, *, numbers: bool) -> Markup:
    naam = desk.book.buurten.namen[row.region_code]
    zeker = desk.texts.name("zekerheden", row.zekerheid_wijk)
    if not numbers:
        return desk.texts.fill("zinnen.buurten.genoemd", naam=naam, zekerheid=zeker)
    verschil = _difference(desk, row, "verschil_low", "verschil_high", pattern="tussen")
    return desk.texts.fill("zinnen.buurten.buurt", naam=naam, verschil=verschil, zekerheid=zeker)


def _difference(desk: Desk, row: InWijk, *columns: str, pattern: str) -> Shown:
    """Return columns of a difference as one number; the caller knows that they are filled."""
    wijk = desk.book.buurten.wijk[row.region_code]
    behind = {
        *desk.score_snapshots(_score_of(desk, row)),
        *desk.score_snapshots(desk.tables.scores[wijk, row.domain_id]),
    }
    return desk.register.show(
        Key("buurt_in_wijk", row.region_code, row.domain_id, desk.jaar),
        {column: float(getattr(row, column)) for column in columns},
        label=desk.label(desk.book.catalog.domains[row.domain_id].naam, row.region_code),
        snapshot_ids=sorted(behind),
        status=desk.texts.name("zekerheden", row.zekerheid_wijk),
        pattern=pattern,
    )


def _domain(desk: Desk, wijk: str, buurten: Sequence[Buurt], domain: str) -> BuurtDomain:
    own = desk.tables.scores.get((wijk, domain))
    return BuurtDomain(
        naam=desk.book.catalog.domains[domain].naam,
        wijk=_score(desk, own),
        rijen=tuple(_row(desk, buurt, domain) for buurt in buurten),
    )


def _score(desk: Desk, row: r.Score | None) -> Cell:
    if row is None or not row.is_scored:
        return no_number(desk.texts.name("zekerheden", "te_weinig_gegevens"))
    return desk.score(row, "score", "score_low", "score_high", pattern="band")


def _row(desk: Desk, buurt: Buurt, domain: str) -> BuurtRow:
    key = (buurt.region_code, domain)
    score, inside = desk.book.buurten.scores.get(key), desk.book.buurten.in_wijk.get(key)
    return BuurtRow(
        naam=desk.book.buurten.namen[buurt.region_code],
        score=_score(desk, score),
        stand=_against_land(desk, score),
        verschil=_against_wijk(desk, inside),
    )


def _against_land(desk: Desk, row: r.Score | None) -> str:
    if row is None or not row.is_scored:
        return ""
    sure = desk.texts.name("zekerheden", row.zekerheid)
    if not row.is_sure or row.klasse is None:
        return sure
    return f"{desk.texts.name('klassen', row.klasse)}, {sure}"


def _against_wijk(desk: Desk, row: InWijk | None) -> Cell:
    """Return a clear difference in numbers; in words that there is none, or that it is unsure."""
    if row is None or row.klasse_wijk is None:
        return no_number(desk.texts.name("klassen_wijk", "geen"))
    if row.is_clear:
        columns = ("verschil_wijk", "verschil_low", "verschil_high")
        return _difference(desk, row, *columns, pattern="band")
    is_same = row.klasse_wijk == "gemiddeld" and row.zekerheid_wijk in ("stevig", "redelijk")
    word = "gemiddeld" if is_same else "onzeker"
    return no_number(desk.texts.name("klassen_wijk", word))
