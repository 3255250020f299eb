"""How many pixels a picture has, and which of them are drawn."""

from typing import Any, Optional, Tuple

import numpy as np

from .. import _validation
from .._problem.problem import DEFAULT_EXTENT, Window

Range = Tuple[int, int]  # the first, and the one behind the last


def resized(window: Window, size: Any, extent: Any) -> Window:
    """The window with other bounds, or of another size: its longer side, or both."""
    if size is None and extent is None:
        return window
    if extent is None and window.centre is not None:
        rows, columns = window.cells
        shape = shape_of(size, (0.0, float(columns), 0.0, float(rows)))
        return Window.checked(DEFAULT_EXTENT, shape, window.sampling, window.centre, window.width)
    bounds = window.extent if extent is None else _validation.extent(extent)
    if size is None:
        size = max(window.shape)
    return Window(bounds, shape_of(size, bounds), window.sampling)


def shape_of(size: Any, extent: Tuple[float, float, float, float]) -> Tuple[int, int]:
    """Rows and columns: of both sides' pixels, or of those of the longer side and square pixels."""
    if np.ndim(size) > 0:
        try:
            width, height = size
        except (TypeError, ValueError):
            raise TypeError(
                f"size must be pixels or (width, height), got {_validation.shown(size)}"
            ) from None
        return _side(height), _side(width)
    pixels = _side(size)
    left, right, bottom, top = extent
    width, height = right - left, top - bottom
    if width >= height:
        return max(1, round(pixels * height / width)), pixels
    return pixels, max(1, round(pixels * width / height))


def _side(value: Any) -> int:
    pixels = _validation.size("size", value)
    if not pixels:
        raise ValueError("size must be one or more, got 0")
    return pixels


def part_range(name: str, value: Any, length: int) -> Optional[Range]:
    """Some of so many rows or columns, as a slice has them; None where none are named."""
    if value is None:
        return None
    try:
        first, last = value
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be (first, last), got {_validation.shown(value)}") from None
    start, stop = _validation.size(name, first), _validation.size(name, last)
    if not start < stop <= length:
        raise ValueError(
            f"{name} must be (first, last) within 0 and {length}, got {_validation.shown(value)}"
        )
    return start, stop
