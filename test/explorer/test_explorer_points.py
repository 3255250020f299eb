"""What the explorer says of points, and roots that come and go: as basins_at has it."""

import re
from functools import partial

import numpy as np
import pytest
from marks import browser_test
from page import ALT, CTRL
from steps import pause

import nb_cpp

pytestmark = browser_test


TRAP = "z^3 - 2z + 2"


def plain(text):
    return " ".join(text.replace("\u2212", "-").split())


def number(text):
    """A complex number as people read it."""
    return complex(text.replace(" ", "").replace("\u2212", "-").replace("i", "j"))


def says(page, z, end):
    """Whether the page says that of z: an answer about the point before may come late."""
    told, arrow, answer = plain(page.text(".nb-hover")).partition(" \u2192 ")
    return arrow and abs(number(told) - z) < 1e-3 and answer.endswith(end)


def test_what_is_under_the_pointer(small):
    """Roots, a cycle, and what reaches nothing where no cycles are looked for."""
    page = small("#v=1&p=z^3-2z+2&c=0,0&l=-640", bare=False)
    points = [(30, 90), (175, 119), (165, 119), (250, 160), (166, 120)]
    for cycles in (True, False):
        if not cycles:
            page.press(".nb-check", "Look for cycles")
        z = np.array([page.point(*point) for point in points])
        at = nb_cpp.basins_at(TRAP, z, itmax=200, cycles=cycles)
        assert len(np.unique(at.labels)) == 3
        for place, z_, label, count in zip(points, z, at.labels, at.iterations):
            trap = "a cycle of period 2" if cycles else "no root"
            end = f"root {label + 1}" if label >= 0 else trap
            end += f" in {count} steps" if label >= 0 else ""
            page.browser.run("document.querySelector('.nb-hover').textContent = ''")
            page.browser.mouse("Moved", page.left + place[0], page.top + place[1])
            page.browser.wait_until(partial(says, page, z_, end), f"{z_} has {end!r}")
        page.settle()
    page.check()


def test_cycles_have_marks_and_a_row(small):
    page = small("#v=1&p=z^3-2z+2&c=0,0&l=-640", bare=False)
    (cycle,) = nb_cpp.find_cycles(TRAP)
    marks = page.all(".nb-cycle", "[e.getAttribute('transform'), e.textContent]")
    assert [title for _, title in marks] == ["cycle of period 2"] * 2
    places = [complex(*map(float, re.findall(r"[-\d.]+", where))) for where, _ in marks]
    for z in cycle.points:
        there = complex(*page.pixel(z))
        assert min(abs(place - there) for place in places) < 1e-3
    rows = page.all(".nb-legend li", "e.textContent")
    assert "superattracting cycle of period 2, multiplier 0" in rows[3]
    assert len(rows) == 4
    x, y, width, height = map(float, page.window())
    b = nb_cpp.basins(
        TRAP,
        extent=(x - width / 2, x + width / 2, y - height / 2, y + height / 2),
        shape=page.state()["size"][::-1],
        sampling="center",
        itmax=200,
        cycles=True,
    )
    shares = [np.mean(b.labels == label) for label in (0, 1, 2, -2)]
    told = page.all(".nb-share", "e.textContent")
    assert told == [f"{100 * share:.1f} %" for share in shares]


