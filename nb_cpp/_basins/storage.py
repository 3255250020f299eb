"""`Basins` in ``.npz`` files."""

import json
import os
import zipfile
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Dict, Mapping, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from .. import _validation
from .._blocks import extremes
from .._files import Path, complex_from_json, complex_to_json, opened, replacing
from .._problem.methods import check_method
from .._problem.polynomial import Polynomial
from .._problem.problem import DEFAULT_EXTENT, SAMPLINGS, STOP_RULES, Window
from .cycles import Cycle, Cycles

if TYPE_CHECKING:
    from .result import Basins

_FORMAT = "nb_cpp.Basins"
_FORMAT_VERSION = 2  # since then a label names a root that the point reaches
_ARRAYS = {
    "labels": np.int16,
    "iterations": np.int32,
    "roots": np.complex128,
    "multiplicities": np.intp,
    "coefs": np.complex128,
}
_CHANNELS = ("smooth", "angle")  # of float64; a file may have them
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".avif")
_OTHER_PICTURES = (
    *(".apng", ".bmp", ".dib", ".eps", ".exr", ".gif", ".heic", ".heif", ".ico", ".jfif", ".jp2"),
    *(".jpe", ".jxl", ".pbm", ".pcx", ".pdf", ".pgm", ".pnm", ".ppm", ".ps", ".psd", ".svg"),
    ".tga",
)
_TRIES = 10  # to read a file whose reading the interpreter disturbs
_PIECE = 2**20  # bytes that are compressed between two looks at signals


def save(b: "Basins", path: Path) -> None:
    """Write a file, or replace one when the new one is complete."""
    name = os.fsdecode(path)
    stem, suffix = os.path.splitext(name)
    if suffix.lower() in (*_PICTURES, *_OTHER_PICTURES):
        picture = name if suffix.lower() in _PICTURES else f"{stem}.png"
        raise ValueError(f"save writes arrays; for a picture: b.render().save({picture!r})")
    about = {
        "format": _FORMAT,
        "version": _FORMAT_VERSION,
        "extent": b.extent,
        "method": b.method,
        "parameters": {name: complex_to_json(value) for name, value in b.parameters.items()},
        "stop": b.stop,
        "tol": b.tol,
        "itmax": b.itmax,
        "sampling": b.sampling,
        "cycles": b.cycles and [_cycle_to_json(c) for c in b.cycles],
        "searched": b.cycles is not None,
        "complete": b.cycles is not None and b.cycles.complete,
        "centre": b.centre,
        "width": b.width,
        "skipped": b.skipped,
        "accuracy": b.accuracy,
    }
    if b.polynomial.is_rounded():
        about["polynomial"] = {**b.polynomial.to_json(), "exact": b.polynomial.exact}
    arrays = {name: getattr(b, name) for name in _ARRAYS if name != "coefs"}
    if not b.polynomial.is_out_of_range():
        arrays["coefs"] = b.coefs
    channels = {name: getattr(b, name) for name in _CHANNELS if getattr(b, name) is not None}
    # What `load` would refuse is better refused now.
    _check(arrays, b.cycles, b.itmax, b.degree)
    for name, channel in channels.items():
        _check_channel(name, channel, b.labels)
    with replacing(path) as file:
        _write(file, {"about": np.array(json.dumps(about)), **arrays, **channels})


