"""Where the numbers of a page come from: blocks of one query each, with a line per figure.

The query of a block gives all its numbers, each under its code. Told once, the page stays small
and a reader sees what belongs together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wijkfoto.site.blockquery import ONE_QUERY, query_of_block, shares_query
from wijkfoto.site.numbers import Label, Origin

SIDE_BY_SIDE = 3
"""Most areas that stand beside each other, such as wijk, gemeente and land."""
GAP = "…"
"""Where a code belongs in the id of a number."""
LONGEST = 60
"""Characters of a sentence that are told again; the number itself shows all of it."""


@dataclass(frozen=True)
class OriginCell:
    """One number of a line.

    Attributes:
        anchor: Place of the number on the page.
        values: Every column shown, as written, with its caption ("" for the main one).
        eigen: What sets it apart from the rest of its line: status and sources; else empty.
    """

    anchor: str
    values: tuple[tuple[str, str], ...]
    eigen: str = ""


@dataclass(frozen=True)
class OriginLine:
    """One figure, of one area or of several beside each other.

    Attributes:
        wat: What it is.
        toe: Status in words and numbers of its sources, where they are equal in the line.
        code: Id of the number, or what belongs in the gap of the pattern of the block.
        cellen: The number of each area; None where the page shows none.
    """

    wat: str
    toe: str
    code: str
    cellen: tuple[OriginCell | None, ...]


@dataclass(frozen=True)
class OriginBlock:
    """The numbers that one query gives.

    Attributes:
        kop: Area and year that the lines share.
        query: The query; it names each number by its codes, when there are more.
        gebieden: Name and code of the areas side by side; empty for lines of one number.
        patroon: Id of its numbers with a gap for a code; of areas side by side two, the first for
            the area. Empty where a line has the whole id.
        regels: The lines.
    """

    kop: str
    query: str
    gebieden: tuple[tuple[str, str], ...]
    patroon: str
    regels: tuple[OriginLine, ...]


Member = tuple[Origin, str]


def origin_blocks(origins: Sequence[Origin], bronnen: Sequence[str]) -> tuple[OriginBlock, ...]:
    """Return the blocks of one table.

    Args:
        origins: The numbers, in order of appearance.
        bronnen: The numbers of the sources of each.
    """
    groups: dict[object, list[Member]] = {}
    for place, member in enumerate(zip(origins, bronnen, strict=True)):
        shared = shares_query(member[0].key, member[0].columns)
        groups.setdefault(place if shared is None else shared, []).append(member)
    alike = (found for members in groups.values() for found in _alike(members))
    return tuple(block for members in alike for block in _blocks(members))


def _alike(members: list[Member]) -> Iterator[list[Member]]:
    """Name numbers of one kind by a column that all of them show; else divide them by columns."""
    first = members[0][0]
    shared = [c for c in first.columns if all(c in o.columns for o, _ in members)]
    if shared:
        yield [(_named_by(origin, shared[0]), source) for origin, source in members]
        return
    groups: dict[tuple[str, ...], list[Member]] = {}
    for member in members:
        groups.setdefault(member[0].columns, []).append(member)
    yield from groups.values()


def _named_by(origin: Origin, column: str) -> Origin:
    """Name a number by one of its columns; of figures in one query that value comes first."""
    named = replace(origin, number_id=origin.key.number_id(column))
    if origin.table not in ONE_QUERY:
        return named
    place = origin.columns.index(column)
    caption, text = origin.values[place]
    rest = origin.values[:place] + origin.values[place + 1 :]
    return replace(named, values=(("", text), *rest), kop=caption)


def _blocks(members: list[Member]) -> Iterator[OriginBlock]:
    """Divide numbers of one kind: by area, or with a line per figure for a few areas at a time."""
    regions = {origin.key.region: origin.label.waar for origin, _ in members}
    if len({origin.key.item for origin, _ in members}) == 1 < len(regions):
        yield _list(members, members[0][0].label.wat, by_area=True)
        return
    most = SIDE_BY_SIDE if members[0][0].table in ONE_QUERY else 1
    codes = list(regions)
    for start in range(0, len(codes), most):
        some = {code: regions[code] for code in codes[start : start + most]}
        own = [member for member in members if member[0].key.region in some]
        if len(some) == 1:
            yield _list(own, regions[codes[start]], by_area=False)
        else:
            yield _beside(own, some)


def _list(members: list[Member], name: str, *, by_area: bool) -> OriginBlock:
    """Return lines of one number each; what they share stands in the head."""
    if len(members) == 1:
        ((origin, source),) = members
        line = _line(origin, source, origin.label.wat)
        return OriginBlock(_head(origin, origin.label.waar), origin.query, (), "", (line,))
    first = members[0][0]
    pattern = _pattern([origin for origin, _ in members], by_area=by_area)
    lines = tuple(
        replace(
            _line(o, source, _name(o.label, by_area=by_area)),
            code=_varying(o, by_area=by_area) if pattern else o.number_id,
        )
        for o, source in members
    )
    query = _query([o for o, _ in members])
    return OriginBlock(_head(first, name), query, (), pattern, lines)


def _head(first: Origin, name: str) -> str:
    """Return what the numbers of a block share: area or figure, what is told of it, and year."""
    return ", ".join(part for part in (name, first.kop, str(first.jaar)) if part)


def _varying(origin: Origin, *, by_area: bool) -> str:
    return origin.key.region if by_area else origin.key.item


def _pattern(origins: Sequence[Origin], *, by_area: bool) -> str:
    """Return the id that numbers have in common, with a gap for the code of each; "" for none."""
    found = {
        o.number_id.replace(f"/{_varying(o, by_area=by_area)}/", f"/{GAP}/", 1) for o in origins
    }
    return found.pop() if len(found) == 1 else ""


def _name(label: Label, *, by_area: bool) -> str:
    return label.waar if by_area and label.waar else label.wat


def _line(origin: Origin, source: str, name: str) -> OriginLine:
    cell = OriginCell(origin.anchor, _values(origin))
    return OriginLine(name, _told(origin.status, source), origin.number_id, (cell,))


def _beside(members: list[Member], regions: dict[str, str]) -> OriginBlock:
    """Return a line per figure with the areas beside each other."""
    lines = []
    for item in dict.fromkeys(origin.key.item for origin, _ in members):
        own = {origin.key.region: (origin, source) for origin, source in members
               if origin.key.item == item}  # fmt: skip
        states = {origin.status for origin, _ in own.values()}
        sources = {source for _, source in own.values()}
        origin, source = next(iter(own.values()))
        told = _told(origin.status if len(states) == 1 else "", source if len(sources) == 1 else "")
        cells = tuple(
            _cell(own.get(region), state=len(states) > 1, source=len(sources) > 1)
            for region in regions
        )
        lines.append(OriginLine(origin.label.wat, told, item, cells))
    first = members[0][0]
    column = first.number_id.partition(":")[2]
    pattern = f"{first.table}/{GAP}/{GAP}/{first.jaar}{':' if column else ''}{column}"
    areas = tuple((name or code, code) for code, name in regions.items())
    query = _query([origin for origin, _ in members])
    return OriginBlock(_head(first, ""), query, areas, pattern, tuple(lines))


def _cell(member: Member | None, *, state: bool, source: bool) -> OriginCell | None:
    """Return a number, with its status and its source where the line does not tell them."""
    if member is None:
        return None
    origin, numbers = member
    own = _told(origin.status if state else "", numbers if source else "")
    return OriginCell(origin.anchor, _values(origin), own)


def _query(origins: Sequence[Origin]) -> str:
    columns = dict.fromkeys(column for origin in origins for column in origin.columns)
    return query_of_block([origin.key for origin in origins], list(columns))


def _values(origin: Origin) -> tuple[tuple[str, str], ...]:
    return tuple((caption, _short(value)) for caption, value in origin.values)


def _short(value: str) -> str:
    """Return a sentence by its first words; a number stays whole."""
    if len(value) <= LONGEST:
        return value
    return f"{value[:LONGEST].rpartition(' ')[0]} …"


def _told(status: str, source: str) -> str:
    """Return status and sources, such as ``(geregistreerd). Bron 1``."""
    words = f" ({status})" if status else ""
    return f"{words}. Bron {source}" if source else words
