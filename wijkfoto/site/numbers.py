"""The register of numbers: which number stands on a page, and where on it its origin is told.

What a number is about stands in `number_key`, how it is written in `number_writing`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from wijkfoto.site import format as fmt
from wijkfoto.site.number_key import MAIN_COLUMN, Key
from wijkfoto.site.number_writing import write_value
from wijkfoto.site.text import Texts


@dataclass(frozen=True)
class Label:
    """What a number is, and of which area; `waar` is empty where that is said already."""

    wat: str
    waar: str = ""

    def __str__(self) -> str:
        return f"{self.wat}, {self.waar}" if self.waar else self.wat


@dataclass(frozen=True)
class Shown:
    """A number as it stands on a page, with the place of its origin on that page."""

    text: str
    href: str
    bron: str = ""

    def __html__(self) -> Markup:
        """Return the link that a template writes; print shows the numbers of its sources."""
        source = Markup(' data-b="{}"').format(self.bron) if self.bron else Markup()
        return Markup('<a class="getal" href="{}"{}>{}</a>').format(self.href, source, self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Origin:
    """One row of the section on where the numbers come from.

    Attributes:
        anchor: Place of the row on the page.
        label: What the number is, for a reader.
        values: Every column shown, as written, with its caption ("" for the main one).
        key: The row that the number is about.
        columns: Columns shown.
        number_id: Id of the main number.
        query: Query that gives these columns.
        status: Status of the figure in words; "" where that has no meaning.
        snapshot_ids: Snapshots behind it.
        kop: What the first of its values is, where the head of its block tells that; else empty.
    """

    anchor: str
    table: str
    label: Label
    values: tuple[tuple[str, str], ...]
    key: Key
    columns: tuple[str, ...]
    number_id: str
    query: str
    jaar: int
    status: str
    snapshot_ids: tuple[str, ...]
    kop: str = ""


@dataclass
class _Entry:
    key: Key
    anchor: str
    label: Label
    status: str
    snapshot_ids: tuple[str, ...]
    columns: dict[str, str] = field(default_factory=dict)


class Register:
    """Collects the numbers of one page while its context is built."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._entries: dict[tuple[Key, bool], _Entry] = {}
        self._sources: dict[str, int] = {}

    def show(
        self,
        key: Key,
        values: Mapping[str, float] | Mapping[str, str],
        *,
        label: Label,
        snapshot_ids: Sequence[str],
        unit: str = "aantal",
        status: str = "",
        pattern: str = "een",
    ) -> Shown:
        """Register the columns of a row and return them as one shown number.

        Args:
            key: The row.
            values: Columns with their values, the leading one first.
            label: What the number is, for a reader.
            snapshot_ids: Snapshots behind it.
            unit: Unit of an observed value.
            status: Status in words.
            pattern: Name of the text in `getallen.patroon` that joins the values.
        """
        own_query = "deel" in values
        entry = self._entries.setdefault(
            (key, own_query),
            _Entry(
                key, f"g{len(self._entries) + 1}", label, status, tuple(sorted(set(snapshot_ids)))
            ),
        )
        written = [write_value(key.table, c, v, unit) for c, v in values.items()]
        entry.columns.update(zip(values, written, strict=True))
        joined = self._texts.get(f"getallen.patroon.{pattern}").format(*written)
        return Shown(joined, f"#{entry.anchor}", self.source_numbers(entry.snapshot_ids))

    def source_numbers(self, snapshot_ids: Sequence[str]) -> str:
        """Return the numbers of sources on this page, such as ``1, 3-5``; new ones get the next."""
        for snapshot_id in snapshot_ids:
            self._sources.setdefault(snapshot_id, len(self._sources) + 1)
        return fmt.number_ranges([self._sources[s] for s in snapshot_ids])

    def sources(self) -> tuple[tuple[int, str], ...]:
        """Return every source of the page with its number."""
        return tuple((number, snapshot_id) for snapshot_id, number in self._sources.items())

    def origins(self) -> tuple[Origin, ...]:
        """Return where each number of the page comes from, in order of appearance."""
        return tuple(self._origin(entry) for entry in self._entries.values())

    def _origin(self, entry: _Entry) -> Origin:
        names = list(entry.columns)
        captions = [self._caption(entry.key.table, column) for column in names]
        return Origin(
            anchor=entry.anchor,
            table=entry.key.table,
            label=entry.label,
            values=tuple(zip(captions, entry.columns.values(), strict=True)),
            key=entry.key,
            columns=tuple(names),
            number_id=entry.key.number_id(names[0]),
            query=entry.key.query(names),
            jaar=entry.key.jaar,
            status=entry.status,
            snapshot_ids=entry.snapshot_ids,
        )

    def _caption(self, table: str, column: str) -> str:
        return "" if column == MAIN_COLUMN[table] else self._texts.name("kolommen", column)

    def rows(self) -> list[dict[str, str]]:
        """Return one row of the table `number` for each number."""
        return [
            {
                "number_id": entry.key.number_id(column),
                "region_code": entry.key.region,
                "text": text,
                "query": entry.key.query([column]),
                "snapshot_ids": json.dumps(list(entry.snapshot_ids)),
            }
            for entry in self._entries.values()
            for column, text in entry.columns.items()
        ]


def no_number(text: str) -> Markup:
    """Return the words that stand where there is no number, escaped."""
    return Markup('<span class="geen">{}</span>').format(text)
