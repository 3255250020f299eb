"""Problems, windows and plans, which `basins` makes and its result holds."""

import copy
import dataclasses
import pickle

import numpy as np
import pytest
from helpers import same

import nb_cpp
from nb_cpp import _core
from nb_cpp._problem.problem import SAMPLINGS, STOP_RULES, Window

CUBIC = [1, 0, -2, 2]


def test_a_result_holds_what_was_asked():
    b = nb_cpp.basins([0, *CUBIC], method="nova", c=0.5j, tol=1e-8, itmax=9, shape=(3, 4))
    assert b.problem.coefs.tolist() == CUBIC
    assert (b.problem.method.name, b.problem.parameters) == ("nova", {"relax": 1, "c": 0.5j})
    assert (b.problem.stop, b.problem.tol, b.problem.itmax) == ("residual", 1e-8, 9)
    assert b.window == Window((-2.0, 2.0, -2.0, 2.0), (3, 4), "corner")
    for part, name, value in ((b.problem, "tol", 1.0), (b.window, "shape", (1, 1)), (b, "x", 0)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, name, value)


def test_one_plan_serves_many_windows():
    b = nb_cpp.basins(CUBIC, shape=(40, 30), cycles=True, itmax=200)
    plan = b.problem.plan
    assert b.problem.plan is plan
    labels, iterations = np.empty((20, 30), np.int16), np.empty((20, 30), np.int32)
    plan.basins(labels, iterations, (-2, 2, 0, 2), "corner", 1, None)
    np.testing.assert_array_equal(labels, b.labels[:20])
    np.testing.assert_array_equal(iterations, b.iterations[:20])
    points = (b.x + 1j * b.y[:, np.newaxis]).ravel()
    labels, iterations = np.empty(1200, np.int16), np.empty(1200, np.int32)
    plan.basins_at(labels, iterations, points, 2, None)
    np.testing.assert_array_equal(labels, b.labels.ravel())
    np.testing.assert_array_equal(iterations, b.iterations.ravel())


@pytest.mark.parametrize("again", [copy.deepcopy, lambda b: pickle.loads(pickle.dumps(b))])
def test_results_are_copied_and_pickled(again):
    b = nb_cpp.basins(CUBIC, shape=(8, 8), cycles=True)
    other = again(b)
    assert same(b, other)
    assert other.problem.traps == b.problem.traps
    np.testing.assert_array_equal(other.problem.plan.orbits(np.ones(1, complex), 3)[:2], [[1], [0]])


def test_results_are_read_as_dictionaries():
    b = nb_cpp.basins(CUBIC, shape=(8, 8), cycles=True)
    read = dataclasses.asdict(b)
    window = {"extent": (-2, 2, -2, 2), "shape": (8, 8), "sampling": "corner"}
    assert read["window"] == {**window, "centre": None, "width": None}
    assert read["problem"]["polynomial"] == nb_cpp.Polynomial(CUBIC)
    np.testing.assert_array_equal(read["labels"], b.labels)


@pytest.mark.parametrize(
    ("coefs", "message"),
    [
        ([0, 0, 1, np.nan], r"coefs\[3\]"),
        ([0, np.inf, 1, 2], r"coefs\[1\]"),
        ([0, 0, 0], "other than zero"),
        ([0, 0, 1], "degree"),
        ([], "empty"),
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        nb_cpp.basins,
        nb_cpp.find_roots,
        nb_cpp.find_cycles,
        lambda coefs: nb_cpp.orbit(coefs, 1.0),
        lambda coefs: nb_cpp.compute(4, 4, coefs=coefs),
    ],
)
def test_bad_coefficients(call, coefs, message):
    with pytest.raises(ValueError, match=message):
        call(coefs)


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (1, 1), (2, 1), (7, 5)])
def test_coordinates_are_those_of_the_formula(sampling, shape):
    b = nb_cpp.basins(CUBIC, extent=(-1.3, 2.2, -0.7, 0.4), shape=shape, sampling=sampling)
    for axis, first, last, count in ((b.x, -1.3, 2.2, shape[1]), (b.y, 0.4, -0.7, shape[0])):
        if sampling == "endpoints":
            expected = np.linspace(first, last, count)
        else:
            offset = 0.5 if sampling == "center" else 0.0
            expected = first + (last - first) / max(count, 1) * (np.arange(count) + offset)
        np.testing.assert_array_equal(axis, expected)


def test_every_word_of_the_registries_is_documented():
    for word in (*STOP_RULES, *SAMPLINGS):
        assert f'"{word}"' in nb_cpp.basins.__doc__
        assert f'"{word}"' in nb_cpp.Basins.__doc__


def test_the_core_refuses_what_does_not_go_together():
    plan = nb_cpp.basins(CUBIC, shape=(2, 2)).problem.plan
    labels, iterations = np.empty((2, 3), np.int16), np.empty((3, 2), np.int32)
    with pytest.raises(ValueError, match="of one shape"):
        plan.basins(labels, iterations, (-2, 2, -2, 2), "corner", 1, None)
    with pytest.raises(ValueError, match="sampling must be one of corner, center, endpoints"):
        plan.basins(labels, labels.astype(np.int32), (-2, 2, -2, 2), "middle", 1, None)
    with pytest.raises(ValueError, match="of one shape"):
        plan.basins_at(labels[0], iterations[0], np.ones(2, complex), 1, None)
    labels.flags.writeable = False
    with pytest.raises(ValueError, match="writeable"):
        plan.basins(labels, labels.astype(np.int32), (-2, 2, -2, 2), "corner", 1, None)


