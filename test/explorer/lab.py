"""JupyterLab in a browser, with the explorer in its first cell.

`make test-jupyter` makes what it needs in build/jupyter; NB_CPP_JUPYTER names another environment.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from browser import POINTER

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = Path(os.environ.get("NB_CPP_JUPYTER", ROOT / "build" / "jupyter"))
PANEL = "[...jupyterapp.shell.widgets('main')][0]"
CELL = "document.querySelectorAll('.jp-Notebook .jp-Cell')"
# The first cell, and one that computes until there is a file.
EXPLORER = "import nb_cpp\nw = nb_cpp.explore('z^3 - 1')\nw"
BUSY = "from pathlib import Path\nwhile not Path('stop').exists(): pass\nprint('IDLE')"
# Notes in window.drawnThen when pictures are drawn, and how wide they are.
STAMPED = """(() => {
  const show = CanvasRenderingContext2D.prototype.putImageData;
  window.drawnThen = [];
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
    show.call(this, image, ...rest);
    window.drawnThen.push([performance.now(), image.width]);
  };
})()"""
DRAG = (
    "(async (ms) => {"
    + POINTER
    + """
  const [x, y] = middle();
  fire("pointerdown", x, y);
  const end = performance.now() + ms, before = window.drawnThen.length;
  for (let k = 1; performance.now() < end; k += 1) {
    fire("pointermove", x + 40 * Math.sin(k / 9), y + 40 * Math.cos(k / 9));
    await new Promise(requestAnimationFrame);
  }
  fire("pointermove", x + 30, y - 20);
  fire("pointerup", x + 30, y - 20);
  return window.drawnThen.slice(before);
})"""
)


def program(name):
    """A program of the environment; there is no skipping what was asked for."""
    path = ENVIRONMENT / "bin" / name
    assert path.exists(), f"{path} is missing: make test-jupyter makes it"
    return str(path)


def environment(home):
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


@contextmanager
def running(folder, sources):
    """JupyterLab's address, with a notebook of these cells in that folder."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell{number}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    (folder / "test.ipynb").write_text(json.dumps({**notebook, "cells": cells}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    log = (folder / "log.txt").open("w")
    process = subprocess.Popen(
        [
            *(program("jupyter"), "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
            *(f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"),
            *(f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"),
        ],
        env=environment(folder),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}").close()
                break
            except OSError:
                assert time.monotonic() < end, (folder / "log.txt").read_text()
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/lab/tree/test.ipynb?token={token}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


class Notebook:
    """The notebook in the browser, with the explorer in its first cell."""

    def __init__(self, browser, address, folder):
        self.browser, self.folder = browser, folder
        cells = json.loads((folder / "test.ipynb").read_text())["cells"]
        browser.open(address)
        browser.wait(f"{CELL}.length === {len(cells)}", 60)
        browser.wait(f"{PANEL}?.context.sessionContext.session?.kernel?.status === 'idle'", 60)
        browser.run(f"jupyterapp.shell.activateById({PANEL}.id)")
        self.start(0)
        browser.wait("document.querySelectorAll('.nb-mark').length === 3", 60)
        browser.run(STAMPED)
        # As large as the other measurements' picture.
        size = "{width: '512px', height: '512px'}"
        browser.run(f"Object.assign(document.querySelector('.nb-stage').style, {size}), 0")
        self.rest()

    def drag(self, seconds):
        """A root goes round for so long; when frames were drawn, in ms, and how wide they were."""
        return self.browser.run(f"{DRAG}({1000 * seconds})")

    def start(self, number):
        """Run a cell, and do not wait for it."""
        self.browser.run(f"{PANEL}.content.activeCellIndex = {number}")
        self.browser.run("void jupyterapp.commands.execute('notebook:run-cell')")

    def output(self, number, pattern, seconds=30):
        """What a cell has printed, when it has."""
        end = time.monotonic() + seconds
        while True:
            text = self.text(number)
            found = re.search(pattern, text)
            if found:
                return found
            assert time.monotonic() < end, text
            time.sleep(0.1)

    def text(self, number):
        """What stands below a cell now."""
        areas = f"[...{CELL}[{number}].querySelectorAll('.jp-OutputArea-output')]"
        return self.browser.run(f"{areas}.map((area) => area.innerText).join('\\n')")

    def rest(self):
        """Until no frame has come for a while, and the address has been told."""
        last, since = -1, time.monotonic()
        while time.monotonic() - since < 1:
            drawn = self.browser.run("window.drawnThen.length")
            if drawn != last:
                last, since = drawn, time.monotonic()
            time.sleep(0.1)

    def marks(self):
        """Where the page says that the roots are."""
        marks = "[...document.querySelectorAll('.nb-mark')]"
        labels = self.browser.run(f"{marks}.map((mark) => mark.getAttribute('aria-label'))")
        return [nearly(label.partition(" at ")[2]) for label in labels]


def nearly(text):
    """A number as the page shows it."""
    return complex(text.replace("\u2212", "-").replace(" ", "").replace("i", "j"))
