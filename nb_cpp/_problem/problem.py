"""What is asked of starting points, and where they lie: checked once, and handed on whole."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Dict, Iterable, Literal, Mapping, Optional, Tuple, cast

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .methods import Method, check_method
from .polynomial import Polynomial
from .real_text import read_complex, read_real, real_text
from .rescaled import RescaledPlan, is_beyond_doubles
from .root_set import Roots
from .roots import roots_of

# For type checkers.
StopRule = Literal["residual", "step", "root"]
Sampling = Literal["corner", "center", "endpoints"]

# By name: when the rule holds, with "tol" for the tolerance.
STOP_RULES: Dict[str, str] = dict(_core.stops())
SAMPLINGS: Tuple[str, ...] = tuple(_core.samplings())
# Where neither this nor a centre is given. Told from a rectangle that is given by its identity.
DEFAULT_EXTENT = (-2.0, 2.0, -2.0, 2.0)

# Centre, radius, and the number of the cycle that a point in the disc is caught by.
Trap = Tuple[complex, float, int]


@dataclass(frozen=True, eq=False)
class Problem:
    """What is asked of a starting point, wherever it lies.

    Attributes
    ----------
    polynomial : Polynomial
        The polynomial.
    known : Roots or None
        Its roots, where they need not be found.
    method : Method
        The iteration.
    parameters : mapping of str to complex
        All parameters of the method.
    stop : str
        The rule that ends the iteration, one of `STOP_RULES`.
    tol : float
        Its tolerance.
    itmax : int
        Steps at most.
    traps : tuple of Trap
        Discs that nothing leaves, about the points of attracting cycles.
    """

    polynomial: Polynomial
    known: Optional[Roots]
    method: Method
    parameters: Mapping[str, complex]
    stop: str = "residual"
    tol: float = 0.0
    itmax: int = 0
    traps: Tuple[Trap, ...] = ()
    _roots: Optional[Roots] = field(default=None, init=False, repr=False)
    _plan: Optional[_core.Plan] = field(default=None, init=False, repr=False)
    # By centre and width, and for every limit.
    _approaches: Dict[Tuple[Tuple[str, str], str], _core.Approach] = field(
        default_factory=dict, init=False, repr=False
    )

    @classmethod
    def checked(
        cls,
        coefs: Any,
        roots: Any,
        method: Any,
        parameters: Mapping[str, Any],
        stop: Any = "residual",
        tol: Any = 0.0,
        itmax: Any = 0,
    ) -> "Problem":
        """The problem of a caller's arguments."""
        polynomial = Polynomial(coefs, roots=roots)
        chosen, values = check_method(method, parameters)
        return cls(
            polynomial,
            None,
            chosen,
            values,
            _validation.choice("stop", stop, STOP_RULES),
            _validation.tolerance(tol),
            _validation.iteration_limit(itmax),
        )

    # Not functools.cached_property: before Python 3.12 that has one lock for all problems, which
    # makes threads wait for each other, and which a fork may find taken.

    @property
    def coefs(self) -> NDArray[np.complex128]:
        """The coefficients, each rounded to double precision."""
        return self.polynomial.rounded()

    @property
    def roots(self) -> Roots:
        """The roots, found when they are first asked for."""
        if self._roots is None:
            known = self.known
            found = roots_of(self.polynomial) if known is None else known
            object.__setattr__(self, "_roots", found)
        return cast(Roots, self._roots)

    @property
    def plan(self) -> _core.Plan:
        """The problem made ready for any window, when that is first asked for."""
        if self._plan is None:
            rule = self.stop, self.tol, self.itmax, self.traps
            name, parameters = self.method.name, dict(self.parameters)
            plan: Any
            if is_beyond_doubles(self.polynomial, name):
                plan = RescaledPlan(self.polynomial, self.roots, name, parameters, *rule)
            else:
                plan = _core.Plan(self.coefs, self.roots, name, list(parameters.items()), *rule)
            object.__setattr__(self, "_plan", plan)
        return cast(_core.Plan, self._plan)

    def limited(self, itmax: int) -> "Problem":
        """The same problem with another limit."""
        return self._changed(itmax=itmax)

    def trapping(self, traps: Iterable[Trap]) -> "Problem":
        """The same problem with traps."""
        return self._changed(traps=tuple(traps))

    def _changed(self, **changes: Any) -> "Problem":
        """With what is known of windows, which depends on neither limit nor traps."""
        problem = replace(self, known=self.roots, **changes)
        object.__setattr__(problem, "_approaches", self._approaches)
        return problem

    def __getstate__(self) -> Dict[str, Any]:
        return {**self.__dict__, "_plan": None, "_approaches": {}}  # they are made anew


