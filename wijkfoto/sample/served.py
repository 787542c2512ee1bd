"""One table as a service gives it, whatever the protocol that asks for it.

Holds rows and descriptions; how they are served is the work of `service` and `service4`.
"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class ServedTable:
    """One table as the service gives it.

    Attributes:
        table_id: Identifier, such as ``84799NED``.
        info: The TableInfos record: Identifier, Title, Period, Modified, RecordCount, Source.
        properties: DataProperties rows, with ``odata.type``, ID, ParentID, Key, Unit and so on.
        dimensions: Rows of each dimension by name; region keys padded to 10.
        rows: TypedDataSet, including ID; NA becomes null.
    """

    table_id: str
    info: dict[str, object]
    properties: list[dict[str, object]]
    dimensions: dict[str, list[dict[str, object]]]
    rows: pd.DataFrame

    def datatypes(self) -> dict[str, str]:
        """Return the ``Datatype`` of each column that DataProperties describes."""
        return {str(row["Key"]): str(row.get("Datatype")) for row in self.properties}
