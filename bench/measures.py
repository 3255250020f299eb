"""Times what gives data: every measure on one image, `basins` beside `compute`, `find_roots`.

python bench/measures.py              on 1024 x 1024 points, and into docs/metrics.md
python bench/measures.py --side 256   to the terminal only
"""

import argparse
import contextlib
import io
import statistics
import time
from pathlib import Path

import numpy as np
import report
from machine import cpu_name

import nb_cpp
from nb_cpp import metrics


def best(function, *arguments, repeats=5):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


def seconds(function, *arguments, **options):
    start = time.perf_counter()
    function(*arguments, **options)
    return time.perf_counter() - start


SIDE = 1024
PAGE = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=SIDE, help="points a side")
    side = parser.parse_args().side
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        info = nb_cpp.build_info()
        print(f"{cpu_name()}, {info['threads']} CPUs, target {info['active_target']}")
        measures(side)
        basins_beside_compute(side)
        roots()
    text = printed.getvalue().rstrip()
    print(text)
    if side == SIDE:
        report.insert(PAGE, f"```\n{text}\n```", "measures.py")


def measures(side):
    for degree in (3, 8, 30):
        b = nb_cpp.basins([1, *[0] * (degree - 1), -1], shape=(side, side), itmax=200)
        calls = {
            "shares": (metrics.shares, b.labels),
            "not_converged": (metrics.not_converged, b.labels),
            "cai": (metrics.cai, b.labels),
            "mean_iterations": (metrics.mean_iterations, b.labels, b.iterations),
            "ani": (metrics.ani, b.iterations),
            "basin_entropy": (metrics.basin_entropy, b.labels),
            "boundary_dimension": (metrics.boundary_dimension, b.labels),
            "uncertainty_exponent": (metrics.uncertainty_exponent, b.labels),
            "wada_test": (metrics.wada_test, b.labels),
            "minimal_fatal_shock": (metrics.minimal_fatal_shock, b.labels, b.x, b.y, b.roots[0]),
            "summary": (every_measure, b),
        }
        print(f"z^{degree} - 1, {side} x {side}, milliseconds:")
        for name, (function, *arguments) in calls.items():
            print(f"  {name:<22}{1e3 * best(function, *arguments):8.2f}")


def every_measure(b):
    return metrics.summary(b.labels, b.iterations, roots=b.roots, x=b.x, y=b.y, evaluations=2)


def basins_beside_compute(side, rounds=15):
    """The same iteration by both, in turn; each returns a new array."""
    print(f"Newton, {side} x {side}, nanoseconds a pixel: basins, compute, median of the ratios")
    for name, coefs in (
        ("z^6 + 1", [1, 0, 0, 0, 0, 0, 1]),
        ("z^3 - 2 z + 2", [1, 0, -2, 2]),
        ("dense, degree 12", np.random.default_rng(12).standard_normal(13)),
    ):
        for threads in (1, None):
            pairs = [
                (
                    seconds(nb_cpp.basins, coefs, shape=(side, side), itmax=30, threads=threads),
                    seconds(nb_cpp.compute, side, side, coefs, -2, 2, -2, 2, threads=threads),
                )
                for _ in range(rounds)
            ]
            ours, its = (1e9 * statistics.median(times) / side**2 for times in zip(*pairs))
            ratio = statistics.median(a / b for a, b in pairs)
            where = "one thread" if threads else "all threads"
            print(f"  {name:<17}{where:<13}{ours:8.2f}{its:8.2f}{ratio:8.2f}")


def roots():
    rng = np.random.default_rng(3)
    normal = rng.standard_normal(1001)
    print("find_roots, degree 1000, milliseconds:")
    for name, coefs in (
        ("random real", normal),
        ("random complex", normal + 1j * rng.standard_normal(1001)),
        ("z^1000 - 1", [1, *[0] * 999, -1]),
        ("all equal", [1] * 1001),
        ("1e-30 to 1e30", normal * 10.0 ** rng.uniform(-30, 30, 1001)),
        ("1e-300 to 1e300", normal * 10.0 ** rng.uniform(-300, 300, 1001)),
    ):
        print(f"  {name:<22}{1e3 * best(nb_cpp.find_roots, coefs, repeats=3):8.1f}")


if __name__ == "__main__":
    main()
