"""Keeping a made table in a snapshot store as a fetch would, without a service.

What is in the table is for each test to say.
"""

import json
from typing import Any

from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore

Record = dict[str, Any]

_CONTEXT = {"TypedDataSet": "odata.metadata", "Observations": "@odata.context"}
"""Key before the rows of a page, by set: that of v3 and that of v4."""


def keep_table(
    store: SnapshotStore,
    place: tuple[str, str],
    properties: list[Record],
    members: list[Record],
    pages: list[list[Record]],
    *,
    data_set: str = "TypedDataSet",
    row_count: int | None = None,
) -> Snapshot:
    """Keep a kerncijfers table of 2020; row_count is that of its pages unless it is given.

    Args:
        store: The store.
        place: Shelf and table id.
        properties: Its DataProperties.
        members: Its dimension WijkenEnBuurten.
        pages: Rows of each page.
        data_set: Name of the set that the pages are of.
        row_count: Rows that the manifest speaks of.
    """
    shelf, table_id = place
    described = {
        "source_id": "cbs_kwb", "table_id": table_id, "title": "t", "period": "2020",
        "modified": "2021-03-26T00:00:00+01:00", "url": "u", "licence": "l", "attribution": "a",
        "is_fictief": False,
        "row_count": sum(map(len, pages)) if row_count is None else row_count,
    }  # fmt: skip
    with store.draft(shelf, table_id) as draft:
        draft.add_json("DataProperties.json", properties)
        draft.add_json("WijkenEnBuurten.json", members)
        for number, rows in enumerate(pages, start=1):
            body = json.dumps({_CONTEXT[data_set]: "x", "value": rows}).encode()
            draft.add(f"{data_set}-{number:05d}.json.gz", body)
        return store.keep(draft, shelf, described)
