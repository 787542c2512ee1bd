"""From tried models to the rows of the published tables.

Only layout and the words of certainty live here; edition_id is added by the stage.
"""

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Floats
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD
from wijkfoto.use.gap import WORDS, judge
from wijkfoto.use.gradient import Gradient, gradient
from wijkfoto.use.kind import Tested, TriedKind
from wijkfoto.use.measures import calibration, coverage, measure

GAP_COLUMNS = (
    "region_code",
    "use_id",
    "peiljaar",
    "observed",
    "observed_low",
    "observed_high",
    "expected",
    "expected_low",
    "expected_high",
    "zekerheid",
    "model_id",
)
BACKTEST_COLUMNS = (
    "use_id",
    "model_id",
    "basis",
    "peiljaar",
    "correlation",
    "mape",
    "total_ratio",
    "slope",
    "intercept",
    "n_wijken",
    "n_mape",
    "n_gemeenten",
    "n_filled",
    "lacks_required",
    "n_tested",
    "n_told",
    "n_by_chance",
    "folds",
    "most_predictors",
    "predictors",
    "deels_cirkel",
)
COVERAGE_COLUMNS = (
    "use_id",
    "model_id",
    "size_class",
    "n_wijken",
    "n_geheim",
    "coverage",
    "breedte",
)
CALIBRATION_COLUMNS = ("use_id", "model_id", "tiende", "n_wijken", "expected", "observed")
GRADIENT_COLUMNS = (
    "use_id",
    "domain_id",
    "peiljaar",
    "gamma",
    "gamma_low",
    "gamma_high",
    "n_wijken",
    "gamma_zonder_model",
    "gamma_zonder_model_low",
    "gamma_zonder_model_high",
)


def gap_table(tried: Iterable[TriedKind]) -> pd.DataFrame:
    """Return registered and expected use, one row per wijk and kind."""
    return _sorted([_gap(each) for each in tried], ["region_code", "use_id"], GAP_COLUMNS)


def _gap(kind: TriedKind) -> pd.DataFrame:
    areas, counted, verdict = kind.trial.areas, kind.counted, judge(kind)
    table = pd.DataFrame(
        {
            "region_code": np.array(areas.region_codes, object),
            "use_id": kind.trial.kind.use_id,
            "peiljaar": _year(kind),
            "observed": counted.figure,
            "observed_low": counted.low,
            "observed_high": counted.high,
            "expected": verdict.expected,
            "expected_low": verdict.narrow.low,
            "expected_high": verdict.narrow.high,
            "zekerheid": WORDS[verdict.level],
        }
    )
    said = np.isfinite(verdict.expected)
    head, back = kind.trial.recipe.headline.model_id, kind.trial.recipe.fallback.model_id
    ids = pd.Series(np.where(verdict.falls_back, back, head), dtype=object)
    return table.assign(model_id=ids.where(said, None))


def _year(kind: TriedKind) -> int | None:
    return kind.trial.areas.years.get(kind.trial.kind.teller)


def backtest_table(tried: Iterable[TriedKind]) -> pd.DataFrame:
    """Return how well each model did, one row per kind and model."""
    rows = [_backtest(kind, tested) for kind in tried for tested in kind.models.values()]
    table = pd.DataFrame(rows, columns=list(BACKTEST_COLUMNS))
    whole = table.astype({"n_tested": "Int64", "n_told": "Int64", "n_by_chance": "float64"})
    return _ordered(whole, ["use_id", "model_id"])


def _backtest(kind: TriedKind, tested: Tested) -> dict[str, object]:
    rows = kind.compared & np.isfinite(tested.fit.expected)
    least = kind.trial.catalog.norm("gebruik_min_aantal")
    explains = tested.fit.most > 0
    found = measure(tested.fit.expected, kind.counted, rows, least, explains=explains)
    judged = judge(kind) if tested is kind.headline and kind.basis == "land" else None
    gemeenten = {kind.trial.areas.gemeente_codes[place] for place in np.flatnonzero(rows)}
    return {
        "use_id": kind.trial.kind.use_id,
        "model_id": tested.model.model_id,
        "basis": kind.basis,
        "peiljaar": _year(kind),
        "correlation": found.correlation,
        "mape": found.mape,
        "total_ratio": found.total_ratio,
        "slope": found.slope,
        "intercept": found.intercept,
        "n_wijken": found.n_wijken,
        "n_mape": found.n_mape,
        "n_gemeenten": len(gemeenten),
        "n_filled": int((rows & ~tested.candidates.complete).sum()),
        "lacks_required": tested.candidates.lacks_required,
        "n_tested": judged.n_tested if judged else None,
        "n_told": judged.n_told if judged else None,
        "n_by_chance": judged.n_by_chance if judged else None,
        "folds": kind.folds,
        "most_predictors": tested.fit.most,
        "predictors": json.dumps(tested.fit.chosen, sort_keys=True),
        "deels_cirkel": "rivm" in tested.model.groepen,
    }


