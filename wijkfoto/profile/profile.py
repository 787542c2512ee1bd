"""The profile of the whole country: every wijk in every domain, and draws of the chosen gemeenten.

The public steps of this package live here; they read no file and keep no state.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.errors import ConfigError
from wijkfoto.profile.comparable import Comparables
from wijkfoto.profile.domain import score_domain
from wijkfoto.profile.draws import region_keys
from wijkfoto.profile.fitted import ReferenceCache, fit_reference
from wijkfoto.profile.inputs import Figures, Ints, ProfileInput, ProfileOptions, align
from wijkfoto.profile.reference import Referentie, standardise
from wijkfoto.profile.select import CoherenceRow
from wijkfoto.profile.shared import Peers, Shared, nobody
from wijkfoto.profile.structure import Structure
from wijkfoto.profile.tables import coherence_table
from wijkfoto.profile.transform import logits


@dataclass(frozen=True)
class ScoreDraws:
    """Draws of the wijken of the chosen gemeenten.

    Attributes:
        region_codes: Wijk codes, the first axis.
        domain_ids: Domains in the order of the catalog, the second axis.
        values: Standard scores (mean 0, sd 1, + = more need) [wijk, domain, draw]; NaN where a
            wijk has no score.
    """

    region_codes: tuple[str, ...]
    domain_ids: tuple[str, ...]
    values: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Profile:
    """Scores of every wijk, what carries them, and how sure they are.

    Attributes:
        scores: One row per wijk and domain, with the columns of domain_score but edition_id.
        evidence: The figures behind every score; contributions in points sum to score - 100.
        draws: Data draws of the chosen gemeenten: what the figures could have been.
        methods: Scores of the chosen gemeenten under other methods, one per variant.
        without: Scores of the chosen gemeenten without each of their figures.
        variance: Variance of the scores of the chosen gemeenten by cause.
        referentie: What a wijk is compared with: the land, or the loaded gemeenten themselves.
        coherence: One row per domain, role and listed indicator: what became of it and why.
        comparable: The comparable wijken of every wijk, one per row, the nearest first.
        cache: What the wijken of the input fix, to score a part of them again.
    """

    scores: pd.DataFrame
    evidence: pd.DataFrame
    draws: ScoreDraws
    methods: ScoreDraws
    without: pd.DataFrame
    variance: pd.DataFrame
    referentie: Referentie
    coherence: pd.DataFrame
    comparable: pd.DataFrame
    cache: ReferenceCache


def score_domains(
    inputs: ProfileInput,
    catalog: Catalog,
    options: ProfileOptions,
    gemeenten: Sequence[str],
    structure: Structure | None = None,
) -> Profile:
    """Score every wijk of the input in every domain of the catalog.

    The method is that of docs/method.md. Nothing depends on the order of rows or on the number of
    workers, and scores do not depend on which gemeenten are chosen.

    Args:
        inputs: Figures and wijken, at best of the whole country.
        catalog: Domains, indicators and numbers of the method.
        options: Year, number of draws, seed and workers.
        gemeenten: Gemeenten whose draws are kept.
        structure: What makes wijken comparable; without it none are.

    Raises:
        ConfigError: If a chosen gemeente has no wijk in the input.
        WijkfotoError: If the input lacks a column or holds a row twice.
        CatalogError: If an indicator of a domain is no share.
    """
    figures = align(inputs, catalog, options)
    _must_be_there(gemeenten, figures, options)
    cache = fit_reference(figures, inputs.values, catalog, options, structure)
    return _score(figures, cache, catalog, options, gemeenten)


def score_gemeenten(
    inputs: ProfileInput,
    cache: ReferenceCache,
    catalog: Catalog,
    options: ProfileOptions,
    gemeenten: Sequence[str],
) -> Profile:
    """Score the wijken of some gemeenten against a country that was fitted before.

    Their rows are those of `score_domains` over the whole country, to the last bit.

    Args:
        inputs: Figures and wijken; those of other gemeenten are left out.
        cache: What the country fixed, of the same catalog and peiljaar.
        catalog: Domains, indicators and numbers of the method.
        options: Year, number of draws, seed and workers; the seed may be another.
        gemeenten: Gemeenten to score.

    Raises:
        ConfigError: If a gemeente has no wijk in the input.
        WijkfotoError: If the input lacks a column or holds a row twice.
    """
    inside = inputs.regions["gemeente_code"].isin(list(gemeenten))
    part = ProfileInput(inputs.values, inputs.regions[inside])
    figures = align(part, catalog, options, cache.layout)
    _must_be_there(gemeenten, figures, options)
    return _score(figures, cache, catalog, options, gemeenten)


def _must_be_there(gemeenten: Sequence[str], figures: Figures, options: ProfileOptions) -> None:
    unknown = sorted(set(gemeenten) - set(figures.gemeente_codes))
    if unknown:
        raise ConfigError(
            f"{', '.join(unknown)} has no wijk in the figures of {options.peiljaar}.",
            where="[gemeente] codes",
            next_step="Check the code, or choose a peiljaar in which the gemeente existed.",
        )


def _score(
    figures: Figures,
    cache: ReferenceCache,
    catalog: Catalog,
    options: ProfileOptions,
    gemeenten: Sequence[str],
) -> Profile:
    chosen = np.flatnonzero(np.isin(np.array(figures.gemeente_codes), list(gemeenten)))
    comparables = cache.comparables.of(figures.region_codes)
    peers = _peers(figures, comparables, cache, catalog, options)
    shared = share(figures, cache, catalog, options, chosen, peers)
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in _KEYS}
    draws, methods = [], []
    coherence: list[CoherenceRow] = []
    for name, domain in catalog.domains.items():
        result = score_domain(domain, cache.domains[name], shared)
        for table, parts in tables.items():
            parts.append(getattr(result, table))
        draws.append(result.draws[chosen])
        methods.append(_of_length(result.methods[chosen], int(catalog.norm("methode_trekkingen"))))
        coherence.extend(result.coherence)
    codes = tuple(figures.region_codes[i] for i in chosen)
    joined = {table: _sorted(parts, _KEYS[table]) for table, parts in tables.items()}
    return Profile(
        scores=joined["scores"],
        evidence=joined["evidence"],
        draws=ScoreDraws(codes, tuple(catalog.domains), np.stack(draws, axis=1)),
        methods=ScoreDraws(codes, tuple(catalog.domains), np.stack(methods, axis=1)),
        without=joined["without"],
        variance=joined["variance"],
        referentie=cache.referentie,
        coherence=coherence_table(coherence),
        comparable=comparables.table(figures.region_codes),
        cache=cache,
    )


def share(
    figures: Figures,
    cache: ReferenceCache,
    catalog: Catalog,
    options: ProfileOptions,
    chosen: Ints,
    peers: Peers,
) -> Shared:
    """Return what all domains have in common, against a country that was fitted."""
    values = logits(figures)
    return Shared(
        figures=figures,
        scores=standardise(figures, values, cache.moments),
        normalised=cache.normalisers.apply(figures, values, catalog),
        keys=region_keys(figures.region_codes),
        chosen=chosen,
        peers=peers,
        catalog=catalog,
        options=options,
    )


def _peers(
    figures: Figures,
    comparables: Comparables,
    cache: ReferenceCache,
    catalog: Catalog,
    options: ProfileOptions,
) -> Peers:
    """Return the comparable wijken: of a whole country its own rows, else those they come from."""
    rows, status = comparables.rows, comparables.status
    needed = np.unique(rows[rows >= 0])
    if figures is cache.figures or not len(needed):
        return Peers(rows, status)
    theirs = cache.figures.of(needed)
    unchosen = np.empty(0, np.int64)
    elsewhere = share(theirs, cache, catalog, options, unchosen, nobody(len(needed)))
    return Peers(np.where(rows >= 0, np.searchsorted(needed, rows), -1), status, elsewhere)


def _of_length(methods: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float32]:
    """Repeat the variants of a domain of which only the normalisation varies [wijk, count]."""
    return np.tile(methods, -(-count // methods.shape[1]))[:, :count]


_KEYS = {
    "scores": ["region_code", "domain_id"],
    "evidence": ["area_code", "item_id", "indicator_id"],
    "without": ["region_code", "domain_id", "indicator_id"],
    "variance": ["region_code", "domain_id"],
}
"""Tables of a domain and the order of their rows; causes keep the order in which they are told."""


def _sorted(tables: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)] or tables[:1]
    together = pd.concat(filled, ignore_index=True)
    return together.sort_values(key, ignore_index=True, kind="stable")
