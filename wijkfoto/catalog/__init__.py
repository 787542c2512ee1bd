"""The catalog: what every source, indicator and domain means, as YAML with typed models."""

from wijkfoto.catalog.choice import years_of
from wijkfoto.catalog.filenames import FileNames, read_file_names, shipped_file_names
from wijkfoto.catalog.load import catalog_faults, catalog_sha256, read_catalog, shipped_catalog
from wijkfoto.catalog.models import Alias, Column, Domain, Form, Indicator, Number
from wijkfoto.catalog.tables import BY_TITLE, Source, SourceTable
from wijkfoto.catalog.unfetched import UnfetchedSource, unfetched_figures, unfetched_sources
from wijkfoto.catalog.whole import Catalog

__all__ = [
    "BY_TITLE",
    "Alias",
    "Catalog",
    "Column",
    "Domain",
    "FileNames",
    "Form",
    "Indicator",
    "Number",
    "Source",
    "SourceTable",
    "UnfetchedSource",
    "catalog_faults",
    "catalog_sha256",
    "read_catalog",
    "read_file_names",
    "shipped_catalog",
    "shipped_file_names",
    "unfetched_figures",
    "unfetched_sources",
    "years_of",
]
