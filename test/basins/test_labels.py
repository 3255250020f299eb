"""Labels are true: a point with the label of a root reaches it, whatever the rule and tolerance."""

from collections import Counter
from functools import partial

import mpmath
import numpy as np
import pytest
from formulas_oracle import STEPS, Point
from helpers import ANY_TOLERANCE, on_every_target
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpc

import nb_cpp
from nb_cpp._problem.problem import STOP_RULES

METHODS = list(nb_cpp.methods())
CIRCLE = 0.3 * np.exp(2j * np.pi * np.arange(12) / 12)  # z^12 - 0.3^12: flat between its roots


def reached(coefs, roots, z, method, parameters, steps):
    """The root that the method leads to in 40 digits; -1 for none, None for a division by zero."""
    with mpmath.workdps(40):
        z = mpc(z)
        for _ in range(steps):
            try:
                point = Point(coefs, z, parameters)
                z += STEPS[method](point) if point.f != 0 else 0
            except ZeroDivisionError:
                return None
            near = [abs(z - mpc(r)) < 1e-9 * abs(r) for r in roots]
            if any(near):
                return near.index(True)
        return -1


@ANY_TOLERANCE
@pytest.mark.parametrize("method", METHODS)
def test_labels_are_where_the_iteration_leads(method):
    rng = np.random.default_rng(METHODS.index(method))
    total, labelled = 0, Counter()
    for degree, stop, tol in ((3, "residual", 1e-6), (5, "step", 1e-2), (6, "root", 0.3)):
        if degree == 3:
            coefs, half = np.array([1, 0, 0, -(0.01**3)]), 0.02  # flat, for that tolerance
        else:
            coefs = rng.standard_normal(degree + 1) + 1j * rng.standard_normal(degree + 1)
            half = 2.0
        settings = {
            "extent": (-half, 1.01 * half, -0.98 * half, half),  # no point on an axis of symmetry
            "shape": (40, 40),
            "sampling": "center",
            "method": method,
            "stop": stop,
            "tol": tol,
            "itmax": 60,
        }
        every = on_every_target(partial(nb_cpp.basins, coefs, **settings))
        b = next(iter(every.values()))
        rows, columns = rng.integers(0, 40, (2, 10))
        for row, column in zip(rows, columns):
            z = b.x[column] + 1j * b.y[row]
            truth = reached(coefs, b.roots, z, method, b.parameters, 150)
            labels = {target: b.labels[row, column] for target, b in every.items()}
            if truth is not None:
                assert set(labels.values()) <= {truth, -1}, labels
                labelled.update(target for target, label in labels.items() if label == truth)
        total += len(rows)
    for target in every:
        assert labelled[target] > 0.5 * total, target


@ANY_TOLERANCE
@pytest.mark.parametrize("method", METHODS)
def test_a_flat_polynomial_has_the_labels_of_its_basins(method):
    # By default 2 to 52 % of these had the label of a root that they do not reach.
    settings = {"extent": (-0.6, 0.6, -0.6, 0.6), "shape": (60, 60), "sampling": "center"}
    default = nb_cpp.basins(roots=CIRCLE, method=method, itmax=300, **settings)
    careful = nb_cpp.basins(
        roots=CIRCLE, method=method, itmax=600, stop="step", tol=1e-9, **settings
    )
    both = (default.labels >= 0) & (careful.labels >= 0)
    np.testing.assert_array_equal(default.labels[both], careful.labels[both])
    assert both.mean() > 0.97 or 0.3 < (careful.labels >= 0).mean() < both.mean() + 0.03
    assert (default.iterations[default.labels == -1] == 300).all()


