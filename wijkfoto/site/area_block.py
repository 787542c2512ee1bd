"""The advice on a team for one area: form, what speaks against it, disciplines and hours.

The rules are judged elsewhere; here their outcome becomes rows and words.
"""

from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.advice.models import Form
from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site.area_reasons import busiest, contradictions, deciding, members
from wijkfoto.site.desk import Desk
from wijkfoto.site.form_words import also, beside, norms, untested
from wijkfoto.site.format import capital
from wijkfoto.site.hours_block import (
    DisciplineRow,
    discipline_rows,
    is_given,
    shown_advice,
    shown_total,
    times,
    total,
    total_share,
)
from wijkfoto.site.kort import form_name
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_team import TeamForm, TeamFormRule, Teamgebied

NO_ADVICE = "geen_advies"
"""The form that advises nothing."""


@dataclass(frozen=True)
class RuleRow:
    """One rule on the form, as it was judged."""

    naam: str
    uitkomst: str
    reden: str | Shown


@dataclass(frozen=True)
class AreaAdvice:
    """Everything a page says about the team of one area.

    Attributes:
        tint: Of the area on the map: team (its own), licht (none of its own) or geen (no advice).
        reden: The figures of the rule that decided, and the domains behind them.
        uitleg: What the form is.
        ongetoetst: Which forms could not be judged, and what is needed; empty when all were.
        tegen: What speaks against the form: people and figures of the wijken, then its own risks.
        ook: How often another form comes out; None when all draws agree.
        delen_zin: What follows from the number of parts; None when it need not be split.
        grenst: Names the areas around one without a team of its own.
        omvang: Why the size of a team in the rules is not the sum of the hours.
        normen: What the norms by themselves ask, for a gemeente that gave a total.
        aannames: What the certainty leaves out, while norms are assumptions.
        kantelt: What would change the advice.
    """

    area: str
    naam: str
    href: str
    wijken: tuple[str, ...]
    inwoners: Shown | None
    basis: str
    vorm: str
    tint: str
    reden: tuple[str | Shown, ...]
    uitleg: str
    ongetoetst: str
    voor: tuple[str, ...]
    tegen: tuple[str, ...]
    tweede: str
    ook: Markup | None
    delen_zin: Markup | None
    grenst: str
    kern_kop: str
    schil_kop: str
    regeltekst: str
    omvang: str
    zekerheid: str
    zekerheid_woord: str
    deel: Shown
    aannames: str
    kantelt: str | Shown
    regels: tuple[RuleRow, ...]
    vakken: tuple[DisciplineRow, ...]
    totaal: Shown | None
    gegeven: bool
    normen: Markup | None
    aandeel: Shown | None
    keer: Shown | None
    opmerkingen: tuple[str | Shown, ...]
    modus: str

    @property
    def geen(self) -> bool:
        """Whether there is no advice."""
        return self.tint == "geen"

    @property
    def kern(self) -> tuple[DisciplineRow, ...]:
        """The disciplines in the core."""
        return tuple(row for row in self.vakken if row.ring == "kern" and row.fte)

    @property
    def schil(self) -> tuple[DisciplineRow, ...]:
        """The disciplines around it."""
        return tuple(row for row in self.vakken if row.ring == "schil" and row.fte)

    @property
    def eigen(self) -> tuple[DisciplineRow, ...]:
        """The disciplines that are paid by another and have no hours here."""
        return tuple(row for row in self.vakken if not row.fte)

    @property
    def in_kern(self) -> tuple[str, ...]:
        """Names of the disciplines that have hours in the core, not only a margin."""
        return tuple(row.naam for row in self.kern if row.heeft_uren)

    @property
    def in_schil(self) -> tuple[str, ...]:
        """Names of the disciplines that have hours around it, not only a margin."""
        return tuple(row.naam for row in self.schil if row.heeft_uren)


