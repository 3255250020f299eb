"""Narrow windows of polynomials that are evaluated from their roots, beside mpmath."""

import mpmath
import numpy as np
import pytest

import nb_cpp

TOL = 1e-6


def newton(roots, start, itmax):
    """Label and count of Newton's iteration until |p| is at most `TOL`, in 60 digits."""
    with mpmath.workdps(60):
        z = mpmath.mpmathify(start)
        for k in range(itmax + 1):
            apart = [z - r for r in roots]
            if k and abs(mpmath.fprod(apart)) <= TOL:
                return min(range(len(roots)), key=lambda i: abs(apart[i])), k
            z -= 1 / mpmath.fsum(1 / d for d in apart)
    return -1, itmax


# Wilkinson's, whose coefficients lose up to 1e-3 of p, and roots that are far from 0.
PROBLEMS = [
    (range(1, 9), "5.5"),
    (range(1, 11), "5.5"),
    (range(1, 13), "5.5"),
    ([10000, 10001, 10000 + 2j], 10000.9 + 0.7j),
]


@pytest.mark.parametrize(("roots", "near"), PROBLEMS)
@pytest.mark.parametrize("width", ["1e-4", "1e-11", "1e-30"])
def test_accuracy_is_that_of_what_is_evaluated(roots, near, width):
    x, y = nb_cpp.boundary_point(roots=roots, near=near, width=1, digits=45)
    b = nb_cpp.basins(roots=roots, centre=(x, y), width=width, shape=(32, 32), tol=TOL)
    assert b.accuracy < 1e-7
    assert len(np.unique(b.labels)) > 1
    with mpmath.workdps(60):
        centre, half = mpmath.mpc(x, y), mpmath.mpf(width) / 2
        for row, column in np.random.default_rng(len(roots)).integers(0, 32, (12, 2)):
            start = centre + half * mpmath.mpc(b.dx[column], b.dy[row])
            assert newton(b.roots, start, b.itmax) == (
                b.labels[row, column],
                b.iterations[row, column],
            )
