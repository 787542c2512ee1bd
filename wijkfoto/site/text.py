"""The wording of the site: finds a text by its name and fills in what it needs.

All reader text stands in reports/text; here it is only looked up, escaped and filled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from wijkfoto.errors import CatalogError
from wijkfoto.resources import shelf


@dataclass(frozen=True)
class Texts:
    """Every text by its name: file, then the keys inside it, joined by points."""

    tree: Mapping[str, Any]

    def node(self, name: str) -> Any:  # noqa: ANN401 - YAML: a text, a list or a map
        """Return what stands under a name.

        Raises:
            CatalogError: If nothing does.
        """
        if name not in self._nodes:
            raise CatalogError(
                f"There is no text '{name}'.",
                where="reports/text",
                next_step="Add it to the YAML file of its first part.",
            )
        return self._nodes[name]

    @cached_property
    def _nodes(self) -> dict[str, Any]:
        """Everything by its whole name, laid out once: a page asks a thousand texts."""
        return dict(_named(self.tree))

    def get(self, name: str) -> str:
        """Return one text as it stands."""
        return str(self.node(name)).strip()

    def items(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(str(item).strip() for item in self.node(name))

    def has(self, name: str) -> bool:
        """Say whether a name holds something."""
        return name in self._nodes

    def fill(self, name: str, **values: object) -> Markup:
        """Return a text with its places filled; values are escaped, numbers keep their link."""
        # The template is ours (reports/text); Markup.format escapes every value.
        return Markup(self.get(name)).format(**values)  # noqa: S704

    def name(self, kind: str, key: str) -> str:
        """Return the name of an id, or the id in plain letters when it has none yet."""
        full = f"namen.{kind}.{key}"
        return self.get(full) if self.has(full) else key.replace("_", " ")


def _named(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Name every node below a map by the keys that lead to it."""
    for key, node in tree.items():
        name = f"{above}{key}"
        yield name, node
        if isinstance(node, Mapping):
            yield from _named(node, f"{name}.")


def read_texts(folder: Path) -> Texts:
    """Read every YAML file of a folder.

    Raises:
        CatalogError: If a file cannot be parsed.
    """
    tree: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            tree[path.stem] = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise CatalogError(str(error), where=path.name, next_step="Mend the YAML.") from error
    return Texts(tree)


@cache
def shipped_texts() -> Texts:
    """Return the texts that ship with the package, read once."""
    return read_texts(shelf("reports") / "text")
