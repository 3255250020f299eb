"""Chromium over a pair of pipes: the DevTools protocol, and nothing to install for Python."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# The beginning of a script in a page that shows three roots or more: fire(type, x, y) is an event
# of the pointer over the picture, and middle() tells where the third root is.
POINTER = """
  const canvas = document.querySelector(".nb-canvas");
  canvas.setPointerCapture = () => {};
  const fire = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type,
    {clientX: x, clientY: y, pointerId: 1, pointerType: "mouse", button: 0, buttons: 1}));
  const middle = () => {
    const box = document.querySelectorAll(".nb-mark")[2].getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
"""
# Notes in window.drawnAt when pictures are drawn.
STAMPED = """(() => {
  const show = CanvasRenderingContext2D.prototype.putImageData;
  window.drawnAt = [];
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    show.apply(this, all);
    window.drawnAt.push(performance.now());
  };
})()"""


def find_browser():
    """The browser's path, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class BrowserError(Exception):
    """What the browser says is wrong."""


class Browser:
    """A headless browser with one page; `arguments` are more of its command line."""

    def __init__(self, width=1280, height=800, scale=1, touch=False, arguments=()):
        self._folder = tempfile.TemporaryDirectory(prefix="nb-cpp-browser-")
        # The browser reads its descriptor 3 and writes to 4, whatever ours are called.
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        high = [os.dup(fd) for fd in (to_browser, from_browser)]
        while min(high) < 10:
            high = [os.dup(fd) for fd in high]

        def move():
            os.setsid()
            for old, new in zip(high, (3, 4)):
                os.dup2(old, new)

        self._process = subprocess.Popen(
            [
                find_browser(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-pipe",
                "--force-color-profile=srgb",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-extensions",
                f"--user-data-dir={self._folder.name}",
                *arguments,
                "about:blank",
            ],
            preexec_fn=move,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in {to_browser, from_browser, *high}:
            os.close(fd)
        self._rest, self._number, self.console, self.events = b"", 0, [], []
        self._session = None
        (page,) = [t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        attached = self.send("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")
        self.resize(width, height, scale, touch)

    @property
    def session(self):
        """The session that all of its processes belong to."""
        return self._process.pid

    def resize(self, width, height, scale=1, touch=False):
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=touch,
        )
        self.send("Emulation.setTouchEmulationEnabled", enabled=touch, maxTouchPoints=2)

    def scheme(self, name):
        """Whether people like it light or dark."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def allow(self, folder):
        """Pages may write to the clipboard and read it, and save files to a folder."""
        for permission in ("clipboard-read", "clipboard-write"):
            self.send("Browser.setPermission", permission={"name": permission}, setting="granted")
        self.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def send(self, method, wait=True, **parameters):
        """A command's result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        if not wait:
            return None
        number, end = self._number, time.monotonic() + 60
        while True:
            answer = self._receive(end)
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']}")
                return answer["result"]

    def _receive(self, end):
        while b"\0" not in self._rest:
            if not select.select([self._in], [], [], max(0, end - time.monotonic()))[0]:
                raise BrowserError("the browser does not answer")
            data = os.read(self._in, 2**20)
            if not data:
                raise BrowserError("the browser has ended")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        message = json.loads(line)
        kind, about = message.get("method"), message.get("params", {})
        if kind == "Runtime.exceptionThrown":
            self.console.append(about["exceptionDetails"])
        elif kind == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
            self.console.append(about["entry"])
        elif kind == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning"):
            self.console.append(about["args"])
        return message

    def open(self, address):
        self.send("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def run(self, script):
        """What an expression is, promises awaited, as JSON has it."""
        result = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise BrowserError(result["exceptionDetails"])
        return result["result"].get("value")

    def wait(self, script, seconds=20):
        self.wait_until(lambda: self.run(f"Boolean({script})"), script, seconds)

    def wait_until(self, holds, what, seconds=20):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise BrowserError(f"not within {seconds} s: {what}")
            time.sleep(0.02)

    def mouse(self, kind, x, y, wait=True, **more):
        self.send(
            "Input.dispatchMouseEvent",
            wait,
            type=f"mouse{kind}",
            x=x,
            y=y,
            pointerType="mouse",
            **more,
        )

    def drag(self, points, wait=True, modifiers=0):
        """Press at the first point, go along the others, let go at the last."""
        held = {"button": "left", "modifiers": modifiers}
        self.mouse("Moved", *points[0], modifiers=modifiers)
        self.mouse("Pressed", *points[0], wait, clickCount=1, buttons=1, **held)
        for point in points[1:]:
            self.mouse("Moved", *point, wait, buttons=1, **held)
        self.mouse("Released", *points[-1], True, clickCount=1, buttons=0, **held)

    def click(self, x, y, modifiers=0, count=1):
        for number in range(1, count + 1):
            about = {"button": "left", "clickCount": number, "modifiers": modifiers}
            self.mouse("Pressed", x, y, buttons=1, **about)
            self.mouse("Released", x, y, buttons=0, **about)

    def wheel(self, x, y, notches, wait=True, modifiers=0):
        self.mouse("Wheel", x, y, wait, deltaX=0, deltaY=-100 * notches, modifiers=modifiers)

    def touch(self, kind, points, wait=True):
        self.send(
            "Input.dispatchTouchEvent",
            wait,
            type=f"touch{kind}",
            touchPoints=[{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)],
        )

    def key(self, key, modifiers=0, code=None):
        """1 is Alt, 2 Ctrl, 8 Shift."""
        text = key if len(key) == 1 and not modifiers & 2 else None
        about = {"key": key, "modifiers": modifiers, "code": code or ""}
        if key == "Enter":
            text = "\r"
        if key == "Tab":
            about["windowsVirtualKeyCode"] = 9
        if key == "Enter":
            about["windowsVirtualKeyCode"] = 13
        down = {**about, "text": text} if text else about
        self.send("Input.dispatchKeyEvent", type="keyDown", **down)
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text):
        self.send("Input.insertText", text=text)

    def screenshot(self, clip=None):
        """PNG of the page, or of (x, y, width, height)."""
        more = {}
        if clip:
            more["clip"] = {**dict(zip(("x", "y", "width", "height"), clip)), "scale": 1}
        return base64.b64decode(self.send("Page.captureScreenshot", format="png", **more)["data"])

    def close(self):
        try:
            self._session = None
            self.send("Browser.close")
            self._process.wait(5)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        for _ in range(20):  # its children write to the end
            try:
                self._folder.cleanup()
                return
            except OSError:
                time.sleep(0.1)
