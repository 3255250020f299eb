"""What `render` returns."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._files import Path
from . import files
from .colour import decode, encode

if TYPE_CHECKING:
    from .palette import Palette
    from .recipe import Recipe

_LARGEST_SHOWN = 1200  # pixels of a side in a notebook


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A picture of basins.

    Attributes
    ----------
    array : ndarray of uint8 or uint16, shape (rows, columns, 3)
        Its pixels, sRGB, read-only.
    recipe : Recipe
        Everything that it was made from: it draws it again, in another size if so wished.
    """

    array: NDArray[Any]
    recipe: "Recipe"

    @property
    def palette(self) -> "Palette":
        """The colours of its basins: ``palette=picture.palette`` keeps them."""
        return self.recipe.palette

    @property
    def size(self) -> Tuple[int, int]:
        """Width and height in pixels."""
        rows, columns, _ = self.array.shape
        return columns, rows

    def save(self, path: Path, *, threads: Optional[int] = None) -> None:
        """Save it to a file, with its recipe.

        Parameters
        ----------
        path : str or path
            The file's name. It ends in ``.png``, or, where Pillow is installed, in ``.tif``,
            ``.webp``, ``.jpg`` or ``.avif``. An existing file is replaced when the new one is
            complete.
        threads : int, optional
            Threads that compress a PNG, as in `render`.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If the name has another end, or if such a file cannot have 16 bits or so many pixels.
        ImportError
            If Pillow is needed and not installed.

        Warns
        -----
        UserWarning
            If the recipe is too long for a JPEG, which then has none.

        Examples
        --------
        >>> import nb_cpp, os, tempfile
        >>> picture = nb_cpp.render([1, 0, 0, -1], size=64)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "cubic.png")
        ...     picture.save(path)
        ...     again = nb_cpp.load_recipe(path).render()
        >>> bool((again.array == picture.array).all())
        True
        """
        count = _validation.thread_count(threads)
        files.write(path, self.array, self.recipe.text(digest=digest_of(self.array)), count)

    def __repr__(self) -> str:
        columns, rows = self.size
        return f"<nb_cpp.Picture of {columns} x {rows} pixels: {self.recipe.title()}>"

    def _repr_png_(self) -> bytes:
        file = BytesIO()
        recipe = self.recipe.text(digest=digest_of(self.array))
        files.write_png(file, _shown(self.array), recipe)
        return file.getvalue()


def digest_of(array: NDArray[Any]) -> str:
    """SHA-256 of the pixels, row by row, in little-endian numbers."""
    numbers = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return hashlib.sha256(np.ascontiguousarray(numbers).data).hexdigest()


def _shown(array: NDArray[Any]) -> NDArray[Any]:
    """At most as large as a notebook shows it."""
    side = -(-max(array.shape) // _LARGEST_SHOWN)
    return array if min(array.shape[:2]) < side else shrunk(array, side, side)


def shrunk(array: NDArray[Any], high: int, wide: int) -> NDArray[Any]:
    """Of rectangles of pixels, so high and so wide, the means of their light."""
    if high == wide == 1:
        return array
    rows, columns = array.shape[0] // high, array.shape[1] // wide
    white = np.iinfo(array.dtype).max
    small = np.empty((rows, columns, 3), array.dtype)
    light = decode(np.arange(white + 1) / white)
    for row in range(rows):
        lines = light[array[row * high : (row + 1) * high, : columns * wide]]
        means = lines.reshape(high, columns, wide, 3).mean((0, 2))
        small[row] = np.round(encode(means) * white)
    return small
