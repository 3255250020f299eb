"""Every measure at once."""

from typing import Any, Dict, Iterable, Optional

import numpy as np
from numpy.typing import ArrayLike

from .. import _validation
from ._arguments import iteration_image, label_image
from ._boundary import boundary_dimension, uncertainty_exponent, wada_test
from ._counts import cai, evaluations_per_step, mean_iterations, not_converged, shares
from ._entropy import basin_entropy
from ._shock import minimal_fatal_shock


def summary(
    labels: ArrayLike,
    iterations: ArrayLike,
    *,
    roots: Optional[ArrayLike] = None,
    x: Optional[ArrayLike] = None,
    y: Optional[ArrayLike] = None,
    evaluations: Optional[float] = None,
    box: int = 5,
    sizes: Optional[Iterable[int]] = None,
    radius: int = 1,
) -> Dict[str, Any]:
    """Compute every measure.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points.
    iterations : array_like of int, shape (rows, columns)
        Iterations of the points; where no root was reached, the iterations that were allowed.
    roots : array_like of complex, shape (k,), optional
        The roots.
    x : array_like of float, shape (columns,), optional
        Real parts of the points, by column.
    y : array_like of float, shape (rows,), optional
        Imaginary parts of the points, by row.
    evaluations : float, optional
        Evaluations that one step takes.
    box : int
        Side of the boxes of the basin entropy, in pixels.
    sizes : iterable of int, optional
        Sides of the boxes of the uncertainty exponent, in pixels.
    radius : int
        Radius of the Wada test, in pixels.

    Returns
    -------
    dict
        By the names of the functions: ``shares``, ``not_converged``, ``mean_iterations``, ``ani``,
        ``cai``, ``evaluations_per_point`` (None without `evaluations`), ``basin_entropy``,
        ``boundary_dimension``, ``uncertainty_exponent``, ``wada_test``, and
        ``minimal_fatal_shock``, a list by root (None without `roots`, `x` and `y`).

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, shape or value, which the message names.

    Examples
    --------
    >>> import nb_cpp
    >>> from nb_cpp import metrics
    >>> b = nb_cpp.basins([1, 0, 0, -1], sampling="center")
    >>> s = metrics.summary(b.labels, b.iterations, roots=b.roots, x=b.x, y=b.y, evaluations=2)
    >>> s["not_converged"]
    0.0
    >>> [round(shock.size, 1) for shock in s["minimal_fatal_shock"]]
    [0.6, 0.6, 0.6]
    """
    image = label_image(labels)
    counts = iteration_image(iterations, image.shape)
    points = None if roots is None else np.atleast_1d(_validation.complex_array("roots", roots))
    if points is not None and points.ndim != 1:
        raise ValueError(f"roots must be one-dimensional, got shape {points.shape}")
    per_step = None if evaluations is None else evaluations_per_step(evaluations)
    means = mean_iterations(image, counts)
    shocks = None
    if points is not None and x is not None and y is not None:
        shocks = [minimal_fatal_shock(image, x, y, z, i) for i, z in enumerate(points.tolist())]
    return {
        "shares": shares(image, None if points is None else len(points)),
        "not_converged": not_converged(image),
        "mean_iterations": means,
        "ani": means.all,
        "cai": cai(image),
        "evaluations_per_point": None if per_step is None else per_step * means.all,
        "basin_entropy": basin_entropy(image, box),
        "boundary_dimension": boundary_dimension(image),
        "uncertainty_exponent": uncertainty_exponent(image, sizes),
        "wada_test": wada_test(image, radius),
        "minimal_fatal_shock": shocks,
    }
