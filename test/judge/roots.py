"""find_roots against exact arithmetic and FLINT: `make judge-roots`, figures in docs/judge.md.

Every value, multiplicity and radius of products of exact roots; for other polynomials every disc,
which must hold as many of the roots that FLINT proves as its multiplicity says.
"""

import argparse
import random
import time
from fractions import Fraction

import flint
import numpy as np

import nb_cpp

BITS = 400


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
        truth = true_roots(coefs)
        for value, multiplicity, radius in zip(*found):
            centre = flint.acb(float(value.real), float(value.imag))
            inside = sum(m for root, m in truth if abs(root - centre) <= flint.arb(float(radius)))
            touching = sum(
                m for root, m in truth if not abs(root - centre) > flint.arb(float(radius))
            )
            discs += 1
            wrong += not inside <= multiplicity <= touching
    return discs, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=15_000, help="of real and of complex roots")
    parser.add_argument("--discs", type=int, default=43_000, help="of each family")
    options = parser.parse_args()
    flint.ctx.prec = BITS
    rng = random.Random(15)
    print("| family | polynomials or discs | wrong | s |\n|---|---:|---:|---:|")
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
        print(f"| {name} | {judged} | {wrong} | {time.process_time() - start:.0f} |", flush=True)
    raise SystemExit(f"{failed} are wrong" if failed else 0)


if __name__ == "__main__":
    main()
