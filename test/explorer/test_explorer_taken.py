"""What leaves the explorer is the picture that is shown: text, addresses and files."""

import shlex
import time

import numpy as np
import PIL.Image
import pytest
from marks import browser_test
from page import rendered

import nb_cpp
from nb_cpp.cli.main import main

pytestmark = browser_test

# A palette, a relaxed method, another rule; a cycle and no light; windows beyond doubles.
STATES = (
    "#v=1&r=1,0.5;-1,0.25;0,-1;0,-1&mp=relax:0.9,0.2&u=step&t=1e-7&i=60&s=flat"
    "&k=cc3311,009988,0077bb&c=0.1,0.2&l=-500",
    "#v=1&p=z^3-2z+2&s=chart&g=0&c=0,0&l=-500",
    "#v=1&p=z^3-1&c=-0.793700525984099737375852819636154,0&l=25000",
)


@pytest.fixture
def taking(small, browser, tmp_path, monkeypatch):
    """A page that may write to the clipboard, and files to a folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    browser.allow(tmp_path)
    return small


def clipboard(page):
    page.browser.wait("document.querySelector('.nb-toast').textContent === 'Copied.'")
    page.browser.run("document.querySelector('.nb-toast').textContent = ''")
    return page.browser.run("navigator.clipboard.readText()")


@pytest.mark.parametrize("hash_", STATES)
def test_words_draw_what_is_shown(taking, tmp_path, hash_):
    page = taking(hash_)
    page.check()
    shown = page.screen()
    page.press(".nb-button", "Copy Python")
    exec(clipboard(page), {})
    assert (np.asarray(PIL.Image.open("basins.png")) == shown).all()
    page.press(".nb-button", "Copy command")
    program, *words = shlex.split(clipboard(page))
    assert program == "nb-cpp"
    words[words.index("basins.png")] = "again.png"
    assert main(words) == 0
    assert (np.asarray(PIL.Image.open("again.png")) == shown).all()
    page.press(".nb-button", "Copy address")
    address = clipboard(page)
    assert address == hash_
    page.browser.run("document.querySelector('canvas').focus()")
    page.browser.key("c")
    assert clipboard(page) == address
    assert page.server.token not in address


def saved(folder):
    """The file that comes."""
    end = time.monotonic() + 30
    while not (files := list(folder.glob("*.png"))):
        assert time.monotonic() < end
        time.sleep(0.05)
    (file,) = files
    return file


def test_the_picture_is_saved_with_its_recipe(taking, tmp_path):
    page = taking("#v=1&p=z^3-1&s=flat&c=0.1,0.2&l=-500")
    for longer in ("0", "2048"):
        page.choose("[aria-label='Pixels of the longer side']", longer)
        if longer == "0":
            page.browser.key("e")
        else:
            page.press(".nb-button", "Save the picture")
        file = saved(tmp_path)
        pixels = np.asarray(PIL.Image.open(file))
        assert (nb_cpp.load_recipe(file).render().array == pixels).all()
        if longer == "0":
            assert (pixels == rendered(page.state())).all()
        else:
            assert pixels.shape == (round(2048 * 238 / 331), 2048, 3)
        file.unlink()
    page.check()
