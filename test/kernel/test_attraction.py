"""The discs that a method draws to its roots: every point of them comes nearer, in 50 digits."""

import mpmath
import numpy as np
import pytest
from formulas_oracle import STEPS, Point
from mpmath import mpc

import nb_cpp
from nb_cpp import _core

METHODS = nb_cpp.methods()


def exact_product(roots):
    """Coefficients of the product of z - r, in the working precision."""
    coefs = [mpc(1)]
    for root in roots:
        coefs = [a - mpc(root) * b for a, b in zip([*coefs, mpc(0)], [mpc(0), *coefs])]
    return coefs


def radii_of(roots, method, **parameters):
    b = nb_cpp.basins(roots=roots, method=method, shape=(0, 0), **parameters)
    return b.problem.plan.attraction_radii()


ROOTS = {
    "simple": [0.5 + 0.25j, -1.0, 0.125 - 0.75j, 1.5 + 1j, -0.5 + 1.25j],
    "near": [0.0, 0.0625, 0.0625j, 1.0, -2.0 + 1j],
    "double": [0.5, 0.5, -1.0, 1j],
    "triple": [0.25j, 0.25j, 0.25j, 1.0, -1.0],
    "many": [*[1.0] * 7, *[-1.0] * 2, 2j],
    "circle": np.exp(2j * np.pi * np.arange(12) / 12),
    "one": [0.75 + 0.5j],
    "one, fourfold": [0.25] * 4,
}


@pytest.mark.parametrize("roots", ROOTS.values(), ids=ROOTS)
@pytest.mark.parametrize("method", METHODS)
def test_points_of_a_disc_come_nearer(method, roots):
    rng = np.random.default_rng(11)
    parameters = METHODS[method].parameters
    distinct, counts = np.unique(np.asarray(roots, complex), return_counts=True)
    known = nb_cpp.find_roots(roots=roots)
    with mpmath.workdps(50):
        coefs = exact_product(roots)
        for root, count, radius in zip(known.values, known.multiplicities, radii_of(roots, method)):
            assert count == counts[distinct == root]
            gap = np.abs(root - distinct[distinct != root]).min(initial=64.0)
            # Steffensen's step adds p: where p is large, the disc has to be small.
            least = 1e-9 if method == "steffensen" else 0.01
            assert least * gap / len(roots) < radius
            if len(distinct) > 1:
                assert radius < gap / 2
            radius = min(radius, 8.0)
            for size in (0.999, 0.999, 0.7, 0.1, 1e-3):
                for turn in rng.uniform(0, 2 * np.pi, 3):
                    t = size * radius * np.exp(1j * turn)
                    point = Point(coefs, mpc(root) + mpc(t), parameters)
                    if point.f == 0:
                        continue
                    after = point.z + STEPS[method](point)
                    assert abs(after - mpc(root)) < abs(point.z - mpc(root))


@pytest.mark.parametrize(
    ("roots", "relax", "attracts"),
    [
        ([1.0, -1.0], 1.9, [True, True]),
        ([1.0, -1.0], 2.0, [False, False]),
        ([1.0, -1.0], 0.7 + 0.9j, [True, True]),
        ([1.0, -1.0], 1 + 1.1j, [False, False]),
        ([-1.0, 1.0, 1.0], 2.5, [False, True]),
        ([-1.0, 1.0, 1.0], -0.1, [False, False]),
    ],
)
def test_roots_that_attract_nothing_have_no_disc(roots, relax, attracts):
    radii = radii_of(roots, "newton", relax=relax)
    assert [radius > 0 for radius in radii] == attracts


def nearly_neutral(exponent):
    """Relaxations whose multiplier at a simple root has the modulus 1 - 10^-exponent, or nearly."""
    small = 10.0**-exponent
    return (small, 2 - small, 1 + (1 - small) * 1j)


@pytest.mark.parametrize("exponent", [2, 3, 5, 7, 9, 11])
def test_roots_known_to_their_rounding_attract_as_exact_ones_do(exponent):
    # The doubles are not the roots, and what is drawn to a root is drawn by very little.
    coefs = [1, 0, 1j, -2]
    for relax in nearly_neutral(exponent):
        b = nb_cpp.basins(coefs, relax=relax, shape=(0, 0))
        with mpmath.workdps(60):
            for value, radius in zip(b.roots, b.problem.plan.attraction_radii()):
                root = mpmath.findroot(lambda z: z**3 + mpc(1j) * z - 2, mpc(value))
                # |F(t)| = |t| |1 - relax (1 - a t + ...)|, a about 1: the disc is no smaller than
                # it has to be, nor 2^10 roundings.
                assert radius > 0.1 * min(1.0, (1 - abs(1 - relax)) / abs(relax))
                for turn in (0.1, 1.3, 2.8, 4.4, 5.9):
                    t = mpc(0.999 * radius * np.exp(1j * turn))
                    point = Point(coefs, mpc(value) + t, {"relax": relax})
                    after = point.z + STEPS["newton"](point)
                    assert abs(after - root) < abs(point.z - root)
        assert "not attracting" not in repr(b)


@pytest.mark.parametrize("relax", [0.0, 2.0, 1 + 1j, 2.0**-44, 2 - 2.0**-44])
def test_roots_that_attract_by_no_more_than_rounding_have_no_disc(relax):
    b = nb_cpp.basins([1, 0, 1j, -2], relax=relax, shape=(0, 0))
    assert (b.problem.plan.attraction_radii() == 0).all()
    assert repr(b).count("not attracting") == 3


def test_an_added_length_leaves_no_root():
    assert (radii_of([1, -1, 1j], "nova", c=0.1) == 0).all()
    assert (radii_of([1, -1, 1j], "nova") > 0.1).all()


@pytest.mark.parametrize("exponent", [-900, -300, 0, 300, 900])
@pytest.mark.parametrize("method", [m for m in METHODS if m != "steffensen"])
def test_discs_scale_with_the_roots(method, exponent):
    roots = np.array([0.5 + 0.25j, -1.0, 0.125 - 0.75j])
    scaled = np.ldexp(roots.real, exponent) + 1j * np.ldexp(roots.imag, exponent)
    radii = []
    for values, coefs in ((roots, np.poly(roots)), (scaled, [1, 0, 0, 1])):
        known = nb_cpp.Roots(values, np.ones(3, int), np.zeros(3))
        plan = _core.Plan(np.array(coefs, complex), known, method, (), "step", 0.0, 1, ())
        radii.append(plan.attraction_radii())
    np.testing.assert_array_equal(np.ldexp(radii[0], exponent), radii[1])
