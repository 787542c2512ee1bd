"""The stages one by one, for the commands fetch, build, render and publish; without Dagster."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.terminal import progress
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.stages.workspace import Workspace

STAGES = 11
"""Stages of building the tables."""


@contextmanager
def _workspace(
    settings: Settings,
    stages: int,
    *,
    quiet: bool,
    national: bool = False,
    again: str | None = None,
) -> Iterator[Workspace]:
    from pipelines.logbook import Timed, logged

    with progress(stages, quiet=quiet or settings.logboek.vorm == "json") as bar:
        timed = Timed(bar)
        ws = Workspace(settings, national=national, progress=timed, again=again)
        ws.home.prepare()
        with ws.home.lock(), logged(ws.home, settings.logboek, "command"):
            yield ws
            timed.done()


def fetch_all(settings: Settings, *, quiet: bool = False) -> list[str]:
    """Fetch every source; return one line per snapshot or note."""
    from wijkfoto.stages.sources import fetch_source

    lines: list[str] = []
    with _workspace(settings, 3, quiet=quiet) as ws:
        for source_id, source in ws.catalog.used_sources().items():
            ws.progress.stage(f"bronnen: {source.naam}")
            report = fetch_source(ws, source_id)
            lines += [*report.snapshot_ids, *report.notes]
    return lines


def build_again(settings: Settings, name: str, *, quiet: bool = False) -> str:
    """Build the tables of an edition that is kept once more; return its id.

    Raises:
        WijkfotoError: If an input is gone, or the tables are not the same.
    """
    from wijkfoto.advice import rules_of
    from wijkfoto.stages.again import same_again, settings_of, take_inputs
    from wijkfoto.warehouse.editions import find_edition

    rules_of(settings.own_rules)  # faults are told before anything is computed
    edition = find_edition(Home(settings.home), name)
    with _workspace(settings_of(settings, edition), STAGES, quiet=quiet, again=edition) as ws:
        take_inputs(ws)
        _build(ws)
        same_again(ws)
        return edition


def build_tables(settings: Settings, *, national: bool = False, quiet: bool = False) -> str:
    """Build the tables of an edition; return its id."""
    from wijkfoto.advice import rules_of

    rules_of(settings.own_rules)  # faults are told before anything is computed
    with _workspace(settings, STAGES, quiet=quiet, national=national) as ws:
        _build(ws)
        return ws.edition_id


def _build(ws: Workspace) -> None:
    from wijkfoto.stages.change import run_change
    from wijkfoto.stages.coherence import run_coherence
    from wijkfoto.stages.derive import run_advice, run_profile
    from wijkfoto.stages.finish import freeze_tables
    from wijkfoto.stages.lokaal import run_local
    from wijkfoto.stages.survey import run_survey
    from wijkfoto.stages.tables import check_plausibility, choose_gemeenten, load_raw, run_layer
    from wijkfoto.warehouse.plausible import refuse_implausible

    ws.progress.stage("warehouse: raw")
    load_raw(ws)
    for layer in ("staging", "intermediate", "marts"):
        ws.progress.stage(f"warehouse: {layer}")
        list(run_layer(ws, layer))
        if layer == "staging":
            choose_gemeenten(ws)
    refuse_implausible(check_plausibility(ws))
    ws.progress.stage("peiling")
    run_survey(ws)
    ws.progress.stage("lokaal")
    run_local(ws)
    ws.progress.stage("profiel")
    run_profile(ws)
    ws.progress.stage("samenhang")
    run_coherence(ws)
    ws.progress.stage("advies")
    run_advice(ws)
    ws.progress.stage("verandering")
    run_change(ws)
    ws.progress.stage("editie: tabellen")
    freeze_tables(ws)


def render_edition(settings: Settings, *, quiet: bool = False) -> Path:
    """Render, attack and seal the edition that was built; return its folder."""
    from wijkfoto.stages.attack import attack_candidate
    from wijkfoto.stages.finish import render_pages, seal_candidate
    from wijkfoto.stages.whole import check_pages

    with _workspace(settings, 3, quiet=quiet) as ws:
        ws.progress.stage("editie: pagina's")
        render_pages(ws)
        check_pages(ws)
        ws.progress.stage("editie: aangevallen")
        attack_candidate(ws)
        ws.progress.stage("editie: verzegeld")
        seal_candidate(ws)
        return ws.home.editions / ws.edition_id


def roll_back(settings: Settings, edition: str | None) -> tuple[str, str | None]:
    """Publish an earlier edition: the one before the published one, or the one that is named.

    Returns:
        The edition that readers see now, and the one that they saw.
    """
    from wijkfoto.stages.overview import write_overview
    from wijkfoto.warehouse.editions import before_published, find_edition
    from wijkfoto.warehouse.publish import current_edition, flip

    with _workspace(settings, 1, quiet=True) as ws:
        seen = current_edition(ws.home)
        target = find_edition(ws.home, edition) if edition else before_published(ws.home)
        flip(ws.home, target)
        write_overview(ws.home, ws.settings)
        return target, seen


def publish_edition(settings: Settings, edition: str | None) -> Path:
    """Publish an edition, or the one that was made last; return the first page."""
    from wijkfoto.stages.finish import publish_edition as publish_last
    from wijkfoto.stages.overview import write_overview
    from wijkfoto.warehouse.publish import flip

    with _workspace(settings, 1, quiet=True) as ws:
        if edition:
            flip(ws.home, edition)
            write_overview(ws.home, ws.settings)
        else:
            publish_last(ws)
        return ws.home.site / "index.html"
