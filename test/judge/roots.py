"""find_roots against exact arithmetic and FLINT: `make judge-roots`, ten minutes.

python -m judge.roots                              everything, into docs/judge.md
python -m judge.roots --products 99 --discs 999    fewer, to the terminal only

Every value, multiplicity and radius of products of exact roots; for other polynomials every disc,
which must hold as many of the roots that FLINT proves as its multiplicity says; and families of
which nearly all roots have to be known to 1e-12, within a minute.
"""

import argparse
import math
import random
import time
from fractions import Fraction
from functools import partial

import flint
import numpy as np

import nb_cpp

from .page import write_section

START, END = "<!-- roots: written by make judge-roots -->", "<!-- end of roots -->"
PRODUCTS, DISCS = 15_000, 43_000
BITS = 400
HARD_BITS = 4096
LEAST_KNOWN, MOST_SECONDS = 0.9, 60  # of hard families


def product(roots):
    """Coefficients (real, imaginary) of the product of z - r, highest degree first."""
    p = [(Fraction(1), Fraction(0))]
    for a, b in roots:
        zero = (Fraction(0), Fraction(0))
        p = [
            (x - (u * a - v * b), y - (u * b + v * a))
            for (x, y), (u, v) in zip([*p, zero], [zero, *p])
        ]
    return p


def judge_products(count, imaginary, rng):
    """Products of 2 to 5 roots of multiplicities 2 to 9, to degree 44, exact in double."""
    wrong = 0
    for _ in range(count):
        doubles = truth = None
        while doubles is None:
            number = rng.randint(2, 5)
            multiplicities = [rng.randint(2, 9) for _ in range(number)]
            points = {
                (Fraction(rng.randint(-8, 8), 8), imaginary * Fraction(rng.randint(-8, 8), 8))
                for _ in range(number)
            }
            if sum(multiplicities) > 44 or len(points) < number:
                continue
            truth = dict(zip(sorted(points), multiplicities))
            exact = product([point for point, m in truth.items() for _ in range(m)])
            doubles = [complex(*pair) for pair in exact]
            if [(Fraction(z.real), Fraction(z.imag)) for z in doubles] != exact:
                doubles = None
        found = nb_cpp.find_roots(doubles)
        got = dict(zip(found.values.tolist(), found.multiplicities.tolist()))
        want = {complex(*point): m for point, m in truth.items()}
        wrong += got != want or bool(found.radii.any())
    return count, wrong


def small_integers(rng):
    return [rng.randint(-9, 9) for _ in range(rng.randint(5, 40))]


def long_integers(rng):
    return [rng.randint(-(2**90), 2**90) for _ in range(rng.randint(5, 40))]


def doubles(rng):
    return [rng.gauss(0, 1) * 10.0 ** rng.uniform(-6, 6) for _ in range(rng.randint(5, 40))]


def fractions(rng):
    return [Fraction(rng.randint(-99, 99), rng.randint(1, 99)) for _ in range(rng.randint(5, 30))]


def wilkinson_shaken(rng):
    p = [x for x, _ in product([(Fraction(k), 0) for k in range(1, rng.randint(6, 25))])]
    p[rng.randrange(1, len(p))] += Fraction(rng.randint(-9, 9), 10 ** rng.randint(0, 12))
    return p


def clusters(rng):
    roots = []
    for _ in range(rng.randint(2, 4)):
        centre = Fraction(rng.randint(-20, 20), rng.randint(1, 9))
        gap = Fraction(1, 10 ** rng.randint(2, 30))
        roots += [(centre + k * gap, 0) for k in range(rng.randint(1, 4))]
    return [x for x, _ in product(roots)]


def powers(rng):
    p = flint.fmpz_poly([1])
    for _ in range(rng.randint(1, 3)):
        factor = flint.fmpz_poly([rng.randint(-9, 9) for _ in range(rng.randint(2, 4))] + [1])
        p *= factor ** rng.randint(1, 6)
    return [int(c) for c in reversed(p.coeffs())]


FAMILIES = (small_integers, long_integers, doubles, fractions, wilkinson_shaken, clusters, powers)


