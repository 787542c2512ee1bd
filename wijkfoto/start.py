"""What `wijkfoto init` writes: a commented settings file and the folders for local input."""

import shutil
from pathlib import Path

from wijkfoto.bronnen.files import FOLDER
from wijkfoto.errors import ConfigError
from wijkfoto.lokaal import REGISTERED_FORMS, write_forms
from wijkfoto.regio import gemeente_code
from wijkfoto.resources import shelf
from wijkfoto.settings_env import CONFIG_NAME

LOCAL_FOLDER = "lokaal"
"""Folder for what the gemeente knows itself; git ignores it."""

HEARD_FOLDER = "gesprekken"
"""Folder in it for what was heard in the wijk; the settings file names it."""

REGISTERED_FOLDER = "registratie"
"""Folder in it for questions, providers, contracts and events; the settings file names it."""


RULES_FOLDER = "regels"
"""Folder in it for norms and rules of its own; the settings file names it."""


def write_start(gemeente: str, directory: Path) -> list[Path]:
    """Write the settings file and folders of a gemeente.

    Args:
        gemeente: Gemeente code.
        directory: Where to write; made when it is not there.

    Returns:
        The paths written.

    Raises:
        ConfigError: If the code is none, or a settings file is there already.
    """
    code = gemeente_code(gemeente)
    target = directory / CONFIG_NAME
    if target.exists():
        raise ConfigError(
            "There is a settings file already; it was left as it is.",
            where=str(target),
            next_step="Change that file, or choose another folder with --dir.",
        )
    template = (shelf("reports") / "text" / "wijkfoto.toml").read_text(encoding="utf-8")
    areas = (shelf("reports") / "text" / "teamgebieden.voorbeeld.yaml").read_text(encoding="utf-8")
    local = directory / LOCAL_FOLDER
    local.mkdir(parents=True, exist_ok=True)
    files = directory / FOLDER
    files.mkdir(exist_ok=True)
    target.write_text(template.replace("GM0000", code), encoding="utf-8")
    example = local / "teamgebieden.voorbeeld.yaml"
    example.write_text(areas.replace("GM0000", code), encoding="utf-8")
    forms = write_forms(local / HEARD_FOLDER)
    forms += write_forms(local / REGISTERED_FOLDER, REGISTERED_FORMS)
    norms = shelf("reports") / "text" / "norms.voorbeeld.yaml"
    rules = local / RULES_FOLDER / norms.name
    rules.parent.mkdir(exist_ok=True)
    shutil.copyfile(norms, rules)
    return [target, example, files, *forms, rules]


def next_steps(directory: Path) -> str:
    """Say what to do once the settings file and the forms are there."""
    into = "" if directory == Path() else f"cd {directory}, "
    return (
        f"Next: {into}look at {CONFIG_NAME}, fill in the forms in {LOCAL_FOLDER} (none must be), "
        "then `wijkfoto check` and `wijkfoto run`."
    )
