"""What the page of what-if must show: the same sum by the pipeline, from the published table."""

import duckdb
from playwright.sync_api import Page

from wijkfoto.advice.apportion import spread_steps
from wijkfoto.advice.rules import shipped_rules

Parts = dict[str, list[str]]
"""Hours as written, by the name of the discipline: the areas in the order of their number."""

STEP = 0.5


def totals_of(
    con: duckdb.DuckDBPyConnection, gemeente: str, scenario: str, *, steps: int
) -> list[float]:
    """Return totals from the sum of the floors upward, spread over twice what is printed."""
    total, least = con.execute(
        "select max(totaal), sum(ondergrens) from team_scenario "
        "where area_code = ? and scenario_id = ?",
        [gemeente, scenario],
    ).fetchall()[0]
    size = (2 * total - least) / steps
    return [least + STEP * round(place * size / STEP) for place in range(steps + 1)]


def again(con: duckdb.DuckDBPyConnection, gemeente: str, scenario: str, total: float) -> Parts:
    """Return the parts of a total, from the published weights and floors, as a page writes them."""
    rows = con.execute(
        "select area_code, discipline_id, gewicht, ondergrens from team_scenario "
        "where scenario_id = ? and area_code in "
        "(select teamgebied_id from teamgebied where gemeente_code = ?)",
        [scenario, gemeente],
    ).fetchall()
    cells = {(area, discipline): (w, f) for area, discipline, w, f in rows}
    areas = sorted({area for area, _ in cells}, key=lambda code: (len(code), code))
    names = {d.discipline_id: d.naam for d in shipped_rules().disciplines}
    order = [name for name in names if (areas[0], name) in cells]
    weights = [[cells[area, name][0] for name in order] for area in areas]
    floor = [[round(cells[area, name][1] / STEP) for name in order] for area in areas]
    whole = int(total / STEP)
    steps = spread_steps(whole, weights, floor)
    hours = [[part * STEP for part in row] for row in steps]
    _, row, column = max(
        ((steps[i][j], weights[i][j]), -i, -j) for i in range(len(areas)) for j in range(len(order))
    )
    hours[-row][-column] += total - whole * STEP
    return {
        names[name]: [_written(row[place]) for row in hours] for place, name in enumerate(order)
    }


def _written(hours: float) -> str:
    tenths = abs(hours * 10 - round(hours * 10)) < 1e-6
    return f"{hours:,.{1 if tenths else 2}f}".translate(str.maketrans(",.", ".,"))


def shown(page: Page) -> Parts:
    """Return the parts that the page shows now."""
    found: Parts = page.evaluate(
        """() => {
            const places = [...document.querySelectorAll("table.eigen thead [data-plaats]")];
            const order = places.map((th) => Number(th.dataset.plaats));
            const rows = [...document.querySelectorAll("table.eigen tbody tr")];
            return Object.fromEntries(rows.map((row) => {
                const parts = [];
                [...row.querySelectorAll("[data-gewicht]")].forEach((cell, shown) => {
                    parts[order[shown]] = cell.textContent;
                });
                return [row.querySelector("th").textContent, parts];
            }));
        }"""
    )
    return found


def type_total(page: Page, total: float) -> None:
    """Type a total into the field."""
    page.locator("#totaal").fill(f"{total:g}")
