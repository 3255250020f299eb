"""Published numbers, at the published digits."""

import numpy as np
import pytest

import nb_cpp


def test_value_test_of_0_0_8():
    hsv = nb_cpp.compute(
        imw=3,
        imh=3,
        coefs=np.array([1, 0, 0, 0, 0, 0, 1], dtype=float),
        crmin=-5.0,
        crmax=5.0,
        cimin=-5.0,
        cimax=5.0,
        itmax=30,
        tol=1e-6,
    )
    expected_hue = [[0, 0.333, 0.333], [0, 0, 0.667], [0.167, 0.167, 0.833]]
    expected_value = [[0.533, 0.567, 0.567], [0.6, 0.733, 0.733], [0.6, 0.733, 0.733]]
    np.testing.assert_array_equal(hsv[..., 0].round(3), expected_hue)
    np.testing.assert_array_equal(hsv[..., 1], np.ones((3, 3)))
    np.testing.assert_array_equal(hsv[..., 2].round(3), expected_value)


def test_empty_image_of_0_0_8():
    assert nb_cpp.compute(imw=0, imh=0).shape == (0, 0, 3)


@pytest.mark.parametrize(
    ("degree", "converged", "mean", "shares"),
    [
        (3, 14400, 7.225417, [34.2, 32.9, 32.9]),
        (4, 14136, 9.886667, [24.5, 24.5, 24.5, 24.5]),
        (5, 14184, 10.659028, [17.1, 19.5, 21.2, 21.2, 19.5]),
    ],
)
def test_unity_family_of_newton_fractal_lab(target, degree, converged, mean, shares):
    coefs = [1, *[0] * (degree - 1), -1]
    b = nb_cpp.basins(
        coefs,
        extent=(-1.6, 1.6, -1.6, 1.6),
        shape=(120, 120),
        sampling="endpoints",
        itmax=40,
        tol=1e-8,
    )
    labels, iterations = b.labels, b.iterations
    assert np.count_nonzero(labels >= 0) == converged
    assert round(float(iterations.mean()), 6) == mean
    counts = np.bincount(labels[labels >= 0], minlength=degree)
    # The publication lists the roots of unity by angle, from 1 on.
    roots = nb_cpp.find_roots(coefs).values
    by_angle = np.argsort(np.round(np.angle(roots) % (2 * np.pi), 6))
    assert [round(100 * counts[i] / labels.size, 1) for i in by_angle] == shares


@pytest.mark.parametrize(
    ("coefs", "points", "multiplier", "published", "difference"),
    [
        # On these 10^6 points the share is 1.0544 %, by plain NumPy too; finer grids give 1.059 %.
        ([1, 0, -2, 2], [0, 1], 0, 1.058, 0.004),
        ([1, 0, 0, 0, -1, -1], [-1.000258, -0.750322, 0.083357], -0.189, 4.49, 0.005),
        ([1, 0, -6, 0, -11], [-1, 1], 0, 10.345, 0.001),
    ],
)
def test_attracting_cycles_and_their_shares(coefs, points, multiplier, published, difference):
    b = nb_cpp.basins(coefs, shape=(1000, 1000), sampling="center", itmax=500, cycles=True)
    (cycle,) = b.cycles
    np.testing.assert_allclose(cycle.points, points, rtol=0, atol=1e-6)
    assert abs(cycle.multiplier - multiplier) < 5e-4
    assert 100 * np.mean(b.labels == -2) == pytest.approx(published, abs=difference)


@pytest.mark.parametrize(
    ("coefs", "exact", "numpy_error"),
    [
        (np.poly([3] * 3), [3], 9.6e-6),
        (np.poly([1] * 5), [1], 9.5e-4),
        (np.poly([1] * 10), [1], 5.1e-2),
        (nb_cpp.basins(roots=range(1, 21), shape=(0, 0)).coefs.real, range(1, 21), 5.0e-3),
        (
            np.polynomial.Chebyshev.basis(40).convert(kind=np.polynomial.Polynomial),
            np.sort(np.cos((2 * np.arange(40) + 1) * np.pi / 80)),
            1.3e-4,
        ),
    ],
    ids=["(x-3)^3", "(x-1)^5", "(x-1)^10", "Wilkinson-20", "Chebyshev-40"],
)
def test_what_numpy_roots_gets_wrong(coefs, exact, numpy_error):
    # Rounding Wilkinson's coefficients to double moves its roots by 6e-4; test_roots.py compares
    # with the exact roots of the polynomials as given.
    r = nb_cpp.find_roots(coefs)
    exact = np.asarray(exact, dtype=float)
    assert len(r.values) == len(exact)
    error = np.abs(r.values - exact).max()
    assert error < numpy_error / (5 if len(exact) == 20 else 100)
    if len(exact) == 1:
        assert error == 0
        assert r.multiplicities.tolist() == [len(coefs) - 1]
