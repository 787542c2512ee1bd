"""Every oddity of the sources that is listed has a test that is there; no more is asked here."""

import re

import pytest

from tests.helpers import REPO

ROWS = re.findall(
    r"^\| (.+) \| `(.+)::(.+)` \|$", (REPO / "docs" / "oddities.md").read_text(), re.M
)


@pytest.mark.parametrize(("oddity", "path", "name"), ROWS)
def test_the_test_of_an_oddity_exists(oddity, path, name):
    text = (REPO / "tests" / path).read_text(encoding="utf-8")
    wanted = f"def {name}(" if path.endswith(".py") else f"rule: {name}\n"
    assert wanted in text, oddity


def test_the_list_is_read_whole():
    assert len(ROWS) == (REPO / "docs" / "oddities.md").read_text().count("\n| ") - 1
    assert len({oddity for oddity, _, _ in ROWS}) == len(ROWS) >= 30
