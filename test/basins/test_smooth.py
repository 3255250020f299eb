"""The smooth count: exact where it is known, one more a step, and no seams."""

import numpy as np
import pytest
from helpers import ANY_TOLERANCE, FUSED_TARGETS, forced_target

import nb_cpp

METHODS = list(nb_cpp.methods())
RNG = np.random.default_rng(16)
LEAST = 1 - (2 - 2**-10)  # count, that of a multiple root itself
POLYNOMIALS = {
    "z^3 - 1": [1, 0, 0, -1],
    "complex": [1, 0.3j, 0, 1 - 1j, 0.5],
    "nearly flat": np.poly([0, 1, -1.001]),
    "double root": np.poly([1, 1, -1]),
    "threefold root": np.poly([1, 1, 1, -1]),
    "Wilkinson 8": np.poly(range(1, 9)),
}
# |p| = tol is no circle in the coordinate of a multiple root.
SHARE = {"double root": 0.97, "threefold root": 0.97}


def some_points(count, half=2.0):
    return RNG.uniform(-half, half, (count, 2)) @ [1, 1j]


def test_two_roots_have_the_exact_count():
    # Newton's step squares w = (z - 1) / (z + 1) (Cayley 1879); |p| = tol is |w| = tol / 4, nearly.
    points = some_points(5000)
    q = nb_cpp.basins_at([1, 0, -1], points, smooth=True)
    log_w = np.abs(np.log(np.abs((points - 1) / (points + 1))))
    exact = np.log2(np.log(4e6) / log_w)
    np.testing.assert_allclose(q.smooth[q.converged], exact[q.converged], atol=1e-6)


def test_the_angle_is_that_of_the_coordinate():
    points = some_points(2000)
    q = nb_cpp.basins_at([1, 0, -1], points, angle=True)
    w = (points - 1) / (points + 1)
    w = np.where(q.labels == 1, w, 1 / w) ** (2.0 ** np.minimum(q.iterations, 6))
    few = q.converged & (q.iterations <= 6)
    # The coordinate's own multiple of w is 1: w = -1 is no fixed point.
    difference = np.angle(w[few] * np.exp(-1j * q.angle[few]))
    np.testing.assert_allclose(difference, 0, atol=1e-5)


@ANY_TOLERANCE
def test_the_angle_of_an_orbit_that_ends_early_is_that_of_its_entry():
    multiplier = 0.38 - 0.78j
    w = np.linspace(0.001, 0.35, 200) * np.exp(1j * np.arange(200))
    q = nb_cpp.basins_at([1, 0, 0, -1], 1 + w, relax=1 - multiplier, tol=1e6, angle=True)
    assert (q.iterations == 1).all()
    for _ in range(200):  # the distance from the root 1, without cancellation
        w = w - (1 - multiplier) * w * (w * w + 3 * w + 3) / (3 * (1 + w) ** 2)
    log_w = np.log(w) - 200 * np.log(multiplier)
    steps = np.arange(1, 40)[:, None]
    arguments = log_w.imag + steps * np.angle(multiplier)
    equal = np.abs(np.exp(1j * (q.angle - arguments)) - 1) < 1e-6
    assert (equal.sum(axis=0) == 1).all()
    entry = steps[equal.argmax(axis=0), 0]
    within = (log_w.real + entry * np.log(abs(multiplier)))[entry > 1]
    assert entry.max() > 10
    assert np.ptp(within) < 2 * -np.log(abs(multiplier))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", POLYNOMIALS)
def test_a_step_is_one_less(name, method):
    coefs = POLYNOMIALS[name]
    tol = 1e-4 if name == "threefold root" else 1e-6
    settings = {"method": method, "itmax": 300, "stop": "step", "tol": tol, "smooth": True}
    points = some_points(300)
    at = nb_cpp.basins_at(coefs, points, **settings)
    moved = nb_cpp.orbit(coefs, points, steps=1, method=method)[1]
    after = nb_cpp.basins_at(coefs, moved, **settings)
    both = (at.labels == after.labels) & at.converged & (after.smooth > 0.01)
    assert both.sum() > 20 or method in ("euler", "laguerre", "steffensen")  # few steps, or far
    if not (method == "euler" and name == "threefold root"):  # the leading term alone
        np.testing.assert_allclose(after.smooth[both], at.smooth[both] - 1, atol=1e-5)


