"""The minute at the top of a page: which messages, in which order, and how many fit.

Each message says what, how sure, what follows and what to ask. The words stand in kort.yaml and
domeinen.yaml; here they are chosen by class, certainty and direction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.council import question_on
from wijkfoto.site.desk import Desk
from wijkfoto.site.rows_team import TeamForm, Teamgebied

MAX_MESSAGES, MAX_WORDS, MAX_SENTENCE = 7, 120, 20
LABELS, HEADING = 2, 3
"""Words that the page itself adds: Dus and Vraag to a message, In het kort above them all."""
STRIKING = 8.0
"""From this distance to 100 an unsure score is told among the first."""
LESS_SURE = ("stevig", "redelijk", "onzeker", "te_weinig_gegevens")
"""Certainties, the surest first; at the last there is no advice."""


@dataclass(frozen=True)
class Message:
    """One message of the minute at the top.

    Attributes:
        soort: Colour of the message: hoog, laag, gemiddeld, onzeker, team or geen.
        wat: What stands out, with its range.
        zeker: How sure that is: stevig, redelijk, onzeker or geen.
        zekerheid: The same in words.
        dus: What follows.
        vraag: What a council can ask.
    """

    soort: str
    wat: Markup
    zeker: str
    zekerheid: str | Markup
    dus: str
    vraag: str

    def words(self) -> int:
        """Return the number of words that a reader meets."""
        return LABELS + sum(fmt.word_count(part) for part in self.parts())

    def parts(self) -> tuple[str, str, str, str]:
        """Return what, how sure, so what and what to ask, without links."""
        sure = self.zekerheid
        plain = sure.striptags() if isinstance(sure, Markup) else sure
        return self.wat.striptags(), plain, self.dus, self.vraag


def fitting(candidates: Iterable[Message], maat: str) -> tuple[Message, ...]:
    """Return the first messages that fit; one that is too long is passed over.

    Args:
        candidates: Messages, the most telling first.
        maat: The sentence above them, which counts too.
    """
    chosen: list[Message] = []
    budget = MAX_WORDS - HEADING - fmt.word_count(maat)
    for message in candidates:
        if len(chosen) < MAX_MESSAGES and message.words() <= budget:
            chosen.append(message)
            budget -= message.words()
    return tuple(chosen)


def wijk_messages(
    desk: Desk, wijk: r.Region, teams: Sequence[Teamgebied], rules: AdviceRules
) -> tuple[Message, ...]:
    """Return the messages about a wijk; one without scores gets one that claims nothing."""
    rows = desk.scores_of(wijk.region_code)
    scored = [row for row in rows if row.is_scored]
    if not scored:
        return (_empty(desk, wijk),)
    high = [row for row in scored if row.is_sure and row.klasse == "hoog"]
    low = [row for row in scored if row.is_sure and row.klasse == "laag"]
    unsure = [row for row in scored if not row.is_sure and _distance(row) >= STRIKING]
    told = [_domain(desk, row) for row in _strongest(high)[:2]]
    striking = [_domain(desk, row) for row in _strongest(unsure)[:1]]
    quiet = [] if high or low or unsure else [_nothing_strikes(desk, scored)]
    candidates = [
        *(told or striking or quiet),
        *_team_message(desk, wijk, teams, rules),
        *_also(desk, _strongest(high)[2:], "hoog"),
        *(_domain(desk, row) for row in _strongest(low)[:1]),
        *_also(desk, _strongest(low)[1:], "laag"),
        *(striking if told else ()),
        *_unknown(desk, wijk, rows, scored),
        *(_domain(desk, row) for row in _strongest(low)[1:]),
        *(_domain(desk, row) for row in _strongest([s for s in scored if s.klasse == "gemiddeld"])),
    ]
    return fitting(candidates, desk.texts.get("kort.wijk.maat"))


def _distance(row: r.Score) -> float:
    return abs((row.score or 100.0) - 100.0)


def _strongest(rows: Sequence[r.Score]) -> list[r.Score]:
    """Order by certainty first, then by distance from the average; ties by domain."""
    return sorted(rows, key=lambda s: (s.zekerheid != "stevig", -_distance(s), s.domain_id))


def _empty(desk: Desk, wijk: r.Region) -> Message:
    few = wijk.has_fewer_than(desk.book.catalog.norm("min_inwoners_score"))
    kind = "leeg_niemand" if wijk.inwoners == 0 else "leeg"
    texts = desk.texts
    return Message(
        "geen",
        texts.fill(f"kort.wijk.{kind}" if few else "kort.wijk.leeg_cijfers"),
        "geen",
        texts.get("kort.wijk.onbekend_zeker"),
        texts.get(f"kort.wijk.{kind}_dus"),
        texts.get(f"kort.wijk.{kind}_vraag"),
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
    dus = texts.get(follow) if texts.has(follow) else texts.get("kort.wijk.gemiddeld_dus")
    vraag = question_on(texts, row.domain_id, soort)
    return Message(soort, what, row.zekerheid, sure, dus, vraag)


def _also(desk: Desk, rest: Sequence[r.Score], klasse: str) -> list[Message]:
    """Name the other domains of a class; whether it is the same people is not known."""
    if not rest:
        return []
    texts, domains = desk.texts, desk.book.catalog.domains
    kort = (domains[row.domain_id].kort for row in rest)
    names = [name[:1].lower() + name[1:] for name in kort]
    word = "redelijk" if any(row.zekerheid != "stevig" for row in rest) else "stevig"
    models = [row.model_dependent for row in rest]
    model = "_schatting" if all(models) else "_model" if any(models) else ""
    return [
        Message(
            klasse,
            texts.fill(f"kort.wijk.ook{model}.{klasse}", onderwerpen=", ".join(names)),
            word,
            texts.name("zekerheden", word),
            texts.get("kort.wijk.ook_dus"),
            texts.get("kort.wijk.ook_vraag"),
        )
    ]


def _nothing_strikes(desk: Desk, scored: Sequence[r.Score]) -> Message:
    sure = [row.zekerheid for row in scored if row.is_sure]
    word = "onzeker" if not sure else "redelijk" if "redelijk" in sure else "stevig"
    texts = desk.texts
    return Message(
        "gemiddeld",
        texts.fill("kort.wijk.niets_opvallends"),
        word,
        texts.name("zekerheden", word),
        texts.get("kort.wijk.niets_dus"),
        texts.get("kort.wijk.niets_vraag"),
    )


def _team_message(
    desk: Desk, wijk: r.Region, teams: Sequence[Teamgebied], rules: AdviceRules
) -> list[Message]:
    """Say which form is advised for the teamgebied of a wijk, or for each it lies in."""
    found = [desk.tables.forms[team.teamgebied_id] for team in teams
             if team.teamgebied_id in desk.tables.forms]  # fmt: skip
    if len({form.form_id for form in found}) > 1:
        return [_several_forms(desk, wijk, found, rules)]
    return [form_message(desk, "wijk", form, rules) for form in found[:1]]


def _several_forms(
    desk: Desk, wijk: r.Region, forms: Sequence[TeamForm], rules: AdviceRules
) -> Message:
    """Say that the parts of a wijk get different forms; as sure as the least sure of them."""
    texts, code = desk.texts, wijk.region_code
    least = max((form.zekerheid for form in forms), key=LESS_SURE.index)
    names = dict.fromkeys(form_name(form.form_id, rules) for form in forms)
    what = texts.get("zinnen.aantal.teamgebieden")
    return Message(
        "team",
        texts.fill(
            "kort.wijk.team_meer",
            aantal=desk.count("teamgebied_region", code, "teamgebieden", len(forms), what),
            vormen=fmt.and_list(list(names)),
        ),
        "geen" if least == LESS_SURE[-1] else least,
        texts.name("zekerheden", least),
        texts.get("kort.wijk.team_dus"),
        texts.get("kort.wijk.team_vraag"),
    )


def form_message(desk: Desk, page: str, form: TeamForm, rules: AdviceRules) -> Message:
    """Say which form is advised for an area; `page` tells whose page it stands on."""
    texts, name = desk.texts, form_name(form.form_id, rules)
    headline, sure = _form_sureness(desk, form, name, rules)
    return Message(
        "team",
        texts.fill(f"kort.{page}.{headline}", vorm=name),
        "geen" if form.zekerheid == LESS_SURE[-1] else form.zekerheid,
        sure,
        texts.get(f"kort.{page}.team_dus"),
        texts.get(f"kort.{page}.team_vraag"),
    )


def _form_sureness(
    desk: Desk, form: TeamForm, name: str, rules: AdviceRules
) -> tuple[str, str | Markup]:
    """Return which headline fits the certainty of a form, and that certainty in words."""
    texts, woord = desk.texts, desk.texts.name("zekerheden", form.zekerheid)
    if form.zekerheid == LESS_SURE[-1]:
        return "team_geen", woord
    what = texts.get("zinnen.team.deel")
    shown = desk.of_area("team_form", form.area_code, "vorm", {"share": form.share}, what, "een")
    if form.zekerheid not in ("stevig", "redelijk"):
        return "team_onzeker", texts.fill("zinnen.team.vaakst", vorm=name, deel=shown)
    assumed = texts.get("zinnen.team.aannames_kort") if rules.rests_on_assumptions else ""
    return "team", texts.fill("zinnen.team.zeker", woord=woord, deel=shown, aannames=assumed)


def form_name(form_id: str, rules: AdviceRules) -> str:
    """Return the name of a team form as it stands inside a sentence."""
    name = rules.forms[form_id].naam if form_id in rules.forms else form_id.replace("_", " ")
    return name[:1].lower() + name[1:]


def _unknown(
    desk: Desk, wijk: r.Region, rows: Sequence[r.Score], scored: Sequence[r.Score]
) -> list[Message]:
    """Say which domains have no score: by name when there are one or two, else how many."""
    silent = [row for row in rows if not row.is_scored]
    if not silent:
        return []
    texts, code = desk.texts, wijk.region_code
    names = [desk.book.catalog.domains[row.domain_id].kort for row in silent]
    told = texts.fill("kort.wijk.onbekend_naam", onderwerpen=fmt.capital(", ".join(names)))
    if len(silent) > 2:
        what = texts.get("zinnen.aantal.onderwerpen")
        told = texts.fill(
            "kort.wijk.onbekend",
            aantal=desk.count("domain_score", code, "zonder_score", len(rows) - len(scored), what),
            alle=desk.count("domain_score", code, "onderwerpen", len(rows), what),
        )
    return [
        Message(
            "geen",
            told,
            "geen",
            texts.get("kort.wijk.onbekend_zeker"),
            texts.get("kort.wijk.onbekend_dus"),
            texts.get("kort.wijk.onbekend_vraag"),
        )
    ]
