"""Pictures worth a wall, by name."""

from typing import Any, Dict, NamedTuple


class Preset(NamedTuple):
    """A picture: what it shows, the polynomial, and what else `render` is given."""

    about: str
    polynomial: str
    settings: Dict[str, Any]


def _square(half: float) -> Dict[str, Any]:
    return {"extent": (-half, half, -half, half)}


PRESETS = {
    "cayley": Preset("Cayley's question of 1879: which cube root of 1", "z^3 - 1", _square(2)),
    "smale": Preset(
        "an open set of points goes back and forth for ever",
        "z^3 - 2z + 2",
        {"extent": (-2.2, 2.2, -1.65, 1.65), "cycles": True},
    ),
    "article": Preset(
        "what nb-cpp has drawn since 2019", "z^6 + 1", {**_square(5), "style": "hsv"}
    ),
    "beetle": Preset("eight roots, two symmetries", "z^8 + 15z^4 - 16", _square(2.4)),
    "pebbles": Preset(
        "by Schroeder's method", "z^6 + z^3 - 1", {**_square(2), "method": "schroeder"}
    ),
    "orchid": Preset("by Chebyshev's method", "z^7 - 1", {**_square(1.5), "method": "chebyshev"}),
    "lily": Preset("by Traub's method, about 0", "z^3 - 1", {**_square(0.6), "method": "traub"}),
    "wheel": Preset("by Halley's method", "z^10 - 1", {**_square(1.4), "method": "halley"}),
    "garden": Preset(
        "by the super-Halley method", "z^12 - z^6 + 2", {**_square(1.6), "method": "super_halley"}
    ),
    "whirl": Preset("steps that turn", "z^4 + z - 1", {**_square(2), "relax": 0.5 + 0.5j}),
}
