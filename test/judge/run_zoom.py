"""Judges narrow windows: `make judge-zoom`, three quarters of an hour on two CPUs.

python -m judge.run_zoom              everything, into docs/zoom.md
python -m judge.run_zoom NAME ...     these parts, whose rows there are written
--jobs N                              so many processes
"""

import argparse
import os
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Optional

import mpmath
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
METHODS = tuple(nb_cpp.methods())
PARAMETERS = (
    ("newton", (("relax", 1.3 + 0.2j),)),
    ("nova", (("relax", 1.3 + 0.2j),)),
    ("nova", (("c", 0.03 + 0.01j),)),
    ("traub", (("beta", 0.5),)),
    ("king", (("beta", 1.5 - 0.5j),)),
)
RANDOM = 520  # of which some show no boundary
BISECTED = 60  # digits: beyond them bisecting takes long


@dataclass(frozen=True)
class Task:
    """A window: about a point that is given, or one on a boundary, which is found."""

    problem: zoom.Problem
    digits: int
    sample: Optional[int] = None
    centre: Optional[tuple] = None
    side: int = 64

    def title(self):
        parameters = "".join(f", {name} = {value}" for name, value in self.problem.parameters)
        stop = "" if self.problem.stop == "residual" else f", {self.problem.stop}"
        return f"{self.problem.name}, {self.problem.method}{parameters}{stop}, 1e-{self.digits}"


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
    for problem in FULL:
        for digits in (10, 30, 100, 300):
            yield Task(problem, digits)


def methods():
    for name, coefs in (("z^3 - 1", CUBIC), ("a quartic", QUARTIC)):
        problems = [zoom.Problem(name, coefs, method) for method in METHODS]
        problems += [zoom.Problem(name, coefs, *given) for given in PARAMETERS]
        problems += [zoom.Problem(name, coefs, stop=stop) for stop in ("step", "root")]
        for problem in problems:
            for digits in (10, 50):
                yield Task(problem, digits, 250)


def benign(coefs):
    """A tolerance well above the rounding of p at its roots, and below |p| between them."""
    roots, turns = np.roots(coefs), np.roots(np.polyder(coefs))
    rounding = 2.0**-53 * np.polyval(np.abs(coefs), np.abs(roots)).max()
    least = np.abs(np.polyval(coefs, turns)).min(initial=np.inf)
    if 1000 * rounding < zoom.TOL < least / 10 or not least > rounding:
        return zoom.TOL
    return float(np.sqrt(rounding * least))


def windows():
    """Random polynomials, iterations and depths."""
    rng = np.random.default_rng(1)
    for seed in range(RANDOM):
        degree = int(rng.integers(2, 31))
        kind = seed % 4
        coefs = rng.normal(size=degree + 1) + (kind > 0) * 1j * rng.normal(size=degree + 1)
        if kind == 2:
            coefs = rng.integers(-3, 4, size=degree + 1) + 0.0
            coefs[0] = coefs[0] or 1.0
        if kind == 3:
            coefs = np.poly(rng.normal(size=degree) + 1j * rng.normal(size=degree))
        method = str(rng.choice(METHODS))
        digits = int(4 * 50 ** rng.uniform())
        problem = zoom.Problem(
            f"random {seed}, degree {degree}", tuple(coefs.tolist()), method, tol=benign(coefs)
        )
        yield Task(problem, digits, 40)


