"""Basins in matplotlib's axes."""

import re
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, List, Mapping, NamedTuple, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._basins.basins import compute_basins
from .._basins.result import Basins
from .._problem.text import latex_text, number_text
from . import colour
from .palette import Palette, PaletteLike, palette_of
from .sizes import shape_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .._compare.comparison import Comparison

_STEPS = 256  # shades of a colour
_SPAN = 4  # from the lightest to the darkest, times as many steps at least
_LIGHTEST, _DARKEST = 0.08, 0.62  # what is added to a lightness, and the part of it that is taken
_NARROW = 1e-7  # of the coordinates: such windows are drawn by offsets
_MOST_ENTRIES = 10  # of a legend
_MOST_COLUMNS = 6  # of pictures that have no order of their own
_ROW = 70  # letters of a legend beside each other
_SIZE = 5.5  # inches
_POLYNOMIAL = re.compile(r"[-+ ().0-9iz^e]+")
_TICKS = [digit * 10**power for power in range(10) for digit in (1, 2, 5)]


class _Mark(NamedTuple):
    """Points of one label, and what the legend says of it."""

    points: NDArray[np.complex128]
    colour: Tuple[float, float, float]
    shape: str
    text: str
    share: float


class _Frame(NamedTuple):
    """Coordinates of columns and rows, and of a point of the plane: (z - middle) / unit."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    bounds: Tuple[float, float, float, float]
    label: str
    middle: complex
    unit: float


def plot_basins(
    b: Basins,
    ax: Any = None,
    *,
    palette: PaletteLike = None,
    roots: bool = True,
    legend: bool = True,
    colorbar: bool = True,
    title: Any = True,
) -> "Axes":
    """`Basins.plot`."""
    pyplot = _pyplot()
    for name, value in (("roots", roots), ("legend", legend), ("colorbar", colorbar)):
        _validation.flag(name, value)
    colours = palette_of(b, palette)
    own = ax is None
    if own:
        width = _SIZE * (1.15 if colorbar else 1.0)
        _, ax = pyplot.subplots(figsize=(width, _SIZE), layout="constrained")
    elif not hasattr(ax, "imshow"):
        raise TypeError(f"ax must be axes of matplotlib's, got {_validation.shown(ax)}")
    counts = _counts(b)
    frame = _frame(b)
    left, right, bottom, top = frame.bounds
    if b.labels.size:
        ax.imshow(_shaded(b, colours, counts), extent=_edges(frame), interpolation="antialiased")
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set(xlabel=frame.label.format("Re"), ylabel=frame.label.format("Im"))
    marks = _marks(b, colours, frame)
    if roots:
        for mark in marks:
            _draw(ax, mark, ms=6)
    if legend:
        _add_legend(ax, marks, own)
    if colorbar:
        _add_colorbar(ax, counts)
    if title is True:
        ax.set_title(f"{_formula(b.polynomial.short())} by {b.method}")
    elif title:
        ax.set_title(title)
    return ax  # type: ignore[no-any-return]


def plot_comparison(
    comparison: "Comparison", size: Any, axes: Any, options: Mapping[str, Any]
) -> NDArray[Any]:
    """`Comparison.plot`."""
    pyplot = _pyplot()
    pairs = comparison.pairs
    if not pairs:
        raise ValueError("there is nothing to plot: nb_cpp.compare did not make this comparison")
    polynomials = len({pair.polynomial.name for pair in pairs})
    methods = len(pairs) // polynomials
    shapes = [shape_of(size, pair.extent(comparison.settings)) for pair in pairs]
    if axes is None:
        # One row or column of many is wrapped.
        columns = methods if polynomials > 1 else min(methods, _MOST_COLUMNS)
        rows = ceil(len(pairs) / columns)
        tallest = max(height / width for height, width in shapes)
        figsize = 2.5 * columns, 2.75 * rows * tallest + 0.3
        _, grid = pyplot.subplots(
            rows, columns, figsize=figsize, squeeze=False, layout="constrained"
        )
        for ax in grid.flat[len(pairs) :]:
            ax.set_axis_off()
        places = grid.ravel()[: len(pairs)]
    else:
        places = np.array(axes, object).ravel()
        if len(places) != len(pairs):
            raise ValueError(f"axes must be as many as the pairs, {len(pairs)}, got {len(places)}")
    wanted = {"legend": False, "colorbar": False, "title": False, **options}
    for number, (pair, row, ax) in enumerate(zip(pairs, comparison.data, places)):
        b = compute_basins(*pair.asked(comparison.settings, shapes[number]), None)
        plot_basins(b, ax, **wanted)
        name = _formula(pair.polynomial.name)
        ax.set(xticks=[], yticks=[], ylabel="" if number % methods else name)
        ax.set_xlabel(f"{row['ani']:.1f} steps, {100 * row['cai']:.1f} %", fontsize="small")
        if number < methods:
            ax.set_title(pair.method.label, fontsize="medium")
    return np.asarray(places).reshape(polynomials, methods)


def _formula(text: str) -> str:
    """A polynomial as a formula, other names as they are."""
    if "$" in text or not _POLYNOMIAL.fullmatch(text):
        return text
    return f"${latex_text(text)}$"


def _pyplot() -> Any:
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError("plot needs matplotlib: pip install 'nb-cpp[plot]'") from None
    return pyplot


def _counts(b: Basins) -> Tuple[int, int]:
    """The least count of what has converged, and the largest, or what differs from it enough."""
    counts = b.iterations[b.converged]
    if not counts.size:
        return 1, max(b.itmax, _SPAN)
    least = max(int(counts.min()), 1)
    return least, max(int(counts.max()), _SPAN * least)


def _shaded(b: Basins, palette: Palette, counts: Tuple[int, int]) -> NDArray[np.uint8]:
    """The colours of the basins, the darker the more steps."""
    rows = palette.rows
    shade = np.linspace(0.0, 1.0, _STEPS)
    known = np.broadcast_to(rows[:, None, :], (len(rows), _STEPS, 3)).copy()
    reached = known[: len(palette.colours)]
    reached[..., 0] = (reached[..., 0] + _LIGHTEST) * (1.0 - _DARKEST * shade)
    reached[..., 1] *= 1.0 - 0.3 * shade
    table = np.round(255 * colour.to_srgb(known)).astype(np.uint8)
    least, most = counts
    steps = np.log(np.arange(least, most + 1) / least) / np.log(most / least)
    places = np.round((_STEPS - 1) * steps).astype(np.intp)
    row = np.where(b.labels >= 0, b.labels, len(palette.colours) - 1 - b.labels)
    return np.asarray(table[row, places[np.clip(b.iterations, least, most) - least]])


def _frame(b: Basins) -> _Frame:
    """The plane's coordinates, or, where doubles hardly tell them apart, offsets from the centre.

    These are in units of half the longer side.
    """
    left, right, bottom, top = b.extent
    size = max(abs(bound) for bound in b.extent)
    if b.centre is None or max(right - left, top - bottom) > _NARROW * size:
        return _Frame(b.x, b.y, b.extent, "{} z", 0j, 1.0)
    middle = complex((left + right) / 2, (bottom + top) / 2)
    high, wide = (cells / max(b.window.cells) for cells in b.window.cells)
    half = float(Fraction(b.width or "1") / 2)
    bounds = (-wide, wide, -high, high)
    return _Frame(b.dx, b.dy, bounds, "{} (z - centre), half widths", middle, half)


def _edges(frame: _Frame) -> Tuple[float, float, float, float]:
    """The outer edges of pixels whose centres are the points."""
    left, right, bottom, top = frame.bounds
    x, y = frame.x, frame.y
    wide = (x[-1] - x[0]) / (len(x) - 1) if len(x) > 1 else right - left
    high = (y[0] - y[-1]) / (len(y) - 1) if len(y) > 1 else top - bottom
    return x[0] - wide / 2, x[-1] + wide / 2, y[-1] - high / 2, y[0] + high / 2


def _marks(b: Basins, palette: Palette, frame: _Frame) -> List[_Mark]:
    """Roots, what did not converge, and cycles, with their shares."""

    def placed(points: NDArray[np.complex128]) -> NDArray[np.complex128]:
        if frame.unit == 1.0:
            return points
        # What is far beyond the view may be infinite here, and is not drawn.
        with np.errstate(all="ignore"):
            return np.asarray((points - frame.middle) / frame.unit)

    shares = dict(zip(*b.shares()[:3:2])) if b.labels.size else {}
    marks = []
    for label, root in enumerate(b.roots):
        text = number_text(root, 3)
        points = placed(np.array([root]))
        marks.append(_Mark(points, palette.rgb(label), "o", text, shares.get(label, 0.0)))
    for number, cycle in enumerate(b.cycles or ()):
        label = -2 - number
        text = f"cycle of period {cycle.period}" if cycle.period > 1 else "fixed point"
        share = shares.get(label, 0.0)
        marks.append(_Mark(placed(cycle.points), palette.rgb(label), "s", text, share))
    if shares.get(-1):
        none = np.empty(0, np.complex128)
        marks.append(_Mark(none, palette.rgb(-1), "s", "not converged", shares[-1]))
    return marks


def _draw(ax: Any, mark: _Mark, **more: Any) -> None:
    """Marks in the view: others would change nothing but the time."""
    ax.plot(
        mark.points.real,
        mark.points.imag,
        linestyle="none",
        marker=mark.shape,
        markerfacecolor=mark.colour,
        markeredgecolor="white",
        markeredgewidth=1.4,
        clip_on=True,
        zorder=3,
        **more,
    )


def _add_legend(ax: Any, marks: List[_Mark], below: bool) -> None:
    from matplotlib.lines import Line2D

    shown = marks
    if len(marks) > _MOST_ENTRIES:
        shown = sorted(marks, key=lambda mark: -mark.share)[: _MOST_ENTRIES - 1]
    handles = [
        Line2D([], [], linestyle="none", marker=m.shape, color=m.colour, label=_entry(m))
        for m in shown
    ]
    if len(shown) < len(marks):
        rest = f"{len(marks) - len(shown)} more"
        handles.append(Line2D([], [], linestyle="none", label=rest))
    if below:
        place = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.1), "frameon": False}
        longest = max(len(str(handle.get_label())) for handle in handles)
        ax.legend(handles=handles, ncol=max(1, _ROW // (longest + 6)), **place)
    else:
        ax.legend(handles=handles, loc="upper right", fontsize="x-small", framealpha=0.85)


def _entry(mark: _Mark) -> str:
    small = 0.0 < mark.share < 0.0005
    return f"{mark.text}: {'< 0.1' if small else f'{100 * mark.share:.1f}'} %"


def _add_colorbar(ax: Any, counts: Tuple[int, int]) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import ListedColormap, LogNorm
    from matplotlib.ticker import NullLocator

    shade = np.linspace(0.0, 1.0, _STEPS)
    lightness = (0.75 + _LIGHTEST) * (1.0 - _DARKEST * shade)
    greys = colour.to_srgb(np.stack([lightness, 0.0 * shade, 0.0 * shade], -1))
    mappable = ScalarMappable(LogNorm(*counts), ListedColormap(greys))
    bar = ax.figure.colorbar(mappable, ax=ax, label="steps", fraction=0.046, pad=0.03)
    ticks = [tick for tick in _TICKS if counts[0] <= tick <= counts[1]]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    bar.ax.yaxis.set_minor_locator(NullLocator())
