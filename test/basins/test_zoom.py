"""Windows of any width: given by centre and width, and what is true of them at any depth."""

import ast
import dataclasses
import pickle
import re
import warnings
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from judge import zoom
from judge.arithmetic import Mpmath

import nb_cpp
from nb_cpp._problem.real_text import read_complex, read_real, real_text

CUBIC = [1, 0, 0, -1]


# On the boundary of the basins of z^3 - 1 to 52 digits, by the judge's bisection; the other part is
# the double.
POINT = (
    Fraction("-0.5089286093450362685789083542317158535910712084225023"),
    Fraction(0.2316),
)


@pytest.fixture
def point():
    return POINT


# --- Numbers


@pytest.mark.parametrize(
    ("given", "number", "text"),
    [
        ("0", 0, "0"),
        ("-0.0", 0, "0"),
        ("1e-300", Fraction(1, 10**300), "1e-300"),
        (" +12.50 ", Fraction(25, 2), "12.5"),
        (".5", Fraction(1, 2), "0.5"),
        ("5.", 5, "5"),
        ("\N{MINUS SIGN}0.000123", Fraction(-123, 10**6), "-0.000123"),
        ("1.25E+10", 12500000000, "12500000000"),
        ("3e40", 3 * 10**40, "3e40"),
        ("-2/6", Fraction(-1, 3), "-1/3"),
        (0.1, Fraction(0.1), "0.1000000000000000055511151231257827021181583404541015625"),
        (Decimal("1e-50"), Fraction(1, 10**50), "1e-50"),
        (Fraction(1, 7), Fraction(1, 7), "1/7"),
        (np.float32(0.5), Fraction(1, 2), "0.5"),
        (7, 7, "7"),
        (mpmath.mpf(2) ** -200, Fraction(1, 2**200), None),
    ],
)
def test_a_number_is_read_and_written_exactly(given, number, text):
    assert read_real("width", given) == number
    written = real_text(read_real("width", given))
    assert text is None or written == text
    assert read_real("width", written) == number
    assert real_text(read_real("width", written)) == written


def test_numbers_of_thousands_of_digits_are_read_and_written():
    digits = "".join(str(k * k % 10) for k in range(1, 12000)) + "7"
    text = f"-0.{digits}"
    assert real_text(read_real("centre", text)) == text
    assert read_real("centre", text) * 10 ** len(digits) % 1 == 0


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (("1/2", "-1e-3"), (Fraction(1, 2), Fraction(-1, 1000))),
        (0.5 - 0.25j, (Fraction(1, 2), Fraction(-1, 4))),
        (3, (3, 0)),
        ("0.5", (Fraction(1, 2), 0)),
        ("-0.5+0.25i", (Fraction(-1, 2), Fraction(1, 4))),
        ("1e-3 - 2e-4j", (Fraction(1, 1000), Fraction(-1, 5000))),
        ("-i", (0, -1)),
        ("2i", (0, 2)),
        (np.array([0.5, 1.5]), (Fraction(1, 2), Fraction(3, 2))),
        (mpmath.mpc(1, 0.5), (1, Fraction(1, 2))),
    ],
)
def test_a_centre_is_read_exactly(given, value):
    assert tuple(read_complex("centre", given)) == value


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"centre": 0}, TypeError, "width must be given with centre"),
        ({"width": 1}, TypeError, "centre must be given with width"),
        (
            {"centre": 0, "width": 1, "extent": (-1, 1, -1, 1)},
            TypeError,
            "extent and centre were both given",
        ),
        ({"centre": 0, "width": 0}, ValueError, "width must be above 0, got 0"),
        ({"centre": 0, "width": "-1e-9"}, ValueError, "width must be above 0"),
        ({"centre": 0, "width": "1e-20001"}, ValueError, "width must have an exponent between"),
        ({"centre": 0, "width": "1e-99999999"}, ValueError, "width must be a number"),
        ({"centre": "x", "width": 1}, ValueError, "centre must be a number, got 'x'"),
        ({"centre": "1+", "width": 1}, ValueError, "centre must be a number"),
        ({"centre": ("1", "1/0"), "width": 1}, ValueError, "centre must not be divided by 0"),
        ({"centre": "1" * 20001, "width": 1}, ValueError, "centre must have at most 20000 digits"),
        ({"centre": "1" * 60000, "width": 1}, ValueError, "centre must have at most 20000 digits"),
        ({"centre": (1, 2, 3), "width": 1}, TypeError, "centre must be a number or a pair"),
        ({"centre": (1j, 0), "width": 1}, TypeError, "centre must be a real number"),
        ({"centre": float("nan"), "width": 1}, ValueError, "centre must be finite"),
        ({"centre": 0, "width": float("inf")}, ValueError, "width must be finite"),
        ({"centre": b"0", "width": 1}, TypeError, "centre must be numbers"),
        ({"centre": 0, "width": "1e400"}, ValueError, "centre and width must be within the range"),
    ],
)
def test_what_is_no_window_is_told(options, error, told):
    with pytest.raises(error, match=f"^{told}"):
        nb_cpp.basins(CUBIC, shape=(4, 4), **options)


