"""Each picture while things move is render's, of the state that it says, in the events' order.

That these tests see what they should is a test, too: with a fault put into the page they fail.
"""

import pytest
from gestures import Way
from marks import browser_test
from recorder import record, recording

from nb_cpp.explorer.server import read_file

pytestmark = browser_test
ZIGZAG = [(9 * k, -7 * k + k % 3) for k in range(1, 9)]
TURN = [(60, 60), (66, 61), (75, 70), (84, 90), (90, 121), (60, 110)]
FINGERS = [(100, 80), (220, 160)]
SPREAD = [[(96, 76), (240, 170)], [(90, 70), (262, 180)]]


def unhurried(page, session):
    """A root is dragged, then the picture, the wheel turned, and two fingers moved."""
    way = Way(page)
    way.drag_root(2, ZIGZAG)
    way.pan(TURN)
    way.wheel((100, 90), 3)
    way.wheel((200, 40), -1)
    way.pinch(FINGERS, SPREAD)
    return way


def turned(page, session):
    """The wheel, once."""
    way = Way(page)
    way.wheel((100, 90), 1)
    return way


def pinched(page, session):
    """Two fingers alone."""
    way = Way(page)
    way.pinch(FINGERS, SPREAD)
    return way


def hurried(page, session):
    """A root, and then the picture, is dragged while one frame is under way all the time."""
    session.delay = 0.06
    run = page.browser.run
    way = Way(page)
    run("recorded.waits = () => true; 1")
    way.drag_root(2, ZIGZAG)
    run("recorded.go(); recorded.waits = (message) => message.rest; 1")
    page.browser.wait("recorded.last.rest")
    way.pan(TURN)
    run("recorded.go()")
    session.delay = 0.0
    return way


def disordered(page, session):
    """Every other answer comes after the one that was asked for later."""
    page.browser.run("recorded.holds = (message) => message.number % 2 && !message.rest; 1")
    way = Way(page)
    way.drag_root(2, ZIGZAG)
    way.pan(TURN)
    page.settle()
    assert page.browser.run("recorded.overtaken")
    return way


def late_edges(page, session):
    """Smooth edges of a frame come when a newer one has been drawn."""
    page.browser.run("recorded.holds = (message) => message.antialias && !recorded.held; 1")
    way = Way(page)
    way.wheel((100, 90), 1)
    page.browser.wait("recorded.held")
    way.wheel((100, 90), 1)
    page.settle()
    assert page.browser.run("recorded.overtaken")
    return way


@pytest.mark.parametrize("gestures", [unhurried, hurried, disordered, late_edges])
def test_each_picture_is_that_of_its_state(small, session, gestures):
    page = small()
    record(page)
    before = dict(zip(map(tuple, page.info()["roots"]), page.info()["colours"]))
    way = gestures(page, session)
    drawn = recording(page)
    kinds = drawn.check(way)
    assert kinds.count("frame") + kinds.count("coarse") >= 3
    if gestures is hurried:
        assert {"coarse", "moved"} < set(kinds)
    for one in drawn.pictures:  # the root that is dragged keeps its colour, too
        now = dict(zip(map(tuple, one["info"]["roots"]), one["info"]["colours"]))
        assert sorted(now.values()) == sorted(before.values())
        assert all(now[z] == before[z] for z in set(now) & set(before))
    page.check()


# Faults, each a piece of the page and what it is instead; the gestures; what is said of them.
WRONG, LAST = "pixels are not render's", "the last state was not drawn"
ALWAYS_WHOLE = "const SLOW = 50", "const SLOW = 1e9"
FAULTS = {
    "one pixel off": (
        [
            ALWAYS_WHOLE,
            ("context.putImageData(image, 0, 0)", "context.putImageData(image, +!rest, 0)"),
        ],
        turned,
        WRONG,
    ),
    "a coarse frame one pixel off": (
        [("context.drawImage(stored(), 0, 0,", "context.drawImage(stored(), 1, 0,")],
        hurried,
        "a coarse frame is not where it belongs",
    ),
    "the last frame moved the other way": (
        [("canvas.height / 2 - off(a.y - b.y)", "canvas.height / 2 + off(a.y - b.y)")],
        hurried,
        "the last frame is not where it belongs",
    ),
    "a stale answer drawn": (
        [("if (number < shown) return host.free?.(data.buffer);", "")],
        disordered,
        "an older frame was drawn after a newer one",
    ),
    "stale edges drawn": (
        [("if (dirty || number < turn) return host.free?.(answer.data.buffer);", "")],
        late_edges,
        WRONG,
    ),
    "a frame said to be of the state as it is": (
        [("drawn = { state: asked,", "drawn = { state,")],
        hurried,
        "the page says another state",
    ),
    "no events while a frame is under way": (
        [("down.set(event.pointerId, at);\n    const", "if (coming.size) return;\n    const")],
        hurried,
        f"{LAST}|no event made",
    ),
    "no frame for what changes while one is under way": (
        [("    dirty = true;\n", "    dirty = !working;\n")],
        hurried,
        f"{LAST}|{WRONG}",
    ),
    "the pointer one pixel off": (
        [("(event.clientX - left - width / 2)", "(event.clientX - left - width / 2 + 1)")],
        turned,
        "no event made",
    ),
    "a finger for the middle of two": (
        [("const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];", "const [x, y] = a;")],
        pinched,
        "no event made",
    ),
    "the middle of the picture for that of two fingers": (
        [("const [u, t] = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];", "const [u, t] = [0, 0];")],
        pinched,
        "no event made",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(small, session, monkeypatch, fault):
    edits, gestures, said = FAULTS[fault]
    text = read_file("explorer.js")
    for old, new in edits:
        assert text.count(old) == 1, f"the page has no {old!r}"
        text = text.replace(old, new)
    monkeypatch.setattr(
        "nb_cpp.explorer.server.read_file",
        lambda name: text if name == "explorer.js" else read_file(name),
    )
    page = small()
    record(page)
    way = gestures(page, session)
    drawn = recording(page)
    with pytest.raises(AssertionError, match=said):
        drawn.check(way)
