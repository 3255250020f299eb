"""The explorer in JupyterLab, driven by the same browser.

`make test-jupyter` runs these, and makes what they need in build/jupyter; NB_CPP_JUPYTER names
another environment.
"""

import base64
import json
import os
import re
import secrets
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from browser import POINTER, STAMPED, Browser
from page import pixels
from serving import STATE

import nb_cpp

pytestmark = pytest.mark.jupyter
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = Path(os.environ.get("NB_CPP_JUPYTER", ROOT / "build" / "jupyter"))
PANEL = "[...jupyterapp.shell.widgets('main')][0]"
CELL = "document.querySelectorAll('.jp-Notebook .jp-Cell')"
CELLS = (
    "import nb_cpp\nw = nb_cpp.explore('z^3 - 1')\nw",
    "print('ROOTS', [[z.real, z.imag] for z in w.roots.tolist()])",
    "from pathlib import Path\nwhile not Path('stop').exists(): pass\nprint('IDLE')",
    "w.roots = [1, 2j, -1, -2j]\nprint('SET')",
)
# A root goes round for so long; the frames that were drawn meanwhile.
DRAG = (
    "(async (ms) => {"
    + POINTER
    + """
  const [x, y] = middle();
  fire("pointerdown", x, y);
  const end = performance.now() + ms, before = window.drawnAt.length;
  for (let k = 1; performance.now() < end; k += 1) {
    fire("pointermove", x + 40 * Math.sin(k / 9), y + 40 * Math.cos(k / 9));
    await new Promise(requestAnimationFrame);
  }
  fire("pointermove", x + 30, y - 20);
  fire("pointerup", x + 30, y - 20);
  return window.drawnAt.length - before;
})"""
)
# As many requests for frames as there are, none waited for: who is answered, and with how much.
STORM = """(async (count, message) => {
  const [panel] = jupyterapp.shell.widgets("main");
  const kernel = panel.context.sessionContext.session.kernel;
  const { outputs } = panel.content.widgets[0].model;
  const view = outputs.get(0).data["application/vnd.jupyter.widget-view+json"];
  const comm = kernel._comms.get(view.model_id);
  const answers = {};
  const all = new Promise((done) => {
    kernel.iopubMessage.connect((_, message) => {
      const content = message.content.data?.content;
      if (!String(content?.id).startsWith("storm")) return;
      answers[content.id] = content.overtaken ? 0 : (message.buffers[0]?.byteLength ?? -1);
      if (Object.keys(answers).length === count) done();
    });
  });
  for (let k = 1; k <= count; k += 1) {
    const content = {id: `storm${k}`, view: "storm", kind: "frame",
      message: {...message, view: "storm", number: k}};
    comm.send({method: "custom", content});
  }
  await Promise.race([all, new Promise((done) => setTimeout(done, 30000))]);
  return answers;
})"""


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


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab's address, with a notebook of the cells, and its folder."""
    folder = tmp_path_factory.mktemp("lab")
    cells = [
        {
            "cell_type": "code",
            "id": f"cell{number}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": source,
        }
        for number, source in enumerate(CELLS)
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
        yield f"http://127.0.0.1:{port}/lab/tree/test.ipynb?token={token}", folder
    finally:
        process.terminate()
        process.wait(30)
        log.close()


class Notebook:
    """The notebook in the browser, with the explorer in its first cell."""

    def __init__(self, browser, address, folder):
        self.browser, self.folder = browser, folder
        browser.open(address)
        browser.wait(f"{CELL}.length === {len(CELLS)}", 60)
        browser.wait(f"{PANEL}?.context.sessionContext.session?.kernel?.status === 'idle'", 60)
        browser.run(f"jupyterapp.shell.activateById({PANEL}.id)")
        self.start(0)
        browser.wait("document.querySelectorAll('.nb-mark').length === 3", 60)
        browser.run(STAMPED)
        # As large as the other measurements' picture.
        size = "{width: '512px', height: '512px'}"
        browser.run(f"Object.assign(document.querySelector('.nb-stage').style, {size}), 0")
        self.rest()

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
            drawn = self.browser.run("window.drawnAt.length")
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


@pytest.fixture(scope="module")
def notebook(lab):
    browser = Browser(1400, 1000)
    try:
        yield Notebook(browser, *lab)
    finally:
        browser.close()


def test_a_root_is_dragged_and_python_reads_it(notebook, capsys):
    seconds = 3
    canvas = "document.querySelector('.nb-canvas')"
    assert notebook.browser.run(f"[{canvas}.width, {canvas}.height]") == [512, 512]
    drawn = notebook.browser.run(f"{DRAG}({1000 * seconds})")
    with capsys.disabled():
        print(f"\nJupyterLab, 512 x 512: {drawn / seconds:.0f} frames a second")
    assert drawn > seconds
    notebook.rest()
    notebook.start(1)
    roots = [complex(*z) for z in json.loads(notebook.output(1, r"ROOTS (\[\[.*\]\])")[1])]
    shown = notebook.marks()
    assert len(roots) == len(shown) == 3
    assert all(min(abs(z - w) for w in roots) < 1e-3 for z in shown)
    assert max(z.real for z in roots) > 1.05


def test_a_busy_cell_does_not_freeze_it(notebook, capsys):
    notebook.start(2)
    notebook.browser.wait(f"{CELL}[2].innerText.includes('[*]')")
    start = time.monotonic()
    drawn = 0
    while drawn < 60 and time.monotonic() - start < 60:
        drawn += notebook.browser.run(f"{DRAG}(1000)")
    rate = drawn / (time.monotonic() - start)
    with capsys.disabled():
        print(f"\nwhile a cell computes: {rate:.0f} frames a second")
    assert drawn >= 60
    (notebook.folder / "stop").touch()
    notebook.output(2, "IDLE")


def test_of_requests_at_once_the_last_is_answered(notebook):
    # So large that computing a frame takes longer than to ask for many.
    message = json.dumps({**STATE, "size": [1000, 750]})
    answers = notebook.browser.run(f"{STORM}(300, {message})")
    assert len(answers) == 300
    assert answers["storm300"] == 1000 * 750 * 4
    assert sum(length == 0 for length in answers.values()) > 150
    assert set(answers.values()) == {0, 1000 * 750 * 4}


def test_it_follows_python(notebook):
    notebook.start(3)
    notebook.output(3, "SET")
    notebook.browser.wait("document.querySelectorAll('.nb-mark').length === 4")
    notebook.rest()
    assert sorted(notebook.marks(), key=lambda z: (z.real, z.imag)) == [-1, -2j, 2j, 1]
    assert not notebook.browser.console


def test_the_example_runs_and_a_saved_notebook_has_a_picture(tmp_path):
    """Where no state of widgets has been saved, as JupyterLab does not unless it is told to."""
    run = subprocess.run(
        [
            *(program("jupyter"), "nbconvert", "--execute", "--to", "html"),
            *("--ExecutePreprocessor.store_widget_state=False", f"--output-dir={tmp_path}"),
            str(ROOT / "example" / "explorer.ipynb"),
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "explorer.html").read_text()
    images = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert len(images) >= 2
    shown = pixels(base64.b64decode(images[0]))
    assert (shown == nb_cpp.render("z^3 - 1", size=512, cycles=True).array).all()
    assert np.ptp(shown) > 200
