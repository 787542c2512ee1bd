"""The errors a user can meet, each with the exit code it leads to.

Every message says what went wrong, where, and what to do next; nothing is printed here.
"""


class WijkfotoError(Exception):
    """Something about the data, a source or a check is wrong (exit code 1)."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        """Compose the one message from its three parts.

        Args:
            what: What went wrong, in one sentence.
            where: The file, table, column or code it concerns.
            next_step: What the user can do now.
        """
        self.what = what
        self.where = where
        self.next_step = next_step
        parts = [what if not where else f"{where}: {what}", next_step]
        super().__init__(" ".join(part for part in parts if part))


class ConfigError(WijkfotoError):
    """A setting, argument or code that the user gave cannot be used (exit code 2)."""

    exit_code = 2


class SourceError(WijkfotoError):
    """A source could not be read, or gave something that is not what it should be."""


class BindingError(WijkfotoError):
    """An indicator does not match exactly one column of a table."""


class ContractError(WijkfotoError):
    """A table breaks its contract: type, key, reference or permitted values.

    Where rows break it, the first of them go along, by column.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()


class CatalogError(WijkfotoError):
    """The shipped or edited YAML catalog contradicts itself."""


class LockedError(WijkfotoError):
    """Another run holds this home."""


class EditionError(WijkfotoError):
    """An edition is missing, damaged or not what its manifest says."""
