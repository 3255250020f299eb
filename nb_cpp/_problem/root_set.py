"""The roots of a polynomial, as they were found or given."""

from typing import Any, List, NamedTuple, Tuple

import numpy as np
from numpy.typing import NDArray

from .._tables import html_table, text_table
from .text import number_text

_DIGITS = 12


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

    def __repr__(self) -> str:
        return "\n".join([self._title(), text_table(*self._table())])

    def _repr_html_(self) -> str:
        return f"<b>{self._title()}</b>{html_table(*self._table())}"

    def _title(self) -> str:
        count, degree = len(self.values), int(np.sum(self.multiplicities))
        return f"{count} distinct root{'' if count == 1 else 's'}, {degree} with repeats"

    def _table(self) -> Tuple[List[str], List[List[str]], List[int]]:
        rows: List[List[str]] = []
        number: Any
        for number, (value, times, radius) in enumerate(zip(*self)):
            rows.append([str(number), number_text(value, _DIGITS), str(times), f"{radius:.1e}"])
        return ["label", "root", "multiplicity", "radius"], rows, [0, 2, 3]
