"""Roots of a polynomial."""

from typing import Any, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .polynomial import Coefficients, coefficients, expand


class Roots(NamedTuple):
    """Distinct roots of a polynomial, in canonical order.

    Attributes
    ----------
    values : ndarray of complex128, shape (k,)
        The roots: real part ascending, ties (to rounding) by imaginary part descending.
    multiplicities : ndarray of intp, shape (k,)
        How often each root counts; they add up to the degree.
    radii : ndarray of float64, shape (k,)
        Error bounds: the disc of this radius about the value holds exactly as many roots of the
        polynomial as the multiplicity says. 0 for roots that were given; NaN where it is not known.
    """

    values: NDArray[np.complex128]
    multiplicities: NDArray[np.intp]
    radii: NDArray[np.float64]


def find_roots(coefs: Optional[Coefficients] = None, *, roots: Any = None) -> Roots:
    """Find the roots of a polynomial, with multiplicities and error bounds.

    Parameters
    ----------
    coefs : array_like, numpy.poly1d or numpy.polynomial.Polynomial
        Real or complex coefficients, highest degree first (a ``Polynomial`` keeps its own order).
        Leading zeros are trimmed.
    roots : array_like of complex, optional
        The roots, instead of `coefs`: they are put in order, and equal ones together.

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

    Examples
    --------
    >>> import nb_cpp
    >>> roots = nb_cpp.find_roots([1, 0, -2])
    >>> roots.values
    array([-1.41421356+0.j,  1.41421356+0.j])
    >>> roots.multiplicities
    array([1, 1])
    """
    return known_or_found(*read_polynomial(coefs, roots))


def read_polynomial(coefs: Any, roots: Any) -> Tuple[NDArray[np.complex128], Optional[Roots]]:
    """Coefficients, from just one of the two, and the roots where they were given."""
    if roots is None:
        if coefs is None:
            raise TypeError("coefs must be numbers, got None, and no roots were given")
        return coefficients(coefs), None
    if coefs is not None:
        raise TypeError("coefs and roots were both given: a polynomial is one or the other")
    values = _validation.complex_array("roots", roots)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"roots must be one or more numbers in a list, got {roots!r}")
    return expand(values), _distinct(values)


def known_or_found(coefs: NDArray[np.complex128], roots: Optional[Roots]) -> Roots:
    """The roots that were given, or those of the coefficients."""
    return Roots(*_core.find_roots(coefs)) if roots is None else roots


def _distinct(values: NDArray[np.complex128]) -> Roots:
    """Equal roots together, in canonical order. They are what they are: no error bounds."""
    distinct, multiplicities = np.unique(values + 0.0, return_counts=True)
    order = _core.canonical_order(distinct)
    return Roots(distinct[order], multiplicities[order], np.zeros(len(order)))
