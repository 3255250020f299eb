"""Checks of the measures' arguments."""

import operator
from typing import Any, Optional

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _validation
from .._blocks import blocks, extremes

_INT16 = np.iinfo(np.int16)


def label_image(labels: ArrayLike) -> NDArray[np.int16]:
    """Labels as the core wants them."""
    array = _integers("labels", labels)
    if array.dtype == np.int16 and array.flags.c_contiguous:
        return array
    least, greatest = extremes(array)
    if not _INT16.min <= least <= greatest <= _INT16.max:
        raise ValueError(f"labels must fit in 16 bits, got values from {least} to {greatest}")
    image = np.empty(array.shape, np.int16)
    for block in blocks(array.shape):
        image[block] = array[block]
    return image


def iteration_image(iterations: ArrayLike, shape: Optional[Any] = None) -> NDArray[Any]:
    """Iteration counts, of the labels' shape where that is given."""
    array = _integers("iterations", iterations)
    if shape is not None and array.shape != shape:
        raise ValueError(f"iterations must have the labels' shape {shape}, got {array.shape}")
    least, _ = extremes(array)
    if least < 0:
        raise ValueError(f"iterations must be zero or more, got {least}")
    return array


def _integers(name: str, values: ArrayLike) -> NDArray[Any]:
    if _validation.is_masked(values):
        raise TypeError(f"{name} must not be a masked array")
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of unequal length
        raise ValueError(
            f"{name} must be two-dimensional, got {_validation.shown(values)}"
        ) from error
    if hasattr(values, name):
        what = type(values).__name__
        raise TypeError(f"{name} must be an array, got the {what} that has it: give its .{name}")
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be integers, got dtype {array.dtype}")
    if array.ndim != 2:
        raise ValueError(
            f"{name} must be two-dimensional, got {array.ndim} dimensions (shape {array.shape})"
        )
    if not array.size:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    return array


def box_side(name: str, value: Any, largest: int) -> int:
    """The side of a box that fits into the image."""
    side = _validation.size(name, value)
    if not 1 <= side <= largest:
        raise ValueError(f"{name} must be 1 to {largest}, which fits into the image, got {side}")
    return side


def label_value(label: Any) -> int:
    """One label."""
    try:
        number = operator.index(label)
    except TypeError:
        raise TypeError(f"label must be an integer, got {_validation.shown(label)}") from None
    if not _INT16.min <= number <= _INT16.max:
        raise ValueError(f"label must fit in 16 bits, got {number}")
    return number


def coordinates(
    name: str, values: ArrayLike, count: int, descending: bool = False
) -> NDArray[np.float64]:
    """Coordinates of columns or rows."""
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "iuf":
            raise TypeError
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be real numbers, got {_validation.shown(values)}") from None
    if array.shape != (count,):
        raise ValueError(f"{name} must have shape ({count},) as labels has, got {array.shape}")
    steps = np.diff(array.astype(np.float64))
    if not (np.isfinite(array).all() and ((steps < 0) if descending else (steps > 0)).all()):
        order = "descending" if descending else "ascending"
        raise ValueError(f"{name} must be finite and {order}, got {_validation.shown(values)}")
    return np.ascontiguousarray(array, dtype=np.float64)
