"""What the measures do with bad input."""

import subprocess
import sys
from math import inf, nan

import numpy as np
import pytest

import nb_cpp
from nb_cpp import metrics

LABELS = np.arange(48, dtype=np.int16).reshape(6, 8) % 3
X, Y = np.arange(8.0), -np.arange(6.0)

OF_LABELS = [
    metrics.shares,
    metrics.not_converged,
    metrics.cai,
    metrics.basin_entropy,
    metrics.boundary_dimension,
    metrics.uncertainty_exponent,
    metrics.wada_test,
    lambda labels: metrics.mean_iterations(labels, LABELS),
    lambda labels: metrics.minimal_fatal_shock(labels, X, Y, 1),
    lambda labels: metrics.summary(labels, LABELS),
]


@pytest.mark.parametrize("measure", OF_LABELS)
@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (LABELS.astype(float), TypeError, "labels must be integers, got dtype float64"),
        (LABELS == 1, TypeError, "labels must be integers, got dtype bool"),
        (None, TypeError, "labels must be integers, got dtype object"),
        ("abc", TypeError, "labels must be integers, got dtype <U3"),
        (np.ma.array(LABELS), TypeError, "labels must not be a masked array"),
        (
            LABELS[0],
            ValueError,
            r"labels must be two-dimensional, got 1 dimensions \(shape \(8,\)\)",
        ),
        (LABELS[np.newaxis], ValueError, "labels must be two-dimensional, got 3 dimensions"),
        (LABELS[:0], ValueError, r"labels must not be empty, got shape \(0, 8\)"),
        ([[40000]], ValueError, "labels must fit in 16 bits, got values from 40000 to 40000"),
        ([[1, 2], [3]], (TypeError, ValueError), "labels must be"),
    ],
)
def test_labels(measure, labels, error, message):
    with pytest.raises(error, match=message):
        measure(labels)


@pytest.mark.parametrize(
    ("iterations", "error", "message"),
    [
        (LABELS * 1.0, TypeError, "iterations must be integers, got dtype float64"),
        (LABELS.T, ValueError, r"iterations must have the labels' shape \(6, 8\), got \(8, 6\)"),
        (LABELS - 1, ValueError, "iterations must be zero or more, got -1"),
    ],
)
def test_iterations(iterations, error, message):
    with pytest.raises(error, match=message):
        metrics.mean_iterations(LABELS, iterations)
    with pytest.raises(error, match=message):
        metrics.summary(LABELS, iterations)


@pytest.mark.parametrize(
    ("box", "error", "message"),
    [
        (7, ValueError, "box must be 1 to 6, which fits into the image, got 7"),
        (0, ValueError, "box must be 1 to 6, which fits into the image, got 0"),
        (-1, ValueError, "box must be zero or more, got -1"),
        (2.0, TypeError, "box must be an integer, got 2.0"),
        (nan, TypeError, "box must be an integer, got nan"),
        (None, TypeError, "box must be an integer, got None"),
    ],
)
def test_box(box, error, message):
    with pytest.raises(error, match=message):
        metrics.basin_entropy(LABELS, box)
    with pytest.raises(error, match=message):
        metrics.summary(LABELS, LABELS, box=box)


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        (5, TypeError, "sizes must be integers, got 5"),
        ([], ValueError, r"sizes must not be empty, got \[\]"),
        ([2, 7], ValueError, "sizes must be 1 to 6, which fits into the image, got 7"),
        ([2, nan], TypeError, "sizes must be an integer, got nan"),
        ([2, 3, 2], ValueError, r"sizes must differ from one another, got \[2, 3, 2\]"),
    ],
)
def test_sizes(sizes, error, message):
    with pytest.raises(error, match=message):
        metrics.uncertainty_exponent(LABELS, sizes)
    # Six rows of points are five steps.
    with pytest.raises(error, match=message.replace("1 to 6", "1 to 5")):
        metrics.boundary_dimension(LABELS, sizes)


