"""The kernel against the oracle, on every instruction set that the machine can run."""

from fractions import Fraction

import numpy as np
import pytest
from helpers import check_against_oracle, core_basins, random_polynomial
from oracle import fused_multiply_add

SHAPES = [(1, 37), (41, 1), (1, 1), (13, 17), (31, 29)]  # rows, columns
EXTENT = (-2.1, 1.9, -1.7, 2.3)


@pytest.mark.parametrize("real", [True, False], ids=["real", "complex"])
@pytest.mark.parametrize("degree", range(2, 21))
def test_random_polynomials(target, degree, real):
    rng = np.random.default_rng([degree, real])
    for _ in range(2):
        coefs = random_polynomial(rng, degree, real)
        check_against_oracle(coefs, EXTENT, SHAPES, target, threads=1 + degree % 8)


@pytest.mark.parametrize(
    "coefs",
    [
        [1, -1],
        [2j, 1],
        [3, 0, 0],
        [1, 0, -2, 2],
        [1, 0, 0, 1j],
        [1, 0, 0, 0, -1, -1],
        [1, 0, 0, 0, 15, 0, 0, 0, -16],
        [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, -3],
        [1, 0, 0, 0, 0, 1j, 0, 0, 0, 0, 0],
        [0.5, *[0] * 16, 1, 0, 0, -1j],
        [1, *[0] * 62, 1],
        [1, *[0] * 63, 1],
    ],
    ids=str,
)
def test_polynomials_with_gaps(target, coefs):
    check_against_oracle(coefs, EXTENT, SHAPES, target)


@pytest.mark.parametrize("sampling", ["corner", "center", "endpoints"])
def test_samplings(target, sampling):
    check_against_oracle([1, 0, -2, 2], EXTENT, SHAPES, target, sampling=sampling)


def test_points_that_cannot_step(target):
    # The centre of z^6+1 has a zero derivative; the poles' neighbours overflow and come back.
    check_against_oracle([1, 0, 0, 0, 0, 0, 1], (-1, 1, -1, 1), [(8, 8)], target)
    labels, iterations = core_basins([1, 0, 1], (-1, 1, -1, 1), 2, 2)
    assert labels[1, 1] == -1
    assert iterations[1, 1] == 30


def test_exact_zero_passes_every_tolerance(target):
    # At the double root 0 both p and p' vanish: the step is zero and the residual is 0.
    labels, iterations = core_basins([1, 0, 0], (-1, 1, -1, 1), 2, 2, tol=0.0)
    assert labels[1, 1] == 0
    assert iterations[1, 1] == 1


@pytest.mark.parametrize(("itmax", "tol"), [(30, 1e-6), (4, 1e-3), (50, 1e-12)])
@pytest.mark.parametrize(
    "coefs",
    [
        [1, 0, 0, -1],
        [1, 0, -2, 2],
        [1, 0, 0, 0, 0, 0, 1],
        [1, -1, -1, 1],  # a double root
        tuple(random_polynomial(np.random.default_rng(9), 9, True)),
        tuple(random_polynomial(np.random.default_rng(12), 12, False)),
    ],
    ids=lambda coefs: f"degree{len(coefs) - 1}",
)
def test_known_endings(target, coefs, itmax, tol):
    # Larger than the other pictures: in these the last steps are not taken any more.
    shape = 30 * (len(coefs) - 1), 70
    check_against_oracle(coefs, EXTENT, [shape], target, itmax=itmax, tol=tol, threads=2)


@pytest.mark.parametrize("itmax", [0, 1, 2, 7, 1000])
def test_iteration_limits(target, itmax):
    # z^3 - 2z + 2 has points that cycle for ever.
    check_against_oracle([1, 0, -2, 2], EXTENT, [(7, 11)], target, itmax=itmax)


@pytest.mark.parametrize("tol", [0.0, 1e-300, 1e-12, 0.5, 1e200, np.inf])
def test_tolerances(target, tol):
    check_against_oracle([1, 0, 0, -1], EXTENT, [(19, 23)], target, tol=tol)


