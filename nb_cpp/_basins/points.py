"""Basins at points of one's own."""

from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _validation
from .._problem.methods import MethodName
from .._problem.polynomial import Coefficients
from .._problem.problem import DEFAULT_EXTENT, Problem, StopRule, Window
from .._progress import Progress, reporter
from .approach import limited, points_of, warn_of_precision
from .basins import DEFAULT_LIMIT, new_channels, with_traps
from .cycles import Cycles
from .labelled import Labelled
from .tolerance import warn


@dataclass(frozen=True, eq=False, repr=False)
class PointBasins(Labelled):
    """Which root each of some points reaches, and in how many steps.

    Attributes
    ----------
    problem : Problem
        What was asked of each point.
    points : ndarray of complex128
        Where they start.
    labels, iterations, smooth, angle : ndarray or None
        As in `Basins`, of the shape of the points.
    cycles : Cycles or None
        As in `Basins`.
    """

    problem: Problem
    points: NDArray[np.complex128]
    labels: NDArray[np.int16]
    iterations: NDArray[np.int32]
    cycles: Optional[Cycles] = None
    smooth: Optional[NDArray[np.float64]] = None
    angle: Optional[NDArray[np.float64]] = None

    def __repr__(self) -> str:
        reached = np.count_nonzero(self.converged)
        return (
            f"Basins of {self.problem.polynomial.short()} at {self.labels.size} points by "
            f"{self.problem.method.name}: {reached} reach a root"
        )


def basins_at(
    coefs: Optional[Coefficients] = None,
    points: Optional[ArrayLike] = None,
    *,
    roots: Any = None,
    centre: Any = None,
    width: Any = None,
    method: MethodName = "newton",
    stop: StopRule = "residual",
    tol: float = 1e-6,
    itmax: Optional[int] = None,
    cycles: bool = False,
    smooth: bool = False,
    angle: bool = False,
    threads: Optional[int] = None,
    progress: Progress = None,
    **method_parameters: complex,
) -> PointBasins:
    """Find which root an iteration reaches from each of some points, and in how many steps.

    Parameters
    ----------
    coefs : str, array_like or Polynomial
        p, as text, by coefficients, highest degree first, or as `Polynomial` takes it.
    points : array_like of complex
        Where to start: one point or an array of any shape. With `centre` and `width`: offsets from
        the centre, in units of half the width, between -1 and 1 in both directions.
    roots, centre, width, method, stop, tol, itmax, cycles, smooth, angle, threads, progress
        As in `basins`.
    **method_parameters
        As in `basins`.

    Returns
    -------
    PointBasins
        Labels, iterations and, where asked for, smooth and angle, of the shape of the points. At
        the points of a grid they are bit for bit what `basins` has there; at offsets in a window
        that double precision resolves, but for a rounding of the points.

    Raises
    ------
    TypeError, ValueError, MemoryError, KeyboardInterrupt
        As `basins`.

    Warns
    -----
    ToleranceWarning
        As `basins`.

    Examples
    --------
    >>> import nb_cpp
    >>> q = nb_cpp.basins_at([1, 0, 0, -1], [2.0, -1j, 0.0])
    >>> q.labels, q.iterations
    (array([ 2,  1, -1], dtype=int16), array([ 5,  5, 50], dtype=int32))
    """
    if points is None:
        raise TypeError("points must be given: where to start")
    start = _validation.complex_copy("points", points)
    window = None
    if centre is not None or width is not None:
        window = Window.checked(DEFAULT_EXTENT, (1, 1), "corner", centre, width)
        if start.size and max(abs(start.real).max(), abs(start.imag).max()) > 1.0:
            raise ValueError(
                "points must be between -1 and 1 in both directions, in units of width/2 from "
                f"centre, got {_validation.shown(points)}"
            )
    limit = DEFAULT_LIMIT if itmax is None else itmax
    problem = Problem.checked(
        coefs, roots, method, method_parameters, stop=stop, tol=tol, itmax=limit
    )
    wants_cycles = _validation.flag("cycles", cycles)
    channels = _validation.flag("smooth", smooth), _validation.flag("angle", angle)
    count = _validation.thread_count(threads)
    labels, iterations, *more = new_channels((start.size,), channels)
    approach = None
    where = start
    if window is not None:
        problem, approach = limited(problem, window, None if itmax is None else problem.itmax)
        if approach is not None and approach.is_plain:
            where, approach = points_of(window, start), None
    with reporter(progress) as callback:
        problem, found = with_traps(problem, wants_cycles)
        problem.plan.basins_at(
            labels, iterations, where.ravel(), count, callback, more[0], more[1], approach
        )
    if start.size:
        warn(problem)
        if window is not None and approach is not None:
            warn_of_precision(window, 0.0, approach.skipped, problem.itmax)
    shaped = (None if channel is None else channel.reshape(start.shape) for channel in more)
    return PointBasins(
        problem,
        start,
        labels.reshape(start.shape),
        iterations.reshape(start.shape),
        found,
        *shaped,
    )
