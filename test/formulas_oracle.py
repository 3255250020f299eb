"""The formulas of the iterations, as textbooks have them, in any arithmetic."""

from functools import cached_property

import mpmath
from mpmath import mpc


def laguerre(s):
    n = s.n
    root = s.sqrt((n - 1) ** 2 * s.d**2 - n * (n - 1) * s.f * s.d2)
    return n * s.f / max(s.d + root, s.d - root, key=abs)


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
    "euler": lambda s: -2 * s.u / (1 + s.sqrt(1 - 2 * s.l)),
    "laguerre": lambda s: -laguerre(s),
    "householder3": lambda s: (
        -s.f * (6 * s.d**2 - 3 * s.f * s.d2) / (6 * s.d**3 - 6 * s.f * s.d * s.d2 + s.f**2 * s.d3)
    ),
    "midpoint": lambda s: -s.f / s.dp(s.z - s.u / 2),
    "traub": lambda s: -s.u - s.beta * s.p(s.z - s.u) / s.d,
    "ostrowski": lambda s: -s.u * (s.p(s.z - s.u) - s.f) / (2 * s.p(s.z - s.u) - s.f),
    "jarratt": lambda s: (
        -s.u / 2 * (3 * s.dp(s.z - 2 * s.u / 3) + s.d) / (3 * s.dp(s.z - 2 * s.u / 3) - s.d)
    ),
    "inverse_free_jarratt": lambda s: -s.u + 3 * s.u * s.h * (2 - 3 * s.h) / 8,
    "king": lambda s: (
        -s.u
        - s.p(s.z - s.u)
        / s.d
        * (s.f + s.beta * s.p(s.z - s.u))
        / (s.f + (s.beta - 2) * s.p(s.z - s.u))
    ),
    "steffensen": lambda s: -(s.f**2) / (s.p(s.z + s.f) - s.f),
}


class Jet:
    """What the formulas are made of, each computed when it is asked for.

    `functions` are p and its derivatives up to the third; z and the parameters are numbers of
    their arithmetic.
    """

    def __init__(self, functions, degree, z, parameters, sqrt):
        self.p, self.dp, self._d2, self._d3 = functions
        self.n, self.z, self.sqrt = degree, z, sqrt
        self.__dict__.update(parameters)

    @cached_property
    def f(self):
        return self.p(self.z)

    @cached_property
    def d(self):
        return self.dp(self.z)

    @cached_property
    def d2(self):
        return self._d2(self.z)

    @cached_property
    def d3(self):
        return self._d3(self.z)

    @cached_property
    def u(self):
        return self.f / self.d

    @cached_property
    def l(self):  # noqa: E743
        return self.f * self.d2 / self.d**2

    @cached_property
    def h(self):
        return (self.dp(self.z - 2 * self.u / 3) - self.d) / self.d


def derivatives(coefs):
    """The coefficients of p and its derivatives up to the third, highest degree first."""
    every = [list(coefs)]
    for _ in range(3):
        last = every[-1]
        every.append([c * (len(last) - 1 - k) for k, c in enumerate(last[:-1])] or [0 * last[0]])
    return every


class Point(Jet):
    """The same in mpmath's working precision."""

    def __init__(self, coefs, z, parameters):
        every = derivatives([mpc(c) for c in coefs])
        functions = [lambda x, c=c: mpmath.polyval(c, x) for c in every]
        super().__init__(functions, len(coefs) - 1, mpc(z), parameters, mpmath.sqrt)
