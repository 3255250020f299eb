"""High degrees: a thousand steps of a thousand terms are too many for FLINT, one by one.

Newton's steps are taken for all points together in extended precision: 64 bits, and exponents that
z^1800 does not leave. A sample is followed in many bits, and so is what nb_cpp says otherwise.
"""

import time

import numpy as np

from .compare import AT_BOUNDARY, DIRECTIONS, LOOKED_AT, Result, Row, image
from .reference import Reference

SAMPLE = 4
CHUNK = 250  # points that are evaluated together


def overflow():
    rng = np.random.default_rng(3)
    rows = []
    for kind in ("Kac", "Littlewood"):
        for degree in (100, 300, 600, 1000, 1400, 1800):
            if kind == "Kac":
                coefs = rng.standard_normal(degree + 1)
            else:
                coefs = rng.choice([-1.0, 1.0], degree + 1)
            rows.append(
                Row(
                    f"{kind}, degree {degree}",
                    {"coefs": coefs},
                    (-2.2, 2.2, -2.2, 2.2),
                    rules=(("root", 1e-6),),
                    itmax=4000,
                    side=100,
                    pixels=2000,
                )
            )
    return rows


def newton(coefs, z):
    """p/p' at each point, from powers of z or, outside the unit circle, of w = 1/z.

    Terms that are less than 2^-80 of the first ones are left out: points that are far from the
    circle need few.
    """
    degree = len(coefs) - 1
    outside = np.abs(z) > 1
    result = np.empty_like(z)
    for side, terms in ((outside, coefs), (~outside, coefs[::-1])):
        here = np.flatnonzero(side)
        w = 1 / z[here] if terms is coefs else z[here]
        size = np.minimum(np.abs(w), 0.999).astype(float)
        needed = np.minimum(60 - 80 / np.log2(size), degree + 1)
        for chunk in np.array_split(np.argsort(needed), 1 + len(here) // CHUNK):
            if len(chunk):
                some = terms[: int(needed[chunk].max()) + 1]
                q, slope = sums(some, w[chunk])
                # p(z) = z^n q(1/z) outside.
                below = degree * q - slope if terms is coefs else slope
                result[here[chunk]] = z[here[chunk]] * q / below
    return result


def sums(terms, w):
    """The sum of terms[k] w^k, and that of k terms[k] w^k: powers up to their root, and of that."""
    width = int(len(terms) ** 0.5) + 1
    height = -(-len(terms) // width)
    powers = np.ones((len(w), width + 1), w.dtype)
    powers[:, 1:] = w[:, np.newaxis]
    powers = np.cumprod(powers, axis=1)
    both = []
    for some in (terms, terms * np.arange(len(terms))):
        table = np.zeros(width * height, terms.dtype)
        table[: len(terms)] = some
        table = table.reshape(height, width).T
        rows = powers[:, :width].real @ table + 1j * (powers[:, :width].imag @ table)
        total = rows[:, -1]
        for k in range(height - 2, -1, -1):
            total = total * powers[:, -1] + rows[:, k]
        both.append(total)
    return both


def labels_of(coefs, roots, starts, itmax, tol):
    """Labels and counts by Newton's steps and the rule "root"."""
    coefs = np.asarray(coefs, np.longdouble)
    z = np.array(starts, np.clongdouble)
    labels = np.full(len(z), -1)
    counts = np.full(len(z), itmax)
    left = np.arange(len(z))
    u = newton(coefs, z)
    for k in range(1, itmax + 1):
        z[left] -= u
        u = newton(coefs, z[left])
        # Within tol of a root u is about the distance.
        near = np.flatnonzero(np.abs(u) < 100 * tol)
        there = z[left[near]].astype(complex)
        nearest = np.array([np.abs(roots - one).argmin() for one in there], int)
        arrived = np.abs(there - roots[nearest]) <= tol
        labels[left[near[arrived]]] = nearest[arrived]
        counts[left[near[arrived]]] = k
        stays = np.ones(len(left), bool)
        stays[near[arrived]] = False
        left, u = left[stays], u[stays]
        if not len(left):
            break
    return labels, counts


def judge_overflow(row, arithmetic, seed):
    """The same as `compare.judge`, for a row of the rule "root" and Newton's iteration."""
    if np.finfo(np.longdouble).nmant < 63:
        raise RuntimeError("this machine's long double has no 64 bits: run the other parts")
    started = time.process_time()
    ((stop, tol),) = row.rules
    b = image(row, stop, tol)
    coefs = row.problem["coefs"]
    rng = np.random.default_rng(seed)
    y, x = rng.integers(0, row.side, (2, row.pixels))
    starts = b.x[x] + 1j * b.y[y]
    labels, counts = labels_of(coefs, b.roots, starts, row.itmax, tol)
    said, after = b.labels[y, x], b.iterations[y, x]
    result = Result(row, stop, tol, 0.0, row.pixels)
    reference = Reference(arithmetic, b.roots, "newton", b.parameters, coefs=coefs)
    for i in range(SAMPLE):
        verdict = reference.verdict(reference.orbit(starts[i], 2 * row.itmax), stop, tol, row.itmax)
        if (labels[i] not in verdict.labels) or not verdict.first <= counts[i] <= verdict.last:
            raise RuntimeError(f"extended precision is not enough at {starts[i]!r}")
    differ = np.flatnonzero((said != labels) | (np.abs(after - counts) > 1))
    for i in differ:
        found = (complex(starts[i]), (said[i], after[i]), (labels[i], counts[i]))
        kind = "black" if min(said[i], labels[i]) < 0 else "wrong"
        if said[i] == labels[i]:
            kind = "counts"
        if result.wrong + result.black + result.counts < LOOKED_AT:
            beside = starts[i] + AT_BOUNDARY * max(abs(starts[i]), 2.2) * DIRECTIONS
            around, several = labels_of(coefs, b.roots, beside, row.itmax, tol)
            changes = (around != labels[i]).any()
            if changes or (kind == "counts" and (several != counts[i]).any()):
                result.at_boundary += 1
                result.edges += (found,)
                continue
        setattr(result, kind, getattr(result, kind) + 1)
        if len(result.examples) < 3:
            result.examples += (found,)
    result.seconds = time.process_time() - started
    return [result]
