"""Runs nb_cpp and its peers side by side, and writes docs/performance.json.

The tables and the picture of docs/performance.md are made from that.

python bench/run.py             everything, some twenty minutes with nb-cpp 0.0.8
python bench/run.py --quick     small pictures and few rounds, to the terminal only
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import machine
import numba
import numpy as np
import peers
import report
from curves import draw
from problems import ARTICLE, COMPLEX_12, PROBLEMS, Problem, random_polynomial

import nb_cpp

ROOT = Path(__file__).resolve().parent.parent


def interleaved(runners, problem, sizes, rounds):
    """Median nanoseconds a pixel of each peer, in turn, so that all see the same machine."""
    times = {name: [] for name in runners}
    for _ in range(rounds):
        for name, runner in runners.items():
            size = sizes(name)
            seconds = one_turn(runner, problem, size)
            if seconds is not None:
                times[name].append(1e9 * seconds / size**2)
    return {name: statistics.median(values) for name, values in times.items() if values}


def one_turn(runner, problem, size):
    """Seconds of a call; of a quick one the median of three, since the first wakes the CPU up."""
    seconds = runner(problem, size)
    if seconds is None or seconds > 0.5:
        return seconds
    return statistics.median([seconds, runner(problem, size), runner(problem, size)])


def all_runners(threads, targets):
    runners = {
        f"nb_cpp, {threads} threads": peers.ours(targets[0], threads),
        "nb_cpp, 1 thread": peers.ours(targets[0], 1),
    }
    for target in targets:
        runners[f"nb_cpp {target}, 1 thread"] = peers.ours(target, 1)
    runners[f"numba, {threads} threads"] = peers.with_numba
    runners["vectorised C++, 1 thread"] = peers.vectorised()
    runners["textbook C++, 1 thread"] = peers.textbook()
    runners["NumPy"] = peers.with_numpy
    old = peers.old_release()
    if old is not None:
        runners["nb-cpp 0.0.8"] = old
    return runners


def compare(runners, options):
    slow = {"NumPy", "nb-cpp 0.0.8", "textbook C++, 1 thread"}
    rows = []
    for problem in PROBLEMS:
        full = options.size if problem is ARTICLE else options.size // 2
        small = full if problem is ARTICLE and not options.quick else min(full, 256)
        iterations = problem.mean_iterations()
        print(f"{problem.name}: {iterations:.2f} iterations a pixel", flush=True)
        medians = interleaved(
            runners,
            problem,
            lambda name, full=full, small=small: small if name in slow else full,
            options.rounds,
        )
        for name, nanoseconds in medians.items():
            print(f"    {name:28s} {nanoseconds:10.2f} ns/pixel", flush=True)
        rows.append(
            {
                "name": problem.name,
                "iterations": iterations,
                "size": full,
                "small": small,
                "ns a pixel": medians,
            }
        )
    return rows


def curves(threads, target, options):
    """Time against image size, number of threads and degree."""
    sizes = [256, 512, 1024, 2048, 4096] + ([] if options.quick else [8192])
    by_size, by_threads, by_degree = {}, {}, {}
    runners = {f"{n} threads": peers.ours(target, n) for n in sorted({1, threads})}
    for size in sizes:
        by_size[size] = interleaved(runners, ARTICLE, lambda _, size=size: size, options.rounds)
    many = {n: peers.ours(target, n) for n in range(1, 2 * threads + 1)}
    by_threads = interleaved(many, ARTICLE, lambda _: options.size, options.rounds)
    one = {"real": peers.ours(target, 1), "complex": peers.ours(target, 1)}
    for degree in (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64):
        row = {}
        for kind in one:
            coefs = random_polynomial(degree, kind == "real")
            problem = Problem(kind, coefs, (-2.0, 1.5, -2.0, 1.5))  # no symmetry of the grid
            timed = interleaved({kind: one[kind]}, problem, lambda _: 256, options.rounds)
            row[kind] = timed[kind] / problem.mean_iterations(256)
        by_degree[degree] = row
    return {"size": by_size, "threads": by_threads, "degree": by_degree}


def median_seconds(call, rounds):
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def dense_evaluation(target, threads, options):
    """Nanoseconds an evaluation, with its step, where no test ends a pixel's iteration."""
    problem = replace(COMPLEX_12, tol=0.0)
    runners = {n: peers.ours(target, n) for n in sorted({1, threads})}
    times = interleaved(runners, problem, lambda _: options.size // 2, options.rounds)
    evaluations = problem.mean_iterations(options.size // 2) + 1
    return {n: nanoseconds / evaluations for n, nanoseconds in times.items()}


def speedups(target, threads, options):
    """How many times as fast all threads are as one, for each problem."""
    runners = {n: peers.ours(target, n) for n in (1, threads)}
    times = {
        problem.name: interleaved(runners, problem, lambda _: options.size, options.rounds)
        for problem in PROBLEMS
    }
    return {name: each[1] / each[threads] for name, each in times.items()}


def small_things(threads, options):
    """A tiny picture, the import, and what memory costs a large picture."""
    size = options.size
    tiny = median_seconds(lambda: nb_cpp.compute(3, 3), 2001)
    out = np.zeros((size, size, 3))
    big = {"threads": threads, **ARTICLE.arguments(size)}

    warm_seconds = median_seconds(lambda: nb_cpp.compute(**big, out=out), options.rounds)
    fresh_seconds = median_seconds(lambda: nb_cpp.compute(**big), options.rounds)
    run = [sys.executable, "-c"]
    imports = {}
    # With byte code, which pip writes when it installs.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(2 * options.rounds):
        for name, program in (("numpy", "import numpy"), ("nb_cpp", "import numpy, nb_cpp")):
            start = time.perf_counter()
            subprocess.run([*run, program], check=True, cwd=str(ROOT / "bench"), env=environment)
            imports.setdefault(name, []).append(time.perf_counter() - start)
    added = statistics.median(b - a for a, b in zip(imports["numpy"], imports["nb_cpp"]))
    return {
        "tiny, s": tiny,
        "import, s": added,
        "warm, ns": 1e9 * warm_seconds / size**2,
        "new, ns": 1e9 * fresh_seconds / size**2,
    }


def check(runners, options):
    """Every peer has to compute the picture that nb_cpp computes, but for pixels on boundaries."""
    size = 128 if options.quick else 256
    for problem in PROBLEMS:
        for name, runner in runners.items():
            share = peers.disagreement(runner, problem, size)
            if share is not None and share > 0.01:
                sys.exit(f"{name} colours {100 * share:.2f} % of {problem.name} otherwise")


def measure(options):
    """All that the page's tables and its picture are made of."""
    info = nb_cpp.build_info()
    threads, targets = info["threads"], info["usable_targets"]
    runners = all_runners(threads, targets)
    check(runners, options)
    peaks = machine.Peaks(targets[0])
    both = sorted({1, threads})
    data = {
        "date": f"{datetime.date.today():%Y-%m-%d}",
        "cpu": machine.cpu_name(),
        "threads": threads,
        "target": info["active_target"],
        "version": info["version"],
        "compiler": info["compiler"],
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "rounds": options.rounds,
        "size": options.size,
        "machine": {
            "fused multiply-adds": {n: peaks.fused(n) for n in both},
            "divisions": {n: peaks.divisions(n) for n in both},
            "warm": machine.write_bandwidth(fresh=False, threads=threads),
            "new": machine.write_bandwidth(fresh=True, threads=threads),
        },
        "dense evaluation": {
            "name": COMPLEX_12.name,
            "degree": COMPLEX_12.degree,
            "ns": dense_evaluation(targets[0], threads, options),
        },
        "speedups": speedups(targets[0], threads, options),
        "small things": small_things(threads, options),
        "problems": compare(runners, options),
        "curves": curves(threads, targets[0], options),
    }
    return json.loads(json.dumps(data))  # as a reader of the file has it: keys are text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small, to the terminal only")
    options = parser.parse_args()
    options.size = 512 if options.quick else 2048
    options.rounds = 3 if options.quick else 5

    os.environ.pop("NB_CPP_TARGET", None)  # every target has its turn
    data = measure(options)
    print(report.tables(data))
    if not options.quick:
        report.DATA.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        report.main()
        draw(report.DOCS / "images" / "performance.png", data)


if __name__ == "__main__":
    main()
