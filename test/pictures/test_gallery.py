"""The gallery's pictures are those of its commands, which run."""

import json
import re
import shlex
from pathlib import Path
from platform import libc_ver

import numpy as np
import pytest
from images import keep

import nb_cpp
from nb_cpp.cli.main import main
from nb_cpp.pictures import files
from nb_cpp.pictures.picture import digest_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gallery.md"
COMMANDS = [
    shlex.split(line)
    for line in (PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "").splitlines()
    if line.startswith("nb-cpp render")
]
LARGEST = 300_000
HERO = PAGE.parent / "images" / "hero.jpg"
MAKEFILE = PAGE.parents[1] / "Makefile"
QUICK = ["silk", "window", "map", "trap", "poster", "whirl"]  # two seconds of CPU time at most
# Where the pictures were drawn: elsewhere the last bits of a few points are others.
SAME_KIND = nb_cpp.build_info()["active_target"] in ("avx2", "avx512") and libc_ver()[0] == "glibc"

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


def demo():
    """The command of `make demo`, without its file's name."""
    text = MAKEFILE.read_text(encoding="utf-8")
    line = re.search(r"/(nb-cpp render .*\\\n.*)", text).group(1).replace("\\\n", " ")
    return [word for word in shlex.split(line)[1:] if not word.startswith("$")]


@pytest.mark.parametrize("name", [*QUICK, "hero"])
def test_a_picture_has_the_pixels_of_its_recipe(name):
    path = HERO if name == "hero" else PAGE.parent / "gallery" / f"{name}.jpg"
    if not path.is_file():
        pytest.skip("a source archive has no gallery")
    if not SAME_KIND:
        pytest.skip("pictures have these pixels on processors with AVX2 and glibc")
    image = pytest.importorskip("PIL.Image")
    digest = json.loads(files.read_recipe(path))["digest"]
    array = nb_cpp.load_recipe(path).render().array
    if digest_of(array) != digest:
        with image.open(path) as saved:
            keep(f"gallery-{name}", array, np.asarray(saved.convert("RGB")))
    assert digest_of(array) == digest


def test_the_first_picture_of_the_readme_is_that_of_make_demo(tmp_path, monkeypatch):
    if not HERO.is_file() or not MAKEFILE.is_file():
        pytest.skip("a source archive has no pictures, a wheel's tests have no Makefile")
    pytest.importorskip("PIL.Image")
    monkeypatch.chdir(tmp_path)
    command, polynomial, *options = demo()
    assert main([command, polynomial, "hero.png", *options, "--no-antialias"]) == 0
    recipe = nb_cpp.load_recipe("hero.png").changed(antialias=True)
    asked, colours = settings(nb_cpp.load_recipe(HERO))
    wanted, near = settings(recipe)
    assert asked == wanted
    np.testing.assert_allclose(colours, near, rtol=0, atol=1e-12)
    assert HERO.stat().st_size < LARGEST
