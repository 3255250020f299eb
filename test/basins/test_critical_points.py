"""Every attracting cycle of every iteration: searches that start from all critical points."""

import pickle

import numpy as np
import pytest
from judge.arithmetic import Mpmath
from judge.cycles import Truth, judge_cycles, judge_picture
from judge.fractions import step_fraction
from judge.polynomials import Polynomial
from judge.run_cycles import random_polynomials

import nb_cpp

ALGEBRAIC = ("euler", "laguerre")
RATIONAL = sorted(set(nb_cpp.methods()) - set(ALGEBRAIC))
TRAP = [1, 0, -2, 2]


def described(cycles):
    return [(c.period, round(abs(c.multiplier), 6)) for c in cycles]


@pytest.mark.parametrize(
    ("method", "coefs", "period", "point", "multiplier"),
    [
        # In w = z/i, .60089 <-> -.56404.
        ("chebyshev", np.poly([1, -1, 1.2866j]), 2, 0.6008901570j, -0.2594231830),
        ("schroeder", [1, -1.1, 2.3, 0.5], 8, -5.4151103803, -0.1665058619),
        ("ostrowski", [1, 3, 2.5, 2.2], 1, -0.2315506065, 0.6398066508),
        ("jarratt", [1, 3, 2.5, 2.2], 1, -0.2315506065, 0.6398066508),
        ("ostrowski", [1, -0.1, -2.8, -2.5], 2, -1.5203708220, 0.5085657917),
        ("jarratt", [1, -0.1, -2.8, -2.5], 2, -1.5203708220, 0.5085657917),
        ("super_halley", [1, 2.6, 1.5, 0.6], 2, -1.0764261709, 0.3219885239),
    ],
)
def test_cycles_that_a_lattice_of_points_misses(method, coefs, period, point, multiplier):
    cycles = nb_cpp.find_cycles(coefs, method=method)
    assert cycles.complete
    (cycle,) = cycles
    assert cycle.period == period
    assert abs(cycle.points[0] - point) < 1e-9
    assert abs(abs(cycle.multiplier) - abs(multiplier)) < 1e-9
    assert cycle.kind == "attracting"
    p, d = np.poly1d(coefs), np.poly1d(coefs).deriv()
    orbit = nb_cpp.orbit(coefs, cycle.points[0], steps=period, method=method)
    np.testing.assert_allclose(orbit[:-1], cycle.points, rtol=0, atol=1e-9)
    assert abs(orbit[-1] - orbit[0]) < 1e-9
    assert abs(p(cycle.points) / d(cycle.points)).min() > 1e-3  # no root


@pytest.mark.parametrize(
    ("far", "multiplier"), [(1e3, 0.1104823), (1e4, 0.011361616), (1e7, 1.14e-5), (1e8, 1.14e-6)]
)
def test_the_cycle_of_a_factor_survives_a_far_root(far, multiplier):
    (cycle,) = nb_cpp.find_cycles(np.polymul(TRAP, [1, -far]))
    assert cycle.period == 2
    assert abs(cycle.multiplier) == pytest.approx(multiplier, rel=1e-4)
    p = np.poly1d(np.polymul(TRAP, [1, -far]))
    f, d, d2 = (q(cycle.points) for q in (p, p.deriv(), p.deriv(2)))
    assert abs(cycle.multiplier - np.prod(f * d2 / d**2)) < 1e-9


@pytest.mark.parametrize("exponent", [-900, -512, 0, 512, 900])
@pytest.mark.parametrize("relax", [1.0, 1.005, 0.999 + 0.001j])
def test_cycles_do_not_depend_on_the_scale_of_p(exponent, relax):
    (cycle,) = nb_cpp.find_cycles(TRAP, relax=relax)
    (scaled,) = nb_cpp.find_cycles(np.ldexp(TRAP, exponent), relax=relax)
    np.testing.assert_array_equal(scaled.points, cycle.points)
    assert scaled.multiplier == cycle.multiplier


