"""The catalog: what every source, indicator and domain means, as YAML with typed models."""

from wijkfoto.catalog.load import Catalog, read_catalog, shipped_catalog
from wijkfoto.catalog.models import Column, Domain, Indicator, Number, Source, SourceTable

__all__ = [
    "Catalog",
    "Column",
    "Domain",
    "Indicator",
    "Number",
    "Source",
    "SourceTable",
    "read_catalog",
    "shipped_catalog",
]
