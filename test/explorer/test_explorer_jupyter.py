"""The explorer in JupyterLab, driven by the same browser: `make test-jupyter` runs these."""

import base64
import json
import re
import subprocess
import time

import numpy as np
import pytest
from browser import Browser
from lab import BUSY, CELL, EXPLORER, ROOT, Notebook, environment, program, running
from page import pixels
from serving import STATE

import nb_cpp

pytestmark = pytest.mark.jupyter
CELLS = (
    EXPLORER,
    "print('ROOTS', [[z.real, z.imag] for z in w.roots.tolist()])",
    BUSY,
    "w.roots = [1, 2j, -1, -2j]\nprint('SET')",
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


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    with running(folder, CELLS) as address:
        browser = Browser(1400, 1000)
        try:
            yield Notebook(browser, address, folder)
        finally:
            browser.close()


def test_a_root_is_dragged_and_python_reads_it(notebook):
    canvas = "document.querySelector('.nb-canvas')"
    assert notebook.browser.run(f"[{canvas}.width, {canvas}.height]") == [512, 512]
    assert len(notebook.drag(3)) > 3
    notebook.rest()
    notebook.start(1)
    roots = [complex(*z) for z in json.loads(notebook.output(1, r"ROOTS (\[\[.*\]\])")[1])]
    shown = notebook.marks()
    assert len(roots) == len(shown) == 3
    assert all(min(abs(z - w) for w in roots) < 1e-3 for z in shown)
    assert max(z.real for z in roots) > 1.05


def test_a_busy_cell_does_not_freeze_it(notebook):
    notebook.start(2)
    notebook.browser.wait(f"{CELL}[2].innerText.includes('[*]')")
    start = time.monotonic()
    drawn = 0
    while drawn < 60 and time.monotonic() - start < 60:
        drawn += len(notebook.drag(1))
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
