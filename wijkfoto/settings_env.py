"""The file and the environment that settings come from, and what is wrong in them, in words.

Only here are names of variables looked at; what a setting means is said in `settings`.
"""

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wijkfoto.errors import ConfigError
from wijkfoto.settings_work import SECRETS

ENV_PREFIX = "WIJKFOTO_"
CONFIG_NAME = "wijkfoto.toml"
_PLAIN_ENV = {"WIJKFOTO_HOME", "WIJKFOTO_TESTDATA"}


def config_file(explicit: Path | None) -> Path | None:
    """Return the file that is named, else the one in the current folder, if there is one."""
    if explicit is not None:
        return explicit
    here = Path(CONFIG_NAME)
    return here if here.is_file() else None


def read_toml(path: Path) -> dict[str, Any]:
    """Read a settings file.

    Raises:
        ConfigError: If it cannot be read, or is not TOML.
    """
    if path.exists() and not path.is_file():
        raise ConfigError("This is no file.", where=str(path), next_step="Check --config.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(error), where=str(path), next_step="Mend this line.") from error
    except OSError as error:
        raise ConfigError(
            "The settings file cannot be read.", where=str(path), next_step="Check --config."
        ) from error


def refuse_unknown_env(sections: Iterable[str]) -> None:
    """Refuse a variable of ours that names no section: it would be passed over in silence.

    Raises:
        ConfigError: Names the variable and the sections there are.
    """
    known = {name.upper() for name in sections}
    for name in os.environ:
        upper = name.upper()
        if not upper.startswith(ENV_PREFIX) or upper in _PLAIN_ENV:
            continue
        section = upper.removeprefix(ENV_PREFIX).split("__")[0]
        if section not in known:
            raise ConfigError(
                f"The environment variable {name} names no section of the settings.",
                next_step=f"Sections are: {', '.join(sorted(s.lower() for s in known))}.",
            )


def refuse_secrets(values: dict[str, Any], where: str) -> None:
    """Refuse a secret in the settings file.

    Raises:
        ConfigError: Names the key and the variable that may hold it.
    """
    for section, keys in SECRETS.items():
        given = values.get(section)
        for key in keys:
            if isinstance(given, dict) and key in given:
                raise ConfigError(
                    f"{section}.{key} is a secret and may not stand in a file.",
                    where=where,
                    next_step=f"Take it out; set {ENV_PREFIX}{section.upper()}__{key.upper()}.",
                )


def env_names(section: str) -> list[str]:
    """Return the environment variables of a section, or of all when the section is unknown."""
    names = [name for name in os.environ if name.upper() not in _PLAIN_ENV]
    return sorted(n for n in names if n.upper().startswith(f"{ENV_PREFIX}{section}".upper()))


def _place(parts: list[str]) -> str:
    """Name a setting as the user wrote it: the environment variable where that gave it."""
    for size in (2, 1):
        name = ENV_PREFIX + "__".join(parts[:size]).upper()
        if name in {given.upper() for given in os.environ}:
            return name
    return ".".join(parts) or "settings"


def explain(error: ValidationError, where: str) -> ConfigError:
    """Return the faults of the settings in words, each with the place where the user wrote it."""
    faults = []
    for fault in error.errors():
        place = _place([str(part) for part in fault["loc"]])
        said = "unknown key" if fault["type"] == "extra_forbidden" else fault["msg"]
        faults.append(f"{place}: {said.removeprefix('Value error, ').rstrip('.')}")
    return ConfigError(
        f"{'; '.join(faults)}.",
        where=where,
        next_step="docs/operations.md lists the keys of each section.",
    )
