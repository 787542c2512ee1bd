"""How soon a cold `wijkfoto` answers on the tables of a whole country, beside DuckDB alone.

Each question is a process of its own. The processor says what a machine with other work would
take when it is quiet.
"""

import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.home import Home
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.publish import DATABASE, freeze

EDITION = "2020-000000000000"
"""Name of the edition that holds nothing but the figures."""

ROUNDS = 5

QUESTION = (
    "select indicator_id, count(*) as wijken, median(waarde) as midden from observation "
    "where region_code like 'WK%' and peiljaar = 2020 group by indicator_id order by indicator_id"
)

ALONE = (
    "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); "
    "print(con.execute(sys.argv[2]).fetchall())"
)


@dataclass(frozen=True)
class Answer:
    """The middle of some rounds: seconds on the clock, and of the processor over all threads."""

    seconds: float
    processor: float


def publish_figures(home: Home) -> None:
    """Publish the tables that SQL filled from the build file of a home."""
    figures = [model for model in read_models() if model.layer == "marts" and model.sql]
    freeze(home.build_file, home.editions / EDITION, figures)
    # No pages were made, so there is nothing to seal: only the links that a reader follows.
    home.current.unlink(missing_ok=True)
    home.current.symlink_to(Path("editions") / EDITION)
    home.published.unlink(missing_ok=True)
    home.published.symlink_to(Path("current") / DATABASE)


def ask(home: Home, question: str = QUESTION) -> tuple[Answer, Answer]:
    """Ask by `wijkfoto sql` and by DuckDB alone, in turns; return both."""
    database = str(home.editions / EDITION / DATABASE)
    ours = [sys.executable, "-c", "from pipelines.cli import main; main()", "sql", question,
            "--home", str(home.root)]  # fmt: skip
    alone = [sys.executable, "-c", ALONE, database, question]
    rounds = [(_timed(ours), _timed(alone)) for _ in range(ROUNDS)]
    return _middle([one for one, _ in rounds]), _middle([two for _, two in rounds])


def ask_for_help() -> Answer:
    """Time what needs no home at all."""
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "--help"]
    return _middle([_timed(command) for _ in range(ROUNDS)])


def _timed(command: list[str]) -> Answer:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Answer(seconds, processor)


def _middle(answers: list[Answer]) -> Answer:
    return Answer(
        statistics.median(answer.seconds for answer in answers),
        statistics.median(answer.processor for answer in answers),
    )
