"""A fault in a file of the advice catalog: which file, where in it, and what is wrong.

The line is looked up only when a fault is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wijkfoto.catalog.lines import line_of
from wijkfoto.errors import CatalogError, ConfigError, WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NEXT = "Mend these entries."


@dataclass(frozen=True)
class Fault:
    """What is wrong with one entry.

    Attributes:
        file: Name of the file in the catalog.
        at: Path of the entry in the file, see `line_of`.
        what: What is wrong, with the name of the entry.
    """

    file: str
    at: tuple[str | int, ...]
    what: str


def as_error(fault: Fault, own: Path | None, shipped: Path) -> WijkfotoError:
    """Return a fault as an error that names file and line.

    Args:
        fault: The fault.
        own: The folder of the gemeente, where its file holds the entry or the whole file.
        shipped: The folder of the catalog that ships with the package.

    Returns:
        A ConfigError for a file of the gemeente, a CatalogError for one that ships.
    """
    if own is not None and (own / fault.file).is_file():
        line = line_of(own / fault.file, fault.at)
        whole = fault.file != "norms.yaml"
        if line is not None or whole or line_of(shipped / fault.file, fault.at) is None:
            where = f"{own / fault.file}, line {line or 1}"
            return ConfigError(f"{fault.what}.", where=where, next_step=NEXT)
    line = line_of(shipped / fault.file, fault.at)
    where = f"{fault.file}, line {line or 1}"
    return CatalogError(f"{fault.what}.", where=where, next_step=NEXT)


def all_errors(errors: Sequence[WijkfotoError]) -> WijkfotoError:
    """Return one error that tells every fault, each on its own line."""
    if len(errors) == 1:
        return errors[0]
    kind = ConfigError if any(isinstance(e, ConfigError) for e in errors) else CatalogError
    told = "\n".join(f"- {error}" for error in errors)
    return kind(f"{len(errors)} faults in norms and rules; nothing was computed.\n{told}")
