"""The instance of Dagster: its folder, its file, and where it keeps its history.

The file that ships is complete for SQLite; for PostgreSQL one block is added to it.
"""

import os
from importlib.util import find_spec

from wijkfoto.errors import ConfigError
from wijkfoto.home import Home
from wijkfoto.resources import shelf
from wijkfoto.settings import Settings

URL = "WIJKFOTO_DAGSTER__POSTGRES_URL"
"""Variable with the address of the database; Dagster reads it itself, so its name is exact."""

STORAGE = f"""
# Added because {URL} is set; without it, take this block out.
storage:
  postgres:
    postgres_url:
      env: {URL}
"""


def prepare_instance(settings: Settings) -> None:
    """Put dagster.yaml as the settings say into the home, and tell Dagster where that is.

    A file that somebody changed is left as it is.

    Raises:
        ConfigError: If PostgreSQL is asked for and cannot be used.
    """
    home = Home(settings.home)
    home.prepare()
    shipped = shelf("dagster.yaml").read_text(encoding="utf-8")
    address = settings.dagster.postgres_url.get_secret_value()
    if address:
        _check_postgres()
    wanted = shipped + STORAGE if address else shipped
    target = home.dagster / "dagster.yaml"
    there = target.read_text(encoding="utf-8")
    if there != wanted and there in (shipped, shipped + STORAGE):
        partial = target.with_suffix(".part")
        partial.write_text(wanted, encoding="utf-8")
        partial.replace(target)
    # Dagster reads dagster.yaml from here; without it the run would not be kept.
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"


def _check_postgres() -> None:
    if find_spec("dagster_postgres") is None:
        raise ConfigError(
            "PostgreSQL needs a package that is not installed.",
            where=URL,
            next_step='Install it: pip install "wijkfoto[postgres]".',
        )
    if not os.environ.get(URL):
        raise ConfigError(
            "The address of the database is read from this very variable.",
            where=URL,
            next_step="Set it, in capitals, in the environment of the command and of the daemon.",
        )
