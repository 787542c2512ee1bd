"""The whole line on the fictitious gemeente, in process."""

import json
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from tests.conftest import DEMO_RUNS_IN
from wijkfoto.sample import SAMPLE_GEMEENTE
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.publish import current_edition, page_hashes, read_manifest, table_hashes


@pytest.fixture
def published(demo_home: Path):
    con = duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True)
    yield con
    con.close()


def test_the_demo_makes_a_page_for_each_of_twelve_wijken(demo_home: Path):
    pages = sorted((demo_home / "site" / SAMPLE_GEMEENTE).glob("WK*.html"))
    assert len(pages) == 12


def test_the_word_fictief_stands_on_every_page(demo_home: Path):
    pages = list((demo_home / "site").rglob("*.html"))
    assert len(pages) >= 28
    assert [p.name for p in pages if "fictief" not in p.read_text(encoding="utf-8").lower()] == []


def test_every_published_table_is_there_with_comments_and_an_enforced_key(published):
    expected = {m.name for m in read_models() if m.layer == "marts"}
    rows = published.execute(
        "select table_name, comment, has_primary_key from duckdb_tables() where schema_name='main'"
    ).fetchall()
    assert {row[0] for row in rows} == expected
    assert [row[0] for row in rows if not row[1] or not row[2]] == []
    bare = published.execute(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'main' and comment is null and not internal "
        "and table_name not in ('region_now', 'observation_now')"
    ).fetchall()
    assert bare == []


def test_every_wijk_of_the_country_is_scored_in_eight_domains(published):
    counts = published.execute(
        "select r.level, count(*), count(distinct d.region_code), count(distinct d.domain_id) "
        "from domain_score as d join region_now as r using (region_code) group by all order by all"
    ).fetchall()
    # 2026-11-28: the 41 buurten of the chosen gemeente too.
    assert counts == [("buurt", 41 * 8, 41, 8), ("wijk", 320 * 8, 320, 8)]


def test_a_buurt_is_scored_unless_nobody_lives_there_and_is_never_ranked(published):
    rows = published.execute(
        "select r.wijk_code, count(*) filter (d.score is not null), count(*), "
        "count(rank_in_gemeente) from domain_score as d join region_now as r using (region_code) "
        "where r.level = 'buurt' group by all order by all"
    ).fetchall()
    unscored = {wijk for wijk, scores, rows_, _ in rows if scores < rows_}
    assert unscored == {"WK990109", "WK990110"}  # the empty one and the tiny one
    assert {ranks for *_, ranks in rows} == {0}


def test_a_buurt_is_held_against_the_mean_of_the_wijken_of_its_gemeente(published):
    rows = published.execute(
        "with mean as (select d.domain_id, sum(d.score * r.inwoners) / sum(r.inwoners) as mean "
        "from domain_score as d join region_now as r using (region_code) "
        "where r.level = 'wijk' and r.gemeente_code = 'GM9901' and d.score is not null group by 1) "
        "select max(abs(d.score - mean.mean - d.verschil_gemeente)), count(*) "
        "from domain_score as d join mean using (domain_id) "
        "where d.region_code like 'BU%' and d.score is not null"
    ).fetchall()
    assert rows[0][0] < 1e-9
    assert rows[0][1] == 39 * 8


def test_a_buurt_is_held_against_its_wijk_unless_it_is_the_only_one(published):
    wrong = published.execute(
        "select count(*) from buurt_in_wijk as b join region_now as r using (region_code) "
        "join domain_score as d using (region_code, domain_id) join domain_score as w "
        "on w.region_code = r.wijk_code and w.domain_id = b.domain_id "
        "where abs(b.verschil_wijk - (d.score - w.score)) > 1e-9"
    ).fetchall()
    assert wrong == [(0,)]
    silent = published.execute(
        "select distinct r.wijk_code from buurt_in_wijk as b join region_now as r "
        "using (region_code) where b.verschil_wijk is null order by all"
    ).fetchall()
    assert silent == [("WK990109",), ("WK990110",)]


