"""The tables of docs/performance.md, from what bench/run.py measured: docs/performance.json.

python bench/report.py      the tables anew, from the data that there are
"""

import json
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
DATA = DOCS / "performance.json"
PAGE = DOCS / "performance.md"


def tables(data):
    parts = [conditions(data), machine_table(data)]
    parts += [problem_table(problem) for problem in data["problems"]]
    parts += [dense_table(data), speedup_table(data), small_table(data)]
    return "\n\n".join(parts)


def conditions(data):
    return (
        f"Measured on {data['date']}: {data['cpu']}, {data['threads']} CPUs, "
        f"target {data['target']}, nb_cpp {data['version']} ({data['compiler']}), "
        f"Python {data['python']}, NumPy {data['numpy']}, numba {data['numba']}. "
        f"All peers in turn in one run, medians of {data['rounds']}."
    )


def machine_table(data):
    lines = ["| the machine at most | 1 thread | all threads |", "|---|---:|---:|"]
    machine, threads = data["machine"], str(data["threads"])
    for name in ("fused multiply-adds", "divisions"):
        rates = machine[name]
        lines.append(f"| {name}, 1e9/s | {rates['1'] / 1e9:.1f} | {rates[threads] / 1e9:.1f} |")
    for pages in ("warm", "new"):
        lines.append(f"| writing into {pages} pages, GB/s | | {machine[pages] / 1e9:.1f} |")
    return "\n".join(lines)


def problem_table(problem):
    size, small, iterations = problem["size"], problem["small"], problem["iterations"]
    best = next(iter(problem["ns a pixel"].values()))
    slow = f" ({small} x {small} for textbook C++, NumPy and 0.0.8)" if small != size else ""
    lines = [
        f"### {problem['name']}",
        "",
        f"{size} x {size} pixels{slow}, {iterations:.2f} iterations a pixel.",
        "",
        "| peer | ns a pixel | ns an iteration | times the first |",
        "|---|---:|---:|---:|",
    ]
    for name, nanoseconds in problem["ns a pixel"].items():
        line = f"| {name} | {nanoseconds:.2f} | {nanoseconds / iterations:.3f} "
        lines.append(f"{line}| {nanoseconds / best:.1f} |")
    return "\n".join(lines)


def dense_table(data):
    """Multiply-adds that an evaluation needs, over what the machine can do at most.

    4 (2 n - 1) for p and p', and 10 for the two squared moduli, the quotient and the step.
    """
    dense = data["dense evaluation"]
    operations = 4 * (2 * dense["degree"] - 1) + 10
    lines = [
        "### Dense evaluation",
        "",
        f"| {dense['name']}, tol = 0 | ns an evaluation | share of peak |",
        "|---|---:|---:|",
    ]
    for threads, nanoseconds in dense["ns"].items():
        peak = data["machine"]["fused multiply-adds"][threads]
        share = operations / nanoseconds * 1e9 / peak
        plural = "" if threads == "1" else "s"
        lines.append(f"| {threads} thread{plural} | {nanoseconds:.3f} | {100 * share:.0f} % |")
    return "\n".join(lines)


def speedup_table(data):
    lines = [
        f"### {data['threads']} threads against one",
        "",
        f"| {data['size']} x {data['size']} pixels | times as fast |",
        "|---|---:|",
    ]
    lines += [f"| {name} | {times:.2f} |" for name, times in data["speedups"].items()]
    return "\n".join(lines)


def small_table(data):
    machine, small = data["machine"], data["small things"]
    pixel = 24e9 / machine["warm"], 24e9 / machine["new"]
    article = f"article's example, {data['size']} wide"
    return "\n".join(
        [
            "### Other figures",
            "",
            "| | |",
            "|---|---:|",
            f"| a 3 x 3 image, from Python | {1e6 * small['tiny, s']:.1f} us |",
            f"| `import nb_cpp` after `import numpy` | {1e3 * small['import, s']:.1f} ms |",
            f"| {article}, `out=` given | {small['warm, ns']:.2f} ns a pixel |",
            f"| {article}, into a new array | {small['new, ns']:.2f} ns a pixel |",
            f"| writing 24 bytes into warm pages | {pixel[0]:.2f} ns "
            f"({100 * pixel[0] / small['warm, ns']:.0f} % of the time with `out=`) |",
            f"| writing 24 bytes into new pages | {pixel[1]:.2f} ns "
            f"({100 * pixel[1] / small['new, ns']:.0f} % of the time without) |",
        ]
    )


def inserted(page, text, program):
    """The page with the text between the two marks that name the program."""
    begin = f"<!-- measured: written by bench/{program} -->"
    end = "<!-- end of measured -->"
    before, rest = page.split(begin)
    _, after = rest.split(end, 1)
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def insert(path, text, program):
    page = path.read_text(encoding="utf-8")
    path.write_text(inserted(page, text, program), encoding="utf-8")


def main():
    insert(PAGE, tables(json.loads(DATA.read_text(encoding="utf-8"))), "run.py")


if __name__ == "__main__":
    main()
