"""The whole advice: from the profile of a land to the advice tables of the chosen gemeenten.

One gemeente at a time, so that the draws of a whole land never lie in memory together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.areafile import check_areas, read_areas
from wijkfoto.advice.areas import area_rows, member_rows
from wijkfoto.advice.chance import chance_rows
from wijkfoto.advice.core import to_core
from wijkfoto.advice.demand import calibrate, demand_rows
from wijkfoto.advice.engine import Engine
from wijkfoto.advice.evidence import (
    area_evidence,
    discipline_causes,
    form_causes,
    items_of,
    registered_rows,
    rows_for,
)
from wijkfoto.advice.form import form_rows, judge_forms, rule_rows
from wijkfoto.advice.inputs import Advice
from wijkfoto.advice.land import align
from wijkfoto.advice.measures import unscored
from wijkfoto.advice.notes import area_notes, rule_notes
from wijkfoto.advice.procurement import signals
from wijkfoto.advice.records import design_rows, fact_rows
from wijkfoto.advice.scenario import scenario_rows
from wijkfoto.advice.team import (
    advice_rows,
    distribute,
    estimate,
    level_notes,
    total_rows,
)
from wijkfoto.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from wijkfoto.advice.areas import Group
    from wijkfoto.advice.core import Core
    from wijkfoto.advice.form import Judged
    from wijkfoto.advice.inputs import AdviceInput, TeamOptions
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.rules import AdviceRules

    Tables = dict[str, pd.DataFrame]


def advise(inputs: AdviceInput, rules: AdviceRules, team: TeamOptions) -> Advice:
    """Advise teamgebieden, demand, hours, team form and inkoop for the chosen gemeenten.

    Args:
        inputs: The land, its scores, and draws and shapes of the chosen wijken.
        rules: The advice catalog, see `shipped_rules`.
        team: What the gemeente says about its teams.

    Returns:
        The advice tables in order of gemeente and area; the order of input rows changes nothing.

    Raises:
        ConfigError: If a setting or the file with teamgebieden cannot be used.
        WijkfotoError: If the figures are not one row per wijk and domain.
    """
    if not inputs.gemeenten:
        raise ConfigError("No gemeente is chosen.", where="[gemeente] codes")
    check_total(inputs.gemeenten, team)
    check_formation(rules, team)
    land = align(inputs.wijken, inputs.scores, rules)
    scale = calibrate(land, rules)
    engine = Engine(inputs, land, rules, scale, team.seed)
    given = _given_areas(team)
    parts = [
        _one_gemeente(engine.local(gemeente, given), inputs, engine, team.fte_total)
        for gemeente in sorted(set(inputs.gemeenten))
    ]
    tables = {name: pd.concat([p[name] for p in parts], ignore_index=True) for name in parts[0]}
    return Advice(
        **tables,
        reference_fact=fact_rows(rules),
        teamontwerp=design_rows(rules),
        scale=scale,
    )


def check_total(gemeenten: Sequence[str], team: TeamOptions) -> None:
    """Check the total of FTE against the gemeenten that it would be spread over.

    Raises:
        ConfigError: If it is no number of FTE, or would be spread over more than one gemeente.
    """
    if team.fte_total is None:
        return
    if not np.isfinite(team.fte_total) or team.fte_total <= 0:
        raise ConfigError(f"{team.fte_total:g} is no number of FTE.", where="[team] fte_total")
    if len(set(gemeenten)) > 1:
        raise ConfigError(
            "A total can be spread over one gemeente only.",
            where="[team] fte_total",
            next_step="Choose one gemeente, or leave it out.",
        )


def formation_rows(gemeenten: Sequence[str], team: TeamOptions) -> pd.DataFrame:
    """Return rows of `formation`: the FTE that the settings say the teams have now.

    Raises:
        ConfigError: If it would be that of more than one gemeente.
    """
    if team.formatie and len(set(gemeenten)) > 1:
        raise ConfigError(
            "A formation is that of one gemeente only.",
            where="[team] formatie",
            next_step="Choose one gemeente, or leave it out.",
        )
    rows = [(gemeenten[0], name, float(fte)) for name, fte in sorted(team.formatie.items())]
    return pd.DataFrame(rows, columns=["gemeente_code", "discipline_id", "fte"])


def check_formation(rules: AdviceRules, team: TeamOptions) -> None:
    """Check the present formation against the disciplines of the catalog.

    Raises:
        ConfigError: On an unknown discipline, or what is no number of FTE.
    """
    known = {discipline.discipline_id for discipline in rules.disciplines}
    for name, fte in team.formatie.items():
        if name not in known:
            raise ConfigError(f"Unknown discipline '{name}'.", where="[team] formatie")
        if not np.isfinite(fte) or fte < 0:
            raise ConfigError(f"{name}: {fte:g} is no number of FTE.", where="[team] formatie")


def _given_areas(team: TeamOptions) -> Callable[[str, list[str]], list[tuple[Group, str]] | None]:
    path = team.gebieden_bestand
    if path is None:
        return lambda _gemeente, _codes: None
    areas = read_areas(path)

    def given(gemeente: str, codes: list[str]) -> list[tuple[Group, str]] | None:
        if gemeente not in areas:
            return None
        return check_areas(path, gemeente, areas[gemeente], codes)

    return given


@dataclass(frozen=True)
class _Outcome:
    """What was decided in one gemeente, before it becomes rows."""

    core: Core
    whole: Judged
    team: Judged
    focus: pd.DataFrame


def _one_gemeente(local: Local, inputs: AdviceInput, engine: Engine, total: float | None) -> Tables:
    """Return the advice tables of one gemeente, all but those that are the same everywhere."""
    rules = engine.rules
    outcome = _decide(local, inputs, engine, total)
    forms = _forms(outcome, local, rules)
    return {
        "teamgebied": area_rows(local.areas),
        "teamgebied_region": member_rows(local.areas, local.codes),
        "demand": _demand(local, engine.land, rules),
        **forms,
        **_hours(outcome, local, inputs, engine, total, rule_notes(forms["team_form_rule"], rules)),
        "procurement_focus": outcome.focus,
        "chance_risk": chance_rows(
            local.gemeente,
            local.codes,
            inputs.gaps,
            rules,
            arrangementen=inputs.arrangementen,
        ),
        "evidence": _evidence(local, inputs, engine, outcome),
        "team_scenario": scenario_rows(local, engine, total),
    }


def _decide(local: Local, inputs: AdviceInput, engine: Engine, total: float | None) -> _Outcome:
    land, rules = engine.land, engine.rules
    whole, team = judge_forms(local, land, rules, total)
    focus = signals(
        inputs.scores,
        local.codes,
        rules,
        gaps=inputs.gaps,
        outlook=inputs.outlook,
        arrangementen=inputs.arrangementen,
    )
    return _Outcome(to_core(local, land, rules, total), whole, team, focus)


def _forms(outcome: _Outcome, local: Local, rules: AdviceRules) -> Tables:
    """Return the forms of the gemeente and its teamgebieden, and the rules behind them."""
    mid, whole, team = local.mid.values, outcome.whole, outcome.team
    return {
        "team_form": pd.concat(
            [form_rows(whole, mid, rules), form_rows(team, mid, rules)], ignore_index=True
        ),
        "team_form_rule": pd.concat(
            [rule_rows(whole, mid, rules, None), rule_rows(team, mid, rules, outcome.core)]
        ),
    }


def _hours(
    outcome: _Outcome,
    local: Local,
    inputs: AdviceInput,
    engine: Engine,
    total: float | None,
    remarks: pd.DataFrame,
) -> Tables:
    """Return the hours per discipline and in sum, with what must be said beside them."""
    rules = engine.rules
    spread, estimated = distribute(local, rules, total), estimate(local)
    totals = total_rows(local, spread, rules, total)
    return {
        "team_advice": pd.concat(
            [advice_rows(local, hours, outcome.core, rules) for hours in (spread, estimated)]
        ),
        "team_total": totals,
        "advice_note": pd.concat(
            [
                remarks,
                area_notes(local, engine.land, inputs.events, rules),
                level_notes(totals, engine.scale, rules),
            ]
        ),
    }


def _demand(local: Local, land: Land, rules: AdviceRules) -> pd.DataFrame:
    fitted = rules.norms["gamma"].status == "geijkt"
    gaps = unscored(local, land, rules)
    drawn = local.drawn
    wijk_gaps = np.isnan(land.need[local.rows])

    counted = ~np.isnan(local.registered)
    inside = (local.member @ counted) > 0

    def basis(gap: NDArray[np.bool_], is_counted: NDArray[np.bool_]) -> NDArray[np.str_]:
        expected = np.where(~gap & fitted, "geijkt", "aanname")
        return np.where(is_counted, "registratie", expected)

    areas, wijken = basis(gaps, inside), basis(wijk_gaps, counted)
    return pd.concat(
        [
            demand_rows([local.gemeente], "gemeente", drawn.cases[:1], areas[:1], rules),
            demand_rows(local.area_codes[1:], "teamgebied", drawn.cases[1:], areas[1:], rules),
            demand_rows(local.codes, "wijk", drawn.wijk_cases, wijken, rules),
        ]
    )


def _evidence(local: Local, inputs: AdviceInput, engine: Engine, outcome: _Outcome) -> pd.DataFrame:
    """Return what carries each advice on form, hours and inkoop.

    The figures of a wijk that lies in several areas are those of the whole wijk in each of them.
    """
    land, rules = engine.land, engine.rules
    own = inputs.evidence[
        (inputs.evidence["advice_kind"] == "domain_score")
        & inputs.evidence["area_code"].isin(local.codes)
    ]
    per_area = area_evidence(local, own)
    per_wijk = own.rename(columns={"item_id": "domain_id"})
    decided = [*outcome.whole.first, *outcome.team.first]
    causes = {
        "team_form": form_causes(local, land, engine.scale, rules, decided),
        "team_advice": discipline_causes(local, land, rules, outcome.core),
    }
    products = outcome.focus.rename(columns={"product_group_id": "item_id"})
    parts = [
        part
        for kind, found in causes.items()
        for part in (
            rows_for(kind, items_of(found, local, rules), per_area),
            registered_rows(kind, found, local, inputs.registration, rules),
        )
    ]
    parts.append(
        rows_for("procurement_focus", products[["area_code", "item_id", "domain_id"]], per_wijk)
    )
    return pd.concat([part for part in parts if not part.empty] or parts[:1])
