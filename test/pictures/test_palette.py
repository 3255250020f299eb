"""Colours of basins: told apart by every eye, and kept by roots that move."""

import itertools
import sys

import colorspacious
import numpy as np
import pytest

import nb_cpp
from nb_cpp.pictures import colour
from nb_cpp.pictures.colour_names import NAMES
from nb_cpp.pictures.matching import nearest_matching
from nb_cpp.pictures.palette import make_palette, palette_of, ranks

EYES = (None, "deuteranomaly", "protanomaly", "tritanomaly")


def circle(n):
    return np.exp(2j * np.pi * np.arange(n) / n)


def seen(srgb, eye):
    """CAM02-UCS of what an eye sees, by colorspacious."""
    if eye is not None:
        space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
        srgb = np.clip(colorspacious.cspace_convert(srgb, space, "sRGB1"), 0, 1)
    return colorspacious.cspace_convert(srgb, "sRGB1", "CAM02-UCS")


def least_distance(places):
    return min(np.linalg.norm(a - b) for a, b in itertools.combinations(places, 2))


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("n", range(2, 9))
def test_up_to_eight_roots_are_told_apart_by_every_eye(n, eye):
    palette = make_palette(circle(n))
    assert least_distance(seen(np.array([palette.rgb(k) for k in range(n)]), eye)) >= 12


def test_the_measure_finds_what_eyes_cannot_tell():
    hues = np.linspace(0, 2 * np.pi, 6, endpoint=False)
    one_lightness = colour.to_srgb([(0.72, 0.14, hue) for hue in hues])
    assert least_distance(seen(one_lightness, "deuteranomaly")) < 3


@pytest.mark.parametrize("n", [9, 12, 24])
def test_more_roots_are_told_apart_by_most(n):
    palette = make_palette(circle(n))
    assert least_distance(seen(np.array([palette.rgb(k) for k in range(n)]), None)) >= 5


