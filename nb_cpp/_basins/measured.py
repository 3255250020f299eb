"""The measures of basins, as methods of theirs."""

from typing import TYPE_CHECKING, Any, Dict, Iterable, Optional

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._problem.problem import Window
from .labelled import Labelled

if TYPE_CHECKING:
    from .. import metrics

# `metrics` is imported when first used: it takes longer than a small image.


class Measured(Labelled):
    """Labels and counts of a grid, of which there are measures."""

    window: Window
    iterations: NDArray[np.int32]

    def shares(self) -> "metrics.Shares":
        """Share of each root, of the points that did not converge, and of each cycle."""
        from .. import metrics

        return metrics.shares(self.labels, len(self.roots))

    def not_converged(self) -> float:
        """Percentage of the points that reached no root."""
        from .. import metrics

        return metrics.not_converged(self.labels)

    def mean_iterations(self) -> "metrics.MeanIterations":
        """Mean iterations over the points that reached a root, and over all."""
        from .. import metrics

        return metrics.mean_iterations(self.labels, self.iterations)

    def evaluations_per_point(self) -> float:
        """Mean number of evaluations of p and its derivatives."""
        from .. import metrics

        return metrics.evaluations_per_point(self.iterations, self._evaluations())

    def basin_entropy(self, box: int = 5) -> "metrics.BasinEntropy":
        """Basin entropy and boundary basin entropy."""
        from .. import metrics

        return metrics.basin_entropy(self.labels, box)

    def boundary_dimension(self, **options: Any) -> "metrics.BoundaryDimension":
        """Box-counting dimension of the boundary."""
        from .. import metrics

        return metrics.boundary_dimension(self.labels, **options)

    def uncertainty_exponent(self, sizes: Optional[Iterable[int]] = None) -> float:
        """Uncertainty exponent of the boundary."""
        from .. import metrics

        return metrics.uncertainty_exponent(self.labels, sizes)

    def wada_test(self, radius: int = 1) -> "metrics.WadaTest":
        """Whether all basins have one boundary, to within a radius in pixels."""
        from .. import metrics

        return metrics.wada_test(self.labels, radius)

    def minimal_fatal_shock(self, root: int) -> "metrics.FatalShock":
        """The shortest way from a root, given by its index, out of its basin."""
        from .. import metrics

        index = _validation.index("root", root, len(self.roots))
        point = complex(self.roots[index])
        return metrics.minimal_fatal_shock(self.labels, self.window.x, self.window.y, point, index)

    def summary(self, **options: Any) -> Dict[str, Any]:
        """Every measure, by name: see `nb_cpp.metrics.summary`."""
        from .. import metrics

        return metrics.summary(
            self.labels,
            self.iterations,
            roots=self.roots,
            x=self.window.x,
            y=self.window.y,
            evaluations=self._evaluations(),
            **options,
        )

    def _evaluations(self) -> int:
        return self.problem.method.evaluations
