"""The words of a polynomial's text, and where they stand."""

import re
from typing import Dict, Iterator, NoReturn

_MAX_LENGTH = 2**22
_BEFORE, _AFTER = 48, 24  # how much of the text around a fault is shown

_SHOWN_WORD = 20

UNITS = "ij"
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+−–]?[0-9]+)?")  # noqa: RUF001
_SPACE = re.compile(r"\s+")
_KINDS = {
    **dict.fromkeys("+-−–‐‑", "sign"),  # noqa: RUF001
    **dict.fromkeys("*×·⋅∙∗", "times"),  # noqa: RUF001
    **dict.fromkeys("/÷∕⁄", "over"),  # noqa: RUF001
    "(": "open",
    ")": "close",
    "^": "power",
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_ADVICE = {
    "=": "an equation is no polynomial: write its left side minus its right side",
    ",": "a decimal has a point",
    **dict.fromkeys("[]{}", "parentheses are round"),
    "|": "an absolute value is no polynomial",
}


class Token:
    """A word: what it is, how it is written with plain characters, and where it begins.

    The kinds are number, letter, unit, sign, times, over, power, superscript, open, close and end.
    """

    # No NamedTuple: to make such a class takes a good part of the time of an import.
    __slots__ = ("at", "kind", "text")

    def __init__(self, kind: str, text: str, at: int) -> None:
        self.kind = kind
        self.text = text
        self.at = at


class Text:
    """A text, of which faults can be told."""

    def __init__(self, name: str, text: str, what: str = "a polynomial") -> None:
        self._name = name
        self._what = what
        self._text = text
        if len(text) > _MAX_LENGTH:
            raise ValueError(
                f"{name} must have at most {_MAX_LENGTH} characters, got a text of {len(text)}"
            )

    def fail(self, at: int, why: str) -> NoReturn:
        """Raise an error with a caret under a character."""
        while 0 < at < len(self._text) and _is_mark(self._text[at]):
            at -= 1
        start, stop = max(at - _BEFORE, 0), at + _AFTER
        shown = [c if c.isprintable() else " " for c in self._text[start:stop]]
        before = ("..." if start else "") + "".join(shown[: at - start])
        line = before + "".join(shown[at - start :]) + ("..." if stop < len(self._text) else "")
        raise ValueError(
            f"{self._name} must be {self._what}, got a text in which {why}:\n"
            f"    {line}\n    {' ' * _columns(before)}^"
        )

    def tokens(self) -> Iterator[Token]:
        """The words, one by one, and at last the end."""
        text = self._text
        end = len(text.rstrip())
        letter = ""
        exponents: Dict[str, int] = {}  # where the first number with an e, or an E, stands
        at = 0
        while at < end:
            first = text[at]
            stop = at + 1
            space = _SPACE.match(text, at)
            if space:
                at = space.end()
                continue
            number = _NUMBER.match(text, at)
            if number:
                stop = number.end()
                for mark in set(number.group()) & {"e", "E"}:
                    exponents.setdefault(mark, at)
                    self._check_exponents(letter, exponents)
                yield Token("number", number.group().replace("−", "-").replace("–", "-"), at)  # noqa: RUF001
            elif text.startswith("**", at):
                stop = at + 2
                yield Token("power", "^", at)
            elif first in _KINDS:
                plain = "-" if _KINDS[first] == "sign" and first != "+" else first
                yield Token(_KINDS[first], plain, at)
            elif ord(first) in _SUPERSCRIPTS:
                while stop < end and ord(text[stop]) in _SUPERSCRIPTS:
                    stop += 1
                yield Token("superscript", text[at:stop].translate(_SUPERSCRIPTS), at)
            elif first.isalpha():
                while stop < end and text[stop].isalpha():
                    stop += 1
                word = self._plain(text[at:stop], at)
                self._check_word(word, at)
                for place, c in enumerate(word, at):
                    if c in UNITS:
                        yield Token("unit", c, place)
                        continue
                    letter = letter or c
                    if c != letter:
                        why = f"{_named(c)} is a second letter, after {_named(letter)}"
                        self.fail(place, f"{why}{_advice(c + letter)}")
                    self._check_exponents(letter, exponents)
                    yield Token("letter", letter, place)
            else:
                self.fail(at, _ADVICE.get(first, f"{first!r} has no meaning"))
            at = stop
        yield Token("end", "", end)

    def _check_exponents(self, letter: str, exponents: Dict[str, int]) -> None:
        if letter in exponents:
            self.fail(
                exponents[letter],
                f"this is a number with an exponent or a product with the letter {letter!r}: write "
                "* between factors",
            )

    def _check_word(self, word: str, at: int) -> None:
        shown = word if len(word) <= _SHOWN_WORD else f"{word[:_SHOWN_WORD]}..."
        if "pi" in word or "π" in word:
            self.fail(at, f"{shown!r} is irrational: write as many decimals as you want")
        letters = set(word) - set(UNITS)
        if len(letters) > 1:
            why = f"{shown!r} is a name or a function, not one letter"
            odd = next((c for c in word if not c.isascii()), "")
            codes = f": there is {_named(odd)}" if odd else ""
            self.fail(at, f"{why}{codes or _advice(word)}")

    def _plain(self, word: str, at: int) -> str:
        """Letters of mathematical alphabets as ordinary ones, of which there are as many."""
        if word.isascii():
            return word
        from unicodedata import category, decomposition, normalize

        letters = []
        for place, c in enumerate(word, at):
            # Raised it would be a power, lowered an index, and neither is a factor.
            if category(c) == "Lm" or decomposition(c).startswith(("<super>", "<sub>")):
                self.fail(place, f"{c!r} has no meaning")
            plain = normalize("NFKC", c)
            letters.append(plain if len(plain) == 1 and plain.isalpha() else c)
        return "".join(letters)


def _named(letter: str) -> str:
    """A letter as a message shows it: those of other alphabets may look like Latin ones."""
    return repr(letter) if letter.isascii() else f"{letter!r} (U+{ord(letter):04X})"


def _advice(letters: str) -> str:
    """What may be meant: sympy prints the imaginary unit so."""
    return ": write i for the imaginary unit" if "I" in letters else ""


def _columns(text: str) -> int:
    """How wide a terminal shows it."""
    if text.isascii():
        return len(text)
    from unicodedata import east_asian_width

    return sum(1 + (east_asian_width(c) in "WF") for c in text)


def _is_mark(c: str) -> bool:
    """Whether it stands on the character before it."""
    if c.isascii():
        return False
    from unicodedata import category

    return category(c) in ("Mn", "Me")
