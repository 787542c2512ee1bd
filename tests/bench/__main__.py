"""`make bench`: seconds, ratios beside the alternative, and peak memory, all from one run.

Nothing here is a test: a slow machine is no fault. Cases stand in `cases.py`.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.answers import EDITION, ask, ask_for_help, publish_figures
from tests.bench.notebooks import seconds_per_page
from tests.helpers import REPO, TESTDATA
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import DATABASE

ROUNDS = 5
"""Times that loading is measured beside the other, in turns: one round says little where other
programs run too."""


@dataclass(frozen=True)
class Measured:
    """What one case took; `made` counts what it made, `processor` is seconds of all threads."""

    made: int
    seconds: float
    processor: float
    peak_mb: float
    grown_mb: float


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, and what it is set beside."""

    what: str
    measured: Measured
    unit: str
    beside: str = ""
    other: Measured | None = None


def measure(case: str, home: Path, *words: str) -> Measured:
    """Run a case in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.cases", case, str(home), *words],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{case} failed:\n{done.stderr}")
    found = json.loads(done.stdout.splitlines()[-1])
    return Measured(
        found["made"],
        found["seconds"],
        found["processor"],
        found["peak_kb"] / 1024,
        found["grown_kb"] / 1024,
    )


def demo_lines(folder: Path) -> list[Line]:
    """The demo from an empty home, and the pages of its whole country."""
    dagster = measure("demo_with_dagster", folder / "dagster")
    stages = measure("demo_by_stages", folder / "stages")
    measure("made_country", folder / "country")
    alone = measure("pages_of_the_made_country", folder / "country", "1")
    pair = measure("pages_of_the_made_country", folder / "country", "2")
    return [
        Line("demo, end to end", dagster, "pages", "the stages without Dagster", stages),
        Line("pages of the made country", alone, "pages", "with two processes", pair),
    ]


def national_lines(folder: Path) -> list[Line]:
    """The real country, from a service on this machine, page size 10,000."""
    from tests.served import SHAPES_2022, real_tables
    from wijkfoto.sample import ODataService

    home, shapes = folder / "national", str(SHAPES_2022)
    with ODataService(real_tables(), page_size=10_000) as service:
        fetched = measure("national_fetch", home, service.url, shapes)
        frame = measure("cbsodata_frame", home, service.url)
        loaded = measure("national_load", home, service.url, shapes)
    thousand = measure("profile_of_the_country", home, "1000")
    hundred = measure("profile_of_the_country", home, "100")
    alone = measure("gemeente_against_the_country", home, "1000")
    coherence = measure("coherence_of_the_country", home)
    return [
        Line("national fetch, four sources", fetched, "snapshots", "cbsodata, one table", frame),
        Line("national load to observation", loaded, "rows", "cbsodata, one table", frame),
        Line("profile, 1,000 draws (aim: 10 s)", thousand, "wijken", "100 draws", hundred),
        Line("one gemeente (aim: 1 s)", alone, "wijken", "the whole country", thousand),
        Line("coherence report, one gemeente", coherence, "rows", "profile", thousand),
    ]


def print_notebook(folder: Path) -> None:
    """Set the pages of the sample beside the same page by a parametrised notebook."""
    home = folder / "stages"
    database = home / "current" / "wijkfoto.duckdb"
    try:
        notebook = seconds_per_page(database, ("WK990101", "WK990102"), folder / "notebook")
    except FileNotFoundError as absent:
        print(f"No notebook to set beside the pages: {absent}")
        return
    ours = measure("pages_of_the_sample", home)
    page = ours.seconds / ours.made
    print("a page, beside a notebook of what a wijk page holds (papermill and nbconvert):")
    print(f"  seconds  {page:6.3f} / {notebook:6.2f} = 1 in {notebook / page:,.0f}")
    print(f"  ours: {ours.made} pages of the sample in one process, reading the tables included")


def print_advice() -> None:
    """Hold the advice on the real country and on Amsterdam against the yardsticks of the design."""
    from tests.real.advice_country import (
        advise_all,
        amsterdam,
        inputs_2020,
        inputs_amsterdam,
        kwb_2020,
        measured,
    )

    places = (
        ("the country of 2020", inputs_2020, kwb_2020),
        ("Amsterdam 2019", inputs_amsterdam, amsterdam.city),
    )
    for name, inputs_of, kwb in places:
        inputs = inputs_of()
        start = time.perf_counter()
        advice = advise_all(inputs)
        seconds = time.perf_counter() - start
        people = advice.teamgebied["inwoners"]
        found = measured(inputs, advice, kwb())
        print(f"advice on {name}, {seconds:.0f} s:")
        print(f"  {found.gemeenten} gemeenten, {found.areas} teamgebieden")
        wanted = people.between(10_000, 20_000).mean()
        print(f"  teamgebieden of 10,000 to 20,000 inhabitants {wanted:.1%}")
        print(f"  without advice {found.unsaid}, of which without a reason {found.without_reason}")
        print(f"  forms: {', '.join(f'{form} {n}' for form, n in found.forms.items())}")
        print(f"  commonest form {found.commonest[1]:.1%} (aim: at most 70%)")
        print(f"  own team is '5,000 or more' in {found.own_is_large:.1%} (aim: at most 85%)")
        print(f"  FTE per 1,000 near the country {found.within:.1%} (aim: at least 95%)")
        print(f"  rank of FTE with bijstand {found.bijstand:.2f} (aim: at least 0.75)")
        print(f"  corridor warning {found.warned:.1%} (aim: under 15%)")


def print_loading(folder: Path) -> None:
    """Set the loading of one national table beside what an analyst would write by hand."""
    from tests.served import kwb_2020
    from wijkfoto.sample import ODataService

    with ODataService([kwb_2020()], page_size=10_000) as service:
        for case in ("kerncijfers_by_cbsodata", "kerncijfers_by_wijkfoto"):
            measure(case, folder / "warm", service.url)
        rounds = [
            (
                measure("kerncijfers_by_wijkfoto", folder / "ours", service.url),
                measure("kerncijfers_by_cbsodata", folder / "by_hand", service.url),
            )
            for _ in range(ROUNDS)
        ]
        before = len(service.requests)
        measure("kerncijfers_unchanged", folder / "ours", service.url)
        asked = len(service.requests) - before
    rounds.sort(key=lambda pair: pair[0].seconds / pair[1].seconds)
    ours, other = rounds[ROUNDS // 2]
    ratios = ", ".join(f"{one.seconds / two.seconds:.2f}" for one, two in rounds)
    print("KWB 2020 into DuckDB, beside cbsodata + pandas + DuckDB on the same warm service;")
    print("memory is what comes on top of a process with everything imported and DuckDB opened:")
    print(f"  seconds  {ours.seconds:6.2f} / {other.seconds:6.2f} = "
          f"{ours.seconds / other.seconds:.2f} (aim: 0.5; the middle of {ratios})")  # fmt: skip
    print(f"  processor{ours.processor:6.2f} / {other.processor:6.2f} = "
          f"{ours.processor / other.processor:.2f} (as on one core)")  # fmt: skip
    print(f"  MB grown {ours.grown_mb:6.1f} / {other.grown_mb:6.1f} = "
          f"{ours.grown_mb / other.grown_mb:.2f} (aim: 0.3)")  # fmt: skip
    print(f"  requests of an unchanged table: {asked} (aim: at most 1)")


def print_answers(folder: Path) -> None:
    """Set the first answer of a cold `wijkfoto sql` beside DuckDB alone on the same file."""
    home = Home(folder / "national")
    publish_figures(home)
    ours, alone = ask(home)
    helped = ask_for_help()
    megabytes = (home.editions / EDITION / DATABASE).stat().st_size / 1e6
    print(f"first answer on the figures of the country ({megabytes:.0f} MB), a process each,")
    print("beside duckdb in Python on the same file, the middle of five in turns:")
    print(f"  seconds  {ours.seconds:6.2f} / {alone.seconds:6.2f} (aim: under 1)")
    print(f"  processor{ours.processor:6.2f} / {alone.processor:6.2f} (as on one quiet core)")
    print(f"  wijkfoto --help {helped.seconds:.2f} s, {helped.processor:.2f} s of processor")


def show(lines: list[Line]) -> None:
    """Print the table."""
    head = f"{'what':<32}{'seconds':>8}{'made':>16}{'per second':>12}{'peak MB':>9}   beside"
    print(head)
    print("-" * (len(head) + 40))
    for line in lines:
        m = line.measured
        text = (
            f"{line.what:<32}{m.seconds:>8.1f}{f'{m.made:,} {line.unit}':>16}"
            f"{m.made / m.seconds:>12,.1f}{m.peak_mb:>9.0f}"
        )
        if line.other:
            ratio = m.seconds / line.other.seconds
            text += (
                f"   {ratio:.2f} x {line.beside} "
                f"({line.other.seconds:.1f} s, {line.other.peak_mb:.0f} MB)"
            )
        print(text)


def main() -> None:
    """Measure everything that can be measured here."""
    with tempfile.TemporaryDirectory() as name:
        lines = demo_lines(Path(name))
        if TESTDATA.is_dir():
            lines += national_lines(Path(name))
        show(lines)
        print_notebook(Path(name))
        if TESTDATA.is_dir():
            print_answers(Path(name))
            print_loading(Path(name))
            print_advice()
    if not TESTDATA.is_dir():
        print(f"The national lines need the real figures: none in {TESTDATA}.")


if __name__ == "__main__":
    main()
