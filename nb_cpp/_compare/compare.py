"""Methods compared on polynomials: every measure of every pair in one table."""

import os
import warnings
from math import nan
from time import perf_counter
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

import numpy as np

from .. import _core, _validation
from .._basins.approach import VISIBLE, finer
from .._basins.basins import compute_basins
from .._basins.result import Basins
from .._basins.tolerance import ToleranceWarning, explain, fault, remedy
from .._files import Path, complex_to_json
from .._problem.methods import methods as known_methods
from .._problem.precision import PrecisionWarning
from .._problem.problem import SAMPLINGS, STOP_RULES, Sampling, StopRule
from .._progress import Progress, reporter
from ..metrics._registry import COLUMNS, shares_of_roots
from ..metrics._summary import checked_options
from .checkpoint import Checkpoint, Row
from .comparison import Comparison
from .entries import (
    Extents,
    Methods,
    NamedMethod,
    NamedPolynomial,
    Polynomials,
    named_extents,
    named_methods,
    named_polynomials,
)
from .pairs import Pair

# What a checkpoint has of each pair; all but the shares are columns.
_COLUMNS = (
    "polynomial",
    "method",
    "degree",
    "roots",
    "shares",
    *(column.name for column in COLUMNS),
    "accuracy",
    "tolerance_warning",
    "seconds",
    "ns_per_point",
)

_MOST_REPEATS = 5
_ENOUGH_SECONDS = 0.2

# With more roots than this, their shares are no columns of the table.
_MOST_SHARES = 12


