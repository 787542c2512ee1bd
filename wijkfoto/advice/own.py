"""Files with norms and rules that a gemeente puts in place of those that ship.

`norms.yaml` holds only the norms that differ; any other file stands for the whole of its namesake.
What the files must agree on is `check`'s work.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from wijkfoto.advice.faults import Fault
from wijkfoto.catalog.yamlfile import read_yaml, told
from wijkfoto.errors import CatalogError, ConfigError, WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wijkfoto.advice.rules import AdviceRules

NORMS = "norms.yaml"
OWN_FILES = (NORMS, "disciplines.yaml", "form_rules.yaml", "procurement_rules.yaml")
"""Files that a gemeente may have of its own: norms and rules, no forms, products or facts."""

EXAMPLE = ".voorbeeld.yaml"
"""Files that end so are examples, and are not read."""

KEPT = ("naam", "eenheid", "domain_id", "doelgroep")
"""What a norm keeps when a gemeente gives other values; the source it must give itself."""

MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Read:
    """What was read of the catalog.

    Attributes:
        parsed: Contents by name of the file; a file of a gemeente with faults is left out.
        faults: What is wrong inside files.
        errors: What is wrong with files as a whole.
        unread: Norms with a fault: what names them is not to blame.
    """

    parsed: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    errors: list[WijkfotoError] = field(default_factory=list)
    unread: frozenset[str] = frozenset()


def own_files(folder: Path) -> list[Path]:
    """Return the files of a gemeente that are read, in order of their name.

    Raises:
        ConfigError: If the folder is not there.
    """
    try:
        found = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~")))
    except OSError as error:
        raise ConfigError(
            f"The folder with norms and rules cannot be read ({error.strerror}).",
            where=str(folder),
            next_step="Check [advies] map, or leave it out.",
        ) from error
    return [path for path in found if not path.name.endswith(EXAMPLE)]


def own_sha256(folder: Path | None) -> list[str]:
    """Return name and hash of each file of a gemeente; nothing without a folder.

    Raises:
        ConfigError: If the folder is not there.
    """
    files = [] if folder is None else own_files(folder)
    return [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]


def read_shipped(kinds: Mapping[str, Any], folder: Path) -> Read:
    """Read the files of a catalog."""
    read = Read({})
    for name, kind in kinds.items():
        try:
            raw = read_yaml(folder / name)
        except CatalogError as error:
            read.errors.append(CatalogError(error.what, where=name, next_step=error.next_step))
            continue
        value, faults = _parsed(kind, raw, name)
        read.faults.extend(faults)
        if value is not None:
            read.parsed[name] = value
    return read


def with_own(shipped: Read, kinds: Mapping[str, Any], folder: Path) -> Read:
    """Put the files of a gemeente in place; where one has faults, what ships stays for the rest."""
    read = Read(dict(shipped.parsed))
    unread: frozenset[str] = frozenset()
    try:
        files = own_files(folder)
    except ConfigError as error:
        return Read(read.parsed, errors=[error])
    for path in files:
        try:
            raw = _raw(path)
        except ConfigError as error:
            read.errors.append(error)
            continue
        if path.name == NORMS:
            unread = _put_norms(read, raw, kinds[NORMS])
            continue
        value, faults = _parsed(kinds[path.name], raw, path.name)
        read.faults.extend(faults)
        if value is not None:
            read.parsed[path.name] = value
    return Read(read.parsed, read.faults, read.errors, unread)


def unused_norms(rules: AdviceRules, shipped: Mapping[str, object]) -> list[Fault]:
    """Return the norms that a gemeente added and nothing uses: a name with a slip of the pen."""
    used = {c.norm for rule in rules.form_rules for c in rule.als}
    used |= {d.ondergrens for d in rules.disciplines if d.ondergrens}
    added = [n for n, norm in rules.norms.items() if n not in shipped and norm.domain_id is None]
    return [
        Fault(NORMS, (name,), f"there is no norm '{name}', and nothing uses it")
        for name in added
        if name not in used
    ]


def _raw(path: Path) -> Any:  # noqa: ANN401 - YAML is untyped until a model reads it
    if path.name not in OWN_FILES:
        raise ConfigError(
            "This file is not read, so it would change nothing.",
            where=str(path),
            next_step=f"Name it as one of {', '.join(OWN_FILES)}, or take it away.",
        )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError("The file is too large.", where=str(path), next_step="Check it.")
        return read_yaml(path)
    except OSError as error:
        raise ConfigError(f"It cannot be read ({error.strerror}).", where=str(path)) from error
    except CatalogError as error:
        raise ConfigError(error.what, where=str(path), next_step=error.next_step) from error


def _parsed(kind: Any, raw: object, name: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401 - any model
    try:
        return TypeAdapter(kind).validate_python(raw), []
    except ValidationError as error:
        return None, [Fault(name, at, what) for at, what in told(raw, error)]


def _put_norms(read: Read, raw: object, kind: Any) -> frozenset[str]:  # noqa: ANN401 - any model
    """Lay norms over those that ship; returns the names of those with a fault."""
    if raw is None:
        return frozenset()
    if not isinstance(raw, dict):
        read.faults.append(Fault(NORMS, (), "a norm is written as its name with fields behind it"))
        return frozenset()
    shipped = read.parsed[NORMS]
    known = {name: norm.model_dump(include=set(KEPT)) for name, norm in shipped.items()}
    whole = {
        str(name): {**known.get(name, {}), **own} if isinstance(own, dict) else own
        for name, own in raw.items()
    }
    value, faults = _parsed(kind, whole, NORMS)
    read.faults.extend(faults)
    bad = frozenset(str(fault.at[0]) for fault in faults if fault.at)
    if value is None:
        value, _ = _parsed(kind, {n: norm for n, norm in whole.items() if n not in bad}, NORMS)
    read.parsed[NORMS] = {**shipped, **(value or {})}
    return bad
