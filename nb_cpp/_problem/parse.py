"""Polynomials as people write them: `z^3 - 1`, `(z-1)(z+2)^2`, `z³ − 2iz + 1/3`.

Nothing is evaluated but sums, products and powers of exact numbers and one letter, none before its
size is known.

    sum      = {sign} product {sign {sign} product}
    product  = power {times {sign} power | over {sign} power | power}
    power    = atom [superscript | "^" {sign} power]
    atom     = number | letter | unit | "(" sum ")"

A product without a sign binds like one with it, from left to right: `1/2z` is half of z. A minus
binds less than a power: `-z^2` is -(z^2).
"""  # noqa: RUF002

from fractions import Fraction
from typing import Any, Callable, List, Optional, Tuple, TypeVar

from .exact import Exact, is_double
from .terms import MAX_DEGREE, Calculator, Terms, TooLargeError
from .tokens import Text, Token

_MAX_NESTING = 50
_MAX_EXPONENT_DIGITS = 9
_TIME_OF_A_TOKEN = 3000.0  # nanoseconds
_BEGINS_ATOM = ("number", "letter", "unit", "open")
_ONE = Exact(Fraction(1))

T = TypeVar("T")


# Coefficients, highest degree first, or the roots of a product.
Read = Tuple[List[Exact], Optional[List[complex]]]


class _Value:
    """A part of a text.

    Attributes
    ----------
    terms : Terms
        What it is; empty where there are roots.
    roots : tuple of (complex, int)
        With multiplicities, where it is a product of factors z - r: that is not multiplied out.
    grouped : bool
        Whether one of them stands in parentheses. If not, it is a power of z, and no product that
        somebody wrote as one.
    """

    __slots__ = ("grouped", "roots", "terms")

    def __init__(
        self, terms: Terms, roots: Tuple[Tuple[complex, int], ...] = (), grouped: bool = False
    ) -> None:
        self.terms = terms
        self.roots = roots
        self.grouped = grouped

    @property
    def degree(self) -> int:
        return sum(count for _, count in self.roots) or max(self.terms, default=0)


def read_polynomial(name: str, text: str) -> Read:
    """The polynomial that a text says.

    Raises
    ------
    ValueError
        If it says none, with a caret under the character where that shows, or one that would take
        too long to multiply out.
    """
    return _Reader(Text(name, text)).polynomial()


def read_number(name: str, text: str) -> Exact:
    """The number that a text says, in the same words and without a letter."""
    return _Reader(Text(name, text, "a number")).number()


