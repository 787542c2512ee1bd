"""Each SQL model on given rows gives the expected rows; the cases stand in `cases/`."""

import pytest

from tests.sql.given import Case, empty_warehouse, fill, models, read_cases, run_case
from wijkfoto.errors import ContractError
from wijkfoto.resources import shelf
from wijkfoto.warehouse.run import run_model


@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_given_rows_give_the_expected_rows(case: Case):
    found = run_case(case)
    expected = [
        {k: pytest.approx(v) if isinstance(v, float) else v for k, v in row.items()}
        for row in case.expect
    ]
    assert found == expected


def test_every_sql_model_has_cases_and_every_case_a_model():
    with_sql = {f"{path.parent.name}.{path.stem}" for path in shelf("sql").glob("*/*.sql")}
    with_sql -= {name for name in with_sql if name.startswith(("tests.", "queries."))}
    assert {name for name, model in models().items() if model.sql} == with_sql
    assert {case.model for case in read_cases()} == with_sql


def test_every_rule_stands_once():
    rules = [str(case) for case in read_cases()]
    assert len(rules) == len(set(rules))


def test_a_case_that_gives_what_the_model_does_not_read_is_refused():
    case = Case("staging.cbs_kerncijfers", "x", {"raw.shape": []}, [])
    with pytest.raises(AssertionError, match=r"does not read \['raw.shape'\]"):
        run_case(case)


def test_the_same_region_twice_under_other_padding_is_refused():
    rows = [
        {"source_id": "cbs_kwb", "region_key": key, "indicator_id": "inwoners"}
        | {"peiljaar": 2020, "boundary_year": 2020, "snapshot_id": "s"}
        for key in ("GM0606", "GM0606    ")
    ]
    with empty_warehouse() as con:
        fill(con, "raw.cell", rows)
        with pytest.raises(ContractError, match="key is unique"):
            run_model(con, models()["staging.cbs_kerncijfers"])
