"""Polynomials that their coefficients do not define: evaluated from the roots."""

from functools import lru_cache, partial

import mpmath
import numpy as np
import pytest
from helpers import (
    ANY_TOLERANCE,
    FUSED_TARGETS,
    forced_target,
    on_every_target,
    random_polynomial,
)
from methods_oracle import basins
from oracle import grid

import nb_cpp
from nb_cpp import _core
from nb_cpp._problem.problem import STOP_RULES

METHODS = nb_cpp.methods()
ROWS, COLUMNS = 6, 7
RNG = np.random.default_rng(3)
ROOTS = {
    "wilkinson 12": list(range(1, 13)),
    "cluster": list(3 + 2j + 0.01 * (RNG.normal(size=5) + 1j * RNG.normal(size=5))),
    "fivefold": [0.5] * 5 + [-1.0, 1j],
    "conjugates": [0.25 + 1j, 0.25 - 1j] * 3 + [-0.5, 2.0, -3.0],
    "even": [1.0, -1.0] * 4 + [0.5, -0.5, 2.0, -2.0],
    "odd": [1j, -1j] * 4 + [0.0],
    "zero and small": [0.0, 0.0, 0.001, 1.0, 1.0, 1.0, 1.001],
}
# What rotations by a part of a turn leave alone, of degrees whose powers overflow.
ROTATED = {
    "z^200 - 1": [1, *[0] * 199, -1],
    "z^181 + z^91/2 + 2z": [1, *[0] * 89, 0.5, *[0] * 89, 2.0, 0],
    "z^180 + 3i": [1, *[0] * 179, 3j],
}


def window(roots):
    roots = np.asarray(roots)
    margin = 1.0
    return (
        roots.real.min() - margin,
        roots.real.max() + margin,
        roots.imag.min() - margin,
        roots.imag.max() + margin,
    )


def ask(roots, target, **settings):
    with forced_target(target):
        return nb_cpp.basins(
            roots=roots,
            extent=window(roots),
            shape=(ROWS, COLUMNS),
            itmax=12,
            tol=1e-5,
            threads=1,
            **settings,
        )


@lru_cache(maxsize=None)
def expected(name, method, stop, fused):
    b = ask(ROOTS[name], "scalar", method=method, stop=stop)
    x, y = grid(b.extent, COLUMNS, ROWS)
    radii = b.problem.plan.attraction_radii()
    parameters = METHODS[method].parameters
    return basins(
        *(b.coefs, b.roots, radii, x, y, b.itmax, b.tol, fused, method, parameters, stop),
        multiplicities=b.multiplicities,
    )


def check_against_oracle(name, target, method, stop="residual"):
    b = ask(ROOTS[name], target, method=method, stop=stop)
    assert b.problem.plan.evaluates_roots()
    wanted = expected(name, method, stop, target in FUSED_TARGETS)
    np.testing.assert_array_equal(b.labels, wanted.labels)
    np.testing.assert_array_equal(b.iterations, wanted.iterations)


@pytest.mark.parametrize("method", METHODS)
def test_every_method(target, method):
    check_against_oracle("conjugates", target, method)


@ANY_TOLERANCE
@pytest.mark.parametrize("name", ROOTS)
def test_every_arrangement_of_roots(target, name):
    # By up to three derivatives at the point, and by p and its slope at a second one.
    for method in ("steffensen", "newton", "halley", "householder3", "king", "midpoint"):
        check_against_oracle(name, target, method)


@pytest.mark.parametrize("stop", STOP_RULES)
def test_every_stop_rule(target, stop):
    for method in ("newton", "halley"):
        check_against_oracle("wilkinson 12", target, method, stop)


@pytest.mark.parametrize("name", ROTATED)
@pytest.mark.parametrize("method", ["euler", "laguerre"])
def test_steps_from_far_out(name, method):
    settings = {"extent": (-3, 3.1, -3, 3.2), "shape": (ROWS, COLUMNS), "itmax": 12, "tol": 1e-5}

    every = on_every_target(
        partial(nb_cpp.basins, ROTATED[name], method=method, threads=1, **settings)
    )
    b = next(iter(every.values()))
    x, y = grid(b.extent, COLUMNS, ROWS)

    @lru_cache(maxsize=None)
    def wanted(fused):
        return basins(
            *(b.coefs, b.roots, b.problem.plan.attraction_radii(), x, y, b.itmax, b.tol),
            *(fused, method, {}, "residual"),
            multiplicities=b.multiplicities,
        )

    for target, image in every.items():
        assert image.problem.plan.evaluates_roots()
        truth = wanted(target in FUSED_TARGETS)
        np.testing.assert_array_equal(image.labels, truth.labels, target)
        np.testing.assert_array_equal(image.iterations, truth.iterations, target)


