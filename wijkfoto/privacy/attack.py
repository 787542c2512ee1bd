"""An attack on what would be published: may anything of a few people be worked out of it?

It knows what a reader knows: tables, downloads and pages, those of earlier editions, and how many
people live where. It does not know the answers. What it cannot see stands in decision 0047.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wijkfoto.privacy.claims import GROUP, REGISTRATION, SURVEY, Cell, Claim, gemeente_of
from wijkfoto.privacy.known import Known, put_together
from wijkfoto.privacy.leak import Kind, Leak
from wijkfoto.privacy.limits import Limits
from wijkfoto.privacy.subtract import narrowest_band

ROUNDING = 5
"""Counts of the own registration are told in steps of this size."""

TWO = 2
"""Wijken of a gemeente in which one is what the other leaves."""

FAR = 5
"""Times the median step of the wijken, above which one of them moved by itself."""

SAME = 1e-6
"""Shares (percent) that differ less are the same: a file may hold fewer digits than a table."""


@dataclass(frozen=True)
class Survey:
    """A survey as an edition describes it.

    Attributes:
        made_of: Hashes of its file and mapping.
        respondents: Respondents; None when too few to tell.
    """

    gemeente: str
    naam: str
    jaar: int
    made_of: tuple[str, str]
    respondents: int | None

    def is_same_as(self, other: "Survey") -> bool:
        """Say whether both are about the same people: by name and year, or by the file itself."""
        named = (self.naam, self.jaar) == (other.naam, other.jaar)
        same_file = self.made_of[0] == other.made_of[0]
        return self.gemeente == other.gemeente and (named or same_file)


@dataclass(frozen=True)
class Edition:
    """What one edition tells.

    Attributes:
        table: Claims of its tables: what was decided to be told.
        elsewhere: Claims of its downloads and pages.
        not_asked: Cells of the survey that are empty because nobody was asked.
        in_need: Cells that are hidden for their own sake, and not to cover another; a reader does
            not know which. None when the file of the survey is gone: then the hidden wijk with the
            fewest people is taken for it.
    """

    edition_id: str
    surveys: tuple[Survey, ...]
    table: tuple[Claim, ...]
    elsewhere: tuple[Claim, ...] = ()
    not_asked: frozenset[Cell] = frozenset()
    in_need: frozenset[Cell] | None = None


def attack(
    edition: Edition,
    before: Sequence[Edition],
    adults: Mapping[str, float],
    limits: Limits,
) -> tuple[Leak, ...]:
    """Return every leak that is found, in order.

    Args:
        edition: The edition that would be published.
        before: Editions that a reader may have kept.
        adults: Adults of each wijk, which anybody can look up.
        limits: From how much on something may be told.
    """
    known = put_together((*edition.table, *edition.elsewhere))
    found = [
        *_single_cells(known, edition.surveys, limits),
        *_complements(known),
        *_dominated(known, limits),
        *_channels(edition),
        *_between_editions(edition, known, before, limits),
    ]
    for survey in edition.surveys:
        kept = (e for e in before if any(survey.is_same_as(s) for s in e.surveys))
        together = put_together(
            (*edition.table, *edition.elsewhere, *(claim for e in kept for claim in e.table))
        )
        found += _remainders(together, survey, edition, adults, limits)
    return tuple(sorted(set(found)))


def _single_cells(known: Known, surveys: Iterable[Survey], limits: Limits) -> Iterator[Leak]:
    respondents = {s.gemeente: s.respondents for s in surveys}
    for cell, told in known.claims.items():
        for measure, claim in told.items():
            most = claim.value + claim.half
            if cell.table == REGISTRATION:
                few = most < limits.min_cel - ROUNDING // 2 or claim.value % ROUNDING
            elif cell.table == GROUP:
                total = respondents.get(gemeente_of(cell.area))
                few = total is not None and (claim.value + 0.5) / 100 * total < limits.min_cel
            else:
                few = measure == "n" and claim.value < limits.min_cel
            if few:
                what = f"this may be a number of fewer than {limits.min_cel} people."
                yield Leak(Kind.SINGLE, f"{claim.where}: {cell}, {measure}", what)


def _complements(known: Known) -> Iterator[Leak]:
    """Find the one group of a whole that is left out: it is what remains."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for cell in known.claims:
        if cell.table == GROUP:
            dimension, _, group = cell.item.partition("/")
            groups[cell.area, dimension].add(group)
    for (area, dimension), told in sorted(groups.items()):
        total = sum(
            known.claims[Cell(GROUP, area, f"{dimension}/{group}")]["deel_respons"].value
            for group in told
        )
        # Parts that were rounded add up to 100 within half a percent each.
        if total < 100 - 0.5 * len(told) - SAME:
            what = "the parts that are told leave the part of the others."
            yield Leak(Kind.COMPLEMENT, f"{GROUP} {area} {dimension}", what)


def _dominated(known: Known, limits: Limits) -> Iterator[Leak]:
    for cell, told in known.claims.items():
        claim = told.get("n_effective")
        if claim is not None and claim.value + claim.half < limits.effective:
            what = "one answer may carry more than half of this number."
            yield Leak(Kind.DOMINATED, f"{claim.where}: {cell}", what)


def _channels(edition: Edition) -> Iterator[Leak]:
    """Find what a page or a file tells and the tables do not, or tell otherwise."""
    decided = put_together(edition.table)
    for claim in edition.elsewhere:
        told = decided.of(claim.cell, claim.measure)
        where = f"{claim.where}: {claim.cell}, {claim.measure}"
        if told is None:
            yield Leak(Kind.CHANNELS, where, "the tables do not tell this.")
        elif abs(told.value - claim.value) > claim.half + SAME:
            yield Leak(Kind.CHANNELS, where, "the tables tell another number.")


