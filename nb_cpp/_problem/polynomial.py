"""Polynomials: read from what a caller gives, exactly, and rounded when that is asked for."""

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core, _validation
from . import exact
from .digits import fraction_of
from .exact import Exact
from .given import number_array
from .parse import read_polynomial
from .root_set import Roots
from .text import (
    exact_text,
    fraction_text,
    latex_text,
    polynomial_text,
    product_text,
    short_product_text,
)

if TYPE_CHECKING:
    from numpy.polynomial import Polynomial as NumpyPolynomial

    Coefficients = Union[str, ArrayLike, np.poly1d, NumpyPolynomial, Roots, "Polynomial"]
else:
    Coefficients = Any

_MAX_DEGREE = _core.max_degree
_EXACT_PRODUCT = 60  # roots at most that are multiplied out in integers
_SHOWN_DEGREE = 30  # in full in a repr
_BEYOND = "roots must have a product whose coefficients are within the range of a double"


class Polynomial:
    """A polynomial as it was given: by coefficients, none of them rounded, or by its roots.

    Every function that takes `coefs` takes one, and whatever one can be made from. Its text has
    every digit, and makes an equal one.

    Parameters
    ----------
    coefs : str, array_like, numpy.poly1d, numpy.polynomial.Polynomial, sympy.Poly or Roots
        Text such as ``"z^3 - 2z + 1/3"``, see ``docs/polynomials.md``; or coefficients, highest
        degree first (a NumPy ``Polynomial`` keeps its own order); or an expression or a ``Poly`` of
        sympy, in one symbol; or what `find_roots` returns. Integers of any length, fractions,
        decimals and the numbers in a text stay what they are; floating-point numbers are the
        rational numbers that they stand for. Leading zeros are trimmed.
    roots : array_like of complex or Roots, optional
        The roots instead, a multiple one as often as it counts. A text that is a product of factors
        such as ``(z - 1)^2`` gives roots, too. Where one is no double, as 1/3, they are multiplied
        out, without rounding.

    Raises
    ------
    TypeError
        If `coefs` or `roots` are not numbers, or both or neither are given.
    ValueError
        If they are empty, constant, not finite or not one-dimensional, or a text is no polynomial.

    Examples
    --------
    >>> import nb_cpp
    >>> from fractions import Fraction
    >>> p = nb_cpp.Polynomial([1, 0, -2, Fraction(2, 3)])
    >>> print(p)
    z^3 - 2z + 2/3
    >>> p.degree, p.exact
    (3, True)
    >>> nb_cpp.Polynomial("z³ - 2z + 2/3") == p
    True
    >>> print(nb_cpp.Polynomial(roots=[1, 1, -0.5j]))
    (z - 1)^2 (z + 1/2i)
    >>> nb_cpp.Polynomial("(z - 1)^2 (z + i/2)").roots
    array([1.+0.j , 1.+0.j , 0.-0.5j])
    >>> print(nb_cpp.Polynomial(roots=[Fraction(1, 3), 2]))
    z^2 - (7/3)z + 2/3
    """

    __slots__ = ("_doubles", "_exact", "_numbers", "_refusal", "_roots")

    _doubles: Optional[NDArray[np.complex128]]  # None until they are asked for
    _refusal: Optional[str]  # why there are none, once they have been asked for
    _exact: bool
    _numbers: Optional[Tuple[Exact, ...]]  # None where the doubles are exact
    _roots: Optional[NDArray[np.complex128]]

    def __init__(self, coefs: Optional[Coefficients] = None, *, roots: Any = None) -> None:
        self._doubles = self._numbers = self._refusal = self._roots = None
        self._exact = True
        if coefs is None and roots is None:
            raise TypeError("coefs must be numbers, got None, and no roots were given")
        if coefs is not None and roots is not None:
            raise TypeError("coefs and roots were both given: a polynomial is one or the other")
        if isinstance(coefs, Polynomial):
            for name in Polynomial.__slots__:
                setattr(self, name, getattr(coefs, name))
        elif isinstance(coefs, str):
            self._parse(coefs)
        elif roots is not None or isinstance(coefs, Roots):
            self._read_roots(coefs if roots is None else roots)
        else:
            self._read(coefs)

    def _read_roots(self, roots: Any) -> None:
        if isinstance(roots, Roots):
            self._exact = not np.any(roots.radii)
            roots = np.repeat(roots.values, roots.multiplicities)
        elif _needs_fractions(roots):
            read = [exact.read_number("roots", root) for root in roots]
            numbers = [number for number, _ in read]
            if not all(map(exact.is_double, numbers)):
                _check_degree(len(numbers))
                self._exact = all(is_exact for _, is_exact in read)
                self._keep(_rational_product(numbers))
                return
            roots = [complex(float(number.real), float(number.imag)) for number in numbers]
        values = _validation.complex_array("roots", roots)
        if values.ndim != 1 or values.size == 0:
            raise ValueError(
                f"roots must be one or more numbers in a list, got {_validation.shown(roots)}"
            )
        self._roots = _frozen(values.copy() + 0.0)

    def _parse(self, text: str) -> None:
        coefs, roots = read_polynomial("coefs", text)
        if roots is not None:
            self._roots = _frozen(np.array(roots))
        else:
            self._keep(coefs)

    def _read(self, coefs: Any) -> None:
        array, items = number_array(coefs)
        if array.dtype.kind == "O" and not array.ndim:
            exact.read_number("coefs", array.item())  # refuses what is no number
        if array.ndim != 1:
            raise ValueError(
                f"coefs must be one-dimensional, got {array.ndim} dimensions (shape {array.shape})"
            )
        if not exact.needs_fractions(array, items):
            doubles = np.ascontiguousarray(array, np.complex128)
            self._doubles = _frozen(_core.checked_coefs(doubles))
            return
        read = [exact.read_number("coefs", value) for value in items]
        self._exact = all(is_exact for _, is_exact in read)
        self._keep([number for number, _ in read])

    def _keep(self, values: List[Exact]) -> None:
        count = len(values)
        while values and not values[0]:
            del values[0]
        if len(values) > 1 and not all(map(exact.is_double, values)):
            if len(values) - 1 > _MAX_DEGREE:
                raise ValueError(
                    f"coefs must be of degree {_MAX_DEGREE} or less, got degree {len(values) - 1}"
                )
            self._numbers = tuple(values)
            return
        # As short as others, or refused like them.
        doubles = exact.rounded("coefs", values) if values else np.zeros(count, np.complex128)
        self._doubles = _frozen(_core.checked_coefs(doubles))

    @property
    def degree(self) -> int:
        """The degree."""
        if self._roots is not None:
            return len(self._roots)
        return len(self.rounded() if self._numbers is None else self._numbers) - 1

    @property
    def exact(self) -> bool:
        """Whether it is what was meant: False where a root or an irrational number was rounded."""
        return self._exact

    @property
    def roots(self) -> Optional[NDArray[np.complex128]]:
        """The roots as they were given, or None."""
        return self._roots

    @property
    def coefs(self) -> Tuple[Union[Fraction, Tuple[Fraction, Fraction]], ...]:
        """Coefficients, highest degree first: fractions, or pairs of the real and imaginary part.

        Given roots are multiplied out, without rounding.
        """
        return tuple((c.real, c.imag) if c.imag else c.real for c in self.numbers())

    def numbers(self) -> Tuple[Exact, ...]:
        """Coefficients with rational parts, highest degree first."""
        if self._numbers is not None:
            return self._numbers
        if self._roots is not None:
            real, imag, bits = _product(self._roots)
            return tuple(
                Exact(exact.dyadic(x, bits * k), exact.dyadic(y, bits * k))
                for k, (x, y) in enumerate(zip(real, imag))
            )
        return tuple(_exact_numbers(self.rounded()))

    def rounded(self) -> NDArray[np.complex128]:
        """Coefficients, each the nearest double, highest degree first; not to be written to."""
        if self._doubles is not None:
            return self._doubles
        if self._refusal is not None:  # to find that out may take a second
            raise ValueError(self._refusal)
        try:
            if self._numbers is not None:
                doubles = exact.rounded("coefs", self._numbers)
            else:
                assert self._roots is not None
                _check_degree(self.degree)
                doubles = _rounded_product(self._roots)
        except ValueError as error:
            self._refusal = str(error)
            raise
        self._doubles = _frozen(doubles)
        return self._doubles

    def short(self) -> str:
        """Text for titles, with six digits, or the degree where there are many terms."""
        if self._roots is not None and self.is_out_of_range():
            return short_product_text(self._roots)
        return polynomial_text(self.rounded())

    def is_out_of_range(self) -> bool:
        """Whether no doubles have its coefficients."""
        try:
            self.rounded()
        except ValueError:
            return True
        return False

    def is_rounded(self) -> bool:
        """Whether doubles do not say all of it."""
        return not self._exact or self._numbers is not None or self._roots is not None

    def find_roots(self, work: float) -> Tuple[Any, ...]:
        """What the core finds: values, multiplicities, radii, and whether they are separate."""
        if self._numbers is None:
            return _core.find_roots(self.rounded(), work)
        return _core.find_exact_roots(exact.integers(self._numbers), work)

    def to_json(self) -> Dict[str, List[List[Any]]]:
        """The one argument it was made from, in numbers that JSON keeps."""
        if self._roots is not None:
            return {"roots": [[z.real, z.imag] for z in self._roots.tolist()]}
        if self._numbers is not None:
            return {"coefs": [list(map(fraction_text, c)) for c in self._numbers]}
        return {"coefs": [[z.real, z.imag] for z in self.rounded().tolist()]}

    @classmethod
    def from_json(cls, saved: Mapping[str, List[List[Any]]], exact: bool = True) -> "Polynomial":
        """The polynomial that `to_json` wrote."""
        if "roots" in saved:
            result = cls(roots=[complex(*pair) for pair in saved["roots"]])
            result._exact = bool(exact)
            return result
        pairs = saved["coefs"]
        if all(isinstance(part, float) for pair in pairs for part in pair):
            result = cls([complex(*pair) for pair in pairs])
            result._exact = bool(exact)
            return result
        result = cls([1, 0])
        numbers = tuple(Exact(*map(fraction_of, pair)) for pair in pairs)
        if len(numbers) < 2 or not numbers[0]:
            raise ValueError(f"coefs must be those of a polynomial, got {pairs}")
        result._doubles, result._numbers, result._exact = None, numbers, bool(exact)
        return result

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Polynomial):
            return NotImplemented
        if self.degree != other.degree:
            return False
        if self._roots is not None and other._roots is not None:
            return Counter(self._roots.tolist()) == Counter(other._roots.tolist())
        for factors, terms in ((self, other), (other, self)):
            if factors._roots is not None and not _may_be_product(terms.numbers(), factors._roots):
                return False
        return self.numbers() == other.numbers()

    def __hash__(self) -> int:
        return hash((Polynomial, self.degree))

    def __str__(self) -> str:
        if self._roots is not None:
            return product_text(_exact_numbers(self._roots))
        return exact_text(self.numbers())

    def _repr_latex_(self) -> str:
        return f"${latex_text(self.short())}$"

    def __repr__(self) -> str:
        text = str(self) if self.degree <= _SHOWN_DEGREE else f"of degree {self.degree}"
        return f"<nb_cpp.Polynomial {text}>"


