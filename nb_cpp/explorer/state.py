"""What a page asks for, checked: nothing in a message is trusted."""

import re
from fractions import Fraction
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from .._basins.basins import with_traps
from .._basins.cycles import Cycles
from .._problem.problem import DEFAULT_EXTENT, Problem, Window
from ..pictures.colour import hex_of, read_colour
from ..pictures.recipe import Recipe

LARGEST_SIDE = 4096  # pixels of a frame
LARGEST_PRINT = 8192  # pixels of a side of an exported picture
MOST_DIGITS = 2000
MOST_ROOTS = 100
MOST_TEXT = 20000  # characters of a polynomial
MOST_STEPS = 100000
USUAL_STEPS = 200  # as `render` has it
DEEPEST = 1000  # decades
_NARROW = Fraction(1, 10**5)  # width of a window, in distances from 0, that doubles still tell
_WIDEST = Fraction(10**9)
_FARTHEST = 1e9  # parts of roots
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,4})?")

# The fields of a message, beside those of its own kind.
FIELDS = (
    *("polynomial", "roots", "method", "parameters", "stop", "tol", "itmax", "cycles"),
    *("centre", "width", "size", "style", "light", "palette", "follow"),
)


class Follow(NamedTuple):
    """Colours of roots as they were, which go on with the nearest ones."""

    roots: List[complex]
    colours: List[str]


class State(NamedTuple):
    """Everything that a picture depends on."""

    text: Optional[str]
    roots: Optional[List[complex]]
    method: str
    parameters: Dict[str, complex]
    stop: str
    tol: float
    itmax: Optional[int]
    cycles: bool
    centre: Optional[Tuple[str, str]]
    width: Optional[str]
    size: Tuple[int, int]
    style: str
    light: bool
    palette: Optional[List[str]]
    follow: Optional[Follow]

    def key(self) -> Tuple[Any, ...]:
        """Equal for equal problems."""
        roots = None if self.roots is None else tuple(self.roots)
        parameters = tuple(sorted(self.parameters.items()))
        rule = (self.stop, self.tol, self.itmax, self.cycles)
        return (self.text, roots, self.method, parameters, *rule)

    def asked(self) -> Problem:
        """What is asked of each point, with nothing of it looked for yet."""
        problem = Problem.checked(
            self.text,
            self.roots,
            self.method,
            self.parameters,
            stop=self.stop,
            tol=self.tol,
            itmax=USUAL_STEPS if self.itmax is None else self.itmax,
        )
        if problem.polynomial.degree > MOST_ROOTS:
            raise ValueError(
                f"the degree must be {MOST_ROOTS} or less here, got {problem.polynomial.degree}"
            )
        return problem

    def problem(self) -> Tuple[Problem, Optional[Cycles]]:
        """What is asked of each point, and the cycles that catch some."""
        return with_traps(self.asked(), self.cycles)

    def window(self) -> Window:
        """The points of the pixels' centres."""
        if self.centre is None or self.width is None:
            raise ValueError("centre and width are missing")
        x, y = map(Fraction, self.centre)
        width = Fraction(self.width)
        shape = self.size[::-1]
        if width < _NARROW * max(Fraction(1), abs(x), abs(y)):
            return Window.checked(DEFAULT_EXTENT, shape, "center", self.centre, self.width)
        longer = max(self.size)
        across, up = (width * side / (2 * longer) for side in self.size)
        bounds = float(x - across), float(x + across), float(y - up), float(y + up)
        return Window(bounds, shape, "center")

    def recipe(
        self,
        problem: Problem,
        found: Optional[Cycles],
        antialias: bool,
        palette: Optional[List[str]],
        window: Optional[Window] = None,
    ) -> Recipe:
        """What draws the picture."""
        return Recipe.checked(
            problem,
            window or self.window(),
            self.style,
            palette,
            8,
            antialias,
            self.light,
            found,
            self.cycles,
        )


def read_state(message: Mapping[str, Any]) -> State:
    """The state in a message whose fields are known."""
    text, roots = message.get("polynomial"), message.get("roots")
    if (text is None) == (roots is None):
        raise ValueError("a state has a polynomial, or roots")
    palette = message.get("palette")
    follow, itmax = message.get("follow"), message.get("itmax")
    return State(
        None if text is None else text_of("polynomial", text, MOST_TEXT),
        None if roots is None else points_of("roots", roots),
        text_of("method", message.get("method", "newton"), 40),
        _parameters(message.get("parameters", {})),
        text_of("stop", message.get("stop", "residual"), 40),
        number("tol", message.get("tol", 1e-6), 0.0, 1e9),
        None if itmax is None else integer("itmax", itmax, 0, MOST_STEPS),
        flag("cycles", message.get("cycles", True)),
        _centre(message.get("centre")),
        None if message.get("width") is None else _width(message["width"]),
        size_of(message.get("size"), LARGEST_SIDE),
        text_of("style", message.get("style", "silk"), 40),
        flag("light", message.get("light", True)),
        None if palette is None else _colours("palette", palette),
        None if follow is None else _follow(follow),
    )


