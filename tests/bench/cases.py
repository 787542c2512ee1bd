"""What is measured: each case runs alone in its own process and prints one line of JSON.

A case returns how many things it made; seconds and peak memory are taken around it.
"""

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from wijkfoto.home import Home
from wijkfoto.settings import Bronnen, Gemeente, Profile, Settings, Team, load_settings


def demo_with_dagster(home: Path) -> int:
    """Run the demo as `wijkfoto demo` does."""
    from pipelines.demo import run_demo

    run_demo(load_settings(home=home), quiet=True)
    return len(list((home / "site").rglob("WK*.html")))


def demo_by_stages(home: Path) -> int:
    """Run the same stages one by one, without Dagster."""
    from pipelines.demo import sample_settings
    from pipelines.parts import build_tables, fetch_all, publish_edition, render_edition

    with sample_settings(load_settings(home=home)) as settings:
        fetch_all(settings, quiet=True)
        build_tables(settings, quiet=True)
        render_edition(settings, quiet=True)
        publish_edition(settings, None)
    return len(list((home / "site").rglob("WK*.html")))


def national_fetch(home: Path, url: str, shapes: str) -> int:
    """Bring the national tables into the snapshot store."""
    from pipelines.parts import fetch_all

    fetch_all(_national(home, url, shapes), quiet=True)
    return sum(1 for _ in (home / "snapshots").rglob("manifest.json"))


def national_load(home: Path, url: str, shapes: str) -> int:
    """Load the snapshots and run every SQL model: rows of `observation`."""
    from wijkfoto.stages.tables import choose_gemeenten, load_raw, run_layer
    from wijkfoto.stages.workspace import Workspace

    ws = Workspace(_national(home, url, shapes))
    load_raw(ws)
    rows = {}
    for layer in ("staging", "intermediate", "marts"):
        rows |= {report.table: report.rows for report in run_layer(ws, layer)}
        if layer == "staging":
            choose_gemeenten(ws)
    return rows["marts.observation"]


def cbsodata_frame(home: Path, url: str) -> int:  # noqa: ARG001 - every case is handed a home
    """Read the kerncijfers with cbsodata and pandas: titles for keys, no status, nothing kept."""
    import cbsodata
    import pandas as pd

    cbsodata.options.use_https = False
    host = url.removeprefix("http://")
    return len(pd.DataFrame(cbsodata.get_data("84799NED", catalog_url=host)))


def kerncijfers_by_cbsodata(home: Path, url: str) -> int:
    """Bring KWB 2020 into DuckDB by way of cbsodata and pandas: titles for keys, nothing kept."""
    import cbsodata
    import duckdb
    import pandas as pd

    cbsodata.options.use_https = False
    _begin()
    frame = pd.DataFrame(cbsodata.get_data(KWB_2020, catalog_url=url.removeprefix("http://")))
    with duckdb.connect(str(_empty(home) / "frame.duckdb")) as con:
        con.execute("create table kerncijfers as from frame")
    _end()
    return len(frame)


def kerncijfers_by_wijkfoto(home: Path, url: str) -> int:
    """Bring KWB 2020 into the snapshot store and from there into DuckDB, checked on the way."""
    from wijkfoto.bronnen.fetch import fetch_table, service_for
    from wijkfoto.bronnen.http import HttpOptions
    from wijkfoto.bronnen.snapshot import SnapshotStore
    from wijkfoto.catalog import shipped_catalog
    from wijkfoto.stages.tables import GROUP_ROWS
    from wijkfoto.warehouse.pages import read_pages
    from wijkfoto.warehouse.raw import _column_types
    from wijkfoto.warehouse.run import open_build

    source = shipped_catalog().sources["cbs_kwb"]
    table = next(t for t in source.tables if t.table_id == KWB_2020)
    store = SnapshotStore(_empty(home) / "snapshots")
    _begin()
    service = service_for(source, {"cbs": url}, HttpOptions())
    fetched = fetch_table(source, table, service, store, required=True, notify=lambda _: None)
    assert fetched.snapshot is not None
    properties = store.read_json(fetched.snapshot, "DataProperties.json")
    types = _column_types(properties, KWB_2020)
    with open_build(home / "build.duckdb", group_rows=GROUP_ROWS) as con:
        rows = read_pages(con, "raw.kerncijfers", types, fetched.snapshot, store)
    _end()
    return rows


def kerncijfers_unchanged(home: Path, url: str) -> int:
    """Fetch KWB 2020 again, of which the store holds this revision."""
    from wijkfoto.bronnen.fetch import fetch_table, service_for
    from wijkfoto.bronnen.http import HttpOptions
    from wijkfoto.bronnen.snapshot import SnapshotStore
    from wijkfoto.catalog import shipped_catalog

    source = shipped_catalog().sources["cbs_kwb"]
    table = next(t for t in source.tables if t.table_id == KWB_2020)
    service = service_for(source, {"cbs": url}, HttpOptions())
    store = SnapshotStore(home / "snapshots")
    fetched = fetch_table(source, table, service, store, required=True, notify=lambda _: None)
    return int(not fetched.is_new)


