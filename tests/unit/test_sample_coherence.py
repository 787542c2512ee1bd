"""The made figures hang together as figures of a real country do.

Targets are correlations between wijken of 500 inhabitants or more, seen in the country of 2020;
the band of 0.07 around them is what other seeds give.
"""

import pandas as pd
import pytest

from wijkfoto.sample import sample_tables
from wijkfoto.sample.tables import KWB_TABLES, RIVM_TABLE

ADULTS, OLDER = "20300", "80200"


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    """One row per wijk; columns stem@year or stem@age."""
    tables = {table.table_id: table.rows for table in sample_tables()}
    parts = [_by_stem(tables[KWB_TABLES[year]], str(year)) for year in (2019, 2020)]
    health = tables[RIVM_TABLE]
    newest = health[health["Perioden"] == "2020JJ00"]
    parts += [_by_stem(newest[newest["Leeftijd"] == age], age) for age in (ADULTS, OLDER)]
    joined = pd.concat(parts, axis=1)
    wijken = joined[joined.index.str.startswith("WK")]
    return wijken[wijken["AantalInwoners@2020"] >= 500]


def _by_stem(rows: pd.DataFrame, mark: str) -> pd.DataFrame:
    frame = rows.set_index(rows["WijkenEnBuurten"].str.strip()).select_dtypes("number")
    frame.columns = [f"{str(name).rsplit('_', 1)[0]}@{mark}" for name in frame.columns]
    return frame.loc[:, ~frame.columns.duplicated()].astype(float)


@pytest.mark.parametrize(
    ("one", "other", "target"),
    [
        ("HuishoudensMetEenLaagInkomen@2019", "HuishOnderOfRondSociaalMinimum@2019", 0.96),
        ("HuishoudensMetEenLaagInkomen@2019", "MoeiteMetRondkomen@20300", 0.80),
        ("HoogRisicoOpAngstOfDepressie@20300", "HeelVeelStressInAfgelopen4Weken@20300", 0.87),
        ("BeperktVanwegeGezondheid@80200", "ErnstigBeperktVanwegeGezondheid@80200", 0.88),
        ("ErnstigZeerErnstigEenzaam@20300", "ErnstigZeerErnstigEenzaam@80200", 0.92),
        ("Eenzaam@20300", "Eenzaam@80200", 0.89),
        ("ErnstigeGeluidhinderDoorBuren@20300", "HeelVeelStressInAfgelopen4Weken@20300", 0.87),
        ("MatigVeelRegieOverEigenLeven@20300", "ErnstigZeerErnstigEenzaam@20300", -0.80),
        ("BeperktVanwegeGezondheid@20300", "EenOfMeerLangdurigeAandoeningen@20300", 0.95),
        ("ErvarenGezondheidGoedZeerGoed@20300", "BeperktVanwegeGezondheid@20300", -0.88),
        ("ZwareDrinker@20300", "HoogRisicoOpAngstOfDepressie@20300", -0.11),
        ("ZwareDrinker@20300", "HeelVeelStressInAfgelopen4Weken@20300", -0.06),
    ],
)
def test_two_figures_hang_together_as_in_the_real_country(figures, one, other, target):
    assert figures[one].corr(figures[other]) == pytest.approx(target, abs=0.07)


def test_registered_use_follows_need_and_not_exactly(figures):
    workers = figures[["k_15Tot25Jaar@2020", "k_25Tot45Jaar@2020", "k_45Tot65Jaar@2020"]].sum(
        axis=1
    )
    support = figures["PersonenPerSoortUitkeringBijstand@2020"] / workers
    low = figures["HuishoudensMetEenLaagInkomen@2019"]
    assert 0.8 < support.corr(low) < 0.97
    assert 0.3 < figures["PercentageJongerenMetJeugdzorg@2020"].corr(support) < 0.8
    assert 0.4 < figures["WmoClientenRelatief@2020"].corr(support) < 0.9


def test_volunteers_are_a_strength_of_better_off_wijken(figures):
    assert figures["Vrijwilligerswerk@20300"].corr(figures["MoeiteMetRondkomen@20300"]) < -0.3


def test_percentages_are_percentages(figures):
    for name in figures.columns[figures.columns.str.endswith(("@20300", "@80200"))]:
        if not name.startswith("ID@"):
            assert figures[name].dropna().between(0.3, 97).all(), name


def test_density_is_people_on_the_land_of_the_shape(figures):
    people = figures["AantalInwoners@2020"]
    land = figures["OppervlakteLand@2020"] / 100  # km², from whole hectares
    off = figures["Bevolkingsdichtheid@2020"] - people / land
    # Density comes from unrounded people: off by at most 4 of them and half a hectare.
    assert (off.abs() <= 0.5 + (4 + people / land / 200) / land).all()


def test_urban_classes_follow_address_density(figures):
    density = figures["Omgevingsadressendichtheid@2020"]
    classes = figures["MateVanStedelijkheid@2020"]
    assert density[classes == 1].min() >= 2_500
    assert density[classes == 5].max() <= 500
    assert set(classes) == {1, 2, 3, 4, 5}
