"""The data dictionary: it says what the contracts of the published tables say, and nothing else."""

from pathlib import Path

import pytest

from tools import data_dictionary
from wijkfoto.warehouse.contract import ColumnContract, RowCheck, TableContract
from wijkfoto.warehouse.model import Model, read_models


def _model(name: str, layer: str = "marts", **columns: ColumnContract) -> Model:
    contract = TableContract(
        description="Wijken\n  of a gemeente.",
        grain="wijk",
        key=("code",),
        columns={"code": ColumnContract(type="varchar", description="Code."), **columns},
        produced_by="python",
        checks=(RowCheck(name="not_empty", where="code = ''"),),
    )
    return Model(layer, name, "", contract, frozenset())


def test_the_page_says_what_the_contracts_say():
    shipped = data_dictionary.TARGET.read_text(encoding="utf-8")
    assert shipped == data_dictionary.dictionary(read_models()), "python -m tools.data_dictionary"


def test_every_published_table_and_column_has_a_row():
    tables = [model for model in read_models() if model.layer == "marts"]
    text = data_dictionary.dictionary(read_models())
    for model in tables:
        section = text.partition(f"\n## {model.name}\n")[2].partition("\n## ")[0]
        assert section.count("\n| `") == len(model.contract.columns), model.name
    assert text.count("\n- Grain: ") == len(tables)


def test_tables_stand_in_order_of_name_whatever_the_order_of_models():
    models = read_models()
    assert data_dictionary.dictionary(models[::-1]) == data_dictionary.dictionary(models)
    names = [model.name for model in data_dictionary.published(models)]
    assert names == sorted(names)


def test_a_table_that_is_not_published_stays_out():
    text = data_dictionary.dictionary([_model("wijk"), _model("kladblok", layer="intermediate")])
    assert "## wijk" in text
    assert "kladblok" not in text


def test_a_column_shows_type_unit_values_condition_and_reference():
    column = ColumnContract(
        type="integer",
        description="Either a | b.",
        required=True,
        unit="jaar",
        values=(2019, 2020),
        check="jaar > 0",
        references="edition",
    )
    text = data_dictionary.dictionary([_model("wijk", jaar=column)])
    permitted = "`2019`, `2020`; `jaar > 0`; key of `edition`"
    assert f"| `jaar` | integer | jaar | yes | {permitted} | Either a \\| b. |" in text
    assert "- Refers to: `edition` (`jaar`)" in text


def test_a_column_of_the_key_is_required_as_the_ddl_makes_it():
    assert "| `code` | varchar |  | yes |  | Code. |" in data_dictionary.dictionary(
        [_model("wijk")]
    )


def test_a_description_over_lines_becomes_one_line_and_row_checks_are_told():
    text = data_dictionary.dictionary([_model("wijk")])
    assert "\nWijken of a gemeente.\n" in text
    assert "- No row may meet not_empty: `code = ''`" in text


def test_check_says_when_the_page_is_out_of_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    page = tmp_path / "docs" / "page.md"
    assert data_dictionary.main(["--check"], page) == 1
    assert data_dictionary.main([], page) == 0
    assert data_dictionary.main(["--check"], page) == 0
    page.write_text(page.read_text(encoding="utf-8") + "mine", encoding="utf-8")
    assert data_dictionary.main(["--check"], page) == 1
    assert "out of date" in capsys.readouterr().out


def test_an_unknown_option_is_a_usage_error(tmp_path: Path):
    page = tmp_path / "page.md"
    assert data_dictionary.main(["--chekc"], page) == 2
    assert not page.exists()
