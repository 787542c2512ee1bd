"""Reading the rows of a JSON page out of a stream, a few at a time.

Knows that a page is an object with a list `value`; what the rows mean, and where the bytes come
from and go to, is for the caller.
"""

import codecs
import json
import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

Row = dict[str, Any]
R = TypeVar("R")

BATCH = 1 << 17
"""Bytes that are gathered before rows are read: about 35 rows of the widest table."""

LONGEST = 1 << 20
"""Most bytes of one row, and of what stands around the rows; a row of 118 columns takes 4,000."""

_BEGIN = re.compile(rb'"value"\s*:\s*\[')
_BETWEEN = re.compile(r"[ \t\r\n]*(,?)[ \t\r\n]*")


class NotRowsError(Exception):
    """The bytes are whole JSON, but no object with a list of rows."""


class NotJsonError(Exception):
    """The bytes are no JSON, or end too soon; `start` is how they begin."""

    def __init__(self, start: bytes) -> None:
        """Keep how the bytes begin, so that a caller can say what came instead."""
        self.start = start
        super().__init__("no whole JSON")


class RowReader(Generic[R]):
    """Takes the bytes of one page piece by piece, and gives the rows that are whole.

    Example:
        >>> reader = RowReader(dict)
        >>> rows = [row for piece in (b'{"value":[{"ID":', b'0}]}') for row in reader.feed(piece)]
        >>> rows + list(reader.finish())
        [{'ID': 0}]
    """

    def __init__(self, kind: type[R], *, decimal: Callable[[str], Any] | None = None) -> None:
        """Wait for the first byte.

        Args:
            kind: What a row is read into: dict, or a msgspec struct of the keys that are wanted,
                which is quicker and smaller. Its fields take any value, so that only what is no
                object does not fit.
            decimal: What a number with a point or an exponent becomes in a field whose type is Any;
                a float if not said.
        """
        rows = msgspec.json.Decoder(list[kind], float_hook=decimal)  # type: ignore[valid-type]
        self._read: Callable[[str | bytes], list[R]] = rows.decode
        self._head: bytes | None = None
        self._buffer = bytearray()
        self._start = b""
        self._ended = False
        self._at_first = True
        self.envelope: Row = {}

    def feed(self, piece: bytes) -> list[R]:
        """Take a piece and return the rows that it completes; few pieces complete any.

        Raises:
            NotJsonError: If what came cannot be the begin of a page.
            NotRowsError: If there are values in the list that are no rows.
        """
        if len(self._start) < 200:
            self._start += piece[:200]
        self._buffer += piece
        if self._head is None and not self._find_begin():
            return self._within_bounds([])
        if self._ended or len(self._buffer) < BATCH:
            return self._within_bounds([])
        return self._within_bounds(self._quick() or self._one_by_one())

    def finish(self) -> list[R]:
        """Return the last rows, once all bytes came; `envelope` holds what stood around them.

        Raises:
            NotJsonError: If the page is not whole.
            NotRowsError: If it is whole but holds no rows.
        """
        rows = [] if self._head is None or self._ended else self._one_by_one()
        if self._head is not None and not self._ended:
            raise NotJsonError(self._start)
        around = self._buffer if self._head is None else self._head + b"]" + self._buffer
        try:
            parsed = msgspec.json.decode(bytes(around).removeprefix(codecs.BOM_UTF8))
        except (ValueError, RecursionError) as error:
            raise NotJsonError(self._start) from error
        if not isinstance(parsed, dict):
            raise NotRowsError(f"a JSON {type(parsed).__name__} came instead of an object")
        if self._head is None or parsed.pop("value", None) != []:
            raise NotRowsError("The answer holds no rows (no 'value').")
        self.envelope = parsed
        return rows

    def _find_begin(self) -> bool:
        found = _BEGIN.search(self._buffer)
        if found is None:
            return False
        self._head = bytes(self._buffer[: found.end()])
        del self._buffer[: found.end()]
        return True

    def _within_bounds(self, rows: list[R]) -> list[R]:
        """Refuse to gather for ever: what is left is at most the begin of one row."""
        if len(self._buffer) > LONGEST:
            raise NotJsonError(self._start)
        return rows

    def _quick(self) -> list[R]:
        """Read all rows up to the last one that seems to end; nothing where it only seems so.

        A list that parses as a whole ends where a row ends: no brace in a text can deceive it.
        """
        end = self._buffer.rfind(b"},") + 1
        begin = 0 if self._at_first else self._buffer.find(b",") + 1
        if end <= begin or self._buffer[:begin].strip(b" \t\r\n,"):
            return []
        with memoryview(self._buffer) as view:
            whole = b"".join((b"[", view[begin:end], b"]"))
        try:
            # The decoder does not look into texts that are not wanted: only ASCII is right as such.
            rows = self._rows(whole if whole.isascii() else whole.decode())
        except (ValueError, RecursionError):
            return []
        del self._buffer[:end]
        self._at_first = False
        return rows

    def _rows(self, text: str | bytes) -> list[R]:
        """Read a list of rows.

        Raises:
            NotRowsError: If one is no object.
            ValueError: If it is no JSON.
        """
        try:
            return self._read(text)
        except msgspec.ValidationError as error:
            raise NotRowsError(
                "The answer holds no rows: there are values in 'value' that are none."
            ) from error

    def _one_by_one(self) -> list[R]:
        """Read row after row, up to the end of the list or of what came."""
        try:
            # Without `final`, a character of which a part came is left for later.
            text = codecs.getincrementaldecoder("utf-8")().decode(self._buffer)
        except ValueError as error:
            raise NotJsonError(self._start) from error
        first, last, place = -1, 0, 0
        while not self._ended:
            comma, here = _next_value(text, place)
            if here == len(text):
                break
            if text[here] == "]" and not comma:
                self._ended = True
                place = here + 1
            elif comma is self._at_first:
                raise NotJsonError(self._start)
            else:
                try:
                    _, place = _DECODER.raw_decode(text, here)
                except RecursionError as error:
                    raise NotJsonError(self._start) from error
                except ValueError:  # the rest of this row may still come
                    break
                first, last = here if first < 0 else first, place
                self._at_first = False
        del self._buffer[: len(text[:place].encode())]
        return self._rows(f"[{text[first:last]}]") if first >= 0 else []


def _next_value(text: str, place: int) -> tuple[bool, int]:
    """Say whether a comma stands before what comes after `place`, and where that begins."""
    between = _BETWEEN.match(text, place)
    return (bool(between[1]), between.end()) if between else (False, place)


def _no_number(name: str) -> float:
    """Refuse NaN and Infinity, which Python reads and which are no JSON."""
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_number)
