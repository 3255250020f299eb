"""Every iteration, on every instruction set, against the oracle and against what is known of it."""

import itertools
from functools import lru_cache

import numpy as np
import pytest
from helpers import FUSED_TARGETS, core_basins, discs, forced_target, random_polynomial
from methods_oracle import basins
from oracle import grid

import nb_cpp
from nb_cpp._problem.problem import STOP_RULES

METHODS = nb_cpp.methods()
EXTENT = (-2.1, 1.9, -1.7, 2.3)
ROWS, COLUMNS = 11, 13
POLYNOMIALS = {
    "cubic": [1, 0, 0, -1],
    "gaps": [1, 0, 0, 0, -1, -1],
    "even": [1, 0, 0, 0, 15, 0, 0, 0, -16],
    "double root": [1, -4, 5, -2],
    "linear": [2, 1j],
    "real": list(random_polynomial(np.random.default_rng(5), 5, True)),
    "complex": list(random_polynomial(np.random.default_rng(6), 6, False)),
}


@lru_cache(maxsize=None)
def expected(coefs, extent, columns, rows, itmax, tol, fused, method, parameters, stop):
    x, y = grid(extent, columns, rows)
    known = discs(coefs, method, parameters)
    return basins(coefs, *known, x, y, itmax, tol, fused, method, dict(parameters), stop)


def check_against_oracle(
    coefs, target, method, *, stop="residual", itmax=25, tol=1e-6, extent=EXTENT, parameters=()
):
    labels, iterations = core_basins(
        coefs,
        extent,
        COLUMNS,
        ROWS,
        method=method,
        parameters=parameters,
        stop=stop,
        itmax=itmax,
        tol=tol,
    )
    every = {**METHODS[method].parameters, **dict(parameters)}
    fused = target in FUSED_TARGETS
    oracle = expected(
        tuple(coefs), extent, COLUMNS, ROWS, itmax, tol, fused, method, tuple(every.items()), stop
    )
    np.testing.assert_array_equal(labels, oracle.labels)
    np.testing.assert_array_equal(iterations, oracle.iterations)


@pytest.mark.parametrize("polynomial", POLYNOMIALS)
@pytest.mark.parametrize("method", METHODS)
def test_every_method(target, method, polynomial):
    check_against_oracle(POLYNOMIALS[polynomial], target, method)


@pytest.mark.parametrize("stop", sorted({*STOP_RULES} - {"residual"}))
@pytest.mark.parametrize("method", METHODS)
def test_every_stop_rule(target, method, stop):
    for polynomial in ("cubic", "complex"):
        check_against_oracle(POLYNOMIALS[polynomial], target, method, stop=stop, tol=1e-4)


@pytest.mark.parametrize(
    ("method", "name"),
    [(m, name) for m, info in METHODS.items() for name in info.parameters],
)
def test_parameters(target, method, name):
    for value in (0.7 + 0j, 1.3 - 0.4j):
        for polynomial in ("cubic", "complex"):
            for stop in ("residual", "step"):
                check_against_oracle(
                    POLYNOMIALS[polynomial], target, method, stop=stop, parameters=((name, value),)
                )


@pytest.mark.parametrize("polynomial", ["cubic", "even", "real"])
@pytest.mark.parametrize("method", METHODS)
def test_symmetric_grids(target, method, polynomial):
    # Mirrored pixels are not computed, and lines of symmetry hold points that cannot step.
    extent = (-6.5, 6.5, -5.5, 5.5)  # corners of unit cells: every opposite is there
    check_against_oracle(POLYNOMIALS[polynomial], target, method, extent=extent)


def test_symmetry_leaves_complex_parameters_alone(target):
    extent = (-6.5, 6.5, -5.5, 5.5)
    for method, parameters in (
        ("newton", (("relax", 1 + 0.5j),)),
        ("nova", (("c", 0.25 + 0j),)),
        ("king", (("beta", -1j),)),
    ):
        check_against_oracle([1, 0, 0, 0, 1], target, method, extent=extent, parameters=parameters)


@pytest.mark.parametrize("method", METHODS)
def test_order_of_convergence(method):
    # Errors of one step from two distances, at a simple root without special symmetry.
    coefs = np.poly([0.3 + 0.1j, -1.1 + 0.4j, 0.9 - 1.2j, 1.7 + 0.8j])
    root = nb_cpp.find_roots(coefs).values[1]
    order = METHODS[method].order
    distance = {2: 1e-5, 3: 1e-4, 4: 2e-3}[order] * np.exp(0.7j)
    errors = [
        abs(nb_cpp.orbit(coefs, root + s * distance, steps=1, method=method)[-1] - root)
        for s in (1.0, 0.5)
    ]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(order, abs=0.1)