# --- Windows that double precision resolves


@pytest.mark.parametrize("sampling", ["corner", "center", "endpoints"])
@pytest.mark.parametrize("shape", [(48, 64), (64, 48), (33, 33)])
def test_a_wide_window_has_the_bits_of_its_extent(sampling, shape):
    cells = [n - (sampling == "endpoints") for n in shape]
    y, x = (n / max(cells) for n in cells)
    options = {"shape": shape, "sampling": sampling, "smooth": True, "itmax": 70}
    b = nb_cpp.basins(CUBIC, centre="0.25-0.5i", width=2, **options)
    if all(Fraction(n) * max(cells) % 1 == 0 for n in (x, y)) and max(cells) == 64:
        extent = (0.25 - x, 0.25 + x, -0.5 - y, -0.5 + y)
        assert b.extent == extent
        a = nb_cpp.basins(CUBIC, extent=extent, **options)
        for channel in ("labels", "iterations", "smooth"):
            assert getattr(a, channel).tobytes() == getattr(b, channel).tobytes()
        assert (a.dx.tobytes(), a.dy.tobytes()) == (b.dx.tobytes(), b.dy.tobytes())
        assert (a.centre, a.width) == (None, None)
    assert (b.centre, b.width, b.skipped) == (("0.25", "-0.5"), "2", 0)
    np.testing.assert_allclose(0.25 + b.dx, b.x, rtol=0, atol=1e-15)
    np.testing.assert_allclose(-0.5 + b.dy, b.y, rtol=0, atol=1e-15)
    assert 0 < b.accuracy < 1e-10


def test_the_limit_follows_the_window(point):
    assert nb_cpp.basins(CUBIC, shape=(4, 4)).itmax == 50
    assert nb_cpp.basins(CUBIC, centre=0, width=4, shape=(4, 4)).itmax == 200
    deep = nb_cpp.basins(CUBIC, centre=point, width="1e-30", shape=(4, 4))
    assert deep.itmax == deep.skipped + 200
    wide = nb_cpp.basins(CUBIC, centre=point, width="1e-30", shape=(4, 40))
    assert wide.skipped == deep.skipped
    q = nb_cpp.basins_at(CUBIC, 0.5, centre=point, width="1e-30")
    assert q.problem.itmax == deep.itmax


# --- Narrow ones


CASES = [
    zoom.Problem("cubic", (1, 0, 0, -1), start=(-0.52 + 0.2316j, -0.49 + 0.2316j)),
    zoom.Problem("cubic", (1, 0, 0, -1), "halley"),
    zoom.Problem("quartic", (1, 0.5, -1j, 0.25, 1.5 - 0.5j), "king", (("beta", 0.5),)),
    zoom.Problem("with a cycle", (1, 0, 0, 0, -1, -1)),
    zoom.Problem("by steps", (1, 0, 0, -1), "traub", (("beta", 0.5),), stop="step"),
    zoom.Problem("by distances", (1, 0, 0, -1), "schroeder", stop="root"),
]


@pytest.mark.parametrize("problem", CASES, ids=lambda p: f"{p.name}, {p.method}")
def test_pixels_are_where_the_formulas_lead(problem):
    digits = 9 if problem.name == "with a cycle" else 13
    centre = zoom.boundary(Mpmath(), problem, digits + 6)
    result = zoom.judge(Mpmath(), problem, centre, Fraction(1, 10**digits), sample=12)
    assert result.passes, result.examples
    assert result.labels >= 2
    assert result.skipped > digits
    assert result.accuracy < 1e-3


