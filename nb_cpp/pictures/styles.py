"""Styles: what of a point becomes its colour, and how."""

from colorsys import hsv_to_rgb
from dataclasses import replace
from functools import lru_cache
from math import cos, exp, inf, isfinite, log, pi, radians, sin
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _core, _validation
from .._basins.cycles import Cycle, adds_length
from .._problem.problem import Problem
from . import colour
from .colour import Floats
from .palette import Palette, PaletteLike, make_palette

_LAMP = radians(125)  # upper left, where people expect the light
_STEPS, _ALL_STEPS = 512, 2**16  # colours of a ramp, and of all ramps at most
_INSIDE = 0.88  # of the largest chroma
_DARKEST, _LIGHTEST = 0.8, 0.72  # of the way from a colour to black and to white
_RAISED = 0.125  # counts by which panes are larger than the rule has it
_REFERENCE = 1000  # pixels of the shorter side for which widths are given


Ramp = Callable[[Palette, Floats], Floats]
Ink = Callable[[Palette], Floats]


class Style(NamedTuple):
    """A style.

    Attributes
    ----------
    about : str
        What it looks like.
    channels : tuple of str
        What it takes of a point beside its label: "iterations", "smooth", "angle".
    look : dict
        Attributes of `_core.Look`.
    ramp : callable
        From a palette and places from 0 to 1, the sRGB of each basin from dark to light.
    ink : callable, optional
        From a palette, the sRGB of lines in each basin.
    """

    about: str
    channels: Tuple[str, ...]
    look: Dict[str, Any]
    ramp: Ramp
    ink: Optional[Ink] = None


def _painted(dark: float, light: float, depth: float, drift: float, chroma: float = 1.0) -> Ramp:
    """Ramps through the basin's colour at 2/3, as a painter mixes them.

    Shadows keep their chroma and go towards blue, lights lose it and go towards yellow, by up to
    `drift` degrees. Neither goes so far that basins look alike.
    """

    def ramp(palette: Palette, places: Floats) -> Floats:
        base = palette.rows[:, None, :]
        u = places[None, :]
        down = np.clip(1 - u / 0.65, 0, _DARKEST)
        up = _LIGHTEST * np.clip((u - 0.65) / 0.35, 0, 1)
        lightness = base[..., 0] - (base[..., 0] - dark * (0.55 + 0.6 * base[..., 0])) * down
        lightness = lightness + (light - lightness) * up
        colourful = chroma * base[..., 1] * (1 + depth * down * (1 - down)) * (1 - 0.45 * down**2)
        colourful = colourful * (1 - 0.8 * up**1.3)
        # The shorter way round the circle.
        cold = np.angle(np.exp(1j * (radians(275) - base[..., 2])))
        warm = np.angle(np.exp(1j * (radians(95) - base[..., 2])))
        most = radians(drift)
        hue = base[..., 2] + np.clip(cold, -most, most) * down + np.clip(warm, -most, most) * up
        # Not up to the border of what can be shown, along which a ramp would have a kink.
        colourful = np.minimum(colourful, _INSIDE * colour.largest_chroma(lightness, hue))
        return colour.to_srgb(np.stack([lightness, colourful, hue], -1))

    return ramp


def _plain(palette: Palette, places: Floats) -> Floats:
    """One colour for each basin."""
    srgb = colour.to_srgb(palette.rows)
    return np.broadcast_to(srgb[:, None, :], (len(srgb), len(places), 3))


def _black_to_colour(palette: Palette, places: Floats) -> Floats:
    srgb = colour.to_srgb(palette.rows)
    srgb[len(palette.colours)] = 0.0
    return srgb[:, None, :] * places[None, :, None]


def _paper(palette: Palette, places: Floats) -> Floats:
    """Washes of water colour on paper."""
    base = palette.rows[:, None, :]
    u = places[None, :]
    lightness = 0.55 + 0.22 * base[..., 0] + (0.2 - 0.04 * base[..., 0]) * u
    chroma = base[..., 1] * (0.95 - 0.6 * u)
    return colour.to_srgb(np.stack(np.broadcast_arrays(lightness, chroma, base[..., 2]), -1))


def _tinted(ink: str, lightness: float, chroma: float) -> Ink:
    """An ink with a share of each basin's lightness and chroma."""

    def tinted(palette: Palette) -> Floats:
        middle = colour.oklab(colour.read_colour("", ink))
        return colour.to_srgb(colour.from_oklab(middle + _tint(palette, lightness, chroma)))

    return tinted