def checked_fields(kind: str, message: Any, known: Tuple[str, ...]) -> Mapping[str, Any]:
    """The message, if it has no field that is not known."""
    if not isinstance(message, dict):
        raise ValueError(f"{kind} takes an object")
    unknown = [name for name in message if name not in known]
    if unknown:
        raise ValueError(f"{kind} has no field {unknown[0][:40]!r}")
    return message


def number(name: str, value: Any, low: float, high: float) -> float:
    """A number between bounds; true is none."""
    if type(value) not in (int, float):
        raise ValueError(f"{name} must be a number")
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g}")
    return float(value)


def integer(name: str, value: Any, low: int, high: int) -> int:
    """An integer between bounds."""
    if type(value) is not int:
        raise ValueError(f"{name} must be an integer")
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low} to {high}")
    return value


def flag(name: str, value: Any) -> bool:
    """Yes or no."""
    if type(value) is not bool:
        raise ValueError(f"{name} must be true or false")
    return value


def text_of(name: str, value: Any, longest: int) -> str:
    """A text that is not too long."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text")
    if len(value) > longest:
        raise ValueError(f"{name} must have {longest} characters at most, got {len(value)}")
    return value


def point_of(name: str, value: Any, farthest: float = _FARTHEST) -> complex:
    """A complex number as a pair."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{name} must be a pair of numbers")
    x, y = (number(name, part, -farthest, farthest) for part in value)
    return complex(x, y)


def points_of(name: str, value: Any) -> List[complex]:
    """A few complex numbers."""
    if not isinstance(value, list) or not value:
        raise ValueError(f"{name} must be pairs of numbers, one or more")
    if len(value) > MOST_ROOTS:
        raise ValueError(f"{name} must be {MOST_ROOTS} or fewer here, got {len(value)}")
    return [point_of(name, pair) for pair in value]


def size_of(value: Any, largest: int) -> Tuple[int, int]:
    """Width and height in pixels."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("size must be a width and a height")
    width, height = (integer("size", side, 1, largest) for side in value)
    return width, height


def print_size(value: Any) -> Tuple[int, int]:
    """Width and height of a picture that is taken away."""
    size = size_of(value, 2**31 - 1)
    if max(size) > LARGEST_PRINT:
        raise ValueError(
            f"a side of a picture from here has {LARGEST_PRINT} pixels at most, got {max(size)}: "
            "nb_cpp.render and nb-cpp render draw larger ones"
        )
    return size


def decimal(name: str, value: Any) -> Fraction:
    """The exact value of a decimal number's text."""
    text = text_of(name, value, MOST_DIGITS)
    if not _DECIMAL.fullmatch(text) or not text.isascii():
        raise ValueError(f"{name} must be a decimal number")
    _, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > MOST_DIGITS:
        raise ValueError(f"{name} must have an exponent from -{MOST_DIGITS} to {MOST_DIGITS}")
    return Fraction(text)


def _centre(value: Any) -> Optional[Tuple[str, str]]:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("centre must be a pair of decimal numbers")
    for part in value:
        if abs(decimal("centre", part)) > _WIDEST:
            raise ValueError(f"centre must be within {float(_WIDEST):g} of 0")
    return value[0], value[1]


def _width(value: Any) -> str:
    if not Fraction(1, 10**DEEPEST) <= decimal("width", value) <= _WIDEST:
        raise ValueError(f"width must be from 1e-{DEEPEST} to {float(_WIDEST):g}")
    return str(value)


def _parameters(value: Any) -> Dict[str, complex]:
    if not isinstance(value, dict) or len(value) > 8:
        raise ValueError("parameters must be an object of pairs of numbers")
    return {text_of("parameters", k, 40): point_of(k[:40], v, 1e6) for k, v in value.items()}


def _colours(name: str, value: Any) -> List[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_ROOTS:
        raise ValueError(f"{name} must be 1 to {MOST_ROOTS} colours")
    return [hex_of(read_colour(name, text_of(name, colour, 7))) for colour in value]


def _follow(value: Any) -> Follow:
    fields = checked_fields("follow", value, ("roots", "colours"))
    roots = points_of("follow", fields.get("roots"))
    colours = _colours("follow", fields.get("colours"))
    if len(roots) != len(colours):
        raise ValueError("follow must have a colour for each root")
    return Follow(roots, colours)