def test_the_judge_of_windows_tells_right_from_wrong(point, monkeypatch):
    problem = CASES[0]
    run = nb_cpp.basins

    def displaced(*arguments, **options):
        b = run(*arguments, **options)
        return dataclasses.replace(b, labels=np.roll(b.labels, 20, axis=1))

    monkeypatch.setattr(nb_cpp, "basins", displaced)
    result = zoom.judge(Mpmath(), problem, point, Fraction(1, 10**9), sample=30)
    assert result.wrong > 5
    assert not result.passes


def test_offsets_are_the_grid_bit_for_bit(point):
    options = {"centre": point, "width": "1e-25", "smooth": True, "angle": True}
    b = nb_cpp.basins(CUBIC, shape=(30, 40), **options)
    q = nb_cpp.basins_at(CUBIC, b.dx + 1j * b.dy[:, None], **options)
    for channel in ("labels", "iterations", "smooth", "angle"):
        assert getattr(q, channel).tobytes() == getattr(b, channel).tobytes(), channel
    assert len(np.unique(b.labels)) == 3
    wide = nb_cpp.basins(CUBIC, centre=point, width="0.5", shape=(30, 40))
    at = nb_cpp.basins_at(CUBIC, wide.dx + 1j * wide.dy[:, None], centre=point, width="0.5")
    assert (at.labels != wide.labels).mean() < 0.01
    with pytest.raises(ValueError, match="^points must be between -1 and 1 in both directions"):
        nb_cpp.basins_at(CUBIC, [1.5], **options)


def test_channels_go_on_from_depth_to_depth(point):
    b = nb_cpp.basins(CUBIC, centre=point, width="1e-30", shape=(200, 200), smooth=True, angle=True)
    assert (np.ceil(b.smooth) == b.iterations).mean() > 0.99
    assert (abs(b.smooth - b.iterations) < 2)[b.converged].all()
    assert np.isnan(b.smooth[~b.converged]).all()
    # Inside of a basin the smooth count changes little from pixel to pixel.
    same = b.labels[:, 1:] == b.labels[:, :-1]
    step = abs(np.diff(b.smooth, axis=1))[same]
    assert np.median(step) < 0.2
    assert np.isfinite(b.angle[b.converged]).all()


def test_threads_and_calls_change_nothing(point):
    options = {"centre": point, "width": "1e-20"}
    one = nb_cpp.basins(CUBIC, shape=(64, 64), threads=1, **options)
    two = nb_cpp.basins(CUBIC, shape=(64, 64), threads=2, **options)
    assert one.labels.tobytes() == two.labels.tobytes()
    assert one.iterations.tobytes() == two.iterations.tobytes()


def test_exact_coefficients_are_taken_exactly():
    # z^2 - 1/9: the boundary is the imaginary axis, on which the centre is up to 1e-40.
    thirds = nb_cpp.Polynomial([1, 0, Fraction(-1, 9)])
    b = nb_cpp.basins(thirds, centre=("1.3e-41", "0.1"), width="1e-40", shape=(20, 20))
    assert sorted(np.unique(b.labels)) == [0, 1]
    assert (b.labels == (b.dx > -0.26)[None, :]).all()
    roots = nb_cpp.basins(roots=[1 + 1j, -1 - 1j], centre="0.5-0.5i", width="1e-50", shape=(9, 9),
                          sampling="center")  # fmt: skip
    assert (roots.labels[0, -1], roots.labels[-1, 0]) == (1, 0)
    assert roots.skipped > 100


def test_a_pole_and_what_leads_there_are_passed():
    pole = nb_cpp.basins(CUBIC, centre=0, width="1e-40", shape=(16, 16), sampling="center")
    assert pole.accuracy < 1e-3
    assert pole.skipped > 150
    # Three basins in turn about the pole, each the last one turned by a third of a turn.
    around = nb_cpp.basins_at(
        CUBIC, 0.5 * np.exp(2j * np.pi * (np.arange(12) + 0.5) / 12), centre=0, width="1e-40"
    )
    third = np.roll(around.labels, 4)
    pairs = {(a, b) for a, b in zip(around.labels.tolist(), third.tolist())}
    assert len(pairs) == 3


