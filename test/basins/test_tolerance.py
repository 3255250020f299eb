"""Tolerances that end orbits too early or too late: one warning a call, and a remedy that helps."""

import re
import time
import warnings
from pathlib import Path

import mpmath
import numpy as np
import pytest
from helpers import random_polynomial

import nb_cpp
from nb_cpp import ToleranceWarning

RNG = np.random.default_rng(13)
UNIT = 2.0**-53


def in_disc(count):
    return np.sqrt(RNG.uniform(0, 1, count)) * np.exp(2j * np.pi * RNG.uniform(0, 1, count))


CUBIC = np.array([1.0, -6.0, 11.0, -6.0])
BAD = {
    "roots of unity, smaller": (
        {"roots": 0.3 * np.exp(2j * np.pi * np.arange(12) / 12)},
        (-0.6, 0.61, -0.59, 0.6),  # some lines of symmetry are boundaries
    ),
    "equispaced": ({"roots": np.linspace(-1, 1, 30)}, (-1.5, 1.5, -1.5, 1.5)),
    "random in the disc": ({"roots": in_disc(40)}, (-1.5, 1.5, -1.5, 1.5)),
    "a cluster": ({"roots": 3 + 2j + 0.1 * in_disc(10)}, (2.5, 3.5, 1.5, 2.5)),
    "a small window": ({"coefs": [1, 0, 0, -1e-9]}, (-2e-3, 2e-3, -2e-3, 2e-3)),
    "small coefficients": ({"coefs": 1e-9 * CUBIC}, (0, 4, -2, 2)),
    "large coefficients": ({"coefs": 1e15 * CUBIC}, (0, 4, -2, 2)),
}


def remedy_of(warning):
    """The arguments that a warning's last sentence names."""
    stop, tol = re.search(r'Use (?:stop="(\w+)", )?tol=(\S+)$', str(warning.message)).groups()
    return {"tol": float(tol), **({"stop": stop} if stop else {})}


@pytest.mark.parametrize("name", BAD)
def test_the_remedy_gives_the_right_picture(name):
    polynomial, extent = BAD[name]
    settings = {
        **polynomial,
        "extent": extent,
        "shape": (60, 60),
        "sampling": "center",
        "itmax": 500,
    }
    with pytest.warns(ToleranceWarning) as caught:
        bad = nb_cpp.basins(**settings)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    text = str(caught[0].message)
    assert text in repr(bad)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        good = nb_cpp.basins(**settings, **remedy_of(caught[0]))
    gaps = np.abs(good.roots[:, None] - good.roots)
    strict = nb_cpp.basins(**settings, stop="root", tol=1e-4 * gaps[gaps > 0].min())
    both = (strict.labels >= 0) & (good.labels >= 0)
    np.testing.assert_array_equal(good.labels[both], strict.labels[both])
    assert (good.labels >= 0).mean() > 0.999
    both = (bad.labels >= 0) & (good.labels >= 0)  # some need more than itmax steps
    np.testing.assert_array_equal(bad.labels[both], good.labels[both])


def residual_range(coefs):
    """Least and most benign tolerance, by NumPy alone."""
    roots, critical = np.roots(coefs), np.roots(np.polyder(coefs))
    least = UNIT * np.polyval(np.abs(coefs), np.abs(roots)).max()
    return least, np.abs(np.polyval(coefs, critical)).min(initial=np.inf)


def is_silent(**arguments):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        nb_cpp.basins(shape=(2, 2), **arguments)
    assert all(issubclass(w.category, ToleranceWarning) for w in caught)
    assert len(caught) <= 1
    return not caught


def test_two_hundred_problems_and_the_ends_of_their_ranges():
    for k in range(200):
        coefs = random_polynomial(RNG, 1 + k % 12, real=k % 3 > 0) * 10.0 ** RNG.integers(-9, 9)
        least, most = residual_range(coefs)
        top = most if np.isfinite(most) else 1e9 * least
        for tol in (1.01 * least, np.sqrt(least * top), 0.99 * top):
            assert is_silent(coefs=coefs, tol=tol)
        assert not is_silent(coefs=coefs, tol=0.99 * least)
        assert not is_silent(coefs=coefs, tol=1.01 * top) or np.isinf(most)


