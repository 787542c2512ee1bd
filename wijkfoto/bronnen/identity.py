"""Whether a table of a service is the one that the catalog means: id, title and period.

It judges what the service says about a table; fetching and figures are elsewhere.
"""

import re
from collections.abc import Mapping
from typing import Any

from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import SourceError


def identity_faults(
    source: Source, table: SourceTable, info: Mapping[str, Any]
) -> tuple[SourceError, ...]:
    """Return in what the TableInfos record of a table differs from the catalog; nothing is well.

    Public lists of table ids mislabel years, so an id is never taken for the table it should be.
    """
    identifier, title, period = (_text(info, key) for key in ("Identifier", "Title", "Period"))
    faults: list[SourceError] = []
    if identifier and identifier.upper() != table.table_id.upper():
        faults.append(
            SourceError(
                f"The service calls this table {identifier}.",
                where=f"{source.naam}, {table.table_id} ({table.peiljaar})",
                next_step="Mend the table id in catalog/sources.yaml.",
            )
        )
    if source.titel and not re.search(source.titel, title, flags=re.IGNORECASE):
        faults.append(
            SourceError(
                f"The title of the table is '{title}', which does not fit '{source.titel}'.",
                where=f"{source.naam}, {table.table_id}",
                next_step="Mend the table id or titel in catalog/sources.yaml.",
            )
        )
    # The period says it; where that is empty, the title does ("Kerncijfers ... 2020").
    years = period or title
    wanted = (table.peiljaar,) if table.peiljaar is not None else table.jaren[-1:]
    if any(str(year) not in years for year in wanted):
        faults.append(
            SourceError(
                f"The table is about '{years}', not about {wanted[0]}.",
                where=f"{source.naam}, {table.table_id}",
                next_step="Mend the table id of this year in catalog/sources.yaml.",
            )
        )
    return tuple(faults)


def _text(info: Mapping[str, Any], key: str) -> str:
    return " ".join(str(info.get(key) or "").split())
