"""Pixels in which colours meet: drawn again from many points, and averaged as light."""

from typing import Any, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._problem.problem import Problem
from .._progress import Callback
from .samples import Indices, Place, Samples
from .styles import Style

_SIDE = 8  # points of a pixel's side
_INSIDE = (np.arange(_SIDE) + 0.5) / _SIDE - 0.5
# Counts: where neighbours differ by more, a pixel may hold what neither shows. Boundaries that are
# drawn, in ink or light, go by the slope, which tells of them from farther.
_STEP, _STEP_OF_BOUNDARIES = 1.0, 0.5
_BOUNDARIES = ("edge", "glow")
_CORNERS = _INSIDE[[0, -1]]
# Counts: where a pixel's middle and corners differ by less, and in no label, one point is enough.
_UNEVEN = 1.5


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
    """Draw pixels at edges again; how many points that took."""
    wanted = "smooth" in style.channels, "angle" in style.channels
    samples = Samples(problem, place, wanted, threads)
    rows, columns, points = find_pixels(samples, channels, region, style)
    flat = array.reshape(-1, array.shape[2])[:, :3]
    done = 0
    for pixels, tall in samples.of(rows, columns, _INSIDE):
        if progress is not None:
            progress(done, len(rows))
        colours = np.empty((len(pixels), 3), array.dtype)
        _core.shade_squares(colours, tall, _SIDE, core, threads)
        flat[(rows[pixels] - region[0]) * region[3] + columns[pixels] - region[1]] = colours
        done += len(pixels)
    return points + _SIDE**2 * done


def find_pixels(
    samples: Samples, channels: _core.Channels, region: Tuple[int, int, int, int], style: Style
) -> Tuple[Indices, Indices, int]:
    """Rows and columns, of the field, of a region's pixels that one point does not tell enough of.

    And how many points it took to find them.
    """
    draws_boundaries = any(name in style.look for name in _BOUNDARIES)
    step = _STEP_OF_BOUNDARIES if draws_boundaries else _STEP
    rows, columns = np.nonzero(_core.find_edges(channels, region, step, samples.threads))
    rows, columns = rows + region[0], columns + region[1]
    if draws_boundaries:
        return rows, columns, 0
    return (*_uneven(samples, channels, rows, columns), len(rows) * len(_CORNERS) ** 2)


def _uneven(
    samples: Samples, channels: _core.Channels, rows: Indices, columns: Indices
) -> Tuple[Indices, Indices]:
    """Those of the pixels that are not alike from corner to corner."""
    uneven = np.empty(len(rows), bool)
    for pixels, tall in samples.of(rows, columns, _CORNERS):
        at = rows[pixels], columns[pixels]
        corners = tall.labels.reshape(len(pixels), -1)
        unlike = (corners != channels.labels[at][:, None]).any(1)
        both = np.column_stack([_counts(tall).reshape(len(pixels), -1), _counts(channels)[at]])
        uneven[pixels] = unlike | (both.max(1) - both.min(1) > _UNEVEN)
    return rows[uneven], columns[uneven]


def _counts(channels: _core.Channels) -> NDArray[Any]:
    counts = channels.iterations if channels.smooth is None else channels.smooth
    assert counts is not None
    return counts
