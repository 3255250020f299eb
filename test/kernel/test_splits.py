"""A point's results depend on the problem and the point: cuts of an image change no bit."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import nb_cpp
from nb_cpp import _core
from nb_cpp._problem.problem import STOP_RULES

ROOTS_AT_2_TO_MINUS_101 = np.array([2.0**606, *[0.0] * 11, -(2.0**-606)])


def test_a_quarter_of_a_picture_is_what_it_is_in_the_whole(target):
    width, settings = 2.0**-67, {"itmax": 2000, "tol": 2.0**-606 * 1e-6}
    whole = nb_cpp.basins(
        ROOTS_AT_2_TO_MINUS_101,
        extent=(-width, width, -width, width),
        shape=(64, 64),
        **settings,
    )
    part = nb_cpp.basins(
        ROOTS_AT_2_TO_MINUS_101,
        extent=(0, width / 2, 0, width / 2),
        shape=(16, 16),
        **settings,
    )
    np.testing.assert_array_equal(part.labels, whole.labels[16:32, 32:48])
    np.testing.assert_array_equal(part.iterations, whole.iterations[16:32, 32:48])
    # Far from the roots Newton's step takes 1/12 of the way: all arrive but 0, a critical point,
    # and, where rounding keeps them there, the diagonals, which are in the Julia set.
    assert set(range(12)) <= set(part.labels.flat)
    assert (whole.labels < 0).mean() < 0.04


def test_the_orbits_of_an_array_are_those_of_its_points(target):
    scale = 2.0**-120
    coefs = np.zeros(10)
    coefs[0], coefs[-1] = 2.0**500, -(2.0**-580)
    alone = nb_cpp.orbit(coefs, [1.0], steps=3)[:, 0]
    among = nb_cpp.orbit(coefs, [scale, 1.0, scale], steps=3)[:, 1]
    np.testing.assert_array_equal(among, alone)
    np.testing.assert_allclose(alone, (8 / 9) ** np.arange(4), rtol=1e-12)


def test_an_orbit_may_go_from_far_away_to_the_roots_and_beyond(target):
    # z^3 = 2^-900: from 1 to the root, and from beside 0 far out and back.
    coefs = [2.0**450, 0, 0, -(2.0**-450)]
    start = np.array([1.0, 2.0**-600])
    orbit = nb_cpp.orbit(coefs, start, steps=2500)
    assert orbit[1, 1].real > 2.0**290
    np.testing.assert_allclose(orbit[-1], 2.0**-300, rtol=1e-15)


def results(plan, points, threads=1):
    labels = np.empty(len(points), np.int16)
    iterations = np.empty(len(points), np.int32)
    plan.basins_at(labels, iterations, points, threads, None)
    return np.stack([labels, iterations])


@st.composite
def problems(draw):
    """A plan whose roots may be far from 1, and points about their size and far from it."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    degree = draw(st.integers(1, 20))
    most = min(900, 1800 // degree)
    exponent = draw(st.integers(-most, most))
    coefs = rng.standard_normal(degree + 1) + 1j * rng.standard_normal(degree + 1)
    coefs[1:-1] *= draw(st.sampled_from([0.0, 1.0]))
    powers = np.arange(degree + 1) * exponent - degree * exponent // 2
    coefs = np.ldexp(coefs.real, powers) + 1j * np.ldexp(coefs.imag, powers)
    method = draw(st.sampled_from(list(nb_cpp.methods())))
    stop = draw(st.sampled_from(sorted(STOP_RULES)))
    tol = 2.0**-20 * (abs(coefs[-1]) if stop == "residual" else 2.0**exponent)
    spread = draw(st.sampled_from([0, 3, 60]))
    size = np.ldexp(1.0, exponent + rng.integers(-spread, spread, 40, endpoint=True))
    points = size * (rng.standard_normal(40) + 1j * rng.standard_normal(40))
    points[0] = 0.0
    found = nb_cpp.find_roots(coefs)
    return _core.Plan(coefs, found, method, (), stop, tol, 60, ()), points, rng


@given(problems())
def test_any_subset_of_points_gives_the_same_bits(problem):
    plan, points, rng = problem
    whole = results(plan, points)
    chosen = rng.permutation(len(points))[: rng.integers(1, len(points))]
    np.testing.assert_array_equal(results(plan, points[chosen]), whole[:, chosen])
    alone = np.concatenate([results(plan, points[[i]]) for i in range(8)], axis=1)
    np.testing.assert_array_equal(alone, whole[:, :8])
    together = plan.orbits(points, 20)
    apart = np.concatenate([plan.orbits(points[[i]], 20) for i in range(8)], axis=1)
    np.testing.assert_array_equal(apart, together[:, :8])


@given(
    exponent=st.integers(-330, 330),
    degree=st.integers(2, 12),
    method=st.sampled_from(list(nb_cpp.methods())),
    stop=st.sampled_from(sorted(STOP_RULES)),
    zoom=st.integers(-40, 4),
)
@example(exponent=-101, degree=12, method="newton", stop="residual", zoom=34)
def test_any_cut_of_an_image_gives_the_same_bits(exponent, degree, method, stop, zoom):
    exponent = max(-1000 // degree, min(1000 // degree, exponent))
    coefs = np.zeros(degree + 1)
    coefs[0], coefs[-1] = np.ldexp(1.0, [-exponent * degree // 2, 0])
    coefs[-1] = -np.ldexp(coefs[0], exponent * degree)
    half = 2.0 ** (exponent + zoom)
    tol = 1e-6 * (abs(coefs[-1]) if stop == "residual" else 2.0**exponent)
    settings = {"method": method, "stop": stop, "tol": tol, "itmax": 200}
    whole = nb_cpp.basins(coefs, extent=(-half, half, -half, half), shape=(16, 32), **settings)
    left = nb_cpp.basins(coefs, extent=(-half, 0, -half, half), shape=(16, 16), **settings)
    lower = nb_cpp.basins(coefs, extent=(-half, half, -half, 0), shape=(8, 32), **settings)
    for name in ("labels", "iterations"):
        every = getattr(whole, name)
        np.testing.assert_array_equal(getattr(left, name), every[:, :16])
        np.testing.assert_array_equal(getattr(lower, name), every[8:])


# Steffensen's step is no length: it is another one in another unit.
@pytest.mark.parametrize("method", sorted({*nb_cpp.methods()} - {"steffensen"}))
@pytest.mark.parametrize("exponent", [-160, -101, 101, 160])
def test_a_picture_far_from_1_is_that_of_roots_near_1(target, method, exponent):
    coefs = np.array([1, 0, -2, 0.5, 2])
    far = np.ldexp(coefs, exponent * np.arange(5) - 2 * exponent)
    unit = 2.0**exponent
    settings = {"method": method, "stop": "step", "shape": (24, 24), "sampling": "center"}
    near = nb_cpp.basins(coefs, extent=(-3, 3, -3, 3), tol=1e-6, **settings)
    same = nb_cpp.basins(
        far, extent=(-3 * unit, 3 * unit, -3 * unit, 3 * unit), tol=1e-6 * unit, **settings
    )
    np.testing.assert_array_equal(same.labels, near.labels)
    np.testing.assert_array_equal(same.iterations, near.iterations)
