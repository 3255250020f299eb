"""Roots keep their marks, the focus, their colours and their shares, whatever their labels are."""

import pytest
from marks import browser_test
from page import ALT, CTRL, SHIFT
from steps import HELD, late, pause

pytestmark = browser_test
THREE = "#v=1&r=-1,0;0,0.05;1,0&c=0,0&l=-500"


def colours(page):
    """Of the roots of the list, by what the frame says."""
    info = page.info()
    found = {}
    for index, z in enumerate(page.state()["roots"]):
        away = [abs(complex(*z) - complex(*w)) for w in info["roots"]]
        found[index] = info["colours"][away.index(min(away))]
    return found


def focused(page):
    return page.browser.run("document.activeElement.getAttribute('aria-label')")


def test_the_focus_and_the_colour_stay_with_a_root_by_keys(page):
    page.open(THREE)
    page.browser.run("explorer.bare(false); document.querySelectorAll('.nb-mark')[0].focus()")
    before = colours(page)
    assert focused(page) == "root 1 at \u22121"
    steps = 0
    while page.state()["roots"][0][0] < 1.5:  # past both of the others
        page.browser.key("ArrowRight", SHIFT)
        steps += 1
        if steps % 7 == 0:  # elsewhere keys are faster than frames
            page.settle()
    page.settle()
    assert focused(page).startswith("root 3 at 1.5")
    assert colours(page) == before
    assert page.state()["roots"][1:] == [[0, 0.05], [1, 0]]
    assert (
        page.browser.run("document.activeElement.style.getPropertyValue('--colour')") == before[0]
    )
    page.browser.key("z", CTRL)
    page.browser.run("document.querySelector('canvas').focus()")
    for _ in range(steps):
        page.browser.key("z", CTRL)
    page.settle()
    assert colours(page) == before


def test_a_root_that_meets_another_goes_on_as_it_was(page):
    """A step ends on the other: one mark with its multiplicity, which has the focus."""
    page.open("#v=1&r=0,0;1,0;0,1&c=0,0&l=-500")
    pixel = float(page.window()[2]) / max(page.width, page.height)
    page.open(f"#v=1&r={2 * pixel!r},0;0,0;0,1&c=0,0&l=-500")
    page.browser.run("explorer.bare(false); document.querySelectorAll('.nb-mark')[0].focus()")
    before = colours(page)
    page.browser.key("ArrowLeft")
    page.browser.key("ArrowLeft")
    page.settle()
    assert sorted(page.info()["multiplicities"]) == [1, 2]
    assert "2 times" in focused(page)
    visible = "[...document.querySelectorAll('.nb-mark')].filter((mark) => !mark.hidden).length"
    assert page.browser.run(visible) == 2
    page.browser.key("ArrowLeft")
    page.settle()
    assert page.state()["roots"][0][0] == pytest.approx(-pixel)
    assert colours(page) == before
    page.browser.key("Delete")
    page.settle()
    assert page.state()["roots"] == [[0, 0], [0, 1]]
    assert colours(page) == {0: before[1], 1: before[2]}
    assert focused(page).startswith("root")


def test_the_last_mark_that_is_removed_leaves_the_focus_to_another(page):
    page.open(THREE)
    page.browser.run("explorer.bare(false); document.querySelectorAll('.nb-mark')[2].focus()")
    page.browser.key("Delete")
    page.settle()
    assert focused(page) == "root 2 at 0.05i"


def test_a_copy_that_is_dragged_off_has_a_colour_of_its_own(page):
    page.open("#v=1&p=(z-1)^2(z+1)&c=0,0&l=-500")
    x, y = page.place_of(1 + 0j)
    page.browser.drag([(x, y), (x, y + 20), (x + 20, y + 40)])
    page.check()
    apart = colours(page)
    assert len(set(apart.values())) == 3
    page.browser.drag([(x + 20, y + 40), (x + 20, y + 20), (x + 30, y - 40)])
    page.check()
    assert colours(page) == apart
    # An added root, too, and one whose colour was chosen.
    page.browser.click(page.left + 60, page.top + 60, ALT)
    page.check()
    four = colours(page)
    assert {k: four[k] for k in apart} == apart
    assert len(set(four.values())) == 4
    page.browser.run(
        "(() => { const field = document.querySelector('.nb-colour'); field.value = '#123456';"
        " field.dispatchEvent(new Event('change')); })()"
    )
    page.check()
    five = colours(page)
    assert "#123456" in five.values()
    assert len(set(five.values()) & set(four.values())) == 3
    page.browser.drag([(page.left + 60, page.top + 60), (page.left + 300, page.top + 90)])
    page.check()
    assert colours(page) == five


def shares(page):
    """The legend's, by the roots of the list."""
    info = page.info()
    rows = page.browser.run(
        "[...document.querySelectorAll('.nb-legend li')].map((row) =>"
        " row.querySelector('.nb-share').textContent)"
    )
    found = []
    for z in page.browser.run("explorer.drawn().state.roots"):
        away = [abs(complex(*z) - complex(*w)) for w in info["roots"]]
        found.append(rows[away.index(min(away))])
    return found


def test_shares_stay_with_roots_that_are_dragged_past_others(page):
    page.open("#v=1&r=-1,0;0.1,0.1;1,0&m=halley&c=0,0&l=-500")
    page.browser.run("explorer.bare(false)")
    before = shares(page)
    assert len(set(before)) == 3
    x, y = page.place_of(-1 + 0j)
    page.browser.mouse("Moved", x, y)
    page.browser.mouse("Pressed", x, y, clickCount=1, **HELD)
    # Frames at rest have shares of their own.
    late(page, "message.rest", 1000000)
    to, _ = page.place_of(0.55 + 0j)
    for j in range(1, 31):
        page.browser.mouse("Moved", x + (to - x) * j / 30, y + 10, **HELD)
    pause(page, 110)
    page.browser.mouse("Moved", to + 4, y + 10, **HELD)
    page.browser.wait("explorer.drawn().state.roots[0][0] > 0.5 && !explorer.drawn().rest")
    pause(page, 60)
    assert [z[0] for z in page.info()["roots"]] == sorted(z[0] for z in page.info()["roots"])
    assert page.info()["roots"][0] == [0.1, 0.1]
    assert shares(page) == before
    page.browser.mouse("Released", to + 4, y + 10, clickCount=1, button="left")
