"""Every iteration with every stop rule, in plain NumPy, rounding for rounding: see oracle.py."""

import numpy as np
from factors_oracle import Factors
from oracle import (
    Complex,
    Points,
    ResidualRule,
    Result,
    dense_operations,
    disc,
    fused_multiply_add,
    normalised,
    rounded_multiply_add,
    rounding,
    sparse_operations,
)
from oracle import evaluate as evaluate_pair


class Number:
    """Complex numbers as arrays of real and imaginary parts; products are Arithmetic's matter."""

    __array_ufunc__ = None  # an array times a Number is for Number to say

    def __init__(self, re, im):
        self.re, self.im = np.asarray(re, float), np.asarray(im, float)

    def __add__(self, other):
        return Number(self.re + other.re, self.im + other.im)

    def __sub__(self, other):
        return Number(self.re - other.re, self.im - other.im)

    def __rmul__(self, scalar):
        return Number(scalar * self.re, scalar * self.im)

    def __radd__(self, scalar):
        return Number(scalar + self.re, self.im)

    def __rsub__(self, scalar):
        return Number(scalar - self.re, 0.0 - self.im)

    def __iter__(self):
        return iter((self.re, self.im))

    def __getitem__(self, chosen):
        return Number(self.re[chosen], self.im[chosen])

    def is_zero(self):
        return (self.re == 0) & (self.im == 0)

    def is_finite(self):
        return np.isfinite(self.re) & np.isfinite(self.im)


def where(chosen, yes, no):
    return Number(np.where(chosen, yes.re, no.re), np.where(chosen, yes.im, no.im))


class Arithmetic:
    def __init__(self, fused):
        self.f = fused_multiply_add if fused else rounded_multiply_add
        self.pairs = Complex(self.f)

    def norm(self, a):
        return self.f(a.im, a.im, a.re * a.re)

    def mul(self, a, b):
        return Number(*self.pairs.multiply(tuple(a), tuple(b)))

    def square(self, a):
        return Number(*self.pairs.square(tuple(a)))

    def power(self, a, exponent):
        return Number(*self.pairs.power(tuple(a), exponent))

    def mul_add(self, a, b, c):
        return Number(*self.pairs.multiply_add(tuple(a), tuple(b), tuple(c)))

    def sub_mul(self, c, a, b):
        """c - a b"""
        f = self.f
        return Number(
            f(a.im, b.im, f(-a.re, b.re, c.re)),
            f(-a.re, b.im, f(-a.im, b.re, c.im)),
        )

    def mul_conj(self, a, b):
        f = self.f
        return Number(f(a.im, b.im, a.re * b.re), f(a.im, b.re, -(a.re * b.im)))

    def div(self, a, b):
        norm = self.norm(b)
        scale = np.where(norm < 2.0**-600, 2.0**600, np.where(norm <= 2.0**1000, 1.0, 2.0**-600))
        b = scale * b
        return self.mul_conj(scale * a, (1.0 / self.norm(b)) * b)

    def sqrt(self, a):
        size = np.abs(a.re)
        large = np.sqrt(0.5 * (size + np.sqrt(self.norm(a))))
        small = np.where(large == 0, 0.0, 0.5 * a.im / large)
        left, below = a.re < 0, a.im < 0
        return Number(
            np.where(left, np.where(below, 0.0 - small, small), large),
            np.where(left, np.where(below, 0.0 - large, large), small),
        )


