"""The part of the OData v3 query language that CBS clients use: which rows, columns and page.

Unknown or doubled options are refused aloud, since a stand-in that ignores them hides faults.
"""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import parse_qsl, quote

import pandas as pd

from wijkfoto.sample.odata_filter import FilterError, matching

_OPTIONS = frozenset({"$format", "$skip", "$top", "$select", "$filter"})


class QueryError(ValueError):
    """The query string cannot be answered; the message is sent to the client (status 400)."""


@dataclass(frozen=True)
class Query:
    """One parsed query string; rows are counted from 0 after filtering."""

    json: bool = False
    skip: int = 0
    top: int | None = None
    select: tuple[str, ...] = ()
    filter: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a query string, without its question mark.

        Raises:
            QueryError: On a doubled or unknown option, or a number that is none.
        """
        found: dict[str, str] = {}
        for name, value in parse_qsl(text, keep_blank_values=True):
            if name in found:
                raise QueryError(f"Query option '{name}' was specified more than once.")
            if name.startswith("$") and name not in _OPTIONS:
                raise QueryError(f"Query option '{name}' is not supported.")
            found[name] = value
        if found.get("$format", "json") != "json":
            raise QueryError("Only $format=json is supported.")
        names = tuple(part.strip() for part in found.get("$select", "").split(",") if part.strip())
        return cls(
            json="$format" in found,
            skip=_number(found, "$skip") or 0,
            top=_number(found, "$top"),
            select=names,
            filter=found.get("$filter", ""),
        )

    def next_page(self, size: int) -> "Query":
        """Return the query of the page after this one, when a page holds ``size`` rows."""
        left = None if self.top is None else self.top - size
        return replace(self, skip=self.skip + size, top=left, json=True)

    def text(self) -> str:
        """Return the query string, as the service puts it in a next link."""
        parts = [("$format", "json")] if self.json else []
        if self.filter:
            parts.append(("$filter", self.filter))
        if self.select:
            parts.append(("$select", ",".join(self.select)))
        if self.top is not None:
            parts.append(("$top", str(self.top)))
        if self.skip:
            parts.append(("$skip", str(self.skip)))
        return "&".join(f"{name}={quote(value, safe=',')}" for name, value in parts)


def narrow(rows: pd.DataFrame, query: Query) -> pd.DataFrame:
    """Return the rows and columns that ``$filter`` and ``$select`` leave, not yet paged.

    A filter compares text exactly: a key must be padded to 10 in it, as at the real service.

    Raises:
        QueryError: If a column does not exist or the filter is more than ``eq`` with and/or.
    """
    if query.filter:
        try:
            rows = rows[matching(rows, query.filter)]
        except FilterError as error:
            raise QueryError(str(error)) from error
    if not query.select:
        return rows
    _require(rows, query.select)
    return rows[list(query.select)]


def _require(rows: pd.DataFrame, names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in rows.columns]
    if missing:
        raise QueryError(f"Could not find a property named '{missing[0]}'.")


def _number(found: dict[str, str], name: str) -> int | None:
    text = found.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise QueryError(f"Incorrect format for {name}: '{text}'.")
    return int(text)
