"""`wijkfoto check --live`: whether the services have the tables that the catalog says they have.

It asks for titles and columns, never for figures, and it changes nothing in the catalog.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from wijkfoto.bronnen.bind import table_columns, try_bind
from wijkfoto.bronnen.choose import choice_fault, chosen_in, member_fault, table_dimensions
from wijkfoto.bronnen.http import NotFoundError
from wijkfoto.bronnen.identity import identity_faults
from wijkfoto.bronnen.service import Rows, TableService
from wijkfoto.catalog import Catalog, Indicator, Source, SourceTable, catalog_sha256
from wijkfoto.errors import SourceError
from wijkfoto.resources import catalog_dir
from wijkfoto.settings import Settings
from wijkfoto.stages.sources import service_of
from wijkfoto.stages.workspace import Workspace

REPORT = "check-live.json"
"""File in the folder of the logs that holds what was found last."""

PATIENCE = 2
"""Tables in a row without an answer, after which a service is not asked for the others."""

Found = Literal["bevestigd", "wijkt af", "bestaat niet", "geen antwoord"]


@dataclass(frozen=True)
class Finding:
    """What a service says about one table of the catalog.

    Attributes:
        service: Where it was asked.
        expected: What the catalog says of it: bevestigd or niet_bevestigd.
        found: Whether it is the table that the catalog means.
        bound: How many of our figures were found in it.
        faults: In what it differs, and which figures were not found.
    """

    source_id: str
    service: str
    table_id: str
    peiljaar: int | None
    expected: str
    found: Found
    title: str = ""
    period: str = ""
    modified: str = ""
    bound: int = 0
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the line of this table."""
        year = f" {self.peiljaar}" if self.peiljaar else ""
        said = f": '{self.title}', {self.period}, changed {self.modified}" if self.title else ""
        figures = f", {self.bound} figures bind" if self.bound else ""
        faults = "".join(f"\n              {fault}" for fault in self.faults)
        return f"{self.found:<13} {self.table_id}{year} ({self.source_id}){said}{figures}{faults}"


def check_live(settings: Settings) -> Iterator[Finding]:
    """Ask the services about every table of the catalog; write down what was found.

    Yields:
        What was found, table by table, in the order of the catalog.
    """
    ws = Workspace(settings)
    findings: list[Finding] = []
    silence: dict[str, int] = {}
    for source in ws.catalog.sources.values():
        if not source.is_table:
            continue
        service = service_of(ws, source)
        indicators = [i for i in ws.catalog.indicators.values() if i.source_id == source.source_id]
        for table in source.tables:
            if silence.get(source.service, 0) >= PATIENCE:
                finding = _finding(source, table, "geen antwoord", faults=("not asked any more",))
            else:
                finding = check_table(service, source, table, indicators)
            is_silent = finding.found == "geen antwoord"
            silence[source.service] = silence.get(source.service, 0) + 1 if is_silent else 0
            findings.append(finding)
            yield finding
    _write(ws.home.logs, findings)


def fails(findings: Iterable[Finding]) -> bool:
    """Say whether a table that the catalog is sure of differs, or a service gave no answer."""
    listed = list(findings)
    answered = {f.service for f in listed if f.found != "geen antwoord"}
    return any(
        f.service not in answered
        or (f.expected == "bevestigd" and f.found in ("wijkt af", "bestaat niet"))
        for f in listed
    )


def newer_years(catalog: Catalog, year: int) -> Iterator[str]:
    """Say of which sources a newer year may be there than the catalog knows a table of.

    Only by the calendar: the number of a table cannot be told before somebody saw it, so none is
    asked for.

    Args:
        catalog: The catalog.
        year: The present year.
    """
    for source in catalog.sources.values():
        known = sorted({table.peiljaar for table in source.tables if table.peiljaar})
        is_yearly = len(known) > 1 and known[-1] - known[-2] == 1
        if is_yearly and known[-1] < year:
            yield (
                f"newer year?   {source.naam}: the catalog knows no table after {known[-1]}. When "
                f"{source.publisher} has one of {known[-1] + 1}, add its number to sources.yaml"
            )


def check_table(
    service: TableService, source: Source, table: SourceTable, indicators: list[Indicator]
) -> Finding:
    """Compare one table with what the catalog says about it; figures are not asked for."""
    source = source.for_table(table)
    try:
        info = service.info(table.table_id)
        properties = service.properties(table.table_id)
        bound, missing = _columns(service, source, table, indicators, properties)
    except NotFoundError as error:
        return _finding(source, table, "bestaat niet", faults=(error.where,))
    except SourceError as error:
        return _finding(source, table, "geen antwoord", faults=(error.what,))
    other = [fault.what for fault in identity_faults(source, table, info)]
    differs = bool(other) or (bool(missing) and table.has_known_columns)
    return _finding(
        source,
        table,
        "wijkt af" if differs else "bevestigd",
        title=" ".join(str(info.get("Title") or "").split()),
        period=str(info.get("Period") or "").strip(),
        modified=str(info["Modified"]),
        bound=bound,
        faults=(*other, *missing),
    )


def _finding(source: Source, table: SourceTable, found: Found, **said: Any) -> Finding:  # noqa: ANN401 - fields of Finding
    return Finding(
        source_id=source.source_id,
        service=source.service,
        table_id=table.table_id,
        peiljaar=table.peiljaar,
        expected=table.status,
        found=found,
        **said,
    )


def _columns(
    service: TableService,
    source: Source,
    table: SourceTable,
    indicators: list[Indicator],
    properties: Rows,
) -> tuple[int, list[str]]:
    """Return how many figures are found, and what keeps the others from it."""
    dimensions = table_dimensions(properties)
    if source.region_dimension and source.region_dimension not in dimensions:
        listed = ", ".join(sorted(dimensions))
        return 0, [f"There is no dimension {source.region_dimension}. Dimensions: {listed}."]
    required = table.peiljaar is not None
    binding = try_bind(indicators, table_columns(properties), table=table, required=required)
    faults = [f"{fault.where.rpartition(', ')[2]}: {fault.what}" for fault in binding.faults]
    found = [i for i in indicators if i.indicator_id in binding.columns]
    lists: dict[str, Rows] = {}
    for chosen in sorted({chosen_in(source, i, dimensions) for i in found}):
        fault = choice_fault(source, dimensions, chosen)
        faults += [fault] if fault else []
        for dimension, members in chosen if not fault else ():
            if dimension not in lists:
                lists[dimension] = json.loads(service.dimension(table.table_id, dimension))
            told = (member_fault(dimension, member, lists[dimension]) for member in members)
            faults += filter(None, told)
    return len(found), faults


def _write(folder: Path, findings: list[Finding]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    report = {
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "catalog_sha256": catalog_sha256(catalog_dir()),
        "tables": [asdict(finding) for finding in findings],
    }
    partial = folder / f".{REPORT}.part"
    partial.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(folder / REPORT)
