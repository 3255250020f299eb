"""Pictures: what a pixel's colour is, wherever and however it is drawn."""

import inspect
import itertools
from dataclasses import replace

import colorspacious
import numpy as np
import pytest
from helpers import ANY_TOLERANCE, on_every_target
from images import check_images, differences

import nb_cpp
from nb_cpp import _core
from nb_cpp.pictures import antialias, samples
from nb_cpp.pictures.palette import palette_of
from nb_cpp.pictures.render import recipe_of
from nb_cpp.pictures.styles import core_style, find_style

STYLES = list(nb_cpp.styles())
CUBIC = [1, 0, 0, -1]


@pytest.fixture
def every_pixel(monkeypatch):
    """64 points in all pixels."""

    chosen = antialias.find_pixels

    def everywhere(samples, channels, region, style):
        rows, columns = np.indices(region[2:]).reshape(2, -1)
        return rows + region[0], columns + region[1], 0

    def switch(on):
        monkeypatch.setattr(antialias, "find_pixels", everywhere if on else chosen)

    return switch


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("changes", [{"light": False}, {"antialias": False}, {"bits": 16}])
def test_a_part_is_that_part_of_the_whole(style, changes):
    whole = nb_cpp.render([1, 0, -2, 2], size=(110, 90), style=style, cycles=True, **changes)
    for rows, columns in (((31, 62), (0, 80)), ((0, 1), (109, 110)), ((0, 90), (3, 4))):
        part = whole.recipe.render(rows=rows, columns=columns, threads=1)
        expected = whole.array[slice(*rows), slice(*columns)]
        check_images(f"part-{style}", part.array, expected)


@pytest.mark.parametrize("style", STYLES)
def test_threads_make_no_difference(style):
    one, three = (nb_cpp.render(CUBIC, size=300, style=style, threads=n) for n in (1, 3))
    check_images(f"threads-{style}", three.array, one.array)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("coefs", [[1, 0, -2, 2], [1, 0, 0, 0, 0, 0, 1], [1, -3, 3, -1, 0]])
def test_instruction_sets_make_no_difference(style, bits, coefs):
    b = nb_cpp.basins(coefs, shape=(90, 301), smooth=True, angle=True, itmax=200)
    every = on_every_target(lambda: b.render(style, bits=bits, antialias=False).array)
    expected = next(iter(every.values()))
    for name, array in every.items():
        check_images(f"target-{style}-{name}", array, expected)


def test_what_basins_has_is_used_and_what_it_lacks_is_computed():
    plain = nb_cpp.basins(CUBIC, shape=(60, 80), extent=(-2, 2, -1.5, 1.5))
    full = nb_cpp.basins(CUBIC, shape=(60, 80), extent=(-2, 2, -1.5, 1.5), smooth=True, angle=True)
    for style in STYLES:
        again = plain.render(style).array
        check_images(
            "what-basins-has-is-used-and-what-it-lacks-is-computed", again, full.render(style).array
        )
    same = nb_cpp.render(CUBIC, size=(80, 60), extent=(-2, 2, -1.5, 1.5), itmax=50)
    centred = nb_cpp.basins(CUBIC, shape=(60, 80), extent=(-2, 2, -1.5, 1.5), sampling="center")
    again = centred.render().array
    check_images("what-basins-has-is-used-and-what-it-lacks-is-computed", again, same.array)


@pytest.fixture
def points(monkeypatch):
    """How many points were computed again, by call."""
    counted = []

    def count(*args):
        counted.append(antialias.smooth_edges(*args))

    monkeypatch.setattr("nb_cpp.pictures.draw.smooth_edges", count)
    return counted


