"""What an edition keeps of what decided it: also what a gemeente put in place of what ships."""

from pathlib import Path

import pandas as pd

from wijkfoto.advice.own import OWN_FILES, own_sha256
from wijkfoto.catalog import shipped_catalog
from wijkfoto.resources import catalog_dir
from wijkfoto.settings import Settings
from wijkfoto.verandering import edition_parts


def kept(settings: Settings, own: Path | None = None) -> pd.Series:
    """Return the value of each part by kind and id."""
    parts = edition_parts(shipped_catalog(), catalog_dir(), settings, None, own_sha256(own))
    assert not parts.duplicated(["kind", "item_id"]).any()
    return parts.set_index(["kind", "item_id"])["value"]


def test_each_own_file_of_a_gemeente_is_a_part_by_its_name_and_never_its_path(tmp_path: Path):
    for name in OWN_FILES:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    before = kept(Settings(), tmp_path)
    own = {name for name in before["regel"].index if name.startswith("advies.map/")}
    assert own == {f"advies.map/{name}" for name in OWN_FILES}
    assert not before.str.contains(str(tmp_path), regex=False).any()
    (tmp_path / OWN_FILES[0]).write_text("{ }", encoding="utf-8")
    now = kept(Settings(), tmp_path)
    assert list(before[before != now].index) == [("regel", f"advies.map/{OWN_FILES[0]}")]


def test_settings_of_inkoop_and_of_what_is_hidden_are_parts():
    before = kept(Settings())
    now = kept(
        Settings(
            inkoop={"arrangementen": True},
            privacy={"min_n": 40, "min_cel": 20},
            team={"werkgever": "stichting"},
        )
    )
    assert {item for kind, item in before[before != now].index if kind == "instelling"} == {
        "inkoop.arrangementen", "privacy.min_n", "privacy.min_cel", "team.werkgever",
    }  # fmt: skip


def test_what_is_only_printed_beside_the_use_model_is_no_part():
    names = {name for name in kept(Settings())["regel"].index if name.startswith("use/")}
    assert names == {"use/gebruik", "use/modellen", "use/voorspellers"}
