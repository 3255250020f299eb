"""Pixels in which colours meet: drawn again from many points, and averaged as light."""

from typing import Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._basins.basins import new_channels
from .._problem.problem import Problem
from .._progress import Callback
from .styles import Style

_SIDE = 8  # points of a pixel's side
_AT_ONCE = 2**13  # pixels
# Counts: where neighbours differ by more, a pixel may hold what neither shows. Boundaries in ink go
# by the slope, which tells of them from farther.
_STEP, _STEP_WITH_INK = 1.0, 0.5
Grid = Tuple[NDArray[np.float64], NDArray[np.float64], Tuple[float, float]]


def smooth_edges(
    array: NDArray[np.uint16],
    channels: _core.Channels,
    region: Tuple[int, int, int, int],
    core: _core.Style,
    problem: Problem,
    grid: Grid,
    style: Style,
    threads: int,
    progress: Optional[Callback],
) -> int:
    """Draw pixels at edges again; how many there were."""
    step = _STEP_WITH_INK if "edge" in style.look else _STEP
    edges = _core.find_edges(channels, region, step)
    rows, columns = np.nonzero(edges)
    flat = array.reshape(-1, 3)
    x, y, (width, height) = grid
    inside = (np.arange(_SIDE) + 0.5) / _SIDE - 0.5
    across, up = width * inside, -height * inside
    wanted = "smooth" in style.channels, "angle" in style.channels
    for first in range(0, len(rows), _AT_ONCE):
        if progress is not None:
            progress(first, len(rows))
        r, c = rows[first : first + _AT_ONCE], columns[first : first + _AT_ONCE]
        points = np.empty((len(r), _SIDE, _SIDE), np.complex128)
        points.real = (x[c + region[1]][:, None] + across)[:, None, :]
        points.imag = (y[r + region[0]][:, None] + up)[:, :, None]
        arrays = new_channels((points.size,), wanted)
        labels, iterations, *more = arrays
        problem.plan.basins_at(labels, iterations, points.ravel(), threads, None, *more)
        shape = len(r) * _SIDE, _SIDE
        tall = _core.Channels(
            labels.reshape(shape),
            iterations.reshape(shape),
            *(None if a is None else a.reshape(shape) for a in more),
        )
        colours = np.empty((len(r), 3), array.dtype)
        _core.shade_squares(colours, tall, _SIDE, core, threads)
        flat[r * region[3] + c] = colours
    return len(rows)
