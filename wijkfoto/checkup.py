"""`wijkfoto check`: every fault in settings, catalog, rules and SQL, not only the first."""

from collections.abc import Callable, Iterable
from pathlib import Path

from wijkfoto.advice import (
    check_formation,
    check_total,
    read_areas,
    rule_errors,
    rules_of,
)
from wijkfoto.catalog import catalog_faults, read_catalog
from wijkfoto.errors import WijkfotoError
from wijkfoto.resources import catalog_dir
from wijkfoto.settings import Settings
from wijkfoto.stages.derive import team_options
from wijkfoto.stages.lokaal import read_forms
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.plausible import read_questions

Check = Callable[[], object]


def find_faults(read_settings: Callable[[], Settings]) -> list[WijkfotoError]:
    """Run every check that needs no figures; return what is wrong.

    Args:
        read_settings: Reads the settings; its fault is one of those listed.
    """
    faults: list[WijkfotoError] = []
    try:
        settings = read_settings()
    except WijkfotoError as fault:
        faults += [fault, *_rule_errors(None)]
    else:
        faults += _caught(_checks_of(settings))
        faults += _faults_of_files(settings)
        faults += _faults_of_forms(settings)
        faults += _faults_of_rules(settings)
    others = faults + _caught([read_models, read_questions])
    # Whatever reads the catalog repeats its faults.
    whole = {str(fault) for fault in _caught([lambda: read_catalog(catalog_dir())])}
    in_catalog = catalog_faults(catalog_dir())
    told = [fault for fault in others if str(fault) not in whole]
    return list({str(fault): fault for fault in [*told, *in_catalog]}.values())


def _checks_of(settings: Settings) -> list[Check]:
    options = team_options(settings)
    areas = options.gebieden_bestand
    return [
        lambda: Workspace(settings).door,
        lambda: check_total(settings.gemeente.codes, options),
        lambda: read_areas(areas) if areas else None,
    ]


def _faults_of_files(settings: Settings) -> list[WijkfotoError]:
    """Return what is wrong with each file of the folder; that the folder is gone is told apart."""
    try:
        return Workspace(settings).door.faults()
    except WijkfotoError:
        return []


def _faults_of_forms(settings: Settings) -> list[WijkfotoError]:
    """Return what is wrong in what the gemeente filled in."""
    try:
        return list(read_forms(Workspace(settings)).faults)
    except WijkfotoError as fault:  # the folder that the settings name is not there
        return [fault]


def _faults_of_rules(settings: Settings) -> list[WijkfotoError]:
    """Return what is wrong in norms and rules, those of the gemeente included, one by one."""
    own, options = settings.own_rules, team_options(settings)
    faults = _rule_errors(own)
    return faults or _caught([lambda: check_formation(rules_of(own), options)])


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
