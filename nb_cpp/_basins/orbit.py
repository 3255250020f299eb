"""A look at single orbits."""

from typing import Any, Optional

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _validation
from .._problem.methods import MethodName
from .._problem.polynomial import Coefficients
from .._problem.problem import Problem

_MOST_STEPS = 2**63 - 2


def orbit(
    coefs: Optional[Coefficients] = None,
    start: ArrayLike = 0.0,
    *,
    roots: Any = None,
    steps: int = 50,
    method: MethodName = "newton",
    **parameters: complex,
) -> NDArray[np.complex128]:
    """Follow points through an iteration.

    Parameters
    ----------
    coefs : str, array_like or Polynomial
        p, as text, by coefficients, highest degree first, or as `Polynomial` takes it.
    start : array_like of complex
        Where to start: one point or an array of any shape.
    roots : array_like of complex, optional
        The roots of p, instead of `coefs`.
    steps : int
        How many steps to take. There is no stop test.
    method : str
        One of `methods`.
    **parameters
        Parameters of the method, complex numbers.

    Returns
    -------
    ndarray of complex128, shape (steps + 1, *start.shape)
        The points after 0, 1, ... steps. A step that cannot be taken leaves a point where it is.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    Examples
    --------
    >>> import nb_cpp
    >>> nb_cpp.orbit([1, 0, -2], 1.0, steps=4).real.round(6)
    array([1.      , 1.5     , 1.416667, 1.414216, 1.414214])
    """
    points = _validation.complex_array("start", start)
    problem = Problem.checked(coefs, roots, method, parameters)
    count = _validation.size("steps", steps)
    if count > _MOST_STEPS:
        raise ValueError(f"steps must be between 0 and 2^63 - 2, got {count}")
    _validation.check_memory((count + 1, points.size), np.complex128)
    positions = problem.plan.orbits(points.ravel(), count)
    return positions.reshape((count + 1, *points.shape))
