"""The numbers of the method as words, for texts that name them.

A text never holds such a number itself: it holds a place, and what fills it comes from the catalog,
the edition or the code that uses the number.
"""

from wijkfoto.catalog import Catalog
from wijkfoto.profile.gemeente import TAILS
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r

ONES = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def method_values(edition: r.AnyEdition, catalog: Catalog) -> dict[str, str]:
    """Return what fills the places in texts about the method, by the name of the place."""

    def whole(name: str, times: float = 1) -> str:
        return fmt.decimal(catalog.norm(name) * times)

    domains = len(catalog.domains)
    return {
        "marge": fmt.decimal(100 * float(TAILS[1] - TAILS[0])),
        "midden": fmt.decimal(CENTRE),
        "punten": fmt.decimal(POINTS_PER_SD),
        "onderwerpen": ONES[domains] if domains < len(ONES) else fmt.decimal(domains),
        "klasse_deel": whole("klasse_deel", 100),
        "zeker_stevig": whole("zeker_stevig", 100),
        "zeker_redelijk": whole("zeker_redelijk", 100),
        "vergelijkbaar": whole("vergelijkbaar_aantal"),
        "verschil": whole("verschil_gemeente_punten"),
        "min_inwoners": whole("min_inwoners_score"),
        "venster": whole("venster_jaren"),
        "trekkingen": fmt.decimal(edition.draws),
        "peiljaar": str(edition.peiljaar),
        "methode_versie": str(edition.method_version),
    }
