"""From figures to need: scores per domain with their interval, class, certainty and evidence.

Pure functions over tables; docs/method.md explains every formula.
"""

from wijkfoto.profile.buurten import BuurtProfile, score_buurten
from wijkfoto.profile.fitted import ReferenceCache
from wijkfoto.profile.inputs import ProfileInput, ProfileOptions
from wijkfoto.profile.profile import Profile, ScoreDraws, score_domains, score_gemeenten
from wijkfoto.profile.structure import Structure, shipped_structure

__all__ = [
    "BuurtProfile",
    "Profile",
    "ProfileInput",
    "ProfileOptions",
    "ReferenceCache",
    "ScoreDraws",
    "Structure",
    "score_buurten",
    "score_domains",
    "score_gemeenten",
    "shipped_structure",
]
