"""Codes for an export without them: paired by order or by name and figures, never by name alone."""

import pandas as pd
import pytest

from wijkfoto.bronnen.borrow import Filled, with_codes
from wijkfoto.bronnen.export import read_export
from wijkfoto.bronnen.figures import figures
from wijkfoto.catalog import shipped_file_names
from wijkfoto.errors import SourceError

ROWS = [("Made", "GM0001", 600, 290), ("Centrum", "WK000101", 300, 150),
        ("Centrum", "BU00010101", 300, 150), ("Noord", "WK000102", 300, 140),
        ("Nuis", "GM0002", 300, 150), ("Centrum", "WK000201", 295, 150)]  # fmt: skip


def filled(rows: list[tuple[object, ...]], labels: str, *indicators: str) -> Filled:
    body = "\n".join([labels, *(";".join(map(str, row)) for row in rows)]).encode()
    export = read_export("x.csv", body, shipped_file_names())
    first = len(export.header.labels) - len(indicators)
    return export, figures(export, {n: first + i for i, n in enumerate(indicators)})


CODED = filled(ROWS, "Wijken en buurten;Codering;a;b", "inwoners", "mannen")


def bare(rows: list[tuple[object, ...]]) -> Filled:
    return filled(rows, "Wijken en buurten;a;b", "inwoners", "vrouwen")


def test_rows_in_the_same_order_take_the_codes_by_position():
    (export, numbers), left_out = with_codes(
        bare([(name, n, 7) for name, _, n, _ in ROWS]), [CODED]
    )
    assert export.codes == tuple(code for _, code, _, _ in ROWS)
    assert left_out == 0
    assert numbers["vrouwen"].tolist() == [7] * 6


def test_a_selection_takes_codes_where_name_and_figures_leave_one_way():
    rows = [("Noord", 300, 1), ("Centrum", 300, 2), ("Nuis", 300, 3), ("Weg", 5, 4)]
    (export, numbers), left_out = with_codes(bare(rows), [CODED])
    assert export.codes == ("WK000102", "GM0002")
    assert export.names == ("Noord", "Nuis")
    assert numbers["vrouwen"].tolist() == [1, 3]
    assert left_out == 2


def test_a_row_that_stands_twice_in_a_selection_takes_no_code():
    (export, _), left_out = with_codes(
        bare([("Noord", 300, 1), ("Noord", 300, 2), ("Nuis", 300, 3)]), [CODED]
    )
    assert (export.codes, left_out) == (("GM0002",), 2)


def test_names_alone_are_never_enough():
    unshared = filled([("Noord", 5)], "Wijken en buurten;a", "vrouwen")
    with pytest.raises(SourceError, match="has no codes") as fault:
        with_codes(unshared, [CODED])
    assert "Codering (code)" in fault.value.next_step


def test_the_file_that_tells_most_lends_its_codes():
    few = filled(ROWS[:2], "Wijken en buurten;Codering;a;b", "inwoners", "mannen")
    rows = [("Nuis", 300, 3), ("Noord", 300, 1), ("Made", 600, 1)]
    for others in ([few, CODED], [CODED, few]):
        (export, _), _ = with_codes(bare(rows), others)
        assert export.codes == ("GM0002", "WK000102", "GM0001")


def test_without_any_other_file_it_is_refused():
    with pytest.raises(SourceError, match="no other file"):
        with_codes(bare([("Noord", 300, 1)]), [])


def test_a_missing_figure_fits_only_a_missing_figure():
    coded = filled([("Noord", "WK000102", ".", 1)], "Wijken en buurten;Codering;a;b",
                   "inwoners", "mannen")  # fmt: skip
    (export, numbers), _ = with_codes(bare([("Noord", ".", 1)]), [coded])
    assert export.codes == ("WK000102",)
    assert pd.isna(numbers["inwoners"][0])
    with pytest.raises(SourceError, match="has no codes"):
        with_codes(bare([("Noord", 0, 1)]), [coded])
