"""Every trap and every use that the sample gemeente must hold is in its tables, year by year.

The map has tests of its own, as has the coherence of the figures.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkfoto.catalog import shipped_catalog
from wijkfoto.sample import SAMPLE_GEMEENTE, ODataService, sample_tables
from wijkfoto.sample.ages import AGES
from wijkfoto.sample.ages import EVERYONE as EVERYBODY
from wijkfoto.sample.country import make_country
from wijkfoto.sample.kinds import KINDS, PAID
from wijkfoto.sample.kwb_columns import kwb_columns
from wijkfoto.sample.more_tables import AGE_TABLE, NEARBY_TABLE, PAID_TABLE, WMO_TABLES
from wijkfoto.sample.plan import AGE_BANDS, SAMPLE_SEED
from wijkfoto.sample.prognosis import DIMENSION, ESTIMATE, EVERYONE, LOWER, OLDER, UPPER
from wijkfoto.sample.served import ServedTable
from wijkfoto.sample.tables import KWB_TABLES, PROGNOSIS_TABLE, RIVM_TABLE, SES_TABLE

PROJECT = Path(__file__).parents[2]

LONELY, FAMILIES, DEPRIVED = "WK990102", "WK990103", "WK990101"
SUBURB, VILLAGE, STUDENTS = "WK990104", "WK990106", "WK990105"
EMPTY, TINY, LETTERS, REUSED = "WK990109", "WK990110", "WK9901AA", "WK990108"


@pytest.fixture(scope="module")
def tables() -> dict[str, ServedTable]:
    return {table.table_id: table for table in sample_tables()}


def region_dimension(table: ServedTable) -> str:
    """The dimension of the regions: that of the prognosis is called after its boundaries."""
    names = ("WijkenEnBuurten", DIMENSION, "RegioS")
    return next(name for name in names if name in table.dimensions)


def by_stem(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by stripped code, columns by stem; of a repeated stem the first."""
    frame = rows.set_index(rows["WijkenEnBuurten"].str.strip())
    frame.columns = [str(name).rsplit("_", 1)[0] for name in frame.columns]
    return frame.loc[:, ~frame.columns.duplicated()]


@pytest.fixture(scope="module")
def kwb(tables) -> dict[int, pd.DataFrame]:
    return {year: by_stem(tables[table_id].rows) for year, table_id in KWB_TABLES.items()}


@pytest.fixture(scope="module")
def health(tables) -> dict[tuple[str, str], pd.DataFrame]:
    rows = tables[RIVM_TABLE].rows
    return {
        (str(period)[:4], str(age)): by_stem(part)
        for (period, age), part in rows.groupby(["Perioden", "Leeftijd"])
    }


def wijken(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.index.str.startswith("WK")]


def top_fifth(frame: pd.DataFrame, name: str, people: pd.Series) -> float:
    """Return the value above which the top fifth of inhabitants live."""
    known = wijken(frame)[name].astype(float).dropna().sort_values()
    weight = people.loc[known.index].astype(float).cumsum()
    return float(known[weight >= 0.8 * weight.iloc[-1]].iloc[0])


# --- the tables as a service gives them ----------------------------------------------------------


DIGEST = """
import hashlib
from wijkfoto.sample import sample_tables
text = "".join(table.rows.to_csv() + repr(table.info) + repr(table.dimensions)
               for table in sample_tables())
"""


def test_another_process_makes_the_same_bytes():
    def digest(hash_seed: str) -> str:
        code = DIGEST + "print(hashlib.sha256(text.encode()).hexdigest())"
        environment = dict(os.environ, PYTHONHASHSEED=hash_seed, PYTHONPATH=str(PROJECT))
        made = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return made.stdout.strip()

    here: dict[str, str] = {}
    exec(DIGEST, here)  # noqa: S102
    assert digest("1") == hashlib.sha256(here["text"].encode()).hexdigest()


def test_another_seed_makes_another_country():
    one, other = (make_country(seed).buurten for seed in (SAMPLE_SEED, SAMPLE_SEED + 1))
    assert not one["deprivation"].equals(other["deprivation"])


