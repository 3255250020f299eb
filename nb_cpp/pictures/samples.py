"""Points within pixels, and what is found there."""

from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._basins.basins import Channels, new_channels
from .._problem.problem import Problem

_AT_ONCE = 2**17  # points
_BEYOND = 1.06  # what a narrow window's approach covers of its coordinate

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
# Whether x and whether y changes its sign, and the images of the labels -1, 0, 1, ...
Mirror = Tuple[bool, bool, NDArray[np.int16]]


class Place(NamedTuple):
    """Where the points of columns and rows lie, and how wide and how high a pixel is."""

    x: Floats
    y: Floats
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
        smooth: Optional[Floats],
        angle: Optional[Floats],
    ) -> _core.Channels:
        """The channels without the steps that the window skipped."""
        if self.skipped:
            iterations = iterations - np.int32(self.skipped)
            smooth = None if smooth is None else smooth - self.skipped
        return _core.Channels(labels, iterations, smooth, angle)


class Samples(NamedTuple):
    """What to find at points: the problem, where, and whether with smooth counts and angles."""

    problem: Problem
    place: Place
    wanted: Tuple[bool, bool]
    threads: int

    def of(
        self, rows: Indices, columns: Indices, inside: Floats
    ) -> Iterator[Tuple[Indices, _core.Channels]]:
        """Channels of a square of points in each pixel, for some of the pixels at a time.

        `inside` has the points' places, in pixels from the middle, ascending and symmetric: those
        that are mirror images of others are not computed. The channels have as many columns, and as
        many rows for each pixel, one below the other.
        """
        mirrors = self._mirrors()
        first_rows, first_columns = _first_images(mirrors, self.place, rows, columns)
        width = len(self.place.x)
        keys, image_of = np.unique(first_rows * width + first_columns, return_inverse=True)
        order = np.argsort(image_of, kind="stable")
        step = max(_AT_ONCE // len(inside) ** 2, 1)
        for first in range(0, len(keys), step):
            some = keys[first : first + step]
            found = self._computed(some // width, some % width, inside)
            begin, end = np.searchsorted(image_of[order], [first, first + step])
            pixels = order[begin:end]
            images = _each(found, lambda a: a[image_of[pixels] - first])  # noqa: B023
            across = first_columns[pixels] != columns[pixels]
            up = first_rows[pixels] != rows[pixels]
            for flips_x, flips_y, labels in mirrors:
                chosen = np.flatnonzero((across == flips_x) & (up == flips_y))
                x, y = (-1 if flips else 1 for flips in (flips_x, flips_y))
                for channel in images:
                    if channel is not None:
                        channel[chosen] = channel[chosen][:, ::y, ::x]
                images[0][chosen] = labels[images[0][chosen] + 1]
            tall = _each(images, lambda a: a.reshape(-1, len(inside)))
            yield pixels, self.place.channels(*tall)

    def _mirrors(self) -> List[Mirror]:
        # The coordinate about a root on an axis need not be its own image.
        has_angle = self.wanted[1]
        return [] if has_angle or self.place.approach else self.problem.plan.mirrors()

    def _computed(self, rows: Indices, columns: Indices, inside: Floats) -> Channels:
        """Channels of the pixels' points, of shape (pixels, side, side)."""
        width, height = self.place.spacing
        points = np.empty((len(rows), len(inside), len(inside)), np.complex128)
        points.real = (self.place.x[columns][:, None] + width * inside)[:, None, :]
        points.imag = (self.place.y[rows][:, None] - height * inside)[:, :, None]
        if self.place.approach is not None:
            for part in (points.real, points.imag):
                np.clip(part, -_BEYOND, _BEYOND, out=part)
        channels = new_channels((points.size,), self.wanted)
        labels, iterations, smooth, angle = channels
        self.problem.plan.basins_at(
            labels,
            iterations,
            points.ravel(),
            self.threads,
            None,
            smooth,
            angle,
            self.place.approach,
        )
        return _each(channels, lambda a: a.reshape(points.shape))


def _each(channels: Channels, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Channels:
    labels, iterations, smooth, angle = channels
    return (
        change(labels),
        change(iterations),
        None if smooth is None else change(smooth),
        None if angle is None else change(angle),
    )


def _first_images(
    mirrors: List[Mirror],
    place: Place,
    rows: Indices,
    columns: Indices,
) -> Tuple[Indices, Indices]:
    """Of each pixel and its mirror images the first."""
    kinds = {(flips_x, flips_y) for flips_x, flips_y, _ in mirrors}
    across = _opposites(place.x)[columns]
    up = _opposites(place.y)[rows]
    if kinds == {(True, True)}:  # both or none
        both = (across >= 0) & (up >= 0) & ((up < rows) | ((up == rows) & (across < columns)))
        return np.where(both, up, rows), np.where(both, across, columns)
    if (True, False) not in kinds:
        across = columns
    if (False, True) not in kinds:
        up = rows
    return (
        np.where((up >= 0) & (up < rows), up, rows),
        np.where((across >= 0) & (across < columns), across, columns),
    )


def _opposites(points: Floats) -> Indices:
    """For each number the index of its opposite, -1 where there is none."""
    order = np.argsort(points)
    places = np.minimum(np.searchsorted(points[order], -points), len(points) - 1)
    opposite = order[places]
    return np.where(points[opposite] == -points, opposite, -1)
