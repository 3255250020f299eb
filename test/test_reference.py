"""Published numbers, at the published digits."""

import numpy as np
import pytest
from conftest import core_basins

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
    labels, iterations = core_basins(
        coefs, (-1.6, 1.6, -1.6, 1.6), 120, 120, sampling="endpoints", itmax=40, tol=1e-8
    )
    assert np.count_nonzero(labels >= 0) == converged
    assert round(float(iterations.mean()), 6) == mean
    counts = np.bincount(labels[labels >= 0], minlength=degree)
    # The publication lists the roots of unity by angle, from 1 on.
    roots = nb_cpp.find_roots(coefs).values
    by_angle = np.argsort(np.round(np.angle(roots) % (2 * np.pi), 6))
    assert [round(100 * counts[i] / labels.size, 1) for i in by_angle] == shares
