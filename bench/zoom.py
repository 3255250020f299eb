"""What narrow windows cost beside ordinary ones, and points on boundaries: some minutes.

python bench/zoom.py             into docs/zoom.md
python bench/zoom.py --print     to the terminal only

One thread, CPU time, least of some; the ordinary windows, of width 0.1, are about the same points.
"""

import argparse
import time
from dataclasses import dataclass
from statistics import median

import numpy as np
import report
from machine import cpu_name

import nb_cpp

PAGE = report.DOCS / "zoom.md"
SIDE, REPEATS, POINTS = 512, 7, 10
CUBIC = "z^3 - 1"
rng = np.random.default_rng(4)
DENSE = [1, *(rng.normal(size=12) + 1j * rng.normal(size=12))]
PROBLEMS = (
    ("z^3 - 1, newton", CUBIC, "newton"),
    ("z^3 - 1, halley", CUBIC, "halley"),
    ("dense, degree 12, newton", DENSE, "newton"),
)


@dataclass
class Window:
    """Milliseconds of the orbit and of the pixels, nanoseconds of an iteration that was left."""

    orbit: float
    pixels: float
    iteration: float


def least(call, repeats=REPEATS):
    """The result, and the least milliseconds of CPU."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        result = call()
        times.append(1e3 * (time.process_time() - start))
    return result, min(times)


def window(coefs, method, centre, width):
    def basins(side):
        return nb_cpp.basins(
            coefs, centre=centre, width=width, shape=(side, side), method=method, threads=1
        )

    # Of the time of four pixels, what is not the orbit's is next to nothing.
    _, orbit = least(lambda: basins(2))
    b, whole = least(lambda: basins(SIDE))
    left = int(np.sum(b.iterations - b.skipped, dtype=np.int64))
    return Window(orbit, whole - orbit, 1e6 * (whole - orbit) / left)


def places(coefs, method):
    """Points beside which the label changes, all over the picture."""
    b = nb_cpp.basins(coefs, extent=(-2.03, 1.97, -2.01, 1.99), shape=(64, 64), method=method)
    rows, columns = np.nonzero(b.labels[:, 1:] != b.labels[:, :-1])
    chosen = np.linspace(0, len(rows) - 1, POINTS).astype(int)
    return b.x[columns[chosen]] + 1j * b.y[rows[chosen]]


def compared(coefs, method):
    """[(digits, ordinary, narrow) of each point]."""
    rows = []
    for near in places(coefs, method):
        centre = nb_cpp.boundary_point(coefs, near, digits=305, method=method)
        ordinary = window(coefs, method, centre, "0.1")
        rows += [
            (digits, ordinary, window(coefs, method, centre, f"1e-{digits}"))
            for digits in (30, 300)
        ]
    return rows


def table_of_windows():
    lines = [
        "| | width | orbit, ms | pixels, ms | beside width 0.1 | by iteration left |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, coefs, method in PROBLEMS:
        rows = compared(coefs, method)
        for digits in (30, 300):
            pairs = [(before, after) for d, before, after in rows if d == digits]
            ratio = median(after.pixels / before.pixels for before, after in pairs)
            by_iteration = median(after.iteration / before.iteration for before, after in pairs)
            orbit = median(after.orbit for _, after in pairs)
            pixels = median(after.pixels for _, after in pairs)
            lines.append(
                f"| {name} | 1e-{digits} | {orbit:.1f} | {pixels:.1f} | {ratio:.2f} |"
                f" {by_iteration:.2f} |"
            )
            name = ""
    return "\n".join(lines)


def table_of_points():
    lines = ["| | seconds |", "|---|---:|"]
    for digits, repeats in ((100, 5), (300, 3), (1007, 1)):
        point, cost = least(
            lambda: nb_cpp.boundary_point(CUBIC, -0.5 + 0.23j, digits=digits),  # noqa: B023
            repeats,
        )
        lines.append(f"| `boundary_point` of z^3 - 1, {digits} digits | {cost / 1e3:.2f} |")
    _, cost = least(
        lambda: nb_cpp.basins(CUBIC, centre=point, width="1e-1000", shape=(2, 2), threads=1), 3
    )
    lines.append(f"| orbit of z^3 - 1 at 1e-1000 | {cost / 1e3:.2f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print", action="store_true", help="to the terminal only")
    only_print = parser.parse_args().print
    text = (
        f"{cpu_name()}, target {nb_cpp.build_info()['active_target']}, {SIDE} x {SIDE} pixels, one"
        f" thread, CPU time, medians over {POINTS} boundary points.\n\n"
        f"{table_of_windows()}\n\n{table_of_points()}"
    )
    print(text)
    if not only_print:
        report.insert(PAGE, text, "zoom.py")


if __name__ == "__main__":
    main()