class Polynomial:
    """p and its derivatives: p and p' together, further ones term by term."""

    def __init__(self, coefs, arithmetic):
        self.coefs, self.a = coefs, arithmetic
        self.degree = len(coefs) - 1
        exponents = [self.degree - i for i, c in enumerate(coefs[:-1]) if c != 0]
        real = not np.any(np.imag(coefs))
        if dense_operations(self.degree, real) <= sparse_operations(exponents, real):
            exponents = list(range(self.degree, 0, -1))
        self.exponents = exponents

    def pair(self, z):
        px, py, dx, dy = evaluate_pair(self.coefs, z.re, z.im, self.a.f)
        return Number(px, py), Number(dx, dy)

    def value(self, z):
        return self.pair(z)[0]

    def derivative(self, order, z):
        exponents = [e for e in self.exponents if e >= order]
        if not exponents:
            return 0.0 * Number(np.ones_like(z.re), np.ones_like(z.im))
        total = self.coefficient(order, exponents[0], z)
        for before, e in zip(exponents, exponents[1:]):
            total = self.a.mul_add(
                total, self.a.power(z, before - e), self.coefficient(order, e, z)
            )
        left = exponents[-1] - order
        return self.a.mul(total, self.a.power(z, left)) if left else total

    def coefficient(self, order, exponent, z):
        c = self.coefs[self.degree - exponent]
        x, y = c.real, c.imag
        for k in range(order):
            x, y = x * (exponent - k), y * (exponent - k)
        return Number(np.full_like(z.re, x), np.full_like(z.im, y))

    def difference(self, z, step):
        return None

    def unless_rounding(self, z, u, after):
        return after

    def far_out(self, z, f, d):
        """p'/p, Laguerre's radicand over p^2, n - z p'/p"""
        a, n = self.a, self.degree
        c = self.coefs[::-1]

        def form(weights, first):
            total = Number(np.zeros_like(z.re), np.zeros_like(z.im))
            for k in range(len(weights) - 1, -1, -1):
                at = weights[k] * c[first + k]
                total = a.mul_add(
                    total, z, Number(np.full_like(z.re, at.real), np.full_like(z.re, at.imag))
                )
            return a.div(total, f)

        y = form([float(n - k) for k in range(n)], 0)
        xy = form([k * (n - k) * 1.0 for k in range(1, n)], 1)
        yy = form([(n - k) * (n - k - 1.0) for k in range(n - 1)], 0)
        return a.div(d, f), a.sub_mul(a.square(xy), a.div(self.derivative(2, z), f), yy), y

    def laguerre_far_out(self, z, f, d):
        a = self.a
        g, radicand, y = self.far_out(z, f, d)
        below, root = denominator(a, g, a.sqrt(radicand))
        return a.div(a.mul(z, root) - y, below)


class Product:
    """The same from the roots."""

    def __init__(self, coefs, roots, multiplicities, arithmetic):
        self.a = arithmetic
        self.roots, self.multiplicities = roots, multiplicities
        self.degree = len(coefs) - 1
        there = np.nonzero(coefs)[0]
        self.symmetry = max(1, int(np.gcd.reduce(there)))
        self.factors = Factors(
            coefs[0],
            roots,
            multiplicities,
            not np.any(np.imag(coefs)),
            len(set(there % 2)) == 1,
            arithmetic.pairs,
        )

    def derivatives(self, z, order):
        return [Number(*d) for d in self.factors.derivatives((z.re, z.im), order)]

    def pair(self, z):
        """p, and p' or zero where its terms all but cancel."""
        f, d = self.derivatives(z, 1)
        reach = self.a.norm(z) + np.max(self.roots.real**2 + self.roots.imag**2)
        flat = self.a.norm(d) * (reach * (2.0**36 / self.degree) ** 2) < self.a.norm(f)
        return f, where(flat, Number(0.0, 0.0), d)

    def value(self, z):
        return self.derivatives(z, 0)[0]

    def derivative(self, order, z):
        return self.derivatives(z, order)[order]

    def difference(self, z, step):
        """(p(z + step) - p(z)) / step"""
        return Number(*self.factors.difference((z.re, z.im), (step.re, step.im)))

    def unless_rounding(self, z, u, after):
        few = self.a.norm(u) <= 2.0**-96 * self.a.norm(z)
        newton = z - u
        return Number(np.where(few, newton.re, after.re), np.where(few, newton.im, after.im))

    def far_out(self, z, f, d):
        """z p'/p, z^2 times Laguerre's radicand over p^2, z p'/p - n"""
        a, n = self.a, float(self.degree)
        shape = np.full_like(z.re, 1.0)
        if self.symmetry == 1:
            roots = [Number(r.real * shape, r.imag * shape) for r in map(complex, self.roots)]
            t = [a.div(r, z - r) for r in roots]
        else:
            t = self.symmetric_quotients(z)
        # Conjugate roots first, and by twos.
        order = sorted(range(len(t)), key=lambda i: self.roots[i].imag == 0)

        def total_of(term):
            terms = [float(self.multiplicities[i]) * term(t[i]) for i in order]
            total = Number(0.0 * shape, 0.0 * shape)
            for k in range(0, len(terms), 2):
                total = total + (terms[k] + terms[k + 1] if k + 1 < len(terms) else terms[k])
            return total

        total = total_of(lambda ti: ti)
        mean = (1.0 / n) * total
        squares = total_of(lambda ti: a.square(ti - mean))
        k = float(self.symmetry)
        squares = k * squares + (k - 1.0) * a.mul(total, 1.0 + mean)
        return n + total, (n * (n - 1.0)) * squares, total

    def symmetric_quotients(self, z):
        """r^k / (z^k - r^k) where k is the symmetry; of tiny ones only the direction counts."""
        a, reach = self.a, float(np.sqrt(np.max(self.roots.real**2 + self.roots.imag**2)))
        base = a.div(Number(np.full_like(z.re, reach), 0.0 * z.re), z)
        power = base
        for bit in bin(self.symmetry)[3:]:
            power = a.square(power)
            if bit == "1":
                power = a.mul(power, base)
            for _ in range(2):
                power = np.where(a.norm(power) < 2.0**-800, 2.0**300, 1.0) * power
        parts = [a.mul(scalar_power(complex(r) / reach, self.symmetry), power) for r in self.roots]
        return [a.div(part, 1.0 - part) for part in parts]

    def laguerre_far_out(self, z, f, d):
        a = self.a
        g, radicand, total = self.far_out(z, f, d)
        below, root = denominator(a, g, a.sqrt(radicand))
        return a.mul(z, a.div(total + root, below))

    def floors(self, roots, multiplicities):
        """|p| where a step is the rounding of z: the distance is m 2^-53 |r|."""
        bounds = []
        for r, m in zip(roots, multiplicities):
            others = [(r - s) ** n for s, n in zip(roots, multiplicities) if s != r]
            slope = abs(self.factors.leading * np.prod(others))
            bounds.append(slope * (m * 2.0**-53 * abs(r)) ** int(m))
        return np.array(bounds)


