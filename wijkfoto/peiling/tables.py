"""From an opened survey to what is published of it: coded, weighed, estimated.

The steps are in the modules beside this one; here they stand in order. Rows of respondents stay in
memory and are gone when this returns.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wijkfoto.errors import SourceError, WijkfotoError
from wijkfoto.peiling.coded import Respondents
from wijkfoto.peiling.estimate import COLUMNS, IN_NEED, NET_RESPONSE, Cells, cells_of, estimate
from wijkfoto.peiling.heard import COLUMNS as HEARD_COLUMNS
from wijkfoto.peiling.heard import who_was_heard
from wijkfoto.peiling.mapping import Mapping
from wijkfoto.peiling.margins import Margins, as_one, margins_of
from wijkfoto.peiling.shares import WijkShares
from wijkfoto.peiling.survey import SurveyInput, code_survey, faults_before_coding
from wijkfoto.peiling.weigh import weigh
from wijkfoto.privacy import Limits

ToldBefore = Callable[[str, int], dict[str, frozenset[str]]]
"""Gives for a gemeente and year of the survey the wijken that were shown before, by question."""


def nothing_told(_gemeente: str, _jaar: int) -> dict[str, frozenset[str]]:
    """Say that no edition showed anything of a survey."""
    return {}


@dataclass(frozen=True)
class SurveyTables:
    """What is published of a survey, and what its maker should know.

    Attributes:
        in_need: Wijk and question of each number that is hidden for its own sake; for checks alone.
    """

    survey: pd.DataFrame
    questions: pd.DataFrame
    estimates: pd.DataFrame
    heard: pd.DataFrame
    notes: tuple[str, ...] = ()
    in_need: tuple[tuple[str, str], ...] = ()


def make_tables(
    survey: SurveyInput,
    gemeenten: tuple[str, ...],
    figures: pd.DataFrame,
    limits: Limits,
    told_before: ToldBefore = nothing_told,
) -> SurveyTables:
    """Make what is published of a survey.

    Args:
        survey: The file with its mapping.
        gemeenten: Gemeenten of the run.
        figures: Figures of CBS, a row per wijk, with `gemeente_code`; see `margins.FIGURES`.
        limits: From how much on something is told.
        told_before: What earlier editions showed of this survey.

    Raises:
        SourceError: Names the first fault, and how many more there are.
    """
    wijken = frozenset(str(code) for code in figures["region_code"])
    coded, faults = code_survey(survey, gemeenten, wijken)
    faults = [*faults_before_coding(survey), *faults]
    if faults or coded is None:
        raise all_faults(faults)
    parts = []
    for gemeente in sorted(set(coded.gemeente)):
        margins = margins_of(figures[figures["gemeente_code"] == gemeente], survey.mapping)
        told = told_before(str(gemeente), coded.jaar)
        if isinstance(coded, WijkShares):
            parts.append(_of_shares(str(gemeente), coded, margins, survey, limits, told))
        else:
            own = coded.of(coded.gemeente == gemeente)
            parts.append(_of_respondents(str(gemeente), own, margins, survey, limits, told))
    notes = [note for part in parts for note in part.notes]
    if survey.not_asked:
        notes.append(f"The file does not ask: {'; '.join(survey.not_asked)}.")
    estimates = pd.concat([part.estimates for part in parts], ignore_index=True)
    in_need = estimates[estimates[IN_NEED]]
    return SurveyTables(
        pd.concat([part.survey for part in parts], ignore_index=True),
        question_table(survey.mapping),
        estimates[list(COLUMNS)],
        pd.concat([part.heard for part in parts], ignore_index=True),
        tuple(notes),
        tuple(sorted(zip(in_need["region_code"], in_need["question_id"], strict=True))),
    )


def all_faults(faults: list[WijkfotoError]) -> SourceError:
    """Return the first fault as an error that says how many there are."""
    first = faults[0]
    more = f" There are {len(faults) - 1} more faults." if len(faults) > 1 else ""
    return SourceError(
        f"{first.what}{more}",
        where=first.where,
        next_step=f"{first.next_step} `wijkfoto check` lists every fault.",
    )


def _of_respondents(
    gemeente: str,
    own: Respondents,
    margins: Margins,
    survey: SurveyInput,
    limits: Limits,
    told: dict[str, frozenset[str]],
) -> SurveyTables:
    if survey.mapping.wijk is None:
        margins = as_one(margins, gemeente)
        own = replace(own, wijk=np.full(len(own.wijk), gemeente, dtype=object))
    weighed = weigh(own, margins)
    found = len(own.weight)
    estimates = [
        estimate(
            question.id,
            gemeente,
            margins.wijken,
            cells_of(own.answers[question.id], weighed.place, weighed.weight, margins.adults),
            limits,
            respondents=found,
            told=told.get(question.id, frozenset()),
        )
        for question in survey.mapping.vragen
    ]
    heard = who_was_heard(gemeente, own, margins, survey.mapping, limits)
    notes = _response_notes(gemeente, found, margins)
    if own.left_out:
        notes.append(f"{own.left_out} respondents weigh too much and were left out.")
    if nowhere := int((weighed.place < 0).sum()):
        notes.append(f"{nowhere} respondents of {gemeente} have no wijk and were left out.")
    return SurveyTables(
        _survey_row(gemeente, found, own.jaar, survey, limits, weighed.gap),
        question_table(survey.mapping),
        pd.concat(estimates, ignore_index=True).drop_duplicates(["region_code", "question_id"]),
        heard.drop_duplicates(["region_code", "dimensie", "groep_id"]),
        tuple(notes),
    )


def _of_shares(
    gemeente: str,
    coded: WijkShares,
    margins: Margins,
    survey: SurveyInput,
    limits: Limits,
    told: dict[str, frozenset[str]],
) -> SurveyTables:
    rows = [np.flatnonzero(coded.wijk == wijk) for wijk in margins.wijken]
    row = np.array([found[0] if len(found) else -1 for found in rows])
    tables, found = [], int(coded.n[coded.gemeente == gemeente].sum())
    for question in survey.mapping.vragen:
        share = np.where(row >= 0, coded.shares[question.id][row], np.nan)
        n = np.where(np.isnan(share) | (row < 0), 0, coded.n[row])
        cells = Cells(n, n.astype(float), np.nan_to_num(share), margins.adults, row >= 0)
        before = told.get(question.id, frozenset())
        tables.append(
            estimate(
                question.id, gemeente, margins.wijken, cells, limits,
                respondents=found, told=before,
            )
        )  # fmt: skip
    return SurveyTables(
        _survey_row(gemeente, found, coded.jaar, survey, limits, None),
        question_table(survey.mapping),
        pd.concat(tables, ignore_index=True),
        pd.DataFrame(columns=list(HEARD_COLUMNS)),
        tuple(_response_notes(gemeente, found, margins)),
    )


def _response_notes(gemeente: str, found: int, margins: Margins) -> list[str]:
    if found >= NET_RESPONSE:
        return []
    return [too_few(gemeente, found, float(margins.inwoners.sum()))]


def too_few(gemeente: str, found: int, people: float | None) -> str:
    """Say that a survey is too small to be more than an indication."""
    of = "" if people is None else f", where {people:,.0f} people live"
    return (
        f"{found} respondents in {gemeente}{of}: VNG asks for {NET_RESPONSE} or more. "
        "Every estimate is marked indicatie."
    )


def _survey_row(
    gemeente: str,
    found: int,
    jaar: int,
    survey: SurveyInput,
    limits: Limits,
    gap: float | None,
) -> pd.DataFrame:
    row = {
        "gemeente_code": gemeente,
        "naam": survey.mapping.naam,
        "jaar": jaar,
        "respondenten": found if found >= limits.min_cel else None,
        "weging_afstand": None if gap is None else 100 * gap,
        "sha256": survey.file.sha256,
        "bytes": survey.file.size,
        "mapping_sha256": survey.mapping_sha256,
    }
    return pd.DataFrame([row]).astype({"respondenten": "Int64", "weging_afstand": "float64"})


def question_table(mapping: Mapping) -> pd.DataFrame:
    """Return a row per question: its name and which answers count."""
    return pd.DataFrame(
        [
            {
                "question_id": question.id,
                "volgorde": place,
                "naam": question.naam,
                "domain_id": question.domein,
                "soort": question.soort,
                "variabelen": ", ".join(question.variabelen),
                "telt": ", ".join(f"{code:g}" for code in question.telt) or None,
            }
            for place, question in enumerate(mapping.vragen, start=1)
        ]
    )