def _tint(palette: Palette, lightness: float, chroma: float) -> Floats:
    """What a basin's colour adds in Oklab, by row."""
    base, hue = palette.rows[:, :2], palette.rows[:, 2]
    parts = base[:, 0] - 0.7, base[:, 1] * np.cos(hue), base[:, 1] * np.sin(hue)
    return np.asarray(np.stack(parts, -1) * [lightness, chroma, chroma])


_EMBER = ("#04050f", "#0a0e2b", "#1a1548", "#45205f", "#8a3350", "#cf6c2d", "#f3b746", "#f0e0b4")

# What a basin's colour leaves of itself in the night, and in gold.
_NIGHT_LIGHT, _NIGHT_CHROMA = 0.3, 0.07
_GOLD_LIGHT, _GOLD_CHROMA = 0.25, 0.3


def _ember(palette: Palette, places: Floats) -> Floats:
    """Night to gold; each basin has its own of both."""
    stops = colour.oklab(np.array([colour.read_colour("", text) for text in _EMBER]))
    at = np.linspace(0, 1, len(stops))
    gold = np.stack([np.interp(places, at, stops[:, k]) for k in range(3)], -1)
    base = palette.rows
    night = np.stack(
        [
            _NIGHT_LIGHT * (base[:, 0] - 0.6),
            _NIGHT_CHROMA * np.cos(base[:, 2]),
            _NIGHT_CHROMA * np.sin(base[:, 2]),
        ],
        -1,
    )
    night[len(palette.colours)] = 0.0
    dusk = np.clip((places - 0.2) / 0.6, 0, 1)
    dawn = (dusk * dusk * (3 - 2 * dusk))[:, None]
    tint = _tint(palette, _GOLD_LIGHT, _GOLD_CHROMA)
    tint[len(palette.colours)] = 0.0
    lab = gold + night[:, None, :] * (1 - dawn) + tint[:, None, :] * dawn
    return colour.to_srgb(colour.from_oklab(lab))


_STYLES = {
    "silk": Style(
        "Folds of silk under a light; darker where it takes longer.",
        ("smooth",),
        {
            "start": 0.72, "end": 0.16, "span": 10.0,
            "dome": 0.05, "ripple": 0.06, "sheen": 0.1, "gloss": 250.0,
        },
        _painted(0.15, 0.985, 0.5, 28.0),
    ),
    "marble": Style(
        "Polished stone with veins of ivory where basins meet.",
        ("smooth",),
        {
            "start": 0.7, "end": 0.3, "span": 7.0,
            "dome": 0.1, "ripple": 0.05, "sheen": 0.05, "gloss": 300.0,
            "edge": 1.0, "edge_inner": 0.5, "edge_outer": 2.2,
        },
        _painted(0.2, 0.98, 0.4, 18.0, chroma=0.85),
        _tinted("#f1e8d5", 0.22, 0.25),
    ),
    "gold": Style(
        "The boundary, glowing in the night.",
        ("smooth",),
        {
            "start": 0.1, "end": 0.16, "span": 8.0, "ripple": 0.06, "dome": 0.02,
            "glow": 0.72, "glow_width": 1.5, "haze": 0.42, "haze_width": 30.0,
        },
        _ember,
    ),
    "mosaic": Style(
        "Stained glass: a pane for each step and each way to come to the root.",
        ("iterations", "smooth", "angle"),
        {
            "start": 0.66, "end": 0.3, "span": 8.0, "tones": 0.34, "raised": _RAISED,
            "lead": 1.0, "lead_width": 2.4,
        },
        _painted(0.2, 0.95, 0.5, 30.0),
        _tinted("#0f0d12", 0.25, 0.25),
    ),
    "chart": Style(
        "A map on paper: a line for each step, finer ones between.",
        ("smooth",),
        {
            "start": 0.8, "end": 0.05, "span": 9.0, "dome": 0.0, "sheen": 0.0,
            "line": 0.85, "quarter": 0.3, "line_width": 1.3,
            "edge": 0.9, "edge_inner": 0.3, "edge_outer": 1.6,
        },
        _paper,
        _tinted("#211f33", 0.22, 0.22),
    ),
    "flat": Style("One colour for each basin, and nothing else.", (), {}, _plain),
    "hsv": Style(
        "As nb-cpp 0.0.8 and compute: the hue by root, darker with each step.",
        ("iterations",),
        {"counts": True, "linear": True, "start": 1.0, "end": 0.0},
        _black_to_colour,
    ),
}  # fmt: skip


def styles() -> Dict[str, str]:
    """List the styles that `render` knows.

    Returns
    -------
    dict of str to str
        What each looks like, in a sentence.

    Examples
    --------
    >>> import nb_cpp
    >>> nb_cpp.styles()["flat"]
    'One colour for each basin, and nothing else.'
    """
    return {name: style.about for name, style in _STYLES.items()}