@ANY_TOLERANCE
@given(
    seed=st.integers(0, 2**32),
    degree=st.integers(2, 9),
    method=st.sampled_from(METHODS),
    rules=st.lists(
        st.tuples(st.sampled_from(sorted(STOP_RULES)), st.integers(-14, 1)), min_size=2, max_size=5
    ),
)
def test_no_two_calls_give_a_point_two_roots(seed, degree, method, rules):
    rng = np.random.default_rng(seed)
    coefs = rng.standard_normal(degree + 1) + 1j * rng.standard_normal(degree + 1)
    settings = {"shape": (12, 13), "method": method, "itmax": 40}
    every = [
        nb_cpp.basins(coefs, stop=stop, tol=10.0**exponent, **settings).labels
        for stop, exponent in rules
    ]
    for one in every:
        for other in every:
            both = (one >= 0) & (other >= 0)
            np.testing.assert_array_equal(one[both], other[both])


@pytest.mark.parametrize("stop", STOP_RULES)
def test_points_at_an_extraneous_fixed_point_reach_no_root(stop):
    b = nb_cpp.basins(
        [1, 0, 0, 0, -1, -1],
        method="whittaker",
        stop=stop,
        itmax=500,
        shape=(300, 300),
        sampling="center",
    )
    assert (b.labels == -1).mean() == pytest.approx(0.3849, abs=1e-3)
    assert (b.iterations[b.labels < 0] == 500).all()
    assert b.mean_iterations().converged == b.iterations[b.labels >= 0].mean()


@ANY_TOLERANCE
def test_a_count_is_that_of_the_rule_not_of_the_disc():
    # One step leaves every point far from the roots, and the rule holds at once.
    b = nb_cpp.basins([1, 0, 0, -1], tol=1e9, itmax=20, shape=(30, 30), sampling="center")
    converged = nb_cpp.basins([1, 0, 0, -1], itmax=40, shape=(30, 30), sampling="center")
    assert (b.iterations[b.labels >= 0] == 1).all()
    late = (converged.labels >= 0) & (b.labels < 0)
    np.testing.assert_array_equal(b.labels[b.labels >= 0], converged.labels[b.labels >= 0])
    assert (converged.iterations[late] > 30).all()


def test_nova_with_a_length_has_fixed_points_for_roots():
    for cycles in (False, True):
        b = nb_cpp.basins([1, 0, 0, -1], method="nova", c=0.1, stop="step", cycles=cycles)
        assert (b.labels < 0).all()
        assert [cycle.period for cycle in b.cycles[:3]] == [1, 1, 1]
        for cycle in b.cycles[:3]:
            z = cycle.points[0]
            assert abs((z**3 - 1) - 0.1 * 3 * z**2) < 1e-12
            # F' = p p''/p'^2 with relax = 1, and u = c there
            assert abs(cycle.multiplier - 0.1 * 6 * z / (3 * z**2)) < 1e-9
        assert (b.labels < -1).mean() > 0.99
        assert (b.iterations == b.itmax).all()
    tiny = nb_cpp.basins([1, 0, 0, -1], method="nova", c=1e-9)
    assert len(tiny.cycles) == 3
    assert (tiny.labels < -1).mean() > 0.99


def test_zeros_that_attract_nothing_catch_only_what_is_one():
    extent, shape = (-2, 2, -2, 2), (8, 8)
    b = nb_cpp.basins([1, 0, -1], relax=2.5, extent=extent, shape=shape, stop="step", tol=1e-3)
    z = b.x + 1j * b.y[:, np.newaxis]
    np.testing.assert_array_equal(b.labels >= 0, abs(z) == 1 * (z.imag == 0))