@pytest.mark.parametrize("style", ["silk", "flat"])
def test_edges_are_as_smooth_as_64_points_in_all_pixels(style, every_pixel, points):
    recipe = nb_cpp.render(CUBIC, size=1, extent=(-2, 2, -2, 2), style=style, bits=16).recipe

    def strips(**changes):
        """Of 1024 x 1024 pixels every eighth row in eight, down to the real axis, a mirror."""
        some = ({"rows": (k, k + 8)} for k in range(4, 512, 64))
        return np.concatenate([recipe.render(1024, **rows, **changes).array for rows in some])

    every_pixel(True)
    expected = strips()
    every_pixel(False)
    points.clear()
    result = strips()
    check_images(f"edges-{style}", result, expected, high=2, mean=0.05)
    assert 1 + sum(points) / result[..., 0].size <= 6
    assert np.percentile(differences(strips(antialias=False), expected), 99.9) > 20


def test_a_picture_of_edges_is_smooth_too(every_pixel, points):
    extent = -1.5, 1.5, -1.5, 1.5
    recipe = nb_cpp.render(
        [1, 0, 0, 0, 0, 0, 1], size=1, extent=extent, style="flat", bits=16
    ).recipe
    part = {"size": 384, "rows": (0, 192), "columns": (0, 192)}  # the others are its mirrors
    every_pixel(True)
    expected = recipe.render(**part).array
    every_pixel(False)
    points.clear()
    check_images("edges-of-6", recipe.render(**part).array, expected, high=2)
    assert 1 + points[0] / 192**2 <= 25
    bare = recipe.render(antialias=False, **part).array
    with pytest.raises(AssertionError, match=r"99\.9 %"):
        check_images("no-edges-of-6", bare, expected, high=2)


@pytest.mark.parametrize(("style", "high", "most"), [("mosaic", 12, 25), ("chart", 2.5, 30)])
def test_lines_are_smooth_too(style, high, most, every_pixel, points):
    extent = -1.5, 1.5, -1.5, 1.5
    recipe = nb_cpp.render("z^6 + 1", size=1, extent=extent, style=style, bits=16).recipe
    part = {"size": 384, "rows": (0, 192), "columns": (0, 192)}
    every_pixel(True)
    expected = recipe.render(**part).array
    every_pixel(False)
    points.clear()
    check_images(f"lines-{style}", recipe.render(**part).array, expected, high=high)
    assert 1 + points[0] / 192**2 <= most


@pytest.mark.parametrize(
    ("polynomial", "size", "extent"),
    [
        ("z^3 - 1", (61, 40), (-2, 2, -1.3, 1.3)),
        ("z^3 - 1", (50, 60), (-1, 1, -1, 0.5)),  # of some rows only
        ("z^4 - 1", (40, 33), (-1, 1, -1, 1)),
        ("z^3 + iz", 41, (-1, 1, -1, 1)),  # z -> -z alone
        ("z^2 - 1", 24, (-1e300, 1e300, -1e300, 1e300)),
    ],
)
def test_points_that_are_mirror_images_need_not_be_computed(monkeypatch, polynomial, size, extent):
    settings = {"size": size, "extent": extent, "bits": 16}
    result = nb_cpp.render(polynomial, **settings)
    monkeypatch.setattr(samples.Samples, "_mirrors", lambda _: [])
    check_images("mirrors", result.array, nb_cpp.render(polynomial, **settings).array)


def shaded(b, style, **changes):
    """The pixels of basins in a style, some of whose look is another, one point in each."""
    style = style._replace(look={**style.look, **changes})
    core = core_style(style, palette_of(b), b.problem, min(b.shape), True)
    out = np.empty((*b.shape, 3), np.uint8)
    channels = _core.Channels(b.labels, b.iterations, b.smooth, b.angle)
    _core.shade(out, channels, (0, 0, *b.shape), core, 1, None)
    return out


def around(array, reach):
    """Each point with its neighbours, as the last axis; the border's are beyond it."""
    padded = np.pad(array, reach, mode="edge")
    side = 2 * reach + 1
    rows, columns = array.shape
    shifts = itertools.product(range(side), repeat=2)
    return np.stack([padded[i : i + rows, j : j + columns] for i, j in shifts], -1)


