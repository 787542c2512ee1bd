"""The files that a reader takes along: the published tables in formats for Excel, GIS and analysis.

Everything is made of the finished database, opened read-only; pages about the files are elsewhere.
"""

from wijkfoto.export.files import Download, Downloads, StoredTable, stored_tables
from wijkfoto.export.readback import read_back
from wijkfoto.export.write import write_downloads

__all__ = [
    "Download",
    "Downloads",
    "StoredTable",
    "read_back",
    "stored_tables",
    "write_downloads",
]
