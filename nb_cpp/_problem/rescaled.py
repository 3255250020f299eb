"""Roots whose product no doubles have: their problem in other units, which are powers of two."""

from math import frexp, inf, ldexp
from typing import Any, Dict, Iterable, List, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core
from . import exact
from .polynomial import Polynomial
from .root_set import Roots

_Pair = Tuple[bytes, bytes]

# In units of length, as points are; all other parameters are plain numbers.
_LENGTHS = {("nova", "c")}
# A step of it is a value of p, which has other units.
_OTHERWISE = ("steffensen",)


def is_beyond_doubles(polynomial: Polynomial, method: str) -> bool:
    """Whether coefficients overflow or vanish, and the method goes by the roots as well."""
    roots = polynomial.roots
    if roots is None or method in _OTHERWISE:
        return False
    if polynomial.is_out_of_range():
        return True
    last = polynomial.rounded()[np.count_nonzero(roots)]
    return bool(abs(last) < np.finfo(float).tiny)


class RescaledPlan:
    """What `_core.Plan` is, of q(w) = p(2^k w) / 2^(k n), whose largest root is about 1.

    A point, a radius or a tolerance changes its exponent, and nothing else.
    """

    def __init__(
        self,
        polynomial: Polynomial,
        roots: Roots,
        method: str,
        parameters: Dict[str, complex],
        stop: str,
        tol: float,
        itmax: int,
        traps: Iterable[Tuple[complex, float, int]],
    ) -> None:
        values = roots.values
        size = max(np.abs(values.real).max(), np.abs(values.imag).max())
        self._exponent = frexp(size)[1]
        self._degree = polynomial.degree
        small = Roots(self._in(values), roots.multiplicities, self._in(roots.radii))
        self._plan = _core.Plan(
            Polynomial(small).rounded(),
            small,
            method,
            [
                (name, complex(self._in(value)) if (method, name) in _LENGTHS else value)
                for name, value in parameters.items()
            ],
            stop,
            self._tolerance(stop, tol, -1),
            itmax,
            tuple(
                (complex(self._in(centre)), float(self._in(radius)), number)
                for centre, radius, number in traps
            ),
        )
        self.evaluates_roots = self._plan.evaluates_roots
        self.has_benign_tolerance = self._plan.has_benign_tolerance
        self.growths = self._plan.growths
        self.mirrors = self._plan.mirrors

    def basins(self, labels: Any, iterations: Any, extent: Tuple[float, ...], *others: Any) -> None:
        """As that of `_core.Plan`."""
        self._plan.basins(labels, iterations, self._bounds(extent), *others)

    def basins_at(
        self,
        labels: Any,
        iterations: Any,
        points: NDArray[np.complex128],
        threads: int,
        progress: Any,
        smooth: Any = None,
        angle: Any = None,
        approach: Optional[_core.Approach] = None,
    ) -> None:
        """As that of `_core.Plan`."""
        where = self._in(points) if approach is None else points  # in the window's coordinate
        self._plan.basins_at(labels, iterations, where, threads, progress, smooth, angle, approach)

    def displacement(self, extent: Tuple[float, ...], columns: float, rows: float) -> float:
        """As that of `_core.Plan`."""
        return self._plan.displacement(self._bounds(extent), columns, rows)

    def approach(
        self,
        coefs: List[_Pair],
        denominator: bytes,
        real: _Pair,
        imag: _Pair,
        width: _Pair,
        most: int,
        orbit: Optional[_core.Orbit] = None,
    ) -> _core.Approach:
        """As that of `_core.Plan`."""
        up, down = max(0, self._exponent), max(0, -self._exponent)

        def coefficient(number: _Pair, i: int) -> _Pair:
            by = up * (self._degree - i) + down * i
            return _shifted(number[0], by), _shifted(number[1], by)

        def length(quotient: _Pair) -> _Pair:
            return _shifted(quotient[0], down), _shifted(quotient[1], up)

        return self._plan.approach(
            [coefficient(number, i) for i, number in enumerate(coefs)],
            _shifted(denominator, up * self._degree),
            length(real),
            length(imag),
            length(width),
            most,
            orbit,
        )

    def orbits(self, start: NDArray[np.complex128], steps: int) -> NDArray[np.complex128]:
        """As that of `_core.Plan`."""
        return self._out(self._plan.orbits(self._in(start), steps))

    def cycles(self, fixed_points_only: bool) -> Tuple[List[Any], bool]:
        """As that of `_core.Plan`."""
        rows, complete = self._plan.cycles(fixed_points_only)
        found = [(self._out(points), m, self._out(radii)) for points, m, radii in rows]
        return found, complete

    def attraction_radii(self) -> NDArray[np.float64]:
        """As that of `_core.Plan`."""
        return self._out(self._plan.attraction_radii())

    def benign_tolerances(self, stop: str) -> Tuple[float, float]:
        """As that of `_core.Plan`."""
        least, most = self._plan.benign_tolerances(stop)
        return self._tolerance(stop, least, 1), self._tolerance(stop, most, 1)

    def _tolerance(self, stop: str, tol: float, sign: int) -> float:
        """A tolerance in the other units: one that is not 0 does not become 0."""
        power = self._degree if stop == "residual" else 1
        try:
            scaled = ldexp(tol, sign * self._exponent * power)
        except OverflowError:
            return inf if sign > 0 else float(np.finfo(float).max)
        return max(scaled, float(np.nextafter(0.0, 1.0))) if tol > 0.0 else tol

    def _bounds(self, extent: Tuple[float, ...]) -> Tuple[float, float, float, float]:
        left, right, bottom, top = (ldexp(bound, -self._exponent) for bound in extent)
        return left, right, bottom, top

    def _in(self, values: Any) -> NDArray[Any]:
        return _times_power(values, -self._exponent)

    def _out(self, values: Any) -> NDArray[Any]:
        return _times_power(values, self._exponent)


def _shifted(number: bytes, by: int) -> bytes:
    """An integer as the core takes it, times a power of two."""
    return exact.to_bytes(int.from_bytes(number, "little", signed=True) << by)


def _times_power(values: Any, exponent: int) -> NDArray[Any]:
    """Numbers times a power of two."""
    array = np.asarray(values)
    if array.dtype.kind != "c":
        return np.asarray(np.ldexp(array, exponent))
    result = np.empty(array.shape, np.complex128)
    result.real, result.imag = np.ldexp(array.real, exponent), np.ldexp(array.imag, exponent)
    return result
