"""Judges the smooth count: `make judge-smooth`, some minutes on one CPU.

python -m judge.run_smooth                   everything, into docs/judge.md
python -m judge.run_smooth newton halley     these iterations, to the terminal only

The count itself is the measure: its ceiling is the number of steps, it is one less after a step of
the iteration, and neither it nor its slope jumps where the number of steps does.
"""

import argparse
import sys
import time
import warnings

import numpy as np

import nb_cpp

from .page import write_section

START, END = "<!-- smooth: written by make judge-smooth -->", "<!-- end of smooth -->"
POINTS = 100_000
BORDERS = 1000
RNG = np.random.default_rng(16)
POLYNOMIALS = {
    "z^3 - 1": [1, 0, 0, -1],
    "z^4 - 1": [1, 0, 0, 0, -1],
    "z^6 + 1": [1, 0, 0, 0, 0, 0, 1],
    "z^5 - z - 1": [1, 0, 0, 0, -1, -1],
    "z^3 - 2z + 2": [1, 0, -2, 2],
    "z^4 - 6z^2 - 11": [1, 0, -6, 0, -11],
    "complex, degree 4": [1, 0.3j, 0, 1 - 1j, 0.5],
    "complex, degree 12": RNG.standard_normal((13, 2)) @ [1, 1j],
    "roots 0, 1, -1.001": np.poly([0, 1, -1.001]),
    "double root": np.poly([1, 1, -1]),
    "threefold root": np.poly([1, 1, 1, -1]),
    "Wilkinson 8": np.poly(range(1, 9)),
}
MULTIPLE = ("double root", "threefold root")
# Newton's, with the period and the published share of [-2, 2]^2, in %.
CYCLES = {
    "z^3 - 2z + 2": (2, 1.058),
    "z^5 - z - 1": (3, 4.49),
    "z^4 - 6z^2 - 11": (2, 10.345),
}
FEWEST = {"points": 500, "borders": 100, "steps": 30}
TOLERANCES = (1e-6, 1e-5, 1e-4, 1e-3)


def random_points(rng, count):
    return rng.uniform(-2, 2, (count, 2)) @ [1, 1j]


def benign_tolerance(coefs, settings):
    """The first that nothing warns of, or None."""
    for tol in TOLERANCES:
        with warnings.catch_warnings():
            warnings.simplefilter("error", nb_cpp.ToleranceWarning)
            try:
                nb_cpp.basins(coefs, shape=(1, 1), tol=tol, **settings)
            except nb_cpp.ToleranceWarning:
                continue
            return tol
    return None


def bisect(smooth_at, first, last):
    """The points on both sides of a border of counts, as near as doubles are."""
    count = smooth_at(first)[0]
    for _ in range(60):
        middle = (first + last) / 2
        same = smooth_at(middle)[0] == count
        first, last = np.where(same, middle, first), np.where(same, last, middle)
    return first, last


def find_borders(at, rng):
    """Borders of counts within basins, and the directions across them."""
    first = random_points(rng, 60 * BORDERS)
    last = first + 0.01 * np.exp(2j * np.pi * rng.random(first.size))
    a, b = at(first), at(last)
    chosen = (a.labels >= 0) & (a.labels == b.labels) & (np.abs(a.iterations - b.iterations) == 1)
    # Past the first steps the count's gradient is not about 0, as it is near roots and poles.
    first, last = first[chosen][:BORDERS], last[chosen][:BORDERS]
    return first, last, (last - first) / np.abs(last - first)


def lie_together(coefs, method, first, last, counts):
    """Whether the orbits stay side by side: a square root's cut parts them (Euler, Laguerre)."""
    steps = int(counts.max(initial=1))
    a, b = (nb_cpp.orbit(coefs, z, steps=steps, method=method) for z in (first, last))
    under_way = np.arange(steps + 1)[:, None] < counts
    return ~((np.abs(a - b) > 1e-6) & under_way).any(axis=0)


def slopes(smooth_at, points, step):
    """From one side, right to the third order in the step."""
    s = [smooth_at(points + k * step)[1] for k in range(4)]
    return (-11 * s[0] + 18 * s[1] - 9 * s[2] + 2 * s[3]) / (6 * np.abs(step))


