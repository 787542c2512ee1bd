"""What was found to differ between two editions, before any class or advice is looked at.

A cause counts for a row only when a ground of it is here; which rows it touches is for `compare`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from wijkfoto.verandering.cause import Cause
from wijkfoto.verandering.rows import records, text_of
from wijkfoto.verandering.scope import moved_by
from wijkfoto.verandering.side import BOUNDARIES, Side


@dataclass(frozen=True, order=True)
class Ground:
    """One thing that differs.

    Attributes:
        cause: What it can be a cause of.
        kind: What it is, see the contract of `change_ground`.
        item_id: Which one.
        was: What it was; None when it is new.
        nu: What it is now; None when it is gone.
    """

    cause: Cause
    kind: str
    item_id: str
    was: str | None
    nu: str | None


@dataclass(frozen=True)
class Grounds:
    """Everything that differs, with what it touches.

    Attributes:
        every: All of it, in order.
        redefined: Indicators whose definition changed.
        domains: Domains with other figures, other weights or a figure that was redefined.
        areas: Wijken whose area is another one than before.
        new_figures: Whether a source is new, renewed or gone.
        own_input: Whether the forms of the gemeente itself changed; advice and certainty use them.
    """

    every: tuple[Ground, ...]
    redefined: frozenset[str]
    domains: frozenset[str]
    areas: frozenset[str]
    new_figures: bool
    own_input: bool

    def of_method(self, scope: str) -> bool:
        """Say whether the method changed for score, klasse, zekerheid, advies or inkoop.

        Another version of the software alone is a ground only where nothing else is: as long as
        `method_version` stays, it promises the same figures.
        """
        found = [ground for ground in self.every if ground.cause is Cause.METHOD]
        if any(scope in moved_by(ground.kind, ground.item_id) for ground in found):
            return True
        others = self.domains or self.areas or self.new_figures or self.own_input
        return not others and any(ground.kind == "software" for ground in found)


def find_grounds(before: Side, now: Side) -> Grounds:
    """Return what differs between two sides."""
    indicators = [*_indicators(before, now)]
    redefined = frozenset(ground.item_id for ground in indicators)
    made_up = [*_made_up(before, now)]
    regions = [*_regions(before, now)]
    sources = [*_sources(before, now)]
    own = [*_own_input(before, now)]
    used = [side.coherence for side in (before, now)]
    touched = {
        str(row["domain_id"])
        for frame in used
        for row in records(frame)
        if row["indicator_id"] in redefined
    }
    touched |= {ground.item_id.partition(".")[0] for ground in made_up}
    every = sorted(
        chain(indicators, made_up, regions, _method(before, now), sources, own, _year(before, now)),
        key=lambda ground: (list(Cause).index(ground.cause), ground.kind, ground.item_id),
    )
    return Grounds(
        tuple(every),
        redefined,
        frozenset(touched),
        frozenset(ground.item_id for ground in regions if ground.kind == "wijk_grens"),
        bool(sources),
        bool(own),
    )


def _differing(
    before: dict[str, str], now: dict[str, str]
) -> Iterator[tuple[str, str | None, str | None]]:
    for name in sorted(before.keys() | now.keys()):
        was, nu = before.get(name), now.get(name)
        if was != nu:
            yield name, was, nu


def _parts(side: Side, kind: str) -> dict[str, str]:
    rows = side.parts[side.parts["kind"] == kind]
    return dict(zip(rows["item_id"].astype(str), rows["value"].astype(str), strict=True))


def _both_kept(before: Side, now: Side) -> bool:
    return bool(len(before.parts) and len(now.parts))


def _indicators(before: Side, now: Side) -> Iterator[Ground]:
    """Yield indicators that both editions know, and that mean something else now."""
    if _both_kept(before, now):
        definitions = [_parts(side, "indicator") for side in (before, now)]
    else:
        definitions = [_definitions(side) for side in (before, now)]
    for name, was, nu in _differing(*definitions):
        if was is not None and nu is not None:
            yield Ground(Cause.DEFINITION, "indicator", name, was, nu)


def _definitions(side: Side) -> dict[str, str]:
    columns = ["domain_id", "role", "direction", "unit", "kind", "source_id", "column_stem"]
    return {
        str(row["indicator_id"]): " ".join(str(row[name]) for name in columns)
        for row in records(side.indicators)
    }


def _made_up(before: Side, now: Side) -> Iterator[Ground]:
    """Yield what changed in the list of a domain, and in what the country used of it."""
    if _both_kept(before, now):
        for name, was, nu in _differing(_parts(before, "domein"), _parts(now, "domein")):
            yield Ground(Cause.DEFINITION, "domein", name, was, nu)
    for name, was, nu in _differing(_used(before), _used(now)):
        yield Ground(Cause.DEFINITION, "samenstelling", name, was, nu)


def _used(side: Side) -> dict[str, str]:
    return {
        f"{row['domain_id']}.{row['indicator_id']}": f"{row['weight']:.6g}"
        for row in records(side.coherence)
        if not pd.isna(row["weight"])
    }


def _regions(before: Side, now: Side) -> Iterator[Ground]:
    was, nu = (side.wijken.set_index("region_code") for side in (before, now))
    for code in sorted(set(was.index) | set(nu.index)):
        if code not in nu.index:
            yield Ground(Cause.BOUNDARY, "wijk_weg", str(code), str(was.at[code, "naam"]), None)
            continue
        change = str(nu.at[code, "boundary_change"])
        if code not in was.index:
            yield Ground(Cause.BOUNDARY, "wijk_nieuw", str(code), None, str(nu.at[code, "naam"]))
        elif before.peiljaar != now.peiljaar and change in BOUNDARIES:
            yield Ground(Cause.BOUNDARY, "wijk_grens", str(code), None, change)


def _method(before: Side, now: Side) -> Iterator[Ground]:
    columns = {"methode_versie": "method_version", "referentie": "referentie"}
    for kind, column in columns.items():
        was, nu = (str(side.edition.get(column)) for side in (before, now))
        if was != nu:
            yield Ground(Cause.METHOD, kind, kind, was, nu)
    was, nu = (str(side.edition.get("package_version")) for side in (before, now))
    if was != nu:
        yield Ground(Cause.METHOD, "software", "package_version", was, nu)
    if not _both_kept(before, now):
        yield from _settings(before, now)
        return
    for kind in ("norm", "regel", "instelling", "bestand"):
        for name, old, new in _differing(_parts(before, kind), _parts(now, kind)):
            yield Ground(Cause.METHOD, kind, name, old, new)
    for name, old, new in _differing(_parts(before, "sql"), _parts(now, "sql")):
        yield Ground(Cause.METHOD, "software", name, old, new)


def _settings(before: Side, now: Side) -> Iterator[Ground]:
    """Yield what an older edition tells of its settings: seed, draws, and one hash of them all."""
    for name in ("seed", "draws"):
        was, nu = (str(side.edition.get(name)) for side in (before, now))
        if was != nu:
            yield Ground(Cause.METHOD, "instelling", f"profile.{name}", was, nu)
    was, nu = (str(side.edition.get("config_sha256"))[:12] for side in (before, now))
    if was != nu:
        yield Ground(Cause.METHOD, "instelling", "alle", was, nu)


def _sources(before: Side, now: Side) -> Iterator[Ground]:
    was, nu = ({**_snapshots(side)} for side in (before, now))
    for name in sorted(was.keys() | nu.keys()):
        old, new = was.get(name), nu.get(name)
        if old is None and new is not None:
            yield Ground(Cause.REALITY, "bron_nieuw", name, None, new[0])
        elif new is None and old is not None:
            yield Ground(Cause.REALITY, "bron_weg", name, old[0], None)
        elif old is not None and new is not None and old[1] != new[1]:
            yield Ground(Cause.REALITY, "bron_vernieuwd", name, old[0], new[0])


def _own_input(before: Side, now: Side) -> Iterator[Ground]:
    """Yield that the forms of the gemeente changed; never what stands in them."""
    if _both_kept(before, now) and _parts(before, "invoer") != _parts(now, "invoer"):
        yield Ground(Cause.REALITY, "eigen_invoer", "eigen_invoer", None, None)


def _snapshots(side: Side) -> dict[str, tuple[str, str]]:
    return {
        f"{row['source_id']}/{row['table_id']}": (text_of(row["period"]) or "", str(row["sha256"]))
        for row in records(side.snapshots)
    }


def _year(before: Side, now: Side) -> Iterator[Ground]:
    if before.peiljaar != now.peiljaar:
        yield Ground(Cause.REALITY, "peiljaar", "peiljaar", str(before.peiljaar), str(now.peiljaar))
