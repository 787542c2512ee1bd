"""The fields of the Dutch Algoritmeregister, filled as far as the maker of the software can.

What only a gemeente can answer is marked; nothing here registers anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wijkfoto.site.text import Texts


@dataclass(frozen=True)
class RegisterField:
    """A field: its name, what stands in it, and whether the gemeente must still decide."""

    naam: str
    tekst: str
    nog: bool


@dataclass(frozen=True)
class RegisterGroup:
    """Fields that stand together in the register."""

    kop: str
    velden: tuple[RegisterField, ...]


def register_groups(texts: Texts, values: Mapping[str, str]) -> tuple[RegisterGroup, ...]:
    """Return the fields in the order of the register.

    Args:
        texts: The wording of the site.
        values: What fills the places in the texts.
    """
    return tuple(
        RegisterGroup(
            group["kop"],
            tuple(
                RegisterField(f["naam"], f["tekst"].format(**values), bool(f.get("nog")))
                for f in group["velden"]
            ),
        )
        for group in texts.node("register.groepen")
    )
