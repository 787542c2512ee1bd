"""The catalog as one value, with the questions that the rest asks of it.

Reading it from files is `load`'s work, and what its parts owe each other `agree`'s.
"""

from dataclasses import dataclass

from wijkfoto.catalog.choice import is_used, tables_of_run
from wijkfoto.catalog.models import Domain, Indicator, Number
from wijkfoto.catalog.tables import Source, SourceTable
from wijkfoto.errors import CatalogError, ConfigError


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
        """Return the newest year whose kerncijfers table is known for sure."""
        tables = self.sources["cbs_kwb"].tables
        return max(t.peiljaar for t in tables if t.peiljaar and t.is_confirmed)

    def used_sources(self) -> dict[str, Source]:
        """Return the sources that a run needs; the others are known, and say why not."""
        return {
            source_id: source
            for source_id, source in self.sources.items()
            if is_used(source, self.indicators.values())
        }

    def unread_sources(self) -> tuple[Source, ...]:
        """Return the sources that are known and that no figure reads."""
        used = self.used_sources()
        return tuple(s for source_id, s in self.sources.items() if source_id not in used)

    def tables_of_run(self, source: Source, peiljaar: int) -> list[SourceTable]:
        """Return the tables of a source that a run for a year fetches and loads."""
        window = int(self.norm("venster_jaren"))
        indicators = self.indicators.values()
        return tables_of_run(source, indicators, peiljaar=peiljaar, window=window)
