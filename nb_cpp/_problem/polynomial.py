"""Polynomials: read from what a caller gives, multiplied out, and written as text."""

from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._validation import is_instance, is_masked

if TYPE_CHECKING:
    from numpy.polynomial import Polynomial

    Coefficients = Union[ArrayLike, np.poly1d, Polynomial]
else:
    Coefficients = Any

_SHOWN_TERMS = 6


def coefficients(coefs: Coefficients) -> NDArray[np.complex128]:
    """Coefficients, highest degree first. The core checks their values."""
    if is_instance(coefs, "numpy.polynomial.polynomial", "Polynomial"):
        array = _plain_coefficients(coefs)[::-1]
    elif isinstance(coefs, np.poly1d):
        array = _number_array(coefs.coeffs)
    else:
        array = _number_array(coefs)
    if array.ndim != 1:
        raise ValueError(
            f"coefs must be one-dimensional, got {array.ndim} dimensions (shape {array.shape})"
        )
    if array.dtype.char in "gG":  # long double
        # What is beyond a double's range becomes an infinity, which the core reports.
        with np.errstate(over="ignore"):
            return np.ascontiguousarray(array, dtype=np.complex128)
    return np.ascontiguousarray(array, dtype=np.complex128)


def _plain_coefficients(polynomial: Any) -> NDArray[Any]:
    """Coefficients of powers of x, lowest first, with the domain's mapping to the window undone."""
    if not np.array_equal(polynomial.domain, polynomial.window):
        polynomial = polynomial.convert()
    return _number_array(polynomial.coef)


def _number_array(coefs: Any) -> NDArray[Any]:
    if isinstance(coefs, (str, bytes, bytearray)):
        raise TypeError(f"coefs must be numbers, got {coefs!r}")
    if is_masked(coefs):
        raise TypeError(f"coefs must not be a masked array, got {coefs!r}")
    try:
        array = np.asarray(coefs)
    except ValueError as error:  # rows of unequal length
        raise ValueError(f"coefs must be one-dimensional, got {coefs!r}") from error
    if array.dtype.kind not in "biufcO":
        raise TypeError(f"coefs must be numbers, got {coefs!r}")
    if array.dtype.kind == "O":
        return _converted_objects(array)
    return array


def _converted_objects(array: NDArray[Any]) -> NDArray[np.complex128]:
    """Python numbers of any kind: fractions, decimals, integers of any length."""
    values = np.empty(array.shape, dtype=np.complex128)
    for index, value in np.ndenumerate(array):
        try:
            if isinstance(value, (str, bytes)):
                raise TypeError
            values[index] = complex(value)
        except (TypeError, ValueError):
            raise TypeError(f"coefs must be numbers, got {value!r}") from None
        except OverflowError:
            raise ValueError(f"coefs must be finite in double precision, got {value!r}") from None
    return values


def expand(roots: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Coefficients of the product of z - r, each rounded once: the arithmetic is of integers."""
    real, imag = [1], [0]
    for root in roots.tolist():
        # r = (a + b i) / d, where d is a power of two: the factor is d z - (a + b i).
        (a, d), (b, e) = root.real.as_integer_ratio(), root.imag.as_integer_ratio()
        a, b, d = a * (max(d, e) // d), b * (max(d, e) // e), max(d, e)
        up, down = zip([*real, 0], [*imag, 0]), zip([0, *real], [0, *imag])
        terms = [
            (d * u - (a * v - b * w), d * t - (a * w + b * v)) for (u, t), (v, w) in zip(up, down)
        ]
        real, imag = [x for x, _ in terms], [y for _, y in terms]
    leading = real[0]
    try:
        return np.array([complex(x / leading, y / leading) for x, y in zip(real, imag)])
    except OverflowError:
        raise ValueError(
            "roots must have a product whose coefficients are within the range of a double"
        ) from None


def number_text(value: complex) -> str:
    """A number as short as six digits allow."""
    value = complex(value) + 0.0
    if value.imag == 0.0:
        return f"{value.real:.6g}"
    size = "" if abs(value.imag) == 1.0 else f"{abs(value.imag):.6g}"
    negative = value.imag < 0.0
    if value.real == 0.0:
        return f"{'-' if negative else ''}{size}i"
    return f"{value.real:.6g} {'-' if negative else '+'} {size}i"


def polynomial_text(coefs: NDArray[np.complex128]) -> str:
    """A polynomial as people write it, or its degree where that is long."""
    degree = len(coefs) - 1
    terms = [(degree - i, complex(c)) for i, c in enumerate(coefs) if c != 0]
    if len(terms) > _SHOWN_TERMS:
        return f"a polynomial of degree {degree}"
    text = ""
    for power, c in terms:
        z = "" if power == 0 else "z" if power == 1 else f"z^{power}"
        negative = (c.real <= 0 and c.imag == 0) or (c.real == 0 and c.imag < 0)
        size = -c if negative else c
        number = number_text(size)
        if size.imag and size.real:
            number = f"({number})"
        factor = z if z and size == 1 else f"{number} {z}".strip()
        joint = ("-" if negative else "") if not text else (" - " if negative else " + ")
        text += joint + factor
    return text