def test_inside_of_a_basin_all_share_one_fate():
    b = nb_cpp.basins(CUBIC, centre="0.8123+0.2i", width="1e-60", shape=(8, 8), smooth=True)
    at = nb_cpp.basins_at(CUBIC, [0.8123 + 0.2j], smooth=True, itmax=b.itmax)
    assert (b.labels == at.labels[0]).all()
    assert (b.iterations == at.iterations[0]).all()
    np.testing.assert_allclose(b.smooth, at.smooth[0], atol=1e-9)
    assert b.accuracy == 0.0
    cycle = nb_cpp.basins([1, 0, -2, 2], centre=0, width="1e-30", shape=(4, 4), cycles=True)
    assert (cycle.labels == -2).all()


# z^3 - 1 from 1.01 or so: one step, 2z/3 + 1/(3z^2), leads to where |p| is the tolerance.
def level_point(tol):
    numbers = mpmath.MPContext()
    numbers.dps = 120
    target = (1 + numbers.mpf(tol)) ** (numbers.mpf(1) / 3)
    start = 1 + (target - 1) ** 0.5
    return numbers.findroot(lambda x: 2 * x / 3 + 1 / (3 * x * x) - target, start)


@pytest.mark.parametrize("width", ["1e-20", "1e-40", "1e-80"])
def test_a_level_line_divides_a_window(width):
    b = nb_cpp.basins(
        CUBIC, centre=level_point(1e-6), width=width, shape=(16, 16), sampling="center",
        smooth=True,
    )  # fmt: skip
    # To the right of the point p is larger after the step.
    assert (b.iterations[:, :8] == 1).all()
    assert (b.iterations[:, 8:] == 2).all()
    assert len(np.unique(b.labels)) == 1
    assert b.accuracy < 1e-9
    np.testing.assert_allclose(b.smooth, 1.0, atol=1e-6)


@pytest.mark.parametrize("stop", ["step", "root"])
def test_level_lines_of_the_other_rules_divide_windows(stop):
    problem = zoom.Problem("on the line", (1, 0, 0, -1), "newton", stop=stop)
    numbers = mpmath.MPContext()
    numbers.dps = 60
    step = lambda x: 2 * x / 3 + 1 / (3 * x * x)  # noqa: E731
    size = (lambda x: step(x) - x) if stop == "step" else (lambda x: step(x) - 1)
    x = numbers.findroot(lambda x: abs(size(x)) - 1e-6, 1 + 1e-6 if stop == "step" else 1.001)
    centre = (Fraction(str(x)), Fraction(0))
    result = zoom.judge(Mpmath(), problem, centre, Fraction(1, 10**30), side=16, sample=40)
    assert result.passes, result.examples
    assert result.counts == 2


@pytest.mark.parametrize("method", ["euler", "laguerre"])
@pytest.mark.parametrize("coefs", [(1, 0, 0, -1), (1, 0.5, -1j, 0.25, 1.5 - 0.5j)])
def test_a_square_root_s_cut_divides_a_window(method, coefs):
    problem = zoom.Problem("cut", coefs, method)
    centre = zoom.boundary(Mpmath(), problem, 36)
    result = zoom.judge(Mpmath(), problem, centre, Fraction(1, 10**30), side=16, sample=40)
    assert result.passes, result.examples
    assert result.labels >= 2
    assert result.accuracy < 1e-3


def test_parts_are_one_window():
    problem = zoom.Problem("cut", (1, 0, 0, -1), "euler")
    options = {
        "centre": zoom.boundary(Mpmath(), problem, 24), "width": "1e-20", "method": "euler",
        "smooth": True, "angle": True,
    }  # fmt: skip
    told = []
    b = nb_cpp.basins(CUBIC, shape=(30, 40), progress=lambda *done: told.append(done), **options)
    q = nb_cpp.basins_at(CUBIC, b.dx + 1j * b.dy[:, None], **options)
    for channel in ("labels", "iterations", "smooth", "angle"):
        assert getattr(q, channel).tobytes() == getattr(b, channel).tobytes(), channel
    assert len(np.unique(b.labels)) == 2
    assert (b.iterations > b.skipped).all()
    assert told[-1] == (1200, 1200)
    assert sorted(told) == told
    picture = nb_cpp.render(CUBIC, size=40, centre=options["centre"], width="1e-20", method="euler")
    assert len(np.unique(picture.array.reshape(-1, 3), axis=0)) > 1


