"""Pruning keeps what is new, published or gone back to, and what was told of people."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.parts import roll_back
from pipelines.pruning import prune_home
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.errors import EditionError, LockedError
from wijkfoto.home import Home
from wijkfoto.prune import Plan, carry_out, plan_prune
from wijkfoto.settings import Settings
from wijkfoto.settings_work import Edities
from wijkfoto.warehouse.editions import kept_editions
from wijkfoto.warehouse.publish import DATABASE, MANIFEST, current_edition, flip
from wijkfoto.warehouse.told import shown_wijken, told_before, told_databases

NOW = datetime(2026, 11, 28, tzinfo=UTC)
EDITIONS = [f"2020-{digit * 12}" for digit in "abcdef"]
"""Six editions, 600, 500, ... 100 days old, each after the one before it."""

SURVEY = """
create table survey as
    select 'GM9999' as gemeente_code, 'Peiling' as naam, 2020 as jaar, 'abc' as sha256;
create table survey_question as select 'v' as question_id, 'Vraag' as naam;
create table survey_estimate as
    select 'WK999900' as region_code, 'v' as question_id, 'ok' as waarde_status
"""


def edition(home: Home, number: int, snapshot: str, survey: str = "") -> None:
    folder = home.editions / EDITIONS[number]
    (folder / "site").mkdir(parents=True)
    before = EDITIONS[number - 1] if number else None
    with duckdb.connect(str(folder / DATABASE)) as con:
        con.execute(
            "create table edition as select ? as edition_id, 'x' as inputs_sha256, "
            "?::varchar as previous_edition_id, false as is_fictief, ?::timestamp as created_at",
            [
                EDITIONS[number],
                before,
                (NOW - timedelta(days=600 - 100 * number)).replace(tzinfo=None),
            ],
        )
        con.execute("create table source_snapshot as select ? as snapshot_id", [snapshot])
        con.execute(survey) if survey else None
    manifest = {"edition_id": EDITIONS[number], "tables": {}, "pages": {}}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def snapshot(home: Home, revision: str, days: int) -> str:
    store = SnapshotStore(home.snapshots)
    with store.draft("cbs", "84799NED") as draft:
        draft.add_json("TableInfos.json", {"Modified": revision})
        kept = store.keep(
            draft,
            "cbs",
            {
                "source_id": "cbs_kwb", "table_id": "84799NED", "title": "x", "period": "2020",
                "modified": revision, "url": "", "licence": "", "attribution": "",
                "is_fictief": False, "row_count": 1,
            },
        )  # fmt: skip
    path = store.folder(kept) / "manifest.json"
    at = (NOW - timedelta(days=days)).isoformat()
    path.write_text(path.read_text().replace(kept.retrieved_at, at), encoding="utf-8")
    return kept.snapshot_id


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    ids = [snapshot(made, f"2020-0{month}-01", 600 - 100 * month) for month in (1, 2, 3)]
    for number in range(6):
        edition(made, number, ids[0 if number < 3 else 1], SURVEY if number == 1 else "")
    flip(made, EDITIONS[4])
    return made


def plan(home: Home, **policy: int) -> Plan:
    return plan_prune(home, Edities(**policy), NOW)


def test_what_is_newest_recent_published_or_gone_back_to_stays(home: Home):
    found = plan(home, bewaar=1, dagen=0)
    assert found.editions == tuple(EDITIONS[:3])
    assert found.kept == {
        EDITIONS[3]: "what `wijkfoto rollback` goes to",
        EDITIONS[4]: "published",
        EDITIONS[5]: "one of the newest 1",
    }
    assert plan(home, bewaar=4, dagen=0).editions == tuple(EDITIONS[:2])
    assert plan(home, bewaar=1, dagen=450).editions == (EDITIONS[0], EDITIONS[1])
    assert plan(home, bewaar=10, dagen=0).editions == ()


def test_an_old_edition_that_is_published_stays_with_the_one_before_it(home: Home):
    flip(home, EDITIONS[1])
    found = plan(home, bewaar=1, dagen=0)
    assert set(found.kept) == {EDITIONS[0], EDITIONS[1], EDITIONS[5]}


def test_snapshots_go_that_no_kept_edition_needs_but_the_newest_and_recent_ones_stay(home: Home):
    found = plan(home, bewaar=1, dagen=0)
    assert found.snapshots == ("cbs/84799NED/2020-01-01",)
    assert plan(home, bewaar=4, dagen=0).snapshots == ()
    (home.build / "inputs").mkdir()
    listed = {"tables": [{"snapshot_id": "cbs/84799NED/2020-01-01"}, {"snapshot_id": None}]}
    (home.build / "inputs" / "cbs_kwb.json").write_text(json.dumps(listed), encoding="utf-8")
    assert plan(home, bewaar=1, dagen=0).snapshots == ()


def test_after_pruning_rollback_works_and_what_was_told_is_still_known(home: Home):
    told = [each.edition_id for each in told_before(home) if each.tables]
    carry_out(home, plan(home, bewaar=1, dagen=0))
    assert kept_editions(home) == tuple(EDITIONS[3:])
    assert current_edition(home) == EDITIONS[4]
    assert told == [EDITIONS[1]]
    (kept,) = [each for each in told_before(home) if each.tables]
    assert kept.edition_id == EDITIONS[1]
    assert shown_wijken(kept, "GM9999") == {"v": {"WK999900"}}
    database = dict(told_databases(home))[EDITIONS[1]]
    with duckdb.connect(str(database), read_only=True) as con:
        assert {row[0] for row in con.execute("show tables").fetchall()} == {
            "survey", "survey_question", "survey_estimate",
        }  # fmt: skip
    assert not (home.snapshots / "cbs/84799NED/2020-01-01").exists()
    assert (home.snapshots / "cbs/84799NED/2020-02-01").exists()
    assert list(home.build.iterdir()) == []
    assert roll_back(Settings(home=home.root), None) == (EDITIONS[3], EDITIONS[4])


def test_an_edition_that_cannot_be_read_stays_and_so_do_all_snapshots(home: Home):
    (home.editions / EDITIONS[0] / DATABASE).write_bytes(b"half")
    found = plan(home, bewaar=1, dagen=0)
    assert found.editions == (EDITIONS[1], EDITIONS[2])
    assert found.snapshots == ()
    assert any("cannot be read" in note for note in found.notes)


def test_an_edition_that_breaks_between_plan_and_deed_stays(home: Home):
    found = plan(home, bewaar=1, dagen=0)
    (home.editions / EDITIONS[0] / DATABASE).write_bytes(b"half")
    with pytest.raises(EditionError, match="would be lost"):
        carry_out(home, found)
    assert (home.editions / EDITIONS[0]).is_dir()


def test_a_dry_run_says_what_would_go_and_takes_nothing(home: Home):
    settings = Settings(home=home.root, edities=Edities(bewaar=1, dagen=0))
    said = "\n".join(prune_home(settings, dry_run=True))
    assert f"would go   edition {EDITIONS[0]}" in said
    assert len(kept_editions(home)) == 6
    again = "\n".join(prune_home(settings, dry_run=False))
    assert f"gone       edition {EDITIONS[0]}" in again
    assert len(kept_editions(home)) == 3


def test_nothing_is_taken_away_while_a_run_holds_the_home(home: Home):
    settings = Settings(home=home.root, edities=Edities(bewaar=1, dagen=0))
    with home.lock(), pytest.raises(LockedError):
        list(prune_home(settings, dry_run=False))
    assert len(kept_editions(home)) == 6


def test_old_runs_leave_the_history_and_unfinished_ones_stay(home: Home, monkeypatch):
    import dagster as dg

    @dg.job
    def nothing() -> None:
        """Do nothing."""

    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    with dg.DagsterInstance.get() as instance:
        for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.STARTED):
            instance.create_run_for_job(nothing, status=status)
    policy = Edities(bewaar=1, dagen=0)
    assert list(prune_home(Settings(home=home.root, edities=policy), dry_run=False))[-1] == (
        "gone       0 runs older than 365 days"
    )

    class Later(datetime):
        @classmethod
        def now(cls, _tz: object = None) -> datetime:
            return datetime.now(UTC) + timedelta(days=400)

    monkeypatch.setattr("pipelines.pruning.datetime", Later)
    said = list(prune_home(Settings(home=home.root, edities=policy), dry_run=False))
    assert said[-1] == "gone       1 runs older than 365 days"
    with dg.DagsterInstance.get() as instance:
        assert [run.status for run in instance.get_runs()] == [dg.DagsterRunStatus.STARTED]


def dated(home: Home, number: int, moment: datetime) -> None:
    with duckdb.connect(str(home.editions / EDITIONS[number] / DATABASE)) as con:
        con.execute("update edition set created_at = ?", [moment.replace(tzinfo=None)])


def test_editions_are_newest_by_what_came_before_them_and_not_by_the_clock(home: Home):
    """The clock stood a century back while the third edition was made, and right after it."""
    dated(home, 5, NOW - timedelta(days=36_500))
    found = plan(home, bewaar=2, dagen=0)
    assert found.editions == tuple(EDITIONS[:3])
    assert found.kept[EDITIONS[5]] == "one of the newest 2"


def test_an_edition_of_the_future_pushes_no_newer_one_out_and_stays(home: Home):
    dated(home, 0, NOW + timedelta(days=36_500))
    found = plan(home, bewaar=2, dagen=0)
    assert found.editions == (EDITIONS[1], EDITIONS[2])
    assert found.kept[EDITIONS[0]].startswith("dated in the future")
    assert found.kept[EDITIONS[5]] == "one of the newest 2"


def test_a_snapshot_of_the_future_stays(home: Home):
    ahead = snapshot(home, "2020-01-02", -400)
    newest = snapshot(home, "2020-12-01", 1)
    assert not {ahead, newest} & set(plan(home, bewaar=1, dagen=90).snapshots)


def portion(home: Home, mark: str, days: int, source_id: str = "politie_misdrijven") -> str:
    store = SnapshotStore(home.snapshots)
    described = {
        "source_id": source_id, "table_id": "47018NED", "title": "x", "period": "2020",
        "modified": "2020-01-01", "url": "", "licence": "", "attribution": "",
        "is_fictief": False, "row_count": 1, "portion": f"Soort eq '{mark}'",
    }  # fmt: skip
    with store.draft(f"cbs-keuze-{mark}", "47018NED") as draft:
        draft.add_json("TableInfos.json", {"Modified": mark})
        kept = store.keep(draft, f"cbs-keuze-{mark}", described)
    path = store.folder(kept) / "manifest.json"
    at = (NOW - timedelta(days=days)).isoformat()
    path.write_text(path.read_text().replace(kept.retrieved_at, at), encoding="utf-8")
    return kept.snapshot_id


def test_portions_that_are_no_longer_asked_for_go_when_nothing_needs_them(home: Home):
    old, needed, newest = (
        portion(home, f"{digit}" * 8, days) for digit, days in ((1, 300), (2, 290), (3, 200))
    )
    other = portion(home, "44444444", 280, source_id="wmo")
    with duckdb.connect(str(home.editions / EDITIONS[5] / DATABASE)) as con:
        con.execute("insert into source_snapshot values (?)", [needed])
    gone = set(plan(home, bewaar=1, dagen=0).snapshots)
    assert old in gone
    assert not {needed, newest, other} & gone
    assert old not in plan(home, bewaar=1, dagen=365).snapshots