def test_every_title_and_gemeente_name_says_fictief(tables):
    for table in tables.values():
        assert str(table.info["Title"]).startswith("FICTIEF ")
        assert str(table.info["Source"]).startswith("FICTIEF")
        regions = table.dimensions[region_dimension(table)]
        names = [row for row in regions if row["Key"][:2] == "GM"]
        assert all(str(row["Title"]).endswith("(fictief)") for row in names)


def test_the_country_has_the_planned_size(kwb):
    levels = kwb[2020].index.str[:2].value_counts()
    assert levels["NL"] == 1
    assert levels["GM"] == 32
    assert levels["WK"] == 320
    assert 800 <= levels["BU"] <= 1_000
    assert len(kwb[2020]) == kwb[2020].index.nunique()


def test_no_made_code_can_be_a_real_one(kwb):
    codes = kwb[2020].index.drop("NL00")
    assert (codes.str[2:4] == "99").all()


def test_record_count_and_columns_agree_with_the_rows(tables):
    for table in tables.values():
        keys = [str(row["Key"]) for row in table.properties if row["Type"] != "TopicGroup"]
        assert table.info["RecordCount"] == len(table.rows)
        assert sorted(set(keys) | {"ID"}) == sorted(table.rows.columns)
        assert list(table.rows["ID"]) == list(range(len(table.rows)))


def test_every_region_key_is_padded_and_known_to_the_dimension(tables):
    for table in tables.values():
        name = region_dimension(table)
        keys = table.rows[name]
        assert keys.str.len().eq(10).all()
        assert {row["Key"] for row in table.dimensions[name]} == set(keys)


def test_the_whole_set_reaches_a_client(tables):
    with ODataService(list(tables.values())) as service:
        body = json.loads(
            service.answer(
                "/ODataFeed/odata/84799NED/TypedDataSet?$format=json", accepts_json=True
            ).body
        )
    assert len(body["value"]) == len(tables["84799NED"].rows)
    first = body["value"][0]
    assert isinstance(first["AantalInwoners_5"], int)
    assert first["WijkenEnBuurten"] == "NL00      "


def test_each_topic_hangs_under_its_groups(tables):
    rows = {row["ID"]: row for row in tables["84799NED"].properties}

    def path(row: dict[str, object]) -> list[object]:
        above = row["ParentID"]
        return [] if above is None else [*path(rows[above]), rows[above]["Title"]]

    found = {row["Key"]: path(row) for row in rows.values() if row["Key"]}
    assert found["InBezitWoningcorporatie_42"] == [
        "Wonen",
        "Woningen naar eigendom",
        "Huurwoningen",
    ]
    assert found["Appartement_48"][-2:] == ["Gemiddeld elektriciteitsverbruik", "Naar woningtype"]
    assert found["Appartement_56"][-2:] == ["Gemiddeld aardgasverbruik", "Naar woningtype"]


# --- sums and rounding ---------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2018, 2019, 2020])
@pytest.mark.parametrize("name", ["AantalInwoners", *AGE_BANDS, "HuishoudensTotaal", "Mannen"])
def test_the_land_is_the_sum_of_its_gemeenten(kwb, year, name):
    frame = kwb[year]
    assert frame.loc["NL00", name] == frame.loc[frame.index.str.startswith("GM"), name].sum()


def test_wijken_are_rounded_to_fives_and_do_not_quite_add_up(kwb):
    frame = kwb[2020]
    people = wijken(frame)["AantalInwoners"].astype(int)
    assert people.mod(5).eq(0).all()
    sums = people.groupby("GM" + people.index.str[2:6]).sum()
    whole = frame.loc[sums.index, "AantalInwoners"].astype(int)
    assert (sums != whole).sum() > 20
    assert ((sums - whole).abs() / whole).max() < 0.0025
    sexes = wijken(frame)["Mannen"].astype(int) + wijken(frame)["Vrouwen"].astype(int)
    assert (sexes != people).mean() > 0.3


