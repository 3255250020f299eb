"""nb_cpp.basins from outside: what it accepts, what it gives, what it refuses."""

import dataclasses
import sys

import numpy as np
import pytest
from helpers import ANY_TOLERANCE, same
from numpy.polynomial import Polynomial

import nb_cpp
from nb_cpp._problem.problem import STOP_RULES

CUBIC = [1, 0, 0, -1]
RULES = ", ".join(STOP_RULES)


def test_defaults():
    b = nb_cpp.basins(CUBIC)
    assert b.labels.shape == b.iterations.shape == b.shape == (512, 512)
    assert b.labels.dtype == np.int16
    assert b.iterations.dtype == np.int32
    assert (b.extent, b.method, b.stop, b.tol, b.itmax, b.sampling, b.cycles) == (
        (-2.0, 2.0, -2.0, 2.0),
        "newton",
        "residual",
        1e-6,
        50,
        "corner",
        None,
    )
    assert b.parameters == {"relax": 1}
    assert b.degree == 3
    np.testing.assert_array_equal(b.multiplicities, [1, 1, 1])
    np.testing.assert_array_equal(b.roots, nb_cpp.find_roots(CUBIC).values)
    np.testing.assert_array_equal(b.converged, b.labels >= 0)


def test_agrees_with_compute():
    hsv = nb_cpp.compute(40, 30, [1, 1, -1, -1], -2, 2, -1, 1, itmax=60)
    b = nb_cpp.basins([1, 1, -1, -1], extent=(-2, 2, -1, 1), shape=(30, 40), itmax=60)
    first = np.concatenate([[0], np.cumsum(b.multiplicities)[:-1]])
    on = b.converged
    np.testing.assert_array_equal(hsv[..., 1] == 1, on)
    np.testing.assert_array_equal(hsv[on, 0], first[b.labels[on]] / 3)
    np.testing.assert_array_equal(hsv[on, 2], 1 - (b.iterations[on] - 1) / 60)


def test_rows_and_columns_and_extent():
    b = nb_cpp.basins([1, -1j], extent=(-1, 3, -2, 5), shape=(7, 4))
    assert b.labels.shape == (7, 4)
    np.testing.assert_array_equal(b.x, [-1, 0, 1, 2])
    np.testing.assert_array_equal(b.y, [5, 4, 3, 2, 1, 0, -1])
    center = nb_cpp.basins([1, -1j], extent=(-1, 3, -2, 5), shape=(7, 4), sampling="center")
    np.testing.assert_array_equal(center.x, [-0.5, 0.5, 1.5, 2.5])
    ends = nb_cpp.basins([1, -1j], extent=(-1, 3, -2, 5), shape=(8, 5), sampling="endpoints")
    np.testing.assert_array_equal(ends.x, [-1, 0, 1, 2, 3])
    np.testing.assert_array_equal(ends.y, [5, 4, 3, 2, 1, 0, -1, -2])


@pytest.mark.parametrize("sampling", ["corner", "center", "endpoints"])
def test_coordinates_are_those_of_the_points(sampling):
    # One step with the step rule and an endless tolerance: everybody stops after that step.
    b = nb_cpp.basins([1, 0, -2, 2], extent=(-1.7, 2.3, -1, 1.1), shape=(9, 11), sampling=sampling)
    z = b.x + 1j * b.y[:, np.newaxis]
    again = nb_cpp.orbit(b.coefs, z, steps=b.itmax)[-1]
    nearest = np.abs(again[..., np.newaxis] - b.roots).argmin(axis=-1)
    np.testing.assert_array_equal(b.labels[b.converged], nearest[b.converged])


def test_stop_rules_mean_what_they_say():
    coefs, tol = [1, 0, -2, 2], 1e-3
    grid = {"extent": (-2.1, 1.9, -1.7, 2.3), "shape": (23, 29), "itmax": 30}
    start = nb_cpp.basins(coefs, **grid)
    orbit = nb_cpp.orbit(coefs, start.x + 1j * start.y[:, np.newaxis], steps=30)
    measures = {
        "residual": np.abs(np.polyval(coefs, orbit)),
        "step": np.abs(np.diff(orbit, axis=0, prepend=np.inf)),
        "root": np.abs(orbit[..., np.newaxis] - start.roots).min(axis=-1),
    }
    assert set(measures) == set(STOP_RULES)
    for stop, measure in measures.items():
        b = nb_cpp.basins(coefs, stop=stop, tol=tol, **grid)
        passed = measure[1:] <= tol
        first = np.where(passed.any(axis=0), passed.argmax(axis=0) + 1, 30)
        np.testing.assert_array_equal(b.iterations, first)
        np.testing.assert_array_equal(b.converged, passed.any(axis=0))


