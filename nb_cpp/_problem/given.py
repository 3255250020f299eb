"""Coefficients as other packages have them."""

from typing import Any, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._validation import is_instance, is_masked, shown

_OTHER_BASES = ("Chebyshev", "Hermite", "HermiteE", "Laguerre", "Legendre")
_PLAIN = (np.ndarray, list, tuple)  # subclasses are looked at


def number_array(coefs: Any) -> Tuple[NDArray[Any], Any]:
    """Coefficients as NumPy takes them, and one by one, as they were given."""
    if type(coefs) not in _PLAIN:
        coefs = _plain(coefs)
    try:
        array = np.asarray(coefs)
    except ValueError as error:  # rows of unequal length
        raise ValueError(f"coefs must be one-dimensional, got {shown(coefs)}") from error
    if array.dtype.kind not in "biufcO":
        raise TypeError(f"coefs must be numbers, got {shown(coefs)}")
    return array, coefs if isinstance(coefs, (list, tuple)) else array


def _plain(coefs: Any) -> Any:
    """Coefficients out of another package's object. What is none stays as it is, or is refused."""
    if is_instance(coefs, "numpy.polynomial.polynomial", "Polynomial"):
        if not np.array_equal(coefs.domain, coefs.window):
            coefs = coefs.convert()
        coefs = coefs.coef[::-1]
    elif isinstance(coefs, np.poly1d):
        coefs = coefs.coeffs
    elif is_instance(coefs, "sympy.polys.polytools", "Poly") or (
        is_instance(coefs, "sympy.core.expr", "Expr") and coefs.free_symbols
    ):
        coefs = _from_sympy(coefs)
    kind = type(coefs).__name__
    if kind in _OTHER_BASES and type(coefs).__module__.startswith("numpy.polynomial."):
        raise TypeError(
            f"coefs must be coefficients of powers, got those of a {kind} series: convert it with "
            ".convert(kind=numpy.polynomial.Polynomial)"
        )
    if isinstance(coefs, (bytes, bytearray)):
        raise TypeError(f"coefs must be numbers, got {shown(coefs)}")
    if is_masked(coefs):
        raise TypeError(f"coefs must not be a masked array, got {shown(coefs)}")
    return coefs


def _from_sympy(given: Any) -> Any:
    """The coefficients of a `Poly`, or of an expression."""
    poly = given
    if not hasattr(given, "all_coeffs"):
        poly = given.as_poly(*given.free_symbols)
    if poly is None or len(poly.gens) != 1:
        raise ValueError(f"coefs must be a polynomial in one symbol, got {shown(given)}")
    if poly.degree() > _core.max_degree:  # beforehand: zeros would be listed
        raise ValueError(f"coefs must have a degree up to {_core.max_degree}, got {shown(given)}")
    return poly.all_coeffs()
