"""Exact input: what was given is what the roots belong to, and what is kept."""

import copy
import math
import pickle
import random
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import nb_cpp
from nb_cpp import Polynomial


def times(p, q):
    """The product of polynomials with coefficients (real, imaginary), highest degree first."""
    result = [(Fraction(0), Fraction(0))] * (len(p) + len(q) - 1)
    for i, (a, b) in enumerate(p):
        for j, (c, d) in enumerate(q):
            x, y = result[i + j]
            result[i + j] = (x + a * c - b * d, y + a * d + b * c)
    return result


def from_roots(roots):
    p = [(Fraction(1), Fraction(0))]
    for real, imag in roots:
        p = times(p, [(Fraction(1), Fraction(0)), (-real, -imag)])
    return p


def integers(p):
    return [int(x) for x, _ in p]


WILKINSON = {
    n: integers(from_roots([(Fraction(k), 0) for k in range(1, n + 1)])) for n in range(20, 26)
}


@pytest.mark.parametrize("n", WILKINSON)
def test_wilkinson_of_integers(n):
    found = nb_cpp.find_roots(WILKINSON[n])
    assert found.values.tolist() == list(range(1, n + 1))
    assert found.radii.max() < 1e-15
    assert nb_cpp.find_roots(WILKINSON[n][::-1]).values[::-1] == pytest.approx(
        1 / np.arange(1, n + 1), rel=3e-16, abs=0
    )


@pytest.mark.parametrize("gap", [Fraction(1, 10**k) for k in (3, 12, 17, 24)])
def test_roots_that_nearly_meet(gap):
    truth = [Fraction(1, 3), Fraction(1, 3) + gap]
    found = nb_cpp.find_roots([1, -sum(truth), truth[0] * truth[1]])
    assert found.multiplicities.sum() == 2
    for value, multiplicity, radius in zip(*found):
        inside = [r for r in truth if abs(r - Fraction(value.real)) <= Fraction(radius)]
        assert len(inside) == multiplicity


def test_numbers_out_of_the_range_of_double():
    tiny = nb_cpp.find_roots([1, 0, Fraction(1, 10**400)])
    assert tiny.values == pytest.approx([1e-200j, -1e-200j], rel=1e-15, abs=0)
    large = nb_cpp.find_roots([10**400, 0, -4 * 10**400])
    assert large.values.tolist() == [-2, 2]
    with pytest.raises(ValueError, match="coefs must be finite and within the range of a double"):
        nb_cpp.basins([10**400, 0, -4 * 10**400], shape=(2, 2))


def test_an_exact_root_in_a_cluster_is_not_all_of_it():
    near = [Fraction(7, 8) + k * Fraction(1, 10**22) for k in range(3)]
    found = nb_cpp.find_roots([x for x, _ in from_roots([(r, 0) for r in [*near, 2, 2]])])
    assert found.values.tolist() == [7 / 8, 2]
    assert found.multiplicities.tolist() == [3, 2]
    assert 2e-22 <= found.radii[0] < 1e-16
    assert found.radii[1] == 0


# 30,000 of these are judged by `make judge-roots`: docs/judge.md.
@pytest.mark.parametrize("step", [0, 1], ids=["real", "complex"])
def test_multiple_roots(step):
    random_ = random.Random(15 + step)
    for _ in range(60):
        count = random_.randint(2, 4)
        points = {
            (Fraction(random_.randint(-8, 8), 8), step * Fraction(random_.randint(-8, 8), 8))
            for _ in range(count)
        }
        truth = {point: random_.randint(2, 9) for point in points}
        product = from_roots([point for point, m in truth.items() for _ in range(m)])
        doubles = [complex(x, y) for x, y in product]
        if [(Fraction(z.real), Fraction(z.imag)) for z in doubles] != product:
            continue
        found = nb_cpp.find_roots(doubles)
        assert dict(zip(found.values.tolist(), found.multiplicities.tolist())) == {
            complex(x, y): m for (x, y), m in truth.items()
        }
        assert not found.radii.any()


