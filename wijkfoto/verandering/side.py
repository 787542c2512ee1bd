"""One side of a comparison: what is read of the published tables of an edition.

Only reading. Tables of a survey, of the registration and of what was heard are never opened.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from wijkfoto.errors import EditionError
from wijkfoto.verandering.kept import COLUMNS

FIGURE_COLUMNS = (
    "area_code", "item_id", "indicator_id", "peiljaar", "weight", "aandeel", "n", "logit",
    "ref_mean", "ref_sd", "z", "z_unclipped", "scale_mean", "scale_sd",
)  # fmt: skip
"""Columns of `evidence` that a score is made of again."""

OPEN_KINDS = ("register", "model")
"""Kinds of figures that are compared: never those of a survey, or of what was heard."""


BOUNDARIES = frozenset({"hercodeerd", "geharmoniseerd", "breuk"})
"""What `boundary_change` says of a wijk that is not the area that it was."""


@dataclass(frozen=True)
class Side:
    """What one edition says of some gemeenten.

    Attributes:
        edition: The row of `edition`, by column.
        gemeenten: Codes that are compared.
        parts: What decided it (`edition_part`): kind, item_id, value; no rows in older editions.
        indicators: Rows of `indicator` of open sources.
        coherence: Which indicators each domain used in the country, and how they weighed.
        snapshots: source_id, table_id, period, sha256.
        wijken: Current wijken: region_code, naam, gemeente_code, boundary_year, inwoners,
            boundary_change.
        scores: Rows of `domain_score` of the wijken.
        limits: By domain, the scores up to which a wijk is laag and from which it is hoog.
        figures: Figures behind the scores of the wijken (`FIGURE_COLUMNS`).
        older: Figures of earlier years on the boundaries of this edition, of wijken whose area is
            not what it was.
        statuses: Status of each figure that counts: region_code, indicator_id, peiljaar, status.
        forms: team_form of gemeente and teamgebieden.
        hours: team_advice of gemeente and teamgebieden.
        focus: procurement_focus of the wijken.
        members: Wijken of each teamgebied.
        focus_figures: Indicators behind each signal for inkoop: area_code, item_id, indicator_id.
    """

    edition: dict[str, object]
    gemeenten: tuple[str, ...]
    parts: pd.DataFrame
    indicators: pd.DataFrame
    coherence: pd.DataFrame
    snapshots: pd.DataFrame
    wijken: pd.DataFrame
    scores: pd.DataFrame
    limits: dict[str, tuple[float, float]]
    figures: pd.DataFrame
    older: pd.DataFrame
    statuses: pd.DataFrame
    forms: pd.DataFrame
    hours: pd.DataFrame
    focus: pd.DataFrame
    members: pd.DataFrame
    focus_figures: pd.DataFrame

    @property
    def edition_id(self) -> str:
        """The id of the edition."""
        return str(self.edition["edition_id"])

    @property
    def peiljaar(self) -> int:
        """The year of its kerncijfers."""
        return int(str(self.edition["peiljaar"]))


def gemeenten_of(con: duckdb.DuckDBPyConnection, schema: str = "main") -> tuple[str, ...]:
    """Return the gemeenten that an edition was made for."""
    found = con.execute(f"select gemeente_codes from {schema}.edition").fetchall()  # noqa: S608
    return tuple(json.loads(found[0][0]))


def read_side(
    con: duckdb.DuckDBPyConnection, gemeenten: Sequence[str], schema: str = "main"
) -> Side:
    """Read one side of a comparison.

    Args:
        con: A database with the published tables.
        gemeenten: Codes to compare.
        schema: Where the tables stand: main in an edition, marts in a build.

    Raises:
        EditionError: If a table or column that every edition has is not there.
    """
    try:
        return _Reader(con, tuple(sorted(gemeenten)), schema).side()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise EditionError(
            "This edition has other tables than this release knows.",
            where=str(error).split("\n", maxsplit=1)[0],
            next_step="Compare editions that were made by this release, or a newer one.",
        ) from error


class _Reader:
    """Asks one database; every answer in the order of its key."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, gemeenten: tuple[str, ...], schema: str
    ) -> None:
        self.con, self.gemeenten, self.schema = con, gemeenten, schema
        self.edition = dict(self._frame("select * from {s}.edition").iloc[0])
        self.peiljaar = int(self.edition["peiljaar"])
        self.wijken = self._frame(
            "select region_code, region_naam as naam, gemeente_code, boundary_year, inwoners, "
            "boundary_change from {s}.region where is_current and level = 'wijk' "
            "and gemeente_code in (select unnest(?)) order by region_code",
            [list(gemeenten)],
        )
        self.codes = self.wijken["region_code"].tolist()

    def side(self) -> Side:
        """Read everything."""
        codes, own = self.codes, list(self.gemeenten)
        return Side(
            edition={str(k): v for k, v in self.edition.items()},
            gemeenten=self.gemeenten,
            parts=self._parts(),
            indicators=self._frame(
                "select indicator_id, naam, domain_id, role, direction, unit, kind, source_id, "
                "column_stem from {s}.indicator where kind in (select unnest(?)) "
                "order by indicator_id",
                [list(OPEN_KINDS)],
            ),
            coherence=self._frame(
                "select domain_id, role, indicator_id, weight, peiljaar from {s}.coherence "
                "where status = 'used' order by domain_id, role, indicator_id"
            ),
            snapshots=self._frame(
                "select source_id, table_id, max(period) as period, string_agg(sha256, ' ' "
                "order by sha256) as sha256 from {s}.source_snapshot group by all order by all"
            ),
            wijken=self.wijken,
            scores=self._of("domain_score", "region_code", codes, "region_code, domain_id"),
            limits=self._limits(),
            figures=self._figures(),
            older=self._older(),
            statuses=self._statuses(),
            forms=self._of_areas("team_form", "area_code"),
            hours=self._of_areas("team_advice", "area_code, discipline_id, modus"),
            focus=self._of("procurement_focus", "area_code", codes, "area_code, product_group_id"),
            members=self._frame(
                "select t.gemeente_code, t.teamgebied_id, t.naam, r.region_code "
                "from {s}.teamgebied as t inner join {s}.teamgebied_region as r "
                "using (teamgebied_id) where t.gemeente_code in (select unnest(?)) "
                "order by teamgebied_id, region_code",
                [own],
            ),
            focus_figures=self._frame(
                "select area_code, item_id, indicator_id from {s}.evidence where advice_kind = "
                "'procurement_focus' and area_code in (select unnest(?)) order by all",
                [codes],
            ),
        )

    def _frame(self, query: str, values: Sequence[object] = ()) -> pd.DataFrame:
        return self.con.execute(query.replace("{s}", self.schema), list(values)).df()

    def _columns(self, table: str) -> set[str]:
        found = self.con.execute(
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
            [self.schema, table],
        ).fetchall()
        return {str(name) for (name,) in found}

    def _of(self, table: str, column: str, codes: list[str], order: str) -> pd.DataFrame:
        query = f"from {{s}}.{table} where {column} in (select unnest(?)) order by {order}"
        return self._frame(query, [codes])

    def _of_areas(self, table: str, order: str) -> pd.DataFrame:
        return self._frame(
            f"from {{s}}.{table} where area_code in (select unnest(?)) or area_code in (select "  # noqa: S608
            "teamgebied_id from {s}.teamgebied where gemeente_code in (select unnest(?))) "
            f"order by {order}",
            [list(self.gemeenten), list(self.gemeenten)],
        )

    def _parts(self) -> pd.DataFrame:
        if not self._columns("edition_part"):
            return pd.DataFrame(columns=list(COLUMNS))
        return self._frame("select kind, item_id, value from {s}.edition_part order by all")

    def _figures(self) -> pd.DataFrame:
        """Read what the scores are made of; without rows where an older edition did not keep it."""
        if not self._columns("evidence").issuperset(FIGURE_COLUMNS):
            return pd.DataFrame(columns=[*FIGURE_COLUMNS, "direction"])
        columns = ", ".join(f"e.{name}" for name in FIGURE_COLUMNS)
        return self._frame(
            f"select {columns}, i.direction from {{s}}.evidence as e inner join "  # noqa: S608
            "{s}.indicator as i using (indicator_id) where e.advice_kind = 'domain_score' "
            "and e.area_code in (select unnest(?)) order by area_code, item_id, indicator_id",
            [self.codes],
        )

    def _limits(self) -> dict[str, tuple[float, float]]:
        """Return the limits of the classes: half way between the scores of neighbouring wijken."""
        found = self.con.execute(
            f"""
            select
                domain_id,
                max(score) filter (where klasse = 'laag'),
                min(score) filter (where klasse = 'gemiddeld'),
                max(score) filter (where klasse = 'gemiddeld'),
                min(score) filter (where klasse = 'hoog')
            from {self.schema}.domain_score
            where region_code like 'WK%' and score is not null
            group by domain_id
            order by domain_id
            """  # noqa: S608 - the schema is ours
        ).fetchall()
        return {
            str(domain): (_between(low, above, -1), _between(below, high, 1))
            for domain, low, above, below, high in found
        }

    def _older(self) -> pd.DataFrame:
        """Read figures of years before, on the boundaries of this edition, where those changed."""
        changed = self.wijken["boundary_change"].isin(BOUNDARIES)
        return self._frame(
            "select region_code, indicator_id, peiljaar, waarde, n from {s}.observation "
            "where boundary_year = ? and waarde is not null and region_code in (select unnest(?)) "
            "order by region_code, indicator_id, peiljaar",
            [self.peiljaar, self.wijken.loc[changed, "region_code"].tolist()],
        )

    def _statuses(self) -> pd.DataFrame:
        return self._frame(
            "select distinct on (o.region_code, o.indicator_id) o.region_code, o.indicator_id, "
            "o.peiljaar, o.waarde_status as status from {s}.observation as o "
            "inner join (select distinct indicator_id, peiljaar from {s}.coherence where "
            "status = 'used') as u on o.indicator_id = u.indicator_id and o.peiljaar = u.peiljaar "
            "inner join {s}.indicator as i on o.indicator_id = i.indicator_id "
            "where i.kind in (select unnest(?)) and o.region_code in (select unnest(?)) "
            "order by o.region_code, o.indicator_id, o.boundary_year desc",
            [list(OPEN_KINDS), self.codes],
        )


def _between(lower: float | None, upper: float | None, way: int) -> float:
    """Return the limit between two classes; infinitely far where a class has no wijk."""
    if lower is None or upper is None:
        edge = lower if way < 0 else upper
        return float(edge) if edge is not None else way * float("inf")
    return (lower + upper) / 2
