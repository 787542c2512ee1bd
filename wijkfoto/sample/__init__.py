"""The fictitious gemeente and the service that stands in for CBS and RIVM.

What is made here is input, as a source would give it; nothing here works figures up.
"""

from wijkfoto.sample.heard import write_heard, write_registered
from wijkfoto.sample.peiling import write_survey
from wijkfoto.sample.plan import SAMPLE_FORMATION, SAMPLE_GEMEENTE, SAMPLE_SEED
from wijkfoto.sample.service import ODataService, ServedTable
from wijkfoto.sample.shapes import write_shapes
from wijkfoto.sample.tables import made_tables, sample_tables

__all__ = [
    "SAMPLE_FORMATION",
    "SAMPLE_GEMEENTE",
    "SAMPLE_SEED",
    "ODataService",
    "ServedTable",
    "made_tables",
    "sample_tables",
    "write_heard",
    "write_registered",
    "write_shapes",
    "write_survey",
]
