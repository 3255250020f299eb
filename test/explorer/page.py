"""The explorer's page in a browser, and what its screen should show."""

import io
import time
from fractions import Fraction

import numpy as np
import PIL.Image

import nb_cpp
from nb_cpp.explorer.frames import Session

WIDTH, HEIGHT = 900, 500  # of the window
SMALL = 331, 425  # of one whose picture has 331 x 238 pixels
CTRL, SHIFT, ALT = 2, 8, 1


class SlowSession(Session):
    """Frames take so many seconds more."""

    delay = 0.0

    def answer(self, kind, *arguments):
        result = super().answer(kind, *arguments)
        if kind == "frame" and self.delay:
            time.sleep(self.delay)
        return result


class Page:
    """The explorer in a browser."""

    def __init__(self, browser, server):
        self.browser, self.server, self._bare = browser, server, True

    def open(self, hash_=""):
        self.browser.console.clear()
        self.browser.open("about:blank")
        self.browser.open(f"http://127.0.0.1:{self.server.port}/{self.server.token}/{hash_}")
        self.browser.wait("window.explorer && explorer.drawn()")
        self.bare(self._bare)
        self.settle()
        where = "document.querySelector('canvas').getBoundingClientRect()"
        box = f"(b => [b.left, b.top, b.width, b.height])({where})"
        self.left, self.top, self.width, self.height = self.browser.run(box)
        return self

    def settle(self):
        self.browser.run("explorer.settled()")

    def state(self):
        return self.browser.run("explorer.request()")

    def hash(self):
        return self.browser.run("explorer.hash()")

    def info(self):
        return self.browser.run("explorer.drawn().info")

    def text(self, selector):
        return self.browser.run(f"document.querySelector({selector!r}).textContent")

    def screen(self):
        clip = self.left, self.top, self.width, self.height
        return pixels(self.browser.screenshot(clip))

    def window(self):
        """Centre, width and height of what the page says that it shows."""
        state = self.state()
        x, y = map(Fraction, state["centre"])
        width = Fraction(state["width"])
        return x, y, width, width * Fraction(self.height) / Fraction(self.width)

    def place_of(self, z):
        """The pixel of the screen where a point of the plane is."""
        left, top = self.pixel(z)
        return round(self.left + left), round(self.top + top)

    def pixel(self, z):
        """Where a point of the plane is, in pixels from the picture's top left corner."""
        x, y, width, _ = map(float, self.window())
        scale = max(self.width, self.height) / width
        return self.width / 2 + (z.real - x) * scale, self.height / 2 - (z.imag - y) * scale

    def point(self, left, top):
        """The point of the plane there."""
        x, y, width, _ = map(float, self.window())
        scale = width / max(self.width, self.height)
        return complex(x + (left - self.width / 2) * scale, y + (self.height / 2 - top) * scale)

    def root(self, k):
        return complex(*self.info()["roots"][k])

    def nearest(self, z):
        """The number of the root that is nearest to a point."""
        return min(range(len(self.info()["roots"])), key=lambda k: abs(self.root(k) - z))

    def middle(self):
        return self.left + self.width / 2, self.top + self.height / 2

    def all(self, selector, what):
        """Something of each element."""
        return self.browser.run(f"[...document.querySelectorAll({selector!r})].map((e) => {what})")

    def box(self, selector, text=""):
        """Left, top, width and height of the first element with that text, brought into sight."""
        return self.browser.run(f"""(() => {{
          const all = [...document.querySelectorAll({selector!r})];
          const one = all.find((e) => e.textContent.includes({text!r}));
          one.scrollIntoView({{block: "center"}});
          const box = one.getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        }})()""")

    def press(self, selector, text=""):
        """Click, as people do, on the first element with that text in it."""
        left, top, width, height = self.box(selector, text)
        self.browser.click(left + width / 2, top + height / 2)

    def enter(self, selector, text):
        """Type instead of what is in a field."""
        self.browser.run(f"document.querySelector({selector!r}).select()")
        self.browser.type(text)
        self.browser.key("Enter")

    def choose(self, selector, value):
        """Another one of a list."""
        self.browser.run(f"""(() => {{
          const list = document.querySelector({selector!r});
          list.value = {value!r};
          list.dispatchEvent(new Event("change", {{bubbles: true}}));
        }})()""")

    def bare(self, yes):
        """With nothing over the picture, or with all that lies there."""
        self._bare = yes
        self.browser.run(f"explorer.bare({str(yes).lower()})")
        return self

    def check(self, antialias=True):
        """The screen is the picture of the state, and nothing was complained of."""
        self.settle()
        expected = rendered(self.state(), antialias)
        bare = self._bare
        self.bare(True)
        shown = self.screen()
        self.bare(bare)
        assert self.browser.console == []
        assert not self.browser.run("!document.querySelector('.nb-failure').hidden")
        assert shown.shape == expected.shape
        assert int((shown != expected).any(-1).sum()) == 0


def rendered(state, antialias=True):
    """What render makes of the state in the page's words, by another way than the server's."""
    width = Fraction(state["width"])
    x, y = map(Fraction, state["centre"])
    longer = max(state["size"])
    across, up = (width * side / (2 * longer) for side in state["size"])
    if width > Fraction(1, 10**5):
        place = {"extent": tuple(map(float, (x - across, x + across, y - up, y + up)))}
    else:
        place = {"centre": state["centre"], "width": state["width"]}
    roots = state.get("roots")
    parameters = {name: complex(*z) for name, z in state["parameters"].items()}
    return nb_cpp.render(
        state.get("polynomial"),
        roots=None if roots is None else [complex(*z) for z in roots],
        size=tuple(state["size"]),
        palette=state.get("palette"),
        **{name: state[name] for name in ("style", "light", "method", "stop", "tol", "itmax")},
        cycles=state["cycles"],
        antialias=antialias,
        **place,
        **parameters,
    ).array


def pixels(png):
    """The pixels of a PNG."""
    with PIL.Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))
