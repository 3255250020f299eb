"""Colours: OKLCH, what of it sRGB can show, and sRGB's encoding.

OKLCH is lightness (0 to 1), chroma (0 is grey) and hue (radians) in Oklab, in which equal steps
look about equal (B. Ottosson, A perceptual color space for image processing, 2020).
"""

from functools import lru_cache
from typing import Any, Tuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._validation import nearest, shown
from .colour_names import NAMES

Floats = NDArray[np.float64]

_FROM_LAB = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_TO_LINEAR = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_MOST_CHROMA, _HALVINGS = 0.4, 14  # between which sRGB's largest is looked for, and how closely
_MARGIN = 0.985  # of it
_SHOWN = 1e-5  # so far outside of 0 to 1 nobody sees it


def encode(linear: ArrayLike) -> Floats:
    """Linear light, 0 to 1, as sRGB."""
    x = np.clip(np.asarray(linear, float), 0.0, 1.0)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)


def decode(srgb: ArrayLike) -> Floats:
    """What `encode` encoded."""
    x = np.asarray(srgb, float)
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def to_linear(lch: ArrayLike) -> Floats:
    """Linear light of OKLCH, the last axis; out of 0 to 1 where sRGB cannot show it."""
    lightness, chroma, hue = np.moveaxis(np.asarray(lch, float), -1, 0)
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], -1)
    return np.asarray((lab @ _FROM_LAB.T) ** 3 @ _TO_LINEAR.T)


def from_srgb(srgb: ArrayLike) -> Floats:
    """OKLCH of sRGB, the last axis."""
    return from_oklab(oklab(srgb))


def from_oklab(lab: Floats) -> Floats:
    """OKLCH of Oklab, the last axis."""
    lightness, a, b = np.moveaxis(lab, -1, 0)
    return np.stack([lightness, np.hypot(a, b), np.arctan2(b, a)], -1)


def oklab(srgb: ArrayLike) -> Floats:
    """Oklab of sRGB, the last axis: distances in it are about what they look like."""
    cones = np.cbrt(decode(srgb) @ np.linalg.inv(_TO_LINEAR).T)
    return np.asarray(cones @ np.linalg.inv(_FROM_LAB).T)


def largest_chroma(lightness: ArrayLike, hue: ArrayLike) -> Floats:
    """The largest chroma that sRGB can show, less a little."""
    light, angle = np.broadcast_arrays(np.clip(lightness, 0.0, 1.0), np.asarray(hue, float))
    direction = np.stack([np.cos(angle), np.sin(angle)], -1) @ _FROM_LAB[:, 1:].T
    low, high = np.zeros(light.shape), np.full(light.shape, _MOST_CHROMA)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        cones = light[..., None] + middle[..., None] * direction
        shown = _is_shown((cones * cones * cones) @ _TO_LINEAR.T)
        low, high = np.where(shown, middle, low), np.where(shown, high, middle)
    return np.asarray(_MARGIN * low)


def _is_shown(linear: Floats) -> NDArray[np.bool_]:
    return np.asarray(((linear > -_SHOWN) & (linear < 1 + _SHOWN)).all(-1))


def to_srgb(lch: ArrayLike) -> Floats:
    """sRGB, 0 to 1, of OKLCH; what cannot be shown gets less chroma, not another hue."""
    given = np.array(lch, float)
    given[..., 0] = np.clip(given[..., 0], 0.0, 1.0)
    linear = to_linear(given)
    beyond = ~_is_shown(linear)
    few = given[beyond]
    few[:, 1] = np.minimum(few[:, 1], largest_chroma(few[:, 0], few[:, 2]))
    linear[beyond] = to_linear(few)
    return encode(linear)


def hex_of(srgb: ArrayLike) -> str:
    """As in CSS: `#rrggbb`."""
    return "#" + "".join(f"{round(255 * float(x)):02x}" for x in np.asarray(srgb))


@lru_cache(maxsize=64)
def lch_of(name: str, texts: Tuple[str, ...]) -> Floats:
    """OKLCH of colours as `read_colour` takes them."""
    lch = from_srgb(np.array([read_colour(name, text) for text in texts]))
    lch.flags.writeable = False
    return lch


def read_colour(name: str, value: Any) -> Floats:
    """sRGB, 0 to 1, of `#rgb`, `#rrggbb`, a name of CSS or three numbers from 0 to 1."""
    if isinstance(value, str):
        text = value.strip()
        digits = text.lstrip("#")
        if digits == text:
            digits = NAMES.get(text.lower(), digits)
        if len(digits) == 3:
            digits = "".join(2 * digit for digit in digits)
        try:
            if len(digits) != 6:
                raise ValueError
            return np.array(list(bytes.fromhex(digits))) / 255
        except ValueError:
            hint = nearest(text, NAMES)
            raise ValueError(
                f"{name} must be like '#rrggbb' or a name that CSS knows, got {shown(value)}{hint}"
            ) from None
    try:
        srgb = np.array(value, float)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} must be '#rrggbb', a name that CSS knows or three numbers, got {shown(value)}"
        ) from None
    if srgb.shape != (3,) or not ((srgb >= 0) & (srgb <= 1)).all():
        raise ValueError(f"{name} must be three numbers from 0 to 1, got {shown(value)}")
    return srgb
