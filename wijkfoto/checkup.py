"""`wijkfoto check`: every fault in settings, catalog, rules and SQL, not only the first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.advice import (
    check_formation,
    check_total,
    read_areas,
    rule_errors,
    rules_of,
)
from wijkfoto.catalog import catalog_faults, read_catalog
from wijkfoto.checkinputs import Inputs, read_inputs
from wijkfoto.errors import WijkfotoError
from wijkfoto.resources import catalog_dir
from wijkfoto.settings import Settings
from wijkfoto.site.logo import read_logo
from wijkfoto.site.theme import theme_faults
from wijkfoto.stages.derive import team_options
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.plausible import read_questions

Check = Callable[[], object]


@dataclass(frozen=True)
class CheckUp:
    """What the checks without figures gave.

    Attributes:
        faults: What is wrong, each once.
        settings: The settings; None when they have a fault.
        inputs: What was put ready; None without settings.
    """

    faults: list[WijkfotoError]
    settings: Settings | None = None
    inputs: Inputs | None = None


def find_faults(read_settings: Callable[[], Settings]) -> list[WijkfotoError]:
    """Return only what is wrong; see `check_up`."""
    return check_up(read_settings).faults


def check_up(read_settings: Callable[[], Settings]) -> CheckUp:
    """Run every check that needs no figures.

    Args:
        read_settings: Reads the settings; its fault is one of those listed.
    """
    faults: list[WijkfotoError] = []
    settings: Settings | None = None
    inputs: Inputs | None = None
    try:
        settings = read_settings()
    except WijkfotoError as fault:
        faults += [fault, *_rule_errors(None)]
    else:
        faults += _caught(_checks_of(settings))
        inputs = read_inputs(Workspace(settings))
        faults += inputs.faults
        faults += _faults_of_rules(settings)
        faults += _faults_of_look(settings)
    others = faults + _caught([read_models, read_questions])
    # Whatever reads the catalog repeats its faults.
    whole = {str(fault) for fault in _caught([lambda: read_catalog(catalog_dir())])}
    in_catalog = catalog_faults(catalog_dir())
    told = [fault for fault in others if str(fault) not in whole]
    each = list({str(fault): fault for fault in [*told, *in_catalog]}.values())
    return CheckUp(each, settings, inputs)


def _checks_of(settings: Settings) -> list[Check]:
    options = team_options(settings)
    areas = options.gebieden_bestand
    return [
        lambda: Workspace(settings).door,
        lambda: check_total(settings.gemeente.codes, options),
        lambda: read_areas(areas) if areas else None,
    ]


def _faults_of_rules(settings: Settings) -> list[WijkfotoError]:
    """Return what is wrong in norms and rules, those of the gemeente included, one by one."""
    own, options = settings.own_rules, team_options(settings)
    faults = _rule_errors(own)
    return faults or _caught([lambda: check_formation(rules_of(own), options)])


def _faults_of_look(settings: Settings) -> list[WijkfotoError]:
    """Return what is wrong with the theme, one by one, and with the logo."""
    theme = settings.site.theme_file
    faults: list[WijkfotoError] = [*theme_faults(theme)] if theme else []
    return faults + _caught([lambda: read_logo(settings.site.logo_file)])


def _rule_errors(own: Path | None) -> list[WijkfotoError]:
    try:
        return rule_errors(own)
    except WijkfotoError as fault:  # the catalog that they rest on
        return [fault]


def _caught(checks: Iterable[Check]) -> list[WijkfotoError]:
    faults: list[WijkfotoError] = []
    for check in checks:
        try:
            check()
        except WijkfotoError as fault:
            faults.append(fault)
    return faults
