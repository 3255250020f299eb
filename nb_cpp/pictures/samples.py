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
Mirror = Tuple[bool, bool, Optional[NDArray[np.int16]]]
_ITSELF: Mirror = (False, False, None)


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
        many rows for each pixel, one below the other; the next ones may take their memory.
        """
        mirrors = self._mirrors()
        first_rows, first_columns = _first_images(mirrors, self.place, rows, columns)
        across, up = first_columns != columns, first_rows != rows
        width = len(self.place.x)
        keys, image_of = np.unique(first_rows * width + first_columns, return_inverse=True)
        order = np.argsort(image_of, kind="stable")
        ordered = image_of[order]
        square = len(inside), len(inside)
        step = max(_AT_ONCE // len(inside) ** 2, 1)
        # Memory that is new costs as much as what is written there.
        shape = min(step, len(keys)), *square
        points, channels = np.empty(shape, np.complex128), new_channels(shape, self.wanted)
        for first in range(0, len(keys), step):
            some = keys[first : first + step]
            found = _each(channels, lambda a: a[: len(some)])  # noqa: B023
            self._compute(some // width, some % width, inside, points[: len(some)], found)
            begin, end = np.searchsorted(ordered, [first, first + step])
            pixels, images = order[begin:end], ordered[begin:end] - first
            for flips_x, flips_y, labels in [_ITSELF, *mirrors]:
                chosen = np.flatnonzero((across[pixels] == flips_x) & (up[pixels] == flips_y))
                if not len(chosen):
                    continue
                tall = found
                if flips_x or flips_y or len(chosen) < len(some):
                    x, y = (-1 if flips else 1 for flips in (flips_x, flips_y))
                    tall = _each(found, lambda a: a[images[chosen]][:, ::y, ::x])  # noqa: B023
                if labels is not None:
                    tall = (labels[tall[0] + 1], *tall[1:])
                tall = _each(tall, lambda a: a.reshape(-1, len(inside)))
                yield pixels[chosen], self.place.channels(*tall)

    def _mirrors(self) -> List[Mirror]:
        # The coordinate about a root on an axis need not be its own image.
        has_angle = self.wanted[1]
        return [] if has_angle or self.place.approach else [*self.problem.plan.mirrors()]

    def _compute(
        self,
        rows: Indices,
        columns: Indices,
        inside: Floats,
        points: NDArray[np.complex128],
        channels: Channels,
    ) -> None:
        """Fill the pixels' points and their channels, all of shape (pixels, side, side)."""
        width, height = self.place.spacing
        points.real = (self.place.x[columns][:, None] + width * inside)[:, None, :]
        points.imag = (self.place.y[rows][:, None] - height * inside)[:, :, None]
        if self.place.approach is not None:
            for part in (points.real, points.imag):
                np.clip(part, -_BEYOND, _BEYOND, out=part)
        labels, iterations, smooth, angle = _each(channels, np.ravel)
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
