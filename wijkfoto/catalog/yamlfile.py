"""Reads one YAML file safely into a typed value, with file and place in every fault.

What the values mean is for the models; which files there are, for the callers.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from wijkfoto.catalog.lines import line_of
from wijkfoto.errors import CatalogError

T = TypeVar("T")

MOST_VALUES = 100_000
"""Most values that a file may unfold to; the largest of ours holds some thousands."""


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML is untyped until a model reads it
    """Read one YAML file safely; a key that stands twice is an error, not the last that counts.

    Raises:
        CatalogError: If the file cannot be read or parsed; the message holds line and column.
    """
    try:
        return _loaded(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogError(str(error), where=place(path), next_step="Mend the YAML.") from error
    except OSError as error:
        raise CatalogError(
            "The file cannot be read.", where=str(path), next_step="Check that it is there."
        ) from error


def _loaded(text: str) -> Any:  # noqa: ANN401 - YAML is untyped until a model reads it
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _size(node, {})
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """Count the values that a node unfolds to; an alias counts each time it is used.

    A few lines in which each names the one before twice unfold to more than a machine holds.
    """
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = MOST_VALUES + 1  # found again below itself, it has no end
    parts: list[yaml.Node] = []
    if isinstance(node, yaml.SequenceNode):
        parts = node.value
    elif isinstance(node, yaml.MappingNode):
        parts = [part for pair in node.value for part in pair]
    total = 1 + sum(_size(part, known) for part in parts)
    if total > MOST_VALUES:
        raise yaml.constructor.ConstructorError(
            None, None, f"unfolds to more than {MOST_VALUES} values", node.start_mark
        )
    known[id(node)] = total
    return total


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, without its habit of letting the second of two equal keys win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Read a mapping whose own keys differ; keys merged in with `<<` may be overridden."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key.value}' stands twice", key.start_mark
                )
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def place(path: Path) -> str:
    """Name a file with its folder: three contracts are called region.yml."""
    return f"{path.parent.name}/{path.name}"


def parse_yaml(kind: type[T], path: Path) -> T:
    """Read a YAML file into a typed value.

    Raises:
        CatalogError: With every fault of the file, each with its place.
    """
    raw = read_yaml(path)
    try:
        return TypeAdapter(kind).validate_python(raw)
    except ValidationError as error:
        faults = "; ".join(
            f"{text} (line {line_of(path, loc) or 1})" for loc, text in told(raw, error)
        )
        raise CatalogError(
            f"{faults}.", where=place(path), next_step="Mend these entries."
        ) from error


def told(raw: object, error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Return each fault of a file: its place, and its name with what is wrong."""
    return [
        (e["loc"], f"{'.'.join(_named(raw, list(e['loc'])))}: {e['msg']}") for e in error.errors()
    ]


def _named(raw: object, loc: list[str | int]) -> list[str]:
    """Name an entry of a list by its id, where it has one, instead of by its number."""
    first = loc[0] if loc else ""
    entry = raw[first] if isinstance(raw, list) and isinstance(first, int) else None
    fields = entry.items() if isinstance(entry, dict) else ()
    ids = [str(value) for key, value in fields if str(key).endswith("_id")]
    return [*ids[:1], *map(str, loc[1:])] if ids else list(map(str, loc))
