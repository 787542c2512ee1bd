"""Names and size classes of the rest of the made country, and the parts that names are made of.

The sample gemeente has names of its own, in the plan; no name here is that of a real gemeente.
"""

OTHER_GEMEENTEN = (
    ("Aa, Berg en Dalen", "dorp"),
    ("Althoven", "stad"),
    ("Brinkerwoude", "dorp"),
    ("Duinmerwaard", "klein"),
    ("Elzerveen", "klein"),
    ("Fliertstede", "dorp"),
    ("Gravelerloo", "klein"),
    ("Heerlingerdam", "dorp"),
    ("Iepenmonde", "stad"),
    ("Jonkersloot", "klein"),
    ("Kastelerode", "dorp"),
    ("Lommerdam", "groot"),
    ("Mierlanden", "dorp"),
    ("Noorderwaal", "klein"),
    ("Overzanden", "klein"),
    ("Polderlo", "klein"),
    ("Quirijnsveen", "klein"),
    ("Rietmonde", "dorp"),
    ("Sparrendal", "klein"),
    ("Terwouden", "klein"),
    ("Uiterbeke", "klein"),
    ("Vlietmonde", "stad"),
    ("Wintergouw", "klein"),
    ("Zandermeer", "dorp"),
    ("Bovenlinge", "klein"),
    ("Dijkerhout", "klein"),
    ("Esserbroek", "klein"),
    ("Holtermeer", "dorp"),
    ("Kroonsluis", "klein"),
    ("Maanderveld", "dorp"),
    ("Oosterhelm", "klein"),
)
"""Name and size class of the other gemeenten, in order of their codes from GM9902 on."""

SIZES = {
    "groot": (175_000, 20, 1.3),
    "stad": (95_000, 14, 0.9),
    "dorp": (42_000, 11, 0.0),
    "klein": (18_000, 8, -0.8),
}
"""Inhabitants, number of wijken and urbanity of a gemeente of each size class."""

NAME_STARTS = [
    "Molen",
    "Linden",
    "Wilgen",
    "Eiken",
    "Beuken",
    "Kersen",
    "Appel",
    "Vlier",
    "Zwaluwen",
    "Merel",
    "Reiger",
    "Kievits",
    "Duin",
    "Heide",
    "Weide",
    "Beek",
    "Vijver",
    "Haven",
    "Kerk",
    "Markt",
    "Stations",
    "Park",
    "Sterren",
    "Wind",
    "Veen",
    "Klaver",
    "Tulpen",
]
NAME_ENDS = ["kwartier", "buurt", "hoek", "veld", "oord", "zicht", "kamp"]
"""A wijk of another gemeente is called by a start and an end; the first one is Centrum."""

BUURT_NAMES = ["Noord", "Zuid", "Oost", "West", "Midden", "Hof", "Dijk", "Brink", "Laan"]
"""Second part of the name of a buurt."""
