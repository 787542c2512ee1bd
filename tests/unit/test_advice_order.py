"""Advice does not depend on the order of its rows, with everything that a gemeente can bring."""

import dataclasses

import numpy as np
import pandas as pd

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import AdviceInput, TeamOptions, advise, shipped_rules
from wijkfoto.advice.inputs import Buurten

RULES = shipped_rules()
TOWN = [Wijk("WK000101", 12000, other=92), Wijk("WK000102", 14000), Wijk("WK000103", 6000)]


def shuffled(one: AdviceInput) -> AdviceInput:
    """Return the same input with the rows of every table in another order."""
    rng = np.random.default_rng(3)

    def mixed(table: pd.DataFrame) -> pd.DataFrame:
        return table.iloc[rng.permutation(len(table))]

    back = slice(None, None, -1)
    return dataclasses.replace(
        one,
        wijken=mixed(one.wijken),
        scores=mixed(one.scores),
        evidence=mixed(one.evidence),
        draws=type(one.draws)(
            region_codes=one.draws.region_codes[back],
            domain_ids=one.draws.domain_ids[back],
            values=one.draws.values[back, back],
        ),
        shapes=mixed(one.shapes),
        registration=mixed(one.registration),
        events=mixed(one.events),
        places=one.places.iloc[back],
        buurten=Buurten(
            mixed(one.buurten.table), mixed(one.buurten.scores), mixed(one.buurten.shapes)
        ),
    )


def a_whole_gemeente() -> AdviceInput:
    """A gemeente with a map, a registration, what was heard, and a wijk split along its buurten."""
    boxes = [(1000 * n, 0, 1000 * (n + 1), 1000) for n in range(7)]
    plain = [dataclasses.replace(w, box=b) for w, b in zip(TOWN, boxes[4:], strict=False)]
    buurten = [Wijk(f"BU00010{n + 5}0{n}", 12000, other=95 + 8 * n, box=boxes[n]) for n in range(4)]
    large = Wijk("WK000109", 48000, box=(0, 0, 4000, 1000))
    parts = planted(buurten, land=[], draws=5)
    table = parts.wijken.assign(wijk_code=large.code)
    codes = [*(w.code for w in plain), large.code]
    counted = pd.DataFrame(
        [(c, d, year, 60 + 10 * n, True) for c in codes for n, d in enumerate(DOMAINS)
         for year in (2024, 2025)],
        columns=["region_code", "domain_id", "jaar", "vragen", "heel_jaar"],
    ).astype({"vragen": "Int32"})  # fmt: skip
    return dataclasses.replace(
        planted([*plain, large], draws=20),
        buurten=Buurten(table, parts.scores, parts.shapes),
        registration=counted,
        places=pd.Series({code: 4 + n for n, code in enumerate(codes)}),
        events=pd.DataFrame({"region_code": codes, "omschrijving": [f"Er is {c}." for c in codes]}),
    )


def test_b_order_of_rows_changes_nothing_in_any_table():
    one = a_whole_gemeente()
    options = TeamOptions(fte_total=60, seed=7)
    first, second = advise(one, RULES, options), advise(shuffled(one), RULES, options)
    assert (first.teamgebied_region["share"] < 1).any(), "no wijk is split"
    assert first.demand["basis"].eq("registratie").any()
    for table in dataclasses.fields(first):
        if table.name == "scale":
            assert first.scale == second.scale
            continue
        kept, again = getattr(first, table.name), getattr(second, table.name)
        assert not kept.empty, table.name
        if table.name == "evidence":
            key = ["advice_kind", "area_code", "item_id", "indicator_id"]
            kept = kept.sort_values(key, ignore_index=True)
            again = again.sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(kept, again, obj=table.name)
