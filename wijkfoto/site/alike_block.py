"""Comparable wijken on a page: which they are, and how each score stands beside theirs.

Which sentence is said is chosen here; the words stand in reports/text.
"""

import json
from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.profile import shipped_structure
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk
from wijkfoto.site.format import bare_name
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_alike import Comparable

DIFFERENCE = (
    "verschil_vergelijkbaar",
    "verschil_vergelijkbaar_low",
    "verschil_vergelijkbaar_high",
)
"""Columns of the difference with comparable wijken, and of its interval."""


@dataclass(frozen=True)
class AlikeBlock:
    """The comparable wijken of a wijk.

    Attributes:
        wijken: Names with their gemeente, the one that is most like it first.
        uitleg: How they were found; the reason when there are none.
        zonder: What the land has no figures on, so that it took no part; empty when all did.
        ver: That they are less like it than usual; empty when they are not.
    """

    wijken: tuple[str, ...]
    uitleg: Markup
    zonder: Markup | str
    ver: str


def alike(desk: Desk, code: str) -> AlikeBlock:
    """Return the comparable wijken of a wijk, or why it has none."""
    found = desk.tables.comparable.get(code, ())
    if not found:
        return AlikeBlock((), _reason(desk, code), "", "")
    far = found[-1].distance >= desk.book.catalog.norm("vergelijkbaar_ver")
    return AlikeBlock(
        wijken=_names(found),
        uitleg=desk.texts.fill(
            "zinnen.vergelijkbaar.uitleg",
            aantal=_count(desk, code, found),
            opbouw=_listed(desk, _took_part(found)),
        ),
        zonder=_without(desk, found),
        ver=desk.texts.get("zinnen.vergelijkbaar.ver") if far else "",
    )


def _took_part(found: tuple[Comparable, ...]) -> list[str]:
    return [str(name) for name in json.loads(found[0].groepen)]


def _listed(desk: Desk, groups: list[str]) -> Markup | str:
    """Return the names of groups of figures as a Dutch enumeration."""
    *first, last = (desk.texts.get(f"zinnen.vergelijkbaar.groep.{name}") for name in groups)
    if not first:
        return last
    return desk.texts.fill("zinnen.vergelijkbaar.en", eerste=", ".join(first), laatste=last)


def _without(desk: Desk, found: tuple[Comparable, ...]) -> Markup | str:
    """Name the groups that the land has no figures on."""
    took_part = _took_part(found)
    missing = [
        group.groep_id for group in shipped_structure().groepen if group.groep_id not in took_part
    ]
    if not missing:
        return ""
    return desk.texts.fill("zinnen.vergelijkbaar.zonder", opbouw=_listed(desk, missing))


def _reason(desk: Desk, code: str) -> Markup:
    scores = desk.scores_of(code)
    status = scores[0].status_vergelijkbaar if scores else "te_klein"
    return desk.texts.fill(f"zinnen.vergelijkbaar.geen.{status}")


def _names(found: tuple[Comparable, ...]) -> tuple[str, ...]:
    """Return the names, with a code where two of a gemeente share one."""
    names = [f"{bare_name(row.region_naam)}, {bare_name(row.gemeente_naam)}" for row in found]
    times = Counter(names)
    return tuple(
        f"{name} ({row.comparable_code})" if times[name] > 1 else name
        for name, row in zip(names, found, strict=True)
    )


def _count(desk: Desk, code: str, found: tuple[Comparable, ...]) -> Shown:
    took_part = _took_part(found)
    names = {
        name
        for group in shipped_structure().groepen
        if group.groep_id in took_part
        for figure in group.cijfers
        for name in figure.indicators
    }
    figures = [desk.book.observation(code, name) for name in sorted(names)]
    return desk.register.show(
        Key("comparable", code, "wijken", desk.jaar),
        {"aantal": len(found)},
        label=desk.label(desk.texts.get("zinnen.aantal.vergelijkbaar"), code),
        snapshot_ids=[figure.snapshot_id for figure in figures if figure],
    )


def difference_from_alike(desk: Desk, row: r.Score) -> Shown | None:
    """Return the difference with its interval; None without a comparison."""
    if row.verschil_vergelijkbaar is None:
        return None
    return desk.score(row, *DIFFERENCE, pattern="band")


def against_alike(desk: Desk, row: r.Score) -> list[Markup]:
    """Say how a score stands beside comparable wijken, or why this one score does not."""
    if row.status_vergelijkbaar == "te_weinig_scores":
        return [desk.texts.fill("zinnen.vergelijkbaar.geen.te_weinig_scores")]
    if row.verschil_vergelijkbaar is None:
        return []
    if not row.is_sure_beside_alike:
        shown = desk.score(row, *DIFFERENCE[1:], pattern="tussen")
        return [desk.texts.fill("zinnen.domein.vergelijkbaar_onzeker", verschil=shown)]
    shown = desk.score(row, *DIFFERENCE, pattern="band")
    name = f"zinnen.domein.vergelijkbaar.{row.klasse_vergelijkbaar}"
    return [desk.texts.fill(name, verschil=shown)]
