"""From a problem and a window to the colours of pixels."""

from dataclasses import replace
from typing import NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .._basins.approach import approach_of
from .._basins.basins import Channels, new_channels
from .._problem.problem import Problem, Window
from .._progress import Callback
from .antialias import smooth_edges
from .palette import Palette
from .samples import Place
from .styles import Style, core_style, half_distance

Pixels = NDArray[np.uint16]  # or uint8
Part = Tuple[slice, slice]  # rows and columns
_HALO = 1  # neighbours that a pixel's slope takes
_CELLS = 0.04  # of the distance of two roots: where the panes of a mosaic begin


class Settings(NamedTuple):
    """How a picture is drawn."""

    style: Style
    palette: Palette
    bits: int
    antialias: bool
    light: bool


def draw(
    problem: Problem,
    window: Window,
    settings: Settings,
    *,
    known: Optional[Channels] = None,
    part: Optional[Part] = None,
    alpha: bool = False,
    threads: int = 0,
    progress: Optional[Callback] = None,
) -> Pixels:
    """The pixels of a window, or of some of its rows and columns.

    `known` are channels of the problem in the whole window, where there are any: of use if it is
    `problem_for` the style. A part has the same pixels as in the whole. With `alpha` each has a
    fourth number, the largest.
    """
    style = settings.style
    own = problem_for(style, problem)
    if own is not problem:
        problem, known = own, None
    rows, columns = window.shape
    inner = part or (slice(0, rows), slice(0, columns))
    outer = tuple(
        slice(max(one.start - _HALO, 0), min(one.stop + _HALO, length))
        for one, length in zip(inner, window.shape)
    )
    height, width = (one.stop - one.start for one in inner)
    region = (inner[0].start - outer[0].start, inner[1].start - outer[1].start, height, width)
    dtype = np.uint8 if settings.bits == 8 else np.uint16
    array = _validation.new_array((height, width, 4 if alpha else 3), dtype)
    if not array.size:
        return array
    share = _Share(progress, height * width * (2 if settings.antialias else 1))
    place = _place(problem, window)
    channels = _channels(problem, window, place, style, known, part and outer, threads, share.first)
    core = core_style(
        style, settings.palette, problem, min(window.shape), settings.light, place.skipped
    )
    _core.shade(array, channels, region, core, threads, None)
    if settings.antialias:
        grid = place._replace(x=place.x[outer[1]], y=place.y[outer[0]])
        smooth_edges(array, channels, region, core, problem, grid, style, threads, share.second)
    share.end()
    return array


def problem_for(style: Style, problem: Problem) -> Problem:
    """The problem whose channels a style takes.

    Where that is the angle, with such counts that the angle at them parts basins into few cells.
    """
    if "angle" not in style.channels:
        return problem
    tol = 2 * _CELLS * half_distance(problem.roots.values)
    if (problem.stop, problem.tol) == ("root", tol):
        return problem
    return replace(problem, known=problem.roots, stop="root", tol=tol)


def _place(problem: Problem, window: Window) -> Place:
    """Where the window's points lie: in the plane, or about the centre of a narrow window."""
    rows, columns = window.cells
    if window.centre is not None:
        approach = approach_of(problem, window, problem.itmax)
        if not approach.is_plain:
            side = 2.0 / max(rows, columns)
            return Place(window.dx, window.dy, (side, side), approach)
    left, right, bottom, top = window.extent
    return Place(window.x, window.y, ((right - left) / columns, (top - bottom) / rows))


def _channels(
    problem: Problem,
    window: Window,
    place: Place,
    style: Style,
    known: Optional[Channels],
    part: Optional[Tuple[slice, ...]],
    threads: int,
    progress: Optional[Callback],
) -> _core.Channels:
    wanted = "smooth" in style.channels, "angle" in style.channels
    if known is not None and has_channels(known, wanted):
        labels, iterations, *more = known
        smooth, angle = (one if want else None for one, want in zip(more, wanted))
        if part is not None:
            labels, iterations = labels[part].copy(), iterations[part].copy()
            smooth, angle = (None if one is None else one[part].copy() for one in (smooth, angle))
        return place.channels(labels, iterations, smooth, angle)
    if part is None:
        labels, iterations, smooth, angle = new_channels(window.shape, wanted)
        problem.plan.basins(
            labels,
            iterations,
            window.extent,
            window.sampling,
            threads,
            progress,
            smooth,
            angle,
            place.approach,
        )
        return place.channels(labels, iterations, smooth, angle)
    points = place.x[part[1]][None, :] + 1j * place.y[part[0]][:, None]
    labels, iterations, smooth, angle = new_channels((points.size,), wanted)
    problem.plan.basins_at(
        labels, iterations, points.ravel(), threads, progress, smooth, angle, place.approach
    )
    shaped = (None if a is None else a.reshape(points.shape) for a in (smooth, angle))
    return place.channels(labels.reshape(points.shape), iterations.reshape(points.shape), *shaped)


def has_channels(known: Channels, wanted: Tuple[bool, bool]) -> bool:
    """Whether smooth and angle are there where they are wanted."""
    return all(one is not None or not want for one, want in zip(known[2:], wanted))


class _Share:
    """Progress of the two halves of the work as that of the whole."""

    def __init__(self, progress: Optional[Callback], total: int) -> None:
        self._progress, self._total = progress, total
        self.first = self.second = None
        if progress is not None:
            self.first, self.second = self._half(0), self._half(1)

    def _half(self, number: int) -> Callback:
        def report(done: int, total: int) -> object:
            assert self._progress is not None
            share = (number + done / max(total, 1)) / 2
            return self._progress(int(share * self._total), self._total)

        return report

    def end(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total)
