"""Pictures in files, by the end of their names."""

import os
import struct
import warnings
from typing import Any, BinaryIO, Dict, Optional, Tuple

from numpy.typing import NDArray

from .. import _core
from .._files import Path, opened, replacing
from . import png

_BY_PILLOW = {
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".avif": "AVIF",
}
SUFFIXES = (".png", *_BY_PILLOW)
_OPTIONS: Dict[str, Dict[str, Any]] = {
    "TIFF": {"compression": "tiff_adobe_deflate"},
    "WEBP": {"lossless": True, "method": 4},
    # Colours as fine as lightness: filaments of one pixel would lose theirs.
    "JPEG": {"quality": 92, "subsampling": 0, "optimize": True, "progressive": True},
    "AVIF": {"quality": 85, "subsampling": "4:4:4"},
}
_BITS = 8  # of what Pillow writes in colour
_KEY = "nb_cpp"
_DESCRIPTION = 0x010E  # of EXIF
_LONGEST_EXIF = 60000  # of a JPEG
WITHOUT = (
    f"nb_cpp did not save it, or it is a JPEG of a recipe of more than {_LONGEST_EXIF} characters"
)
_LARGEST_SIDE = {"WEBP": 16383, "JPEG": 65500, "AVIF": 65536}  # as their libraries have it
# What Pillow raises of files that are cut or altered.
_FAULTS = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error)


def suffix_of(path: Path) -> str:
    """The end of a picture's name, if it is one that can be written."""
    name = os.fsdecode(path)
    suffix = os.path.splitext(name)[1].lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"path must end in {', '.join(SUFFIXES)}, got {name!r}")
    return suffix


def check(path: Path, size: Tuple[int, int], bits: int) -> None:
    """Whether a picture so wide and so high can be such a file: before it is drawn."""
    suffix = suffix_of(path)
    if suffix == ".png":
        return
    name = os.fsdecode(path)
    if bits != _BITS:
        raise ValueError(f"bits={bits} is for .png, got {name!r}")
    kind = _BY_PILLOW[suffix]
    largest = _LARGEST_SIDE.get(kind, max(size))
    if max(size) > largest:
        raise ValueError(
            f"a side of a {kind} has at most {largest} pixels, got {size[0]} x {size[1]} for "
            f"{name!r}: .png takes them"
        )
    image = _pillow(f"a file that ends in {suffix}")
    image.init()
    if kind not in image.SAVE:
        raise ValueError(f"this Pillow cannot write {kind}, got {name!r}: .png needs none")


def write(path: Path, array: NDArray[Any], recipe: str, threads: int = 0) -> None:
    """Write a file that has its recipe in it, or replace one when the new one is complete.

    A recipe that is too long for a JPEG is left out, with a warning to the caller's caller.
    """
    suffix = suffix_of(path)
    if suffix == ".png":
        with replacing(path) as file:
            write_png(file, array, recipe, threads)
        return
    rows, columns, _ = array.shape
    check(path, (columns, rows), 8 * array.dtype.itemsize)
    kind = _BY_PILLOW[suffix]
    image = _pillow(f"a file that ends in {suffix}")
    picture = image.fromarray(array)
    exif = image.Exif()
    if kind != "JPEG" or len(recipe) <= _LONGEST_EXIF:
        exif[_DESCRIPTION] = recipe
    else:
        warnings.warn(
            f"{os.fsdecode(path)!r} has no recipe: a JPEG takes {_LONGEST_EXIF} characters, this "
            f"one has {len(recipe)}. Use .png",
            stacklevel=3,
        )
    with replacing(path) as file:
        try:
            picture.save(file, kind, exif=exif, **_OPTIONS[kind])
        except (KeyError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise ValueError(f"this Pillow cannot write {kind}: {error}") from error


def write_png(file: BinaryIO, array: NDArray[Any], recipe: str, threads: int = 0) -> None:
    """Write the pixels as PNG, with the recipe."""
    png.write(file, array, {_KEY: recipe}, threads or _core.default_threads())


def read_recipe(path: Path) -> Optional[str]:
    """The recipe in a file, or None where it has none."""
    with opened(path) as file:
        texts = png.read_texts(file)
        if texts is not None:
            return texts.get(_KEY)
        file.seek(0)
        if file.read(1) == b"{":
            file.seek(0)
            return file.read().decode("utf-8", "replace")
        file.seek(0)
        image = _pillow("a file that is no PNG")
        try:
            with image.open(file) as picture:
                text = picture.getexif().get(_DESCRIPTION)
        except image.UnidentifiedImageError:
            return None
        except (*_FAULTS, image.DecompressionBombError) as error:
            raise ValueError(f"{os.fsdecode(path)!r} cannot be read: {error}") from error
        return text if isinstance(text, str) else None


def _pillow(what: str) -> Any:
    try:
        from PIL import Image
    except ImportError:
        raise ImportError(f"{what} needs Pillow: pip install 'nb-cpp[images]'") from None
    return Image