WELLS = [("z^6 + 1", False), ("z^5 - z - 1", True), ("(z-1)^2(z+1)", False)]


@pytest.mark.parametrize(("coefs", "cycles"), WELLS)
def test_no_boundary_is_drawn_about_preimages_of_roots(coefs, cycles):
    """Their smooth counts are wells, as steep as those at boundaries."""
    extent = -1.5, 1.5, -1.5, 1.5
    b = nb_cpp.basins(coefs, extent=extent, shape=(600, 600), smooth=True, cycles=cycles, itmax=200)
    marble = find_style("marble")
    inside = (around(b.labels, 10) == b.labels[..., None]).all(-1)[..., None]
    plain = shaded(b, marble, edge=0.0)
    check_images("wells", np.where(inside, shaded(b, marble), plain), plain, most=8)


def test_no_light_falls_into_wells():
    """What is flat by its neighbours' mean need not be flat."""
    b = nb_cpp.basins("z^5 - z - 1", extent=(-1.5, 1.5, -1.5, 1.5), shape=(300, 300), smooth=True)
    silk = find_style("silk")
    near = around(b.smooth, 1)[..., [1, 3, 5, 7]]
    steps = np.abs(near - b.smooth[..., None])
    steps[around(b.labels, 1)[..., [1, 3, 5, 7]] != b.labels[..., None]] = 0
    steep = (np.nan_to_num(steps).max(-1) > 0.17)[..., None]
    dark = shaded(b, silk, dome=0.0, ripple=0.0, sheen=0.0)
    check_images("light", np.where(steep, shaded(b, silk), dark), dark)


def test_averages_are_of_light():
    """A pixel half of which is black has half of the light, which is no half of sRGB."""
    b = nb_cpp.basins(CUBIC, shape=(2, 2))
    style = find_style("flat")
    palette = palette_of(b, ["#ffffff", "#000000", "#000000"])
    core = core_style(style, palette, b.problem, 2, True)
    white, black = (int(f([palette.rgb(k)[0] for k in range(3)])) for f in (np.argmax, np.argmin))
    labels = np.full((8, 8), white, np.int16)
    labels[:, 4:] = black
    out = np.empty((1, 3), np.uint16)
    _core.shade_squares(out, _core.Channels(labels, None, None, None), 8, core, 1)
    linear = colorspacious.cspace_convert(out[0] / 65535, "sRGB1", "sRGB1-linear")
    np.testing.assert_allclose(linear, 0.5, atol=1e-4)


@pytest.mark.parametrize("n", range(2, 9))
@pytest.mark.parametrize("style", STYLES)
def test_roots_differ_at_equal_counts_in_every_style(style, n):
    """Each pixel in the colours of all roots."""
    roots = np.exp(2j * np.pi * np.arange(n) / n)
    b = nb_cpp.basins(roots=roots, extent=(-1.6, 1.6, -1.6, 1.6), shape=(96, 96), itmax=200)
    palette = palette_of(b)
    seen = []
    for turn in range(n):
        turned = replace(palette, colours=np.roll(palette.colours, turn, 0))
        array = b.render(style, palette=turned, bits=16, antialias=False).array
        seen.append(colorspacious.cspace_convert(array / 65535, "sRGB1", "CAM02-UCS"))
    pairs = itertools.combinations(seen, 2)
    least = np.min([np.linalg.norm(x - y, axis=-1) for x, y in pairs], axis=0)
    # hsv, which is what 0.0.8 drew, ends in black.
    told = (b.labels >= 0) & ((style != "hsv") | (b.iterations <= 0.6 * 200))
    assert least[told].min() >= 5


def test_hsv_is_compute():
    matplotlib_colors = pytest.importorskip("matplotlib.colors")
    hsv = nb_cpp.compute(90, 70, [1, 0, -2, 2], -2, 2, -2, 2, 40)
    expected = np.round(255 * matplotlib_colors.hsv_to_rgb(hsv)).astype(np.uint8)
    b = nb_cpp.basins([1, 0, -2, 2], shape=(70, 90), itmax=40)
    check_images("hsv", b.render("hsv", antialias=False).array, expected, most=1)


