"""The numbers that a service gives its rows, kept as runs instead of one by one.

A table numbered 0 to n is one run, whatever n is; nothing here knows where the numbers come from.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Run = tuple[int, int]
"""First and last number of a run, both included."""


class RowNumbers:
    """A set of whole numbers, small as long as they follow on each other."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        """Start with these runs, or with none."""
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in runs:
            self.add(first, last)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs in order; between two of them at least one number lacks."""
        return tuple(zip(self._firsts, self._lasts, strict=True))

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.runs)

    def overlap(self, first: int, last: int) -> int | None:
        """Return the lowest number from `first` to `last` that is here already, or None."""
        place = bisect_right(self._firsts, first)
        if place and self._lasts[place - 1] >= first:
            return first
        if place < len(self._firsts) and self._firsts[place] <= last:
            return self._firsts[place]
        return None

    def add(self, first: int, last: int | None = None) -> None:
        """Take in a number, or a run of them.

        Raises:
            ValueError: If one of them is here already, or the run ends before it begins.
        """
        last = first if last is None else last
        if last < first or self.overlap(first, last) is not None:
            raise ValueError(f"{first} to {last} cannot be added")
        place = bisect_right(self._firsts, first)
        joins_left = place > 0 and self._lasts[place - 1] == first - 1
        joins_right = place < len(self._firsts) and self._firsts[place] == last + 1
        if joins_right:
            last = self._lasts.pop(place)
            del self._firsts[place]
        if joins_left:
            self._lasts[place - 1] = last
        else:
            self._firsts.insert(place, first)
            self._lasts.insert(place, last)

    def take_in(self, numbers: Sequence[int]) -> None:
        """Add the numbers that are not here yet; those that follow on each other as one run."""
        if not numbers:
            return
        first, last = numbers[0], numbers[-1]
        if self.overlap(first, last) is None and list(numbers) == list(range(first, last + 1)):
            self.add(first, last)
            return
        for number in numbers:
            if self.overlap(number, number) is None:
                self.add(number)
