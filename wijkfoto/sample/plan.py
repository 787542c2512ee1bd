"""The plan of the made country: names, sizes, the sample gemeente and what is planted in it.

Constants only; figures and shapes are drawn from them elsewhere. Every name and number is made up.
"""

from dataclasses import dataclass, field

SAMPLE_SEED = 20_201
"""Seed of everything that is drawn."""

SAMPLE_GEMEENTE = "GM9901"
"""The gemeente that the demo shows; no real gemeente has a code from 9900 on."""

SAMPLE_FORMATION = {
    "wmo_consulent": 14.0, "maatschappelijk_werk": 12.5, "jeugd_gezinswerk": 16.0,
    "ouderenadviseur": 3.0, "clientondersteuning": 3.5, "schuldhulp": 4.0, "opbouwwerk": 5.0,
}  # fmt: skip
"""FTE per discipline that the sample gemeente has now."""

MARK = "(fictief)"
"""Stands behind the name of every made gemeente."""

YEARS = (2016, 2017, 2018, 2019, 2020)
"""Peiljaren of the made KWB tables: all that the window of a run for 2020 asks for."""

AGE_BANDS = ("k_0Tot15Jaar", "k_15Tot25Jaar", "k_25Tot45Jaar", "k_45Tot65Jaar", "k_65JaarOfOuder")
"""Column stems of the five KWB age bands, youngest first."""

AGES = (0.155, 0.12, 0.25, 0.28, 0.195)
"""Ordinary shares of the five bands, summing to 1."""

FACTORS = (
    "deprivation",
    "urban",
    "money",
    "health",
    "mental",
    "lonely",
    "noise",
    "youth",
    "wmo",
    "drink",
    "volunteer",
)
"""Latent properties of an area, in standard deviations of the made country; 0 is average.

`deprivation` and `urban` drive most columns; each other one shifts only its own theme.
"""


@dataclass(frozen=True)
class WijkPlan:
    """One wijk of the sample gemeente.

    Attributes:
        part: The two characters after the gemeente in the wijk code; may be letters.
        name: Plain name, not unique.
        inwoners: Inhabitants in 2020.
        buurten: Number of buurten.
        seeds: Places of its cells, in km from the south-west corner of the gemeente.
        ages: Shares of the five age bands, summing to 1.
        growth: Yearly growth of the population, as a fraction.
        factors: Latent properties that are planted; those not named are 0.
    """

    part: str
    name: str
    inwoners: int
    buurten: int
    seeds: tuple[tuple[float, float], ...]
    ages: tuple[float, ...] = AGES
    growth: float = 0.003
    factors: dict[str, float] = field(default_factory=dict)


def _all_high(size: float) -> dict[str, float]:
    names = ("money", "health", "mental", "lonely", "noise", "youth", "wmo")
    return dict.fromkeys(names, size) | {"volunteer": -size}


