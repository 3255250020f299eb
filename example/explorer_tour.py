"""Draws docs/images/explorer.webp: the explorer in headless Chromium, by a scripted session.

python example/explorer_tour.py [--output FILE]
"""

import argparse
import io
import sys
from math import cos, pi, sin
from pathlib import Path
from typing import Any, List, Tuple

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test" / "explorer"))

from browser import Browser  # noqa: E402
from serving import served  # noqa: E402

WINDOW, SHOWN = (960, 560), (672, 392)  # pixels of the page, and of the picture
LARGEST = 1_000_000  # bytes
REAL, POLE = 1.1673040, 5**-0.25  # of z^5 - z - 1: the real root, and the zero of p' beside it
SCALE = "explorer.request().size[0] / Number(explorer.request().width)"  # pixels of 1
START = "#v=1&p=z^5-z-1&s=marble&c=0,0&l=-560"
# A pointer, since screenshots have none.
POINTER = """(() => {
  const pointer = document.createElement("canvas"), to = pointer.getContext("2d");
  [pointer.width, pointer.height] = [22, 30];
  to.fillStyle = "#fff"; to.strokeStyle = "#000"; to.lineWidth = 1.5;
  to.stroke(new Path2D("M2 2v20l5-4.5 3.4 8 3.4-1.5-3.4-7.8h7z"));
  to.fill(new Path2D("M2 2v20l5-4.5 3.4 8 3.4-1.5-3.4-7.8h7z"));
  Object.assign(pointer.style,
    {position: "fixed", left: "-2px", top: "-2px", zIndex: 99, pointerEvents: "none"});
  document.body.append(pointer);
  window.pointAt = (x, y) => (pointer.style.transform = `translate(${x}px, ${y}px)`);
})()"""
Place = Tuple[float, float]


class Film:
    """Screenshots, and how long each is to be seen."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.images: List[Image.Image] = []
        self.times: List[int] = []

    def at(self, place: Place, ms: int = 70) -> None:
        """What is to be seen with the pointer there, at rest."""
        self.browser.run(f"pointAt({place[0]}, {place[1]}); explorer.settled()")
        with Image.open(io.BytesIO(self.browser.screenshot())) as shot:
            self.images.append(shot.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS))
        self.times.append(ms)

    def move(self, start: Place, end: Place, steps: int) -> None:
        """The pointer from one place to another, nothing held."""
        for k in range(1, steps + 1):
            share = (1 - cos(pi * k / steps)) / 2
            place = tuple(a + (b - a) * share for a, b in zip(start, end))
            self.browser.mouse("Moved", *place)
            self.at((place[0], place[1]))

    def save(self, path: Path) -> int:
        """As an animation that repeats, as good as it may be large; its bytes."""
        for quality in range(75, 15, -5):
            file = io.BytesIO()
            self.images[0].save(
                file,
                "WEBP",
                save_all=True,
                append_images=self.images[1:],
                duration=self.times,
                loop=0,
                quality=quality,
                method=4,
                kmin=0,
                kmax=1,  # whole pictures: what is kept of those before is seen as squares
            )
            if file.tell() < LARGEST:
                path.write_bytes(file.getvalue())
                return file.tell()
        raise SystemExit("the animation is too large")


def tour(film: Film, page: Any) -> None:
    """A root goes round, a point's orbit is shown, and the view falls to the boundary."""
    mark = "document.querySelectorAll('.nb-mark')[4].getBoundingClientRect()"
    x, y = page.run(f"(b => [b.left + b.width / 2, b.top + b.height / 2])({mark})")
    away = (x + 70, y + 140)
    film.at(away, 700)
    film.move(away, (x, y), 5)
    held = {"button": "left", "buttons": 1}
    page.mouse("Pressed", x, y, clickCount=1, **held)
    count = 22
    for k in range(1, count + 1):
        turn = 2 * pi * k / count
        place = (x - 70 + 70 * cos(turn), y - 85 * sin(turn))
        page.mouse("Moved", *place, **held)
        film.at(place)
    page.key("Escape")  # the root goes back, to the last digit
    page.mouse("Released", x, y, clickCount=1, button="left")
    spot = (x - 190, y - 130)
    film.move((x, y), spot, 6)
    page.click(*spot)
    page.wait("document.querySelectorAll('.nb-stop').length > 0")
    film.at(spot, 1800)
    page.key("Escape")
    # Newton's step leads from here to infinity, and all basins touch.
    pole = (x - (REAL - POLE) * page.run(SCALE), y)
    film.move(spot, pole, 4)
    for _ in range(12):
        page.wheel(*pole, 1.5)
        film.at(pole, 90)
    film.times[-1] = 1500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    output = ROOT / "docs" / "images" / "explorer.webp"
    parser.add_argument("--output", type=Path, default=output, metavar="FILE")
    path = parser.parse_args().output
    with served(stay=True) as server:
        browser = Browser(*WINDOW)
        try:
            browser.scheme("dark")
            browser.open(f"http://127.0.0.1:{server.port}/{server.token}/{START}")
            browser.wait("window.explorer && explorer.drawn()")
            browser.run(POINTER)
            film = Film(browser)
            tour(film, browser)
        finally:
            browser.close()
    print(f"{path}: {len(film.images)} pictures, {film.save(path)} bytes")


if __name__ == "__main__":
    main()
