"""Basins as data: which root each starting point reaches, and in how many steps."""

from typing import Any, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .._problem.methods import MethodName
from .._problem.polynomial import Coefficients
from .._problem.problem import DEFAULT_EXTENT, Problem, Sampling, StopRule, Window
from .._progress import Progress, reporter
from .approach import accuracy_of, approach_of, limited, warn_of_precision
from .cycles import Cycles, adds_length, cycles_of, fixed_points_of, traps_of
from .result import Basins
from .tolerance import warn

DEFAULT_LIMIT = 50  # of an ordinary window

_Channel = Optional[NDArray[np.float64]]
Channels = Tuple[NDArray[np.int16], NDArray[np.int32], _Channel, _Channel]


def basins(
    coefs: Optional[Coefficients] = None,
    *,
    roots: Any = None,
    extent: Tuple[float, float, float, float] = DEFAULT_EXTENT,
    centre: Any = None,
    width: Any = None,
    shape: Tuple[int, int] = (512, 512),
    method: MethodName = "newton",
    stop: StopRule = "residual",
    tol: float = 1e-6,
    itmax: Optional[int] = None,
    sampling: Sampling = "corner",
    cycles: bool = False,
    smooth: bool = False,
    angle: bool = False,
    threads: Optional[int] = None,
    progress: Progress = None,
    **method_parameters: complex,
) -> Basins:
    """Find which root an iteration reaches from each point of a grid, and in how many steps.

    Parameters
    ----------
    coefs : str, array_like or Polynomial
        p, of degree 1 to 1800: text such as ``"z^3 - 1"``, real or complex coefficients, highest
        degree first, or whatever else `Polynomial` takes.
    roots : array_like of complex, optional
        The roots of p, instead of `coefs`; a multiple root as often as it counts.
    extent : (left, right, bottom, top)
        The rectangle of the complex plane, as in matplotlib.
    centre, width : optional
        The window's middle and its longer side, instead of `extent`; cells are square, and the
        window as narrow as you like. Numbers of any type, or text, which are taken exactly:
        ``centre=("-0.50576144", "0.23168792")`` or ``"-0.5 + 0.25i"``, ``width="1e-300"``. See
        ``docs/zoom.md``.
    shape : (rows, columns)
        Number of points. Row 0 is the top, the largest imaginary part.
    method : str
        One of `methods`.
    stop : {"residual", "step", "root"}
        When a point has converged after a step to z: ``abs(p(z)) <= tol``; the step was at most
        `tol` long; the nearest root is at most `tol` away.
    tol : float
        The tolerance; 0 is allowed.
    itmax : int, optional
        Iterations at most, 0 to 2**31 - 1. By default 50; with `centre` and `width` 200 more than
        those that all the window takes at once.
    sampling : {"corner", "center", "endpoints"}
        Where points sit: in the upper left corner of their cell, in its centre, or such that the
        first and the last lie on the edges.
    cycles : bool
        Whether to look for attracting cycles and to label the points that they catch. Nova's
        fixed points are found in any case: with ``c`` it leads to no root.
    smooth : bool
        Whether to count without steps, too: see `Basins.smooth`.
    angle : bool
        Whether to say from which side points come to their roots: see `Basins.angle`.
    threads : int, optional
        Threads to use; by default every CPU that this process may use, or the environment variable
        ``NB_CPP_THREADS``. The result does not depend on it.
    progress : bool or callable, optional
        True shows a bar (needs tqdm); a callable is called with the points done and the points in
        all, and may raise to end the call.
    **method_parameters
        Parameters of the method, complex numbers: ``relax`` (newton, nova), ``c`` (nova), ``beta``
        (traub, king).

    Returns
    -------
    Basins
        Labels, iteration counts, roots, and every parameter.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names, or if
        ``NB_CPP_THREADS`` or ``NB_CPP_TARGET`` has.
    MemoryError
        If the result is larger than the machine's memory.
    KeyboardInterrupt
        On Ctrl-C, within a tenth of a second.

    Warns
    -----
    ToleranceWarning
        If `tol` ends orbits before they are near a root, or is less than rounding leaves of what
        the rule measures. Labels are true in any case, counts may not be comparable.
    PrecisionWarning
        If rounding may displace the picture by more than a thousandth of a pixel, see
        `Basins.accuracy`, or if `itmax` ends before the points of a narrow window have parted.

    Notes
    -----
    A step that cannot be taken, because a derivative is zero or the result is not finite, leaves
    the point where it was, and it does not converge. At an exact zero of p every rule holds.

    A point has a root's label if the rule has held and its orbit enters, within ``2 * itmax`` steps
    in all, a disc about the root that the method is sure to draw to it: no `tol` and no `stop`
    gives it another root, but -1.

    Examples
    --------
    >>> import nb_cpp
    >>> b = nb_cpp.basins([1, 0, 0, -1], shape=(3, 4), sampling="center")
    >>> b.labels
    array([[0, 0, 0, 2],
           [2, 2, 2, 2],
           [1, 1, 1, 2]], dtype=int16)
    >>> b.roots.round(3)
    array([-0.5+0.866j, -0.5-0.866j,  1. +0.j   ])
    >>> nb_cpp.basins([1, 0, -1], extent=(1, 3, -1, 1), shape=(2, 4), smooth=True).smooth.round(3)
    array([[ 4.24 ,  4.112,  4.24 ,  4.435],
           [-0.999,  3.24 ,  3.79 ,  4.165]])
    """
    window = Window.checked(extent, shape, sampling, centre, width)
    limit = DEFAULT_LIMIT if itmax is None else itmax
    problem = Problem.checked(
        coefs, roots, method, method_parameters, stop=stop, tol=tol, itmax=limit
    )
    wants_cycles = _validation.flag("cycles", cycles)
    channels = _validation.flag("smooth", smooth), _validation.flag("angle", angle)
    count = _validation.thread_count(threads)
    _validation.check_memory(window.shape, np.int16, np.int32)
    problem, approach = limited(problem, window, None if itmax is None else problem.itmax)
    b = compute_basins(problem, window, wants_cycles, count, progress, channels, approach)
    if b.labels.size:
        warn(b.problem)
        warn_of_precision(window, b.accuracy, b.skipped, b.itmax)
    return b


