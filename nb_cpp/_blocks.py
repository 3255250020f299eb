"""Passes over large images in blocks.

Python looks at signals between calls of NumPy, not within one: in blocks a pass over any image ends
on Ctrl-C within a tenth of a second. The blocks fit into a cache, too.
"""

from typing import Any, Iterator, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

_POINTS = 2**20


def blocks(shape: Tuple[int, ...]) -> Iterator[Tuple[slice, slice]]:
    """The rows and the columns of the blocks of an image, from the upper left corner."""
    rows, columns = shape
    width = max(1, min(columns, _POINTS))
    height = _POINTS // width
    for top in range(0, rows, height):
        for left in range(0, columns, width):
            yield slice(top, top + height), slice(left, left + width)


def extremes(image: NDArray[Any]) -> Tuple[int, int]:
    """The least and the greatest of an image of integers, which must not be empty."""
    parts = [image[block] for block in blocks(image.shape)]
    return min(int(part.min()) for part in parts), max(int(part.max()) for part in parts)


def tally(
    labels: NDArray[np.int16], lowest: int, highest: int, weights: Optional[NDArray[Any]] = None
) -> NDArray[Any]:
    """How many points have each label from `lowest` to `highest`, or the sums of their weights."""
    counts: NDArray[Any] = np.zeros(highest - lowest + 1, np.int64 if weights is None else float)
    for block in blocks(labels.shape):
        numbers = labels[block].ravel().astype(np.intp) - lowest
        part = None if weights is None else weights[block].ravel()
        counts += np.bincount(numbers, part, len(counts))
    return counts
