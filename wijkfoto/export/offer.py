"""What is offered, read from reports/text/download.yaml: a table that is not named stays inside.

Words and choices stand in the YAML; how a file is written does not.
"""

from functools import cache

from pydantic import BaseModel, ConfigDict

from wijkfoto.catalog.yamlfile import parse_yaml
from wijkfoto.resources import shelf
from wijkfoto.warehouse.contract import TableContract, read_contract


class OfferModel(BaseModel):
    """Base: frozen, and an unknown key in the YAML is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Offered(OfferModel):
    """A table that is given away.

    Attributes:
        titel: What it is called for a reader.
        uitleg: What is in it, and what to mind.
        excel: Whether it is written for Excel too, the rows of each gemeente by themselves.
        alleen: Condition in SQL on the rows that are given away.
    """

    titel: str
    uitleg: str
    excel: bool = False
    alleen: str = "true"


class Offer(OfferModel):
    """Everything that is given away, and what is only in the database and why."""

    tabellen: dict[str, Offered]
    lagen: dict[str, str]
    alleen_in_database: dict[str, str]


class Words(OfferModel):
    """What the columns of files for Excel mean, in plain Dutch.

    Attributes:
        overal: By the name of the column.
        per_tabel: By table, where a name means something of its own there.
    """

    overal: dict[str, str]
    per_tabel: dict[str, dict[str, str]]

    def of(self, table: str, column: str) -> str | None:
        """Return what a column means; None where only the contract says so."""
        return self.per_tabel.get(table, {}).get(column) or self.overal.get(column)


@cache
def shipped_words() -> Words:
    """Return the words on columns that ship with the package, read once.

    Raises:
        CatalogError: With every fault of the file.
    """
    words: Words = parse_yaml(Words, shelf("reports") / "text" / "kolommen.yaml")
    return words


@cache
def shipped_offer() -> Offer:
    """Return what ships with the package, read once.

    Raises:
        CatalogError: With every fault of the file.
    """
    offer: Offer = parse_yaml(Offer, shelf("reports") / "text" / "download.yaml")
    return offer


@cache
def published_contracts() -> dict[str, TableContract]:
    """Return the contract of every published table, in order of their names."""
    folder = shelf("sql") / "marts"
    return {path.stem: read_contract(path) for path in sorted(folder.glob("*.yml"))}