def test_a_root_that_is_dragged_keeps_its_colour():
    """200 steps round a circle: no pixel changes its hue that does not change its basin."""
    palette, colours = None, None
    for angle in np.linspace(0, 2 * np.pi, 201):
        moving = -0.5 + 0.8j + 0.3 * np.exp(1j * angle)
        given = np.array([moving, -0.5 - 0.8j, 1.0, 0.6 + 0.9j])
        b = nb_cpp.basins(roots=given, shape=(24, 24))
        palette = palette_of(b, palette)
        index = [int(np.abs(b.roots - z).argmin()) for z in given]
        now = [palette.hex(k) for k in index]
        colours = colours or now
        assert now == colours  # whatever numbers the roots have
    frame = b.render("flat", palette=palette, antialias=False)
    shown = {nb_cpp.pictures.colour.hex_of(c / 255) for c in frame.array.reshape(-1, 3)}
    assert shown <= {*colours, palette.hex(-1)}


@ANY_TOLERANCE
def test_roots_that_meet_and_part_have_their_colours(tmp_path):
    """Through the second root, then through both others at once, and by way of a file."""
    names = ["red", "gold", "teal"]
    palette, colours = names, None
    for moving in [-0.6, -0.3, 0.0, 0.3, 0.6, 1.0, 1.4, 1.0, 0.0, -0.6]:
        others = [0, 0] if moving == 1.0 else [0, 1]
        picture = nb_cpp.render(roots=[moving, *others], size=8, palette=palette)
        picture.save(tmp_path / "p.png")
        palette = nb_cpp.load_recipe(tmp_path / "p.png").render().palette
        assert picture.palette.to_json() == palette.to_json()
        if len(palette.roots) == 3:
            order = [int(np.abs(palette.roots - z).argmin()) for z in (moving, *others)]
            now = [palette.hex(k) for k in order]
            colours = colours or now
            assert now == colours
            assert not len(palette.former.roots)
    assert len(set(colours)) == 3
    all_one = nb_cpp.render(roots=[0, 0, 0], size=8, palette=palette).palette
    assert len(all_one.former.roots) == 2
    apart = nb_cpp.render(roots=[-0.6, 0, 1], size=8, palette=all_one).palette
    assert [apart.hex(k) for k in range(3)] == [palette.hex(k) for k in range(3)]


def test_darkness_is_that_of_the_point_not_of_the_window():
    """The same points in a window without light basins have the same colours."""
    large = nb_cpp.render(CUBIC, size=80, extent=(-2, 2, -2, 2), antialias=False, light=False)
    small = nb_cpp.render(CUBIC, size=20, extent=(-1, 0, -0.5, 0.5), antialias=False, light=False)
    check_images("darkness", small.array, large.array[30:50, 20:40], most=1)


@ANY_TOLERANCE
def test_frames_hold_the_roots():
    for roots in ([1, 2, 3], [5j], [0], [1e9, 1e9 + 1], [1e-9, -1e-9j], [-3, 2 + 7j]):
        for size in (64, (96, 32), (32, 96)):
            picture = nb_cpp.render(roots=roots, size=size, antialias=False)
            left, right, bottom, top = picture.recipe.window.extent
            assert all(left < z.real < right and bottom < z.imag < top for z in map(complex, roots))
            width, height = picture.size
            assert (right - left) / width == pytest.approx((top - bottom) / height, rel=0.02)


@pytest.mark.filterwarnings("ignore::nb_cpp.PrecisionWarning")
@ANY_TOLERANCE
@pytest.mark.parametrize("first", [1e12, 123456789012345, -123456789012345, 2**53 - 2, 1e-300])
def test_frames_hold_roots_that_are_close_beside_their_size(first):
    for roots in ([first, first + 1], [first * 1j, first * 1j + 1j], [first]):
        left, right, bottom, top = nb_cpp.render(roots=roots, size=8).recipe.window.extent
        assert all(left < z.real < right and bottom < z.imag < top for z in map(complex, roots))
        if len(roots) == 2:
            assert max(right - left, top - bottom) < 5


