"""Measures of the boundary between basins."""

from dataclasses import dataclass
from math import nan, sqrt
from typing import Any, Iterable, Optional, Tuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core, _validation
from ._arguments import box_side, label_image

_LARGEST_SIZE = 65534  # of the core


@dataclass(frozen=True, eq=False, repr=False)
class BoundaryDimension:
    """Box-counting dimension of the boundary, with the fit that gave it.

    Attributes
    ----------
    dimension : float
        The slope of ``log(counts)`` over ``log(1 / sizes)``, by least squares; nan where fewer than
        two of the fitted counts are not zero.
    standard_error : float
        Of the slope, from the scatter of the counts about the line; nan with two counts.
    residual : float
        Root mean square distance of ``log(counts)`` from the line.
    fitted : tuple of int
        The smallest and the largest size that was fitted.
    sizes : ndarray of int64, shape (n,)
        Sides of the boxes, in pixels.
    counts : ndarray of int64, shape (n,)
        Boxes with two labels or more.
    """

    dimension: float
    standard_error: float
    residual: float
    fitted: Tuple[int, int]
    sizes: NDArray[np.int64]
    counts: NDArray[np.int64]

    def __repr__(self) -> str:
        smallest, largest = self.fitted
        return (
            f"BoundaryDimension({self.dimension:.4f} +- {self.standard_error:.4f}, "
            f"boxes of {smallest} to {largest} pixels, residual {self.residual:.2g})"
        )


def boundary_dimension(
    labels: ArrayLike,
    sizes: Optional[Iterable[int]] = None,
    fitted: Optional[Tuple[int, int]] = None,
) -> BoundaryDimension:
    """Box-counting dimension of the boundary between the basins.

    For each size e a grid of boxes is laid over the points from the upper left corner. A box is e
    steps from point to point wide and holds the points of its border, which it shares with its
    neighbours, so that no change of label falls between two boxes. Boxes with two labels or more
    are counted; what whole boxes do not cover is left out. A line is fitted to the logarithms.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points; every value is an outcome of its own, -1 like the others.
    sizes : iterable of int, optional
        Sides of the boxes in pixels, each 1 to the image's shorter side less 1. By default the
        powers of two from 1 to a twentieth of the longer side, or to 4 in a small image.
    fitted : (int, int), optional
        The smallest and the largest size to fit; by default all. Counts of zero are not fitted.

    Returns
    -------
    BoundaryDimension
        The dimension, its standard error, and what was fitted.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names; if the image has one row
        or one column only.

    Notes
    -----
    The counts of different sizes come from one image and are not independent: the standard error
    says how straight the line is, not how far the boundary's own dimension may be. Small boxes miss
    what is finer than a pixel, large ones see the whole image: compare fits over parts of the
    range.

    References
    ----------
    K. Falconer, Fractal Geometry, 3rd ed., Wiley (2014), chapter 2.

    Examples
    --------
    >>> import nb_cpp
    >>> from nb_cpp import metrics
    >>> b = nb_cpp.basins([1, 0, 0, -1], sampling="center")
    >>> d = metrics.boundary_dimension(b.labels)
    >>> d.sizes.tolist()
    [1, 2, 4, 8, 16]
    >>> 1.4 < d.dimension < 1.5
    True
    """
    image = label_image(labels)
    check_dimension_exists(image.shape)
    room = min(image.shape) - 1
    if sizes is None:
        sides = 2 ** np.arange(min(_largest_default(image), room).bit_length(), dtype=np.int64)
    else:
        sides = checked_sizes(sizes, room)
    low, high = (int(sides.min()), int(sides.max())) if fitted is None else _checked_range(fitted)
    used = (sides >= low) & (sides <= high)
    if not used.any():
        raise ValueError(f"fitted must hold some of the sizes, got {_validation.shown(fitted)}")
    counts = _core.mixed_boxes(image, sides.tolist(), touching=True)
    slope, error, residual = _fit(sides[used], counts[used])
    ends = int(sides[used].min()), int(sides[used].max())
    return BoundaryDimension(slope, error, residual, ends, sides, counts)


