"""Basins in matplotlib's axes."""

import subprocess
import sys

import numpy as np
import pytest

import nb_cpp

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
pyplot = pytest.importorskip("matplotlib.pyplot")

from nb_cpp.pictures.palette import palette_of  # noqa: E402


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


def drawn(ax):
    """The picture's pixels at the centres of matplotlib's, and where those are."""
    (image,) = ax.images
    array = image.get_array()
    left, right, bottom, top = image.get_extent()
    rows, columns = array.shape[:2]
    x = left + (right - left) * (np.arange(columns) + 0.5) / columns
    y = top - (top - bottom) * (np.arange(rows) + 0.5) / rows
    return np.asarray(array), x, y


@pytest.mark.parametrize("sampling", ["corner", "center", "endpoints"])
def test_pixels_lie_where_points_start(sampling):
    b = nb_cpp.basins("z^3 - 1", shape=(30, 40), extent=(-2, 1, -1, 2), sampling=sampling)
    ax = b.plot()
    _, x, y = drawn(ax)
    np.testing.assert_allclose(x, b.x, atol=1e-12)
    np.testing.assert_allclose(y, b.y, atol=1e-12)
    assert (*ax.get_xlim(), *ax.get_ylim()) == b.extent
    assert ax.get_aspect() == 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Re z", "Im z")
    ax.figure.canvas.draw()


def test_a_basin_has_the_colour_of_its_root():
    b = nb_cpp.basins("z^3 - 2z + 2", shape=(60, 60), cycles=True)
    ax = b.plot()
    pixels, _, _ = drawn(ax)
    palette = palette_of(b)
    for label in range(3):
        fewest = (b.labels == label) & (b.iterations == b.iterations[b.labels == label].min())
        row, column = np.argwhere(fewest)[0]
        chosen = pixels[row, column] / 255
        others = [np.abs(chosen - palette.rgb(other)).sum() for other in range(3)]
        assert np.argmin(others) == label
    row, column = np.argwhere(b.labels == -2)[0]
    np.testing.assert_allclose(pixels[row, column] / 255, palette.rgb(-2), atol=0.01)
    darker = [pixels[(b.labels == 0) & (b.iterations == n)][0].sum() for n in (4, 6, 9)]
    assert darker == sorted(darker, reverse=True)


def test_roots_and_cycles_are_marked_and_listed_with_their_shares():
    b = nb_cpp.basins("z^3 - 2z + 2", shape=(60, 60), cycles=True)
    ax = b.plot()
    marked = [z for line in ax.lines for z in np.asarray(line.get_xdata()) + 1j * line.get_ydata()]
    for z in [*b.roots, *b.cycles[0].points]:
        assert min(abs(z - m) for m in marked) < 1e-12
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    shares = b.shares().shares
    assert texts[:3] == [
        f"{name}: {100 * share:.1f} %"
        for name, share in zip(["-1.77", "0.885 + 0.59i", "0.885 - 0.59i"], shares)
    ]
    assert texts[3].startswith("cycle of period 2: ")
    assert [line.get_color() for line in ax.get_legend().get_lines()][:3] == [
        palette_of(b).rgb(label) for label in range(3)
    ]


def test_the_colour_bar_has_the_counts():
    b = nb_cpp.basins("z^3 - 1", shape=(40, 40))
    ax = b.plot()
    bar = next(other for other in ax.figure.axes if other is not ax)
    assert bar.get_ylabel() == "steps"
    counts = b.iterations[b.converged]
    assert bar.get_ylim() == pytest.approx((counts.min(), counts.max()))
    assert b.plot(colorbar=False).figure.axes[1:] == []


def test_parts_are_left_out():
    b = nb_cpp.basins("z^3 - 1", shape=(20, 20))
    ax = b.plot(roots=False, legend=False, colorbar=False, title=False)
    assert not len(ax.lines)
    assert ax.get_legend() is None
    assert ax.get_title() == ""
    assert b.plot(title="mine").get_title() == "mine"
    assert b.plot().get_title() == "$z^{3} - 1$ by newton"