def test_what_is_about_wijken_holds_no_buurt(published):
    tables = ("score_without", "score_variance", "demand", "procurement_focus", "use_gap",
              "indicator_signal")  # fmt: skip
    keys = {"demand": "area_code", "procurement_focus": "area_code"}
    for table in tables:
        column = keys.get(table, "region_code")
        found = published.execute(
            f"select count(*), count(*) filter ({column} like 'BU%') from {table}"
        ).fetchall()
        assert found[0][0] > 0, table
        assert found[0][1] == 0, table


def test_all_eight_domains_are_scored_in_the_sample(published):
    scored = published.execute(
        "select domain_id from domain_score where score is not null group by domain_id"
    ).fetchall()
    assert len(scored) == 8


def test_a_missing_figure_is_null_with_a_status_and_never_the_highest(published):
    wrong = published.execute(
        "select count(*) from observation "
        "where waarde is null and waarde_status in ('ok', 'geschat')"
    ).fetchall()
    assert wrong == [(0,)]
    ranked = published.execute(
        "select count(*) from domain_score where score is null "
        "and (rank_in_gemeente is not null or klasse is not null or percentile is not null)"
    ).fetchall()
    assert ranked == [(0,)]


def test_the_empty_and_the_tiny_wijk_claim_nothing(published):
    rows = published.execute(
        "select distinct zekerheid from domain_score where region_code in ('WK990109','WK990110')"
    ).fetchall()
    assert rows == [("te_weinig_gegevens",)]


def test_an_empty_wijk_is_there_as_empty_and_is_no_outlier(published):
    rows = published.execute(
        "select distinct r.inwoners, d.score, d.percentile, d.rank_in_gemeente, d.coverage "
        "from domain_score as d join region_now as r using (region_code) "
        "where d.region_code = 'WK990109'"
    ).fetchall()
    assert rows == [(0, None, None, None, 0.0)]
    worst = published.execute(
        "select max(rank_in_gemeente), count(*) filter (where score is not null) "
        "from domain_score as d join region_now as r using (region_code) "
        "where r.gemeente_code = 'GM9901' and r.level = 'wijk' group by domain_id"
    ).fetchall()
    # Ten of the twelve wijken have people enough: the empty and the tiny one take no rank.
    assert {last for last, _ in worst} == {10}
    assert {scored for _, scored in worst} == {10}


def test_every_wijk_with_people_enough_has_ten_comparable_wijken_of_the_whole_land(published):
    alike = published.execute(
        "select count(*), count(distinct region_code), max(rank), "
        "count(distinct left(comparable_code, 6)) > 1 from comparable"
    ).fetchall()
    tiny = published.execute(
        "select count(distinct region_code) from domain_score "
        "where status_vergelijkbaar = 'te_klein'"
    ).fetchall()
    ((_, wijken, _, _),), ((small,),) = alike, tiny
    assert alike == [(10 * wijken, wijken, 10, True)]
    assert (wijken + small, small) == (320, 2)
    compared = published.execute(
        "select distinct left(region_code, 2), status_vergelijkbaar from domain_score "
        "where score is not null order by all"
    ).fetchall()
    assert compared == [("BU", "buurt"), ("WK", "ok")]


def test_the_causes_of_doubt_and_the_scores_without_a_figure_are_those_of_the_sample(published):
    shares = published.execute(
        "select region_code, domain_id, sum(deel) from score_variance group by all"
    ).fetchall()
    assert len(shares) == 80
    assert all(total == pytest.approx(1) for _, _, total in shares)
    changed = published.execute(
        "select count(*) from score_without as w join domain_score as d "
        "using (region_code, domain_id) where w.klasse <> d.klasse"
    ).fetchall()
    assert changed == [(0,)]
    left = published.execute(
        "select count(*) from score_without as w anti join evidence as e on "
        "w.region_code = e.area_code and w.domain_id = e.item_id "
        "and w.indicator_id = e.indicator_id and e.advice_kind = 'domain_score'"
    ).fetchall()
    assert left == [(0,)]


