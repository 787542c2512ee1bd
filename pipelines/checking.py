"""`wijkfoto check`: every check one after the other, and on which settings and home it looked.

Faults, and what is worth knowing, go to stdout; what was looked at goes to stderr.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.terminal import say, tell
from wijkfoto.catalog import shipped_catalog
from wijkfoto.checkcountry import CountryCheck, check_country
from wijkfoto.checklive import check_live, fails, newer_years
from wijkfoto.checksurvey import SurveyCheck, check_survey
from wijkfoto.checkup import CheckUp, check_up
from wijkfoto.settings import Settings
from wijkfoto.settings_env import CONFIG_NAME, config_file


def check_all(
    read_settings: Callable[[], Settings], config: Path | None, *, live: bool, quiet: bool
) -> int:
    """Check settings, catalog, rules, SQL, files, forms, survey and published country.

    Args:
        read_settings: Reads the settings; its fault is one of those listed.
        config: Settings file that the user named, if any.
        live: Whether to ask the services about every table.
        quiet: Whether to leave out what was looked at.

    Returns:
        The exit code: 0, or the highest of the faults.
    """
    found = check_up(read_settings)
    settings = found.settings
    survey = check_survey(settings) if settings else SurveyCheck()
    country = CountryCheck() if found.faults or not settings else check_country(settings)
    if not quiet:
        for line in _looked_at(found, config):
            tell(line)
    every = (*found.faults, *survey.faults, *country.faults)
    for fault in every:
        say(str(fault))
    if every:
        return max(fault.exit_code for fault in every)
    say("Everything checked is in order.")
    of_inputs = found.inputs.remarks() if found.inputs else ()
    for remark in (*of_inputs, *survey.remarks, *country.remarks):
        say(remark)
    return _live(settings) if live and settings else 0


def _looked_at(found: CheckUp, config: Path | None) -> Iterator[str]:
    """Say which settings, home and inputs were looked at, for who stands in another folder."""
    path = config_file(config)
    if path is None:
        yield f"settings   no {CONFIG_NAME} in {Path.cwd()}: what no setting says is the default"
    else:
        yield f"settings   {path.resolve()}"
    if found.settings is None or found.inputs is None:
        return
    yield f"home       {found.settings.home.resolve()}"
    yield from found.inputs.lines()
    yield f"survey     {found.settings.survey.bestand or 'none'}"
    # A catalog with a fault cannot say what it leaves unread.
    for source in shipped_catalog().unread_sources() if not found.faults else ():
        yield f"not read   {source.naam}: {source.ongelezen}"


def _live(settings: Settings) -> int:
    findings = []
    for finding in check_live(settings):
        say(str(finding))
        findings.append(finding)
    for line in newer_years(shipped_catalog(), datetime.now(UTC).year):
        say(line)
    return 1 if fails(findings) else 0
