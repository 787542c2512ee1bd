"""Splits a teamgebied that is too large along the buurten of its large wijken.

A wijk stays the unit of figures: a part takes a share of its people and of its questions. Where
buurten have no shapes nothing is split, and `areas` tells the number of teams instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from wijkfoto.advice.areas import Part, propose, too_large
from wijkfoto.advice.demand import questions
from wijkfoto.advice.neighbours import neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from wijkfoto.advice.areas import Group
    from wijkfoto.advice.inputs import Buurten
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.numbers import Floats, NormValues
    from wijkfoto.advice.rules import AdviceRules

LEAST_COUNTED = 0.95
"""Share of the people of a wijk that its buurten must hold: more than rounding may not be lost."""


@dataclass(frozen=True)
class Pieces:
    """What a large area is divided over: buurten of large wijken, and wijken that stay whole.

    Attributes:
        wijk: (P,) position of the wijk inside the gemeente.
        people: (P,) inhabitants, adding up to those of the wijken.
        need: (P, D) need in standard deviations.
        asked: (P, D) share of the questions of its wijk.
    """

    codes: list[str]
    wijk: NDArray[np.intp]
    people: Floats
    need: Floats
    asked: Floats
    shapes: gpd.GeoDataFrame


class Splitter:
    """Splits the large areas of one gemeente."""

    def __init__(
        self,
        land: Land,
        rows: NDArray[np.intp],
        buurten: Buurten,
        shapes: gpd.GeoDataFrame,
        values: NormValues,
        rules: AdviceRules,
    ) -> None:
        """Take the wijken of a gemeente by row in the land, and the buurten of the run."""
        self.land, self.rows, self.rules = land, rows, rules
        self.buurten, self.wijk_shapes, self.values = buurten, shapes, values
        self.people = land.known_people[rows]
        self.need = np.nan_to_num(land.need[rows])

    def split(self, group: Group) -> list[Part] | None:
        """Return the parts of an area; None when it cannot be split, or not for the better.

        The parts are proposed as teamgebieden are, with buurten in the place of wijken.
        """
        pieces = self._pieces(group)
        if pieces is None:
            return None
        network = neighbours(pieces.codes, pieces.shapes)
        groups = propose(pieces.people, pieces.need, network, self.rules)
        sizes = [float(pieces.people[list(g)].sum()) for g in groups]
        if self._misfit(sizes) >= self._misfit([float(self.people[list(group)].sum())]):
            return None
        return [self._part(g, pieces, network.shapes) for g in groups]

    def _misfit(self, sizes: list[float]) -> tuple[int, float]:
        """Return how many areas are too small or too large, and by how many people together."""
        low, high = self.rules.norm("teamgebied_min"), self.rules.norm("teamgebied_max")
        away = [max(low - size, size - high, 0.0) for size in sizes]
        return sum(a > 0 for a in away), sum(away)

    def _pieces(self, group: Group) -> Pieces | None:
        """Cut the large wijken of a group; None when none of them can be cut."""
        found = [self._cut(p) for p in group]
        if all(len(piece.codes) == 1 for piece in found):
            return None
        shapes = found[0].shapes.iloc[:0]
        parts = [piece.shapes for piece in found if len(piece.shapes)]
        return Pieces(
            codes=[code for piece in found for code in piece.codes],
            wijk=np.concatenate([piece.wijk for piece in found]),
            people=np.concatenate([piece.people for piece in found]),
            need=np.concatenate([piece.need for piece in found]),
            asked=np.concatenate([piece.asked for piece in found]),
            shapes=_stacked(parts) if parts else shapes,
        )

    def _cut(self, position: int) -> Pieces:
        code = str(self.land.codes[self.rows[position]])
        mine = self.buurten.table[self.buurten.table["wijk_code"] == code]
        mine = mine.sort_values("region_code")
        large = too_large(float(self.people[position]), self.rules)
        if not large or len(mine) < 2 or not self._is_complete(mine, self.people[position]):
            return self._whole(position, code)
        people = np.nan_to_num(mine["inwoners"].to_numpy(dtype=float, na_value=np.nan))
        codes = mine["region_code"].tolist()
        scores = self.buurten.need(codes, self.rules.domain_ids)
        need = np.where(np.isnan(scores), self.need[position], scores)
        asked = questions(
            self._targets(mine, people, position), need[:, :, None], self.land, self.values, 1.0
        )[:, :, 0]
        total = asked.sum(axis=0)
        by_people = np.tile((people / people.sum())[:, None], (1, len(total)))
        return Pieces(
            codes=codes,
            wijk=np.full(len(codes), position, dtype=np.intp),
            people=people * (self.people[position] / people.sum()),
            need=need,
            asked=np.divide(asked, total, out=by_people, where=total > 0),
            shapes=_of_codes(self.buurten.shapes, codes),
        )

    def _whole(self, position: int, code: str) -> Pieces:
        return Pieces(
            codes=[code],
            wijk=np.array([position], dtype=np.intp),
            people=self.people[[position]],
            need=self.need[[position]],
            asked=np.ones((1, self.need.shape[1])),
            shapes=_of_codes(self.wijk_shapes, [code]),
        )

    def _is_complete(self, mine: pd.DataFrame, people: float) -> bool:
        """Say whether the buurten hold the people of their wijk, each where a shape is."""
        lived_in = mine[mine["inwoners"].fillna(0) > 0]
        mapped = lived_in["region_code"].isin(self.buurten.shapes["region_code"]).all()
        return bool(mapped) and float(lived_in["inwoners"].sum()) >= LEAST_COUNTED * people

    def _targets(self, mine: pd.DataFrame, people: Floats, position: int) -> Floats:
        """Return (B, G) people per target group; unknown ages are those of the wijk."""
        wijk = self.land.targets[self.rows[position]] / max(float(self.people[position]), 1.0)
        columns = []
        for column, question in enumerate(self.land.questions):
            group = mine[question.group].to_numpy(dtype=float, na_value=np.nan)
            columns.append(np.where(np.isnan(group), people * wijk[column], group))
        return np.column_stack(columns)

    def _part(
        self, group: Group, pieces: Pieces, shapes: Sequence[shapely.Geometry | None]
    ) -> Part:
        rows = np.array(group)
        members = sorted(set(pieces.wijk[rows].tolist()))
        share, asked = [], []
        for position in members:
            inside = rows[pieces.wijk[rows] == position]
            all_people = float(pieces.people[pieces.wijk == position].sum())
            own = float(pieces.people[inside].sum())
            share.append(own / all_people if all_people > 0 else 1.0)
            asked.append(pieces.asked[inside].sum(axis=0))
        found = [s for p in group if (s := shapes[p]) is not None]
        return Part(
            members=tuple(members),
            share=tuple(share),
            asked=np.array(asked),
            geometry=shapely.union_all(found) if found else None,
        )


def _of_codes(shapes: gpd.GeoDataFrame, codes: list[str]) -> gpd.GeoDataFrame:
    return shapes.loc[shapes["region_code"].isin(codes), ["region_code", "geometry"]]


def _stacked(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    stacked: gpd.GeoDataFrame = pd.concat(parts, ignore_index=True)
    return stacked
