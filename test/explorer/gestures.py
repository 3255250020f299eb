"""Gestures on a page, and the states that their events make, by the rules of explorer.md."""

from fractions import Fraction
from math import hypot, log10
from typing import NamedTuple, Optional


class Place(NamedTuple):
    """A window, and where the root that was dragged is."""

    x: Fraction
    y: Fraction
    width: Fraction
    root: Optional[complex] = None


class Way:
    """The places that a page's states go through.

    Points are pixels from the picture's top left corner.
    """

    def __init__(self, page):
        self._page = page
        self._sides = Fraction(page.width), Fraction(page.height)
        self._places = [Place(*page.window()[:3])]

    @property
    def last(self):
        """The number of the last place."""
        return len(self._places) - 1

    @property
    def end(self):
        """The last place."""
        return self._places[-1]

    def step_of(self, asked, first):
        """Which place a frame is of, from the first that it may be of."""
        x, y, width = map(Fraction, (*asked["centre"], asked["width"]))
        near = width / max(self._sides) / 10**4
        roots = [complex(*z) for z in asked.get("roots", ())]

        def fits(place):
            there = max(abs(x - place.x), abs(y - place.y)) < near
            there = there and abs(width - place.width) < width / 10**9
            if place.root is None:
                return there and not roots
            return there and any(abs(z - place.root) < 1e-9 for z in roots)

        steps = [step for step, place in enumerate(self._places) if fits(place)]
        assert steps, "a state was drawn that no event made"
        assert steps[-1] >= first, "an older state was drawn after a newer one"
        return next(step for step in steps if step >= first)

    def offset(self, point):
        """Of a point from the middle, in widths."""
        x, y = map(Fraction, point)
        width, height = self._sides
        return (x - width / 2) / max(self._sides), (height / 2 - y) / max(self._sides)

    def screen(self, point):
        """The point in the browser's window."""
        return self._page.left + point[0], self._page.top + point[1]

    def drag_root(self, k, steps, wait=True):
        """Take the page's root k and move it by the steps, each of pixels from where it was."""
        root = self._page.root(k)
        left, top = self._page.place_of(root)
        unit = float(self.end.width / max(self._sides))
        self._places += [self.end._replace(root=root + unit * complex(dx, -dy)) for dx, dy in steps]
        self._page.browser.drag(
            [(left, top), *((left + dx, top + dy) for dx, dy in steps)], wait=wait
        )

    def pan(self, points, wait=True):
        """Drag the picture from the first point along the others."""
        u, t = self.offset(points[0])
        start = self.end
        for point in points[1:]:
            v, s = self.offset(point)
            x, y = start.x - (v - u) * start.width, start.y - (s - t) * start.width
            self._places.append(start._replace(x=x, y=y))
        self._page.browser.drag([self.screen(point) for point in points], wait=wait)

    def wheel(self, point, notches, wait=True):
        """Turn the wheel by so many notches, one after the other."""
        for _ in range(abs(notches)):
            way = 1 if notches > 0 else -1
            self._zoom(self.end, 10 ** (-way / 10), point, point)
            self._page.browser.wheel(*self.screen(point), way, wait=wait)

    def pinch(self, start, ways):
        """Put two fingers down and move them, one before the other, to the points of each pair."""
        screen, touch = self.screen, self._page.browser.touch
        touch("Start", [screen(start[0])])
        touch("Start", [screen(point) for point in start])
        place, before = self.end, start
        for pair in ways:
            for now in ((pair[0], before[1]), (before[0], pair[1]), pair):
                ratio = hypot(*_apart(now)) / hypot(*_apart(start))
                scale = 10 ** (-round(1000 * log10(ratio)) / 1000)
                self._zoom(place, scale, _between(start), _between(now))
            touch("Move", [screen(point) for point in pair])
            before = pair
        touch("End", [])

    def _zoom(self, place, scale, was, now):
        """What was at one point is at another, and a width so many times as wide."""
        (u, t), (v, s) = self.offset(was), self.offset(now)
        width = place.width * Fraction(scale)
        x = place.x + u * place.width - v * width
        y = place.y + t * place.width - s * width
        self._places.append(place._replace(x=x, y=y, width=width))


def _apart(pair):
    (a, b), (c, d) = pair
    return a - c, b - d


def _between(pair):
    (a, b), (c, d) = pair
    return Fraction(a + c) / 2, Fraction(b + d) / 2