def checked_square(
    may: bool, centre: Any, width: Any
) -> Optional[Tuple[Tuple[Fraction, Fraction], Fraction]]:
    """Centre and width of a caller's arguments, or None; `may`: no extent was given."""
    if centre is None and width is None:
        return None
    for name, value, other in (("centre", centre, "width"), ("width", width, "centre")):
        if value is None:
            raise TypeError(f"{name} must be given with {other}")
    if not may:
        raise TypeError("extent and centre were both given: a window is one or the other")
    x, y = read_complex("centre", centre)
    side = read_real("width", width)
    if side <= 0:
        raise ValueError(f"width must be above 0, got {_validation.shown(width)}")
    return (x, y), side


@dataclass(frozen=True)
class Window:
    """A rectangle of the complex plane and its grid of starting points.

    Attributes
    ----------
    extent : tuple of float
        Left, right, bottom, top.
    shape : tuple of int
        Rows and columns.
    sampling : str
        Where points sit in their cells, one of `SAMPLINGS`.
    centre : tuple of str, or None
        The middle, exactly, where the window was given by that and its width: real and imaginary
        part. Then the extent is its rounding.
    width : str or None
        The longer side, exactly. Cells are square.
    """

    extent: Tuple[float, float, float, float]
    shape: Tuple[int, int]
    sampling: str
    centre: Optional[Tuple[str, str]] = None
    width: Optional[str] = None

    @classmethod
    def checked(
        cls, extent: Any, shape: Any, sampling: Any, centre: Any = None, width: Any = None
    ) -> "Window":
        """The window of a caller's arguments."""
        square = checked_square(extent is DEFAULT_EXTENT, centre, width)
        size = _validation.shape(shape)
        place = _validation.choice("sampling", sampling, SAMPLINGS)
        if square is None:
            return cls(_validation.extent(extent), size, place)
        fewer = int(place == "endpoints")
        cells = [max(count - fewer, 1) for count in size]
        (x, y), side = square
        reach = [side * count / (2 * max(cells)) for count in cells]
        try:
            edges = (x - reach[1], x + reach[1], y - reach[0], y + reach[0])
            left, right, bottom, top = map(float, edges)
        except OverflowError:
            raise ValueError("centre and width must be within the range of a double") from None
        texts = (real_text(x), real_text(y))
        return cls((left, right, bottom, top), size, place, texts, real_text(side))

    @property
    def square(self) -> Tuple[Fraction, Fraction, Fraction]:
        """Real and imaginary part of the centre, and the width."""
        assert self.centre is not None
        assert self.width is not None
        real, imag = (read_real("centre", part) for part in self.centre)
        return real, imag, read_real("width", self.width)

    @property
    def cells(self) -> Tuple[int, int]:
        """By how many cells the sides are divided: vertically and horizontally."""
        fewer = int(self.sampling == "endpoints")
        rows, columns = (max(count - fewer, 1) for count in self.shape)
        return rows, columns

    @property
    def dx(self) -> NDArray[np.float64]:
        """Offsets of the columns from the middle, in units of half the longer side."""
        reach = self._reach(1)
        return _core.axis(-reach, reach, self.shape[1], self.sampling)

    @property
    def dy(self) -> NDArray[np.float64]:
        """Offsets of the rows from the middle, in units of half the longer side, from the top."""
        reach = self._reach(0)
        return _core.axis(reach, -reach, self.shape[0], self.sampling)

    def _reach(self, axis: int) -> float:
        """How far the edges are, vertically or horizontally."""
        sides: Tuple[float, float] = self.cells
        if self.centre is None:
            left, right, bottom, top = self.extent
            sides = (top - bottom, right - left)
        return sides[axis] / max(sides)

    @property
    def x(self) -> NDArray[np.float64]:
        """Real parts of the points, by column."""
        left, right, _, _ = self.extent
        return _core.axis(left, right, self.shape[1], self.sampling)

    @property
    def y(self) -> NDArray[np.float64]:
        """Imaginary parts of the points, by row, from the top."""
        _, _, bottom, top = self.extent
        return _core.axis(top, bottom, self.shape[0], self.sampling)