def special():
    """Points at which a step, its inverse, the rule or the labels are special."""
    numbers = mpmath.MPContext()
    numbers.dps = 130

    def number(z):
        z = numbers.mpmathify(z)
        return tuple(Fraction(*mpmath.libmp.to_rational(part._mpf_)) for part in (z.real, z.imag))

    cubic, quartic = zoom.Problem("", CUBIC), zoom.Problem("", QUARTIC)
    newton = lambda x: 2 * x / 3 + 1 / (3 * x * x)  # noqa: E731
    twice = lambda x: newton(newton(x))  # noqa: E731
    tol = numbers.mpf(zoom.TOL)
    third = numbers.mpf(1) / 3
    pole = -((third * 3 / 2) ** third)  # of newton's step of z^3 - 1: 2 x^3 + 1 = 0 leads to 0
    exact = {"extraprec": 300, "maxsteps": 500}
    inflection = numbers.polyroots([12, 3, -2j], **exact)[0]  # of the quartic: p'' = 0
    slope = numbers.polyroots([4, 1.5, -2j, 0.25], **exact)[0]
    level = numbers.findroot(lambda x: newton(x) ** 3 - 1 - tol, 1.01)
    deeper = numbers.findroot(lambda x: twice(x) ** 3 - 1 - tol, 1.1)
    before_pole = numbers.findroot(lambda x: newton(x) - pole, -1.2)
    with_cycle = zoom.Problem("", (1, 0, -2, 2))
    by_distance = zoom.Problem("", CUBIC, stop="root")
    by_step = zoom.Problem("", CUBIC, stop="step")
    at_distance = numbers.findroot(lambda x: newton(x) - 1 - tol, 1.001)
    of_step = numbers.findroot(lambda x: x - newton(x) - tol, 1.000001)
    pole_of_quintic = numbers.mpf("0.2") ** 0.25
    before_it = numbers.findroot(
        lambda x: 4 * x**5 + 1 - pole_of_quintic * (5 * x**4 - 1), numbers.mpc(0.5, 0.5)
    )
    near_roots = zoom.Problem(
        "a bisector of roots 1e-8 apart", tuple(np.poly([0, 1e-8, 1]).tolist()), tol=1e-19,
        start=(1e-9 + 1e-9j, 9e-9 + 1e-9j),
    )  # fmt: skip
    points = [
        ("a level line", cubic, level),
        ("a level line, two steps before", cubic, deeper),
        ("a level line of distances", by_distance, at_distance),
        ("a level line of steps", by_step, of_step),
        ("a pole", cubic, 0),
        ("what leads to a pole", cubic, pole),
        ("what leads there in two steps", cubic, before_pole),
        ("a pole", quartic, slope),
        ("a pole", zoom.Problem("", QUINTIC), pole_of_quintic),
        ("what leads to a pole", zoom.Problem("", QUINTIC), before_it),
        ("a critical point", quartic, inflection),
        ("a critical point on its cycle", with_cycle, 0),
        ("far out", cubic, numbers.mpc("1e100", "1e99")),
        ("the boundary's own symmetry", cubic, numbers.mpf(-1) / 4),
    ]
    for digits in (20, 60):
        yield Task(near_roots, digits, 40)
    for name, problem, point in points:
        for digits in (20, 60):
            titled = replace(problem, name=name)
            yield Task(titled, digits, 40, number(point))
    for method in ("euler", "laguerre"):
        for name, coefs, point in (
            ("a pole", QUARTIC, slope), ("the real axis", CUBIC, numbers.mpf("-0.3")),
            ("the real axis", QUINTIC, numbers.mpf("0.1")),
        ):  # fmt: skip
            for digits in (20, 60):
                yield Task(zoom.Problem(name, coefs, method), digits, 40, number(point))


def deepest():
    for method in ("newton", "halley"):
        yield Task(zoom.Problem("z^3 - 1", CUBIC, method), 999, 12)


