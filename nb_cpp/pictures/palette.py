"""Which colour a basin has: one and the same in every picture, plot and table."""

from dataclasses import dataclass
from functools import lru_cache
from math import pi
from typing import Any, Dict, Mapping, NamedTuple, Sequence, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from .._basins.cycles import Cycle, adds_length
from .._basins.labelled import Labelled
from .._files import complex_from_json, complex_to_json
from .._validation import nearest, shown
from . import colour
from .colour import Floats
from .colour_names import NAMES
from .matching import nearest_matching

# A picture's palette, a colour for each root, or a colormap of matplotlib's.
PaletteLike = Union["Palette", Sequence[Any], str, None]

# For n roots, by the rank of their argument: the first hue in degrees, then their lightnesses.
# Searched so that the colours are as far apart as can be for the eyes of test_palette.py, too.
_SAFE = {
    1: (45.0, (0.74,)),
    2: (50.0, (0.75, 0.55)),
    3: (38.0, (0.69, 0.8, 0.55)),
    4: (25.0, (0.62, 0.84, 0.72, 0.54)),
    5: (20.0, (0.58, 0.82, 0.7, 0.54, 0.76)),
    6: (4.6, (0.46, 0.644, 0.86, 0.86, 0.653, 0.461)),
    7: (23.5, (0.564, 0.71, 0.86, 0.806, 0.603, 0.774, 0.46)),
    8: (26.5, (0.86, 0.611, 0.78, 0.463, 0.852, 0.707, 0.551, 0.46)),
}
_CHROMA = 0.145
_BRIGHT = 0.75  # lighter colours have less chroma, as they are garish soon
_NOT_CONVERGED = (0.2, 0.012, 4.7)
_CYCLE_CHROMA, _CYCLE_HUE = 0.025, 4.6  # cool greys; roots are no greys
_SAME_ARGUMENT = 1e-9


class Former(NamedTuple):
    """Roots that there were, and their colours."""

    roots: NDArray[np.complex128]
    colours: Floats


_NONE = Former(np.zeros(0, np.complex128), np.zeros((0, 3)))


@dataclass(frozen=True, eq=False)
class Palette:
    """Colours of basins, as OKLCH: lightness, chroma, and hue in radians.

    ``b.render(palette=previous.palette)`` keeps the colours of roots that have moved, or been
    renumbered: each root has that of the nearest one.

    Attributes
    ----------
    roots : ndarray of complex128, shape (n,)
        The roots, in canonical order.
    colours : ndarray of float64, shape (n, 3)
        Their colours.
    cycles : ndarray of float64, shape (k, 3)
        Colours of the cycles.
    not_converged : ndarray of float64, shape (3,)
        The colour of points that reach nothing.
    former : Former
        Roots that have met others, and the colours that they had: the next new roots have them.
    """

    roots: NDArray[np.complex128]
    colours: Floats
    cycles: Floats
    not_converged: Floats
    former: Former = _NONE

    @property
    def rows(self) -> Floats:
        """All colours: the roots', that of what did not converge, the cycles'."""
        return np.concatenate([self.colours, self.not_converged[None], self.cycles])

    def oklch(self, label: int) -> Floats:
        """The colour of a label."""
        return np.asarray(self.rows[label if label >= 0 else len(self.colours) - 1 - label])

    def rgb(self, label: int) -> Tuple[float, float, float]:
        """The colour of a label as sRGB, 0 to 1: matplotlib takes it."""
        red, green, blue = colour.to_srgb(self.oklch(label)).tolist()
        return red, green, blue

    def hex(self, label: int) -> str:
        """The colour of a label as CSS has it."""
        return colour.hex_of(self.rgb(label))

    def to_json(self) -> Dict[str, Any]:
        """Everything, in numbers that JSON keeps."""
        about = {
            **_roots_to_json(self.roots, self.colours),
            "cycles": self.cycles.tolist(),
            "not_converged": self.not_converged.tolist(),
        }
        return {**about, "former": _roots_to_json(*self.former)} if len(self.former[0]) else about

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "Palette":
        """The palette that `to_json` wrote."""
        roots, colours = _roots_from_json(saved)
        cycles = np.array(saved["cycles"], float).reshape(-1, 3)
        not_converged = np.array(saved["not_converged"], float).reshape(3)
        former = Former(*_roots_from_json(saved["former"])) if "former" in saved else _NONE
        for array in (cycles, not_converged):
            _check_finite(array)
        return cls(roots, colours, cycles, not_converged, former)

    def _repr_html_(self) -> str:
        labels = range(-1 - len(self.cycles), len(self.colours))
        return "".join(
            f'<span style="display:inline-block;width:2em;height:2em;background:{self.hex(label)}"'
            f' title="{label}: {self.hex(label)}"></span>'
            for label in sorted(labels, key=lambda label: (label < 0, abs(label)))
        )


