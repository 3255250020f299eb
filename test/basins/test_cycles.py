"""Attracting cycles: found where they are known to be, and nowhere else."""

import numpy as np
import pytest
from helpers import ANY_TOLERANCE

import nb_cpp
from nb_cpp._problem.problem import STOP_RULES


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=0, atol=5e-9)
    return True


@pytest.mark.parametrize(
    ("coefs", "points", "multiplier"),
    [
        ([1, 0, -2, 2], [0, 1], 0),
        ([1, 0, -6, 0, -11], [-1, 1], 0),
        ([1, 0, 0, 0, -1, -1], [-1.000257561, -0.750321828, 0.0833571], -0.188892517),
    ],
)
def test_known_cycles_of_newton(coefs, points, multiplier):
    (cycle,) = nb_cpp.find_cycles(coefs)
    assert cycle.period == len(points)
    assert close(cycle.points, points)
    assert close(cycle.multiplier, multiplier)
    assert (cycle.radii > 0).all()


@pytest.mark.parametrize(
    ("c", "period", "multiplier"),
    [
        # Such a cycle is back to rounding after four steps, or six, before it is so after two.
        (0.3115508773744115 + 1.6637288049179222j, 2, 0.91072),
        (0.3192687681704576 + 1.6644031374838675j, 2, 0.91167),
        (1.019521652185571 + 0.9724973173509104j, 3, 0.96934),
        # Ten thousand steps do not reach these.
        (0.3189324434030861 + 1.6678899082568808j, 2, 0.99697),
        (0.3399499582985821 + 1.6623853211009174j, 8, 0.98385),
        (0.3469557964970811 + 1.6440366972477065j, 22, 0.97357),
    ],
)
def test_cycles_that_attract_slowly(c, period, multiplier):
    coefs = [1, 0, c - 1, -c]  # (z - 1) (z^2 + z + c): the free critical point is 0
    (cycle,) = nb_cpp.find_cycles(coefs)
    assert cycle.period == period
    p, d, d2 = (np.polyval(np.polyder(coefs, k), cycle.points) for k in range(3))
    assert close(cycle.points - p / d, np.roll(cycle.points, -1))
    assert close(cycle.multiplier, np.prod(p * d2 / d**2))
    assert abs(cycle.multiplier) == pytest.approx(multiplier, abs=1e-5)


def test_the_multiplier_of_newton_is_a_product():
    # The derivative of z - p/p' is p p''/p'^2.
    coefs = [1, 0, 0, 0, -1, -1]
    (cycle,) = nb_cpp.find_cycles(coefs)
    p, d, d2 = (np.polyval(np.polyder(coefs, k), cycle.points) for k in range(3))
    assert close(cycle.multiplier, np.prod(p * d2 / d**2))


@pytest.mark.parametrize(
    "coefs",
    [[1, 0, 0, -1], [1, 0, 0, 0, 0, 0, 1], [1, -1], [1, -4, 5, -2], [1, -3, 3, -1], [2, 1j, 1]],
    ids=str,
)
def test_no_cycles_where_there_are_none(coefs):
    assert nb_cpp.find_cycles(coefs) == ()


@pytest.mark.timeout(20)
def test_a_search_at_degree_a_thousand_ends_soon():
    # Most of its starting points come where no step can be taken, and the roots are found once.
    coefs = np.random.default_rng(0).standard_normal(1001)
    assert nb_cpp.find_cycles(coefs) == ()


@pytest.mark.parametrize("seed", [0, 2])
def test_derivatives_that_overflow_are_no_cycles_and_no_warnings(seed):
    coefs = np.random.default_rng(seed).standard_normal(101)
    for cycle in nb_cpp.find_cycles(coefs, method="inverse_free_jarratt"):
        assert abs(cycle.multiplier) < 1


def test_cycles_move_with_the_plane():
    # p(z/s): everything is s times as large.
    scale = 1e60 * np.exp(1j)
    coefs = np.array([1, 0, -2, 2]) / scale ** np.arange(3, -1, -1)
    (cycle,) = nb_cpp.find_cycles(coefs)
    assert cycle.period == 2
    assert close(np.sort_complex(cycle.points / scale), [0, 1])


