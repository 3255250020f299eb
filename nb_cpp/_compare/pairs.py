"""A method on a polynomial: a row of a comparison, and a picture."""

from typing import Any, Mapping, NamedTuple, Optional, Tuple

from .._problem.problem import Problem, Window
from .entries import Extent, NamedMethod, NamedPolynomial


class Pair(NamedTuple):
    """A method and a polynomial that it is tried on."""

    polynomial: NamedPolynomial
    method: NamedMethod

    @property
    def names(self) -> Tuple[str, str]:
        """What the table calls them."""
        return self.polynomial.name, self.method.label

    def extent(self, settings: Mapping[str, Any]) -> Extent:
        """The rectangle of its points."""
        extent = settings["extent"]
        found: Extent = extent[self.polynomial.name] if isinstance(extent, dict) else extent
        return found

    def asked(
        self, settings: Mapping[str, Any], shape: Optional[Tuple[int, int]] = None
    ) -> Tuple[Problem, Window, bool, int]:
        """Problem, window, cycles and threads, as far as all pairs have them in common."""
        problem = Problem.checked(
            self.polynomial.polynomial,
            None,
            self.method.name,
            self.method.parameters,
            stop=settings["stop"],
            tol=settings["tol"],
            itmax=settings["itmax"],
        )
        window = Window.checked(
            self.extent(settings), shape or settings["shape"], settings["sampling"]
        )
        return problem, window, settings["cycles"], settings["threads"]