def judge(coefs, settings, seed):
    """The share of right ceilings; the worst jump, median jump of slope, and error of a step."""
    rng = np.random.default_rng(seed)
    method = settings["method"]

    def at(points):
        return nb_cpp.basins_at(coefs, points, smooth=True, itmax=200, **settings)

    def smooth_at(points):
        q = at(points)
        return q.iterations, q.smooth

    points = random_points(rng, POINTS)
    q = at(points)
    reached = q.labels >= 0
    right = (np.ceil(q.smooth) == q.iterations)[reached]
    far = np.abs(q.smooth - q.iterations)[reached].max(initial=0) >= 2
    first, last, direction = find_borders(at, rng)
    inside, outside = bisect(smooth_at, first, last)
    if method in ("euler", "laguerre"):
        counts = np.minimum(smooth_at(inside)[0], smooth_at(outside)[0])
        chosen = lie_together(coefs, method, inside, outside, counts)
        inside, outside, direction = inside[chosen], outside[chosen], direction[chosen]
    calm = is_calm(lambda z: smooth_at(z)[1], inside, outside)
    inside, outside, direction = inside[calm], outside[calm], direction[calm]
    jump = np.abs(smooth_at(inside)[1] - smooth_at(outside)[1])
    step = 1e-5 * direction
    before = -slopes(smooth_at, inside, -step)
    after = slopes(smooth_at, outside, step)
    bend = np.abs(before - after) / np.maximum(np.abs(before), np.abs(after))
    some = points[reached][:2000]
    moved = nb_cpp.orbit(coefs, some, steps=1, method=method)[1]
    one, two = at(some), at(moved)
    # A zero's own count has no end, and is cut off; so is that of points that only rounding keeps
    # off it, as all are where a step leads to the root itself (Laguerre's with two roots).
    distance = np.abs(moved[:, None] - one.roots).min(axis=1)
    both = (one.labels == two.labels) & (two.smooth > 0.01) & (distance > 1e-12)
    error = np.abs(two.smooth - one.smooth + 1)[both]
    return {
        "right": right.mean() if right.size else 1.0,
        "points": int(reached.sum()),
        "far": far,
        "borders": inside.size,
        "jump": jump.max(initial=0.0),
        "bend": np.nanmedian(bend) if bend.size else 0.0,
        "steps": int(both.sum()),
        "step": error.max(initial=0.0),
    }


def find_jumps(smooth_at, first, last):
    """How much is left of the differences where they are largest, as near as doubles are."""
    a, b = smooth_at(first), smooth_at(last)
    for _ in range(60):
        middle = (first + last) / 2
        c = smooth_at(middle)
        left = np.abs(c - a) > np.abs(b - c)
        first, last = np.where(left, first, middle), np.where(left, middle, last)
        a, b = np.where(left, a, c), np.where(left, c, b)
    return np.abs(a - b)[is_calm(smooth_at, first, last)]


def is_calm(smooth_at, inside, outside):
    """Not where orbits magnify the last bit of a point so much that it is no matter of borders."""
    further = inside - 4 * (outside - inside)
    return np.abs(smooth_at(inside) - smooth_at(further)) < 1e-7


def judge_cycle(name):
    """A row of the table of cycles, and its faults."""
    coefs, (period, published) = POLYNOMIALS[name], CYCLES[name]
    rng = np.random.default_rng(0)

    def at(points):
        return nb_cpp.basins_at(coefs, points, cycles=True, smooth=True, itmax=200)

    points = random_points(rng, 10 * POINTS)
    caught = at(points).labels == -2
    share = 100 * caught.mean()
    some = points[caught][:POINTS]
    one, two = at(some), at(nb_cpp.orbit(coefs, some, steps=period)[-1])
    # The cycle's own points and those that come to them have no count.
    both = (two.labels == -2) & (two.smooth > 0.01)
    error = np.abs(two.smooth - one.smooth + period)[both].max()
    first = some[: 4 * BORDERS]
    last = first + 0.02 * np.exp(2j * np.pi * rng.random(first.size))
    ends = at(first), at(last), at((first + last) / 2)
    calm = np.all([(q.labels == -2) & (q.smooth > 1) for q in ends], axis=0)
    calm &= np.abs(ends[0].smooth - ends[1].smooth) < 1
    first, last = first[calm][:BORDERS], last[calm][:BORDERS]
    jumps = find_jumps(lambda z: at(z).smooth, first, last)
    jump = jumps.max()
    faults = sum([abs(share - published) > 0.1, error > 1e-5, jump > 1e-6, jumps.size < 700])
    row = [period, f"{share:.2f}", published, both.sum(), f"{error:.0e}", jumps.size, f"{jump:.0e}"]
    print(name, *row, faults, flush=True)
    return [*row, faults], faults


