"""Windows given by their centre and width: through their first steps at once, and how exactly."""

import warnings
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor, inf, log10
from typing import Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._problem import exact
from .._problem.precision import PrecisionWarning
from .._problem.problem import Problem, Window
from .._problem.real_text import real_text, split_double

_STEPS_LEFT = 200  # by default, after those that the window takes at once
MOST_SKIPPED = 200_000  # by default: a window on the edge of a rotation domain never ends
_MOST_ROOTS = 200  # that are multiplied out, exactly
VISIBLE = 1e-3  # pixels
_RESOLVED = 1e-3  # widths: a pixel of a small picture
_UNIT = 2.0**-53
_FAR_FROM_A_PIXEL = 1e-10


def approach_of(
    problem: Problem, window: Window, most: int, orbit: Optional[_core.Orbit] = None
) -> _core.Approach:
    """The window taken through at most so many steps."""
    assert window.centre is not None
    assert window.width is not None
    key = window.centre, window.width
    known = problem._approaches.get(key)
    if known is None or known.most_skipped > most:
        known = _new_approach(problem, window, most, orbit)
        if known.most_skipped < most:
            problem._approaches[key] = known
    return known


def _new_approach(
    problem: Problem, window: Window, most: int, orbit: Optional[_core.Orbit]
) -> _core.Approach:
    polynomial = problem.polynomial
    if polynomial.roots is not None and polynomial.degree > _MOST_ROOTS:
        raise ValueError(
            f"with centre and width roots must be {_MOST_ROOTS} or fewer, got {polynomial.degree}: "
            "give coefs"
        )
    numerators, denominator = exact.over_one_denominator(polynomial.numbers())
    real, imag, width = map(exact.quotient, window.square)
    try:
        found = problem.plan.approach(numerators, denominator, real, imag, width, most, orbit)
    except _core.LevelLineError as error:
        raise NotImplementedError(
            f"width = {window.width} about this centre cannot be resolved, as {error}: move centre "
            "a little, take a wider window, or another tol"
        ) from None
    if not found.start_displacement < _RESOLVED:
        raise NotImplementedError(
            f"width = {window.width} about this centre cannot be resolved, as the step has a "
            "singularity too near to its orbit: move centre, take a wider window, or another method"
        )
    return found


def limited(
    problem: Problem, window: Window, itmax: Optional[int]
) -> "tuple[Problem, Optional[_core.Approach]]":
    """The problem with its limit, which by default depends on how far the window is taken."""
    if window.centre is None:
        return problem, None
    most = MOST_SKIPPED if itmax is None else itmax
    approach = approach_of(problem, window, most)
    if itmax is None:
        return problem.limited(approach.most_skipped + _STEPS_LEFT), approach
    return problem, approach


def accuracy_of(problem: Problem, window: Window, approach: Optional[_core.Approach]) -> float:
    """By how many pixels the picture may be displaced."""
    if not all(window.shape):
        return 0.0
    rows, columns = window.cells
    if approach is not None:
        return approach.displacement * max(rows, columns)
    return problem.plan.displacement(window.extent, columns, rows)


def is_resolved(extent: Tuple[float, float, float, float], rows: int, columns: int) -> bool:
    """Whether rounding of points, and of p unless it is ill-conditioned, is far from a pixel."""
    left, right, bottom, top = extent
    across = max(abs(left), abs(right)) * columns / (right - left)
    up = max(abs(bottom), abs(top)) * rows / (top - bottom)
    return max(across, up) * _UNIT <= _FAR_FROM_A_PIXEL


def warn_of_precision(
    window: Window,
    accuracy: float,
    skipped: int,
    itmax: int,
    function: str = "",
    stacklevel: int = 3,
) -> None:
    """Warn the caller's caller where the picture is not as exact as usual."""
    text = explain_precision(window, accuracy, skipped, itmax, function)
    if text:
        warnings.warn(text, PrecisionWarning, stacklevel=stacklevel)


def explain_precision(
    window: Window, accuracy: float, skipped: int, itmax: int, function: str = ""
) -> Optional[str]:
    """What is wrong and what is better; `function` if the caller's takes no centre."""
    if window.centre is not None and 0 < itmax <= skipped:
        return (
            f"itmax={itmax} ends while the whole window of width {window.width} is still one point "
            "to double precision. Use itmax=None"
        )
    if not accuracy > VISIBLE:
        return None
    size = "any number of" if accuracy == inf else f"{accuracy:.2g}"
    displaced = f"rounding may displace this picture by {size} pixels"
    if window.centre is None:
        return f"{displaced}. {finer(window, function)}"
    wider = f"width={_wider(window, accuracy)!r} or more" if accuracy < 1.0 else "a larger width"
    return (
        f"{displaced}, as p is ill-conditioned here or its step nearly singular. Use {wider}, "
        "another centre or another method"
    )


def finer(window: Window, function: str = "") -> str:
    """How to ask for a window that needs more than double precision."""
    within = f"{function} with " if function else ""
    left, right, bottom, top = map(Fraction, window.extent)
    rows, columns = window.cells
    shape = (right - left) * rows / ((top - bottom) * columns)  # of a pixel
    given = "centre= and width="
    if 0.5 < shape < 2:
        width = max(right - left, top - bottom)
        digits = 4 - floor(log10(width))
        middle = (
            real_text(round(sum(ends, Fraction()) / 2, digits))
            for ends in ((left, right), (bottom, top))
        )
        given = f"centre={tuple(middle)}, width={f'{float(width):.3g}'!r}"
    return f"This window needs more than double precision: use {within}{given}"


def _wider(window: Window, accuracy: float) -> str:
    """A width with which rounding displaces less than is visible, if it is the same there."""
    *_, width = window.square
    with localcontext() as context:
        context.prec = 30
        wanted = (
            Decimal(width.numerator) / Decimal(width.denominator) * Decimal(2 * accuracy / VISIBLE)
        )
        return f"{wanted:.1g}"


def points_of(window: Window, offsets: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Points of the plane as it is, within a rounding of theirs."""
    real, imag, width = window.square
    half = float(width / 2)
    result = np.empty(offsets.shape, np.complex128)
    for part, centre, offset in (
        (result.real, real, offsets.real),
        (result.imag, imag, offsets.imag),
    ):
        high, low = split_double(centre)
        part[...] = high + (low + half * offset)
    return result
