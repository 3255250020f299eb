"""What the words of a command line say."""

import argparse
import re
from typing import List, Sequence, Tuple, Union

from .._problem.parse import read_number
from .._validation import nearest

_FILE = ("o", "out", "output", "file")  # what other programs call the option


class MistakeError(ValueError):
    """A mistake in the words of a command line."""


def no_option(program: str, word: str, options: Sequence[str] = ()) -> str:
    """A sentence about a word that is no option of a command."""
    name = word.partition("=")[0]
    hint = nearest(name, options) or f"; see {program} --help"
    if program.endswith(" render") and name.lstrip("-") in _FILE:
        hint = ": the file's name stands by itself, after the polynomial"
    return f"{program} has no option {name}{hint}"


def size(text: str) -> Union[int, Tuple[int, int]]:
    """Pixels of the longer side, or of both: `1024`, `1920x1080`."""
    match = re.fullmatch(r"\s*(\d{1,9})(?:\s*[x×]\s*(\d{1,9}))?\s*", text)  # noqa: RUF001
    if match is None:
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is no size such as 1024 or 1920x1080")
    first, second = match.groups()
    return int(first) if second is None else (int(first), int(second))


def complex_number(text: str) -> complex:
    """A number as in a polynomial: `1/3`, `0.5 - 2i`."""
    try:
        number = read_number("it", text.strip())
        return complex(float(number.real), float(number.imag))
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def real_number(text: str) -> float:
    """A number that is not complex."""
    number = complex_number(text)
    if number.imag:
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is not real")
    return number.real


def words(text: str) -> List[str]:
    """Words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def integer(text: str) -> int:
    """A number of things."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is no integer") from None
