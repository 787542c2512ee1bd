"""Schiedam from recorded CBS and RIVM figures, over HTTP, as an analyst would run it."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.command import wijkfoto
from tests.helpers import needs_shared_data
from wijkfoto.advice import AdviceInput, TeamOptions, advise, shipped_rules
from wijkfoto.home import Home
from wijkfoto.settings import load_settings
from wijkfoto.stages.derive import advice_input
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import current_edition, read_manifest

pytestmark = [needs_shared_data, pytest.mark.slow]

RUN = ("run", "--gemeente", "GM0606", "--peiljaar", "2020")


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory):
    """Run once against a service with pages of 10,000; keep the home and the requests made."""
    from tests.served import SHAPES_2022, real_tables
    from wijkfoto.sample import ODataService

    home = tmp_path_factory.mktemp("online") / "home"
    with ODataService(real_tables(), page_size=10_000) as service:
        answer = wijkfoto(
            *RUN,
            home=home,
            env={
                "WIJKFOTO_BRONNEN__CBS_URL": service.url,
                "WIJKFOTO_BRONNEN__RIVM_URL": service.url,
                "WIJKFOTO_BRONNEN__GEO_URL": str(SHAPES_2022),
            },
        )
        yield home, answer, list(service.requests)


@pytest.fixture(scope="module")
def published(online):
    home, answer, _ = online
    assert answer.returncode == 0, answer.stderr
    con = duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True)
    yield con
    con.close()


def one(con: duckdb.DuckDBPyConnection, query: str):
    rows = con.execute(query).fetchall()
    assert len(rows) == 1, query
    return rows[0][0] if len(rows[0]) == 1 else rows[0]


def test_the_run_ends_with_the_path_of_a_site_of_ten_wijken(online):
    home, answer, _ = online
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[-1] == str(home / "site" / "index.html")
    assert len(list((home / "site" / "GM0606").glob("WK*.html"))) == 10


def test_the_national_table_came_in_two_pages(online):
    _, _, requests = online
    pages = [r for r in requests if "84799NED/TypedDataSet" in r]
    assert len(pages) == 2
    assert "skip=10000" in pages[1]


def test_the_known_answers_come_out(published):
    assert (
        one(published, "select inwoners from region_now where region_code = 'NL00'") == 17_407_585
    )
    assert one(
        published, "select sum(inwoners), count(*) from region_now where level = 'gemeente'"
    ) == (17_407_585, 355)
    assert one(published, "select inwoners from region_now where region_code = 'GM0606'") == 78_730
    assert one(
        published,
        "select sum(inwoners), count(*) from region_now "
        "where level = 'wijk' and gemeente_code = 'GM0606'",
    ) == (78_710, 10)
    nieuwland = "region_code = 'WK060606' and peiljaar = 2020"
    assert (
        one(published, "select inwoners from region_now where region_code = 'WK060606'") == 14_505
    )
    assert (
        one(
            published,
            f"select waarde from observation where indicator_id = 'bijstand' and {nieuwland}",
        )
        == 900
    )
    most = one(
        published,
        "select region_code from observation where indicator_id = 'bijstand' and peiljaar = 2020 "
        "and region_code like 'WK0606%' order by waarde desc nulls last limit 1",
    )
    assert most == "WK060606"


@pytest.mark.parametrize(
    ("indicator", "value"), [("mantelzorger", 13.6), ("moeite_rondkomen", 13.9)]
)
def test_the_national_health_estimates_come_out(published, indicator, value):
    query = (
        "select waarde from observation "
        f"where region_code = 'NL00' and indicator_id = '{indicator}' and peiljaar = 2020"
    )
    assert one(published, query) == value


def test_the_domains_scored_are_those_that_the_figures_of_2020_allow(published):
    rows = published.execute(
        "select domain_id, bool_or(score is not null), bool_or(smal), "
        "bool_and(zekerheid = 'te_weinig_gegevens') from domain_score "
        "where region_code like 'WK0606%' group by domain_id"
    ).fetchall()
    found = {domain: (scored, narrow, nothing) for domain, scored, narrow, nothing in rows}
    full = {"werk_inkomen_schulden", "ouderen_zorg", "mentaal_verslaving", "gezondheid_beperking"}
    narrow = {"eenzaam_mantelzorg", "wonen_leefbaarheid", "meedoen_taal"}
    assert {d for d, (scored, smal, _) in found.items() if scored and not smal} == full
    assert {d for d, (scored, smal, _) in found.items() if scored and smal} == narrow
    assert {d for d, (_, _, nothing) in found.items() if nothing} == {"jeugd_gezin"}


def test_an_unscored_domain_keeps_its_cases_in_the_sum(published):
    rows = published.execute(
        "select area_code, cases, cases_low, cases_high, basis from demand "
        "where domain_id = 'jeugd_gezin' and area_level = 'teamgebied'"
    ).fetchall()
    assert rows
    assert all(cases > 0 and low < cases < high and basis == "aanname"
               for _, cases, low, high, basis in rows)  # fmt: skip


def test_a_score_is_100_and_10_over_the_inhabitants_of_the_land(published):
    rows = published.execute(
        "select d.domain_id, sum(d.score * r.inwoners) / sum(r.inwoners) as mean, "
        "sqrt(sum(r.inwoners * d.score * d.score) / sum(r.inwoners) "
        "- (sum(d.score * r.inwoners) / sum(r.inwoners)) ** 2) as sd "
        "from domain_score as d join region_now as r on d.region_code = r.region_code "
        "where r.level = 'wijk' and r.inwoners >= 500 and d.score is not null "
        "group by d.domain_id"
    ).fetchall()
    assert len(rows) == 7
    for domain, mean, sd in rows:
        assert abs(mean - 100) <= 0.5, domain
        assert abs(sd - 10) <= 0.5, domain


def test_suppressed_is_never_highest(published):
    wrong = one(
        published,
        "select count(*) from domain_score where score is null and "
        "(klasse is not null or rank_in_gemeente is not null or percentile is not null)",
    )
    assert wrong == 0


def test_years_linked_by_equal_code_are_at_most_redelijk(published):
    linked = published.execute(
        "select distinct zekerheid from domain_score "
        "where domain_id = 'werk_inkomen_schulden' and oudste_jaar < 2020"
    ).fetchall()
    assert ("stevig",) not in linked


def test_without_the_years_between_an_area_is_unchecked_or_known_to_be_another(
    published,
):
    # Of 2018 and 2019 there are no tables: the flags of 2020 and a jump can only tell a break.
    changes = dict(
        published.execute(
            "select boundary_change, count(*) from region_now where level = 'wijk' group by all"
        ).fetchall()
    )
    assert set(changes) == {"niet_nagegaan", "breuk"}
    assert 0.02 < changes["breuk"] / sum(changes.values()) < 0.10
    ours = published.execute(
        "select distinct boundary_change from region_now where gemeente_code = 'GM0606' "
        "and level in ('gemeente', 'wijk')"
    ).fetchall()
    assert ours == [("niet_nagegaan",)]


def test_a_figure_from_before_a_break_is_not_taken(published):
    taken = one(
        published,
        "select count(*) from observation_now as o inner join region_now as r "
        "using (region_code) where r.boundary_change = 'breuk' and o.boundary_year = 2017 "
        "and o.waarde is not null",
    )
    assert taken == 0
    scored = published.execute(
        "select distinct d.oudste_jaar from domain_score as d inner join region_now as r "
        "using (region_code) where r.boundary_change = 'breuk' and d.score is not null "
        "and r.level = 'wijk'"
    ).fetchall()
    assert scored == [(2020,)]


def test_a_wijk_of_five_inhabitants_claims_nothing(online, published):
    home, _, _ = online
    rows = published.execute(
        "select distinct zekerheid, klasse, score from domain_score where region_code = 'WK060605'"
    ).fetchall()
    assert rows == [("te_weinig_gegevens", None, None)]
    page = (home / "site" / "GM0606" / "WK060605.html").read_text(encoding="utf-8")
    assert "te weinig" in page.lower()


def test_the_buurten_are_scored_and_those_of_nieuwland_differ(online, published):
    counts = published.execute(
        "select count(distinct region_code), count(distinct region_code) filter "
        "(score is not null), count(rank_in_gemeente) from domain_score "
        "where region_code like 'BU%'"
    ).fetchall()
    assert counts == [(52, 48, 0)]
    clear = dict(
        published.execute(
            "select r.region_naam, b.klasse_wijk from buurt_in_wijk as b "
            "join region_now as r using (region_code) where r.wijk_code = 'WK060606' "
            "and b.domain_id = 'werk_inkomen_schulden' and b.klasse_wijk <> 'gemiddeld' "
            "and b.zekerheid_wijk in ('redelijk', 'stevig')"
        ).fetchall()
    )
    assert clear == {
        "Nolensbuurt": "hoog",
        "Hollandiabuurt": "laag",
        "Schiehart": "laag",
        "Vakbondsliedenbuurt": "laag",
    }
    home, _, _ = online
    page = (home / "site" / "GM0606" / "WK060606.html").read_text(encoding="utf-8")
    assert "Nolensbuurt" in page
    sizes = [p.stat().st_size for p in (home / "site" / "GM0606").glob("WK*.html")]
    assert max(sizes) <= 150_000


def test_the_year_of_the_map_is_shown_where_it_differs(online, published):
    home, _, _ = online
    years = one(
        published,
        "select min(geometry_year), count(geometry) from region_now where gemeente_code = 'GM0606'",
    )
    assert years == (2022, 10)
    page = (home / "site" / "GM0606" / "index.html").read_text(encoding="utf-8")
    assert "2022" in page


def test_nieuwland_has_the_most_expected_questions_per_inhabitant(published):
    rows = published.execute(
        "select d.area_code, sum(d.cases) / any_value(r.inwoners) as rate from demand as d "
        "join region_now as r on d.area_code = r.region_code "
        "where d.area_level = 'wijk' and r.inwoners >= 500 group by d.area_code order by rate desc"
    ).fetchall()
    assert len(rows) == 8
    assert rows[0][0] == "WK060606"


def test_tiny_wijken_belong_to_a_teamgebied_with_neighbours(published):
    rows = published.execute(
        "select t.region_code, a.inwoners, count(*) over (partition by t.teamgebied_id) "
        "from teamgebied_region as t join teamgebied as a using (teamgebied_id)"
    ).fetchall()
    found = {code: (people, members) for code, people, members in rows}
    for tiny in ("WK060605", "WK060608"):
        people, members = found[tiny]
        assert members > 1
        assert people > 10_000
    assert found["WK060606"] == (14_505, 1)


NIEUWLAND, DOMAIN = "WK060606", "werk_inkomen_schulden"


@pytest.fixture(scope="module")
def inputs(online) -> AdviceInput:
    """What the advice of that run looked at, with fewer draws: the forms ask the mid run."""
    home, _, _ = online
    with duckdb.connect(str(home / "build" / "build.duckdb"), read_only=True) as con:
        found = advice_input(Workspace(load_settings(home=home)), con)
    values = found.draws.values[:, :, :100]
    return replace(found, draws=type(found.draws)(found.draws.region_codes, found.draws.domain_ids,
                                                  values))  # fmt: skip


def nieuwland_core(inputs: AdviceInput, share: float | None) -> tuple[dict[str, str], list[str]]:
    """Return the core of the teamgebied of Nieuwland, and what its rules on specialities say."""
    rows = None
    if share is not None:
        others = [domain for domain in shipped_rules().domain_ids if domain != DOMAIN]
        counts = [(DOMAIN, round(200 * share) * 5)]
        counts += [(domain, round(1000 * (1 - share) / len(others))) for domain in others]
        rows = pd.DataFrame(
            [(NIEUWLAND, domain, 2019, counted, True) for domain, counted in counts],
            columns=["region_code", "domain_id", "jaar", "vragen", "heel_jaar"],
        ).astype({"vragen": "Int32"})
    advice = advise(replace(inputs, registration=rows), shipped_rules(), TeamOptions(seed=1))
    inside = advice.teamgebied_region.set_index("region_code")["teamgebied_id"]
    team = advice.team_advice
    team = team[(team["area_code"] == inside[NIEUWLAND]) & (team["modus"] == "ramen")]
    core = team[team["ring"] == "kern"].set_index("discipline_id")["rule_id"].to_dict()
    told = advice.team_form_rule
    told = told[(told["area_code"] == inside[NIEUWLAND]) & told["rule_id"].str.startswith("5")]
    return core, told["reden"].tolist()


@pytest.mark.parametrize("share", [0.80, 0.85])
def test_nieuwland_has_work_and_debt_in_the_core_by_its_registration(inputs, share):
    # Only this wijk is registered; a wethouder said in 2014 that 80 to 85% of its questions are so.
    core, told = nieuwland_core(inputs, share)
    assert {"werk_inkomen", "schuldhulp"} <= set(core)
    assert told[1].startswith("Naar de kern: Schuldhulp en Werk en inkomen")
    doubted = inputs.scores.assign(zekerheid="onzeker", zekerheid_gemeente="onzeker")
    core, told = nieuwland_core(replace(inputs, scores=doubted), share)
    assert core["werk_inkomen"] == core["schuldhulp"] == "5b_specialisme_registratie"


def test_without_a_registration_the_page_says_why_nieuwland_is_less_sure(inputs):
    core, told = nieuwland_core(inputs, None)
    assert {"werk_inkomen", "schuldhulp"} <= set(core)
    assert "Dit rust op open cijfers" in told[0]
    assert told[1].startswith("Niet te beoordelen: nodig is de registratie van het team")


def test_a_copy_of_the_snapshots_gives_the_same_edition_without_any_network(online, tmp_path: Path):
    home, _, _ = online
    second = tmp_path / "second"
    second.mkdir()
    shutil.copytree(home / "snapshots", second / "snapshots")
    answer = wijkfoto(*RUN, "--offline", home=second)
    assert answer.returncode == 0, answer.stderr
    ours, theirs = (read_manifest((root / "current").resolve()) for root in (home, second))
    assert current_edition(Home(second)) == current_edition(Home(home))
    assert ours.tables == theirs.tables
    assert ours.pages == theirs.pages


def test_an_unchanged_source_costs_one_request_and_the_same_edition_is_kept(online):
    from tests.served import SHAPES_2022, real_tables
    from wijkfoto.sample import ODataService

    home, _, _ = online
    before = current_edition(Home(home))
    with ODataService(real_tables()) as service:
        answer = wijkfoto(
            *RUN,
            home=home,
            env={
                "WIJKFOTO_BRONNEN__CBS_URL": service.url,
                "WIJKFOTO_BRONNEN__RIVM_URL": service.url,
                "WIJKFOTO_BRONNEN__GEO_URL": str(SHAPES_2022),
            },
        )
        requests = list(service.requests)
    assert answer.returncode == 0, answer.stderr
    assert current_edition(Home(home)) == before
    per_table = [r.split("/")[3] for r in requests]
    assert all(per_table.count(table) == 1 for table in set(per_table)), requests


def test_without_tenure_wijken_are_compared_on_what_the_land_has(published):
    assert published.execute("select distinct groepen from comparable").fetchall() == [
        ('["leeftijd", "huishoudens", "stedelijkheid"]',)
    ]
    ten, told = published.execute(
        "select count(distinct region_code) filter (where status_vergelijkbaar = 'ok'), "
        "count(*) from domain_score where region_code = 'WK060606'"
    ).fetchone()
    assert (ten, told) == (1, 8)
