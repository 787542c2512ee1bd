"""What changed since an earlier edition, and by which cause: definition, boundary, method, reality.

Two sets of published tables go in, rows about every change come out. Nothing is read of a survey
or a registration, so that no comparison can tell what an edition hides of a few people.
"""

from wijkfoto.verandering.compare import NOTHING, Comparison, compare
from wijkfoto.verandering.kept import edition_parts
from wijkfoto.verandering.side import Side, read_side

__all__ = ["NOTHING", "Comparison", "Side", "compare", "edition_parts", "read_side"]
