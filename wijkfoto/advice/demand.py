"""Expected questions per area and domain: the level from the norms, the difference from the need.

Questions count questions, not households. FTE follows in `fte`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr

from wijkfoto.advice.fte import fte_per_question, municipal_share
from wijkfoto.advice.numbers import median_and_band, mid_values, stream
from wijkfoto.errors import WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from wijkfoto.advice.land import Land
    from wijkfoto.advice.numbers import Floats, NormValues
    from wijkfoto.advice.rules import AdviceRules
    from wijkfoto.profile import ScoreDraws

GAMMA_POINTS = 33
"""Points at which the sum over the land is computed before interpolating between gammas; the
relative error over 0.2 to 0.5 is under 1e-6."""


def questions(
    targets: Floats, need: Floats, land: Land, values: NormValues, scale: float
) -> Floats:
    """Return expected questions a year.

    cases(area, d) = scale x base(d) / 1000 x people x exp(gamma x s), summed over the target groups
    of a domain (03-method section 7).

    Args:
        targets: (W, G) people per target group.
        need: (W, D, K) need in standard deviations, nowhere NaN.
        land: Holds the order of target groups and domains.
        values: Norms of shape (K,) or (1,).
        scale: Factor on every base rate.

    Returns:
        (W, D, K) questions a year.
    """
    rate = scale * np.exp(values["gamma"] * need) / 1000
    found = np.zeros(rate.shape)
    for column, question in enumerate(land.questions):
        people = targets[:, column, np.newaxis]
        found[:, question.domain] += people * values[question.name] * rate[:, question.domain]
    return found


def mid_questions(land: Land, rules: AdviceRules, scale: float) -> Floats:
    """Return the questions of the mid run for every wijk of the land: (W, D), unscored as s = 0."""
    need = np.nan_to_num(land.need)[:, :, np.newaxis]
    return questions(land.targets, need, land, mid_values(rules.norms), scale)[:, :, 0]


def calibrate(land: Land, rules: AdviceRules) -> float:
    """Return the scale at which the median gemeente of the land has the norm of FTE per 1,000.

    Municipal sum, mid run, without floors: what a gemeente pays is what the norm speaks of.

    Raises:
        WijkfotoError: If no gemeente has inhabitants.
    """
    values = mid_values(rules.norms)
    per_question = fte_per_question(values)[0] * municipal_share(rules)
    fte = mid_questions(land, rules, 1.0) @ per_question
    table = pd.DataFrame({"gemeente": land.gemeenten, "fte": fte, "people": land.known_people})
    sums = table.groupby("gemeente")[["fte", "people"]].sum()
    lived_in = sums[sums["people"] > 0]
    if lived_in.empty:
        raise WijkfotoError("No gemeente of the land has inhabitants.", where="wijken")
    level = float((lived_in["fte"] / lived_in["people"] * 1000).median())
    return rules.norm("fte_per_1000_doel") / level


def land_rates(land: Land, values: NormValues, scale: float) -> Floats:
    """Return the questions per inhabitant of the land, (D, K), with scores at their mid value."""
    gamma = values["gamma"]
    points = gamma if len(gamma) == 1 else np.linspace(gamma.min(), gamma.max(), GAMMA_POINTS)
    need = np.nan_to_num(land.need)
    total = np.zeros((need.shape[1], len(gamma)))
    for column, question in enumerate(land.questions):
        growth = np.exp(np.outer(points, need[:, question.domain]))
        people = growth @ land.targets[:, column]
        total[question.domain] += (
            scale * values[question.name] / 1000 * np.interp(gamma, points, people)
        )
    everyone = land.known_people.sum()
    return total / everyone if everyone else total


def centred_scale(land: Land, rules: AdviceRules, drawn: NormValues, scale: float) -> float:
    """Return the scale for the draws, at which their median level is that of the mid run.

    Skewed norms multiplied together have their median about 5% above the product of their modes.
    The level is calibrated, so the draws may say how far it can be off, but not move it.
    """
    share = municipal_share(rules)
    mid = mid_values(rules.norms)
    level = (share @ land_rates(land, mid, scale)) * fte_per_question(mid)
    levels = (share @ land_rates(land, drawn, scale)) * fte_per_question(drawn)
    return scale * float(level[0] / np.median(levels))


def need_draws(
    land: Land, rows: NDArray[np.intp], draws: ScoreDraws, rules: AdviceRules, seed: int
) -> Floats:
    """Return the need of some wijken in every draw, (W, D, K), unscored domains drawn.

    An unscored domain is uniform within +-`onbekend_breedte`. Its draws lean together by
    `onbekend_samenhang` over the domains and wijken of a gemeente: independent ones would average
    out, and not knowing would look like knowing.
    """
    place = {code: row for row, code in enumerate(draws.region_codes)}
    order = [list(draws.domain_ids).index(d) for d in rules.domain_ids]
    need = np.full((len(rows), len(order), draws.values.shape[2]), np.nan)
    for row, code in enumerate(land.codes[rows]):
        if code in place:
            need[row] = draws.values[place[code]][order]
    unknown = np.isnan(need)
    for row in np.flatnonzero(unknown.any(axis=(1, 2))).tolist():
        drawn = _unknown_need(
            land.gemeenten[rows[row]], land.codes[rows[row]], need[row], rules, seed
        )
        need[row] = np.where(unknown[row], drawn, need[row])
    return need


def _unknown_need(gemeente: str, code: str, like: Floats, rules: AdviceRules, seed: int) -> Floats:
    together = rules.norm("onbekend_samenhang")
    shared = stream(seed, f"unknown/{gemeente}").standard_normal(like.shape[1])
    own = stream(seed, f"unknown/{code}").standard_normal(like.shape)
    normal = np.sqrt(together) * shared + np.sqrt(1 - together) * own
    uniform: Floats = (2 * ndtr(normal) - 1) * rules.norm("onbekend_breedte")
    return uniform


def demand_rows(
    area_codes: Sequence[str],
    level: str,
    cases: Floats,
    basis: NDArray[np.str_],
    rules: AdviceRules,
) -> pd.DataFrame:
    """Return rows of `demand`.

    Args:
        area_codes: Codes of the A areas.
        level: wijk, teamgebied or gemeente.
        cases: (A, D, K) questions a year.
        basis: (A, D) what the level rests on.
        rules: The advice catalog.
    """
    mid, low, high = median_and_band(cases)
    n_areas, n_domains = mid.shape
    return pd.DataFrame(
        {
            "area_code": np.repeat(np.array(area_codes, dtype=object), n_domains),
            "area_level": level,
            "domain_id": np.tile(np.array(rules.domain_ids, dtype=object), n_areas),
            "cases": mid.ravel(),
            "cases_low": low.ravel(),
            "cases_high": high.ravel(),
            "basis": basis.ravel(),
        }
    )
