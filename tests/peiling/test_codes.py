"""From codes to answers: what counts, what never counts, and every fault with its place."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.peiling.files import LIMITS, csv, figures, rows
from wijkfoto.errors import CatalogError, ConfigError, SourceError, WijkfotoError
from wijkfoto.peiling.coded import Respondents, code_respondents
from wijkfoto.peiling.draft import draft_mapping
from wijkfoto.peiling.mapping import Mapping, burgerpeiling, read_mapping
from wijkfoto.peiling.place import wijk_code
from wijkfoto.peiling.survey import code_survey, faults_of, mapping_sha256, open_survey
from wijkfoto.peiling.tables import make_tables

GEMEENTE = ("GM9901",)


def mapping(**changes: object) -> dict[str, object]:
    """A mapping of a file of one's own."""
    return {
        "naam": "Eigen enquête",
        "jaar": {"vast": 2023},
        "gemeente": {"vast": "GM9901"},
        "wijk": {"variabele": "wijknr"},
        "vragen": [
            {"id": "eenzaam", "naam": "Eenzaam", "variabelen": ["zw04"], "geldig": [1, 2, 3, 4],
             "weet_niet": [5], "telt": [3, 4]},
        ],
    } | changes  # fmt: skip


def opened(tmp_path: Path, table: pd.DataFrame, given: dict[str, object] | None = None):
    path = csv(tmp_path / "peiling.csv", table)
    if given is None:
        return open_survey(path, "", "")
    written = tmp_path / "mapping.yaml"
    written.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    return open_survey(path, str(written), "")


def coded(tmp_path: Path, table: pd.DataFrame, given: dict[str, object] | None = None):
    found, faults = code_survey(opened(tmp_path, table, given), GEMEENTE, None)
    assert faults == []
    assert isinstance(found, Respondents)
    return found


def faults(tmp_path: Path, table: pd.DataFrame, given: dict[str, object] | None = None):
    return [str(fault) for fault in faults_of(opened(tmp_path, table, given), GEMEENTE)]


def test_weet_niet_is_never_an_answer(tmp_path: Path):
    found = coded(tmp_path, rows(6, zw04=[1, 2, 3, 4, 5, None]))
    assert np.array_equal(found.answers["eenzaam"], [0, 0, 1, 1, np.nan, np.nan], equal_nan=True)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_no_number_of_weet_niet_moves_a_share(codes):
    mapping_ = burgerpeiling()
    (question,) = [q for q in mapping_.vragen if q.id == "eenzaam"]
    given_ = np.array([c for c in codes if c in question.geldig])
    assert set(question.geldig) & set(question.weet_niet) == set()
    assert all(c in question.geldig or c in question.weet_niet for c in codes)
    assert len(given_) == sum(c != 5 for c in codes)


def test_a_scale_turns_the_item_that_is_the_other_way_round(tmp_path: Path):
    items = ["zw19_0", "zw19_1", "zw19_2", "zw19_3", "zw19_4"]
    bad = dict.fromkeys(items, 5) | {"zw19_3": 1}
    good = dict.fromkeys(items, 1) | {"zw19_3": 5}
    silent = bad | {"zw19_4": 6}
    table = rows(3)
    for item in items:
        table[item] = [bad[item], good[item], silent[item]]
    found = coded(tmp_path, table).answers["weinig_veerkracht"]
    assert np.array_equal(found, [1, 0, np.nan], equal_nan=True)


def test_a_box_that_is_not_ticked_counts_only_where_another_is(tmp_path: Path):
    boxes = {f"zw05_{n}": [None, None, None] for n in range(6)}
    boxes |= {"zw05_2": [1, None, None], "zw05_4": [None, 1, None]}
    found = coded(tmp_path, rows(3, **boxes)).answers["verenigingsleven"]
    assert np.array_equal(found, [1, 0, np.nan], equal_nan=True)


def test_a_question_under_another_is_of_those_who_were_asked(tmp_path: Path):
    table = rows(4, zw06_0=[1, 2, 3, None], zw09=[3, 1, 4, 4])
    found = coded(tmp_path, table).answers["mantelzorg_overbelast"]
    assert np.array_equal(found, [1, 0, np.nan, np.nan], equal_nan=True)


