"""What an edition keeps of what decided it: definitions, norms, rules and settings, one by one.

The id of an edition is one hash of them all and cannot tell which of them changed. Words are left
out, since they change no figure; of the forms of the gemeente only one hash of what is told is
kept, of its survey nothing.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.catalog.yamlfile import read_yaml
from wijkfoto.resources import shelf
from wijkfoto.settings import Settings

COLUMNS = ("kind", "item_id", "value")

RULES = (
    "norms.yaml",
    "form_rules.yaml",
    "procurement_rules.yaml",
    "disciplines.yaml",
    "products.yaml",
    "use.yaml",
)
"""Files of the catalog that a class or advice rests on, beside the four of `catalog.load`."""

WORDS = frozenset(
    {"naam", "kort", "bron", "datum", "status", "uitleg", "omschrijving", "tekst", "teksten",
     "description", "warning", "reden", "meer", "minder", "eenheid", "decimalen", "risico",
     "ijkpunten"}
)  # fmt: skip
"""Keys in those files whose values are read by people alone."""

SHORT = 60
"""Signs up to which a value is kept as it is, so that a reader sees what it was."""

SETTINGS = {
    "inkoop": ("arrangementen",),
    "privacy": ("min_cel", "min_n"),
    "profile": ("draws", "seed"),
    "team": ("modus", "fte_total", "formatie", "werkgever"),
}
"""Settings that a class or an advice rests on, or what of it is shown."""


def edition_parts(
    catalog: Catalog,
    folder: Path,
    settings: Settings,
    forms: str | None = None,
    own: Sequence[str] = (),
) -> pd.DataFrame:
    """Return what decides the classes and the advice of an edition, part by part.

    Args:
        catalog: Indicators, domains and numbers of the method.
        folder: Folder of the catalog, for the rules of the advice.
        settings: Settings of the run.
        forms: Hash of what is told of the forms of the gemeente; None without forms.
        own: Name and hash of each file with norms or rules of the gemeente, with a space between.

    Returns:
        Columns of `COLUMNS`, in order: kind (indicator, domein, norm, regel, instelling, bestand,
        invoer, sql), its id, and its value: a number or a word where it is one, else a hash.
    """
    rows = [
        *_definitions(catalog),
        *(("norm", name, _written(norm.waarde)) for name, norm in catalog.method.items()),
        *(row for name in RULES for row in _rules(folder / name)),
        *(_own_file(line) for line in own),
        *_settings(settings),
        *([("invoer", "formulieren", forms[:12])] if forms else []),
        ("sql", "sql", _sql_sha256()),
    ]
    return pd.DataFrame(sorted(rows), columns=list(COLUMNS))


def _definitions(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    words = {"naam", "description", "warning"}
    for name, indicator in catalog.indicators.items():
        yield "indicator", name, _hash(indicator.model_dump(mode="json", exclude=words))
    for name, domain in catalog.domains.items():
        yield "domein", name, _hash(domain.model_dump(mode="json", exclude={"naam", "kort"}))


def _rules(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each entry of a file of rules: under its key, or under its place in a list."""
    content = read_yaml(path)
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    for key, entry in entries:
        if key in WORDS:
            continue
        value = _written(_without_words(entry))
        short = value if len(value) <= SHORT else _hash(value)
        yield "regel", f"{path.stem}/{_id_of(entry) or key}", short


def _own_file(line: str) -> tuple[str, str, str]:
    """Return a file of the gemeente: its name is one of ours, its hash is told as the others."""
    name, _, sha256 = line.partition(" ")
    return "regel", f"advies.map/{name}", sha256[:12]


def _id_of(entry: object) -> str:
    """Return the id of an entry of a list: what its first key that ends in _id holds."""
    if not isinstance(entry, dict):
        return ""
    first = next(iter(entry), "")
    return str(entry[first]) if str(first).endswith("_id") else ""


def _without_words(node: object) -> Any:  # noqa: ANN401 - any node of a YAML file
    if isinstance(node, dict):
        return {k: _without_words(v) for k, v in node.items() if k not in WORDS}
    return [_without_words(v) for v in node] if isinstance(node, list) else node


def _settings(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for section, names in SETTINGS.items():
        for name in names:
            value = getattr(getattr(settings, section), name)
            yield "instelling", f"{section}.{name}", _written(value)
    for path in settings.local_files():
        # Its name is a path of the machine; what it holds was read when the id was made.
        yield "bestand", "team.gebieden", hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _sql_sha256() -> str:
    root = shelf("sql")
    files = sorted(p for p in root.rglob("*.sql") if p.parent.name not in {"queries", "tests"})
    return _hash([(p.relative_to(root).as_posix(), p.read_text(encoding="utf-8")) for p in files])


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