@pytest.mark.parametrize("stop", ["residual", "step", "root"])
@pytest.mark.parametrize("method", METHODS)
def test_its_ceiling_is_the_count(method, stop):
    for name, coefs in POLYNOMIALS.items():
        if name == "Wilkinson 8" or (method == "euler" and name == "threefold root"):
            continue  # no tolerance of these is benign; the leading term alone
        if name in SHARE and (stop == "root" or method == "steffensen"):
            continue  # no tol is benign; p of close points cannot be told apart
        b = nb_cpp.basins(
            coefs,
            extent=(-2.02, 1.98, -1.97, 2.01),
            shape=(50, 50),
            method=method,
            stop=stop,
            tol=1e-4 if stop == "step" and name == "threefold root" else 1e-6,
            itmax=300,
            smooth=True,
        )
        same = np.ceil(b.smooth[b.converged]) == b.iterations[b.converged]
        assert same.mean() >= SHARE.get(name, 0.99), (name, same.mean())
        assert (np.abs(b.smooth - b.iterations)[b.converged] < 2).all()
        np.testing.assert_array_equal(np.isnan(b.smooth), b.labels == -1)


def test_short_steps_far_from_roots_leave_it_near_the_count():
    # Schroeder's steps are short about 0, where the rule holds long before the root is reached.
    settings = {"method": "schroeder", "stop": "step", "smooth": True, "itmax": 200}
    q = nb_cpp.basins_at([1, 0, 0, 0, 0, 0, 1], 1e-7 * some_points(50), **settings)
    assert (q.labels >= 0).any()
    assert (np.abs(q.smooth - q.iterations)[q.labels >= 0] < 2).all()


def test_points_of_cycles_have_it_too():
    b = nb_cpp.basins([1, 0, -2, 2], shape=(80, 80), cycles=True, smooth=True, angle=True)
    caught = (b.labels == -2) & (b.smooth > -5)  # not the cycle's own points
    assert caught.sum() > 20
    assert np.isfinite(b.smooth[caught]).all()
    points = (b.x + 1j * b.y[:, None])[caught]
    settings = {"cycles": True, "smooth": True}
    twice = nb_cpp.orbit([1, 0, -2, 2], points, steps=2)[2]
    after = nb_cpp.basins_at([1, 0, -2, 2], twice, **settings)
    np.testing.assert_allclose(after.smooth, b.smooth[caught] - 2, atol=1e-5)


@pytest.mark.parametrize("coefs", [[1, 0, 0, -3, 3], [1, 0, 0, 0, -4, 4]])
def test_cycles_of_higher_degree_have_it(coefs):
    # 0 -> 1 -> 0, where p'' has a zero of order 2 and 3.
    settings = {"cycles": True, "smooth": True, "itmax": 77}
    b = nb_cpp.basins(coefs, shape=(60, 60), **settings)
    caught = b.labels == -2
    points = (b.x + 1j * b.y[:, None])[caught]
    after = nb_cpp.basins_at(coefs, nb_cpp.orbit(coefs, points, steps=2)[2], **settings)
    away = after.smooth > 0  # from what comes to the cycle itself, where it would not end
    assert away.sum() > 40
    np.testing.assert_allclose(after.smooth[away], b.smooth[caught][away] - 2, atol=1e-5)


@pytest.mark.parametrize(
    ("coefs", "method", "period"),
    [([1, -1.1, 2.3, 0.5], "schroeder", 8), ([1, 0, -2, 2], "newton", 2)],
)
def test_points_caught_late_have_it_too(coefs, method, period):
    settings = {"method": method, "cycles": True, "smooth": True}
    b = nb_cpp.basins(coefs, extent=(-3, 3, -3, 3), shape=(120, 120), itmax=period, **settings)
    assert [cycle.period for cycle in b.cycles] == [period]
    caught = b.labels == -2
    assert caught.sum() > 5
    points = (b.x + 1j * b.y[:, None])[caught]
    long = nb_cpp.basins_at(coefs, points, itmax=400, **settings)
    np.testing.assert_allclose(b.smooth[caught], long.smooth, atol=1e-9)


