"""Remarks beside the advice: what a reader must know to take its numbers for what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.overdispersion import weight_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.rules import AdviceRules

    Note = tuple[str, str, str]


def area_notes(
    local: Local, land: Land, events: pd.DataFrame | None, rules: AdviceRules
) -> pd.DataFrame:
    """Return rows of `advice_note` on the wijken, areas and registration of a gemeente.

    Args:
        local: The gemeente worked out.
        land: The land.
        events: region_code and omschrijving of what happened after the figures; None without.
        rules: The advice catalog.
    """
    notes = [
        *_on_wijken(local, land, rules),
        *_on_divided(local, rules),
        *_on_registration(local, rules),
        *_on_events(local, events, rules),
    ]
    return pd.DataFrame(notes, columns=["area_code", "note_id", "text"])


def rule_notes(judged: pd.DataFrame, rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `advice_note` for the rules that hold and lead to a remark.

    Args:
        judged: Columns of `team_form_rule`.
        rules: The advice catalog.
    """
    remarks = {rule.rule_id: rule.opmerking for rule in rules.form_rules if rule.opmerking}
    held = judged[judged["matched"].fillna(False) & judged["rule_id"].isin(list(remarks))]
    return pd.DataFrame(
        {
            "area_code": held["area_code"],
            "note_id": held["rule_id"],
            "text": held["rule_id"].map(remarks),
        }
    )


def _on_wijken(local: Local, land: Land, rules: AdviceRules) -> Iterator[Note]:
    tiny = rules.norm("te_klein_inwoners")
    for position, (code, row) in enumerate(zip(local.codes, local.rows, strict=True)):
        notes = [local.fallbacks[position]] if position in local.fallbacks else []
        if np.isnan(land.people[row]):
            notes.append("geen_inwoners")
        elif local.wijk_people[position] < tiny:
            notes.append("hoort_bij_buurgebied")
        if land.ages_assumed[row]:
            notes.append("leeftijd_geschat")
        yield from ((code, note, rules.texts[note]) for note in notes)


def _on_divided(local: Local, rules: AdviceRules) -> Iterator[Note]:
    """Tell of wijken that lie in several areas, and of areas that need several teams."""
    for position, number in enumerate((local.member[1:] > 0).sum(axis=0).tolist()):
        if number > 1:
            text = rules.texts["verdeeld_buurten"].format(n=number)
            yield local.codes[position], "verdeeld_buurten", text
    for area in local.areas:
        if any(share < 1 for share in area.part.share):
            yield area.teamgebied_id, "deel_van_wijk", rules.texts["deel_van_wijk"]
        if area.n_teams > 1:
            text = rules.texts["te_verdelen"].format(n=area.n_teams)
            yield area.teamgebied_id, "te_verdelen", text


def _on_registration(local: Local, rules: AdviceRules) -> Iterator[Note]:
    weight = weight_note(local.weight, local.registered, rules)
    if weight is not None:
        yield local.gemeente, "registratie_k", weight


def _on_events(local: Local, events: pd.DataFrame | None, rules: AdviceRules) -> Iterator[Note]:
    """Say beside the advice on an area what happened there that its figures cannot know."""
    if events is None:
        return
    ordered = events.sort_values(["region_code", "omschrijving"])
    for area in local.areas:
        codes = [local.codes[position] for position in area.part.members]
        inside = ordered[ordered["region_code"].isin(codes)]
        if not inside.empty:
            told = "; ".join(str(text).rstrip(".") for text in inside["omschrijving"])
            yield area.teamgebied_id, "gebeurtenis", rules.texts["gebeurtenis"].format(wat=told)
