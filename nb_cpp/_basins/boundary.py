"""Points on the boundary of basins, to any number of digits, by following a window down."""

from fractions import Fraction
from typing import Any, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._problem.methods import MethodName
from .._problem.polynomial import Coefficients
from .._problem.problem import DEFAULT_EXTENT, Problem, StopRule, Window
from .._problem.real_text import read_complex, real_text
from .approach import approach_of, points_of

_SIDE = 64  # points of a window's side
_ROW = 65  # points between two of them
_GAIN = 9  # digits that a window gives
_MOST_DIGITS = 10_000
_MOST_SKIPPED, _STEPS_LEFT = 1_000_000, 1000


def boundary_point(
    coefs: Optional[Coefficients] = None,
    near: Any = 0,
    *,
    roots: Any = None,
    width: Any = "0.1",
    digits: int = 100,
    method: MethodName = "newton",
    stop: StopRule = "residual",
    tol: float = 1e-6,
    **method_parameters: complex,
) -> Tuple[str, str]:
    """Find a point on a boundary between basins, to as many digits as you like.

    Parameters
    ----------
    coefs, roots, method, stop, tol, **method_parameters
        As in `basins`.
    near : number, pair or str
        Where to look, as `centre` in `basins`.
    width : number or str
        How far around: the side of a square about `near`.
    digits : int
        Decimal places of the result, 1 to 10000.

    Returns
    -------
    tuple of str
        Real and imaginary part: a `centre` for `basins`, for windows down to a width of
        10**-digits.

    Raises
    ------
    TypeError, ValueError, NotImplementedError
        As `basins`; a ValueError where all of 64 x 64 points of the square have one label.

    Notes
    -----
    Of the window's points the two neighbours next to its middle that reach two roots are taken, or
    else two of which one reaches a root, and the boundary between them is found to ten digits; then
    a window of a billionth of the width about that, and so on.

    Examples
    --------
    >>> import nb_cpp
    >>> x, y = nb_cpp.boundary_point([1, 0, 0, -1], -0.5 + 0.2j, digits=30)
    >>> deep = nb_cpp.basins([1, 0, 0, -1], centre=(x, y), width="1e-29", shape=(50, 50))
    >>> len(set(deep.labels.ravel().tolist())) > 1
    True
    """
    places = _validation.size("digits", digits)
    if not 1 <= places <= _MOST_DIGITS:
        raise ValueError(f"digits must be between 1 and {_MOST_DIGITS}, got {places}")
    problem = Problem.checked(coefs, roots, method, method_parameters, stop=stop, tol=tol, itmax=0)
    if near is None:
        raise TypeError("near must be given: a point beside which there is a boundary")
    window = Window.checked(DEFAULT_EXTENT, (1, 1), "corner", read_complex("near", near), width)
    x, y, side = window.square
    whole = window.width
    while True:
        change = _nearest_change(problem, window)
        if change is None and window.width != whole:
            raise NotImplementedError(
                f"the boundary is lost in the square of width {window.width}: take another point "
                f"near it, or a width below {whole}"
            )
        if change is None:
            raise ValueError(
                f"near must have a boundary within width/2, got "
                f"{_validation.shown(near)}: all of {_SIDE} x {_SIDE} "
                f"points of the square of width {whole} have one label"
            )
        x += Fraction(change.real) * side / 2
        y += Fraction(change.imag) * side / 2
        if side <= Fraction(10) ** (_GAIN - 1 - places):
            return _rounded_text(x, places), _rounded_text(y, places)
        side /= 10**_GAIN
        # No more digits than the point has.
        kept = _places_of(side) + 4
        x, y = (Fraction(round(part * 10**kept), 10**kept) for part in (x, y))
        window = Window.checked(DEFAULT_EXTENT, (1, 1), "corner", (x, y), side)


def _places_of(side: Fraction) -> int:
    """Decimal places that tell a thousandth of it, or more."""
    bits = side.denominator.bit_length() - side.numerator.bit_length()
    return max(0, int(bits * 0.30103)) + 4


def _rounded_text(value: Fraction, places: int) -> str:
    return real_text(Fraction(round(value * 10**places), 10**places))


class _Labels:
    """Which root the points of a window reach, by their offsets."""

    def __init__(self, problem: Problem, window: Window) -> None:
        approach = approach_of(problem, window, _MOST_SKIPPED)
        self.problem = problem.limited(approach.most_skipped + _STEPS_LEFT)
        self.window = window
        self.approach = None if approach.is_plain else approach

    def __call__(self, offsets: NDArray[np.complex128]) -> NDArray[np.int16]:
        flat = offsets.ravel()
        points = points_of(self.window, flat) if self.approach is None else flat
        labels, counts = np.empty(flat.size, np.int16), np.empty(flat.size, np.int32)
        self.problem.plan.basins_at(labels, counts, points, 0, None, None, None, self.approach)
        return labels.reshape(offsets.shape)


def _nearest_change(problem: Problem, window: Window) -> Optional[complex]:
    """The offset of a boundary near the window's middle; None if there is none in sight."""
    labels_at = _Labels(problem, window)
    axis = (np.arange(_SIDE) + 0.5) * (2 / _SIDE) - 1
    grid = axis + 1j * axis[:, None]
    labels = labels_at(grid)
    across = grid[:, :-1], grid[:, 1:], _changes(labels[:, :-1], labels[:, 1:])
    down = grid[:-1], grid[1:], _changes(labels[:-1], labels[1:])
    strongest = max(across[2].max(), down[2].max())
    if not strongest:
        return None
    pairs = [
        (complex(a), complex(b))
        for first, second, change in (across, down)
        for a, b in zip(first[change == strongest], second[change == strongest])
    ]
    low, high = min(pairs, key=lambda pair: abs(sum(pair)))
    while abs(high - low) > 10.0 ** -(_GAIN + 1):
        line = low + (high - low) * np.linspace(0, 1, _ROW)
        labels = labels_at(line)
        change = _changes(labels[:-1], labels[1:])
        places = np.flatnonzero(change == change.max())
        k = int(places[len(places) // 2])
        low, high = complex(line[k]), complex(line[k + 1])
    return (low + high) / 2


def _changes(first: NDArray[np.int16], second: NDArray[np.int16]) -> NDArray[np.int64]:
    """0 where neighbours have one label, 2 where they reach two roots, and 1 elsewhere."""
    roots = (first >= 0) & (second >= 0)
    return np.where(first == second, 0, np.where(roots, 2, 1))
