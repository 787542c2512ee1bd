"""Conditions of ``$filter`` that clients of statistics write: ``eq`` with and, or and parentheses.

Anything else is refused aloud, since a stand-in that skips it would hide what a service refuses.
"""

import re

import pandas as pd

_TOKEN = re.compile(r"\s*(\(|\)|'(?:[^']|'')*'|[A-Za-z_]\w*|\S)")


class FilterError(ValueError):
    """The condition cannot be evaluated; the message is sent to the client (status 400)."""


def matching(rows: pd.DataFrame, text: str) -> pd.Series:
    """Return for each row whether the condition holds.

    Text is compared exactly: a key must be padded in it, as at the real service. ``and`` binds
    closer than ``or``.

    Raises:
        FilterError: If a column does not exist or the condition is another one.
    """
    return _Condition(rows, text).evaluate()


class _Condition:
    """A reader of one condition, from left to right."""

    def __init__(self, rows: pd.DataFrame, text: str) -> None:
        self._rows = rows
        self._text = text
        self._tokens = _TOKEN.findall(text)
        self._place = 0

    def evaluate(self) -> pd.Series:
        found = self._either()
        if self._place < len(self._tokens):
            raise self._refusal()
        return found

    def _either(self) -> pd.Series:
        found = self._both()
        while self._take("or"):
            found = found | self._both()
        return found

    def _both(self) -> pd.Series:
        found = self._one()
        while self._take("and"):
            found = found & self._one()
        return found

    def _one(self) -> pd.Series:
        if self._take("("):
            found = self._either()
            if not self._take(")"):
                raise self._refusal()
            return found
        name, comparison, value = [*self._tokens[self._place : self._place + 3], "", "", ""][:3]
        if comparison != "eq" or not value.startswith("'") or len(value) == 1:
            raise self._refusal()
        if name not in self._rows.columns:
            raise FilterError(f"Could not find a property named '{name}'.")
        self._place += 3
        wanted = value[1:-1].replace("''", "'")
        same: pd.Series = self._rows[name].astype("string").fillna("").eq(wanted).astype(bool)
        return same

    def _take(self, token: str) -> bool:
        found = self._place < len(self._tokens) and self._tokens[self._place] == token
        self._place += found
        return found

    def _refusal(self) -> FilterError:
        return FilterError(f"Filter '{self._text}' is not supported: only Column eq 'value'.")