def _between_editions(
    edition: Edition, known: Known, before: Sequence[Edition], limits: Limits
) -> Iterator[Leak]:
    """Find what changed since an edition by the answers of a few."""
    for survey in edition.surveys:
        for earlier in before:
            for other in earlier.surveys:
                if survey.is_same_as(other) and other.made_of != survey.made_of:
                    then = put_together(earlier.table)
                    yield from _changed_by_few(known, then, survey, other, earlier, limits)


def _changed_by_few(
    known: Known, then: Known, survey: Survey, other: Survey, earlier: Edition, limits: Limits
) -> Iterator[Leak]:
    where = f"survey of {survey.gemeente} against edition {earlier.edition_id}"
    if survey.respondents and other.respondents:
        more = abs(survey.respondents - other.respondents)
        if 0 < more < limits.min_cel:
            what = f"the difference is of fewer than {limits.min_cel} respondents."
            yield Leak(Kind.EDITIONS, where, what)
    moved: dict[str, list[float]] = defaultdict(list)
    for cell, told in known.claims.items():
        before = then.claims.get(cell, {})
        if cell.table != SURVEY or gemeente_of(cell.area) != survey.gemeente:
            continue
        if "n" not in told or "n" not in before:
            continue
        difference = abs(told["n"].value - before["n"].value)
        if 0 < difference < limits.min_cel:
            what = f"this differs from then by fewer than {limits.min_cel} answers."
            yield Leak(Kind.EDITIONS, f"{where}: {cell}", what)
        if "waarde" in told and "waarde" in before and not difference:
            moved[cell.item].append(abs(told["waarde"].value - before["waarde"].value))
    for question, steps in sorted(moved.items()):
        # When all wijken moved alike, weights or mapping did; when one moved far, its people did.
        if max(steps) > max(SAME, FAR * float(np.median(steps))):
            what = "as many answers as then, and other ones in some wijken only."
            yield Leak(Kind.EDITIONS, f"{where}: {question}", what)


def _remainders(
    known: Known, survey: Survey, edition: Edition, adults: Mapping[str, float], limits: Limits
) -> Iterator[Leak]:
    """Find hidden wijken by taking the shown ones off the gemeente."""
    gemeente = survey.gemeente
    wijken = sorted(code for code in adults if gemeente_of(code) == gemeente and adults[code] > 0)
    questions = sorted({c.item for c in known.claims if c.table == SURVEY and c.area == gemeente})
    for question in questions:
        cells = [Cell(SURVEY, code, question) for code in wijken]
        cells = [cell for cell in cells if cell not in edition.not_asked]
        people = np.array([adults[cell.area] for cell in cells])
        hidden = np.array([known.of(cell, "waarde") is None for cell in cells], dtype=bool)
        if not hidden.any():
            continue
        asked = _Question(
            known, Cell(SURVEY, gemeente, question), cells, people, hidden,
            _in_need(edition.in_need, cells, people, hidden),
        )  # fmt: skip
        if found := _found_in(asked, limits):
            names = ", ".join(c.area for c, hide in zip(cells, hidden, strict=True) if hide)
            kind = Kind.TWO if len(cells) <= TWO else Kind.REMAINDER
            yield Leak(kind, str(asked.whole), f"{found} ({names}).")


@dataclass(frozen=True)
class _Question:
    """What is known of one question: arrays hold a number per wijk."""

    known: Known
    whole: Cell
    cells: Sequence[Cell]
    people: NDArray[np.float64]
    hidden: NDArray[np.bool_]
    in_need: NDArray[np.bool_]


def _in_need(
    told: frozenset[Cell] | None,
    cells: Sequence[Cell],
    people: NDArray[np.float64],
    hidden: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    if told is None:
        taken: NDArray[np.bool_] = people == people[hidden].min()
    else:
        taken = np.array([cell in told for cell in cells], dtype=bool)
    return np.logical_and(hidden, taken)


def _found_in(asked: _Question, limits: Limits) -> str:
    """Say what is found of the hidden wijken of one question; empty when nothing is."""
    known, whole, cells, hidden = asked.known, asked.whole, asked.cells, asked.hidden
    count = known.of(whole, "n")
    if count is not None:
        shown = [known.of(c, "n") for c, hide in zip(cells, hidden, strict=True) if not hide]
        rest = count.value - sum(claim.value for claim in shown if claim is not None)
        if hidden.sum() == 1 or rest < 2 * limits.min_cel:
            return "the number of answers that is left is that of the hidden wijken"
    told = known.of(whole, "waarde")
    if told is None:
        return ""
    if hidden.sum() == 1:
        return "only one wijk is hidden, and the gemeente is told"
    shares = (known.of(cell, "waarde") for cell in cells)
    share = np.array([0.0 if claim is None else claim.value / 100 for claim in shares])
    step = np.array(
        [
            0.0 if hide else known.half_of_share(c) / 100
            for c, hide in zip(cells, hidden, strict=True)
        ]
    )
    told_whole = (told.value / 100, known.half_of_share(whole) / 100)
    band = narrowest_band(asked.people, share, hidden, asked.in_need, told_whole, step)
    if band < limits.band:
        return f"a hidden share is known within {100 * limits.band:.0f} percentage points"
    return ""
