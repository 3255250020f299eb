"""Numbers and polynomials written as text: in full, and short."""

import re
from collections import Counter
from fractions import Fraction
from typing import Iterable, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from .digits import digits_of
from .exact import Exact

_SHOWN_TERMS = 6


def exact_text(coefs: Sequence[Exact]) -> str:
    """A polynomial with every digit: `z^3 - 2z + 2/3`, `(1/2 - i)z`."""
    terms = []
    for i, c in enumerate(coefs):
        if not c:
            continue
        z = _power_text(len(coefs) - 1 - i)
        negative = c.real < 0 or (c.real == 0 and c.imag < 0)
        number = exact_number_text(Exact(-c.real, -c.imag) if negative else c)
        if z and number == "1":
            number = ""
        elif (z and not number.isdigit()) or (c.real and c.imag):
            number = f"({number})"
        terms.append((negative, number + z))
    return _sum_text(terms)


def _power_text(exponent: int) -> str:
    return "" if exponent == 0 else "z" if exponent == 1 else f"z^{exponent}"


def _sum_text(terms: Iterable[Tuple[bool, str]]) -> str:
    """Terms, each after its sign: whether that is a minus."""
    text = ""
    for negative, term in terms:
        joint = ("-" if negative else "") if not text else (" - " if negative else " + ")
        text += joint + term
    return text


def exact_number_text(value: Exact) -> str:
    """A number with rational parts: `2/3`, `i`, `1 - 1/2i`."""
    if not value.imag:
        return fraction_text(value.real)
    size = abs(value.imag)
    unit = "i" if size == 1 else f"{fraction_text(size)}i"
    if not value.real:
        return f"-{unit}" if value.imag < 0 else unit
    return f"{fraction_text(value.real)} {'-' if value.imag < 0 else '+'} {unit}"


def fraction_text(value: Fraction) -> str:
    """As `str` writes it, with any number of digits."""
    if value.denominator == 1:
        return digits_of(value.numerator)
    return f"{digits_of(value.numerator)}/{digits_of(value.denominator)}"


def product_text(roots: Sequence[Exact]) -> str:
    """The product of z - r, with every digit: one factor at least is in parentheses."""
    if not any(roots):
        return "(z)" + (f"^{len(roots)}" if len(roots) > 1 else "")
    factors = []
    for root, count in Counter(roots).items():
        factor = "z"
        if root:
            negative = root.real < 0 or (root.real == 0 and root.imag < 0)
            size = Exact(-root.real, -root.imag) if negative else root
            number = exact_number_text(size)
            number = f"({number})" if size.real and size.imag else number
            factor = f"(z {'+' if negative else '-'} {number})"
        factors.append(factor + (f"^{count}" if count > 1 else ""))
    return " ".join(factors)


def number_text(value: complex, digits: int = 6) -> str:
    """A number as short as so many digits allow."""
    value = complex(value) + 0.0
    if value.imag == 0.0:
        return f"{value.real:.{digits}g}"
    size = "" if abs(value.imag) == 1.0 else f"{abs(value.imag):.{digits}g}"
    negative = value.imag < 0.0
    if value.real == 0.0:
        return f"{'-' if negative else ''}{size}i"
    return f"{value.real:.{digits}g} {'-' if negative else '+'} {size}i"


def latex_text(text: str) -> str:
    """A polynomial's text as a formula of LaTeX, words as words."""
    if text.startswith("a "):
        return rf"\text{{{text}}}"
    text = re.sub(r"e([-+]?)0*(\d+)", r" \\cdot 10^{\1\2}", text).replace("10^{+", "10^{")
    return re.sub(r"\^(\d+)", r"^{\1}", text)


def short_product_text(roots: NDArray[np.complex128]) -> str:
    """The product of z - r with six digits, or its degree where it is long."""
    counts = Counter(roots.tolist())
    if len(counts) > _SHOWN_TERMS:
        return f"a polynomial of degree {len(roots)}"
    factors = []
    for root, count in counts.items():
        number = number_text(root)
        number = f"({number})" if root.real and root.imag else number
        factor = "z" if not root else f"(z - {number})".replace("- -", "+ ")
        factors.append(factor + (f"^{count}" if count > 1 else ""))
    return " ".join(factors)


def polynomial_text(coefs: NDArray[np.complex128]) -> str:
    """A polynomial as people write it, or its degree where that is long."""
    degree = len(coefs) - 1
    terms = [(degree - i, complex(c)) for i, c in enumerate(coefs) if c != 0]
    if len(terms) > _SHOWN_TERMS:
        return f"a polynomial of degree {degree}"
    signed = []
    for power, c in terms:
        z = _power_text(power)
        negative = (c.real <= 0 and c.imag == 0) or (c.real == 0 and c.imag < 0)
        size = -c if negative else c
        number = number_text(size)
        if size.imag and size.real:
            number = f"({number})"
        signed.append((negative, z if z and size == 1 else f"{number} {z}".strip()))
    return _sum_text(signed)
