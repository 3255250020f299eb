"""Time a step of each method beside Newton's; write the table into docs/methods.md."""

import statistics
import time
from pathlib import Path

import numpy as np
import report
from problems import random_polynomial

import nb_cpp

PAGE = Path(__file__).resolve().parent.parent / "docs" / "methods.md"
ROUNDS = 7
POLYNOMIALS = {
    "z^3 - 1": np.array([1.0, 0, 0, -1]),
    "z^6 + 1": np.array([1.0, 0, 0, 0, 0, 0, 1]),
    "dense real, degree 12": random_polynomial(12, True),
    "dense complex, degree 12": random_polynomial(12, False),
}


def cost(coefs, method):
    """Nanoseconds an iteration; the extent has no symmetry."""
    start = time.perf_counter()
    b = nb_cpp.basins(
        coefs,
        method=method,
        shape=(1024, 1000),
        extent=(-2.0, 1.7, -2.0, 1.5),
        itmax=30,
        threads=1,
    )
    return 1e9 * (time.perf_counter() - start) / b.iterations.sum()


def main():
    names = list(nb_cpp.methods())
    lines = ["| method | " + " | ".join(POLYNOMIALS) + " |", "|---" + "|---:" * 4 + "|"]
    ratios = {name: [] for name in names}
    newton = []
    for coefs in POLYNOMIALS.values():
        times = {name: [] for name in names}
        for _ in range(ROUNDS):
            for name in names:
                times[name].append(cost(coefs, name))
        newton.append(statistics.median(times["newton"]))
        for name in names:
            pairs = zip(times[name], times["newton"])
            ratios[name].append(statistics.median(a / b for a, b in pairs))
    for name in names:
        lines.append(f"| {name} | " + " | ".join(f"{ratio:.1f}" for ratio in ratios[name]) + " |")
    lines.append("| newton, ns | " + " | ".join(f"{ns:.2f}" for ns in newton) + " |")
    text = "\n".join(lines)
    print(text)
    report.insert(PAGE, text, "methods.py")


if __name__ == "__main__":
    main()