def test_nobody_to_ask_means_that_none_of_the_three_can_be_asked(tmp_path: Path):
    table = rows(3, zw10_0=[3, 3, 3], zw10_1=[3, 1, 4], zw10_2=[3, 3, 3])
    found = coded(tmp_path, table).answers["niemand_om_hulp"]
    assert np.array_equal(found, [1, 0, np.nan], equal_nan=True)


def test_who_weighs_five_or_more_is_left_out_and_who_has_no_age_weighs_one(tmp_path: Path):
    table = rows(5, weging=[0.5, 5.0, 7.5, 1.5, None], ch02=[1, 2, 3, 4, None])
    # A mean near 1 needs more rows than these five.
    more = pd.concat([table, rows(20)], ignore_index=True)
    found = coded(tmp_path, more)
    assert found.left_out == 2
    kept = np.array([0.5, 1.5, 1.0, *[1.0] * 20])
    assert found.weight == pytest.approx(kept / kept.mean())


def test_a_burgerpeiling_is_known_without_a_mapping_and_another_file_is_not(tmp_path: Path):
    survey = opened(tmp_path, rows())
    assert {q.id for q in survey.mapping.vragen} == {"eenzaam", "onveilig"}
    assert any("mantelzorg" in name for name in survey.not_asked)
    with pytest.raises(ConfigError, match="wijkfoto survey draft"):
        opened(tmp_path, rows().drop(columns=["weging"]))


def test_what_is_no_code_is_never_repeated_and_persons_come_alone(tmp_path):
    name = "Jan Geheim Dorpsstraat 5"
    told = faults(tmp_path, rows(wijknr=[name, *["WK990100"] * 11]))
    assert told
    assert not any("Geheim" in fault for fault in told)
    person = faults(tmp_path, rows(wijknr=[f"{name} 4101AB 12", *["WK990100"] * 11]))
    assert len(person) == 1
    assert "postcode" in person[0]
    assert "Geheim" not in person[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"zw04": [9, *[1] * 11]}, ["Column zw04 holds 9 in 1 rows", "line 2"]),
        ({"ch02": [*[1] * 11, 8]}, ["Column ch02 holds 8", "line 13"]),
        ({"wijknr": ["WK036300", *["WK990100"] * 11]}, ["WK036300", "another gemeente"]),
        (
            {"wijknr": ["noord", *["WK990100"] * 11]},
            ["there in column wijknr is no wijk code", "opzoeken"],
        ),
        ({"gemnr": [363, *[9901] * 11]}, ["GM0363", "another gemeente than that of this wijkfoto"]),
        (
            {"gemnr": ["Ons dorp", *[9901] * 11]},
            ["in column gemnr is no number"],
        ),
        ({"jr": [2019, *[2020] * 11]}, ["jr holds 2019, 2020", "one year"]),
        ({"weging": [-1.0, *[1.1] * 11]}, ["no weight above 0", "line 2"]),
        ({"weging": [37.0] * 12}, ["mean of weging is 37.00", "uitbreiding"]),
        (
            {"toelichting": ["bsn 111222333", *[""] * 11]},
            ["holds a burgerservicenummer", "line 2"],
        ),
    ],
)
def test_each_fault_has_its_own_answer_with_column_and_line(tmp_path, changes, says):
    found = faults(tmp_path, rows(**changes))
    assert any(all(part in fault for part in says) for fault in found), found


def test_every_fault_is_listed_and_a_run_names_the_first_and_how_many_more(tmp_path: Path):
    table = rows(zw04=[9] * 12, wl04=[8] * 12, jr=[2019] * 6 + [2020] * 6)
    assert len(faults(tmp_path, table)) == 3
    with pytest.raises(SourceError, match=r"There are 2 more faults.*wijkfoto check"):
        make_tables(
            opened(tmp_path, table), GEMEENTE, figures({"WK990100": 9e3, "WK990101": 9e3}),
            LIMITS,
        )  # fmt: skip


