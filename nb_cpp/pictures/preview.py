"""What a notebook shows of basins: a small picture, and its colours."""

from base64 import b64encode
from io import BytesIO
from typing import Dict

import numpy as np

from .. import _core
from .._basins.result import Basins
from . import png
from .palette import palette_of
from .picture import shrunk
from .sizes import shape_of
from .styles import core_style, preview_style

_PIXELS = 300  # of the longer side
_FINEST = 3  # points of one's, along a side, that are worth their time


def preview_html(b: Basins) -> str:
    """An image of the points that there are, in the colours of `render`: nothing is computed.

    Few points are rectangles, many are averaged as light. Without smooth counts there is no silk.
    """
    rows, columns = b.shape
    extent = b.extent if b.centre is None else (0.0, float(columns), 0.0, float(rows))
    shown = shape_of(_PIXELS, extent)
    sides = [max(1, min(_FINEST, have // want)) for have, want in zip(b.shape, shown)]
    # Evenly: slopes are differences of neighbours.
    strides = [max(1, have // (side * want)) for have, side, want in zip(b.shape, sides, shown)]
    chosen = slice(None, None, strides[0]), slice(None, None, strides[1])
    labels, counts = b.labels[chosen].copy(), b.iterations[chosen] - np.int32(b.skipped)
    counts[labels < -1] = 1  # on cycles it is the limit
    smooth = None if b.smooth is None else b.smooth[chosen] - b.skipped
    style = preview_style(smooth is not None)
    core = core_style(style, palette_of(b), b.problem, min(labels.shape), True, b.skipped)
    high, wide = labels.shape
    array, region = np.empty((high, wide, 3), np.uint8), (0, 0, high, wide)
    _core.shade(array, _core.Channels(labels, counts, smooth, None), region, core, 0, None)
    array = shrunk(array, *sides)
    for axis, want in enumerate(shown):
        array = array.repeat(max(1, round(want / array.shape[axis])), axis)
    file = BytesIO()
    png.write(file, array, {}, 1)
    high, wide = shown
    return (
        f'<img src="data:image/png;base64,{b64encode(file.getvalue()).decode()}" alt="basins" '
        f'style="width: {wide}px; height: {high}px">'
    )


def colours_of(b: Basins) -> Dict[str, str]:
    """The colour of each label, as CSS has it."""
    palette = palette_of(b)
    labels = range(-1 - len(b.cycles or ()), len(b.roots))
    return {str(label): palette.hex(label) for label in labels}
