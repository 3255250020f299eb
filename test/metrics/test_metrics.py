"""The measures on images with known answers, beside plain definitions, and with bad input."""

from itertools import product
from math import isnan, log, nan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nb_cpp
from nb_cpp import metrics

images = hnp.arrays(
    np.int16,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12),
    elements=st.integers(-3, 3),
)


def half_planes(rows, columns, left):
    return np.tile((np.arange(columns) >= left).astype(np.int16), (rows, 1))


def checkerboard(side, square):
    # Python's division: NumPy's of 32-bit integers goes wrong in Debian 12 on i386.
    index = np.array([i // square for i in range(side)])
    return ((index[:, np.newaxis] + index) % 2).astype(np.int16)


def boxes(labels, side, shared=0):
    corners = (range(0, length - side - shared + 1, side) for length in labels.shape)
    for r, c in product(*corners):
        yield labels[r : r + side + shared, c : c + side + shared]


def entropy(box):
    shares = np.unique(box, return_counts=True)[1] / box.size
    return -(shares * np.log(shares)).sum()


def merged_boundary(labels, basin):
    inside = labels == basin
    found = np.zeros(labels.shape, bool)
    down, right = inside[1:] != inside[:-1], inside[:, 1:] != inside[:, :-1]
    found[1:] |= down
    found[:-1] |= down
    found[:, 1:] |= right
    found[:, :-1] |= right
    return np.argwhere(found)


def test_shares():
    result = metrics.shares([[2, 2, 0, -2], [-1, 2, 0, 2]], roots=4)
    np.testing.assert_array_equal(result.labels, [0, 1, 2, 3, -1, -2])
    np.testing.assert_array_equal(result.counts, [2, 0, 4, 0, 1, 1])
    np.testing.assert_array_equal(result.shares, [0.25, 0, 0.5, 0, 0.125, 0.125])
    assert result.standard_errors[2] == sqrt(0.5 * 0.5 / 8)
    assert result.standard_errors[1] == 0


def test_the_standard_error_is_that_of_random_points():
    rng = np.random.default_rng(1)
    drawn = [metrics.shares((rng.random((40, 40)) < 0.3).astype(int), 2) for _ in range(300)]
    scatter = np.std([s.shares[1] for s in drawn])
    assert scatter == pytest.approx(drawn[0].standard_errors[1], rel=0.15)


def test_counts_of_iterations():
    labels = np.array([[0, 1], [-1, -2]])
    iterations = np.array([[3, 6], [20, 20]], np.int32)
    assert metrics.not_converged(labels) == 50.0
    assert metrics.cai(labels) == 0.5
    assert metrics.mean_iterations(labels, iterations) == (4.5, 12.25)
    assert metrics.ani(iterations) == 12.25
    assert metrics.evaluations_per_point(iterations, 3) == 36.75


def test_sums_of_iterations_do_not_overflow():
    largest = np.full((300, 300), 2**31 - 1, np.int32)
    assert metrics.ani(largest) == 2**31 - 1
    assert metrics.mean_iterations(np.zeros((300, 300), int), largest).converged == 2**31 - 1


def test_nothing_converged():
    labels, iterations = np.full((8, 8), -1, np.int16), np.full((8, 8), 50)
    result = metrics.mean_iterations(labels, iterations)
    assert isnan(result.converged)
    assert result.all == 50
    assert metrics.cai(labels) == 0
    assert isnan(metrics.wada_test(labels).fraction)
    assert metrics.wada_test(labels).boundary.shape == (0,)


def test_single_basin():
    labels = np.zeros((64, 64), np.int16)
    assert metrics.shares(labels).shares.tolist() == [1.0]
    assert metrics.shares(labels).standard_errors.tolist() == [0.0]
    result = metrics.basin_entropy(labels)
    assert result.sb == 0
    assert isnan(result.sbb)
    assert not result.fractal
    dimension = metrics.boundary_dimension(labels)
    assert isnan(dimension.dimension)
    assert isnan(dimension.standard_error)
    assert not dimension.counts.any()
    assert isnan(metrics.uncertainty_exponent(labels))
    test = metrics.wada_test(labels)
    assert isnan(test.fraction)
    assert isnan(test.smallest_radius)
    assert not test.wada
    shock = metrics.minimal_fatal_shock(labels, range(64), range(64, 0, -1), 30 + 30j)
    assert isnan(shock.size)
    assert not shock.enclosed


def test_entropy_of_checkerboards():
    # Every box of 4 holds 8 squares of each colour; boxes of 5 hold 12 and 13.
    fine = checkerboard(20, 1)
    assert metrics.basin_entropy(fine, 4) == pytest.approx((log(2), log(2), 25, 25))
    odd = -(12 / 25 * log(12 / 25) + 13 / 25 * log(13 / 25))
    assert metrics.basin_entropy(fine, 5) == pytest.approx((odd, odd, 16, 16))
    result = metrics.basin_entropy(checkerboard(20, 5), 5)
    assert result.sb == 0
    assert result.boundary_boxes == 0


def test_entropy_of_half_planes_ignores_incomplete_boxes():
    # Boxes of 4 in 22 columns: the last two columns are left out, the third box is cut in halves.
    result = metrics.basin_entropy(half_planes(9, 22, 10), 4)
    assert result == pytest.approx((log(2) / 5, log(2), 10, 2))
    changed = half_planes(9, 22, 10)
    changed[8:] = 7
    changed[:, 20:] = 8
    assert metrics.basin_entropy(changed, 4) == result
    assert metrics.basin_entropy(changed, 1)[0] == 0


def test_log_2_is_the_threshold_of_a_fractal_boundary():
    assert not metrics.basin_entropy(half_planes(20, 20, 11), 5).fractal
    assert metrics.basin_entropy(np.arange(400).reshape(20, 20) % 3, 5).fractal


@given(images, st.integers(1, 12))
def test_entropy_is_what_its_definition_says(labels, side):
    side = min(side, *labels.shape)
    values = [entropy(box) for box in boxes(labels, side)]
    mixed = [value for value in values if value > 0]
    result = metrics.basin_entropy(labels, side)
    assert result.sb == pytest.approx(np.mean(values), abs=1e-12)
    assert result.sbb == pytest.approx(np.mean(mixed) if mixed else nan, nan_ok=True)
    assert (result.boxes, result.boundary_boxes) == (len(values), len(mixed))
    assert 0 <= result.sb <= log(len(np.unique(labels))) + 1e-12


def slope(sizes, counts):
    used = np.array(counts) > 0
    if used.sum() < 2:
        return nan
    return np.polyfit(-np.log(np.array(sizes)[used]), np.log(np.array(counts)[used]), 1)[0]


@given(images.filter(lambda labels: min(labels.shape) > 1))
def test_box_counts_are_what_their_definition_says(labels):
    sizes = range(1, min(labels.shape))
    result = metrics.boundary_dimension(labels, sizes)
    counted = [
        sum(len(np.unique(box)) > 1 for box in boxes(labels, size, shared=1)) for size in sizes
    ]
    np.testing.assert_array_equal(result.counts, counted)
    assert result.dimension == pytest.approx(slope(sizes, counted), abs=1e-9, nan_ok=True)


@given(images)
def test_uncertainty_exponent_is_what_its_definition_says(labels):
    sizes = range(1, min(labels.shape) + 1)
    counted = [sum(len(np.unique(box)) > 1 for box in boxes(labels, size)) for size in sizes]
    exponent = metrics.uncertainty_exponent(labels, sizes)
    assert exponent == pytest.approx(2 - slope(sizes, counted), abs=1e-9, nan_ok=True)


@given(images, st.integers(0, 4))
def test_wada_distances_are_what_their_definition_says(labels, radius):
    result = metrics.wada_test(labels, radius)
    basins = np.unique(labels[labels != -1])
    np.testing.assert_array_equal(result.labels, basins)
    if len(basins) < 2:
        return
    boundaries = [merged_boundary(labels, basin) for basin in basins]
    np.testing.assert_array_equal(result.boundary, [len(b) for b in boundaries])
    for (i, one), (j, other) in product(enumerate(boundaries), repeat=2):
        distances = np.abs(one[:, np.newaxis] - other).sum(axis=2).min(axis=1)
        assert result.distance[i, j] == distances.max()
        assert result.outside[i, j] == np.count_nonzero(distances > radius)


@given(images.filter(lambda labels: min(labels.shape) > 1), st.permutations(range(-3, 4)))
def test_measures_do_not_depend_on_names_of_labels_or_on_the_side(labels, names):
    side = min(labels.shape)
    square = np.ascontiguousarray(labels[:side, :side])
    # Boxes that tile the square, whichever corner they start from.
    entropy = metrics.basin_entropy(square, side)
    counts = metrics.boundary_dimension(square, [side - 1]).counts
    renamed = np.array(names, np.int16)[square + 3]
    for other in (renamed, square[::-1], square[:, ::-1], square.T):
        assert metrics.basin_entropy(other, side) == pytest.approx(entropy, nan_ok=True)
        again = metrics.boundary_dimension(other, [side - 1]).counts
        np.testing.assert_array_equal(again, counts)
    for other in (square[::-1], square[:, ::-1], square.T):
        np.testing.assert_array_equal(
            metrics.wada_test(other).distance, metrics.wada_test(square).distance
        )
        for mine, its in zip(metrics.shares(other), metrics.shares(square)):
            np.testing.assert_array_equal(mine, its)


@given(images)
def test_shares_add_up(labels):
    result = metrics.shares(labels)
    assert result.counts.sum() == labels.size
    assert result.shares.sum() == pytest.approx(1)
    roots = result.shares[result.labels >= 0].sum()
    assert roots == pytest.approx(metrics.cai(labels))
    assert 100 * (1 - roots) == pytest.approx(metrics.not_converged(labels), abs=1e-9)


@given(images, st.integers(-3, 3), st.complex_numbers(max_magnitude=20, allow_nan=False))
def test_no_other_label_is_nearer_than_the_minimal_shock(labels, label, point):
    x, y = np.arange(labels.shape[1]) * 0.5, -np.arange(labels.shape[0]) * 0.25
    result = metrics.minimal_fatal_shock(labels, x, y, point, label)
    distances = np.abs(x + 1j * y[:, np.newaxis] - point)[labels != label]
    if distances.size:
        assert result.size == pytest.approx(distances.min())
        assert abs(result.shock) == result.size
    else:
        assert isnan(result.size)


@pytest.mark.parametrize("axis", ["vertical", "horizontal", "diagonal", "oblique"])
def test_a_line_has_dimension_1(axis):
    index = np.arange(1000)
    across = {
        "vertical": 0 * index[:, np.newaxis] + index > 503,
        "horizontal": 0 * index + index[:, np.newaxis] > 503,
        "diagonal": index > index[:, np.newaxis] + 7,
        "oblique": index > 0.618 * index[:, np.newaxis] + 100,
    }[axis]
    result = metrics.boundary_dimension(across.astype(int))
    assert result.dimension == pytest.approx(1, abs=0.006)
    assert result.fitted == (1, 32)
    assert result.standard_error < 0.003
    assert result.residual < 0.01


def test_half_planes_have_an_uncertainty_exponent_of_1():
    # No size divides 503, so the boundary runs inside of boxes.
    labels = half_planes(1000, 1000, 503)
    assert metrics.uncertainty_exponent(labels, range(5, 51)) == pytest.approx(1, abs=0.02)
    assert metrics.uncertainty_exponent(labels) == pytest.approx(1, abs=0.02)


def test_a_boundary_everywhere_has_dimension_2():
    sizes = [1, 2, 4, 8, 16, 32]
    result = metrics.boundary_dimension(checkerboard(65, 1), sizes)
    np.testing.assert_array_equal(result.counts, [64**2, 32**2, 16**2, 8**2, 4**2, 2**2])
    assert result.dimension == pytest.approx(2, abs=1e-12)
    assert result.standard_error < 1e-12
    exponent = metrics.uncertainty_exponent(checkerboard(64, 1), sizes[1:])
    assert exponent == pytest.approx(0, abs=1e-12)


def test_the_fit_of_a_part_of_the_sizes():
    labels = nb_cpp.basins([1, 0, 0, -1], shape=(200, 200)).labels
    whole = metrics.boundary_dimension(labels, range(2, 31))
    part = metrics.boundary_dimension(labels, range(2, 31), fitted=(4, 10))
    np.testing.assert_array_equal(part.counts, whole.counts)
    assert part.fitted == (4, 10)
    assert part.dimension == metrics.boundary_dimension(labels, range(4, 11)).dimension
    assert "boxes of 4 to 10 pixels" in repr(part)
    x, y = -np.log(np.arange(2, 31)), np.log(whole.counts)
    (slope, offset), covariance = np.polyfit(x, y, 1, cov=True)
    assert whole.standard_error == pytest.approx(sqrt(covariance[0, 0]))
    assert whole.residual == pytest.approx(sqrt(np.mean((y - slope * x - offset) ** 2)))


@pytest.mark.parametrize("shape", [(2, 2), (3, 4), (2, 70000), (30, 200)])
def test_default_sizes_fit_every_image(shape):
    rng = np.random.default_rng(3)
    result = metrics.boundary_dimension(rng.integers(0, 2, shape))
    assert result.sizes.max() < min(shape)
    metrics.uncertainty_exponent(rng.integers(0, 2, shape))


def test_wada_of_attractors_jl():
    stripes = np.repeat([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], 12).reshape(12, 12)
    for radius in (1, 2):
        assert metrics.wada_test(stripes, radius).outside.max() == 12 * 2
    assert not metrics.wada_test(stripes, 3).wada
    assert metrics.wada_test(stripes, 4).wada
    mixed = np.repeat([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], 12).reshape(12, 12)
    assert metrics.wada_test(mixed, 1).fraction == 0.0
    assert metrics.wada_test(mixed, 1).wada
    assert not metrics.wada_test(mixed, 0).wada


def test_wada_takes_points_that_did_not_converge_for_no_basin():
    labels = np.array([[0, 1, 2, -1, -1, -1, 0, 1, 2]])
    np.testing.assert_array_equal(metrics.wada_test(labels).labels, [0, 1, 2])


def test_fatal_shock_of_a_half_plane():
    x, y = np.linspace(-1, 1, 201), np.linspace(1, -1, 101)
    labels = half_planes(101, 201, 150)  # from x = 0.5 on
    result = metrics.minimal_fatal_shock(labels, x, y, 0.1 + 0.2j)
    assert result.size == pytest.approx(0.4)
    assert result.shock == pytest.approx(0.4)
    assert result.enclosed
    near_the_top = metrics.minimal_fatal_shock(labels, x, y, 0.1 + 0.9j)
    assert near_the_top.size == pytest.approx(0.4)
    assert not near_the_top.enclosed
    outside = metrics.minimal_fatal_shock(labels, x, y, -3, label=0)
    assert outside.size == pytest.approx(3.5)
    assert not outside.enclosed


def test_summary_has_every_measure():
    b = nb_cpp.basins([1, 0, 0, -1], shape=(120, 160))
    s = metrics.summary(b.labels, b.iterations, roots=b.roots, x=b.x, y=b.y, evaluations=2)
    functions = {name for name in metrics.__all__ if name[0].islower()} - {"summary"}
    assert set(s) == functions
    assert s["ani"] == b.iterations.mean()
    assert s["evaluations_per_point"] == 2 * s["ani"]
    assert s["basin_entropy"] == metrics.basin_entropy(b.labels)
    assert repr(s["boundary_dimension"]) == repr(metrics.boundary_dimension(b.labels))
    assert [shock.size for shock in s["minimal_fatal_shock"]] == [
        metrics.minimal_fatal_shock(b.labels, b.x, b.y, z).size for z in b.roots
    ]
    bare = metrics.summary(b.labels, b.iterations)
    assert bare["minimal_fatal_shock"] is None
    assert bare["evaluations_per_point"] is None


def test_arguments_are_not_modified():
    labels = np.arange(60, dtype=np.int16).reshape(6, 10)[:, ::2]
    before = labels.copy()
    labels.setflags(write=False)
    metrics.summary(labels, np.ones((6, 5), int))
    np.testing.assert_array_equal(labels, before)


def test_results_print_plain_numbers():
    labels = checkerboard(40, 7)
    x, y = range(40), range(40, 0, -1)
    for result in metrics.summary(labels, labels, roots=[1, 2], x=x, y=y).values():
        assert "np." not in repr(result)
