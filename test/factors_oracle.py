"""A polynomial and its derivatives from its roots, rounding for rounding: see oracle.py.

By factors ``z - r`` and ``(z - m)^2 - h^2`` and the product rule, in the order that
docs/numerics.md tells. Without the powers of two that keep products of many factors in range: they
change no bit of ordinary problems.
"""

import numpy as np
from oracle import add


class Factors:
    """Factors of the product over the roots, times the leading coefficient."""

    def __init__(self, leading, roots, multiplicities, real, opposite, arithmetic):
        self.leading, self.arithmetic = leading, arithmetic
        self.singles, self.pairs = pair_up(roots, multiplicities, real, opposite)

    def derivatives(self, z, order):
        """p to the derivative of that order at z: pairs (real part, imaginary part)."""
        a = self.arithmetic
        zero = np.zeros_like(z[0])
        p = [(zero, zero) for _ in range(order + 1)]
        p[0] = (zero + self.leading.real, zero + self.leading.imag)
        for r in self.singles:
            w = minus(z, r)
            for k in range(order, 0, -1):
                below = p[k - 1] if k == 1 else times(float(k), p[k - 1])
                p[k] = a.multiply_add(p[k], w, below)
            p[0] = a.multiply(p[0], w)
        for m, square in self.pairs:
            w = minus(z, m)
            q = minus(a.square(w), square)
            slope = add(w, w)
            if order >= 3:
                total = a.multiply_add(p[2], slope, add(p[1], p[1]))
                p[3] = a.multiply_add(p[3], q, times(3.0, total))
            if order >= 2:
                total = a.multiply_add(p[1], slope, p[0])
                p[2] = a.multiply_add(p[2], q, add(total, total))
            if order >= 1:
                p[1] = a.multiply_add(p[1], q, a.multiply(p[0], slope))
            p[0] = a.multiply(p[0], q)
        return p

    def difference(self, z, s):
        """(p(z + s) - p(z)) / s, likewise."""
        a = self.arithmetic
        zero = np.zeros_like(z[0])
        value = (zero + self.leading.real, zero + self.leading.imag)
        difference = (zero, zero)
        for r in self.singles:
            w = minus(z, r)
            difference = a.multiply_add(difference, add(w, s), value)
            value = a.multiply(value, w)
        for m, square in self.pairs:
            w = minus(z, m)
            q = minus(a.square(w), square)
            slope = add(add(w, w), s)
            further = a.multiply_add(s, slope, q)
            difference = a.multiply_add(difference, further, a.multiply(value, slope))
            value = a.multiply(value, q)
        return difference


def pair_up(roots, multiplicities, real, opposite):
    """Single roots, and pairs as (m, h^2).

    Conjugate roots make a pair where coefficients are real, opposite ones of even and odd
    polynomials; the others, by modulus, with the next one that is not over four times as large.
    """
    left = [[complex(r), int(m)] for r, m in zip(roots, multiplicities)]
    pairs = []
    for own in left:
        is_real = own[0].imag == 0
        if real and not is_real:
            image = own[0].conjugate()
        elif opposite:
            image = -own[0]
        else:
            continue
        other = next((o for o in left if o[1] > 0 and o[0] == image), None)
        if other is None or other is own or not may_pair(own[0], image):
            continue
        while own[1] > 0 and other[1] > 0:
            own[1] -= 1
            other[1] -= 1
            pairs.append((own[0], image))
    ordered = [r for r, count in sorted(left, key=lambda o: abs(o[0])) for _ in range(count)]
    singles = []
    while ordered:
        own = ordered.pop(0)
        if ordered and may_pair(own, ordered[0]):
            pairs.append((own, ordered.pop(0)))
        else:
            singles.append(own)
    return singles, [centred(a, b) for a, b in pairs]


def may_pair(a, b):
    small, large = sorted((abs(a), abs(b)))
    return small > 2.0**-100 and large < 2.0**100 and large <= 4 * small


def centred(a, b):
    h = 0.5 * (a - b)
    square = complex((h.real - h.imag) * (h.real + h.imag), 2.0 * h.real * h.imag)
    return 0.5 * (a + b), square


def minus(a, c):
    """a - c for one number c."""
    return a[0] - c.real, a[1] - c.imag


def times(scalar, a):
    return scalar * a[0], scalar * a[1]
