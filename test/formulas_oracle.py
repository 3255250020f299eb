"""The formulas of the iterations, as textbooks have them, in mpmath."""

import mpmath
from mpmath import mpc, mpf, sqrt


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
    """What the formulas are made of, in mpmath's working precision."""

    def __init__(self, coefs, z, parameters):
        derivatives = [[mpc(c) for c in coefs]]
        for _ in range(3):
            last = derivatives[-1]
            slopes = [c * (len(last) - 1 - k) for k, c in enumerate(last[:-1])]
            derivatives.append(slopes or [mpc(0)])
        self.p, self.dp = (lambda x, c=c: mpmath.polyval(c, x) for c in derivatives[:2])
        self.n = len(derivatives[0]) - 1
        self.z = mpc(z)
        self.f, self.d, self.d2, self.d3 = (mpmath.polyval(c, self.z) for c in derivatives)
        self.u = self.f / self.d
        self.l = self.f * self.d2 / self.d**2
        self.h = (self.dp(self.z - 2 * self.u / 3) - self.d) / self.d
        self.__dict__.update(parameters)
