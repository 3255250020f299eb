"""Roots of a polynomial."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import _core, _validation
from ._validation import Coefficients


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
        polynomial as the multiplicity says.
    """

    values: NDArray[np.complex128]
    multiplicities: NDArray[np.intp]
    radii: NDArray[np.float64]


def find_roots(coefs: Coefficients) -> Roots:
    """Find the roots of a polynomial, with multiplicities and error bounds.

    Parameters
    ----------
    coefs : array_like, numpy.poly1d or numpy.polynomial.Polynomial
        Real or complex coefficients, highest degree first (a ``Polynomial`` keeps its own order).
        Leading zeros are trimmed.

    Returns
    -------
    Roots
        ``values``, ``multiplicities`` and ``radii``. For real coefficients the complex values come
        in exactly conjugate pairs, and real roots have the imaginary part 0.

    Raises
    ------
    TypeError
        If `coefs` are not numbers.
    ValueError
        If `coefs` is empty, constant, not finite or not one-dimensional, or of a degree above 1800.
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
    return Roots(*_core.find_roots(_validation.coefficients(coefs)))
