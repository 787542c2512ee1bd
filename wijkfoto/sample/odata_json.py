"""How a table becomes OData v3 JSON: one value, one record, one page of a data set.

Nothing here knows of HTTP, of addresses or of what the figures mean.
"""

import json
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

UNTYPED_WIDTH = 8
"""Width to which the real service right-aligns a figure in UntypedDataSet, in characters."""

MISSING_UNTYPED = ".".rjust(UNTYPED_WIDTH)
"""What UntypedDataSet holds where TypedDataSet holds null."""

WHOLE_NUMBERS = frozenset({"Long", "Integer", "Int", "Short"})
"""Datatypes in DataProperties that the service writes without a decimal point."""


def literal(value: object) -> str:
    """Return the JSON text of one value; NaN, NaT and NA become ``null``."""
    return json.dumps(_plain(value), ensure_ascii=False)


def record(row: Mapping[str, object]) -> str:
    """Return the JSON text of one metadata record, keys in the order given.

    Metadata holds no fractions: a number that became 3.0 beside a missing one is 3 again.
    """
    parts = (f"{literal(key)}:{_typed(value, whole=True)}" for key, value in row.items())
    return "{" + ",".join(parts) + "}"


def page(rows: pd.DataFrame, datatypes: Mapping[str, str], *, typed: bool) -> list[str]:
    """Return the JSON text of each row of a data set.

    Each column is turned into text once per distinct value and then spread over the rows:
    published figures are rounded, so a page of 10,000 rows holds few distinct values a column.

    Args:
        rows: The rows of this page, columns in the order of the service.
        datatypes: ``Datatype`` of each column as DataProperties gives it; may lack columns.
        typed: True for TypedDataSet, False for UntypedDataSet (every figure is padded text).

    Returns:
        One text per row.
    """
    if not len(rows.columns):
        return ["{}"] * len(rows)
    fragments = [
        _column(str(name), rows[name], datatypes.get(str(name), ""), typed=typed)
        for name in rows.columns
    ]
    return ["{" + ",".join(parts) + "}" for parts in zip(*fragments, strict=True)]


def _column(name: str, values: pd.Series, datatype: str, *, typed: bool) -> Sequence[str]:
    codes, distinct = distinct_values(values)
    whole = datatype in WHOLE_NUMBERS
    write = _typed if typed or name == "ID" else _untyped
    key = literal(name) + ":"
    texts = [key + write(value, whole=whole) for value in distinct]
    texts.append(key + (write(None, whole=whole)))  # code -1, missing, picks the last one
    spread: list[str] = np.array(texts, dtype=object)[codes].tolist()
    return spread


def distinct_values(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return for each value which of the distinct ones it is (-1: missing), and these.

    A 32-bit float stays one, so that it can be written as its shortest decimal.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    return codes, np.asarray(distinct)


def _typed(value: object, *, whole: bool) -> str:
    plain = _plain(value)
    if whole and isinstance(plain, float) and plain.is_integer():
        plain = int(plain)
    return json.dumps(plain, ensure_ascii=False)


def _untyped(value: object, *, whole: bool) -> str:
    plain = _plain(value)
    if plain is None:
        return json.dumps(MISSING_UNTYPED)
    if isinstance(plain, str):
        return json.dumps(plain, ensure_ascii=False)
    # A whole number in a Double column stands as "32" in the untyped set, not as "32.0".
    as_int = isinstance(plain, float) and plain.is_integer()
    text = _typed(int(plain) if as_int and isinstance(plain, float) else plain, whole=whole)
    return json.dumps(text.rjust(UNTYPED_WIDTH))


def _plain(value: object) -> str | int | float | bool | None:
    """Return the nearest value that JSON has a word for."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.floating):
        # The shortest decimal of a 32-bit float is what the service sent: 7888.2, not 7888.2001953.
        value = float(str(value))
    elif isinstance(value, np.integer | np.bool_):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) else str(value)