def test_other_methods_multiple_roots_and_cycles_have_pictures():
    cases = [
        {"coefs": [1, 0, -3, 2], "method": "newton"},  # a double root
        {"coefs": [1, 0, -2, 2], "cycles": True},
        {"coefs": CUBIC, "method": "nova", "c": 0.1},
        {"coefs": CUBIC, "method": "halley"},
        {"coefs": CUBIC, "relax": 0.62 + 0.78j},
        {"coefs": CUBIC, "relax": 3.0},  # no root attracts
        {"coefs": [1, 0]},
        {"roots": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]},
    ]
    for case in cases:
        for style in STYLES:
            picture = nb_cpp.render(size=14, style=style, **case)
            assert picture.array.shape == (14, 14, 3)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"style": "slik"}, ValueError, "did you mean 'silk'"),
        ({"style": 3}, TypeError, "style must be one of silk"),
        ({"size": 0}, ValueError, "size must be one or more"),
        ({"size": (3, 4, 5)}, TypeError, "size must be pixels or"),
        ({"size": 2.5}, TypeError, "size must be an integer"),
        ({"bits": 12}, ValueError, "bits must be 8 or 16"),
        ({"antialias": "yes"}, TypeError, "antialias must be True or False"),
        ({"light": 1}, TypeError, "light must be True or False"),
        ({"extent": (1, 0, 0, 1)}, ValueError, "left must be less than"),
        ({"size": 10**7, "antialias": False}, MemoryError, "bytes"),
    ],
)
def test_bad_arguments_are_named(settings, error, words):
    with pytest.raises(error, match=words):
        nb_cpp.render(CUBIC, **settings)


def test_the_core_refuses_what_does_not_fit():
    b = nb_cpp.basins(CUBIC, shape=(4, 4), smooth=True)
    core = core_style(find_style("silk"), palette_of(b), b.problem, 4, True)
    out = np.empty((4, 4, 3), np.uint8)
    good = _core.Channels(b.labels, b.iterations, b.smooth, None)
    with pytest.raises(ValueError, match="needs"):
        _core.shade(out, _core.Channels(b.labels, None, None, None), (0, 0, 4, 4), core, 1, None)
    with pytest.raises(ValueError, match="lie in its field"):
        _core.shade(out, good, (1, 0, 4, 4), core, 1, None)
    with pytest.raises(ValueError, match="three numbers for each pixel"):
        _core.shade(out, good, (0, 0, 4, 3), core, 1, None)
    wrong = _core.Channels(b.labels + np.int16(2), b.iterations, b.smooth, None)
    with pytest.raises(ValueError, match="palette's roots and cycles"):
        _core.shade(out, wrong, (0, 0, 4, 4), core, 1, None)
    other = _core.Channels(b.labels, None, b.smooth[:2], None)
    with pytest.raises(ValueError, match="one shape"):
        _core.shade(out, other, (0, 0, 4, 4), core, 1, None)


def test_progress_is_reported_and_may_end_the_call():
    seen = []
    nb_cpp.render(CUBIC, size=64, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2 * 64 * 64, 2 * 64 * 64)
    assert all(0 <= done <= total for done, total in seen)

    def stop(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        nb_cpp.render(CUBIC, size=64, progress=stop)


def test_what_is_checked_before_it_is_drawn_has_the_arguments_of_render():
    arguments, checked = (
        dict(inspect.signature(function).parameters) for function in (nb_cpp.render, recipe_of)
    )
    for name in ("threads", "progress"):
        del arguments[name]
    assert {name: p.default for name, p in arguments.items()} == {
        name: p.default for name, p in checked.items()
    }
