"""What if a number that only draws feel were another: classes inside the gemeente, and certainty.

Only the wijken of the chosen gemeenten are drawn, with the streams of the published scores; classes
against the land are `sensitivity`'s work.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from wijkfoto.catalog import Catalog
from wijkfoto.profile.classes import Doubts, certainty
from wijkfoto.profile.draws import ModelError, region_keys
from wijkfoto.profile.gemeente import Spread, position
from wijkfoto.profile.inputs import Floats, Ints, ProfileOptions
from wijkfoto.profile.points import DomainPoints, Points, only_rows
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD, draw_scores
from wijkfoto.profile.sensitivity import (
    ABSENT,
    SIDES,
    NormRow,
    blank,
    counted,
    gemeente_areas,
    tried_value,
    with_norm,
)
from wijkfoto.profile.shared import Shared, nobody

MODEL_NORMS = ("rivm_samenhang", "rivm_sd_logit")
"""Numbers that move the draws themselves."""

GEMEENTE_NORMS = ("kans_gemeente", *MODEL_NORMS, "verschil_gemeente_punten")
"""Numbers that move the class inside the gemeente, which is judged over draws."""

CERTAINTY_NORMS = (*MODEL_NORMS, "zeker_redelijk", "zeker_stevig")
"""Numbers that move the certainty of a class, and no class against the land."""

ALIKE_NORMS = (
    "vergelijkbaar_aantal",
    "vergelijkbaar_dekking",
    "vergelijkbaar_gevuld",
    "vergelijkbaar_min",
)
"""Numbers that choose comparable wijken. They are not tried: no class against the land or the
gemeente rests on them."""

METHOD_NORMS = ("methode_gewicht_sd", "methode_trekkingen")
"""Numbers of the method draws. They are not tried: each draw is a trial of other choices."""

Judge = Callable[[DomainPoints, Points, Floats, Catalog], Ints]
"""Gives what draws [wijk, draw] say of each wijk; `ABSENT` where there is nothing to say."""


def drawn_rows(
    points: Points, catalog: Catalog, options: ProfileOptions, gemeenten: Sequence[str]
) -> Iterator[NormRow]:
    """Compare what draws decide in the chosen gemeenten, domain by domain to save memory.

    Args:
        points: The points of the whole input.
        catalog: Numbers of the method.
        options: Year, draws and seed.
        gemeenten: Chosen gemeenten.
    """
    chosen = only_rows(points, np.isin(np.array(points.figures.gemeente_codes), list(gemeenten)))
    others = [
        with_norm(catalog, norm_id, tried_value(catalog, norm_id, kant))
        for norm_id in MODEL_NORMS
        for kant in SIDES
    ]
    tried = {ModelError.of(each): each for each in (catalog, *others)}
    for domain in chosen.domains:
        draws = {error: _draws(domain, chosen, each, options) for error, each in tried.items()}
        yield from _domain_rows(domain, chosen, draws, catalog, gemeenten)


def _domain_rows(
    domain: DomainPoints,
    chosen: Points,
    draws: dict[ModelError, Floats],
    catalog: Catalog,
    gemeenten: Sequence[str],
) -> Iterator[NormRow]:
    outcomes: tuple[tuple[str, tuple[str, ...], Judge], ...] = (
        ("klasse_gemeente", GEMEENTE_NORMS, class_in_gemeente),
        ("zekerheid", CERTAINTY_NORMS, drawn_certainty),
    )
    for uitkomst, norms, judge in outcomes:
        now = judge(domain, chosen, draws[ModelError.of(catalog)], catalog)
        for norm_id, kant in ((norm, kant) for norm in norms for kant in SIDES):
            other = with_norm(catalog, norm_id, tried_value(catalog, norm_id, kant))
            then = judge(domain, chosen, draws[ModelError.of(other)], other)
            for area in gemeente_areas(chosen, gemeenten):
                yield counted(
                    blank(catalog, norm_id, kant, uitkomst, area, domain), now, then, area
                )


def _draws(
    domain: DomainPoints, points: Points, catalog: Catalog, options: ProfileOptions
) -> Floats:
    figures = points.figures
    every = np.arange(len(figures.region_codes))
    shared = Shared(
        figures=figures,
        scores=points.scores,
        normalised=points.scores.z[None],  # of other methods nothing is asked here
        keys=region_keys(figures.region_codes),
        chosen=every,
        peers=nobody(len(every)),
        catalog=catalog,
        options=options,
    )
    return draw_scores(domain.weighing, domain.point, shared, every)


def class_in_gemeente(
    domain: DomainPoints, points: Points, draws: Floats, catalog: Catalog
) -> Ints:
    """Return the class of each wijk inside its gemeente, as `gemeente.position` gives it."""
    figures, point = points.figures, domain.point
    no = np.zeros(len(figures.region_codes), np.bool_)
    inside = position(
        _points(point.standard),
        _points(point.unclipped),
        Spread(data=_points(draws), methods=_points(point.standard[:, None])),
        _points(point.without_model),
        figures.inwoners,
        figures.gemeente_codes,
        Doubts(no, no, no, no, no, no, no),
        catalog,
    )
    return np.where(inside.compared, inside.klasse, ABSENT)


def drawn_certainty(domain: DomainPoints, points: Points, draws: Floats, catalog: Catalog) -> Ints:
    """Return the certainty that the draws alone give the class against the land, before caps."""
    scored = np.isfinite(domain.point.standard)
    own = domain.limits.classify(domain.point.standard)
    same = (domain.limits.classify(draws) == own[:, None]).mean(axis=1)
    level = certainty(same, catalog)
    return np.where(scored & (points.figures.inwoners > 0), level, ABSENT)


def _points(standard: Floats) -> Floats:
    return np.asarray(CENTRE + POINTS_PER_SD * standard)
