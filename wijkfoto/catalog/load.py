"""Reads the YAML catalog into one whole and checks that its parts agree.

Faults of all files are collected and told together; figures are never read here.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from wijkfoto.catalog.agree import disagreements
from wijkfoto.catalog.models import Domain, Indicator, Number
from wijkfoto.catalog.tables import Source
from wijkfoto.catalog.whole import Catalog
from wijkfoto.catalog.yamlfile import parse_yaml, place, read_yaml
from wijkfoto.errors import CatalogError
from wijkfoto.resources import catalog_dir

__all__ = [
    "Catalog",
    "catalog_faults",
    "parse_yaml",
    "read_catalog",
    "read_yaml",
    "shipped_catalog",
]

FILES: dict[str, Any] = {
    "sources.yaml": list[Source],
    "indicators.yaml": list[Indicator],
    "domains.yaml": list[Domain],
    "method.yaml": dict[str, Number],
}
"""The files and what each holds."""

ENTRY_ID = {
    "sources.yaml": "source_id",
    "indicators.yaml": "indicator_id",
    "domains.yaml": "domain_id",
}
"""What the entries of a list are known by."""


def read_catalog(folder: Path) -> Catalog:
    """Read and check the catalog in a folder.

    Raises:
        CatalogError: With every fault found.
    """
    catalog, faults = _read(folder)
    if catalog is None:
        if len(faults) == 1:
            raise faults[0]
        raise CatalogError(
            " ".join(f"{fault.where}: {fault.what}" for fault in faults),
            where=folder.name,
            next_step="Mend these entries.",
        )
    return catalog


def catalog_faults(folder: Path) -> list[CatalogError]:
    """Return the faults of the catalog in a folder, one for each file and one between them."""
    return _read(folder)[1]


def catalog_sha256(folder: Path) -> str:
    """Hash the files of the catalog, so that a finding can say about which it is."""
    total = hashlib.sha256()
    for name in FILES:
        total.update((folder / name).read_bytes())
    return total.hexdigest()


@cache
def shipped_catalog() -> Catalog:
    """Return the catalog that ships with the package, read once."""
    return read_catalog(catalog_dir())


def _read(folder: Path) -> tuple[Catalog | None, list[CatalogError]]:
    """Return the catalog, or what is wrong with it."""
    parts: dict[str, Any] = {}
    faults: list[CatalogError] = []
    for name, kind in FILES.items():
        try:
            parsed = parse_yaml(kind, folder / name)
            parts[name] = _by_id(parsed, folder / name) if isinstance(parsed, list) else parsed
        except CatalogError as fault:
            faults.append(fault)
    if faults:
        return None, faults
    catalog = Catalog(
        sources=parts["sources.yaml"],
        indicators=parts["indicators.yaml"],
        domains=parts["domains.yaml"],
        method=parts["method.yaml"],
    )
    told = disagreements(catalog)
    if told:
        what = f"{'; '.join(told)}."
        return None, [CatalogError(what, where=folder.name, next_step="Mend these entries.")]
    return catalog, []


def _by_id(entries: list[Any], path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        entry_id = getattr(entry, ENTRY_ID[path.name])
        if entry_id in found:
            raise CatalogError(
                f"'{entry_id}' stands twice.", where=place(path), next_step="Rename one of them."
            )
        found[entry_id] = entry
    return found
