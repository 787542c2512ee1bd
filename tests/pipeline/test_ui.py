"""What the Dagster UI shows: every asset explained, published rows only, and faults in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec
from pipelines.assets.preview import observations, open_tables, previews
from pipelines.assets.shown import OWNER
from pipelines.definitions import build_definitions
from pipelines.jobs import ALL, JOB_NAME
from wijkfoto.errors import ContractError
from wijkfoto.settings import Bewaking, Gemeente, Settings
from wijkfoto.stages.lokaal import LOCAL_TABLES
from wijkfoto.stages.survey import TABLES as SURVEY_TABLES
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse.contract import RowCheck
from wijkfoto.warehouse.model import Model, read_models
from wijkfoto.warehouse.run import check

STORY = {"bronnen", "warehouse", "lokaal", "profiel", "advies", "site"}
SAID = "dit zei een bewoner"


def specs(**sections: object) -> dict[str, dg.AssetSpec]:
    made = build_definitions(Settings(home=Path("nowhere"), **sections))
    return {"/".join(spec.key.path): spec for spec in made.resolve_all_asset_specs()}


def test_every_asset_has_a_part_of_the_story_a_description_an_owner_and_a_kind():
    found = specs()
    assert len(found) > 100
    assert {spec.group_name for spec in found.values()} == STORY
    for name, spec in found.items():
        assert spec.description, name
        assert list(spec.owners) == [OWNER], name
        assert spec.kinds, name


def test_runs_are_told_apart_by_their_gemeenten_and_year():
    settings = Settings(home=Path("nowhere"), gemeente=Gemeente(codes=("GM0606", "GM0518")))
    some, every = (
        build_definitions(settings, national=national).resolve_job_def(JOB_NAME).run_tags
        for national in (False, True)
    )
    assert (some["wijkfoto/gemeente"], some["wijkfoto/peiljaar"]) == ("GM0518 GM0606", "newest")
    assert every["wijkfoto/gemeente"] == ALL


def test_every_table_has_the_columns_of_its_contract_with_their_comments():
    found = specs()
    for model in read_models():
        spec = found[model.qualified.replace(".", "/")]
        schema = spec.metadata["dagster/column_schema"]
        shown = [(c.name, c.type, c.description) for c in schema.columns]
        contract = model.contract.columns.items()
        assert shown == [(name, c.type, c.comment) for name, c in contract], model.qualified
        required = {c.name for c in schema.columns if not c.constraints.nullable}
        assert required >= set(model.contract.key), model.qualified


def test_a_source_and_the_published_edition_grow_old_as_the_settings_say():
    found = specs(bewaking=Bewaking(dagen_bron=7, dagen_editie=11))
    windows = {
        name: spec.freshness_policy.fail_window.to_timedelta()
        for name, spec in found.items()
        if spec.freshness_policy
    }
    sources = {name for name in found if name.startswith("bronnen/")}
    assert set(windows) == {*sources, "editie/gepubliceerd"}
    assert windows.pop("editie/gepubliceerd") == timedelta(days=11)
    assert set(windows.values()) == {timedelta(days=7)}


def file_with_secrets(path: Path) -> Path:
    """A published file that has, against the rules, every table of the build, full of secrets."""
    made: set[str] = set()
    with duckdb.connect(str(path)) as con:
        for model in sorted(read_models(), key=lambda m: m.layer != "marts"):
            if model.name not in made:
                columns = ", ".join(
                    f"'{SAID} {model.name}' as \"{name}\"" for name in model.contract.columns
                )
                con.execute(f"create table {model.name} as select {columns}")
                made.add(model.name)
    return path


def test_a_preview_never_holds_what_people_said_answered_or_registered(tmp_path: Path):
    models = read_models()
    published = file_with_secrets(tmp_path / "published.duckdb")
    shown = {model.qualified: table for model, table in previews(published, models)}
    assert SAID in shown["marts.domain_score"]
    assert not PRIVATE & set(shown)
    assert {name.split(".")[0] for name in shown} == {"marts"}
    local = {name.split(".")[1] for name in PRIVATE}
    assert not any(f"{SAID} {name} |" in text for name in local for text in shown.values())


REPEATING = {"rescan", "number", "evidence", "contract_flag"}
"""Tables that repeat words of a form, or numbers of the survey or the registration."""

PRIVATE = {*LOCAL_TABLES, *(f"marts.{name}" for name in (*SURVEY_TABLES, *REPEATING))}


def test_a_table_that_nobody_looked_at_is_withheld_and_what_reads_it_too():
    models = read_models()
    score = next(m for m in models if m.qualified == "marts.domain_score")
    new = replace(score, name="new")
    reads = replace(score, name="reads", sql="select", depends_on=frozenset({"marts.new"}))
    opened = open_tables([*models, new, reads])
    assert {"marts.domain_score", "marts.observation", "marts.region"} <= opened
    assert not {"marts.new", "marts.reads", *PRIVATE} & opened


def test_a_preview_is_what_the_published_file_says_with_what_is_hidden_left_empty(demo_home: Path):
    made = observations(demo_home / "wijkfoto.duckdb", "2020-x", read_models())
    tables = {each.asset_key.path[-1]: str(each.metadata["first rows"].value) for each in made}
    lines = tables["observation"].splitlines()
    assert 3 <= len(lines) <= 7
    names = [name.strip() for name in lines[0].strip("|").split("|")]
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        key = ", ".join({m.name: m for m in read_models()}["observation"].contract.key)
        rows = con.execute(
            f"select waarde, waarde_status from observation order by {key} limit 5"
        ).fetchall()
    cells = [[cell.strip() for cell in line[1:-1].split(" | ")] for line in lines[2:]]
    assert [row[names.index("waarde_status")] for row in cells] == [status for _, status in rows]
    empty = [row[names.index("waarde")] == "" for row in cells]
    assert empty == [value is None for value, _ in rows]


def broken(name: str, tmp_path: Path) -> dg.ExecuteInProcessResult:
    """Run one step that finds a row in a table that may not be there; its words are a secret."""
    model = next(m for m in read_models() if m.qualified == name)
    contract = model.contract.model_copy(
        update={"checks": (RowCheck(name="none", where="true"),), "foreign_keys": ()}
    )
    columns = {n: c.model_copy(update={"references": None}) for n, c in contract.columns.items()}
    strict = replace(model, contract=contract.model_copy(update={"columns": columns}))
    words = ", ".join(
        f"'{'k1' if column in contract.key else SAID}' as \"{column}\"" for column in columns
    )

    def work(_: Workspace) -> StageReport:
        with duckdb.connect() as con:
            con.execute(f"create schema {model.layer}")
            con.execute(f"create table {name} as select {words}")
            check(con, strict)
        return StageReport()

    return _materialized(strict, work, tmp_path)


def _materialized(
    model: Model, work: Callable[[Workspace], StageReport], tmp_path: Path
) -> dg.ExecuteInProcessResult:
    @dg.multi_asset(
        specs=[model_spec(model, group="advies", deps=[])], check_specs=[contract_check(model)]
    )
    def step() -> Results:
        yield from filled_tables(Workspace(Settings(home=tmp_path)), [model], work)

    return dg.materialize([step], raise_on_error=False)


def test_a_broken_contract_shows_its_rows_and_fails_in_words(tmp_path: Path):
    result = broken("marts.advice_note", tmp_path)
    (evaluated,) = result.get_asset_check_evaluations()
    assert not evaluated.passed
    assert evaluated.metadata["where"].value == "marts.advice_note"
    assert evaluated.metadata["next step"].value == "Nothing was published."
    assert SAID in str(evaluated.metadata["such as"].records[0].data)
    (failed,) = [e for e in result.all_events if e.event_type_value == "STEP_FAILURE"]
    said = failed.step_failure_data.user_failure_data
    assert said.description.startswith("marts.advice_note: 'none' is broken by 1 rows")
    assert "Readers keep the edition" in said.description
    assert {"what", "where", "next step"} <= set(said.metadata)
    assert failed.step_failure_data.error.cause.cls_name == ContractError.__name__


@pytest.mark.parametrize("name", ["marts.qualitative", "marts.rescan"])
def test_rows_of_what_people_said_are_not_shown_when_their_contract_breaks(
    name: str, tmp_path: Path
):
    result = broken(name, tmp_path)
    (evaluated,) = result.get_asset_check_evaluations()
    (failed,) = [e for e in result.all_events if e.event_type_value == "STEP_FAILURE"]
    assert not evaluated.passed
    assert "k1" in evaluated.metadata["what"].value
    assert "such as" not in evaluated.metadata
    assert SAID not in str(evaluated.metadata)
    assert SAID not in str(failed.step_failure_data)