def test_each_wijk_says_what_became_of_its_area(published):
    rows = published.execute(
        "select region_code, boundary_change from region_now where gemeente_code = 'GM9901' "
        "and level = 'wijk' and boundary_change <> 'ongewijzigd' order by all"
    ).fetchall()
    assert rows == [
        ("WK990100", "breuk"),  # lost a part
        ("WK990104", "breuk"),  # took Achterveld in
        ("WK990108", "breuk"),  # the code of Achterveld, used again with flag 1
        ("WK9901AA", "hercodeerd"),
    ]
    older = published.execute(
        "select region_code, boundary_change from region where boundary_year = 2018 "
        "and region_code in ('WK990108', 'WK990111') order by all"
    ).fetchall()
    assert older == [("WK990108", "breuk"), ("WK990111", "hercodeerd")]


def test_a_code_used_again_gets_no_figure_of_the_area_it_was_before(published):
    rows = published.execute(
        "select region_code, boundary_year, waarde, waarde_status from observation "
        "where region_code in ('WK990108', 'WK9901AA', 'WK990111') "
        "and indicator_id = 'inwoners' and peiljaar = 2018 order by all"
    ).fetchall()
    assert rows == [
        ("WK990108", 2018, 2255.0, "ok"),
        ("WK990108", 2020, None, "not_published"),
        ("WK990111", 2018, 4710.0, "ok"),
        ("WK9901AA", 2020, 4710.0, "ok"),
    ]


def test_a_gemeente_of_which_all_years_are_known_is_the_same(published):
    changes = published.execute(
        # SES-WOA is on boundaries of 2021, of which no table tells what changed.
        "select distinct boundary_change from region "
        "where level in ('land', 'gemeente') and boundary_year <= 2020"
    ).fetchall()
    assert changes == [("ongewijzigd",)]


def test_parts_of_the_distributed_hours_sum_to_the_total(published):
    total = published.execute(
        "select sum(fte) from team_advice where modus = 'verdelen' and area_level = 'teamgebied' "
        "and financier = 'gemeente'"
    ).fetchall()[0][0]
    assert total == pytest.approx(72.0, abs=1e-12)


def test_every_wijk_lies_in_exactly_one_teamgebied(published):
    shares = published.execute(
        "select region_code, sum(share) from teamgebied_region group by region_code"
    ).fetchall()
    assert len(shares) == 12
    assert all(share == pytest.approx(1) for _, share in shares)


def test_the_teamgebied_of_the_deprived_wijk_gets_a_team_and_the_affluent_suburb_a_light_form(
    published,
):
    forms = dict(
        published.execute(
            "select r.region_code, f.form_id from team_form as f "
            "join teamgebied_region as r on f.area_code = r.teamgebied_id"
        ).fetchall()
    )
    assert forms["WK990101"] == "integraal"
    assert forms["WK990104"] == "lichte_vorm"


def test_every_advice_has_evidence_or_says_that_there_is_too_little(published):
    bare = published.execute(
        "select area_code, form_id from team_form as f where form_id <> 'geen_advies' "
        "and not exists (select 1 from evidence as e where e.advice_kind = 'team_form' "
        "and e.area_code = f.area_code)"
    ).fetchall()
    assert bare == []


def test_evidence_refers_to_an_indicator_or_to_a_registered_domain(published):
    # No foreign key holds this: the registration of a gemeente is no indicator of a source.
    lost = published.execute(
        "select distinct indicator_id from evidence where indicator_id not in "
        "(select indicator_id from indicator union all "
        "select 'registratie_' || domain_id from domain_score)"
    ).fetchall()
    assert lost == []


def test_the_edition_matches_its_manifest(demo_home: Path):
    edition = (demo_home / "current").resolve()
    manifest = read_manifest(edition)
    marts = [m for m in read_models() if m.layer == "marts"]
    assert manifest.edition_id == current_edition_of(demo_home) == edition.name
    assert table_hashes(_copy(edition, demo_home), marts) == manifest.tables
    assert page_hashes(edition / "site") == manifest.pages


def current_edition_of(home: Path) -> str | None:
    from wijkfoto.home import Home

    return current_edition(Home(home))


def _copy(edition: Path, home: Path) -> Path:
    copied = home / "build" / "copy.duckdb"
    copied.write_bytes((edition / "wijkfoto.duckdb").read_bytes())
    return copied


def test_the_published_file_is_read_only_and_has_no_log_beside_it(demo_home: Path):
    edition = (demo_home / "current").resolve()
    assert (edition / "wijkfoto.duckdb").stat().st_mode & 0o777 == 0o444
    assert not (edition / "wijkfoto.duckdb.wal").exists()


