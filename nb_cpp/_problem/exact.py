"""Numbers of any kind as fractions, and what becomes of them in double precision."""

import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any, List, NamedTuple, Sequence, Tuple, cast

import numpy as np
from numpy.typing import NDArray

from .._validation import is_instance, shown

_SYMPY_DIGITS = 617  # 2048 bits
_EXACT_IN_DOUBLE = 2**53


class Exact(NamedTuple):
    """A complex number with rational parts."""

    real: Fraction
    imag: Fraction = Fraction(0)

    def __bool__(self) -> bool:
        return bool(self.real or self.imag)


def read_number(name: str, value: Any) -> Tuple[Exact, bool]:
    """A number, and whether it is one that its type writes down exactly."""
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError(f"{name} must be numbers, got {shown(value)}")
    try:
        if hasattr(value, "_mpc_"):
            real, imag = (_from_mpmath(part) for part in value._mpc_)
            return Exact(real, imag), False
        if hasattr(value, "_mpf_"):
            return Exact(_from_mpmath(value._mpf_)), False
        if is_instance(value, "sympy.core.expr", "Expr"):
            return _from_sympy(value)
        if isinstance(value, (numbers.Real, Decimal)) or hasattr(value, "as_integer_ratio"):
            return Exact(_fraction(value)), True
        if isinstance(value, numbers.Complex):
            return Exact(_fraction(value.real), _fraction(value.imag)), True
        number = complex(value)
        return Exact(_fraction(number.real), _fraction(number.imag)), True
    except (TypeError, AttributeError):
        raise TypeError(f"{name} must be numbers, got {shown(value)}") from None
    except (ValueError, OverflowError):  # an infinity, or no number
        raise ValueError(f"{name} must be finite, got {shown(value)}") from None


def _fraction(value: Any) -> Fraction:
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    numerator, denominator = value.as_integer_ratio()
    return Fraction(int(numerator), int(denominator))


def _from_mpmath(parts: Sequence[Any]) -> Fraction:
    sign, mantissa, exponent, bits = parts
    if not mantissa and bits:
        raise ValueError("an infinity, or no number")
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value


def _from_sympy(value: Any) -> Tuple[Exact, bool]:
    if not value.is_number:
        raise TypeError
    parts, exact = [], True
    for part in value.as_real_imag():
        if part.is_Rational:
            parts.append(Fraction(int(part.p), int(part.q)))
            continue
        exact = exact and bool(part.is_Float)
        number = part if part.is_Float else part.evalf(_SYMPY_DIGITS)
        parts.append(_from_mpmath(number._mpf_))
    return Exact(*parts), exact


def needs_fractions(array: NDArray[Any], items: Any) -> bool:
    """Whether doubles would lose something of what was made an array of numbers."""
    if array.dtype.kind == "O" or array.dtype.char in "gG":
        return True
    if array.dtype.kind in "iu":
        return bool(array.size and max(int(array.max()), -int(array.min())) > _EXACT_IN_DOUBLE)
    if array.dtype.kind not in "fc" or isinstance(items, np.ndarray) or array.ndim != 1:
        return False
    return any(isinstance(x, (int, np.integer)) and abs(int(x)) > _EXACT_IN_DOUBLE for x in items)


@numbers.Rational.register
class _LowestTerms(NamedTuple):
    """What `Fraction` takes as it is: it would look for a common divisor otherwise, for long."""

    numerator: int
    denominator: int


def dyadic(numerator: int, bits: int) -> Fraction:
    """The fraction with a denominator of 2^bits."""
    twos = min(bits, (numerator & -numerator).bit_length() - 1) if numerator else bits
    return Fraction(cast(numbers.Rational, _LowestTerms(numerator >> twos, 1 << bits - twos)))


def is_double(number: Exact) -> bool:
    """Whether a pair of doubles is the number."""
    try:
        return all(Fraction(float(part)) == part for part in number)
    except OverflowError:
        return False


def rounded(name: str, numbers_: Sequence[Exact]) -> NDArray[np.complex128]:
    """The nearest doubles."""
    result = np.empty(len(numbers_), dtype=np.complex128)
    for i, number in enumerate(numbers_):
        try:
            result[i] = complex(float(number.real), float(number.imag))
        except OverflowError:
            raise ValueError(
                f"{name} must be finite and within the range of a double, got {name}[{i}] beyond it"
            ) from None
        if i == 0 and not result[i]:
            raise ValueError(
                f"{name} must be within the range of a double, got a {name}[0] that is 0 there"
            )
    return result


def integers(values: Sequence[Exact]) -> List[Tuple[bytes, bytes]]:
    """The numbers times what makes them integers, as the core takes them."""
    return over_one_denominator(values)[0]


def common_denominator(values: Sequence[Exact]) -> int:
    """The least common multiple of the denominators."""
    common = 1
    for part in (part for value in values for part in value):
        common *= Fraction(part.denominator, common).numerator
    return common


def over_one_denominator(values: Sequence[Exact]) -> Tuple[List[Tuple[bytes, bytes]], bytes]:
    """The numbers' numerators over one denominator, and that, as the core takes them."""
    common = common_denominator(values)
    return [
        (to_bytes((value.real * common).numerator), to_bytes((value.imag * common).numerator))
        for value in values
    ], to_bytes(common)


def quotient(value: Fraction) -> Tuple[bytes, bytes]:
    """Numerator and denominator as the core takes them."""
    return to_bytes(value.numerator), to_bytes(value.denominator)


def to_bytes(number: int) -> bytes:
    """An integer as the core takes it."""
    return number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)
