"""Reads the YAML catalog into typed models and checks that its parts agree.

Faults are collected and told together; figures are never read here.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from wijkfoto.catalog.models import Domain, Indicator, Number, Source, SourceTable
from wijkfoto.errors import CatalogError, ConfigError
from wijkfoto.resources import catalog_dir

T = TypeVar("T")


@dataclass(frozen=True)
class Catalog:
    """The whole catalog, each part by its id."""

    sources: dict[str, Source]
    indicators: dict[str, Indicator]
    domains: dict[str, Domain]
    method: dict[str, Number]

    def norm(self, name: str) -> float:
        """Return the value of a number of the method.

        Raises:
            CatalogError: If the method has no such number.
        """
        return self.number(name).waarde

    def number(self, name: str) -> Number:
        """Return a number of the method, with its bounds.

        Raises:
            CatalogError: If the method has no such number.
        """
        if name not in self.method:
            raise CatalogError(
                f"There is no number '{name}'.",
                where="catalog/method.yaml",
                next_step="Add it there, with its source, date and status.",
            )
        return self.method[name]

    def kwb_table(self, peiljaar: int) -> SourceTable:
        """Return the kerncijfers table of a year.

        Raises:
            ConfigError: If the catalog knows no such table.
        """
        tables = {t.peiljaar: t for t in self.sources["cbs_kwb"].tables}
        if peiljaar not in tables:
            known = ", ".join(str(year) for year in sorted(y for y in tables if y))
            raise ConfigError(
                f"There is no kerncijfers table for peiljaar {peiljaar}.",
                where="wijkfoto/catalog/sources.yaml",
                next_step=f"Choose one of: {known}.",
            )
        return tables[peiljaar]

    def newest_peiljaar(self) -> int:
        """Return the newest year that has a kerncijfers table."""
        return max(t.peiljaar for t in self.sources["cbs_kwb"].tables if t.peiljaar)


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML is untyped until a model reads it
    """Read one YAML file safely; a key that stands twice is an error, not the last that counts.

    Raises:
        CatalogError: If the file cannot be read or parsed; the message holds line and column.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogError(str(error), where=_place(path), next_step="Mend the YAML.") from error
    except OSError as error:
        raise CatalogError(
            "The file cannot be read.", where=str(path), next_step="Check that it is there."
        ) from error


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


def _place(path: Path) -> str:
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
            f"{'.'.join(_named(raw, list(e['loc'])))}: {e['msg']}" for e in error.errors()
        )
        raise CatalogError(
            f"{faults}.", where=_place(path), next_step="Mend these entries."
        ) from error


def _named(raw: object, loc: list[str | int]) -> list[str]:
    """Name an entry of a list by its id, where it has one, instead of by its number."""
    first = loc[0] if loc else ""
    entry = raw[first] if isinstance(raw, list) and isinstance(first, int) else None
    fields = entry.items() if isinstance(entry, dict) else ()
    ids = [str(value) for key, value in fields if str(key).endswith("_id")]
    return [*ids[:1], *map(str, loc[1:])] if ids else list(map(str, loc))


def _by_id(entries: Iterable[T], key: str, path: Path) -> dict[str, T]:
    found: dict[str, T] = {}
    for entry in entries:
        entry_id = getattr(entry, key)
        if entry_id in found:
            raise CatalogError(
                f"'{entry_id}' stands twice.", where=_place(path), next_step="Rename one of them."
            )
        found[entry_id] = entry
    return found


def _unknown_references(catalog: Catalog) -> list[str]:
    named: list[tuple[str, str, str | None]] = []
    for i in catalog.indicators.values():
        named += [(i.indicator_id, "indicator", name) for name in _names_in(i)]
        named += [(i.indicator_id, "number", name) for name in _numbers_in(i)]
        named += [(i.indicator_id, "source", i.source_id), (i.indicator_id, "domain", i.domain_id)]
    for domain in catalog.domains.values():
        needs = [name for fact in domain.behoefte for name in fact.any_of]
        named += [(domain.domain_id, "indicator", name) for name in (*needs, *domain.gebruik)]
    known: dict[str, Container[str]] = {
        "indicator": catalog.indicators,
        "number": catalog.method,
        "source": catalog.sources,
        "domain": catalog.domains,
    }
    return [
        f"{owner}: unknown {kind} '{name}'"
        for owner, kind, name in named
        if name and name not in known[kind]
    ]


def _names_in(indicator: Indicator) -> list[str]:
    names = [indicator.noemer] if indicator.noemer else []
    derived = indicator.afgeleid
    if derived is None:
        return names
    names += [*derived.noemer, *derived.som, *(part.indicator for part in derived.parts)]
    names += [part.hooguit_van for part in derived.parts if part.hooguit_van]
    return [*names, derived.teller] if derived.teller else names


def _numbers_in(indicator: Indicator) -> list[str]:
    parts = indicator.afgeleid.parts if indicator.afgeleid else ()
    return [name for part in parts for name in (part.norm, part.hooguit_norm) if name]


def _derived_from_derived(catalog: Catalog) -> list[str]:
    """Find figures made from derived figures: the SQL makes each from published ones."""
    return [
        f"{i.indicator_id}: is derived from '{name}', which is derived itself"
        for i in catalog.indicators.values()
        for name in (_names_in(i) if i.afgeleid else [])
        if catalog.indicators[name].afgeleid and name != i.noemer
    ]


def _shared_columns(catalog: Catalog) -> list[str]:
    """Find a column of one age group that feeds the need of two domains (03-method section 2)."""
    owner: dict[tuple[str, str, str | None], str] = {}
    faults = []
    for domain in catalog.domains.values():
        for name in (n for fact in domain.behoefte for n in fact.any_of):
            column = catalog.indicators[name].bron
            if column is None:
                continue
            key = (column.source_id, column.stem[0], column.leeftijd)
            if owner.setdefault(key, domain.domain_id) != domain.domain_id:
                faults.append(f"{name}: its column already feeds {owner[key]}")
    return faults


def read_catalog(folder: Path) -> Catalog:
    """Read and check the catalog in a folder.

    Raises:
        CatalogError: With every fault found.
    """
    sources = parse_yaml(list[Source], folder / "sources.yaml")
    indicators = parse_yaml(list[Indicator], folder / "indicators.yaml")
    domains = parse_yaml(list[Domain], folder / "domains.yaml")
    method = parse_yaml(dict[str, Number], folder / "method.yaml")
    catalog = Catalog(
        sources=_by_id(sources, "source_id", folder / "sources.yaml"),
        indicators=_by_id(indicators, "indicator_id", folder / "indicators.yaml"),
        domains=_by_id(domains, "domain_id", folder / "domains.yaml"),
        method=method,
    )
    faults = _unknown_references(catalog) or [
        *_derived_from_derived(catalog),
        *_shared_columns(catalog),
    ]
    if faults:
        raise CatalogError(
            f"{'; '.join(faults)}.", where=folder.name, next_step="Mend these entries."
        )
    return catalog


@cache
def shipped_catalog() -> Catalog:
    """Return the catalog that ships with the package, read once."""
    return read_catalog(catalog_dir())
