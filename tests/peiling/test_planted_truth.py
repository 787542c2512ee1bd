"""Estimates against planted truth: how often the interval holds it, and whether drawing helps.

The mean over twenty seeds is judged, the range is printed (`-s` shows it).
"""

import numpy as np
import pytest

from tests.peiling.files import LIMITS
from tests.peiling.planted import GEMEENTE, plant
from wijkfoto.peiling.estimate import cells_of, estimate
from wijkfoto.peiling.weigh import weigh

SEEDS = range(20)
SMALL = 100
"""A wijk with fewer respondents is where drawing must help."""


@pytest.mark.slow
@pytest.mark.parametrize(("wijken", "method"), [(12, "beta_binomiaal"), (40, "fay_herriot")])
def test_the_intervals_hold_the_truth_and_small_wijken_come_nearer(wijken, method):
    held, drawn, plain = [], [], []
    for seed in SEEDS:
        made = plant(seed, wijken=wijken, respondents=10_000)
        weighed = weigh(made.respondents, made.margins)
        inside = []
        for name, truth in made.truth.items():
            cells = cells_of(
                made.respondents.answers[name], weighed.place, weighed.weight, made.margins.adults
            )
            table = estimate(name, GEMEENTE, made.margins.wijken, cells, LIMITS, respondents=10_000)
            areas = table.iloc[1:]
            assert set(areas["method"]) == {method}
            seen = areas["waarde"].notna().to_numpy()
            low, value, high = (
                areas[column].to_numpy(float) / 100
                for column in ("waarde_low", "waarde", "waarde_high")
            )
            inside += list(((low <= truth) & (truth <= high))[seen])
            small = seen & (cells.n < SMALL)
            drawn += list((value - truth)[small])
            plain += list((cells.share - truth)[small])
        held.append(float(np.mean(inside)))
    error = {n: float(np.sqrt(np.mean(np.square(e)))) for n, e in (("d", drawn), ("p", plain))}
    print(  # noqa: T201 - the range belongs to the judgement
        f"{wijken} wijken: held {np.mean(held):.3f} ({min(held):.3f} to {max(held):.3f}); error "
        f"in {len(drawn)} small cells {error['d']:.4f}, as asked {error['p']:.4f}"
    )
    assert 0.85 <= np.mean(held) <= 0.95
    assert error["d"] < error["p"]
