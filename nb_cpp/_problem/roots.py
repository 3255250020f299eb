"""Roots of a polynomial."""

import sys
import warnings
from math import isnan
from types import FrameType
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .polynomial import Coefficients, Polynomial
from .precision import PrecisionWarning
from .root_set import Roots


def find_roots(
    coefs: Optional[Coefficients] = None, *, roots: Any = None, work: float = 1.0
) -> Roots:
    """Find the roots of a polynomial, with multiplicities and error bounds.

    Parameters
    ----------
    coefs : str, array_like or Polynomial
        The polynomial, as text, by coefficients, highest degree first, or as `Polynomial` takes it.
        Integers of any length, fractions, decimals and the numbers in a text are not rounded.
    roots : array_like of complex, optional
        The roots, instead of `coefs`: they are put in order, and equal ones together.
    work : float, optional
        How much harder than usual to try where a polynomial of high degree asks for very many
        digits: 1 is a minute at most on a common machine.

    Returns
    -------
    Roots
        ``values``, ``multiplicities`` and ``radii``. For real coefficients the complex values come
        in exactly conjugate pairs, and real roots have the imaginary part 0. Given roots are what
        they are: their radii are 0.

    Raises
    ------
    TypeError
        If `coefs` or `roots` are not numbers, or both or neither are given.
    ValueError
        If `coefs` is empty, constant, not finite or not one-dimensional, or of a degree above 1800;
        if `roots` is empty, not finite or not one-dimensional.
    KeyboardInterrupt
        On Ctrl-C, within a tenth of a second.

    Warns
    -----
    PrecisionWarning
        If `work` did not suffice to tell all roots apart: see the radii of `Roots`.

    Examples
    --------
    >>> import nb_cpp
    >>> roots = nb_cpp.find_roots([1, 0, -2])
    >>> roots.values
    array([-1.41421356+0.j,  1.41421356+0.j])
    >>> roots.multiplicities
    array([1, 1])
    """
    allowed = _validation.real_number("work", work)
    if isnan(allowed) or allowed <= 0.0:
        raise ValueError(f"work must be more than zero, got {work!r}")
    return roots_of(Polynomial(coefs, roots=roots), allowed)


def roots_of(polynomial: Polynomial, work: float = 1.0) -> Roots:
    """The roots that were given, or those of the coefficients."""
    if polynomial.roots is not None:
        return _distinct(polynomial.roots)
    *found, separate = polynomial.find_roots(work)
    if not separate:
        warnings.warn(
            f"some of the {polynomial.degree} roots were not told apart by the work allowed, and "
            f"their discs overlap. Use nb_cpp.find_roots(..., work={10 * work:g}), and what it "
            "returns as coefs",
            PrecisionWarning,
            stacklevel=_level_of_caller(),
        )
    return Roots(*found)


def _level_of_caller() -> int:
    """The stack level, as of the calling function, of who called this package."""
    frame: Optional[FrameType] = sys._getframe(1)
    package = __name__.partition(".")[0]
    level = 1
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        frame = frame.f_back
        level += 1
    return level


def _distinct(values: NDArray[np.complex128]) -> Roots:
    """Equal roots together, in canonical order. They are what they are: no error bounds."""
    distinct, multiplicities = np.unique(values + 0.0, return_counts=True)
    order = _core.canonical_order(distinct)
    return Roots(distinct[order], multiplicities[order], np.zeros(len(order)))
