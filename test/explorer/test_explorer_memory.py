"""What the page and the server keep does not grow with use."""

import os
import time

from browser import POINTER
from marks import browser_test
from page import HEIGHT, WIDTH

pytestmark = browser_test

# A root goes round and back, the view in and out; a click, another style; so many frames, at least.
USE = (
    "(async (count) => {"
    + POINTER
    + """
  const frames = explorer.frames();
  const key = (name) => canvas.dispatchEvent(new KeyboardEvent("keydown", {key: name}));
  const paint = () => new Promise(requestAnimationFrame);
  while (explorer.frames() - frames < count) {
    const [x, y] = middle();
    fire("pointerdown", x, y);
    for (let k = 0; k <= 20; k += 1) {
      fire("pointermove", x + 30 * Math.sin((k * Math.PI) / 10), y + 3 * k * (20 - k) / 10);
      await paint();
    }
    fire("pointerup", x, y);
    for (const deltaY of [-100, -100, -100, 100, 100, 100]) {
      canvas.dispatchEvent(new WheelEvent("wheel", {deltaY, clientX: x, clientY: y}));
      await paint();
    }
    fire("pointerdown", x + 60, y + 50);
    fire("pointerup", x + 60, y + 50);
    fire("click", x + 60, y + 50);
    fire("pointermove", x + 90, y + 70);
    key("s");
    await explorer.settled();
    key("Escape");
  }
})"""
)


def use(page, frames, seconds):
    """So many frames of use, and for so long; how many they were."""
    first, end = page.browser.run("explorer.frames()"), time.monotonic() + seconds
    while True:
        page.browser.run(f"{USE}(50)")
        count = page.browser.run("explorer.frames()") - first
        if count >= frames and time.monotonic() >= end:
            return count


def memory(browser):
    """Bytes that this process has, and that the page's objects take."""
    browser.send("HeapProfiler.collectGarbage")
    found = browser.send("Performance.getMetrics")["metrics"]
    heap = {one["name"]: one["value"] for one in found}["JSHeapUsedSize"]
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"), heap


def test_memory_stays_where_it_is(browser, small):
    """Some hundred frames; ten minutes of larger ones where NB_CPP_MINUTES says so."""
    seconds = 60 * float(os.environ.get("NB_CPP_MINUTES", "0"))
    page = small()
    if seconds:
        browser.resize(WIDTH, HEIGHT)
        page.open()
    browser.send("Performance.enable")
    use(page, 100, seconds / 10)  # until all that is kept has been filled
    before = memory(page.browser)
    count = use(page, 250, seconds)
    after = memory(page.browser)
    grown = [(now - was) / 2**20 for was, now in zip(before, after)]
    print(f"{count} frames: the server has {grown[0]:.1f} MiB more, the page {grown[1]:.1f}")
    assert grown[0] < 24
    assert grown[1] < 3
    page.check()
