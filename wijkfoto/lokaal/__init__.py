"""What the gemeente knows itself: the forms it fills in, read and checked."""

from wijkfoto.lokaal.doubt import lower_certainty
from wijkfoto.lokaal.entries import Comparison, Entry, Place
from wijkfoto.lokaal.far import FAR, far_places
from wijkfoto.lokaal.faults import LocalError, all_faults
from wijkfoto.lokaal.forms import REGISTERED_FORMS
from wijkfoto.lokaal.read import LocalInput, read_local
from wijkfoto.lokaal.regions import KnownRegions
from wijkfoto.lokaal.registered import Contract, Event, Provider, Questions
from wijkfoto.lokaal.remarks import Remark, remark_rows
from wijkfoto.lokaal.tables import (
    comparison_rows,
    contract_rows,
    entry_rows,
    event_rows,
    provider_rows,
    registration_rows,
)
from wijkfoto.lokaal.write import write_forms

__all__ = [
    "FAR",
    "REGISTERED_FORMS",
    "Comparison",
    "Contract",
    "Entry",
    "Event",
    "KnownRegions",
    "LocalError",
    "LocalInput",
    "Place",
    "Provider",
    "Questions",
    "Remark",
    "all_faults",
    "comparison_rows",
    "contract_rows",
    "entry_rows",
    "event_rows",
    "far_places",
    "lower_certainty",
    "provider_rows",
    "read_local",
    "registration_rows",
    "remark_rows",
    "write_forms",
]
