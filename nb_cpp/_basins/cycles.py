"""Attracting cycles: where an iteration goes that reaches no root.

An attracting cycle attracts a critical point of the iteration (Fatou), so the critical points are
where to start. Those of Newton's iteration z - h p/p' are the zeros of h p p'' - (h - 1) p'^2; with
h = 1 these are the zeros of p'' and the roots, which are fixed but for Nova. Other iterations have
critical points without a closed form: there the search starts from the zeros of p' and p'' and from
a lattice of points.
"""

from typing import Any, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._problem.methods import has_known_critical_points
from .._problem.polynomial import Coefficients
from .._problem.problem import Problem, Trap

_Points = NDArray[np.complex128]

MAX_PERIOD = 64
_SETTLING_STEPS = 512  # at a time, so that most searches end early
_SETTLING_ROUNDS = 16
_POLISHING_STEPS = 20
_SLOWEST = 0.9999  # modulus of a multiplier
_LATTICE = 32  # points a side
_CIRCLE = np.exp(2j * np.pi * (np.arange(64) + 0.5) / 64)


class Cycle(NamedTuple):
    """An attracting cycle of an iteration.

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
        counts as caught.
    """

    points: _Points
    period: int
    multiplier: complex
    radii: NDArray[np.float64]


def find_cycles(
    coefs: Optional[Coefficients] = None,
    *,
    roots: Any = None,
    method: str = "newton",
    **parameters: complex,
) -> Tuple[Cycle, ...]:
    """Find the attracting cycles of an iteration, up to period 64.

    Parameters
    ----------
    coefs : array_like, numpy.poly1d or numpy.polynomial.Polynomial
        Coefficients of p, highest degree first.
    roots : array_like of complex, optional
        The roots of p, instead of `coefs`.
    method : str
        One of `methods`. The search is complete, to rounding, for "newton" and "nova", where the
        free critical points are known; for other methods it starts from a lattice of points and
        finds what a point of it reaches.
    **parameters
        Parameters of the method, complex numbers.

    Returns
    -------
    tuple of Cycle
        By period, then by the first point in canonical order; each starts with that point. Cycles
        that hardly attract (a modulus of the multiplier of 0.9999 or more) are left out.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names.

    References
    ----------
    J. Milnor, Dynamics in One Complex Variable, 3rd ed., 2006, section 8.

    Examples
    --------
    >>> import nb_cpp
    >>> (cycle,) = nb_cpp.find_cycles([1, 0, -2, 2])
    >>> cycle.period, cycle.points.real.round(12) + 0.0
    (2, array([0., 1.]))
    """
    return cycles_of(Problem.checked(coefs, roots, method, parameters))


def cycles_of(problem: Problem) -> Tuple[Cycle, ...]:
    """`find_cycles` of arguments that have been checked."""
    search = _Search(problem)
    found: List[Cycle] = []
    for point, period in search.candidates():
        if search.is_new(point, found):
            point = search.polished(point, period)
            cycle = search.examine(point) if search.is_new(point, found) else None
            if cycle is not None:
                found.append(cycle)
    return _sorted(found)


def fixed_points_of(problem: Problem) -> Tuple[Cycle, ...]:
    """The attracting fixed points of Nova with an added length: zeros of relax p - c p'."""
    search = _Search(problem)
    values = problem.parameters
    points = _zeros(
        np.polysub(values["relax"] * problem.coefs, values["c"] * np.polyder(problem.coefs))
    )
    found = (search.examine(complex(point)) for point in points)
    return _sorted([cycle for cycle in found if cycle is not None and cycle.period == 1])


def adds_length(problem: Problem) -> bool:
    """Whether each step adds a length, so that no root stays where it is."""
    return problem.method.name == "nova" and problem.parameters["c"] != 0


def traps_of(cycles: Tuple[Cycle, ...]) -> Iterator[Trap]:
    """The discs in which the cycles catch points."""
    for number, cycle in enumerate(cycles):
        for point, radius in zip(cycle.points, cycle.radii):
            yield complex(point), float(radius), number


def _sorted(cycles: List[Cycle]) -> Tuple[Cycle, ...]:
    return tuple(sorted(cycles, key=lambda c: (c.period, c.points[0].real, -c.points[0].imag)))


