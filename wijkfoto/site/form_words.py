"""What stands beside the form of a team: what was not tested, what came out too, what lies around.

The sentences stand in reports/text; the advice itself is put together in `area_block`.
"""

from markupsafe import Markup

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.advice.scenario import SCENARIOS
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.kort import form_name
from wijkfoto.site.rows_team import TeamForm

LEAST_TOLD = 0.01
"""A form that comes out in a smaller share of the draws is not named."""


def beside(desk: Desk, area: str, rules: AdviceRules) -> str:
    """Name the areas with a team around one; empty where shapes are missing or nothing touches."""
    around = desk.book.areas_beside(area)
    names = [team.naam for team in around if has_own_team(desk, team.teamgebied_id, rules)]
    if not around:
        return ""
    if not names:
        return desk.texts.get("team.grenst_zonder")
    return desk.texts.get("team.grenst").format(namen="; ".join(names))


def has_own_team(desk: Desk, area: str, rules: AdviceRules) -> bool:
    """Say whether the form advised for an area is a team of its own."""
    form = desk.tables.forms.get(area)
    known = rules.forms.get(form.form_id) if form else None
    return known is not None and known.eigen_team


def untested(desk: Desk, area: str, rules: AdviceRules) -> str:
    """Say which forms went before the advised one without being judged; empty when none did."""
    needed: dict[str, str] = {}
    for rule in desk.tables.rules.get(area, ()):
        if rule.form_id and rule.matched:
            break
        if rule.form_id and rule.matched is None:
            known = next((r for r in rules.form_rules if r.rule_id == rule.rule_id), None)
            needed[form_name(rule.form_id, rules)] = (known.nodig if known else None) or ""
    if not needed:
        return ""
    kind = "ongetoetst" if all(needed.values()) else "ongetoetst_kort"
    return desk.texts.get(f"zinnen.team.{kind}").format(
        vormen=fmt.and_list(list(needed)), nodig=fmt.and_list(list(dict.fromkeys(needed.values())))
    )


def also(desk: Desk, form: TeamForm, rules: AdviceRules) -> Markup | None:
    """Say in how many draws another form comes out, where that is at least one in a hundred."""
    if form.other_form_id is None or form.other_share is None or form.other_share < LEAST_TOLD:
        return None
    texts = desk.texts
    known = rules.forms.get(form.other_form_id)
    shown = desk.of_area(
        "team_form", form.area_code, "vorm", {"other_share": form.other_share},
        texts.get("zinnen.team.deel_ook"), "een",
    )  # fmt: skip
    name = known.passend if known else form_name(form.other_form_id, rules)
    return texts.fill("zinnen.team.ook", deel=shown, vorm=name)


def norms(desk: Desk, area: str) -> Markup | None:
    """Say what the norms by themselves ask, low, middle and high; None where that is not known."""
    sums = {
        name: sum(row.fte_norm for (s, code, _), row in desk.book.scenarios.items()
                  if (s, code) == (name, area))
        for name in SCENARIOS
    }  # fmt: skip
    if area != desk.tables.gemeente_code or not all(sums.values()):
        return None
    shown = {
        name: desk.of_area(
            "team_scenario", area, f"totaal.{name}", {"fte_norm": value},
            desk.texts.get(f"watals.scenario.{name}"),
        )
        for name, value in sums.items()
    }  # fmt: skip
    return desk.texts.fill("zinnen.team.normen", **shown)
