"""Checks and conversions of plain arguments.

Every function returns what the compiled core wants, or raises a TypeError or ValueError that names
the argument and the value. Nothing that the caller passed is modified.
"""

import operator
import os
import sys
from math import inf, isfinite
from typing import Any, Iterable, List, Tuple

import numpy as np
from numpy.typing import NDArray

_LARGEST_INT32 = 2**31 - 1
_LONGEST = 160  # letters of a value in a message
_STEM = 3  # letters with which a word may be cut short
_TINY, _LONG = 2, 6  # letters of words in which no slip, and of those in which one is told
_CACHED = 2**14  # complex numbers that a second-level cache holds, and more
_PHYSICAL_MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def size(name: str, value: Any) -> int:
    """A number of pixels."""
    number = _integer(name, value)
    if number < 0:
        raise ValueError(f"{name} must be zero or more, got {number}")
    return number


def index(name: str, value: Any, count: int) -> int:
    """An index into `count` things."""
    number = _integer(name, value)
    if not 0 <= number < count:
        raise ValueError(f"{name} must be between 0 and {count - 1}, got {number}")
    return number


def bounds(lower_name: str, lower: Any, upper_name: str, upper: Any) -> Tuple[float, float]:
    """The two ends of one axis of the extent."""
    low = real_number(lower_name, lower)
    high = real_number(upper_name, upper)
    for name, value in ((lower_name, low), (upper_name, high)):
        if not isfinite(value):
            raise ValueError(f"{name} must be finite, got {value}")
    if not low < high:
        narrow = ": this window needs more than double precision: use centre= and width="
        raise ValueError(
            f"{lower_name} must be less than {upper_name}, got {lower_name} = {low} "
            f"and {upper_name} = {high}" + (narrow if low == high else "")
        )
    if not isfinite(high - low):
        raise ValueError(f"{upper_name} - {lower_name} overflows: {high} - {low}")
    return low, high


def iteration_limit(itmax: Any) -> int:
    """The largest number of steps: 0 to 2**31 - 1."""
    number = _integer("itmax", itmax)
    if not 0 <= number <= _LARGEST_INT32:
        raise ValueError(f"itmax must be between 0 and {_LARGEST_INT32}, got {number}")
    return number


def tolerance(tol: Any) -> float:
    """A tolerance of zero or more."""
    value = real_number("tol", tol)
    if not value >= 0.0:
        raise ValueError(f"tol must be zero or more, got {value}")
    return value


def thread_count(threads: Any) -> int:
    """The number of threads, or 0 where the core is to choose."""
    if threads is None:
        return 0
    number = _integer("threads", threads)
    if number < 1:
        raise ValueError(f"threads must be 1 or more, or None for all CPUs, got {number}")
    return min(number, _LARGEST_INT32)


def choice(name: str, value: Any, choices: Iterable[str]) -> str:
    """One of some words."""
    known = list(choices)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be one of {', '.join(known)}, got {shown(value)}")
    if value not in known:
        hint = nearest(value, known)
        raise ValueError(f"{name} must be one of {', '.join(known)}, got {shown(value)}{hint}")
    return value


def nearest(word: str, choices: Iterable[str]) -> str:
    """What to add to a message: the word that may be meant, or nothing where none is near."""
    slips, _, found = min(
        ((_slips(word.lower(), each.lower()), _slips(word, each), each) for each in choices),
        key=lambda entry: entry[:2],
        default=(inf, inf, ""),
    )
    return "" if slips == inf else f"; did you mean {found!r}?"


def _slips(one: str, other: str) -> float:
    """Letters too many, missing, wrong or swapped; infinite where it is rather another word."""
    one, other = one.lstrip("-"), other.lstrip("-")
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and len(shorter) >= _STEM:
        return min(1, len(longer) - len(shorter))
    allowed = (len(longer) > _TINY) + (len(longer) > _LONG)
    if len(longer) - len(shorter) > allowed:
        return inf
    before: List[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            least = min(row[-1] + 1, before[j] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], its):
                least = min(least, last[j - 2] + 1)
            row.append(least)
    return row[-1] if row[-1] <= allowed else inf


