"""Binding: stem, unit and group decide; the number behind a name and the order never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen.bind import bind_table, find_column, table_columns
from wijkfoto.catalog import Column, Indicator, SourceTable
from wijkfoto.errors import BindingError

HERKOMST = ("Bevolking", "Herkomst")
WHERE = "84799NED (2020), indicator x"

PROPERTIES = [
    {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten"},
    {"ID": 1, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
    {"ID": 2, "ParentID": 1, "Type": "TopicGroup", "Key": "", "Title": "Herkomst"},
    {"ID": 3, "ParentID": 2, "Type": "TopicGroup", "Key": "", "Title": "  Nederland\u00a0 "},
    {"ID": 4, "ParentID": 2, "Type": "TopicGroup", "Key": "", "Title": "Europa"},
    {"ID": 5, "ParentID": 3, "Type": "Topic", "Key": "BuitenEuropa_19", "Unit": "aantal"},
    {"ID": 6, "ParentID": 4, "Type": "Topic", "Key": "BuitenEuropa_22", "Unit": "aantal"},
    {"ID": 7, "ParentID": 1, "Type": "Topic", "Key": "k_0Tot15Jaar_8", "Unit": "aantal "},
    {"ID": 8, "ParentID": 1, "Type": "Topic", "Key": "Dichtheid_33", "Unit": "per km²"},
    {"ID": 9, "ParentID": 1, "Type": "Topic", "Key": "Dichtheid_34", "Unit": "per ha"},
    {"ID": 10, "ParentID": None, "Type": "Topic", "Key": "WOZ", "Unit": None},
]  # fmt: skip


def wanted(*stem: str, eenheid: str = "aantal", groep: tuple[str, ...] = (), **more: int) -> Column:
    return Column(source_id="cbs_kwb", stem=stem, eenheid=eenheid, groep=groep, **more)  # type: ignore[arg-type]


def indicator(column: Column | None) -> Indicator:
    return Indicator(
        indicator_id="x", naam="X", unit="aantal", role="context", direction=0, kind="register",
        description="X.", bron=column,
    )  # fmt: skip


def found(column: Column) -> str | None:
    bound = find_column(column, table_columns(PROPERTIES), WHERE)
    return bound.key if bound else None


def test_a_stem_binds_whatever_the_number_behind_it():
    assert found(wanted("k_0Tot15Jaar")) == "k_0Tot15Jaar_8"
    renumbered = [{"Type": "Topic", "Key": "k_0Tot15Jaar_41", "Unit": "aantal"}]
    bound = find_column(wanted("k_0Tot15Jaar"), table_columns(renumbered), WHERE)
    assert bound is not None
    assert bound.key == "k_0Tot15Jaar_41"


def test_the_group_decides_between_equal_stems():
    assert found(wanted("BuitenEuropa", groep=(*HERKOMST, "Nederland"))) == "BuitenEuropa_19"
    assert found(wanted("BuitenEuropa", groep=(*HERKOMST, "Europa"))) == "BuitenEuropa_22"


@pytest.mark.parametrize("groep", [("Nederland",), ("Herkomst", "Europa"), HERKOMST])
def test_a_part_of_the_path_is_not_the_group(groep):
    with pytest.raises(BindingError, match="no column fits"):
        found(wanted("BuitenEuropa", groep=groep))


def test_the_unit_decides_between_equal_stems():
    assert found(wanted("Dichtheid", eenheid="per ha")) == "Dichtheid_34"
    assert found(wanted("WOZ", eenheid="")) == "WOZ"


def test_two_that_fit_are_an_error_that_lists_both():
    with pytest.raises(BindingError) as caught:
        found(wanted("BuitenEuropa"))
    message = str(caught.value)
    assert WHERE in message
    assert "2 columns fit" in message
    assert "BuitenEuropa_19 [Bevolking > Herkomst > Nederland; aantal]" in message
    assert "BuitenEuropa_22 [Bevolking > Herkomst > Europa; aantal]" in message
    assert caught.value.next_step


def test_another_unit_or_group_is_an_error_that_lists_the_candidates():
    with pytest.raises(BindingError, match=r"no column fits.*Dichtheid_33 .*; per km²"):
        found(wanted("Dichtheid", eenheid="%"))
    with pytest.raises(BindingError, match=r"WOZ \[no group; no unit\]"):
        found(wanted("WOZ", eenheid="euro"))


def test_a_stem_is_compared_whole():
    assert found(wanted("Dicht")) is None
    assert found(wanted("Dichtheid_33")) is None
    assert found(wanted("dichtheid", eenheid="per ha")) is None


def test_of_several_spellings_the_one_that_is_there_binds():
    assert found(wanted("GemiddeldeWOZWaarde", "WOZ", eenheid="")) == "WOZ"


def bind(
    column: Column | None, *, required: bool = True, peiljaar: int | None = 2020
) -> dict[str, str]:
    table = SourceTable(table_id="84799NED", peiljaar=peiljaar, boundary_year=2020)
    bound = bind_table(
        [indicator(column)], table_columns(PROPERTIES), table=table, required=required
    )
    return {name: column.key for name, column in bound.items()}


def test_no_stem_in_a_required_table_names_table_year_and_what_looks_like_it():
    with pytest.raises(BindingError) as caught:
        bind(wanted("Dichtheden"))
    message = str(caught.value)
    assert "84799NED (2020), indicator x" in message
    assert "Dichtheid_33" in message
    assert caught.value.next_step


def test_no_stem_and_nothing_like_it_is_still_one_error():
    with pytest.raises(BindingError, match=r"No column carries stem Qqqqq\. Mend"):
        bind(wanted("Qqqqq"))


def test_no_stem_elsewhere_means_not_published():
    assert bind(wanted("Dichtheden"), required=False) == {}


@pytest.mark.parametrize("required", [True, False])
def test_two_that_fit_are_an_error_in_any_table(required):
    with pytest.raises(BindingError):
        bind(wanted("BuitenEuropa"), required=required)


@pytest.mark.parametrize(
    ("year", "looked_for"), [(2017, False), (2018, True), (2020, True), (2021, False)]
)
def test_a_column_is_looked_for_only_in_the_years_that_have_it(year, looked_for):
    column = wanted("WOZ", eenheid="", vanaf=2018, tot=2020)
    assert bool(bind(column, peiljaar=year)) is looked_for
    assert bind(column, peiljaar=None) == {"x": "WOZ"}


def test_a_derived_figure_has_no_column():
    assert bind(None) == {}


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ([{"ID": 1, "ParentID": 1, "Type": "TopicGroup", "Title": "A"}], ("A",)),
        (
            [
                {"ID": 1, "ParentID": 2, "Type": "TopicGroup", "Title": "A"},
                {"ID": 2, "ParentID": 1, "Type": "TopicGroup", "Title": "B"},
            ],
            ("B", "A"),
        ),
        ([{"Type": "TopicGroup"}], ()),
        ([{"ID": 1, "Type": "TopicGroup"}], ("",)),
    ],
    ids=["its own parent", "two in a ring", "no number", "no title"],
)
def test_groups_that_make_no_tree_are_read_without_end_or_fault(properties, path):
    column = {"ID": 9, "ParentID": 1, "Type": "Topic", "Key": "X_1", "Unit": "%"}
    assert table_columns([*properties, column])[0].path == path


@given(st.permutations(PROPERTIES))
def test_the_order_of_the_properties_does_not_matter(properties):
    columns = table_columns(properties)
    bound = [
        find_column(column, columns, WHERE)
        for column in (
            wanted("BuitenEuropa", groep=(*HERKOMST, "Nederland")),
            wanted("k_0Tot15Jaar"),
            wanted("Dichtheid", eenheid="per km²"),
        )
    ]
    keys = [column.key for column in bound if column]
    assert keys == ["BuitenEuropa_19", "k_0Tot15Jaar_8", "Dichtheid_33"]


@given(
    st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}(_[A-Za-z0-9]{1,3}[A-Za-z])?", fullmatch=True),
    st.integers(0, 999),
)
def test_only_the_last_number_is_no_part_of_the_stem(stem, number):
    columns = table_columns([{"Type": "Topic", "Key": f"{stem}_{number}"}])
    assert columns[0].stem == stem
