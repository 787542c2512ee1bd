"""Scores of buurten on the scale of the wijken: inside their gemeente, and inside their own wijk.

Only what differs from a wijk lives here; the recipe, scale and class limits are those of the land.
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog, Domain
from wijkfoto.profile.classes import Doubts
from wijkfoto.profile.domain import DomainResult, score_domain
from wijkfoto.profile.gemeente import Spread, Yardstick, judge, population_mean, whole_gemeenten
from wijkfoto.profile.inputs import Figures, Floats, Ints, ProfileInput, ProfileOptions, align
from wijkfoto.profile.profile import Profile, ScoreDraws, share
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD
from wijkfoto.profile.shared import nobody
from wijkfoto.profile.tables import (
    EVIDENCE_COLUMNS,
    SCORE_COLUMNS,
    certainty_words,
    class_words,
)

PIECE = 1024
"""Buurten that are scored at one time: their draws of one domain take eight megabytes."""

MIN_BUURTEN_IN_WIJK = 2
"""Fewest buurten for a comparison: a single buurt is its wijk by definition."""

NOT_SOUGHT = "buurt"
"""Why a buurt has no comparable areas: they are sought for wijken."""

IN_WIJK_COLUMNS = (
    "region_code",
    "domain_id",
    "klasse_wijk",
    "verschil_wijk",
    "verschil_low",
    "verschil_high",
    "zekerheid_wijk",
)


@dataclass(frozen=True)
class BuurtProfile:
    """Scores of buurten, what carries them, and how they differ from their own wijk.

    Attributes:
        scores: One row per buurt and domain, with the columns of `Profile.scores`; no ranks.
        evidence: The figures behind every score, as in `Profile.evidence`.
        in_wijk: One row per buurt and domain: the difference from its own wijk, in points.
    """

    scores: pd.DataFrame
    evidence: pd.DataFrame
    in_wijk: pd.DataFrame


@dataclass(frozen=True)
class _Wijken:
    """The wijken of the chosen gemeenten, in the order of their draws [wijk]; scores in points."""

    codes: tuple[str, ...]
    gemeente_codes: tuple[str, ...]
    inwoners: Floats
    point: dict[str, Floats]
    bare: dict[str, Floats]
    by_use: dict[str, Floats]
    draws: ScoreDraws
    methods: ScoreDraws


def score_buurten(
    buurten: ProfileInput,
    wijken: pd.DataFrame,
    profile: Profile,
    catalog: Catalog,
    options: ProfileOptions,
) -> BuurtProfile:
    """Score buurten against the country of wijken that a profile was made of.

    Nothing depends on the order of rows or on the number of workers, and no score on another buurt.

    Args:
        buurten: Figures and buurten of chosen gemeenten; its regions also have ``wijk_code``.
        wijken: The wijken that the profile was made of: region_code, gemeente_code, inwoners.
        profile: The profile of those wijken, with the draws of the chosen gemeenten.
        catalog: Domains, indicators and numbers of the method, as for the profile.
        options: Year, draws, seed and workers, likewise.

    Raises:
        WijkfotoError: If the input lacks a column or holds a row twice.
    """
    figures = align(buurten, catalog, options, profile.cache.layout)
    base = _wijken_of(profile, wijken)
    home = dict(zip(buurten.regions["region_code"], buurten.regions["wijk_code"], strict=True))
    many = Counter(home.values())
    parts: dict[str, list[pd.DataFrame]] = {"scores": [], "evidence": [], "in_wijk": []}
    pieces = whole_gemeenten(figures.gemeente_codes, PIECE) if figures.region_codes else []
    for rows in pieces:
        part = figures.of(rows)
        unchosen = np.empty(0, np.int64)
        alone = nobody(len(rows), NOT_SOUGHT)
        shared = share(part, profile.cache, catalog, options, unchosen, alone)
        mine = [home[code] for code in part.region_codes]
        own = [code if many[code] >= MIN_BUURTEN_IN_WIJK else "" for code in mine]
        for j, (name, domain) in enumerate(catalog.domains.items()):
            fitted = profile.cache.domains[name]
            wide = len(fitted.methods.variants.kind)
            result = score_domain(domain, fitted, shared, _gemeenten(base, part, j, name, wide))
            parts["scores"].append(result.scores)
            parts["evidence"].append(result.evidence)
            yardstick = _own_wijken(base, own, j, name, wide)
            doubts = _other_basis(base, own, name, result)
            parts["in_wijk"].append(_in_wijk(domain, part, result, yardstick, doubts, catalog))
    return BuurtProfile(
        scores=_sorted(parts["scores"], SCORE_COLUMNS, 2),
        evidence=_sorted(parts["evidence"], EVIDENCE_COLUMNS, 4),
        in_wijk=_sorted(parts["in_wijk"], IN_WIJK_COLUMNS, 2),
    )


def _wijken_of(profile: Profile, wijken: pd.DataFrame) -> _Wijken:
    codes = profile.draws.region_codes
    known = wijken.set_index("region_code").loc[list(codes)]
    per_domain = profile.scores.set_index("region_code").groupby("domain_id")

    def column(name: str) -> dict[str, Floats]:
        return {
            str(domain): rows[name].reindex(list(codes)).to_numpy(np.float64)
            for domain, rows in per_domain
        }

    return _Wijken(
        codes=codes,
        gemeente_codes=tuple(known["gemeente_code"]),
        inwoners=known["inwoners"].to_numpy(np.float64, na_value=np.nan),
        point=column("score"),
        bare=column("score_zonder_model"),
        by_use=column("op_basis_van_gebruik"),
        draws=profile.draws,
        methods=profile.methods,
    )


def _gemeenten(base: _Wijken, part: Figures, j: int, domain_id: str, wide: int) -> Yardstick:
    """Return the means of the gemeenten of a piece over their wijken, weighted by inhabitants.

    One scored wijk is enough, other than for wijken: its buurten can differ from it.
    """
    names = sorted(set(part.gemeente_codes))
    codes = np.array(base.gemeente_codes)
    inside = [np.flatnonzero(codes == name) for name in names]
    found = [_mean(base, rows, j, domain_id, wide) for rows in inside]
    point, data, methods, bare = (np.array(each) for each in zip(*found, strict=True))
    place = np.searchsorted(names, part.gemeente_codes)
    return Yardstick(place, point, data, methods, bare)


def _mean(
    base: _Wijken, rows: Ints, j: int, domain_id: str, wide: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the mean of one gemeente: points, draws, variants, points without model figures."""
    point, bare = base.point[domain_id][rows], base.bare[domain_id][rows]
    scored, has_bare = np.flatnonzero(np.isfinite(point)), np.flatnonzero(np.isfinite(bare))
    data = _in_points(base.draws.values[rows, j])
    methods = _in_points(base.methods.values[rows, j, :wide])
    return (
        _mean_or_nothing(point, base.inwoners[rows], scored),
        _mean_or_nothing(data, base.inwoners[rows], scored),
        _mean_or_nothing(methods, base.inwoners[rows], scored),
        _mean_or_nothing(bare, base.inwoners[rows], has_bare),
    )


