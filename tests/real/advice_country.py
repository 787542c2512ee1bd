"""Advice for the whole real country of 2020 and for Amsterdam 2019, and its yardsticks; no tests.

Inputs are made as in `test_profile_country` and `test_profile_amsterdam`, so without a warehouse.
"""

from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from tests.helpers import TESTDATA
from tests.real import test_profile_amsterdam as amsterdam
from tests.real import test_profile_country as country
from tests.served import SHAPES_2022
from wijkfoto.advice import Advice, AdviceInput, AdviceRules, TeamOptions, advise, shipped_rules
from wijkfoto.advice.fte import municipal_share
from wijkfoto.catalog import shipped_catalog
from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains

SEED = 20260101
BANDS = ("0Tot15Jaar", "15Tot25Jaar", "25Tot45Jaar", "45Tot65Jaar", "65JaarOfOuder")
LARGE = 5000
"""Inhabitants from which the trial of the prototype would have given every wijk a team."""


@dataclass(frozen=True)
class Yardsticks:
    """What the advice on many areas at once is held against (03-method, sections 7, 11 and 12).

    Attributes:
        areas: Number of teamgebieden; `unsaid` of them have no advice.
        commonest: Share of the teamgebieden with the form that occurs most, and that form.
        own_is_large: Share of wijken in which "own team" and "5,000 inhabitants or more" agree.
        within: Share of gemeenten with 0.6 to 1.5 times the FTE per 1,000 of the country.
        bijstand: Spearman correlation over large wijken of FTE per 1,000 with the bijstand rate.
        warned: Share of gemeenten with a corridor warning.
    """

    gemeenten: int
    areas: int
    unsaid: int
    without_reason: int
    forms: dict[str, int]
    commonest: tuple[str, float]
    own_is_large: float
    within: float
    bijstand: float
    warned: float


def _people(kwb: pd.DataFrame) -> pd.DataFrame:
    """Return the wijken with the age groups, split as the catalog does without a table of ages."""
    norm = shipped_catalog().norm
    names = ["AantalInwoners", *(f"k_{band}" for band in BANDS), "MateVanStedelijkheid"]
    figures = [kwb[name].astype("float64") for name in names]
    people, young, youth, adult, middle, old, urbanity = figures
    teens = np.minimum(youth * norm("deel_15_17"), young * norm("deel_15_17_van_0_15"))
    oldest = old * norm("deel_80plus")
    return pd.DataFrame(
        {
            "region_code": kwb.index,
            "gemeente_code": "GM" + kwb.index.str[2:6],
            "region_naam": kwb.index,
            "inwoners": people.to_numpy(),
            "inwoners_0_18": (young + teens).to_numpy(),
            "inwoners_18_65": (youth - teens + adult + middle).to_numpy(),
            "inwoners_65_80": (old - oldest).to_numpy(),
            "inwoners_80plus": oldest.to_numpy(),
            "inwoners_18plus": (youth - teens + adult + middle + old).to_numpy(),
            "stedelijkheid": urbanity.to_numpy(),
        }
    )


@cache
def map_2022() -> gpd.GeoDataFrame:
    """Return code and shape of every wijk of 2022; 96% of those of 2020 have the same code."""
    found = gpd.read_parquet(SHAPES_2022, columns=["code", "geometry"])
    return found.rename(columns={"code": "region_code"})


def _inputs(figures: ProfileInput, kwb: pd.DataFrame, peiljaar: int, draws: int) -> AdviceInput:
    wijken = _people(kwb)
    gemeenten = tuple(sorted(wijken["gemeente_code"].unique()))
    options = ProfileOptions(peiljaar=peiljaar, draws=draws, seed=SEED)
    profile = score_domains(figures, shipped_catalog(), options, gemeenten)
    shapes = map_2022()
    return AdviceInput(
        wijken=wijken,
        scores=profile.scores,
        evidence=profile.evidence,
        draws=profile.draws,
        shapes=shapes[shapes["region_code"].isin(wijken["region_code"])],
        gemeenten=gemeenten,
    )


