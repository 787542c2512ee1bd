"""Registered use of help beside what is expected in wijken with these figures.

Which gaps are told is decided here: only sure ones; the words stand in reports/text.
"""

from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_gap import UseGap

SIDES = ("minder", "meer")
"""The two sides of a gap, in the order in which their reasons are told."""


@dataclass(frozen=True)
class Reasons:
    """What can be behind more use than expected, or less: the same four things, seen from there."""

    kop: str
    regels: tuple[str, ...]


@dataclass(frozen=True)
class Gaps:
    """The block of a page.

    Attributes:
        zinnen: One sentence per sure gap.
        onzeker: Kinds of use that were compared and do not surely differ, as one sentence.
        redenen: What can be behind the gaps that are told, for each side that occurs.
    """

    zinnen: tuple[Markup, ...]
    onzeker: str
    redenen: tuple[Reasons, ...]

    @property
    def vergeleken(self) -> bool:
        """Whether anything could be compared."""
        return bool(self.zinnen or self.onzeker)


def gaps(desk: Desk, code: str) -> Gaps:
    """Return the gaps between registered and expected use of a wijk."""
    rows = [row for row in desk.tables.gaps.get(code, ()) if row.is_compared]
    told = [row for row in rows if row.is_told]
    unsure = [desk.texts.get(f"klopt.hulp.{row.use_id}") for row in rows if not row.is_told]
    return Gaps(
        zinnen=tuple(_sentence(desk, row) for row in told),
        onzeker=desk.texts.get("zinnen.gebruik.onzeker").format(soorten=fmt.and_list(unsure))
        if unsure
        else "",
        redenen=tuple(
            Reasons(
                desk.texts.get(f"zinnen.gebruik.redenen_{side}.kop"),
                desk.texts.items(f"zinnen.gebruik.redenen_{side}.regels"),
            )
            for side in SIDES
            if side in {_side(row) for row in told}
        ),
    )


def _side(row: UseGap) -> str:
    return "meer" if row.is_above else "minder"


def _sentence(desk: Desk, row: UseGap) -> Markup:
    return desk.texts.fill(
        f"zinnen.gebruik.{_side(row)}",
        soort=desk.texts.get(f"klopt.soort.{row.use_id}"),
        aantal=_registered(desk, row),
        verwacht=_shown(
            desk,
            row,
            {
                "expected": row.expected or 0.0,
                "expected_low": row.expected_low or 0.0,
                "expected_high": row.expected_high or 0.0,
            },
            "ongeveer",
        ),
    )


def _registered(desk: Desk, row: UseGap) -> Shown:
    """Return the registered number, or the two that it lies between where it is secret."""
    if row.observed is not None:
        return _shown(desk, row, {"observed": row.observed}, "een")
    bounds = {"observed_low": row.observed_low or 0.0, "observed_high": row.observed_high or 0.0}
    return _shown(desk, row, bounds, "tot")


def _shown(desk: Desk, row: UseGap, values: dict[str, float], pattern: str) -> Shown:
    return desk.register.show(
        Key("use_gap", row.region_code, row.use_id, row.peiljaar or desk.jaar),
        values,
        label=desk.label(desk.texts.get(f"klopt.soort.{row.use_id}"), row.region_code),
        snapshot_ids=desk.book.all_snapshots,
        status=desk.texts.name("zekerheden", row.zekerheid),
        pattern=pattern,
    )
