"""The rows of the coherence report that its page reads; a field is a column of that name.

What the columns mean stands in the contracts (sql/marts); nothing is computed here.
"""

from dataclasses import dataclass
from pathlib import Path

from wijkfoto.site.reader import Reader, reading


@dataclass(frozen=True)
class Pair:
    """How two figures, or two domains, go together."""

    kind: str
    domain_left: str
    left_id: str
    domain_right: str
    right_id: str
    r: float | None
    flag: str


@dataclass(frozen=True)
class Weight:
    """What a figure was meant to weigh, and what it does."""

    domain_id: str
    indicator_id: str
    kind: str
    weight: float
    effective_weight: float | None


@dataclass(frozen=True)
class ModelShare:
    """How much a domain rests on model figures."""

    domain_id: str
    model_weight: float | None
    other_class: float | None
    counted_twice: str


@dataclass(frozen=True)
class NormSensitivity:
    """What another value of a number does in one domain."""

    norm_id: str
    kant: str
    domain_id: str
    waarde: float
    waarde_anders: float
    status: str
    deel_inwoners: float | None


@dataclass(frozen=True)
class CoherenceTables:
    """The coherence report: classes against the land, for the land as a whole."""

    pairs: tuple[Pair, ...]
    weights: tuple[Weight, ...]
    models: tuple[ModelShare, ...]
    norms: tuple[NormSensitivity, ...]


def read_coherence(source: Path | Reader) -> CoherenceTables:
    """Read the coherence report of an edition."""
    whole = "uitkomst = 'klasse' and area_code = 'NL00'"
    with reading(source) as reader:
        return CoherenceTables(
            pairs=tuple(reader.rows(Pair, "coherence_pair")),
            weights=tuple(reader.rows(Weight, "effective_weight")),
            models=tuple(reader.rows(ModelShare, "model_share")),
            norms=tuple(reader.rows(NormSensitivity, "norm_sensitivity", whole)),
        )
