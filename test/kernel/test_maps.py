"""The step of every iteration as a map, beside its textbook formula in mpmath."""

import mpmath
import numpy as np
import pytest
from formulas_oracle import STEPS, Point
from mpmath import mpc, mpf

import nb_cpp
from nb_cpp import _core

METHODS = nb_cpp.methods()
ORDER = 8


def number(rng):
    return complex(*rng.standard_normal(2))


def chosen(method, rng, trial):
    """The method's parameters: by default, or random."""
    defaults = METHODS[method].parameters
    return {key: number(rng) for key in defaults} if trial % 2 else defaults


def step_of(coefs, method, parameters):
    """F of the polynomial with these coefficients."""
    exact = {key: mpc(value) for key, value in parameters.items()}

    def step(z):
        point = Point(coefs, z, exact)
        return point.z + STEPS[method](point)

    return step


def reach(series):
    """Up to where the terms of a series do not grow, about."""
    return 1 / max(1, *(abs(f) ** (mpf(1) / j) for j, f in enumerate(series) if j))


def assert_same_series(found, expected, tolerance, growth=1):
    """To within the tolerance of the largest term where the terms do not grow."""
    radius = reach(expected)
    largest = max(radius, *(abs(e) * radius**j for j, e in enumerate(expected)))
    assert len(found) == len(expected)
    for j, (f, e) in enumerate(zip(found, expected)):
        assert abs(f - e) * radius**j <= tolerance * growth**j * largest


def assert_same_in_doubles(found, expected):
    """With two bits less for each coefficient than for the one before."""
    assert_same_series(found, expected, 1e-14, growth=4)


def sums(parts):
    return [mpmath.fsum(map(mpc, some)) for some in parts]


@pytest.mark.parametrize("method", METHODS)
def test_series_about_any_point(method):
    rng = np.random.default_rng(5)
    for trial in range(36):
        coefs = np.array([number(rng) for _ in range(2 + trial % 7)])
        parameters, z = chosen(method, rng, trial), number(rng)
        given = coefs, method, list(parameters.items())
        found = _core.step_series(*given, z, ORDER)
        longer = _core.long_step_series(*given, np.array([z]), ORDER, 192)
        with mpmath.workdps(80):
            expected = mpmath.taylor(step_of(coefs, method, parameters), mpc(z), ORDER)
            expected[0] -= z
            assert_same_in_doubles(found, expected)
            assert_same_series(sums(longer), expected, mpf("1e-48"))


@pytest.mark.parametrize("method", METHODS)
def test_series_about_a_point_of_many_digits(method):
    coefs = np.array([1, 0.5, -1j, 0.25, 1.5 - 0.5j])
    parameters = {"relax": 1.25 - 0.5j, "c": 0.125j, "beta": 0.75}
    parameters = {key: parameters[key] for key in METHODS[method].parameters}
    parts = np.array([0.4 - 0.7j, 1e-20 + 3e-21j, 2e-100j])
    given = coefs, method, list(parameters.items())
    found = _core.long_step_series(*given, parts, 3, 640)
    with mpmath.workdps(200):
        z = sums([parts])[0]
        step = step_of(coefs, method, parameters)
        expected = mpmath.taylor(step, z, 3)
        expected[0] -= z
        assert_same_series(sums(found), expected, mpf("1e-180"))


def circle_series(step, centre, radius, order):
    """Taylor coefficients of step(centre + t) - centre by Cauchy's integrals over a circle."""
    count = 32
    turns = [mpmath.expjpi(mpf(2) * k / count) for k in range(count)]
    values = [step(centre + radius * turn) - centre for turn in turns]
    return [
        mpmath.fsum(v * turns[-j * k % count] for k, v in enumerate(values)) / count / radius**j
        for j in range(order + 1)
    ]


