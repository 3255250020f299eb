"""Times every measure on one image: `python bench/measures.py [SIDE]`."""

import sys
import time

import nb_cpp
from nb_cpp import metrics


def best(function, *arguments, repeats=5):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


def main(side):
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
