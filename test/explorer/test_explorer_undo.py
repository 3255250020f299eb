"""What a step is, undone and done again, and the views that one goes back and forward to."""

from marks import browser_test
from page import CTRL
from steps import can, grab, late, let_go, pause

pytestmark = browser_test


def test_undo_during_a_drag_ends_it(page):
    before = page.state()
    x, y = grab(page)
    half = page.state()
    page.browser.key("z", CTRL)
    page.check()
    assert page.state() == before
    let_go(page, x - 80, y)
    assert page.state() == before
    assert can(page) == [False, True, False, False]
    page.browser.key("y", CTRL)
    page.check()
    assert page.state() == half


def test_another_step_during_a_drag_ends_it(page):
    before = page.state()
    x, y = grab(page)
    half = page.state()
    page.browser.key("s")
    let_go(page, x - 80, y)
    assert page.state() == {**half, "style": "marble"}
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == half
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == before
    assert can(page)[:2] == [False, True]


def test_views_back_and_forward_are_all_kept(page):
    views = [page.window()]
    for key in ("+", "ArrowLeft", "+"):
        page.browser.key(key)
        page.settle()
        views.append(page.window())
    assert can(page)[2:] == [True, False]
    for index in (2, 1, 0):
        page.browser.key("[")
        page.settle()
        assert page.window() == views[index]
    page.browser.key("[")  # there is none before the first
    page.settle()
    assert page.window() == views[0]
    assert can(page)[2:] == [False, True]
    for index in (1, 2, 3):
        page.browser.key("]")
        page.check()
        assert page.window() == views[index]
    assert can(page)[2:] == [True, False]
    # A new view is after the one that is shown, and ends those that came after it.
    for key in ("[", "[", "ArrowUp"):
        page.browser.key(key)
    page.settle()
    assert can(page)[2:] == [True, False]
    page.browser.key("[")
    page.settle()
    assert page.window() == views[1]


def test_undo_takes_the_views_back_with_it(page):
    first = page.window()
    page.browser.key("+")
    page.settle()
    near = page.window()
    page.browser.key("[")
    page.settle()
    assert page.window() == first
    page.browser.key("z", CTRL)  # of going back
    page.settle()
    assert page.window() == near
    assert can(page) == [True, True, True, False]
    page.browser.key("z", CTRL)
    page.settle()
    assert page.window() == first
    assert can(page) == [False, True, False, False]
    for _ in range(2):
        page.browser.key("y", CTRL)
    page.settle()
    assert page.window() == first
    assert can(page) == [True, False, False, True]


def test_another_address_is_a_step_that_nothing_follows(page):
    before = page.state()
    page.browser.key("s")
    page.browser.key("z", CTRL)
    page.settle()
    page.browser.run("location.hash = '#v=1&p=z^4-1&c=0,0&l=-400'")
    page.browser.wait("explorer.drawn().state.polynomial === 'z^4-1'")
    page.settle()
    there = page.state()
    assert can(page) == [True, False, True, False]
    page.browser.key("y", CTRL)
    page.settle()
    assert page.state() == there
    page.browser.key("z", CTRL)
    page.check()
    assert page.state() == before
    page.browser.key("y", CTRL)
    page.check()
    assert page.state() == there


def test_of_two_addresses_the_last_counts(page):
    late(page, "kind === 'home' && message.polynomial === 'z^5-1'", 300)
    page.browser.run("explorer.go('#p=z^5-1'); explorer.go('#p=z^4-1')")
    pause(page, 500)
    page.check()
    assert page.state()["polynomial"] == "z^4-1"


def test_a_turn_of_the_wheel_is_one_step(page):
    before = page.state()
    for _ in range(4):
        page.browser.wheel(page.left + 100, page.top + 90, 1)
    page.browser.key("s")  # at once
    page.settle()
    pause(page, 500)
    page.browser.key("z", CTRL)
    page.browser.key("z", CTRL)
    page.check()
    assert page.state() == before
    assert can(page)[:2] == [False, True]