def exact_product(roots):
    """Coefficients of the product of z - r, in the working precision."""
    coefs = [mpc(1)]
    for root in roots:
        coefs = [a - mpc(root) * b for a, b in zip([*coefs, mpc(0)], [mpc(0), *coefs])]
    return coefs


ROOTS = {
    "simple": [0.5 + 0.25j, -1.0, 0.125 - 0.75j, 1.5 + 1j, -0.5 + 1.25j],
    "double": [0.5, 0.5, -1.0, 1j],
    "triple": [0.25j, 0.25j, 0.25j, 1.0, -1.0],
    "many": [*[1.0] * 7, *[-1.0] * 2, 2j],
    "small": [1e-9, 3e-9, 2e-9j, 2e-9j],
    "one": [0.75 + 0.5j],
    "one, fourfold": [0.25] * 4,
}


@pytest.mark.parametrize("roots", ROOTS.values(), ids=ROOTS)
@pytest.mark.parametrize("method", METHODS)
def test_series_about_roots(method, roots):
    known = nb_cpp.find_roots(roots=roots)
    defaults = METHODS[method].parameters
    others = {"relax": 1.25 - 0.5j, "beta": 0.75 + 0.25j, "c": 0.0}
    for parameters in [defaults] + ([{key: others[key] for key in defaults}] if defaults else []):
        for i, (root, m) in enumerate(zip(known.values, known.multiplicities)):
            if method == "euler" and m > 1:
                continue
            gap = np.abs(np.delete(known.values, i) - root).min(initial=np.inf)
            with mpmath.workdps(180):
                coefs = [mpf(3) / 4 * c for c in exact_product(roots)]
                step = step_of(coefs, method, parameters)
                kind, degree, unit, found, _ = _core.step_at_root(
                    known, 0.75, method, list(parameters.items()), i, ORDER
                )
                scale = mpf(2) ** unit
                if method != "steffensen":
                    assert gap <= scale <= 2 * gap or (np.isinf(gap) and scale == 1)
                expected = circle_series(step, mpc(root), scale / 2**20, ORDER)
                expected = [e * scale ** (j - 1) for j, e in enumerate(expected)]
                if kind == "flat":
                    assert degree == ORDER + 1
                    assert max(map(abs, expected)) < 1e-25
                    continue
                assert kind == "analytic"
                assert_same_in_doubles(found, expected)
                first = next(j for j, e in enumerate(expected) if abs(e) > 1e-12)
                assert degree == first
                assert not any(found[:first])


@pytest.mark.parametrize(
    ("coefs", "root", "method", "degree"),
    [
        ([1, 0, -1, 0], 0.0, "newton", 3),  # p'' = 0
        ([1, 0, -1, 0], 1.0, "newton", 2),
        ([1, 0, 0, 0, -1, 0], 0.0, "newton", 5),
        ([1, 0, 0, -1], 1.0, "halley", 3),
        ([1, 0, 0, -1], 1.0, "ostrowski", 4),
        ([1, 0, -1, 0], 0.0, "halley", 3),
        ([1, 0, -1], 1.0, "halley", 3),
        ([1, 0, -1], 1.0, "whittaker", 2),
    ],
)
def test_the_degree_is_the_method_s_or_more(coefs, root, method, degree):
    roots = nb_cpp.find_roots(coefs)
    i = int(np.abs(roots.values - root).argmin())
    found = _core.step_at_root(roots, 1.0, method, list(METHODS[method].parameters.items()), i, 8)
    assert found[:2] == ("analytic", degree)
    assert abs(found[3][degree]) > 1e-3


@pytest.mark.parametrize("relax", [1.0, 2.0, 3.0, 0.5 + 0.5j])
def test_relaxed_newton_at_roots(relax):
    roots = nb_cpp.find_roots(roots=[0.5, 0.5, -1.0, 1j])
    for i, m in enumerate(roots.multiplicities):
        _, degree, _, b, _ = _core.step_at_root(roots, 1.0, "newton", [("relax", relax)], i, 4)
        assert degree == (2 if relax == m else 1)
        assert abs(b[1] - (1 - relax / m)) < 1e-15