@pytest.mark.parametrize("distance", [1e-4, 1e-5, 1e-6, 1e-7, 1e-9])
def test_its_ceiling_is_the_count_where_the_disc_is_smaller_than_the_tolerance(distance):
    points = some_points(3000)
    q = nb_cpp.basins_at(np.poly([0, 1, -1 - distance]), points, smooth=True)
    same = np.ceil(q.smooth[q.converged]) == q.iterations[q.converged]
    assert same.mean() > 0.99  # 0.92 by the leading term alone


def worst_jump(at, count):
    """Of the smooth count at borders of counts, found by halving."""
    first = some_points(count)
    last = first + 0.02 * np.exp(1j * np.arange(count))
    a, b = at(first), at(last)
    chosen = (a.labels == b.labels) & (np.abs(a.iterations - b.iterations) == 1)
    first, last = first[chosen], last[chosen]
    counts = a.iterations[chosen]
    for _ in range(60):
        middle = (first + last) / 2
        same = at(middle).iterations == counts
        first, last = np.where(same, middle, first), np.where(same, last, middle)
    assert chosen.sum() > 100
    further = first - 4 * (last - first)
    calm = np.abs(at(first).smooth - at(further).smooth) < 1e-7
    return np.abs(at(first).smooth - at(last).smooth)[calm].max()


@pytest.mark.parametrize(
    ("coefs", "relax"),
    [
        *[([1, 0, 0, -1], 1 + d) for d in (1e-13, 1e-11, 1e-9, 1e-8, -1e-8, 5e-8j)],
        *[([1, a, 0, 0, -1, 0], 1.0) for a in (1e-4, 1e-6, 1e-9, 1e-13)],
        *[([1, a, 0, -1, 0], 1.0) for a in (1e-6, 1e-9)],
        *[([1, a, -1, 0], 1.0) for a in (1e-7, 1e-9, 1e-11)],
    ],
)
def test_steps_that_are_nearly_of_a_higher_order_have_it(coefs, relax):
    def at(points):
        return nb_cpp.basins_at(coefs, points, relax=relax, smooth=True)

    q = at(some_points(5000))
    assert (np.ceil(q.smooth) == q.iterations)[q.converged].mean() > 0.999
    assert worst_jump(at, 3000) < 1e-6


def test_nova_has_it_at_its_own_fixed_points():
    b = nb_cpp.basins([1, 0, 0, -1], shape=(40, 40), method="nova", c=0.1, smooth=True)
    assert (b.labels <= -2).any()
    assert np.isfinite(b.smooth[b.labels <= -2]).all()


@pytest.mark.parametrize("method", METHODS)
def test_labels_and_counts_stay_as_they_are(target, method):
    for coefs in ([1, 0, 0, 0, 0, 0, 1], POLYNOMIALS["complex"], POLYNOMIALS["double root"]):
        settings = {"method": method, "shape": (24, 31), "itmax": 40}
        plain = nb_cpp.basins(coefs, **settings)
        b = nb_cpp.basins(coefs, smooth=True, angle=True, **settings)
        np.testing.assert_array_equal(b.labels, plain.labels)
        np.testing.assert_array_equal(b.iterations, plain.iterations)


@ANY_TOLERANCE
@pytest.mark.parametrize(
    ("coefs", "tol"),
    [
        ([1, 0, 1.5], 1.45),
        ([0.6, 0, 0, -0.6], 0.59),
        ([1, 0, 0, -1], 2.5),
        ([1e-9, -6e-9, 11e-9, -6e-9], 1e-6),  # of 1 and more, as it is scaled
        ([1e15, -6e15, 11e15, -6e15], 1e-6),
        ([1, 0, 0, -1], 1e-16),
    ],
)
@pytest.mark.parametrize("stop", ["residual", "step", "root"])
def test_so_they_do_with_every_tolerance(target, coefs, tol, stop):
    settings = {"shape": (60, 61), "stop": stop, "tol": tol}
    plain = nb_cpp.basins(coefs, **settings)
    b = nb_cpp.basins(coefs, smooth=True, angle=True, **settings)
    np.testing.assert_array_equal(b.labels, plain.labels)
    np.testing.assert_array_equal(b.iterations, plain.iterations)


