"""Finding an edition of a home by what a user calls it, and the one to go back to.

Only reading; publishing is `publish`'s work.
"""

import re

from wijkfoto.errors import ConfigError, EditionError
from wijkfoto.home import Home
from wijkfoto.warehouse.previous import edition_before
from wijkfoto.warehouse.publish import DATABASE, current_edition

CURRENT, BEFORE = "current", "vorige"
"""Names that stand for the published edition and for the one before it."""

_NAME = re.compile(r"[0-9a-z-]+")


def kept_editions(home: Home) -> tuple[str, ...]:
    """Return the ids of the editions that are kept, in order."""
    return tuple(sorted(path.parent.name for path in home.editions.glob(f"*/{DATABASE}")))


def find_edition(home: Home, name: str) -> str:
    """Return the id of the edition that a user means.

    Args:
        home: The home.
        name: A whole id, the beginning of one, the beginning of its hexadecimal digits, `current`
            for the published edition or `vorige` for the one before it.

    Raises:
        ConfigError: If no edition is meant, or more than one.
    """
    if name == CURRENT:
        return _published(home)
    if name == BEFORE:
        return before_published(home)
    kept = kept_editions(home)
    if name in kept:
        return name
    found = [
        edition
        for edition in kept
        if _NAME.fullmatch(name)
        and (edition.startswith(name) or edition.partition("-")[2].startswith(name))
    ]
    if len(found) == 1:
        return found[0]
    what = "There is no such edition." if not found else "More than one edition begins like this."
    raise ConfigError(
        what, where=name, next_step=f"Choose one of: {', '.join(found or kept) or 'none is kept'}."
    )


def before_published(home: Home) -> str:
    """Return the edition that the published one came after.

    An edition keeps which one that was, so that going back twice goes further back.

    Raises:
        EditionError: If there was none, or it is gone.
    """
    current = _published(home)
    before = edition_before(home, current)
    if before is None:
        raise EditionError(
            "No edition came before this one.",
            where=current,
            next_step=f"Name one of: {', '.join(kept_editions(home))}.",
        )
    if before not in kept_editions(home):
        raise EditionError(
            f"The edition before {current} is gone.",
            where=before,
            next_step=f"Name one of: {', '.join(kept_editions(home))}.",
        )
    return before


def _published(home: Home) -> str:
    current = current_edition(home)
    if current is None:
        raise EditionError(
            "Nothing has been published yet.",
            where=str(home.current),
            next_step="Run `wijkfoto demo` or `wijkfoto run` first.",
        )
    return current