@pytest.mark.parametrize(
    "roots",
    [
        [3 / 8] * 9 + [-1] * 6 + [-1 / 2] * 4,
        [1 / 4] * 8 + [1 / 2] * 4 + [-7 / 8] * 4 + [-1] * 4,
        [5 / 8] * 7 + [-1] * 8 + [1 / 4] * 9,
        [1 / 4] * 9 + [-1 / 8] * 3 + [-3 / 4] * 8 + [-1 / 2] * 8 + [1] * 8,
        [-7 / 8] * 4 + [-1 / 4] * 4 + [3 / 8] * 4 + [1 / 2] * 8,
        [3 / 8] * 6 + [0] * 9 + [-1] * 5 + [1 / 4] * 8 + [-7 / 8] * 9,
    ],
)
def test_multiple_roots_that_clusters_lost(roots):
    found = nb_cpp.find_roots(np.poly(roots))
    assert found.values.tolist() == sorted(set(roots))
    assert found.multiplicities.tolist() == [roots.count(r) for r in sorted(set(roots))]


def test_multiple_roots_that_are_no_doubles():
    p = [(Fraction(x), Fraction(0)) for x in (3, 0, -1, 7)]
    found = nb_cpp.find_roots([x for x, _ in times(times(p, p), p)])
    single = nb_cpp.find_roots([3, 0, -1, 7])
    assert found.values.tobytes() == single.values.tobytes()
    assert found.multiplicities.tolist() == [3, 3, 3]


# The periodic points of z^2 + c with period 9: MPSolve's mand255 without its factor of period 3.
# `make judge-roots` has larger ones, and others.
def test_many_roots_of_long_integers():
    periods = 8
    p = np.array([1], dtype=object)
    for _ in range(periods):
        p = np.append(np.convolve(p, p), 1)
    for i in range(len(p) - 3):
        p[i + 1 : i + 4] -= p[i] * np.array([2, 1, 1], dtype=object)
    assert not p[-3:].any()
    found = nb_cpp.find_roots(p[:-3])
    assert len(found.values) == 252
    assert (found.radii < 1e-15 * abs(found.values)).all()
    with mpmath.workprec(200):
        for value, radius in zip(found.values, found.radii):
            z = mpmath.mpc(value)
            for _ in range(3):
                f, slope = mpmath.mpf(1), mpmath.mpf(0)
                for _ in range(periods):
                    f, slope = z * f * f + 1, f * f + 2 * z * f * slope
                z -= f / slope
            # Some root is this near to where Newton's step went.
            assert abs(z - value) + 256 * abs(f / slope) <= radius
    gaps = abs(found.values[:, None] - found.values)
    assert ((gaps > found.radii[:, None] + found.radii) | np.eye(252, dtype=bool)).all()


# The chromatic polynomial of a hierarchical lattice: points that start in the wrong places have to
# leave them together, not one by one. `make judge-roots` has the next one, of degree 683.
def test_points_leave_together():
    same, other, one, q = (np.array(p, dtype=object) for p in ([0], [1], [0, 1], [1, 0]))
    for _ in range(4):
        squared = np.convolve(other, other)
        equal = np.polyadd(np.convolve(same, same), np.convolve(q - one, squared))
        unlike = np.polyadd(2 * np.convolve(same, other), np.convolve(q - 2 * one, squared))
        same, other = np.convolve(equal, equal), np.convolve(unlike, unlike)
    p = np.trim_zeros(np.polyadd(same, np.convolve(q - one, other)))
    found = nb_cpp.find_roots(p, work=0.02)
    assert len(found.values) == len(p) - 1 == 171
    assert (found.radii < 1e-15 * abs(found.values)).all()
    with mpmath.workprec(1200):
        for value, radius in list(zip(found.values, found.radii))[::9]:
            f, slope = mpmath.polyval(p.tolist(), mpmath.mpc(value), derivative=True)
            assert abs(f / slope) <= 1.001 * radius


@pytest.mark.parametrize("call", [nb_cpp.basins, nb_cpp.find_cycles, nb_cpp.render])
def test_every_call_says_that_work_has_ended(call, monkeypatch):
    find = Polynomial.find_roots
    monkeypatch.setattr(Polynomial, "find_roots", lambda p, work: (*find(p, work)[:3], False))
    size = {nb_cpp.basins: {"shape": (2, 2)}, nb_cpp.render: {"size": 2}}.get(call, {})
    text = r"the 3 roots .* Use nb_cpp.find_roots\(..., work=10\), and what it returns as coefs$"
    with pytest.warns(nb_cpp.PrecisionWarning, match=text) as caught:
        call([1, 0, 0, -2], **size)
    assert [warning.filename for warning in caught] == [__file__]


