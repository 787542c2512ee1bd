"""A small country for the tests of a comparison: made figures, scored by the formula of the method.

Twelve wijken, four of them in GM0001. Scores, limits and evidence follow from the shares, so that
a test changes one input and sees what the comparison makes of it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from statistics import fmean, pstdev

import duckdb

from tests.site.fixture import contracts
from wijkfoto.verandering import Comparison, Side, compare, read_side

WIJKEN = tuple(f"WK00{gemeente:02d}{wijk:02d}" for gemeente in (1, 2, 3) for wijk in range(4))
HERE = tuple(code for code in WIJKEN if code.startswith("WK0001"))
GEMEENTE = "GM0001"
DOMAIN, OTHER = "werk_inkomen_schulden", "ouderen_zorg"
TABLES = (
    "edition", "edition_part", "source_snapshot", "indicator", "coherence", "region",
    "observation", "domain_score", "evidence", "teamgebied", "teamgebied_region", "team_form",
    "team_advice", "procurement_focus",
)  # fmt: skip
"""The only tables there are: a comparison that opened one about people would fail."""


@cache
def _ddl() -> tuple[str, ...]:
    known = contracts()
    columns = {
        table: ", ".join(f"{n} {c['type']}" for n, c in known[table]["columns"].items())
        for table in TABLES
    }
    return tuple(f"create table {table} ({listed})" for table, listed in columns.items())


def shares(start: int) -> dict[str, float]:
    """Return a share for every wijk, spread over the country."""
    return {code: 0.05 + 0.03 * ((place * start) % 13) for place, code in enumerate(WIJKEN)}


@dataclass(frozen=True)
class World:
    """One edition, by what decides it."""

    lists: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            DOMAIN: {"laag_inkomen": 0.5, "moeite_rondkomen": 0.5},
            OTHER: {"beperkt_65plus": 1.0},
        }
    )
    shares: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            "laag_inkomen": shares(5),
            "moeite_rondkomen": shares(7),
            "beperkt_65plus": shares(3),
            "goede_gezondheid": shares(4),
        }
    )
    winsor: float = 3.0
    peiljaar: int = 2020
    snapshot: str = "a" * 64
    parts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    seed: int = 1
    method_version: int = 1
    changed_area: Mapping[str, str] = field(default_factory=dict)
    older: Mapping[tuple[str, str], float] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    sure: Mapping[str, str] = field(default_factory=dict)
    form: str = "integraal"
    focus: tuple[str, str] = ("uitbreiden", "gelijk")
    secret: tuple[tuple[str, str], ...] = ()
    opposed: tuple[str, ...] = ()

    def with_share(self, indicator: str, wijk: str, share: float) -> "World":
        """Return the world in which one figure of one wijk is another, in a renewed source."""
        changed = {**self.shares[indicator], wijk: share}
        return replace(self, shares={**self.shares, indicator: changed}, snapshot="b" * 64)

    def write(self, con: duckdb.DuckDBPyConnection) -> None:
        """Write it into an empty database."""
        for statement in _ddl():
            con.execute(statement)
        _Writer(con, self).everything()

    def side(self) -> Side:
        """Return it as a side of a comparison."""
        with duckdb.connect() as con:
            self.write(con)
            return read_side(con, [GEMEENTE])


def compared(before: World, now: World) -> Comparison:
    """Compare two worlds."""
    return compare(before.side(), now.side())


class _Writer:
    def __init__(self, con: duckdb.DuckDBPyConnection, world: World) -> None:
        self.con, self.world = con, world

    def add(self, table: str, **row: object) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.con.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))

    def everything(self) -> None:
        world = self.world
        self.add("edition", edition_id=f"{world.peiljaar}-x", gemeente_codes=json.dumps([GEMEENTE]),
                 peiljaar=world.peiljaar, method_version=world.method_version, seed=world.seed,
                 package_version="0.1.0", draws=100, referentie="land")  # fmt: skip
        self.add("source_snapshot", snapshot_id="s", source_id="cbs_kwb", table_id="84799NED",
                 sha256=world.snapshot, period="2020")  # fmt: skip
        base = {("norm", "winsor_z"): f"{world.winsor}", ("indicator", "laag_inkomen"): "x",
                ("instelling", "profile.seed"): f"{world.seed}"}  # fmt: skip
        for (kind, item), value in (base | dict(world.parts)).items():
            self.add("edition_part", kind=kind, item_id=item, value=value)
        for wijk in self.wijken():
            self.add("region", region_code=wijk, boundary_year=world.peiljaar, is_current=True,
                     level="wijk", region_naam=f"Wijk {wijk}", gemeente_code=f"GM{wijk[2:6]}",
                     inwoners=1000, boundary_change=world.changed_area.get(wijk, "ongewijzigd"),
                     )  # fmt: skip
        for indicator in world.shares:
            self.add("indicator", indicator_id=indicator, direction=1, kind="register", naam="X",
                     role="behoefte", unit="%", source_id="cbs_kwb")  # fmt: skip
        for (wijk, indicator), share in world.older.items():
            self.add("observation", region_code=wijk, boundary_year=world.peiljaar, peiljaar=2020,
                     indicator_id=indicator, waarde=100 * share, waarde_status="harmonised",
                     )  # fmt: skip
        for domain, weights in world.lists.items():
            self.domain(domain, weights)
        self.advice()

    def wijken(self) -> list[str]:
        return [wijk for wijk in WIJKEN if wijk not in self.world.gone]

    def domain(self, domain: str, weights: Mapping[str, float]) -> None:
        world, wijken = self.world, self.wijken()
        z: dict[str, dict[str, float]] = {}
        rows: dict[str, dict[str, tuple[float, float, float, float]]] = {}
        for indicator in weights:
            self.add("coherence", domain_id=domain, role="behoefte", indicator_id=indicator,
                     peiljaar=world.peiljaar, status="used", weight=weights[indicator],
                     )  # fmt: skip
            logits = {w: math.log(s / (1 - s)) for w, s in world.shares[indicator].items()}
            mean, sd = fmean(logits.values()), pstdev(logits.values())
            raw = {w: (logits[w] - mean) / sd for w in wijken}
            z[indicator] = {w: max(-world.winsor, min(world.winsor, v)) for w, v in raw.items()}
            rows[indicator] = {w: (logits[w], mean, sd, raw[w]) for w in wijken}
        means = {w: sum(weights[i] * z[i][w] for i in weights) for w in wijken}
        scale = fmean(means.values()), pstdev(means.values())
        scores = {w: 100 + 10 * (means[w] - scale[0]) / scale[1] for w in wijken}
        ordered = sorted(scores, key=lambda w: scores[w])
        inside = fmean(scores[w] for w in wijken if w in HERE)
        for wijk in wijken:
            place = ordered.index(wijk)
            off = scores[wijk] - inside
            self.add("domain_score", region_code=wijk, domain_id=domain, score=scores[wijk],
                     klasse="laag" if place < 3 else "hoog" if place > 8 else "gemiddeld",
                     klasse_gemeente="hoog" if off > 5 else "laag" if off < -5 else "gemiddeld",
                     zekerheid=world.sure.get(wijk, "redelijk"), zekerheid_gemeente="redelijk",
                     zekerheid_reden='["tegenspraak"]' if wijk in world.opposed else "[]",
                     )  # fmt: skip
            for indicator in weights:
                self.figure(domain, wijk, indicator, weights[indicator], z[indicator][wijk],
                            rows[indicator][wijk], scale)  # fmt: skip

    def figure(
        self, domain: str, wijk: str, indicator: str, weight: float, z: float,
        made: tuple[float, float, float, float], scale: tuple[float, float],
    ) -> None:  # fmt: skip
        world, share = self.world, self.world.shares[indicator][wijk]
        logit, mean, sd, raw = made
        self.add("evidence", advice_kind="domain_score", area_code=wijk, item_id=domain,
                 indicator_id=indicator, peiljaar=world.peiljaar, weight=weight, z=z,
                 aandeel=share, logit=logit, ref_mean=mean, ref_sd=sd, z_unclipped=raw,
                 scale_mean=scale[0], scale_sd=scale[1])  # fmt: skip
        secret = (wijk, indicator) in world.secret
        self.add("observation", region_code=wijk, boundary_year=world.peiljaar,
                 indicator_id=indicator, peiljaar=world.peiljaar,
                 waarde=None if secret else 100 * share,
                 waarde_status="suppressed" if secret else "ok")  # fmt: skip

    def advice(self) -> None:
        area = "TG0001-01"
        self.add("teamgebied", teamgebied_id=area, gemeente_code=GEMEENTE, naam="Gebied")
        for wijk in self.wijken():
            if wijk in HERE:
                self.add("teamgebied_region", teamgebied_id=area, region_code=wijk)
        signal, gebruik = self.world.focus
        self.add("procurement_focus", area_code=HERE[0], product_group_id="begeleiding",
                 signal=signal, gebruik=gebruik, vooruitblik="gelijk")  # fmt: skip
        self.add("team_form", area_code=area, form_id=self.world.form)
        self.add("team_advice", area_code=area, discipline_id="schuldhulp", modus="ramen",
                 ring="kern", fte=1.0 if self.world.form == "integraal" else 2.0)  # fmt: skip