def _roots_to_json(roots: NDArray[np.complex128], colours: Floats) -> Dict[str, Any]:
    return {
        "roots": [complex_to_json(z) for z in roots.tolist()],
        "colours": colours.tolist(),
    }


def _roots_from_json(saved: Mapping[str, Any]) -> Tuple[NDArray[np.complex128], Floats]:
    roots = np.array([complex_from_json(pair) for pair in saved["roots"]], np.complex128)
    colours = np.array(saved["colours"], float).reshape(-1, 3)
    if roots.ndim != 1 or len(roots) != len(colours):
        raise ValueError("a palette has a colour for each root")
    for array in (roots, colours):
        _check_finite(array)
    return roots, colours


def _check_finite(array: NDArray[Any]) -> None:
    if not np.isfinite(array).all():
        raise ValueError("a palette's numbers are finite")


def palette_of(basins: Labelled, palette: PaletteLike = None) -> Palette:
    """The colours of basins: the usual ones, those of a palette, a list or a colormap."""
    cycles = getattr(basins, "cycles", None) or ()
    return make_palette(basins.roots, cycles, palette, adds_length(basins.problem))


def make_palette(
    roots: NDArray[np.complex128],
    cycles: Sequence[Cycle] = (),
    palette: PaletteLike = None,
    stand_in: bool = False,
) -> Palette:
    """The colours of roots and cycles; fixed points may stand in for roots that reach nothing."""
    not_converged, former = np.array(_NOT_CONVERGED), _NONE
    if isinstance(palette, Palette):
        colours, former = _kept(palette, roots)
        not_converged = palette.not_converged
    elif palette is None:
        colours = _spread(len(roots))[ranks(roots)]
    else:
        colours = _given(palette, len(roots))[ranks(roots)]
    greys = _of_cycles(cycles)
    for number, cycle in enumerate(cycles):
        if stand_in and cycle.period == 1:
            greys[number] = colours[np.abs(roots - cycle.points[0]).argmin()]
    return Palette(roots, colours, greys, not_converged, former)


def palette_with(roots: NDArray[np.complex128], colours: Floats) -> Palette:
    """The palette in which roots have these colours."""
    return Palette(roots, colours, np.zeros((0, 3)), np.array(_NOT_CONVERGED))


def ranks(roots: NDArray[np.complex128]) -> NDArray[np.intp]:
    """The rank of each root by its argument about the roots' mean, then by its distance."""
    away = roots - roots.mean()
    size = np.abs(away).max()
    if size == 0.0:
        return np.zeros(len(roots), np.intp)
    away = away / size
    # Rounding must not part roots of one argument, nor put one just below the real axis last.
    argument = np.where(np.abs(away) < _SAME_ARGUMENT, 0.0, np.angle(away) % (2 * pi))
    argument = np.round(argument / _SAME_ARGUMENT) * _SAME_ARGUMENT
    argument = np.where(argument > 2 * pi - 2 * _SAME_ARGUMENT, 0.0, argument)
    order = np.lexsort([np.abs(away), argument])
    result = np.empty(len(roots), np.intp)
    result[order] = np.arange(len(roots))
    return result


