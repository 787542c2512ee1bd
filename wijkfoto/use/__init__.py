"""Expected use: how much use of help a wijk like this one has, tested on gemeenten left out.

Pure functions over tables; docs/method.md explains every formula.
"""

from wijkfoto.use.expected import Use, UseInput, UseOptions, expect_use
from wijkfoto.use.measures import beside
from wijkfoto.use.recipe import Recipe, read_recipe, shipped_recipe

__all__ = [
    "Recipe",
    "Use",
    "UseInput",
    "UseOptions",
    "beside",
    "expect_use",
    "read_recipe",
    "shipped_recipe",
]
