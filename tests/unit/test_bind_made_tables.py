"""Binding on made tables: columns inserted, renamed, doubled or moved bind right or are refused.

The known list is the made kerncijfers of 2020, which has the names, units and groups of the real
table. Each change is followed to what it does to one column: that is the truth to hold binding to.
"""

from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen.bind import Binding, TableColumn, bind_table, table_columns, try_bind
from wijkfoto.catalog import SourceTable, shipped_catalog
from wijkfoto.errors import BindingError
from wijkfoto.sample.kwb_columns import kwb_columns
from wijkfoto.sample.properties import properties

TABLE = SourceTable(table_id="84799NED", peiljaar=2020, boundary_year=2020)
INDICATORS = [
    i
    for i in shipped_catalog().indicators.values()
    if i.source_id == "cbs_kwb" and i.bron and i.bron.covers(2020)
]
COLUMNS = table_columns(properties([], kwb_columns(2020)))
RIGHT = {name: column.key for name, column in bind_table(
    INDICATORS, COLUMNS, table=TABLE, required=True).items()}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A column of a made table, and the key that it had in the known one; None is new."""

    column: TableColumn
    was: str | None


def bind(made: list[Made], *, required: bool = True) -> Binding:
    """Bind on a made table whose columns were numbered anew, as an inserted column does."""
    numbered = [
        replace(one.column, key=f"{one.column.stem}_{place}")
        for place, one in enumerate(made, start=1)
    ]
    return try_bind(INDICATORS, numbered, table=TABLE, required=required)


def judge(made: list[Made], binding: Binding) -> None:
    """Hold that every indicator has its own column or was refused."""
    was = {f"{one.column.stem}_{place}": one.was for place, one in enumerate(made, start=1)}
    refused = {fault.where.rpartition(" ")[2] for fault in binding.faults}
    for name, key in RIGHT.items():
        if name in binding.columns:
            assert was[binding.columns[name].key] == key, name
        elif name not in refused:
            column = shipped_catalog().indicators[name].bron
            assert column is not None
            there = {one.column.stem for one in made}.intersection(
                f.stem for f in column.forms(2020)
            )
            assert column.mag_ontbreken, f"{name} was neither bound nor refused"
            assert not there, f"{name} is missing although its name is there"
    assert not refused.intersection(binding.columns)


KNOWN = [Made(column, column.key) for column in COLUMNS]
STEMS = sorted({column.stem for column in COLUMNS})
PATHS = sorted({column.path for column in COLUMNS}, key=str)
UNITS = sorted({column.unit for column in COLUMNS})
CHANGES = ("insert", "double", "rename", "unit", "group", "drop", "move")
WORDS = st.text(alphabet="ABCDEFGabcdefg", min_size=1, max_size=6)


@st.composite
def changed(draw: st.DrawFn, made: tuple[Made, ...] = tuple(KNOWN)) -> list[Made]:
    """Change a table in up to six ways, each at a place of its own."""
    table = list(made)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(table) - 1))
        one = table[place]
        match draw(
            st.sampled_from(["insert", "double", "rename", "unit", "group", "drop", "move"])
        ):
            case "insert":
                new = TableColumn("", f"Nieuw{draw(WORDS)}", "", draw(st.sampled_from(UNITS)),
                                  draw(st.sampled_from(PATHS)))  # fmt: skip
                table.insert(place, Made(new, None))
            case "double":  # the same name in another group, as BuitenEuropa stands three times
                path = draw(st.sampled_from([p for p in PATHS if p != one.column.path]))
                table.insert(place, Made(replace(one.column, path=path), None))
            case "rename":
                stem = f"{one.column.stem}{draw(WORDS)}"
                table[place] = Made(replace(one.column, stem=stem), None)
            case "unit":
                unit = draw(st.sampled_from([u for u in UNITS if u != one.column.unit]))
                table[place] = Made(replace(one.column, unit=unit), None)
            case "group":
                title = draw(WORDS)
                inside = draw(st.booleans())
                path = (title, *one.column.path) if inside else (*one.column.path[:-1], title)
                table[place] = Made(replace(one.column, path=path), None)
            case "drop":
                del table[place]
            case "move":
                table.append(table.pop(place))
    # What equals a known column in name, unit and group cannot be told from it by anybody.
    return [one for one in table if one.was or not _is_known(one.column)]


def _is_known(column: TableColumn) -> bool:
    looks = (column.stem, column.unit, column.path)
    return any(looks == (known.stem, known.unit, known.path) for known in COLUMNS)


def test_the_known_table_binds_every_figure_to_a_column_of_its_own():
    assert set(RIGHT) == {i.indicator_id for i in INDICATORS} - {"personen_in_armoede"}
    assert max(Counter(RIGHT.values()).values()) == 1


@given(changed())
def test_a_made_table_binds_right_or_refuses_and_never_binds_wrong(made):
    judge(made, bind(made))


@given(st.permutations(KNOWN))
def test_order_and_numbers_never_matter(made):
    binding = bind(list(made))
    judge(list(made), binding)
    assert set(binding.columns) == set(RIGHT)


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_the_same_column_twice_is_refused_with_both_as_candidates(name):
    twin = next(one for one in KNOWN if one.was == RIGHT[name])
    faults = [f for f in bind([*KNOWN, twin]).faults if f.where.endswith(f"indicator {name}")]
    assert len(faults) == 1
    assert "2 columns fit" in faults[0].what
    assert faults[0].what.count(f"{twin.column.stem}_") == 2


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_the_same_name_in_another_group_never_takes_its_place(name):
    right = next(one for one in KNOWN if one.was == RIGHT[name])
    path = next(p for p in PATHS if p != right.column.path)
    moved = [Made(replace(one.column, path=path), None) if one is right else one for one in KNOWN]
    binding = bind(moved)
    assert name not in binding.columns
    assert [
        f for f in binding.faults if f"indicator {name}" in f.where and "no column fits" in f.what
    ]


def test_of_several_faults_all_are_told():
    fewer = [one for one in COLUMNS if one.stem not in ("Mannen", "Vrouwen")]
    with pytest.raises(BindingError, match=r"indicator mannen: .* indicator vrouwen: "):
        bind_table(INDICATORS, fewer, table=TABLE, required=True)


def test_a_measure_that_some_revisions_lack_may_be_missing_but_never_another():
    fewer = [one for one in COLUMNS if one.stem != "HuishoudensMetEenLaagInkomen"]
    assert "laag_inkomen" not in bind_table(INDICATORS, fewer, table=TABLE, required=True)
    other = [replace(one, unit="aantal") if one.stem == "HuishoudensMetEenLaagInkomen" else one
             for one in COLUMNS]  # fmt: skip
    with pytest.raises(BindingError, match="laag_inkomen"):
        bind_table(INDICATORS, other, table=TABLE, required=True)


@pytest.mark.parametrize(
    ("name", "stem", "path", "year", "binds"),
    [
        ("woz_waarde", "GemiddeldeWoningwaarde", ("Wonen",), 2022, True),
        ("woz_waarde", "GemiddeldeWoningwaarde", ("Wonen",), 2023, False),
        ("woz_waarde", "GemiddeldeWOZWaardeVanWoningen", ("Wonen",), 2017, True),
        ("woz_waarde", "GemiddeldeWOZWaardeVanWoningen", ("Wonen en vastgoed",), 2022, False),
        ("woz_waarde", "GemiddeldeWOZWaardeVanWoningen", ("Wonen en vastgoed",), 2024, True),
        ("opleiding_hoog_aantal", "OpleidingsniveauHoog", ("Opleidingsniveau",), 2022, True),
        ("opleiding_hoog_aantal", "OpleidingsniveauHoog", ("Opleidingsniveau",), 2024, False),
        ("opleiding_hoog_aantal", "HboWo", ("Onderwijs",), 2024, True),
        ("opleiding_hoog_aantal", "HboWo", ("Onderwijs",), 2022, False),
        ("personen_in_armoede", "PersonenInArmoede", ("Inkomen",), 2024, True),
        ("personen_in_armoede", "PersonenInArmoede", ("Inkomen",), 2023, False),
        ("laag_inkomen", "HuishoudensMetEenLaagInkomen",
         ("Inkomen", "Inkomen van huishoudens"), 2024, False),
    ],
)  # fmt: skip
def test_a_renamed_measure_is_found_under_the_name_of_its_year(name, stem, path, year, binds):
    indicator = shipped_catalog().indicators[name]
    assert indicator.bron is not None
    column = TableColumn(f"{stem}_9", stem, "", indicator.bron.eenheid, path)
    table = SourceTable(table_id="T", peiljaar=year, boundary_year=year)
    found = try_bind([indicator], [column], table=table, required=False).columns
    assert bool(found) is binds


def test_old_and_new_name_in_one_table_are_refused():
    woz = shipped_catalog().indicators["woz_waarde"]
    stems = ("GemiddeldeWoningwaarde", "GemiddeldeWOZWaardeVanWoningen")
    columns = [TableColumn(f"{s}_1", s, "", "x 1 000 euro", ("Wonen",)) for s in stems]
    with pytest.raises(BindingError, match="2 columns fit"):
        bind_table([woz], columns, table=TABLE, required=False)