@ANY_TOLERANCE
@pytest.mark.parametrize("stop", STOP_RULES)
def test_exact_zeros_pass_every_rule_and_stuck_points_none(stop):
    b = nb_cpp.basins([1, 0, -1, 0], extent=(-1, 1, -1, 1), shape=(2, 2), stop=stop, tol=0.0)
    assert b.labels[1, 1] == 1
    assert b.iterations[1, 1] == 1
    stuck = nb_cpp.basins([1, 0, 1], extent=(-1, 1, -1, 1), shape=(2, 2), stop=stop, tol=10.0)
    assert stuck.labels[1, 1] == -1
    assert stuck.iterations[1, 1] == 50


def test_polynomial_objects_and_roots():
    expected = nb_cpp.basins([1, 0, -1, 0])
    assert same(nb_cpp.basins(Polynomial([0, -1, 0, 1])), expected)
    assert same(nb_cpp.basins(np.poly1d([1, 0, -1, 0])), expected)
    assert same(nb_cpp.basins(roots=[1, -1, 0]), expected)


def test_given_roots_are_the_roots():
    # Rounded coefficients split the double root; the caller knows better.
    third = 1 / 3
    b = nb_cpp.basins(roots=[third, 2j, third, -2j], shape=(8, 8), itmax=200)
    np.testing.assert_array_equal(b.roots, [2j, -2j, third])
    np.testing.assert_array_equal(b.multiplicities, [1, 1, 2])
    assert not b.coefs.imag.any()
    np.testing.assert_allclose(b.coefs, np.poly([third, third, 2j, -2j]), atol=1e-15)
    hsv = nb_cpp.compute(8, 8, roots=[third, 2j, third, -2j], itmax=200)
    assert set(np.unique(hsv[hsv[..., 1] == 1, 0])) == {0, 1 / 4, 2 / 4}
    assert nb_cpp.orbit(roots=[2, 2], start=3, steps=1)[1] == 2.5


def test_wilkinson_s_coefficients_from_roots_are_exact():
    b = nb_cpp.basins(roots=range(1, 21), shape=(0, 0))
    assert b.coefs[-1] == 2432902008176640000
    np.testing.assert_array_equal(b.roots, range(1, 21))


@pytest.mark.timeout(20)
def test_many_roots_are_multiplied_out_soon():
    angles = 2 * np.pi * np.random.default_rng(0).random(300)
    b = nb_cpp.basins(roots=np.exp(1j * angles), shape=(0, 0))
    assert b.degree == 300
    wide = [1e-300 + 1e-290j, 3.0, -1e10j, 5e-324]
    with np.errstate(under="ignore"):
        expected = [1, *(-np.sum(wide), -3e10j)]
    np.testing.assert_allclose(nb_cpp.basins(roots=wide, shape=(0, 0)).coefs[:3], expected)


def test_empty_and_one_sided_shapes():
    for shape in ((0, 0), (0, 5), (5, 0)):
        b = nb_cpp.basins(CUBIC, shape=shape)
        assert b.shape == shape
        assert "root 1" in repr(b)
        assert "<table>" in b._repr_html_()


def test_degree_a_thousand_and_a_million_iterations():
    # From outside a step is as short as |z|/1000; from inside it leads beyond the range of double.
    b = nb_cpp.basins([1, *[0] * 999, -1], extent=(-2, 2, -2, 2), shape=(16, 16), itmax=20000)
    assert len(b.roots) == 1000
    distance = np.abs(b.x + 1j * b.y[:, np.newaxis])
    outside = (distance > 1) & (distance < 2)  # 2^1024 is beyond that range, too
    assert b.converged[outside].mean() > 0.8  # the others come too near to zeros of p'
    near_zero = (-0.01, 0.01, -0.01, 0.01)
    cycle = nb_cpp.basins([1, 0, -2, 2], extent=near_zero, shape=(4, 4), itmax=10**6)
    assert (cycle.iterations == 10**6).all()
    assert (cycle.labels == -1).all()


