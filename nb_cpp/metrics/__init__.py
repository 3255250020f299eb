"""Measures of basins: functions of the arrays of labels and iteration counts.

Labels are as `nb_cpp.basins` gives them: 0, 1, ... for the roots, -1 where the point did not
converge, -2, -3, ... where an attracting cycle caught it. The measures of shape (entropy, boundary,
Wada) take any integers of 16 bits and see in every value an outcome of its own.
"""

from ._boundary import (
    BoundaryDimension,
    WadaTest,
    boundary_dimension,
    uncertainty_exponent,
    wada_test,
)
from ._counts import (
    MeanIterations,
    Shares,
    ani,
    cai,
    evaluations_per_point,
    mean_iterations,
    not_converged,
    shares,
)
from ._entropy import BasinEntropy, basin_entropy
from ._shock import FatalShock, minimal_fatal_shock
from ._summary import summary

__all__ = [
    "BasinEntropy",
    "BoundaryDimension",
    "FatalShock",
    "MeanIterations",
    "Shares",
    "WadaTest",
    "ani",
    "basin_entropy",
    "boundary_dimension",
    "cai",
    "evaluations_per_point",
    "mean_iterations",
    "minimal_fatal_shock",
    "not_converged",
    "shares",
    "summary",
    "uncertainty_exponent",
    "wada_test",
]