@pytest.mark.parametrize("method", [*RATIONAL, *ALGEBRAIC])
@pytest.mark.parametrize(
    "coefs",
    [
        [1e305, *[0] * 6, 1e305],
        [1e-300, 1e200, 1],
        [5e-324, 1.7e308, -(2.0**63)],
        [1e-200, 0, -2e-200, 2e-200],
        [1e200, 1],
    ],
    ids=str,
)
def test_extreme_coefficients_are_no_errors(method, coefs):
    for cycle in nb_cpp.find_cycles(coefs, method=method):
        assert np.isfinite(cycle.points).all()
        assert abs(cycle.multiplier) <= 1 + 1e-9


def test_relaxed_at_high_degree():
    cycles = nb_cpp.find_cycles([1, *[0] * 199, -1], relax=0.5)
    assert cycles == ()
    assert not cycles.complete


def test_kinds():
    kinds = {
        c.kind: c
        for c in (
            *nb_cpp.find_cycles(TRAP),
            *nb_cpp.find_cycles([1, 0, 0, 0, -1, -1]),
            *nb_cpp.find_cycles([1, 0, 0, -1], method="whittaker"),
        )
    }
    assert set(kinds) == {"superattracting", "attracting", "neutral"}
    assert abs(kinds["attracting"].multiplier + 0.188892517) < 1e-9
    around = nb_cpp.Cycle(np.zeros(1, complex), 1, 0.99989, np.ones(1))
    assert around.kind == "attracting"
    assert around._replace(multiplier=0.9999j).kind == "neutral"
    assert around._replace(multiplier=1e-9).kind == "superattracting"


def test_neutral_fixed_points_are_listed_and_catch_nothing():
    whittaker = nb_cpp.basins([1, 0, 0, -1], method="whittaker", cycles=True, shape=(60, 60))
    assert [c.kind for c in whittaker.cycles] == ["neutral"] * 3
    points = np.array([c.points[0] for c in whittaker.cycles])
    np.testing.assert_allclose(points**3, -0.5, rtol=1e-14)
    np.testing.assert_allclose([c.multiplier for c in whittaker.cycles], -1, rtol=1e-14)
    assert all((c.radii == 0).all() for c in whittaker.cycles)
    assert whittaker.labels.min() == -1
    # z + 12 z^4 + ...
    (parabolic,) = nb_cpp.find_cycles([1, 0, 0, -1], method="midpoint")
    assert (parabolic.points[0], parabolic.multiplier, parabolic.kind) == (0, 1, "neutral")


def test_attracting_cycles_come_first():
    for k in range(12):
        rng = np.random.default_rng(k)
        cycles = nb_cpp.find_cycles(rng.standard_normal(6), method="whittaker")
        kinds = [c.kind == "neutral" for c in cycles]
        assert kinds == sorted(kinds)
        periods = [c.period for c in cycles if c.kind != "neutral"]
        assert periods == sorted(periods)
    assert cycles


def test_one_attractor_has_one_label():
    b = nb_cpp.basins([1, 0, 0, -1], method="nova", c=0.1, cycles=True, stop="step", itmax=200)
    assert [c.period for c in b.cycles] == [1, 1, 1]
    for k in range(30):
        rng = np.random.default_rng(k)
        coefs = rng.standard_normal(4) + 1j * rng.standard_normal(4)
        for method, parameters in (("newton", {"relax": 1.4}), ("nova", {"c": 0.3})):
            cycles = nb_cpp.find_cycles(coefs, method=method, **parameters)
            points = np.concatenate([c.points for c in cycles]) if cycles else np.zeros(0)
            apart = np.abs(np.subtract.outer(points, points)) + 10 * np.eye(len(points))
            assert apart.min(initial=1.0) > 1e-3


def test_cycles_say_how_they_were_looked_for(tmp_path):
    b = nb_cpp.basins(TRAP, cycles=True, shape=(20, 20))
    assert b.cycles.complete
    assert isinstance(b.cycles, tuple)
    assert b.cycles == tuple(b.cycles)
    copy = pickle.loads(pickle.dumps(b.cycles))
    assert copy.complete
    assert described(copy) == described(b.cycles)
    b.save(tmp_path / "b.npz")
    assert nb_cpp.Basins.load(tmp_path / "b.npz").cycles.complete
    for method in ALGEBRAIC:
        assert not nb_cpp.find_cycles(TRAP, method=method).complete
    assert not nb_cpp.basins(TRAP, method="nova", c=0.1, shape=(2, 2)).cycles.complete


