"""The context of the summary for the council: one printed page about a wijk.

It draws from the parts of the wijk page, so that both always say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import rows as r
from wijkfoto.site.area_block import AreaAdvice, advice_for
from wijkfoto.site.compared_block import contradicted_domains
from wijkfoto.site.context_wijk import is_small
from wijkfoto.site.council import Question, questions
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.focus_block import NOTHING as NO_FOCUS
from wijkfoto.site.focus_block import FocusBlock, focus_block
from wijkfoto.site.kort import Message, wijk_messages
from wijkfoto.site.maps import Locator
from wijkfoto.site.profile_block import Profile, profile


@dataclass(frozen=True)
class CouncilContext:
    """Everything on the summary for the council."""

    code: str
    naam: str
    gemeente: str
    inwoners: Cell
    leeg: bool
    klein: bool
    kaart: Locator | None
    maat: str
    kort: tuple[Message, ...]
    profiel: Profile
    teams: tuple[AreaAdvice, ...]
    hoort_bij: tuple[tuple[str, str], ...]
    klein_tekst: Mapping[str, str]
    inkoop: FocusBlock
    vragen: tuple[Question, ...]


def council_context(desk: Desk, wijk: r.Region, rules: AdviceRules) -> CouncilContext:
    """Return everything on the summary for the council."""
    code = wijk.region_code
    scores = desk.scores_of(code)
    inside = {t.teamgebied_id for t in desk.tables.team_regions if t.region_code == code}
    teams = [t for t in desk.tables.teams if t.teamgebied_id in inside]
    few = is_small(desk, wijk)
    advice = () if few else (advice_for(desk, team.teamgebied_id, rules) for team in teams)
    return CouncilContext(
        code=code,
        naam=wijk.naam,
        gemeente=desk.tables.gemeente.naam,
        inwoners=desk.inwoners(code),
        leeg=not any(row.is_scored for row in scores),
        klein=few,
        kaart=desk.book.locator(code),
        maat=desk.texts.get("kort.wijk.maat"),
        kort=wijk_messages(desk, wijk, teams, rules),
        profiel=profile(desk, code),
        teams=tuple(found for found in advice if found),
        hoort_bij=tuple((t.naam, f"../index.html#team-{t.teamgebied_id}") for t in teams),
        klein_tekst=desk.texts.node("team.klein"),
        inkoop=NO_FOCUS if few else focus_block(desk, code, rules),
        vragen=questions(desk, scores, contradicted_domains(desk, code)),
    )