PARTS = {
    "full": full,
    "methods": methods,
    "special": special,
    "windows": windows,
    "deepest": deepest,
}
TITLES = {
    "full": "z^3 - 1 (newton, halley), a dense polynomial of degree 12, and z^5 - z - 1 with its "
    "cycle, at 1e-10, 1e-30, 1e-100 and 1e-300: all 64 x 64 pixels of each",
    "methods": f"the {len(METHODS)} iterations, and five with parameters, on two polynomials, and "
    "the rules `step` and `root`, at 1e-10 and 1e-50: 250 pixels each",
    "special": "about points of level lines and bisectors, poles and what leads there, critical "
    "points, far out, on cuts; 1e-20 and 1e-60: 40 pixels each",
    "windows": "random windows: degree 2 to 30, all iterations, a benign tol, 1e-4 to 1e-199: 40 "
    "pixels each",
    "deepest": "z^3 - 1 (newton, halley) at `boundary_point`s of 1007 digits, 1e-999: 12 pixels "
    "each",
}
HEAD = "| windows | how many | pixels | wrong | of them near a boundary | largest accuracy | pass |"


def boundary(arithmetic, task):
    """A point on a boundary, by bisection where that takes seconds."""
    problem, digits = task.problem, task.digits + 8
    if digits < BISECTED:
        return zoom.boundary(arithmetic, problem, digits)
    near = zoom.boundary(arithmetic, problem, 12)
    found = nb_cpp.boundary_point(
        list(problem.coefs), near, width="1e-6", digits=digits, **problem.options()
    )
    return tuple(Fraction(part) for part in found)


def run(task):
    """What is printed of a task, and its result; None where there is no window or it is refused."""
    started = time.perf_counter()
    arithmetic = Flint()
    centre = task.centre
    result, lines = None, []
    try:
        if centre is None:
            centre = boundary(arithmetic, task)
        width = Fraction(1, 10**task.digits)
        if abs(centre[0]) > 10**50:
            width *= 10**80
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = zoom.judge(
                arithmetic, task.problem, centre, width, task.side, sample=task.sample
            )
    except NotImplementedError as error:
        return "refused", None, [f"refused  {task.title()}: {error}"]
    except ValueError as error:
        return "none", None, [f"         {task.title()}: {error}"]
    lines.append(
        f"{'passes' if result.passes else 'FAILS':8s} {task.title():60s} {result.pixels:5d} "
        f"{result.wrong:3d} {result.near:3d}  {result.skipped:5d} {result.accuracy:.0e} "
        f"{result.labels:2d} labels {result.counts:3d} counts "
        f"{time.perf_counter() - started:6.1f} s"
    )
    lines += [f"           {example}" for example in result.examples[:2]]
    return "judged", result, lines


def judged(name, jobs):
    results, refused = [], 0
    with ProcessPoolExecutor(jobs) as pool:
        for kind, result, lines in pool.map(run, PARTS[name]()):
            print("\n".join(lines), flush=True)
            refused += kind == "refused"
            if result is not None:
                results.append(result)
    return results, refused


def row(name, results, refused):
    pixels, wrong, near = (sum(getattr(r, k) for r in results) for k in ("pixels", "wrong", "near"))
    passes = sum(r.passes for r in results)
    more = f", {refused} refused" if refused else ""
    worst = max(r.accuracy for r in results)
    return (
        f"| {TITLES[name]} | {len(results)}{more} | {pixels} | {wrong} | {near} | {worst:.0e} | "
        f"{passes} of {len(results)} |"
    )


def table(rows):
    """All parts' rows: these, and of the others those that the page has."""
    page = PAGE.read_text(encoding="utf-8").splitlines()
    for name, title in TITLES.items():
        if name not in rows:
            rows[name] = next((x for x in page if x.startswith(f"| {title} |")), None)
    known = [rows[name] for name in TITLES if rows[name]]
    return "\n".join([HEAD, "|---|---:|---:|---:|---:|---:|---:|", *known])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args()
    rows, passes = {}, True
    for name in given.parts or PARTS:
        print(f"\n{TITLES[name]}", flush=True)
        results, refused = judged(name, given.jobs)
        rows[name] = row(name, results, refused)
        passes = passes and all(r.passes for r in results)
        print(f"\n{rows[name]}", flush=True)
    write_section(START, END, table(rows), PAGE)
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