@pytest.mark.parametrize("stop", ["step", "root"])
def test_lengths(stop):
    # The roots 1 and 1.5, the first one double.
    roots = [1.0, 1.0, 1.5]
    for tol, silent in ((0.26, False), (0.24, True), (1.1e-8, True), (1.0e-8, False)):
        assert is_silent(roots=roots, stop=stop, tol=tol) == silent


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (
            {"coefs": 1e15 * CUBIC},
            'tol=1e-06 is too small for stop="residual": rounding leaves up to 13.3 of abs(p) at a '
            "root. Use tol=8e+10",
        ),
        (
            {"coefs": CUBIC, "stop": "step", "tol": 0.7},
            'tol=0.7 is too large for stop="step": it may hold half-way between two roots, which '
            "are 1 apart. Use tol=5e-04",
        ),
        (
            {"coefs": CUBIC, "stop": "root", "tol": 1e-17},
            'tol=1e-17 is too small for stop="root": rounding leaves up to 3.33e-16 of the '
            "distance at a root. Use tol=5e-04",
        ),
        (  # (2^-53)^(1/10) is .025
            {"roots": [1.0] * 10 + [1.01], "stop": "step"},
            'tol=1e-06 is too small for stop="step": rounding leaves up to 0.0254 of the distance '
            'at a root. Use stop="residual", tol=4e-27',
        ),
    ],
)
def test_messages_say_what_is_wrong_and_what_is_better(settings, text):
    with pytest.warns(ToleranceWarning) as caught:
        nb_cpp.basins(shape=(1, 1), **settings)
    assert [str(warning.message) for warning in caught] == [text]
    assert is_silent(**{**settings, **remedy_of(caught[0])})


@pytest.mark.parametrize("roots", [[1e-300, -1e-300], [1e-200, 2e-200, 3e-200], [1, 1.5, 2e-3]])
def test_compute_tells_what_basins_tells(roots):
    """By the roots' own plan, too, where doubles have no coefficients of theirs."""
    with pytest.warns(nb_cpp.ToleranceWarning) as by_basins:
        nb_cpp.basins(roots=roots, shape=(4, 4), tol=1e3)
    with pytest.warns(nb_cpp.ToleranceWarning) as by_compute:
        nb_cpp.compute(4, 4, roots=roots, tol=1e3)
    assert [str(w.message) for w in by_compute] == [str(w.message) for w in by_basins]


def test_a_message_says_that_no_tolerance_is_better():
    text = "No other one helps, as rounding at a root exceeds roots' distances; labels are true$"
    with pytest.warns(ToleranceWarning, match=text):
        nb_cpp.basins([1e-284, 1, 0, 0, -1], stop="step", tol=1e-9, shape=(1, 1))


def test_a_multiple_root_is_no_critical_point_to_beware_of():
    assert is_silent(coefs=[1, -4, 5, -2], tol=1e-6)  # (z - 1)^2 (z - 2)
    assert not is_silent(coefs=[1, -4, 5, -2], tol=0.2)  # |p(5/3)| = 4/27


