"""What results of a grid and of a list of points have in common."""

import numpy as np
from numpy.typing import NDArray

from .._problem.problem import Problem


class Labelled:
    """Labels of starting points, and what they name."""

    problem: Problem
    labels: NDArray[np.int16]

    @property
    def roots(self) -> NDArray[np.complex128]:
        """The distinct roots in canonical order: see `Basins`."""
        return self.problem.roots.values

    @property
    def multiplicities(self) -> NDArray[np.intp]:
        """How often each root counts."""
        return self.problem.roots.multiplicities

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Where a root was reached."""
        return self.labels >= 0
