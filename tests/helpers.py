"""What more than one test folder needs: where the real figures lie, and where Chromium is.

Helpers are generic here; what belongs to one subject stays beside its tests.
"""

import os
import shutil
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent

TESTDATA = Path(os.environ.get("WIJKFOTO_TESTDATA") or REPO.parent / "shared" / "data").resolve()
"""Folder with real CBS, RIVM and survey figures; they are not part of this repository."""

needs_shared_data = pytest.mark.skipif(
    not TESTDATA.is_dir(),
    reason=f"no real figures in {TESTDATA}; set WIJKFOTO_TESTDATA to the folder that holds them",
)
"""Mark for a test that reads the real figures: `@needs_shared_data` above the function."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | None:
    """Return the system's Chromium, or None.

    The environment variable CHROMIUM names one that is not on PATH.
    """
    for name in (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES):
        if name and (found := shutil.which(name)):
            return Path(found)
    return None
