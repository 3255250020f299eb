"""Basins at points of one's own: shapes, copies, and what is refused."""

import numpy as np
import pytest

import nb_cpp


def test_points_keep_their_shape():
    q = nb_cpp.basins_at([1, 0, -1], [[1.0, 2.0, -1.0]], smooth=True)
    assert q.labels.shape == q.smooth.shape == (1, 3)
    assert "3 points" in repr(q)
    single = nb_cpp.basins_at([1, 0, -1], 2.0)
    assert single.labels.shape == ()
    assert nb_cpp.basins_at([1, 0, -1], []).labels.shape == (0,)
    with pytest.raises(TypeError, match="points must be given"):
        nb_cpp.basins_at([1, 0, -1])


def test_points_are_copied():
    points = np.array([2.0 + 0j])
    q = nb_cpp.basins_at([1, 0, -1], points)
    points[0] = 99.0
    assert q.points[0] == 2.0
    assert not q.labels.flags.writeable
    many = np.arange(200_000.0).reshape(400, 500)[:, ::-3]
    q = nb_cpp.basins_at([1, 0, -1], many)
    assert q.points.flags.c_contiguous
    np.testing.assert_array_equal(q.points, many)


@pytest.mark.parametrize("bad", [np.inf, complex(0, np.nan)])
@pytest.mark.parametrize("place", [0, 16_383, 16_384, 49_999])
def test_one_point_that_is_not_finite_is_refused(bad, place):
    points = np.zeros(50_000, complex)
    points[place] = bad
    with pytest.raises(ValueError, match="points must be finite"):
        nb_cpp.basins_at([1, 0, -1], points)
