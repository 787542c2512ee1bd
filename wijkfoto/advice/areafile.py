"""Reads teamgebieden that a gemeente gives in a YAML file, and checks them against its wijken.

Form: `GM0606: [{naam: West, wijken: [WK060601, WK060602]}]`. Nothing is joined or named here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from wijkfoto.catalog.load import parse_yaml
from wijkfoto.catalog.tables import CatalogModel
from wijkfoto.errors import CatalogError, ConfigError

MOST_BYTES = 1_000_000
"""A longer file is not a list of teamgebieden."""


class GivenArea(CatalogModel):
    """One teamgebied as the gemeente wrote it."""

    naam: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
    wijken: Annotated[tuple[str, ...], Field(min_length=1)]


def read_areas(path: Path) -> dict[str, list[GivenArea]]:
    """Read the file.

    Raises:
        ConfigError: If it cannot be read or does not have the form above; names file and place.
    """
    try:
        if path.exists() and not path.is_file():
            raise ConfigError("This is no file.", where=str(path), next_step="Check the path.")
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError(
                "The file is too large.", where=str(path), next_step="Check the path."
            )
        found: dict[str, list[GivenArea]] = parse_yaml(dict[str, list[GivenArea]], path)
    except OSError as error:
        raise ConfigError(
            f"The file with teamgebieden cannot be read ({error.strerror}).",
            where=str(path),
            next_step="Check the setting for teamgebieden, or leave it out for a proposal.",
        ) from error
    except CatalogError as error:
        raise ConfigError(
            error.what, where=str(path), next_step="Form: GM0606: [{naam: ..., wijken: [...]}]."
        ) from error
    return found


def check_areas(
    path: Path, gemeente: str, areas: list[GivenArea], codes: list[str]
) -> list[tuple[tuple[int, ...], str]]:
    """Turn the areas of a gemeente into positions of its wijken.

    Args:
        path: The file, for the message.
        gemeente: Code of the gemeente.
        areas: Its areas as given.
        codes: Its wijk codes in order.

    Returns:
        Positions of the wijken and the name of each area.

    Raises:
        ConfigError: With every unknown, repeated or missing wijk and its place in the file.
    """
    position = {code: number for number, code in enumerate(codes)}
    faults: list[str] = []
    seen: dict[str, str] = {}
    for number, area in enumerate(areas):
        for entry, code in enumerate(area.wijken):
            place = f"{gemeente}[{number}].wijken[{entry}]"
            if code not in position:
                faults.append(f"{place}: {gemeente} has no wijk '{code}'")
            elif code in seen:
                faults.append(f"{place}: '{code}' stands at {seen[code]} already")
            seen.setdefault(code, place)
    faults += [
        f"{gemeente}: wijk '{code}' is in no teamgebied" for code in codes if code not in seen
    ]
    if faults:
        raise ConfigError("; ".join(faults), where=str(path), next_step="Mend these entries.")
    return [(tuple(sorted(position[c] for c in area.wijken)), area.naam) for area in areas]