def scalar_power(base, exponent):
    result = 1.0 + 0.0j
    while exponent > 0:
        if exponent % 2:
            result *= base
        base *= base
        exponent //= 2
    return Number(result.real, result.imag)


def denominator(a, g, root):
    """The larger one of g + root and g - root, and the root with that sign."""
    plus, minus = g + root, g - root
    larger = a.norm(plus) < a.norm(minus)
    return where(larger, minus, plus), where(larger, 0.0 * root - root, root)


def step(name, p, z, f, d, parameters, unit):
    """The next point; f and d are p and p' at z, unit is what normalising divided p by."""
    a = p.a
    given = {k: Number(v.real, v.imag) for k, v in parameters.items()}
    if name == "steffensen":
        h = unit * f
        difference = p.difference(z, h)
        if difference is not None:
            return z - a.div(f, difference)
        return z - a.mul(h, a.div(f, p.value(z + h) - f))
    if name == "laguerre":
        n = float(p.degree)
        g, curvature = a.div(d, f), n * a.div(p.derivative(2, z), f)
        first = (n - 1.0) * a.square(g)
        difference = first - curvature
        below, _ = denominator(a, g, a.sqrt((n - 1.0) * difference))
        after = z - a.div(Number(np.full_like(z.re, n), 0.0 * z.im), below)
        cancels = a.norm(difference) < 2.0**-16 * a.norm(first)
        return where(cancels, p.laguerre_far_out(z, f, d), after)
    u = a.div(f, d)
    if name in ("newton", "nova"):
        relax = given["relax"]
        if name == "nova":
            return a.sub_mul(z, relax, u) + given["c"]
        if parameters["relax"] != 1:
            return a.sub_mul(z, relax, u)
        numerator, inverse = a.mul_conj(f, d), 1.0 / a.norm(d)
        plain = Number(a.f(-numerator.re, inverse, z.re), a.f(-numerator.im, inverse, z.im))
        ordinary = (a.norm(d) >= 2.0**-600) & (a.norm(d) <= 2.0**1000) & (a.norm(f) <= 2.0**1000)
        return where(ordinary, plain, z - u)
    if name == "midpoint":
        return z - a.div(f, p.derivative(1, z - 0.5 * u))
    if name in ("jarratt", "inverse_free_jarratt"):
        slope = p.derivative(1, z - (2.0 / 3.0) * u)
        if name == "jarratt":
            triple = 3.0 * slope
            return a.sub_mul(z, 0.5 * u, a.div(triple + d, triple - d))
        h = a.div(slope - d, d)
        return a.mul_add(a.mul(0.75 * u, h), 1.0 - 1.5 * h, z - u)
    if name in ("traub", "ostrowski", "king"):
        y = z - u
        value = p.value(y)
        if name == "ostrowski":
            ratio = a.div(value - f, 2.0 * value - f)
            return p.unless_rounding(z, u, a.sub_mul(z, u, ratio))
        beta = given["beta"]
        if name == "traub":
            return a.sub_mul(y, beta, a.div(value, d))
        above = a.mul_add(beta, value, f)
        after = a.sub_mul(y, a.div(value, d), a.div(above, above - 2.0 * value))
        return p.unless_rounding(z, u, after)
    curve = a.mul(u, a.div(p.derivative(2, z), d))  # L
    if name == "schroeder":
        return z - a.div(u, 1.0 - curve)
    if name == "halley":
        return z - a.div(2.0 * u, 2.0 - curve)
    if name == "chebyshev":
        return a.sub_mul(z, u, 1.0 + 0.5 * curve)
    if name == "super_halley":
        return a.sub_mul(z, u, 1.0 + a.div(0.5 * curve, 1.0 - curve))
    if name == "whittaker":
        return a.sub_mul(z, u, 1.0 - 0.5 * curve)
    if name == "double_whittaker":
        factor = 2.0 - curve
        quotient = a.div(4.0 + 2.0 * curve, 2.0 - a.mul(curve, factor))
        return a.sub_mul(z, 0.25 * u, factor + quotient)
    if name == "euler":
        n = float(p.degree)
        radicand = 1.0 - 2.0 * curve
        beside_cut = (radicand.re < 0) & (radicand.im**2 < (2.0**-32 * radicand.re) ** 2)
        if beside_cut.any():
            g, square, _ = p.far_out(z, f, d)
            left = (2.0 / (n * (n - 1.0))) * a.div(square, a.square(g))
            radicand = where(beside_cut, (2.0 / n - 1.0) + left, radicand)
        return z - a.div(2.0 * u, 1.0 + a.sqrt(radicand))
    assert name == "householder3"
    third = a.mul(a.square(u), a.div(p.derivative(3, z), d))
    return z - a.div(a.mul(u, 6.0 - 3.0 * curve), 6.0 - 6.0 * curve + third)