def _write(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """`numpy.savez_compressed`, which compresses 16 MB at a time, on which Ctrl-C would wait."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.save(_Pieces(member), array, allow_pickle=False)


class _Pieces:
    """A file that takes what is written in pieces."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), _PIECE):
            self.file.write(data[start : start + _PIECE])


def load(path: Path) -> Dict[str, Any]:
    """The fields of a `Basins`: what `basins` could have returned, whoever made the file."""
    # NumPy reads a header as Python's text. Where a collection of garbage in the midst of that lets
    # another thread read one, Python 3.11's parser says that it is out of step: nothing is wrong.
    for _ in range(_TRIES - 1):
        try:
            return _load(path)
        except SystemError:
            continue
    return _load(path)


def _load(path: Path) -> Dict[str, Any]:
    ours = f"{os.fsdecode(path)!r} is not a file that nb_cpp.Basins.save wrote"
    with opened(path) as file:
        if file.read(4) != b"PK\x03\x04":
            raise ValueError(ours)
        file.seek(0)
        try:
            with np.load(file, allow_pickle=False) as data:
                about = json.loads(data["about"].item())
                if about["format"] != _FORMAT:
                    raise ValueError(f"format = {about['format']!r}")
                newer = about["version"] > _FORMAT_VERSION
                fields = {}
                if not newer:
                    held = [name for name in _ARRAYS if name in data.files or name != "coefs"]
                    fields = _checked(about, {name: data[name] for name in held})
                    for name in _CHANNELS:
                        fields[name] = data[name] if name in data.files else None
                        _check_channel(name, fields[name], fields["labels"])
        except SystemError:
            raise
        except Exception as error:  # a damaged file fails in any of many ways
            raise ValueError(ours) from error
    if newer:
        raise ValueError(f"{os.fsdecode(path)!r} was written by a newer version of nb_cpp")
    return fields


def _checked(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Dict[str, Any]:
    parameters = {name: complex_from_json(pair) for name, pair in about["parameters"].items()}
    method, every = check_method(about["method"], parameters)
    found = tuple(map(_cycle_from_json, about["cycles"] or ()))
    # Files of before that was told have no word about it.
    cycles = Cycles(found, about.get("complete", False)) if about["searched"] else None
    native = {name: _native(name, array) for name, array in arrays.items()}
    limit = _validation.iteration_limit(about["itmax"])
    polynomial = _polynomial(about.get("polynomial"), native.get("coefs"))
    _check(native, cycles, limit, polynomial.degree)
    return {
        **native,
        "polynomial": polynomial,
        **_place(about, native["labels"], limit),
        "method": method.name,
        "parameters": every,
        "stop": _validation.choice("stop", about["stop"], STOP_RULES),
        "tol": _validation.tolerance(about["tol"]),
        "itmax": limit,
        "sampling": _validation.choice("sampling", about["sampling"], SAMPLINGS),
        "cycles": cycles,
    }


def _place(about: Mapping[str, Any], labels: NDArray[Any], limit: int) -> Dict[str, Any]:
    """Where the points lie, and what a narrow window adds. Older files know of extents alone."""
    centre, width = about.get("centre"), about.get("width")
    window = Window.checked(
        about["extent"] if centre is None else DEFAULT_EXTENT,
        labels.shape,
        about["sampling"],
        centre,
        width,
    )
    skipped = _validation.index("skipped", about.get("skipped", 0), limit + 1)
    accuracy = _validation.real_number("accuracy", about.get("accuracy", 0.0))
    if not accuracy >= 0.0:
        raise ValueError(f"accuracy must be zero or more, got {accuracy}")
    return {
        "extent": window.extent,
        "centre": window.centre,
        "width": window.width,
        "skipped": skipped,
        "accuracy": accuracy,
    }


def _polynomial(saved: Any, coefs: Optional[NDArray[np.complex128]]) -> Polynomial:
    """The polynomial as it was given, of which the coefficients are the rounding, if it has one."""
    if saved is None:
        return Polynomial(coefs)
    polynomial = Polynomial.from_json(saved, saved["exact"])
    if coefs is not None and not np.array_equal(polynomial.rounded(), coefs):
        raise ValueError(f"coefs must be those of {saved}, got {coefs}")
    return polynomial


def _native(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """The array, as this machine has its type: byte order and the size of intp differ."""
    wanted = np.dtype(_ARRAYS[name])
    alike = array.dtype.kind == wanted.kind
    if not alike or (array.dtype.itemsize != wanted.itemsize and name != "multiplicities"):
        raise TypeError(f"{name} must be {wanted}, got {array.dtype}")
    return array.astype(wanted, copy=False)


def _check(
    arrays: Mapping[str, NDArray[Any]],
    cycles: Optional[Tuple[Cycle, ...]],
    limit: int,
    degree: int,
) -> None:
    """Whether the arrays go together."""
    names = ("labels", "iterations", "roots", "multiplicities")
    labels, iterations, roots, multiplicities = (arrays[name] for name in names)
    coefs = arrays.get("coefs", np.ones(degree + 1))
    if labels.ndim != 2 or iterations.shape != labels.shape:
        raise ValueError(f"labels and iterations have the shapes {labels.shape, iterations.shape}")
    if roots.ndim != 1 or multiplicities.shape != roots.shape:
        raise ValueError(
            f"roots, multiplicities have the shapes {roots.shape, multiplicities.shape}"
        )
    if coefs.ndim != 1 or not np.isfinite(coefs).all() or not coefs[0]:
        raise ValueError(f"coefs must be those of a polynomial, got {coefs}")
    if not np.isfinite(roots).all():
        raise ValueError(f"roots must be finite, got {roots}")
    if (multiplicities < 1).any() or not 0 < multiplicities.sum() == len(coefs) - 1:
        raise ValueError(f"multiplicities must add up to {len(coefs) - 1}, got {multiplicities}")
    for name, lowest, highest in (
        ("labels", -1 - len(cycles or ()), len(roots) - 1),
        ("iterations", 0, limit),
    ):
        array = arrays[name]
        if not array.size:
            continue
        least, greatest = extremes(array)
        if not lowest <= least <= greatest <= highest:
            raise ValueError(
                f"{name} must be between {lowest} and {highest}, got values from {least} to "
                f"{greatest}"
            )


def _check_channel(name: str, channel: Optional[NDArray[Any]], labels: NDArray[np.int16]) -> None:
    """Whether a channel that goes beyond labels and counts, or None, goes with the labels."""
    if channel is None:
        return
    if channel.dtype != np.float64 or channel.shape != labels.shape:
        raise ValueError(f"{name} must be float64 of shape {labels.shape}, got {channel.dtype}")
    if not np.array_equal(np.isfinite(channel), labels != -1):
        raise ValueError(f"{name} must be finite where there is a label, and only there")


def _cycle_to_json(cycle: Cycle) -> Dict[str, Any]:
    return {
        "points": list(map(complex_to_json, cycle.points.tolist())),
        "multiplier": complex_to_json(cycle.multiplier),
        "radii": cycle.radii.tolist(),
    }


def _cycle_from_json(saved: Mapping[str, Any]) -> Cycle:
    points = np.array(list(map(complex_from_json, saved["points"])), dtype=np.complex128)
    radii = np.array(saved["radii"], dtype=np.float64)
    if not len(points) or radii.shape != points.shape:
        raise ValueError(f"a cycle has points and radii, got shapes {points.shape}, {radii.shape}")
    return Cycle(points, len(points), complex_from_json(saved["multiplier"]), radii)