def test_a_wijk_that_does_not_exist_in_the_figures_is_a_fault(tmp_path: Path):
    with pytest.raises(
        SourceError, match="WK990101 in column wijknr does not exist among the wijken"
    ):
        make_tables(opened(tmp_path, rows()), GEMEENTE, figures({"WK990100": 9e3}), LIMITS)


@given(st.integers(0, 9999), st.text("0123456789ABCXYZ", min_size=2, max_size=2))
def test_a_code_is_read_in_every_way_a_file_writes_it(number, part):
    gemeente, bare = f"GM{number:04d}", f"{number:04d}{part}"
    for text in (f"WK{bare}", f"WK{bare}    ", f"wk{bare.lower()}", bare, f"BU{bare}03"):
        assert wijk_code(text, gemeente, {}) == f"WK{bare}"


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(1, 9999))
def test_lost_zeros_come_back_only_where_the_gemeente_of_the_row_proves_it(number, part, other):
    bare = f"{number:04d}{part:02d}"
    lost = str(int(bare))
    assert wijk_code(lost, f"GM{number:04d}", {}) == f"WK{bare}"
    if other != number and len(lost) < 6:
        assert wijk_code(lost, f"GM{other:04d}", {}) is None


def test_own_codes_go_through_the_table_and_nothing_else(tmp_path: Path):
    table = rows(2, wijknr=["A1", "a2"])
    own = mapping(wijk={"variabele": "wijknr", "opzoeken": {"A1": "WK990100", "A2": "BU99010105"}})
    assert list(coded(tmp_path, table, own).wijk) == ["WK990100", "WK990101"]
    left = faults(tmp_path, rows(2, wijknr=["A1", "WK990100"]), own)
    assert any("WK990100 in column wijknr is no wijk code" in fault for fault in left)


def test_rows_of_another_year_or_gemeente_are_left_out_only_where_the_mapping_says_so(tmp_path):
    table = rows(4, jr=[2020, 2022, 2022, 2022], gemnr=[9901, 9901, 9901, 363])
    own = mapping(
        jaar={"variabele": "jr", "kies": 2022},
        gemeente={"variabele": "gemnr", "alleen_eigen": True},
    )
    found = coded(tmp_path, table, own)
    assert len(found.weight) == 2
    assert found.jaar == 2022


def shares_mapping(scale: str) -> dict[str, object]:
    return mapping(
        per="wijk",
        n="n",
        vragen=[{"id": "eenzaam", "naam": "Eenzaam", "soort": "aandeel", "variabelen": ["eenzaam"],
                 "schaal": scale}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "scale", "says"),
    [
        ([0.12, 0.31], "0-1", ""),
        ([12.5, 31.0], "0-100", ""),
        ([12.5, 31.0], "0-1", "its scale is 0-1"),
        ([0.12, 0.31], "0-100", "the mapping says 0-100"),
        ([-3.0, 31.0], "0-100", "goes from -3"),
    ],
)
def test_the_scale_of_shares_is_said_by_the_mapping_and_proved_by_the_figures(
    tmp_path, values, scale, says
):
    table = pd.DataFrame({"wijknr": ["WK990100", "WK990101"], "n": [80, 60], "eenzaam": values})
    found = faults(tmp_path, table, shares_mapping(scale))
    assert (found == []) == (says == "")
    assert all(says in fault for fault in found)


def test_shares_of_a_bureau_become_estimates_on_one_scale(tmp_path: Path):
    wijken = figures({"WK990100": 9e3, "WK990101": 9e3})
    made = {}
    for scale, factor in (("0-1", 1), ("0-100", 100)):
        table = pd.DataFrame(
            {"wijknr": ["WK990100", "WK990101"], "n": [400, 300],
             "eenzaam": [0.1 * factor, 0.3 * factor]}
        )  # fmt: skip
        survey = opened(tmp_path, table, shares_mapping(scale))
        made[scale] = make_tables(survey, GEMEENTE, wijken, LIMITS).estimates
    pd.testing.assert_frame_equal(made["0-1"], made["0-100"])
    assert made["0-1"]["waarde"].iloc[0] == pytest.approx(20.0)


