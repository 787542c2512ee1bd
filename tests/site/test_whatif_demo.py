"""The page of what-if of the sample gemeente: every total and scenario as the pipeline has it.

Apart from the other pages: the demo must be made before a browser opens (see open_browser).
"""

from pathlib import Path

import duckdb
import pytest

from tests.site.browser import SiteBrowser
from tests.site.whatif import again, shown, totals_of, type_total
from wijkfoto.sample import SAMPLE_GEMEENTE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scenario", ["laag", "midden", "hoog"])
def test_the_sample_is_spread_in_a_browser_as_in_the_pipeline(
    demo_home: Path, browser: SiteBrowser, scenario: str
):
    page_file = demo_home / "site" / SAMPLE_GEMEENTE / "watals.html"
    with (
        duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con,
        browser.open(page_file) as opened,
    ):
        opened.page.locator(f"input[value={scenario}]").check()
        for total in totals_of(con, SAMPLE_GEMEENTE, scenario, steps=80):
            type_total(opened.page, total)
            assert shown(opened.page) == again(con, SAMPLE_GEMEENTE, scenario, total), total


def test_the_given_total_gives_the_hours_of_the_advice(demo_home: Path):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        apart = con.execute(
            "select count(*), count(*) filter (where s.fte is distinct from a.fte) "
            "from team_scenario as s inner join team_advice as a "
            "on s.area_code = a.area_code and s.discipline_id = a.discipline_id "
            "where s.scenario_id = 'midden' and a.modus = 'verdelen'"
        ).fetchone()
    assert apart is not None
    assert apart[0] > 0
    assert apart[1] == 0