def test_the_module_refuses_what_the_package_never_hands_it():
    roots = nb_cpp.find_roots(CUBIC)
    coefs = np.array(CUBIC, complex)
    rest = ("newton", (), "residual", 1e-6, 50, ())
    for values in ([1, 2, np.nan], [1, np.inf, 2]):
        with pytest.raises(ValueError, match="finite"):
            _core.Plan(coefs, (np.array(values, complex), *roots[1:]), *rest)
    wrapped = np.array([2**32 + 1, 1, 1])
    with pytest.raises(ValueError, match="multiplicities must be between"):
        _core.Plan(coefs, (roots.values, wrapped, roots.radii), *rest)
    plan = _core.Plan(coefs, roots, *rest)
    for steps in (-1, 2**63 - 1):
        with pytest.raises(ValueError, match="steps must be between"):
            plan.orbits(np.ones(1, complex), steps)
    with pytest.raises(MemoryError):
        _core.axis(0.0, 1.0, 2**62, "corner")


@pytest.mark.parametrize("steps", [2**63 - 1, 2**64, 10**30])
@pytest.mark.parametrize("start", [[], 1.0], ids=str)
def test_orbits_of_more_steps_than_are_counted(steps, start):
    with pytest.raises(ValueError, match=r"steps must be between 0 and 2\^63 - 2, got"):
        nb_cpp.orbit(CUBIC, start, steps=steps)


# --- roots whose product is beyond the range of a double


FAR = [
    ([1, 1, -2], 2.0**700),
    ([1, 1j, -1 - 1j], 2.0**1000),
    ([1, 1, -2], 2.0**-700),
    ([0, 1, -1, 0.5j, 0.5j], 2.0**500),
]


@pytest.mark.parametrize("method", ["newton", "halley", "traub", "laguerre"])
@pytest.mark.parametrize(("roots", "unit"), FAR, ids=str)
def test_units_of_length_change_nothing(roots, unit, method):
    roots = np.array(roots)
    settings = {"method": method, "stop": "root", "cycles": True, "smooth": True, "angle": True}
    near = nb_cpp.basins(roots=roots, shape=(40, 60), extent=(-3, 3, -2, 2), tol=1e-6, **settings)
    far = nb_cpp.basins(
        roots=roots * unit,
        shape=(40, 60),
        extent=(-3 * unit, 3 * unit, -2 * unit, 2 * unit),
        tol=1e-6 * unit,
        **settings,
    )
    # Near 1 p may go by its coefficients, far from it by its roots: a few orbits part.
    assert (far.labels != near.labels).mean() < 0.02
    assert (far.iterations == near.iterations).mean() > 0.98
    same = (far.labels == near.labels) & (far.iterations == near.iterations)
    np.testing.assert_allclose(far.smooth[same], near.smooth[same], atol=1e-5)
    assert far.roots.tolist() == (near.roots * unit).tolist()
    assert len(far.cycles) == len(near.cycles)
    q = nb_cpp.basins_at(
        roots=roots * unit, points=far.x[None, :] + 1j * far.y[:, None], tol=1e-6 * unit, **settings
    )
    assert (q.labels == far.labels).all()
    orbits = [
        nb_cpp.orbit(roots=roots * size, start=(2 + 1j) * size, steps=6, method=method) / size
        for size in (1, unit)
    ]
    np.testing.assert_allclose(orbits[1], orbits[0], rtol=1e-12)


def test_roots_beyond_doubles_do_all_that_others_do(tmp_path):
    with pytest.warns(nb_cpp.ToleranceWarning):
        b = nb_cpp.basins(roots=[1e200, 1e200], shape=(8, 8))
    assert (b.labels == 0).all()
    with pytest.raises(ValueError, match="within the range of a double"):
        b.coefs  # noqa: B018
    assert b.polynomial.coefs[0] == 1
    assert "Basins of (z - 1e+200)^2" in repr(b)
    assert "(z - 1e+200)^2" in b._repr_html_()
    b.save(tmp_path / "b.npz")
    again = nb_cpp.Basins.load(tmp_path / "b.npz")
    assert again.polynomial == b.polynomial
    assert (again.labels == b.labels).all()
    with pytest.warns(nb_cpp.ToleranceWarning):
        c = nb_cpp.compare(roots=[[1e200, 1e200]], methods=["newton", "halley"], shape=(8, 8))
    assert c.data["polynomial"].tolist() == ["(z - 1e+200)^2"] * 2
    assert (c.data["cai"] == 1).all()
    with pytest.raises(ValueError, match="within the range of a double"):
        nb_cpp.basins(roots=[1e200, 1e200], method="steffensen", shape=(2, 2))


def test_a_product_that_no_doubles_have_is_taken_once(monkeypatch):
    taken = []
    product = _core.product
    monkeypatch.setattr(_core, "product", lambda roots: taken.append(len(roots)) or product(roots))
    p = nb_cpp.Polynomial(roots=1e10 * np.arange(1, 71))
    for copied in (lambda: p, lambda: nb_cpp.Polynomial(p), lambda: pickle.loads(pickle.dumps(p))):
        polynomial = copied()
        with pytest.raises(ValueError, match="product whose coefficients are within the range"):
            polynomial.rounded()
    assert taken == [70]