@pytest.mark.parametrize(
    ("coefs", "exponent"),
    [
        (coefs, exponent)
        for coefs in ([1, 0, -1], [1, 1, 1], [1, 0, 1j, 2])
        for exponent in (-500, -330, -101, -100, 100, 101, 330, 500)
        if abs(exponent) * (len(coefs) - 1) <= 1000  # the coefficients stay in range
    ],
    ids=str,
)
def test_roots_of_every_size(target, coefs, exponent):
    # p(2^-e z): the picture of p, though powers and squares may leave the range of a double.
    degree = len(coefs) - 1
    scaled = [c * 2.0 ** (exponent * i) for i, c in enumerate(coefs)]
    extent = tuple(2.0**exponent * bound for bound in EXTENT)
    result = core_basins(scaled, extent, 19, 23, tol=1e-6 * 2.0 ** (exponent * degree))
    for a, b in zip(result, core_basins(coefs, EXTENT, 19, 23, tol=1e-6)):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("coefs", "scale", "tol"),
    [
        ([1e-160, 0, 0, 0, -1e170], 1e82, 1e160),
        ([1e-200, 1, 1e200], 1e200, 1e190),
        ([1e300, 0, 0, 1e-300], 1e-200, 1e-310),
        ([5e-324, 0, 1e270], 1e296, 1e260),
    ],
    ids=str,
)
def test_coefficients_of_every_size(target, coefs, scale, tol):
    extent = tuple(scale * bound for bound in EXTENT)
    labels, _ = core_basins(coefs, extent, 17, 13, itmax=100, tol=tol)
    # In exact arithmetic nearly all points converge, and so they did in plain NumPy.
    assert np.count_nonzero(labels >= 0) > 0.95 * labels.size
    assert len(np.unique(labels[labels >= 0])) == len(coefs) - 1


@pytest.mark.parametrize(
    ("coefs", "reach", "itmax", "tol"),
    [
        ([1, 0, 0, -1e-307], 5.0, 900, 1e-311),
        ([1, 0, -1e-300], 1e6, 900, 1e-305),
        ([1, 0, 0, -1e-290], 1e7, 900, 1e-294),
        ([1, -1e-200], 1e300, 5, 1e-6),
        ([1e300, 1e300, 0, 0, 0, 0, 1e-320], 0.5, 2000, 1e-321),
        ([1, 0, 0, 0, -1], 1e45, 1000, 1e-6),
    ],
    ids=str,
)
def test_starting_points_far_from_the_roots(target, coefs, reach, itmax, tol):
    # Powers and squares of one or the other are out of range; Newton's steps are not.
    labels, _ = core_basins(coefs, (-reach, reach, -reach, reach), 12, 10, itmax=itmax, tol=tol)
    assert np.count_nonzero(labels >= 0) >= 108


def test_labels_of_roots_whose_squares_vanish(target):
    # 0 and 1e-170.
    extent = (-1e-170, 3e-170, -2e-170, 2e-170)
    labels, _ = core_basins([1e200, -1e30, 0], extent, 12, 10, tol=1e-170)
    assert set(np.unique(labels)) <= {-1, 0, 1}
    assert np.count_nonzero(labels[:, -1] == 1) == 10
    assert np.count_nonzero(labels[:, 0] == 0) == 10


@pytest.mark.parametrize("real", [True, False], ids=["real", "complex"])
@pytest.mark.parametrize("degree", [2, 5, 11])
def test_several_tiles_and_threads(target, degree, real):
    coefs = random_polynomial(np.random.default_rng([degree, real, 1]), degree, real)
    for threads in range(1, 9):
        check_against_oracle(coefs, EXTENT, [(71, 67)], target, threads=threads)


def test_same_bits_for_every_thread_count(target):
    rng = np.random.default_rng(7)
    coefs = random_polynomial(rng, 5, real=False)
    one = core_basins(coefs, EXTENT, 211, 223, threads=1)
    for threads in range(2, 9):
        several = core_basins(coefs, EXTENT, 211, 223, threads=threads)
        for a, b in zip(one, several):
            np.testing.assert_array_equal(a, b)


def test_same_bits_for_every_split(target):
    coefs = random_polynomial(np.random.default_rng(8), 6, real=True)
    whole, counts = core_basins(coefs, (-2, 2, -2, 2), 128, 128)
    for row in (0, 1, 63, 127):
        top = 2 - 4 / 128 * row
        labels, iterations = core_basins(coefs, (-2, 2, top - 4 / 128, top), 128, 1)
        np.testing.assert_array_equal(labels[0], whole[row])
        np.testing.assert_array_equal(iterations[0], counts[row])


def test_fused_multiply_add_of_the_oracle():
    # Judged by exact rational arithmetic, cancellation included.
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((2, 2000))
    c = np.where(rng.random(2000) < 0.5, -a * b * (1 + 1e-15), rng.standard_normal(2000))
    exact = [float(Fraction(x) * Fraction(y) + Fraction(z)) for x, y, z in zip(a, b, c)]
    np.testing.assert_array_equal(fused_multiply_add(a, b, c), exact)