def is_judged(name, method):
    """Not where counts are rounding, the leading term is alone, or no point reaches a root."""
    if method == "steffensen" and name == "Wilkinson 8":
        return False
    return not (method in ("steffensen", "euler") and name in MULTIPLE)


def faults_of(name, method, stop, result):
    """What is not as docs/smooth.md says."""
    least = 0.97 if name in MULTIPLE and stop == "residual" else 0.999
    if method == "schroeder" and stop == "step":
        least = 0.998  # about zeros of p' that are no roots its steps are short
    for what, fewest in FEWEST.items():
        if result[what] < fewest:
            yield f"{result[what]} {what} are too few"
    if result["right"] < least:
        yield f"{result['right']:.4%} of the ceilings are right"
    if result["far"]:
        yield "2 or more from the count"
    if result["jump"] > 1e-6:
        yield f"jumps by {result['jump']:.1e}"
    if result["bend"] > 1e-3:
        yield f"its slope jumps by {result['bend']:.2%}"
    if result["step"] > 1e-5:
        yield f"a step is not one by {result['step']:.1e}"


def share(rights):
    return f"{100 * min(rights):.3f}" if rights else "-"


def judge_method(method):
    started = time.process_time()
    results, faults, left_out = [], 0, []
    for stop in ("residual", "step", "root"):
        for k, (name, coefs) in enumerate(POLYNOMIALS.items()):
            settings = {"method": method, "stop": stop}
            tol = benign_tolerance(coefs, settings)
            if tol is None or not is_judged(name, method):
                left_out.append(f"{name}, {stop}")
                continue
            result = judge(coefs, {**settings, "tol": tol}, seed=k)
            results.append({**result, "multiple": name in MULTIPLE})
            for fault in faults_of(name, method, stop, result):
                print(f"  FAILS {method} {stop} {tol:g} {name}: {fault}", flush=True)
                faults += 1
    seconds = time.process_time() - started
    row = [
        len(results),
        *(
            share([r["right"] for r in results if r["multiple"] == multiple])
            for multiple in (False, True)
        ),
        sum(r["borders"] for r in results),
        f"{max(r['jump'] for r in results):.0e}",
        f"{100 * max(r['bend'] for r in results):.4f}",
        f"{max(r['step'] for r in results):.0e}",
        faults,
        f"{seconds:.0f}",
    ]
    print(method, *row, "left out:", left_out, flush=True)
    return row, faults


def table(head, columns, rows):
    lines = [head, "|---" + "|---:" * columns + "|"]
    lines += [f"| {name} | " + " | ".join(map(str, row)) + " |" for name, row in rows.items()]
    return "\n".join(lines)


def write(rows, cycles):
    head = (
        "| method | problems | least share of right ceilings, %: simple roots | multiple | "
        "borders | worst jump | "
        "jump of slope, %, worst median | a step is one, worst error | faults | s |"
    )
    head_of_cycles = (
        "| cycle | period | share of [-2, 2]^2, % | published | points | a period of steps is one, "
        "worst error | segments | worst jump | faults |"
    )
    write_section(START, END, table(head, 9, rows) + "\n\n" + table(head_of_cycles, 8, cycles))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("methods", nargs="*", choices=[*nb_cpp.methods(), []], help="all of them")
    chosen = parser.parse_args().methods
    rows, failed = {}, 0
    for method in chosen or nb_cpp.methods():
        rows[method], faults = judge_method(method)
        failed += faults
    if not chosen:
        cycles = {name: judge_cycle(name) for name in CYCLES}
        failed += sum(faults for _, faults in cycles.values())
        write(rows, {name: row for name, (row, _) in cycles.items()})
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