def true_roots(coefs):
    """Proved roots and their multiplicities, of any numbers that are fractions."""
    exact = [Fraction(c) for c in coefs]
    scale = int(np.lcm.reduce(np.array([c.denominator for c in exact], dtype=object)))
    p = flint.fmpz_poly([int(c * scale) for c in reversed(exact)])
    return p.complex_roots()


def judge_discs(family, count, rng):
    """Discs that hold another number of roots than they say."""
    discs = wrong = 0
    while discs < count:
        coefs = family(rng)
        if not any(coefs[:-1]):
            continue
        found = nb_cpp.find_roots(coefs)
        discs += len(found.values)
        wrong += count_others(true_roots(coefs), found)
    return discs, wrong


def count_others(truth, found):
    """Discs that hold another number of the true roots than they say."""
    wrong = 0
    for value, multiplicity, radius in zip(*found):
        centre = flint.acb(float(value.real), float(value.imag))
        inside = sum(m for root, m in truth if abs(root - centre) <= flint.arb(float(radius)))
        touching = sum(m for root, m in truth if not abs(root - centre) > flint.arb(float(radius)))
        wrong += not inside <= multiplicity <= touching
    return wrong


def mandelbrot(periods):
    """c such that 0 has such a period under z^2 + c: MPSolve's mand511 with nine."""
    p = flint.fmpz_poly([1])
    for _ in range(periods):
        p = flint.fmpz_poly([0, 1]) * p * p + 1
    return descending(p)


def partitions(n):
    """The number of partitions of n into k parts before z^(k - 1): MPSolve's partition1600."""
    parts = [[0] * (n + 1) for _ in range(n + 1)]
    parts[0][0] = 1
    for total in range(1, n + 1):
        for k in range(1, total + 1):
            parts[total][k] = parts[total - 1][k - 1] + parts[total - k][k]
    return parts[n][:0:-1]


def chromatic(level):
    """The chromatic polynomial of the diamond hierarchical lattice, without its root 0.

    Each edge becomes four, by way of two new vertices: with the numbers of colourings in which the
    ends have the same colour or two given ones. B. Derrida, L. De Seze, C. Itzykson, Fractal
    structure of zeros in hierarchical models, J. Stat. Phys. 33 (1983). MPSolve's chrmc_d
    are of the same degrees.
    """
    q = flint.fmpz_poly([0, 1])
    same, other = flint.fmpz_poly([0]), flint.fmpz_poly([1])
    for _ in range(level):
        same, other = (
            (same**2 + (q - 1) * other**2) ** 2,
            (2 * same * other + (q - 2) * other**2) ** 2,
        )
    return descending(same + (q - 1) * other)


def kameny(kind, digits):
    """MPSolve's kam1, kam2 (and kam3) and kam4, with c = 10^digits."""
    z, c = flint.fmpz_poly([0, 1]), 10**digits
    return descending(
        {
            1: (c * z - 3) ** 2 + math.isqrt(c**3) * z**7,
            2: (c * z**2 - 3) ** 2 + c * z**9,
            4: (c * z**4 - 2) ** 2 + z**14 + 2 * c * z**11 + 4 * z**7,
        }[kind]
    )


def descending(p):
    return [int(c) for c in reversed(p.coeffs())]


HARD = {
    "Mandelbrot 511": lambda: mandelbrot(9),
    "Mandelbrot 1023": lambda: mandelbrot(10),
    "partitions of 800": lambda: partitions(800),
    "partitions of 1600": lambda: partitions(1600),
    "chromatic 171": lambda: chromatic(4),
    "chromatic 683": lambda: chromatic(5),
    **{
        f"Kameny {kind}, c = 1e{digits}": lambda kind=kind, digits=digits: kameny(kind, digits)
        for kind, digits in ((1, 12), (1, 40), (2, 12), (2, 40), (4, 24))
    },
}


def proved_root(p, start):
    """The root that Newton's iteration leads to from there, and a distance within which it is."""
    derivative = p.derivative()
    z = start
    for _ in range(40):
        step = p(z) / derivative(z)
        distance = (p.degree() * abs(step)).upper() if step.is_finite() else flint.arb("inf")
        if not distance > abs(z).mid() * flint.arb(2) ** -300:
            return z, distance
        z = (z - step).mid()
    return None


