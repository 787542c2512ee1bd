"""Questions that the team registered, mixed with those that are expected (empirical Bayes).

Only where a team worked the whole year in every wijk of the gemeente: a registration of some wijken
would give those more or fewer hours than the others for being counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.numbers import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules


def registered_questions(
    registration: pd.DataFrame | None, codes: Sequence[str], people: Floats, rules: AdviceRules
) -> Floats:
    """Return (W, D) questions of the newest year that is whole, NaN where none is used.

    A year counts for a domain when every wijk with enough inhabitants has a row of it. A row whose
    number is too small to show counts for that; its wijk keeps what is expected.

    Args:
        registration: Columns of `registration`; None without one.
        codes: The W wijken of the gemeente.
        people: (W,) inhabitants.
        rules: The advice catalog; wijken under `te_klein_inwoners` need no row.
    """
    found = np.full((len(codes), len(rules.domain_ids)), np.nan)
    if registration is None or registration.empty:
        return found
    own = registration[registration["region_code"].isin(codes) & registration["heel_jaar"]]
    needed = {c for c, n in zip(codes, people, strict=True) if n >= rules.norm("te_klein_inwoners")}
    for column, domain in enumerate(rules.domain_ids):
        rows = own[own["domain_id"] == domain]
        for _, of_year in sorted(rows.groupby("jaar"), reverse=True):
            if needed <= set(of_year["region_code"]):
                counts = of_year.set_index("region_code")["vragen"].reindex(list(codes))
                found[:, column] = counts.to_numpy(dtype=float, na_value=np.nan)
                break
    return found


def mixed(
    expected: Floats, registered: Floats, codes: Sequence[str], k: Floats, seed: int | None
) -> Floats:
    """Return expected questions, drawn towards those that were registered.

    w n + (1 - w) expected, with w = expected / (expected + k): the mean of a gamma prior around the
    expectation after a count (Clayton and Kaldor 1987, Biometrics 43, 671-681), whose k is fitted.
    With the count itself in the weight, more questions could lower the outcome (decision 0049). In
    the draws n has the spread of a count (its square root).

    Args:
        expected: (W, D, K) questions a year.
        registered: (W, D) questions, NaN where none is used.
        codes: The W wijken, which name the streams of the draws.
        k: (K,) questions at which both count alike, see `overdispersion`.
        seed: Seed of the draws; None in the mid run.
    """
    if np.isnan(registered).all():
        return expected
    counts = drawn_counts(registered, codes, expected.shape[2], seed)
    weight = expected / (expected + k)
    drawn = weight * counts + (1 - weight) * expected
    return np.where(np.isnan(counts), expected, drawn)


def drawn_counts(
    registered: Floats, codes: Sequence[str], n_draws: int, seed: int | None
) -> Floats:
    """Return (W, D, K) counts with the spread of a count; without a seed as they are.

    Args:
        registered: (W, D) questions, NaN where none is known.
        codes: The W wijken, which name the streams.
        n_draws: K.
        seed: Seed of the draws; None in the mid run.
    """
    counts = np.repeat(registered[:, :, np.newaxis], n_draws, axis=2)
    if seed is not None:
        for row, code in enumerate(codes):
            noise = stream(seed, f"registratie/{code}").standard_normal(counts[row].shape)
            counts[row] = np.maximum(counts[row] + np.sqrt(counts[row]) * noise, 0.0)
    return counts