def coverage_table(tried: Iterable[TriedKind]) -> pd.DataFrame:
    """Return how often intervals held, one row per kind, model and size class."""
    tables = []
    for kind in tried:
        for tested in kind.models.values():
            expected = tested.fit.expected
            rows = kind.compared & np.isfinite(tested.narrow.low)
            found = coverage(tested.narrow, kind.counted, expected, kind.trial.areas.inwoners, rows)
            tables.append(_labelled(found, kind, tested))
    return _sorted(tables, ["use_id", "model_id", "size_class"], COVERAGE_COLUMNS)


def calibration_table(tried: Iterable[TriedKind]) -> pd.DataFrame:
    """Return expected and registered rates by tenth, one row per kind, model and tenth."""
    tables = [
        _labelled(calibration(tested.fit.expected, kind.counted, kind.compared), kind, tested)
        for kind in tried
        for tested in kind.models.values()
    ]
    return _sorted(tables, ["use_id", "model_id", "tiende"], CALIBRATION_COLUMNS)


def _labelled(table: pd.DataFrame, kind: TriedKind, tested: Tested) -> pd.DataFrame:
    return table.assign(use_id=kind.trial.kind.use_id, model_id=tested.model.model_id)


def gradient_table(
    tried: Iterable[TriedKind], scores: pd.DataFrame, catalog: Catalog
) -> pd.DataFrame:
    """Return gamma of each kind of use with each domain; NULL where it cannot be fitted.

    Wijken whose score was filled in with use take no part: use would explain itself.
    """
    own = scores[~scores["op_basis_van_gebruik"].astype(bool)]
    points = {
        column: own.pivot(index="region_code", columns="domain_id", values=column)
        for column in ("score", "score_zonder_model")
    }
    rows = []
    for kind in tried:
        if kind.basis != "land":
            continue
        codes = list(kind.trial.areas.region_codes)
        for domain_id in catalog.domains:
            both = [_fitted(kind, _standard(table, codes, domain_id)) for table in points.values()]
            rows.append(_gradient_row(kind, domain_id, *both))
    return _ordered(pd.DataFrame(rows, columns=list(GRADIENT_COLUMNS)), ["use_id", "domain_id"])


def _standard(table: pd.DataFrame, codes: list[str], domain_id: str) -> Floats:
    if domain_id not in table:
        return np.full(len(codes), np.nan)
    points = table[domain_id].astype(float).reindex(codes).to_numpy(np.float64)
    return np.asarray((points - CENTRE) / POINTS_PER_SD)


def _fitted(kind: TriedKind, scores: Floats) -> Gradient | None:
    return gradient(kind.counted, scores, kind.trial.areas.gemeente_codes, kind.learn)


def _gradient_row(
    kind: TriedKind, domain_id: str, fitted: Gradient | None, bare: Gradient | None
) -> dict[str, object]:
    return {
        "use_id": kind.trial.kind.use_id,
        "domain_id": domain_id,
        "peiljaar": _year(kind),
        "gamma": fitted.gamma if fitted else None,
        "gamma_low": fitted.low if fitted else None,
        "gamma_high": fitted.high if fitted else None,
        "n_wijken": fitted.n_wijken if fitted else 0,
        "gamma_zonder_model": bare.gamma if bare else None,
        "gamma_zonder_model_low": bare.low if bare else None,
        "gamma_zonder_model_high": bare.high if bare else None,
    }


def _sorted(tables: list[pd.DataFrame], key: list[str], columns: tuple[str, ...]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=list(columns))
    return _ordered(pd.concat(tables, ignore_index=True), key)[list(columns)]


def _ordered(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return table.sort_values(key, ignore_index=True)
