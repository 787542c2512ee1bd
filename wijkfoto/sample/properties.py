"""DataProperties rows: how the service describes the dimensions, groups and columns of a table.

Which columns there are, and their figures, is decided per table elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Row = dict[str, object]


@dataclass(frozen=True)
class Column:
    """One Topic of a table.

    Attributes:
        position: Place among the topics, from 1; also the suffix of the key.
        group: Titles of the topic groups above it, outermost first.
        stem: Key without suffix.
        title: Title as shown.
        unit: Unit as shown.
        datatype: String, Long or Double.
    """

    position: int
    group: tuple[str, ...]
    stem: str
    title: str
    unit: str
    datatype: str

    @property
    def key(self) -> str:
        """Return the name of the column in TypedDataSet."""
        return f"{self.stem}_{self.position}"


def properties(dimensions: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """Return the rows of DataProperties: dimensions first, each group before its first topic."""
    rows: list[Row] = [
        {"odata.type": f"Cbs.OData.{row['Type']}", "ID": place, "Position": place, "ParentID": None}
        | row
        for place, row in enumerate(dimensions)
    ]
    groups: dict[tuple[str, ...], int] = {}
    for column in columns:
        for depth in range(1, len(column.group) + 1):
            path = column.group[:depth]
            if path not in groups:
                groups[path] = len(rows)
                rows.append(_group_row(len(rows), groups.get(path[:-1]), path[-1]))
        place = len(dimensions) + column.position - 1
        rows.append(_topic_row(len(rows), place, groups.get(column.group), column))
    return rows


def _group_row(number: int, parent: int | None, title: str) -> Row:
    return {
        "odata.type": "Cbs.OData.TopicGroup",
        "ID": number,
        "Position": None,
        "ParentID": parent,
        "Type": "TopicGroup",
        "Key": "",
        "Title": title,
        "Description": "",
    }


def _topic_row(number: int, place: int, parent: int | None, column: Column) -> Row:
    return {
        "odata.type": "Cbs.OData.Topic",
        "ID": number,
        "Position": place,
        "ParentID": parent,
        "Type": "Topic",
        "Key": column.key,
        "Title": column.title,
        "Description": f"Bedacht cijfer: {column.title}.",
        "Datatype": column.datatype,
        "Unit": column.unit,
        "Decimals": 1 if column.datatype == "Double" else 0,
        "Default": "Impossible",
        "PresentationType": "",
    }