@ANY_TOLERANCE
@pytest.mark.parametrize(
    ("coefs", "roots"),
    [
        ([1e-300, 0, 1e300], 2),
        ([1e300, 0, 0, -1e-300], 3),
        ([7, 7, 7, 7, 7], 4),
        ([2, -3], 1),
        (np.poly([1, 1 + 1e-12, -2]), None),  # rounding the coefficients decides
        ([1, 0, 0, 0], 1),
    ],
    ids=str,
)
def test_unusual_polynomials(coefs, roots):
    size = float(np.abs(nb_cpp.find_roots(coefs).values).max()) or 1.0
    b = nb_cpp.basins(coefs, extent=tuple(3 * size * v for v in (-1, 1, -1, 1)), shape=(9, 11))
    assert roots is None or len(b.roots) == roots
    assert b.multiplicities.sum() == b.degree
    assert np.isfinite(b.roots).all()


def test_frozen():
    b = nb_cpp.basins(CUBIC, shape=(2, 2))
    with pytest.raises(dataclasses.FrozenInstanceError):
        b.tol = 1.0
    with pytest.raises(TypeError):
        dataclasses.replace(b, tol=1.0)
    b = nb_cpp.basins(CUBIC, shape=(2, 2), smooth=True, angle=True)
    for array in (b.labels, b.iterations, b.smooth, b.angle, b.coefs):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_text():
    b = nb_cpp.basins([1, 0, -2, 2], shape=(100, 100), cycles=True)
    lines = repr(b).splitlines()
    assert lines[0] == "Basins of z^3 - 2 z + 2"
    assert lines[1] == "100 x 100 points of [-2, 2] x [-2, 2], corner"
    assert lines[2] == "newton (relax = 1) until |p(z)| <= 1e-06, 50 iterations at most"
    assert lines[4].split()[:3] == ["0", "root", "-1.76929"]
    assert lines[-1].strip().startswith("-2  cycle of period 2 through 0")
    assert str(b) == repr(b)  # print shows the table
    many = repr(nb_cpp.basins([1, *[0] * 99, -1], shape=(10, 10)))
    assert "Basins of z^100 - 1" in many
    assert "82 more" in many
    assert "a polynomial of degree 9" in repr(nb_cpp.basins(np.arange(1, 11), shape=(2, 2)))
    for coefs, text in (
        ([-2, 1j, 1 + 2j], "-2 z^2 + i z + (1 + 2i)"),
        ([1, -1j, -2j], "z^2 - i z - 2i"),
        ([-1j, 0, -1], "-i z^2 - 1"),
    ):
        assert f"Basins of {text}\n" in repr(nb_cpp.basins(coefs, shape=(2, 2)))


def test_text_tells_small_windows_apart():
    window = (0.123456789, 0.123456799, -1e-9, 2.5)
    with pytest.warns(nb_cpp.PrecisionWarning, match="use centre= and width="):
        b = nb_cpp.basins(CUBIC, extent=window, shape=(2, 2))
    assert "[0.123456789, 0.123456799] x [-1e-09, 2.5]" in repr(b)


def test_notebook():
    page = nb_cpp.basins(CUBIC, shape=(700, 20))._repr_html_()
    assert "data:image/png;base64," in page
    assert "<td>root 1</td>" in page
    assert "|p(z)| &lt;= 1e-06" in page


def test_notebook_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    page = nb_cpp.basins(CUBIC, shape=(7, 20))._repr_html_()
    assert "data:image/png;base64," in page
    assert "<table>" in page
    assert "<img" not in nb_cpp.basins(CUBIC, shape=(0, 20))._repr_html_()


