"""Tolerances with which a stop rule does not count what it is meant to count."""

import warnings
from math import inf, sqrt
from typing import Optional, Sequence

from .. import _core
from .._problem.problem import Problem


class ToleranceWarning(UserWarning):
    """The tolerance ends orbits before they are near a root, or cannot be reached.

    Labels are true in any case; counts, and whether a point is -1, may depend on it.
    """


def explain(problem: Problem) -> Optional[str]:
    """What is wrong with the problem's tolerance, and what is better; None if it is benign."""
    return explain_of_plan(problem.plan, problem.stop, problem.tol)


def explain_of_plan(plan: _core.Plan, stop: str, tol: float) -> Optional[str]:
    """The same of a plan's rule and tolerance."""
    if plan.has_benign_tolerance():
        return None
    better = remedy([plan], stop)
    if better is None:
        better = (
            "No other one helps, as rounding at a root exceeds roots' distances; labels are true"
        )
    return f"{fault(plan, stop, tol)}. {better}"


def fault(plan: _core.Plan, stop: str, tol: float) -> str:
    """What is wrong with a tolerance that is not benign."""
    least, most = plan.benign_tolerances(stop)
    residual = stop == "residual"
    if tol <= least:  # where this is so, `most` need not be exact
        measured = "abs(p)" if residual else "the distance"
        size, why = "small", f"rounding leaves up to {least:.3g} of {measured} at a root"
    else:
        where = (
            f"far from every root, as at a critical point of p where abs(p) is {most:.3g}"
            if residual
            else f"half-way between two roots, which are {2 * most:.3g} apart"
        )
        size, why = "large", f"it may hold {where}"
    return f'tol={tol:g} is too {size} for stop="{stop}": {why}'


def remedy(plans: Sequence[_core.Plan], stop: str) -> Optional[str]:
    """Rule and tolerance that are benign for all plans, which have one rule; None if none is."""
    for rule in (stop, "step", "residual"):
        leasts, mosts = zip(*[plan.benign_tolerances(rule) for plan in plans])
        value = _between(max(leasts), min(mosts))
        if value is not None:
            other = "" if rule == stop else f'stop="{rule}", '
            return f"Use {other}tol={value}"
    return None


def warn(problem: Problem, stacklevel: int = 3) -> None:
    """Warn the caller's caller where the problem's tolerance is not benign."""
    text = explain(problem)
    if text:
        warnings.warn(text, ToleranceWarning, stacklevel=stacklevel)


def _between(least: float, most: float) -> Optional[str]:
    """A short number between the two, well below the larger one; None if there is none."""
    if not least < most:
        return None
    if most == inf:
        most = 1.0 if least == 0.0 else 1e6 * least
    for wanted in (1e-3 * most, sqrt(least * most)):
        for digits in range(3):
            text = f"{wanted:.{digits}e}"
            if least < float(text) < most:
                return text
    return None
