"""Headers of files: which column of an export an indicator means.

An export carries titles, or a title mangled by R, or the names of the service, or short names of a
spreadsheet; each leads to the same stem, unit and group path by which the service is bound.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wijkfoto.bronnen.bind import TableColumn, find_column
from wijkfoto.bronnen.delimited import Line
from wijkfoto.bronnen.numerals import clean
from wijkfoto.bronnen.stem import stem_of_title
from wijkfoto.catalog import FileNames, Form, Indicator
from wijkfoto.errors import BindingError, SourceError

Kind = Literal["titels", "r_namen", "odata", "kwb"]

_PREAMBLE = 12
"""Most lines before the header: title, empty line, subject."""

_DIMENSIONS = frozenset({"wijken en buurten", "regio's", "perioden", "onderwerp"})
_UNIT = re.compile(r"(.*\S)\s*\(([^()]*)\)")
_SERVICE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?_\d+|WijkenEnBuurten")
_R_NAME = re.compile(r"[^\s/|;()]*")


@dataclass(frozen=True)
class Header:
    """The header of an export.

    Attributes:
        kind: How columns are named.
        title: Title line above the header; empty when there is none.
        labels: Name of each column, cleaned.
        units: Unit of each column that stands apart from its name, else empty.
        first_row: Index of the first line of data.
    """

    kind: Kind
    title: str
    labels: tuple[str, ...]
    units: tuple[str, ...]
    first_row: int


def read_header(lines: Sequence[Line], names: FileNames, where: str) -> Header:
    """Find the line with column names, the title above it and the units below it.

    Raises:
        SourceError: If no line names columns.
    """
    title = ""
    for index, line in enumerate(lines[:_PREAMBLE]):
        texts = [clean(str(cell)) for cell in line.cells]
        filled = [text for text in texts if text]
        if len(filled) <= 1 or (len(filled) == len(texts) == 1):
            # "Onderwerp" stands above the titles; what stands first is the title.
            title = title or (filled[0] if filled and filled[0].lower() != "onderwerp" else "")
            continue
        labels = tuple(texts)
        below = lines[index + 1] if index + 1 < len(lines) else None
        units = _units_below(labels, below)
        return Header(
            kind=_kind(labels, names),
            title=title,
            labels=labels if not units else (clean(str(below.cells[0])), *labels[1:]),  # type: ignore[union-attr]
            units=units or ("",) * len(labels),
            first_row=index + (2 if units else 1),
        )
    raise SourceError(
        "No line names the columns.",
        where=where,
        next_step="Export the table again, with its titles.",
    )


def _units_below(labels: tuple[str, ...], below: Line | None) -> tuple[str, ...]:
    """Return the units where they stand in a line of their own, as in an export for printing."""
    if below is None or labels[0] or len(below.cells) != len(labels):
        return ()
    texts = [clean(str(cell)) for cell in below.cells]
    return ("", *texts[1:]) if texts[0].lower() in _DIMENSIONS else ()


def _kind(labels: tuple[str, ...], names: FileNames) -> Kind:
    filled = [label for label in labels if label]
    if sum(label.lower() in names.short for label in filled) >= 1 and any(
        label.lower().startswith("gwb_code") for label in filled
    ):
        return "kwb"
    if any(_SERVICE_NAME.fullmatch(label) for label in filled):
        return "odata"
    if any("." in label for label in filled) and all(map(_R_NAME.fullmatch, filled)):
        return "r_namen"
    return "titels"


def candidates(header: Header, wanted: Iterable[Form], names: FileNames) -> list[TableColumn]:
    """Return the columns whose name can be the stem of a wanted form, with unit and path.

    A title may hold the sign that divides groups, so each tail of a label is tried as a title.
    """
    asked = list(wanted)
    if header.kind == "r_namen":
        found = [c for label in header.labels for c in _mangled(label, asked)]
    elif header.kind == "odata":
        found = [c for label in header.labels for c in _service(label, asked, names)]
    else:
        stems = {form.stem for form in asked}
        pairs = zip(header.labels, header.units, strict=True)
        found = [c for label, unit in pairs for c in _titled(label, unit) if c.stem in stems]
    return found


def _titled(label: str, unit: str) -> Iterable[TableColumn]:
    with_unit = None if unit else _UNIT.fullmatch(label)
    text, unit = with_unit.groups() if with_unit else (label, unit)
    divider = "|" if "|" in text else "/"
    parts = [clean(part) for part in text.split(divider)]
    for start in range(len(parts)):
        title = divider.join(parts[start:])
        yield TableColumn(label, stem_of_title(title), title, clean(unit), tuple(parts[:start]))


def _mangled(label: str, wanted: Iterable[Form]) -> Iterable[TableColumn]:
    """Match a label of R, where every sign became a point: only a known unit and group can tell."""
    found: dict[TableColumn, None] = {}
    for form in wanted:
        ending = f"..{_as_r_writes(form.eenheid)}."
        if not label.endswith(ending):
            continue
        words = [word for word in label.removesuffix(ending).split(".") if word]
        group = [w for title in form.groep for w in _as_r_writes(title).split(".") if w]
        for start in range(len(words)):
            title = " ".join(words[start:])
            fits = not group or words[:start][-len(group) :] == group
            if fits and stem_of_title(title) == form.stem:
                bound = TableColumn(label, form.stem, title, clean(form.eenheid),
                                    tuple(map(clean, form.groep)))  # fmt: skip
                found[bound] = None
    return found


def _as_r_writes(text: str) -> str:
    return "".join(sign if sign.isalpha() or sign in "0123456789_." else "." for sign in text)


def _service(label: str, wanted: Iterable[Form], names: FileNames) -> Iterable[TableColumn]:
    """Match a name of the service: without group or unit, so a stem that repeats tells nothing."""
    stem = re.sub(r"_\d+$", "", label)
    if stem in names.repeated:
        return []
    found = {
        TableColumn(label, stem, stem, clean(form.eenheid), tuple(map(clean, form.groep)))
        for form in wanted
        if stem == form.stem
    }
    return sorted(found, key=str)


def bind_header(
    header: Header,
    indicators: Iterable[Indicator],
    names: FileNames,
    *,
    table_id: str,
    peiljaar: int | None,
) -> dict[str, int]:
    """Return the position of the column of each indicator that the export holds.

    Raises:
        BindingError: If more than one column fits, or one has the name but not unit and group.
    """
    known = list(indicators)
    if header.kind == "kwb":
        return _short(header, known, names, where=f"{table_id} ({peiljaar})", peiljaar=peiljaar)
    wanted = {
        i.indicator_id: i.bron
        for i in known
        if i.bron is not None and (peiljaar is None or i.bron.covers(peiljaar))
    }
    forms = [form for column in wanted.values() for form in column.forms(peiljaar)]
    columns = candidates(header, forms, names)
    _refuse_twice(header, {column.key for column in columns}, table_id)
    bound = {
        name: find_column(column, columns, f"{table_id} ({peiljaar}), indicator {name}", peiljaar)
        for name, column in wanted.items()
    }
    return {name: _position(header, found) for name, found in bound.items() if found}


def _refuse_twice(header: Header, used: Collection[str], where: str) -> None:
    """Refuse a column that a figure may mean and that stands twice under one name."""
    twice = sorted(label for label in used if header.labels.count(label) > 1)
    if twice:
        raise BindingError(
            f"The column '{twice[0]}' stands twice.",
            where=where,
            next_step="Take one of the two out of the file, or export it again.",
        )


def _position(header: Header, column: TableColumn) -> int:
    return header.labels.index(column.key)


def _short(
    header: Header,
    indicators: Iterable[Indicator],
    names: FileNames,
    *,
    where: str,
    peiljaar: int | None,
) -> dict[str, int]:
    known = {i.indicator_id: i.bron for i in indicators if i.bron is not None}
    bound: dict[str, int] = {}
    for position, label in enumerate(header.labels):
        entry = names.short.get(label.lower())
        if entry is None or entry.indicator not in known:
            continue
        column = known[entry.indicator]
        if peiljaar is not None and not (entry.covers(peiljaar) and column.covers(peiljaar)):
            continue
        if entry.indicator in bound:
            both = f"{header.labels[bound[entry.indicator]]}; {label}"
            raise BindingError(
                f"2 columns fit. Candidates: {both}.",
                where=f"{where}, indicator {entry.indicator}",
                next_step="Take one of them out of the file, or mend catalog/bestanden.yaml.",
            )
        bound[entry.indicator] = position
    return bound


def column_named(header: Header, wanted: Mapping[str, int]) -> int | None:
    """Return the position of the first column with one of these names, best name first.

    Args:
        header: The header of the file.
        wanted: Names in lower case with their rank.
    """
    ranks = {
        wanted[name]: position
        for position, label in reversed(list(enumerate(header.labels)))
        if (name := clean(label.replace(".", " ")).lower()) in wanted
    }
    return ranks[min(ranks)] if ranks else None