@ANY_TOLERANCE
@pytest.mark.parametrize(
    ("relax", "itmax"), [(1.999, 7000), (0.001, 4000), (1 + 0.999j, 7000), (1e-7, 30)]
)
def test_a_nearly_neutral_root_has_the_points_that_it_draws(relax, itmax):
    # Its multiplier is 0.999, 0.999, 0.9995 or 1 - 1e-7 in modulus: each step changes little.
    coefs, tol = [1, 0, 0, -2], 1e-3
    half = 0.01 if abs(relax) > 1e-6 else 2e-4
    root = 2 ** (1 / 3)
    b = nb_cpp.basins(
        coefs,
        extent=(root - half, root + 1.03 * half, -0.97 * half, half),
        shape=(8, 8),
        sampling="center",
        relax=relax,
        tol=tol,
        itmax=itmax,
    )
    with mpmath.workdps(30):
        for row, column in ((1, 2), (3, 3), (4, 6), (7, 0)):
            z, count = mpc(b.x[column], b.y[row]), itmax
            for n in range(1, itmax + 1):
                z -= relax * (z**3 - 2) / (3 * z**2)
                if abs(z**3 - 2) <= tol:
                    count = n
                    break
            reached = abs(z**3 - 2) <= tol  # and is drawn to the root: all steps come nearer there
            said = b.labels[row, column], b.iterations[row, column]
            assert said == ((2, count) if reached else (-1, itmax))
    assert (b.labels == 2).mean() > 0.4