def test_measures_are_those_of_the_arrays():
    b = nb_cpp.basins([1, 0, -2, 2], shape=(120, 100), method="halley", cycles=True)
    m = nb_cpp.metrics
    labels, iterations = b.labels, b.iterations
    np.testing.assert_array_equal(b.shares().shares, m.shares(labels, 3).shares)
    assert b.not_converged() == m.not_converged(labels)
    assert b.mean_iterations() == m.mean_iterations(labels, iterations)
    assert b.evaluations_per_point() == m.evaluations_per_point(iterations, 3)
    assert b.basin_entropy(4) == m.basin_entropy(labels, 4)
    assert b.boundary_dimension().dimension == m.boundary_dimension(labels).dimension
    assert b.uncertainty_exponent([2, 3, 4]) == m.uncertainty_exponent(labels, [2, 3, 4])
    assert b.wada_test(2).radius == 2
    shock = b.minimal_fatal_shock(1)
    assert shock == m.minimal_fatal_shock(labels, b.x, b.y, complex(b.roots[1]), 1)
    summary = b.summary(box=4)
    assert summary["basin_entropy"] == b.basin_entropy(4)
    assert summary["minimal_fatal_shock"][1] == shock
    with pytest.raises(ValueError, match="root must be between 0 and 2, got 3"):
        b.minimal_fatal_shock(3)


def test_xarray():
    pytest.importorskip("xarray")
    b = nb_cpp.basins([1, 0, 0, -1j], shape=(3, 5), method="king", beta=2)
    data = b.to_xarray()
    assert data.labels.dims == ("y", "x")
    np.testing.assert_array_equal(data.labels, b.labels)
    np.testing.assert_array_equal(data.iterations, b.iterations)
    np.testing.assert_array_equal(data.x, b.x)
    np.testing.assert_array_equal(data.y, b.y)
    np.testing.assert_array_equal(data.roots, b.roots)
    assert data.attrs["method"] == "king"
    assert data.attrs["beta"] == 2
    assert int(data.labels.sel(x=1, y=0, method="nearest")) >= 0
    assert not data.cycle_points.size


def test_xarray_has_the_cycles():
    pytest.importorskip("xarray")
    b = nb_cpp.basins([1, 0, -2, 2], shape=(50, 50), cycles=True)
    data = b.to_xarray()
    (cycle,) = b.cycles
    np.testing.assert_array_equal(data.cycle_points.sel(cycle_point=-2), cycle.points)
    assert data.multipliers.sel(cycle=-2) == cycle.multiplier


def test_attributes_of_a_dataset_can_be_stored():
    pytest.importorskip("xarray")
    # NetCDF takes text and real numbers, Zarr what JSON takes.
    data = nb_cpp.basins(CUBIC, shape=(3, 5), method="nova", c=0.1j).to_xarray()
    for value in data.attrs.values():
        parts = value if isinstance(value, tuple) else (value,)
        assert all(type(part) in (str, int, float) for part in parts)
    assert data.attrs["relax"] == 1
    assert complex(data.attrs["c"]) == 0.1j
    assert [complex(data.coefs.sel(power=power)) for power in (3, 2, 1, 0)] == CUBIC


