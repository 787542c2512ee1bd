"""Stages: the profile and the advice, from tables to tables."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd

from wijkfoto import METHOD_VERSION, SCHEMA_VERSION, __version__
from wijkfoto.advice import (
    Advice,
    AdviceInput,
    Buurten,
    FlagInput,
    TeamOptions,
    advise,
    contract_flags,
    formation_rows,
    rules_of,
)
from wijkfoto.advice.own import own_sha256
from wijkfoto.profile import (
    ProfileInput,
    ProfileOptions,
    ScoreDraws,
    score_domains,
    shipped_structure,
)
from wijkfoto.settings import Settings
from wijkfoto.stages.buurten import buurten_of, fill_scores
from wijkfoto.stages.lokaal import doubted, told_places
from wijkfoto.stages.rescan import fill_rescan
from wijkfoto.stages.signal import fill_signals
from wijkfoto.stages.sureness import write_sureness
from wijkfoto.stages.trend import run_trend
from wijkfoto.stages.use import write_use
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.edition import edition_id, inputs_sha256
from wijkfoto.warehouse.previous import edition_before, previous_edition
from wijkfoto.warehouse.run import fill_table, open_build

GROUPS = (
    "inwoners_0_18",
    "inwoners_18_65",
    "inwoners_65_80",
    "inwoners_80plus",
    "inwoners_18plus",
    "stedelijkheid",
)
"""Figures of a wijk that the advice multiplies by, or chooses an alternative on."""

ADVICE_TABLES = (
    "teamgebied",
    "teamgebied_region",
    "demand",
    "team_advice",
    "team_form",
    "team_form_rule",
    "team_total",
    "team_scenario",
    "advice_note",
    "evidence",
    "procurement_focus",
    "chance_risk",
)
"""Tables of the advice that carry the edition."""

RECORDS = ("reference_fact", "teamontwerp")
"""Tables of the advice that are the same in every edition."""

EMPTY_TABLES = ("number",)
"""Published tables that later work fills; `number` is filled when the pages are known."""


def run_profile(ws: Workspace) -> StageReport:
    """Score the wijken of the country and the buurten of the chosen gemeenten; write it all."""
    gemeenten = ws.chosen
    options = ProfileOptions(
        peiljaar=ws.peiljaar,
        draws=ws.settings.profile.draws,
        seed=ws.settings.profile.seed,
    )
    with open_build(ws.home.build_file) as con:
        wijken = lookup.current_wijken(con)
        values = lookup.indicator_values(con)
        inputs = ProfileInput(values, wijken)
        profile = doubted(
            con, score_domains(inputs, ws.catalog, options, gemeenten, shipped_structure())
        )
        edition = _edition_row(ws, gemeenten, profile.referentie)
        editions = fill_table(con, ws.model("marts.edition"), edition)
        edition_key = str(edition["edition_id"].iloc[0])
        buurten = buurten_of(ws, con, wijken, profile, options)
        scores = fill_scores(ws, con, profile, buurten, edition_key)
        comparable = fill_table(
            con, ws.model("marts.comparable"), profile.comparable.assign(edition_id=edition_key)
        )
        coherence = fill_table(
            con, ws.model("marts.coherence"), profile.coherence.assign(edition_id=edition_key)
        )
        draws = fill_table(con, ws.model("intermediate.score_draw"), _draws_to_frame(profile.draws))
        sureness = write_sureness(ws, con, profile, edition_key)
        use = write_use(ws, con, edition_key, edition["previous_edition_id"].iloc[0])
        signals = fill_signals(ws, con, inputs, options, profile.scores, edition_key)
        trend = run_trend(ws, con, edition_key)
    filled = (editions, *scores, comparable, coherence, draws, *use, *signals, *trend)
    ws.save_state(edition_id=edition_key, referentie=profile.referentie)
    return StageReport(rows={r.table: r.rows for r in filled} | sureness)


def run_advice(ws: Workspace) -> StageReport:
    """Write the advice: teamgebieden, demand, hours, form and focus, each with its evidence."""
    with open_build(ws.home.build_file) as con:
        inputs = advice_input(ws, con)
        advice = advise(inputs, rules_of(ws.settings.own_rules), team_options(ws.settings))
        every = pd.concat([inputs.evidence, advice.evidence], ignore_index=True)
        rows = _write_advice(ws, con, replace(advice, evidence=every), ws.edition_id)
        rows |= _write_flags(ws, con, inputs, ws.edition_id)
    return StageReport(rows=rows)


def advice_input(ws: Workspace, con: duckdb.DuckDBPyConnection) -> AdviceInput:
    """Return everything that advice looks at, from the build."""
    gemeenten = ws.chosen
    wijken = lookup.current_wijken(con)
    groups = lookup.groups_of_wijken(con, GROUPS)
    return AdviceInput(
        wijken=wijken.merge(groups, on="region_code", how="left", validate="one_to_one"),
        scores=lookup.scores_of_wijken(con),
        evidence=con.execute("select * from intermediate.score_evidence").df(),
        draws=_draws_from_rows(
            con.execute(
                "select region_code, domain_id, draws from intermediate.score_draw "
                "order by region_code, domain_id"
            ).fetchall(),
            tuple(ws.catalog.domains),
        ),
        shapes=lookup.shapes_of_wijken(con, gemeenten),
        gemeenten=gemeenten,
        registration=con.execute("select * from marts.registration").df(),
        gaps=con.execute("select * from marts.use_gap").df(),
        outlook=con.execute("select * from marts.outlook").df(),
        arrangementen=ws.settings.inkoop.arrangementen,
        hidden_most=ws.settings.privacy.min_cel - 1,
        places=told_places(con),
        events=con.execute(
            "select region_code, omschrijving from marts.event "
            "where datum >= make_date(?, 1, 1) order by event_id",
            [ws.peiljaar],
        ).df(),
        buurten=buurten_of_advice(con, gemeenten, groups),
    )


def buurten_of_advice(
    con: duckdb.DuckDBPyConnection, gemeenten: tuple[str, ...], groups: pd.DataFrame
) -> Buurten | None:
    """Return the buurten along which wijken can be split, with ages; None without any shape."""
    shapes = lookup.shapes_of_wijken(con, gemeenten, "buurt")
    if shapes is None:
        return None
    table = lookup.current_buurten(con, gemeenten)
    return Buurten(
        table.merge(groups, on="region_code", how="left", validate="one_to_one"),
        lookup.scores_of_wijken(con, "buurt"),
        shapes,
    )


def team_options(settings: Settings) -> TeamOptions:
    """Return what the settings say about the team."""
    team = settings.team
    return TeamOptions(
        fte_total=team.fte_total,
        formatie=dict(team.formatie),
        gebieden_bestand=Path(team.gebieden) if team.gebieden else None,
        seed=settings.profile.seed,
    )


def _write_advice(
    ws: Workspace, con: duckdb.DuckDBPyConnection, advice: Advice, edition_key: str
) -> dict[str, int]:
    rows = {}
    for name in ADVICE_TABLES:
        frame = getattr(advice, name).assign(edition_id=edition_key)
        report = fill_table(con, ws.model(f"marts.{name}"), _with_wkb(frame))
        rows[report.table] = report.rows
    formation = formation_rows(ws.chosen, team_options(ws.settings))
    rows["marts.formation"] = fill_table(con, ws.model("marts.formation"), formation).rows
    for name in RECORDS:
        report = fill_table(con, ws.model(f"marts.{name}"), getattr(advice, name))
        rows[report.table] = report.rows
    rows["marts.rescan"] = fill_rescan(ws, con, edition_key).rows
    for name in EMPTY_TABLES:
        model = ws.model(f"marts.{name}")
        empty = pd.DataFrame(columns=list(model.contract.columns))
        rows[model.qualified] = fill_table(con, model, empty).rows
    return rows


def _write_flags(
    ws: Workspace, con: duckdb.DuckDBPyConnection, inputs: AdviceInput, edition_key: str
) -> dict[str, int]:
    """Write what the contracts, providers and wijken of the gemeenten give reason to look at."""
    names = dict(zip(inputs.wijken["region_code"], inputs.wijken["region_naam"], strict=True))
    here = inputs.scores["region_code"].str[2:6].isin([code[2:6] for code in inputs.gemeenten])
    flags = contract_flags(
        FlagInput(
            contracts=con.execute("select * from intermediate.contract").df(),
            providers=con.execute("select * from marts.provider").df(),
            scores=inputs.scores[here],
            outlook=con.execute("select * from marts.outlook").df(),
            namen=names,
            gemeenten=inputs.gemeenten,
            werkgever=ws.settings.team.werkgever,
        ),
        rules_of(ws.settings.own_rules),
    )
    report = fill_table(con, ws.model("marts.contract_flag"), flags.assign(edition_id=edition_key))
    return {report.table: report.rows}


def _with_wkb(frame: pd.DataFrame) -> pd.DataFrame:
    if "geometry" not in frame:
        return frame
    return frame.assign(geometry=gpd.GeoSeries(frame["geometry"]).to_wkb())


def _edition_row(ws: Workspace, gemeenten: tuple[str, ...], referentie: str) -> pd.DataFrame:
    snapshots = ws.all_inputs()
    settings = ws.settings
    is_fictief = any(s.is_fictief for s in snapshots)
    inputs = inputs_sha256(
        settings,
        snapshots,
        peiljaar=ws.peiljaar,
        gemeenten=gemeenten,
        survey=ws.survey_hashes,
        forms=(ws.told_forms,),
        rules=own_sha256(settings.own_rules),
    )
    previous = (
        edition_before(ws.home, ws.again)
        if ws.again
        else previous_edition(ws.home, inputs, is_fictief=is_fictief)
    )
    return pd.DataFrame(
        [
            {
                "edition_id": edition_id(inputs, peiljaar=ws.peiljaar, previous=previous),
                "created_at": pd.Timestamp.now("UTC").tz_localize(None).floor("s"),
                "gemeente_codes": json.dumps(gemeenten),
                "peiljaar": ws.peiljaar,
                "schema_version": SCHEMA_VERSION,
                "method_version": METHOD_VERSION,
                "package_version": __version__,
                "seed": settings.profile.seed,
                "draws": settings.profile.draws,
                "config_sha256": settings.content_sha256(),
                "is_fictief": is_fictief,
                "referentie": referentie,
                "inputs_sha256": inputs,
                "previous_edition_id": previous,
            }
        ]
    )


def _draws_to_frame(draws: ScoreDraws) -> pd.DataFrame:
    per_domain = draws.values.reshape(-1, draws.values.shape[2])
    drawn = [None if np.isnan(values).all() else values for values in per_domain]
    return pd.DataFrame(
        {
            "region_code": np.repeat(draws.region_codes, len(draws.domain_ids)),
            "domain_id": np.tile(draws.domain_ids, len(draws.region_codes)),
            "draws": drawn,
        }
    )


def _draws_from_rows(
    rows: list[tuple[str, str, list[float] | None]], domains: tuple[str, ...]
) -> ScoreDraws:
    regions = tuple(sorted({region for region, _, _ in rows}))
    n_draws = max((len(drawn) for _, _, drawn in rows if drawn), default=1)
    values = np.full((len(regions), len(domains), n_draws), np.nan, dtype=np.float32)
    row_of = {code: i for i, code in enumerate(regions)}
    column_of = {domain: j for j, domain in enumerate(domains)}
    for region, domain, drawn in rows:
        if drawn:
            values[row_of[region], column_of[domain]] = drawn
    return ScoreDraws(regions, domains, values)
