"""Newton basins written as the documentation tells them, in plain NumPy.

Slow and simple on purpose: one array per real and imaginary part, every rounding spelled out, so
that the kernel must agree bit for bit, on every pixel. ``fused`` says whether the target at hand
rounds a product and a sum once (avx2, avx512, neon) or twice (scalar, sse2). The kernel's remedies
for squares that leave the range of a double are not here: the oracle judges ordinary problems.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np


class Result(NamedTuple):
    labels: np.ndarray
    iterations: np.ndarray


def grid(extent, columns, rows, sampling="corner"):
    """The starting points' real parts by column and imaginary parts by row, top row first."""
    left, right, bottom, top = extent
    if sampling == "endpoints":
        return np.linspace(left, right, columns), np.linspace(top, bottom, rows)
    offset = {"corner": 0.0, "center": 0.5}[sampling]
    x = left + (right - left) / max(columns, 1) * (np.arange(columns) + offset)
    y = top - (top - bottom) / max(rows, 1) * (np.arange(rows) + offset)
    return x, y


def basins(coefs, roots, radii, x, y, itmax, tol, fused):
    """Labels and iteration counts of the starting points ``x[column] + 1j * y[row]``."""
    found = basins_at(coefs, roots, radii, *np.meshgrid(x, y), itmax, tol, fused)
    return Result(*(channel.reshape(len(y), len(x)) for channel in found))


def basins_at(coefs, roots, radii, zx, zy, itmax, tol, fused):
    """The same of the starting points ``zx + 1j * zy``, one after the other.

    A point has the label of a root when the rule has held and its orbit is within the root's
    radius, after at most ``2 * itmax`` steps.
    """
    multiply_add = fused_multiply_add if fused else rounded_multiply_add
    coefs, tol = normalised(coefs, tol)
    rule = ResidualRule(tol, rounding(coefs, roots), multiply_add)
    zx, zy = np.ravel(zx), np.ravel(zy)
    points = Points(zx.size, itmax)
    with np.errstate(all="ignore"):
        px, py, dx, dy = evaluate(coefs, zx, zy, multiply_add)
        for k in range(1, 2 * itmax + 1):
            inverse = 1.0 / squared_modulus(dx, dy, multiply_add)
            step_x = multiply_add(py, dy, px * dx)
            step_y = multiply_add(py, dx, -(px * dy))
            can_step = np.isfinite(step_x * inverse) & np.isfinite(step_y * inverse)
            at_root = (px == 0) & (py == 0)
            zx = np.where(can_step, multiply_add(-step_x, inverse, zx), zx)
            zy = np.where(can_step, multiply_add(-step_y, inverse, zy), zy)
            px, py, dx, dy = evaluate(coefs, zx, zy, multiply_add)
            goes_on = can_step | at_root
            where = disc(roots, radii, zx, zy, multiply_add)
            passes = rule.holds(px, py, where)
            left = points.step(k, goes_on, passes, where)
            if not left.any():
                break
            zx, zy, px, py, dx, dy = (v[left] for v in (zx, zy, px, py, dx, dy))
    return points.result()


class ResidualRule:
    """|p| is at most the tolerance, or, in the disc of a root, what rounding leaves of it there."""

    def __init__(self, tol, floors, multiply_add):
        self.tol = tol
        self.floors = np.append(floors, 0.0)  # the last one: in no disc
        self.multiply_add = multiply_add

    def holds(self, px, py, where):
        passes = self.at_most(px, py, self.tol)
        if self.tol > 0:
            for i in np.unique(where[where >= 0]):
                passes |= (where == i) & self.at_most(px, py, self.floors[i])
        return passes

    def at_most(self, px, py, bound):
        # Squares of a tiny or huge bound would leave the range of a double.
        scale = 2.0**600 if bound < 2.0**-400 else 2.0**-600 if bound > 2.0**400 else 1.0
        square = min((bound * scale) ** 2, np.finfo(float).max)
        return squared_modulus(px * scale, py * scale, self.multiply_add) <= square


def rounding(coefs, roots):
    """What rounding leaves of p at each root, at most."""
    degree = len(coefs) - 1
    moduli = np.abs(coefs)
    bounds = []
    for size in np.abs(roots):
        terms = 0.0
        for modulus in moduli:
            terms = terms * size + modulus
        lost = 2.0**-1000 * moduli.sum() * max(1.0, size) ** degree
        bounds.append(16.0 * (degree + 9.0) * 2.0**-53 * terms + lost)
    return np.array(bounds)