def test_discs_overlap_where_work_ends():
    p = [(x, 0) for x in WILKINSON[25]]
    shaken = integers(times(p, p))
    shaken[-1] += 10**36
    with pytest.warns(nb_cpp.PrecisionWarning, match="work=1e-05") as caught:
        found = nb_cpp.find_roots(shaken, work=1e-6)
    assert caught[0].filename == __file__
    assert len(found.values) == found.multiplicities.sum() == 50
    true = nb_cpp.find_roots(shaken)
    assert true.multiplicities.max() == 1
    table = dict(zip(found.values.tolist(), found.radii.tolist()))
    assert all(table[z.conjugate()] == r for z, r in table.items())
    # Connected unions of discs hold as many roots as values.
    gaps = np.abs(found.values[:, None] - found.values)
    meets = gaps <= found.radii[:, None] + found.radii
    for _ in range(6):
        meets = meets @ meets
    for union in np.unique(meets, axis=0):
        inside = np.abs(true.values[:, None] - found.values[union]) <= found.radii[union]
        assert inside.any(axis=1).sum() == union.sum()


@pytest.mark.parametrize("work", [0, -1, float("nan"), "more"])
def test_work_is_checked(work):
    with pytest.raises((TypeError, ValueError), match="work must be"):
        nb_cpp.find_roots([1, 0, -1], work=work)


def test_polynomials_keep_what_they_are_given():
    p = Polynomial([0, 1, Fraction(1, 3), Decimal("0.1"), 0.1, 2**70 + 1, np.int64(2) ** 60 + 1])
    assert p.coefs == (
        1,
        Fraction(1, 3),
        Fraction(1, 10),
        Fraction(0.1),
        2**70 + 1,
        2**60 + 1,
    )
    assert p.exact
    assert p.degree == 5
    assert p.roots is None
    for same in (copy.deepcopy(p), pickle.loads(pickle.dumps(p)), Polynomial(p)):
        assert same == p
        assert hash(same) == hash(p)
    assert p != Polynomial([1, 2])
    assert Polynomial([1, 0.5]) == Polynomial(np.array([Fraction(1), Fraction(1, 2)]))


@pytest.mark.parametrize(
    ("roots", "coefs"),
    [
        ([2**53 + 1, 1], [1, -(2**53) - 2, 2**53 + 1]),
        ([2**60 + 1, 1j], [1, (-(2**60) - 1, -1), (0, 2**60 + 1)]),
        (np.array([2**60 + 1, 1]), [1, -(2**60) - 2, 2**60 + 1]),
        ([Fraction(1, 3), 2], [1, Fraction(-7, 3), Fraction(2, 3)]),
        ([0, Decimal("0.1"), 1], [1, Fraction(-11, 10), Fraction(1, 10), 0]),
        ([2**70 + 1], [1, -(2**70) - 1]),
    ],
    ids=str,
)
def test_roots_that_are_no_doubles_are_multiplied_out(roots, coefs):
    p = Polynomial(roots=roots)
    assert p.exact
    assert p.roots is None
    assert p.coefs == tuple(coefs)
    assert p == Polynomial(str(p))
    found = nb_cpp.find_roots(roots=roots).values
    wanted = np.sort_complex(np.array(roots, complex))
    np.testing.assert_allclose(np.sort_complex(found), wanted, rtol=3e-16)  # a tie has two


@pytest.mark.parametrize(
    "roots",
    [
        (2**60, -1),
        np.array([2**60, 1]),
        np.array([1, 3], np.longdouble) / 4,
        [1 / 3, 2],
        [Fraction(0), Decimal("0.5"), Fraction(3, 4)],
    ],
    ids=str,
)
def test_roots_that_are_doubles_stay_roots(roots):
    p = Polynomial(roots=roots)
    assert p.exact
    assert (p.roots == np.asarray(roots, complex)).all()


def test_roots_that_are_too_many_are_not_multiplied_out():
    with pytest.raises(ValueError, match="roots must be 1800 or fewer, got 100000"):
        Polynomial(roots=[Fraction(1, k) for k in range(3, 100_003)])


@pytest.mark.parametrize("roots", [[Fraction(1, 3), "2"], [2**70, None], [[2**70], [1]], [1, [2]]])
def test_roots_that_are_none(roots):
    with pytest.raises((TypeError, ValueError), match="roots must be"):
        Polynomial(roots=roots)


