"""The rows on how well expected use did, as klopt-het.html reads them.

What the columns mean stands in the contracts (sql/marts); nothing is computed here.
"""

from dataclasses import dataclass
from pathlib import Path

from wijkfoto.site.reader import Reader, reading


@dataclass(frozen=True)
class Backtest:
    """How well one model did."""

    use_id: str
    model_id: str
    basis: str
    peiljaar: int
    correlation: float | None
    mape: float | None
    peiljaar_vorige: int | None
    correlation_vorige: float | None
    mape_vorige: float | None
    total_ratio: float | None
    slope: float | None
    intercept: float | None
    n_wijken: int
    n_mape: int
    n_gemeenten: int
    n_tested: int | None
    n_told: int | None
    n_by_chance: float | None
    folds: int
    most_predictors: int
    deels_cirkel: bool


@dataclass(frozen=True)
class Coverage:
    """How often the interval of a model held, in one size class."""

    use_id: str
    model_id: str
    size_class: str
    n_wijken: int
    n_geheim: int
    coverage: float | None
    breedte: float | None


@dataclass(frozen=True)
class Tenth:
    """Expected and registered use of a tenth of the wijken, per 1,000 people."""

    use_id: str
    model_id: str
    tiende: int
    expected: float
    observed: float


@dataclass(frozen=True)
class UseRows:
    """Everything on the page."""

    backtest: tuple[Backtest, ...]
    coverage: tuple[Coverage, ...]
    tenths: tuple[Tenth, ...]


def read_use(source: Path | Reader) -> UseRows:
    """Read how well expected use did, in the order of the keys."""
    with reading(source) as reader:
        return UseRows(
            backtest=tuple(reader.rows(Backtest, "use_backtest")),
            coverage=tuple(reader.rows(Coverage, "use_coverage")),
            tenths=tuple(reader.rows(Tenth, "use_calibration")),
        )
