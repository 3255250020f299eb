"""Roots of a polynomial."""

import warnings
from math import isnan
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
    return roots_of(Polynomial(coefs, roots=roots), allowed, stacklevel=3)


def roots_of(polynomial: Polynomial, work: float = 1.0, stacklevel: int = 2) -> Roots:
    """The roots that were given, or those of the coefficients."""
    if polynomial.roots is not None:
        return _distinct(polynomial.roots)
    *found, separate = polynomial.find_roots(work)
    if not separate:
        warnings.warn(
            f"the roots of a polynomial of degree {polynomial.degree} were not all told apart: "
            f"some of their discs overlap. nb_cpp.find_roots(..., work={10 * work:g}) tries harder",
            PrecisionWarning,
            stacklevel=stacklevel,
        )
    return Roots(*found)


def _distinct(values: NDArray[np.complex128]) -> Roots:
    """Equal roots together, in canonical order. They are what they are: no error bounds."""
    distinct, multiplicities = np.unique(values + 0.0, return_counts=True)
    order = _core.canonical_order(distinct)
    return Roots(distinct[order], multiplicities[order], np.zeros(len(order)))
