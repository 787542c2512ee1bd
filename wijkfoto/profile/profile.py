"""The profile of the whole country: every wijk in every domain, and draws of the chosen gemeenten.

The one public step of this package lives here; it reads no file and keeps no state.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.errors import ConfigError
from wijkfoto.profile.domain import Shared, score_domain
from wijkfoto.profile.draws import region_keys
from wijkfoto.profile.inputs import ProfileInput, ProfileOptions, align
from wijkfoto.profile.reference import Referentie, choose_reference, standardise
from wijkfoto.profile.select import CoherenceRow
from wijkfoto.profile.tables import coherence_table
from wijkfoto.profile.transform import logits


@dataclass(frozen=True)
class ScoreDraws:
    """Data draws of the wijken of the chosen gemeenten.

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
        draws: Draws of the chosen gemeenten.
        referentie: What a wijk is compared with: the land, or the loaded gemeenten themselves.
        coherence: One row per domain, role and listed indicator: what became of it and why.
    """

    scores: pd.DataFrame
    evidence: pd.DataFrame
    draws: ScoreDraws
    referentie: Referentie
    coherence: pd.DataFrame


def score_domains(
    inputs: ProfileInput, catalog: Catalog, options: ProfileOptions, gemeenten: Sequence[str]
) -> Profile:
    """Score every wijk of the input in every domain of the catalog.

    The method is that of docs/method.md. Nothing depends on the order of rows, and scores do not
    depend on which gemeenten are chosen.

    Args:
        inputs: Figures and wijken, at best of the whole country.
        catalog: Domains, indicators and numbers of the method.
        options: Year, number of draws and seed.
        gemeenten: Gemeenten whose draws are kept.

    Raises:
        ConfigError: If a chosen gemeente has no wijk in the input.
        WijkfotoError: If the input lacks a column or holds a row twice.
        CatalogError: If an indicator of a domain is no share.
    """
    figures = align(inputs, catalog, options)
    unknown = sorted(set(gemeenten) - set(figures.gemeente_codes))
    if unknown:
        raise ConfigError(
            f"{', '.join(unknown)} has no wijk in the figures of {options.peiljaar}.",
            where="[gemeente] codes",
            next_step="Check the code, or choose a peiljaar in which the gemeente existed.",
        )
    reference = choose_reference(figures, catalog)
    values = logits(figures)
    shared = Shared(
        figures=figures,
        scores=standardise(figures, values, reference),
        reference=reference,
        keys=region_keys(figures.region_codes),
        catalog=catalog,
        options=options,
    )
    chosen = np.flatnonzero(np.isin(np.array(figures.gemeente_codes), list(gemeenten)))
    kept = np.empty((len(chosen), len(catalog.domains), options.draws), np.float32)
    scores: list[pd.DataFrame] = []
    evidence: list[pd.DataFrame] = []
    coherence: list[CoherenceRow] = []
    for d, domain in enumerate(catalog.domains.values()):
        result = score_domain(domain, shared)
        kept[:, d] = result.draws[chosen]
        scores.append(result.scores)
        evidence.append(result.evidence)
        coherence.extend(result.coherence)
    return Profile(
        scores=_sorted(scores, ["region_code", "domain_id"]),
        evidence=_sorted(evidence, ["area_code", "item_id", "indicator_id"]),
        draws=ScoreDraws(
            region_codes=tuple(figures.region_codes[i] for i in chosen),
            domain_ids=tuple(catalog.domains),
            values=kept,
        ),
        referentie=reference.naam,
        coherence=coherence_table(coherence),
    )


def _sorted(tables: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True).sort_values(key, ignore_index=True)
