"""The examples for analysts, asked the way an analyst asks: `wijkfoto sql "$(cat ...)"`."""

from pathlib import Path

import pytest

from tests.command import wijkfoto
from tests.helpers import REPO

QUERIES = sorted((REPO / "sql" / "queries").glob("*.sql"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_example_gives_rows(demo_home: Path, path: Path):
    text = path.read_text(encoding="utf-8")
    answer = wijkfoto("sql", text, "--format", "csv", home=demo_home)
    assert answer.returncode == 0, answer.stderr
    assert len(answer.stdout.splitlines()) > 1
    assert "-- purpose: " in text


def test_there_are_examples():
    assert len(QUERIES) >= 20
