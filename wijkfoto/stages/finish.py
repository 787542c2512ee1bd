"""Stages: freeze the tables, render the pages, seal, and publish by one rename."""

import os
from dataclasses import dataclass

from wijkfoto.advice.own import own_sha256
from wijkfoto.errors import EditionError
from wijkfoto.export import write_downloads
from wijkfoto.settings import Settings
from wijkfoto.site import SiteOptions, collect_numbers, render_site, useful_workers
from wijkfoto.stages.overview import write_overview
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse.publish import (
    DATABASE,
    add_numbers,
    flip,
    freeze,
    link_export,
    place,
    seal,
)


@dataclass(frozen=True)
class Published:
    """What publishing did."""

    edition_id: str
    is_new: bool


def freeze_tables(ws: Workspace) -> StageReport:
    """Copy the marts into the candidate edition, and add every number the pages will show."""
    candidate = ws.home.candidate
    freeze(ws.home.build_file, candidate, ws.marts())
    numbers = collect_numbers(candidate / DATABASE, _site_options(ws))
    count = add_numbers(candidate, numbers, ws.edition_id)
    ws.save_state(frozen=ws.edition_id, content=_content(ws), attacked=None)
    return StageReport(rows={"number": count})


def render_pages(ws: Workspace) -> StageReport:
    """Render the candidate edition, and its files to take along, from its own tables.

    The database is opened read-only. The files come first, because a page tells of them.

    Raises:
        EditionError: If the tables are not whole, or the settings changed since they were made.
    """
    _check_frozen(ws)
    ws.save_state(attacked=None)
    database, options = ws.home.candidate / DATABASE, _site_options(ws)
    site = ws.home.candidate / "site"
    downloads = write_downloads(database, site, options.gemeenten)
    link_export(ws.home.candidate)
    report = render_site(
        database,
        site,
        options,
        downloads=downloads,
        workers=useful_workers(database, options, os.cpu_count() or 1),
        on_page=ws.notify,
    )
    return StageReport(
        rows={
            "pages": report.pages,
            "bytes": report.bytes,
            "downloads": len(downloads.files),
            "download_bytes": downloads.bytes,
        }
    )


def seal_candidate(ws: Workspace) -> StageReport:
    """Hash and flush the candidate, and move it among the editions, unpublished.

    Raises:
        EditionError: If its tables are not whole, it was not attacked as it is, or an edition with
            other content has its id.
    """
    _check_frozen(ws)
    if ws.state().get("attacked") != ws.edition_id:
        raise EditionError(
            "This edition was not searched for what it tells of people.",
            where=ws.edition_id,
            next_step="Run `wijkfoto render` again.",
        )
    manifest = seal(ws.home.candidate, ws.edition_id, ws.marts())
    is_new = place(ws.home, ws.home.candidate, manifest)
    ws.save_state(is_new=is_new)
    note = "" if is_new else "this edition existed already and is the same; it was kept"
    counts = {"tables": len(manifest.tables), "files": len(manifest.pages)}
    return StageReport(rows=counts, notes=(note,) if note else ())


def publish_edition(ws: Workspace) -> Published:
    """Flip `current` to the sealed edition of this run.

    Raises:
        EditionError: If no sealed edition is there.
    """
    identity = ws.edition_id
    if not (ws.home.editions / identity).exists():
        raise EditionError(
            "There is no finished edition to publish.",
            where=identity,
            next_step="Run `wijkfoto build` and `wijkfoto render` first.",
        )
    flip(ws.home, identity)
    ws.save_state(published=identity)  # first: whatever comes after it, readers see this edition
    write_overview(ws.home, ws.settings)
    return Published(identity, is_new=bool(ws.state().get("is_new", False)))


def _site_options(ws: Workspace) -> SiteOptions:
    return site_options(ws.settings, ws.chosen)


def site_options(settings: Settings, gemeenten: tuple[str, ...]) -> SiteOptions:
    """Return what of the settings is seen on the pages.

    Args:
        settings: Settings of the run.
        gemeenten: Codes of the gemeenten that get pages.
    """
    site = settings.site
    return SiteOptions(
        titel=site.titel,
        gemeenten=gemeenten,
        regels=settings.own_rules,
        contact=site.contact,
        thema=site.theme_file,
        logo=site.logo_file,
    )


def _content(ws: Workspace) -> list[str]:
    """Return what tables and pages must have in common: settings, norms and rules."""
    return [ws.settings.content_sha256(), *own_sha256(ws.settings.own_rules)]


def _check_frozen(ws: Workspace) -> None:
    """Refuse a candidate that a killed build left behind, and texts of other settings."""
    state = ws.state()
    if state.get("frozen") != ws.edition_id:
        raise EditionError(
            "The tables of this edition are not whole.",
            where=ws.edition_id,
            next_step="Run `wijkfoto build` again.",
        )
    if state.get("content") != _content(ws):
        raise EditionError(
            "The settings, norms or rules changed since the tables were built.",
            where=ws.edition_id,
            next_step="Run `wijkfoto build` with the same settings first.",
        )
