"""Pictures in files, by the end of their names."""

import os
import struct
from typing import Any, BinaryIO, Dict, Optional

import numpy as np
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
_KEY = "nb_cpp"
_DESCRIPTION = 0x010E  # of EXIF
_LONGEST_EXIF = 60000
# What Pillow raises of files that are cut or altered.
_FAULTS = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error)


def suffix_of(path: Path) -> str:
    """The end of a picture's name, if it is one that can be written."""
    name = os.fsdecode(path)
    suffix = os.path.splitext(name)[1].lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"path must end in {', '.join(SUFFIXES)}, got {name!r}")
    return suffix


def write(path: Path, array: NDArray[Any], recipe: str, threads: int = 0) -> None:
    """Write a file that has its recipe in it, or replace one when the new one is complete.

    A recipe that is too long for EXIF is left out of the formats that have no other place for it.
    """
    suffix = suffix_of(path)
    if suffix == ".png":
        with replacing(path) as file:
            write_png(file, array, recipe, threads)
        return
    if array.dtype != np.uint8:
        raise ValueError(f"bits=16 is for .png, got {os.fsdecode(path)!r}")
    image = _pillow(f"a file that ends in {suffix}")
    picture = image.fromarray(array)
    exif = image.Exif()
    if len(recipe) <= _LONGEST_EXIF:
        exif[_DESCRIPTION] = recipe
    kind = _BY_PILLOW[suffix]
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