def compute_basins(
    problem: Problem,
    window: Window,
    wants_cycles: bool,
    threads: int,
    progress: Progress,
    channels: Tuple[bool, bool] = (False, False),
    approach: Optional[_core.Approach] = None,
) -> Basins:
    """The basins of a checked problem, without warnings; the channels are smooth and angle.

    A window with a centre has its approach, which is made if it is not given.
    """
    arrays = new_channels(window.shape, channels)
    if approach is None and window.centre is not None:
        approach = approach_of(problem, window, problem.itmax)
    accuracy = accuracy_of(problem, window, approach)
    start = None if approach is None or approach.is_plain else approach
    with reporter(progress) as callback:
        problem, found = with_traps(problem, wants_cycles)
        labels, iterations, smooth, angle = arrays
        problem.plan.basins(
            labels,
            iterations,
            window.extent,
            window.sampling,
            threads,
            callback,
            smooth,
            angle,
            start,
        )
    skipped = 0 if start is None else start.skipped
    return Basins(problem, window, labels, iterations, found, smooth, angle, skipped, accuracy)


def new_channels(shape: Tuple[int, ...], wanted: Tuple[bool, bool]) -> Channels:
    """Arrays for labels, iterations and, where they are wanted, smooth and angle."""
    kinds = [np.int16, np.int32, *(np.float64 for want in wanted if want)]
    _validation.check_memory(shape, *kinds)
    more = (_validation.new_array(shape, np.float64) if want else None for want in wanted)
    return (
        _validation.new_array(shape, np.int16),
        _validation.new_array(shape, np.int32),
        next(more),
        next(more),
    )


def with_traps(problem: Problem, wants_cycles: bool) -> Tuple[Problem, Optional[Cycles]]:
    """The problem with traps about the cycles that are looked for, and those; None if none are."""
    found = cycles_of(problem) if wants_cycles else None
    if found is None and adds_length(problem):
        found = fixed_points_of(problem)
    return (problem, None) if found is None else (problem.trapping(traps_of(found)), found)
