"""The minute at the top of a gemeente page: where its wijken differ from it, and which team fits.

Wijken are named in the order of their names; how messages are counted stands in kort.
"""

from itertools import zip_longest

from markupsafe import Markup

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import shade
from wijkfoto.site.kort import MAX_SENTENCE, Message, fitting, form_message
from wijkfoto.site.numbers import Shown


def gemeente_messages(desk: Desk, rules: AdviceRules) -> tuple[Message, ...]:
    """Return the messages about a gemeente: where wijken differ from it, then the team."""
    higher = _different(desk, "hoog")
    lower = _different(desk, "laag")
    form = desk.tables.forms.get(desk.tables.gemeente_code)
    mixed = [m for pair in zip_longest(higher[1:], lower[1:]) for m in pair if m is not None]
    candidates = [
        *(higher[:1] or ([] if lower else _no_clear_difference(desk))),
        *([form_message(desk, "gemeente", form, rules)] if form else []),
        *lower[:1],
        *_unknown_everywhere(desk),
        *mixed,
    ]
    return fitting(candidates, desk.texts.get("kort.gemeente.maat"))


def _different(desk: Desk, klasse: str) -> list[Message]:
    """Return per domain where wijken clearly differ from their gemeente, largest gap first."""
    found: list[tuple[float, str, list[r.Score]]] = []
    # About so few inhabitants figures say too little to lead with.
    least = desk.book.catalog.norm("min_inwoners_referentie")
    wijken = [w for w in desk.tables.wijken if not w.has_fewer_than(least)]
    for domain in desk.book.catalog.domains:
        every = (desk.tables.scores.get((w.region_code, domain)) for w in wijken)
        rows = [s for s in every if s and shade(s) == klasse]
        if rows:
            widest = max(abs(s.verschil_gemeente or 0.0) for s in rows)
            found.append((-widest, domain, rows))
    return [_difference(desk, klasse, domain, rows) for _, domain, rows in sorted(found)]


def _difference(desk: Desk, klasse: str, domain: str, rows: list[r.Score]) -> Message:
    """Name at most two wijken, each with its range, in the order of names."""
    kind = {"hoog": "hoger", "laag": "lager"}[klasse]
    for most in (2, 1):
        what, named = _difference_sentence(desk, kind, domain, rows, most)
        if all(fmt.word_count(s) <= MAX_SENTENCE for s in fmt.sentences(what.striptags())):
            break
    sure = "stevig" if all(s.zekerheid_gemeente == "stevig" for s in named) else "redelijk"
    texts = desk.texts
    return Message(
        klasse,
        what,
        sure,
        texts.name("zekerheden", sure),
        texts.get(f"kort.gemeente.{kind}_dus"),
        texts.get(f"domeinen.{domain}.vraag.{klasse}"),
    )


def _difference_sentence(
    desk: Desk, kind: str, domain: str, rows: list[r.Score], most: int
) -> tuple[Markup, list[r.Score]]:
    """Name the wijken that differ most, each with its own range behind its name."""
    texts = desk.texts
    largest = sorted(rows, key=lambda s: -abs(s.verschil_gemeente or 0.0))[:most]
    named = [s for s in rows if s in largest]
    names = [desk.book.naam(s.region_code) for s in named]
    rest = len(rows) - len(named)
    if rest:
        names.append(texts.get(f"kort.gemeente.en_meer_{'een' if rest == 1 else 'veel'}"))
    columns = ("verschil_gemeente", "verschil_low", "verschil_high")
    bands = [desk.score(s, *columns, pattern="band") for s in named]
    model = "_model" if any(s.model_dependent for s in named) else ""
    what = texts.fill(
        f"kort.gemeente.{kind}{model}",
        onderwerp=fmt.capital(desk.book.catalog.domains[domain].kort),
        wijken=_named_with_bands(names, bands),
    )
    return what, named


def _named_with_bands(names: list[str], bands: list[Shown]) -> Markup:
    """Join names, each followed by its range where it has one, into a Dutch list."""
    parts = [Markup("{} {}").format(*pair) for pair in zip(names, bands, strict=False)]
    parts += [Markup("{}").format(name) for name in names[len(bands) :]]
    places = [f"{{{i}}}" for i in range(len(parts))]
    # The list holds only our own words and places; the names are escaped above.
    return Markup(fmt.and_list(places)).format(*parts)  # noqa: S704


def _no_clear_difference(desk: Desk) -> list[Message]:
    """Say that wijken are alike only where that is sure; else that it is not known."""
    shades = [
        (shade(s), s.zekerheid_gemeente)
        for w in desk.tables.wijken
        for domain in desk.book.catalog.domains
        if (s := desk.tables.scores.get((w.region_code, domain)))
    ]
    compared = [(kind, sure) for kind, sure in shades if kind != "geen"]
    if not compared:
        return []
    texts = desk.texts
    if any(kind != "gemiddeld" for kind, _ in compared):
        kind, word = "onduidelijk", "onzeker"
    else:
        kind = "gelijk"
        word = "stevig" if all(sure == "stevig" for _, sure in compared) else "redelijk"
    return [
        Message(
            "gemiddeld",
            texts.fill(f"kort.gemeente.{kind}"),
            word,
            texts.name("zekerheden", word),
            texts.get(f"kort.gemeente.{kind}_dus"),
            texts.get(f"kort.gemeente.{kind}_vraag"),
        )
    ]


def _unknown_everywhere(desk: Desk) -> list[Message]:
    """Name the domains without a score in any wijk."""
    domains = desk.book.catalog.domains
    known = {s.domain_id for s in desk.tables.scores.values() if s.is_scored}
    silent = [domain.kort for domain in domains.values() if domain.domain_id not in known]
    if not silent:
        return []
    texts = desk.texts
    return [
        Message(
            "geen",
            texts.fill("kort.gemeente.onbekend", onderwerpen=fmt.capital(fmt.and_list(silent))),
            "geen",
            texts.get("kort.gemeente.onbekend_zeker"),
            texts.get("kort.gemeente.onbekend_dus"),
            texts.get("kort.gemeente.onbekend_vraag"),
        )
    ]