def count_wrong(coefs, found):
    """Discs of simple roots that hold none, or one that another disc holds, too.

    As many roots as the degree, each in a disc of its own, are all that there are.
    """
    flint.ctx.prec = HARD_BITS
    p = flint.acb_poly(flint.fmpz_poly([int(c) for c in reversed(coefs)]))
    centres = [flint.acb(float(z.real), float(z.imag)) for z in found.values]
    wrong, roots = 0, []
    for centre, radius in zip(centres, found.radii):
        root = proved_root(p, centre)
        held = root is not None and abs(root[0] - centre) + root[1] <= flint.arb(float(radius))
        wrong += not held
        roots.append(root)
    places = np.array([complex(z) for z in found.values])
    for i, root in enumerate(roots):
        near = np.flatnonzero(abs(places - places[i]) < 4 * (found.radii + found.radii[i]) + 1e-300)
        wrong += any(
            not abs(root[0] - centres[j]) - root[1] > flint.arb(float(found.radii[j]))
            for j in near
            if j != i
        )
    return wrong


def judge_hard(coefs):
    """The shares of roots known to 1e-12, the discs that are wrong, and seconds."""
    start = time.process_time()
    found = nb_cpp.find_roots(coefs)
    seconds = time.process_time() - start
    known = found.radii <= 1e-12 * abs(found.values)
    share = found.multiplicities[known].sum() / found.multiplicities.sum()
    if (found.multiplicities == 1).all() and known.all():
        wrong = count_wrong(coefs, found)
    else:
        flint.ctx.prec = BITS
        wrong = count_others(true_roots(coefs), found)
    return share, wrong, seconds


def seconds_of(call, times):
    """The least of some times, of all CPUs."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return min(seconds)


def judge_times(rng):
    """What a call takes, and may take."""
    normal = [rng.gauss(0, 1) for _ in range(1001)]
    real = [rng.uniform(-1, 1) for _ in range(1000)]
    points = [complex(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(1000)]
    call = partial(nb_cpp.find_roots, normal)
    yield "find_roots, 1001 normal doubles", seconds_of(call, 5), 0.04
    for name, roots in (("real", real), ("complex", points)):
        call = partial(nb_cpp.basins, roots=roots, shape=(2, 2), stop="step", tol=1e-12)
        yield f"basins, 1000 {name} roots", seconds_of(call, 1), 2.0


class Report:
    """Lines that are printed as they come."""

    def __init__(self):
        self.lines = []

    def add(self, *lines):
        self.lines += lines
        print(*lines, sep="\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--products", type=int, default=PRODUCTS, help="of real and of complex roots"
    )
    parser.add_argument("--discs", type=int, default=DISCS, help="of each family")
    options = parser.parse_args()
    flint.ctx.prec = BITS
    rng = random.Random(15)
    report = Report()
    report.add("| family | polynomials or discs | wrong | s |", "|---|---:|---:|---:|")
    failed = 0
    jobs = [
        (f"products of {kind} roots", judge_products, (options.products, imaginary))
        for kind, imaginary in (("real", 0), ("complex", 1))
    ]
    jobs += [(f.__name__.replace("_", " "), judge_discs, (f, options.discs)) for f in FAMILIES]
    for name, judge, arguments in jobs:
        start = time.process_time()
        judged, wrong = judge(*arguments, rng)
        failed += wrong
        report.add(f"| {name} | {judged} | {wrong} | {time.process_time() - start:.0f} |")
    report.add(
        "", "| family | degree | known to 1e-12 | wrong discs | s |", "|---" + "|---:" * 4 + "|"
    )
    for name, coefs in HARD.items():
        given = coefs()
        share, wrong, seconds = judge_hard(given)
        failed += wrong + (share < LEAST_KNOWN) + (seconds > MOST_SECONDS)
        report.add(f"| {name} | {len(given) - 1} | {share:.2%} | {wrong} | {seconds:.1f} |")
    report.add("", "| call | s | at most |", "|---|---:|---:|")
    for name, seconds, most in judge_times(rng):
        failed += seconds > most
        report.add(f"| {name} | {seconds:.3f} | {most} |")
    if (options.products, options.discs) == (PRODUCTS, DISCS):
        write_section(START, END, "\n".join(report.lines))
    raise SystemExit(f"{failed} are wrong" if failed else 0)


if __name__ == "__main__":
    main()