def _empty(home: Path) -> Path:
    """A folder in which nothing stands yet."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    return home


def _begin() -> None:
    """Start the clock and take the memory once everything was imported and DuckDB opened once."""
    import duckdb

    duckdb.connect().close()
    _memory.append(_peak_kb())
    _clock.append(time.perf_counter())
    _processor.append(time.process_time())


def _end() -> None:
    _processor[0] = time.process_time() - _processor[0]
    _clock[0] = time.perf_counter() - _clock[0]


def profile_of_the_country(home: Path, draws: str) -> int:
    """Score every wijk of the built tables: number of wijken."""
    from wijkfoto.catalog import shipped_catalog
    from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains
    from wijkfoto.warehouse import lookup
    from wijkfoto.warehouse.run import open_build

    with open_build(Home(home).build_file) as con:
        inputs = ProfileInput(lookup.indicator_values(con), lookup.current_wijken(con))
    options = ProfileOptions(peiljaar=2020, draws=int(draws), seed=1)
    start = time.perf_counter()
    profile = score_domains(inputs, shipped_catalog(), options, ("GM0606",))
    _clock.append(time.perf_counter() - start)
    return int(profile.scores["region_code"].nunique())


def gemeente_against_the_country(home: Path, draws: str) -> int:
    """Score one gemeente against a country that was fitted before, with another seed: wijken."""
    from wijkfoto.catalog import shipped_catalog
    from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains, score_gemeenten
    from wijkfoto.warehouse import lookup
    from wijkfoto.warehouse.run import open_build

    with open_build(Home(home).build_file) as con:
        inputs = ProfileInput(lookup.indicator_values(con), lookup.current_wijken(con))
    catalog = shipped_catalog()
    few = ProfileOptions(peiljaar=2020, draws=10, seed=1)
    cache = score_domains(inputs, catalog, few, ("GM0606",)).cache
    options = ProfileOptions(peiljaar=2020, draws=int(draws), seed=2)
    start = time.perf_counter()
    profile = score_gemeenten(inputs, cache, catalog, options, ("GM0599",))
    _clock.append(time.perf_counter() - start)
    return int(profile.scores["region_code"].nunique())


def coherence_of_the_country(home: Path) -> int:
    """Make the coherence report of the built tables for one gemeente: number of its rows."""
    from wijkfoto.catalog import shipped_catalog
    from wijkfoto.profile import ProfileInput, ProfileOptions
    from wijkfoto.profile.report import report_coherence
    from wijkfoto.warehouse import lookup
    from wijkfoto.warehouse.run import open_build

    with open_build(Home(home).build_file) as con:
        inputs = ProfileInput(lookup.indicator_values(con), lookup.current_wijken(con))
    options = ProfileOptions(peiljaar=2020, draws=1000, seed=1)
    start = time.perf_counter()
    report = report_coherence(inputs, shipped_catalog(), options, ("GM0606",))
    _clock.append(time.perf_counter() - start)
    return sum(map(len, (report.pairs, report.weights, report.models, report.norms)))


def made_country(home: Path) -> int:
    """Build the tables of every gemeente of the made country, ready to render."""
    from pipelines.demo import sample_settings
    from pipelines.parts import build_tables, fetch_all

    with sample_settings(load_settings(home=home)) as settings:
        fetch_all(settings, quiet=True)
        every = settings.model_copy(update={"team": Team()})  # one total is for one gemeente
        build_tables(every, national=True, quiet=True)
    return 1


def pages_of_the_made_country(home: Path, workers: str) -> int:
    """Render every gemeente of the made country."""
    import duckdb

    from wijkfoto.site import SiteOptions, render_site

    database = Home(home).candidate / "wijkfoto.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute("select gemeente_codes from edition").fetchall()
    options = SiteOptions(titel="Wijkfoto", gemeenten=tuple(json.loads(rows[0][0])))
    target = home / f"pages-{workers}"
    start = time.perf_counter()
    report = render_site(database, target, options, workers=int(workers))
    _clock.append(time.perf_counter() - start)
    return report.pages


def pages_of_the_sample(home: Path) -> int:
    """Render the whole site of the sample gemeente in one process."""
    from wijkfoto.sample import SAMPLE_GEMEENTE
    from wijkfoto.site import SiteOptions, render_site

    options = SiteOptions(titel="Wijkfoto", gemeenten=(SAMPLE_GEMEENTE,))
    target = home / "pages-sample"
    start = time.perf_counter()
    report = render_site(home / "current" / "wijkfoto.duckdb", target, options)
    _clock.append(time.perf_counter() - start)
    return report.pages


def _national(home: Path, url: str, shapes: str) -> Settings:
    return load_settings(home=home).model_copy(
        update={
            "gemeente": Gemeente(codes=("GM0606",)),
            "bronnen": Bronnen(peiljaar=2020, cbs_url=url, rivm_url=url, geo_url=shapes),
            "profile": Profile(),
            "team": Team(),
        }
    )


CASES: tuple[Callable[..., int], ...] = (
    demo_with_dagster,
    demo_by_stages,
    national_fetch,
    national_load,
    cbsodata_frame,
    kerncijfers_by_cbsodata,
    kerncijfers_by_wijkfoto,
    kerncijfers_unchanged,
    profile_of_the_country,
    gemeente_against_the_country,
    coherence_of_the_country,
    made_country,
    pages_of_the_made_country,
    pages_of_the_sample,
)

KWB_2020 = "84799NED"

_memory: list[int] = []
"""Kilobytes at the begin of a case that tells how much it adds."""

_clock: list[float] = []
"""Seconds that a case measured itself, because it prepares something first."""

_processor: list[float] = []
"""Seconds of processor of such a case, over all its threads: what a busy machine leaves alone."""


def main(name: str, home: str, *words: str) -> None:
    """Run one case and print what it took."""
    case = next(c for c in CASES if c.__name__ == name)
    start = time.perf_counter()
    made = case(Path(home), *words)
    seconds = _clock[0] if _clock else time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak = _peak_kb()
    grown = peak - _memory[0] if _memory else 0
    found = {
        "made": made,
        "seconds": seconds,
        "processor": _processor[0] if _processor else time.process_time(),
        "peak_kb": max(peak, children),
        "grown_kb": grown,
    }
    print(json.dumps(found))


def _peak_kb() -> int:
    """Most memory of this process so far.

    Not `ru_maxrss` where that can be had otherwise: it begins at the size of the parent.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
