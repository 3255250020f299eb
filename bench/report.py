"""What bench/run.py measured, as tables and as a picture."""

import datetime
import platform

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numba
import numpy as np
from problems import COMPLEX_12


def tables(facts, rows, options):
    parts = [conditions(facts, options), machine_table(facts)]
    parts += [problem_table(*row) for row in rows]
    parts += [dense_table(facts), speedup_table(facts, options), small_table(facts, options)]
    return "\n\n".join(parts)


def conditions(facts, options):
    info = facts["info"]
    return (
        f"Measured on {datetime.date.today():%Y-%m-%d}: {facts['cpu']}, {facts['threads']} CPUs, "
        f"target {info['active_target']}, nb_cpp {info['version']} ({info['compiler']}), "
        f"Python {platform.python_version()}, NumPy {np.__version__}, numba {numba.__version__}. "
        f"All peers in turn in one run, medians of {options.rounds}."
    )


def machine_table(facts):
    lines = ["| the machine at most | 1 thread | all threads |", "|---|---:|---:|"]
    threads = facts["threads"]
    for name, key in (("fused multiply-adds, 1e9/s", "fused"), ("divisions, 1e9/s", "divisions")):
        lines.append(f"| {name} | {facts[key][1] / 1e9:.1f} | {facts[key][threads] / 1e9:.1f} |")
    for name, key in (("warm", "write warm"), ("new", "write fresh")):
        lines.append(f"| writing into {name} pages, GB/s | | {facts[key] / 1e9:.1f} |")
    return "\n".join(lines)


def problem_table(problem, iterations, size, small, medians):
    best = next(iter(medians.values()))
    slow = f" ({small} x {small} for textbook C++, NumPy and 0.0.8)" if small != size else ""
    lines = [
        f"### {problem.name}",
        "",
        f"{size} x {size} pixels{slow}, {iterations:.2f} iterations a pixel.",
        "",
        "| peer | ns a pixel | ns an iteration | times the first |",
        "|---|---:|---:|---:|",
    ]
    for name, nanoseconds in medians.items():
        line = f"| {name} | {nanoseconds:.2f} | {nanoseconds / iterations:.3f} "
        lines.append(f"{line}| {nanoseconds / best:.1f} |")
    return "\n".join(lines)


def dense_table(facts):
    """Multiply-adds that an evaluation needs, over what the machine can do at most.

    4 (2 n - 1) for p and p', and 10 for the two squared moduli, the quotient and the step.
    """
    operations = 4 * (2 * COMPLEX_12.degree - 1) + 10
    lines = [
        "### Dense evaluation",
        "",
        "| dense complex, degree 12, tol = 0 | ns an evaluation | share of peak |",
        "|---|---:|---:|",
    ]
    for threads, nanoseconds in facts["dense"].items():
        share = operations / nanoseconds * 1e9 / facts["fused"][threads]
        plural = "s" if threads > 1 else ""
        lines.append(f"| {threads} thread{plural} | {nanoseconds:.3f} | {100 * share:.0f} % |")
    return "\n".join(lines)


def speedup_table(facts, options):
    lines = [
        f"### {facts['threads']} threads against one",
        "",
        f"| {options.size} x {options.size} pixels | times as fast |",
        "|---|---:|",
    ]
    lines += [f"| {name} | {times:.2f} |" for name, times in facts["speedups"].items()]
    return "\n".join(lines)


def small_table(facts, options):
    pixel = 24e9 / facts["write warm"], 24e9 / facts["write fresh"]
    article = f"article's example, {options.size} wide"
    return "\n".join(
        [
            "### Other figures",
            "",
            "| | |",
            "|---|---:|",
            f"| a 3 x 3 image, from Python | {1e6 * facts['tiny']:.1f} us |",
            f"| `import nb_cpp` after `import numpy` | {1e3 * facts['import']:.1f} ms |",
            f"| {article}, `out=` given | {facts['warm']:.2f} ns a pixel |",
            f"| {article}, into a new array | {facts['fresh']:.2f} ns a pixel |",
            f"| writing 24 bytes into warm pages | {pixel[0]:.2f} ns "
            f"({100 * pixel[0] / facts['warm']:.0f} % of the time with `out=`) |",
            f"| writing 24 bytes into new pages | {pixel[1]:.2f} ns "
            f"({100 * pixel[1] / facts['fresh']:.0f} % of the time without) |",
        ]
    )


def draw(path, facts, by_size, by_threads, by_degree):
    plt.rcParams["font.size"] = 9
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    for name in next(iter(by_size.values())):
        left.plot(list(by_size), [row[name] for row in by_size.values()], "o-", label=name)
    left.set(xscale="log", xlabel="width in pixels", ylabel="ns a pixel", title="z^6 + 1")
    left.set_xticks(list(by_size), [str(size) for size in by_size])
    left.minorticks_off()
    left.legend()
    speedup = [by_threads[1] / nanoseconds for nanoseconds in by_threads.values()]
    middle.plot(list(by_threads), speedup, "o-", label="measured")
    cpus = facts["threads"]
    ideal = [min(n, cpus) for n in by_threads]
    middle.plot(list(by_threads), ideal, "--", color="gray", label=f"ideal, {cpus} CPUs")
    middle.set(xlabel="threads", ylabel="times as fast as 1", title="z^6 + 1")
    middle.set_xticks(list(by_threads))
    middle.legend()
    for kind in ("real", "complex"):
        values = [row[kind] for row in by_degree.values()]
        right.plot(list(by_degree), values, "o-", label=f"{kind} coefficients")
    right.set(xlabel="degree", ylabel="ns an iteration", title="dense, 1 thread")
    right.legend()
    for axes in (left, middle, right):
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def insert(path, text, program):
    """Replace what stands between the two marks that name the program."""
    begin = f"<!-- measured: written by bench/{program} -->"
    end = "<!-- end of measured -->"
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
