"""Pictures compared: what differs is saved, to be looked at."""

from pathlib import Path

import numpy as np

from nb_cpp.pictures import png

FOLDER = Path("build") / "images"


def save(name, array):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    with path.open("wb") as file:
        png.write(file, np.ascontiguousarray(array), {}, 1)
    return path


def differences(array, expected):
    """By pixel, the largest difference of a colour, in steps of 255."""
    white = np.iinfo(array.dtype).max
    return np.abs(array.astype(float) - expected.astype(float)).max(-1) * (255 / white)


def keep(name, array, expected):
    """A result, what was expected, and four times their difference, in build/images."""
    save(f"{name}-result", array)
    save(f"{name}-expected", expected)
    if array.shape == expected.shape and array.dtype == expected.dtype:
        shown = np.minimum(255, np.ceil(4 * differences(array, expected))).astype(np.uint8)
        save(f"{name}-difference", np.repeat(shown[..., None], 3, -1))


def check_images(name, array, expected, *, most=0.0, high=None, mean=None):
    """Whether a picture is what is expected, to `most` (all pixels), `high` (of 99.9 %), `mean`.

    Where it is not, build/images has both and their difference.
    """
    if (array.shape, array.dtype) != (expected.shape, expected.dtype):
        keep(name, array, expected)
    assert (array.shape, array.dtype) == (expected.shape, expected.dtype), name
    apart = differences(array, expected)
    figures = apart.max(), np.percentile(apart, 99.9), apart.mean()
    limits = (most if high is None and mean is None else np.inf), high, mean
    good = all(limit is None or figure <= limit for figure, limit in zip(figures, limits))
    if not good:
        keep(name, array, expected)
    assert good, (
        f"{name}: most {figures[0]:.3g}, 99.9 % {figures[1]:.3g}, mean {figures[2]:.3g} steps of "
        f"255 from what is expected; see {FOLDER.resolve()}"
    )
