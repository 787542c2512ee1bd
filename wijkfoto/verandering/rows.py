"""The rows of a comparison, and how they become a table."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

import pandas as pd

from wijkfoto.verandering.cause import Cause, in_order, only


@dataclass(frozen=True)
class Change:
    """One class, status or advice that changed; columns of the table `change` but edition_id.

    Attributes:
        was: What it was; None when there was none.
        nu: What it is; None when it is gone.
        was_waarde: The same as a number, in FTE, where it is one.
        oorzaak: Its cause.
        getoond: The causes of which a ground touches this row, as a JSON list in the fixed order.
    """

    gemeente_code: str
    kind: str
    area_code: str
    item_id: str
    was: str | None
    nu: str | None
    was_waarde: float | None
    nu_waarde: float | None
    oorzaak: str
    getoond: str

    @classmethod
    def of(
        cls,
        gemeente: str,
        kind: str,
        area: str,
        item: str,
        was_nu: tuple[str | None, str | None],
        shown: Iterable[Cause],
        cause: Cause | None = None,
        values: tuple[float | None, float | None] = (None, None),
    ) -> "Change":
        """Return a change; without a cause of its own, the only one that was shown is its cause."""
        found = in_order(shown)
        why = only(found) if cause is None else cause
        listed = json.dumps([str(each) for each in found])
        return cls(gemeente, kind, area, item, *was_nu, *values, str(why), listed)

    def key(self) -> tuple[str, str, str, str]:
        """Return what the rows are ordered by."""
        return self.gemeente_code, self.kind, self.area_code, self.item_id

    @property
    def shown(self) -> tuple[str, ...]:
        """The causes of which a ground touches this row."""
        return tuple(json.loads(self.getoond))


def frame_of(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    """Return rows of one dataclass as a table, also when there are none."""
    names = [f.name for f in fields(kind)]
    return pd.DataFrame([astuple(row) for row in rows], columns=names)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by column."""
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def text_of(value: object) -> str | None:
    """Return a cell as text; None where it is missing."""
    return None if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]
