"""The roots of a polynomial, as they were found or given."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


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
        Where `find_roots` warned, that holds of a disc that meets no other; a connected union of
        overlapping discs holds exactly as many roots as their multiplicities add up to.
    """

    values: NDArray[np.complex128]
    multiplicities: NDArray[np.intp]
    radii: NDArray[np.float64]
