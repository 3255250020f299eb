"""Measures of what a page shows, with a sentence each."""

from math import isfinite, log
from typing import Any, Dict, List

import numpy as np
from numpy.typing import NDArray

from ..metrics import ani, basin_entropy, boundary_dimension, cai, wada_test


def measures_of(labels: NDArray[np.int16], iterations: NDArray[np.int32]) -> List[Dict[str, Any]]:
    """Name, value and meaning of each measure of an image; no value is None."""
    boundary = boundary_dimension(labels)
    side = min(5, *labels.shape)
    entropy = basin_entropy(labels, side)
    wada = wada_test(labels)
    smallest, largest = boundary.fitted
    error = boundary.standard_error
    about_error = f" ± {error:.2g}" if isfinite(error) else ""
    return [
        _told(
            "Dimension of the boundary",
            boundary.dimension,
            "A smooth line has 1; the nearer to 2, the more of the plane it fills. "
            f"From boxes of {smallest} to {largest} pixels{about_error}.",
        ),
        _told(
            "Basin entropy",
            entropy.sb,
            "How unsure the root of a point is that is known to a square of "
            f"{side} pixels: 0 is sure.",
        ),
        _told(
            "Boundary entropy",
            entropy.sbb,
            "The same along the boundary alone. Above "
            f"log 2 = {log(2):.3f} the boundary is fractal.",
        ),
        _told(
            "Wada distance",
            wada.smallest_radius,
            "So many pixels, at most, is the boundary of one basin from that of another. It stays "
            "small at every width where all basins have one boundary; it takes three.",
        ),
        _told(
            "Steps of a point",
            ani(iterations),
            "The mean over all points (ANI). What reaches nothing counts with all it may take.",
        ),
        _told("Convergence", cai(labels), "The share of the points that reach a root (CAI)."),
    ]


def _told(name: str, value: float, about: str) -> Dict[str, Any]:
    return {"name": name, "value": value if isfinite(value) else None, "about": about}
