"""Rows about scores: the parts of each difference, and the classes that changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wijkfoto.verandering.cause import Cause, only
from wijkfoto.verandering.cells import Cells, Key, Pair
from wijkfoto.verandering.rows import Change, text_of
from wijkfoto.verandering.split import PARTS, Step, split
from wijkfoto.verandering.touched import Touched

CLASSES = ("klasse", "klasse_gemeente", "zekerheid", "zekerheid_gemeente")
"""Columns of `domain_score` of which a change is told."""


@dataclass(frozen=True)
class ScoreChange:
    """One score before and now; columns of the table `score_change` but edition_id.

    Attributes:
        verschil: score_nu - score_was, which the six parts add up to.
        definitie: Part of other figures, weights or definitions in the domain.
        grens: Part of another area under the same code.
        methode: Part of norms or another version of the method.
        wijk: Part of new figures of the wijk itself.
        land: Part of new figures of the rest of the land, which the wijk is set against.
        samen: Part that cannot be split between causes.
    """

    region_code: str
    domain_id: str
    score_was: float
    score_nu: float
    verschil: float
    definitie: float
    grens: float
    methode: float
    wijk: float
    land: float
    samen: float


@dataclass(frozen=True)
class Moved:
    """A score that was compared: its row, and the steps from the earlier score to that of now."""

    key: Key
    row: ScoreChange
    steps: tuple[Step, ...]


def score_changes(cells: Cells) -> Iterator[Moved]:
    """Yield every wijk and domain with a score in both editions, in order."""
    for pair in cells:
        if not pair.both_scored:
            continue
        before, now = cells.scores(pair)
        steps = split(before, now, cells.lens(pair.key))
        parts = dict.fromkeys(PARTS, 0.0)
        at = before.score
        for step in steps:
            parts[step.part] += step.score - at
            at = step.score
        whole = now.score - before.score
        values = (before.score, now.score, whole, *(parts[name] for name in PARTS))
        row = ScoreChange(*pair.key, *values)
        yield Moved(pair.key, row, steps)


def class_changes(cells: Cells, touched: Touched, moved: Sequence[Moved]) -> Iterator[Change]:
    """Yield every class against land and gemeente and every certainty that changed."""
    steps = {one.key: one.steps for one in moved}
    for pair in cells:
        for column in CLASSES:
            was, nu = text_of(pair.was[column]), text_of(pair.nu[column])
            if was == nu:
                continue
            shown = touched.by_score(pair, column)
            cause = only(shown)
            if column == "klasse" and pair.key in steps:
                cause = _on_the_way(cells, pair, steps[pair.key])
            wijk, domain = pair.key
            yield Change.of(touched.gemeente(wijk), column, wijk, domain, (was, nu), shown, cause)


def _on_the_way(cells: Cells, pair: Pair, steps: tuple[Step, ...]) -> Cause:
    """Return the cause from which on a wijk is in its class of now.

    The limits of a class move with the list of a domain, else with the last step.
    """
    domain = pair.key[1]
    old, new = (side.limits[domain] for side in (cells.before, cells.now))
    limits = old
    classes = []
    for step in steps:
        if step.cause is Cause.DEFINITION or step is steps[-1]:
            limits = new
        classes.append(_class(step.score, limits))
    classes[-1] = str(pair.nu["klasse"])
    place = len(steps) - 1
    while place and classes[place - 1] == classes[-1]:
        place -= 1
    return steps[place].cause


def _class(score: float, limits: tuple[float, float]) -> str:
    laag, hoog = limits
    if score >= hoog:
        return "hoog"
    return "laag" if score <= laag else "gemiddeld"
