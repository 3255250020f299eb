"""A small picture for a notebook."""

from .._basins.cycles import adds_length
from .._basins.result import Basins
from .recipe import Recipe, resized

_PIXELS = 300  # of the longer side


def preview_png(b: Basins) -> bytes:
    """A PNG in the colours of `render`, smooth where the points of basins are few or many."""
    wants_cycles = b.cycles is not None and not adds_length(b.problem)
    window = resized(b.window, _PIXELS, None)
    recipe = Recipe.checked(b.problem, window, "silk", None, 8, True, True, b.cycles, wants_cycles)
    return recipe.draw(0, None)._repr_png_()
