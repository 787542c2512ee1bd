"""Finds the shelves (sql, reports, dagster.yaml) in the wheel or in the checkout.

Everything else asks here for a shipped file; nothing else knows where the package lies.
"""

from pathlib import Path

from wijkfoto.errors import CatalogError

_PACKAGE = Path(__file__).resolve().parent


def shelf(name: str) -> Path:
    """Return the path of a shipped shelf or file.

    Args:
        name: ``"sql"``, ``"reports"`` or ``"dagster.yaml"``.

    Raises:
        CatalogError: If the installation does not hold it.
    """
    for candidate in (_PACKAGE / "_shelves" / name, _PACKAGE.parent / name):
        if candidate.exists():
            return candidate
    raise CatalogError(
        f"The installation holds no '{name}'.",
        next_step="Install the package again, or run from a complete checkout.",
    )


def catalog_dir() -> Path:
    """Return the folder of the YAML catalog."""
    return _PACKAGE / "catalog"