def test_text_has_every_digit():
    assert str(Polynomial([1, 0, -2, Fraction(2, 3)])) == "z^3 - 2z + 2/3"
    assert str(Polynomial([-1, Fraction(1, 2), 2j, 1 - 3j])) == "-z^3 + (1/2)z^2 + (2i)z + (1 - 3i)"
    assert str(Polynomial([2**70 + 1, 0])) == f"{2**70 + 1}z"
    assert str(Polynomial(roots=[1, 1, 0, -0.5j, 1 - 1j])) == "(z - 1)^2 z (z + 1/2i) (z - (1 - i))"


def test_numbers_of_mpmath_have_their_own_precision():
    with mpmath.workprec(200):
        root = mpmath.sqrt(2)
        p = Polynomial([1, -root])
        assert not p.exact
        assert nb_cpp.find_roots(p).values[0] == np.sqrt(2)
        square = nb_cpp.find_roots([1, -2 * root, root * root])
    assert square.multiplicities.sum() == 2
    with pytest.raises(ValueError, match="coefs must be finite"):
        Polynomial([1, mpmath.inf])


@pytest.mark.parametrize("kind", ["Chebyshev", "Legendre", "Laguerre", "Hermite", "HermiteE"])
def test_other_bases_are_named(kind):
    series = getattr(np.polynomial, kind)([1, 2, 3])
    with pytest.raises(TypeError, match=f"{kind} series: convert it with .convert"):
        nb_cpp.find_roots(series)
    assert nb_cpp.find_roots(series.convert(kind=np.polynomial.Polynomial)).values.size == 2


@pytest.mark.parametrize("bad", [[1, Fraction(1, 3), None], ["1", "2"], [1, object()]])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(TypeError, match="coefs must be numbers"):
        Polynomial(bad)


@pytest.mark.parametrize("bad", [[Decimal("nan"), 1], [1, Decimal("inf")], [10**400]])
def test_numbers_that_are_none_are_refused(bad):
    with pytest.raises(ValueError, match="coefs must be"):
        Polynomial(bad)


def test_results_keep_the_polynomial(tmp_path):
    for given in (
        {"coefs": [1, 0, -2, Fraction(2, 3)]},
        {"roots": [1, 1, -0.25 + 1j]},
        {"coefs": [1, 0, 0, -1]},
    ):
        b = nb_cpp.basins(**given, shape=(8, 8), tol=1e-9)
        b.save(tmp_path / "b.npz")
        again = nb_cpp.Basins.load(tmp_path / "b.npz")
        assert again.polynomial == b.polynomial == Polynomial(**given)
        assert again.coefs.tobytes() == b.coefs.tobytes()
        same = nb_cpp.basins(b.polynomial, shape=(8, 8), tol=1e-9)
        assert (same.labels == b.labels).all()
    assert not b.coefs.flags.writeable


def test_products_of_many_roots():
    rng = np.random.default_rng(3)
    half = rng.normal(size=40) + 1j * rng.normal(size=40)
    for roots in (half, np.concatenate([half, half.conj()])):
        p = Polynomial(roots=np.tile(roots, 2))
        exact = [complex(*pair) if isinstance(pair, tuple) else complex(pair) for pair in p.coefs]
        np.testing.assert_allclose(p.rounded(), exact, rtol=3e-16, atol=0)
    assert not p.rounded().imag.any()


def test_products_are_exact():
    rng = np.random.default_rng(4)
    roots = (rng.normal(size=25) + 1j * rng.normal(size=25)) * 2.0 ** rng.integers(-40, 40, 25)
    roots = np.concatenate([roots, rng.integers(-9, 9, 5), [0, 0]])
    truth = from_roots([(Fraction(r.real), Fraction(r.imag)) for r in roots.tolist()])
    coefs = Polynomial(roots=roots).coefs
    assert [c if isinstance(c, tuple) else (c, 0) for c in coefs] == truth
    # In lowest terms, as every fraction is.
    for part in (part for c in coefs if isinstance(c, tuple) for part in c):
        assert math.gcd(part.numerator, part.denominator) == 1
        assert hash(part) == hash(Fraction(part.numerator, part.denominator))


def test_many_roots_are_refused_before_work():
    roots = np.full(100_000, 0.5)
    assert nb_cpp.find_roots(roots=roots).multiplicities.tolist() == [100_000]
    with pytest.raises(ValueError, match="roots must be 1800 or fewer, got 100000"):
        nb_cpp.basins(roots=roots, shape=(2, 2))
