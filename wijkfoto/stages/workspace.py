"""What every stage is handed: settings, home, catalog, and what was chosen for this run."""

import json
import logging
import os
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import duckdb

from wijkfoto.bronnen.fetch import Fetched
from wijkfoto.bronnen.files import Door, folder_of, is_file_snapshot
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, SnapshotStore, read_manifest
from wijkfoto.catalog import Catalog, shipped_catalog
from wijkfoto.errors import ConfigError, EditionError, SourceError, WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.warehouse.model import Model, read_models

log = logging.getLogger(__name__)

INPUTS = "inputs"
"""Folder in the build that lists which snapshots a run uses."""


class Progress(Protocol):
    """Who is told how far a run is; the command line shows it, a scheduled run does not."""

    def stage(self, name: str) -> None:
        """Take note that a stage begins."""

    def detail(self, message: str) -> None:
        """Take note of something inside the stage."""


class Silent:
    """Tells nobody."""

    def stage(self, name: str) -> None:
        """Do nothing."""

    def detail(self, message: str) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class StageReport:
    """What a stage did, for the log and for Dagster.

    Attributes:
        rows: Rows by table, or another count by name.
        snapshot_ids: Snapshots involved.
        notes: What a reader of the log should know.
    """

    rows: dict[str, int] = field(default_factory=dict)
    snapshot_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """Everything a stage needs; made anew for each run. `again`: an edition that is made again."""

    settings: Settings
    national: bool = False
    progress: Progress = field(default_factory=Silent)
    again: str | None = None

    def notify(self, message: str) -> None:
        """Tell the progress of something inside the present stage."""
        self.progress.detail(message)

    @property
    def home(self) -> Home:
        """The home of this run."""
        return Home(self.settings.home)

    @property
    def catalog(self) -> Catalog:
        """The catalog of this run: each service over the protocol that the settings choose."""
        shipped = shipped_catalog()
        chosen = self.settings.bronnen.protocols
        asked = {
            source_id: source.model_copy(update={"protocol": chosen[source.service]})
            for source_id, source in shipped.sources.items()
            if source.protocol != "file" and source.service in chosen
        }
        return replace(shipped, sources=shipped.sources | asked)

    @property
    def store(self) -> SnapshotStore:
        """The snapshot store."""
        return SnapshotStore(self.home.snapshots)

    @property
    def door(self) -> Door:
        """The folder with files, which stands beside the services.

        Raises:
            ConfigError: If the folder that the settings name is not there.
        """
        folder = folder_of(self.home.root, self.settings.bronnen.map)
        return Door(folder, self.settings.bronnen.offline, self.catalog, self.store)

    @property
    def http(self) -> HttpOptions:
        """How to fetch."""
        bronnen = self.settings.bronnen
        return HttpOptions(
            timeout_s=bronnen.timeout_s,
            ca_bundle=bronnen.ca_bundle,
            proxy=bronnen.proxy.get_secret_value(),
        )

    @property
    def peiljaar(self) -> int:
        """The year of the kerncijfers that lead this run."""
        wanted = self.settings.bronnen.peiljaar
        return self.catalog.newest_peiljaar() if wanted == "newest" else wanted

    @property
    def models(self) -> list[Model]:
        """All models of the warehouse, in the order of building."""
        return read_models()

    def marts(self) -> list[Model]:
        """The models that are published."""
        return [m for m in self.models if m.layer == "marts"]

    def model(self, qualified: str) -> Model:
        """Return one model by its qualified name."""
        return next(m for m in self.models if m.qualified == qualified)

    def begin(self) -> None:
        """Empty the private build folder but for the list of inputs.

        What a killed run left behind goes with it; the published edition lies elsewhere.
        """
        self.home.prepare()
        for path in self.home.build.iterdir():
            if path.name == INPUTS:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def remember(self, source_id: str, fetched: list[Fetched]) -> None:
        """Write down which snapshots of a source this run uses."""
        folder = self.home.build / INPUTS
        folder.mkdir(exist_ok=True)
        entries = [
            {
                "table_id": f.table_id,
                "snapshot_id": f.snapshot.snapshot_id if f.snapshot else None,
                "note": f.note,
            }
            for f in fetched
        ]
        text = json.dumps({"peiljaar": self.peiljaar, "tables": entries}, indent=1)
        (folder / f"{source_id}.json").write_text(text, encoding="utf-8")

    def inputs(self, source_id: str) -> dict[str, Snapshot]:
        """Return the snapshots of the service of a source that this run uses, by table.

        Raises:
            SourceError: If the last fetch was for another peiljaar.
            WijkfotoError: If there was none.
        """
        found = self._inputs(source_id)
        return {s.table_id: s for s in found if not is_file_snapshot(s.snapshot_id)}

    def file_inputs(self, source_id: str) -> dict[str, tuple[Snapshot, ...]]:
        """Return the files of a source that this run uses, by table; raises what `inputs` does."""
        found: dict[str, tuple[Snapshot, ...]] = {}
        for snapshot in self._inputs(source_id):
            if is_file_snapshot(snapshot.snapshot_id):
                found[snapshot.table_id] = (*found.get(snapshot.table_id, ()), snapshot)
        return found

    def _inputs(self, source_id: str) -> list[Snapshot]:
        path = self.home.build / INPUTS / f"{source_id}.json"
        try:
            listed = json.loads(path.read_text(encoding="utf-8"))
            fetched_for, entries = listed["peiljaar"], listed["tables"]
        except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
            raise WijkfotoError(
                "This stage needs the snapshots of an earlier one.",
                where=source_id,
                next_step="Run `wijkfoto fetch` first, or `wijkfoto run` for the whole line.",
            ) from error
        if fetched_for != self.peiljaar:
            raise SourceError(
                f"The last fetch was for {fetched_for}, this is {self.peiljaar}.",
                where=source_id,
                next_step="Run `wijkfoto fetch` with the same --peiljaar first.",
            )
        return [
            read_manifest(self.store.root / entry["snapshot_id"] / MANIFEST)
            for entry in entries
            if entry["snapshot_id"]
        ]

    def all_inputs(self) -> list[Snapshot]:
        """Return every snapshot that this run uses."""
        return [s for source in self.catalog.used_sources() for s in self._inputs(source)]

    def gemeenten(self, con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
        """Return the gemeenten to make pages of.

        Raises:
            ConfigError: If none is chosen, or one does not exist in the peiljaar.
        """
        known = {
            str(row[0]): str(row[1])
            for row in con.execute(
                "select region_code, region_naam from staging.region "
                "where region_level = 'gemeente' and boundary_year = ?",
                [self.peiljaar],
            ).fetchall()
        }
        if self.national:
            return tuple(sorted(known))
        chosen = self.settings.gemeente.codes
        if not chosen:
            raise ConfigError(
                "No gemeente was chosen.", next_step="Add --gemeente GM0606, or use --national."
            )
        for code in chosen:
            if code not in known:
                raise ConfigError(
                    f"Gemeente {code} does not exist in the kerncijfers of {self.peiljaar}.",
                    where="gemeente",
                    next_step=f"The table holds {len(known)} gemeenten, from "
                    f"{min(known)} to {max(known)}; codes change when gemeenten merge.",
                )
        return chosen

    @property
    def chosen(self) -> tuple[str, ...]:
        """The gemeenten of this run; known once the tables are built."""
        codes = self._built("gemeenten")
        return tuple(str(code) for code in codes) if isinstance(codes, list) else ()

    @property
    def edition_id(self) -> str:
        """The edition of this run; known once the tables are built."""
        return str(self._built("edition_id"))

    @property
    def survey_hashes(self) -> tuple[str, ...]:
        """Hashes of the mapping and of what is told of the survey; none without one."""
        kept = self.state().get("survey", [])
        return tuple(str(digest) for digest in kept) if isinstance(kept, list) else ()

    @property
    def form_hashes(self) -> tuple[str, ...]:
        """Hashes of the forms whose entries lie in the tables; known once they were read."""
        hashes = self._built("forms")
        return tuple(str(one) for one in hashes) if isinstance(hashes, list) else ()

    @property
    def told_forms(self) -> str:
        """Hash of what the tables tell of the forms; known once they were read."""
        return str(self._built("forms_told"))

    def _built(self, key: str) -> object:
        state = self.state()
        if key not in state:
            raise EditionError(
                "There are no built tables yet.",
                where=str(self.home.build),
                next_step="Run `wijkfoto build` first.",
            )
        return state[key]

    def save_state(self, **values: object) -> None:
        """Keep what later stages of this run need to know, whole or not at all."""
        state = self.state() | values
        partial = self._state_file.with_suffix(".part")
        with partial.open("w", encoding="utf-8") as handle:
            json.dump(state, handle, indent=1, sort_keys=True)
            handle.flush()
            os.fsync(handle.fileno())
        partial.replace(self._state_file)

    def state(self) -> dict[str, object]:
        """Return what earlier stages of this run kept; nothing when that cannot be read."""
        try:
            kept = json.loads(self._state_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    @property
    def _state_file(self) -> Path:
        return self.home.build / "state.json"
