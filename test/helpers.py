"""What the tests share."""

import os
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
import oracle
import pytest

import nb_cpp
from nb_cpp import _core

# For tests that mean to ask with tolerances which are not benign.
ANY_TOLERANCE = pytest.mark.filterwarnings("ignore::nb_cpp.ToleranceWarning")

FUSED_TARGETS = {"avx2", "avx512", "neon"}


@contextmanager
def forced_target(name):
    previous = os.environ.get("NB_CPP_TARGET")
    os.environ["NB_CPP_TARGET"] = name
    try:
        yield
    finally:
        if previous is None:
            del os.environ["NB_CPP_TARGET"]
        else:
            os.environ["NB_CPP_TARGET"] = previous


def on_every_target(call):
    """A call's results, by instruction set."""
    results = {}
    for target in nb_cpp.build_info()["usable_targets"]:
        with forced_target(target):
            results[target] = call()
    return results


def core_basins(
    coefs,
    extent,
    columns,
    rows,
    *,
    roots=None,
    sampling="corner",
    method="newton",
    parameters=(),
    stop="residual",
    itmax=30,
    tol=1e-6,
    threads=1,
):
    """Labels and iteration counts straight from the core."""
    labels = np.empty((rows, columns), np.int16)
    iterations = np.empty((rows, columns), np.int32)
    coefs = np.asarray(coefs, dtype=complex)
    roots = nb_cpp.find_roots(coefs) if roots is None else nb_cpp.find_roots(roots=roots)
    plan = _core.Plan(coefs, roots, method, list(parameters), stop, tol, itmax, ())
    plan.basins(labels, iterations, extent, sampling, threads, None)
    return labels, iterations


def discs(coefs, method="newton", parameters=()):
    """The roots, and the radii of the discs that the method draws to them."""
    coefs = np.asarray(coefs, dtype=complex)
    roots = nb_cpp.find_roots(coefs)
    plan = _core.Plan(coefs, roots, method, list(parameters), "residual", 0.0, 1, ())
    return roots.values, plan.attraction_radii()


def random_polynomial(rng, degree, real):
    coefs = rng.standard_normal(degree + 1)
    return coefs if real else coefs + 1j * rng.standard_normal(degree + 1)


SETTINGS = ("extent", "method", "parameters", "stop", "tol", "itmax", "sampling")
ARRAYS = ("labels", "iterations", "roots", "multiplicities", "coefs")


def same(a, b):
    """Whether two Basins are equal, as True or by an AssertionError that says where."""
    for name in SETTINGS:
        assert getattr(a, name) == getattr(b, name)
    for name in ARRAYS:
        x, y = getattr(a, name), getattr(b, name)
        assert x.dtype == y.dtype
        np.testing.assert_array_equal(x, y)
    assert (a.cycles is None) == (b.cycles is None)
    for one, other in zip(a.cycles or (), b.cycles or ()):
        np.testing.assert_array_equal(one.points, other.points)
        np.testing.assert_array_equal(one.radii, other.radii)
        assert one[1:3] == other[1:3]
    return len(a.cycles or ()) == len(b.cycles or ())


@lru_cache(maxsize=None)
def expected(coefs, extent, shapes, sampling, itmax, tol, fused):
    """What the oracle says of grids, of all of them at once: each of its operations takes long."""
    grids = [np.meshgrid(*oracle.grid(extent, columns, rows, sampling)) for rows, columns in shapes]
    points = (np.concatenate([np.ravel(part) for part in parts]) for parts in zip(*grids))
    found = oracle.basins_at(coefs, *discs(coefs), *points, itmax, tol, fused)
    ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    channels = [np.split(channel, ends) for channel in found]
    return [
        oracle.Result(*(part.reshape(shape) for part in parts))
        for shape, *parts in zip(shapes, *channels)
    ]


def check_against_oracle(
    coefs, extent, shapes, target, *, sampling="corner", itmax=30, tol=1e-6, threads=1
):
    """Grids of these shapes, (rows, columns)."""
    shapes = tuple(shapes)
    fused = target in FUSED_TARGETS
    wanted = expected(tuple(coefs), extent, shapes, sampling, itmax, tol, fused)
    for (rows, columns), result in zip(shapes, wanted):
        labels, iterations = core_basins(
            coefs, extent, columns, rows, sampling=sampling, itmax=itmax, tol=tol, threads=threads
        )
        np.testing.assert_array_equal(labels, result.labels)
        np.testing.assert_array_equal(iterations, result.iterations)
