"""The logo of a gemeente: a PNG of a fair size, without anything in it but the picture.

Drawings (SVG) are refused: they can hold scripts and addresses.
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.errors import ConfigError

LOGO = "logo.png"
LARGEST = 200_000
"""Bytes of the file."""
WIDEST, HIGHEST = 1600, 800
"""Pixels; the page shows it 32 pixels high, so this is ample for print."""

_START = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"IDAT", b"IEND")
"""Chunks that make the picture; texts, places and moments are left out."""


@dataclass(frozen=True)
class Logo:
    """A logo: its bytes, and its size in pixels."""

    content: bytes
    width: int
    height: int


def read_logo(path: Path | None) -> Logo | None:
    """Return the logo without what is not its picture; None without one.

    Raises:
        ConfigError: If the file is no PNG, is broken, or is too large.
    """
    if path is None:
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise _refused(path, f"The logo is larger than {LARGEST} bytes.")
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"The logo cannot be read ({error.strerror}).") from error
    if not content.startswith(_START):
        raise _refused(path, "The logo is not a PNG.")
    try:
        chunks = _chunks(content)
        width, height = struct.unpack(">II", chunks[0][1][:8])
    except (struct.error, zlib.error, IndexError, ValueError) as error:
        raise _refused(path, f"The logo is a broken PNG ({error}).") from error
    if not (0 < width <= WIDEST and 0 < height <= HIGHEST):
        raise _refused(path, f"The logo is {width} by {height}, at most {WIDEST} by {HIGHEST} fit.")
    return Logo(_START + b"".join(_written(*chunk) for chunk in chunks), width, height)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks of the picture, in order, each checked by its sum."""
    found, at = [], len(_START)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (told,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(kind + body) != told:
            raise ValueError(f"the sum of {kind!r} is wrong")
        if kind in _KEPT:
            found.append((kind, body))
        at += 12 + length
        if kind == b"IEND":
            break
    if found[0][0] != b"IHDR":
        raise ValueError("it does not start with IHDR")
    return found


def _written(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _refused(path: Path, why: str) -> ConfigError:
    return ConfigError(why, where=str(path), next_step="Give `[site] logo` a PNG, or leave it out.")