def test_roots_beyond_doubles_have_windows_of_any_width():
    # Their product has coefficients of up to 2^1329; divided by 2^332 they are plain.
    unit, near = 2.0**332, [1.0, -1.0, 1j, 2.0]
    x, y = nb_cpp.boundary_point(roots=near, near=0.8 + 1.1j, digits=35, stop="root")
    options = {"shape": (12, 12), "stop": "root", "smooth": True}
    same = nb_cpp.basins(roots=near, centre=(x, y), width="1e-33", tol=1e-6, **options)
    b = nb_cpp.basins(
        roots=[unit * r for r in near], centre=[Fraction(part) * 2**332 for part in (x, y)],
        width=Fraction(2**332, 10**33), tol=1e-6 * unit, **options,
    )  # fmt: skip
    assert b.skipped == same.skipped > 0
    assert (b.labels == same.labels).all()
    assert len(np.unique(b.labels)) > 1
    assert (b.iterations == same.iterations).all()
    assert (b.smooth == same.smooth).all()
    assert b.accuracy == same.accuracy < 1e-6


@pytest.mark.parametrize("width", ["1e-8", "1e-9", "1e-10", "1e-13", "1e-30"])
@pytest.mark.parametrize("offset", [-0.3, 0.01, 0.2])
def test_a_cut_beside_the_centre(width, offset):
    """Laguerre's step of degree 2 leads to the nearer root: the border is the imaginary axis."""
    centre = (Fraction(width) * Fraction(offset), Fraction(3, 10))
    b = nb_cpp.basins([1, 0, -1], centre=centre, width=width, shape=(16, 16), method="laguerre")
    x = [offset + Fraction(column, 16) - Fraction(1, 2) for column in range(16)]
    right = np.array([list(b.roots).index(1 if value > 0 else -1) for value in x])
    assert np.array_equal(b.labels, np.tile(right, (16, 1)))


def test_two_point_iterations_of_high_degree():
    """Powers of p' in the parts of such a step vary much more than the step does."""
    rng = np.random.default_rng(60)
    coefs = tuple((rng.normal(size=26) + 1j * rng.normal(size=26)).tolist())
    problem = zoom.Problem("degree 25", coefs, "inverse_free_jarratt", tol=1e-5)
    centre = Fraction("-0.56593671089923666025538379"), Fraction("0.067500000000000115463194561")
    result = zoom.judge(Mpmath(), problem, centre, Fraction(1, 10**16), side=16, sample=5)
    assert result.passes, result.examples
    assert result.skipped > 10
    assert result.accuracy < 1e-6


def test_what_cannot_be_told_is_refused():
    with pytest.raises(NotImplementedError, match="^width = 1e-40 about this centre cannot be"):
        nb_cpp.basins(CUBIC, centre=level_point(1e-15), width="1e-40", tol=1e-15, shape=(8, 8))
    # (z - 1)^3 - 1: p' and p'' are 0 in the window at once, where Halley's step is 0 over 0.
    centre = 1 + Fraction(1, 10**42)
    with pytest.raises(NotImplementedError, match="the step has a singularity too near"):
        nb_cpp.basins([1, -3, 3, -2], centre=centre, width="1e-40", method="halley", shape=(8, 8))


@pytest.mark.parametrize(("coefs", "centre"), [((1, 0, 0, -1), 0), ((1, -3, 3, -2), 1)])
def test_a_common_zero_of_a_step_s_two_parts_is_no_singularity(coefs, centre):
    # Halley's step of z^3 - 1 doubles what is near 0: z (z^3 + 2) / (2 z^3 + 1).
    result = zoom.judge(
        Mpmath(), zoom.Problem("0 / 0", coefs, "halley"), (Fraction(centre), Fraction(0)),
        Fraction(1, 10**30), side=16, sample=30, shift=False,
    )  # fmt: skip
    assert result.passes, result.examples
    assert (result.labels, result.skipped > 70) == (4, True)  # the centre has none


# --- Warnings


def named_window(warning):
    """Centre and width that a warning names."""
    named = re.search(r"centre=(\(.*\)), width=('.*')", str(warning.message))
    return {"centre": ast.literal_eval(named[1]), "width": ast.literal_eval(named[2])}