class Points:
    """Points on their way: which step the rule first held at, and which disc they entered then."""

    def __init__(self, count, itmax):
        self.itmax = itmax
        self.pixel = np.arange(count)  # of the points that still iterate
        self.labels = np.full(count, -1)
        self.held_at = np.full(count, itmax + 1)

    def step(self, k, goes_on, passes, where):
        """Take note of step k, and say which points go on."""
        first = goes_on & passes & (self.held_at[self.pixel] > k) & (k <= self.itmax)
        self.held_at[self.pixel[first]] = k
        held = self.held_at[self.pixel] <= k
        arrived = goes_on & held & (where >= 0)
        self.labels[self.pixel[arrived]] = where[arrived]
        left = goes_on & ~arrived & (held | (k < self.itmax))
        self.pixel = self.pixel[left]
        return left

    def result(self):
        return Result(self.labels, np.where(self.labels >= 0, self.held_at, self.itmax))


def normalised(coefs, tol):
    """Coefficients and tolerance over a power of two.

    It brings the largest part near 1, or less near where the smallest would become subnormal.
    """
    coefs = np.trim_zeros(np.asarray(coefs, dtype=complex), "f")
    parts = np.abs([coefs.real, coefs.imag])
    _, exponents = np.frexp(parts[parts > 0])
    largest, smallest = exponents.max() - 1, exponents.min() - 1
    exponent = max(largest - 900, min(largest, smallest + 1022))
    scaled = np.ldexp(coefs.real, -exponent) + 1j * np.ldexp(coefs.imag, -exponent)
    return scaled, np.ldexp(tol, -exponent)


def evaluate(coefs, zx, zy, multiply_add):
    """p and p': real and imaginary parts of both."""
    arithmetic = Complex(multiply_add)
    z = zx, zy
    constants = [(np.full_like(zx, c.real), np.full_like(zy, c.imag)) for c in coefs]
    degree = len(coefs) - 1
    exponents = [degree - i for i, c in enumerate(coefs[:-1]) if c != 0]
    real = not np.any(np.imag(coefs))
    if dense_operations(degree, real) <= sparse_operations(exponents, real):
        way = groups if is_grouped(degree, real) else horner
        p, d = way(constants, real, z, arithmetic)
    else:
        p, d = sparse(constants, exponents, real, z, arithmetic)
    return (*p, *d)


def horner(constants, _, z, arithmetic):
    """Horner's rule over all powers."""
    d = constants[0]
    p = arithmetic.multiply_add(d, z, constants[1])
    for c in constants[2:]:
        d = arithmetic.multiply_add(d, z, p)
        p = arithmetic.multiply_add(p, z, c)
    return p, d


def groups(constants, real, z, arithmetic):
    """With p = a_0 + z g: g by groups of four coefficients, Horner's rule over the groups.

    p' is the sum of (k + 1) a_(k+1) z^k: the sums that a group is made of, summed.
    """
    f = arithmetic.real_multiply_add
    squared = arithmetic.square(z)
    powers = [None, z, squared, arithmetic.multiply(squared, z), arithmetic.square(squared)]

    def group(coefs):
        """c_0 + c_1 z + ..., highest first, and the sum of (k + 1) c_k z^k."""
        if len(coefs) == 1:
            return coefs[0], coefs[0]
        w = powers[len(coefs) - 1]
        c = coefs[0]
        total = (w[0] * c[0], w[1] * c[0]) if real else arithmetic.multiply(w, c)
        totals = total
        for k, c in zip(range(len(coefs) - 2, 0, -1), coefs[1:]):
            w = powers[k]
            if real:
                total = f(w[0], c[0], total[0]), f(w[1], c[0], total[1])
            else:
                total = arithmetic.multiply_add(w, c, total)
            totals = add(totals, total)
        total = add(total, coefs[-1])
        return total, add(totals, total)

    inner = constants[:-1]
    lead = (len(inner) - 1) % 4 + 1
    g, d = group(inner[:lead])
    for i in range(lead, len(inner), 4):
        next_g, next_d = group(inner[i : i + 4])
        d = f(4.0, g[0], d[0]), f(4.0, g[1], d[1])
        d = arithmetic.multiply_add(d, powers[4], next_d)
        g = arithmetic.multiply_add(g, powers[4], next_g)
    return arithmetic.multiply_add(g, z, constants[-1]), d


def add(a, b):
    return a[0] + b[0], a[1] + b[1]


def is_grouped(degree, real):
    return degree >= (7 if real else 11)


