"""Reads the origins of the numbers on a page, and holds a number against what its query gave.

What must hold of them is told by the tests that use this.
"""

import re
from dataclasses import dataclass
from itertools import takewhile

from tests.site.reading import Element

PARTS_OF_ONE = {
    ("chance_risk", "kansrisico"), ("chance_risk", "kansrisico_low"),
    ("chance_risk", "kansrisico_high"),
    ("domain_score", "percentile"), ("team_advice", "share"), ("team_form", "share"),
    ("team_form", "other_share"),
    ("effective_weight", "weight"), ("effective_weight", "effective_weight"),
    ("model_share", "model_weight"), ("model_share", "other_class"),
    ("norm_sensitivity", "deel_inwoners"),
}  # fmt: skip
MAIN = {
    "observation": "waarde", "domain_score": "score", "team_advice": "fte", "team_form": "share",
    "team_total": "fte", "demand": "cases", "teamgebied": "inwoners", "region": "inwoners",
    "survey_estimate": "waarde", "qualitative": "deelnemers", "coherence_pair": "r",
    "registration": "vragen", "formation": "fte",
    "effective_weight": "effective_weight", "model_share": "model_weight",
    "norm_sensitivity": "deel_inwoners", "comparable": "aantal", "chance_risk": "kansrisico",
}  # fmt: skip
# The words that join the numbers of one row (getallen.yaml).
JOINED = re.compile(r"^ongeveer | \((?:tussen )?|^tussen | en | tot |\)|^van | naar ")
CODE = re.compile(r"[A-Za-z0-9_-]+")


def _dutch(text: str) -> tuple[float, int]:
    """Read a number back from its Dutch notation: its value, and its decimals."""
    plain = re.sub(r"[^\d.,\u2212+-]", "", text).replace("\u2212", "-").replace(".", "")
    decimals = len(plain.partition(",")[2])
    return float(plain.replace(",", ".")), decimals


def _factor(number_id: str, text: str) -> float:
    """Return what a value is multiplied by when it is written."""
    if "\u20ac" in text:
        return 1000.0
    name, _, column = number_id.partition(":")
    table = name.split("/")[0]
    return 100.0 if (table, column or MAIN.get(table)) in PARTS_OF_ONE else 1.0


def agrees(number_id: str, text: str, value: object) -> bool:
    if isinstance(value, str):
        return value == text
    if not isinstance(value, (int, float)):
        return False
    written, decimals = _dutch(text)
    exact = value * _factor(number_id, text)
    if _factor(number_id, text) == 100.0 and decimals == 0 and 0 < exact < 100:
        exact = min(max(exact, 1.0), 99.0)  # "0 van de 100" would say never, "100" always
    return abs(written - exact) <= 0.5 * 10.0**-decimals + 1e-6


@dataclass(frozen=True)
class Explained:
    """What the list of origins says of one number: its line, and the query of its block."""

    number_id: str
    text: str
    query: str


def explained(page: Element) -> dict[str, Explained]:
    """Return what the list of origins says of each number, by the id of its cell."""
    found: dict[str, Explained] = {}
    for table in page.all("table", "getallen"):
        head = table.all("thead")[0].all("th")
        query, *pattern = [code.text for code in head[0].all("code")]
        areas = [th.all("code")[0].text for th in head[2:]]
        for row in table.all("tbody")[0].all("tr"):
            (name,) = row.all("th")
            (code,) = [code.text for code in name.all("code")]
            for place, cell in enumerate(row.all("td")):
                if "id" not in cell.attrs:
                    continue
                number_id = code
                if pattern:
                    codes = [areas[place], code] if areas else [code]
                    number_id = pattern[0].replace("\u2026", "{}").format(*codes)
                text = f"{cell.text} {name.text} {head[0].text}"
                found[cell.attrs["id"]] = Explained(number_id, text, query)
    return found


def numbers_on(page: Element) -> list[tuple[str, str]]:
    """Return the text of every number on a page with the id of the row it leads to."""
    return [(a.text, a.attrs["href"].removeprefix("#")) for a in page.all("a", "getal")]


def leads_to(row: tuple[object, ...], codes: set[str]) -> bool:
    """Say whether the codes that a row starts with are those of a number."""
    leading = list(takewhile(lambda cell: isinstance(cell, str) and CODE.fullmatch(cell), row))
    return bool(leading) and set(leading) <= codes
