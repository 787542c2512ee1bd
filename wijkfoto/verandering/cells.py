"""The scores of two editions, wijk by wijk and domain by domain, with what they are made of."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from wijkfoto.verandering.grounds import Grounds
from wijkfoto.verandering.rows import records
from wijkfoto.verandering.side import Side
from wijkfoto.verandering.split import Figure, Lens, Score, logit_of

Key = tuple[str, str]
"""Wijk and domain."""


@dataclass(frozen=True)
class Pair:
    """The rows of `domain_score` of one wijk and domain in both editions."""

    key: Key
    was: Mapping[str, Any]
    nu: Mapping[str, Any]

    @property
    def both_scored(self) -> bool:
        """Whether there is a score in both."""
        return not (pd.isna(self.was["score"]) or pd.isna(self.nu["score"]))


class Cells:
    """Finds what belongs to one wijk and domain on both sides."""

    def __init__(self, before: Side, now: Side, grounds: Grounds) -> None:
        self.before, self.now, self.grounds = before, now, grounds
        self._winsor = (winsor_of(before), winsor_of(now))
        self._figures = (_by_key(before.figures), _by_key(now.figures))
        self._used = (_used(before), _used(now))
        self._method = grounds.of_method("score")

    def __iter__(self) -> Iterator[Pair]:
        """Yield every wijk and domain that both editions hold, in order."""
        was, nu = (_rows(side.scores) for side in (self.before, self.now))
        for key in sorted(was.keys() & nu.keys()):
            yield Pair(key, was[key], nu[key])

    def figures(self, key: Key) -> tuple[dict[str, Figure], dict[str, Figure]]:
        """Return the figures behind a score before and now, by indicator."""
        was, nu = (_figures_of(found.get(key, ())) for found in self._figures)
        return was, nu

    def scores(self, pair: Pair) -> tuple[Score, Score]:
        """Return a score before and now with all that it is made of."""
        made = []
        for place, row in enumerate((pair.was, pair.nu)):
            rows = self._figures[place].get(pair.key, ())
            mean, sd = (rows[0]["scale_mean"], rows[0]["scale_sd"]) if rows else (0.0, 1.0)
            figures = _figures_of(rows)
            made.append(Score(float(row["score"]), figures, mean, sd, self._winsor[place]))
        return made[0], made[1]

    def lens(self, key: Key) -> Lens:
        """Return what is known to have changed for one score."""
        wijk, domain = key
        boundary = wijk in self.grounds.areas
        return Lens(
            definition=domain in self.grounds.domains,
            used_before=frozenset(self._used[0].get(domain, {})),
            used_now=self._used[1].get(domain, {}),
            redefined=self.grounds.redefined,
            boundary=boundary,
            rebased=self._rebased(key) if boundary else None,
            method=self._method,
            new_figures=self.grounds.new_figures,
        )

    def _rebased(self, key: Key) -> dict[str, float]:
        """Return logits of the earlier figures on the area of now, as this edition tells them."""
        found = {}
        for row in self._figures[0].get(key, ()):
            older = self._older.get((key[0], row["indicator_id"], int(row["peiljaar"])))
            per = self._per_unit.get(str(row["indicator_id"]))
            if older is None or per is None:
                continue
            n = None if pd.isna(row["n"]) or pd.isna(older[1]) else float(older[1])
            value = logit_of(older[0] * per, n)
            if not math.isnan(value):
                found[str(row["indicator_id"])] = value
        return found

    @cached_property
    def _older(self) -> dict[tuple[str, str, int], tuple[float, float]]:
        return {
            (str(row["region_code"]), str(row["indicator_id"]), int(row["peiljaar"])): (
                float(row["waarde"]),
                float(row["n"]),
            )
            for row in records(self.now.older)
        }

    @cached_property
    def _per_unit(self) -> dict[str, float]:
        """Return by indicator what a published value is as a share: 0.01 for a percentage."""
        found: dict[str, float] = {}
        for row in records(self.now.figures):
            name = str(row["indicator_id"])
            older = self._older.get((str(row["area_code"]), name, int(row["peiljaar"])))
            if older and older[0] and row["aandeel"] and name not in found:
                found[name] = float(f"{row['aandeel'] / older[0]:.3g}")
        return found


def winsor_of(side: Side) -> float:
    """Return the limit of z: the norm that the edition kept, or else what its figures show."""
    kept = side.parts[(side.parts["kind"] == "norm") & (side.parts["item_id"] == "winsor_z")]
    if len(kept):
        return float(kept["value"].iloc[0])
    figures = side.figures
    clipped = figures["z"].abs() < figures["z_unclipped"].abs() - 1e-9
    return float(figures.loc[clipped, "z"].abs().max()) if clipped.any() else float("inf")


def _by_key(figures: pd.DataFrame) -> dict[Key, tuple[Mapping[str, Any], ...]]:
    found: dict[Key, list[Mapping[str, Any]]] = {}
    for row in records(figures):
        found.setdefault((str(row["area_code"]), str(row["item_id"])), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _figures_of(rows: tuple[Mapping[str, Any], ...]) -> dict[str, Figure]:
    return {
        str(row["indicator_id"]): Figure(
            peiljaar=int(row["peiljaar"]),
            weight=float(row["weight"]),
            logit=float(row["logit"]),
            n=None if pd.isna(row["n"]) else float(row["n"]),
            ref_mean=float(row["ref_mean"]),
            ref_sd=float(row["ref_sd"]),
            direction=int(row["direction"]),
        )
        for row in rows
    }


def _rows(scores: pd.DataFrame) -> dict[Key, Mapping[str, Any]]:
    return {(str(row["region_code"]), str(row["domain_id"])): row for row in records(scores)}


def _used(side: Side) -> dict[str, dict[str, float]]:
    """Return by domain the indicators of need that the country used, with their weights.

    Use of services comes after need, so that a domain that rests on need is not widened by it.
    """
    found: dict[str, dict[str, float]] = {}
    for row in records(side.coherence.sort_values("role", kind="stable")):
        weight = 0.0 if pd.isna(row["weight"]) else float(row["weight"])
        found.setdefault(str(row["domain_id"]), {}).setdefault(str(row["indicator_id"]), weight)
    return found
