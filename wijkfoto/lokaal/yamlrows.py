"""A YAML form as rows: lists of mappings under the name of a form, each value as it was written.

Values stay text, with their line: YAML itself would make a date of `2026-03-01`.
"""

from dataclasses import dataclass

import yaml

from wijkfoto.lokaal.faults import LocalError

MOST_ROWS = 10_000


@dataclass(frozen=True)
class YamlRow:
    """One entry: its line, and each value with its own line."""

    line: int
    values: dict[str, tuple[str, int]]


def yaml_rows(text: str, where: str) -> dict[str, list[YamlRow]]:
    """Return the entries by the name of the form they stand under.

    Raises:
        LocalError: If it is no mapping of lists of entries.
        yaml.YAMLError: If it is no YAML.
    """
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
    finally:
        loader.dispose()
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise _shape(where, node)
    found: dict[str, list[YamlRow]] = {}
    for key, part in node.value:
        if str(key.value) in found:
            raise LocalError(
                "The same form stands here twice; only one of them would be read.",
                where=f"{where}, line {key.start_mark.line + 1}",
                next_step="Put all entries under one name.",
            )
        if isinstance(part, yaml.ScalarNode) and part.value in ("", "[]", "~", "null"):
            found[str(key.value)] = []
            continue
        if not isinstance(part, yaml.SequenceNode) or len(part.value) > MOST_ROWS:
            raise _shape(where, part)
        found[str(key.value)] = [_row(entry, where) for entry in part.value]
    return found


def _row(node: yaml.Node, where: str) -> YamlRow:
    if not isinstance(node, yaml.MappingNode):
        raise _shape(where, node)
    values: dict[str, tuple[str, int]] = {}
    for key, value in node.value:
        if not isinstance(value, yaml.ScalarNode) or not isinstance(key, yaml.ScalarNode):
            raise _shape(where, value)
        if key.value in values:
            raise LocalError(
                "A name stands twice in one entry.",
                where=f"{where}, line {key.start_mark.line + 1}",
                next_step="Keep one of the two.",
            )
        is_null = value.tag == "tag:yaml.org,2002:null"
        values[key.value] = ("" if is_null else value.value, value.start_mark.line + 1)
    return YamlRow(node.start_mark.line + 1, values)


def _shape(where: str, node: yaml.Node) -> LocalError:
    return LocalError(
        "Here stands no list of entries with a value behind each name.",
        where=f"{where}, line {node.start_mark.line + 1}",
        next_step="Write it as in the example: the name of the form, then `- wijk: ...`.",
    )
