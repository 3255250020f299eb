"""Gestures that end otherwise than they began: double clicks, fingers that go, lost pointers."""

import pytest
from marks import browser_test
from page import ALT, CTRL, HEIGHT, WIDTH
from steps import HELD, can, late, pause

pytestmark = browser_test


def no_orbit(page):
    shown = page.browser.run("document.querySelectorAll('.nb-stop').length")
    return shown == 0 and "Orbit" not in page.text(".nb-panel")


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_alt_and_a_double_click_zoom_out_and_leave_no_root(page, session, delay):
    page.browser.key("s")
    page.browser.key("z", CTRL)
    page.settle()
    before = page.state()
    session.delay = delay
    page.browser.click(page.left + 130, page.top + 120, ALT, count=2)
    pause(page, 300)  # the first click's frame has come; smooth edges need not be late
    session.delay = 0.0
    page.check()
    after = page.state()
    assert after["polynomial"] == "z^3 - 1"
    assert float(after["width"]) == pytest.approx(2 * float(before["width"]), rel=1e-3)
    page.browser.key("z", CTRL)
    page.check()
    assert page.state() == before
    assert can(page)[:2] == [False, True]
    # One click alone does add one.
    page.browser.click(page.left + 130, page.top + 120, ALT)
    page.check()
    assert len(page.state()["roots"]) == 4


def test_a_double_click_leaves_no_orbit(page, session):
    page.browser.run("explorer.bare(false)")
    # The answer to the first click may come before the second one, or after it.
    for delay in (0, 150):
        late(page, "kind === 'point'", delay)
        width = page.window()[2]
        page.browser.click(page.left + 430, page.top + 120, count=2)
        page.settle()
        pause(page, 400)
        assert float(width / page.window()[2]) == pytest.approx(2, rel=1e-3)
        assert no_orbit(page)
    # That of a click before stays.
    page.browser.click(page.left + 430, page.top + 160)
    page.browser.wait("document.querySelectorAll('.nb-stop').length > 0")
    points = page.text(".nb-scroll")
    pause(page, 600)
    page.browser.click(page.left + 300, page.top + 200, count=2)
    page.settle()
    pause(page, 400)
    assert page.text(".nb-scroll") == points


def fingers(page, kind, places):
    """Those that start or move, by their numbers; "End" names those that are lifted."""
    points = [
        {"x": page.left + x, "y": page.top + y, "id": number} for number, (x, y) in places.items()
    ]
    page.browser.send("Input.dispatchTouchEvent", type=f"touch{kind}", touchPoints=points)


def gesture(page):
    return page.browser.run("document.querySelector('.nb-explorer').dataset.gesture")


@pytest.mark.parametrize("lifted", [0, 1])
def test_the_finger_that_stays_goes_on(browser, page, lifted):
    browser.resize(WIDTH, HEIGHT, touch=True)
    page.open()
    before = page.state()
    places = {0: (100, 80), 1: (200, 80)}
    fingers(page, "Start", {0: places[0]})
    fingers(page, "Start", places)
    places[1] = (300, 80)
    fingers(page, "Move", places)
    page.browser.wait(f"explorer.request().width !== {before['width']!r}")
    page.settle()
    x, y, width, _ = page.window()
    fingers(page, "End", {lifted: places[lifted]})
    assert gesture(page) == "pan"
    stays = 1 - lifted
    at = places[stays]
    fingers(page, "Move", {stays: (at[0] + 50, at[1] + 20)})
    fingers(page, "End", {})
    page.check()
    after = page.window()
    pixel = width / round(max(page.width, page.height))
    assert after[2] == width
    assert abs(after[0] - (x - 50 * pixel)) < pixel / 1000
    assert abs(after[1] - (y + 20 * pixel)) < pixel / 1000
    assert gesture(page) == ""
    assert can(page)[:2] == [True, False]
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == before


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_cancelled_never_was(browser, page, count):
    browser.resize(WIDTH, HEIGHT, touch=True)
    page.open()
    before = page.state()
    k = page.nearest(1)
    x, y = page.place_of(page.root(k))
    x, y = x - page.left, y - page.top
    fingers(page, "Start", {0: (x, y)})
    fingers(page, "Move", {0: (x + 30, y + 20)})
    page.browser.wait("explorer.state().roots")
    if count == 2:
        fingers(page, "Start", {0: (x + 30, y + 20), 1: (x - 60, y)})
        fingers(page, "Move", {0: (x + 60, y + 20), 1: (x - 60, y)})
    page.settle()
    assert page.state() != before
    fingers(page, "Cancel", {})
    page.check()
    assert page.state() == before
    assert can(page)[:2] == [False, False]
    assert gesture(page) == ""
    # What follows is a gesture of its own.
    fingers(page, "Start", {0: (60, 60)})
    fingers(page, "Move", {0: (90, 60)})
    fingers(page, "End", {})
    page.check()
    assert page.state()["width"] == before["width"]
    assert page.state()["centre"] != before["centre"]


