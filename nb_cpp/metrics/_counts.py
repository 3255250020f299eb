"""Measures that count points and iterations."""

from math import nan
from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _validation
from .._blocks import blocks, extremes, tally
from .._tables import html_table, text_table
from ._arguments import iteration_image, label_image


class Shares(NamedTuple):
    """How the points divide among the labels.

    Attributes
    ----------
    labels : ndarray of int16, shape (n,)
        The roots, ascending, then -1, -2, ... as far as they occur.
    counts : ndarray of int64, shape (n,)
        Points with that label.
    shares : ndarray of float64, shape (n,)
        The same over all points; they add up to 1.
    standard_errors : ndarray of float64, shape (n,)
        ``sqrt(share * (1 - share) / points)``: the error as an estimate of the basin's share of the
        area, if the points were drawn at random. A grid usually does better.
    """

    labels: NDArray[np.int16]
    counts: NDArray[np.int64]
    shares: NDArray[np.float64]
    standard_errors: NDArray[np.float64]

    def __repr__(self) -> str:
        return text_table(*self._table())

    def _repr_html_(self) -> str:
        return html_table(*self._table())

    def _table(self) -> Tuple[List[str], List[List[str]], List[int]]:
        rows = [
            [str(label), str(count), f"{100 * share:#.4g} %", f"{100 * error:.2g} %"]
            for label, count, share, error in zip(*self)
        ]
        return ["label", "points", "share", "standard error"], rows, [0, 1, 2, 3]


class MeanIterations(NamedTuple):
    """Mean numbers of iterations.

    Attributes
    ----------
    converged : float
        Over the points that reached a root; nan where none did.
    all : float
        Over all points.
    """

    converged: float
    all: float


def shares(labels: ArrayLike, roots: Optional[int] = None) -> Shares:
    """Share of each label, with its standard error.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points.
    roots : int, optional
        Number of roots: the labels 0 to ``roots - 1`` are listed even where no point has them.

    Returns
    -------
    Shares
        Labels, counts, shares and standard errors.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    References
    ----------
    P. J. Menck, J. Heitzig, N. Marwan, J. Kurths, How basin stability complements the
    linear-stability paradigm, Nature Physics 9, 89 (2013), for the standard error.

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> s = metrics.shares([[0, 0, 1, -1]])
    >>> s.labels
    array([ 0,  1, -1], dtype=int16)
    >>> s.shares
    array([0.5 , 0.25, 0.25])
    >>> s.standard_errors
    array([0.25      , 0.21650635, 0.21650635])
    """
    image = label_image(labels)
    lowest, highest = extremes(image)
    count = 0 if roots is None else _validation.size("roots", roots)
    if roots is not None and not highest < count <= 2**15:
        raise ValueError(f"roots must be {highest + 1} to 32768, got {roots} for label {highest}")
    points = tally(image, lowest, highest)
    present = np.flatnonzero(points) + lowest
    known = np.union1d(present[present >= 0], np.arange(count))
    listed = np.concatenate([known, present[present < 0][::-1]]).astype(np.int64)
    counts = np.zeros(len(listed), np.int64)
    occur = np.isin(listed, present)
    counts[occur] = points[listed[occur] - lowest]
    parts = counts / image.size
    errors = np.sqrt(parts * (1 - parts) / image.size)
    return Shares(listed.astype(np.int16), counts, parts, errors)


def not_converged(labels: ArrayLike) -> float:
    """Percentage of the points that reached no root, those caught by a cycle included.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points.

    Returns
    -------
    float
        From 0 to 100.

    Raises
    ------
    TypeError, ValueError
        If `labels` has a wrong type or shape.

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> metrics.not_converged([[0, 0, 1, -1]])
    25.0
    """
    image = label_image(labels)
    return 100.0 * (image.size - _converged(image)) / image.size


def cai(labels: ArrayLike) -> float:
    """Convergence area index: the share of the points that reached a root.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If `labels` has a wrong type or shape.

    References
    ----------
    K. Gdawiec, Fractal patterns from the dynamics of combined polynomial root finding methods,
    Nonlinear Dynamics 90, 2457 (2017).

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> metrics.cai([[0, 0, 1, -1]])
    0.75
    """
    image = label_image(labels)
    return _converged(image) / image.size


def mean_iterations(labels: ArrayLike, iterations: ArrayLike) -> MeanIterations:
    """Mean number of iterations, over the points that reached a root and over all.

    Parameters
    ----------
    labels : array_like of int, shape (rows, columns)
        Labels of the points.
    iterations : array_like of int, shape (rows, columns)
        Iterations of the points; where no root was reached, the iterations that were allowed.

    Returns
    -------
    MeanIterations
        Both means.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or shape.

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> metrics.mean_iterations([[0, 0, 1, -1]], [[3, 5, 4, 50]])
    MeanIterations(converged=4.0, all=15.5)
    """
    image = label_image(labels)
    counts = iteration_image(iterations, image.shape)
    points = _converged(image)
    total = sum(
        float(counts[block].sum(where=image[block] >= 0, dtype=np.float64))
        for block in blocks(image.shape)
    )
    return MeanIterations(total / points if points else nan, _mean(counts))


def ani(iterations: ArrayLike) -> float:
    """Average number of iterations, over all points.

    Parameters
    ----------
    iterations : array_like of int, shape (rows, columns)
        Iterations of the points; where no root was reached, the iterations that were allowed.

    Returns
    -------
    float
        The mean.

    Raises
    ------
    TypeError, ValueError
        If `iterations` has a wrong type or shape.

    References
    ----------
    K. Gdawiec, Fractal patterns from the dynamics of combined polynomial root finding methods,
    Nonlinear Dynamics 90, 2457 (2017).

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> metrics.ani([[3, 5, 4, 50]])
    15.5
    """
    return _mean(iteration_image(iterations))


def evaluations_per_point(iterations: ArrayLike, evaluations: float) -> float:
    """Mean number of evaluations of the polynomial and its derivatives that a point takes.

    Parameters
    ----------
    iterations : array_like of int, shape (rows, columns)
        Iterations of the points; where no root was reached, the iterations that were allowed.
    evaluations : float
        Evaluations that one step takes: 2 for Newton's method, which evaluates p and p'. See
        `nb_cpp.methods`.

    Returns
    -------
    float
        The average number of iterations times `evaluations`.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    Examples
    --------
    >>> from nb_cpp import metrics
    >>> metrics.evaluations_per_point([[3, 5, 4, 50]], 2)
    31.0
    """
    return evaluations_per_step(evaluations) * ani(iterations)


def evaluations_per_step(evaluations: Any) -> float:
    """A finite number of zero or more."""
    number = _validation.complex_number("evaluations", evaluations)
    if number.imag != 0.0 or number.real < 0.0:
        raise ValueError(f"evaluations must be zero or more, got {evaluations!r}")
    return number.real


def _converged(image: NDArray[np.int16]) -> int:
    return sum(int(np.count_nonzero(image[block] >= 0)) for block in blocks(image.shape))


def _mean(counts: NDArray[Any]) -> float:
    total = sum(float(counts[block].sum(dtype=np.float64)) for block in blocks(counts.shape))
    return total / counts.size
