"""Estimates per wijk and for the gemeente from answers with weights, shown as far as they may be.

One question at a time: by design, then drawn to what the wijken share, then hidden where too few
answered. Reading, coding and weighing are done before.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wijkfoto.peiling.rake import Floats, Places, kish
from wijkfoto.peiling.shrink import FAY_HERRIOT_FROM, LEVEL, Shrunk, beta_binomial, fay_herriot
from wijkfoto.peiling.suppress import (
    INDICATIE,
    NOT_ASKED,
    OK,
    SUPPRESSED,
    Answered,
    Shown,
    what_is_shown,
)
from wijkfoto.privacy import Limits, narrowest_band
from wijkfoto.signal.intervals import wilson

NET_RESPONSE = 475
"""Fewest respondents of a gemeente that VNG asks for; below it everything is an indication."""

COLUMNS = (
    "region_code",
    "question_id",
    "waarde",
    "waarde_low",
    "waarde_high",
    "waarde_gemeente",
    "n",
    "n_effective",
    "waarde_status",
    "method",
    "eerder_getoond",
)

IN_NEED = "behoeft_bescherming"
"""Column beside those that are published: whether a wijk is hidden for its own sake."""

TOLD_DECIMALS = 1
"""Decimals of a share that is told, in percent: far finer than any interval."""

HALF_STEP = 0.5 * 10.0 ** -(TOLD_DECIMALS + 2)
"""Half of the step of such a share, as a share."""

WHOLE_PERCENT = 0.005
"""Half of the step in which the gemeente is told where a wijk is hidden, as a share."""


@dataclass(frozen=True)
class Cells:
    """The answers to one question, per wijk.

    Attributes:
        n: Respondents with an answer.
        n_effective: Effective numbers (Kish).
        share: Shares by design, 0-1; 0 where n is 0.
        people: Adults that each wijk has.
        asked: Whether anybody of the wijk took part, whatever he answered.
    """

    n: np.ndarray
    n_effective: Floats
    share: Floats
    people: Floats
    asked: np.ndarray


def cells_of(answer: Floats, place: Places, weight: Floats, people: Floats) -> Cells:
    """Gather the answers to one question per wijk.

    Args:
        answer: 1.0 counts, 0.0 does not, NaN is no answer.
        place: Place of the wijk of each respondent, -1 unknown.
        weight: Residents that each respondent stands for.
        people: Adults of each wijk.
    """
    size = len(people)
    n, effective, share = np.zeros(size, dtype=np.int64), np.zeros(size), np.zeros(size)
    for wijk in range(size):
        here = (place == wijk) & ~np.isnan(answer) & (weight > 0)
        n[wijk] = here.sum()
        if n[wijk]:
            effective[wijk] = kish(weight[here])
            share[wijk] = (weight[here] @ answer[here]) / weight[here].sum()
    asked = np.bincount(place[place >= 0], minlength=size) > 0
    return Cells(n, effective, share, people, asked)


def estimate(
    question_id: str,
    gemeente: str,
    wijken: tuple[str, ...],
    cells: Cells,
    limits: Limits,
    *,
    respondents: int,
    told: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Return the rows of one question, with percentages; hidden ones hold no number.

    Beside the columns that are published stands `IN_NEED`, for checks alone.

    Args:
        question_id: The question.
        gemeente: Code of the gemeente; it gets a row of its own.
        wijken: Codes of its wijken.
        cells: The answers per wijk.
        limits: From how much on something is told.
        respondents: Respondents of the whole survey in this gemeente.
        told: Wijken whose number an earlier edition of this survey showed.
    """
    most = OK if respondents >= NET_RESPONSE else INDICATIE
    before = np.isin(np.array(wijken, dtype=object), list(told))
    answered = Answered(cells.n, cells.n_effective, cells.people, cells.asked, before)
    value, low, high, whole_n = _whole(cells)
    shown = what_is_shown(answered, limits, most)
    method, areas = _areas(cells, np.isin(shown.wijken, [OK, INDICATIE]))
    if _tells_too_much(shown, answered, (cells.share, areas.value), (value, whole_n), limits):
        shown = replace(shown, gemeente=SUPPRESSED)
    table = pd.DataFrame(
        {
            "region_code": [gemeente, *wijken],
            "question_id": question_id,
            "waarde": 100 * np.concatenate([[value], areas.value]),
            "waarde_low": 100 * np.concatenate([[low], areas.low]),
            "waarde_high": 100 * np.concatenate([[high], areas.high]),
            "n": np.concatenate([[cells.n.sum()], cells.n]).astype(float),
            "n_effective": np.concatenate([[whole_n], cells.n_effective]),
            "waarde_status": [shown.gemeente, *shown.wijken],
            "method": ["ontwerp", *[method] * len(wijken)],
        }
    )
    numbers = ["waarde", "waarde_low", "waarde_high", "n", "n_effective"]
    hidden = table["waarde_status"].isin([SUPPRESSED, NOT_ASKED])
    table.loc[hidden, numbers] = np.nan
    if SUPPRESSED in shown.wijken:
        _blur_whole(table)
    _round(table)
    beside = table["waarde"].iloc[0]
    table["waarde_gemeente"] = np.where(table["region_code"] == gemeente, np.nan, beside)
    table["n"] = table["n"].astype("Int64")
    table["eerder_getoond"] = table["region_code"].isin(told) & hidden
    table[IN_NEED] = [False, *shown.in_need]
    return table[[*COLUMNS, IN_NEED]]


