"""Check that no file of the source tree holds what belongs to one machine or to one gemeente.

Here: addresses of package registries, paths of a machine, data files, large files. Not here: style.
A line that must hold such a text says `check-tree: allow` with the reason.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_BYTES = 2 * 1024 * 1024
ALLOW = "check-tree: allow"

# The names stand apart, so that this file does not hold what it looks for.
_REGISTRY_HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("deb.debian", "org"),
    ("archive.ubuntu", "com"),
    ("conda.anaconda", "org"),
    ("crates", "io"),
)
_MACHINE_ROOTS = ("root", "work", "home", "Users", "opt")
_DATA_SUFFIXES = frozenset(
    {".sav", ".zsav", ".por", ".dta", ".duckdb", ".wal", ".gpkg", ".parquet", ".xlsx", ".xls"}
)

_REGISTRY = re.compile("|".join(re.escape(".".join(parts)) for parts in _REGISTRY_HOSTS))
_MACHINE = re.compile(r"(?<![\w.:/~$})\]-])/(?:" + "|".join(_MACHINE_ROOTS) + r")/[\w.-]+")
_OPTION = re.compile(r"--(?:extra-)?index-url[ =]\S*//|--find-links[ =]\S")


def tracked_files(root: Path) -> list[Path]:
    """Return the files that git knows or would take, below `root`.

    Without a git checkout, every file outside the folders that tools make.
    """
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        paths = [root / name for name in names if name]
    else:
        skipped = {".git", ".venv", ".venv-bench", "data", "build", "dist"}
        paths = [
            path
            for path in root.rglob("*")
            if not any(
                part in skipped or part.endswith(("_cache", "__pycache__"))
                for part in path.relative_to(root).parts
            )
        ]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def faults_in_text(text: str) -> list[tuple[int, str]]:
    """Return line number and kind of each text that does not belong in the tree."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if ALLOW in line:
            continue
        if _REGISTRY.search(line):
            found.append((number, "the address of a package registry"))
        if _OPTION.search(line):
            found.append((number, "an option that names a package index"))
        if match := _MACHINE.search(line):
            found.append((number, f"a path of one machine ({match.group()})"))
    return found


def faults(root: Path = ROOT) -> list[str]:
    """Return one sentence for each fault in the source tree below `root`."""
    found = []
    for path in tracked_files(root):
        name = path.relative_to(root).as_posix()
        if path.suffix in _DATA_SUFFIXES:
            found.append(f"{name}: a data file; tests make their data, or read it from outside.")
            continue
        size = path.stat().st_size
        if size > MAX_BYTES:
            found.append(f"{name}: {size:,} bytes, more than {MAX_BYTES:,}.")
            continue
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        text = content.decode("utf-8", errors="replace")
        found += [f"{name}:{number}: {kind}." for number, kind in faults_in_text(text)]
    return found


def main() -> int:
    """Print the faults; return 1 when there are any."""
    found = faults()
    for fault in found:
        print(fault)
    if not found:
        print("The tree holds no machine paths, registry addresses, data or large files.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
