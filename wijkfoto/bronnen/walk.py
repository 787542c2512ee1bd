"""Taking in the pages of one table, and refusing what cannot be the whole of it.

Where a table comes from, and what happens when it cannot be had, is for `fetch`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wijkfoto.bronnen.draft import Draft
from wijkfoto.bronnen.runs import RowNumbers
from wijkfoto.bronnen.service import Page, PageTarget, TableService, check_walk
from wijkfoto.errors import SourceError, WijkfotoError

MAX_ROWS = 20_000_000
"""Most rows of one table, where the service does not say how many there are."""

Notify = Callable[[str], None]
Stopped = Callable[[], bool]


class StoppedError(WijkfotoError):
    """The fetch of a table was stopped from outside; its whole pages serve a later fetch."""


@dataclass(frozen=True)
class Told:
    """Who is told how far a table is, and who says that it is no longer wanted."""

    notify: Notify
    stopped: Stopped


@dataclass(frozen=True)
class _Watched:
    """The target of a page, until the fetch is stopped."""

    target: PageTarget
    stopped: Stopped
    where: str

    def restart(self) -> None:
        """Begin the page, or begin it again."""
        self._go_on()
        self.target.restart()

    def write(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._go_on()
        self.target.write(piece)

    def _go_on(self) -> None:
        if self.stopped():
            raise StoppedError(
                "This fetch was stopped.",
                where=self.where,
                next_step="Run again: it goes on after the last whole page.",
            )


def take_pages(
    table_id: str,
    info: dict[str, Any],
    service: TableService,
    draft: Draft,
    where: str,
    told: Told,
    only: str = "",
) -> int:
    """Bring the pages into the draft that it has not yet; return the number of rows.

    `only` is the condition of the rows that are wanted; RecordCount in `info` is of those.

    Raises:
        UnavailableError: If a page still fails after the last try.
        SourceError: If rows come twice, or there are more than the service counts.
        StoppedError: If `told` says so.
    """
    numbers, seen, at = RowNumbers(), set[str](), ""
    for page in draft.whole_pages:
        check_walk(at, seen)
        _check_page(page, numbers, info, where)
        at = page.following
    while not seen or at:
        check_walk(at, seen)
        with draft.page(f"{service.data_set}-{len(seen):05d}.json.gz") as target:
            page = service.page(table_id, _Watched(target, told.stopped, where), at, only)
        _check_page(page, numbers, info, where)
        draft.keep_page(page)
        at = page.following
        told.notify(f"{table_id}: {len(numbers)} rows")
    return len(numbers)


def _check_page(page: Page, numbers: RowNumbers, info: dict[str, Any], where: str) -> None:
    """Stop a service that gives rows again, or never stops giving them; note the rows of a page."""
    again = next((n for run in page.numbers.runs if (n := numbers.overlap(*run)) is not None), None)
    if again is not None or len(page.numbers) != page.rows:
        which = "" if again is None else f", such as the one with ID {again}"
        raise SourceError(
            f"Rows came twice{which}.",
            where=where,
            next_step="Try again; nothing of this table was kept.",
        )
    counted = _row_count(info)
    limit = MAX_ROWS if counted is None else counted
    if len(numbers) + page.rows > limit:
        check_count(len(numbers) + page.rows, info | {"RecordCount": limit}, where)
    for run in page.numbers.runs:
        numbers.add(*run)


def _row_count(info: dict[str, Any]) -> int | None:
    """Return how many rows the service says there are; None when it does not say."""
    counted = info.get("RecordCount")
    return int(str(counted)) if str(counted).isdecimal() else None


class CountError(SourceError):
    """Other rows came than there are."""


def check_count(received: int, info: dict[str, Any], where: str) -> None:
    """Compare the rows that came with what the service counts.

    Raises:
        CountError: If they differ, or none came.
    """
    expected = _row_count(info)
    if received == 0 or (expected is not None and expected != received):
        raise CountError(
            f"{received} rows came, the service counts {expected}.",
            where=where,
            next_step="Try again; nothing of this table was kept.",
        )


def check_unrevised(after: dict[str, Any], before: dict[str, Any], table_id: str) -> None:
    """Compare the record of a table after the fetch with that of before.

    Raises:
        SourceError: If the table was revised in between.
    """
    if after["Modified"] != before["Modified"]:
        raise SourceError(
            "The table was revised while it was being fetched.",
            where=table_id,
            next_step="Run again; nothing of this table was kept.",
        )