def basins(
    coefs, roots, radii, x, y, itmax, tol, fused, method, parameters, stop, multiplicities=None
):
    """Labels and iteration counts of the starting points ``x[column] + 1j * y[row]``.

    With ``multiplicities`` p is evaluated from the roots.
    """
    a = Arithmetic(fused)
    scaled_coefs, scaled_tol = normalised(coefs, tol)
    unit = tol / scaled_tol
    if multiplicities is None:
        p, floors = Polynomial(scaled_coefs, a), rounding(scaled_coefs, roots)
    else:
        p = Product(scaled_coefs, roots, multiplicities, a)
        floors = p.floors(roots, multiplicities)
    rule = ResidualRule(scaled_tol, floors, a.f)
    bound = tol**2
    z = Number(*(part.ravel() for part in np.meshgrid(x, y)))
    points = Points(z.re.size, itmax)
    with np.errstate(all="ignore"):
        f, d = p.pair(z)
        for k in range(1, 2 * itmax + 1):
            at_root = f.is_zero()
            after = step(method, p, z, f, d, parameters, unit)
            moves = after.is_finite()
            after = where(moves, after, z)
            f, d = p.pair(after)
            near = disc(roots, radii, after.re, after.im, a.f)
            if stop == "step":
                passes = a.norm(after - z) <= bound
            elif stop == "residual":
                passes = rule.holds(f.re, f.im, near) | f.is_zero()
            elif stop == "root":
                gaps = [a.norm(after - Number(r.real, r.imag)) for r in roots]
                passes = (np.min(gaps, axis=0) <= bound) | f.is_zero()
            else:
                raise ValueError(f"no oracle for stop={stop!r}")
            z = after
            left = points.step(k, moves | at_root, passes, near)
            if not left.any():
                break
            z, f, d = z[left], f[left], d[left]
    return Result(*(channel.reshape(len(y), len(x)) for channel in points.result()))
