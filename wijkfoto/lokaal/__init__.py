"""What the gemeente knows itself: the forms it fills in, read and checked."""

from wijkfoto.lokaal.doubt import lower_certainty
from wijkfoto.lokaal.entries import Comparison, Entry, Place
from wijkfoto.lokaal.faults import LocalError, all_faults
from wijkfoto.lokaal.read import LocalInput, read_folder
from wijkfoto.lokaal.regions import KnownRegions
from wijkfoto.lokaal.tables import comparison_rows, entry_rows
from wijkfoto.lokaal.write import write_forms

__all__ = [
    "Comparison",
    "Entry",
    "KnownRegions",
    "LocalError",
    "LocalInput",
    "Place",
    "all_faults",
    "comparison_rows",
    "entry_rows",
    "lower_certainty",
    "read_folder",
    "write_forms",
]
