"""What every domain of a profile shares: the figures, what they are compared with, the draws' keys.

Only the record lives here; who uses which part of it is for the steps.
"""

from dataclasses import dataclass

from wijkfoto.catalog import Catalog
from wijkfoto.profile.draws import Words
from wijkfoto.profile.inputs import Figures, Floats, Ints, ProfileOptions
from wijkfoto.profile.reference import Standardised


@dataclass(frozen=True)
class Shared:
    """What all domains have in common.

    Attributes:
        figures: The figures of the wijken to score.
        scores: The same as standard scores against the reference.
        normalised: Clipped scores by each normalisation [normalisation, wijk, column].
        keys: Key of each wijk for its draws [wijk].
        chosen: Rows of the wijken of the chosen gemeenten.
        catalog: Indicators, domains and numbers of the method.
        options: Year, draws, seed, workers.
    """

    figures: Figures
    scores: Standardised
    normalised: Floats
    keys: Words
    chosen: Ints
    catalog: Catalog
    options: ProfileOptions
