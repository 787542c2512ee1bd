"""The same page by a parametrised notebook: papermill runs it, nbconvert makes it HTML.

In an environment of its own (`make bench` makes it), so that no user needs these packages.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.helpers import REPO

PYTHON = REPO / ".venv-bench" / "bin" / "python"
NOTEBOOK = Path(__file__).parent / "notebook" / "wijk.ipynb"


def seconds_per_page(database: Path, wijken: Sequence[str], folder: Path) -> float:
    """Make a page of each wijk by the notebook, and return the seconds of one.

    Args:
        database: A published file.
        wijken: Codes of the wijken.
        folder: Where the notebooks and pages go; made when it is not there.

    Raises:
        FileNotFoundError: If the environment of the notebook is not there.
    """
    if not PYTHON.exists():
        raise FileNotFoundError(f"{PYTHON.relative_to(REPO)}: `make bench` makes it.")
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    for wijk in wijken:
        made = folder / f"{wijk}.ipynb"
        values = ("-p", "database", str(database), "-p", "wijk", wijk)
        _run("papermill", "--no-progress-bar", "--log-level", "ERROR", NOTEBOOK, made, *values)
        _run("nbconvert", "--to", "html", "--no-input", "--log-level", "ERROR", made)
        if not made.with_suffix(".html").stat().st_size:
            sys.exit(f"The notebook made an empty page of {wijk}.")
    return (time.perf_counter() - start) / len(wijken)


def _run(module: str, *words: str | Path) -> None:
    done = subprocess.run(
        [PYTHON, "-m", module, *words], cwd=REPO, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{module} failed:\n{done.stderr}")
