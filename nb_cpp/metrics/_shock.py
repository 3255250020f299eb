"""Minimal fatal shock."""

from math import nan
from typing import NamedTuple, Optional

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core, _validation
from ._arguments import coordinates, label_image, label_value


class FatalShock(NamedTuple):
    """The smallest displacement that leaves a basin.

    Attributes
    ----------
    size : float
        Its modulus; nan where the grid has no point outside the basin.
    shock : complex
        The displacement.
    enclosed : bool
        Whether the disc of radius `size` lies within the grid. If it does not, a smaller shock may
        lead out of the grid into another basin.
    """

    size: float
    shock: complex
    enclosed: bool


def minimal_fatal_shock(
    labels: ArrayLike, x: ArrayLike, y: ArrayLike, point: complex, label: Optional[int] = None
) -> FatalShock:
    """Find the smallest shock to a point that leaves its basin.

    It is the vector from `point` to the nearest point of the grid that has another label, any
    other, -1 included. Its size is an upper bound of the distance from the basin's boundary, which
    it approaches as the grid becomes finer.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points.
    x : array_like of float, shape (columns,)
        Real parts of the points, by column, ascending.
    y : array_like of float, shape (rows,)
        Imaginary parts of the points, by row, descending.
    point : complex
        Where the shock starts, usually a root.
    label : int, optional
        The basin; by default that of the grid's point nearest to `point`.

    Returns
    -------
    FatalShock
        Size, displacement, and whether the grid is large enough to be sure.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, shape or value, which the message names; if no `label` is
        given for a point outside the grid.

    References
    ----------
    L. Halekotte, U. Feudel, Minimal fatal shocks in multistable complex networks, Scientific
    Reports 10, 11783 (2020).

    Examples
    --------
    >>> import nb_cpp
    >>> from nb_cpp import metrics
    >>> b = nb_cpp.basins([1, 0, 0, -1], extent=(0, 2, -1, 1))
    >>> shock = metrics.minimal_fatal_shock(b.labels, b.x, b.y, point=1)
    >>> round(shock.size, 2), shock.enclosed
    (0.62, True)
    """
    image = label_image(labels)
    centre = _validation.complex_number("point", point)
    across = coordinates("x", x, image.shape[1])
    up = coordinates("y", y, image.shape[0], descending=True)
    if label is None:
        if _room(across, up, centre) < 0:
            raise ValueError(
                f"point must lie within the grid where no label is given, got "
                f"{_validation.shown(point)}"
            )
        row, column = np.abs(up - centre.imag).argmin(), np.abs(across - centre.real).argmin()
        basin = int(image[row, column])
    else:
        basin = label_value(label)
    return shock_of(image, across, up, centre, basin)


def shock_of(
    image: NDArray[np.int16],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    point: complex,
    label: int,
) -> FatalShock:
    """`minimal_fatal_shock` of arguments that have been checked."""
    found = _core.nearest_other(image, label, x - point.real, y - point.imag)
    if found < 0:
        return FatalShock(nan, complex(nan, nan), False)
    row, column = divmod(found, image.shape[1])
    shock = complex(x[column], y[row]) - point
    return FatalShock(abs(shock), shock, bool(abs(shock) <= _room(x, y, point)))


def _room(x: NDArray[np.float64], y: NDArray[np.float64], point: complex) -> float:
    """From the point to the nearest edge of the grid; negative outside it."""
    return float(min(point.real - x[0], x[-1] - point.real, point.imag - y[-1], y[0] - point.imag))
