"""What a notebook shows of basins: a small picture, and its colours."""

from typing import Dict

from .._basins.cycles import adds_length
from .._basins.result import Basins
from .palette import palette_of
from .recipe import Recipe, resized

_PIXELS = 300  # of the longer side


def preview_png(b: Basins) -> bytes:
    """A PNG in the colours of `render`, smooth where the points of basins are few or many."""
    wants_cycles = b.cycles is not None and not adds_length(b.problem)
    window = resized(b.window, _PIXELS, None)
    recipe = Recipe.checked(b.problem, window, "silk", None, 8, True, True, b.cycles, wants_cycles)
    return recipe.draw(0, None)._repr_png_()


def colours_of(b: Basins) -> Dict[str, str]:
    """The colour of each label, as CSS has it."""
    palette = palette_of(b)
    labels = range(-1 - len(b.cycles or ()), len(b.roots))
    return {str(label): palette.hex(label) for label in labels}
