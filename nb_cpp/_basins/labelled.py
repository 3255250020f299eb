"""What results of a grid and of a list of points have in common."""

import numpy as np
from numpy.typing import NDArray

from .._problem.problem import Problem


class Labelled:
    """Labels of starting points, and what they name."""

    problem: Problem
    labels: NDArray[np.int16]

    def __post_init__(self) -> None:
        # What it says belongs together.
        for name in ("points", "labels", "iterations", "smooth", "angle"):
            array = getattr(self, name, None)
            if array is not None and array.flags.writeable:
                array = array.view()
                array.flags.writeable = False
                object.__setattr__(self, name, array)

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
