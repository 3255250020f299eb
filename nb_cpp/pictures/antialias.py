"""Pixels in which colours meet: drawn again from many points, and averaged as light."""

from typing import NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._basins.basins import new_channels
from .._problem.problem import Problem
from .._progress import Callback
from .styles import Style

_SIDE = 8  # points of a pixel's side
_AT_ONCE = 2**11  # pixels
# Counts: where neighbours differ by more, a pixel may hold what neither shows. Boundaries in ink go
# by the slope, which tells of them from farther.
_STEP, _STEP_WITH_INK = 1.0, 0.5
_BEYOND = 1.06  # what a narrow window's approach covers of its coordinate


class Place(NamedTuple):
    """Where the points of columns and rows lie, and how wide and how high a pixel is."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    spacing: Tuple[float, float]
    approach: Optional[_core.Approach] = None  # then in the window's own coordinate

    @property
    def skipped(self) -> int:
        """Steps that colours do not count."""
        return 0 if self.approach is None else self.approach.skipped

    def channels(
        self,
        labels: NDArray[np.int16],
        iterations: NDArray[np.int32],
        smooth: Optional[NDArray[np.float64]],
        angle: Optional[NDArray[np.float64]],
    ) -> _core.Channels:
        """The channels without the steps that the window skipped."""
        if self.skipped:
            iterations = iterations - np.int32(self.skipped)
            smooth = None if smooth is None else smooth - self.skipped
        return _core.Channels(labels, iterations, smooth, angle)


def smooth_edges(
    array: NDArray[np.uint16],
    channels: _core.Channels,
    region: Tuple[int, int, int, int],
    core: _core.Style,
    problem: Problem,
    place: Place,
    style: Style,
    threads: int,
    progress: Optional[Callback],
) -> int:
    """Draw pixels at edges again; how many there were."""
    step = _STEP_WITH_INK if "edge" in style.look else _STEP
    edges = _core.find_edges(channels, region, step)
    rows, columns = np.nonzero(edges)
    flat = array.reshape(-1, 3)
    width, height = place.spacing
    inside = (np.arange(_SIDE) + 0.5) / _SIDE - 0.5
    across, up = width * inside, -height * inside
    wanted = "smooth" in style.channels, "angle" in style.channels
    for first in range(0, len(rows), _AT_ONCE):
        if progress is not None:
            progress(first, len(rows))
        r, c = rows[first : first + _AT_ONCE], columns[first : first + _AT_ONCE]
        points = np.empty((len(r), _SIDE, _SIDE), np.complex128)
        points.real = (place.x[c + region[1]][:, None] + across)[:, None, :]
        points.imag = (place.y[r + region[0]][:, None] + up)[:, :, None]
        if place.approach is not None:
            for part in (points.real, points.imag):
                np.clip(part, -_BEYOND, _BEYOND, out=part)
        labels, iterations, *more = new_channels((points.size,), wanted)
        problem.plan.basins_at(
            labels, iterations, points.ravel(), threads, None, more[0], more[1], place.approach
        )
        shape = len(r) * _SIDE, _SIDE
        tall = place.channels(
            labels.reshape(shape),
            iterations.reshape(shape),
            *(None if a is None else a.reshape(shape) for a in more),
        )
        colours = np.empty((len(r), 3), array.dtype)
        _core.shade_squares(colours, tall, _SIDE, core, threads)
        flat[r * region[3] + c] = colours
    return len(rows)
