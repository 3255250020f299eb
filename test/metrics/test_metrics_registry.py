"""The registry of measures, what is made from it, and that its docstrings keep up."""

import tracemalloc

import numpy as np
import pytest

import nb_cpp
from nb_cpp import metrics
from nb_cpp._compare import comparison, tables
from nb_cpp.metrics import _registry

# As published: new ones come after them.
NAMES = [
    "shares",
    "not_converged",
    "mean_iterations",
    "ani",
    "cai",
    "evaluations_per_point",
    "basin_entropy",
    "boundary_dimension",
    "uncertainty_exponent",
    "wada_test",
    "minimal_fatal_shock",
]
COLUMNS = [
    "smallest_share",
    "largest_share",
    "share_spread",
    "not_converged_share",
    "cycle_share",
    "mean_iterations",
    "ani",
    "cai",
    "evaluations_per_point",
    "sb",
    "sbb",
    "boundary_dimension",
    "boundary_dimension_error",
    "uncertainty_exponent",
    "wada",
    "wada_radius",
    "fatal_shock",
]
B = nb_cpp.basins([1, 0, 0, -1], shape=(20, 30))


def test_the_summary_has_every_measure_in_order():
    names = [measure.name for measure in _registry.MEASURES]
    assert list(B.summary()) == names
    assert names[: len(NAMES)] == NAMES
    for name in names:
        assert f"``{name}``" in metrics.summary.__doc__
        assert name in metrics.__all__


def test_the_table_has_every_column_in_order():
    columns = [column.name for column in _registry.COLUMNS]
    assert [name for name in columns if name in COLUMNS] == COLUMNS
    table = nb_cpp.compare([[1, 0, -1]], ["newton"], shape=(8, 8))
    assert table.columns[:4] == ("polynomial", "method", "degree", "roots")
    assert list(table.columns[4:-6]) == columns
    assert table.columns[-6:-2] == (
        "accuracy",
        "tolerance_warning",
        "seconds",
        "ns_per_point",
    )
    assert table.columns[-2:] == ("share_0", "share_1")
    for name in columns:
        assert f"``{name}``" in nb_cpp.compare.__doc__


def test_titles_and_what_is_shown():
    assert tables._TITLES == {"ani": "ANI", "cai": "CAI", "sb": "Sb", "sbb": "Sbb"}
    assert tables._LATEX_TITLES == {"sb": "$S_b$", "sbb": "$S_{bb}$"}
    assert comparison._SHOWN == (
        "polynomial",
        "method",
        "not_converged_share",
        "mean_iterations",
        "ani",
        "evaluations_per_point",
        "sb",
        "sbb",
        "boundary_dimension",
        "wada",
        "ns_per_point",
    )


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"box": 0}, ValueError, "box must be 1 to 20"),
        ({"box": 2.0}, TypeError, "box must be an integer"),
        ({"sizes": []}, ValueError, r"sizes must not be empty, got \[\]"),
        ({"sizes": iter([2, 2])}, ValueError, r"sizes must differ .*got \[2, 2\]"),
        ({"sizes": [21]}, ValueError, "sizes must be 1 to 20"),
        ({"sizes": 3}, TypeError, "sizes must be integers, got 3"),
        ({"radius": -1}, ValueError, "radius must be zero or more, got -1"),
    ],
)
def test_options_are_refused_alike_and_before_anything_is_computed(
    options, error, message, monkeypatch
):
    def computed(*_arguments, **_options):
        raise AssertionError("computed")

    monkeypatch.setattr(_registry, "shares", computed)
    with pytest.raises(error, match=message):
        B.summary(**options)
    if not hasattr(options.get("sizes"), "__next__"):
        with pytest.raises(error, match=message):
            nb_cpp.compare([[1, 0, -1]], ["newton"], shape=(20, 30), **options)


def test_a_line_has_no_boundary_dimension():
    for call in (
        lambda: metrics.summary([[0, 1, 2]], [[1, 2, 3]]),
        lambda: nb_cpp.compare([[1, 0, -1]], ["newton"], shape=(1, 3), box=1),
    ):
        with pytest.raises(ValueError, match=r"two rows and two columns, got shape \(1, 3\)"):
            call()


def test_compare_checks_its_arguments_without_an_image():
    def stop(_done, _total):
        raise StopIteration

    nb_cpp.compare([[1, 0, -1]], ["newton"], shape=(8, 8))
    tracemalloc.start()
    try:
        with pytest.raises(StopIteration):
            nb_cpp.compare([[1, 0, -1]], ["newton"], shape=(4000, 4000), progress=stop)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1e6


def test_what_is_wrong_with_the_grid_is_said_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr(_registry, "shares", None)
    with pytest.raises(ValueError, match="y must be finite and descending"):
        metrics.summary(B.labels, B.iterations, roots=B.roots, x=B.x, y=B.y[::-1])


def test_a_wada_test_that_does_not_fit_is_refused(monkeypatch):
    labels = np.arange(30_000, dtype=np.int16).reshape(100, 300)
    monkeypatch.setattr(nb_cpp._validation, "_PHYSICAL_MEMORY", 16 * 2**30)
    with pytest.raises(MemoryError, match=r"shape \(30000, 30000\) takes 28800000000 bytes"):
        metrics.wada_test(labels)
    with pytest.raises(MemoryError, match="takes 28800000000 bytes"):
        metrics.summary(labels, labels)


def in_order(array, order):
    """The same values, laid out otherwise in memory."""
    if order == "strided":
        return np.repeat(array, 2, axis=1)[:, ::2]
    if order == "swapped":
        return array.astype(array.dtype.newbyteorder())
    return np.asfortranarray(array) if order == "F" else array.astype(order)


@pytest.mark.parametrize("order", ["int16", "int64", "F", "strided", "swapped"])
@pytest.mark.parametrize("shape", [(1, 2**20 + 3), (2**20 + 3, 1), (1300, 1100), (3, 2**20 - 1)])
def test_images_of_more_than_a_block(shape, order):
    random = np.random.default_rng(1)
    labels = random.integers(-2, 5, shape, dtype=np.int16)
    iterations = random.integers(0, 100, shape, dtype=np.int32)
    one, other = in_order(labels, order), in_order(iterations, order)
    found = metrics.shares(one)
    assert found.labels.tolist() == [0, 1, 2, 3, 4, -1, -2]
    assert found.counts.tolist() == [(labels == label).sum() for label in found.labels]
    means = metrics.mean_iterations(one, other)
    assert means.converged == iterations[labels >= 0].sum() / (labels >= 0).sum()
    assert means.all == metrics.ani(other) == iterations.mean()
    assert metrics.cai(one) == (labels >= 0).mean()
    assert metrics.not_converged(one) == 100.0 * (labels < 0).sum() / labels.size
    spoiled = iterations.astype(np.int64)
    spoiled[-1, -1] = -1
    with pytest.raises(ValueError, match="iterations must be zero or more, got -1"):
        metrics.ani(spoiled)
    spoiled[-1, -1] = 40_000
    with pytest.raises(ValueError, match="16 bits, got values from 0 to 40000"):
        metrics.cai(spoiled)
