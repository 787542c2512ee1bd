"""What people ask the team: the spread of registered questions over the domains of an area.

A share needs no whole gemeente: the registration of one teamgebied says what is asked there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.registered import drawn_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from wijkfoto.advice.numbers import Bools, Floats
    from wijkfoto.advice.rules import AdviceRules


@dataclass(frozen=True)
class Asked:
    """Registered questions per wijk in its newest whole year.

    Attributes:
        known: (W,) True where there is such a year.
        counts: (W, D) questions; NaN where the number is too small to show or the year is absent.
        hidden: (W, D) the most questions that a number too small to show can stand for, else 0.
    """

    known: Bools
    counts: Floats
    hidden: Floats


def asked_questions(
    registration: pd.DataFrame | None, codes: Sequence[str], rules: AdviceRules, hidden_most: float
) -> Asked:
    """Return what was asked in each wijk, in the newest year in which a team worked all year.

    Args:
        registration: Columns of `registration`; None without one.
        codes: The W wijken.
        rules: The advice catalog, for the order of the domains.
        hidden_most: Largest number of questions that is not shown.
    """
    shape = (len(codes), len(rules.domain_ids))
    counts, hidden, known = np.full(shape, np.nan), np.zeros(shape), np.zeros(len(codes), bool)
    if registration is None or registration.empty:
        return Asked(known, counts, hidden)
    whole = registration[registration["heel_jaar"] & registration["region_code"].isin(codes)]
    newest = whole[whole["jaar"] == whole.groupby("region_code")["jaar"].transform("max")]
    row_of = {code: row for row, code in enumerate(codes)}
    column_of = {domain: column for column, domain in enumerate(rules.domain_ids)}
    values = newest["vragen"].to_numpy(dtype=float, na_value=np.nan)
    for code, domain, value in zip(newest["region_code"], newest["domain_id"], values, strict=True):
        place = row_of[code], column_of[domain]
        known[place[0]] = True
        counts[place] = value
        hidden[place] = hidden_most if np.isnan(value) else 0.0
    return Asked(known, counts, hidden)


def asked_shares(
    asked: Asked,
    expected: Floats,
    member: Floats,
    people: Floats,
    codes: Sequence[str],
    rules: AdviceRules,
    seed: int | None,
) -> Floats:
    """Return (A + 1, D, K) the share of each domain in the questions of an area.

    A question about several domains counts in each, so these are shares of what is mentioned. A
    number too small to show counts in full in the whole and not in its domain: a share is never
    too high for being hidden. A domain without a row was not registered: in the whole it counts
    for what is expected, so that one line of a registration says little. NaN where wijken with a
    registration hold less than `min_deel_bekend` of the people, or under `registratie_min_vragen`
    questions are known.

    Args:
        asked: Questions per wijk.
        expected: (W, D, K) questions a year that are expected.
        member: (A + 1, W) 1 where a wijk belongs to an area.
        people: (W,) inhabitants.
        codes: The W wijken, which name the streams of the draws.
        rules: The advice catalog.
        seed: Seed of the draws; None in the mid run.
    """
    counts = np.nan_to_num(drawn_counts(asked.counts, codes, expected.shape[2], seed))
    of_area = np.einsum("aw,wdk->adk", member, counts, optimize=True)
    absent = asked.known[:, np.newaxis] & np.isnan(asked.counts) & (asked.hidden == 0)
    unseen = asked.hidden[:, :, np.newaxis] + np.where(absent[:, :, np.newaxis], expected, 0.0)
    whole = of_area.sum(axis=1) + np.einsum("aw,wdk->ak", member, unseen, optimize=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        covered = (member @ (people * asked.known)) / (member @ people)
        share = of_area / whole[:, np.newaxis, :]
    shown = (member @ np.nan_to_num(asked.counts)).sum(axis=1)
    usable = (covered >= rules.norm("min_deel_bekend")) & (
        shown >= rules.norm("registratie_min_vragen")
    )
    return np.where(usable[:, np.newaxis, np.newaxis], share, np.nan)