SAMPLE_WIJKEN = (
    # Use: an ordinary centre; trap: shares its name with 07 and lost a part in 2019.
    WijkPlan(
        "00",
        "Centrum",
        9_600,
        4,
        ((4.6, 6.0),),
        (0.11, 0.15, 0.33, 0.24, 0.17),
        0.006,
        {"deprivation": 0.35, "urban": 1.2, "noise": 0.5},
    ),
    # Use: a deprived urban wijk that carries a team of its own.
    WijkPlan(
        "01",
        "Havenkwartier",
        11_000,
        5,
        ((2.7, 6.7), (2.8, 5.6)),
        (0.18, 0.14, 0.31, 0.24, 0.13),
        0.004,
        {"deprivation": 2.4, "urban": 1.4} | _all_high(1.6),
    ),
    # Use: lonely older people with few debts.
    WijkPlan(
        "02",
        "Parkzicht",
        6_500,
        4,
        ((7.2, 2.6),),
        (0.10, 0.08, 0.18, 0.26, 0.38),
        -0.002,
        {"deprivation": -0.5, "urban": 0.3, "money": -1.5, "lonely": 5.0, "wmo": 1.0},
    ),
    # Use: families in debt; no neighbour of 02, so that the two are never joined.
    WijkPlan(
        "03",
        "Zonnehoek",
        8_000,
        4,
        ((3.0, 2.7),),
        (0.25, 0.15, 0.31, 0.21, 0.08),
        0.005,
        {
            "deprivation": 1.8,
            "urban": 0.6,
            "money": 2.0,
            "youth": 2.5,
            "lonely": -1.5,
            "mental": -0.5,
        },
    ),
    # Use: an affluent suburb that is to be split; it took in Achterveld in 2019.
    WijkPlan(
        "04",
        "Hoogveld",
        24_000,
        9,
        ((6.7, 5.9), (6.5, 7.5), (7.4, 4.5), (8.4, 7.9), (8.5, 6.1), (9.5, 4.1), (7.0, 9.5)),
        (0.21, 0.12, 0.25, 0.28, 0.14),
        0.018,
        {"deprivation": -1.5, "urban": -0.1} | _all_high(-1.0),
    ),
    # Use: a student quarter, where the split of 15-25 by age fails.
    WijkPlan(
        "05",
        "Campus en Singels",
        5_600,
        3,
        ((4.7, 7.4),),
        (0.05, 0.43, 0.33, 0.12, 0.07),
        0.012,
        {"deprivation": 0.2, "urban": 1.5, "mental": 1.0, "drink": 2.0, "health": -0.8},
    ),
    # Use: an affluent village, shut in by the suburb and so without a small neighbour.
    WijkPlan(
        "06",
        "Berkendorp",
        3_200,
        2,
        ((10.1, 6.3),),
        (0.16, 0.10, 0.19, 0.33, 0.22),
        0.002,
        {"deprivation": -1.6, "urban": -1.3} | _all_high(-1.0),
    ),
    # Trap: the second wijk called Centrum.
    WijkPlan(
        "07",
        "Centrum",
        5_200,
        3,
        ((9.0, 1.3),),
        (0.14, 0.10, 0.21, 0.31, 0.24),
        0.001,
        {"deprivation": -0.1, "urban": -0.2},
    ),
    # Traps: a comma in the name, and a code that was another area in 2018.
    WijkPlan(
        "08",
        "Veldkamp, Oost en West",
        7_300,
        3,
        ((4.7, 4.4), (4.9, 3.0)),
        (0.17, 0.13, 0.28, 0.26, 0.16),
        0.004,
        {"deprivation": 0.9, "urban": 0.8, "money": 0.5},
    ),
    # Trap: nobody lives here, yet there are homes and cars.
    WijkPlan("09", "Bedrijventerrein De Kade", 0, 1, ((1.7, 4.3), (3.2, 4.2))),
    # Trap: 40 people, so nearly everything is missing; an island makes it two pieces.
    WijkPlan(
        "10", "Rietpolder", 40, 1, ((5.6, 0.9), (2.6, 0.9), (0.9, 2.7)), (0.1, 0.1, 0.2, 0.35, 0.25)
    ),
    # Trap: a code with letters, and another code in 2018.
    WijkPlan(
        "AA",
        "Waterwijk",
        4_800,
        2,
        ((2.9, 8.4), (4.6, 9.4)),
        (0.20, 0.11, 0.31, 0.25, 0.13),
        0.010,
        {"deprivation": -0.3, "urban": 0.2},
    ),
)
"""The twelve wijken of 2020, each a trap or a use."""

RECODED_2018 = {
    # Veldkamp was three buurten of the old Centrum: a new wijk under a code that was in use.
    "BU99010800": "BU99010004",
    "BU99010801": "BU99010005",
    "BU99010802": "BU99010006",
    # Achterveld, the former WK990108, went into the suburb.
    "BU99010408": "BU99010800",
    # Waterwijk got letters: another code, the same area.
    "BU9901AA00": "BU99011100",
    "BU9901AA01": "BU99011101",
}
"""Code in 2018 of a buurt with another code in 2019 and 2020."""

RECODED_2019 = {"BU99050102": "BU99050201"}
"""Code in 2018 and 2019 of the buurt of another gemeente that changed wijk in 2020."""

BUURT_NAMED = {"BU99010408": "Achterveld"}
"""The one buurt that kept its own name."""

FORMER_NAMES = {"WK990108": "Achterveld", "WK990111": "Waterwijk"}
"""Names in 2018 of wijken whose code was then another area, or is gone."""

CHANGES = {
    2018: {},
    2019: {
        "WK990100": "3",
        "WK990104": "3",
        "WK990108": "3",
        "WK9901AA": "2",
        "BU99010800": "2",
        "BU99010801": "2",
        "BU99010802": "2",
        "BU99010408": "2",
        "BU9901AA00": "2",
        "BU9901AA01": "2",
    },
    2020: {"WK990501": "3", "WK990502": "3", "BU99050102": "2"},
}
"""Flag IndelingswijzigingWijkenEnBuurten against the year before, where it is not 1.

2 means another code for the same area, 3 another border.
"""

WITHOUT_SHAPE = "WK990704"
"""A wijk of another gemeente with figures and no shape."""

WITHOUT_FIGURES = "WK990799"
"""A code on the map that no table knows."""
