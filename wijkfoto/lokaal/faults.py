"""What is wrong in a form: one fault per place, and all of them as one error.

A fault never repeats what stands in the cell: it may be about a person.
"""

from collections.abc import Sequence

from wijkfoto.errors import WijkfotoError

MOST_TOLD = 200
"""A wrong column in a long sheet gives a fault per row; so many are told one by one."""


class LocalError(WijkfotoError):
    """Something in a form that the gemeente filled in cannot be used (exit code 1)."""


def all_faults(faults: Sequence[LocalError]) -> LocalError:
    """Return one error that tells every fault, each on its own line."""
    told = [f"- {fault}" for fault in faults[:MOST_TOLD]]
    if len(faults) > MOST_TOLD:
        told.append(f"- and {len(faults) - MOST_TOLD} more.")
    number = "One fault" if len(faults) == 1 else f"{len(faults)} faults"
    return LocalError(
        "\n".join([f"{number} in what the gemeente filled in; nothing was published.", *told])
    )
