"""The gallery's pictures are those of its commands, which run."""

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import nb_cpp
from nb_cpp.cli.main import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gallery.md"
COMMANDS = [
    shlex.split(line)
    for line in (PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "").splitlines()
    if line.startswith("nb-cpp render")
]
LARGEST = 300_000

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="these tests need the source tree")


def test_the_gallery_has_twelve_pictures():
    shown = re.findall(r"\]\(gallery/(\w+\.jpg)\)", PAGE.read_text(encoding="utf-8"))
    assert [command[3] for command in COMMANDS] == shown
    assert len(set(shown)) == 12


def settings(recipe):
    """What a recipe asks for, but for the size, and the colours, OKLCH."""
    about = json.loads(recipe.text())
    colours = about["palette"].pop("colours")
    return {k: v for k, v in about.items() if k not in ("shape", "digest")}, colours


@pytest.mark.parametrize("command", COMMANDS, ids=[command[3] for command in COMMANDS])
def test_a_picture_is_that_of_its_command(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    at = command.index("--size")
    small = [*command[1:3], "small.png", *command[4:at], "--size", "20", *command[at + 2 :]]
    assert main(small) == 0
    drawn = nb_cpp.load_recipe("small.png")
    path = PAGE.parent / "gallery" / command[3]
    if not path.is_file():
        pytest.skip("a source archive has no gallery")
    pytest.importorskip("PIL.Image")
    assert path.stat().st_size < LARGEST
    saved = nb_cpp.load_recipe(path)
    (asked, colours), (wanted, near) = settings(saved), settings(drawn)
    assert asked == wanted
    # numpy's powers of hexadecimal colours differ from processor to processor in the last bit.
    np.testing.assert_allclose(colours, near, rtol=0, atol=1e-12)
    assert max(saved.window.shape) == int(command[at + 1])
