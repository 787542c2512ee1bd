"""The catalog: what every source, indicator and domain means, as YAML with typed models."""

from wijkfoto.catalog.filenames import FileNames, read_file_names, shipped_file_names
from wijkfoto.catalog.load import Catalog, read_catalog, shipped_catalog
from wijkfoto.catalog.models import Column, Domain, Indicator, Number, Source, SourceTable

__all__ = [
    "Catalog",
    "Column",
    "Domain",
    "FileNames",
    "Indicator",
    "Number",
    "Source",
    "SourceTable",
    "read_catalog",
    "read_file_names",
    "shipped_catalog",
    "shipped_file_names",
]
