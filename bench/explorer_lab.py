"""The explorer in JupyterLab, in headless Chromium: how many frames a second.

python bench/explorer_lab.py             three runs, and into docs/explorer.md
python bench/explorer_lab.py --print     to the terminal only
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import report
from machine import cpu_name

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test" / "explorer"))

from browser import Browser  # noqa: E402
from lab import BUSY, CELL, EXPLORER, Notebook, program, running  # noqa: E402

import nb_cpp  # noqa: E402

PAGE = ROOT / "docs" / "explorer.md"
SIDE = 512
RUNS, SECONDS = 3, 2
VERSIONS = "import jupyterlab, ipykernel; print(jupyterlab.__version__, ipykernel.__version__)"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print", action="store_true", help="to the terminal only")
    only_print = parser.parse_args().print
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running(folder, (EXPLORER, BUSY)) as address:
            browser = Browser(1400, 1000)
            try:
                text = written(measured(Notebook(browser, address, folder)))
            finally:
                browser.close()
    print(text)
    if not only_print:
        report.insert(PAGE, text, "explorer_lab.py")


def measured(notebook):
    """The frames of each run, while the kernel is idle and while a cell computes."""
    runs = {"the kernel is idle": dragged(notebook)}
    notebook.start(1)
    notebook.browser.wait(f"{CELL}[1].innerText.includes('[*]')")
    runs["a cell computes"] = dragged(notebook)
    (notebook.folder / "stop").touch()
    notebook.output(1, "IDLE")
    return runs


def dragged(notebook):
    runs = []
    for _ in range(RUNS):
        runs.append(notebook.drag(SECONDS))
        notebook.rest()
    return runs


def written(runs):
    python = program("python")
    lab, kernel = subprocess.check_output([python, "-c", VERSIONS], text=True).split()
    info = nb_cpp.build_info()
    lines = [
        f"{cpu_name()}, {info['threads']} CPUs, target {info['active_target']}; JupyterLab {lab}, "
        f"ipykernel {kernel}; medians of {RUNS} runs of {SECONDS} seconds.",
        "",
        f"| {SIDE} x {SIDE} | " + " | ".join(f"while {name}" for name in runs) + " |",
        "|---|" + "---:|" * len(runs),
    ]

    def row(name, of):
        cells = [f"{statistics.median(map(of, found)):.1f}" for found in runs.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    row("frames a second", lambda run: len(run) / SECONDS)
    row("of them in full size, %", lambda run: 100 * sum(w == SIDE for _, w in run) / len(run))
    row("ms between two frames: median", lambda run: statistics.median(gaps(run)))
    row("95 % within", lambda run: sorted(gaps(run))[int(0.95 * len(gaps(run)))])
    return "\n".join(lines)


def gaps(run):
    return [after - before for (before, _), (after, _) in zip(run, run[1:])]


if __name__ == "__main__":
    main()
