"""What if a number of the method were another: how many classes against the land would change.

One number at a time is set to its low and its high value and the country is scored again, without
draws. What only draws can tell is `sensitivity_draws`' work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Bools, Floats, Ints, ProfileInput, ProfileOptions, align
from wijkfoto.profile.points import DomainPoints, Points, make_points
from wijkfoto.regio import LAND

CLASS_NORMS = (
    "klasse_deel",
    "min_dekking",
    "min_inwoners_referentie",
    "min_inwoners_score",
    "min_samenhang_r",
    "venster_jaren",
    "winsor_z",
    "zelfde_feit_r",
)
"""Numbers that move a score or a class against the land; points alone tell by how much."""

WINDOW = "venster_jaren"
"""A narrower window can be tried; a wider one would need figures that were never loaded."""

SIDES = ("laag", "hoog")

ABSENT = -9
"""Stands for no class, where classes and certainties are small whole numbers."""


@dataclass(frozen=True)
class NormRow:
    """What another value of one number does in one domain and area.

    Attributes:
        norm_id: The number.
        kant: ``laag`` or ``hoog``.
        uitkomst: ``klasse``, ``klasse_gemeente``, or ``zekerheid`` (as the draws alone give it).
        area_code: The land, or a chosen gemeente.
        waarde: The number as it is.
        waarde_anders: The number as it was tried.
        status: ``ok``, or ``not_judged``: the figures that the other value asks for are not loaded.
        wijken: Wijken that have the outcome both ways.
        wijken_anders: Those of them that get another one.
        wijken_weg: Wijken that have the outcome now and would not.
        wijken_bij: Wijken that have it not and would.
        deel_inwoners: Inhabitants of `wijken_anders`, as a share of those of `wijken`.
    """

    norm_id: str
    kant: str
    uitkomst: str
    area_code: str
    domain_id: str
    waarde: float
    waarde_anders: float
    status: str = "ok"
    wijken: int | None = None
    wijken_anders: int | None = None
    wijken_weg: int | None = None
    wijken_bij: int | None = None
    deel_inwoners: float | None = None


@dataclass(frozen=True)
class Area:
    """Where changes are counted: which wijken lie in it, and the inhabitants of each [wijk]."""

    code: str
    inside: Bools
    people: Floats


def tried_value(catalog: Catalog, norm_id: str, kant: str) -> float:
    """Return the other value of a number: its own bound, else a fixed part under or above it."""
    number = catalog.number(norm_id)
    bound = number.laag if kant == "laag" else number.hoog
    if bound is not None:
        return bound
    part = catalog.norm("gevoelig_deel")
    return number.waarde * (1 - part if kant == "laag" else 1 + part)


def with_norm(catalog: Catalog, norm_id: str, value: float) -> Catalog:
    """Return the catalog with one number changed."""
    number = catalog.number(norm_id).model_copy(update={"waarde": value})
    return replace(catalog, method={**catalog.method, norm_id: number})


def gemeente_areas(points: Points, gemeenten: Sequence[str]) -> list[Area]:
    """Return the chosen gemeenten as areas."""
    codes, people = np.array(points.figures.gemeente_codes), people_of(points)
    return [Area(code, np.asarray(codes == code), people) for code in sorted(gemeenten)]


def people_of(points: Points) -> Floats:
    """Return inhabitants [wijk], 0 when unknown."""
    return np.nan_to_num(points.figures.inwoners)


def class_rows(
    inputs: ProfileInput,
    points: Points,
    catalog: Catalog,
    options: ProfileOptions,
    gemeenten: Sequence[str],
) -> Iterator[NormRow]:
    """Compare classes against the land, for the land and each chosen gemeente.

    Args:
        inputs: What the points were made of.
        points: The points as they are.
        catalog: Numbers of the method.
        options: Year, draws and seed.
        gemeenten: Chosen gemeenten.
    """
    everywhere = np.ones(len(points.figures.region_codes), np.bool_)
    areas = [Area(LAND, everywhere, people_of(points)), *gemeente_areas(points, gemeenten)]
    now = _classes(points.domains)
    for norm_id, kant in ((norm, kant) for norm in CLASS_NORMS for kant in SIDES):
        other = with_norm(catalog, norm_id, tried_value(catalog, norm_id, kant))
        judged = (norm_id, kant) != (WINDOW, "hoog")
        figures = align(inputs, other, options) if norm_id == WINDOW else points.figures
        then = _classes(make_points(figures, other).domains) if judged else now
        for d, domain in enumerate(points.domains):
            for area in areas:
                row = blank(catalog, norm_id, kant, "klasse", area, domain)
                if judged:
                    yield counted(row, now[d], then[d], area)
                else:
                    yield replace(row, status="not_judged")


def _classes(domains: Sequence[DomainPoints]) -> list[Ints]:
    return [
        np.where(np.isfinite(d.point.standard), d.limits.classify(d.point.standard), ABSENT)
        for d in domains
    ]


def blank(
    catalog: Catalog, norm_id: str, kant: str, uitkomst: str, area: Area, domain: DomainPoints
) -> NormRow:
    """Return a row that says what is tried where, before anything is counted."""
    return NormRow(
        norm_id=norm_id,
        kant=kant,
        uitkomst=uitkomst,
        area_code=area.code,
        domain_id=domain.domain_id,
        waarde=catalog.norm(norm_id),
        waarde_anders=tried_value(catalog, norm_id, kant),
    )


def counted(row: NormRow, now: Ints, then: Ints, area: Area) -> NormRow:
    """Return the row with the wijken of the area that change counted.

    Args:
        row: What is tried where.
        now: Outcome as it is [wijk]; `ABSENT` for none.
        then: Outcome with the other value, likewise.
        area: Where to count.
    """
    has_now, has_then = area.inside & (now != ABSENT), area.inside & (then != ABSENT)
    both = has_now & has_then
    changed = both & (now != then)
    total = area.people[both].sum()
    return replace(
        row,
        wijken=int(both.sum()),
        wijken_anders=int(changed.sum()),
        wijken_weg=int((has_now & ~has_then).sum()),
        wijken_bij=int((has_then & ~has_now).sum()),
        deel_inwoners=float(area.people[changed].sum() / total) if total else None,
    )


def norm_frame(rows: Sequence[NormRow]) -> pd.DataFrame:
    """Return rows as a table with the fields of `NormRow` as columns."""
    table = pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(NormRow)])
    counts = dict.fromkeys(("wijken", "wijken_anders", "wijken_weg", "wijken_bij"), "Int64")
    return table.astype({**counts, "deel_inwoners": "float64"})
