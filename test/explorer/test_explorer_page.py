"""The page in a browser, by pointer, wheel, fingers and keys: what is on the screen is render's.

`make test-browser` runs these, as `make test` has no browser.
"""

import time
from fractions import Fraction

import numpy as np
import pytest
from browser import Browser
from marks import browser_test
from page import CTRL, HEIGHT, SHIFT, WIDTH
from serving import served
from steps import grab, let_go

import nb_cpp

pytestmark = browser_test


def test_the_screen_is_the_picture(page, small):
    page.check()
    for hash_ in (
        "#v=1&p=z^4-1&s=flat&c=0.1,0.2&l=-300",
        "#v=1&r=1,0;-1,0;0,2;0,2&m=halley&s=mosaic&g=0&c=0,0.5&l=-800",
        "#v=1&p=z^3-2z+2&u=step&t=1e-9&i=50&s=chart&k=cc3311,009988,0077bb&c=0,0&l=-500",
    ):
        page = small(hash_)
        page.check()
        assert page.hash() == hash_[1:]


def test_a_root_is_dragged_to_where_the_pointer_lets_go(page):
    before = page.state()
    k = page.nearest(1)
    start = page.place_of(page.root(k))
    way = [(start[0] + 6 * j, start[1] - 5 * j) for j in range(21)]
    page.browser.drag(way)
    page.check()
    x, y, width, _ = page.window()
    step = float(width) / max(page.width, page.height)
    wanted = 1 + step * (120 + 100j)
    assert min(abs(complex(*z) - wanted) for z in page.state()["roots"]) < 1e-12
    assert page.state()["centre"] == before["centre"]
    after = page.state()
    page.browser.key("z", CTRL)
    page.check()
    assert page.state() == before
    page.browser.key("y", CTRL)
    page.check()
    assert page.state() == after


def test_the_last_position_counts_though_frames_are_slow(page, session):
    """Events come while a frame is under way: none is waited for, and then there are no more."""
    k = page.nearest(1)
    start = page.place_of(page.root(k))
    session.delay = 0.25
    way = [(start[0] - 3 * j, start[1] + 2 * j) for j in range(31)]
    held = {"button": "left", "buttons": 1}
    page.browser.mouse("Moved", *start)
    page.browser.mouse("Pressed", *start, clickCount=1, **held)
    for j, place in enumerate(way):
        page.browser.mouse("Moved", *place, wait=j < 5, **held)
    page.browser.mouse("Released", *way[-1], button="left", clickCount=1)
    page.check()
    width = float(page.window()[2]) / max(page.width, page.height)
    wanted = 1 + width * (-90 - 60j)
    assert min(abs(complex(*z) - wanted) for z in page.state()["roots"]) < 1e-12
    session.delay = 0.0


def test_the_picture_is_dragged(page):
    x, y, width, _ = page.window()
    left, top = page.left, page.top
    page.browser.drag([(left + 60, top + 60), (left + 80, top + 70), (left + 97, top + 101)])
    page.check()
    pixel = width / Fraction(max(page.width, page.height))
    after = page.window()
    assert abs(after[0] - (x - 37 * pixel)) < pixel / 10**5
    assert abs(after[1] - (y + 41 * pixel)) < pixel / 10**5
    assert after[2] == width


@pytest.mark.parametrize("modifiers", [0, CTRL])
def test_the_wheel_zooms_about_the_pointer(page, modifiers):
    place = page.left + 100.0, page.top + 90.0
    x, y, width, _ = page.window()
    longer = Fraction(max(page.width, page.height))
    u = (100 - Fraction(page.width) / 2) / longer
    t = (Fraction(page.height) / 2 - 90) / longer
    for _ in range(5):
        page.browser.wheel(*place, 1, modifiers=modifiers)
    page.check()
    after = page.window()
    notches = 15 if modifiers else 5
    assert float(width / after[2]) == pytest.approx(10 ** (notches / 10), rel=1e-9)
    pixel = after[2] / longer
    assert abs(x + u * width - (after[0] + u * after[2])) < pixel / 10**4
    assert abs(y + t * width - (after[1] + t * after[2])) < pixel / 10**4
    for _ in range(5):
        page.browser.wheel(*place, -1, modifiers=modifiers)
    page.settle()
    assert page.window()[:3] == (x, y, width)


def test_fingers_hold_what_is_under_them(browser, page):
    browser.resize(WIDTH, HEIGHT, touch=True)
    page.open()
    x, y, width, _ = page.window()
    longer = Fraction(max(page.width, page.height))
    at = [(100, 80), (220, 160)]
    to = [(80, 60), (300, 200)]

    def points(one):
        return [(page.left + a, page.top + b) for a, b in one]

    page.browser.touch("Start", points(at)[:1])
    page.browser.touch("Start", points(at))
    for j in range(1, 6):
        way = [tuple(p + (q - p) * j / 5 for p, q in zip(a, b)) for a, b in zip(at, to)]
        page.browser.touch("Move", points(way))
    page.browser.touch("End", [])
    page.check()

    def plane(place, window):
        u = (place[0] - Fraction(page.width) / 2) / longer
        t = (Fraction(page.height) / 2 - place[1]) / longer
        return window[0] + u * window[2], window[1] + t * window[2]

    after = page.window()
    middles = [tuple(Fraction(p + q, 2) for p, q in zip(*two)) for two in (at, to)]
    was, now = plane(middles[0], (x, y, width)), plane(middles[1], after)
    pixel = after[2] / longer
    assert max(abs(p - q) for p, q in zip(was, now)) < pixel / 10**4
    spread = np.hypot(220, 140) / np.hypot(120, 80)
    assert float(width / after[2]) == pytest.approx(spread, rel=2e-3)


