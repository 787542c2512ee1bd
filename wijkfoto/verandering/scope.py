"""What a ground of the method can move, of all that is compared.

`inkoop` stands for the signals for inkoop, `advies` for all other advice.
"""

EVERYTHING = frozenset({"score", "klasse", "zekerheid", "advies", "inkoop"})
ADVICE = frozenset({"advies", "inkoop"})
SURENESS = ADVICE | {"zekerheid"}
NOTHING: frozenset[str] = frozenset()

OTHER_WORK = ("trend_", "signaal_", "patroon_", "onthulling_", "gevoelig_", "vergelijkbaar_")
"""Norms that no compared class or advice rests on."""

ONLY_SURENESS = ("zeker_", "kans_", "verschil_", "rivm_", "methode_")
"""Norms that leave scores and classes against the land as they are."""

# The first line whose kind and start of the name fit a ground says what it can move. Certainty
# rests on settings of privacy too: they hide numbers that may contradict a score. Flags of
# contracts, for which the employer counts, are not compared.
_MOVED: tuple[tuple[str, tuple[str, ...], frozenset[str]], ...] = (
    ("methode_versie", ("",), EVERYTHING),
    ("referentie", ("",), EVERYTHING),
    ("norm", ("gebruik_", "prognose_"), frozenset({"inkoop"})),
    ("norm", OTHER_WORK, NOTHING),
    ("norm", ONLY_SURENESS, SURENESS),
    # Which part of the inhabitants is in an outer class.
    ("norm", ("klasse_deel",), EVERYTHING - {"score"}),
    ("norm", ("",), EVERYTHING),
    ("instelling", ("inkoop.",), frozenset({"inkoop"})),
    ("instelling", ("team.werkgever",), NOTHING),
    ("instelling", ("profile.", "privacy."), SURENESS),
    ("instelling", ("",), ADVICE),
    ("regel", ("use/", "procurement_rules/"), frozenset({"inkoop"})),
    ("regel", ("advies.map/procurement_rules.yaml",), frozenset({"inkoop"})),
    ("regel", ("",), ADVICE),
    ("bestand", ("",), ADVICE),
)


def moved_by(kind: str, name: str) -> frozenset[str]:
    """Return what a ground of the method can move: score, klasse, zekerheid, advies, inkoop.

    Args:
        kind: Its kind, see the contract of `change_ground`.
        name: Which one.
    """
    fitting = (moved for k, starts, moved in _MOVED if k == kind and name.startswith(starts))
    return next(fitting, NOTHING)