def compare(
    polynomials: Optional[Polynomials] = None,
    methods: Optional[Methods] = None,
    *,
    roots: Optional[Polynomials] = None,
    extent: Extents = (-2, 2, -2, 2),
    shape: Tuple[int, int] = (512, 512),
    stop: StopRule = "residual",
    tol: float = 1e-6,
    itmax: int = 50,
    sampling: Sampling = "corner",
    cycles: bool = False,
    threads: Optional[int] = None,
    box: int = 5,
    sizes: Optional[Iterable[int]] = None,
    radius: int = 1,
    progress: Progress = None,
    checkpoint: Optional[Path] = None,
) -> Comparison:
    """Compute the basins of each method on each polynomial, and measure and time them.

    Parameters
    ----------
    polynomials : mapping of str to coefficients, or sequence of coefficients
        Coefficients as `basins` takes them. Those of a sequence are named as people write them,
        ``z^3 - 1``.
    methods : sequence of methods, or mapping of str to method, optional
        A method is its name, a pair ``(name, parameters)``, or an entry of `methods`, which is also
        the default: all of them. Those of a sequence are labelled as in ``newton(relax=2)``.
    roots : mapping of str to roots, or sequence of roots, optional
        The polynomials by their roots, instead of `polynomials`.
    extent : (left, right, bottom, top), or a mapping or sequence of them
        The rectangle of the complex plane: one for all polynomials, one for each by its name, or
        as many as there are polynomials, in their order.
    shape, stop, tol, itmax, sampling, cycles, threads
        As in `basins`, for all pairs.
    box, sizes, radius
        As in `metrics.summary`: the boxes of the basin entropy, those of the uncertainty exponent,
        and the distance up to which the Wada test takes boundaries for the same.
    progress : bool or callable, optional
        True shows a bar (needs tqdm); a callable is called with the pairs done and the pairs in
        all, first of all and after each pair, and may raise to end the call.
    checkpoint : str or path, optional
        A file that receives each pair when it is finished. Where the file exists already, the pairs
        in it are not computed again: an interrupted call goes on where it stopped, when it is made
        again with the same arguments. The file stays when the comparison is complete.

    Returns
    -------
    Comparison
        A row for each pair. Its attribute ``table`` is a `pandas.DataFrame` where pandas is
        installed, otherwise a structured array; it writes itself as CSV, LaTeX and Markdown.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type or value, which the message names, before anything is
        computed; or if `checkpoint` is a file of other arguments, or no checkpoint at all.
    OSError
        If the checkpoint cannot be read or written.
    MemoryError
        If an image, or the Wada test of that many basins, is larger than the machine's memory.
    KeyboardInterrupt
        On Ctrl-C, within a tenth of a second. What the checkpoint has stays.

    Warns
    -----
    ToleranceWarning, PrecisionWarning
        Each once, if `tol` is not benign for some pair, or if double precision does not resolve the
        window for some: see `basins`.

    Notes
    -----
    The columns, with NaN where a measure does not exist for a pair:

    ``polynomial``, ``method``
        Their names.
    ``degree``, ``roots``
        The degree of the polynomial, and the number of its distinct roots.
    ``smallest_share``, ``largest_share``, ``share_spread``
        The extremes and the standard deviation of the shares of the points that reach each root.
    ``not_converged_share``, ``cycle_share``
        The share of the points that reached no root within `itmax` steps, and of those that a cycle
        caught among them (NaN unless `cycles` is true).
    ``mean_iterations``, ``ani``, ``cai``, ``evaluations_per_point``
        The mean number of iterations over the points that reached a root; over all points (the
        average number of iterations); the share that reached a root (the convergence area index);
        the evaluations of p and its derivatives that a point took.
    ``sb``, ``sbb``
        Basin entropy and boundary basin entropy, in nats.
    ``boundary_dimension``, ``boundary_dimension_error``, ``uncertainty_exponent``
        The box-counting dimension of the boundary, the standard error of its fit, and the
        uncertainty exponent.
    ``wada``, ``wada_radius``
        Whether the boundary passes the Wada test, and the smallest radius with which it does.
    ``fatal_shock``
        The smallest distance from a root, of those in the rectangle, to a point that does not reach
        it.
    ``accuracy``
        By how many pixels rounding may displace the pair's picture, see `Basins.accuracy`.
    ``tolerance_warning``
        Whether `tol` is not benign for the pair, see `ToleranceWarning`: then counts mean little.
    ``seconds``, ``ns_per_point``
        The time of the call of `basins`, finding roots and cycles included: the shortest of five
        where those take less than a fifth of a second. ``Comparison.settings`` has the number of
        threads.
    ``share_0``, ``share_1``, ...
        The share of each root, in canonical order, where no polynomial has more than 12 roots.
        ``Comparison.shares`` has them in any case.

    Examples
    --------
    >>> import nb_cpp
    >>> comparison = nb_cpp.compare([[1, 0, 0, -1]], ["newton", "halley"], sampling="center")
    >>> print(comparison.to_csv(columns=["polynomial", "method", "roots", "cai"]))
    polynomial,method,roots,cai
    z^3 - 1,newton,3,1.0
    z^3 - 1,halley,3,1.0
    <BLANKLINE>
    """
    points = _checked_shape(shape)
    given = named_polynomials(polynomials, roots)
    settings = {
        "extent": named_extents(extent, given),
        "shape": points,
        "stop": _validation.choice("stop", stop, STOP_RULES),
        "tol": _validation.tolerance(tol),
        "itmax": _validation.iteration_limit(itmax),
        "sampling": _validation.choice("sampling", sampling, SAMPLINGS),
        "cycles": _validation.flag("cycles", cycles),
        "threads": _validation.thread_count(threads) or _core.default_threads(),
    }
    measures = checked_options(points, box, sizes, radius)
    about = {**settings, **measures}
    file = _checked_path(checkpoint)
    chosen = named_methods(known_methods() if methods is None else methods)
    pairs = [Pair(p, m) for p in given for m in chosen]
    rows: Dict[Tuple[str, str], Row] = {}
    with reporter(progress, "pair") as report:
        saved = None
        if file is not None:
            saved = Checkpoint(file, _json_arguments(given, chosen, about), _COLUMNS)
            rows.update(saved.finished)
        if report:
            report(len(rows), len(pairs))
        for pair in pairs:
            if pair.names not in rows:
                row = _row(pair, settings, measures)
                rows[pair.names] = row
                if saved:
                    saved.add(row)
                if report:
                    report(len(rows), len(pairs))
    comparison = _comparison([rows[pair.names] for pair in pairs], about, pairs)
    _warn(comparison, pairs, settings)
    return comparison


def _checked_shape(shape: Any) -> Tuple[int, int]:
    rows, columns = _validation.shape(shape)
    if not rows * columns:
        raise ValueError(f"shape must have points to measure, got {(rows, columns)}")
    _validation.check_memory((rows, columns), np.int16, np.int32)
    return rows, columns