def test_a_mapping_that_contradicts_itself_is_refused(tmp_path: Path):
    question = mapping()["vragen"][0]  # type: ignore[index]
    for change, says in (
        ({"telt": [1, 2, 3, 4]}, "not all or none"),
        ({"weet_niet": [4, 5]}, "stands in geldig and in weet_niet"),
        ({"naam": "? nog invullen"}, "pattern"),
    ):
        with pytest.raises(CatalogError, match=says):
            opened(tmp_path, rows(), mapping(vragen=[question | change]))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"jaar": {"vast": 2023, "variabele": "jr"}}, "either variabele or vast"),
        ({"gemeente": {}}, "either variabele or vast"),
        ({"gemeente": {"vast": "Ons dorp"}}, "not a gemeente code"),
        ({"leeftijd": {"variabele": "ch02", "klassen": {1: [18, 40], 2: [35, 70]}}}, "overlap"),
        ({"leeftijd": {"variabele": "ch02", "klassen": {1: [40, 18]}}}, "from, up to"),
        ({"n": "n"}, "only a file with a row per wijk"),
        ({"per": "wijk", "n": "n"}, "soort aandeel goes with per: wijk"),
        ({"kolommen": []}, "Extra inputs"),
    ],
)
def test_a_part_of_a_mapping_that_does_not_fit_is_named(tmp_path, changes, says):
    with pytest.raises(CatalogError, match=says):
        opened(tmp_path, rows(), mapping(**changes))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"variabelen": []}, "no variabelen"),
        ({"soort": "schaal"}, "needs geldig and vanaf"),
        ({"omgekeerd": ["zw99"]}, "not of the question"),
        ({"soort": "aandeel"}, "needs one variable and a schaal"),
    ],
)
def test_a_question_that_does_not_fit_its_kind_is_refused(tmp_path, change, says):
    question = mapping()["vragen"][0]  # type: ignore[index]
    with pytest.raises(CatalogError, match=says):
        opened(tmp_path, rows(), mapping(vragen=[question | change]))
    with pytest.raises(CatalogError, match="stands twice"):
        opened(tmp_path, rows(), mapping(vragen=[question, question]))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"wijknr": ["WK990100", "WK990100"]}, "WK990100 stands in more than one row"),
        ({"wijknr": ["WK990100", ""]}, "1 rows have no wijk"),
        ({"n": [80, 12.5]}, "is no number of people"),
        ({"n": [80, None]}, "is no number of people"),
    ],
)
def test_a_table_of_shares_that_is_not_whole_is_refused(tmp_path, table, says):
    good = {"wijknr": ["WK990100", "WK990101"], "n": [80, 60], "eenzaam": [0.1, 0.2]}
    found = faults(tmp_path, pd.DataFrame(good | table), shares_mapping("0-1"))
    assert any(says in fault for fault in found), found


def test_the_format_of_the_settings_is_held_against_the_file(tmp_path: Path):
    path = csv(tmp_path / "a.csv", rows())
    assert open_survey(path, "", "csv").mapping.naam == "Burgerpeiling"
    with pytest.raises(ConfigError, match="The settings say sav, the file is csv"):
        open_survey(path, "", "sav")
    with pytest.raises(ConfigError, match="'spss' is no format"):
        open_survey(path, "", "spss")
    with pytest.raises(ConfigError, match="mapping cannot be read"):
        mapping_sha256(str(tmp_path / "weg.yaml"))


def test_a_burgerpeiling_without_a_question_of_the_format_says_what_is_missing(tmp_path: Path):
    found = faults(tmp_path, rows().drop(columns=["zw04", "wl04"]))
    assert any("has no column" in fault for fault in found)


def test_no_row_of_the_chosen_year_is_told(tmp_path: Path):
    found = faults(tmp_path, rows(), mapping(jaar={"variabele": "jr", "kies": 1999}))
    assert any("No row is of the year" in fault for fault in found)


def test_text_in_a_question_is_a_fault_among_the_others(tmp_path: Path):
    found = faults(tmp_path, rows(3, zw04=["ja", "nee", "ja"], wl04=[9, 9, 9]))
    assert any("zw04 holds text" in fault for fault in found)
    assert any("wl04 holds 9" in fault for fault in found)


