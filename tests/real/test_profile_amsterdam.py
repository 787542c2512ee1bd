"""Amsterdam 2019: the city of which every theme of the kerncijfers is filled, its own reference.

Where its themes do not reach, health is that of RIVM 2016, as in a run of 2019.
"""

import json

import numpy as np
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from tests.real.test_profile_country import RIVM, rows, wijken
from wijkfoto.catalog import shipped_catalog
from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains

pytestmark = [needs_shared_data, pytest.mark.real]

KWB_2019 = (
    "cbs_kwb_statline_csv_amsterdam_denhaag/kwb2019_amsterdam_typed_names_of_84799NED.parquet"
)
CITY = "GM0363"
SHARES = {
    "laag_inkomen": "HuishoudensMetEenLaagInkomen",
    "sociaal_minimum": "HuishOnderOfRondSociaalMinimum",
    "jeugdzorg_deel": "PercentageJongerenMetJeugdzorg",
}
COUNTS = {
    "bijstand_per_1000": "PersonenPerSoortUitkeringBijstand",
    "arbeidsongeschikt_per_1000": "PersonenPerSoortUitkeringAO",
    "wmo_per_1000": "WmoClienten",
}


def city() -> pd.DataFrame:
    table = pd.read_parquet(TESTDATA / KWB_2019).rename(columns={"Codering_3": "WijkenEnBuurten"})
    return wijken(table).loc[:, lambda found: ~found.columns.duplicated()]


def inputs() -> ProfileInput:
    """Return what a run of 2019 has of the city: kerncijfers 2019 and RIVM 2016."""
    catalog, kwb = shipped_catalog(), city()
    people = kwb["AantalInwoners"].astype("float64")
    parts = [
        rows(catalog.indicators[name], 2019, "ongewijzigd", kwb[stem].astype("float64"), None)
        for name, stem in SHARES.items()
    ]
    parts += [
        rows(
            catalog.indicators[name],
            2019,
            "ongewijzigd",
            1000 * kwb[stem].astype("float64") / people.where(people > 0),
            people,
        )
        for name, stem in COUNTS.items()
    ]
    levels = kwb[[f"Opleidingsniveau{part}" for part in ("Laag", "Middelbaar", "Hoog")]]
    schooled = levels.astype("float64").sum(axis=1, min_count=3)
    low = 100 * levels["OpleidingsniveauLaag"].astype("float64") / schooled.where(schooled > 0)
    parts.append(rows(catalog.indicators["opleiding_laag"], 2019, "ongewijzigd", low, schooled))
    health = pd.read_parquet(TESTDATA / RIVM)
    health = health[health["Perioden"] == "2016JJ00"]
    for indicator in catalog.indicators.values():
        column = indicator.bron
        if column is None or column.source_id != "rivm_gezondheid":
            continue
        ours = wijken(health[health["Leeftijd"].astype(str) == column.keuze["Leeftijd"]])
        ours = ours.reindex(kwb.index)
        if column.stem[0] in ours and ours[column.stem[0]].notna().any():
            parts.append(rows(indicator, 2016, "niet_nagegaan", ours[column.stem[0]], None))
    regions = pd.DataFrame(
        {"region_code": kwb.index, "gemeente_code": CITY, "inwoners": people.to_numpy()}
    )
    return ProfileInput(pd.concat(parts, ignore_index=True), regions)


@pytest.fixture(scope="module")
def profile():
    options = ProfileOptions(peiljaar=2019, draws=500, seed=20260101)
    return score_domains(inputs(), shipped_catalog(), options, [CITY])


def test_seven_domains_are_scored_and_the_eighth_has_no_theme(profile):
    scored = profile.scores[profile.scores["score"].notna()]
    found = scored.groupby("domain_id")[["smal", "op_basis_van_gebruik"]].agg("median")
    assert found["smal"].to_dict() == {
        "eenzaam_mantelzorg": True,
        "gezondheid_beperking": True,
        "jeugd_gezin": True,
        "meedoen_taal": False,
        "mentaal_verslaving": True,
        "ouderen_zorg": True,
        "werk_inkomen_schulden": False,
    }
    # jeugdzorg is use: no open figure of need reaches this domain.
    assert found.index[found["op_basis_van_gebruik"] == 1].tolist() == ["jeugd_gezin"]
    assert scored.groupby("domain_id").size().min() >= 96
    # RIVM asked about the noise of neighbours in 2020 only; the rest of this domain is a survey.
    living = profile.scores[profile.scores["domain_id"] == "wonen_leefbaarheid"]
    assert (living["zekerheid"] == "te_weinig_gegevens").all()


def test_a_city_alone_is_its_own_reference_and_its_mean_is_100(profile):
    assert profile.referentie == "gemeente"
    table = profile.scores.merge(inputs().regions, on="region_code")
    large = table[(table["inwoners"] >= 500) & table["score"].notna()]
    for name, part in large.groupby("domain_id"):
        assert np.average(part["score"], weights=part["inwoners"]) == pytest.approx(100), name


def test_what_rests_on_use_or_one_fact_is_not_sure(profile):
    told = profile.scores["zekerheid_reden"].map(json.loads)
    weak = told.map(lambda names: "smal" in names)
    assert set(profile.scores.loc[weak, "zekerheid"]) == {"onzeker"}
