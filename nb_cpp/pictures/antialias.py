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
# Counts: where neighbours differ by more, a pixel may hold what neither shows. Boundaries that are
# drawn, in ink or light, go by the slope, which tells of them from farther.
_STEP, _STEP_OF_BOUNDARIES = 1.0, 0.5
_BOUNDARIES = ("edge", "glow")
# Counts, where a style has panes: where neighbours differ by more, they are small, and by more than
# the second, too small to be drawn. Their lines are drawn as parts of a point's square, so that few
# points are enough.
_SMALL_PANES, _NO_PANES, _SIDE_OF_PANES = 0.1, 0.5, 4
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
    stages = [(rows, columns, _SIDE)]
    if "lead" in style.look:
        small = _core.find_edges(channels, region, _SMALL_PANES, threads)
        small &= ~_core.find_edges(channels, region, _NO_PANES, threads)
        small[rows - region[0], columns - region[1]] = False
        stages.append((*_places(small, region), _SIDE_OF_PANES))
    flat = array.reshape(-1, array.shape[2])[:, :3]
    done, total = 0, sum(len(rows) for rows, _, _ in stages)
    for rows, columns, side in stages:
        for pixels, tall in samples.of(rows, columns, _inside(side)):
            if progress is not None:
                progress(done, total)
            colours = np.empty((len(pixels), 3), array.dtype)
            _core.shade_squares(colours, tall, side, core, threads)
            flat[(rows[pixels] - region[0]) * region[3] + columns[pixels] - region[1]] = colours
            done += len(pixels)
            points += side**2 * len(pixels)
    return points


def _inside(side: int) -> NDArray[np.float64]:
    """Where so many points lie along a pixel's side, from its middle."""
    return (np.arange(side) + 0.5) / side - 0.5


def _places(
    chosen: NDArray[np.bool_], region: Tuple[int, int, int, int]
) -> Tuple[Indices, Indices]:
    """Rows and columns, of the field, of what is chosen of a region."""
    rows, columns = np.nonzero(chosen)
    return rows + region[0], columns + region[1]


def find_pixels(
    samples: Samples, channels: _core.Channels, region: Tuple[int, int, int, int], style: Style
) -> Tuple[Indices, Indices, int]:
    """Rows and columns, of the field, of a region's pixels that one point does not tell enough of.

    And how many points it took to find them.
    """
    draws_boundaries = any(name in style.look for name in _BOUNDARIES)
    step = _STEP_OF_BOUNDARIES if draws_boundaries else _STEP
    rows, columns = _places(_core.find_edges(channels, region, step, samples.threads), region)
    if draws_boundaries:
        return rows, columns, 0
    return (*_uneven(samples, channels, rows, columns), 4 * len(rows))


def _uneven(
    samples: Samples, channels: _core.Channels, rows: Indices, columns: Indices
) -> Tuple[Indices, Indices]:
    """Those of the pixels that are not alike from corner to corner."""
    uneven = np.empty(len(rows), bool)
    for pixels, tall in samples.of(rows, columns, _inside(_SIDE)[[0, -1]]):
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