def test_benefits_are_tens_and_care_is_fives(kwb):
    for name, base in {"PersonenPerSoortUitkeringBijstand": 10, "WmoClienten": 5}.items():
        figures = kwb[2020][name].dropna().astype(int)
        assert figures.mod(base).eq(0).all()


def test_small_care_counts_are_secret_at_wijk_and_buurt_only(kwb):
    for name in ("WmoClienten", "JongerenMetJeugdzorgInNatura"):
        figures = kwb[2020][name]
        small = figures.index.str[:2].isin(["WK", "BU"])
        assert figures[small].dropna().min() >= 10
        assert figures[small].isna().sum() > 10
        assert figures[~small].notna().all()


def test_own_and_rented_homes_make_98_to_101_percent(kwb):
    frame = kwb[2020]
    both = (frame["Koopwoningen"] + frame["HuurwoningenTotaal"]).dropna().astype(int)
    assert both.between(98, 101).all()


# --- traps ---------------------------------------------------------------------------------------


def test_suffixes_differ_per_year_and_stems_repeat_inside_a_year():
    keys = {year: {c.stem: c.key for c in kwb_columns(year)} for year in (2018, 2019, 2020)}
    assert len({keys[year]["WmoClienten"] for year in keys}) == 3
    stems = [column.stem for column in kwb_columns(2020)]
    assert stems.count("Appartement") == 2


def test_tables_of_before_2018_are_short_and_have_every_region(kwb):
    for year in (2016, 2017):
        assert kwb[year].index.equals(kwb[2018].index)
        assert kwb[year]["AantalInwoners"].notna().all()
        assert "WmoClienten" not in kwb[year]


NOT_MADE = {"47018NED", "84751NED", "84752NED"}
"""Tables that nobody saw and that the made service lacks, as a real one may.

The police gives its years on boundaries of 2025, and Wmo by kind is made from 2019 on."""


def test_every_table_that_a_run_of_2020_asks_for_is_made_but_some_that_nobody_saw(tables):
    catalog = shipped_catalog()
    used = [s for s in catalog.used_sources().values() if s.is_table]
    asked = [table for source in used for table in catalog.tables_of_run(source, 2020)]
    assert {table.table_id for table in asked} == set(tables) | NOT_MADE
    assert not any(table.is_confirmed for table in asked if table.table_id in NOT_MADE)


def test_kinds_of_help_are_parts_of_all_clients_and_secret_where_few(tables, kwb):
    rows = tables[WMO_TABLES[2019]].rows.set_index("TypeMaatwerkarrangement")
    by_kind = {kind: by_stem(rows.loc[kind].reset_index()) for kind in KINDS}
    everyone = by_kind["T001234"]["WmoClienten"].astype("Float64")
    shown = kwb[2019]["WmoClienten"].reindex(everyone.index).astype("Float64")
    assert everyone.equals(shown)
    for kind in list(KINDS)[1:]:
        part = by_kind[kind]["WmoClienten"].astype("Float64").dropna()
        assert (part <= everyone[part.index]).all()
        assert part.mod(5).eq(0).all()
        assert part[part.index.str.startswith("WK")].min() >= 5
        assert by_kind[kind]["WmoClienten"].isna().any()
    assert not any(code.startswith("BU") for code in everyone.index)


def test_ways_of_paying_add_up_to_all_clients_within_their_rounding(tables):
    rows = tables[PAID_TABLE].rows.set_index("Financieringsvorm")
    by_way = {way: by_stem(rows.loc[way].reset_index())["WmoClienten"] for way in PAID}
    parts = pd.DataFrame({way: by_way[way] for way in list(PAID)[1:]}).astype("Float64").dropna()
    assert len(parts) > 32
    assert (parts.sum(axis=1) - by_way["T001029"][parts.index]).abs().max() <= 10