@pytest.mark.parametrize("shape", [(1, 8), (8, 1)])
def test_a_line_of_points_has_no_boundary_dimension(shape):
    with pytest.raises(ValueError, match=r"labels must have two rows and two columns, got shape"):
        metrics.boundary_dimension(np.ones(shape, int))


@pytest.mark.parametrize(
    ("fitted", "error", "message"),
    [
        (3, TypeError, "fitted must be two integers, got 3"),
        ((4, 3), ValueError, r"fitted must be \(smallest, largest\), got \(4, 3\)"),
        ((2.5, 3), TypeError, "fitted must be an integer, got 2.5"),
        ((7, 9), ValueError, r"fitted must hold some of the sizes, got \(7, 9\)"),
    ],
)
def test_fitted(fitted, error, message):
    with pytest.raises(error, match=message):
        metrics.boundary_dimension(LABELS, fitted=fitted)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: metrics.shares(LABELS, 2), ValueError, "roots must be 3 to 32768, got 2"),
        (lambda: metrics.shares(LABELS, 40000), ValueError, "roots must be 3 to 32768, got 40000"),
        (lambda: metrics.shares(LABELS, nan), TypeError, "roots must be an integer, got nan"),
        (lambda: metrics.wada_test(LABELS, -1), ValueError, "radius must be zero or more, got -1"),
        (lambda: metrics.wada_test(LABELS, 0.5), TypeError, "radius must be an integer, got 0.5"),
        (
            lambda: metrics.evaluations_per_point(LABELS, nan),
            ValueError,
            "evaluations must be finite, got nan",
        ),
        (
            lambda: metrics.evaluations_per_point(LABELS, -2),
            ValueError,
            "evaluations must be zero or more, got -2",
        ),
        (
            lambda: metrics.summary(LABELS, LABELS, roots=[[1]]),
            ValueError,
            r"roots must be one-dimensional, got shape \(1, 1\)",
        ),
        (lambda: metrics.summary(LABELS, LABELS, roots=["a"]), TypeError, "roots must be numbers"),
    ],
)
def test_other_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": Y}, ValueError, r"x must have shape \(8,\) as labels has, got \(6,\)"),
        ({"x": -X}, ValueError, "x must be finite and ascending"),
        ({"y": -Y}, ValueError, "y must be finite and descending"),
        ({"y": Y * nan}, ValueError, "y must be finite and descending"),
        ({"x": [*X[:-1], inf]}, ValueError, "x must be finite and ascending"),
        ({"x": X * 1j}, TypeError, "x must be real numbers"),
        ({"x": None}, TypeError, "x must be real numbers, got None"),
        ({"point": nan}, ValueError, "point must be finite, got nan"),
        ({"point": "1"}, TypeError, "point must be a number, got '1'"),
        (
            {"point": 1j},
            ValueError,
            "point must lie within the grid where no label is given, got 1j",
        ),
        ({"label": 1.0}, TypeError, "label must be an integer, got 1.0"),
        ({"label": 40000}, ValueError, "label must fit in 16 bits, got 40000"),
    ],
)
def test_fatal_shock(arguments, error, message):
    with pytest.raises(error, match=message):
        metrics.minimal_fatal_shock(**{"labels": LABELS, "x": X, "y": Y, "point": 1, **arguments})


def test_a_radius_beyond_the_image_holds_everything():
    result = metrics.wada_test(LABELS, 10**30)
    assert result.wada
    assert result.radius == 10**30


def test_metrics_are_imported_when_they_are_used():
    code = (
        "import sys, nb_cpp\n"
        "assert 'nb_cpp.metrics' not in sys.modules\n"
        "assert nb_cpp.metrics.cai([[0]]) == 1\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_attribute():
    with pytest.raises(AttributeError, match="module 'nb_cpp' has no attribute 'metric'"):
        _ = nb_cpp.metric
