"""Pixels that are mirrored instead of computed: nobody may see a difference."""

import numpy as np
import pytest
from helpers import check_against_oracle, core_basins

SYMMETRIC = (-2.0, 2.0, -2.0, 2.0)
POLYNOMIALS = {
    "real": [1, 0, -2, 2],
    "real even": [1, 0, -3, 0, 1],
    "real odd": [1, 0, 0, 0, -1, 0],
    "complex even": [1, 0, 1j, 0, 2 - 1j],
    "complex odd": [1j, 0, 1, 0],
    "complex": [1, 1j, 0, 2],
}


@pytest.mark.parametrize("coefs", POLYNOMIALS.values(), ids=POLYNOMIALS.keys())
@pytest.mark.parametrize("sampling", ["corner", "center", "endpoints"])
def test_symmetric_grids(target, coefs, sampling):
    shapes = [(16, 16), (16, 17), (17, 16), (17, 17), (16, 1), (1, 16), (3, 2)]
    check_against_oracle(coefs, SYMMETRIC, shapes, target, sampling=sampling)


@pytest.mark.parametrize("coefs", POLYNOMIALS.values(), ids=POLYNOMIALS.keys())
@pytest.mark.parametrize(
    "extent",
    [
        (-2.0, 2.0, -1.0, 2.0),  # pairs of columns, some pairs of rows
        (-1.0, 2.0, -2.0, 2.0),
        (-1.5, 2.0, -2.0, 1.0),  # rows and columns without a partner on both sides
        (0.5, 2.0, -2.0, 2.0),
        (-3.0, 1.0, 0.25, 4.25),
        (-0.1, 0.3, -0.7, 0.1),  # steps that are not exact: pairs here and there by chance
    ],
    ids=str,
)
def test_grids_that_are_symmetric_in_part(target, coefs, extent):
    check_against_oracle(coefs, extent, [(24, 32)], target)


@pytest.mark.parametrize("tol", [3.0, 10.0, 1e3])
@pytest.mark.parametrize("coefs", POLYNOMIALS.values(), ids=POLYNOMIALS.keys())
def test_ties_between_roots(target, coefs, tol):
    # A tolerance this large stops points on the bisector of two roots, where the lower index wins.
    check_against_oracle(coefs, SYMMETRIC, [(16, 16)], target, tol=tol)


@pytest.mark.parametrize("coefs", POLYNOMIALS.values(), ids=POLYNOMIALS.keys())
def test_large_images_have_no_gap(coefs):
    # Wider than a tile; the number of rows is odd, so that tiles end within rows.
    labels, iterations = core_basins(coefs, SYMMETRIC, 3000, 5, threads=3)
    for column in (0, 1, 2, 1023, 1024, 1499, 1500, 1501, 2998, 2999):
        left = -2.0 + 4.0 / 3000 * column
        one = core_basins(coefs, (left, left + 1.0, -2.0, 2.0), 1, 5)
        np.testing.assert_array_equal(labels[:, column], one[0][:, 0])
        np.testing.assert_array_equal(iterations[:, column], one[1][:, 0])