def test_ages_and_sexes_add_up_to_the_bands_of_the_kerncijfers(tables, kwb):
    rows = tables[AGE_TABLE].rows
    rows = rows[(rows["Perioden"] == "2019JJ00") & (rows["Geslacht"] == EVERYBODY)]
    ages = rows.pivot_table(
        index=rows["RegioS"].str.strip(), columns="Leeftijd", values="BevolkingOp1Januari_1"
    ).rename(index={"NL01": "NL00"})[list(AGES)]
    bands = np.cumsum([0, 3, 2, 4, 4, 7])
    for place, stem in enumerate(AGE_BANDS):
        summed = ages.iloc[:, 1 + bands[place] : 1 + bands[place + 1]].sum(axis=1)
        assert summed.tolist() == kwb[2019].loc[ages.index, stem].tolist()
    assert set(ages.index.str[:2]) == {"NL", "GM"}


def test_services_are_farther_where_it_is_less_urban(tables, kwb):
    far = wijken(by_stem(tables[NEARBY_TABLE].rows))
    density = kwb[2019].loc[far.index, "Omgevingsadressendichtheid"].astype(float)
    for stem in far.filter(like="Afstand"):
        assert far[stem].astype(float).corr(density, method="spearman") < -0.5
    assert far.loc[EMPTY].filter(like="Afstand").isna().all()


def test_scores_lie_around_0_and_are_low_where_much_is_planted(tables):
    scores = tables[SES_TABLE].rows.set_index("WijkenEnBuurten")
    total = next(name for name in scores if name.startswith("GemiddeldeScore"))
    scores.index = scores.index.str.strip()
    assert abs(scores.loc["NL00", total]) < 0.2
    assert scores.loc[DEPRIVED, total] < -0.5 < 0 < scores.loc[SUBURB, total]
    assert scores.loc[[EMPTY, TINY], total].isna().all()
    assert scores.columns.str.startswith("GemiddeldeScore").sum() == 4


def test_a_column_is_spelled_otherwise_in_2020(kwb):
    assert "Nettoarbeidsparticipatie" in kwb[2019]
    assert "NettoArbeidsparticipatie" in kwb[2020]
    assert "Nettoarbeidsparticipatie" not in kwb[2020]


def test_low_income_is_filled_until_2019_and_empty_in_2020(kwb):
    for name in ("HuishoudensMetEenLaagInkomen", "HuishOnderOfRondSociaalMinimum"):
        assert kwb[2018][name].notna().any()
        assert kwb[2019][name].notna().any()
        assert kwb[2020][name].isna().all()


def test_one_column_is_empty_in_every_year_that_has_it(kwb):
    for year in (2018, 2019, 2020):
        assert kwb[year]["PercentageWoningenMetStadsverwarming"].isna().all()


def test_what_the_sample_must_show_is_filled_in_2020(kwb):
    for name in ("PercentageJongerenMetJeugdzorg", "OpleidingsniveauLaag", "WmoClientenRelatief"):
        assert wijken(kwb[2020])[name].notna().mean() > 0.93


def test_origin_has_columns_and_no_figures(kwb):
    assert kwb[2020]["WestersTotaal"].isna().all()


def test_the_sample_has_twelve_wijken_of_which_two_share_a_name(tables, kwb):
    mine = wijken(kwb[2020])
    mine = mine[mine.index.str.startswith("WK9901")]
    assert len(mine) == 12
    names = {
        row["Key"].strip(): row["Title"] for row in tables["84799NED"].dimensions["WijkenEnBuurten"]
    }
    twins = [code for code in mine.index if names[code] == "Centrum"]
    assert len(twins) == 2
    assert any("," in names[code] for code in mine.index)
    assert any("," in name for code, name in names.items() if code.startswith("GM"))
    assert 80_000 <= kwb[2020].loc[SAMPLE_GEMEENTE, "AantalInwoners"] <= 100_000


def test_a_code_may_hold_letters(kwb):
    assert LETTERS in kwb[2020].index
    assert "BU9901AA01" in kwb[2020].index
    assert LETTERS not in kwb[2018].index


