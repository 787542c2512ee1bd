"""The land as aligned arrays: people per target group, need per domain, and classes, per wijk.

Rows are sorted by wijk code, so that the order of the input changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.errors import WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from wijkfoto.advice.models import Norm
    from wijkfoto.advice.numbers import Bools, Floats
    from wijkfoto.advice.rules import AdviceRules


@dataclass(frozen=True)
class QuestionNorm:
    """Base rate of one target group: norm name, domain position and column of people."""

    name: str
    domain: int
    group: str


@dataclass(frozen=True)
class Land:
    """Aligned arrays; W wijken, G target groups, D domains.

    Attributes:
        people: (W,) inhabitants; NaN = unknown.
        targets: (W, G) people per question norm; 0 where inhabitants are unknown.
        ages_assumed: (W,) True where shares of the land stand in for unknown ages.
        need: (W, D) score in standard deviations; NaN = unscored.
        high_land: (W, D) class hoog against the land.
        high_own: (W, D) class hoog against the gemeente.
        high_sure: (W, D) class hoog at a certainty that moves a speciality to the core.
        counts_high: (W, D) scored, at a certainty at which hoog counts against a light form.
        high_from: (D,) need from which the class against the land is hoog; inf when none is.
        urbanity: (W,) 1 = most urban .. 5; NaN = unknown.
    """

    codes: NDArray[np.object_]
    gemeenten: NDArray[np.object_]
    names: NDArray[np.object_]
    people: Floats
    questions: tuple[QuestionNorm, ...]
    targets: Floats
    ages_assumed: Bools
    need: Floats
    high_land: Bools
    high_own: Bools
    high_sure: Bools
    counts_high: Bools
    high_from: Floats
    urbanity: Floats

    def rows(self, gemeente: str) -> NDArray[np.intp]:
        """Return the row numbers of the wijken of a gemeente, in order of code."""
        return np.flatnonzero(self.gemeenten == gemeente)

    @property
    def known_people(self) -> Floats:
        """(W,) inhabitants, 0 where unknown."""
        return np.nan_to_num(self.people)


def question_norms(norms: dict[str, Norm], domain_ids: tuple[str, ...]) -> tuple[QuestionNorm, ...]:
    """Return the base rates in the order of the norms file."""
    return tuple(
        QuestionNorm(name, domain_ids.index(norm.domain_id), norm.doelgroep)
        for name, norm in norms.items()
        if norm.domain_id is not None and norm.doelgroep is not None
    )


def align(wijken: pd.DataFrame, scores: pd.DataFrame, rules: AdviceRules) -> Land:
    """Bring wijken and scores of the land into one order.

    Args:
        wijken: See `AdviceInput`.
        scores: Columns of `domain_score`.
        rules: The advice catalog.

    Raises:
        WijkfotoError: If a wijk or a score stands twice, or no wijk has an age group.
    """
    _refuse_doubles(wijken, ["region_code"], "wijken")
    _refuse_doubles(scores, ["region_code", "domain_id"], "domain_score")
    table = wijken.set_index("region_code").sort_index()
    people = table["inwoners"].to_numpy(dtype=float, na_value=np.nan)
    questions = question_norms(rules.norms, rules.domain_ids)
    targets, assumed = _targets(table, people, questions)
    wide = scores.set_index(["region_code", "domain_id"])
    grid = pd.MultiIndex.from_product([table.index, rules.domain_ids])
    shape = (len(table), len(rules.domain_ids))
    points = wide["score"].reindex(grid).to_numpy(dtype=float, na_value=np.nan).reshape(shape)
    need = (points - 100) / 10

    def flag(column: str, values: Sequence[str]) -> Bools:
        found = wide[column].isin(values).reindex(grid, fill_value=False)
        return found.to_numpy(dtype=bool).reshape(shape)

    land_high, own_high = flag("klasse", ["hoog"]), flag("klasse_gemeente", ["hoog"])
    counted, sure = (rules.measures[m].zekerheid for m in ("domeinen_hoog", "deel_hoog_zeker"))
    counts_high = flag("zekerheid", counted)
    return Land(
        codes=table.index.to_numpy(dtype=object),
        gemeenten=table["gemeente_code"].to_numpy(dtype=object),
        names=table["region_naam"].to_numpy(dtype=object),
        people=people,
        questions=questions,
        targets=targets,
        ages_assumed=assumed,
        need=need,
        high_land=land_high & counts_high,
        high_own=own_high & flag("zekerheid_gemeente", counted),
        high_sure=(land_high & flag("zekerheid", sure))
        | (own_high & flag("zekerheid_gemeente", sure)),
        counts_high=counts_high & ~np.isnan(need),
        high_from=np.where(land_high & ~np.isnan(need), need, np.inf).min(axis=0, initial=np.inf),
        urbanity=table["stedelijkheid"].to_numpy(dtype=float, na_value=np.nan),
    )


def _refuse_doubles(table: pd.DataFrame, key: list[str], name: str) -> None:
    double = table.loc[table.duplicated(key), key[0]]
    if not double.empty:
        raise WijkfotoError(f"'{double.iloc[0]}' stands twice.", where=name)


def _targets(
    table: pd.DataFrame, people: Floats, questions: tuple[QuestionNorm, ...]
) -> tuple[Floats, Bools]:
    """Fill unknown ages with the mean shares of the land; nobody where inhabitants are unknown."""
    lived_in = np.nan_to_num(people) > 0
    columns, assumed = [], np.zeros(len(people), dtype=bool)
    for question in questions:
        group = table[question.group].to_numpy(dtype=float, na_value=np.nan)
        known = lived_in & ~np.isnan(group)
        if lived_in.any() and not known.any():
            raise WijkfotoError(
                f"No wijk of the land has a figure for {question.group}.",
                where="wijken",
                next_step="Check the age groups of the peiljaar.",
            )
        share = group[known].sum() / people[known].sum() if known.any() else 0.0
        assumed |= lived_in & ~known
        columns.append(np.where(known, group, np.where(lived_in, share * people, 0.0)))
    return np.column_stack(columns), assumed