def test_no_page_or_table_names_a_path_of_the_maker(demo_home: Path, published):
    # Where the demo was run, and where this copy of it lies.
    homes = (DEMO_RUNS_IN, str(demo_home))
    for page in (demo_home / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert [home for home in homes if home in text] == [], page.name
    urls = published.execute("select url from source_snapshot").fetchall()
    assert [u for (u,) in urls if any(word in u for word in ("127.0.0.1", *homes))] == []


def test_the_run_stands_in_the_instance_with_its_checks(demo_home: Path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(demo_home / "dagster"))
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs()
        assert [run.status for run in runs] == [dg.DagsterRunStatus.SUCCESS]
        assert runs[0].job_name == "wijkfoto"
        key = dg.AssetKey(["marts", "observation"])
        event = instance.get_latest_materialization_event(key)
        assert event is not None
        assert event.asset_materialization.metadata["dagster/row_count"].value > 10_000
        jumped = dg.AssetCheckKey(key, "inwoners_jumped")
        latest = instance.event_log_storage.get_latest_asset_check_execution_by_key([jumped])
        evaluation = latest[jumped].event.asset_check_evaluation
        assert not evaluation.passed
        assert evaluation.severity == dg.AssetCheckSeverity.WARN
        records = evaluation.metadata["such as"].value.records
        assert any("WK990108" in str(record.data) for record in records)


def test_gemeente_codes_are_json_text(published):
    codes = published.execute("select gemeente_codes from edition").fetchall()[0][0]
    assert json.loads(codes) == [SAMPLE_GEMEENTE]


# --- what changed, and what is expected ----------------------------------------------------------


def test_no_change_crosses_a_border_that_moved_or_a_definition_that_changed(published):
    rows = published.execute(
        "select region_code, indicator_id, van_jaar, tot_jaar, reden from trend "
        "where (region_code in ('WK990100', 'WK990108', 'WK9901AA') and indicator_id = 'inwoners') "
        "or (region_code = 'WK990101' and indicator_id in ('wmo_per_1000', 'veel_stress')) "
        "order by all"
    ).fetchall()
    assert rows == [
        ("WK990100", "inwoners", 2019, 2020, None),  # lost a part in 2019
        ("WK990101", "veel_stress", None, None, "modelcijfer"),
        ("WK990101", "wmo_per_1000", None, None, "andere_definitie"),
        ("WK990108", "inwoners", 2019, 2020, None),  # was another area in 2018
        ("WK9901AA", "inwoners", 2016, 2020, None),  # another code, the same area
    ]


def test_what_every_wijk_did_alike_is_a_change_and_none_against_the_land(published):
    rows = published.execute(
        "select distinct inwoners >= 500, klasse, zekerheid, klasse_land, zekerheid_land "
        "from trend join region_now using (region_code) "
        "where indicator_id = 'woz_waarde' and van_jaar = 2018 and level = 'wijk' order by 1"
    ).fetchall()
    # 2026-11-28: of a mean amount nobody publishes the chance, so it is never firm.
    assert rows == [
        (False, "gestegen", "onzeker", "gelijk", "onzeker"),
        (True, "gestegen", "redelijk", "gelijk", "redelijk"),
    ]


def test_the_wijken_of_later_years_add_up_to_the_prognosis_of_the_gemeente(published):
    rows = published.execute(
        "select jaar, sum(aantal) filter (region_code like 'WK%'), "
        "max(aantal) filter (region_code = 'GM9901'), count(distinct region_code) "
        "from outlook where target_group = 'inwoners_65plus' group by jaar order by jaar"
    ).fetchall()
    assert [row[0] for row in rows] == [2025, 2030]
    for _, wijken, gemeente, regions in rows:
        assert wijken == pytest.approx(gemeente)
        assert regions == 14


def test_a_prognosis_is_no_figure_of_a_region(published):
    """Its years lie ahead: it may never be taken for the newest figure."""
    found = published.execute(
        "select count(*) from observation where peiljaar > 2020 or indicator_id like 'prognose%'"
    ).fetchall()
    assert found == [(0,)]
