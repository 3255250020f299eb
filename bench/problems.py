"""The pictures that the benchmarks compute."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

import nb_cpp


@dataclass(frozen=True)
class Problem:
    name: str
    coefs: np.ndarray  # highest degree first
    extent: Tuple[float, float, float, float]  # left, right, bottom, top
    itmax: int = 30
    tol: float = 1e-6

    @property
    def degree(self):
        return len(self.coefs) - 1

    @property
    def real(self):
        return not np.iscomplexobj(self.coefs)

    def arguments(self, size):
        """What nb_cpp.compute, 0.0.8's too, calls a picture of size x size pixels."""
        left, right, bottom, top = self.extent
        return {
            "imw": size,
            "imh": size,
            "coefs": self.coefs,
            "crmin": left,
            "crmax": right,
            "cimin": bottom,
            "cimax": top,
            "itmax": self.itmax,
            "tol": self.tol,
        }

    def mean_iterations(self, size=512):
        b = nb_cpp.basins(
            self.coefs, extent=self.extent, shape=(size, size), itmax=self.itmax, tol=self.tol
        )
        return float(b.iterations.mean())


# No point of a grid on it has a mirror image, to the bit.
UNEVEN = (-2.0112, 1.9897, -2.0346, 1.9721)


def random_polynomial(degree, real, seed=2019):
    rng = np.random.default_rng(seed)
    coefs = rng.standard_normal(degree + 1)
    return coefs if real else coefs + 1j * rng.standard_normal(degree + 1)


ARTICLE = Problem("z^6 + 1", np.array([1.0, 0, 0, 0, 0, 0, 1]), (-5.0, 5.0, -5.0, 5.0))
CUBIC = Problem("z^3 - 1", np.array([1.0, 0, 0, -1]), (-2.5, 2.5, -2.5, 2.5))
REAL_12 = Problem("dense real, degree 12", random_polynomial(12, True), (-2.0, 2.0, -2.0, 2.0))
COMPLEX_12 = Problem(
    "dense complex, degree 12", random_polynomial(12, False), (-2.0, 2.0, -2.0, 2.0)
)
# Newton's step takes a cube root of -1/2 to 0, the pole: all three basins meet there.
ZOOM = Problem(
    "boundary of z^3 - 1, width 1e-3", CUBIC.coefs, (0.396350, 0.397350, 0.686865, 0.687865), 100
)
DEGREE_50 = Problem("dense real, degree 50", random_polynomial(50, True), (-2.0, 2.0, -2.0, 2.0))

PROBLEMS = (ARTICLE, CUBIC, REAL_12, COMPLEX_12, ZOOM, DEGREE_50)
