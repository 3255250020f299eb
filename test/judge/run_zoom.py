"""Judges narrow windows: `make judge-zoom`, half an hour on one CPU.

python -m judge.run_zoom              everything, into docs/zoom.md
python -m judge.run_zoom NAME ...     these parts, to the terminal only
"""

import argparse
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

import nb_cpp

from . import zoom
from .arithmetic import Flint
from .page import write_section

START = "<!-- judged windows: written by make judge-zoom -->"
END = "<!-- end of judged windows -->"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "zoom.md"

CUBIC, QUINTIC = (1, 0, 0, -1), (1, 0, 0, 0, -1, -1)
QUARTIC = (1, 0.5, -1j, 0.25, 1.5 - 0.5j)
RATIONAL = [m for m in nb_cpp.methods() if m not in ("nova", "euler", "laguerre")]


def dense(degree, seed):
    """Random complex coefficients."""
    rng = np.random.default_rng(seed)
    return tuple((rng.normal(size=degree + 1) + 1j * rng.normal(size=degree + 1)).tolist())


FULL = [
    zoom.Problem("z^3 - 1", CUBIC, start=(-0.52 + 0.2316j, -0.49 + 0.2316j)),
    zoom.Problem("z^3 - 1", CUBIC, "halley"),
    zoom.Problem("dense, degree 12", dense(12, 4)),
    zoom.Problem("z^5 - z - 1", QUINTIC),
]


def full():
    """Every pixel."""
    for problem in FULL:
        for digits in (10, 30, 100, 300):
            sample = None if digits < 300 else 250
            yield problem, digits, sample


def methods():
    for name, coefs in (("z^3 - 1", CUBIC), ("a quartic", QUARTIC)):
        for method in RATIONAL:
            for digits in (12, 40):
                yield zoom.Problem(name, coefs, method), digits, 250
    yield zoom.Problem("z^3 - 1", CUBIC, "newton", (("relax", 1.3 + 0.2j),)), 40, 250
    for stop in ("step", "root"):
        for digits in (12, 40):
            yield zoom.Problem("a quartic, " + stop, QUARTIC, stop=stop), digits, 250


def windows():
    """Random polynomials, iterations and depths."""
    rng = np.random.default_rng(1)
    for seed in range(120):
        degree = int(rng.integers(2, 13))
        kind = seed % 4
        coefs = rng.normal(size=degree + 1) + (kind > 0) * 1j * rng.normal(size=degree + 1)
        if kind == 2:
            coefs = rng.integers(-3, 4, size=degree + 1) + 0.0
            coefs[0] = coefs[0] or 1.0
        if kind == 3:
            coefs = np.poly(rng.normal(size=degree) + 1j * rng.normal(size=degree))
        method = str(rng.choice(RATIONAL))
        digits = int(rng.integers(4, 60))
        yield zoom.Problem(f"random, degree {degree}", tuple(coefs.tolist()), method), digits, 40


PARTS = {"full": full, "methods": methods, "windows": windows}
TITLES = {
    "full": "64 x 64 pixels, all of them; at 1e-300 a sample of 250",
    "methods": f"the {len(RATIONAL)} rational iterations on two polynomials, 250 pixels a window",
    "windows": "random windows: degree 2 to 12, 1e-4 to 1e-59, 40 pixels each",
}
HEAD = "| part | windows | pixels | wrong | of them near a boundary | largest accuracy | passes |"


def part(name, arithmetic):
    results, refused = [], 0
    for problem, digits, sample in PARTS[name]():
        started = time.perf_counter()
        title = f"{problem.name}, {problem.method}, 1e-{digits}"
        try:
            centre = zoom.boundary(arithmetic, problem, digits + 8)
        except ValueError:  # one basin only
            print(f"         {title}: no boundary", flush=True)
            continue
        try:
            result = zoom.judge(arithmetic, problem, centre, Fraction(1, 10**digits), sample=sample)
        except NotImplementedError as error:
            refused += 1
            print(f"refused  {title}: {error}", flush=True)
            continue
        results.append(result)
        print(
            f"{'passes' if result.passes else 'FAILS':8s} {title:60s} {result.pixels:5d} "
            f"{result.wrong:3d} {result.near:3d}  {result.skipped:5d} {result.accuracy:.0e} "
            f"{time.perf_counter() - started:6.1f} s",
            flush=True,
        )
        for example in result.examples[:2]:
            print(f"           {example}")
    return results, refused


def row(name, results, refused):
    pixels, wrong, near = (sum(getattr(r, k) for r in results) for k in ("pixels", "wrong", "near"))
    passes = sum(r.passes for r in results)
    more = f" ({refused} refused)" if refused else ""
    worst = max(r.accuracy for r in results)
    return (
        f"| {TITLES[name]} | {len(results)}{more} | {pixels} | {wrong} | {near} | {worst:.0e} | "
        f"{passes} of {len(results)} |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    chosen = parser.parse_args().parts or list(PARTS)
    lines, passes = [HEAD, "|---|---:|---:|---:|---:|---:|---:|"], True
    for name in chosen:
        print(f"\n{TITLES[name]}", flush=True)
        results, refused = part(name, Flint())
        lines.append(row(name, results, refused))
        passes = passes and all(r.passes for r in results)
    print("\n" + "\n".join(lines))
    if len(chosen) == len(PARTS):
        write_section(START, END, "\n".join(lines), PAGE)
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
