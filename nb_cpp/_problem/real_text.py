"""Real numbers of any length: read from text and from numbers, and written as text, exactly."""

import re
from fractions import Fraction
from typing import Any, Tuple

import numpy as np

from .._validation import shown
from .exact import Exact, read_number

_MOST_DIGITS = 20_000
_MOST_EXPONENT = 20_000
_CHUNK = 4000  # digits: Python refuses to convert more than 4300 at a time
_LEADING_ZEROS, _PLAIN_DIGITS = 6, 16  # after and before the point; with more, an exponent

_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,7}))?")
_FRACTION = re.compile(r"([+-]?[0-9]+)/([0-9]+)")


def read_real(name: str, value: Any) -> Fraction:
    """A real number, exactly: text, or a number of any type."""
    if isinstance(value, str):
        return _from_text(name, value)
    number, _ = read_number(name, _item(value))
    if number.imag:
        raise TypeError(f"{name} must be a real number, got {shown(value)}")
    return number.real


def read_complex(name: str, value: Any) -> Exact:
    """A complex number, exactly: a pair, text, or a number of any type."""
    if isinstance(value, str):
        return _complex_from_text(name, value)
    if isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim == 1):
        if len(value) != 2:
            raise TypeError(f"{name} must be a number or a pair (re, im), got {shown(value)}")
        return Exact(*(read_real(name, part) for part in value))
    return read_number(name, _item(value))[0]


def real_text(value: Fraction) -> str:
    """The shortest decimal that is the number, or `p/q` where there is none: `read_real` reads it
    back."""
    rest, twos, fives = value.denominator, 0, 0
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    sign = "-" if value < 0 else ""
    size = abs(value.numerator)
    if rest != 1:
        return f"{sign}{_digits(size)}/{_digits(value.denominator)}"
    places = max(twos, fives)
    digits = _digits(size * 2 ** (places - twos) * 5 ** (places - fives))
    stripped = digits.rstrip("0") or "0"
    # The number is 0.digits times 10^point.
    point = len(digits) - places
    if stripped == "0":
        return "0"
    if -_LEADING_ZEROS <= point <= 0:
        return f"{sign}0.{'0' * -point}{stripped}"
    if 0 < point <= len(stripped):
        tail = stripped[point:]
        return f"{sign}{stripped[:point]}" + (f".{tail}" if tail else "")
    if 0 < point <= _PLAIN_DIGITS:
        return sign + stripped + "0" * (point - len(stripped))
    tail = f".{stripped[1:]}" if len(stripped) > 1 else ""
    return f"{sign}{stripped[0]}{tail}e{point - 1}"


def _item(value: Any) -> Any:
    return value.item() if isinstance(value, np.ndarray) and value.size == 1 else value


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:40]}...{text[-10:]}")


def _complex_from_text(name: str, text: str) -> Exact:
    plain = text.replace(" ", "").replace("\N{MINUS SIGN}", "-")
    if plain[-1:] not in ("i", "j"):
        return Exact(_from_text(name, text))
    if len(plain) > 2 * (_MOST_DIGITS + _MOST_EXPONENT):
        raise ValueError(f"{name} must have at most {_MOST_DIGITS} digits, got {_shown(text)}")
    body = plain[:-1]
    # The sign between the parts is the last one that is no exponent's.
    signs = [k for k in range(1, len(body)) if body[k] in "+-" and body[k - 1] not in "eE"]
    split = signs[-1] if signs else 0
    imag = body[split:]
    one = imag + "1" if imag in ("", "+", "-") else imag
    real = body[:split]
    return Exact(_from_text(name, real) if real else Fraction(0), _from_text(name, one))


def _from_text(name: str, text: str) -> Fraction:
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if len(plain) > 2 * _MOST_DIGITS + 20:
        raise ValueError(f"{name} must have at most {_MOST_DIGITS} digits, got {_shown(text)}")
    quotient = _FRACTION.fullmatch(plain)
    if quotient:
        above, below = quotient.groups()
        denominator = _integer(below)
        if not denominator:
            raise ValueError(f"{name} must not be divided by 0, got {_shown(text)}")
        size = Fraction(_integer(above.lstrip("+-")), denominator)
        return -size if above[0] == "-" else size
    match = _DECIMAL.fullmatch(plain)
    if not match or not (match.group(2) or match.group(3)):
        raise ValueError(f"{name} must be a number, got {_shown(text)}")
    whole, part = match.group(2), match.group(3) or ""
    if len(whole) + len(part) > _MOST_DIGITS:
        raise ValueError(f"{name} must have at most {_MOST_DIGITS} digits, got {_shown(text)}")
    exponent = int(match.group(4) or 0)
    if abs(exponent) > _MOST_EXPONENT:
        raise ValueError(
            f"{name} must have an exponent between -{_MOST_EXPONENT} and {_MOST_EXPONENT}, got "
            f"{_shown(text)}"
        )
    number = Fraction(_integer(whole + part)) * Fraction(10) ** (exponent - len(part))
    return -number if match.group(1) == "-" else number


def _integer(digits: str) -> int:
    if len(digits) <= _CHUNK:
        return int(digits or "0")
    half = len(digits) // 2
    return int(_integer(digits[:half]) * 10 ** (len(digits) - half) + _integer(digits[half:]))


def _digits(number: int) -> str:
    if number < 10**_CHUNK:
        return str(number)
    half = number.bit_length() * 3 // 20  # about half of the digits
    upper, lower = divmod(number, 10**half)
    return _digits(upper) + _digits(lower).zfill(half)


def split_double(value: Fraction) -> Tuple[float, float]:
    """The nearest double, and the nearest one to what it leaves."""
    high = float(value)
    return high, float(value - Fraction(high))
