"""Rounds a table of fractions to whole numbers so that its rows, columns and sum round with it.

Whole numbers only, and one answer only: reports/static/verdelen.js does the same in a browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Table = list[list[int]]


def round_table(numerators: Table, denominator: int, total: int) -> Table:
    """Round a table so that each cell, row and column moves less than one, and the sum is exact.

    Controlled rounding (Cox 1987, JASA 82(398)): among all such tables the one that rounds up the
    largest fractions together; among equals, the one that rounds up the earliest cell (row by row)
    in which they differ. So there is one answer, however it is found.

    Args:
        numerators: (A, P) non-negative; a cell is due its numerator / denominator.
        denominator: Positive, the same for all cells.
        total: Sum of the numerators / denominator, a whole number.

    Returns:
        (A, P) whole numbers.
    """
    base = [[cell // denominator for cell in row] for row in numerators]
    chooser = _chooser(numerators, base, denominator)
    for _ in range(total - sum(map(sum, base))):
        chooser.add_one()
    for row, column in chooser.taken:
        base[row][column] += 1
    return base


@dataclass
class _Line:
    """One row or column: how many of its cells are, must be and may be rounded up."""

    least: int
    most: int
    taken: int = 0

    def worth(self, urgent: int) -> int | None:
        """Return what one more is worth; None where there is no room."""
        if self.taken >= self.most:
            return None
        return urgent if self.taken < self.least else 0


@dataclass
class _Chooser:
    """Cells to round up, one more at a time, always the best set of its size.

    A flow from rows to columns: one more is a path that takes cells and gives others back
    (successive longest paths; every step keeps the set the best of its size).

    Attributes:
        worth: What rounding a cell up is worth; distinct sets of cells have distinct sums.
        urgent: Worth of a row or column that would else be rounded down too far; more than all
            cells together.
    """

    rows: list[_Line]
    columns: list[_Line]
    worth: dict[tuple[int, int], int]
    urgent: int
    taken: set[tuple[int, int]] = field(default_factory=set)

    def add_one(self) -> None:
        """Round one more cell up."""
        best = [row.worth(self.urgent) for row in self.rows]
        reach: list[int | None] = [None] * len(self.columns)
        to_row: dict[int, int] = {}
        to_column: dict[int, int] = {}
        moved = True
        while moved:
            moved = False
            for (row, column), worth in self.worth.items():
                here, there = best[row], reach[column]
                if (row, column) in self.taken:
                    if there is not None and (here is None or there - worth > here):
                        best[row], to_row[row], moved = there - worth, column, True
                elif here is not None and (there is None or here + worth > there):
                    reach[column], to_column[column], moved = here + worth, row, True
        self._follow(self._end(reach), to_row, to_column)

    def _end(self, reach: list[int | None]) -> int:
        ends = []
        for column, line in enumerate(self.columns):
            sofar, here = reach[column], line.worth(self.urgent)
            if sofar is not None and here is not None:
                ends.append((sofar + here, -column))
        return -max(ends)[1]

    def _follow(self, column: int, to_row: dict[int, int], to_column: dict[int, int]) -> None:
        """Take and give back the cells of a path, from its end to its start."""
        self.columns[column].taken += 1
        while True:
            row = to_column[column]
            self.taken.add((row, column))
            if row not in to_row:
                self.rows[row].taken += 1
                return
            column = to_row[row]
            self.taken.remove((row, column))


def _chooser(numerators: Table, base: Table, denominator: int) -> _Chooser:
    rests = {
        (i, j): cell % denominator
        for i, row in enumerate(numerators)
        for j, cell in enumerate(row)
        if cell % denominator
    }
    # The rest decides; a bit of its own per cell, the first the highest, settles what is equal.
    worth = {
        cell: (rest << len(rests)) | 1 << (len(rests) - 1 - place)
        for place, (cell, rest) in enumerate(rests.items())
    }
    return _Chooser(
        rows=[_line(sum(n), sum(b), denominator) for n, b in zip(numerators, base, strict=True)],
        columns=[
            _line(sum(n), sum(b), denominator)
            for n, b in zip(zip(*numerators, strict=True), zip(*base, strict=True), strict=True)
        ],
        worth=worth,
        urgent=sum(worth.values()) + 1,
    )


def _line(due: int, base: int, denominator: int) -> _Line:
    return _Line(due // denominator - base, -(-due // denominator) - base)
