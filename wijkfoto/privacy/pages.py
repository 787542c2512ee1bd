"""Reads a page as its reader does: rows of tables with their headings, and all of its words.

Not the templates but what they wrote is read, so that a fault in them is found too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from wijkfoto.privacy.claims import KEYS, SURVEY, Cell, Claim, gemeente_of, numbers_in, of_number

_COLUMNS = re.compile(r"select\s+(.+?)\s+from\s+\w+\s", re.DOTALL)
_NUMBERS_APART = re.compile(r"-?\d[\d.]*(?:,\d+)?")
_OF_GEMEENTE = "gemeente"
"""How the heading of a column about the gemeente starts."""
GAP = "…"
"""Where a code belongs in the id of numbers that are told together."""
_NOT_SHOWN = frozenset({"script", "style"})


@dataclass
class Row:
    """A row of a table on a page.

    Attributes:
        headings: Headings of the columns of its table.
        cells: Texts of its cells, in order, without codes.
        codes: Texts of the codes inside: ids of numbers, and queries.
        head: Codes in each row of headings of its table.
    """

    headings: tuple[str, ...]
    head: tuple[tuple[str, ...], ...] = ()
    cells: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


class PageReader(HTMLParser):
    """Collects the rows and the words of a page."""

    def __init__(self) -> None:
        """Start an empty page."""
        super().__init__()
        self.rows: list[Row] = []
        self.words: list[str] = []
        self._headings: list[str] = []
        self._head: list[Row] = []
        self._head_from = 0
        self._inside: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row, a cell or a code; words of attributes are words too."""
        self.words += [value for _, value in attrs if value]
        if tag in _NOT_SHOWN:
            self._hidden += 1
        elif tag == "table":
            self._headings, self._head = [], []
        elif tag == "thead":
            self._head_from = len(self.rows)
        elif tag == "tr":
            head = tuple(tuple(code.strip() for code in row.codes) for row in self._head)
            self.rows.append(Row(tuple(self._headings), head))
        elif tag in ("td", "th", "code"):
            self._inside.append(tag)
            if self.rows:
                (self.rows[-1].codes if tag == "code" else self.rows[-1].cells).append("")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a row of headings names the columns of the next."""
        if tag in _NOT_SHOWN:
            self._hidden -= 1
        elif tag in ("td", "th", "code") and tag in self._inside:
            while self._inside.pop() != tag:
                pass
        elif tag == "thead" and self.rows:
            self._headings = [cell.strip() for cell in self.rows[-1].cells]
            self._head = self.rows[self._head_from :]

    def handle_data(self, data: str) -> None:
        """Take words into the page, and into the cell or code that is open."""
        self.words.append(data)
        if self._hidden or not self._inside or not self.rows:
            return
        row = self.rows[-1]
        texts = row.codes if self._inside[-1] == "code" else row.cells
        if texts:
            texts[-1] += f" {data}"


def read_page(html: str) -> PageReader:
    """Read a page."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    return reader


def of_page(
    page: PageReader,
    area: str | None,
    questions: Mapping[str, str],
    where: str,
) -> Iterator[Claim]:
    """Return what a page claims.

    Args:
        page: The page.
        area: Wijk that it is about; None for another page.
        questions: Ids of the questions of the survey, by the name that readers see.
        where: Path of the page.
    """
    for row in page.rows:
        yield from _of_origin(row, where)
        name = row.cells[0].strip() if row.cells else ""
        if area and name in questions:
            yield from _of_answers(row, area, questions[name], where)


def _of_origin(row: Row, where: str) -> Iterator[Claim]:
    """Read a row of the list that says where numbers come from, as it is and as it was before."""
    if row.head and row.head[0] and _COLUMNS.search(row.head[0][0]):
        yield from _of_block(row, where)
        return
    codes = [code.strip() for code in row.codes]
    ids = [c for c in codes if "/" in c and GAP not in c and not c.startswith("sel")]
    query = next((code for code in row.codes if _COLUMNS.search(code)), "")
    told = row.cells[0] if row.cells else ""
    for number_id in ids:
        yield from _told(number_id, query if len(ids) == 1 else "", told, where)


def _of_block(row: Row, where: str) -> Iterator[Claim]:
    """Read a line of a block: its head has the query, and perhaps the id with gaps for codes."""
    query, *pattern = row.head[0]
    areas = row.head[1] if len(row.head) > 1 else ()
    code = row.codes[0].strip() if row.codes else ""
    for place, told in enumerate(row.cells[1:]):
        number_id = pattern[0] if pattern else code
        if areas:
            number_id = number_id.replace(GAP, areas[place], 1)
        yield from _told(number_id.replace(GAP, code, 1), query, told, where)


def _told(number_id: str, query: str, told: str, where: str) -> Iterator[Claim]:
    """Read the numbers of a cell: one for each column of its query, or else the first."""
    found = _COLUMNS.search(query)
    columns = [name for name in found.group(1).split(", ") if name not in KEYS] if found else []
    values = _NUMBERS_APART.findall(told)
    if len(columns) != len(values):
        yield from of_number(number_id, told, where)
        return
    for column, value in zip(columns, values, strict=True):
        yield from of_number(f"{number_id.partition(':')[0]}:{column}", value, where)


def _of_answers(row: Row, area: str, question: str, where: str) -> Iterator[Claim]:
    """Read a row of the table with what residents said."""
    headings = [*row.headings, *[""] * len(row.cells)]
    for heading, text in zip(headings[1:], row.cells[1:], strict=False):
        own = not heading.lower().startswith(_OF_GEMEENTE)
        cell = Cell(SURVEY, area if own else gemeente_of(area), question)
        for value, half in numbers_in(text)[:1]:
            measure = "waarde" if "%" in text else "n"
            yield Claim(cell, measure, value, half, where)