def advice_for(
    desk: Desk, area: str, rules: AdviceRules, *, full: bool = True
) -> AreaAdvice | None:
    """Return the advice on an area (a teamgebied or the gemeente); None when there is none.

    Args:
        desk: The desk of the page.
        area: Code of the area.
        rules: The advice catalog, for names.
        full: Whether the rules and the hours per discipline are shown too.
    """
    form = desk.tables.forms.get(area)
    if form is None:
        return None
    team = next((t for t in desk.tables.teams if t.teamgebied_id == area), None)
    known = rules.forms.get(form.form_id)
    # Without advice no discipline belongs in a core or around it.
    has_team = full and form.form_id != NO_ADVICE
    texts = desk.texts
    tint = _tint(form, known)
    light = "_licht" if tint == "licht" else ""
    return AreaAdvice(
        area=area,
        naam=team.naam if team else desk.book.naam(area),
        href=f"team-{area}",
        wijken=tuple(desk.book.naam(w.region_code) for w in members(desk, area)) if team else (),
        inwoners=_of_team(desk, team, "inwoners") if team else None,
        basis=texts.name("basis", team.basis) if team else "",
        vorm=capital(form_name(form.form_id, rules)),
        tint=tint,
        reden=_reason(desk, form) or ((known.uitleg,) if known else ()),
        uitleg=known.uitleg if known else "",
        ongetoetst=untested(desk, area, rules),
        voor=known.sterke_punten if known else (),
        tegen=(*contradictions(desk, area, rules), *(known.risicos if known else ())),
        tweede=form_name(form.runner_up_form_id, rules) if form.runner_up_form_id else "",
        ook=also(desk, form, rules),
        delen_zin=texts.fill(f"team.delen{light}", delen=_of_team(desk, team, "n_teams"))
        if team and team.n_teams > 1
        else None,
        grenst=beside(desk, area, rules) if light else "",
        kern_kop=texts.get(f"team.ringen.kern{light}"),
        schil_kop=texts.get(f"team.ringen.schil{light}"),
        regeltekst=texts.get("team.regels"),
        omvang=texts.get("team.omvang"),
        zekerheid=form.zekerheid,
        zekerheid_woord=texts.name("zekerheden", form.zekerheid),
        deel=_share_of_draws(desk, form),
        aannames=texts.get("zinnen.team.aannames") if rules.rests_on_assumptions else "",
        kantelt=_sentence(desk, "team_form", area, "vorm", "flips", form.flips),
        regels=_rules(desk, area, rules) if full else (),
        vakken=tuple(discipline_rows(desk, area, rules)) if has_team else (),
        totaal=total(desk, area),
        gegeven=is_given(shown_total(desk, area)),
        normen=norms(desk, area) if is_given(shown_total(desk, area)) else None,
        aandeel=total_share(desk, area),
        keer=times(desk, area),
        opmerkingen=_notes(desk, area),
        modus=_modus(desk, area),
    )


def _modus(desk: Desk, area: str) -> str:
    """Return in words whether a given total was spread, or the hours were estimated."""
    rows = shown_advice(desk.tables.team_advice.get(area, ()))
    return desk.texts.name("modi", rows[0].modus) if rows else ""


def _tint(form: TeamForm, known: Form | None) -> str:
    if form.form_id == NO_ADVICE:
        return "geen"
    return "team" if known and known.eigen_team else "licht"


def _reason(desk: Desk, form: TeamForm) -> tuple[str | Shown, ...]:
    """Return what the deciding rule saw, and where most questions are expected."""
    rule = deciding(desk, form)
    if rule is None:
        return ()
    area = form.area_code
    why = _sentence(desk, "team_form_rule", area, rule.rule_id, "reden", rule.reden)
    asked = busiest(desk, area) if form.form_id != NO_ADVICE else ""
    return (why, asked) if asked else (why,)


def _share_of_draws(desk: Desk, form: TeamForm) -> Shown:
    values, what = {"share": form.share}, desk.texts.get("zinnen.team.deel")
    return desk.of_area("team_form", form.area_code, "vorm", values, what, "een")


def _of_team(desk: Desk, team: Teamgebied, column: str) -> Shown:
    what = desk.texts.get("zinnen.team.inwoners" if column == "inwoners" else "zinnen.team.delen")
    values = {column: float(getattr(team, column))}
    return desk.of_area("teamgebied", team.teamgebied_id, "inwoners", values, what, "een")


def _rules(desk: Desk, area: str, rules: AdviceRules) -> tuple[RuleRow, ...]:
    rows, decided, form = [], False, desk.tables.forms.get(area)
    for rule in desk.tables.rules.get(area, ()):
        name = form_name(rule.form_id, rules) if rule.form_id else _remark(desk, rule, rules)
        holds = ("past", "past_niet") if rule.form_id else ("geldt", "geldt_niet")
        outcome = {True: holds[0], False: holds[1], None: "onbekend"}[rule.matched]
        decides = form is not None and rule.rule_id == form.rule_id
        if rule.form_id and rule.matched:
            outcome, decided = ("past_ook" if decided else outcome), True
        # What decided is the reason of the advice, and stands above the rules.
        why = (
            desk.texts.get("team.reden_boven")
            if decides
            else _sentence(desk, "team_form_rule", area, rule.rule_id, "reden", rule.reden)
        )
        rows.append(RuleRow(capital(name), desk.texts.get(f"team.uitkomst.{outcome}"), why))
    return tuple(rows)


def _remark(desk: Desk, rule: TeamFormRule, rules: AdviceRules) -> str:
    """Return what a rule that leads to no form is called; one of an older catalog has no name."""
    known = next((one for one in rules.form_rules if one.rule_id == rule.rule_id), None)
    return (known.naam if known else None) or desk.texts.get("team.opmerking")


def _sentence(desk: Desk, table: str, area: str, item: str, column: str, text: str) -> str | Shown:
    """Return a sentence of the advice; one that holds a number leads home as a number does."""
    if not any(c.isdigit() for c in text):
        return text
    what = desk.texts.name("kolommen", column)
    return desk.of_area(table, area, item, {column: text}, what)


def _notes(desk: Desk, area: str) -> tuple[str | Shown, ...]:
    """Return the remarks on the advice, without those on the way not shown, and on parts."""
    total = shown_total(desk, area)
    other = {"ramen": "band_verdelen", "verdelen": "band_ramen"}.get(total.modus if total else "")
    return tuple(
        _sentence(desk, "advice_note", area, note.note_id, "text", note.text)
        for note in desk.tables.notes.get(area, ())
        if note.note_id not in (other, "te_verdelen")
    )