def test_in_a_grid_of_axes():
    figure, axes = pyplot.subplots(2, 2)
    for ax, text in zip(axes.flat, ["z^2 - 1", "(z-1)^2 (z+1)", "z^30 - 1", "z - 2"]):
        b = nb_cpp.basins(text, shape=(16, 16))
        assert b.plot(ax) is ax
        assert len(ax.get_legend().get_texts()) <= 10
    figure.canvas.draw()
    assert len(figure.axes) == 8


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 5), (7, 1)])
def test_small_ones(shape):
    nb_cpp.basins("z^3 - 1", shape=shape).plot().figure.canvas.draw()
    nb_cpp.basins("z^3 - 1", shape=shape, itmax=0).plot().figure.canvas.draw()


@pytest.mark.parametrize("width", ["1e-3", "1e-12", "1e-40", "1e-300"])
def test_narrow_windows(width):
    centre = nb_cpp.boundary_point("z^3 - 1", -0.5 + 0.2j, digits=310)
    b = nb_cpp.basins("z^3 - 1", centre=centre, width=width, shape=(20, 30))
    ax = b.plot()
    _, x, y = drawn(ax)
    if width == "1e-3":
        np.testing.assert_allclose(x, b.x, atol=1e-12)
        assert ax.get_xlabel() == "Re z"
    else:
        np.testing.assert_allclose(x, b.dx, atol=1e-12)
        np.testing.assert_allclose(y, b.dy, atol=1e-12)
        assert ax.get_ylabel() == "Im (z - centre), half widths"
        assert ax.get_xlim() == (-1, 1)
    ax.figure.canvas.draw()


def test_nova():
    b = nb_cpp.basins("z^3 - 1", method="nova", c=0.1, shape=(30, 30))
    texts = [text.get_text() for text in b.plot().get_legend().get_texts()]
    assert sum("fixed point" in text for text in texts) == len(b.cycles)


def test_comparisons():
    c = nb_cpp.compare(["z^3 - 1", "z^4 - 1"], ["newton", "halley", "king"], shape=(32, 32))
    axes = c.plot(size=24)
    assert axes.shape == (2, 3)
    assert [ax.get_title() for ax in axes[0]] == ["newton", "halley", "king"]
    assert [ax.get_ylabel() for ax in axes[:, 0]] == ["$z^{3} - 1$", "$z^{4} - 1$"]
    for pair, ax in zip(c.pairs, axes.flat):
        pixels, _, _ = drawn(ax)
        assert pixels.shape == (24, 24, 3)
        assert pair.names == (pair.polynomial.name, pair.method.label)
    axes[0, 0].figure.canvas.draw()
    many = nb_cpp.compare(["z^2 - 1"], shape=(8, 8)).plot(size=8)
    assert many.shape == (1, 18)
    _, given = pyplot.subplots(2, 3)
    assert (c.plot(size=8, axes=given) == given).all()
    with pytest.raises(ValueError, match="as many as the pairs, 6, got 2"):
        c.plot(axes=given[0, :2])


def test_a_comparison_is_plotted_with_the_extent_of_each_polynomial():
    extents = [(-2, 2, -2, 2), (-2, 2, -1, 1)]
    c = nb_cpp.compare(["z^3 - 1", "z^4 - 1"], ["newton"], shape=(8, 8), extent=extents)
    for ax, extent, shape in zip(c.plot(size=24).flat, extents, [(24, 24, 3), (12, 24, 3)]):
        assert (*ax.get_xlim(), *ax.get_ylim()) == extent
        assert drawn(ax)[0].shape == shape


def test_bad_arguments():
    b = nb_cpp.basins("z^3 - 1", shape=(4, 4))
    with pytest.raises(TypeError, match="ax must be axes of matplotlib's, got 3"):
        b.plot(3)
    with pytest.raises(TypeError, match="legend must be True or False, got 1"):
        b.plot(legend=1)


def test_without_matplotlib_it_says_what_to_install():
    program = """if True:
        import sys
        sys.modules["matplotlib"] = None
        import nb_cpp
        try:
            nb_cpp.basins("z^3 - 1", shape=(4, 4)).plot()
        except ImportError as error:
            print(error)
    """
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout.strip() == "plot needs matplotlib: pip install 'nb-cpp[plot]'"