def find_style(name: Any) -> Style:
    """The style of that name."""
    return _STYLES[_validation.choice("style", name, _STYLES)]


def preview_style(is_smooth: bool) -> Style:
    """Silk, or what is nearest to it where there are but counts."""
    silk = _STYLES["silk"]
    if is_smooth:
        return silk
    return silk._replace(
        channels=("iterations",), look={"counts": True, "start": 0.72, "end": 0.16}
    )


def palette_for(
    name: str, problem: Problem, cycles: Sequence[Cycle], palette: PaletteLike
) -> Palette:
    """The palette of a picture in a style."""
    if palette is None and name == "hsv":
        # As `compute`: by the index in the list of roots with repeats.
        counts = problem.roots.multiplicities
        hues = (np.cumsum(counts) - counts) / counts.sum()
        given = make_palette(problem.roots.values)
        lch = colour.from_srgb(np.array([hsv_to_rgb(hue, 1.0, 1.0) for hue in hues]))
        palette = replace(given, colours=lch)
    return make_palette(problem.roots.values, cycles, palette, adds_length(problem))


def core_style(
    style: Style, palette: Palette, problem: Problem, size: int, light: bool, skipped: int = 0
) -> _core.Style:
    """The style of a picture whose shorter side has `size` pixels, as the core draws it.

    Its counts are those without the steps that the whole window skipped.
    """
    look = _core.Look()
    look.lamp_x, look.lamp_y = cos(_LAMP), sin(_LAMP)
    for name, value in style.look.items():
        setattr(look, name, value)
    if look.counts:
        look.span = float(max(problem.itmax - skipped, 1))
    if not light:
        look.dome = look.ripple = look.sheen = look.gloss = 0.0
    # Lines are so many pixels wide; light and haze go by the picture, as in its preview.
    scale = max(size, 1) / _REFERENCE
    look.flat = 0.001 / scale
    look.coarse, look.fine = 0.045, 0.16
    look.haze_width *= scale
    rows = palette.rows
    count = len(palette.colours)
    colours = _ramps(style.ramp, style.ink, rows.tobytes(), count)
    return _core.Style(look, colours, count, _shades(problem, len(rows)))


@lru_cache(maxsize=8)
def _ramps(ramp: Ramp, ink: Optional[Ink], rows: bytes, count: int) -> NDArray[np.float32]:
    """The ramps of a palette's rows, of which so many are roots'. Films ask for the same again."""
    lch = np.frombuffer(rows).reshape(-1, 3)
    palette = Palette(np.zeros(count, complex), lch[:count], lch[count + 1 :], lch[count])
    steps = max(16, min(_STEPS, _ALL_STEPS // len(lch)))
    colours = np.zeros((len(lch), steps + 2, 4), np.float32)
    colours[:, :-1, :3] = ramp(palette, np.linspace(0, 1, steps + 1))
    if ink is not None:
        colours[:, -1, :3] = ink(palette)
    colours.flags.writeable = False
    return colours


def _shades(problem: Problem, rows: int) -> List[_core.Shade]:
    """What the smooth count tells of a basin, by row of the palette."""
    roots = problem.roots.values
    growths = problem.plan.growths()
    nothing = (True, log(2), 0.0)
    ordered = [*growths[: len(roots)], nothing, *growths[len(roots) :], *[nothing] * rows]
    distance = half_distance(roots)
    return [_shade(*growth, distance) for growth in ordered[:rows]]


def half_distance(roots: NDArray[np.complex128]) -> float:
    """Half of the least distance of two roots; of one root, about as much as it is long."""
    if len(roots) == 1:
        return max(1.0, float(abs(roots[0])))
    ordered = np.abs(roots[:, None] - roots[None, :])
    np.fill_diagonal(ordered, inf)
    return float(ordered.min()) / 2


def _shade(power: bool, rate: float, origin: float, distance: float) -> _core.Shade:
    shade = _core.Shade()
    if not (isfinite(rate) and isfinite(origin) and rate > 0):
        return shade
    shade.power, shade.rate = power, rate
    if power:
        # Where -log |w| is log 2: half of the way to the coordinate's border.
        shade.offset = origin - log(log(2)) / rate
        # log |w| and the angle are parts of one analytic function, so that panes are square.
        length = exp((origin + _RAISED) * rate) * (exp(rate) - 1)
    else:
        shade.offset = origin + log(distance) / rate
        # A wave for each halving of the distance, up to the root.
        shade.calm, shade.waves = inf, min(1.0, rate / log(2))
        length, shade.turns = rate, float(max(3, round(2 * pi / rate)))
    across = length * shade.turns / (2 * pi)
    shade.rings = float(max(1, round(across)))
    shade.aspect = across / shade.rings
    return shade
