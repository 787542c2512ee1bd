"""Plausibility: each file in `sql/tests` returns rows that a person should look at.

Most of them warn and let the run go on. One with `severity: blocks` in its head finds what cannot
be true of any country, and stops it; what must hold of a table stands in the contracts.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from wijkfoto.errors import ContractError, WijkfotoError
from wijkfoto.resources import shelf
from wijkfoto.warehouse.model import dependencies
from wijkfoto.warehouse.query import one_row

_PURPOSE = re.compile(r"^-- purpose: (.+)$", re.MULTILINE)
_SEVERITY = re.compile(r"^-- severity: (.+)$", re.MULTILINE)

BLOCKS = "blocks"
"""What the head says of a check that stops the run."""

SHOWN = 5
"""Offending rows that a remark carries."""


@dataclass(frozen=True)
class Question:
    """One plausibility check.

    Attributes:
        name: Name of the file.
        purpose: What should hold, from the head of the file.
        sql: A select that returns the offending rows.
        blocks: Whether a row stops the run.
    """

    name: str
    purpose: str
    sql: str
    blocks: bool = False


@dataclass(frozen=True)
class Remark:
    """What a check found: how many rows, and the first of them by column."""

    name: str
    purpose: str
    rows: int
    columns: tuple[str, ...]
    sample: tuple[tuple[object, ...], ...]
    blocks: bool = False

    def __str__(self) -> str:
        """Show a remark on one line."""
        shown = "; ".join(", ".join(map(str, row)) for row in self.sample)
        return f"{self.name}: {self.rows} rows ({', '.join(self.columns)}), such as {shown}"


def read_questions(root: Path | None = None) -> list[Question]:
    """Read the checks, each one select over the build file.

    Args:
        root: The sql shelf; None for the shipped one.

    Raises:
        ContractError: If a file is no single select, or does not say its purpose.
    """
    folder = (root or shelf("sql")) / "tests"
    with duckdb.connect() as parser:
        return [_read_question(path, parser) for path in sorted(folder.glob("*.sql"))]


def _read_question(path: Path, parser: duckdb.DuckDBPyConnection) -> Question:
    sql, where = path.read_text(encoding="utf-8"), f"sql/tests/{path.name}"
    dependencies(sql, where, parser)
    purpose = _PURPOSE.search(sql)
    if purpose is None:
        raise ContractError("The head does not say the purpose.", where=where)
    severity = _SEVERITY.search(sql)
    if severity and severity.group(1) != BLOCKS:
        raise ContractError(f"The severity can only be '{BLOCKS}'.", where=where)
    return Question(path.stem, purpose.group(1), sql, blocks=severity is not None)


def remarks(con: duckdb.DuckDBPyConnection, questions: list[Question]) -> list[Remark]:
    """Run the checks on a build file; return a remark for each that finds rows.

    Raises:
        ContractError: If a check cannot be run.
    """
    found = []
    for question in questions:
        try:
            rows = int(one_row(con, f"select count(*) from ({question.sql}\n)")[0])
            if rows == 0:
                continue
            first = con.execute(f"select * from ({question.sql}\n) limit {SHOWN}")
            columns = tuple(column[0] for column in first.description)
            sample = tuple(tuple(row) for row in first.fetchall())
        except duckdb.Error as error:
            message = str(error).split("\n", maxsplit=1)[0]
            raise ContractError(message, where=f"sql/tests/{question.name}.sql") from error
        found.append(
            Remark(question.name, question.purpose, rows, columns, sample, question.blocks)
        )
    return found


def accept(questions: list[Question], names: Collection[str]) -> list[Question]:
    """Return the checks, those of these names as ones that only warn."""
    return [replace(q, blocks=False) if q.name in names else q for q in questions]


class ImplausibleError(WijkfotoError):
    """The figures cannot be true, and nothing is made of them (exit code 1)."""


def refuse_implausible(found: list[Remark]) -> None:
    """Stop when a check that blocks found rows.

    Raises:
        ImplausibleError: Names each of them, with its first rows.
    """
    blocking = [remark for remark in found if remark.blocks]
    if blocking:
        raise ImplausibleError(
            "\n".join(["These figures cannot be right:", *(f"- {each}" for each in blocking)]),
            where="sql/tests",
            next_step="Nothing was published. Compare with the source; when that is right, let it "
            "pass for one run with bewaking.aanvaard (docs/checks.md), and report this check.",
        )
