"""What the judge looks at: problems that were once wrong, and random ones."""

import math
from fractions import Fraction

import numpy as np
from numpy.polynomial import chebyshev, hermite, laguerre

import nb_cpp

from .compare import Row

METHODS = tuple(nb_cpp.methods())
DEFAULT = (("residual", 1e-6),)
EVERY_RULE = (("residual", 1e-6), ("step", 1e-6), ("root", 1e-6))


def square(half, centre=0.0):
    """About a point; no axis or diagonal meets points of its grid, since basins may end there."""
    x, y = complex(centre).real, complex(centre).imag
    return (x - half, x + 1.01 * half, y - 0.98 * half, y + half)


UNIT_DISC, INTERVAL = square(1.5), square(1.0, 1.5)


def disc(rng, count, centre=0.0, radius=1.0):
    """Random points of a disc."""
    sizes, angles = np.sqrt(rng.random(count)), rng.random(count)
    return centre + radius * sizes * np.exp(2j * np.pi * angles)


def binomial(degree, size, factor=1.0):
    """factor (z^degree - size^degree)"""
    coefs = np.zeros(degree + 1)
    coefs[0], coefs[-1] = factor, -factor * size**degree
    return coefs


def rounded(exact):
    """Integers or fractions, highest first, as the nearest doubles."""
    return np.array([float(c) for c in exact])


def product(roots):
    """The coefficients of a monic polynomial with integer roots, exactly."""
    coefs = [1]
    for r in roots:
        coefs = [a - r * b for a, b in zip([*coefs, 0], [0, *coefs])]
    return coefs


def mandelbrot(levels):
    """c, c^2 + c, (c^2 + c)^2 + c, ...: the centres of periods up to `levels`, over c."""
    p = np.array([1], object)
    for _ in range(levels - 1):
        p = np.convolve(np.append(p, 0), p)  # p <- c p^2 + 1
        p[-1] += 1
    return rounded(p)


def mandelbrot_63():
    return mandelbrot(7)


def taylor_of_exp(degree):
    return rounded([Fraction(1, math.factorial(k)) for k in range(degree, -1, -1)])


def grid_of_integers():
    return [complex(x, y) for x in range(6) for y in range(6)]


def flat():
    """Flat between the roots, for the tolerance of the defaults."""
    rng = np.random.default_rng(1)
    rows = [
        Row(f"{n} equispaced on [-1, 1]", {"roots": np.linspace(-1, 1, n)}, UNIT_DISC)
        for n in (25, 30, 40)
    ]
    rows += [
        Row(f"{n} random in the unit disc", {"roots": disc(rng, n)}, UNIT_DISC)
        for n in (20, 40, 60, 100)
    ]
    rows += [
        Row(f"{n} within 0.1 of 3+2i", {"roots": disc(rng, n, 3 + 2j, 0.1)}, square(0.3, 3 + 2j))
        for n in (5, 10)
    ]
    rows += [
        Row(f"{n} random on [1, 2]", {"roots": 1 + rng.random(n)}, INTERVAL) for n in (10, 20, 30)
    ]
    for s in (0.01, 0.003, 0.001):
        rows.append(Row(f"z^3 - {s}^3", {"coefs": binomial(3, s)}, square(2 * s)))
    for n, s in ((6, 0.1), (12, 0.3), (20, 0.5), (30, 0.6)):
        rows.append(Row(f"z^{n} - {s}^{n}", {"coefs": binomial(n, s)}, square(2 * s)))
    cubic = np.array([1.0, -6, 11, -6])
    for factor in (1e-5, 1e-7, 1e-9, 1e10, 1e11, 1e15):
        title = f"(z-1)(z-2)(z-3) times {factor:g}"
        rows.append(Row(title, {"coefs": cubic * factor}, square(2.0, 2.0)))
    rows.append(Row("z^3 - 100000^3", {"coefs": binomial(3, 1e5)}, square(2e5)))
    for n in (20, 30):
        coefs = hermite.herm2poly([0] * n + [1])[::-1]
        rows.append(Row(f"Hermite {n}", {"coefs": coefs}, square(8.0)))
    return rows


def ill_conditioned():
    """What coefficients in doubles cannot decide."""

    def row(title, extent, **problem):
        return Row(title, problem, extent, rules=EVERY_RULE, itmax=400, side=200, pixels=250)

    rows = [
        row(f"Wilkinson {n}", (0.0, n + 1.0, -4.9, 5.0), coefs=rounded(product(range(1, n + 1))))
        for n in (12, 15, 18, 20, 25)
    ]
    rows += [
        row(f"roots 1 to {n}", (0.0, n + 1.0, -4.9, 5.0), roots=np.arange(1.0, n + 1))
        for n in (20, 25)
    ]
    for n in (40, 50, 60, 80):
        coefs = chebyshev.cheb2poly([0] * n + [1])[::-1]
        rows.append(row(f"Chebyshev {n}", UNIT_DISC, coefs=coefs))
    for n, far in ((20, 70.0), (30, 110.0)):
        coefs = laguerre.lag2poly([0] * n + [1])[::-1]
        rows.append(row(f"Laguerre {n}", (-10.0, far, -39.0, 40.0), coefs=coefs))
    for levels in (6, 7, 8):
        title = f"Mandelbrot {2 ** (levels - 1) - 1}"
        rows.append(row(title, (-2.2, 0.8, -1.47, 1.5), coefs=mandelbrot(levels)))
    for n, size in ((40, 20.0), (60, 30.0)):
        rows.append(row(f"exp Taylor {n}", square(size), coefs=taylor_of_exp(n)))
    rows.append(row("6 x 6 Gaussian integers", square(3.5, 2.5 + 2.5j), roots=grid_of_integers()))
    rows.append(row("1 tenfold, -1", square(2.0), roots=[1.0] * 10 + [-1.0]))
    rows.append(row("1/3 twentyfold, -1", square(2.0), roots=[1 / 3] * 20 + [-1.0]))
    return rows