def test_cycles_of_other_methods():
    assert nb_cpp.find_cycles([1, 0, 0, -1], method="halley") == ()
    # The Nova map of z^2 + 1 has a fixed point where u = c, with the derivative p p''/p'^2.
    (fixed,) = nb_cpp.find_cycles([1, 0, 1], method="nova", c=5.0)
    step = nb_cpp.orbit([1, 0, 1], fixed.points[0], steps=1, method="nova", c=5.0)
    assert fixed.period == 1
    assert close(step[1], step[0])


def test_labels_of_caught_points():
    coefs = [1, 0, -2, 2]
    plain = nb_cpp.basins(coefs, shape=(200, 300), itmax=300)
    b = nb_cpp.basins(coefs, shape=(200, 300), itmax=300, cycles=True)
    (cycle,) = b.cycles
    assert close(cycle.points, [0, 1])
    caught = b.labels == -2
    np.testing.assert_array_equal(caught, plain.labels == -1)
    np.testing.assert_array_equal(b.labels[~caught], plain.labels[~caught])
    np.testing.assert_array_equal(b.iterations, plain.iterations)
    # Indeed they end there.
    z = (b.x + 1j * b.y[:, np.newaxis])[caught]
    end = nb_cpp.orbit(coefs, z, steps=300)[-1]
    assert np.abs(end[:, np.newaxis] - cycle.points).min(axis=1).max() < 1e-9


def test_several_cycles_have_a_label_each():
    # (z^3 - 2z + 2)^m and relaxation by m: the map of z^3 - 2z + 2.
    (cycle,) = nb_cpp.find_cycles(np.polymul([1, 0, -2, 2], [1, 0, -2, 2]), relax=2)
    assert close(cycle.points, [0, 1])
    b = nb_cpp.basins([1, 0, -2, 2], extent=(-0.01, 1.01, -0.01, 0.01), shape=(3, 103), cycles=True)
    assert set(np.unique(b.labels)) >= {-2}
    assert nb_cpp.basins([1, 0, 0, -1], shape=(4, 4), cycles=True).cycles == ()
    for seed in range(200):
        rng = np.random.default_rng(seed)
        found = nb_cpp.find_cycles(np.poly(rng.standard_normal(4) + 1j * rng.standard_normal(4)))
        assert len(found) <= 2  # as many as free critical points at most


def test_traps_do_not_depend_on_threads_or_itmax_beyond_need():
    coefs = [1, 0, 0, 0, -1, -1]
    results = [
        nb_cpp.basins(coefs, shape=(150, 170), itmax=itmax, cycles=True, threads=threads).labels
        for itmax, threads in ((400, 1), (400, 2), (5000, 2), (10**6, 1))
    ]
    for labels in results[1:]:
        np.testing.assert_array_equal(labels, results[0])


def test_bad_arguments():
    with pytest.raises(TypeError, match="coefs must be numbers, got None"):
        nb_cpp.find_cycles()
    with pytest.raises(ValueError, match="method must be one of"):
        nb_cpp.find_cycles([1, 0, -1], method="bisection")


@ANY_TOLERANCE
@pytest.mark.parametrize("exponent", [0, 300, 560])
@pytest.mark.parametrize("stop", STOP_RULES)
def test_traps_far_from_the_window_catch_nothing_in_it(exponent, stop):
    # z = 2^exponent w: squares of the cycle's points and radii may be out of range.
    coefs = [1, 2.24664721, -0.4874819, -2.50772996, 0, 0]
    coefs = np.ldexp(coefs, np.arange(6) * exponent - 3 * exponent // 2)
    (cycle,) = nb_cpp.find_cycles(coefs)
    assert 0 < cycle.radii.max() < abs(cycle.points).min() < np.ldexp(5.0, exponent)
    tol = 1e-6 if stop == "residual" else 2.0**-60
    settings = {"stop": stop, "tol": tol, "itmax": 2000, "extent": (-1, 1, -1, 1), "shape": (4, 4)}
    caught = nb_cpp.basins(coefs, cycles=True, sampling="center", **settings)
    assert caught.problem.traps
    free = nb_cpp.basins(coefs, sampling="center", **settings)
    np.testing.assert_array_equal(caught.labels, free.labels)
