"""The iterations: what there is."""

from typing import Any, Dict, List, Literal, Mapping, NamedTuple, Tuple

from .. import _core, _validation
from .._tables import html_table, text_table
from .text import number_text

# The registry's names, for type checkers.
MethodName = Literal[
    "newton",
    "nova",
    "schroeder",
    "halley",
    "chebyshev",
    "super_halley",
    "whittaker",
    "double_whittaker",
    "euler",
    "laguerre",
    "householder3",
    "midpoint",
    "traub",
    "ostrowski",
    "jarratt",
    "inverse_free_jarratt",
    "king",
    "steffensen",
]


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


# What a name may be meant for that no method has.
_ARGUMENTS = (
    *("coefs", "roots", "points", "start", "steps", "extent", "shape", "size", "centre", "width"),
    *("method", "stop", "tol", "itmax", "sampling", "cycles", "smooth", "angle", "threads"),
    *("progress", "style", "palette", "bits", "antialias", "light"),
)

_METHODS = {row[0]: Method(*row) for row in _core.methods()}


class Methods(Dict[str, Method]):
    """Methods by name, which show themselves as a table."""

    def __repr__(self) -> str:
        return text_table(*self._table())

    def _repr_html_(self) -> str:
        return html_table(*self._table())

    def _table(self) -> Tuple[List[str], List[List[str]], List[int]]:
        rows = []
        for m in self.values():
            values = ", ".join(f"{name}={number_text(v)}" for name, v in m.parameters.items())
            rows.append([m.name, str(m.order), str(m.evaluations), values, m.step])
        return ["method", "order", "evaluations", "parameters", "step"], rows, [1, 2]


def methods() -> Methods:
    """List the iterations that `basins` knows.

    Returns
    -------
    dict
        A `Method` for each name. Printed, and in a notebook, it is a table.

    Examples
    --------
    >>> import nb_cpp
    >>> nb_cpp.methods()["halley"].order
    3
    >>> nb_cpp.methods()["nova"].parameters
    {'relax': (1+0j), 'c': 0j}
    """
    return Methods({m.name: m._replace(parameters=dict(m.parameters)) for m in _METHODS.values()})


def check_method(name: Any, parameters: Mapping[str, Any]) -> Tuple[Method, Dict[str, complex]]:
    """The method of that name, and all its parameters: the given ones and the other defaults."""
    method = _METHODS[_validation.choice("method", name, _METHODS)]
    values = dict(method.parameters)
    for parameter, value in parameters.items():
        if parameter not in values:
            takes = ", ".join(values) if values else "no parameters"
            hint = f"; this function has no {parameter}="
            if parameter not in _ARGUMENTS:
                hint = _validation.nearest(parameter, [*values, *_ARGUMENTS])
            raise TypeError(
                f"method {method.name!r} takes {takes}, got {parameter}={_validation.shown(value)}"
                f"{hint}"
            )
        values[parameter] = _validation.complex_number(parameter, value)
    return method, values
