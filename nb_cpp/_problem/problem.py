"""What is asked of starting points, and where they lie: checked once, and handed on whole."""

from dataclasses import dataclass, field, replace
from typing import Any, Dict, Iterable, Literal, Mapping, Optional, Tuple, cast

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .methods import Method, check_method
from .polynomial import Polynomial
from .rescaled import RescaledPlan, is_beyond_doubles
from .root_set import Roots
from .roots import roots_of

# For type checkers.
StopRule = Literal["residual", "step", "root"]
Sampling = Literal["corner", "center", "endpoints"]

# By name: when the rule holds, with "tol" for the tolerance.
STOP_RULES: Dict[str, str] = dict(_core.stops())
SAMPLINGS: Tuple[str, ...] = tuple(_core.samplings())

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

    def trapping(self, traps: Iterable[Trap]) -> "Problem":
        """The same problem with traps."""
        return replace(self, known=self.roots, traps=tuple(traps))

    def __getstate__(self) -> Dict[str, Any]:
        return {**self.__dict__, "_plan": None}  # it is made anew


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
    """

    extent: Tuple[float, float, float, float]
    shape: Tuple[int, int]
    sampling: str

    @classmethod
    def checked(cls, extent: Any, shape: Any, sampling: Any) -> "Window":
        """The window of a caller's arguments."""
        return cls(
            _validation.extent(extent),
            _validation.shape(shape),
            _validation.choice("sampling", sampling, SAMPLINGS),
        )

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
