"""Polynomials whose coefficients are binary fractions, as doubles are: nothing is rounded."""

from fractions import Fraction
from functools import reduce
from math import comb, gcd

import numpy as np


class Polynomial:
    """(real + i imag) 2^exponent: arrays of integers, of the same length, lowest degree first."""

    def __init__(self, real, imag, exponent=0):
        nonzero = np.flatnonzero((real != 0) | (imag != 0))
        size = nonzero[-1] + 1 if len(nonzero) else 1
        self.real, self.imag, self.exponent = real[:size], imag[:size], exponent

    @classmethod
    def of(cls, coefs):
        """That of doubles, highest degree first."""
        parts = [[Fraction(x) for x in (c.real, c.imag)] for c in np.asarray(coefs, complex)[::-1]]
        unit = max(x.denominator for pair in parts for x in pair)
        real, imag = np.array([[int(x * unit) for x in pair] for pair in parts], object).T
        return cls(real, imag, 1 - unit.bit_length())

    @property
    def degree(self):
        return len(self.real) - 1

    @property
    def is_real(self):
        return not self.imag.any()

    def __bool__(self):
        return bool(self.real.any() or self.imag.any())

    def __add__(self, other):
        other, exponent = _of(other), min(self.exponent, _of(other).exponent)
        parts = np.zeros((2, 1 + max(self.degree, other.degree)), object)
        for p in (self, other):
            parts[:, : p.degree + 1] += np.array([p.real, p.imag]) << p.exponent - exponent
        return Polynomial(*parts, exponent)

    def __mul__(self, other):
        other = _of(other)
        a, b, c, d = self.real, self.imag, other.real, other.imag
        return Polynomial(
            np.convolve(a, c) - np.convolve(b, d),
            np.convolve(a, d) + np.convolve(b, c),
            self.exponent + other.exponent,
        )

    __rmul__ = __mul__

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + -1 * _of(other)

    def __pow__(self, exponent):
        return reduce(Polynomial.__mul__, [self] * exponent, Polynomial.of([1]))

    def conjugate(self):
        return Polynomial(self.real, -self.imag, self.exponent)

    def slope(self):
        return self.taylor(1)

    def taylor(self, k):
        """The k-th derivative over k!."""
        factors = np.array([comb(j, k) for j in range(k, self.degree + 1)] or [0], object)
        real, imag = (x[k:] if k <= self.degree else 0 * x[:1] for x in (self.real, self.imag))
        return Polynomial(factors * real, factors * imag, self.exponent)

    def over(self, other):
        """A multiple of the quotient, as short as may be; None where there is a remainder."""
        above, below = self * other.conjugate(), (other * other.conjugate()).real
        parts = []
        for left in (above.real, above.imag):
            quotient = []
            for k in range(len(left) - len(below), -1, -1):
                # All is multiplied by what is divided by.
                top, left = left[k + len(below) - 1], left * below[-1]
                quotient = [top, *(x * below[-1] for x in quotient)]
                left[k : k + len(below)] -= top * below
            if left.any():
                return None
            parts.append(quotient)
        content = reduce(gcd, [x for part in parts for x in part])
        return Polynomial(*(np.array([x // content for x in part], object) for part in parts))


def _of(value):
    return value if isinstance(value, Polynomial) else Polynomial.of([value])
