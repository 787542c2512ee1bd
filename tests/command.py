"""Running `wijkfoto` as a user does: another process, its exit code and both streams."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.helpers import REPO

COMMAND = (sys.executable, "-c", "from pipelines.cli import main; main()")


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a user without settings of his own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WIJKFOTO_", "DAGSTER_"))}
    path = os.pathsep.join(part for part in (str(REPO), kept.get("PYTHONPATH", "")) if part)
    return kept | {"PYTHONPATH": path, "DAGSTER_DISABLE_TELEMETRY": "yes"} | dict(extra or {})


def wijkfoto(
    *words: str, home: Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command against a home and return what came of it."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=cwd or home.parent,
        env=environment({"WIJKFOTO_HOME": str(home)} | dict(env or {})),
        capture_output=True,
        text=True,
        timeout=600,  # a guard against hanging, not a bound on speed
        check=False,
    )
