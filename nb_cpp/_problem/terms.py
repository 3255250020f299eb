"""Exact polynomials as sums of terms, computed only where size and time are known to be small."""

from fractions import Fraction
from math import gcd
from typing import Dict, List

from .. import _core
from .digits import integer_of
from .exact import Exact

Terms = Dict[int, Exact]  # by power; none is zero

MAX_DEGREE: int = _core.max_degree
_MAX_TIME = 1e9  # nanoseconds, by the estimates below
_MAX_BITS = 2**20  # of a number, a third of a million digits
_MAX_TOTAL_BITS = 2**26  # of a product
_BITS_OF_A_DIGIT = 3.33

_ONE = Exact(Fraction(1))
_TOO_LONG = "numbers have too many digits"
_TOO_SLOW = "products take too long to work out"
_TOO_HIGH = f"the degree is above {MAX_DEGREE}"


class TooLargeError(Exception):
    """What is asked for would take too much time or memory."""


class _Integers:
    """A polynomial over a common denominator: integers for each power, the lowest first.

    There are no imaginary parts where all are 0.
    """

    __slots__ = ("denominator", "imag", "real")

    def __init__(self, real: List[int], imag: List[int], denominator: int) -> None:
        self.real = real
        self.imag = imag
        self.denominator = denominator


