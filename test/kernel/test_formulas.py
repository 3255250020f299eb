"""One step of every iteration beside its textbook formula in 40 digits.

The oracle of test_methods.py has the kernel's order of operations; this has the formulas only.
"""

import mpmath
import numpy as np
import pytest
from mpmath import mpc, mpf, sqrt

import nb_cpp


def laguerre(f, d, d2, n):
    root = sqrt((n - 1) ** 2 * d**2 - n * (n - 1) * f * d2)
    return n * f / max(d + root, d - root, key=abs)


# The step from z, by u = f/f', l = f f''/f'^2, f and its derivatives at z, and the functions p and
# dp where they are taken elsewhere.
STEPS = {
    "newton": lambda s: -s.relax * s.u,
    "nova": lambda s: -s.relax * s.u + s.c,
    "schroeder": lambda s: -s.u / (1 - s.l),
    "halley": lambda s: -2 * s.u / (2 - s.l),
    "chebyshev": lambda s: -s.u * (1 + s.l / 2),
    "super_halley": lambda s: -s.u * (1 + s.l / (2 * (1 - s.l))),
    "whittaker": lambda s: -s.u * (2 - s.l) / 2,
    "double_whittaker": lambda s: (-s.u / 4 * (2 - s.l + (4 + 2 * s.l) / (2 - s.l * (2 - s.l)))),
    "euler": lambda s: -2 * s.u / (1 + sqrt(1 - 2 * s.l)),
    "laguerre": lambda s: -laguerre(s.f, s.d, s.d2, s.n),
    "householder3": lambda s: (
        -s.f * (6 * s.d**2 - 3 * s.f * s.d2) / (6 * s.d**3 - 6 * s.f * s.d * s.d2 + s.f**2 * s.d3)
    ),
    "midpoint": lambda s: -s.f / s.dp(s.z - s.u / 2),
    "traub": lambda s: -s.u - s.beta * s.p(s.z - s.u) / s.d,
    "ostrowski": lambda s: -s.u * (s.p(s.z - s.u) - s.f) / (2 * s.p(s.z - s.u) - s.f),
    "jarratt": lambda s: (
        -s.u / 2 * (3 * s.dp(s.z - 2 * s.u / 3) + s.d) / (3 * s.dp(s.z - 2 * s.u / 3) - s.d)
    ),
    "inverse_free_jarratt": lambda s: (-s.u + mpf(3) / 4 * s.u * s.h * (1 - mpf(3) / 2 * s.h)),
    "king": lambda s: (
        -s.u
        - s.p(s.z - s.u)
        / s.d
        * (s.f + s.beta * s.p(s.z - s.u))
        / (s.f + (s.beta - 2) * s.p(s.z - s.u))
    ),
    "steffensen": lambda s: -(s.f**2) / (s.p(s.z + s.f) - s.f),
}


class Point:
    """What the formulas are made of."""

    def __init__(self, coefs, z, parameters):
        derivatives = [[mpc(c) for c in np.polyder(coefs, k)] for k in range(4)]
        self.p, self.dp = (lambda x, c=c: mpmath.polyval(c, x) for c in derivatives[:2])
        self.n = len(coefs) - 1
        self.z = mpc(z)
        self.f, self.d, self.d2, self.d3 = (mpmath.polyval(c, self.z) for c in derivatives)
        self.u = self.f / self.d
        self.l = self.f * self.d2 / self.d**2
        self.h = (self.dp(self.z - 2 * self.u / 3) - self.d) / self.d
        self.__dict__.update(parameters)


@pytest.mark.parametrize("name", nb_cpp.methods())
def test_one_step(name):
    rng = np.random.default_rng(3)

    def number():
        return complex(*rng.standard_normal(2))

    defaults = nb_cpp.methods()[name].parameters
    for degree in range(1, 8):
        for parameters in (defaults, {key: number() for key in defaults}):
            coefs, z = np.array([number() for _ in range(degree + 1)]), number()
            after = nb_cpp.orbit(coefs, z, steps=1, method=name, **parameters)[1]
            with mpmath.workdps(40):
                point = Point(coefs, z, parameters)
                expected = complex(point.z + STEPS[name](point))
            assert abs(after - expected) <= 1e-13 * max(abs(expected), abs(z))