# One root alone draws the whole plane, by a linear step.
@pytest.mark.parametrize(
    ("coefs", "settings"),
    [
        ("z^3", {}),
        ("(z-1)^2", {"method": "halley"}),
        ("(z-i)^5", {"stop": "step", "tol": 0.01, "itmax": 200}),
        ("(z-2)^4", {"method": "king"}),
        ("z-1", {"relax": 0.5}),
    ],
    ids=str,
)
def test_one_root_alone(target, coefs, settings):
    points = RNG.uniform(-2, 2, (500, 2)) @ [1, 1j]
    method = settings.get("method", "newton")
    parameters = {k: v for k, v in settings.items() if k == "relax"}
    moved = nb_cpp.orbit(coefs, points, steps=1, method=method, **parameters)[1]
    here, there = (nb_cpp.basins_at(coefs, z, smooth=True, **settings) for z in (points, moved))
    assert (here.labels == 0).all()
    # Some of the points may be so near that they have the least count, before the step or after it.
    np.testing.assert_allclose(there.smooth, np.maximum(here.smooth - 1, LEAST), atol=1e-9)
    assert np.mean(np.ceil(here.smooth) == here.iterations) > 0.99


def test_a_multiple_root_itself_has_the_least_count(target):
    for method in METHODS:
        if method not in ("nova", "euler"):
            q = nb_cpp.basins_at("(z-1)^2(z+1)", [1.0], method=method, smooth=True)
            assert q.smooth[0] == LEAST, method


@pytest.mark.parametrize(
    ("coefs", "settings"),
    [
        ([1, 0, 0, 0, 0, 0, 1], {"stop": "root", "tol": 0.3}),
        ([1, 0, 0, 0, 0, 0, 1], {"tol": 0.9}),
        ([1, 0, -2, 2], {"tol": 0.9}),
        ([1, 0, -1], {"stop": "root", "tol": 0.9}),
        ([1, 0, 0, 0, 0, 0, 1], {"stop": "step", "tol": 1e-3, "method": "schroeder"}),
    ],
    ids=str,
)
def test_it_is_within_two_of_the_count(coefs, settings):
    b = nb_cpp.basins(coefs, smooth=True, shape=(300, 301), itmax=200, **settings)
    reached = b.labels >= 0
    assert reached.any()
    assert np.abs(b.smooth - b.iterations)[reached].max() < 2


@pytest.mark.parametrize("coefs", [[1, 0, 0, 0, 0, 0, 1], [1, 0, 0, -1], [1, 0.5j, 1, 2]])
def test_however_points_are_cut_the_bits_are_the_same(target, coefs):
    settings = {"smooth": True, "angle": True}
    b = nb_cpp.basins(coefs, shape=(40, 40), threads=1, **settings)
    for other in (
        nb_cpp.basins(coefs, shape=(40, 40), threads=3, **settings),
        nb_cpp.basins_at(coefs, b.x + 1j * b.y[:, None], **settings),
    ):
        for name in ("labels", "iterations", "smooth", "angle"):
            np.testing.assert_array_equal(getattr(other, name), getattr(b, name))


@pytest.mark.parametrize("coefs", [[1, 0, 0, 0, 0, 0, 1], [1, 0, 0, -1], POLYNOMIALS["complex"]])
def test_the_bits_are_those_of_a_point_alone(target, coefs):
    # Of many points the endings are known, of few they are not; blocks and tiles have others.
    b = nb_cpp.basins(coefs, shape=(300, 300), smooth=True)
    rows, columns = RNG.integers(0, 300, (2, 400))
    q = nb_cpp.basins_at(coefs, b.x[columns] + 1j * b.y[rows], smooth=True)
    np.testing.assert_array_equal(q.smooth, b.smooth[rows, columns])
    some = nb_cpp.basins_at(coefs, q.points[:7], smooth=True, angle=True)
    np.testing.assert_array_equal(some.smooth, q.smooth[:7])


