"""Tolerances with which a stop rule does not count what it is meant to count."""

import warnings
from math import inf, sqrt
from typing import Optional

from .._problem.problem import Problem


class ToleranceWarning(UserWarning):
    """The tolerance ends orbits before they are near a root, or cannot be reached.

    Labels are true in any case; counts, and whether a point is -1, may depend on it.
    """


def explain(problem: Problem) -> Optional[str]:
    """What is wrong with the problem's tolerance, and what is better; None if it is benign."""
    if problem.plan.has_benign_tolerance():
        return None
    least, most = problem.plan.benign_tolerances(problem.stop)
    residual = problem.stop == "residual"
    measured = "abs(p)" if residual else "the distance"
    if problem.tol <= least:
        # `most` is not known here, if it is below `least`.
        fault = f"rounding leaves up to {least:.3g} of {measured} at a root"
    else:
        critical = f"a critical point of p, which is no root, has abs(p) = {most:.3g}"
        why = critical if residual else f"two roots are {2 * most:.3g} apart"
        fault = f"it can hold far from every root, because {why}"
    return f'tol = {problem.tol:g} with stop="{problem.stop}": {fault}. {_remedy(problem)}'


def warn(problem: Problem, stacklevel: int = 3) -> None:
    """Warn the caller's caller where the problem's tolerance is not benign."""
    text = explain(problem)
    if text:
        warnings.warn(text, ToleranceWarning, stacklevel=stacklevel)


def _remedy(problem: Problem) -> str:
    for stop in (problem.stop, "step"):
        value = _between(*problem.plan.benign_tolerances(stop))
        if value is not None:
            rule = "" if stop == problem.stop else f'stop="{stop}", '
            return f"Use {rule}tol={value}"
    return "Rounding leaves no better one: roots are too close to each other"


def _between(least: float, most: float) -> Optional[str]:
    """A short number between the two, well below the larger one."""
    if most == inf:
        most = 1.0 if least == 0.0 else 1e6 * least
    for wanted in (1e-3 * most, sqrt(least * most)):
        for digits in range(3):
            text = f"{wanted:.{digits}e}"
            if least < float(text) < most:
                return text
    return None
