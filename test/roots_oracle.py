"""The roots of a polynomial in high precision: Ehrlich-Aberth, with Smith's discs as the proof."""

import itertools
from fractions import Fraction

import mpmath
import numpy as np
from mpmath import mp, mpc, mpf

DIGITS = 200


def exact(x):
    """A coefficient as a high precision complex number, rounded only beyond DIGITS."""
    if isinstance(x, (int, Fraction)):
        return mpc(mpf(x.numerator) / x.denominator)
    return mpc(complex(x))


def residual_and_slope(coefs, z):
    value = slope = mpc(0)
    for c in coefs:
        slope = slope * z + value
        value = value * z + c
    return value, slope


def aberth(coefs, start, sweeps=40):
    """Approximations of all roots of a square-free polynomial, from distinct starting points."""
    z = list(start)
    small = mpf(10) ** (-DIGITS // 4)
    for _ in range(sweeps):
        largest = mpf(0)
        for i, zi in enumerate(z):
            value, slope = residual_and_slope(coefs, zi)
            if value == 0:
                continue
            repulsion = mp.fsum(1 / (zi - zj) for j, zj in enumerate(z) if j != i)
            step = value / (slope - value * repulsion)
            z[i] = zi - step
            largest = max(largest, abs(step) / max(abs(z[i]), abs(step)))
        if largest < small:
            break
    return z


def proved(coefs, z):
    """True when disjoint tiny discs about z hold one root each."""
    radii = []
    for i, zi in enumerate(z):
        value, _ = residual_and_slope(coefs, zi)
        gaps = [zi - zj for j, zj in enumerate(z) if j != i]
        if any(gap == 0 for gap in gaps):
            return False
        radius = 2 * len(z) * abs(value / coefs[0] / mp.fprod(gaps))
        if radius > abs(zi) * mpf(10) ** -60 or any(abs(gap) < 4 * radius for gap in gaps):
            return False
        radii.append(radius)
    return True


def divided(a, b):
    """Quotient and remainder of polynomials of Fractions."""
    a = list(a)
    quotient = []
    while len(a) >= len(b):
        factor = a[0] / b[0]
        quotient.append(factor)
        a = [x - factor * y for x, y in itertools.zip_longest(a, b, fillvalue=Fraction(0))][1:]
    while a and a[0] == 0:
        a = a[1:]
    return quotient, a


def common_divisor(a, b):
    while b:
        a, b = b, divided(a, b)[1]
    return [x / a[0] for x in a]


def derivative(a):
    degree = len(a) - 1
    return [x * (degree - i) for i, x in enumerate(a[:-1])]


def square_free_factors(a):
    """Pairs (factor, multiplicity), by Yun's algorithm."""
    common = common_divisor(a, derivative(a))
    b = divided(a, common)[0]
    c = divided(derivative(a), common)[0]
    for multiplicity in itertools.count(1):
        if len(b) == 1:
            return
        slope = derivative(b)
        width = max(len(c), len(slope))
        padded = ([Fraction(0)] * (width - len(p)) + p for p in (c, slope))
        d = [x - y for x, y in zip(*padded)]
        while d and d[0] == 0:
            d = d[1:]
        factor = common_divisor(b, d)
        yield factor, multiplicity
        b = divided(b, factor)[0]
        c = divided(d, factor)[0] if d else []


def starts(values, count):
    """`count` distinct points, as near to the values as they go."""
    turn = mpmath.expjpi(mpf("0.7"))
    points = [exact(v) * (1 + turn * k * mpf("1e-6")) for k in range(count) for v in values if v]
    return points[:count]


def true_roots(coefs, found):
    """[(root, multiplicity)] of the polynomial as stored; `found` only starts the iteration."""
    given = np.trim_zeros(np.asarray(coefs, dtype=object), "f")
    coefs = [c if isinstance(c, (int, Fraction)) else complex(c) for c in given]
    zeros = 0
    while coefs[-1] == 0:
        coefs.pop()
        zeros += 1
    result = [(mpc(0), zeros)] if zeros else []
    if len(coefs) == 1:
        return result
    big = [exact(c) for c in coefs]
    if max(found.multiplicities[found.values != 0]) == 1:
        z = aberth(big, starts(found.values, len(coefs) - 1))
        if proved(big, z):
            return result + [(x, 1) for x in z]
    assert not any(c.imag for c in coefs)
    for factor, multiplicity in square_free_factors([Fraction(c.real) for c in coefs]):
        if len(factor) > 1:
            big = [exact(c) for c in factor]
            z = aberth(big, starts(found.values, len(factor) - 1), sweeps=200)
            assert proved(big, z)
            result += [(x, multiplicity) for x in z]
    return result