@pytest.mark.parametrize("side", [50, 300])
@pytest.mark.parametrize("coefs", [[1, 0, 0, -1], [1, 0, -1, 1], POLYNOMIALS["complex"]])
def test_targets_with_fused_operations_agree_to_the_bit(coefs, side):
    results = []
    for name in FUSED_TARGETS & set(nb_cpp.build_info()["usable_targets"]):
        with forced_target(name):
            b = nb_cpp.basins(coefs, shape=(side, side), smooth=True, angle=True)
        results.append((b.smooth, b.angle))
    for smooth, angle in results[1:]:
        np.testing.assert_array_equal(smooth, results[0][0])
        np.testing.assert_array_equal(angle, results[0][1])


@ANY_TOLERANCE
@pytest.mark.parametrize("stop", ["residual", "step", "root"])
@pytest.mark.parametrize("method", METHODS)
def test_no_target_thread_or_list_changes_a_bit(method, stop):
    wanted = {"smooth": True, "angle": True, "method": method, "stop": stop, "itmax": 60}
    names = ("labels", "iterations", "smooth", "angle")
    for coefs in ([1, 0, 0, 0, 0, 0, 1], POLYNOMIALS["complex"], POLYNOMIALS["double root"]):
        results = []
        for target in sorted(FUSED_TARGETS & set(nb_cpp.build_info()["usable_targets"])):
            with forced_target(target):
                b = nb_cpp.basins(coefs, shape=(33, 34), threads=1, **wanted)
                two = nb_cpp.basins(coefs, shape=(33, 34), threads=2, **wanted)
                points = nb_cpp.basins_at(coefs, b.x + 1j * b.y[:, None], **wanted)
            results += [b, two, points]
        for other in results[1:]:
            for name in names:
                np.testing.assert_array_equal(getattr(other, name), getattr(results[0], name))


def test_it_is_exact_where_all_points_start_at_a_root():
    # A step takes them to where rounding hides the distance.
    b = nb_cpp.basins(
        [1, 0, -1], extent=(1 - 1e-7, 1 + 1e-7, -1e-7, 1e-7), shape=(201, 300), smooth=True
    )
    z = b.x + 1j * b.y[:, None]
    exact = np.log2(np.log(4e6) / -np.log(np.abs((z - 1) / (z + 1))))
    np.testing.assert_allclose(b.smooth, np.maximum(exact, 2.0**-10 - 1), atol=1e-6)


@pytest.mark.parametrize("exponent", [-600, 600])
def test_scaled_polynomials_count_alike(exponent):
    scale = 2.0 ** (exponent // 3)
    points = some_points(300)
    near = nb_cpp.basins_at([1, 0, 0, -1], points, stop="step", tol=1e-6, smooth=True)
    far = nb_cpp.basins_at(
        np.ldexp([1.0, 0, 0, -1.0], [0, 0, 0, exponent]),
        points * scale,
        stop="step",
        tol=1e-6 * scale,
        smooth=True,
    )
    both = (near.labels >= 0) & (far.labels >= 0)
    assert both.mean() > 0.99
    np.testing.assert_allclose(far.smooth[both], near.smooth[both], atol=1e-6)


def test_channels_that_are_not_asked_for_are_not_there():
    b = nb_cpp.basins([1, 0, 0, -1], shape=(2, 2))
    assert b.smooth is None
    assert b.angle is None
    assert "smooth" not in b.to_xarray()


@pytest.mark.parametrize("channel", ["smooth", "angle"])
def test_bad_channels_are_refused(channel):
    with pytest.raises(TypeError, match=f"{channel} must be True or False"):
        nb_cpp.basins([1, 0, 0, -1], **{channel: 1})


def test_files_keep_channels(tmp_path):
    b = nb_cpp.basins([1, 0, 0, -1], shape=(8, 9), smooth=True, angle=True)
    b.save(tmp_path / "b.npz")
    again = nb_cpp.Basins.load(tmp_path / "b.npz")
    np.testing.assert_array_equal(again.smooth, b.smooth)
    np.testing.assert_array_equal(again.angle, b.angle)
    b.smooth.flags.writeable = True
    b.smooth[0, 0] = np.nan
    with pytest.raises(ValueError, match="smooth must be finite"):
        b.save(tmp_path / "c.npz")
