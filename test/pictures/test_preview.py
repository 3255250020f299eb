"""What a notebook shows of basins: the points that they have, and nothing that takes long."""

import io
import re
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest

import nb_cpp
from nb_cpp.pictures.palette import palette_of
from nb_cpp.pictures.preview import preview_html

image = pytest.importorskip("PIL.Image")


def shown(b):
    """The pixels of the preview, and how large a page shows it, (width, height)."""
    page = preview_html(b)
    with image.open(io.BytesIO(b64decode(re.search('base64,([^"]*)', page).group(1)))) as picture:
        array = np.asarray(picture).astype(int)
    style = re.search(r"width: (\d+)px; height: (\d+)px", page)
    return array, tuple(map(int, style.groups()))


def labels_of(array, b):
    """The basin whose colour is nearest to each pixel."""
    names = range(-1 - len(b.cycles or ()), len(b.roots))
    colours = np.array([palette_of(b).rgb(name) for name in names]) * 255
    apart = np.linalg.norm(array[:, :, None] - colours, axis=-1)
    return np.array(names)[apart.argmin(-1)]


@pytest.mark.parametrize("smooth", [False, True])
def test_the_points_that_there_are_are_shown(smooth):
    b = nb_cpp.basins("z^3 - 1", shape=(8, 8), extent=(2, 3, 2, 3), smooth=smooth)
    # Nobody computes these labels: whatever draws anew is found out.
    labels = np.add.outer(np.arange(8), np.arange(8)).astype(np.int16) % 3
    level = np.full((8, 8), 2.0) if smooth else None
    array, size = shown(replace(b, labels=labels, smooth=level))
    assert size == (300, 300)
    assert array.shape == (304, 304, 3)
    blocks = array.reshape(8, 38, 8, 38, 3)
    assert (blocks == blocks[:, :1, :, :1]).all()
    assert (labels_of(blocks[:, 0, :, 0], b) == labels).all()


@pytest.mark.parametrize("shape", [(1200, 1000), (300, 600), (10, 2000), (1, 5000), (299, 599)])
def test_a_preview_has_the_window_and_few_pixels(shape):
    b = nb_cpp.basins("z^3 - 1", shape=shape, extent=(-2, 2, -1, 1))
    array, size = shown(b)
    assert size == (300, 150)
    assert 150 <= array.shape[0] < 600
    assert 300 <= array.shape[1] < 600
    rows, columns = ((np.arange(50) + 0.5) / 50 * n for n in array.shape[:2])
    drawn = labels_of(array[np.ix_(rows.astype(int), columns.astype(int))], b)
    own = np.ix_(*(((np.arange(50) + 0.5) / 50 * n).astype(int) for n in shape))
    assert (drawn == b.labels[own]).mean() > 0.9


def test_cycles_and_narrow_windows_have_their_colours():
    b = nb_cpp.basins("z^3 - 2z + 2", extent=(-0.2, 0.2, -0.2, 0.2), shape=(300, 300), cycles=True)
    array, _ = shown(b)
    assert (labels_of(array, b) == b.labels).mean() > 0.98
    assert (b.labels == -2).any()
    deep = nb_cpp.basins("z^3 - 1", centre=("-0.7937005259840997373758528196", "0"), width="1e-25")
    array, size = shown(deep)
    assert size == (300, 300)
    assert deep.skipped > 0
    assert (labels_of(array, deep) == deep.labels).mean() > 0.98
