"""The rows about buurten that the site reads: which there are, their scores, and how they differ.

Only reading; they are kept apart from the rows of wijken, which make the axis and the lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.site import rows as r
from wijkfoto.site.format import name_key
from wijkfoto.site.reader import Reader, reading, within


@dataclass(frozen=True)
class Buurt:
    """A buurt on the current boundaries."""

    region_code: str
    region_naam: str
    wijk_code: str
    inwoners: int | None


@dataclass(frozen=True)
class InWijk:
    """How a buurt differs from its own wijk in one domain."""

    region_code: str
    domain_id: str
    klasse_wijk: str | None
    verschil_wijk: float | None
    verschil_low: float | None
    verschil_high: float | None
    zekerheid_wijk: str

    @property
    def is_clear(self) -> bool:
        """Whether it may be said that the buurt differs from its wijk."""
        sure = self.zekerheid_wijk in ("stevig", "redelijk")
        return sure and self.klasse_wijk in ("hoog", "laag")


@dataclass(frozen=True)
class Buurten:
    """What is known of the buurten of a gemeente.

    Attributes:
        of_wijk: The buurten of each wijk in Dutch order of their names, then by code.
        wijk: The wijk of each buurt.
        namen: The name of each buurt, with its code where its wijk has another of that name.
        scores: By buurt and domain.
        in_wijk: Likewise.
        snapshots: Snapshots behind a score, by buurt and domain.
    """

    of_wijk: Mapping[str, tuple[Buurt, ...]]
    wijk: Mapping[str, str]
    namen: Mapping[str, str]
    scores: Mapping[tuple[str, str], r.Score]
    in_wijk: Mapping[tuple[str, str], InWijk]
    snapshots: Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class _Source:
    """A snapshot behind a score."""

    area_code: str
    item_id: str
    snapshot_id: str


def read_buurten(source: Path | Reader, gemeente_code: str) -> Buurten:
    """Read the buurten of a gemeente; nothing where the edition holds none."""
    with reading(source) as reader:
        inside, gemeente = "gemeente_code = ? and level = 'buurt'", [gemeente_code]
        found = reader.rows(Buurt, "region_now", inside, gemeente)
        codes = [buurt.region_code for buurt in found]
        mine = within("region_code", codes)
        scores = reader.rows(r.Score, "domain_score", *mine)
        differences = reader.rows(InWijk, "buurt_in_wijk", *mine)
        sources = _sources(reader, codes)
    of_wijk: dict[str, list[Buurt]] = {}
    for buurt in sorted(found, key=lambda b: (name_key(b.region_naam), b.region_code)):
        of_wijk.setdefault(buurt.wijk_code, []).append(buurt)
    snapshots: dict[tuple[str, str], list[str]] = {}
    for each in sources:
        snapshots.setdefault((each.area_code, each.item_id), []).append(each.snapshot_id)
    return Buurten(
        of_wijk={wijk: tuple(buurten) for wijk, buurten in of_wijk.items()},
        wijk={b.region_code: b.wijk_code for b in found},
        namen={b.region_code: _naam(b, of_wijk[b.wijk_code]) for b in found},
        scores={(s.region_code, s.domain_id): s for s in scores},
        in_wijk={(d.region_code, d.domain_id): d for d in differences},
        snapshots={key: tuple(names) for key, names in snapshots.items()},
    )


def _sources(reader: Reader, codes: Sequence[str]) -> list[_Source]:
    """Read the snapshots behind the scores of some areas.

    Both sides are narrowed by themselves: from a join alone DuckDB would order the figures of the
    whole country first.
    """
    scored, areas = within("area_code", codes)
    observed, regions = within("region_code", codes)
    behind = (
        "(select distinct e.area_code, e.item_id, o.snapshot_id from ("  # noqa: S608 - values are bound
        f"select * from evidence where advice_kind = 'domain_score' and {scored}) as e "
        f"inner join (select * from observation_now where {observed}) as o "
        "on e.area_code = o.region_code "
        "and e.indicator_id = o.indicator_id and e.peiljaar = o.peiljaar)"
    )
    return reader.rows(_Source, behind, "true", [*areas, *regions])


def _naam(buurt: Buurt, wijk: list[Buurt]) -> str:
    is_double = sum(b.region_naam == buurt.region_naam for b in wijk) > 1
    return f"{buurt.region_naam} ({buurt.region_code})" if is_double else buurt.region_naam