def test_a_third_finger_moves_nothing(browser, page):
    browser.resize(WIDTH, HEIGHT, touch=True)
    browser.send("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=3)
    page.open()
    places = {0: (100, 80), 1: (220, 160), 2: (300, 60)}
    for count in (1, 2, 3):
        fingers(page, "Start", {k: places[k] for k in range(count)})
    page.settle()
    before = page.state()
    fingers(page, "End", {0: places[0]})
    fingers(page, "Move", {1: places[1], 2: (300, 61)})
    page.browser.wait(f"explorer.request().width !== {before['width']!r}")
    page.settle()
    # By a pixel, as that finger did.
    assert float(page.state()["width"]) == pytest.approx(float(before["width"]), rel=0.02)
    fingers(page, "End", {})


def test_a_drag_goes_on_outside(page):
    page.browser.run("explorer.bare(false)")
    before = page.window()
    x, y = page.left + 60, page.top + 60
    page.browser.mouse("Moved", x, y)
    page.browser.wait("document.querySelector('.nb-hover').textContent")
    page.browser.mouse("Pressed", x, y, clickCount=1, **HELD)
    for place in ((x - 40, y), (x - 100, y - 30), (x + 700, y + 20), (x - 90, y - 80)):
        page.browser.mouse("Moved", *place, **HELD)
    page.browser.mouse("Released", x - 90, y - 80, clickCount=1, button="left")
    page.settle()
    pixel = before[2] / round(max(page.width, page.height))
    after = page.window()
    assert abs(after[0] - (before[0] + 90 * pixel)) < pixel / 1000
    assert abs(after[1] - (before[1] - 80 * pixel)) < pixel / 1000
    pause(page, 300)
    assert page.text(".nb-hover") == ""  # the pointer is not over the picture
    page.browser.mouse("Moved", x, y)
    page.browser.wait("document.querySelector('.nb-hover').textContent")
    assert page.window() == after
    assert can(page)[:2] == [True, False]


def test_a_button_that_is_let_go_unheard_holds_nothing(page):
    """Such as where a dialog of the browser took the pointer away."""
    x, y = page.left + 60, page.top + 60
    page.browser.mouse("Moved", x, y)
    page.browser.mouse("Pressed", x, y, clickCount=1, **HELD)
    page.browser.mouse("Moved", x + 30, y, **HELD)
    page.browser.run(
        "addEventListener('pointerup', (event) => event.stopImmediatePropagation(),"
        " {capture: true, once: true});"
        "addEventListener('lostpointercapture', (event) => event.stopImmediatePropagation(),"
        " {capture: true, once: true})"
    )
    page.browser.mouse("Released", x + 30, y, clickCount=1, button="left")
    page.browser.mouse("Moved", x + 90, y + 50)
    page.settle()
    after = page.window()
    assert can(page)[:2] == [True, False]
    # The capture that is lost ends it, too.
    page.browser.mouse("Pressed", x, y, clickCount=1, **HELD)
    page.browser.mouse("Moved", x, y + 30, **HELD)
    page.browser.run("document.querySelector('canvas').releasePointerCapture(1)")
    page.browser.mouse("Moved", x, y + 60, **HELD)
    page.browser.mouse("Moved", x, y + 90, **HELD)
    page.browser.mouse("Released", x, y + 90, clickCount=1, button="left")
    page.check()
    pixel = after[2] / round(max(page.width, page.height))
    assert float((page.window()[1] - after[1]) / pixel) == pytest.approx(30, abs=0.01)


def test_a_cancelled_drag_of_a_parameter_never_was(page):
    page.browser.run("explorer.bare(false)")
    page.browser.run("document.querySelector('.nb-plane').scrollIntoView({block: 'center'})")
    before = page.state()
    where = page.browser.run(
        "(b => [b.left + b.width / 2, b.top + b.height / 2])"
        "(document.querySelector('.nb-plane').getBoundingClientRect())"
    )
    text = "document.querySelector('.nb-parameter input').value"
    usual = page.browser.run(text)
    page.browser.mouse("Moved", *where)
    page.browser.mouse("Pressed", *where, clickCount=1, **HELD)
    page.browser.mouse("Moved", where[0] + 9, where[1] - 5, **HELD)
    page.settle()
    assert page.state() != before
    page.browser.run(
        "document.querySelector('.nb-plane').dispatchEvent("
        "new PointerEvent('pointercancel', {pointerId: 1}))"
    )
    page.browser.mouse("Released", *where, clickCount=1, button="left")
    page.settle()
    assert page.state() == before
    assert page.browser.run(text) == usual
    assert can(page)[:2] == [False, False]
    way = [(where[0] + j, where[1]) for j in range(0, 15, 3)]
    page.browser.drag(way)
    page.settle()
    assert page.state()["parameters"]["relax"][0] > 1
    page.browser.run("document.querySelector('canvas').focus()")
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == before
    assert can(page)[:2] == [False, True]
