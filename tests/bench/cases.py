"""What is measured: each case runs alone in its own process and prints one line of JSON.

A case returns how many things it made; seconds and peak memory are taken around it.
"""

import json
import resource
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
    profile_of_the_country,
    made_country,
    pages_of_the_made_country,
)

_clock: list[float] = []
"""Seconds that a case measured itself, because it prepares something first."""


def main(name: str, home: str, *words: str) -> None:
    """Run one case and print what it took."""
    case = next(c for c in CASES if c.__name__ == name)
    start = time.perf_counter()
    made = case(Path(home), *words)
    seconds = _clock[0] if _clock else time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"made": made, "seconds": seconds, "peak_kb": max(own, children)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
