"""Attracting cycles: where an iteration goes that reaches no root."""

from typing import Any, Iterable, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .._problem.methods import MethodName
from .._problem.polynomial import Coefficients
from .._problem.problem import Problem, Trap
from .._problem.text import number_text
from .._tables import html_table, text_table

_SUPERATTRACTING = 1e-9  # moduli of multipliers
_NEUTRAL = 0.9999
_SHOWN_POINTS = 4


class Cycle(NamedTuple):
    """A cycle of an iteration that attracts, or just does not.

    Attributes
    ----------
    points : ndarray of complex128, shape (period,)
        The points in the order in which the iteration visits them.
    period : int
        How many they are.
    multiplier : complex
        The derivative of `period` steps at a point: of modulus below 1, 0 if superattracting.
    radii : ndarray of float64, shape (period,)
        Discs about the points that `period` steps take into themselves: what is in one of them
        counts as caught. 0 for neutral cycles, which catch nothing.
    """

    points: NDArray[np.complex128]
    period: int
    multiplier: complex
    radii: NDArray[np.float64]

    @property
    def kind(self) -> str:
        """By the modulus of the multiplier: "superattracting", "attracting" or "neutral"."""
        size = abs(self.multiplier)
        if size <= _SUPERATTRACTING:
            return "superattracting"
        return "attracting" if size < _NEUTRAL else "neutral"


class Cycles(Tuple[Cycle, ...]):
    """A tuple of `Cycle`, which says how they were looked for.

    Attributes
    ----------
    complete : bool
        Whether the search for attracting cycles started from every critical point of the step, one
        of which each of them attracts. If not, it started from a sample of points, and a cycle with
        small basins may be missing.
    """

    complete: bool

    def __new__(cls, cycles: Iterable[Cycle] = (), complete: bool = False) -> "Cycles":
        self = super().__new__(cls, tuple(cycles))
        self.complete = complete
        return self

    def __repr__(self) -> str:
        return "\n".join([self._title(), *([text_table(*self._table())] if self else [])])

    def _repr_html_(self) -> str:
        return f"<b>{self._title()}</b>{html_table(*self._table()) if self else ''}"

    def _title(self) -> str:
        count = len(self) or "no"
        search = "from every critical point" if self.complete else "from a sample of points"
        return f"{count} cycle{'' if len(self) == 1 else 's'}, looked for {search}"

    def _table(self) -> Tuple[List[str], List[List[str]], List[int]]:
        rows = []
        for number, cycle in enumerate(self):
            points = ", ".join(number_text(z) for z in cycle.points[:_SHOWN_POINTS])
            points += ", ..." if cycle.period > _SHOWN_POINTS else ""
            size = f"{abs(cycle.multiplier):.4g}"
            rows.append([str(-2 - number), str(cycle.period), cycle.kind, size, points])
        return ["label", "period", "kind", "|multiplier|", "points"], rows, [0, 1, 3]

    def __getnewargs__(self) -> Tuple[Tuple[Cycle, ...], bool]:
        return tuple(self), self.complete


def find_cycles(
    coefs: Optional[Coefficients] = None,
    *,
    roots: Any = None,
    method: MethodName = "newton",
    **parameters: complex,
) -> Cycles:
    """Find the attracting cycles of an iteration, up to period 64.

    Parameters
    ----------
    coefs : str, array_like or Polynomial
        p, as text, by coefficients, highest degree first, or as `Polynomial` takes it.
    roots : array_like of complex, optional
        The roots of p, instead of `coefs`.
    method : str
        One of `methods`.
    **parameters
        Parameters of the method, complex numbers.

    Returns
    -------
    Cycles
        A tuple of `Cycle`. Attracting cycles come first, by period, then by the first point in
        canonical order, with which each starts. Neutral ones follow, with a multiplier of modulus
        0.9999 or more, and 1 at most to rounding: all fixed points of rational iterations among
        them, longer cycles as they were met.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    Notes
    -----
    An attracting cycle of a rational map attracts a critical point (Fatou). The search starts from
    all of them where they are 256 at most, and ``complete`` of the result is true then. That is so
    at any degree for "newton" and "nova" with ``relax=1``, and up to degree 129 for another one;
    up to 65 for "schroeder" and "halley"; 43 for "chebyshev", "super_halley", "whittaker" and
    "householder3"; 19 for "double_whittaker"; 11 for "midpoint", "traub", "ostrowski", "jarratt",
    "steffensen", and "king" with ``beta=0``; 8 for "inverse_free_jarratt" and "king". Beyond, and
    for "euler" and "laguerre", whose steps have a square root, the search starts from the zeros of
    p' and p'' and from 1024 points about the roots, and may miss a cycle with small basins.

    Cycles through infinity are not looked for.

    References
    ----------
    J. Milnor, Dynamics in One Complex Variable, 3rd ed., 2006, section 8.

    Examples
    --------
    >>> import nb_cpp
    >>> cycles = nb_cpp.find_cycles([1, 0, -2, 2])
    >>> (cycle,) = cycles
    >>> cycle.period, cycle.points.real.round(12) + 0.0, cycle.kind
    (2, array([0., 1.]), 'superattracting')
    >>> cycles.complete
    True
    """
    return cycles_of(Problem.checked(coefs, roots, method, parameters))


def cycles_of(problem: Problem) -> Cycles:
    """`find_cycles` of arguments that have been checked."""
    return _told(*problem.plan.cycles(False))


def fixed_points_of(problem: Problem) -> Cycles:
    """The fixed points among them: those of Nova with an added length."""
    return _told(*problem.plan.cycles(True))


def adds_length(problem: Problem) -> bool:
    """Whether each step adds a length, so that no root stays where it is."""
    return problem.method.name == "nova" and problem.parameters["c"] != 0


def traps_of(cycles: Iterable[Cycle]) -> Iterator[Trap]:
    """The discs in which the cycles catch points."""
    for number, cycle in enumerate(cycles):
        for point, radius in zip(cycle.points, cycle.radii):
            if radius > 0.0:
                yield complex(point), float(radius), number


def _told(
    rows: Iterable[Tuple[NDArray[np.complex128], complex, NDArray[np.float64]]], complete: bool
) -> Cycles:
    return Cycles(
        (Cycle(points, len(points), multiplier, radii) for points, multiplier, radii in rows),
        complete,
    )