def test_what_never_warns():
    hundred = {"coefs": 1e-9 * CUBIC}
    assert not is_silent(**hundred)
    assert is_silent(**hundred, tol=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb_cpp.basins(**hundred, shape=(0, 5))
        nb_cpp.compute(0, 5, hundred["coefs"])
        nb_cpp.basins(**hundred, method="nova", c=0.1, shape=(2, 2))  # labels no root


def test_compute_warns_once():
    with pytest.warns(ToleranceWarning, match="critical point") as caught:
        nb_cpp.compute(4, 4, 1e-9 * CUBIC)
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_compare_warns_once_and_says_of_which_pairs():
    polynomials, methods = {"a": CUBIC, "b": 1e-9 * CUBIC}, ["newton", "halley"]
    about = "3.85e-10. This is newton on b, the first of 2 such pairs among 4.*Use tol="
    with pytest.warns(ToleranceWarning, match=about) as caught:
        comparison = nb_cpp.compare(polynomials, methods, shape=(20, 20))
    assert len(caught) == 1
    assert comparison.data["tolerance_warning"].tolist() == [False, False, True, True]
    better = remedy_of(caught[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb_cpp.compare(polynomials, methods, shape=(20, 20), **better)


@pytest.mark.parametrize(
    ("factors", "stop"), [((1.0, 1e20), "step"), ((1e-9, 1e9), "step"), ((1.0, 1e3), "residual")]
)
def test_compare_names_a_tolerance_for_all_of_its_polynomials(factors, stop):
    polynomials = [factor * CUBIC for factor in factors]
    settings = {"methods": ["newton", "halley"], "shape": (9, 9)}
    with pytest.warns(ToleranceWarning) as caught:
        nb_cpp.compare(polynomials, tol=1e-16, **settings)
    better = remedy_of(caught[0])
    assert better.get("stop", "residual") == stop
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb_cpp.compare(polynomials, **settings, **better)


def test_compare_says_where_no_tolerance_suits_all():
    near, far = [1, 0, -1e-30], [1, 0, -1e30]
    with pytest.warns(ToleranceWarning, match="No other one suits all polynomials: compare them"):
        nb_cpp.compare([near, far], ["newton"], shape=(9, 9))


def test_repr_has_no_line_where_nothing_is_wrong():
    assert "tol=" not in repr(nb_cpp.basins([1, 0, 0, -1], shape=(3, 3)))


def test_the_page_shows_the_message():
    page = (Path(__file__).resolve().parents[2] / "docs" / "choosing.md").read_text("utf-8")
    with pytest.warns(ToleranceWarning) as caught:
        nb_cpp.basins([1e-9, -6e-9, 11e-9, -6e-9], shape=(1, 1))
    assert f"ToleranceWarning: {caught[0].message}\n" in page


def test_critical_points_of_roots_that_coefficients_cannot_tell_apart():
    # Between two neighbours each, where the sum of 1 / (z - r) changes its sign.
    roots = np.sort(np.random.default_rng(5).uniform(1, 2, 30))
    with mpmath.workdps(60):
        exact = [mpmath.mpf(r) for r in roots]
        values = []
        for low, high in zip(exact, exact[1:]):
            for _ in range(150):
                middle = (low + high) / 2
                rises = sum(1 / (middle - r) for r in exact) > 0
                low, high = (middle, high) if rises else (low, middle)
            values.append(abs(mpmath.fprod(middle - r for r in exact)))
        least = float(min(values))
    with pytest.warns(nb_cpp.ToleranceWarning):
        b = nb_cpp.basins(roots=roots, shape=(1, 1), tol=1e-8)
    assert b.problem.plan.benign_tolerances("residual")[1] == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize(("degree", "lower"), [(300, 100), (200, 1), (301, 300)])
def test_critical_points_of_high_degrees(degree, lower):
    # z^n + z^k / 2 - 1: 0, and where z^(n - k) is -k / (2 n).
    coefs = np.zeros(degree + 1)
    coefs[[0, degree - lower, degree]] = 1.0, 0.5, -1.0
    size = (0.5 * lower / degree) ** (1 / (degree - lower))
    angles = np.pi * (2 * np.arange(degree - lower) + 1) / (degree - lower)
    values = np.abs(np.polyval(coefs, size * np.exp(1j * angles)))
    least = min(values.min(), 1.0 if lower > 1 else np.inf)
    plan = nb_cpp.basins(coefs, shape=(0, 0), tol=0.999 * least).problem.plan
    assert nb_cpp.basins(coefs, shape=(0, 0)).problem.plan.evaluates_roots()
    assert plan.has_benign_tolerance()
    assert plan.benign_tolerances("residual")[1] == pytest.approx(least, rel=1e-9)
    assert not is_silent(coefs=coefs, tol=1.001 * least)


def test_rounding_of_large_values_decides_without_critical_points():
    # |p'(r)| is some 1e20 at the roots farthest out, and |p| about 1 at the critical points.
    coefs = np.random.default_rng(2).standard_normal(201)
    with pytest.warns(ToleranceWarning, match=r'rounding.* Use stop="step", tol=') as caught:
        b = nb_cpp.basins(coefs, shape=(1, 1))
    assert is_silent(coefs=coefs, **remedy_of(caught[0]))
    least, most = b.problem.plan.benign_tolerances("residual")
    exact = nb_cpp.basins(coefs, shape=(0, 0), tol=2 * least).problem.plan.benign_tolerances(
        "residual"
    )
    assert exact[0] == least
    assert exact[1] <= most <= least
    critical = np.abs(np.polyval(coefs, nb_cpp.find_roots(np.polyder(coefs)).values))
    assert exact[1] == pytest.approx(critical.min(), rel=1e-6)
    assert most == pytest.approx(np.exp(np.log(critical).mean()), rel=1e-6)


@pytest.mark.parametrize("name", ["unity", "random"])
def test_the_check_takes_less_time_than_the_roots(name):
    coefs = np.random.default_rng(3).standard_normal(801)
    if name == "unity":
        coefs[1:-1], coefs[0], coefs[-1] = 0.0, 1.0, -1.0

    roots, check = [], []
    for _ in range(3):
        start = time.process_time()
        plan = nb_cpp.basins(coefs, shape=(0, 0)).problem.plan
        middle = time.process_time()
        plan.has_benign_tolerance()
        roots.append(middle - start)
        check.append(time.process_time() - middle)
    assert min(check) < 0.5 * min(roots)
