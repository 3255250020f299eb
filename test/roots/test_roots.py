"""find_roots against roots proved in 200 digits by mpmath."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from roots_oracle import DIGITS, exact, true_roots

import nb_cpp


@pytest.fixture(autouse=True)
def high_precision():
    with mpmath.workdps(DIGITS):
        yield


# What must hold for every polynomial.


def check_shape(coefs, found):
    degree = len(np.trim_zeros(np.asarray(coefs, dtype=complex), "f")) - 1
    assert found.values.dtype == np.complex128
    assert found.multiplicities.dtype == np.intp
    assert found.radii.dtype == np.float64
    assert found.values.shape == found.multiplicities.shape == found.radii.shape
    assert found.multiplicities.sum() == degree
    assert (found.multiplicities >= 1).all()
    assert (found.radii >= 0).all()
    assert len(set(found.values.tolist())) == len(found.values)
    parts = found.values.view(np.float64)
    assert not np.signbit(parts[parts == 0]).any()


def check_order(values):
    tolerance = 8 * np.finfo(float).eps
    for a, b in zip(values, values[1:]):
        tie = abs(a.real - b.real) <= tolerance * max(abs(a), abs(b))
        assert a.real <= b.real or (tie and a.imag >= b.imag)


def check_conjugates(found):
    table = {z: (m, r) for z, m, r in zip(found.values, found.multiplicities, found.radii)}
    for z, entry in table.items():
        assert table.get(z.conjugate()) == entry


def check_discs(found, truth):
    """Each disc holds exactly the number of true roots that it claims."""
    for value, multiplicity, radius in zip(found.values, found.multiplicities, found.radii):
        inside = sum(m for t, m in truth if abs(t - exact(value)) <= mpf(float(radius)))
        assert inside == multiplicity


def ulp_errors(found, truth):
    """Componentwise distance to the nearest true root, in units in the last place of |root|."""
    errors = []
    for value in found.values:
        root = min((t for t, _ in truth), key=lambda t: abs(t - exact(value)))
        off = root - exact(value)
        ulp = np.spacing(float(abs(root))) if root else 1.0
        errors.append(float(max(abs(off.real), abs(off.imag))) / ulp)
    return np.array(errors)


def check(coefs, ulps=0.52):
    found = nb_cpp.find_roots(coefs)
    check_shape(coefs, found)
    check_order(found.values)
    if not np.iscomplex(np.asarray(coefs, dtype=complex)).any():
        check_conjugates(found)
    truth = true_roots(coefs, found)
    check_discs(found, truth)
    assert ulp_errors(found, truth).max() <= ulps
    return found


def integer_poly(roots):
    coefs = [1]
    for root in roots:
        coefs = [a - root * b for a, b in zip([*coefs, 0], [0, *coefs])]
    return coefs


@pytest.mark.parametrize("degree", [1, 2, 3, 4, 5, 6, 7, 9, 12, 17, 25, 40, 60])
@pytest.mark.parametrize("kind", ["real", "complex"])
def test_random(degree, kind):
    rng = np.random.default_rng(1000 + degree)
    coefs = rng.standard_normal(degree + 1)
    if kind == "complex":
        coefs = coefs + 1j * rng.standard_normal(degree + 1)
    found = check(coefs)
    assert len(found.values) == degree


@pytest.mark.parametrize("degree", [5, 12, 30])
def test_random_of_many_magnitudes(degree):
    rng = np.random.default_rng(degree)
    coefs = rng.standard_normal(degree + 1) * 10.0 ** rng.uniform(-40, 40, degree + 1)
    assert len(check(coefs).values) == degree


def test_article_polynomial():
    found = check([1, 0, 0, 0, 0, 0, 1])
    half_root_three = found.values[-1].real
    assert half_root_three == pytest.approx(np.sqrt(3) / 2, abs=2e-16)
    expected = [complex(x, y) for x in (-half_root_three, half_root_three) for y in (0.5, -0.5)]
    assert found.values.tolist() == [*expected[:2], 1j, -1j, *expected[2:]]


@pytest.mark.parametrize("factor", [1, 1j, 3 - 2j, 1e-200j])
def test_ties_of_complex_multiples(factor):
    found = nb_cpp.find_roots(np.array([1, 0, 0, 0, 0, 0, 1]) * factor)
    plain = nb_cpp.find_roots([1, 0, 0, 0, 0, 0, 1])
    np.testing.assert_allclose(found.values, plain.values, rtol=0, atol=1e-15)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 8, 17, 30])
@pytest.mark.parametrize("c", [-1, 1, 2.5, -1e200, 3e-200, 1 + 2j])
def test_binomial(n, c):
    assert len(check([1] + [0] * (n - 1) + [c]).values) == n


def test_wilkinson():
    found = check(integer_poly(range(1, 21)))
    assert len(found.values) == 20


def test_chebyshev():
    coefs = np.polynomial.chebyshev.cheb2poly([0] * 40 + [1])[::-1]
    found = check(coefs)
    assert (found.values.imag == 0).all()
    assert (found.values == -found.values[::-1]).all()


@pytest.mark.parametrize(
    ("root", "multiplicity"), [(3, 3), (1, 5), (1, 10), (-2, 7), (1, 20), (0, 6)]
)
def test_one_multiple_root(root, multiplicity):
    found = check(integer_poly([root] * multiplicity))
    assert found.values.tolist() == [root]
    assert found.multiplicities.tolist() == [multiplicity]
    assert found.radii.tolist() == [0.0]


@pytest.mark.parametrize(
    ("roots", "multiplicities"),
    [
        ([1, 1, 1, 2], [3, 1]),
        ([-1, -1, 0, 0, 0, 4], [2, 3, 1]),
        ([1] * 4 + [2] * 4 + [3] * 4, [4, 4, 4]),
        ([5, 5, 5, 6, 6], [3, 2]),
    ],
)
def test_several_multiple_roots(roots, multiplicities):
    found = check(integer_poly(roots))
    assert found.values.tolist() == sorted(set(roots))
    assert found.multiplicities.tolist() == multiplicities


@pytest.mark.parametrize(
    ("base", "power"),
    [([3, -1], 4), ([1, 0, -2], 3), ([1, 1, 1], 3), ([1, 0, 1], 6), ([7, 1, 3], 2)],
)
def test_multiple_roots_that_are_no_doubles(base, power):
    coefs = [1]
    for _ in range(power):
        coefs = np.convolve(coefs, base)
    found = check(coefs)
    assert found.multiplicities.tolist() == [power] * (len(base) - 1)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 1e-12, 1e-15])
def test_pairs_of_near_roots(gap):
    check(np.poly([1, 1 + gap]))
    check(np.poly([1, 1 + gap, -2, 0.5]))


def test_rounded_clusters():
    check(np.poly([0.1] * 3))
    check(np.poly([1.1] * 6))
    check(np.poly([1, 1 + 1e-5, 1 + 2e-5, 1 - 1e-5, 3]))


def test_neighbouring_doubles():
    one_up = np.nextafter(1.0, 2.0)
    found = check([1.0, -(1.0 + one_up), one_up], ulps=1.5)
    assert found.multiplicities.sum() == 2


def test_roots_closer_than_doubles():
    found = nb_cpp.find_roots([1, 0, 0, -2, 0, 0, 1 - 2.0**-53])
    check_shape([1, 0, 0, -2, 0, 0, 1 - 2.0**-53], found)
    check_discs(found, true_roots([1, 0, 0, -2, 0, 0, 1 - 2.0**-53], found))


@pytest.mark.parametrize(
    "coefs",
    [
        [1e-300, 1, 1e300],
        [1e300, 1, 1e-300],
        [1e300, 0, 3, 1e-300, 1e-300],
        [1e-100, 1e200, 1e-100, 1e200, 1],
        [1e308, 1e308, 1e308],
        [1e308 + 1e308j, 1e308, -1e308j],
        [5e-324, 5e-324, 5e-324, -1.5e-323],
        [1, -1e200, 1e-100],
        [1e150, 1, 1e-150, 1e150, 1e-150],
    ],
)
def test_extreme_coefficients(coefs):
    check(coefs)


def test_beyond_the_range_of_double():
    found = nb_cpp.find_roots([1e-300, 1e300])
    assert np.isinf(found.radii).tolist() == [True]
    assert np.isfinite(found.values).all()
    mixed = nb_cpp.find_roots([1e-300, 1e300, 1e-300, 1e300, 1])
    assert np.isinf(mixed.radii).tolist() == [True, False, False, False]
    assert mixed.values[0].real < -1e307
    tiny = nb_cpp.find_roots([1e300, 1e-300])
    assert tiny.values.tolist() == [0.0]
    assert tiny.radii[0] < 1e-322


@pytest.mark.parametrize("n", [1, 2, 3, 10, 31])
def test_all_equal(n):
    assert len(check([0.7] * (n + 1)).values) == n


@pytest.mark.parametrize(
    "coefs", [[1, 0, 0, 0, 0, 0, 0, 0, -1], [1, 0, -5, 0, 4], [2, 0, 3, 0, 7, 0]]
)
def test_even_and_odd_polynomials_are_symmetric(coefs):
    values = check(coefs).values
    assert set(values.tolist()) == set((-values + 0).tolist())


def test_imaginary_roots_have_no_real_part():
    values = check([1, 0, 5, 0, 4]).values
    assert values.tolist() == [2j, 1j, -1j, -2j]


@pytest.mark.parametrize("exponent", [-400, -37, 1, 350])
def test_power_of_two_scaling(exponent):
    rng = np.random.default_rng(7)
    for coefs in (rng.standard_normal(12), np.poly([1] * 6), np.array(integer_poly(range(1, 13)))):
        plain = nb_cpp.find_roots(coefs)
        scaled = nb_cpp.find_roots(np.ldexp(np.asarray(coefs, dtype=float), exponent))
        assert scaled.values.tobytes() == plain.values.tobytes()
        assert scaled.radii.tobytes() == plain.radii.tobytes()
        assert scaled.multiplicities.tolist() == plain.multiplicities.tolist()


def test_reversed_coefficients_give_inverse_roots():
    rng = np.random.default_rng(11)
    coefs = rng.standard_normal(20)
    inverse = check(coefs[::-1])
    truth = [(1 / t, m) for t, m in true_roots(coefs, nb_cpp.find_roots(coefs))]
    check_discs(inverse, truth)


@pytest.mark.parametrize("coefs", [[1] + [0] * 999 + [-1], [1] * 1001])
def test_degree_1000_on_the_unit_circle(coefs):
    found = nb_cpp.find_roots(coefs)
    n = 1000 + (coefs[1] == 1)
    index = np.rint(np.angle(found.values) * n / (2 * np.pi)).astype(int) % n
    assert len(set(index.tolist())) == 1000
    exact_roots = np.exp(2j * np.pi * index / n)
    assert np.abs(found.values - exact_roots).max() < 1e-14
    assert found.radii.max() < 2e-16


def test_degree_1000_random():
    rng = np.random.default_rng(3)
    coefs = rng.standard_normal(1001)
    found = nb_cpp.find_roots(coefs)
    check_shape(coefs, found)
    check_conjugates(found)
    assert len(found.values) == 1000
    assert (found.radii <= 1.5e-16 * np.abs(found.values)).all()


def test_given_roots():
    found = nb_cpp.find_roots(roots=[2, -1j, 0.1, 1j, 2.0])
    check_shape(np.poly([2, -1j, 0.1, 1j, 2]), found)
    assert found.values.tolist() == [1j, -1j, 0.1, 2]
    assert found.multiplicities.tolist() == [1, 1, 1, 2]
    assert not found.radii.any()
    with pytest.raises(TypeError, match="coefs and roots were both given"):
        nb_cpp.find_roots([1, 0], roots=[0])
    with pytest.raises(TypeError, match="no roots were given"):
        nb_cpp.find_roots()
    with pytest.raises(ValueError, match="roots must be one or more numbers"):
        nb_cpp.find_roots(roots=[])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-6, 6), min_size=2, max_size=7).filter(lambda c: c[0]))
def test_small_integer_coefficients(coefs):
    with mpmath.workdps(DIGITS):
        check(coefs)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=6))
def test_products_of_integer_roots(roots):
    found = nb_cpp.find_roots(integer_poly(roots))
    assert found.values.tolist() == sorted(set(roots))
    assert found.multiplicities.tolist() == [roots.count(r) for r in sorted(set(roots))]
    assert not found.radii.any() or max(found.radii) < 1e-15


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.complex_numbers(allow_nan=False, allow_infinity=False), min_size=2, max_size=6
    ).filter(lambda c: c[0] != 0)
)
def test_any_coefficients_give_a_result(coefs):
    found = nb_cpp.find_roots(coefs)
    check_shape(coefs, found)
    assert np.isfinite(found.values).all()