def _frozen(array: NDArray[np.complex128]) -> NDArray[np.complex128]:
    array.flags.writeable = False
    return array


def _needs_fractions(roots: Any) -> bool:
    """Whether doubles would lose something of a list of roots."""
    try:
        array = np.asarray(roots)
    except ValueError:  # rows of unequal length
        return False
    return array.ndim == 1 and exact.needs_fractions(array, roots)


def _check_degree(roots: int) -> None:
    if roots > _MAX_DEGREE:
        raise ValueError(f"roots must be {_MAX_DEGREE} or fewer, got {roots}")


def _exact_numbers(values: Any) -> List[Exact]:
    return [Exact(Fraction(z.real), Fraction(z.imag)) for z in values.tolist()]


def _may_be_product(coefs: Sequence[Exact], roots: NDArray[np.complex128]) -> bool:
    """Whether the first two coefficients are those of the product of z - r."""
    given = _exact_numbers(roots)
    sums = sum(r.real for r in given), sum(r.imag for r in given)
    return coefs[0] == Exact(Fraction(1)) and (-coefs[1].real, -coefs[1].imag) == sums


def _product(roots: NDArray[np.complex128]) -> Tuple[List[int], List[int], int]:
    """Integers x, y and b: the coefficients of the product of z - r are (x + y i) / 2^(b k)."""
    parts = [(r.real.as_integer_ratio(), r.imag.as_integer_ratio()) for r in roots.tolist()]
    common = max(d for part in parts for _, d in part)  # all are powers of two
    real, imag = _integer_product(
        [(a * (common // d), b * (common // e)) for (a, d), (b, e) in parts]
    )
    return real, imag, common.bit_length() - 1


def _rational_product(roots: Sequence[Exact]) -> List[Exact]:
    """Coefficients of the product of z - r."""
    common = exact.common_denominator(roots)
    real, imag = _integer_product([(int(r.real * common), int(r.imag * common)) for r in roots])
    return [
        Exact(Fraction(x, common**k), Fraction(y, common**k))
        for k, (x, y) in enumerate(zip(real, imag))
    ]


def _integer_product(roots: Sequence[Tuple[int, int]]) -> Tuple[List[int], List[int]]:
    """Real and imaginary parts of the coefficients of the product of z - (a + b i)."""
    real, imag = [1], [0]
    for a, b in roots:
        pairs = list(zip(real, imag))
        real = [x - y for x, y in zip([*real, 0], [0, *(a * v - b * w for v, w in pairs)])]
        imag = [x - y for x, y in zip([*imag, 0], [0, *(a * w + b * v for v, w in pairs)])]
    return real, imag


def _rounded_product(roots: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Coefficients of the product of z - r, each rounded once."""
    if len(roots) > _EXACT_PRODUCT:
        found = _core.product(roots)
        if not np.isfinite(found).all():
            raise ValueError(_BEYOND)
        return found
    real, imag, bits = _product(roots)
    try:
        return np.array(
            [
                complex(x / (1 << bits * k), y / (1 << bits * k))
                for k, (x, y) in enumerate(zip(real, imag))
            ]
        )
    except OverflowError:
        raise ValueError(_BEYOND) from None
