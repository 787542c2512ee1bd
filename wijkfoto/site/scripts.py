"""Files of the site that are no pages: the shared ones, plotly.js, and data as scripts.

Data are scripts because a page on a disk may not fetch. What they say is made elsewhere.
"""

from functools import cache
from importlib import resources
from pathlib import Path

from wijkfoto.resources import shelf
from wijkfoto.site.put import put

FOLDER = "static"
PLOTLY = "plotly.min.js"


def copy_static(out: Path) -> int:
    """Copy the shared files of the site, and plotly.js as its package has it; returns bytes.

    One plotly.js serves every page that loads it; it is 4.8 MB, so that no page holds it.
    """
    target = out / FOLDER
    size = put(target / PLOTLY, _plotly())
    for source in sorted((shelf("reports") / FOLDER).iterdir()):
        size += put(target / source.name, source.read_bytes())
    return size


def is_shared(path: Path) -> bool:
    """Say whether a file is one of those that every site has, byte for byte.

    Args:
        path: A file of a site.
    """
    if path.parent.name != FOLDER:
        return False
    if path.name == PLOTLY:
        return path.read_bytes() == _plotly()
    own = shelf("reports") / FOLDER / path.name
    return own.is_file() and path.read_bytes() == own.read_bytes()


def write_data(out: Path, path: str, content: str) -> int:
    """Put a file with data beside the pages; returns its bytes.

    Args:
        out: Folder of the site.
        path: Its path from there.
        content: The whole script.
    """
    return put(out / path, content.encode("utf-8"))


@cache
def _plotly() -> bytes:
    return (resources.files("plotly") / "package_data" / PLOTLY).read_bytes()
