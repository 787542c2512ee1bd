"""How the service describes a made table: its TableInfos record, dimensions and members.

Which tables there are, and their rows, is decided elsewhere.
"""

import pandas as pd

from wijkfoto.sample.properties import Row

TITLE_MARK = "FICTIEF "
"""Start of the title of every made table; pages made from such a table say that it is made up."""

SOURCE = "FICTIEF: bedacht, geen cijfers van CBS of RIVM"


def table_info(table_id: str, title: str, years: str, changed: str, rows: pd.DataFrame) -> Row:
    """Return the TableInfos record.

    Args:
        table_id: Identifier.
        title: Title, to which the mark of what is made up is added.
        years: Its Period.
        changed: Day of its last change, as 2021-09-30.
        rows: Its rows, which are counted.
    """
    modified = f"{changed}T02:00:00"
    return {
        "ID": 0,
        "Title": TITLE_MARK + title,
        "ShortTitle": TITLE_MARK + title,
        "Identifier": table_id,
        "Summary": "Bedachte cijfers over een land dat niet bestaat",
        "Modified": modified,
        "MetaDataModified": modified,
        "ReasonDelivery": "Nieuw",
        "ExplanatoryText": "",
        "OutputStatus": "Regulier",
        "Source": SOURCE,
        "Language": "nl",
        "Catalog": "FICTIEF",
        "Frequency": "Eenmalig",
        "Period": years,
        "ShortDescription": "Alles in deze tabel is bedacht, om de wijkfoto te laten zien.",
        "RecordCount": len(rows),
        "ColumnCount": len(rows.columns),
    }


def regions_row(year: int) -> Row:
    """Return the DataProperties row of WijkenEnBuurten on the boundaries of a year."""
    return dimension_row("GeoDetail", "WijkenEnBuurten", "Wijken en buurten") | {"MapYear": year}


def dimension_row(kind: str, key: str, title: str) -> Row:
    """Return the DataProperties row of a dimension, without its place."""
    return {"Type": kind, "Key": key, "Title": title, "Description": ""}


def year_member(year: int) -> Row:
    """Return the member of a whole year."""
    return member(f"{year}JJ00", str(year)) | {"Status": "Definitief"}


def member(key: str, title: str) -> Row:
    """Return one row of a dimension."""
    return {"Key": key, "Title": title, "Description": ""}
