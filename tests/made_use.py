"""A made country of counts with a known truth, for tests of expected use.

Figures are drawn from a fixed seed; what is planted stands in the arguments.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from wijkfoto.use.counts import Counted

SECRET_UNTIL = 7
GEMEENTEN = 40
PER_GEMEENTE = 8


def counts(seed, *, n=600, beta=(-3.0, 0.6), dispersion=0.1, people=(200, 4000)):
    """Return true counts, their people and one standardised column, by a negative binomial."""
    rng = np.random.default_rng(seed)
    column = rng.normal(0, 1, n)
    size = np.exp(rng.uniform(*np.log(people), n)).round()
    mean = size * np.exp(beta[0] + beta[1] * column)
    gamma = rng.gamma(1 / dispersion, dispersion, n)
    return SimpleNamespace(true=rng.poisson(mean * gamma), people=size, column=column, mean=mean)


def as_published(true, people, *, base=5, secret=SECRET_UNTIL):
    """Return counts as CBS publishes Zorg: in fives, and 0 to 7 secret."""
    rounded = base * np.round(true / base)
    hidden = true <= secret
    return Counted(
        low=np.where(hidden, 0, np.maximum(rounded - 2, 0)).astype(float),
        high=np.where(hidden, secret, rounded + 2).astype(float),
        figure=np.where(hidden, np.nan, rounded),
        people=people.astype(float),
    )


def exactly(true, people):
    """Return counts that are known exactly."""
    return Counted(*(np.asarray(part, float) for part in (true, true, true, people)))


def country(seed=1, gemeenten=GEMEENTEN, per_gemeente=PER_GEMEENTE, slope=0.5):
    """Return values, regions and scores of a country in which low income drives bijstand and Wmo.

    Wmo is rounded to fives and secret to seven; there is no jeugdzorg.
    """
    rng = np.random.default_rng(seed)
    n = gemeenten * per_gemeente
    gemeente = np.repeat([f"GM{1000 + g}" for g in range(gemeenten)], per_gemeente)
    codes = [
        f"WK{g[2:]}{w:02d}"
        for g, w in zip(gemeente, np.tile(range(per_gemeente), gemeenten), strict=True)
    ]
    people = np.exp(rng.uniform(np.log(600), np.log(15_000), n)).round()
    need = rng.normal(0, 1, n)
    bands = rng.dirichlet([15, 12, 25, 28, 20], n) * people[:, None]
    names = [
        "inwoners_0_15",
        "inwoners_15_25",
        "inwoners_25_45",
        "inwoners_45_65",
        "inwoners_65plus",
    ]
    figures = {name: bands[:, j].round() for j, name in enumerate(names)}
    figures["inwoners"] = people
    figures["laag_inkomen"] = (100 / (1 + np.exp(2.5 - 0.6 * need))).round(1)
    figures["adressendichtheid"] = np.exp(rng.normal(7, 1, n)).round()
    workers = bands[:, 1:4].sum(axis=1)
    noise = rng.gamma(20, 1 / 20, (2, n))
    bijstand = rng.poisson(workers * np.exp(-3.2 + slope * need) * noise[0])
    wmo = rng.poisson(people * np.exp(-3.5 + 0.3 * need) * noise[1])
    tables = [rows(codes, name, value) for name, value in figures.items()]
    tens = 10 * np.round(bijstand / 10)
    tables.append(
        rows(codes, "bijstand", tens, np.maximum(tens - 5, 0), np.where(tens, tens + 5, 9))
    )
    shown = as_published(wmo, people)
    tables.append(rows(codes, "wmo_clienten", shown.figure, shown.low, shown.high))
    return SimpleNamespace(
        values=pd.concat(tables, ignore_index=True),
        regions=pd.DataFrame({"region_code": codes, "gemeente_code": gemeente, "inwoners": people}),
        scores=pd.DataFrame(
            {
                "region_code": codes,
                "domain_id": "werk_inkomen_schulden",
                "score": 100 + 10 * need,
                "score_zonder_model": np.nan,
                "op_basis_van_gebruik": False,
            }
        ),
        need=need,
        codes=codes,
    )


def rows(codes, indicator_id, value, low=None, high=None):
    value = np.asarray(value, float)
    return pd.DataFrame(
        {
            "region_code": codes,
            "indicator_id": indicator_id,
            "peiljaar": 2020,
            "boundary_change": "ongewijzigd",
            "waarde": value,
            "waarde_low": value if low is None else low,
            "waarde_high": value if high is None else high,
            "waarde_status": np.where(np.isnan(value), "censored", "ok"),
            "n": np.nan,
        }
    )