def _mean_or_nothing(scores: Floats, inwoners: Floats, rows: Ints) -> Floats:
    if not len(rows):
        return np.full(scores.shape[1:], np.nan)
    return population_mean(scores, inwoners, rows)


def _own_wijken(base: _Wijken, own: list[str], j: int, domain_id: str, wide: int) -> Yardstick:
    """Return the wijk of every buurt; none for a code that is not there."""
    number = {code: i for i, code in enumerate(base.codes)}
    used = sorted({number[code] for code in own if code in number})
    rows = np.array(used, np.int64)
    again = {row: i for i, row in enumerate(used)}
    place = [again.get(number.get(code, -1), -1) for code in own]
    if not used:
        # Without any wijk the place -1 still has to point somewhere.
        nothing = np.full((1, 1), np.nan)
        return Yardstick(np.array(place), nothing[0], nothing, nothing, nothing[0])
    return Yardstick(
        np.array(place, np.int64),
        base.point[domain_id][rows],
        _in_points(base.draws.values[rows, j]),
        _in_points(base.methods.values[rows, j, :wide]),
        base.bare[domain_id][rows],
    )


def _other_basis(base: _Wijken, own: list[str], domain_id: str, result: DomainResult) -> Doubts:
    """Return the doubts about the buurten, with those of which the wijk rests on other figures.

    In a small buurt figures of need are secret and those of use are often 0 in tens: a difference
    between use there and need in the whole wijk may be one of figures and not of people.
    """
    of_wijk = dict(zip(base.codes, base.by_use[domain_id] > 0, strict=True))
    mine = result.doubts.gebruik
    other = np.array([of_wijk.get(code, use) != use for code, use in zip(own, mine, strict=True)])
    return replace(result.doubts, alleen_gebruik=result.doubts.alleen_gebruik | other)


def _in_wijk(
    domain: Domain,
    part: Figures,
    result: DomainResult,
    wijk: Yardstick,
    doubts: Doubts,
    catalog: Catalog,
) -> pd.DataFrame:
    verschil = wijk.subtract(
        np.arange(len(part.region_codes)),
        result.scores["score"].to_numpy(np.float64),
        Spread(_in_points(result.draws), _in_points(result.methods)),
        result.scores["score_zonder_model"].to_numpy(np.float64),
    )
    found = judge(verschil, doubts, catalog)
    return pd.DataFrame(
        {
            "region_code": np.array(part.region_codes, object),
            "domain_id": domain.domain_id,
            "klasse_wijk": class_words(found.klasse, found.compared),
            "verschil_wijk": found.verschil,
            "verschil_low": found.verschil_low,
            "verschil_high": found.verschil_high,
            "zekerheid_wijk": certainty_words(found.zekerheid),
        },
        columns=list(IN_WIJK_COLUMNS),
    ).astype(dict.fromkeys(("region_code", "domain_id", "klasse_wijk", "zekerheid_wijk"), "str"))


def _in_points(standard: np.ndarray) -> Floats:
    return np.asarray(CENTRE + POINTS_PER_SD * standard.astype(np.float64))


def _sorted(tables: list[pd.DataFrame], columns: tuple[str, ...], key: int) -> pd.DataFrame:
    filled = [table for table in tables if len(table)] or tables[:1]
    if not filled:
        return pd.DataFrame(columns=list(columns))
    together = pd.concat(filled, ignore_index=True)
    return together.sort_values(list(columns[:key]), ignore_index=True, kind="stable")