def check_dimension_exists(shape: Tuple[int, ...]) -> None:
    """Between the points of one row or column there is no box."""
    if min(shape) < 2:
        raise ValueError(f"labels must have two rows and two columns, got shape {shape}")


def uncertainty_exponent(labels: ArrayLike, sizes: Optional[Iterable[int]] = None) -> float:
    """Uncertainty exponent, as Attractors.jl defines it.

    The share of the points whose outcome is uncertain when they are known up to e only scales as e
    to this power. It is 1 for a smooth boundary and near 0 for one that fills the plane. Boxes of e
    times e points are laid side by side from the upper left corner; the exponent is 2 less the
    slope of the least squares line through ``log(N)`` over ``log(1 / e)``, where N whole boxes have
    two labels or more. Sizes with N = 0 are left out.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points; every value is an outcome of its own, -1 like the others.
    sizes : iterable of int, optional
        The sizes e, each 1 to the image's shorter side. By default 2, 3, ... to a twentieth of the
        longer side, or to 4 in a small image.

    Returns
    -------
    float
        The exponent; nan where fewer than two sizes have boxes with two labels or more.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    Notes
    -----
    In theory it is 2 less the boundary's dimension. But a change of label between two boxes is in
    neither, which matters the more the smaller the boxes are: sizes below 5 make the exponent too
    large. The boxes of `boundary_dimension` have no such gaps.

    References
    ----------
    C. Grebogi, S. W. McDonald, E. Ott, J. A. Yorke, Final state sensitivity: an obstruction to
    predictability, Physics Letters A 99, 415 (1983).
    G. Datseris, K. L. Rossi, A. Wagemakers, Framework for global stability analysis of dynamical
    systems, Chaos 33, 073151 (2023): Attractors.jl.

    Examples
    --------
    >>> import nb_cpp
    >>> from nb_cpp import metrics
    >>> b = nb_cpp.basins([1, 0, 0, -1], extent=(-1, 1, -1, 1), shape=(300, 300))
    >>> round(metrics.uncertainty_exponent(b.labels, range(5, 31)), 1)
    0.6
    """
    image = label_image(labels)
    room = min(image.shape)
    if sizes is None:
        largest = min(_largest_default(image), room)
        sides = np.arange(min(2, largest), largest + 1, dtype=np.int64)
    else:
        sides = checked_sizes(sizes, room)
    counts = _core.mixed_boxes(image, sides.tolist(), touching=False)
    return 2.0 - _fit(sides, counts)[0]