def test_oklch_is_that_of_its_paper():
    # Ottosson's table of XYZ and Oklab, to its three digits.
    lab = [[1.0, 0.0, 0.0], [0.45, 1.236, -0.019], [0.922, -0.671, 0.263]]
    xyz = [[0.95, 1.0, 1.089], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    lch = [[x[0], np.hypot(x[1], x[2]), np.arctan2(x[2], x[1])] for x in lab]
    linear = colorspacious.cspace_convert(100 * np.array(xyz), "XYZ100", "sRGB1-linear")
    np.testing.assert_allclose(colour.to_linear(lch), linear, atol=0.03)


def test_srgb_goes_to_oklch_and_back():
    srgb = np.random.default_rng(1).random((500, 3))
    lch = colour.from_srgb(srgb)
    np.testing.assert_allclose(colour.encode(colour.to_linear(lch)), srgb, atol=1e-6)
    linear = colorspacious.cspace_convert(srgb, "sRGB1", "sRGB1-linear")
    np.testing.assert_allclose(colour.decode(srgb), linear, atol=1e-4)


def test_what_srgb_cannot_show_loses_chroma_alone():
    lightness, hue = np.meshgrid(np.linspace(0.1, 0.98, 41), np.linspace(0, 6.28, 97))
    lch = np.stack([lightness, np.full_like(hue, 0.4), hue], -1)
    back = colour.from_srgb(colour.to_srgb(lch))
    np.testing.assert_allclose(back[..., 0], lightness, atol=0.012)
    turned = np.angle(np.exp(1j * (back[..., 2] - hue)))
    assert np.abs(turned * back[..., 1]).max() < 0.012  # as a distance


def test_colours_go_by_the_rank_of_the_argument():
    roots = nb_cpp.find_roots([1, 0, 0, -1]).values
    assert ranks(roots).tolist() == [1, 2, 0]  # the real root has the argument 0
    assert ranks(roots * np.exp(-1e-12j)).tolist() == [1, 2, 0]
    line = np.arange(1.0, 21.0)
    assert sorted(ranks(line)) == list(range(20))
    assert ranks(np.array([2.0 + 0j])).tolist() == [0]


@pytest.mark.parametrize("extra", [0, 2])
def test_roots_are_matched_at_least_cost(extra):
    rng = np.random.default_rng(4)
    for _ in range(30):
        n = int(rng.integers(1, 6))
        old = rng.random(n + extra) + 1j * rng.random(n + extra)
        new = rng.random(n) + 1j * rng.random(n)
        found = nearest_matching(old, new)
        cost = np.abs(new[:, None] - old) ** 2
        least = min(
            sum(cost[i, j] for i, j in enumerate(order))
            for order in itertools.permutations(range(n + extra), n)
        )
        assert len(set(found)) == n
        assert sum(cost[i, j] for i, j in enumerate(found)) == pytest.approx(least)
        back = nearest_matching(new, old)
        assert sorted(back) == [-1] * extra + list(range(n))


def test_greedy_choices_are_no_matching():
    # The nearest pair first would leave -1 and 3 for each other.
    assert nearest_matching(np.array([0, 1.9]) + 0j, np.array([1, 3]) + 0j).tolist() == [0, 1]


def test_a_palette_is_kept():
    first = nb_cpp.basins([1, 0, 0, -1], shape=(2, 2))
    roots = first.roots[::-1] + 0.1
    later = nb_cpp.basins(roots=[*roots, 5], shape=(2, 2))
    palette = palette_of(later, palette_of(first))
    for label, root in enumerate(later.roots[:-1]):
        nearest = int(np.abs(first.roots - root).argmin())
        assert palette.hex(label) == palette_of(first).hex(nearest)
    assert len({palette.hex(k) for k in range(4)}) == 4


def test_cycles_are_grey_and_novas_fixed_points_are_not():
    b = nb_cpp.basins([1, 0, -2, 2], cycles=True, shape=(2, 2))
    palette = palette_of(b)
    assert palette.oklch(-2)[1] < 0.03
    assert palette.oklch(-1)[0] < 0.25
    nova = nb_cpp.basins([1, 0, 0, -1], method="nova", c=0.05, shape=(2, 2))
    colours = palette_of(nova)
    assert len(nova.cycles) > 0
    for number, cycle in enumerate(nova.cycles):
        nearest = int(np.abs(nova.roots - cycle.points[0]).argmin())
        assert colours.hex(-2 - number) == colours.hex(nearest)


def test_colours_may_be_given():
    roots = circle(3)
    palette = make_palette(roots, palette=["#f00", "#00ff00", (0, 0, 1)])
    assert [palette.hex(k) for k in range(3)] == ["#ff0000", "#00ff00", "#0000ff"]
    again = make_palette(roots, palette=["#123456"])
    assert {again.hex(k) for k in range(3)} == {"#123456"}
    assert "#123456" in again._repr_html_()
    pytest.importorskip("matplotlib")
    assert len({make_palette(roots, palette="viridis").hex(k) for k in range(3)}) == 3


def test_names_of_colours_are_those_of_css():
    assert colour.hex_of(colour.read_colour("it", " Teal")) == "#008080"
    assert len(NAMES) == 148
    colors = pytest.importorskip("matplotlib.colors")
    assert {k: f"#{v}" for k, v in NAMES.items()} == {
        k: v.lower() for k, v in colors.CSS4_COLORS.items()
    }


@pytest.mark.parametrize(
    ("palette", "error", "words"),
    [
        ("virids", ValueError, "did you mean 'viridis'"),
        ("teal", ValueError, "a colour stands in a list"),
        (["tael"], ValueError, "did you mean 'teal'"),
        (["#teal"], ValueError, "a name that CSS knows"),
        (["#12"], ValueError, "like '#rrggbb'"),
        ([(0, 0, 2)], ValueError, "from 0 to 1"),
        ([None], ValueError, "three numbers"),
        ([], ValueError, "one colour or more"),
        (3, TypeError, "palette must be a Palette"),
    ],
)
def test_bad_palettes_are_refused(palette, error, words):
    if isinstance(palette, str):
        pytest.importorskip("matplotlib")
    with pytest.raises(error, match=words):
        make_palette(circle(3), palette=palette)


def test_a_colormap_needs_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"pip install 'nb-cpp\[plot\]'"):
        make_palette(circle(3), palette="viridis")
    with pytest.raises(ImportError, match="a colour stands in a list"):
        make_palette(circle(3), palette="teal")
