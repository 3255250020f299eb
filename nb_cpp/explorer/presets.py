"""Where to begin, with a sentence each."""

from typing import Any, Dict, NamedTuple, Optional, Tuple


class Preset(NamedTuple):
    """A place to begin.

    Attributes
    ----------
    name : str
        What it is called.
    about : str
        What there is to see, in a sentence.
    polynomial : str
        The polynomial.
    settings : dict
        Fields of a state that are not as usual.
    view : (re, im, width), optional
        The window; by default one that frames the roots.
    """

    name: str
    about: str
    polynomial: str
    settings: Dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    view: Optional[Tuple[str, str, str]] = None


PRESETS = (
    Preset(
        "Cayley's cube roots",
        "In 1879 Cayley asked which root Newton's method finds from where; drag one and see.",
        "z^3 - 1",
    ),
    Preset(
        "A trap",
        "From the grey points Newton's method never finds a root: it goes to and fro "
        "between 0 and 1.",
        "z^3 - 2z + 2",
        {},
        ("0", "0", "4.4"),
    ),
    Preset(
        "Five roots",
        "No formula in radicals gives the roots of this one; the iteration does not mind.",
        "z^5 - z - 1",
        {"style": "marble"},
    ),
    Preset(
        "A double root",
        "To the double root Newton's method goes slowly, a bit a step: its basin is banded.",
        "(z - 1)^2 (z + 1)",
        {},
        ("0", "0", "5"),
    ),
    Preset(
        "Halley's wheel",
        "Halley's method on the tenth roots of 1: the boundary is thinner than Newton's.",
        "z^10 - 1",
        {"method": "halley"},
        ("0", "0", "2.8"),
    ),
    Preset(
        "Steps that turn",
        "Newton's step times 0.5 + 0.5i: points spiral into their roots.",
        "z^4 + z - 1",
        {"parameters": {"relax": [0.5, 0.5]}},
        ("0", "0", "4"),
    ),
    Preset(
        "Nova",
        "Each step adds 0.2, and other fixed points take the place of the roots.",
        "z^3 - 1",
        {"method": "nova", "parameters": {"c": [0.2, 0.0]}},
        ("0", "0", "4"),
    ),
    Preset(
        "Stained glass",
        "A pane for each step and each side from which points come to their root.",
        "z^3 - 1",
        {"style": "mosaic"},
    ),
    Preset(
        "The boundary alone",
        "Here every point touches all eight basins at once.",
        "z^8 + 15z^4 - 16",
        {"style": "gold"},
        ("0", "0", "4.8"),
    ),
    Preset(
        "A map with contours",
        "A line for each step, finer ones between: how long the way is.",
        "z^4 - 5z^2 + 4",
        {"style": "chart"},
    ),
    Preset(
        "An orchid",
        "Chebyshev's method sends points near 0 far away before they come back.",
        "z^7 - 1",
        {"method": "chebyshev"},
        ("0", "0", "3"),
    ),
    Preset(
        "Wilkinson's ten",
        "Ten roots in a row, each with a basin that reaches to infinity.",
        "(z-1)(z-2)(z-3)(z-4)(z-5)(z-6)(z-7)(z-8)(z-9)(z-10)",
        {"style": "silk"},
        ("5.5", "0", "12"),
    ),
)
