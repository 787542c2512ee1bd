"""A planted land to advise on, shared by the tests of advice; and tests that it is what it says."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from wijkfoto.advice import AdviceInput, shipped_rules

DOMAINS = shipped_rules().domain_ids
AGES = {
    "inwoners_0_18": 0.20,
    "inwoners_18_65": 0.60,
    "inwoners_65_80": 0.15,
    "inwoners_80plus": 0.05,
    "inwoners_18plus": 0.80,
}


@dataclass
class Wijk:
    """One planted wijk; scores in points, a domain that is not named has `other`."""

    code: str
    people: float = 5000
    scores: dict[str, float | None] = field(default_factory=dict)
    other: float | None = 100.0
    urbanity: float = 2
    ages: dict[str, float] = field(default_factory=dict)
    sure: str = "stevig"
    box: tuple[float, float, float, float] | None = None
    name: str | None = None

    def score(self, domain: str) -> float | None:
        return self.scores.get(domain, self.other)


def background(n: int = 30) -> list[Wijk]:
    """Average gemeenten that set the level of the land."""
    return [Wijk(f"WK9{number:03d}01", people=30000) for number in range(n)]


def klasse(score: float) -> str:
    return "hoog" if score >= 108.4 else "laag" if score <= 91.6 else "gemiddeld"


def _score_rows(wijk: Wijk) -> list[dict[str, Any]]:
    rows = []
    for domain in DOMAINS:
        score = wijk.score(domain)
        found = score is not None
        rows.append(
            {
                "region_code": wijk.code,
                "domain_id": domain,
                "score": score,
                "klasse": klasse(score) if score is not None else None,
                "klasse_gemeente": "gemiddeld" if found else None,
                "zekerheid": wijk.sure if found else "te_weinig_gegevens",
                "zekerheid_gemeente": wijk.sure if found else "te_weinig_gegevens",
            }
        )
    return rows


def _evidence_rows(wijk: Wijk) -> list[dict[str, Any]]:
    return [
        {
            "advice_kind": "domain_score",
            "area_code": wijk.code,
            "item_id": domain,
            "indicator_id": f"{domain}_{number}",
            "peiljaar": 2020,
            "weight": 0.5,
            "z": ((wijk.score(domain) or 100) - 100) / 10,
            "contribution": ((wijk.score(domain) or 100) - 100) / 2,
        }
        for domain in DOMAINS
        if wijk.score(domain) is not None
        for number in (1, 2)
    ]


def planted(
    wijken: list[Wijk], *, land: list[Wijk] | None = None, draws: int = 200, sd: float = 0.1
) -> AdviceInput:
    """Return the input of advice with these wijken in the chosen gemeenten."""
    everyone = wijken + (background() if land is None else land)
    table = pd.DataFrame(
        [
            {
                "region_code": w.code,
                "gemeente_code": f"GM{w.code[2:6]}",
                "region_naam": w.name or f"Wijk {w.code[6:]} Naam {w.code[6:]}",
                "inwoners": w.people,
                **{k: w.people * w.ages.get(k, share) for k, share in AGES.items()},
                "stedelijkheid": w.urbanity,
            }
            for w in everyone
        ]
    )
    noise = np.random.default_rng(1).normal(0, sd, (len(wijken), len(DOMAINS), draws))
    points = np.array([[w.score(d) for d in DOMAINS] for w in wijken], dtype=float)
    shapes = [(w.code, box(*w.box)) for w in wijken if w.box is not None]
    return AdviceInput(
        wijken=table,
        scores=pd.DataFrame([row for w in everyone for row in _score_rows(w)]),
        evidence=pd.DataFrame([row for w in everyone for row in _evidence_rows(w)]),
        draws=SimpleNamespace(
            region_codes=tuple(w.code for w in wijken),
            domain_ids=DOMAINS,
            values=((points - 100) / 10)[:, :, np.newaxis].astype("float32")
            + noise.astype("float32"),
        ),
        shapes=gpd.GeoDataFrame(
            {"region_code": [code for code, _ in shapes]},
            geometry=[shape for _, shape in shapes],
            crs="EPSG:28992",
        )
        if shapes
        else None,
        gemeenten=tuple(sorted({f"GM{w.code[2:6]}" for w in wijken})),
    )


def test_planted_wijken_stand_in_the_land_with_eight_domains():
    inputs = planted([Wijk("WK000101")])
    assert len(inputs.wijken) == 31
    assert len(inputs.scores) == 31 * len(DOMAINS)