@ANY_TOLERANCE
@pytest.mark.parametrize("exponent", [-600, 600])
def test_labels_are_true_in_two_frames(exponent):
    coefs = np.ldexp([1.0, 0, 0, -1.0], [0, 0, 0, exponent])
    half = 2.0 ** (exponent // 3 + 1)
    settings = {"extent": (-half, half, -half, half), "shape": (40, 40), "sampling": "center"}
    near = nb_cpp.basins([1, 0, 0, -1], itmax=60, sampling="center", shape=(40, 40))
    far = nb_cpp.basins(coefs, itmax=60, stop="step", tol=half, **settings)
    both = (near.labels >= 0) & (far.labels >= 0)
    np.testing.assert_array_equal(near.labels[both], far.labels[both])
    assert both.mean() > 0.99


@ANY_TOLERANCE
@pytest.mark.parametrize("stop", STOP_RULES)
def test_a_root_far_out_hides_none_of_those_nearby(target, stop):
    settings = {"tol": 1e-9, "stop": stop, "shape": (30, 30), "sampling": "center"}
    far = nb_cpp.basins([1e-284, 1, 0, 0, -1], **settings)
    near = nb_cpp.basins([1, 0, 0, -1], **settings)
    np.testing.assert_array_equal(far.labels, np.where(near.labels < 0, -1, near.labels + 1))
    np.testing.assert_array_equal(far.iterations, near.iterations)


@pytest.mark.parametrize("stop", STOP_RULES)
def test_a_tolerance_of_zero_means_zero(target, stop):
    # Squares of what is below 1e-162 vanish.
    b = nb_cpp.basins(
        [1, 0], stop=stop, tol=0.0, relax=0.5, itmax=3, extent=(1e-180, 2e-180, -1, 1), shape=(1, 4)
    )
    assert (b.labels == -1).all()


def test_points_that_stand_still_are_not_followed_for_ever():
    b = nb_cpp.basins(
        [1, 0, 0, 0, -1, -1], method="whittaker", stop="step", itmax=10**9, shape=(20, 20)
    )
    assert 0.3 < (b.labels == -1).mean() < 0.5
    assert (b.iterations[b.labels == -1] == 10**9).all()


@ANY_TOLERANCE
def test_discs_of_roots_that_are_all_but_one_are_apart():
    # Nearer to each other than the 2^-48 in which a root that draws nothing is reached.
    roots = [1.0, 1.0 + 2.0**-50]
    with pytest.warns(nb_cpp.PrecisionWarning):
        b = nb_cpp.basins(roots=roots, extent=(1, 1 + 2.0**-49, -1e-16, 1e-16), shape=(2, 4))
    np.testing.assert_array_equal(b.labels, [[0, -1, 1, 1]] * 2)


@ANY_TOLERANCE
@pytest.mark.parametrize("method", ["ostrowski", "king"])
def test_rounding_at_a_root_throws_no_point_to_another_one(method):
    # 6e-17 from a root of this cluster, 2 p(y) - p(z) was next to nothing, and a step 1e-4 long.
    settings = {"method": method, "stop": "step", "extent": (1, 2, 0, 1), "shape": (40, 40)}
    coarse, fine = (nb_cpp.basins([1, -3, 3 + 1e-12, -1], tol=t, **settings) for t in (1e-6, 1e-9))
    both = (coarse.labels >= 0) & (fine.labels >= 0)
    assert both.mean() > 0.9
    np.testing.assert_array_equal(coarse.labels[both], fine.labels[both])


@ANY_TOLERANCE
def test_steffensen_tells_p_of_close_points_apart():
    # p is about 1e-10 there, which z + p rounds to a few digits.
    rng = np.random.default_rng(1)
    roots = 1 + 1e-2 * (rng.standard_normal(5) + 1j * rng.standard_normal(5))
    b = nb_cpp.basins(
        roots=roots,
        method="steffensen",
        extent=(0.97, 1.03, -0.03, 0.03),
        shape=(6, 6),
        stop="step",
        tol=1e-9,
    )
    with mpmath.workdps(40):
        coefs = [mpc(1)]
        for root in b.roots:
            coefs = [a - mpc(root) * c for a, c in zip([*coefs, 0], [0, *coefs])]
    truth = [[reached(coefs, b.roots, x + 1j * y, "steffensen", {}, 100) for x in b.x] for y in b.y]
    np.testing.assert_array_equal(b.labels, truth)


@pytest.mark.parametrize("degree", [12, 100, 200, 390])
def test_eulers_points_return_from_far_out_by_the_right_side_of_the_cut(degree):
    # The radicand is 2/n - 1 there, with an imaginary part of (1/z)^n: by doubles, 36 % of the
    # labels at degree 100 were another root's; at 200, where p comes from the roots, 53 %.
    coefs = np.zeros(degree + 1)
    coefs[0], coefs[-1] = 1.0, -1.0
    settings = {"extent": (-2, 2.02, -1.96, 2), "shape": (40, 40), "sampling": "center"}
    every = on_every_target(
        partial(nb_cpp.basins, coefs, method="euler", stop="step", itmax=200, **settings)
    )
    b = next(iter(every.values()))
    rows, columns = np.random.default_rng(3).integers(0, 40, (2, 12))
    with mpmath.workdps(300):
        roots = [mpc(mpmath.expjpi(mpmath.mpf(2 * k) / degree)) for k in range(degree)]
        for row, column in zip(rows, columns):
            z = mpc(b.x[column], b.y[row])
            for _ in range(b.itmax):
                w = z**degree
                u = z * (w - 1) / (degree * w)
                curve = (w - 1) * (degree - 1) / (degree * w)
                z -= 2 * u / (1 + mpmath.sqrt(1 - 2 * curve))
                if abs(w - 1) < 1e-20:
                    break
            near = min(roots, key=lambda r: abs(r - z))
            flat = degree >= 170 and abs(complex(b.x[column], b.y[row])) < 1
            for target, image in every.items():
                label = image.labels[row, column]
                assert (label >= 0) == (abs(near - z) < 1e-9) or (flat and label == -1), target
                assert label < 0 or abs(b.roots[label] - complex(near)) < 1e-9, target


@pytest.mark.parametrize("method", ["euler", "laguerre"])
@pytest.mark.parametrize("coefs", [[1, *[0] * 199, -1], [1, *[0] * 89, 0.5, *[0] * 89, 2.0, 0]])
def test_mirror_images_are_the_same_points_far_out(coefs, method):
    settings = {"method": method, "stop": "step", "itmax": 100}
    b = nb_cpp.basins(coefs, extent=(-9, 9, -9, 9), shape=(20, 20), sampling="center", **settings)
    q = nb_cpp.basins_at(coefs, b.x + 1j * b.y[:, None], **settings)
    np.testing.assert_array_equal(b.labels, q.labels)
    np.testing.assert_array_equal(b.iterations, q.iterations)