class Calculator:
    """Sums, products and powers for a bounded time in all.

    Each knows what it is about to take, and raises `TooLargeError` before it begins.
    """

    def __init__(self) -> None:
        self._left = _MAX_TIME

    def spend(self, nanoseconds: float) -> None:
        """Take a part of the time."""
        self._left -= nanoseconds
        if self._left < 0.0:
            raise TooLargeError(_TOO_SLOW)

    def decimal(self, digits: str, exponent: int) -> Exact:
        """An integer times a power of ten."""
        bits = _BITS_OF_A_DIGIT * (len(digits) + abs(exponent))
        _check_bits(bits)
        self.spend(2 * _product_time(bits, bits))
        value = integer_of(digits)
        if exponent >= 0:
            return Exact(Fraction(value * 10**exponent))
        self.spend(_gcd_time(bits, bits))
        return Exact(Fraction(value, 10**-exponent))

    def add(self, total: Terms, more: Terms, sign: int) -> None:
        """Add terms to others, in place."""
        for power, c in more.items():
            if power not in total:
                self.spend(3000.0)
                total[power] = c if sign > 0 else Exact(-c.real, -c.imag)
                continue
            old = total.pop(power)
            self._spend_on_numbers(old, c)
            result = Exact(old.real + sign * c.real, old.imag + sign * c.imag)
            if result:
                total[power] = result

    def inverse(self, value: Exact) -> Exact:
        """One over a number that is not zero."""
        if not value.imag:
            self.spend(5000.0)
            return Exact(1 / value.real)
        self._spend_on_numbers(value, value)
        norm = value.real * value.real + value.imag * value.imag
        self._spend_on_numbers(value, Exact(norm))
        return Exact(value.real / norm, -value.imag / norm)

    def product(self, factors: List[Terms]) -> Terms:
        """The product, of neighbours first: short ones meet short ones."""
        while len(factors) > 1:
            pairs = zip(factors[::2], factors[1::2])
            last = factors[len(factors) // 2 * 2 :]
            factors = [*(self._times(a, b) for a, b in pairs), *last]
        return factors[0]

    def power(self, base: Terms, exponent: int) -> Terms:
        """The base times itself, once or more."""
        if not base:
            return base
        if max(base) * exponent > MAX_DEGREE:
            raise TooLargeError(_TOO_HIGH)
        # Sums of so many terms are longer than a term by so many bits.
        longest = max(_bits(c.real) + _bits(c.imag) for c in base.values())
        _check_bits(exponent * (longest + len(base).bit_length() - 1))
        if len(base) == 1:
            ((power, c),) = base.items()
            return {power * exponent: self._number_power(c, exponent)}
        factor = self._integers(base)
        result = factor
        for bit in f"{exponent:b}"[1:]:
            result = self._multiplied(result, result)
            if bit == "1":
                result = self._multiplied(result, factor)
        return self._terms(result)

    def _times(self, a: Terms, b: Terms) -> Terms:
        if not a or not b:
            return {}
        if max(a) + max(b) > MAX_DEGREE:
            raise TooLargeError(_TOO_HIGH)
        if len(a) == 1 or len(b) == 1:
            longest = sum(max(sum(map(_bits, c)) for c in terms.values()) for terms in (a, b))
            _check_bits(longest, len(a) * len(b))
            return {p + q: self._number(c, d) for p, c in a.items() for q, d in b.items()}
        return self._terms(self._multiplied(self._integers(a), self._integers(b)))

    def _number(self, a: Exact, b: Exact) -> Exact:
        if a == _ONE or b == _ONE:
            self.spend(5000.0)
            return b if a == _ONE else a
        self._spend_on_numbers(a, b)
        if not a.imag and not b.imag:
            return Exact(a.real * b.real)
        return Exact(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real)

    def _number_power(self, base: Exact, exponent: int) -> Exact:
        result = base
        for bit in f"{exponent:b}"[1:]:
            result = self._number(result, result)
            if bit == "1":
                result = self._number(result, base)
        return result

    def _spend_on_numbers(self, a: Exact, b: Exact) -> None:
        """Time for a sum or a product of two numbers."""
        sizes = [sum(map(_bits, number)) for number in (a, b)]
        _check_bits(sum(sizes))
        # The greatest common divisor with a denominator of 1 costs nothing.
        below = max(sum(part.denominator.bit_length() - 1 for part in n) for n in (a, b))
        self.spend(15_000.0 + 4 * _product_time(*sizes) + 4 * _gcd_time(max(sizes), below))

    def _integers(self, terms: Terms) -> _Integers:
        common = 1
        for part in (part for c in terms.values() for part in c):
            self.spend(500.0 + _gcd_time(common.bit_length(), part.denominator.bit_length() - 1))
            if common % part.denominator:
                common *= part.denominator // gcd(common, part.denominator)
                _check_bits(common.bit_length(), len(terms))
        parts = []
        for which in range(2):
            row = [0] * (max(terms) + 1)
            for power, c in terms.items():
                row[power] = c[which].numerator * (common // c[which].denominator)
            parts.append(row if any(row) else [])
        return _Integers(parts[0], parts[1], common)

    def _multiplied(self, a: _Integers, b: _Integers) -> _Integers:
        real = self._convolved(a.real, b.real)
        minus = self._convolved(a.imag, b.imag)
        if minus:
            real = [u - v for u, v in zip(real or [0] * len(minus), minus)]
        imag, more = self._convolved(a.real, b.imag), self._convolved(a.imag, b.real)
        if imag and more:
            imag = [u + v for u, v in zip(imag, more)]
        self.spend(_product_time(a.denominator.bit_length(), b.denominator.bit_length()))
        return _Integers(real, imag or more, a.denominator * b.denominator)

    def _convolved(self, x: List[int], y: List[int]) -> List[int]:
        """The product of polynomials as one of two integers (Kronecker); empty where it is 0."""
        if not x or not y:
            return []
        bits = sum(max(map(int.bit_length, z)) for z in (x, y)) + min(len(x), len(y)).bit_length()
        width = bits // 8 + 1  # bytes, one bit of which is for the sign
        count = len(x) + len(y) - 1
        _check_bits(8 * width, count)
        self.spend(500.0 * count + _product_time(8 * width * len(x), 8 * width * len(y)))
        return _unpacked(_packed(x, width) * _packed(y, width), width, count)

    def _terms(self, given: _Integers) -> Terms:
        bits = max(max(map(int.bit_length, row)) for row in (given.real, given.imag) if row)
        below = given.denominator.bit_length() - 1
        count = max(len(given.real), len(given.imag))
        self.spend(count * (10_000.0 + 2 * _gcd_time(bits, below)))
        zeros = [0] * count
        return {
            power: Exact(Fraction(u, given.denominator), Fraction(v, given.denominator))
            for power, (u, v) in enumerate(zip(given.real or zeros, given.imag or zeros))
            if u or v
        }


def _packed(values: List[int], width: int) -> int:
    """The sum of values[k] 256^(width k)."""
    half = 1 << (8 * width - 1)
    digits = b"".join((value + half).to_bytes(width, "little") for value in values)
    return int.from_bytes(digits, "little") - _halves(width, len(values))


def _unpacked(value: int, width: int, count: int) -> List[int]:
    half = 1 << (8 * width - 1)
    digits = (value + _halves(width, count)).to_bytes(width * count, "little")
    places = range(0, width * count, width)
    return [int.from_bytes(digits[at : at + width], "little") - half for at in places]


def _halves(width: int, count: int) -> int:
    """What makes digits between -half and half positive."""
    return int.from_bytes((bytes(width - 1) + b"\x80") * count, "little")


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length() - 1


def _check_bits(bits: float, terms: int = 1) -> None:
    if bits > _MAX_BITS or bits * terms > _MAX_TOTAL_BITS:
        raise TooLargeError(_TOO_LONG)


# How long CPython takes for integers of so many bits, in nanoseconds.


def _product_time(a: float, b: float) -> float:
    power: float = min(a, b) ** 0.585  # Karatsuba: log2(3) - 1
    return 100.0 + max(a, b) * power / 50.0


def _gcd_time(a: float, b: float) -> float:
    return a * b / 300.0  # Lehmer