class _Reader:
    def __init__(self, text: Text) -> None:
        self._text = text
        self._calculator = Calculator()
        self._nesting = 0
        self._tokens = text.tokens()
        self._token = Token("start", "", 0)
        self._advance()

    def number(self) -> Exact:
        start = self._token.at
        value = self._whole()
        if value.degree:
            self._text.fail(start, "there is a letter")
        return value.terms.get(0, Exact(Fraction(0)))

    def polynomial(self) -> Read:
        start = self._token.at
        value = self._whole()
        if value.degree < 1:
            self._text.fail(start, "no letter is left: a constant has no roots")
        if value.grouped:
            return [], [root for root, count in value.roots for _ in range(count)]
        terms = self._terms(value, start)
        zero = Exact(Fraction(0))
        return [terms.get(power, zero) for power in range(value.degree, -1, -1)], None

    def _whole(self) -> _Value:
        if self._token.kind == "end":
            self._text.fail(0, "nothing is written")
        value = self._sum()
        if self._token.kind != "end":
            self._text.fail(self._token.at, "this parenthesis was never opened")
        return value

    def _sum(self) -> _Value:
        total: Terms = {}
        count = 0
        while count == 0 or self._token.kind == "sign":
            at = self._token.at
            sign = self._sign()
            value = self._product()
            if count == 0 and sign > 0 and self._token.kind != "sign":
                return value
            terms = self._terms(value, at)
            self._bounded(at, self._calculator.add, total, terms, sign)
            count += 1
        return _Value(total)

    def _product(self) -> _Value:
        start = self._token.at
        values = [self._power()]
        while True:
            kind = self._token.kind
            if kind in ("times", "over"):
                self._advance()
                at = self._token.at
                sign = self._sign()
                value = self._power()
                if kind == "over":
                    value = self._inverse(value, at)
                if sign < 0:
                    values.append(_Value({0: Exact(Fraction(-1))}))
                values.append(value)
            elif kind == "number":
                self._text.fail(
                    self._token.at, "a number stands behind a factor: write * or ^ between them"
                )
            elif kind in _BEGINS_ATOM:
                values.append(self._power())
            elif kind in ("power", "superscript"):
                self._text.fail(self._token.at, "a power has a power: put parentheses round one")
            else:
                break
        if len(values) == 1:
            return values[0]
        if all(value.roots for value in values):
            product = _Value(
                {},
                tuple(root for value in values for root in value.roots),
                any(value.grouped for value in values),
            )
            self._check_degree(product.degree, start)
            return product
        every = [self._terms(value, start) for value in values]
        return _Value(self._bounded(start, self._calculator.product, every))

    def _power(self) -> _Value:
        start = self._token.at
        base = self._atom()
        at = self._token.at
        if self._token.kind == "superscript":
            exponent = self._superscript()
        elif self._token.kind == "power":
            self._advance()
            at = self._token.at
            exponent = self._exponent()
        else:
            return base
        if exponent < 0:
            base, exponent = self._inverse(base, at, power=True), -exponent
        if not exponent:
            return _Value({0: _ONE})
        if base.roots:
            self._check_degree(base.degree * exponent, at)
            return _Value({}, tuple((r, m * exponent) for r, m in base.roots), base.grouped)
        terms = self._terms(base, start)
        return _Value(self._bounded(at, self._calculator.power, terms, exponent))

    def _exponent(self) -> int:
        at = self._token.at
        self._nest(at)
        sign = self._sign()
        value = self._power()
        self._nesting -= 1
        if value.degree:
            self._text.fail(at, "a power is no number")
        number = value.terms.get(0, Exact(Fraction(0)))
        if number.imag or number.real.denominator != 1:
            self._text.fail(at, "a power is no integer")
        return sign * number.real.numerator

    def _superscript(self) -> int:
        token = self._token
        digits = token.text.lstrip("+-")
        if not digits.isdigit() or len(token.text) > len(digits) + 1:
            self._text.fail(token.at, "a power is no number")
        if len(digits) > _MAX_EXPONENT_DIGITS:
            self._text.fail(token.at, "a power is too high")
        self._advance()
        return -int(digits) if token.text[0] == "-" else int(digits)

    def _atom(self) -> _Value:
        token = self._token
        if token.kind == "open":
            return self._parentheses()
        if token.kind == "number":
            self._advance()
            return _Value(_terms_of(self._number(token)))
        if token.kind == "unit":
            self._advance()
            return _Value({0: Exact(Fraction(0), Fraction(1))})
        if token.kind == "letter":
            self._advance()
            return _Value({}, ((0j, 1),))
        return self._text.fail(token.at, "a number, a letter or a parenthesis is missing")

    def _parentheses(self) -> _Value:
        at = self._token.at
        self._nest(at)
        self._advance()
        value = self._sum()
        if self._token.kind != "close":
            self._text.fail(at, "this parenthesis is never closed")
        self._advance()
        self._nesting -= 1
        if value.roots:
            return _Value({}, value.roots, True)
        constant = value.terms.get(0, Exact(Fraction(0)))
        if value.degree == 1 and value.terms[1] == _ONE and is_double(constant):
            root = complex(-float(constant.real), -float(constant.imag)) + 0j
            return _Value({}, ((root, 1),), True)
        return value

    def _number(self, token: Token) -> Exact:
        mantissa, _, exponent = token.text.lower().partition("e")
        whole, _, fraction = mantissa.partition(".")
        if len(exponent) > _MAX_EXPONENT_DIGITS:
            self._text.fail(token.at, "a number has too many digits")
        shift = int(exponent or "0") - len(fraction)
        return self._bounded(token.at, self._calculator.decimal, whole + fraction, shift)

    def _inverse(self, value: _Value, at: int, power: bool = False) -> _Value:
        """One over a constant."""
        if value.degree:
            what = "a power is negative" if power else "something is divided by the letter"
            self._text.fail(at, f"{what}, which makes no polynomial")
        if not value.terms:
            self._text.fail(at, "something is divided by zero")
        number = value.terms[0]
        return _Value({0: self._bounded(at, self._calculator.inverse, number)})

    def _terms(self, value: _Value, at: int) -> Terms:
        """The terms of a value, of which roots are multiplied out."""
        if not value.roots:
            return value.terms
        powers = [
            self._bounded(at, self._calculator.power, _factor(root), count)
            for root, count in value.roots
        ]
        return self._bounded(at, self._calculator.product, powers)

    def _check_degree(self, degree: int, at: int) -> None:
        if degree > MAX_DEGREE:
            self._text.fail(at, f"the degree is above {MAX_DEGREE}")

    def _bounded(self, at: int, compute: Callable[..., T], *arguments: Any) -> T:
        try:
            return compute(*arguments)
        except TooLargeError as error:
            return self._text.fail(at, str(error))

    def _nest(self, at: int) -> None:
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            self._text.fail(at, f"more than {_MAX_NESTING} parentheses or powers are nested")

    def _sign(self) -> int:
        sign = 1
        while self._token.kind == "sign":
            sign = -sign if self._token.text == "-" else sign
            self._advance()
        return sign

    def _advance(self) -> None:
        self._token = next(self._tokens)
        self._bounded(self._token.at, self._calculator.spend, _TIME_OF_A_TOKEN)


def _terms_of(number: Exact) -> Terms:
    return {0: number} if number else {}


def _factor(root: complex) -> Terms:
    """z - r."""
    constant = Exact(Fraction(-root.real), Fraction(-root.imag))
    return {1: _ONE, **_terms_of(constant)}
