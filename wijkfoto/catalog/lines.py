"""Finds the line of a place in a YAML file, so that a fault can say where it is.

A place is a path of keys, numbers of entries, or ids of entries; values are not looked at.
"""

from collections.abc import Sequence
from pathlib import Path

import yaml

Place = Sequence[str | int]


def line_of(path: Path, at: Place) -> int | None:
    """Return the line of the deepest part of a place that the file holds, counted from 1.

    An entry of a list is named by its number, or by what stands behind its key that ends in _id.

    Returns:
        None where not even the first part is there, or where the file cannot be read as YAML.
    """
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return None
    found = None
    for part in at:
        step = _below(node, part)
        if step is None:
            break
        found, node = step
    return found if at else 1


def _below(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            if part in (number, _id_of(entry)):
                return entry.start_mark.line + 1, entry
    return None


def _id_of(entry: yaml.Node) -> str | None:
    if not isinstance(entry, yaml.MappingNode):
        return None
    ids = (str(value.value) for key, value in entry.value if str(key.value).endswith("_id"))
    return next(ids, None)
