"""Check that pyproject.toml and the three locks agree, and that the locks can be trusted anywhere.

Here: reading and comparing. Not here: resolving, which `make lock` does.
"""

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.lock"
SERVER_LOCK = "requirements-server.lock"
DEV_LOCK = "requirements-dev.lock"

_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_ADDRESS = re.compile(r"://|^\s*-(?!-hash)|--(?!hash=)[a-z]|\s@\s|file:", re.IGNORECASE)
_DIRECT = re.compile(r"#\s+(?:via\s+)?wijkfoto \(pyproject\.toml")


@dataclass(frozen=True)
class Pin:
    """One package in a lock.

    Attributes:
        name: Canonical name of the package.
        version: The exact version.
        marker: The environment it is for, or None when it is for all.
        hashes: How many distribution files are allowed.
        direct: Whether the lock says that pyproject.toml itself asks for it.
    """

    name: str
    version: Version
    marker: Marker | None
    hashes: int
    direct: bool


@dataclass
class Lock:
    """The pins of a lock file, with the faults met while reading it."""

    name: str
    pins: dict[str, Pin] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_lock(path: Path) -> Lock:
    """Read a lock in the format of pip.

    Args:
        path: The lock file.

    Returns:
        Its pins, and a fault for every line that is no pin, hash or comment.
    """
    lock = Lock(path.name)
    for block in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        _read_block(lock, block)
    return lock


def _read_block(lock: Lock, block: str) -> None:
    """Add one package and its hashes, which stand indented below it, to the lock."""
    code = [line for line in block.splitlines() if not line.lstrip().startswith("#")]
    if not code:
        return
    lock.faults += [
        f"{lock.name}: '{line.strip()}' names an address or an option; run `make lock`."
        for line in code
        if _ADDRESS.search(line)
    ]
    stated = code[0].split("--hash")[0].rstrip(" \\")
    try:
        requirement = Requirement(stated)
    except InvalidRequirement:
        lock.faults.append(f"{lock.name}: '{stated}' is not a pin; run `make lock`.")
        return
    exact = [s.version for s in requirement.specifier if s.operator == "=="]
    if len(exact) != 1:
        lock.faults.append(f"{lock.name}: {requirement.name} has no exact version.")
        return
    name = canonicalize_name(requirement.name)
    if name in lock.pins:
        lock.faults.append(f"{lock.name}: {name} is pinned twice.")
    hashes = len(_HASH.findall("\n".join(code)))
    if not hashes:
        lock.faults.append(f"{lock.name}: {name} has no sha256 hash.")
    direct = bool(_DIRECT.search(block))
    lock.pins[name] = Pin(name, Version(exact[0]), requirement.marker, hashes, direct)


def _unmet(lock: Lock, wanted: list[Requirement]) -> list[str]:
    """Return a fault for each requirement that the lock leaves out or contradicts."""
    faults = []
    for requirement in wanted:
        pin = lock.pins.get(canonicalize_name(requirement.name))
        if pin is None:
            faults.append(f"{lock.name}: {requirement} is not locked; run `make lock`.")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            faults.append(
                f"{lock.name}: {pin.name} is locked at {pin.version}, "
                f"pyproject.toml asks for {requirement.specifier}; run `make lock`."
            )
    known = {canonicalize_name(requirement.name) for requirement in wanted}
    faults += [
        f"{lock.name}: {pin.name} is locked for pyproject.toml, which no longer asks for it."
        for pin in lock.pins.values()
        if pin.direct and pin.name not in known
    ]
    return faults


def _requirements(*lists: list[str]) -> list[Requirement]:
    """Parse lists of requirements into one."""
    return [Requirement(text) for texts in lists for text in texts]


def faults(root: Path = ROOT) -> list[str]:
    """Return every disagreement between pyproject.toml and the locks below `root`.

    Args:
        root: The folder of the checkout.

    Returns:
        One sentence for each fault; empty when all is well.
    """
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = project["project"]["dependencies"]
    build = project["dependency-groups"]["build"]
    dev = project["dependency-groups"]["dev"]
    extras = project["project"]["optional-dependencies"]

    runtime_lock = read_lock(root / RUNTIME_LOCK)
    server_lock = read_lock(root / SERVER_LOCK)
    dev_lock = read_lock(root / DEV_LOCK)
    found = runtime_lock.faults + server_lock.faults + dev_lock.faults
    found += _unmet(runtime_lock, _requirements(runtime, build))
    found += _unmet(server_lock, _requirements(runtime, build, *extras.values()))
    found += _unmet(dev_lock, _requirements(runtime, build, dev, *extras.values()))
    found += _other_versions(runtime_lock, server_lock)
    found += _other_versions(server_lock, dev_lock)
    return found


def _other_versions(smaller: Lock, larger: Lock) -> list[str]:
    """Return a fault for each package of one lock that another lacks or has otherwise."""
    found = []
    for pin in smaller.pins.values():
        other = larger.pins.get(pin.name)
        if other is None or other.version != pin.version:
            found.append(
                f"{larger.name}: {pin.name} is {other.version if other else 'absent'}, "
                f"{smaller.name} has {pin.version}; run `make lock`."
            )
    return found


def main() -> int:
    """Print the faults; return 1 when there are any."""
    found = faults()
    for fault in found:
        print(fault)
    if not found:
        print("The locks agree with pyproject.toml.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
