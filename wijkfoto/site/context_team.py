"""The context of a team sheet: two printed pages for those who work in the wijk, with a quiz.

It draws from the parts of the wijk page, so that both always say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import rows as r
from wijkfoto.site.area_block import AreaAdvice, advice_for
from wijkfoto.site.context_wijk import HELP, Bar, bars, is_small
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.local_block import Heard, heard
from wijkfoto.site.number_key import AGES, HOUSEHOLDS
from wijkfoto.site.numbers import Shown
from wijkfoto.site.profile_block import IndicatorRow, Profile, indicator_rows, profile


@dataclass(frozen=True)
class Quiz:
    """A question about the wijk with its answer."""

    vraag: Markup
    antwoord: Markup


@dataclass(frozen=True)
class TeamContext:
    """Everything on a team sheet."""

    code: str
    naam: str
    gemeente: str
    inwoners: Cell
    leeg: bool
    klein: bool
    leeftijden: tuple[Bar, ...]
    huishoudens: tuple[Bar, ...]
    profiel: Profile
    hulp: tuple[IndicatorRow, ...]
    gehoord: tuple[Heard, ...]
    teams: tuple[AreaAdvice, ...]
    hoort_bij: tuple[tuple[str, str], ...]
    klein_tekst: Mapping[str, str]
    geen_score: tuple[str, ...]
    vragen: tuple[str, ...]
    quiz: tuple[Quiz, ...]


def team_context(desk: Desk, wijk: r.Region, rules: AdviceRules) -> TeamContext:
    """Return everything on a team sheet."""
    code = wijk.region_code
    scores = desk.scores_of(code)
    inside = [t.teamgebied_id for t in desk.tables.team_regions if t.region_code == code]
    few = is_small(desk, wijk)
    advice = () if few else (advice_for(desk, area, rules) for area in inside)
    ages = () if few else bars(desk, code, AGES)
    households = () if few else bars(desk, code, HOUSEHOLDS)
    empty = not any(row.is_scored for row in scores)
    names = [n for n in HELP if n in desk.tables.indicators and desk.book.year_of(n)]
    return TeamContext(
        code=code,
        naam=wijk.naam,
        gemeente=desk.tables.gemeente.naam,
        inwoners=desk.inwoners(code),
        leeg=empty,
        klein=few,
        leeftijden=ages,
        huishoudens=households,
        profiel=profile(desk, code),
        hulp=() if few else indicator_rows(desk, code, names),
        gehoord=heard(desk, code),
        teams=tuple(found for found in advice if found),
        hoort_bij=tuple(
            (t.naam, f"../index.html#team-{t.teamgebied_id}")
            for t in desk.tables.teams
            if t.teamgebied_id in inside
        ),
        klein_tekst=desk.texts.node("team.klein"),
        geen_score=tuple(
            desk.book.catalog.domains[row.domain_id].naam for row in scores if not row.is_scored
        ),
        vragen=desk.texts.items("team.vragen_aan_team"),
        quiz=() if empty else _quiz(desk, wijk, ages, households),
    )


def _quiz(
    desk: Desk, wijk: r.Region, ages: tuple[Bar, ...], households: tuple[Bar, ...]
) -> tuple[Quiz, ...]:
    code, name = wijk.region_code, desk.book.naam(wijk.region_code)
    found = [_ask(desk, "inwoners", wijk=name, getal=desk.inwoners(code))]
    parts = [*zip(("jong", "oud"), (ages[:1], ages[-1:]), strict=True), ("alleen", households[:1])]
    found += [
        _ask(desk, kind, getal=bar.wijk, gemeente=bar.gemeente)
        for kind, some in parts
        for bar in some
    ]
    scores = desk.scores_of(code)
    scored = [s for s in scores if s.is_scored and s.is_sure]
    if scored:
        top = max(scored, key=lambda s: (s.score or 0.0, s.domain_id))
        columns = ("score", "score_low", "score_high")
        shown = desk.score(top, *columns, pattern="band")
        subject = desk.book.catalog.domains[top.domain_id].naam
        found.append(_ask(desk, "hoogste", onderwerp=subject, score=shown))
    missing = sum(not s.is_scored for s in scores)
    if missing:
        what = desk.texts.get("zinnen.aantal.onderwerpen")
        alle = desk.count("domain_score", code, "onderwerpen", len(scores), what)
        few = desk.count("domain_score", code, "zonder_score", missing, what)
        found.append(_ask(desk, "onbekend", alle=alle, aantal=few))
    return tuple(found)


def _ask(desk: Desk, kind: str, **values: str | Shown | Markup) -> Quiz:
    return Quiz(
        desk.texts.fill(f"team.quiz.{kind}.vraag", **values),
        desk.texts.fill(f"team.quiz.{kind}.antwoord", **values),
    )