def _tells_too_much(
    shown: Shown,
    answered: Answered,
    shares: tuple[Floats, Floats],
    whole: tuple[float, float],
    limits: Limits,
) -> bool:
    """Say whether the gemeente would tell nearly what a hidden wijk, or one person, said.

    This one looks at the answers, those by design and those that are shown: whether a whole
    percentage gives much away depends on them.
    """
    share, effective = whole
    hidden = np.array(shown.wijken) == SUPPRESSED
    # What an edition before told of a wijk that is hidden now is not looked up; it could be taken
    # off the gemeente too.
    before = hidden & answered.told
    if effective < limits.effective or (before.any() and shown.in_need.any()):
        return True
    told = (np.round(100 * share) / 100, WHOLE_PERCENT)  # as `_blur_whole` tells it
    step = np.full(len(hidden), HALF_STEP)
    held = np.where(answered.n > 0, answered.people, 0.0)
    return any(
        narrowest_band(held, np.nan_to_num(own), hidden & ~before, shown.in_need, told, step)
        < limits.band
        for own in shares
    )


def _round(table: pd.DataFrame) -> None:
    """Round what is told, so that it cannot be traced back to respondents.

    Weights follow from the ages of a wijk, which the statistics know: in full digits the effective
    number gives how many of each age took part, and the share what they answered.
    """
    shares = ["waarde", "waarde_low", "waarde_high"]
    table[shares] = table[shares].round(TOLD_DECIMALS)
    table["n_effective"] = table["n_effective"].round()


def _blur_whole(table: pd.DataFrame) -> None:
    """Leave of the gemeente a whole percentage alone, where a wijk is hidden.

    Its number of answers, its effective number and its share are three sums over the same few
    hidden wijken, and its bounds give the effective number back: in full they can be solved for
    whole numbers of people.
    """
    table.loc[0, ["waarde_low", "waarde_high", "n", "n_effective"]] = np.nan
    table.loc[0, "waarde"] = np.round(table["waarde"].iloc[0])


def _areas(cells: Cells, shown: np.ndarray) -> tuple[str, Shrunk]:
    """Draw the shown wijken to what they share; the method follows from how many there are.

    Hidden wijken take no part, so that no shown number depends on one.
    """
    method = "fay_herriot" if shown.sum() >= FAY_HERRIOT_FROM else "beta_binomiaal"
    whole = Shrunk(*np.full((3, len(cells.n)), np.nan))
    if shown.any():
        n, share = cells.n_effective[shown], cells.share[shown]
        found = (
            fay_herriot(share, n, np.ones((len(n), 1)))
            if method == "fay_herriot"
            else beta_binomial(share * n, n)
        )
        whole.value[shown], whole.low[shown], whole.high[shown] = found.value, found.low, found.high
    return method, whole


def _whole(cells: Cells) -> tuple[float, float, float, float]:
    """Return share, bounds (Wilson) and effective number of the gemeente.

    Wijken are strata: the share is their mean by residents, its effective number follows from the
    sum of the variances N^2 p(1-p)/n with one p.
    """
    seen = (cells.n > 0) & (cells.people > 0)
    if not seen.any():
        return np.nan, np.nan, np.nan, np.nan
    people = cells.people[seen]
    share = float(people @ cells.share[seen] / people.sum())
    effective = float(people.sum() ** 2 / (people**2 / cells.n_effective[seen]).sum())
    low, high = wilson(np.array([share * effective]), np.array([effective]), LEVEL)
    return share, float(low[0]), float(high[0]), effective
