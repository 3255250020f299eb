"""Judges nb_cpp's cycles: `make judge-cycles`, a quarter of an hour on two CPUs.

python -m judge.run_cycles                   everything, into docs/judge.md
python -m judge.run_cycles newton halley     these iterations, to the terminal only
python -m judge.run_cycles --times           what a search takes at degree 8, into docs/judge.md
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

import nb_cpp

from .arithmetic import Flint
from .cycles import judge_cycles, judge_picture
from .page import write_section

START, END = "<!-- cycles: written by make judge-cycles -->", "<!-- end of cycles -->"
TIMES_START, TIMES_END = (
    "<!-- searches: written by make judge-cycles -->",
    "<!-- end of searches -->",
)
MOST_SECONDS = 0.3  # of a search at degree 8
POLYNOMIALS = 200
PICTURES = 20  # each so many problems have one
ALGEBRAIC = ("euler", "laguerre")
# By turns; others have none, or their defaults.
PARAMETERS = {
    "newton": ({}, {"relax": 0.7 + 0.1j}),
    "nova": ({"c": 0.1}, {"c": 0.05 + 0.2j, "relax": 1.2}),
    "traub": ({}, {"beta": 0.6}),
    "king": ({}, {"beta": 0.5}),
}


def random_polynomials(count, seed=15):
    """Degrees 3 to 6, real and complex by turns; of every other one a root is 1e2 to 1e8 away."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        degree = 3 + k % 4
        coefs = rng.standard_normal(degree + 1).astype(complex)
        if k // 4 % 2:
            coefs += 1j * rng.standard_normal(degree + 1)
        if k // 8 % 2:
            near = np.roots(coefs[1:] if coefs[1] else coefs)
            far = 10.0 ** rng.uniform(2, 8) * np.abs(near).max() * (-1) ** k
            coefs = np.polymul(coefs[1:], [1, -far])
        yield coefs if np.iscomplexobj(coefs) and coefs.imag.any() else coefs.real


def judge_problem(method, k, coefs):
    """A problem's numbers, by the columns of the table, and its faults."""
    started = time.process_time()
    choices = PARAMETERS.get(method, ({},))
    parameters = choices[k // 16 % len(choices)]
    said = nb_cpp.find_cycles(coefs, method=method, **parameters)
    searched = time.process_time() - started
    result, truth, true = judge_cycles(Flint(), coefs, method, parameters, said)
    found = list(result.faults)
    if not said.complete:
        found.append("the search is not complete")
    pixels = black = 0
    if true or k % PICTURES == 0:
        pixels, black, wrong = judge_picture(truth, true, coefs, method, parameters)
        found += [f"-1 at {z}" for z in wrong]
    counts = 1, result.critical, result.cycles, result.slow, result.open, pixels, black
    seconds = time.process_time() - started
    faults = [f"{method} {parameters} {list(coefs)}: {fault}" for fault in found]
    return counts, result.worst, searched, seconds, faults


def judge_method(method, pool):
    """The row of a method, and its faults."""
    polynomials = list(random_polynomials(POLYNOMIALS))
    results = pool.map(judge_problem, [method] * POLYNOMIALS, range(POLYNOMIALS), polynomials)
    counts, worst, searched, seconds, faults = zip(*results)
    faults = [fault for some in faults for fault in some]
    for fault in faults:
        print(f"  FAILS {fault}", flush=True)
    sums = np.sum(counts, axis=0).tolist()
    row = [*sums, f"{max(worst):.0e}", len(faults), f"{1000 * max(searched):.0f}"]
    row.append(f"{sum(seconds):.0f}")
    print(method, *row, flush=True)
    return row, faults


def polynomials_of_degree_8(seed=8):
    """Real and complex ones, with a far root, Wilkinson's, and two that have few terms."""
    rng = np.random.default_rng(seed)
    for k in range(12):
        coefs = rng.standard_normal(9) + (1j * rng.standard_normal(9) if k % 2 else 0)
        yield np.polymul(coefs[1:], [1, -1e5]) if k % 3 == 2 else coefs
    yield np.poly(np.arange(1, 9))
    yield [1, 0, 0, 0, 0, 0, 0, 0, -1]
    yield [1, 0, 0, 0, 0, 0, 0, -2, 2]


def seconds_of_search(coefs, method, parameters):
    start = time.process_time()
    nb_cpp.find_cycles(coefs, method=method, **parameters)
    return time.process_time() - start


def judge_times():
    """The slowest searches of all methods; how many take too long."""
    rows, slow = [], 0
    for method in nb_cpp.methods():
        parameters = PARAMETERS.get(method, ({},))[0]
        seconds = [seconds_of_search(c, method, parameters) for c in polynomials_of_degree_8()]
        slow += max(seconds) > MOST_SECONDS
        rows.append(f"| {method} | {1000 * np.median(seconds):.0f} | {1000 * max(seconds):.0f} |")
        print(rows[-1], flush=True)
    head = ["| method | median, ms | slowest, ms |", "|---|---:|---:|"]
    write_section(TIMES_START, TIMES_END, "\n".join(head + rows))
    return slow


def write(rows):
    head = (
        "| method | problems | critical points | attracting cycles | slow | open | pixels | "
        "of them -1 | worst multiplier | faults | slowest call, ms | s |"
    )
    lines = [head, "|---" + "|---:" * 11 + "|"]
    lines += [f"| {method} | " + " | ".join(map(str, row)) + " |" for method, row in rows.items()]
    write_section(START, END, "\n".join(lines))


def main():
    rational = [name for name in nb_cpp.methods() if name not in ALGEBRAIC]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("methods", nargs="*", choices=[*rational, []], help="all of them")
    parser.add_argument("--times", action="store_true", help="of searches at degree 8 only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    options = parser.parse_args()
    chosen = options.methods
    rows, failed = {}, 0 if chosen else judge_times()
    if options.times:
        sys.exit(1 if failed else 0)
    with ProcessPoolExecutor(options.jobs) as pool:
        for method in chosen or rational:
            rows[method], faults = judge_method(method, pool)
            failed += len(faults)
    if not chosen:
        write(rows)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