def test_a_window_too_narrow_for_double_precision_is_told():
    x, y = -0.5057614400225392, 0.2316879201239654
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb_cpp.basins(CUBIC, extent=(x - 1e-10, x + 1e-10, y - 1e-10, y + 1e-10), shape=(64, 64))
    half = 1e-14
    with pytest.warns(nb_cpp.PrecisionWarning, match="12 pixels. This window needs") as caught:
        b = nb_cpp.basins(
            CUBIC, extent=(x - half, x + half, y - half, y + half), shape=(512, 512), itmax=200
        )
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert 1 < b.accuracy < 50
    assert str(caught[0].message) in repr(b)
    better = named_window(caught[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        good = nb_cpp.basins(CUBIC, shape=(512, 512), **better)
    left, right, bottom, top = map(Fraction, b.extent)
    for given, exact in zip(better["centre"], ((left + right) / 2, (bottom + top) / 2)):
        assert abs(Fraction(given) - exact) < (right - left) / 1000
    assert float(better["width"]) == pytest.approx(float(right - left), rel=1e-2)
    assert good.accuracy < 1e-6
    with pytest.raises(ValueError, match="this window needs more than double precision: use"):
        nb_cpp.basins(CUBIC, extent=(x, x, y, y + 1))


def test_compute_and_compare_tell_of_it_once():
    x, y = -0.5057614400225392, 0.2316879201239654
    for half, warns in ((1e-6, False), (1e-14, True)):
        extent = (x - half, x + half, y - half, y + half)
        for call in (
            lambda e: nb_cpp.compute(128, 128, CUBIC, *e, itmax=90),
            lambda e: nb_cpp.compare([CUBIC], ["newton", "halley"], extent=e, shape=(64, 64)),
        ):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                result = call(extent)
            assert [w.category for w in caught] == [nb_cpp.PrecisionWarning] * warns
            for warning in caught:
                assert "needs more than double precision: use nb_cpp.basins" in str(warning.message)
                assert warning.filename == __file__
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    nb_cpp.basins(CUBIC, shape=(64, 64), **named_window(warning))
        accuracy = result.data["accuracy"]
        for k, method in enumerate(("newton", "halley")):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                b = nb_cpp.basins(CUBIC, extent=extent, shape=(64, 64), method=method)
            assert accuracy[k] == b.accuracy


@pytest.mark.parametrize(
    ("centre", "width", "method"),
    [((1e-3, 1e-3), "1e-10", "householder3"), ((1e-5, 1e-5), "1e-12", "halley")],
)
def test_a_wider_window_is_named_where_rounding_of_the_steps_is_the_fault(centre, width, method):
    # A pole is near.
    settings = {"shape": (16, 16), "method": method, "itmax": 300}
    text = "ill-conditioned here or its step nearly singular. Use width='(.*)' or more, another"
    with pytest.warns(nb_cpp.PrecisionWarning, match=text) as caught:
        nb_cpp.basins(CUBIC, centre=centre, width=width, **settings)
    wider = re.search(text, str(caught[0].message))[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb_cpp.basins(CUBIC, centre=centre, width=wider, **settings)


def test_a_limit_below_what_is_skipped_is_told(point):
    text = "^itmax=30 ends while the whole window of width 1e-30 .* Use itmax=None$"
    with pytest.warns(nb_cpp.PrecisionWarning, match=text):
        b = nb_cpp.basins(CUBIC, centre=point, width="1e-30", shape=(8, 8), itmax=30)
    assert (b.labels == -1).all()
    assert (b.iterations == 30).all()


# --- What a result keeps


def test_a_narrow_window_is_saved_and_shown(point, tmp_path):
    b = nb_cpp.basins(CUBIC, centre=point, width="1e-25", shape=(8, 12), smooth=True)
    b.save(tmp_path / "deep.npz")
    again = nb_cpp.Basins.load(tmp_path / "deep.npz")
    for name in ("centre", "width", "skipped", "accuracy", "extent", "itmax", "shape"):
        assert getattr(again, name) == getattr(b, name), name
    assert again.labels.tobytes() == b.labels.tobytes()
    assert repr(again) == repr(b)
    assert "a window of width 1e-25 about -0.5" in repr(b)
    assert f"{b.skipped} of them by the whole window at once" in repr(b)
    # Accepted back unchanged.
    same = nb_cpp.basins(CUBIC, centre=b.centre, width=b.width, shape=(8, 12))
    assert (same.centre, same.width) == (b.centre, b.width)
    assert same.labels.tobytes() == b.labels.tobytes()
    copy = pickle.loads(pickle.dumps(b))
    assert (copy.centre, copy.skipped) == (b.centre, b.skipped)


# --- Points to look at


def test_a_boundary_point_has_a_boundary_at_every_depth():
    for options, near in (
        ({}, "-0.5+0.23i"),
        ({"method": "halley"}, 0.1 + 0.3j),
        ({"method": "traub", "beta": 0.5}, (-0.5, "0.2")),
    ):
        centre = nb_cpp.boundary_point(CUBIC, near, digits=45, **options)
        for width in ("1e-12", "1e-30", "1e-44"):
            b = nb_cpp.basins(
                CUBIC, centre=centre, width=width, shape=(40, 40), sampling="center", **options
            )
            middle = b.labels[17:23, 17:23]
            assert len(np.unique(middle)) > 1, (options, width)
    # Between a root's basin and a cycle's.
    quintic = nb_cpp.boundary_point("z^5 - z - 1", "0.5i", width=1, digits=40)
    labels = nb_cpp.basins(
        "z^5 - z - 1", centre=quintic, width="1e-38", shape=(20, 20), sampling="center"
    ).labels
    assert len(np.unique(labels[8:12, 8:12])) > 1
    roots = nb_cpp.boundary_point(roots=[1, -1], near=0.01, width=0.1, digits=20)
    assert abs(float(roots[0])) < 1e-19


@pytest.mark.parametrize(
    ("near", "message"),
    [(None, "^near must be given"), ("", "^near must be a number"), (np.nan, "^near must be fin")],
)
def test_what_is_no_point_is_told_by_its_name(near, message):
    with pytest.raises((TypeError, ValueError), match=message):
        nb_cpp.boundary_point(CUBIC, near)


@pytest.mark.parametrize("widths", ["1e-30", 1e-30, None])
def test_a_film_wants_several_widths(widths):
    with pytest.raises(TypeError, match="^widths must be several widths, got "):
        next(nb_cpp.zoom(CUBIC, 0, widths))


def test_what_has_no_boundary_point_is_told():
    with pytest.raises(ValueError, match="^near must have a boundary within width/2, got 1.0"):
        nb_cpp.boundary_point(CUBIC, 1.0)
    with pytest.raises(ValueError, match="^digits must be between 1 and 10000, got 0"):
        nb_cpp.boundary_point(CUBIC, 1.0, digits=0)


# --- Pictures


@pytest.mark.parametrize("style", ["silk", "mosaic", "hsv"])
def test_a_picture_of_a_narrow_window_is_drawn_again(point, tmp_path, style):
    picture = nb_cpp.render(CUBIC, centre=point, width="1e-20", size=(90, 70), style=style)
    assert len(np.unique(picture.array.reshape(-1, 3), axis=0)) > 50
    picture.save(tmp_path / "deep.png")
    recipe = nb_cpp.load_recipe(tmp_path / "deep.png")
    assert (recipe.window.centre, recipe.window.width) == (
        tuple(map(real_text, point)),
        "1e-20",
    )
    assert (recipe.render().array == picture.array).all()
    part = recipe.render(rows=(20, 50), columns=(10, 81))
    assert (part.array == picture.array[20:50, 10:81]).all()
    assert recipe.render(size=180).array.shape == (140, 180, 3)
    wide = recipe.render(extent=(-2, 2, -2, 2))
    assert (wide.array == nb_cpp.render(
        CUBIC, extent=(-2, 2, -2, 2), size=(90, 90), style=style, itmax=recipe.problem.itmax
    ).array).all()  # fmt: skip


def test_basins_of_a_narrow_window_render_themselves(point):
    b = nb_cpp.basins(CUBIC, centre=point, width="1e-20", shape=(70, 90), sampling="center")
    same = nb_cpp.render(CUBIC, centre=point, width="1e-20", size=(90, 70))
    assert (b.render().array == same.array).all()
    with pytest.raises(TypeError, match="^extent and centre were both given"):
        nb_cpp.render(CUBIC, centre=0, width=1, extent=(-1, 1, -1, 1))


def test_a_film_has_the_pictures_of_its_windows(point):
    widths = ["1e-20", 0.01, "3e-9", "1e-20"]
    film = list(nb_cpp.zoom(CUBIC, point, widths, size=60))
    for picture, width in zip(film, widths):
        alone = nb_cpp.render(CUBIC, centre=point, width=width, size=60)
        assert (picture.array == alone.array).all()
        assert picture.recipe.problem.itmax == alone.recipe.problem.itmax
    with pytest.raises(ValueError, match="^width must be above 0"):
        next(nb_cpp.zoom(CUBIC, point, [0]))
