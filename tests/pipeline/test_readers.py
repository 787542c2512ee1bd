"""Twenty readers ask in a loop while five editions are published: no error, no mixed edition."""

import multiprocessing
import shutil
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

import duckdb
import pytest

from tests.made_edition import published, sealed
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import DATABASE, current_edition, flip, place

pytestmark = pytest.mark.slow

READERS = 20
EDITIONS = ("e1", "e2", "e3", "e4", "e5", "e6")
STEP_S = 0.5
"""How long each edition is read; nothing is judged by it."""


def rows(edition: str) -> dict[str, str]:
    """Return what an edition holds: its own name in two tables."""
    return {
        "edition": f"('{edition}', timestamp '2026-01-01 00:00:00')",
        "region": f"('WK2', true, null), ('{edition}', false, null)",
        "observation": f"('{edition}', 1.0, '{edition}')",
    }


def read(
    root: Path, ready: Barrier, stop: Event, told: "Queue[tuple[int, list[str], list[str]]]"
) -> None:
    """Ask until told to stop; tell how often, what was wrong, and which editions were seen."""
    asked, wrong, seen = 0, [], []
    ready.wait(timeout=120)
    while not stop.is_set():
        try:
            with duckdb.connect(str(root / DATABASE), read_only=True) as con:
                names = con.execute(
                    "select edition_id from edition union all select tekst from observation"
                    " union all select region_code from region where not is_current"
                ).fetchall()
            whole = (root / "current").resolve()
            page = (whole / "site" / "GM0606" / "index.html").read_text(encoding="utf-8")
        except (duckdb.Error, OSError) as error:
            wrong.append(repr(error))
            continue
        asked += 1
        if len(set(names)) != 1:
            wrong.append(f"mixed tables: {names}")
        if page != f"<p>{whole.name}</p>":
            wrong.append(f"mixed page: {page} of {whole.name}")
        if names[0][0] not in seen:
            seen.append(names[0][0])
    told.put((asked, wrong, seen))


def test_twenty_readers_see_whole_editions_while_five_are_published(tmp_path):
    home = Home(tmp_path / "home")
    home.prepare()
    published(home, EDITIONS[0], page=f"<p>{EDITIONS[0]}</p>", **rows(EDITIONS[0]))
    context = multiprocessing.get_context("spawn")
    ready, stop, told = context.Barrier(READERS + 1), context.Event(), context.Queue()
    readers = [
        context.Process(target=read, args=(home.root, ready, stop, told)) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    ready.wait(timeout=120)
    for edition in EDITIONS[1:]:
        shutil.rmtree(home.build)
        home.prepare()
        place(home, home.candidate, sealed(home, edition, f"<p>{edition}</p>", **rows(edition)))
        flip(home, edition)
        stop.wait(STEP_S)
    stop.set()
    answers = [told.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    assert [fault for _, faults, _ in answers for fault in faults] == []
    assert min(asked for asked, _, _ in answers) > 0
    # They read while it happened: most of the editions were seen by someone, in their order.
    assert len({name for _, _, seen in answers for name in seen}) >= 4
    assert all(seen == sorted(seen) for _, _, seen in answers)
    assert current_edition(home) == EDITIONS[-1]
