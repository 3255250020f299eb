"""Judges nb_cpp by the reference: `make judge`, a quarter of an hour on one CPU.

python -m judge.run                 everything, into docs/judge.md
python -m judge.run flat random     these parts, to the terminal only
"""

import argparse
import sys
import time

import numpy as np

import nb_cpp

from . import problems
from .arithmetic import Flint
from .compare import image, judge
from .overflow import judge_overflow, overflow
from .page import write_section

START, END = "<!-- judged: written by make judge -->", "<!-- end of judged -->"
PARTS = {
    "flat": ("Flat between the roots, defaults", problems.flat),
    "ill": ("Ill-conditioned", problems.ill_conditioned),
    "overflow": ("Powers beyond a double", overflow),
    "extraneous": ("Extraneous fixed points and cycles", problems.extraneous),
    "methods": ("Every iteration", problems.all_methods),
    "random": ("Random problems", problems.random_problems),
}
COUNTED = ("pixels", "wrong", "black", "counts", "at_boundary", "beyond", "branch", "undecided")
HEAD = "pixels | wrong | -1 | counts | boundary | beyond | cut | open | s"


def part(name, arithmetic):
    """The results of a part, each shown as soon as it is there."""
    title, rows = PARTS[name]
    print(f"\n{title}", flush=True)
    results = []
    for seed, row in enumerate(rows()):
        run = judge_overflow if name == "overflow" else judge
        for result in run(row, arithmetic, seed):
            show(result)
            results.append(result)
    return results


def show(result):
    row = result.row
    verdict = "passes" if result.passes else "FAILS"
    counted = " ".join(f"{getattr(result, name):5d}" for name in COUNTED)
    title = f"{row.title}, {row.method}, {result.stop} {result.tol:.0e}"
    print(f"  {verdict:6s} {title:70s} {counted} {result.seconds:6.1f}", flush=True)
    if not result.passes:
        for start, (label, count), right in (result.examples + result.edges)[:3]:
            print(f"           at {start!r} nb_cpp says {label} after {count}, right is {right}")


def one_image():
    """Pixels that get two different roots from 20 pairs of rule and tolerance."""
    rows = [*problems.flat()[::4], *problems.ill_conditioned()[::4], *problems.extraneous()[:2]]
    print("\n20 pairs of rule and tolerance")
    twice = []
    for row in rows:
        labels = np.array([image(row, *pair).labels for pair in problems.rule_pairs()])
        least = np.where(labels < 0, 1 << 14, labels).min(axis=0)
        most = labels.max(axis=0)
        count = int(((most >= 0) & (least != most)).sum())
        print(
            f"  {'FAILS' if count else 'passes':6s} {row.title}, {row.method}: {count}", flush=True
        )
        twice.append((row, count))
    return twice


def table(results, part_title):
    """A line for each row, its rules together."""
    lines = [f"### {part_title}", "", f"| row | method | rules | {HEAD} |", "|---" * 3]
    lines[-1] += "|---:" * 9 + "|"
    for row in {id(result.row): result.row for result in results}.values():
        own = [result for result in results if result.row is row]
        rules = ", ".join(f"{result.stop} {result.tol:.0e}" for result in own)
        sums = " | ".join(str(sum(getattr(r, name) for r in own)) for name in COUNTED)
        seconds = sum(result.seconds for result in own)
        lines.append(f"| {row.title} | {row.method} | {rules} | {sums} | {seconds:.1f} |")
    return "\n".join(lines)


def write(judged, twice, seconds):
    pixels = sum(result.pixels for results in judged.values() for result in results)
    text = [
        f"{pixels} pixels in {seconds / 60:.0f} minutes of one CPU, "
        f"target {nb_cpp.build_info()['active_target']}."
    ]
    text += [table(results, PARTS[name][0]) for name, results in judged.items()]
    text += [
        "### 20 pairs of rule and tolerance on one image",
        "| row | method | pixels | with two roots |\n|---|---|---:|---:|\n"
        + "\n".join(f"| {r.title} | {r.method} | {r.side**2} | {n} |" for r, n in twice),
    ]
    write_section(START, END, "\n\n".join(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "pairs", []], help="all of them")
    chosen = parser.parse_args().parts
    started = time.process_time()
    arithmetic = Flint()
    judged = {name: part(name, arithmetic) for name in PARTS if not chosen or name in chosen}
    twice = one_image() if not chosen or "pairs" in chosen else []
    failed = [r for results in judged.values() for r in results if not r.passes]
    failed += [row for row, count in twice if count]
    seconds = time.process_time() - started
    print(f"\n{len(failed)} rows fail; {seconds / 60:.1f} minutes")
    if not chosen:
        write(judged, twice, seconds)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
