"""What a page is told about a frame, and the frame as a canvas takes it."""

from functools import lru_cache
from math import inf
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .._basins.cycles import Cycles, adds_length
from .._problem.problem import Problem, Window
from .._problem.text import polynomial_text
from ..pictures import colour
from ..pictures.palette import Palette, make_palette, palette_with, ranks
from ..pictures.styles import palette_for
from .state import State


def palette_of_state(
    state: State, problem: Problem, found: Optional[Cycles]
) -> Tuple[Palette, Optional[List[str]]]:
    """The colours, and as `render` takes them: by the roots' ranks, or None for the usual ones."""
    given = state.palette
    roots = problem.roots.values
    if state.follow is not None:
        lch = colour.lch_of("follow", tuple(state.follow.colours))
        was = palette_with(np.array(state.follow.roots), lch)
        kept = make_palette(roots, (), was)
        given = ranked_hexes(kept)
    return palette_for(state.style, problem, found or (), given), given


def ranked_hexes(palette: Palette) -> List[str]:
    """The roots' colours as `render` takes them in a list: by the roots' ranks."""
    given = [""] * len(palette.roots)
    for text, rank in zip(_hexes(palette), ranks(palette.roots).tolist()):
        given[rank] = text
    return given


def described(
    problem: Problem,
    window: Window,
    found: Optional[Cycles],
    palette: Palette,
    ranked: Optional[List[str]],
) -> Dict[str, Any]:
    """What the page says about a frame."""
    roots = problem.roots
    stand_in = adds_length(problem)
    colours, count = list(_hexes(palette)), len(roots.values)
    cycles = [
        {
            "label": -2 - index,
            "points": [pair(z) for z in cycle.points[:64].tolist()],
            "period": cycle.period,
            "multiplier": abs(cycle.multiplier),
            "kind": cycle.kind,
            "colour": colours[count + 1 + index],
        }
        for index, cycle in enumerate(found or ())
        if cycle.radii.any() or not stand_in
    ]
    return {
        "roots": [pair(z) for z in roots.values.tolist()],
        "multiplicities": roots.multiplicities.tolist(),
        "ranks": ranks(roots.values).tolist(),
        "colours": colours[:count],
        "none": colours[count],
        "palette": ranked,
        "cycles": cycles,
        "extent": window.extent,
        "title": polynomial_text(_legible(problem.coefs)),
        "degree": problem.polynomial.degree,
    }


def _legible(coefs: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Without the parts that rounding alone has left of sums of other coefficients."""
    parts = coefs.view(np.float64)
    least = 1e-14 * float(np.abs(parts).max())
    return np.where(np.abs(parts) < least, 0.0, parts).view(np.complex128)


def label_shares(
    labels: NDArray[np.int16], roots: int, found: Optional[Cycles]
) -> Dict[str, float]:
    """Which part of the picture each label has."""
    least = -1 - len(found or ())
    counts = np.bincount(labels.ravel() - np.int16(least), minlength=roots - least)
    return {str(k + least): count / labels.size for k, count in enumerate(counts.tolist()) if count}


def _hexes(palette: Palette) -> Tuple[str, ...]:
    """The colours as CSS has them: roots, what reaches nothing, cycles."""
    return _hexes_of(palette.rows.tobytes())


@lru_cache(maxsize=8)
def _hexes_of(rows: bytes) -> Tuple[str, ...]:
    lch = np.frombuffer(rows).reshape(-1, 3)
    return tuple(colour.hex_of(srgb) for srgb in colour.to_srgb(lch))


def pair(z: complex) -> List[Optional[float]]:
    return [part if abs(part) < inf else None for part in (z.real, z.imag)]


def decimal_text(value: float) -> str:
    """Without an exponent."""
    return np.format_float_positional(value, trim="-")