def test_a_box_is_what_is_shown_next(page):
    x, y, width, _ = page.window()
    longer = Fraction(max(page.width, page.height))
    box = [(page.left + 40, page.top + 50), (page.left + 90, page.top + 80)]
    box.append((page.left + 180, page.top + 120))
    page.browser.drag(box, modifiers=SHIFT)
    page.check()
    after = page.window()
    pixel = width / longer
    assert abs(after[0] - (x + (110 - Fraction(page.width) / 2) * pixel)) < pixel / 100
    assert abs(after[1] - (y + (Fraction(page.height) / 2 - 85) * pixel)) < pixel / 100
    share = max(140 / page.width, 70 / page.height)
    assert float(after[2] / width) == pytest.approx(share, rel=2e-3)


def test_keys_move_zoom_and_change(small):
    page = small()
    x, y, width, _ = page.window()
    page.browser.key("ArrowRight")
    page.browser.key("ArrowUp", SHIFT)
    after = page.window()
    assert float((after[0] - x) / width) == pytest.approx(0.1)
    assert float((after[1] - y) / width) == pytest.approx(0.5)
    page.browser.key("+")
    page.browser.key("+")
    page.browser.key("-")
    page.check()
    assert float(width / page.window()[2]) == pytest.approx(10**0.1)
    page.browser.key("0")
    page.browser.run("new Promise(done => setTimeout(done, 100))")
    page.check()
    assert page.window()[:3] == (x, y, width)
    page.browser.key("[")
    page.check()
    assert page.window()[2] != width
    page.browser.key("m")
    page.browser.key("s")
    page.check()
    state = page.state()
    assert (state["method"], state["style"]) == ("nova", "marble")
    page.browser.key("a")
    page.check()
    assert len(page.state()["roots"]) == 4
    for _ in range(4):
        page.browser.key("z", CTRL)
    page.check()
    assert page.window()[:3] == (x, y, width)
    assert page.state()["polynomial"] == "z^3 - 1"


def test_roots_by_keys(page):
    page.browser.run("explorer.bare(false)")
    page.browser.run("document.querySelectorAll('.nb-mark')[2].focus()")
    label = page.browser.run("document.activeElement.getAttribute('aria-label')")
    assert label == "root 3 at 1"
    pixel = float(page.window()[2]) / max(page.width, page.height)
    page.browser.key("ArrowLeft")
    page.settle()
    page.browser.key("ArrowUp", SHIFT)
    page.settle()
    moved = [complex(*z) for z in page.state()["roots"]]
    assert min(abs(z - (1 - pixel + 10j * pixel)) for z in moved) < 1e-12
    page.browser.key("Delete")
    page.settle()
    assert len(page.state()["roots"]) == 2
    assert all(abs(complex(*z).real + 0.5) < 1e-9 for z in page.state()["roots"])


def test_no_key_reaches_what_is_around(page):
    # Such as a notebook, whose "x" cuts the cell.
    run = page.browser.run
    run("window.heard = []; document.addEventListener('keydown', e => heard.push(e.key)); 1")
    for place in (".nb-canvas", ".nb-mark", ".nb-panel select", ".nb-panel input", ".nb-tool"):
        assert run(
            f"document.querySelector('{place}').closest('[data-lm-suppress-shortcuts]') !== null"
        )
        run(f"document.querySelector('{place}').focus()")
        page.browser.key("b")
    assert run("heard") == []


def test_a_polynomial_is_typed_and_a_wrong_one_told(page):
    page.browser.run("explorer.bare(false); document.querySelector('.nb-polynomial').select()")
    page.browser.type("(z-1)^2(z+2i)")
    page.browser.key("Enter")
    page.browser.wait("explorer.state().polynomial === '(z-1)^2(z+2i)'")
    page.settle()
    assert page.info()["multiplicities"] == [1, 2]
    assert "\u00d72" in page.text(".nb-legend")
    good = page.state()
    frames = page.browser.run("explorer.frames()")
    page.browser.run("document.querySelector('.nb-polynomial').select()")
    page.browser.type("z^3 - - sin(z)")
    page.browser.key("Enter")
    page.browser.wait("!document.querySelector('.nb-wrong').hidden")
    assert "sin" in page.text(".nb-wrong")
    page.settle()
    assert page.state() == good
    assert page.browser.run("explorer.frames()") == frames


