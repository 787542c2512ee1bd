"""What every page has: title, place in the site, edition, attribution, origin of its numbers.

Nothing about the content of a page stands here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from wijkfoto.catalog import Catalog
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.numbers import Register
from wijkfoto.site.origin import OriginBlock, origin_blocks
from wijkfoto.site.text import Texts


@dataclass(frozen=True)
class Crumb:
    """One step of the path to a page; the page itself has no address."""

    naam: str
    href: str | None


@dataclass(frozen=True)
class SourceNote:
    """A source of the page under the number that its rows refer to."""

    nummer: int
    titel: str
    snapshot_id: str


@dataclass(frozen=True)
class OriginGroup:
    """The numbers from one table, with the steps they have in common."""

    naam: str
    table: str
    stappen: str
    blokken: tuple[OriginBlock, ...]


@dataclass(frozen=True)
class Frame:
    """The frame around a page.

    Attributes:
        titel: Title of the page, without that of the site.
        basis: Path from the page to the root of the site: "", "../" or "../../".
        attributies: Texts that must stand with the figures.
        uitgevers: Who published the figures and maps that are used, as a list in words.
        logo: Width and height of the logo in pixels; None without one.
    """

    titel: str
    omschrijving: str
    site: str
    basis: str
    is_fictief: bool
    edition_id: str
    peiljaar: int
    kruimels: tuple[Crumb, ...]
    attributies: tuple[str, ...]
    uitgevers: str
    herkomst: tuple[OriginGroup, ...] = ()
    bronnen: tuple[SourceNote, ...] = ()
    logo: tuple[int, int] | None = None


def origin_groups(
    register: Register, snapshots: dict[str, r.Snapshot], texts: Texts
) -> tuple[tuple[OriginGroup, ...], tuple[SourceNote, ...]]:
    """Group the numbers of a page by table, beside the sources they come from."""
    origins, groups = register.origins(), []
    for table in dict.fromkeys(origin.table for origin in origins):
        mine = [origin for origin in origins if origin.table == table]
        blocks = origin_blocks(mine, [register.source_numbers(o.snapshot_ids) for o in mine])
        steps = texts.get(f"getallen.stappen.{table}")
        groups.append(OriginGroup(texts.name("tabellen", table), table, steps, blocks))
    notes = tuple(
        SourceNote(number, source_title(snapshots.get(s), s), s) for number, s in register.sources()
    )
    return tuple(groups), notes


def source_title(snapshot: r.Snapshot | None, snapshot_id: str) -> str:
    """Return the title of a source with its table, or its id when it has none."""
    if snapshot is None or not snapshot.title:
        return snapshot_id
    return f"{snapshot.title} ({snapshot.table_id})"


def attributions(snapshots: Iterable[r.Snapshot]) -> tuple[str, ...]:
    """Return the texts that must stand with the figures, each once."""
    return tuple(dict.fromkeys(s.attribution for s in snapshots))


def publishers(snapshots: Iterable[r.Snapshot], catalog: Catalog) -> str:
    """Return who published what is used, each once, in the order of the catalog."""
    used = {s.source_id for s in snapshots}
    named = [s.publisher for source_id, s in catalog.sources.items() if source_id in used]
    # A source that two published names both: "CBS en Kadaster".
    return fmt.and_list(list(dict.fromkeys(one for name in named for one in name.split(" en "))))
