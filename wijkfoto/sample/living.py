"""True figures on work, income, education, benefits and care per buurt and year.

People and homes are made elsewhere, as is rounding; every number here is made up.
"""

import numpy as np

from wijkfoto.sample.people import Buurten, adults_under_65, logistic, working_age, youth


def living_counts(buurten: Buurten) -> dict[str, np.ndarray]:
    """Return numbers of persons with income, education, benefits and care."""
    people = buurten.count("AantalInwoners")
    learners = working_age(buurten) + 0.55 * buurten.count("k_65JaarOfOuder")
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    low = logistic(-0.9 + 0.32 * deprived - 0.12 * urban + 0.06 * buurten.noise("laag"))
    high = (1 - low) * logistic(-0.35 - 0.45 * deprived + 0.45 * urban)
    return {
        "AantalInkomensontvangers": np.round(
            0.94 * (people - buurten.count("k_0Tot15Jaar")).clip(0)
        ),
        "OpleidingsniveauLaag": learners * low,
        "OpleidingsniveauMiddelbaar": learners * (1 - low - high),
        "OpleidingsniveauHoog": learners * high,
        "Jongeren": youth(buurten),
        **_benefits(buurten),
        **_care(buurten),
    }


def living_means(buurten: Buurten) -> dict[str, np.ndarray]:
    """Return means and percentages; the weight of each is set where they are published."""
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    growth = 1.025 ** (buurten.year - 2020)
    noise = 0.04 * buurten.noise("inkomen")
    self_employed = 100 * logistic(-1.75 - 0.15 * deprived + 0.1 * urban)
    old = buurten.count("k_65JaarOfOuder") / np.maximum(buurten.count("AantalInwoners"), 1)
    work = logistic(0.82 - 0.24 * deprived - 1.1 * (old - 0.2) + 0.05 * buurten.noise("werk"))
    return {
        "NettoArbeidsparticipatie": 100 * work,
        "Nettoarbeidsparticipatie": 100 * work,
        "PercentageWerknemers": 100 - self_employed,
        "PercentageZelfstandigen": self_employed,
        "GemiddeldInkomenPerInkomensontvanger": 35 * growth * np.exp(-0.16 * deprived + noise),
        "GemiddeldInkomenPerInwoner": 28 * growth * np.exp(-0.18 * deprived + noise),
        "k_40PersonenMetLaagsteInkomen": 100 * logistic(-0.42 + 0.28 * deprived),
        "k_20PersonenMetHoogsteInkomen": 100 * logistic(-1.5 - 0.42 * deprived),
        "GemGestandaardiseerdInkomenVanHuish": 31 * growth * np.exp(-0.14 * deprived + noise),
        "k_40HuishoudensMetLaagsteInkomen": 100 * logistic(-0.45 + 0.5 * deprived),
        "k_20HuishoudensMetHoogsteInkomen": 100 * logistic(-1.55 - 0.55 * deprived),
        "MediaanVermogenVanParticuliereHuish": 60 * np.exp(-0.9 * deprived - 0.2 * urban),
        **_poverty(buurten),
    }


def _poverty(buurten: Buurten) -> dict[str, np.ndarray]:
    """Return shares of households (%) under four lines that mostly hold the same households."""
    drive = 0.55 * buurten.factor("deprivation") + 0.12 * buurten.factor("urban")
    drive = drive + 0.12 * buurten.factor("money") + 0.03 * (2019 - buurten.year)
    low = -2.65 + drive + 0.09 * buurten.wijk_noise("laag inkomen")
    line = -2.75 + drive + 0.15 * buurten.wijk_noise("minimum")
    return {
        "HuishoudensMetEenLaagInkomen": 100 * logistic(low),
        "HuishOnderOfRondSociaalMinimum": 100 * logistic(line),
        "HuishoudensTot110VanSociaalMinimum": 100 * logistic(line + 0.4),
        "HuishoudensTot120VanSociaalMinimum": 100 * logistic(line + 0.7),
    }


def _benefits(buurten: Buurten) -> dict[str, np.ndarray]:
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    workers = working_age(buurten)
    # Supply and policy differ between wijken: use never follows need exactly.
    support = 0.026 * np.exp(0.7 * deprived + 0.22 * urban + 0.12 * buurten.wijk_noise("bijstand"))
    disabled = 0.06 * np.exp(0.28 * deprived + 0.12 * buurten.factor("health"))
    jobless = 0.021 * np.exp(0.14 * deprived + 0.08 * buurten.wijk_noise("ww"))
    return {
        "PersonenPerSoortUitkeringBijstand": buurten.realised(
            "bijstand", workers * np.minimum(support, 0.35)
        ),
        "PersonenPerSoortUitkeringAO": buurten.realised("ao", workers * disabled),
        "PersonenPerSoortUitkeringWW": buurten.realised("ww", workers * jobless),
        "PersonenPerSoortUitkeringAOW": np.round(0.93 * buurten.count("k_65JaarOfOuder")),
    }


def _care(buurten: Buurten) -> dict[str, np.ndarray]:
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    young = 0.095 * np.exp(
        0.2 * deprived
        + 0.17 * buurten.factor("youth")
        - 0.03 * urban
        + 0.1 * buurten.wijk_noise("jeugdzorg")
    )
    old = 0.17 * np.exp(0.25 * deprived + 0.16 * buurten.factor("wmo"))
    adult = 0.027 * np.exp(0.38 * deprived + 0.16 * buurten.factor("wmo"))
    clients = buurten.count("k_65JaarOfOuder") * old + adults_under_65(buurten) * adult
    clients = clients * np.exp(0.1 * buurten.wijk_noise("wmo"))
    return {
        "JongerenMetJeugdzorgInNatura": buurten.realised("jeugdzorg", youth(buurten) * young),
        "WmoClienten": buurten.realised("wmo", clients),
    }
