"""Build the wheel and check that it carries everything an installation needs.

Here: the contents of the wheel against the checkout. Not here: running what was installed.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("wijkfoto", "pipelines")
SHELVES = ("sql", "reports")
SHELF_FOLDER = "wijkfoto/_shelves"


def build(folder: Path, root: Path = ROOT) -> Path:
    """Build the wheel of the checkout into `folder` and return its path.

    Uses the build tools of the running environment, so nothing is downloaded.

    Raises:
        subprocess.CalledProcessError: If the build fails; its output is on standard error.
    """
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([*pip, "wheel", *options, str(root)], check=True)
    (wheel,) = folder.glob("wijkfoto-*.whl")
    return wheel


def expected(root: Path = ROOT) -> set[str]:
    """Return the names that the wheel must hold, outside its metadata."""
    names = {f"{SHELF_FOLDER}/dagster.yaml"}
    for package in PACKAGES:
        names |= {path.relative_to(root).as_posix() for path in _files(root / package)}
    for shelf in SHELVES:
        names |= {
            f"{SHELF_FOLDER}/{path.relative_to(root).as_posix()}" for path in _files(root / shelf)
        }
    return names


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder that are source, not a by-product of running."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    ]


def contents(wheel: Path) -> set[str]:
    """Return the names in the wheel, without its metadata folder."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def main() -> int:
    """Build, compare, print; return 1 when something is missing or too much."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(Path(folder))
        size = wheel.stat().st_size
        held = contents(wheel)
    wanted = expected()
    for name in sorted(wanted - held):
        print(f"missing from the wheel: {name}")
    for name in sorted(held - wanted):
        print(f"in the wheel, not in the checkout: {name}")
    print(f"{wheel.name}: {len(held)} files, {size / 1024:.0f} kB")
    return 0 if held == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
