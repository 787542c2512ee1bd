"""A small finished database with made rows, for the tests of the site.

Tables and types come from the contracts; the rows are made here and mean nothing. Twelve wijken,
among them an empty one, a tiny one, two of one name, one with a comma and one called `<script>`.
"""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import yaml
from shapely import to_wkb, union_all
from shapely.geometry import Polygon, box

from tests.helpers import REPO
from tests.site.made_scenarios import scenario_rows
from wijkfoto.advice import shipped_rules
from wijkfoto.advice.records import design_rows
from wijkfoto.catalog import shipped_catalog
from wijkfoto.warehouse.publish import VIEWS

GEMEENTE, OTHER = "GM9906", "GM9907"
EDITION = "0123456789abcdef"
PEILJAAR = 2020
KWB, KWB17, RIVM = "cbs/84799NED/2021-03-26", "cbs/83765NED/2019-11-01", "rivm/50090NED/2022-09-01"
SCRIPT = '<script>alert("1")</script>'
WIJKEN = {
    "WK990600": ("Centrum", 9600),
    "WK990601": ("Havenkwartier", 11000),
    "WK990602": ("Parkzicht", 6500),
    "WK990603": ("Zonnehoek", 8000),
    "WK990604": ("Hoogveld", 24000),
    "WK990605": ("Campus en Singels", 5600),
    "WK990606": ("Berkendorp", 3200),
    "WK990607": ("Centrum", 5200),
    "WK990608": ("Veldkamp, Oost en West", 7300),
    "WK990609": ("Bedrijventerrein De Kade", 0),
    "WK990610": ("Rietpolder", 5),
    "WK9906AA": (SCRIPT, 4800),
}
BUURTEN = {
    "BU99060101": ("Zuid", 4000, 10.0),
    "BU99060102": (SCRIPT, 4000, 0.0),
    "BU99060103": ("Haven", 3000, -12.0),
    "BU99060104": ("Kade", 0, None),
    "BU99060201": ("Parkzicht", 3500, 1.0),
    "BU99060202": ("Parkzicht", 3000, -1.0),
    "BU99060500": ("Campus", 5600, 0.0),
    "BU99060600": ("Dorp", 20, None),
    "BU99060601": ("Buiten", 30, None),
}
"""Name, inhabitants and difference from the own wijk in every scored domain; None: no score."""
NEED = {"WK990600": 3, "WK990601": 16, "WK990602": 2, "WK990603": 11, "WK990604": -9,
        "WK990605": 4, "WK990606": -8, "WK990607": 0, "WK990608": 6, "WK9906AA": -2}  # fmt: skip
