"""Every measure at once."""

from typing import Any, Dict, Iterable, Optional, Tuple

import numpy as np
from numpy.typing import ArrayLike

from .. import _validation
from ._arguments import box_side, coordinates, iteration_image, label_image
from ._boundary import check_dimension_exists, checked_sizes
from ._counts import evaluations_per_step
from ._registry import MEASURES, Sample


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
    MemoryError
        If so many basins need more than the machine's memory.

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
    across = up = None
    if points is not None and x is not None and y is not None:
        across = coordinates("x", x, image.shape[1])
        up = coordinates("y", y, image.shape[0], descending=True)
    sample = Sample(
        labels=image,
        iterations=counts,
        roots=None if points is None else points.tolist(),
        x=across,
        y=up,
        evaluations=None if evaluations is None else evaluations_per_step(evaluations),
        **checked_options(image.shape, box, sizes, radius),
    )
    found: Dict[str, Any] = {}
    for measure in MEASURES:
        found[measure.name] = measure.value(sample, found)
    return found


def checked_options(
    shape: Tuple[int, ...], box: int, sizes: Optional[Iterable[int]], radius: int
) -> Dict[str, Any]:
    """The options of `summary`, if they suit an image of that shape."""
    check_dimension_exists(shape)
    return {
        "box": box_side("box", box, min(shape)),
        "sizes": None if sizes is None else checked_sizes(sizes, min(shape)).tolist(),
        "radius": _validation.size("radius", radius),
    }
