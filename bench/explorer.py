"""The explorer in headless Chromium: how soon the next frame is there, and where the time goes.

python bench/explorer.py             three runs a size, and into docs/explorer.md
python bench/explorer.py --print     to the terminal only
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import report
from machine import cpu_name

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test" / "explorer"))

from browser import POINTER, STAMPED, Browser  # noqa: E402
from serving import served  # noqa: E402

import nb_cpp  # noqa: E402
from nb_cpp.explorer.frames import Session  # noqa: E402

PAGE = ROOT / "docs" / "explorer.md"
SIDES = 512, 1024
RUNS, MILLISECONDS = 3, 2000
PANEL = 336  # pixels beside the picture
STAGES = (
    "request on its way",
    "basins",
    "colours and the rest of the server's",
    "answer's head on its way",
    "answer's body on its way",
    "drawn",
    "until the next request",
)

# A root goes round; a frame counts when the browser comes to paint after it has been drawn.
DRAG = (
    "(async (ms) => {"
    + POINTER
    + """
  const [x, y] = middle(), paint = () => new Promise(requestAnimationFrame);
  window.drawnAt = [];
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(5000);
  fire("pointerdown", x, y);
  const gaps = [], scales = [];
  let last = performance.now(), frames = explorer.frames(), k = 0;
  const end = last + ms;
  while (performance.now() < end) {
    k += 1;
    fire("pointermove", x + 40 * Math.sin(k / 9), y + 40 * Math.cos(k / 9));
    await paint();
    if (explorer.frames() === frames) continue;
    const now = performance.now();
    gaps.push(now - last);
    scales.push(explorer.drawn().scale);
    [last, frames] = [now, explorer.frames()];
  }
  const asked = performance.getEntriesByType("resource")
    .filter((one) => one.name.endsWith("/frame"))
    .map((one) => [one.startTime, one.responseStart, one.responseEnd]
      .map((at) => at + performance.timeOrigin));
  const drawn = window.drawnAt.map((at) => at + performance.timeOrigin);
  fire("pointerup", x, y);
  return {gaps, scales, asked, drawn};
})"""
)
FALL = """(async () => {
  const canvas = document.querySelector("canvas"), box = canvas.getBoundingClientRect();
  const gaps = [];
  let last = performance.now(), frames = explorer.frames();
  while (explorer.state().view.level < 100000) {
    canvas.dispatchEvent(new WheelEvent("wheel", {deltaY: -100, cancelable: true,
      clientX: box.left + box.width / 2, clientY: box.top + box.height / 2}));
    await new Promise(requestAnimationFrame);
    if (explorer.frames() === frames) continue;
    const now = performance.now();
    gaps.push(now - last);
    [last, frames] = [now, explorer.frames()];
  }
  return gaps;
})()"""


class Timed(Session):
    """Notes when it begins and ends a frame, and how long its basins took; in ms, as the page."""

    def __init__(self):
        super().__init__()
        self.frames, self._basins = [], 0.0

    def answer(self, kind, *arguments):
        begin = 1e3 * time.time()
        self._basins = 0.0
        result = super().answer(kind, *arguments)
        if kind == "frame":
            self.frames.append((begin, self._basins, 1e3 * time.time()))
        return result

    def _channels(self, *arguments):
        begin = time.perf_counter()
        try:
            return super()._channels(*arguments)
        finally:
            self._basins = 1e3 * (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print", action="store_true", help="to the terminal only")
    only_print = parser.parse_args().print
    session = Timed()
    with served(session, stay=True) as server:
        browser = Browser()
        try:
            runs = {side: dragged(browser, server, session, side) for side in SIDES}
            longest = max(fallen(browser, server))
        finally:
            browser.close()
    text = written(runs, longest)
    print(text)
    if not only_print:
        report.insert(PAGE, text, "explorer.py")


def opened(browser, server, width, height, hash_=""):
    browser.resize(width, height)
    browser.open("about:blank")
    browser.open(f"http://127.0.0.1:{server.port}/{server.token}/{hash_}")
    browser.wait("window.explorer && explorer.drawn()")
    browser.run("explorer.settled()")


def dragged(browser, server, session, side):
    """What the runs of a size found."""
    opened(browser, server, side + PANEL, side)
    assert browser.run("explorer.request().size") == [side, side]
    browser.run(STAMPED)
    runs = []
    for _ in range(RUNS):
        session.frames.clear()
        before = cpu_times(browser)
        run = browser.run(f"{DRAG}({MILLISECONDS})")
        after = cpu_times(browser)
        count = len(run["drawn"])
        run["cpu"] = [1e3 * (b - a) / count for a, b in zip(before, after)]
        run["stages"] = stages(run, list(session.frames))
        runs.append(run)
        browser.run("explorer.settled()")
    return runs


def stages(run, frames):
    """Milliseconds of each stage of each frame that was served and drawn, but of the last."""
    asked = sorted(run["asked"])
    rows = []
    for (sent, head, body), (following, *_) in zip(asked, asked[1:]):
        # The clocks of page and server are one, read to a millisecond.
        served_then = [one for one in frames if sent - 1 < one[0] and one[2] < head + 1]
        shown_then = [at for at in run["drawn"] if at >= body]
        if not served_then or not shown_then:
            continue
        begin, basins, end = served_then[0]
        row = begin - sent, basins, end - begin - basins, head - end, body - head
        rows.append((*row, min(shown_then) - body, following - head))
    return rows


def fallen(browser, server):
    """Milliseconds between the frames of a fall to a width of 1e-100."""
    x, y = nb_cpp.boundary_point("z^3 - 1", -0.5 + 0.2j, digits=120)
    opened(browser, server, 512 + PANEL, 512, f"#v=1&p=z^3-1&c={x},{y}&l=-600")
    return browser.run(FALL)


def cpu_times(browser):
    """Seconds of CPU time: this process's, and all of the browser's."""
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == browser.session:
            ticks += int(words[11]) + int(words[12])
    return time.process_time(), ticks / 100


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def written(runs, longest):
    info = nb_cpp.build_info()
    lines = [
        f"{cpu_name()}, {info['threads']} CPUs, target {info['active_target']}; medians of {RUNS} "
        f"runs of {MILLISECONDS // 1000} seconds.",
        "",
        "| | " + " | ".join(f"{side} x {side}" for side in runs) + " |",
        "|---|" + "---:|" * len(runs),
    ]

    def row(name, of):
        cells = [f"{statistics.median(map(of, found)):.1f}" for found in runs.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    row("frames a second", lambda run: len(run["gaps"]) / (MILLISECONDS / 1000))
    row("of them in full size, %", lambda run: 100 * run["scales"].count(1) / len(run["scales"]))
    row("ms between two frames: median", lambda run: quantile(run["gaps"], 0.5))
    row("95 % within", lambda run: quantile(run["gaps"], 0.95))
    row("CPU time a frame, ms: server", lambda run: run["cpu"][0])
    row("browser", lambda run: run["cpu"][1])
    for number, name in enumerate(STAGES):
        row(
            f"ms, {name}" if number == 0 else name,
            lambda run, number=number: statistics.median(one[number] for one in run["stages"]),
        )
    lines += [
        "",
        f"With the wheel from a width of 4 to 1e-100 the longest wait is {longest:.0f} ms.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
