"""What the kernel costs beside another version's, by problem, method and target.

    python bench/versions.py DIRECTORY [--targets avx2 sse2] [--rounds 21]

DIRECTORY has the other version's package, built: a worktree after `python setup.py build_ext
--inplace`. CPU time of one thread, both versions in turn, in processes of their own, several of
each: the other's least time, the ratio of the least ones, and the median of the rounds' ratios, to
which it makes no difference that the machine is the slower one for a while.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from methods import POLYNOMIALS
from problems import PROBLEMS, UNEVEN

import nb_cpp

HERE = Path(__file__).resolve().parent.parent
SIZE = 512
PROCESSES = 6  # of each version: where its memory lies makes some per cent


def cases():
    """Names and calls."""
    for problem in PROBLEMS:
        arguments = {**problem.arguments(SIZE), "threads": 1}
        yield f"compute: {problem.name}", lambda a=arguments: nb_cpp.compute(**a)
    for problem in PROBLEMS:
        settings = {"extent": problem.extent, "itmax": problem.itmax, "tol": problem.tol}
        yield (
            f"basins: {problem.name}",
            lambda p=problem, s=settings: nb_cpp.basins(
                p.coefs, shape=(SIZE, SIZE), threads=1, **s
            ),
        )
    for method in nb_cpp.methods():
        for name, coefs in POLYNOMIALS.items():
            yield (
                f"{method}: {name}",
                lambda m=method, c=coefs: nb_cpp.basins(
                    c, method=m, extent=UNEVEN, shape=(SIZE, SIZE), itmax=30, threads=1
                ),
            )


def work():
    """In the other process: runs the case that a line of standard input names, prints seconds."""
    calls = dict(cases())
    print(json.dumps(list(calls)), flush=True)
    for line in sys.stdin:
        call = calls[json.loads(line)]
        start = time.process_time()
        call()
        print(time.process_time() - start, flush=True)


class Version:
    """A process that has one version."""

    def __init__(self, directory, target):
        environment = {**os.environ, "PYTHONPATH": str(directory), "NB_CPP_TARGET": target}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__, "--work"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.names = json.loads(self._process.stdout.readline())

    def seconds(self, name):
        self._process.stdin.write(json.dumps(name) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def compare(other, target, rounds, only):
    """Prints how many times as long this version takes as the other."""
    seconds = {}
    cpus = sorted(os.sched_getaffinity(0))
    for k in range(PROCESSES):
        # Both on one CPU: on a shared machine another may be slower for minutes.
        os.sched_setaffinity(0, {cpus[k % len(cpus)]})
        versions = Version(other, target), Version(HERE, target)
        for name in versions[0].names:
            if name not in versions[1].names or only not in name:
                continue
            for version in versions:
                version.seconds(name)
            for _ in range(-(-rounds // PROCESSES)):
                seconds.setdefault(name, []).append([v.seconds(name) for v in versions])
        for version in versions:
            version.close()
    os.sched_setaffinity(0, cpus)
    ratios = []
    for name, turns in seconds.items():
        before, after = np.min(turns, axis=0)
        ratios.append(np.median([later / earlier for earlier, later in turns]))
        print(
            f"{target:8} {name:40} {1e3 * before:8.2f} ms {after / before:6.3f} {ratios[-1]:6.3f}"
        )
    above = np.mean(np.greater(ratios, 1.02))
    print(f"{target}: median {np.median(ratios):.3f}, {above:.0%} more than 1.02")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--targets", nargs="+", default=["avx512", "avx2", "sse2", "scalar"])
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--only", default="", help="cases whose names have this in them")
    given = parser.parse_args()
    for target in given.targets:
        if target in nb_cpp.build_info()["usable_targets"]:
            compare(given.directory.resolve(), target, given.rounds, given.only)


if __name__ == "__main__":
    if sys.argv[1:] == ["--work"]:
        work()
    else:
        main()
