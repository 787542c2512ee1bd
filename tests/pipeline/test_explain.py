"""`wijkfoto explain` is enough to make a published score again, from its figures upward."""

import json
import math
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.command import wijkfoto
from wijkfoto.explain import explain_number
from wijkfoto.settings import Settings


def scores_shown(home: Path) -> list[str]:
    """Ids of every score that a page shows."""
    with duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True) as con:
        rows = con.execute(
            r"select number_id from number where regexp_matches(number_id, "
            r"'^domain_score/(WK\d{6}|BU\d{8})/[a-z]+_[a-z_]+/\d{4}$') order by number_id"
        ).fetchall()
    return [row[0] for row in rows]


def share_of(part: dict[str, Any]) -> float:
    """Redo the first step: from the published figure to the fraction that is compared."""
    if part["waarde_status"] == "censored":
        share = (part["waarde_low"] + part["waarde_high"]) / 2 / part["unit_size"]
    else:
        share = part["waarde"] / part["unit_size"]
    # Without n a share is kept off 0 and 1; how far, the answer tells itself.
    return part["aandeel"] if part["n"] is None and share in (0.0, 1.0) else share


def z_of(part: dict[str, Any], limit: float) -> float:
    share, n = share_of(part), part["n"]
    if n is None:
        logit = math.log(share / (1 - share))
    else:
        logit = math.log((share * n + 0.5) / (n - share * n + 0.5))
    z = part["direction"] * (logit - part["ref_mean"]) / part["ref_sd"]
    assert z == pytest.approx(part["z_unclipped"], abs=1e-9)
    return max(-limit, min(limit, z))


def score_of(told: dict[str, Any]) -> float:
    """Make the score again from nothing but the answer of the command."""
    scale = told["scale"]
    mean = sum(part["weight"] * z_of(part, scale["winsor_z"]) for part in told["parts"])
    standard = (mean - scale["scale_mean"]) / scale["scale_sd"]
    return scale["centre"] + scale["points_per_sd"] * standard


def test_the_answer_of_the_command_gives_the_score_again(demo_home: Path):
    number_id = "domain_score/WK990101/ouderen_zorg/2020"
    answer = wijkfoto("explain", number_id, "--format", "json", home=demo_home)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert score_of(told) == pytest.approx(told["value"], abs=1e-9)
    # One of its figures is clipped, so the limit of the mean is part of what is shown here.
    assert any(
        part["z_unclipped"] > part["z"] == told["scale"]["winsor_z"] for part in told["parts"]
    )


def test_a_score_of_a_buurt_and_its_difference_from_the_wijk_lead_home(demo_home: Path):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        shown = con.execute(
            "select min(number_id) from number where number_id like 'buurt_in_wijk/%' "
            "and number_id not like '%:%'"
        ).fetchall()[0][0]
    number_id = f"{shown.replace('buurt_in_wijk', 'domain_score')}"
    answer = wijkfoto("explain", number_id, "--format", "json", home=demo_home)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert score_of(told) == pytest.approx(told["value"], abs=1e-9)
    assert told["parts"]
    assert told["snapshots"]
    answer = wijkfoto("explain", shown, home=demo_home)
    assert answer.returncode == 0, answer.stderr
    assert "minus that of its wijk" in answer.stdout


@pytest.fixture(scope="module")
def all_told(demo_settings: Settings) -> dict[str, dict[str, Any]]:
    """The answer on every score that a page shows, by its id; asked once."""
    ids = scores_shown(demo_settings.home)
    return {each: json.loads(explain_number(demo_settings, each, "json")) for each in ids}


def test_every_score_of_a_page_can_be_made_again(all_told: dict[str, dict[str, Any]]):
    assert sum("/WK" in number_id for number_id in all_told) > 50
    assert sum("/BU" in number_id for number_id in all_told) > 200
    for number_id, told in all_told.items():
        assert score_of(told) == pytest.approx(told["value"], abs=1e-9), number_id
        parts = sum(part["contribution"] for part in told["parts"])
        assert 100 + parts == pytest.approx(told["value"], abs=1e-9), number_id


def test_every_figure_behind_a_score_leads_to_a_snapshot_that_is_told(
    all_told: dict[str, dict[str, Any]],
):
    for number_id, told in all_told.items():
        known = {row["snapshot_id"] for row in told["snapshots"]}
        assert {part["snapshot_id"] for part in told["parts"]} <= known, number_id
        assert all(row["sha256"] and row["url"] for row in told["snapshots"])


def test_an_unknown_format_is_refused_before_anything_is_read(demo_home: Path):
    answer = wijkfoto("explain", "region/NL00/x/2020", "--format", "xml", home=demo_home)
    assert answer.returncode == 2
    assert "text, json" in answer.stderr
