"""Properties that hold for every polynomial, searched for counterexamples by Hypothesis."""

import numpy as np
from helpers import ANY_TOLERANCE, core_basins
from hypothesis import given
from hypothesis import strategies as st

import nb_cpp

EXTENT = (-2.0, 2.0, -2.0, 2.0)

coefficient = st.floats(-8, 8, allow_subnormal=False).map(lambda c: round(c, 3))
complex_coefficient = st.builds(complex, coefficient, coefficient)
leading = coefficient.filter(lambda c: abs(c) >= 0.125)


def polynomials(coefficients):
    return st.builds(
        lambda first, rest: [first, *rest],
        leading,
        st.lists(coefficients, min_size=1, max_size=9),
    )


real_polynomials = polynomials(coefficient)
all_polynomials = real_polynomials | polynomials(complex_coefficient)


@ANY_TOLERANCE
@given(real_polynomials)
def test_real_coefficients_give_a_symmetric_picture(coefs):
    # Row r and row 16 - r of a corner-sampled grid are conjugate; rows 0 and 8 have no partner.
    labels, iterations = core_basins(coefs, EXTENT, 16, 16)
    np.testing.assert_array_equal(iterations[1:8], iterations[:8:-1])
    roots = nb_cpp.find_roots(coefs).values
    upper, lower = labels[1:8], labels[:8:-1]
    np.testing.assert_array_equal(upper < 0, lower < 0)
    converged = upper >= 0
    np.testing.assert_array_equal(roots[upper[converged]], roots[lower[converged]].conj())


@ANY_TOLERANCE
@given(all_polynomials, st.integers(-60, 60))
def test_a_power_of_two_scales_nothing_but_tol(coefs, exponent):
    factor = 2.0**exponent
    plain = nb_cpp.compute(16, 16, coefs, *EXTENT)
    scaled = nb_cpp.compute(16, 16, [factor * c for c in coefs], *EXTENT, tol=1e-6 * factor)
    np.testing.assert_array_equal(plain, scaled)


@ANY_TOLERANCE
@given(all_polynomials)
def test_twice_gives_the_same(coefs):
    coefs = np.array(coefs)
    before = coefs.copy()
    first = nb_cpp.compute(40, 40, coefs, *EXTENT)
    np.testing.assert_array_equal(first, nb_cpp.compute(40, 40, coefs, *EXTENT))
    np.testing.assert_array_equal(coefs, before)


@ANY_TOLERANCE
@given(all_polynomials, st.integers(0, 40), st.integers(0, 40), st.integers(0, 50))
def test_values_are_in_range(coefs, imw, imh, itmax):
    hsv = nb_cpp.compute(imw, imh, coefs, *EXTENT, itmax=itmax)
    assert hsv.shape == (imh, imw, 3)
    assert ((hsv >= 0) & (hsv <= 1)).all()
    assert (hsv[..., 0] < 1).all()
    black = (hsv == 0).all(axis=-1)
    assert (hsv[~black, 1] == 1).all()
    assert (hsv[~black, 2] > 0).all()


@ANY_TOLERANCE
@given(all_polynomials)
def test_labelled_pixels_are_near_their_root(coefs):
    # A small residual at a simple root bounds the distance: |z - r| <= degree |p / p'|.
    roots = nb_cpp.find_roots(coefs)
    tight, _ = core_basins(coefs, EXTENT, 12, 12, itmax=200, tol=1e-12)
    loose, _ = core_basins(coefs, EXTENT, 12, 12, itmax=200, tol=1e-9)
    gaps = np.abs(roots.values[:, np.newaxis] - roots.values) + 10 * np.eye(len(roots.values))
    if gaps.min() > 1e-2:  # well separated roots: the label is settled long before the test passes
        both = (tight >= 0) & (loose >= 0)
        np.testing.assert_array_equal(tight[both], loose[both])
