"""Putting a file of the site in place: whole, by a rename, and only when it says something new.

Nothing is made here; who makes pages and data hands over their bytes.
"""

from pathlib import Path


def put(path: Path, content: bytes) -> int:
    """Put a file in place by a rename, and leave one that holds the same as it is.

    Args:
        path: Where it belongs; its folder is made.
        content: What it holds.

    Returns:
        Its bytes.
    """
    if not (path.is_file() and path.read_bytes() == content):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f"{path.suffix}.part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return len(content)
