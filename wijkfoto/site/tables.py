"""Reads the published tables that a site needs, for one gemeente, into frozen rows.

Only reading: no rounding, no wording, no choice of what is shown.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from wijkfoto.errors import EditionError
from wijkfoto.regio import LAND
from wijkfoto.site import rows as r
from wijkfoto.site import rows_registered as rr
from wijkfoto.site.format import name_key
from wijkfoto.site.reader import Reader, grouped, reading, within
from wijkfoto.site.rows_alike import Comparable
from wijkfoto.site.rows_gap import UseGap
from wijkfoto.site.rows_heard import Entry, Survey, SurveyEstimate, SurveyGroup, SurveyQuestion
from wijkfoto.site.rows_inkoop import ChanceRisk, DesignChoice, Focus
from wijkfoto.site.rows_team import (
    AdviceNote,
    Demand,
    TeamAdvice,
    TeamForm,
    TeamFormRule,
    Teamgebied,
    TeamgebiedRegion,
    TeamTotal,
)
from wijkfoto.site.rows_trend import Outlook, Trend

Found = TypeVar("Found", bound=r.AnyEdition)


@dataclass(frozen=True)
class Tables:
    """The published rows of one gemeente and the land, each by its key.

    Attributes:
        gemeente_code: The gemeente these rows are of.
        wijken: Its wijken in Dutch order of their names, then by code.
        observations: By region, indicator and peiljaar.
        scores: By wijk and domain.
        comparable: By wijk, the one that is most like it first.
        signals: By wijk, indicator and peiljaar.
        patterns: Of the gemeente, by domain.
        team_advice: By area.
        totals: By area and modus.
        rules: By area, in the order of the rules.
    """

    gemeente_code: str
    edition: r.Edition
    regions: dict[str, r.Region]
    wijken: tuple[r.Region, ...]
    indicators: dict[str, r.Indicator]
    snapshots: dict[str, r.Snapshot]
    observations: dict[tuple[str, str, int], r.Observation]
    scores: dict[tuple[str, str], r.Score]
    comparable: dict[str, tuple[Comparable, ...]]
    signals: dict[tuple[str, str, int], r.Signal]
    patterns: dict[str, r.SpatialPattern]
    evidence: dict[tuple[str, str], tuple[r.Evidence, ...]]
    without: dict[tuple[str, str], tuple[r.ScoreWithout, ...]]
    variance: dict[tuple[str, str], tuple[r.ScoreVariance, ...]]
    teams: tuple[Teamgebied, ...]
    team_regions: tuple[TeamgebiedRegion, ...]
    forms: dict[str, TeamForm]
    rules: dict[str, tuple[TeamFormRule, ...]]
    team_advice: dict[str, tuple[TeamAdvice, ...]]
    totals: dict[tuple[str, str], TeamTotal]
    notes: dict[str, tuple[AdviceNote, ...]]
    demand: dict[tuple[str, str], Demand]
    focus: dict[str, tuple[Focus, ...]]
    chance: dict[str, tuple[ChanceRisk, ...]]
    design: tuple[DesignChoice, ...]
    survey: dict[str, tuple[SurveyEstimate, ...]]
    surveys: dict[str, Survey]
    survey_questions: dict[str, SurveyQuestion]
    survey_groups: dict[str, tuple[SurveyGroup, ...]]
    qualitative: dict[str, tuple[Entry, ...]]
    comparisons: dict[str, tuple[rr.Comparison, ...]]
    registration: dict[str, tuple[rr.Registration, ...]]
    providers: dict[str, tuple[rr.Provider, ...]]
    events: dict[str, tuple[rr.Event, ...]]
    remarks: dict[str, tuple[rr.Remark, ...]]
    rescan: dict[str, tuple[rr.Rescan, ...]]
    flags: tuple[rr.Flag, ...]
    formation: dict[str, rr.Formation]
    trend: dict[str, tuple[Trend, ...]]
    outlook: dict[str, tuple[Outlook, ...]]
    gaps: dict[str, tuple[UseGap, ...]]

    @property
    def gemeente(self) -> r.Region:
        """The gemeente itself."""
        return self.regions[self.gemeente_code]


def read_edition(source: Path | Reader) -> r.Edition:
    """Read the one row that says what this file is.

    Raises:
        EditionError: If there is not exactly one.
    """
    return _only_edition(r.Edition, source)


def read_any_edition(source: Path | Reader) -> r.AnyEdition:
    """Read what an edition of any release says of itself.

    Raises:
        EditionError: If there is not exactly one row.
    """
    return _only_edition(r.AnyEdition, source)


def _only_edition(kind: type[Found], source: Path | Reader) -> Found:
    with reading(source) as reader:
        found = reader.rows(kind, "edition")
    if len(found) != 1:
        raise EditionError(f"The table edition holds {len(found)} rows, not one.")
    return found[0]


def read_snapshots(source: Path | Reader) -> tuple[r.Snapshot, ...]:
    """Read every source of the edition, in order of its id."""
    with reading(source) as reader:
        return tuple(reader.rows(r.Snapshot, "source_snapshot"))


def count_wijken(source: Path | Reader, gemeente_codes: Sequence[str]) -> int:
    """Return how many wijken some gemeenten have together."""
    with reading(source) as reader:
        where, values = within("gemeente_code", gemeente_codes)
        return reader.count("region_now", f"level = 'wijk' and {where}", values)


def read_surveys(source: Path | Reader) -> tuple[Survey, ...]:
    """Read the surveys of the edition, in order of their gemeente."""
    with reading(source) as reader:
        return tuple(reader.rows(Survey, "survey"))


def read_tables(source: Path | Reader, gemeente_code: str) -> Tables:
    """Read everything the pages of one gemeente need.

    Raises:
        EditionError: If the file or the gemeente is not there.
    """
    with reading(source) as reader:
        edition = read_edition(reader)
        regions = _regions(reader, gemeente_code)
        wijken = sorted(
            (region for region in regions.values() if region.level == "wijk"),
            key=lambda w: (name_key(w.naam), w.region_code),
        )
        mine = [gemeente_code, *(w.region_code for w in wijken)]
        return Tables(
            gemeente_code=gemeente_code,
            edition=edition,
            regions=regions,
            wijken=tuple(wijken),
            **_figures(reader, mine),
            **_registered(reader, gemeente_code, mine),
            **_signals(reader, gemeente_code, mine),
            **_survey(reader, mine),
            **_teams(reader, gemeente_code, mine),
        )


def _regions(reader: Reader, gemeente_code: str) -> dict[str, r.Region]:
    found = reader.rows(
        r.Region,
        "region_now",
        "region_code = ? or (gemeente_code = ? and level in ('gemeente', 'wijk'))",
        [LAND, gemeente_code],
    )
    regions = {region.region_code: region for region in found}
    if gemeente_code not in regions:
        raise EditionError(
            f"Gemeente {gemeente_code} is not in this edition.",
            next_step="Choose one of the gemeenten of the table edition.",
        )
    return regions


SureRow = TypeVar("SureRow", r.ScoreWithout, r.ScoreVariance)


def _by_score(found: Sequence[SureRow]) -> dict[tuple[str, str], tuple[SureRow, ...]]:
    groups: dict[tuple[str, str], list[SureRow]] = {}
    for row in found:
        groups.setdefault((row.region_code, row.domain_id), []).append(row)
    return {key: tuple(rows) for key, rows in groups.items()}


_COMPARABLE = """(
    select c.region_code, c.rank, c.comparable_code, c.distance, c.groepen, w.region_naam,
        g.region_naam as gemeente_naam
    from comparable as c
    inner join region_now as w on c.comparable_code = w.region_code
    inner join region_now as g on w.gemeente_code = g.region_code
)"""
"""Comparable wijken lie anywhere in the land, so their names are read along."""


def _figures(reader: Reader, mine: list[str]) -> dict[str, Any]:
    """Read the figures and scores of the gemeente, its wijken and the land."""
    observed = reader.rows(r.Observation, "observation_now", *within("region_code", [LAND, *mine]))
    evidence: dict[tuple[str, str], list[r.Evidence]] = {}
    where, values = within("area_code", mine)
    for e in reader.rows(
        r.Evidence, "evidence", f"advice_kind = 'domain_score' and {where}", values
    ):
        evidence.setdefault((e.area_code, e.item_id), []).append(e)
    mine_only = within("region_code", mine)
    scores = reader.rows(r.Score, "domain_score", *mine_only)
    entries = reader.rows(Entry, "qualitative", *mine_only)
    changes = reader.rows(Trend, "trend", *mine_only)
    expected = reader.rows(Outlook, "outlook", *mine_only)
    return {
        "trend": grouped(changes, "region_code"),
        "outlook": grouped(expected, "region_code"),
        "gaps": grouped(reader.rows(UseGap, "use_gap", *mine_only), "region_code"),
        "indicators": {i.indicator_id: i for i in reader.rows(r.Indicator, "indicator")},
        "snapshots": {s.snapshot_id: s for s in reader.rows(r.Snapshot, "source_snapshot")},
        "observations": {(o.region_code, o.indicator_id, o.peiljaar): o for o in observed},
        "scores": {(s.region_code, s.domain_id): s for s in scores},
        "comparable": grouped(reader.rows(Comparable, _COMPARABLE, *mine_only), "region_code"),
        "evidence": {key: tuple(found) for key, found in evidence.items()},
        "without": _by_score(reader.rows(r.ScoreWithout, "score_without", *mine_only)),
        "variance": _by_score(reader.rows(r.ScoreVariance, "score_variance", *mine_only)),
        "qualitative": grouped(entries, "region_code"),
    }


def _survey(reader: Reader, mine: list[str]) -> dict[str, Any]:
    """Read the survey of the gemeente: estimates, questions, and who was heard."""
    mine_only = within("region_code", mine)
    return {
        "survey": grouped(
            reader.rows(SurveyEstimate, "survey_estimate", *mine_only), "region_code"
        ),
        "surveys": {s.gemeente_code: s for s in reader.rows(Survey, "survey")},
        "survey_questions": {
            q.question_id: q for q in reader.rows(SurveyQuestion, "survey_question")
        },
        "survey_groups": grouped(
            reader.rows(SurveyGroup, "survey_group", *mine_only), "region_code"
        ),
    }


def _registered(reader: Reader, gemeente_code: str, mine: list[str]) -> dict[str, Any]:
    """Read what the gemeente filled in itself, beside what was heard."""
    of_wijk, of_area = within("region_code", mine), within("area_code", mine)
    of_region = within("region_code", [gemeente_code, *mine])
    of_gemeente: tuple[str, list[Any]] = ("gemeente_code = ?", [gemeente_code])
    compared = reader.rows(rr.Comparison, "triangulation", *of_wijk)
    questions = reader.rows(rr.Registration, "registration", *of_wijk)
    return {
        "comparisons": grouped(compared, "region_code"),
        "registration": grouped(questions, "region_code"),
        "providers": grouped(reader.rows(rr.Provider, "provider", *of_area), "area_code"),
        "events": grouped(reader.rows(rr.Event, "event", *of_wijk), "region_code"),
        "remarks": grouped(reader.rows(rr.Remark, "toelichting", *of_region), "region_code"),
        "rescan": grouped(reader.rows(rr.Rescan, "rescan", *of_wijk), "region_code"),
        "flags": tuple(reader.rows(rr.Flag, "contract_flag", *of_gemeente)),
        "formation": {
            row.discipline_id: row for row in reader.rows(rr.Formation, "formation", *of_gemeente)
        },
    }


def _signals(reader: Reader, gemeente_code: str, mine: list[str]) -> dict[str, Any]:
    """Read which figures stand out, and which scores lie together on the map."""
    signals = reader.rows(r.Signal, "indicator_signal", *within("region_code", mine))
    patterns = reader.rows(
        r.SpatialPattern, "spatial_pattern", "gemeente_code = ?", [gemeente_code]
    )
    return {
        "signals": {(s.region_code, s.indicator_id, s.peiljaar): s for s in signals},
        "patterns": {p.domain_id: p for p in patterns},
    }


def _teams(reader: Reader, gemeente_code: str, mine: list[str]) -> dict[str, Any]:
    """Read teamgebieden and the advice on them."""
    teams = reader.rows(Teamgebied, "teamgebied", "gemeente_code = ?", [gemeente_code])
    areas = [*mine, *(team.teamgebied_id for team in teams)]
    rules = reader.rows(TeamFormRule, "team_form_rule", *within("area_code", areas))
    demand = reader.rows(Demand, "demand", *within("area_code", areas))
    advice = reader.rows(TeamAdvice, "team_advice", *within("area_code", areas))
    forms = reader.rows(TeamForm, "team_form", *within("area_code", areas))
    ids = [team.teamgebied_id for team in teams]
    shares = reader.rows(TeamgebiedRegion, "teamgebied_region", *within("teamgebied_id", ids))
    return {
        "teams": tuple(sorted(teams, key=lambda t: (name_key(t.naam), t.teamgebied_id))),
        "team_regions": tuple(shares),
        "forms": {form.area_code: form for form in forms},
        "rules": grouped(sorted(rules, key=lambda rule: rule.volgorde), "area_code"),
        "team_advice": grouped(advice, "area_code"),
        "totals": {
            (t.area_code, t.modus): t
            for t in reader.rows(TeamTotal, "team_total", *within("area_code", areas))
        },
        "notes": grouped(
            reader.rows(AdviceNote, "advice_note", *within("area_code", areas)), "area_code"
        ),
        "demand": {(d.area_code, d.domain_id): d for d in demand},
        "focus": grouped(
            reader.rows(Focus, "procurement_focus", *within("area_code", areas)), "area_code"
        ),
        "chance": grouped(
            reader.rows(ChanceRisk, "chance_risk", *within("area_code", areas)), "area_code"
        ),
        "design": tuple(reader.rows(DesignChoice, "teamontwerp")),
    }


def gemeente_codes(edition: r.Edition) -> tuple[str, ...]:
    """Return the gemeenten that the edition was made for."""
    return tuple(json.loads(edition.gemeente_codes))
