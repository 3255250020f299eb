"""States as they stand in addresses, after the ``#``: the same words as the page's."""

import re
from math import floor, isfinite
from typing import Any, Callable, Dict, List, Mapping, Tuple
from urllib.parse import quote, unquote

from ..pictures.styles import find_style
from .state import DEEPEST, read_state

_KEPT = "^()*/,+;:"  # need not be escaped after a #
_LONGEST, _LONGEST_SHOWN = 8000, 40  # characters
_DEEPEST = 1000 * DEEPEST  # levels
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_COLOUR = re.compile(r"[0-9a-f]{6}", re.IGNORECASE)
# What is asked for where nothing is said, and a state that any word may be tried in.
_USUAL = {"polynomial": "z^3 - 1"}
_PLAIN = {"polynomial": "z", "size": [1, 1], "centre": ["0", "0"], "width": "1"}
_TOGETHER = "c", "l"  # one says nothing without the other

Words = Mapping[str, str]


def words_of(address: str) -> Dict[str, str]:
    """The words of an address."""
    parts = (one.partition("=") for one in address[address.startswith("#") :].split("&") if one)
    return {unquote(name): unquote(value) for name, _, value in parts}


def address_of(words: Words) -> str:
    """The address that has these words."""
    return "&".join(f"{name}={quote(value, _KEPT)}" for name, value in words.items())


def pair_word(z: complex) -> str:
    """A complex number as the page reads it."""
    return f"{z.real!r},{z.imag!r}"


def roots_word(roots: List[complex]) -> str:
    """Roots as the page reads them."""
    return ";".join(map(pair_word, roots))


def parameters_word(parameters: Mapping[str, complex]) -> str:
    """A method's parameters as the page reads them."""
    return ";".join(f"{name}:{pair_word(z)}" for name, z in parameters.items())


def read_address(address: str) -> Tuple[Dict[str, Any], List[str]]:
    """What the page would ask for, and a sentence for each word that says nothing."""
    message: Dict[str, Any] = dict(_USUAL)
    if len(address) > _LONGEST:
        return message, [f"an address has {_LONGEST} characters at most, got {len(address)}"]
    words, faults = words_of(address), []
    for name, text in words.items():
        try:
            message.update(meaning(name, words))
        except (ValueError, TypeError) as error:
            why = f": {error}" if str(error) else ""
            faults.append(f"{name}={text[:_LONGEST_SHOWN]} in the address says nothing{why}")
    if "centre" not in message or "width" not in message:
        message = {k: v for k, v in message.items() if k not in ("centre", "width")}
    if message.get("roots"):
        del message["polynomial"]
    return message, faults


def meaning(name: str, words: Words) -> Dict[str, Any]:
    """The fields that a word stands for; a `ValueError` or `TypeError` where it says nothing."""
    if name not in _READERS or (name in _TOGETHER and not all(map(words.get, _TOGETHER))):
        raise ValueError
    fields = _READERS[name](words[name])
    method = words.get("m", "newton") if name == "mp" else "newton"
    tried = {**_PLAIN, "method": method, **fields}
    if "roots" in fields:
        del tried["polynomial"]
    state = read_state(tried)
    state.asked()
    find_style(state.style)
    return fields


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        raise ValueError
    return float(text)


def _whole(text: str) -> int:
    value = _number(text)
    if not value.is_integer():
        raise ValueError
    return int(value)


def _pair(text: str) -> List[float]:
    real, imag = map(_number, _parts(text, ","))
    return [real, imag]


def _parts(text: str, between: str) -> List[str]:
    """Two of them."""
    first, found, second = text.partition(between)
    if not found:
        raise ValueError
    return [first, second]


def _parameters(text: str) -> Dict[str, List[float]]:
    return {name: _pair(value) for name, value in (_parts(one, ":") for one in text.split(";"))}


def _colours(text: str) -> List[str]:
    colours = text.split(",")
    if not all(map(_COLOUR.fullmatch, colours)):
        raise ValueError
    return [f"#{colour}" for colour in colours]


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError
    return text == "1"


def _width(text: str) -> str:
    """10^(-level / 1000) to fifteen digits."""
    level = _whole(text)
    if abs(level) > _DEEPEST:
        raise ValueError
    decades = floor(level / 1000)
    factor = 10 ** (-(level - 1000 * decades) / 1000)
    return f"{round(factor * 1e15)}e{-decades - 15}"


_READERS: Dict[str, Callable[[str], Dict[str, Any]]] = {
    "v": lambda text: {},
    "p": lambda text: {"polynomial": text},
    "r": lambda text: {"roots": [_pair(one) for one in text.split(";")]},
    "m": lambda text: {"method": text},
    "mp": lambda text: {"parameters": _parameters(text)},
    "u": lambda text: {"stop": text},
    "t": lambda text: {"tol": _number(text)},
    "i": lambda text: {} if text == "auto" else {"itmax": _whole(text)},
    "y": lambda text: {"cycles": _flag(text)},
    "s": lambda text: {"style": text},
    "g": lambda text: {"light": _flag(text)},
    "k": lambda text: {"palette": _colours(text)},
    "c": lambda text: {"centre": _parts(text, ",")},
    "l": lambda text: {"width": _width(text)},
}
