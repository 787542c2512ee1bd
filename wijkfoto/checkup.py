"""`wijkfoto check`: every fault in settings, catalog, rules and SQL, not only the first."""

from collections.abc import Callable

from wijkfoto.advice import shipped_rules
from wijkfoto.catalog import read_catalog
from wijkfoto.errors import WijkfotoError
from wijkfoto.resources import catalog_dir
from wijkfoto.settings import Settings
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.plausible import read_questions


def find_faults(read_settings: Callable[[], Settings]) -> list[WijkfotoError]:
    """Run every check that needs no figures; return what is wrong.

    Args:
        read_settings: Reads the settings; its fault is one of those listed.
    """
    checks: tuple[Callable[[], object], ...] = (
        lambda: _local_files(read_settings()),
        _catalog,
        shipped_rules,
        read_models,
        read_questions,
    )
    faults: list[WijkfotoError] = []
    for check in checks:
        try:
            check()
        except WijkfotoError as fault:
            faults.append(fault)
    return faults


def _local_files(settings: Settings) -> None:
    missing = [str(path) for path in settings.local_files() if not path.is_file()]
    if missing:
        raise WijkfotoError(
            "A file that the settings name is not there.",
            where=", ".join(missing),
            next_step="Mend the path, or leave the key out.",
        )


def _catalog() -> None:
    read_catalog(catalog_dir())