@lru_cache(maxsize=16)  # films and dragged roots ask for the same again
def _spread(count: int) -> Floats:
    """Colours of so many roots, by rank; not to be written to."""
    ranked = np.arange(count)
    if count in _SAFE:
        first, lightness = _SAFE[count]
        light = np.array(lightness)
    else:
        # No lightness tells more of them apart for every eye: neighbours at least differ.
        first = _SAFE[1][0]
        levels = np.array([0.8, 0.56, 0.68]) if count % 2 else np.array([0.8, 0.56])
        light = levels[ranked % len(levels)]
    hue = np.radians(first) + 2 * pi * ranked / count
    wanted = _CHROMA * (1 - 2.5 * np.maximum(light - _BRIGHT, 0.0))
    chroma = np.minimum(wanted, colour.largest_chroma(light, hue))
    colours: Floats = np.stack([light, chroma, hue % (2 * pi)], -1)
    colours.flags.writeable = False
    return np.asarray(colours)


def _of_cycles(cycles: Sequence[Cycle]) -> Floats:
    """Greys, neighbours in the list far from each other."""
    greys = np.empty((len(cycles), 3))
    greys[:, 0] = 0.86 - 0.34 * (0.618 * np.arange(len(cycles)) % 1.0)
    greys[:, 1:] = _CYCLE_CHROMA, _CYCLE_HUE
    return greys


def _kept(palette: Palette, roots: NDArray[np.complex128]) -> Tuple[Floats, Former]:
    """The colours of a palette's roots for those that they have become, and those left over."""
    if not len(palette.roots):
        return _spread(len(roots))[ranks(roots)], palette.former
    was = nearest_matching(palette.roots, roots)
    colours = np.empty((len(roots), 3))
    colours[was >= 0] = palette.colours[was[was >= 0]]
    gone = np.setdiff1d(np.arange(len(palette.roots)), was)
    former = Former(
        np.concatenate([palette.former.roots, palette.roots[gone]]),
        np.concatenate([palette.former.colours, palette.colours[gone]]),
    )
    new = np.flatnonzero(was < 0)
    back = nearest_matching(former.roots, roots[new])
    returned = back[back >= 0]
    colours[new[back >= 0]] = former.colours[returned]
    former = Former(np.delete(former.roots, returned), np.delete(former.colours, returned, axis=0))
    new = new[back < 0]
    if len(new):
        offered = np.concatenate([_spread(len(roots)), palette.colours])
        taken = np.delete(colours, new, 0)
        for index in new:
            colours[index] = _farthest(offered, taken)
            taken = np.concatenate([taken, colours[index][None]])
    return colours, former


def _farthest(offered: Floats, taken: Floats) -> Floats:
    """The offered colour that looks least like those that are taken."""
    apart = colour.oklab(colour.to_srgb(offered))[:, None] - colour.oklab(colour.to_srgb(taken))
    return np.asarray(offered[np.linalg.norm(apart, axis=-1).min(1).argmax()])


def _given(palette: Any, count: int) -> Floats:
    """Colours of a list, again from the first where there are more roots, or of a colormap."""
    if isinstance(palette, str):
        return colour.from_srgb(_colormap(palette, count))
    try:
        values = list(palette)
    except TypeError:
        raise TypeError(
            "palette must be a Palette, colours, or the name of a colormap of matplotlib's, got "
            f"{shown(palette)}"
        ) from None
    if not values:
        raise ValueError("palette must have one colour or more, got none")
    name, around = "palette's colours", np.arange(count) % len(values)
    if all(isinstance(value, str) for value in values):
        lch = colour.lch_of(name, tuple(values))
    else:
        lch = colour.from_srgb(np.array([colour.read_colour(name, value) for value in values]))
    return np.asarray(lch[around])


def _colormap(name: str, count: int) -> Floats:
    listed = "; a colour stands in a list" if name.lower() in NAMES else ""
    try:
        from matplotlib import colormaps
    except ImportError:
        raise ImportError(
            f"palette={shown(name)} is a colormap of matplotlib's: pip install 'nb-cpp[plot]'"
            f"{listed}"
        ) from None
    if name not in colormaps:
        hint = listed or nearest(name, colormaps)
        raise ValueError(f"palette must be a colormap of matplotlib's, got {shown(name)}{hint}")
    # Not the ends, where many are black or white.
    places = np.linspace(0.12, 0.88, count) if count > 1 else np.array([0.5])
    colormap: Any = colormaps[name]
    return np.array(colormap(places), float)[:, :3]
