"""`wijkfoto prune`: which editions and snapshots may go, and taking them away.

Never the published edition, the one that `rollback` goes to, or what a kept edition was made of.
What a pruned edition told of people is kept (`warehouse.told`).
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, read_manifest
from wijkfoto.errors import EditionError, SourceError
from wijkfoto.home import Home
from wijkfoto.settings_work import Edities
from wijkfoto.stages.workspace import INPUTS
from wijkfoto.warehouse.editions import kept_editions
from wijkfoto.warehouse.previous import edition_before
from wijkfoto.warehouse.publish import DATABASE, current_edition
from wijkfoto.warehouse.told import keep_told


@dataclass(frozen=True)
class Plan:
    """What may go, and why the rest stays.

    Attributes:
        editions: Ids of editions that may go, oldest first.
        snapshots: Ids of snapshots that no kept edition needs.
        kept: Each kept edition with the reason.
        bytes: What goes takes on the disk; a file with two names counts once.
        notes: What could not be judged, and so stays.
    """

    editions: tuple[str, ...]
    snapshots: tuple[str, ...]
    kept: dict[str, str]
    bytes: int
    notes: tuple[str, ...] = ()

    def lines(self, *, dry_run: bool) -> Iterator[str]:
        """Say it line by line."""
        verb = "would go" if dry_run else "gone"
        for edition, why in sorted(self.kept.items()):
            yield f"stays      {edition}: {why}"
        for edition in self.editions:
            yield f"{verb:<10} edition {edition}"
        for snapshot in self.snapshots:
            yield f"{verb:<10} snapshot {snapshot}"
        yield from self.notes
        yield f"{verb:<10} {self.bytes / 1e6:.1f} MB in all"


@dataclass(frozen=True)
class _Made:
    edition: str
    at: datetime
    before: str | None
    snapshots: frozenset[str]


def plan_prune(home: Home, policy: Edities, now: datetime) -> Plan:
    """Say what may go by the policy; changes nothing.

    Args:
        home: The home.
        policy: How many and how long.
        now: The present moment, with its zone.

    Raises:
        EditionError: If the published edition cannot be read.
    """
    made, notes = _readable(home)
    kept = _kept(home, policy, made, now)
    going = [each for each in made if each.edition not in kept]
    snapshots: tuple[str, ...] = ()
    if notes:  # what an edition needs that cannot be read is not known
        notes.append("Snapshots stay, because it is not known which of them these need.")
    else:
        needed = {s for each in made if each.edition in kept for s in each.snapshots}
        snapshots = tuple(_not_needed(home, needed | _of_last_fetch(home), policy, now))
    folders = [home.editions / each.edition for each in going]
    folders += [home.snapshots / snapshot for snapshot in snapshots]
    return Plan(
        tuple(each.edition for each in going), snapshots, kept, _bytes(folders), tuple(notes)
    )


def carry_out(home: Home, plan: Plan) -> None:
    """Take away what a plan names; who calls it holds the lock of the home.

    Each folder goes out of sight by one rename first, so that a kill leaves no half edition.

    Raises:
        EditionError: If an edition can no longer be read; it then stays.
    """
    published = current_edition(home)
    for edition in plan.editions:
        if edition != published:
            keep_told(home, edition)
            _away(home, home.editions / edition)
    for snapshot in plan.snapshots:
        _away(home, home.snapshots / snapshot)


def _readable(home: Home) -> tuple[list[_Made], list[str]]:
    """Return the editions, in order, and a note on each that cannot be read."""
    found, notes = [], []
    for edition in kept_editions(home):
        try:
            with duckdb.connect(str(home.editions / edition / DATABASE), read_only=True) as con:
                answer = con.execute("select * from edition")
                names = [column[0] for column in answer.description]
                told = dict(zip(names, answer.fetchall()[0], strict=True))
                rows = con.execute("select distinct snapshot_id from source_snapshot").fetchall()
                at = told["created_at"]
        except (duckdb.Error, ValueError, LookupError) as error:
            notes.append(f"stays      {edition}: it cannot be read ({type(error).__name__})")
            continue
        moment = at if at.tzinfo else at.replace(tzinfo=UTC)
        # One of release 0.1.0 does not tell what came before it.
        before = told.get("previous_edition_id")
        found.append(_Made(edition, moment, before, frozenset(str(row[0]) for row in rows)))
    return _in_succession(found), notes


def _in_succession(made: list[_Made]) -> list[_Made]:
    """Put each edition after the one that it says came before it, whatever the clock said then.

    Editions between which nothing is told stand in the order of their moments.
    """
    waiting = sorted(made, key=lambda each: (each.at, each.edition))
    ordered: list[_Made] = []
    while waiting:
        left = {each.edition for each in waiting}
        # Of a ring, which no run makes, the oldest goes first.
        first = next((each for each in waiting if each.before not in left), waiting[0])
        ordered.append(first)
        waiting.remove(first)
    return ordered


def _kept(home: Home, policy: Edities, made: list[_Made], now: datetime) -> dict[str, str]:
    kept: dict[str, str] = {}
    for each in made[-policy.bewaar :]:
        kept[each.edition] = f"one of the newest {policy.bewaar}"
    for each in made:
        if each.at > now:
            kept.setdefault(each.edition, "dated in the future, so that its age is not known")
        elif now - each.at <= timedelta(days=policy.dagen):
            kept.setdefault(each.edition, f"made in the last {policy.dagen} days")
    published = current_edition(home)
    if published:
        kept[published] = "published"
        try:
            before = edition_before(home, published)
        except EditionError:
            before = None
        if before and before in {each.edition for each in made}:
            kept[before] = "what `wijkfoto rollback` goes to"
    return kept


def _not_needed(home: Home, needed: set[str], policy: Edities, now: datetime) -> Iterator[str]:
    """Give the snapshots that nothing needs: an edition, an offline run, or the fetch to come."""
    there: list[Snapshot] = []
    for path in sorted(home.snapshots.glob(f"*/*/*/{MANIFEST}")):
        if path.parent.name.startswith("."):
            continue
        try:
            there.append(read_manifest(path))
        except SourceError:
            continue  # damaged: it is told where it is used
    newest: dict[tuple[str, ...], Snapshot] = {}
    for snapshot in there:
        for key in _kept_for(snapshot):
            before = newest.get(key)
            if before is None or _age(snapshot, key) >= _age(before, key):
                newest[key] = snapshot
    stay = needed | {snapshot.snapshot_id for snapshot in newest.values()}
    for snapshot in there:
        age = now - datetime.fromisoformat(snapshot.retrieved_at)
        if snapshot.snapshot_id not in stay and age > timedelta(days=policy.dagen):
            yield snapshot.snapshot_id


def _kept_for(snapshot: Snapshot) -> tuple[tuple[str, ...], ...]:
    """Return for what a snapshot may be needed at the fetch to come; the newest for each stays.

    Of a portion only the one that came last: with other members or years it stands in a folder of
    its own, which is never asked for again (decision 68).
    """
    if snapshot.portion:
        return (("portion", snapshot.source_id, snapshot.table_id),)
    place = snapshot.snapshot_id.rpartition("/")[0]
    return (place, "modified"), (place, snapshot.period, snapshot.files[0].name)


def _age(snapshot: Snapshot, key: tuple[str, ...]) -> tuple[str, str]:
    moment = snapshot.modified if key[-1] == "modified" else snapshot.retrieved_at
    return moment, snapshot.snapshot_id


def _of_last_fetch(home: Home) -> set[str]:
    """Return the snapshots that a build after the last fetch would read."""
    found = set()
    for path in (home.build / INPUTS).glob("*.json"):
        try:
            tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
            found |= {str(entry["snapshot_id"]) for entry in tables if entry["snapshot_id"]}
        except (ValueError, KeyError, TypeError):
            continue  # half written by a killed run, which will fetch again
    return found


def _bytes(folders: list[Path]) -> int:
    files = [p.lstat() for folder in folders for p in folder.rglob("*") if p.is_file()]
    return sum({(seen.st_dev, seen.st_ino): seen.st_size for seen in files}.values())


def _away(home: Home, folder: Path) -> None:
    """Rename a folder into the private build, which the next run empties, and remove it there."""
    gone = home.build / f"pruned-{folder.name}"
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)
    if folder.parent not in (home.editions, home.snapshots) and not any(folder.parent.iterdir()):
        folder.parent.rmdir()
