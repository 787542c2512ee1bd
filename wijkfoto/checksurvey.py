"""`wijkfoto check` on the survey: every fault of its file and mapping, and what to know of it.

The file is read as a run does; of the wijken only those of a published edition are known here.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.ask import open_published
from wijkfoto.bronnen.opened import is_gone
from wijkfoto.errors import WijkfotoError
from wijkfoto.home import Home
from wijkfoto.peiling.coded import Respondents
from wijkfoto.peiling.estimate import NET_RESPONSE
from wijkfoto.peiling.survey import SurveyInput, code_survey, faults_of, open_survey
from wijkfoto.peiling.tables import too_few
from wijkfoto.settings import Settings
from wijkfoto.stages.survey import known_surveys
from wijkfoto.stages.workspace import Workspace


@dataclass(frozen=True)
class SurveyCheck:
    """What is wrong with the survey, and what is not wrong but worth knowing."""

    faults: tuple[WijkfotoError, ...] = ()
    remarks: tuple[str, ...] = ()


def check_survey(settings: Settings) -> SurveyCheck:
    """Check the survey that the settings name; nothing without one."""
    if not settings.survey.bestand:
        return SurveyCheck()
    path = Path(settings.survey.bestand)
    known = known_surveys(Workspace(settings)).get(path.name)
    if known and is_gone(path):
        gone = f"{path.name} is gone; a run takes the estimates of an edition made of it."
        return SurveyCheck(remarks=(gone,))
    try:
        survey = open_survey(path, settings.survey.mapping, settings.survey.formaat)
    except WijkfotoError as fault:
        return SurveyCheck(faults=(fault,))
    people = _published(settings)
    wijken = frozenset(code for code in people if code.startswith("WK")) or None
    faults = faults_of(survey, settings.gemeente.codes, wijken)
    remarks = () if faults else tuple(_remarks(settings, survey, people, wijken))
    return SurveyCheck(tuple(faults), remarks)


def _remarks(
    settings: Settings,
    survey: SurveyInput,
    people: dict[str, float | None],
    wijken: frozenset[str] | None,
) -> list[str]:
    coded, _ = code_survey(survey, settings.gemeente.codes, wijken)
    found = [f"{survey.file.name}: {survey.mapping.naam}, {survey.file.rows} rows."]
    if isinstance(coded, Respondents):
        for gemeente in sorted(set(coded.gemeente)):
            here = int((coded.gemeente == gemeente).sum())
            if here < NET_RESPONSE:
                found.append(too_few(str(gemeente), here, people.get(str(gemeente))))
        if coded.left_out:
            found.append(f"{coded.left_out} respondents weigh too much and are left out.")
    if survey.not_asked:
        found.append(f"The file does not ask: {'; '.join(survey.not_asked)}.")
    return found


def _published(settings: Settings) -> dict[str, float | None]:
    """Return the inhabitants of gemeenten and wijken of the published edition of this peiljaar."""
    if not Home(settings.home).published.exists():
        return {}
    con = open_published(settings)
    try:
        peiljaar, gemeenten = con.execute(
            "select peiljaar, gemeente_codes from edition"
        ).fetchall()[0]
        if settings.bronnen.peiljaar not in ("newest", peiljaar):
            return {}
        if not set(settings.gemeente.codes) <= set(json.loads(gemeenten)):
            return {}
        rows = con.execute(
            "select region_code, inwoners from region_now "
            "where level in ('gemeente', 'wijk') order by region_code"
        ).fetchall()
    finally:
        con.close()
    return {str(code): None if found is None else float(found) for code, found in rows}