def test_a_wijk_of_another_gemeente_is_told_once(tmp_path: Path):
    survey = opened(tmp_path, rows(2, wijknr=["WK036300", "WK990100"]))
    found = faults_of(survey, GEMEENTE, frozenset({"WK990100"}))
    assert len(found) == 1


def test_a_code_that_means_weet_niet_cannot_stand_under_geldig(tmp_path: Path):
    import pyreadstat

    path = tmp_path / "a.sav"
    labels = {1.0: "nee", 2.0: "ja", 3.0: "Weet niet / geen mening", 4.0: "anders"}
    pyreadstat.write_sav(
        rows(4, zw04=[1, 2, 3, 4]), str(path), variable_value_labels={"zw04": labels}
    )
    question = {"id": "x", "naam": "X", "variabelen": ["zw04"], "geldig": [1, 2, 3], "telt": [2]}
    written = tmp_path / "m.yaml"
    written.write_text(yaml.safe_dump(mapping(vragen=[question])), encoding="utf-8")
    found = [str(f) for f in faults_of(open_survey(path, str(written), ""), GEMEENTE)]
    assert any("Code 3 of zw04 means 'Weet niet / geen mening'" in fault for fault in found)
    assert any("Code 4 of zw04 ('anders') stands nowhere" in fault for fault in found)


def test_a_proposal_chooses_nothing_and_is_read_once_it_is_completed(tmp_path: Path):
    text = draft_mapping(opened(tmp_path, rows(), None).file)
    assert "leest wijkfoto zonder mapping" in text
    with pytest.raises(CatalogError):
        _read(tmp_path, text)
    lines = [
        line.replace("# ", "", 1) if line.startswith(("# - id: zw04", "#   ")) else line
        for line in text.splitlines()
    ]
    start = next(i for i, line in enumerate(lines) if line.startswith("- id: zw04"))
    head = [line for line in lines[:start] if not line.startswith(("#", " "))]
    own = [line.removeprefix("#") for line in lines[start : start + 6]]
    done = "\n".join([*head, *own]).replace("? naam", "Naam").replace("? waarvan", "Waarvan")
    assert _read(tmp_path, done.replace("[?]", "[3, 4]")).vragen[0].variabelen == ("zw04",)


def _read(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "proposal.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def test_a_survey_of_300_is_an_indication_and_says_so(tmp_path: Path):
    table = rows(300)
    survey = opened(tmp_path, table)
    wijken = figures({"WK990100": 50e3, "WK990101": 30e3})
    made = make_tables(survey, GEMEENTE, wijken, LIMITS)
    assert set(made.estimates["waarde_status"]) == {"indicatie"}
    (note,) = [note for note in made.notes if "300 respondents" in note]
    assert "where 80,000 people live" in note
    assert "475" in note


def test_a_survey_that_tells_no_wijk_gives_the_gemeente_alone(tmp_path: Path):
    own = mapping(wijk=None, leeftijd={"variabele": "ch02", "klassen": {1: [18, 40], 2: [40, 100]}})
    survey = opened(tmp_path, rows(600, ch02=[1 + n % 2 for n in range(600)]), own)
    made = make_tables(survey, GEMEENTE, figures({"WK990100": 5e3, "WK990101": 3e3}), LIMITS)
    assert list(made.estimates["region_code"]) == ["GM9901"]
    assert made.estimates["n"].iloc[0] == 480
    assert set(made.heard["region_code"]) == {"GM9901"}


def test_a_fault_is_one_of_ours(tmp_path: Path):
    found = faults_of(opened(tmp_path, rows(zw04=[9] * 12)), GEMEENTE)
    assert all(isinstance(fault, WijkfotoError) and fault.next_step for fault in found)


def test_the_shipped_mapping_names_a_domain_that_exists():
    from wijkfoto.catalog import shipped_catalog

    domains = set(shipped_catalog().domains)
    assert {question.domein for question in burgerpeiling().vragen} <= domains


def test_columns_that_are_missing_are_named(tmp_path: Path):
    survey = opened(tmp_path, rows().drop(columns=["zw04"]), mapping())
    none, found = code_respondents(survey.file, survey.mapping, GEMEENTE, None)
    assert none is None
    assert "no column zw04" in str(found[0])