def _checked_path(checkpoint: Any) -> Optional[str]:
    try:
        return None if checkpoint is None else os.fsdecode(checkpoint)
    except TypeError:
        raise TypeError(f"checkpoint must be a path, got {checkpoint!r}") from None


def _json_arguments(
    given: List[NamedPolynomial], chosen: List[NamedMethod], about: Mapping[str, Any]
) -> Dict[str, Any]:
    """Everything that the rows depend on. The first that differs makes the message."""
    arguments = {"nb_cpp": _core.__version__, "target": _core.active_target(), **about}
    arguments["polynomials"] = [p.name for p in given]
    arguments["methods"] = [m.label for m in chosen]
    for p in given:
        arguments[f"polynomials[{p.name!r}]"] = p.polynomial.to_json()
    for m in chosen:
        parameters = {name: complex_to_json(value) for name, value in m.parameters.items()}
        arguments[f"methods[{m.label!r}]"] = [m.name, parameters]
    return arguments


def _row(pair: Pair, settings: Mapping[str, Any], measures: Mapping[str, Any]) -> Row:
    times: List[float] = []
    # The first call of a process is slow, and any may be disturbed.
    while len(times) < _MOST_REPEATS and sum(times) < _ENOUGH_SECONDS:
        start = perf_counter()
        b = compute_basins(*pair.asked(settings), None)
        times.append(perf_counter() - start)
    seconds = min(times)
    return {
        "polynomial": pair.polynomial.name,
        "method": pair.method.label,
        "degree": b.degree,
        "roots": len(b.roots),
        **_measured(b, measures),
        "accuracy": b.accuracy,
        "tolerance_warning": explain(b.problem) is not None,
        "seconds": seconds,
        "ns_per_point": 1e9 * seconds / b.labels.size,
    }


def _warn(comparison: Comparison, pairs: List[Pair], settings: Mapping[str, Any]) -> None:
    warned = comparison.data["tolerance_warning"]
    if warned.any():
        pair = pairs[int(warned.argmax())]
        problem, *_ = pair.asked(settings)
        every = {each.polynomial.name: each.asked(settings)[0].plan for each in pairs}
        better = remedy(list(every.values()), problem.stop)
        better = better or "No other one suits all polynomials: compare them apart"
        what = fault(problem.plan, problem.stop, problem.tol)
        warnings.warn(
            f"{what}. This is {pair.method.label} on {pair.polynomial.name}, the first "
            f"of {np.count_nonzero(warned)} such pairs among {len(warned)}, see the column "
            f"tolerance_warning. {better}",
            ToleranceWarning,
            stacklevel=3,
        )
    accuracy = comparison.data["accuracy"]
    displaced = ~(accuracy <= VISIBLE)
    if displaced.any():
        worst = int(accuracy.argmax())
        name, method = pairs[worst].names
        _, window, *_ = pairs[worst].asked(settings)
        warnings.warn(
            f"rounding may displace the pictures of {np.count_nonzero(displaced)} of "
            f"{len(displaced)} pairs, most of all that of {method} on {name}, by "
            f"{accuracy[worst]:.2g} pixels. {finer(window, 'nb_cpp.basins')}",
            PrecisionWarning,
            stacklevel=3,
        )


def _measured(b: Basins, measures: Mapping[str, Any]) -> Row:
    found = b.summary(**measures)
    values = {column.name: column.value(found) for column in COLUMNS}
    if b.cycles is None:  # nobody looked, which does not mean that there are none
        values["cycle_share"] = nan
    return {"shares": shares_of_roots(found).tolist(), **values}


def _comparison(rows: List[Row], settings: Mapping[str, Any], pairs: Iterable[Pair]) -> Comparison:
    shares = tuple(np.array(row["shares"]) for row in rows)
    most = max(map(len, shares))
    names = [name for name in _COLUMNS if name != "shares"]
    columns = {name: np.array([row[name] for row in rows]) for name in names}
    if most <= _MOST_SHARES:
        for i in range(most):
            columns[f"share_{i}"] = np.array([s[i] if i < len(s) else np.nan for s in shares])
    dtype = [(name, column.dtype) for name, column in columns.items()]
    data = np.empty(len(rows), dtype)
    for name, column in columns.items():
        data[name] = column
    return Comparison(data, shares, settings, tuple(pairs))
