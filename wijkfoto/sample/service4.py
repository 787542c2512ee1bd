"""The OData v4 face of a served table: one observation per filled cell, under opaque measures.

The same figures as `service` gives over v3 in other words; HTTP and addresses stay there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from wijkfoto.sample.odata_json import distinct_values, literal, page, record
from wijkfoto.sample.odata_query import Query, QueryError, narrow
from wijkfoto.sample.served import ServedTable

PAGE_FACTOR = 10
"""Cells on a page of v4 for each row on a page of v3: the real ones hold 100,000 and 10,000."""

_TOPIC, _GROUP = "Topic", "TopicGroup"
_ROW = "row"
"""Column, dropped before serving, that keeps the cells of a row together."""

Record = Mapping[str, object]


@dataclass(frozen=True)
class LongTable:
    """A served table, told in observations."""

    table: ServedTable

    def sets(self) -> dict[str, Sequence[Record]]:
        """Return the sets of metadata by name, in the order of the service document."""
        made: dict[str, Sequence[Record]] = {
            "MeasureCodes": [_measure(index, row) for index, row in enumerate(self._topics)],
            "MeasureGroups": [_group(row) for row in self._properties(_GROUP)],
            "Dimensions": [_dimension(row) for row in self._dimensions],
        }
        for name, members in self.table.dimensions.items():
            made[f"{name}Codes"] = [_member(index, row) for index, row in enumerate(members, 1)]
        return made

    def document(self, name: str, query: Query, size: int, address: str) -> str:
        """Return the JSON text of a set, or of one page of it.

        Args:
            name: Name of the set; the empty text asks for the list of sets.
            query: Which observations, and the number of the first record.
            size: Most records on a page.
            address: Address of the table, without a closing slash.

        Raises:
            KeyError: If the table has no such set.
            QueryError: If the condition cannot be evaluated, or is about another set.
        """
        if name == "Properties":
            return record({"@odata.context": f"{address}/$metadata#Properties"} | self.properties())
        part = slice(query.skip, query.skip + size)
        if name == "Observations":
            asked = narrow(self.observations, query)
            total = len(asked)
            texts = page(asked.iloc[part], {"Id": "Long"}, typed=True)
        elif query.filter:
            raise QueryError(f"{name} takes no $filter here.")
        else:
            records = self.sets()[name] if name else self._service_document()
            total = len(records)
            texts = [record(row) for row in records[part]]
        rest = f"{address}/{name}?{query.next_page(size).text()}"
        following = rest if part.stop < total else None
        link = "" if following is None else f',"@odata.nextLink":{literal(following)}'
        return f'{{"@odata.context":"","value":[{",".join(texts)}]{link}}}'

    def properties(self) -> dict[str, object]:
        """Return the record that describes the table."""
        info = self.table.info
        return {
            "Identifier": info.get("Identifier"),
            "Title": info.get("Title"),
            "Description": info.get("ShortDescription"),
            "Language": info.get("Language"),
            "Modified": f"{str(info.get('Modified'))[:10]}T00:00:00+01:00",
            "TemporalCoverage": info.get("Period"),
            "Catalog": info.get("Catalog"),
            "ObservationCount": len(self.observations),
            "DatasetType": "Mixed",
            "Source": info.get("Source"),
        }

    @cached_property
    def observations(self) -> pd.DataFrame:
        """One row per cell, all cells of a row together.

        An empty cell is left out, as in the real service; those of every other measure stand there
        as impossible, so that both ways of missing occur.
        """
        rows = self.table.rows
        names = [str(row["Key"]) for row in self._dimensions]
        keys = {name: rows[name].astype("string").str.strip() for name in names}
        parts = []
        for index, topic in enumerate(self._topics):
            column = rows[str(topic["Key"])]
            filled = column.notna()
            kept = filled.to_numpy() if index % 2 else np.ones(len(rows), dtype=bool)
            is_text = topic.get("Datatype") == "String"
            cells = {
                "Measure": identifier(index, topic),
                "ValueAttribute": np.where(filled, "None", "Impossible")[kept],
                "Value": None if is_text else _numbers(column)[kept],
                "StringValue": column[kept].astype("object") if is_text else None,
            }
            dimensions = {name: key[kept] for name, key in keys.items()}
            parts.append(pd.DataFrame({_ROW: np.flatnonzero(kept)} | cells | dimensions))
        together = pd.concat(parts, ignore_index=True).sort_values(_ROW, kind="stable")
        together.insert(0, "Id", range(len(together)))
        return together.drop(columns=_ROW)

    @property
    def _topics(self) -> list[dict[str, object]]:
        return self._properties(_TOPIC)

    @property
    def _dimensions(self) -> list[dict[str, object]]:
        return [row for row in self.table.properties if row.get("Type") not in (_TOPIC, _GROUP)]

    def _properties(self, kind: str) -> list[dict[str, object]]:
        return [row for row in self.table.properties if row.get("Type") == kind]

    def _service_document(self) -> list[Record]:
        names = ["Properties", "Observations", *self.sets()]
        return [{"name": name, "kind": "EntitySet", "url": name} for name in names]


def identifier(index: int, topic: Record) -> str:
    """Return the name of a measure: opaque, and now and then with a suffix, as the real ones."""
    return f"M{1000 + index:06d}" + ("_2" if topic.get("Datatype") == "Double" else "")


def _numbers(column: pd.Series) -> np.ndarray:
    """Return the figures as the service writes them; a 32-bit float is its shortest decimal."""
    codes, distinct = distinct_values(column)
    values = np.array([*(float(literal(value)) for value in distinct), np.nan])
    return np.take(values, codes)


def _measure(index: int, topic: Record) -> Record:
    group = topic.get("ParentID")
    return {
        "Identifier": identifier(index, topic),
        "Index": index,
        "Title": topic.get("Title"),
        "Description": topic.get("Description"),
        "MeasureGroupId": None if group is None else f"T{group}",
        "DataType": topic.get("Datatype"),
        "Unit": topic.get("Unit"),
        "Decimals": topic.get("Decimals"),
        "PresentationType": topic.get("PresentationType"),
    }


def _group(group: Record) -> Record:
    parent = group.get("ParentID")
    return {
        "Id": f"T{group['ID']}",
        "Index": group["ID"],
        "Title": group.get("Title"),
        "Description": group.get("Description"),
        "ParentId": None if parent is None else f"T{parent}",
    }


def _dimension(row: Record) -> Record:
    return {
        "Identifier": row["Key"],
        "Title": row.get("Title"),
        "Description": row.get("Description"),
        "Kind": row.get("Type"),
        "MapYear": row.get("MapYear"),
        "ReleasePolicy": None,
    }


def _member(index: int, member: Record) -> Record:
    return {
        "Identifier": str(member["Key"]).strip(),
        "Index": index,
        "Title": member.get("Title"),
        "Description": member.get("Description"),
        "DimensionGroupId": None,
    }