class _Search:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.roots = problem.roots.values
        # Where nothing is looked for; roots that do not stay are points like others.
        self.fixed = np.empty(0, np.complex128) if adds_length(problem) else self.roots
        # How near to a root of multiplicity m rounding lets an iteration come.
        self.blur = 10.0 * np.finfo(float).eps ** (1.0 / problem.roots.multiplicities) + 1e-7
        centre = self.roots.mean()
        spread = float(np.abs(self.roots - centre).max())
        self.centre = centre
        self.scale = spread or float(np.abs(centre)) or 1.0
        self.tiny = 1e-12 * self.scale

    def orbits(self, points: _Points, steps: int) -> _Points:
        return self.problem.plan.orbits(np.ascontiguousarray(points), steps)

    def is_new(self, point: complex, cycles: List[Cycle]) -> bool:
        return all(np.abs(c.points - point).min() > 1e-7 * self.scale for c in cycles)

    def seeds(self) -> _Points:
        """Critical points of the iteration, or where it may pass near them."""
        coefs = self.problem.coefs
        first = np.polyder(coefs)
        second = np.polyder(first)
        if has_known_critical_points(self.problem.method):
            relax = self.problem.parameters["relax"]
            if relax == 1.0:
                return np.concatenate([_zeros(second), self.roots])
            product = relax * np.polymul(coefs, second)
            return _zeros(np.polysub(product, (relax - 1.0) * np.polymul(first, first)))
        side = np.linspace(-2.0, 2.0, _LATTICE) * self.scale
        lattice = self.centre + (side + 1j * side[:, np.newaxis]).ravel()
        return np.concatenate([_zeros(first), _zeros(second), lattice])

    def candidates(self) -> List[Tuple[complex, int]]:
        """Points that are near to cycles, and after how many steps they come back nearest."""
        points = self.seeds()
        for _ in range(_SETTLING_ROUNDS):
            points = self.off_the_roots(self.orbits(points, _SETTLING_STEPS)[-1])
            distances = self.turns(points)
            if (distances.min(axis=0) <= self.tiny).all():
                break
        return [(complex(z), int(n) + 1) for z, n in zip(points, distances.argmin(axis=0))]

    def off_the_roots(self, points: _Points) -> _Points:
        with np.errstate(over="ignore", invalid="ignore"):
            distances = np.abs(points[:, np.newaxis] - self.fixed)
            away = distances > self.blur[: len(self.fixed)] * self.scale
        kept: _Points = points[np.isfinite(points) & away.all(axis=1)]
        return kept

    def turns(self, points: _Points) -> NDArray[np.float64]:
        """How far points are from where they were, after 1, 2, ... steps."""
        orbit = self.orbits(points, MAX_PERIOD)
        with np.errstate(over="ignore", invalid="ignore"):
            distances: NDArray[np.float64] = np.abs(orbit[1:] - orbit[0])
        return distances

    def polished(self, point: complex, period: int) -> complex:
        """A point of the cycle by Newton's iteration, which is fast however slow the cycle is."""
        for _ in range(_POLISHING_STEPS):
            *turn, end = self.orbits(np.array([point]), period)[:, 0]
            slope = self.multiplier(np.array(turn))
            if not abs(slope) < _SLOWEST:
                break
            step = complex((end - point) / (1.0 - slope))
            if not 1e-15 * self.scale < abs(step) < 0.1 * self.scale:
                break
            point += step
        return point

    def examine(self, point: complex) -> Optional[Cycle]:
        """The cycle through a point, if there is one and it attracts."""
        back = self.turns(np.array([point]))[:, 0] <= self.tiny
        if not back.any() or not len(self.off_the_roots(np.array([point]))):
            return None
        period = int(back.argmax()) + 1
        points = self.orbits(np.array([point]), period - 1)[:, 0]
        order = _core.canonical_order(points)
        points = np.roll(points, -int(order[0]))
        multiplier = self.multiplier(points)
        # A point where no step can be taken stands still and has 1, to rounding.
        if not abs(multiplier) < _SLOWEST:
            return None
        radii = np.array([self.trap_radius(z, period, multiplier) for z in points])
        return Cycle(points, period, multiplier, radii) if radii.all() else None

    def multiplier(self, points: _Points) -> complex:
        """The product of the derivatives of a step at the points.

        By Cauchy's integral on small circles, which converges exponentially.
        """
        circle = 1e-3 * self.scale * _CIRCLE
        after = self.orbits((points[:, np.newaxis] + circle).ravel(), 1)[-1]
        with np.errstate(over="ignore", invalid="ignore"):  # beside a point that nothing leaves
            return complex(np.prod((after.reshape(-1, len(circle)) / circle).mean(axis=1)))

    def trap_radius(self, z: complex, period: int, multiplier: complex) -> float:
        """The radius of a disc that `period` steps take into itself.

        A map without a pole in a disc has its largest modulus on the edge, so the edge tells;
        smaller circles would show a pole within.
        """
        shrink = max(0.9, (1.0 + abs(multiplier)) / 2.0)
        others = self.fixed if len(self.fixed) else _zeros(np.polyder(self.problem.coefs))
        radius = float(np.abs(others - z).min(initial=self.scale)) / 2.0
        while radius > self.tiny:
            circles = radius * np.concatenate([t * _CIRCLE for t in (1.0, 0.75, 0.5, 0.25, 0.1)])
            with np.errstate(over="ignore", invalid="ignore"):
                after = self.orbits(z + circles, period)[-1]
                if (np.abs(after - z) <= shrink * radius).all():
                    return radius
            radius /= 2.0
        return 0.0


def _zeros(coefs: _Points) -> _Points:
    coefs = np.trim_zeros(coefs, "f")
    if len(coefs) < 2:
        return np.empty(0, np.complex128)
    return _core.find_roots(np.ascontiguousarray(coefs, np.complex128))[0]
