"""Every measure: what `summary` has of it, and which columns of `compare` are made from it."""

from math import nan
from typing import Any, Callable, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from ._boundary import boundary_dimension, uncertainty_exponent, wada_test
from ._counts import cai, mean_iterations, not_converged, shares
from ._entropy import basin_entropy
from ._shock import shock_of


class Sample(NamedTuple):
    """What is measured, and how: the arguments of `summary`, checked."""

    labels: NDArray[np.int16]
    iterations: NDArray[Any]
    roots: Optional[List[complex]]
    x: Optional[NDArray[np.float64]]
    y: Optional[NDArray[np.float64]]
    evaluations: Optional[float]
    box: int
    sizes: Optional[List[int]]
    radius: int


Summary = Mapping[str, Any]


class Column(NamedTuple):
    """A column of `compare`."""

    name: str
    value: Callable[[Summary], Any]
    title: str = ""  # over tables, where it is not the name
    latex: str = ""  # the same in LaTeX, where it is not the title
    shown: bool = False  # where there is room for few columns


class Measure(NamedTuple):
    """A measure. What it gets beside the sample is the summary of the measures before it."""

    name: str
    value: Callable[[Sample, Summary], Any]
    columns: Tuple[Column, ...]


def shares_of_roots(summary: Summary) -> NDArray[np.float64]:
    """The shares of the labels 0, 1, ... alone."""
    every = summary["shares"]
    found: NDArray[np.float64] = every.shares[every.labels >= 0]
    return found


def _shares(sample: Sample, _: Summary) -> Any:
    return shares(sample.labels, None if sample.roots is None else len(sample.roots))


def _cycle_share(summary: Summary) -> float:
    every = summary["shares"]
    return float(every.shares[every.labels < -1].sum())


def _evaluations_per_point(sample: Sample, summary: Summary) -> Optional[float]:
    return None if sample.evaluations is None else sample.evaluations * summary["ani"]


def _minimal_fatal_shocks(sample: Sample, _: Summary) -> Any:
    if sample.roots is None or sample.x is None or sample.y is None:
        return None
    return [
        shock_of(sample.labels, sample.x, sample.y, root, label)
        for label, root in enumerate(sample.roots)
    ]


def _smallest_shock(summary: Summary) -> float:
    """Of the shocks that are sure: a root outside the rectangle has none."""
    return min((s.size for s in summary["minimal_fatal_shock"] if s.enclosed), default=nan)


MEASURES = (
    Measure(
        "shares",
        _shares,
        (
            Column("smallest_share", lambda s: float(shares_of_roots(s).min())),
            Column("largest_share", lambda s: float(shares_of_roots(s).max())),
            Column("share_spread", lambda s: float(shares_of_roots(s).std())),
        ),
    ),
    Measure(
        "not_converged",
        lambda sample, _: not_converged(sample.labels),
        (
            Column("not_converged_share", lambda s: s["not_converged"] / 100.0, shown=True),
            Column("cycle_share", _cycle_share),
        ),
    ),
    Measure(
        "mean_iterations",
        lambda sample, _: mean_iterations(sample.labels, sample.iterations),
        (Column("mean_iterations", lambda s: s["mean_iterations"].converged, shown=True),),
    ),
    Measure(
        "ani",
        lambda _, summary: summary["mean_iterations"].all,
        (Column("ani", lambda s: s["ani"], title="ANI", shown=True),),
    ),
    Measure(
        "cai",
        lambda sample, _: cai(sample.labels),
        (Column("cai", lambda s: s["cai"], title="CAI"),),
    ),
    Measure(
        "evaluations_per_point",
        _evaluations_per_point,
        (Column("evaluations_per_point", lambda s: s["evaluations_per_point"], shown=True),),
    ),
    Measure(
        "basin_entropy",
        lambda sample, _: basin_entropy(sample.labels, sample.box),
        (
            Column("sb", lambda s: s["basin_entropy"].sb, "Sb", "$S_b$", shown=True),
            Column("sbb", lambda s: s["basin_entropy"].sbb, "Sbb", "$S_{bb}$", shown=True),
        ),
    ),
    Measure(
        "boundary_dimension",
        lambda sample, _: boundary_dimension(sample.labels),
        (
            Column("boundary_dimension", lambda s: s["boundary_dimension"].dimension, shown=True),
            Column("boundary_dimension_error", lambda s: s["boundary_dimension"].standard_error),
        ),
    ),
    Measure(
        "uncertainty_exponent",
        lambda sample, _: uncertainty_exponent(sample.labels, sample.sizes),
        (Column("uncertainty_exponent", lambda s: s["uncertainty_exponent"]),),
    ),
    Measure(
        "wada_test",
        lambda sample, _: wada_test(sample.labels, sample.radius),
        (
            Column("wada", lambda s: s["wada_test"].wada, shown=True),
            Column("wada_radius", lambda s: s["wada_test"].smallest_radius),
        ),
    ),
    Measure(
        "minimal_fatal_shock",
        _minimal_fatal_shocks,
        (Column("fatal_shock", _smallest_shock),),
    ),
)

COLUMNS = tuple(column for measure in MEASURES for column in measure.columns)