def test_measures_are_told_when_they_are_asked_for(page):
    page.browser.run("explorer.bare(false)")
    page.browser.run(
        "[...document.querySelectorAll('button')]"
        ".find((b) => b.textContent === 'Measure this picture').click()"
    )
    page.browser.wait("!document.querySelector('.nb-measures').hidden")
    x, y, width, height = map(float, page.window())
    b = nb_cpp.basins(
        "z^3 - 1",
        extent=(x - width / 2, x + width / 2, y - height / 2, y + height / 2),
        shape=page.state()["size"][::-1],
        sampling="center",
        itmax=200,
        cycles=True,
    )
    values = page.browser.run(
        "[...document.querySelectorAll('.nb-measures dd:not(.nb-about)')].map((d) => d.textContent)"
    )
    entropy = b.basin_entropy()
    expected = [b.boundary_dimension().dimension, entropy.sb, entropy.sbb]
    expected += [b.wada_test().smallest_radius, b.mean_iterations().all, b.converged.mean()]
    assert [float(value) for value in values] == pytest.approx(expected, rel=1e-3)
    page.browser.key("s")  # another style has the same measures, another view has not
    page.settle()
    assert not page.browser.run("document.querySelector('.nb-measures').hidden")
    page.browser.run("document.querySelector('canvas').focus()")
    page.browser.key("+")
    page.settle()
    assert page.browser.run("document.querySelector('.nb-measures').hidden")


def test_a_click_shows_an_orbit(page):
    page.browser.run("explorer.bare(false)")
    x, y = page.left + 130, page.top + 120
    page.browser.click(x, y)
    page.browser.wait("document.querySelectorAll('.nb-stop').length > 0")
    width = page.window()[2]
    longer = max(page.width, page.height)
    start = complex(
        float(page.window()[0]) + (130 - page.width / 2) / longer * float(width),
        float(page.window()[1]) + (page.height / 2 - 120) / longer * float(width),
    )
    b = nb_cpp.basins_at("z^3 - 1", start, itmax=200)
    rows = page.browser.run("document.querySelectorAll('.nb-scroll tbody tr').length")
    assert rows == int(b.iterations) + 2
    assert f"root {int(b.labels) + 1} in {int(b.iterations)} steps" in page.text(".nb-live")
    before = page.state()
    page.browser.key("Escape")
    page.browser.wait("document.querySelectorAll('.nb-stop').length === 0")
    assert page.state() == before


def test_escape_undoes_the_gesture_under_way(page):
    before = page.state()
    x, y = grab(page)
    assert page.state() != before
    page.browser.key("Escape")
    page.check()
    let_go(page, x - 80, y)
    assert page.state() == before
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == before


def test_it_falls_far(small):
    """To 1e-60 by the wheel, at a point that the boundary goes through: never coarse pixels."""
    x, y = nb_cpp.boundary_point("z^3 - 1", -0.5 + 0.2j, digits=80)
    page = small(f"#v=1&p=z^3-1&c={x},{y}&l=0", size=(332, 425))
    for _ in range(200):
        page.browser.wheel(*page.middle(), 3)
    page.check()
    _, _, width, _ = page.window()
    assert float(width) == pytest.approx(1e-60, rel=1e-6)
    assert len(np.unique(page.screen().reshape(-1, 3), axis=0)) > 1000
    for _ in range(200):
        page.browser.wheel(*page.middle(), -3)
    page.check()
    assert page.window()[2] == 1


def test_an_address_says_everything(page):
    page.browser.key("s")
    page.browser.wheel(page.left + 40, page.top + 30, 2)
    page.settle()
    page.browser.wait("location.hash === '#' + explorer.hash()")
    state, screen = page.state(), page.screen()
    page.open("#" + page.hash())
    assert page.state() == state
    assert (page.screen() == screen).all()
    page.browser.run("location.hash = '#v=1&p=z^2-1&t=many'")
    page.browser.wait("explorer.state().polynomial === 'z^2-1'")
    page.browser.wait("document.querySelector('.nb-failure').textContent.includes('t=many')")
    page.settle()
    assert "t=many" in page.text(".nb-failure")


def test_the_page_at_every_size(page):
    for width, height, scale in [(360, 640, 2), (1920, 1000, 1), (3840, 1600, 1)]:
        page.browser.resize(width, height, scale)
        page.open()
        shown = page.state()["size"]
        assert max(shown) <= 2048
        if max(page.width, page.height) * scale <= 2048:
            assert shown == [round(page.width * scale), round(page.height * scale)]
        assert page.browser.run("document.documentElement.scrollWidth") <= width
        assert not page.browser.console


def test_a_closed_page_ends_the_server(monkeypatch):
    monkeypatch.setattr("nb_cpp.explorer.server._GONE", 1.0)
    with served() as server:
        one = Browser(400, 300)
        try:
            one.open(server.address)
            one.wait("window.explorer && explorer.drawn()")
            time.sleep(1.5)
            one.open(server.address)  # loaded again, it goes on
            one.wait("window.explorer && explorer.drawn()")
        finally:
            one.close()
        end = time.monotonic() + 10
        while not server.closing.is_set():
            assert time.monotonic() < end
            time.sleep(0.1)