@cache
def kwb_2020() -> pd.DataFrame:
    """Return the kerncijfers of the wijken of 2020."""
    return country.wijken(pd.read_parquet(TESTDATA / country.KWB_2020))


def inputs_2020(draws: int = 100) -> AdviceInput:
    """Return the input of advice on every gemeente of 2020, with the shapes of 2022."""
    return _inputs(country.real_2020(), kwb_2020(), 2020, draws)


def inputs_amsterdam(draws: int = 100) -> AdviceInput:
    """Return the input of advice on Amsterdam in 2019, with the shapes of 2022."""
    return _inputs(amsterdam.inputs(), amsterdam.city(), 2019, draws)


def bijstand_rate(kwb: pd.DataFrame) -> pd.Series:
    """Return people on bijstand per inhabitant, by wijk."""
    count = kwb["PersonenPerSoortUitkeringBijstand"].astype("float64")
    people = kwb["AantalInwoners"].astype("float64")
    return count / people.where(people > 0)


def measured(inputs: AdviceInput, advice: Advice, kwb: pd.DataFrame) -> Yardsticks:
    """Hold an advice against the yardsticks."""
    rules: AdviceRules = shipped_rules()
    forms = advice.team_form.set_index("area_code")
    teams = forms[forms["area_level"] == "teamgebied"]
    counts = teams["form_id"].value_counts()
    rows = advice.teamgebied_region.sort_values(["region_code", "share"])
    home = rows.drop_duplicates("region_code", keep="last").set_index("region_code")
    wijken = inputs.wijken.set_index("region_code")
    form = home["teamgebied_id"].map(teams["form_id"])
    judged = form[form != "geen_advies"].index
    own = form[judged].map(lambda f: rules.forms[f].eigen_team)
    large = wijken.loc[judged, "inwoners"] >= LARGE
    totals = advice.team_total.query("modus == 'ramen' and area_level == 'gemeente'")
    mean = totals["fte"].sum() / wijken["inwoners"].sum() * 1000
    rate = totals["fte_per_1000"] / mean
    notes = advice.advice_note.query("note_id == 'band_ramen'")["text"]
    unsaid = forms[forms["form_id"] == "geen_advies"]
    reasons = advice.team_form_rule.merge(
        unsaid[["rule_id"]].reset_index(), on=["area_code", "rule_id"]
    )
    return Yardsticks(
        gemeenten=int((forms["area_level"] == "gemeente").sum()),
        areas=len(teams),
        unsaid=int((teams["form_id"] == "geen_advies").sum()),
        without_reason=len(unsaid) - int((reasons["reden"].str.len() > 0).sum()),
        forms=counts.to_dict(),
        commonest=(str(counts.index[0]), float(counts.iloc[0] / len(teams))),
        own_is_large=float((own == large).mean()),
        within=float(rate.between(0.6, 1.5).mean()),
        bijstand=_rank_with_bijstand(inputs, advice, kwb),
        warned=float(notes.str.contains("buiten").mean()),
    )


def _rank_with_bijstand(inputs: AdviceInput, advice: Advice, kwb: pd.DataFrame) -> float:
    """Correlate FTE per 1,000 of large wijken with bijstand, by rank.

    No table holds the FTE of a wijk; it is in proportion to its questions, each taken for the part
    that the gemeente pays.
    """
    rules = shipped_rules()
    paid = pd.Series(municipal_share(rules), index=list(rules.domain_ids))
    rows = advice.demand.query("area_level == 'wijk'")
    hours = (rows["cases"] * rows["domain_id"].map(paid)).groupby(rows["area_code"]).sum()
    people = inputs.wijken.set_index("region_code")["inwoners"]
    table = pd.DataFrame({"rate": hours / people, "bijstand": bijstand_rate(kwb)})
    large = people.reindex(table.index) > LARGE
    return float(table[large].corr(method="spearman").loc["rate", "bijstand"])


def advise_all(inputs: AdviceInput) -> Advice:
    """Advise as a run without settings does."""
    return advise(inputs, shipped_rules(), TeamOptions(seed=SEED))
