"""Which gemeenten are left out together, decided by their code and the name of the dealing alone.

Not by their place in a table: permuting rows, or leaving out a gemeente elsewhere, moves nothing
but the size of the folds.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wijkfoto.profile.draws import mix, region_keys, text_key


def folds_of(groups: Sequence[str], deal: int | str, count: int) -> npt.NDArray[np.int64]:
    """Return the fold of every area: areas of one group are in the same one.

    Groups are put in the order of a hash of dealing and code, and dealt out like cards, so that
    folds hold equally many groups (to one).

    Args:
        groups: Gemeente (or what else is kept together) of every area.
        deal: Seed of the edition, or the name of a dealing that is the same in each edition.
        count: Number of folds; fewer are used when there are fewer groups.
    """
    names = sorted(set(groups))
    words = mix(region_keys(names) ^ np.uint64(text_key(f"{deal}/use/folds")))
    order = np.argsort(words, kind="stable")
    dealt = {names[place]: rank % count for rank, place in enumerate(order.tolist())}
    return np.array([dealt[group] for group in groups], np.int64)