def test_the_orbit_of_a_point(small):
    """By a key that of the middle, with its numbers; by a click another one."""
    page = small("#v=1&p=z^3-1&c=0.4,0.3&l=-500", bare=False)
    page.browser.wait("document.querySelector('.nb-live').textContent")
    page.browser.key("o")
    page.browser.wait("document.querySelectorAll('.nb-stop').length > 1")
    for place in (page.middle(), (page.left + 75, page.top + 60)):
        z = page.point(place[0] - page.left, place[1] - page.top)
        if place != page.middle():
            page.browser.click(*place)
            page.browser.wait("document.querySelector('.nb-first').cx.baseVal.value === 75")
        at = nb_cpp.basins_at("z^3 - 1", z, itmax=200)
        orbit = [z]
        for _ in range(int(at.iterations) + 1):
            orbit.append(orbit[-1] - (orbit[-1] ** 3 - 1) / (3 * orbit[-1] ** 2))
        cells = page.all(".nb-scroll tbody td", "e.textContent")
        assert cells[::3] == [str(k) for k in range(len(orbit))]
        assert [number(text) for text in cells[1::3]] == pytest.approx(orbit, abs=1e-5)
        line = page.browser.run("document.querySelector('.nb-way').getAttribute('points')")
        drawn = [complex(*map(float, pair.split(","))) for pair in line.split()]
        wanted = [complex(*page.pixel(z)) for z in orbit]
        assert max(abs(a - b) for a, b in zip(drawn, wanted) if abs(b) < 20000) < 0.01
        said = f"root {at.labels + 1} in {at.iterations} steps"
        assert plain(page.text(".nb-live")).endswith(said)


def test_what_was_said_of_an_orbit_stays(small):
    """A change just before has its turn, but not after it."""
    page = small(bare=False)
    page.browser.key("+")
    page.settle()
    page.browser.click(page.left + 75, page.top + 60)
    page.browser.wait("document.querySelector('.nb-live').textContent.includes('root')")
    pause(page, 600)
    assert "root" in page.text(".nb-live")


def test_a_double_click_and_a_click_with_alt(small):
    """Twice as near about the pointer; a root there."""
    page = small(bare=False)
    x, y, width, _ = page.window()
    place = page.left + 60, page.top + 150
    z = page.point(60, 150)
    page.browser.click(*place, count=2)
    page.check()
    after = page.window()
    assert float(after[2] / width) == pytest.approx(10**-0.301, rel=1e-9)
    assert abs(page.point(60, 150) - z) < 1e-9
    page.browser.click(page.left + 230, page.top + 80, modifiers=ALT)
    page.check()
    roots = [complex(*root) for root in page.state()["roots"]]
    assert len(roots) == 4
    assert min(abs(root - page.point(230, 80)) for root in roots) < 1e-12
    page.browser.wait("document.querySelector('.nb-live').textContent.startsWith('Centre')")
    told = re.fullmatch(r"Centre (.*), width (.*)", plain(page.text(".nb-live")))
    centre = complex(float(after[0]), float(after[1]))
    assert abs(number(told[1]) - centre) < 1e-3
    assert float(told[2]) == pytest.approx(float(after[2]), rel=0.005)
    page.browser.key("z", CTRL)
    page.browser.key("z", CTRL)
    page.check()
    assert page.window()[:3] == (x, y, width)


def test_a_root_is_dragged_onto_another_and_off(small):
    """There it is twice, to the last bit, and one of the two can be taken away again."""
    page = small("#v=1&r=-1,0;0.3,1;1.1,0.2&c=0,0&l=-700", bare=False)
    start, other = page.place_of(1.1 + 0.2j), page.place_of(-1)
    way = [start, (start[0] - 40, start[1] + 9), (other[0] + 2, other[1] - 1)]
    page.browser.drag(way)
    page.settle()
    assert sorted(page.state()["roots"]) == [[-1, 0], [-1, 0], [0.3, 1]]
    marks = page.all(".nb-mark", "[e.textContent, e.getAttribute('aria-label')]")
    assert ["2", "root 2 at \u22121, 2 times"] in marks or [
        "2",
        "root 1 at \u22121, 2 times",
    ] in marks
    assert sorted(page.all(".nb-times", "e.textContent")) == ["", "\u00d72"]
    page.check()
    way = [other, (other[0] + 12, other[1] + 20), (other[0] + 40, other[1] + 50)]
    page.browser.drag(way)
    page.settle()
    roots = [complex(*z) for z in page.state()["roots"]]
    assert sorted(z in (-1, 0.3 + 1j) for z in roots) == [False, True, True]
    assert (
        min(abs(z - page.point(way[-1][0] - page.left, way[-1][1] - page.top)) for z in roots)
        < 0.02
    )
    assert page.all(".nb-mark", "e.textContent") == ["", "", ""]
    assert len(set(page.info()["colours"])) == 3
    page.check()