def test_the_empty_wijk_has_cars_and_homes_and_no_rates(kwb):
    row = kwb[2020].loc[EMPTY]
    assert row["AantalInwoners"] == 0
    assert row["PersonenautoSTotaal"] > 0
    assert row["Woningvoorraad"] > 0
    filled = row.drop(["ID", "WijkenEnBuurten"]).dropna()
    zero = {name for name, value in filled.items() if value == 0}
    texts = {"Gemeentenaam", "SoortRegio", "Codering", "MeestVoorkomendePostcode"}
    texts.add("IndelingswijzigingWijkenEnBuurten")
    things = {name for name in filled.index if name.startswith(("Personenauto", "Oppervlakte"))}
    assert set(filled.index) - zero - texts - things <= {"Woningvoorraad", "Motorfietsen"}


def test_a_wijk_of_forty_has_counts_and_nearly_nothing_else(kwb, health):
    row = kwb[2020].loc[TINY]
    assert 35 <= row["AantalInwoners"] <= 45
    for name in ("WmoClienten", "PersonenPerSoortUitkeringBijstand", "GemiddeldInkomenPerInwoner"):
        assert pd.isna(row[name])
    assert health["2020", "20300"].loc[TINY, "Eenzaam":].isna().all()


def test_a_code_is_used_again_for_another_area(kwb):
    before, after = (kwb[year].loc[REUSED] for year in (2018, 2019))
    assert after["AantalInwoners"] > 2.5 * before["AantalInwoners"]
    assert before["HuishoudensMetEenLaagInkomen"] < 0.5 * after["HuishoudensMetEenLaagInkomen"]
    assert after["IndelingswijzigingWijkenEnBuurten"] == "3"
    assert kwb[2019].loc[LETTERS, "IndelingswijzigingWijkenEnBuurten"] == "2"


def test_the_boundary_change_moves_people_between_wijken_and_not_out_of_the_gemeente(kwb):
    people = {year: frame["AantalInwoners"].astype(int) for year, frame in kwb.items()}
    assert people[2019]["WK990100"] < 0.65 * people[2018]["WK990100"]
    growth = people[2019][SAMPLE_GEMEENTE] / people[2018][SAMPLE_GEMEENTE]
    assert 0.99 < growth < 1.02


def test_health_figures_know_the_land_by_another_code(health):
    assert all("NL01" in frame.index and "NL00" not in frame.index for frame in health.values())


def test_health_figures_have_the_real_periods_ages_and_gaps(health):
    assert set(health) == {(y, a) for y in ("2016", "2020") for a in ("20300", "53115", "80200")}
    assert health["2016", "20300"]["HeelVeelStressInAfgelopen4Weken"].isna().all()
    assert health["2020", "20300"]["LopenNaarSchoolOfWerk"].isna().all()
    assert health["2020", "53115"]["LopenNaarSchoolOfWerk"].notna().any()
    first = health["2020", "80200"]
    asked = first.columns[first.loc["NL01"].notna()].drop(["ID", "Leeftijd", "Marges"])
    hidden = first[asked].isna()
    assert hidden.any(axis=1).equals(hidden[asked[-1]])  # a small region lacks all of them


# --- uses ----------------------------------------------------------------------------------------


def test_lonely_older_people_live_in_a_wijk_with_few_debts(kwb, health):
    people = kwb[2020]["AantalInwoners"].astype(int)
    row = kwb[2020].loc[LONELY]
    assert 6_000 <= row["AantalInwoners"] <= 7_000
    assert row["k_65JaarOfOuder"] / row["AantalInwoners"] == pytest.approx(0.38, abs=0.015)
    older = health["2020", "80200"]
    name = "ErnstigZeerErnstigEenzaam"
    assert older.loc[LONELY, name] > 1.2 * top_fifth(older, name, people)
    adults = health["2020", "20300"]
    assert adults.loc[LONELY, "MoeiteMetRondkomen"] < adults.loc["NL01", "MoeiteMetRondkomen"] - 2
    low = kwb[2019]["HuishoudensMetEenLaagInkomen"]
    assert low[LONELY] < 0.75 * low["NL00"]