def extraneous():
    """Fixed points of an iteration that are no roots, and cycles."""
    plane = square(2.0)
    common = {"rules": EVERY_RULE, "itmax": 500, "pixels": 200}
    rows = [Row("z^5 - z - 1", {"coefs": [1, 0, 0, 0, -1, -1]}, plane, "whittaker", **common)]
    for method in ("ostrowski", "jarratt", "king"):
        rows.append(
            Row("z^4 - 6z^2 - 11", {"coefs": [1, 0, -6, 0, -11]}, square(4.0), method, **common)
        )
    rng = np.random.default_rng(10)
    for k in range(5):
        degree = 3 + k % 3
        coefs = rng.standard_normal(degree + 1) + 1j * rng.standard_normal(degree + 1)
        for method in ("whittaker", "midpoint", "steffensen", "super_halley"):
            title = f"random {k + 1}, degree {degree}"
            # Some of these have orbits of a hundred steps that any rounding leads elsewhere.
            rows.append(Row(title, {"coefs": coefs}, plane, method, at_boundary=1.0, **common))
    return rows


def all_methods():
    """Each iteration on a flat and on two ill-conditioned polynomials."""
    three = (
        ("z^12 - 0.3^12", binomial(12, 0.3), square(0.6)),
        ("Chebyshev 50", chebyshev.cheb2poly([0] * 50 + [1])[::-1], UNIT_DISC),
        ("Mandelbrot 63", mandelbrot_63(), (-2.2, 0.8, -1.47, 1.5)),
    )
    return [
        Row(title, {"coefs": coefs}, extent, method, rules=EVERY_RULE, pixels=150)
        for title, coefs, extent in three
        for method in METHODS
    ]


def random_problems(count=40, pixels=2000):
    """Of degrees 2 to 60, with clusters, at scales of z and p from 1e-12 to 1e12."""
    rng = np.random.default_rng(13)
    rules = ("residual", "step", "root")
    rows = []
    for k in range(count):
        method = METHODS[k % len(METHODS)]
        degree = int(rng.integers(2, 61))
        form, far = int(rng.integers(4)), rng.random() < 0.4
        if method == "steffensen":
            # Its step adds p to z: where p is small beside z, doubles lose it.
            form, far = 1, False
        # As far as the coefficients are doubles.
        widest = min(12.0, 280.0 / degree)
        size = 10.0 ** rng.uniform(-widest, widest) if far else 1.0
        parameters = ()
        if form == 3:
            roots = disc(rng, degree)
            members = min(degree, 4)
            roots[:members] = roots[0] + disc(rng, members, 0, 1e-2)
            problem, kind = {"roots": size * roots}, "clustered roots"
        elif form == 2:
            problem, kind = {"roots": size * disc(rng, degree)}, "roots"
        else:
            # Coefficients of the same size: roots about the unit circle.
            coefs = rng.standard_normal(degree + 1) + 1j * form * rng.standard_normal(degree + 1)
            coefs = coefs / size ** np.arange(degree, -1, -1.0)
            problem, kind = {"coefs": coefs}, "complex" if form else "real"
        if method == "newton" and k:
            parameters = (("relax", complex(0.8, 0.3)),)
        about = f"{kind}, degree {degree}, |z| about {size:.0e}"
        rows.append(
            Row(
                f"{k + 1}: {about}",
                problem,
                square(1.6 * size),
                method,
                parameters,
                rules=tuple((rule, tolerance(rng, rule, problem, size)) for rule in rules),
                itmax=100,
                pixels=pixels,
                at_boundary=1.0,
            )
        )
    return rows


def tolerance(rng, rule, problem, size):
    """From tight to loose, in units of the problem."""
    exponent = float(rng.integers(-12, -1))
    if rule != "residual":
        return size * 10.0**exponent
    if "roots" in problem:
        exponent += len(problem["roots"]) * math.log10(size)
    else:
        powers = np.arange(len(problem["coefs"]) - 1, -1, -1.0)
        exponent += (np.log10(np.abs(problem["coefs"])) + powers * math.log10(size)).max()
    return 10.0 ** min(max(exponent, -300.0), 300.0)


def rule_pairs():
    """An image by 20 pairs of rule and tolerance."""
    return [
        (rule, 10.0**exponent)
        for rule, exponents in (
            ("residual", (-14, -12, -10, -8, -6, -3, 0)),
            ("step", (-14, -12, -10, -8, -6, -3, 0)),
            ("root", (-14, -11, -8, -5, -2, 0)),
        )
        for exponent in exponents
    ]