@pytest.mark.parametrize(
    ("method", "degree"),
    [("schroeder", 65), ("chebyshev", 43), ("double_whittaker", 19), ("jarratt", 11), ("king", 8)],
)
def test_searches_are_complete_up_to_the_documented_degree(method, degree):
    rng = np.random.default_rng(1)
    parameters = {"beta": 0.5} if method == "king" else {}
    coefs = rng.standard_normal(degree + 2)
    assert nb_cpp.find_cycles(coefs[:-1], method=method, **parameters).complete
    assert not nb_cpp.find_cycles(coefs, method=method, **parameters).complete


@pytest.mark.parametrize("method", ["newton", "nova", "schroeder", "whittaker", "traub"])
def test_no_cycle_is_missed_that_a_critical_point_leads_to(method):
    """A sample of what `make judge-cycles` looks at, by mpmath."""
    parameters = {"nova": {"c": 0.1}, "newton": {"relax": 0.7}}
    coefs = next(random_polynomials(1))
    own = parameters.get(method, {})
    said = nb_cpp.find_cycles(coefs, method=method, **own)
    result, truth, true = judge_cycles(Mpmath(), coefs, method, own, said, bits_of_zeros=600)
    assert said.complete
    assert result.critical > 0
    assert not result.faults
    if true:
        assert not judge_picture(truth, true, coefs, method, own, side=8)[2]


@pytest.mark.parametrize("method", RATIONAL)
@pytest.mark.parametrize("coefs", [[1.5, 0.1, -2, 1e-3], [1, 2j, -0.3, 0, 1 + 1e5j]], ids=str)
def test_the_judges_fractions_are_the_textbooks_steps(method, coefs):
    values = dict.fromkeys(nb_cpp.methods()[method].parameters, 0.25 + 0.5j)
    truth = Truth(Mpmath(), coefs, method, values, bits_of_zeros=600)
    z = truth.arithmetic.number(0.3 - 0.7j)
    number = truth.arithmetic.number
    above, below = (
        sum(
            number(*map(int, pair)) * number(2) ** p.exponent * z**k
            for k, pair in enumerate(zip(p.real, p.imag))
        )
        for p in step_fraction(method, Polynomial.of(coefs), values)
    )
    assert abs(above / below - truth.after(z)) < 1e-60 * abs(truth.after(z))


def test_the_judge_follows_steffensens_orbits_from_a_far_root():
    coefs = np.poly([-0.4, 5.3, 2e4])
    truth = Truth(Mpmath(), coefs, "steffensen", {}, bits_of_zeros=1200)
    points = truth.critical_points()
    assert len(points) == 9
    for z in points:
        h = truth.arithmetic.number(2) ** -500
        assert abs(truth.after(z + h) - truth.after(z - h)) < abs(h) * 1e-60
    # Some thousand steps are one leap, to a step.
    start = truth.arithmetic.number(-0.4 + 0.3j)
    z, end, count = start, truth.leap(start), 2618
    for _ in range(count):
        z = truth.after(z)
    assert abs(end - z) < abs(end - start) / count
    assert truth.leap(truth.arithmetic.number(-0.4 + 1e-4j)) is None


@pytest.mark.parametrize("far", [1e6, 1e8])
@pytest.mark.parametrize(
    ("other", "period", "multiplier"),
    [(0.23236384244023434, 2, 0.11), (3.525753988185805, 3, 0.09)],
)
def test_steffensens_cycles_beside_one_root_of_two_scales(far, other, period, multiplier):
    # Where t = p(z) is about 1, a step leads it near to t - t / ((1 - t) (1 - t/other)).
    coefs = np.poly([0, 1, other, far])
    (cycle,) = nb_cpp.find_cycles(coefs, method="steffensen")
    assert cycle.period == period
    assert abs(cycle.points).max() < 100 / far
    assert abs(cycle.multiplier - multiplier) < 0.02
    truth = Truth(Mpmath(), coefs, "steffensen", {}, bits_of_zeros=600)
    true = truth.refined(truth.arithmetic.number(complex(cycle.points[0])), period)
    np.testing.assert_allclose(true.values(), cycle.points, rtol=1e-9)
    assert abs(true.multiplier - cycle.multiplier) < 1e-9
