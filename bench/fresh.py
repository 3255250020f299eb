"""How soon a plot and a picture are there, in an environment made for that.

    python bench/fresh.py [--repeats 7] [--keep FOLDER]

`pip install .[plot]`, then programs that end when the file is written: wall clock and CPU time of
all of the process, Python's start and imports included, of the first and the least of the others.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLOT = """
import nb_cpp
nb_cpp.basins("z^3 - 1", extent=(-2, 2, -2, 2), shape=(512, 512)).plot().figure.savefig("plot.png")
"""


def timed(command, folder):
    """Wall clock and CPU time in seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder for the environment, used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = (given.keep or Path(scratch) / "environment").resolve()
        bin_folder = place / "bin"
        if not (bin_folder / "nb-cpp").exists():
            venv.create(str(place), with_pip=True)
            pip = [str(bin_folder / "python"), "-m", "pip", "--disable-pip-version-check"]
            subprocess.run([*pip, "install", "--quiet", f"{ROOT}[plot]"], check=True)
        commands = {
            "Python alone": [str(bin_folder / "python"), "-c", "pass"],
            "a plot with axes, two lines": [str(bin_folder / "python"), "-c", PLOT],
            "nb-cpp render, 1024 x 1024": [
                *(str(bin_folder / "nb-cpp"), "render", "z^3 - 1", "x.png", "--size", "1024")
            ],
        }
        print(f"Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} CPUs: seconds")
        for name, command in commands.items():
            runs = [timed(command, scratch) for _ in range(given.repeats + 1)]
            first, rest = runs[0], [min(times) for times in zip(*runs[1:])]
            print(
                f"  {name:28} wall {rest[0]:.2f}, CPU {rest[1]:.2f}"
                f"   first: wall {first[0]:.2f}, CPU {first[1]:.2f}"
            )


if __name__ == "__main__":
    main()
