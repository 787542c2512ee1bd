"""Where the cells of the made map lie: a point for each cell, on land and in the sea around it.

Borders, polygons and files are made from these points elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.sample.country import Country
from wijkfoto.sample.plan import SAMPLE_GEMEENTE, SAMPLE_WIJKEN, WITHOUT_FIGURES

ORIGIN = (12_000.0, 512_000.0)
"""South-west corner in metres (EPSG:28992): in the North Sea, where no real place lies."""

BLOCK = 11.0
"""Width and height in km of the block of land that a gemeente gets."""

_COLUMNS, _ROWS = 7, 5
_SAMPLE_BLOCK = (0, 2)
_NO_LAND = ((0, 0), (0, 4), (6, 4))
_STREAM = 2
_SEA = "zee"
_SEA_STEP = 3.2


@dataclass(frozen=True)
class Layout:
    """Points of cells.

    Attributes:
        xy: Coordinates in metres (EPSG:28992), shape (cells, 2).
        owner: Wijk code of each cell, or ``zee``.
    """

    xy: np.ndarray
    owner: tuple[str, ...]

    @property
    def land(self) -> tuple[bool, ...]:
        """Return for each cell whether it belongs to a wijk."""
        return tuple(code != _SEA for code in self.owner)


def make_layout(country: Country, seed: int) -> Layout:
    """Place every wijk of the country, and the sea."""
    rng = np.random.default_rng([seed, _STREAM])
    blocks = _blocks(list(country.gemeenten["gemeente"]))
    points: list[tuple[float, float]] = []
    owner: list[str] = []
    for gemeente, wijken in country.wijken.groupby("gemeente", sort=True):
        corner = blocks[str(gemeente)]
        for code, x, y in _places(rng, str(gemeente), list(wijken["wijk"])):
            points.append((corner[0] + x, corner[1] + y))
            owner.append(code)
    sea = _sea(rng, np.array(points))
    xy = np.vstack([np.array(points), sea]) * 1_000 + np.array(ORIGIN)
    return Layout(np.round(xy, 1), (*owner, *[_SEA] * len(sea)))


def _blocks(gemeenten: list[str]) -> dict[str, tuple[float, float]]:
    """Return the south-west corner in km of each gemeente; rows are shifted as in a brick wall."""
    free = [
        (column, row)
        for row in range(_ROWS)
        for column in range(_COLUMNS)
        if (column, row) not in (*_NO_LAND, _SAMPLE_BLOCK)
    ]
    others = [code for code in gemeenten if code != SAMPLE_GEMEENTE]
    taken = dict(zip(others, free, strict=True)) | {SAMPLE_GEMEENTE: _SAMPLE_BLOCK}
    return {
        code: (BLOCK * (column + 0.4 * (row % 2)), BLOCK * row)
        for code, (column, row) in taken.items()
    }


def _places(
    rng: np.random.Generator, gemeente: str, wijken: list[str]
) -> list[tuple[str, float, float]]:
    """Return wijk code and place in km inside the block, for each cell of a gemeente."""
    if gemeente == SAMPLE_GEMEENTE:
        return [(f"WK9901{plan.part}", x, y) for plan in SAMPLE_WIJKEN for x, y in plan.seeds]
    codes = [*wijken, WITHOUT_FIGURES] if gemeente[2:] == WITHOUT_FIGURES[2:6] else wijken
    rank = np.arange(len(codes))
    # Small cells in the middle, large ones at the edge; the golden angle keeps them apart.
    reach = 0.52 * BLOCK * (rank / len(codes)) ** 0.75
    turn = rank * 2.399963 + rng.uniform(0, 6.283)
    x = BLOCK * 0.5 + reach * np.cos(turn) + rng.uniform(-0.5, 0.5, len(codes))
    y = BLOCK * 0.5 + reach * np.sin(turn) + rng.uniform(-0.5, 0.5, len(codes))
    return [(code, float(a), float(b)) for code, a, b in zip(codes, x, y, strict=True)]


def _sea(rng: np.random.Generator, land: np.ndarray) -> np.ndarray:
    """Return points in the sea: a jittered grid around the land, far enough from any wijk."""
    low, high = land.min(axis=0) - 12, land.max(axis=0) + 12
    columns = np.arange(low[0], high[0], _SEA_STEP)
    rows = np.arange(low[1], high[1], _SEA_STEP)
    grid = np.array([(x, y) for x in columns for y in rows])
    grid = grid + rng.uniform(-1.1, 1.1, grid.shape)
    gap = np.sqrt(((grid[:, None, :] - land[None, :, :]) ** 2).sum(axis=2)).min(axis=1)
    # Inside the country gaps between wijken stay land: only points outside every block are sea.
    return np.asarray(grid[(gap > 2.6) & ~_inland(grid)])


def _inland(points: np.ndarray) -> np.ndarray:
    """Return whether each point (km) lies inside the block of some gemeente."""
    row = np.floor(points[:, 1] / BLOCK).astype(int)
    column = np.floor(points[:, 0] / BLOCK - 0.4 * (row % 2)).astype(int)
    inside = (row >= 0) & (row < _ROWS) & (column >= 0) & (column < _COLUMNS)
    for empty in _NO_LAND:
        inside &= ~((column == empty[0]) & (row == empty[1]))
    return np.asarray(inside)