def test_coefficients_are_enough_where_they_are_well_conditioned():
    with_root_at_zero = ([1, 0, -1, 0], [1, 0, 0, 0, 15, 0, 0, 0, -16, 0])
    dense = random_polynomial(RNG, 30, real=True)
    for coefs in ([1, 0, 0, -1], [1, -4, 5, -2], dense, [1, -1e9], *with_root_at_zero):
        assert not nb_cpp.basins(coefs, shape=(0, 0)).problem.plan.evaluates_roots()


@ANY_TOLERANCE
def test_the_choice_looks_at_the_polynomial_alone():
    for settings in ({"tol": 1e-300}, {"stop": "step", "itmax": 1}, {"extent": (0, 1e-9, 0, 1e-9)}):
        for roots, wanted in ((range(1, 21), True), ([1, 2, 3], False)):
            b = nb_cpp.basins(roots=roots, shape=(1, 1), **settings)
            assert b.problem.plan.evaluates_roots() == wanted


def test_roots_that_are_not_known_are_not_used():
    b = nb_cpp.basins(roots=range(1, 21), shape=(0, 0))
    for radius, wanted in ((1e-16, True), (1e-10, False), (np.nan, False)):
        roots = (b.roots, b.multiplicities, radius * b.roots.real)
        plan = _core.Plan(b.coefs, roots, "newton", [], "residual", 1e-6, 1, ())
        assert plan.evaluates_roots() == wanted


@pytest.mark.parametrize("degree", [300, 1000])
def test_points_far_out_step_inward(degree):
    # Four pairs at 2^70 are beyond the range that is left to a product in its middle.
    start = 2.0 ** np.arange(50, 101)
    before, after = nb_cpp.orbit(RNG.standard_normal(degree + 1), start, steps=1)
    np.testing.assert_allclose(after, before * (1 - 1 / degree), rtol=1e-12)


def test_points_next_to_a_root_of_high_multiplicity_step_toward_it():
    coefs, roots = [1], [0] * 100 + [1] * 100
    for root in roots:
        coefs = np.convolve(coefs, [1, -root])
    known = nb_cpp.find_roots(roots=roots)
    plan = _core.Plan(coefs.astype(complex), known, "newton", [], "residual", 1e-6, 1, ())
    assert plan.evaluates_roots()
    start = np.array([1e-40, 1e-100j])
    np.testing.assert_allclose(plan.orbits(start, 1)[1], 0.99 * start, rtol=1e-12)


def test_high_degrees_do_not_leave_the_range_of_a_double():
    # 2.2^1200 is far beyond it. From outside, the step to z - z / n + z^(1 - n) / n is not, as long
    # as none leads inside and from there far out.
    n = 1200
    b = nb_cpp.basins(
        [1, *[0] * (n - 1), -1], extent=(1.1, 2.2, -1, 1), shape=(8, 9), stop="root", itmax=4000
    )
    assert b.problem.plan.evaluates_roots()
    z = b.x + 1j * b.y[:, None]
    outside = np.full(z.shape, True)
    for _ in range(3 * n):
        z = z - z / n + z ** (1 - n) / n
        outside &= (abs(z) > 0.99) & (abs(z) < 3)
    assert np.count_nonzero(outside) > 60
    np.testing.assert_allclose(b.roots[b.labels][outside], z[outside], rtol=1e-12)


@pytest.mark.parametrize(("method", "itmax"), [("newton", 20000), ("halley", 5000)])
def test_flat_points_do_not_leave_for_roots_of_rounding(target, method, itmax):
    # z - z (1 - z^-n) / n, and Halley's. From 0.5 Newton's leads to 1e58, in a direction that the
    # product rule loses, as its terms are of about 1 and the sum 1e-58. It came back to any root.
    n = 200
    b = nb_cpp.basins(
        [1, *[0] * (n - 1), -1],
        extent=(-1.2, 1.21, -1.19, 1.2),
        shape=(7, 8),
        sampling="center",
        method=method,
        stop="step",
        itmax=itmax,
    )
    assert b.problem.plan.evaluates_roots()
    right = 0
    with mpmath.workdps(30):
        for row, column in np.argwhere(b.labels >= 0):
            z, label = mpmath.mpc(b.x[column], b.y[row]), b.labels[row, column]
            for _ in range(itmax):
                rest = 1 - z**-n
                u = z * rest / n
                move = u if method == "newton" else 2 * u / (2 - rest * (n - 1) / n)
                z -= move
                if abs(move) < 1e-12:
                    break
            assert abs(b.roots[label] - complex(z)) < 1e-9
            right += 1
    assert right > 20
    flat = abs(b.x + 1j * b.y[:, None]) < 0.8
    assert (b.labels[flat] == -1).all()