def shown(value: Any) -> str:
    """A value as a message shows it: in a line, and not too long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def extent(value: Any) -> Tuple[float, float, float, float]:
    """A rectangle as matplotlib has it: left, right, bottom, top."""
    try:
        left, right, bottom, top = value
    except (TypeError, ValueError):
        raise TypeError(
            f"extent must be four numbers (left, right, bottom, top), got {shown(value)}"
        ) from None
    left, right = bounds("extent's left", left, "extent's right", right)
    bottom, top = bounds("extent's bottom", bottom, "extent's top", top)
    return left, right, bottom, top


def shape(value: Any) -> Tuple[int, int]:
    """Rows and columns of an image."""
    try:
        rows, columns = value
    except (TypeError, ValueError):
        raise TypeError(f"shape must be two integers (rows, columns), got {shown(value)}") from None
    return size("shape's rows", rows), size("shape's columns", columns)


def complex_number(name: str, value: Any) -> complex:
    """A finite complex number."""
    number = _scalar(value)
    if isinstance(number, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"{name} must be a number, got {shown(value)}")
    try:
        result = complex(number)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, got {shown(value)}") from None
    except OverflowError:
        result = complex("nan")
    if not (isfinite(result.real) and isfinite(result.imag)):
        raise ValueError(f"{name} must be finite, got {shown(value)}")
    return result


def complex_array(name: str, values: Any) -> NDArray[np.complex128]:
    """Finite complex numbers, in an array of any shape."""
    result = _complex(name, values)
    if not np.isfinite(result).all():
        raise ValueError(f"{name} must be finite, got {shown(values)}")
    return result


def complex_copy(name: str, values: Any) -> NDArray[np.complex128]:
    """Finite complex numbers, in an array of any shape that is nobody else's."""
    given = _complex(name, values)
    result = new_array(given.shape, np.complex128)
    source, target = given.reshape(-1), result.reshape(-1)
    for first in range(0, source.size, _CACHED):
        part = target[first : first + _CACHED]
        part[...] = source[first : first + _CACHED]
        if not np.isfinite(part.view(np.float64)).all():  # twice as fast as of complex numbers
            raise ValueError(f"{name} must be finite, got {shown(values)}")
    return result


def _complex(name: str, values: Any) -> NDArray[np.complex128]:
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "biufc":
            raise TypeError
        return np.ascontiguousarray(array, dtype=np.complex128).reshape(array.shape)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be numbers, got {shown(values)}") from None


def flag(name: str, value: Any) -> bool:
    """True or False, nothing that merely counts as one of them."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {shown(value)}")
    return bool(value)


def output(out: Any, shape: Tuple[int, ...]) -> NDArray[np.float64]:
    """The caller's array, or a new one: float64, of that shape, C-contiguous, writable."""
    if out is None:
        return new_array(shape, np.float64)
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a numpy.ndarray, got {type(out).__name__}")
    if out.dtype != np.float64:
        raise ValueError(f"out must have dtype float64 in native byte order, got {out.dtype}")
    if out.shape != shape:
        raise ValueError(f"out must have shape {shape}, got {out.shape}")
    if not (out.flags.c_contiguous and out.flags.aligned):
        raise ValueError(
            f"out must be C-contiguous and aligned, got strides {out.strides} for shape {shape}"
        )
    if not out.flags.writeable:
        raise ValueError("out must be writable, got a read-only array")
    return out


def check_memory(shape: Tuple[int, ...], *dtypes: Any) -> None:
    """A system that overcommits hands out more than it has and kills the process that uses it."""
    required = sum(np.dtype(dtype).itemsize for dtype in dtypes)
    for length in shape:
        required *= length
    if required > _PHYSICAL_MEMORY:
        raise MemoryError(
            f"an array of shape {shape} takes {required} bytes, this machine has {_PHYSICAL_MEMORY}"
        )


def new_array(shape: Tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """An array that is not initialised."""
    check_memory(shape, dtype)
    try:
        return np.empty(shape, dtype=dtype)
    except ValueError as error:  # a dimension beyond the address space, beside one of 0
        raise MemoryError(f"an array of shape {shape} cannot be addressed") from error


def _scalar(value: Any) -> Any:
    """The element of an array that has just one: nb-cpp 0.0.8 took those."""
    if isinstance(value, np.ndarray) and value.size == 1:
        return value.item()
    return value


def _integer(name: str, value: Any) -> int:
    if type(value) is int:  # nearly always: a small image takes a few microseconds in all
        return value
    try:
        return operator.index(_scalar(value))
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {shown(value)}") from None


def real_number(name: str, value: Any) -> float:
    if type(value) is float:
        return value
    number = _scalar(value)
    if isinstance(number, (str, bytes, bytearray, memoryview, complex, np.complexfloating)):
        raise TypeError(f"{name} must be a real number, got {shown(value)}")
    try:
        return float(number)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a real number, got {shown(value)}") from None
    except OverflowError:
        raise ValueError(f"{name} must be finite in double precision, got {shown(value)}") from None


def is_masked(values: Any) -> bool:
    """Whether it is a masked array, whose mask `numpy.asarray` would drop."""
    return is_instance(values, "numpy.ma.core", "MaskedArray")


def is_instance(value: Any, module: str, name: str) -> bool:
    """`isinstance` for a class that NumPy imports when it is first used.

    Before that nothing is of the class. Its import takes longer than a picture, and a process that
    forks while another thread is at it has a child that waits for that import for ever.
    """
    return isinstance(value, getattr(sys.modules.get(module), name, ()))