def test_families_in_debt_live_in_another_wijk(kwb, health):
    people = kwb[2020]["AantalInwoners"].astype(int)
    row, land = kwb[2020].loc[FAMILIES], kwb[2020].loc["NL00"]
    children = "k_0Tot15Jaar"
    assert 7_500 <= row["AantalInwoners"] <= 8_500
    assert row[children] / row["AantalInwoners"] > 1.4 * land[children] / land["AantalInwoners"]
    low = "HuishoudensMetEenLaagInkomen"
    assert kwb[2019].loc[FAMILIES, low] > 1.3 * top_fifth(kwb[2019], low, people)
    adults = health["2020", "20300"]
    assert adults.loc[FAMILIES, "MoeiteMetRondkomen"] > top_fifth(
        adults, "MoeiteMetRondkomen", people
    )
    young = "PercentageJongerenMetJeugdzorg"
    assert kwb[2020].loc[FAMILIES, young] > 1.3 * top_fifth(kwb[2020], young, people)
    lonely = "ErnstigZeerErnstigEenzaam"
    assert health["2020", "80200"].loc[FAMILIES, lonely] < top_fifth(
        health["2020", "80200"], lonely, people
    )


BAD = (
    "MoeiteMetRondkomen",
    "HoogRisicoOpAngstOfDepressie",
    "HeelVeelStressInAfgelopen4Weken",
    "ErnstigZeerErnstigEenzaam",
    "BeperktVanwegeGezondheid",
    "ErnstigeGeluidhinderDoorBuren",
)


@pytest.mark.parametrize("name", BAD)
def test_in_the_deprived_wijk_everything_is_high(kwb, health, name):
    people = kwb[2020]["AantalInwoners"].astype(int)
    assert 10_500 <= people[DEPRIVED] <= 11_500
    adults = health["2020", "20300"]
    assert adults.loc[DEPRIVED, name] > top_fifth(adults, name, people)


@pytest.mark.parametrize("code", [SUBURB, VILLAGE])
@pytest.mark.parametrize("name", BAD)
def test_in_the_affluent_suburb_and_village_everything_is_low(health, code, name):
    adults = health["2020", "20300"]
    assert adults.loc[code, name] < 0.88 * adults.loc["NL01", name]


def test_the_suburb_must_be_split_and_the_village_is_small(kwb):
    people = kwb[2020]["AantalInwoners"].astype(int)
    assert 23_000 <= people[SUBURB] <= 25_000
    assert 3_000 <= people[VILLAGE] <= 3_400
    buurten = people[people.index.str.startswith("BU990104")]
    assert len(buurten) >= 6
    assert buurten.max() < 10_000


def test_the_student_quarter_is_over_30_percent_15_to_25(kwb):
    row = kwb[2020].loc[STUDENTS]
    assert row["k_15Tot25Jaar"] / row["AantalInwoners"] > 0.3


def test_small_wijken_exist_outside_the_sample(kwb):
    people = wijken(kwb[2020])["AantalInwoners"].astype(int)
    assert 10 <= (people < 500).sum() <= 40
    assert np.median(people) > 2_000


# --- the prognosis -------------------------------------------------------------------------------


def test_the_prognosis_starts_at_the_number_of_today_and_widens_with_the_years(tables, kwb):
    rows = tables[PROGNOSIS_TABLE].rows
    mine = rows[rows[DIMENSION].str.strip() == SAMPLE_GEMEENTE].set_index(
        ["Leeftijd", "PrognoseInterval", "Perioden"]
    )["TotaleBevolking_1"]
    for age, stem in ((EVERYONE, "AantalInwoners"), (OLDER, AGE_BANDS[-1])):
        now = float(kwb[2020].loc[SAMPLE_GEMEENTE, stem])
        assert abs(1_000 * mine[age, ESTIMATE, "2020JJ00"] - now) <= 50
        widths = [
            mine[age, UPPER, year] - mine[age, LOWER, year]
            for year in ("2020JJ00", "2025JJ00", "2030JJ00")
        ]
        assert widths[0] == 0
        assert widths[0] < widths[1] < widths[2]
    assert mine[OLDER, ESTIMATE, "2030JJ00"] > mine[OLDER, ESTIMATE, "2020JJ00"]
