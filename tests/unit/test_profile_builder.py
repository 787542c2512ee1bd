"""Makes small countries and catalogs for tests of the profile, and shows that they are sound."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.catalog import Catalog, Domain, Indicator, shipped_catalog
from wijkfoto.profile import ProfileInput, ProfileOptions

PEILJAAR = 2020
OPTIONS = ProfileOptions(peiljaar=PEILJAAR, draws=200, seed=7)

NEED = {
    "geld": {"kind": "register", "direction": 1},
    "minimum": {"kind": "register", "direction": 1},
    "rondkomen": {"kind": "model", "direction": 1},
    "gezond": {"kind": "model", "direction": -1},
    "oud_cijfer": {"kind": "model", "direction": 1},
}
USE = {"bijstand": {"unit": "per 1.000"}, "hulp": {"unit": "%"}}


def indicator(name: str, **change: object) -> Indicator:
    fields = {
        "indicator_id": name,
        "naam": name,
        "unit": "%",
        "role": "behoefte",
        "direction": 1,
        "kind": "register",
        "description": name,
        "afronding": {"half_breedte": 0.05},
    }
    return Indicator.model_validate(fields | change)


def domain(name: str, need: Iterable[str | list[str]], use: Iterable[str] = ()) -> Domain:
    facts = [
        {"any_of": [each] if isinstance(each, str) else list(each), "gewicht": 1} for each in need
    ]
    return Domain.model_validate(
        {"domain_id": name, "naam": name, "kort": name, "behoefte": facts, "gebruik": list(use)}
    )


def catalog(*domains: Domain, extra: Iterable[Indicator] = ()) -> Catalog:
    """A catalog with the shipped numbers of the method, so that only the figures are made up."""
    known = [indicator(name, **change) for name, change in NEED.items()]
    known += [indicator(name, role="gebruik", **change) for name, change in USE.items()]
    known += list(extra)
    return Catalog(
        sources={},
        indicators={each.indicator_id: each for each in known},
        domains={each.domain_id: each for each in domains},
        method=shipped_catalog().method,
    )


def codes(gemeenten: int, wijken: int) -> list[str]:
    return [f"WK{g:04d}{w:02d}" for g in range(1, gemeenten + 1) for w in range(wijken)]


def regions(gemeenten: int = 20, wijken: int = 6, seed: int = 1) -> pd.DataFrame:
    names = codes(gemeenten, wijken)
    people = 5 * np.random.default_rng(seed).integers(150, 3000, len(names))
    return pd.DataFrame(
        {
            "region_code": names,
            "gemeente_code": ["GM" + name[2:6] for name in names],
            "inwoners": people.astype(float),
        }
    )


def rows(
    region_codes: Iterable[str],
    name: str,
    share: npt.ArrayLike,
    *,
    n: npt.ArrayLike = 1500.0,
    unit: float = 100.0,
    half: float = 0.05,
    peiljaar: int = PEILJAAR,
    boundary_change: str = "ongewijzigd",
) -> pd.DataFrame:
    """Rows of one indicator from shares between 0 and 1; NaN stands as suppressed."""
    value = unit * np.asarray(share, float)
    return pd.DataFrame(
        {
            "region_code": list(region_codes),
            "indicator_id": name,
            "peiljaar": peiljaar,
            "boundary_change": boundary_change,
            "waarde": value,
            "waarde_low": np.clip(value - half, 0, None),
            "waarde_high": value + half,
            "waarde_status": np.where(np.isnan(value), "suppressed", "ok"),
            "n": n,
        }
    )


def shares(size: int, seed: int, *, mean: float = -2.0, sd: float = 0.6) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(size)
    return 1 / (1 + np.exp(-(mean + sd * noise)))


def related(size: int, seeds: Iterable[int], r: float = 0.6) -> list[np.ndarray]:
    """Shares that hang together: each has correlation about sqrt(r) with a hidden need."""
    common = np.random.default_rng(99).standard_normal(size)
    parts = []
    for seed in seeds:
        own = np.random.default_rng(seed).standard_normal(size)
        parts.append(1 / (1 + np.exp(2 - 0.6 * (np.sqrt(r) * common + np.sqrt(1 - r) * own))))
    return parts


def country(catalogued: dict[str, object], where: pd.DataFrame | None = None) -> ProfileInput:
    """An input from shares per indicator; a value may also be a ready table of rows."""
    places = regions() if where is None else where
    tables = [
        part if isinstance(part, pd.DataFrame) else rows(places["region_code"], name, part)
        for name, part in catalogued.items()
    ]
    return ProfileInput(values=pd.concat(tables, ignore_index=True), regions=places)


def three_facts(where: pd.DataFrame | None = None) -> ProfileInput:
    """A country with three facts that hang together: geld, rondkomen and (reversed) gezond."""
    places = regions() if where is None else where
    a, b, c = related(len(places), (11, 12, 13))
    return country({"geld": a, "rondkomen": b, "gezond": 1 - c}, places)


THREE = domain("werk", ["geld", "rondkomen", "gezond"])


def test_the_made_country_is_large_enough_to_be_a_reference():
    places = regions()
    assert len(places) == 120
    assert (places["inwoners"] >= 500).all()
    assert places["gemeente_code"].nunique() == 20
