"""Integers of any length in decimal: Python refuses many digits, or takes quadratic time."""

from fractions import Fraction

_SHORT = 600  # digits; Python may be told to refuse 640


def integer_of(digits: str) -> int:
    """The integer that decimal digits say."""
    if len(digits) <= _SHORT:
        return int(digits)
    half = len(digits) // 2
    power: int = 10**half
    return integer_of(digits[:-half]) * power + integer_of(digits[-half:])


def digits_of(value: int) -> str:
    """An integer in decimal."""
    if value < 0:
        return "-" + digits_of(-value)
    half = value.bit_length() * 3 // 20  # of its digits, nearly
    if half < _SHORT // 2:
        return str(value)
    high, low = divmod(value, 10**half)
    return digits_of(high) + digits_of(low).zfill(half)


def fraction_of(text: str) -> Fraction:
    """What `text.fraction_text` wrote."""
    numerator, _, denominator = text.partition("/")
    sign = -1 if numerator.startswith("-") else 1
    digits = numerator.lstrip("-")
    return Fraction(sign * integer_of(digits), integer_of(denominator or "1"))