def dense_operations(degree, real):
    """What horner() or groups() cost in real operations, roughly."""
    if real and is_grouped(degree, real):
        return 16 + 3 * degree + 10 * ((degree - 1) // 4)
    return 4 * (2 * degree - 1)


def sparse(constants, exponents, real, z, arithmetic):
    """Horner's rule over the terms that are not zero."""
    terms = [constants[exponents[0] - e] for e in exponents]
    slopes = [(e * x, e * y) for e, (x, y) in zip(exponents, terms)]
    p, d = terms[0], slopes[0]
    for j in range(1, len(exponents)):
        w = arithmetic.power(z, exponents[j - 1] - exponents[j])
        p = arithmetic.multiply_add(p, w, terms[j])
        d = arithmetic.multiply_add(d, w, slopes[j])
    lowest = exponents[-1]
    if lowest > 1:
        w = arithmetic.power(z, lowest - 1)
        if real and len(exponents) == 1:
            p, d = (w[0] * p[0], w[1] * p[0]), (w[0] * d[0], w[1] * d[0])
        else:
            p, d = arithmetic.multiply(p, w), arithmetic.multiply(d, w)
    return arithmetic.multiply_add(p, z, constants[-1]), d


def sparse_operations(exponents, real):
    """What sparse() costs in real operations."""
    gaps = [a - b for a, b in zip(exponents, exponents[1:])]
    operations = 4 + sum(power_operations(gap) + 8 for gap in gaps)
    if exponents[-1] > 1:
        factors = 1 if real and len(exponents) == 1 else 2
        operations += power_operations(exponents[-1] - 1) + 4 * factors
    return operations


def power_operations(exponent):
    return 4 * (exponent.bit_length() - 1 + bin(exponent).count("1") - 1)


class Complex:
    """Arithmetic of pairs (real part, imaginary part)."""

    def __init__(self, multiply_add):
        self.real_multiply_add = multiply_add

    def multiply_add(self, a, b, c):
        f = self.real_multiply_add
        return (
            f(a[0], b[0], f(-a[1], b[1], c[0])),
            f(a[0], b[1], f(a[1], b[0], c[1])),
        )

    def multiply(self, a, b):
        f = self.real_multiply_add
        return f(a[0], b[0], -(a[1] * b[1])), f(a[0], b[1], a[1] * b[0])

    def square(self, a):
        return self.real_multiply_add(a[0], a[0], -(a[1] * a[1])), (a[0] + a[0]) * a[1]

    def power(self, z, exponent):
        """By squarings, from the highest bit down."""
        result = z
        for bit in bin(exponent)[3:]:
            result = self.square(result)
            if bit == "1":
                result = self.multiply(result, z)
        return result


def disc(roots, radii, zx, zy, multiply_add):
    """The root within whose radius each point is, or -1."""
    where = np.full(zx.size, -1)
    for i, (root, radius) in enumerate(zip(roots, radii)):
        near = squared_modulus(zx - root.real, zy - root.imag, multiply_add) < radius * radius
        where[near] = i
    return where


def squared_modulus(x, y, multiply_add):
    return multiply_add(y, y, x * x)


def rounded_multiply_add(a, b, c):
    return a * b + c


def fused_multiply_add(a, b, c):
    """a b + c with one rounding, from operations that round each.

    Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using
    rounding to odd", IEEE Trans. Comput. 57 (2008). Where error terms would underflow, rational
    arithmetic stands in; where something overflows, the plain formula.
    """
    product, product_error = two_product(a, b)
    low, low_error = two_sum(c, product_error)
    high, high_error = two_sum(product, low)
    result = high + add_to_odd(low_error, high_error)
    finite = np.isfinite(result)
    if not finite.all():
        result = np.where(finite, result, a * b + c)
    tiny = np.abs(product) < 2.0**-900
    if tiny.any():
        a, b, c, tiny, result = np.broadcast_arrays(a, b, c, tiny, result)
        result = result.copy()
        for i in zip(*np.nonzero(tiny & (a != 0) & (b != 0) & np.isfinite(c))):
            result[i] = float(Fraction(a[i]) * Fraction(b[i]) + Fraction(c[i]))
    return result


def two_sum(a, b):
    """a + b and its rounding error (Knuth)."""
    total = a + b
    b_part = total - a
    return total, (a - (total - b_part)) + (b - b_part)


def two_product(a, b):
    """a b and its rounding error (Dekker, with Veltkamp's splitting)."""
    product = a * b
    a_high, a_low = split(a)
    b_high, b_low = split(b)
    error = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return product, error


def split(a):
    scaled = 134217729.0 * a  # 2^27 + 1
    high = scaled - (scaled - a)
    return high, a - high


def add_to_odd(a, b):
    """a + b, rounded to the neighbour with an odd last bit where it is not exact."""
    total, error = two_sum(a, b)
    even = (total.view(np.int64) & 1) == 0
    toward = np.nextafter(total, np.copysign(np.inf, error))
    return np.where((error != 0) & even, toward, total)
