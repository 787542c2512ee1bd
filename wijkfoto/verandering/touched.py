"""Which causes touch a row: those of which a ground was found that the row depends on."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from wijkfoto.verandering.cause import Cause
from wijkfoto.verandering.cells import Cells, Key, Pair
from wijkfoto.verandering.grounds import Grounds
from wijkfoto.verandering.rows import records, text_of
from wijkfoto.verandering.side import Side

OF_GEMEENTE = ("klasse_gemeente", "zekerheid_gemeente")
"""Columns of a wijk that all wijken of its gemeente decide."""

OPPOSED = "tegenspraak"
"""The reason of a certainty that comes from what was heard, not from figures."""


class Touched:
    """Says which causes can have changed a row."""

    def __init__(self, before: Side, now: Side, grounds: Grounds, cells: Cells) -> None:
        self.before, self.now, self.grounds, self.cells = before, now, grounds, cells
        frames = [side.wijken for side in (before, now)]
        self._gemeente = {
            str(row["region_code"]): str(row["gemeente_code"])
            for frame in frames
            for row in records(frame)
        }
        moved = {g.item_id for g in grounds.every if g.kind in ("wijk_nieuw", "wijk_weg")}
        self._regrouped = {self._gemeente[code] for code in moved | grounds.areas}

    def gemeente(self, wijk: str) -> str:
        """Return the gemeente of a wijk."""
        return self._gemeente[wijk]

    def by_score(self, pair: Pair, column: str) -> set[Cause]:
        """Return the causes that touch a class or certainty of one wijk and domain."""
        wijk, domain = pair.key
        gemeente = self.gemeente(wijk)
        inside = column in OF_GEMEENTE
        found = set()
        if domain in self.grounds.domains:
            found.add(Cause.DEFINITION)
        if wijk in self.grounds.areas or (inside and gemeente in self._regrouped):
            found.add(Cause.BOUNDARY)
        if self.grounds.of_method("klasse" if column == "klasse" else "zekerheid"):
            found.add(Cause.METHOD)
        if pair.key in self._real or (inside and (gemeente, domain) in self._real_gemeenten):
            found.add(Cause.REALITY)
        contradicted = _opposed(pair.was) != _opposed(pair.nu)
        if column.startswith("zekerheid") and contradicted and self.grounds.own_input:
            found.add(Cause.REALITY)
        return found

    def by_status(self, wijk: str, *, redefined: bool) -> set[Cause]:
        """Return the causes that touch the status of one figure."""
        if redefined:
            return {Cause.DEFINITION}
        if wijk in self.grounds.areas:
            return {Cause.BOUNDARY}
        causes = {Cause.REALITY: self.grounds.new_figures}
        causes[Cause.METHOD] = self.grounds.of_method("score")
        return {cause for cause, found in causes.items() if found}

    def by_advice(
        self, gemeente: str, keys: frozenset[Key] | None = None, *, inkoop: bool = False
    ) -> set[Cause]:
        """Return the causes that touch an advice in a gemeente.

        An advice weighs an area against its gemeente and spreads what the whole gemeente has, so
        that what touches one wijk touches all.

        Args:
            gemeente: The gemeente.
            keys: Wijken and domains that alone decided, where that is known.
            inkoop: Whether it is a signal for inkoop.
        """
        found = set()
        domains = self.grounds.domains
        if domains and (keys is None or any(domain in domains for _, domain in keys)):
            found.add(Cause.DEFINITION)
        if gemeente in self._regrouped:
            found.add(Cause.BOUNDARY)
        if self.grounds.of_method("inkoop" if inkoop else "advies"):
            found.add(Cause.METHOD)
        real = self._real_by_gemeente.get(gemeente, frozenset())
        own = self.grounds.own_input or gemeente in self._other_people
        if own or (real if keys is None else real & keys):
            found.add(Cause.REALITY)
        return found

    @cached_property
    def _real(self) -> frozenset[Key]:
        """Wijken and domains of which a figure, or what it is set against, is another one."""
        if not self.grounds.new_figures:
            return frozenset()
        return frozenset(pair.key for pair in self.cells if self._differs(pair))

    def _differs(self, pair: Pair) -> bool:
        was, nu = self.cells.figures(pair.key)
        if not was or not nu:
            # No figures on one side: they came or went, or an older edition did not keep them.
            return bool(was) != bool(nu) or not len(self.cells.before.figures)
        lens = self.cells.lens(pair.key)
        used = lens.used_now or {}
        common = was.keys() & nu.keys() - lens.redefined
        if any(was[name] != nu[name] for name in common if not lens.definition):
            return True
        facts = ((was[n].logit, was[n].ref_mean) != (nu[n].logit, nu[n].ref_mean) for n in common)
        gone = {name for name in was.keys() - nu.keys() if name in used}
        came = {name for name in nu.keys() - was.keys() if name in lens.used_before}
        return any(facts) or bool(gone | came)

    @cached_property
    def _real_by_gemeente(self) -> dict[str, frozenset[Key]]:
        found: dict[str, set[Key]] = {}
        for key in self._real:
            found.setdefault(self.gemeente(key[0]), set()).add(key)
        return {gemeente: frozenset(keys) for gemeente, keys in found.items()}

    @cached_property
    def _real_gemeenten(self) -> frozenset[tuple[str, str]]:
        return frozenset((self.gemeente(wijk), domain) for wijk, domain in self._real)

    @cached_property
    def _other_people(self) -> frozenset[str]:
        """Gemeenten in which a wijk has another number of inhabitants."""
        both = self.before.wijken.merge(self.now.wijken, on="region_code", suffixes=("_was", "_nu"))
        moved = both[both["inwoners_was"].fillna(-1) != both["inwoners_nu"].fillna(-1)]
        return frozenset(moved["gemeente_code_nu"].astype(str)) if len(moved) else frozenset()


def _opposed(row: Mapping[str, Any]) -> bool:
    reasons = text_of(row["zekerheid_reden"])
    return reasons is not None and OPPOSED in json.loads(reasons)
