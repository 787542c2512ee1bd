"""From how much on something is told of people, by the settings and the catalog."""

from wijkfoto.catalog import Catalog
from wijkfoto.privacy import Limits
from wijkfoto.settings import Settings


def limits_of(settings: Settings, catalog: Catalog) -> Limits:
    """Return the limits of a run."""
    privacy = settings.privacy
    return Limits(
        min_n=privacy.min_n,
        min_cel=privacy.min_cel,
        dominant=catalog.norm("onthulling_deel"),
        effective=catalog.norm("onthulling_effectief"),
        band=catalog.norm("onthulling_band"),
    )