def test_a_dataset_goes_through_netcdf(tmp_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("scipy")
    settings = {"shape": (30, 40), "cycles": True, "smooth": True, "angle": True}
    b = nb_cpp.basins([1, 0, -2, 2], **settings, method="newton", relax=1 + 0.01j)
    data = b.to_xarray(parts=True)
    assert not any(np.iscomplexobj(variable) for variable in data.variables.values())
    data.to_netcdf(tmp_path / "b.nc")
    with xarray.open_dataset(tmp_path / "b.nc") as again:
        for name in ("labels", "iterations", "smooth", "angle", "x", "y", "multiplicities"):
            np.testing.assert_array_equal(again[name], getattr(b, name))
        whole = b.to_xarray()
        for name in ("roots", "coefs", "multipliers", "cycle_points", "relax"):
            parts = [again[name].sel(part=part).values for part in ("real", "imag")]
            np.testing.assert_array_equal(parts[0] + 1j * parts[1], whole[name])
        np.testing.assert_array_equal(again.attrs["extent"], b.extent)
    with pytest.raises(TypeError, match="parts must be True or False, got 1"):
        b.to_xarray(parts=1)


def test_datasets_are_put_together_by_a_parameter():
    xarray = pytest.importorskip("xarray")
    steps = [0.5, 1.0, 0.9 + 0.1j]
    several = [nb_cpp.basins(CUBIC, shape=(9, 8), relax=relax) for relax in steps]
    data = xarray.concat([b.to_xarray() for b in several], "relax", combine_attrs="drop_conflicts")
    np.testing.assert_array_equal(data.relax, steps)
    assert "relax" not in data.attrs
    assert data.attrs["method"] == "newton"
    for number, b in enumerate(several):
        np.testing.assert_array_equal(data.labels.isel(relax=number), b.labels)
    assert "c" not in data.coords
    nova = nb_cpp.basins(CUBIC, shape=(3, 5), method="nova", c=0.1j).to_xarray()
    assert (nova.c, nova.relax) == (0.1j, 1.0)


def test_xarray_absent(monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ImportError, match=r"pip install 'nb-cpp\[xarray\]'"):
        nb_cpp.basins(CUBIC, shape=(2, 2)).to_xarray()


def test_progress_and_threads():
    calls = []
    b = nb_cpp.basins(CUBIC, shape=(300, 400), threads=2, progress=lambda *a: calls.append(a))
    assert calls[-1] == (120000, 120000)
    assert same(nb_cpp.basins(CUBIC, shape=(300, 400), threads=1), b)

    def stop(_done, _total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        nb_cpp.basins(CUBIC, progress=stop)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"stop": "soon"}, ValueError, f"stop must be one of {RULES}, got 'soon'"),
        ({"sampling": "middle"}, ValueError, "sampling must be one of corner, center, endpoints"),
        ({"sampling": 1}, TypeError, "sampling must be one of"),
        ({"method": "secant"}, ValueError, "method must be one of newton,"),
        ({"beta": 1}, TypeError, "method 'newton' takes relax, got beta=1"),
        ({"extent": (2, -2, -1, 1)}, ValueError, "extent's left must be less than extent's right"),
        ({"extent": (0, 0, -1, 1)}, ValueError, "extent's left must be less than"),
        ({"extent": (0, 1, 1, -1)}, ValueError, "extent's bottom must be less than extent's top"),
        ({"extent": (0, np.inf, -1, 1)}, ValueError, "extent's right must be finite, got inf"),
        ({"extent": (0, 1, 2)}, TypeError, r"extent must be four numbers .*got \(0, 1, 2\)"),
        ({"extent": 5}, TypeError, "extent must be four numbers"),
        ({"shape": 512}, TypeError, r"shape must be two integers \(rows, columns\), got 512"),
        ({"shape": (5, -1)}, ValueError, "shape's columns must be zero or more, got -1"),
        ({"shape": (5.5, 1)}, TypeError, "shape's rows must be an integer, got 5.5"),
        ({"shape": (10**7, 10**7)}, MemoryError, "bytes"),
        ({"tol": -1}, ValueError, "tol must be zero or more"),
        ({"tol": np.nan}, ValueError, "tol must be zero or more, got nan"),
        ({"itmax": -1}, ValueError, "itmax must be between"),
        ({"cycles": 1}, TypeError, "cycles must be True or False, got 1"),
        ({"threads": 0}, ValueError, "threads must be 1 or more"),
        ({"progress": 5}, TypeError, "progress must be"),
        ({"roots": [1, 2]}, TypeError, "coefs and roots were both given"),
    ],
    ids=str,
)
def test_bad_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        nb_cpp.basins(CUBIC, **arguments)


@pytest.mark.parametrize(
    ("roots", "error", "message"),
    [
        ([], ValueError, "roots must be one or more numbers"),
        (3, ValueError, "roots must be one or more numbers"),
        ([[1, 2]], ValueError, "roots must be one or more numbers"),
        ([1, np.nan], ValueError, "roots must be finite"),
        (["one"], TypeError, "roots must be numbers"),
        (None, TypeError, "coefs must be numbers, got None"),
    ],
    ids=str,
)
def test_bad_roots(roots, error, message):
    with pytest.raises(error, match=message):
        nb_cpp.basins(roots=roots)
    if roots is not None:
        with pytest.raises(error, match=message):
            nb_cpp.compute(roots=roots)
