"""States as they stand in addresses, after the ``#``: the same words as the page's."""

from math import floor
from typing import Any, Dict, List
from urllib.parse import parse_qsl, quote

_KEPT = "^()*/,+;:"  # need not be escaped after a #


def words_of(address: str) -> Dict[str, str]:
    """The words of an address."""
    text = address.lstrip("#").replace("+", "%2B")
    return dict(parse_qsl(text, keep_blank_values=True))


def address_of(words: Dict[str, str]) -> str:
    """The address that has these words."""
    return "&".join(f"{name}={quote(value, _KEPT)}" for name, value in words.items())


def roots_word(roots: List[complex]) -> str:
    """Roots as the page reads them."""
    return ";".join(f"{z.real!r},{z.imag!r}" for z in roots)


def message_of(address: str) -> Dict[str, Any]:
    """What the page would ask for; a `ValueError` where a word says nothing."""
    words = words_of(address)
    message: Dict[str, Any] = {}
    if words.get("r"):
        message["roots"] = [_pair(text) for text in words["r"].split(";")]
    else:
        message["polynomial"] = words.get("p", "z^3 - 1")
    if words.get("mp"):
        pairs = (one.split(":", 1) for one in words["mp"].split(";"))
        message["parameters"] = {name: _pair(value) for name, value in pairs}
    for word, field, read in (
        ("m", "method", str),
        ("u", "stop", str),
        ("t", "tol", float),
        ("i", "itmax", int),
        ("s", "style", str),
    ):
        if word in words and words[word] != "auto":
            message[field] = read(words[word])
    message["cycles"] = words.get("y") != "0"
    message["light"] = words.get("g") != "0"
    if words.get("k"):
        message["palette"] = [f"#{colour}" for colour in words["k"].split(",")]
    if "c" in words and "l" in words:
        message["centre"] = words["c"].split(",")
        message["width"] = _width(int(words["l"]))
    return message


def _pair(text: str) -> List[float]:
    real, imag = map(float, text.split(","))
    return [real, imag]


def _width(level: int) -> str:
    """10^(-level / 1000) to fifteen digits."""
    decades = floor(level / 1000)
    factor = 10 ** (-(level - 1000 * decades) / 1000)
    return f"{round(factor * 1e15)}e{-decades - 15}"