def test_relaxation_by_the_multiplicity_restores_the_order():
    coefs = [1, -4, 5, -2]  # (z - 1)^2 (z - 2)
    errors = [abs(nb_cpp.orbit(coefs, 1 - h, steps=1, relax=2)[-1] - 1) for h in (1e-2, 5e-3)]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.05)
    plain = [abs(nb_cpp.orbit(coefs, 1 - h, steps=1)[-1] - 1) for h in (1e-2, 5e-3)]
    assert np.log2(plain[0] / plain[1]) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("method", METHODS)
def test_targets_that_round_alike_and_threads_give_the_same_bits(method):
    fused = [t for t in nb_cpp.build_info()["usable_targets"] if t in FUSED_TARGETS]
    for polynomial, stop in itertools.product(("even", "complex"), STOP_RULES):
        results = []
        for target, threads in itertools.product(fused, (1, 3)):
            with forced_target(target):
                results.append(
                    core_basins(
                        POLYNOMIALS[polynomial],
                        EXTENT,
                        61,
                        47,
                        method=method,
                        stop=stop,
                        threads=threads,
                    )
                )
        for result in results[1:]:
            for a, b in zip(result, results[0]):
                np.testing.assert_array_equal(a, b)


def test_equal_methods():
    # King's iteration with beta = 0 is Ostrowski's.
    king = nb_cpp.orbit([1, 0, -2, 2], 0.3 + 0.4j, steps=6, method="king")
    ostrowski = nb_cpp.orbit([1, 0, -2, 2], 0.3 + 0.4j, steps=6, method="ostrowski")
    np.testing.assert_allclose(king, ostrowski, rtol=1e-9)
    # Laguerre's iteration solves quadratics in one step, even from a zero of the derivative.
    assert nb_cpp.orbit([1, 0, 1], 0.0, steps=1, method="laguerre")[-1] in (1j, -1j)


def test_orbit_follows_newton():
    orbit = nb_cpp.orbit([1, 0, -2], [[1.0, -3.0], [0.0, 2j]], steps=3)
    assert orbit.shape == (4, 2, 2)
    z = np.array([[1.0, -3.0], [0.0, 2j]])
    np.testing.assert_array_equal(orbit[0], z)
    np.testing.assert_allclose(orbit[1, 0], (z - (z * z - 2) / np.where(z == 0, 1, 2 * z))[0])
    assert (orbit[:, 1, 0] == 0).all()  # p' is zero there
    assert nb_cpp.orbit([1, 0, -2], 1.0, steps=0).shape == (1,)
    scaled = nb_cpp.orbit([1, 0, -(2.0**801)], 2.0**400, steps=5)
    np.testing.assert_array_equal(scaled, 2.0**400 * nb_cpp.orbit([1, 0, -2], 1.0, steps=5))


@pytest.mark.parametrize("method", METHODS)
def test_scaling_changes_no_result(method):
    # 2^e p(2^-e z): the picture of p in another unit, so far from 1 that the variable is scaled.
    unit = 2.0**110
    coefs = [c * unit ** (i - 2) for i, c in enumerate([1, 0, -2, 2])]
    extent = tuple(unit * bound for bound in EXTENT)
    for stop in STOP_RULES:
        plain = core_basins([1, 0, -2, 2], EXTENT, 17, 19, method=method, stop=stop)
        large = core_basins(coefs, extent, 17, 19, method=method, stop=stop, tol=1e-6 * unit)
        for a, b in zip(plain, large):
            np.testing.assert_array_equal(a, b)


def test_the_registry():
    assert len(METHODS) >= 18
    for name, method in METHODS.items():
        assert method.name == name
        assert method.step
        assert method.reference
    assert METHODS["traub"].parameters == {"beta": 1}
    assert METHODS["king"].parameters == {"beta": 0}
    assert METHODS["nova"].parameters == {"relax": 1, "c": 0}


def test_bad_methods():
    with pytest.raises(ValueError, match=r"method must be one of newton, .*'secant'"):
        nb_cpp.basins([1, 0, -1], method="secant")
    with pytest.raises(TypeError, match="halley.*no parameters.*relax=2"):
        nb_cpp.basins([1, 0, -1], method="halley", relax=2)
    with pytest.raises(TypeError, match="relax must be a number"):
        nb_cpp.basins([1, 0, -1], relax="much")
    with pytest.raises(ValueError, match="c must be finite"):
        nb_cpp.basins([1, 0, -1], method="nova", c=float("nan"))
    with pytest.raises(ValueError, match="steps must be zero or more"):
        nb_cpp.orbit([1, 0, -1], 0.5, steps=-1)
    with pytest.raises(TypeError, match="start must be numbers"):
        nb_cpp.orbit([1, 0, -1], "here")
    with pytest.raises(ValueError, match="start must be finite"):
        nb_cpp.orbit([1, 0, -1], [0.5, np.inf])
