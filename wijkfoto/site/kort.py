"""The minute at the top of a page: which messages, in which order, and how many fit.

Each message says what, how sure, what follows and what to ask. The words stand in kort.yaml and
domeinen.yaml; here they are chosen by class, certainty and direction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import shade

MAX_MESSAGES, MAX_WORDS, MAX_SENTENCE = 7, 120, 20
LABELS = 2
"""Words that the page itself adds to a message: Dus and Vraag."""
STRIKING = 8.0
"""From this distance to 100 an unsure score is told among the first."""


@dataclass(frozen=True)
class Message:
    """One message of the minute at the top.

    Attributes:
        soort: Colour of the message: hoog, laag, gemiddeld, onzeker, team or geen.
        wat: What stands out, with its range.
        zekerheid: How sure that is, in words.
        dus: What follows.
        vraag: What a council can ask.
    """

    soort: str
    wat: Markup
    zekerheid: str
    dus: str
    vraag: str

    def words(self) -> int:
        """Return the number of words that a reader meets."""
        parts = (self.wat.striptags(), self.zekerheid, self.dus, self.vraag)
        return LABELS + sum(fmt.word_count(part) for part in parts)


def fitting(candidates: Iterable[Message], budget: int = MAX_WORDS) -> tuple[Message, ...]:
    """Return the first messages that fit; one that is too long is passed over."""
    chosen: list[Message] = []
    for message in candidates:
        if len(chosen) < MAX_MESSAGES and message.words() <= budget:
            chosen.append(message)
            budget -= message.words()
    return tuple(chosen)


def wijk_messages(
    desk: Desk, wijk: r.Region, teams: Sequence[r.Teamgebied], rules: AdviceRules
) -> tuple[Message, ...]:
    """Return the messages about a wijk; one without scores gets one that claims nothing."""
    rows = desk.scores_of(wijk.region_code)
    scored = [row for row in rows if row.is_scored]
    if not scored:
        return (_empty(desk, wijk),)
    high = [row for row in scored if row.is_sure and row.klasse == "hoog"]
    low = [row for row in scored if row.is_sure and row.klasse == "laag"]
    unsure = [row for row in scored if not row.is_sure and _distance(row) >= STRIKING]
    told = [_domain(desk, row) for row in _strongest(high)]
    first = told[:2] or [_nothing_strikes(desk, scored)] if not low else told[:2]
    candidates = [
        *first,
        *_team_message(desk, teams, rules),
        *(_domain(desk, row) for row in _strongest(low)[:1]),
        *(_domain(desk, row) for row in _strongest(unsure)[:1]),
        *_unknown(desk, wijk, rows, scored),
        *told[2:],
        *(_domain(desk, row) for row in _strongest(low)[1:]),
        *(_domain(desk, row) for row in _strongest([s for s in scored if s.klasse == "gemiddeld"])),
    ]
    return fitting(candidates, MAX_WORDS - fmt.word_count(desk.texts.get("kort.wijk.maat")))


def _distance(row: r.Score) -> float:
    return abs((row.score or 100.0) - 100.0)


def _strongest(rows: Sequence[r.Score]) -> list[r.Score]:
    """Order by certainty first, then by distance from the average; ties by domain."""
    return sorted(rows, key=lambda s: (s.zekerheid != "stevig", -_distance(s), s.domain_id))


def _empty(desk: Desk, wijk: r.Region) -> Message:
    few = (wijk.inwoners or 0) < desk.book.catalog.norm("min_inwoners_score")
    texts = desk.texts
    return Message(
        "geen",
        texts.fill("kort.wijk.leeg" if few else "kort.wijk.leeg_cijfers"),
        texts.get("kort.wijk.onbekend_zeker"),
        texts.get("kort.wijk.leeg_dus"),
        texts.get("kort.wijk.leeg_vraag"),
    )


def _domain(desk: Desk, row: r.Score) -> Message:
    """Say how one domain stands; without certainty only the range, never the class."""
    texts, model = desk.texts, "_model" if row.model_dependent else ""
    name = fmt.capital(desk.book.catalog.domains[row.domain_id].kort)
    if row.is_sure:
        klasse = row.klasse or "gemiddeld"
        shown = desk.score(row, "score", "score_low", "score_high", pattern="band")
        what = texts.fill(f"kort.wijk.klasse{model}.{klasse}", onderwerp=name, score=shown)
        sure, soort = texts.name("zekerheden", row.zekerheid), klasse
    else:
        shown = desk.score(row, "score_low", "score_high", pattern="tussen")
        what = texts.fill(f"kort.wijk.onzeker{model}", onderwerp=name, score=shown)
        sure, soort = texts.get("kort.wijk.zekerheid_onzeker"), "onzeker"
    follow = f"domeinen.{row.domain_id}.dus.{soort}"
    dus = texts.get(follow) if texts.has(follow) else texts.get("kort.wijk.niets_dus")
    ask = f"domeinen.{row.domain_id}.vraag.{soort}"
    vraag = ask if texts.has(ask) else f"domeinen.{row.domain_id}.vraag.gemiddeld"
    return Message(soort, what, sure, dus, texts.get(vraag))


def _nothing_strikes(desk: Desk, scored: Sequence[r.Score]) -> Message:
    sure = [row.zekerheid for row in scored if row.is_sure]
    word = "onzeker" if not sure else "redelijk" if "redelijk" in sure else "stevig"
    texts = desk.texts
    return Message(
        "gemiddeld",
        texts.fill("kort.wijk.niets_opvallends"),
        texts.name("zekerheden", word),
        texts.get("kort.wijk.niets_dus"),
        texts.get("kort.wijk.niets_vraag"),
    )


def _team_message(desk: Desk, teams: Sequence[r.Teamgebied], rules: AdviceRules) -> list[Message]:
    """Say which form is advised for the teamgebied of a wijk."""
    found = [(team, desk.tables.forms[team.teamgebied_id]) for team in teams
             if team.teamgebied_id in desk.tables.forms]  # fmt: skip
    return [_form_message(desk, "wijk", t.naam, f, rules) for t, f in found[:1]]


def _form_message(
    desk: Desk, page: str, area: str, form: r.TeamForm, rules: AdviceRules
) -> Message:
    texts = desk.texts
    shown = desk.of_area(
        "team_form", form.area_code, "vorm", {"share": form.share},
        texts.get("zinnen.team.deel"), "een",
    )  # fmt: skip
    return Message(
        "team",
        texts.fill(f"kort.{page}.team", gebied=area, vorm=form_name(form.form_id, rules)),
        texts.fill("zinnen.team.zeker", woord=texts.name("zekerheden", form.zekerheid), deel=shown),
        texts.get(f"kort.{page}.team_dus"),
        texts.get(f"kort.{page}.team_vraag"),
    )


def form_name(form_id: str, rules: AdviceRules) -> str:
    """Return the name of a team form as it stands inside a sentence."""
    name = rules.forms[form_id].naam if form_id in rules.forms else form_id.replace("_", " ")
    return name[:1].lower() + name[1:]


def _unknown(
    desk: Desk, wijk: r.Region, rows: Sequence[r.Score], scored: Sequence[r.Score]
) -> list[Message]:
    missing = len(rows) - len(scored)
    if not missing:
        return []
    texts, code = desk.texts, wijk.region_code
    what = texts.get("zinnen.aantal.onderwerpen")
    return [
        Message(
            "geen",
            texts.fill(
                "kort.wijk.onbekend",
                aantal=desk.count("domain_score", code, "zonder_score", missing, what),
                alle=desk.count("domain_score", code, "onderwerpen", len(rows), what),
            ),
            texts.get("kort.wijk.onbekend_zeker"),
            texts.get("kort.wijk.onbekend_dus"),
            texts.get("kort.wijk.onbekend_vraag"),
        )
    ]


def gemeente_messages(desk: Desk, rules: AdviceRules) -> tuple[Message, ...]:
    """Return the messages about a gemeente: where wijken differ from it, then the team."""
    higher = _different(desk, "hoog")
    lower = _different(desk, "laag")
    form = desk.tables.forms.get(desk.tables.gemeente_code)
    mixed = [m for pair in zip_longest(higher[1:], lower[1:]) for m in pair if m is not None]
    candidates = [
        *(higher[:1] or ([] if lower else [_all_alike(desk)])),
        *([_form_message(desk, "gemeente", "", form, rules)] if form else []),
        *lower[:1],
        *_unknown_everywhere(desk),
        *mixed,
    ]
    return fitting(candidates)


def _different(desk: Desk, klasse: str) -> list[Message]:
    """Return per domain where wijken clearly differ from their gemeente, largest gap first."""
    found: list[tuple[float, str, list[r.Score]]] = []
    for domain in desk.book.catalog.domains:
        every = (desk.tables.scores.get((w.region_code, domain)) for w in desk.tables.wijken)
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
        texts.name("zekerheden", sure),
        texts.get(f"kort.gemeente.{kind}_dus"),
        texts.get(f"domeinen.{domain}.vraag.{klasse}"),
    )


def _difference_sentence(
    desk: Desk, kind: str, domain: str, rows: list[r.Score], most: int
) -> tuple[Markup, list[r.Score]]:
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
        wijken=fmt.and_list(names),
        verschil=Markup(f" {texts.get('zinnen.en')} ").join(bands),  # noqa: S704 - our own text
    )
    return what, named


def _all_alike(desk: Desk) -> Message:
    texts = desk.texts
    return Message(
        "gemiddeld",
        texts.fill("kort.gemeente.gelijk"),
        texts.name("zekerheden", "redelijk"),
        texts.get("kort.gemeente.gelijk_dus"),
        texts.get("kort.gemeente.gelijk_vraag"),
    )


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
            texts.get("kort.gemeente.onbekend_zeker"),
            texts.get("kort.gemeente.onbekend_dus"),
            texts.get("kort.gemeente.onbekend_vraag"),
        )
    ]