def test_euler_at_multiple_roots():
    roots = nb_cpp.find_roots(roots=[0.5, 0.5, 2j, 2j, 2j, -1.0])
    for i, (root, m) in enumerate(zip(roots.values, roots.multiplicities)):
        kind, degree, unit, b, other = _core.step_at_root(roots, 1.0, "euler", [], i, ORDER)
        with mpmath.workdps(60):
            step = step_of(exact_product([0.5, 0.5, 2j, 2j, 2j, -1.0]), "euler", {})
            for turn in np.exp(1j * np.arange(0.1, 6, 0.37)):
                t = mpf("1e-8") * mpc(turn)
                value = (step(mpc(root) + mpf(2) ** unit * t) - root) / mpf(2) ** unit
                if m == 2:
                    assert (kind, degree) == ("square_root", 1.5)
                    assert abs(abs(value) / abs(t) ** 1.5 / abs(b[0]) - 1) < 1e-3
                elif m == 3:
                    assert kind == "two_branches"
                    both = [mpmath.polyval(c[::-1], t) for c in (b, other)]
                    assert min(abs(value - f) for f in both) < 1e-15 * abs(t)
        if m == 3:
            assert abs(b[1] - np.conj(other[1])) < 1e-15
            assert abs(abs(b[1]) ** 2 - (1 + 1 / 3) / 4) < 1e-15


def test_nova_leaves_no_root():
    roots = nb_cpp.find_roots([1, 0, 0, -1])
    parameters = [("relax", 1.0), ("c", 0.1)]
    assert _core.step_at_root(roots, 1.0, "nova", parameters, 0, 4)[0] == "none"


@pytest.mark.parametrize("method", METHODS)
def test_derivative_along_an_orbit(method):
    rng = np.random.default_rng(8)
    for trial in range(12):
        coefs = np.array([number(rng) for _ in range(4 + trial)])
        parameters = chosen(method, rng, trial)
        points = np.array([number(rng) for _ in range(5)])
        given = coefs, method, list(parameters.items())
        mantissa, exponent = _core.derivative_along(*given, points)
        with mpmath.workdps(50):
            step = step_of(coefs, method, parameters)
            expected = mpmath.fprod(mpmath.diff(step, mpc(z)) for z in points)
            found = mpc(mantissa) * mpf(2) ** exponent
            assert abs(found - expected) < 1e-9 * abs(expected)


def test_a_derivative_beyond_the_range_of_doubles():
    coefs = np.array([1, 0, 0, -1], complex)
    # F' = 2/3 - 2/(3 z^3) about: each factor is 2^199 / 1.5 or so at z = 2^-66.
    mantissa, exponent = _core.derivative_along(coefs, "newton", [("relax", 1.0)], [2.0**-66] * 40)
    log = np.log2(abs(mantissa)) + exponent
    assert abs(log - 40 * (199 - np.log2(3))) < 1e-9
    assert _core.derivative_along(coefs, "newton", [("relax", 1.0)], np.zeros(1, complex)) is None
    # A superattracting cycle: 0 -> 1 -> 0, with p'' = 0 at 0.
    cycle = np.array([0, 1], complex)
    given = np.array([1, 0, -2, 2], complex), "newton", [("relax", 1.0)]
    assert _core.derivative_along(*given, cycle)[0] == 0


def test_powers_of_p_prime_do_not_leave_the_range():
    rng = np.random.default_rng(9)
    coefs = np.array([number(rng) for _ in range(61)])
    for method in METHODS:
        given = coefs, method, list(METHODS[method].parameters.items())
        for z in (9.0 + 4.0j, 1e-3, 0.9 + 0.3j):
            found = _core.step_series(*given, z, 2)
            longer = _core.long_step_series(*given, np.array([z], complex), 2, 256)
            assert_same_series(found, sums(longer), 1e-9)
