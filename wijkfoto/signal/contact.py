"""Which areas touch, corners included (queen contiguity), and how much each neighbour weighs.

For statistics over a map; the network by which wijken are joined into teamgebieden is the
advice's own, because there the length of a shared border counts.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from wijkfoto.profile.inputs import Floats

CONTACT_M = 1.0
"""Areas this close (metres) touch: a map drawn twice leaves slivers between them."""


def neighbour_weights(shapes: Sequence[shapely.Geometry]) -> Floats:
    """Return row-standardised weights: each area's neighbours share a weight of 1.

    An island is tied to the nearest area, which is tied to it in turn; of two as near, the first.

    Args:
        shapes: At least two shapes in EPSG:28992.

    Returns:
        Weights [area, area] with zeros on the diagonal; rows sum to 1.
    """
    areas = np.array([shapely.make_valid(shape) for shape in shapes], dtype=object)
    tree = shapely.STRtree(areas)
    left, right = tree.query(areas, predicate="dwithin", distance=CONTACT_M)
    touching = np.zeros((len(areas), len(areas)), np.bool_)
    touching[left, right] = True
    np.fill_diagonal(touching, val=False)
    for island in np.flatnonzero(~touching.any(axis=1)):
        distance = shapely.distance(areas[island], areas)
        distance[island] = np.inf
        nearest = int(np.argmin(distance))
        touching[island, nearest] = touching[nearest, island] = True
    return np.asarray(touching / touching.sum(axis=1, keepdims=True))