EMPTY = {"WK990609", "WK990610"}
ALL_GROUPS = '["leeftijd", "huishoudens", "woningen", "stedelijkheid"]'
NO_TENURE = '["leeftijd", "huishoudens", "stedelijkheid"]'
NOT_ALIKE = {"WK990606": "opbouw_onbekend", **dict.fromkeys(EMPTY, "te_klein")}
UNSCORED, NARROW = {"jeugd_gezin"}, {"eenzaam_mantelzorg", "wonen_leefbaarheid"}
MODEL = {"ouderen_zorg", "mentaal_verslaving", "gezondheid_beperking"} | NARROW
AGES = ("inwoners_0_15", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65", "inwoners_65plus")
HOUSEHOLDS = ("eenpersoonshuishoudens", "huishoudens_zonder_kinderen", "huishoudens_met_kinderen")
DISCIPLINES = {
    "wmo_consulent": ("kern", "gemeente", 2.5),
    "maatschappelijk_werk": ("kern", "gemeente", 2.0),
    "jeugd_gezinswerk": ("kern", "gemeente", 2.0),
    "clientondersteuning": ("kern", "gemeente", 0.5),
    "schuldhulp": ("kern", "gemeente", 1.5),
    "wijkverpleegkundige": ("kern", "zorgverzekeraar", 1.0),
    "ggz_verslaving": ("schil", "gemeente", 0.5),
    "opbouwwerk": ("schil", "gemeente", 1.0),
    "poh_ggz": ("schil", "zorgverzekeraar", 0.5),
    "veilig_thuis": ("schil", "eigen organisatie", None),
    "wijkagent": ("schil", "eigen organisatie", None),
}
TEAMS = (
    ("TG9906-01", "Havenkwartier", ("WK990601",)),
    ("TG9906-02", "Hoogveld", ("WK990604",)),
    ("TG9906-03", "Centrum en Campus en Singels", ("WK990600", "WK990605", "WK990609")),
    ("TG9906-04", "Zonnehoek en Veldkamp", ("WK990603", "WK990608")),
    ("TG9906-05", "Parkzicht en omgeving", ("WK990602", "WK990607", "WK990610")),
    ("TG9906-06", "Berkendorp en omgeving", ("WK990606", "WK9906AA")),
    ("TG9906-07", "Campus en Singels deel 2", ("WK990605",)),
)
SPLIT = "WK990605"
"""A wijk that lies in two teamgebieden, half in each; they get different forms."""


def contracts() -> dict[str, dict[str, Any]]:
    """Return every contract of the published tables, by table."""
    folder = REPO / "sql" / "marts"
    return {p.stem: yaml.safe_load(p.read_text("utf-8")) for p in sorted(folder.glob("*.yml"))}


def make_database(path: Path, *, fictief: bool = True, local: bool = False) -> Path:
    """Write the database; `local` adds a survey and what was heard in the wijk."""
    path.write_bytes(_made_bytes(fictief=fictief, local=local))
    return path


@cache
def _made_bytes(*, fictief: bool, local: bool) -> bytes:
    """Make it once per process: many tests start from the same rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wijkfoto.duckdb"
        _make(path, fictief=fictief, local=local)
        return path.read_bytes()


def _make(path: Path, *, fictief: bool, local: bool) -> None:
    con = duckdb.connect(str(path))
    con.begin()
    for table, contract in contracts().items():
        columns = ", ".join(f"{name} {c['type']}" for name, c in contract["columns"].items())
        con.execute(f"create table {table} ({columns})")
    for statement in VIEWS:
        con.execute(statement)
    fill = Filler(con, fictief=fictief)
    fill.everything(local=local)
    con.commit()
    con.close()


def _halves(shape: Polygon) -> tuple[Polygon, Polygon]:
    """Return the left and the right half of a box."""
    x0, y0, x1, y1 = shape.bounds
    return box(x0, y0, (x0 + x1) / 2, y1), box((x0 + x1) / 2, y0, x1, y1)


class Filler:
    """Fills the tables in an order that keeps the references right."""

    def __init__(self, con: duckdb.DuckDBPyConnection, *, fictief: bool) -> None:
        self.con = con
        self.fictief = fictief
        self.rng = np.random.default_rng(7)

    def add(self, table: str, **row: object) -> None:
        names = ", ".join(row)
        marks = ", ".join(
            "ST_GeomFromWKB(?)" if name == "geometry" and value is not None else "?"
            for name, value in row.items()
        )
        self.con.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))

    def everything(self, *, local: bool) -> None:
        self.edition()
        self.regions()
        self.indicators()
        self.observations()
        self.scores()
        self.comparable()
        self.buurten()
        self.coherence()
        self.signals()
        self.teams()
        self.focus()
        self.use()
        if local:
            self.heard()

    def use(self) -> None:
        """The test of expected use: bijstand over the land, Wmo inside one gemeente."""
        for use_id, basis, models in (
            ("bijstand", "land", ("headline", "structure", "null_model", "with_rivm")),
            ("wmo", "gemeente", ("headline", "null_model")),
        ):
            before = use_id == "bijstand" and not self.fictief
            for model_id in models:
                none = model_id == "null_model"
                told = model_id == "headline" and basis == "land"
                self.add(
                    "use_backtest", edition_id=EDITION, use_id=use_id, model_id=model_id,
                    basis=basis, peiljaar=PEILJAAR, correlation=None if none else 0.9,
                    mape=0.64 if none else 0.18, total_ratio=1.001, slope=None if none else 1.01,
                    intercept=None if none else -0.1, n_wijken=2262, n_mape=1241,
                    n_gemeenten=328, n_filled=0, lacks_required=False, folds=10,
                    n_tested=2262 if told else None, n_told=63 if told else None,
                    n_by_chance=113.1 if told else None,
                    most_predictors=0 if none else 17, predictors="{}",
                    deels_cirkel=model_id == "with_rivm",
                    peiljaar_vorige=PEILJAAR - 1 if before else None,
                    correlation_vorige=0.88 if before and not none else None,
                    mape_vorige=(0.66 if none else 0.23) if before else None,
                )  # fmt: skip
                for size, n in (("totaal", 2262), ("500_2000", 610), ("boven_10000", 467)):
                    self.add(
                        "use_coverage", edition_id=EDITION, use_id=use_id, model_id=model_id,
                        size_class=size, n_wijken=n, n_geheim=0 if use_id == "bijstand" else 41,
                        coverage=0.897, breedte=3.2 if none else 1.1,
                    )  # fmt: skip
                for tenth in range(1, 11):
                    self.add(
                        "use_calibration", edition_id=EDITION, use_id=use_id, model_id=model_id,
                        tiende=tenth, n_wijken=226, expected=9.0 * tenth, observed=9.5 * tenth,
                    )  # fmt: skip

    def edition(self) -> None:
        self.add(
            "edition", edition_id=EDITION, created_at="2026-11-21 12:00:00",
            gemeente_codes=json.dumps([GEMEENTE]), peiljaar=PEILJAAR, schema_version=1,
            method_version=1, package_version="0.1.0", seed=1, draws=1000, config_sha256="0" * 64,
            is_fictief=self.fictief, referentie="land", inputs_sha256="1" * 64,
        )  # fmt: skip
        for snapshot, source, title, period in (
            (KWB, "cbs_kwb", "Kerncijfers wijken en buurten 2020", "2020"),
            (KWB17, "cbs_kwb", "Kerncijfers wijken en buurten 2017", "2017"),
            (RIVM, "rivm_gezondheid", "Gezondheid per wijk en buurt", "2012/2016/2020"),
        ):
            self.add(
                "source_snapshot", snapshot_id=snapshot, source_id=source,
                table_id=snapshot.split("/")[1], title=title, period=period,
                modified=snapshot.split("/")[2], retrieved_at="2026-11-21 11:00:00",
                url="https://opendata.cbs.nl/statline/", sha256="a" * 64, row_count=17341,
                licence="CC BY 4.0", attribution="Bron: " + title, is_fictief=self.fictief,
            )  # fmt: skip

    def region(self, code: str, level: str, naam: str, inwoners: int, shape: object = None) -> None:
        self.add(
            "region", region_code=code, boundary_year=PEILJAAR, is_current=True, level=level,
            region_naam=naam, gemeente_code=None if level == "land" else f"GM{code[2:6]}",
            wijk_code={"wijk": code, "buurt": f"WK{code[2:8]}"}.get(level), inwoners=inwoners,
            boundary_change="niet_nagegaan",
            geometry=to_wkb(shape) if shape is not None else None,
            geometry_year=2022 if shape is not None else None,
        )  # fmt: skip

    def shapes(self) -> dict[str, Any]:
        made = {}
        for place, code in enumerate(WIJKEN):
            x, y = 1500 * (place % 4), 1500 * (place // 4)
            made[code] = box(x, y, x + 1500, y + 1500)
        made.pop("WK990610")
        return made

    def regions(self) -> None:
        shapes = self.shapes()
        self.region("NL00", "land", "Nederland", 17_000_000)
        self.region(GEMEENTE, "gemeente", "Schiedam", 85_205, union_all(list(shapes.values())))
        self.region(OTHER, "gemeente", "Elders", 50_000)
        self.region("WK990700", "wijk", "Elders", 50_000)
        for code, (naam, inwoners) in WIJKEN.items():
            self.region(code, "wijk", naam, inwoners, shapes.get(code))

    def indicators(self) -> None:
        catalog = shipped_catalog()
        domain_of = {i: d.domain_id for d in catalog.domains.values()
                     for fact in d.behoefte for i in fact.any_of}  # fmt: skip
        for i in catalog.indicators.values():
            self.add(
                "indicator", indicator_id=i.indicator_id,
                domain_id=i.domain_id or domain_of.get(i.indicator_id), role=i.role,
                direction=i.direction, naam=i.naam, unit=i.unit, kind=i.kind,
                source_id=i.source_id, column_stem=i.bron.stem[0] if i.bron else None,
                description=i.description, warning=i.warning,
            )  # fmt: skip

    def observe(self, code: str, indicator: str, value: float | None, **other: object) -> None:
        row = {
            "region_code": code, "boundary_year": PEILJAAR, "indicator_id": indicator,
            "peiljaar": PEILJAAR, "waarde": value, "waarde_low": value, "waarde_high": value,
            "waarde_status": "ok" if value is not None else "not_published", "n": None,
            "snapshot_id": KWB,
        }  # fmt: skip
        self.add("observation", **(row | other))

    def observations(self) -> None:
        people = {"NL00": 17_000_000, GEMEENTE: 85_205}
        people |= {code: inwoners for code, (_, inwoners) in WIJKEN.items()}
        for code, inwoners in people.items():
            self.counts(code, inwoners)
            self.percentages(code, NEED.get(code, 0), empty=code in EMPTY)

    def counts(self, code: str, inwoners: int) -> None:
        self.observe(code, "inwoners", inwoners, waarde_low=max(0, inwoners - 4),
                     waarde_high=inwoners + 4)  # fmt: skip
        shares = self.rng.dirichlet([15, 12, 25, 28, 20])
        for indicator, share in zip(AGES, shares, strict=True):
            self.observe(code, indicator, round(inwoners * share / 5) * 5)
        self.observe(code, "huishoudens", round(inwoners / 11) * 5)
        for indicator, share in zip(HOUSEHOLDS, self.rng.dirichlet([38, 28, 33]), strict=True):
            self.observe(code, indicator, round(inwoners * share / 11) * 5)
        self.observe(code, "wmo_clienten", None, waarde_low=0, waarde_high=7,
                     waarde_status="censored")  # fmt: skip
        self.observe(code, "bijstand", round(inwoners / 300) * 10,
                     waarde_low=max(0, round(inwoners / 300) * 10 - 5),
                     waarde_high=round(inwoners / 300) * 10 + 5)  # fmt: skip

    def percentages(self, code: str, need: float, *, empty: bool) -> None:
        catalog = shipped_catalog()
        for i in catalog.indicators.values():
            if i.unit not in ("%", "per 1.000", "x 1.000 euro", "km"):
                continue
            if i.bron is None and i.afgeleid is None:
                continue
            base = {"%": 18.0, "per 1.000": 42.0, "x 1.000 euro": 240.0, "km": 0.8}[i.unit]
            value = round(base * (1 + i.direction * need / 40) + float(self.rng.normal(0, 0.4)), 1)
            old = i.indicator_id in ("laag_inkomen", "sociaal_minimum")
            missing = empty or (i.bron is not None and (i.bron.vanaf or 0) > PEILJAAR)
            half = 2.1 if i.kind == "model" else 0.05
            self.observe(
                code, i.indicator_id, None if missing else value,
                waarde_low=None if missing else round(value - half, 2),
                waarde_high=None if missing else round(value + half, 2),
                peiljaar=2017 if old else PEILJAAR,
                snapshot_id=KWB17 if old else RIVM if i.kind == "model" else KWB,
                waarde_status=("too_small" if empty else "not_published") if missing else "ok",
            )  # fmt: skip

    def scores(self) -> None:
        for code in WIJKEN:
            for domain in shipped_catalog().domains:
                if code in EMPTY or domain in UNSCORED:
                    self.no_score(code, domain)
                else:
                    self.score(code, domain)

    def buurten(self) -> None:
        """Three wijken with more than one buurt: some differ, none differs, nothing is known."""
        for code, (naam, inwoners, verschil) in BUURTEN.items():
            self.region(code, "buurt", naam, inwoners)
            alone = code == "BU99060500"
            for domain in shipped_catalog().domains:
                if verschil is None or domain in UNSCORED:
                    self.no_score(code, domain)
                    self.in_wijk(code, domain, None, "te_weinig_gegevens")
                    continue
                self.buurt(code, domain, 110 + verschil)
                sure = "onzeker" if domain in NARROW else "redelijk"
                if alone:
                    self.in_wijk(code, domain, None, "te_weinig_gegevens")
                else:
                    self.in_wijk(code, domain, verschil, sure)

    def buurt(self, code: str, domain: str, score: float) -> None:
        if domain == "werk_inkomen_schulden":
            self.observe(code, "laag_inkomen", 12.0, peiljaar=2017, snapshot_id=KWB17)
            self.add(
                "evidence", edition_id=EDITION, advice_kind="domain_score", area_code=code,
                item_id=domain, indicator_id="laag_inkomen", peiljaar=2017,
                contribution=score - 100,
            )  # fmt: skip
        self.add(
            "domain_score", edition_id=EDITION, region_code=code, domain_id=domain, score=score,
            score_low=score - 6, score_high=score + 6, klasse="hoog", kans_hoog=0.8, kans_laag=0.0,
            klasse_gemeente="gemiddeld", verschil_gemeente=1.0, verschil_low=-5.0,
            verschil_high=7.0, zekerheid_gemeente="onzeker", zekerheid="redelijk",
            zekerheid_reden="[]", percentile=0.8, coverage=0.7, smal=False,
            model_dependent=domain in MODEL, op_basis_van_gebruik=False, oudste_jaar=2017,
        )  # fmt: skip

    def in_wijk(self, code: str, domain: str, verschil: float | None, sure: str) -> None:
        known = verschil is not None
        klasse = "hoog" if known and verschil > 5 else "laag" if known and verschil < -5 else None
        self.add(
            "buurt_in_wijk", edition_id=EDITION, region_code=code, domain_id=domain,
            klasse_wijk=(klasse or "gemiddeld") if known else None, verschil_wijk=verschil,
            verschil_low=verschil - 4 if known else None,
            verschil_high=verschil + 4 if known else None, zekerheid_wijk=sure,
        )  # fmt: skip

    def no_score(self, code: str, domain: str) -> None:
        self.add(
            "domain_score", edition_id=EDITION, region_code=code, domain_id=domain,
            zekerheid="te_weinig_gegevens", zekerheid_gemeente="te_weinig_gegevens",
            zekerheid_reden='["geen_cijfers"]', coverage=0.0, smal=False, model_dependent=False,
            op_basis_van_gebruik=False, zekerheid_vergelijkbaar="te_weinig_gegevens",
            status_vergelijkbaar=NOT_ALIKE.get(code, "geen_score"),
        )  # fmt: skip

    def score(self, code: str, domain: str) -> None:
        lead = NEED[code] + float(self.rng.normal(0, 3))
        half = float(self.rng.uniform(3, 7))
        score = 101 + lead
        sure = "stevig" if abs(lead) > 8 + half else "redelijk" if abs(lead) > 8 else "onzeker"
        if abs(lead) < 4:
            sure = "redelijk"
        if domain in NARROW:
            sure = "onzeker"
        klasse = "hoog" if lead > 8 else "laag" if lead < -8 else "gemiddeld"
        inside = "hoog" if lead > 8 else "laag" if lead < -8 else "gemiddeld"
        model = domain in MODEL
        self.add(
            "domain_score", edition_id=EDITION, region_code=code, domain_id=domain, score=score,
            score_low=score - half, score_high=score + half, klasse=klasse, kans_hoog=0.5,
            kans_laag=0.1, klasse_gemeente=inside, verschil_gemeente=lead - 1,
            verschil_low=lead - 1 - half, verschil_high=lead - 1 + half, zekerheid_gemeente=sure,
            klasse_zonder_model=None if model else "gemiddeld",
            score_zonder_model=None if model else score - 2, zekerheid=sure,
            zekerheid_reden=json.dumps(["model"] if model else []),
            percentile=float(np.clip(0.5 + lead / 30, 0.01, 0.99)), rank_in_gemeente=1,
            rank_low=1, rank_high=4, coverage=0.7, smal=domain in NARROW, model_dependent=model,
            op_basis_van_gebruik=False, oudste_jaar=2017,
            **self.beside_alike(code, lead, half, sure),
        )  # fmt: skip
        self.sureness(code, domain, klasse)

    def beside_alike(self, code: str, lead: float, half: float, sure: str) -> dict[str, object]:
        """The difference from comparable wijken, for a wijk that has them."""
        if code in NOT_ALIKE:
            return {"zekerheid_vergelijkbaar": "te_weinig_gegevens",
                    "status_vergelijkbaar": NOT_ALIKE[code]}  # fmt: skip
        off = lead - 3
        return {
            "klasse_vergelijkbaar": "hoog" if off > 5 else "laag" if off < -5 else "gemiddeld",
            "verschil_vergelijkbaar": off, "verschil_vergelijkbaar_low": off - half,
            "verschil_vergelijkbaar_high": off + half, "zekerheid_vergelijkbaar": sure,
            "n_vergelijkbaar": 10, "status_vergelijkbaar": "ok",
        }  # fmt: skip

    def comparable(self) -> None:
        """Ten comparable wijken: those of the gemeente that have people, and one elsewhere."""
        wijken = [code for code in WIJKEN if code not in EMPTY]
        for code in wijken:
            others = [other for other in ("WK990700", *wijken) if other != code]
            for rank, other in enumerate(others if code not in NOT_ALIKE else [], start=1):
                self.add("comparable", edition_id=EDITION, region_code=code, comparable_code=other,
                         rank=rank, distance=0.05 * rank + (code == "WK990604"),
                         groepen=NO_TENURE if code == "WK990604" else ALL_GROUPS)  # fmt: skip

    def sureness(self, code: str, domain: str, klasse: str) -> None:
        """In the Havenkwartier one figure decides the class of werk, and a model the doubt."""
        if (code, domain) != ("WK990601", "werk_inkomen_schulden"):
            return
        for indicator, other in (("laag_inkomen", "gemiddeld"), ("moeite_rondkomen", klasse)):
            self.add(
                "score_without", edition_id=EDITION, region_code=code, domain_id=domain,
                indicator_id=indicator, klasse=klasse, score_zonder=101.0, klasse_zonder=other,
            )  # fmt: skip
        for cause, soort, share in (("model", "data", 0.7), ("gewichten", "methode", 0.3)):
            self.add(
                "score_variance", edition_id=EDITION, region_code=code, domain_id=domain,
                oorzaak=cause, soort=soort, variantie=share, deel=share,
            )  # fmt: skip

    def coherence(self) -> None:
        """Made so that every mark of the page is there: pairs of each flag, a negative r, a gap."""
        domains = [d for d in shipped_catalog().domains if d not in UNSCORED]
        pairs = [(a, a, b, b, "domain") for i, a in enumerate(domains) for b in domains[i + 1 :]]
        work, health, alone = "werk_inkomen_schulden", "gezondheid_beperking", "eenzaam_mantelzorg"
        pairs += [(work, "laag_inkomen", work, "sociaal_minimum", "indicator"),
                  ("mentaal_verslaving", "risico_angst_depressie", alone, "ernstig_eenzaam",
                   "indicator"),
                  (work, "ww_per_1000", health, "ww_per_1000", "indicator"),
                  (work, "laag_inkomen", health, "beperkt_18plus", "indicator")]  # fmt: skip
        known = [0.97, 0.958, 1.0, 0.4]
        drawn = [round(float(r), 3) for r in self.rng.uniform(-0.3, 1, len(pairs) - 4)]
        for (d1, left, d2, right, kind), r in zip(pairs, [*drawn, *known], strict=True):
            flag = "geen" if r < 0.9 else "een_feit" if d1 == d2 else "over_domeinen"
            self.add("coherence_pair", edition_id=EDITION, kind=kind, domain_left=d1, left_id=left,
                     domain_right=d2, right_id=right, r=r, n=2709, flag=flag)  # fmt: skip
        for indicator, kind, weight, real in (
            ("laag_inkomen", "register", 0.25, 0.331), ("sociaal_minimum", "register", 0.25, 0.336),
            ("moeite_rondkomen", "model", 0.5, None),
        ):  # fmt: skip
            self.add("effective_weight", edition_id=EDITION, domain_id=work, kind=kind, n=2365,
                     indicator_id=indicator, fact=1, weight=weight,
                     effective_weight=real)  # fmt: skip
        for domain in domains:
            some = domain == work
            self.add("model_share", edition_id=EDITION, domain_id=domain, n=3100,
                     model_weight=0.5 if some else 1.0, other_class=0.126 if some else None,
                     counted_twice='["laag_inkomen"]' if some else "[]")  # fmt: skip
        for norm, share in (("klasse_deel", 0.1), ("venster_jaren", 0.143), ("winsor_z", 0.0)):
            for kant in ("laag", "hoog"):
                gone = (norm, kant) == ("venster_jaren", "hoog")
                for domain in domains:
                    self.add("norm_sensitivity", edition_id=EDITION, norm_id=norm, kant=kant,
                             uitkomst="klasse", area_code="NL00", domain_id=domain, waarde=4.0,
                             waarde_anders=5.0, status="not_judged" if gone else "ok",
                             deel_inwoners=None if gone else share * (domain == work))  # fmt: skip

    def signals(self) -> None:
        for indicator, method, verschil, signal in (
            ("laag_inkomen", "wilson", "hoger", "niet_afwijkend"),
            ("sociaal_minimum", "wilson", "lager", "lager"),
            ("bijstand_per_1000", "byar", "geen_verschil", "niet_afwijkend"),
        ):
            self.add(
                "indicator_signal", edition_id=EDITION, region_code="WK990601",
                indicator_id=indicator, peiljaar=2017 if method == "wilson" else PEILJAAR,
                verschil=verschil, signal=signal, method=method,
            )  # fmt: skip
        for domain, status in (
            ("werk_inkomen_schulden", "bij_elkaar"),
            ("wonen_leefbaarheid", "om_en_om"),
            ("meedoen_taal", "geen_patroon"),
            ("jeugd_gezin", "te_weinig_gebieden"),
        ):
            self.add("spatial_pattern", edition_id=EDITION, gemeente_code=GEMEENTE,
                     domain_id=domain, n=12, status=status)  # fmt: skip

    def teams(self) -> None:
        shapes = self.shapes()
        west, east = _halves(shapes[SPLIT])
        for team, naam, wijken in TEAMS:
            shapes[SPLIT] = east if team == "TG9906-07" else west
            inwoners = sum(WIJKEN[w][1] // (2 if w == SPLIT else 1) for w in wijken)
            shape = union_all([shapes[w] for w in wijken if w in shapes])
            self.add("teamgebied", edition_id=EDITION, teamgebied_id=team, gemeente_code=GEMEENTE,
                     naam=naam, inwoners=inwoners, n_teams=2 if inwoners > 20000 else 1,
                     basis="voorstel", geometry=to_wkb(shape))  # fmt: skip
            for wijk in wijken:
                self.add("teamgebied_region", edition_id=EDITION, teamgebied_id=team,
                         region_code=wijk, share=0.5 if wijk == SPLIT else 1.0)  # fmt: skip
            light = team in ("TG9906-02", "TG9906-07")
            self.form(team, "teamgebied", "lichte_vorm" if light else "integraal")
            self.advice(team, "teamgebied", inwoners / 14000)
            self.totals(team, "teamgebied", inwoners / 14000)
            self.demand(team, "teamgebied", inwoners)
        self.form(GEMEENTE, "gemeente", "integraal")
        self.advice(GEMEENTE, "gemeente", 85_205 / 14000)
        self.totals(GEMEENTE, "gemeente", 85_205 / 14000)
        self.demand(GEMEENTE, "gemeente", 85_205)
        for code, (_, inwoners) in WIJKEN.items():
            self.demand(code, "wijk", inwoners)
        sizes = {team: len(wijken) / 3 for team, _, wijken in TEAMS}
        paid = {d: f for d, (_, payer, f) in DISCIPLINES.items() if payer == "gemeente" and f}
        for row in scenario_rows(GEMEENTE, sizes, {"schuldhulp": paid.pop("schuldhulp"), **paid}):
            self.add("team_scenario", edition_id=EDITION, **row)

    def form(self, area: str, level: str, form: str) -> None:
        self.add(
            "team_form", edition_id=EDITION, area_code=area, area_level=level, form_id=form,
            runner_up_form_id="integraal" if form == "lichte_vorm" else "lichte_vorm",
            zekerheid="redelijk", share=0.81,
            rule_id="weinig_vragen" if form == "lichte_vorm" else "anders",
            other_form_id="doelgroepteams", other_share=0.17,
            flips="Bij 15% minder vragen past de lichte vorm.",
        )  # fmt: skip
        for place, (rule, to, matched) in enumerate(
            (("klein", "hoort_bij_buurgebied", False),
             ("weinig_vragen", "lichte_vorm", form == "lichte_vorm"),
             ("doelgroep", "doelgroepteams", None), ("anders", "integraal", True))
        ):  # fmt: skip
            self.add(
                "team_form_rule", edition_id=EDITION, area_code=area, rule_id=rule,
                volgorde=place, form_id=to, matched=matched,
                reden="Niet te beoordelen: nodig is registratie van het team."
                if matched is None
                else f"Omvang per team: {7 + place},{area[-1]} fte. De regel vraagt minder "
                "dan 5,0 fte. Stedelijkheid 2. De regel vraagt 5. Er wonen 19.040 mensen.",
            )  # fmt: skip

    def advice(self, area: str, level: str, size: float) -> None:
        total = sum(f or 0 for _, payer, f in DISCIPLINES.values() if payer == "gemeente")
        for discipline, (ring, payer, fte) in DISCIPLINES.items():
            for modus in ("ramen", "verdelen"):
                known = fte is not None and modus == "ramen"
                share = (fte or 0) / total * size / (85_205 / 14000)
                self.add(
                    "team_advice", edition_id=EDITION, area_code=area, area_level=level,
                    discipline_id=discipline, modus=modus, ring=ring, financier=payer,
                    fte=round(fte * size * 2) / 2 if known else None,
                    fte_low=round(fte * size * 0.6 * 2) / 2 if known else None,
                    fte_high=round(fte * size * 1.5 * 2) / 2 if known else None,
                    share=min(1.0, share) if payer == "gemeente" else None, rule_id="basis",
                )  # fmt: skip

    def totals(self, area: str, level: str, size: float) -> None:
        known = [f * size for _, payer, f in DISCIPLINES.values() if payer == "gemeente" and f]
        fte = round(sum(known) * 2) / 2
        self.add(
            "team_total", edition_id=EDITION, area_code=area, area_level=level, modus="ramen",
            fte=fte, fte_low=fte * 0.7, fte_high=fte * 1.4, keer_gemeente=1.2,
        )  # fmt: skip
        self.add(
            "advice_note", edition_id=EDITION, area_code=area, note_id="schaal",
            text="Wij vermenigvuldigen alle vragen met 1,25. Die hoogte is een aanname.",
        )  # fmt: skip

    def demand(self, area: str, level: str, inwoners: int) -> None:
        for domain in shipped_catalog().domains:
            cases = inwoners * 4 / 1000
            self.add("demand", edition_id=EDITION, area_code=area, area_level=level,
                     domain_id=domain, cases=cases, cases_low=cases * 0.5, cases_high=cases * 1.8,
                     basis="aanname")  # fmt: skip

    def focus(self) -> None:
        signals = ("uitbreiden", "vasthouden", "onvoldoende_gegevens")
        rules = dict(
            zip(signals, ("inkoop_hoog_groei", "inkoop_gemiddeld", "inkoop_geen_score"),
                strict=True)
        )  # fmt: skip
        classes = dict(zip(signals, ("hoog", "gemiddeld", "geen"), strict=True))
        certainties = dict(zip(signals, ("redelijk", "onzeker", "te_weinig_gegevens"), strict=True))
        for code in WIJKEN:
            for place, product in enumerate(
                ("schuldhulp", "vroegsignalering", "begeleiding", "respijt", "taal", "welzijn")
            ):
                signal = signals[2] if code in EMPTY else signals[place % 3]
                self.add(
                    "procurement_focus", edition_id=EDITION, area_code=code,
                    product_group_id=product, signal=signal,
                    zekerheid=certainties[signal], rule_id=rules[signal],
                    domain_id=None if signal == signals[2] else "werk_inkomen_schulden",
                    behoefte=classes[signal], zekerheid_behoefte=certainties[signal],
                    gebruik="onbekend", vooruitblik="gelijk",
                )  # fmt: skip
        self.chance()
        self.design()
        self.add("evidence", edition_id=EDITION, advice_kind="domain_score", area_code="WK990601",
                 item_id="werk_inkomen_schulden", indicator_id="laag_inkomen", peiljaar=2017,
                 weight=0.5, z=1.4, contribution=7.2)  # fmt: skip

    def chance(self) -> None:
        """Clients of two kinds of use: registered, expected, and unknown in a wijk of nobody."""
        people = {GEMEENTE: 2400.0}
        people |= {c: 0.0 if c in EMPTY else i / 35 for c, (_, i) in WIJKEN.items()}
        kinds = (("begeleiding", "wmo", 1.0), ("jeugd_ambulant", "jeugdzorg", 2.0))
        for place, (code, n) in enumerate(people.items()):
            for product, use, c in kinds:
                least, known = 100 * (1 + c * c), n >= 1
                risk = ((1 + c * c) / n) ** 0.5 if known else None
                self.add(
                    "chance_risk", edition_id=EDITION, area_code=code, product_group_id=product,
                    use_id=use, clienten=round(n) if known else None,
                    clienten_low=0.8 * n if known else None,
                    clienten_high=1.2 * n if known else None,
                    basis=("registratie", "verwacht")[place % 2] if known else "geen", variatie=c,
                    kansrisico=risk, kansrisico_low=risk and 0.9 * risk,
                    kansrisico_high=risk and 1.1 * risk, clienten_min=least,
                    advies="niet_te_zeggen" if not known else "samen_of_corridor" if n < least
                    else "eigen_budget",
                )  # fmt: skip

    def design(self) -> None:
        """The choices of a team, as the catalog ships them."""
        for row in design_rows(shipped_rules()).to_dict("records"):
            self.add("teamontwerp", **row)

    def heard(self) -> None:
        for field, text, consent, domain in (
            ("ervaring", "Mensen groeten elkaar hier.", True, "wonen_leefbaarheid"),
            ("gemist", "Een plek om binnen te lopen <b>'s avonds</b>.", True, "eenzaam_mantelzorg"),
            # the contract refuses the next one too
            ("sterke_punten", "Dit mag niemand lezen.", False, "wonen_leefbaarheid"),
        ):
            self.add("qualitative", entry_id=f"e-{field}", region_code="WK990601", field=field,
                     text=text, bron="bewoners", datum="2026-03-01", methode="straatgesprek",
                     deelnemers=14, niet_bereikt="jongeren, Nieuwkomers",
                     consent=consent, domain_id=domain)  # fmt: skip
        self.places()
        self.registered()
        for domain, residents, professionals in (
            ("werk_inkomen_schulden", "bevestigt", "nuanceert"),
            ("wonen_leefbaarheid", "spreekt_tegen", "niet_bevraagd"),
        ):
            self.add("triangulation", region_code="WK990601", domain_id=domain,
                     cijfers="niet_bevraagd", bewoners=residents, professionals=professionals,
                     datum="2026-04-01", toelichting="Een <i>reden</i>.")  # fmt: skip
        self.surveyed()

    def registered(self) -> None:
        """Add questions of two years, providers, an event, a flag and present hours."""
        self.add("formation", gemeente_code=GEMEENTE, discipline_id="schuldhulp", fte=3.5)
        for domain, jaar, vragen in (
            ("werk_inkomen_schulden", 2020, 275), ("jeugd_gezin", 2020, None),
            ("werk_inkomen_schulden", 2019, 15),
        ):  # fmt: skip
            self.add("registration", region_code="WK990601", domain_id=domain, jaar=jaar,
                     vragen=vragen, waarde_status="ok" if vragen else "too_small",
                     heel_jaar=jaar == 2020)  # fmt: skip
        for area, product, name in (
            ("WK990601", "schuldhulp", "Zorg & Zo"), (GEMEENTE, "schuldhulp", "Alom"),
            ("WK990602", "taal", "Elders"),
        ):  # fmt: skip
            self.add("provider", area_code=area, product_group_id=product, naam=name)
        self.add("event", event_id="WK990601-1", region_code="WK990601", soort="sluiting",
                 datum="2026-02-01", omschrijving="De winkel <b>sluit</b>.")  # fmt: skip
        for reason, day, detail in (
            ("ouderdom", "2023-01-01", "Vanaf die dag is deze wijkfoto oud."),
            ("inwoners", "2020-01-01", "Het aantal ging van 1.000 naar 1.100."),
            ("klasse", None, "Stevig veranderd: <b>Werk</b>."),
        ):
            self.add(
                "rescan",
                edition_id=EDITION,
                region_code="WK990601",
                reason=reason,
                datum=day,
                detail=detail,
            )
        self.add("contract_flag", edition_id=EDITION, gemeente_code=GEMEENTE, model="veiling",
                 flag_id="geen_tevredenheid", evidence="Niet gemeten bij: schuldhulp.")  # fmt: skip

    def places(self) -> None:
        """Add two places on one spot, one elsewhere, one far away and one without a spot."""
        middle = self.shapes()["WK990601"].representative_point()
        for number, (field, name, east) in enumerate(
            (("aanbieders", "Zorg & Zo", 0), ("ontmoetingspunten", "De Brink", 0),
             ("ontmoetingspunten", "De Akker", 40), ("initiatieven", "Ver weg", 90_000),
             ("initiatieven", "Zonder adres", None))
        ):  # fmt: skip
            spot = {} if east is None else {"x": middle.x + east, "y": middle.y}
            self.add("qualitative", entry_id=f"p-{number}", region_code="WK990601", field=field,
                     datum="2026-03-01", consent=True, text="Open op dinsdag.", bron="kaart",
                     methode="bureauonderzoek", plek=name, **spot)  # fmt: skip

    def surveyed(self) -> None:
        """Add a survey: an estimate, an indication, a hidden one, and who was not heard."""
        self.add("survey", gemeente_code="GM9906", naam="Burgerpeiling", jaar=2022,
                 respondenten=640, weging_afstand=0.3, sha256="0" * 64, bytes=1200,
                 mapping_sha256="1" * 64, inputs_sha256="2" * 64)  # fmt: skip
        for place, (question, status, value, domain) in enumerate((
            ("veilig", "ok", 14.3, "wonen_leefbaarheid"),
            ("contacten", "suppressed", None, "meedoen_taal"),
            ("eenzaam", "indicatie", 14.3, "eenzaam_mantelzorg"),
        ), start=1):  # fmt: skip
            self.add("survey_question", question_id=question, volgorde=place,
                     naam=f"Zegt iets over {question}", soort="antwoord", variabelen="v1",
                     telt="3, 4", domain_id=domain)  # fmt: skip
            for code, method in (("GM9906", "ontwerp"), ("WK990601", "beta_binomiaal")):
                known = value is not None
                self.add("survey_estimate", region_code=code, question_id=question, waarde=value,
                         waarde_low=9.9 if known else None, waarde_high=19.3 if known else None,
                         waarde_gemeente=12.0 if known and code != "GM9906" else None,
                         n=63 if known else None, n_effective=51.0 if known else None,
                         waarde_status=status, method=method)  # fmt: skip
        for question in ("veilig", "contacten", "eenzaam"):
            self.add("survey_estimate", region_code="WK990602", question_id=question,
                     waarde_status="suppressed", method="beta_binomiaal")  # fmt: skip
        for group, heard in (("18_30", "te_weinig"), ("30_75", "genoeg"), ("75_100", "te_weinig")):
            self.add("survey_group", region_code="WK990601", dimensie="leeftijd", groep_id=group,
                     deel_bevolking=33.0, gehoord=heard)  # fmt: skip
