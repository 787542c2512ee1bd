"""A CBS table over OData v4, told in the words of the pipeline.

Asks for the sets of a table and gives their records the names that the core reads by; what a column
means is decided in `bind`, and observations become rows in the warehouse.
"""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from wijkfoto.bronnen.http import HttpOptions, get_json
from wijkfoto.bronnen.service import (
    MAX_METADATA_BYTES,
    Page,
    PageForm,
    PageTarget,
    Rows,
    pack_rows,
    read_page,
    read_rows,
)
from wijkfoto.errors import SourceError

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")


def core_names(dimensions: Rows, groups: Rows, measures: Rows) -> Rows:
    """Put the metadata of a table in one list, as said, with the names the core reads by beside it.

    A measure keeps its `Identifier`, which tells the core to read its stem from its title.
    """
    return [
        *(
            row | {"Type": row.get("Kind") or "Dimension", "Key": row.get("Identifier")}
            for row in dimensions
        ),
        *(
            row
            | {
                "Type": "TopicGroup",
                "Key": "",
                "ID": row.get("Id"),
                "ParentID": row.get("ParentId"),
            }
            for row in groups
        ),
        *(
            row
            | {
                "Type": "Topic",
                "Key": row.get("Identifier"),
                "ParentID": row.get("MeasureGroupId"),
                "Datatype": row.get("DataType"),
            }
            for row in measures
        ),
    ]


@dataclass(frozen=True)
class OData4:
    """OData v4 as CBS serves it: `<base_url>/odata/v1/<catalog>/<table>/`.

    Attributes:
        base_url: Address of the service, without a closing slash.
        catalog: Name of the catalog in the path, such as CBS.
        options: How to fetch.
    """

    base_url: str
    catalog: str
    options: HttpOptions

    @property
    def data_set(self) -> str:
        """Name of the set with the figures."""
        return "Observations"

    @property
    def is_full_grid(self) -> bool:
        """Whether there is a row for every combination of members: v4 leaves empty cells out."""
        return False

    def info(self, table_id: str) -> dict[str, Any]:
        """Return Properties, with what v3 calls Period and RecordCount (here: of cells).

        Raises:
            NotFoundError: If the service does not have the table.
            SourceError: If the record has no moment Modified, or the service fails.
        """
        url = f"{self._table(table_id)}/Properties"
        found = get_json(url, replace(self.options, max_bytes=MAX_METADATA_BYTES))
        # Modified becomes the name of a folder in the store.
        if not _MOMENT.fullmatch(str(found.get("Modified"))):
            raise SourceError(
                "Properties holds no moment Modified.",
                where=table_id,
                next_step="Try again later; without it a revision cannot be told from another.",
            )
        counted = found.get("ObservationCount")
        return found | {"Period": found.get("TemporalCoverage"), "RecordCount": counted}

    def properties(self, table_id: str) -> Rows:
        """Return dimensions, groups and measures, as `core_names` puts them."""
        dimensions = self._rows(table_id, "Dimensions")
        groups = self._rows(table_id, "MeasureGroups")
        return core_names(dimensions, groups, self._rows(table_id, "MeasureCodes"))

    def dimension(self, table_id: str, name: str) -> bytes:
        """Return the members of a dimension, their code also as Key."""

        def with_key(rows: Rows) -> Rows:
            return [row | {"Key": row.get("Identifier")} for row in rows]

        url = f"{self._table(table_id)}/{name}Codes"
        return pack_rows(url, self._form, self.options, with_key)

    def page(self, table_id: str, target: PageTarget, at: str = "", only: str = "") -> Page:
        """Read one page of Observations into `target`, as received."""
        chosen = f"?$filter={quote(only)}" if only else ""
        url = at or f"{self._table(table_id)}/{self.data_set}{chosen}"
        return read_page(url, target, self._form, self.options)

    def _rows(self, table_id: str, name: str) -> Rows:
        return read_rows(f"{self._table(table_id)}/{name}", self._form, self.options)

    @property
    def _form(self) -> PageForm:
        return PageForm(self.base_url, number_key="Id", link_key="@odata.nextLink")

    def _table(self, table_id: str) -> str:
        return f"{self.base_url}/odata/v1/{self.catalog}/{table_id}"
