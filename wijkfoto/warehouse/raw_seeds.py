"""Loading what is no table of figures into the raw schema: shapes, and the seeds of the catalog.

Pages of figures are `raw`'s work; what a shape or an indicator means is decided elsewhere.
"""

from collections.abc import Iterable

import duckdb
import geopandas as gpd
import pandas as pd

from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.catalog import Catalog
from wijkfoto.warehouse.bounds import load_bounds
from wijkfoto.warehouse.outline import outlines
from wijkfoto.warehouse.query import replace_rows


def load_shapes(con: duckdb.DuckDBPyConnection, shapes: gpd.GeoDataFrame | None) -> int:
    """Load shapes (EPSG:28992) beside those of other years; return how many.

    A code has one shape per year, as received, and an outline that is simpler; `staging.shape`
    chooses the year that stands for the peiljaar.
    """
    if shapes is None or shapes.empty:
        return 0
    frame = pd.DataFrame(
        {
            "region_code": shapes["region_code"],
            "wkb": shapes.geometry.to_wkb(),
            "geometry_year": shapes["geometry_year"],
            "outline": outlines(shapes).to_wkb(),
        }
    )
    con.register("frame_to_insert", frame)
    con.execute(
        "insert into raw.shape select region_code, ST_GeomFromWKB(wkb), geometry_year, "
        "ST_GeomFromWKB(outline) from frame_to_insert"
    )
    con.unregister("frame_to_insert")
    return len(frame)


def load_seeds(
    con: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    snapshots: Iterable[Snapshot],
    *,
    peiljaar: int,
    gemeenten: Iterable[str],
) -> None:
    """Load what the models need to know besides figures: catalog, snapshots and the choice made."""
    replace_rows(con, "raw.indicator", _indicator_seed(catalog))
    replace_rows(con, "raw.derived", _derived_seed(catalog))
    replace_rows(con, "raw.break", _break_seed(catalog))
    replace_rows(con, "raw.snapshot", _snapshot_seed(snapshots))
    replace_rows(
        con,
        "raw.parameter",
        pd.DataFrame(
            {
                "peiljaar": pd.Series([peiljaar], dtype="int32"),
                "window_years": pd.Series([int(catalog.norm("venster_jaren"))], dtype="int32"),
                "min_denominator": [catalog.norm("min_noemer")],
                "model_sd": [catalog.norm("rivm_sd_logit")],
                "jump_people_share": [catalog.norm("sprong_inwoners_deel")],
                "jump_people": [catalog.norm("sprong_inwoners")],
                "jump_area_share": [catalog.norm("sprong_oppervlakte_deel")],
                "recode_people_share": [catalog.norm("hercodering_inwoners_deel")],
                "min_covered": [catalog.norm("min_bedekt")],
                "min_filled": [catalog.norm("min_gevuld")],
                "max_prognosis_off": [catalog.norm("prognose_afwijking_max")],
            }
        ),
    )
    load_bounds(con)
    replace_rows(con, "raw.chosen", pd.DataFrame({"gemeente_code": sorted(gemeenten)}, dtype="str"))


def _indicator_seed(catalog: Catalog) -> pd.DataFrame:
    rows = []
    for i in catalog.indicators.values():
        rounding, secret = i.afronding, i.geheim
        rows.append(
            {
                "indicator_id": i.indicator_id,
                "domain_id": i.domain_id,
                "role": i.role,
                "direction": i.direction,
                "naam": i.naam,
                "unit": i.unit,
                "kind": i.kind,
                "source_id": i.source_id,
                "column_stem": i.bron.stem[0] if i.bron else None,
                "description": i.description,
                "warning": i.warning,
                "denominator": i.noemer,
                "half_width": rounding.half_breedte if rounding else 0.0,
                "zero_high": rounding.nul_tot if rounding else None,
                "all_levels": rounding.alle_niveaus if rounding else False,
                "secret_low": secret.low if secret else None,
                "secret_high": secret.high if secret else None,
            }
        )
    return pd.DataFrame(rows)


def _derived_seed(catalog: Catalog) -> pd.DataFrame:
    """One row per part of a derived figure: part is teller, noemer, som, plus or min."""
    rows: list[dict[str, object]] = []
    for i in catalog.indicators.values():
        d = i.afgeleid
        if d is None:
            continue
        whole = [("teller", d.teller)] if d.teller else []
        whole += [("noemer", name) for name in d.noemer] + [("som", name) for name in d.som]
        rows += [
            {"indicator_id": i.indicator_id, "part": part, "component": name,
             "factor": d.factor, "share": 1.0}
            for part, name in whole
        ]  # fmt: skip
        for part, piece in (("plus", d.plus_deel), ("min", d.min_deel)):
            if piece:
                number = catalog.number(piece.norm)
                rows.append(
                    {
                        "indicator_id": i.indicator_id,
                        "part": part,
                        "component": piece.indicator,
                        "factor": d.factor,
                        "share": number.waarde,
                        "cap_component": piece.hooguit_van,
                        "cap_share": catalog.norm(piece.hooguit_norm)
                        if piece.hooguit_norm
                        else None,
                        "share_low": number.laag,
                        "share_high": number.hoog,
                    }
                )
    names = [
        "indicator_id", "part", "component", "factor", "share", "cap_component", "cap_share",
        "share_low", "share_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _break_seed(catalog: Catalog) -> pd.DataFrame:
    """One row per year from which a figure means something else."""
    rows = [(i.indicator_id, b.vanaf) for i in catalog.indicators.values() for b in i.breuken]
    return pd.DataFrame(rows, columns=["indicator_id", "vanaf"])


def _snapshot_seed(snapshots: Iterable[Snapshot]) -> pd.DataFrame:
    fields = [
        "snapshot_id", "source_id", "table_id", "title", "period", "modified", "retrieved_at",
        "url", "sha256", "row_count", "licence", "attribution", "is_fictief",
    ]  # fmt: skip
    rows = [{name: getattr(s, name) for name in fields} for s in snapshots]
    return pd.DataFrame(rows, columns=fields).astype({"row_count": "Int64"})
