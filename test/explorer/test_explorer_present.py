"""What is said of points is said of the state that is shown."""

import pytest
from marks import browser_test
from steps import late, pause

import nb_cpp

pytestmark = browser_test


def orbit(page):
    """The rows of the table, and the number of points that are drawn."""
    return (
        page.browser.run(
            "[...document.querySelectorAll('.nb-scroll tbody tr')].map((row) => row.textContent)"
        ),
        page.browser.run("document.querySelectorAll('.nb-stop').length"),
    )


def start_of(page, x, y):
    centre_x, centre_y, width, _ = map(float, page.window())
    pixel = width / max(page.width, page.height)
    return complex(
        centre_x + (x - page.left - page.width / 2) * pixel,
        centre_y + (page.top + page.height / 2 - y) * pixel,
    )


def steps_of(page, start):
    state = page.state()
    problem = {name: state[name] for name in ("method", "stop", "tol")}
    roots = state.get("roots")
    roots = None if roots is None else [complex(*z) for z in roots]
    found = nb_cpp.basins_at(state.get("polynomial"), start, roots=roots, itmax=200, **problem)
    return int(found.labels), int(found.iterations)


@pytest.mark.parametrize("way", ["method", "rule", "polynomial", "root", "undo", "tol"])
def test_the_orbit_is_of_the_present_problem(page, way):
    page.browser.run("explorer.bare(false)")
    x, y = page.left + 430, page.top + 120
    start = start_of(page, x, y)
    if way == "undo":
        for _ in range(3):
            page.browser.key("m")
        page.settle()
    page.browser.click(x, y)
    page.browser.wait("document.querySelectorAll('.nb-stop').length > 0")
    old = orbit(page)
    assert len(old[0]) == steps_of(page, start)[1] + 2
    page.browser.run(
        {
            "method": "document.querySelector('.nb-panel select').value = 'halley';"
            "document.querySelector('.nb-panel select').dispatchEvent(new Event('change'))",
            "rule": "document.querySelectorAll('.nb-panel select')[1].value = 'root';"
            "document.querySelectorAll('.nb-panel select')[1].dispatchEvent(new Event('change'))",
            "polynomial": "document.querySelector('.nb-polynomial').value = 'z^4 - 2';"
            "document.querySelector('.nb-polynomial').dispatchEvent(new Event('change'))",
            "root": "document.querySelectorAll('.nb-mark')[2].dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'ArrowRight', shiftKey: true, cancelable: true}))",
            "undo": "document.querySelector('.nb-tool').click()",
            "tol": "document.querySelectorAll('.nb-field input')[1].value = '1e-12';"
            "document.querySelectorAll('.nb-field input')[1].dispatchEvent(new Event('change'))",
        }[way]
        + "; 1"
    )
    if way == "polynomial":  # another problem altogether: it is put away
        page.browser.wait("explorer.drawn().state.polynomial === 'z^4 - 2'")
        page.settle()
        assert orbit(page) == ([], 0)
        return
    page.settle()
    label, count = steps_of(page, start)
    page.browser.wait(f"document.querySelectorAll('.nb-scroll tbody tr').length === {count + 2}")
    rows, stops = orbit(page)
    assert rows != old[0]
    assert stops
    assert f"root {label + 1} in {count} steps" in page.text(".nb-about")


def test_an_orbit_that_comes_late_is_not_of_another_problem(page):
    page.browser.run("explorer.bare(false)")
    late(page, "message.steps && message.method === 'newton'", 300)
    x, y = page.left + 430, page.top + 120
    start = start_of(page, x, y)
    page.browser.click(x, y)
    for _ in range(3):
        page.browser.key("m")
    page.browser.wait("document.querySelectorAll('.nb-stop').length > 0")
    page.settle()
    label, count = steps_of(page, start)
    page.browser.wait(f"document.querySelectorAll('.nb-scroll tbody tr').length === {count + 2}")
    assert f"root {label + 1} in {count} steps" in page.text(".nb-about")


@pytest.mark.parametrize("keys", ["mmm", "+++", "ArrowLeft"])
def test_the_text_under_a_pointer_that_rests_is_of_the_present(page, keys):
    page.browser.run("explorer.bare(false)")
    x, y = page.left + 430, page.top + 120
    page.browser.mouse("Moved", x, y)
    page.browser.wait("document.querySelector('.nb-hover').textContent")
    was = page.text(".nb-hover")
    page.browser.run("document.querySelector('canvas').focus()")
    for key in [keys] if len(keys) > 3 else keys:
        page.browser.key(key)
    assert page.text(".nb-hover") != was
    page.settle()
    label, count = steps_of(page, start_of(page, x, y))
    text = f"root {label + 1} in {count} steps"
    page.browser.wait(f"document.querySelector('.nb-hover').textContent.includes({text!r})")
    assert page.text(".nb-hover") != was
    page.browser.mouse("Moved", page.left + page.width + 50, y)
    page.browser.wait("!document.querySelector('.nb-hover').textContent")
    page.browser.run("document.querySelector('canvas').focus()")
    page.browser.key("s")
    page.settle()
    pause(page, 200)
    assert page.text(".nb-hover") == ""