def _largest_default(image: NDArray[np.int16]) -> int:
    # A twentieth, as in Attractors.jl.
    return min(max(max(image.shape) // 20, 4), _LARGEST_SIZE)


def checked_sizes(sizes: Any, room: int) -> NDArray[np.int64]:
    """Sides of boxes that fit into `room` pixels."""
    try:
        given = list(sizes)
    except TypeError:
        raise TypeError(f"sizes must be integers, got {_validation.shown(sizes)}") from None
    if not given:
        raise ValueError(f"sizes must not be empty, got {_validation.shown(given)}")
    sides = [box_side("sizes", size, min(room, _LARGEST_SIZE)) for size in given]
    if len(set(sides)) != len(sides):
        raise ValueError(f"sizes must differ from one another, got {_validation.shown(given)}")
    return np.array(sides, dtype=np.int64)


def _checked_range(fitted: Any) -> Tuple[int, int]:
    try:
        low, high = fitted
    except (TypeError, ValueError):
        raise TypeError(f"fitted must be two integers, got {_validation.shown(fitted)}") from None
    low, high = _validation.size("fitted", low), _validation.size("fitted", high)
    if low > high:
        raise ValueError(f"fitted must be (smallest, largest), got {_validation.shown(fitted)}")
    return low, high


def _fit(sizes: NDArray[np.int64], counts: NDArray[np.int64]) -> Tuple[float, float, float]:
    """Slope of log(counts) over log(1 / sizes), its standard error, and the residual."""
    x, y = -np.log(sizes[counts > 0]), np.log(counts[counts > 0])
    points = len(x)
    if points < 2:
        return nan, nan, nan
    dx = x - x.mean()
    spread = float(dx @ dx)
    slope = float(dx @ y) / spread
    rest = y - y.mean() - slope * dx
    square = float(rest @ rest)
    error = sqrt(square / (points - 2) / spread) if points > 2 else nan
    return slope, error, sqrt(square / points)


@dataclass(frozen=True, eq=False, repr=False)
class WadaTest:
    """Whether the boundaries of all basins are the same, to within a radius.

    Attributes
    ----------
    radius : int
        City-block distance, in pixels, up to which boundaries count as the same.
    labels : ndarray of int16, shape (k,)
        The basins.
    boundary : ndarray of int64, shape (k,)
        Pixels of the boundary between each basin and the rest.
    outside : ndarray of int64, shape (k, k)
        ``outside[i, j]``: pixels of boundary i farther than `radius` from boundary j.
    distance : ndarray of int64, shape (k, k)
        ``distance[i, j]``: the largest distance of a pixel of boundary i from boundary j.
    """

    radius: int
    labels: NDArray[np.int16]
    boundary: NDArray[np.int64]
    outside: NDArray[np.int64]
    distance: NDArray[np.int64]

    @property
    def fraction(self) -> float:
        """The largest share of a boundary outside another one; nan for fewer than three basins."""
        if len(self.labels) < 3:
            return nan
        return float((self.outside / self.boundary[:, np.newaxis]).max())

    @property
    def smallest_radius(self) -> float:
        """The smallest radius that passes the test; nan for fewer than three basins."""
        return float(self.distance.max()) if len(self.labels) >= 3 else nan

    @property
    def wada(self) -> bool:
        """Whether there are three basins or more and no pixel is outside."""
        return self.fraction == 0.0

    def __repr__(self) -> str:
        return (
            f"WadaTest(wada={self.wada}, radius={self.radius}, fraction={self.fraction:.4g}, "
            f"smallest_radius={self.smallest_radius:g}, basins={len(self.labels)})"
        )


def wada_test(labels: ArrayLike, radius: int = 1) -> WadaTest:
    """Test for the Wada property by merging basins.

    A boundary has the Wada property if it is that of three basins or more. Then merging basins does
    not change it: the boundary between one basin and the rest is the same for each of them. In an
    image they are the same if each lies within a small radius of every other.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points. -1 is no basin, but part of the rest.
    radius : int
        City-block distance, in pixels, up to which boundaries count as the same; 0 or more.

    Returns
    -------
    WadaTest
        The outcome, and the numbers behind it.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.
    MemoryError
        If so many basins need more than the machine's memory.

    Notes
    -----
    Attractors.jl's ``test_wada_merge`` returns ``outside.max() / labels.size``.

    References
    ----------
    A. Daza, A. Wagemakers, M. A. F. Sanjuan, Ascertaining when a basin is Wada: the merging method,
    Scientific Reports 8, 9954 (2018).

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> metrics.wada_test([[0, 1, 2, 0, 1, 2]])
    WadaTest(wada=True, radius=1, fraction=0, smallest_radius=1, basins=3)
    >>> metrics.wada_test([[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]])
    WadaTest(wada=False, radius=1, fraction=1, smallest_radius=4, basins=3)
    """
    image = label_image(labels)
    reach = _validation.size("radius", radius)
    basins = _core.distinct_labels(image)
    basins = basins[basins != -1]
    # Two matrices in the core, and copies of them.
    _validation.check_memory((len(basins), len(basins)), *[np.int64] * 4)
    if len(basins) >= 2:
        boundary, outside, distance = _core.merged_boundaries(
            image, basins.tolist(), min(reach, sum(image.shape))
        )
    else:
        count = len(basins)
        boundary, outside, distance = (
            np.zeros(shape, np.int64) for shape in (count, (count, count), (count, count))
        )
    return WadaTest(reach, basins, boundary, outside, distance)
