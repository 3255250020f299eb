"""The iterations: what there is, and a look at single orbits."""

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core, _validation
from .._validation import Coefficients
from .roots import known_or_found, polynomial


class Method(NamedTuple):
    """An iteration.

    Attributes
    ----------
    name : str
        What `method` arguments take.
    order : int
        Order of convergence at a simple root, with the default parameters.
    evaluations : int
        Evaluations of p or of a derivative in a step.
    parameters : dict
        Names of the parameters, all of them complex numbers, and their defaults.
    step : str
        The next point, with u = p/p', L = p p''/p'^2 and n the degree.
    reference : str
        Where it comes from.
    """

    name: str
    order: int
    evaluations: int
    parameters: Dict[str, complex]
    step: str
    reference: str


def methods() -> Dict[str, Method]:
    """List the iterations that `basins` knows.

    Returns
    -------
    dict
        A `Method` for each name.

    Examples
    --------
    >>> import nb_cpp
    >>> nb_cpp.methods()["halley"].order
    3
    >>> nb_cpp.methods()["nova"].parameters
    {'relax': (1+0j), 'c': 0j}
    """
    return {row[0]: Method(*row) for row in _core.methods()}


def check_method(name: Any, parameters: Mapping[str, Any]) -> Tuple[Method, Dict[str, complex]]:
    """The method of that name, and all its parameters: the given ones and the other defaults."""
    known = methods()
    method = known[_validation.choice("method", name, known)]
    values = dict(method.parameters)
    for parameter, value in parameters.items():
        if parameter not in values:
            takes = ", ".join(values) if values else "no parameters"
            raise TypeError(f"method {method.name!r} takes {takes}, got {parameter}={value!r}")
        values[parameter] = _validation.complex_number(parameter, value)
    return method, values


def parameter_list(parameters: Mapping[str, complex]) -> List[Tuple[str, complex]]:
    """Parameters as the core takes them."""
    return list(parameters.items())


def orbit(
    coefs: Optional[Coefficients] = None,
    start: ArrayLike = 0.0,
    *,
    roots: Any = None,
    steps: int = 50,
    method: str = "newton",
    **parameters: complex,
) -> NDArray[np.complex128]:
    """Follow points through an iteration.

    Parameters
    ----------
    coefs : array_like, numpy.poly1d or numpy.polynomial.Polynomial
        Coefficients of p, highest degree first.
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
    coefficients, given = polynomial(coefs, roots)
    points = _validation.complex_array("start", start)
    chosen, values = check_method(method, parameters)
    count = _validation.size("steps", steps)
    _validation.check_memory((count + 1, points.size), np.complex128)
    known = known_or_found(coefficients, given).values
    positions = _core.orbits(
        coefficients, known, points.ravel(), count, chosen.name, parameter_list(values)
    )
    return positions.reshape((count + 1, *points.shape))
