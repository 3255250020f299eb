"""Where a point goes, by the formulas in as many bits as it takes: docs/numerics.md's contract.

Nothing here is shared with the kernel: steps are the textbooks' (`formulas_oracle.STEPS`), the
polynomial is the one that was given, with its doubles taken as exact numbers, and what an orbit
does is looked up in its own distances from the roots.
"""

import math
from dataclasses import dataclass

import numpy as np
from formulas_oracle import STEPS, Jet, derivatives

ULP = -53  # all sizes are binary logarithms
RANGE = 1023
NEVER = 1 << 62
# The last step of an orbit that is looked at comes this near to its root, which is nearer than
# doubles can, and a point this near to a root, compared to the next one, is drawn to it if its
# steps lead there.
ARRIVED, NEAR = -56, -30
# A number this near to the negative axis, compared to its size, may be on either side of the square
# root's cut.
CUT = -44
# What the implementation may lose of a step to rounding, compared to z, before a label depends on
# it: where its coefficients lose more, it has to take p from the roots.
WELL_ENOUGH = -40
# Laguerre's and other steps may lead from far out to close by, and back. Where z and the next point
# are UNLIKE in size, the step has to be the SAME in more bits; an orbit that takes more than
# MOST_BITS goes to infinity by turns.
UNLIKE, SAME, MOST_BITS = 16, 48, 10000
# Steps until a point that has arrived holds still, which is where |p| is below its own rounding.
AT_THE_FLOOR = 2
# A step this small, compared to z and far from all roots, ends at a fixed point that is none.
STANDS_STILL = -80


@dataclass
class Orbit:
    """What happened to a point: entry k of an array is about the k-th point of its orbit."""

    z: np.ndarray
    residual: np.ndarray  # |p|
    slope: np.ndarray  # |p'|
    step: np.ndarray  # |z_k - z_(k-1)|
    distance: np.ndarray  # to the nearest root
    root: int  # that it converges to; -1 for none
    enters: tuple  # at the earliest and at the latest, the disc that is drawn to the root
    beyond: (
        bool  # whether the powers of a point leave the range of a double, though the start's do not
    )
    branches: bool  # whether doubles cannot tell on which side of a square root's cut it passes


@dataclass(frozen=True)
class Verdict:
    """What may be said of a point: some of its labels and counts are right.

    Doubles cannot tell all of them apart. A count is `first` to `last`, as the rule holds within
    rounding. The label is `root`, -1, or, where it depends on a disc whose size the contract
    leaves to the implementation, or on a count within 1 of the limit, either of them.
    """

    root: int
    labels: tuple
    first: int
    last: int


class Reference:
    """A problem in many bits.

    Parameters
    ----------
    arithmetic : Flint or Mpmath
    coefs, roots : sequence of complex
        One of them: the polynomial as it was given.
    labels : sequence of complex
        The roots in the order of their labels; for `coefs` the search for roots starts from them.
        What they are refined to is proved, so nothing but the order is taken on trust.
    method, parameters : the iteration
    """

    def __init__(self, arithmetic, labels, method, parameters, *, coefs=None, roots=None):
        self.arithmetic, self.method = arithmetic, method
        if roots is not None:
            distinct, counts = np.unique(np.asarray(roots, complex), return_counts=True)
            size = 4096  # exact but for 2^-4000
            exact = expanded(arithmetic.work(size), roots)
        else:
            distinct, counts = np.asarray(labels, complex), np.ones(len(labels), int)
            exact = [complex(c) for c in np.trim_zeros(np.asarray(coefs, complex), "f")]
        self.degree = len(exact) - 1
        if counts.sum() != self.degree:
            raise ValueError(f"{counts.sum()} roots of a polynomial of degree {self.degree}")
        self.multiplicities = counts
        self.parameters = parameters
        self.coefficient_sizes = self._sizes(exact)
        self._prepare(exact, distinct, refine=roots is None)
        apart = np.abs(np.subtract.outer(self.roots, np.asarray(labels, complex)))
        self.label_of = apart.argmin(axis=1)
        if len(set(self.label_of)) < len(labels):
            raise ValueError("a label has no root")

    def _sizes(self, exact):
        number, log2 = self.arithmetic.number, self.arithmetic.log2
        return np.array([log2(number(c)) for c in exact])

    def _prepare(self, exact, distinct, refine):
        """Functions and roots, in the bits that cancellation near the roots takes."""
        bits = 256
        while True:
            self.bits = bits
            arithmetic = self.arithmetic.work(bits)
            every = derivatives([arithmetic.number(c) for c in exact])
            self.functions = [arithmetic.function(c) for c in every]
            self.exact_roots = [arithmetic.number(r) for r in distinct]
            self.given = {k: arithmetic.number(complex(v)) for k, v in self.parameters.items()}
            if refine:
                self.exact_roots = self._refined(self.exact_roots)
            self.roots = np.array([complex(r) for r in self.exact_roots])
            with np.errstate(divide="ignore"):
                apart = np.log2(np.abs(np.subtract.outer(self.roots, self.roots)))
            np.fill_diagonal(apart, np.inf)
            # A root without others has the plane: its own size says what is near, or 1.
            size = np.log2(np.abs(self.roots), where=self.roots != 0, out=np.zeros(len(apart)))
            self.gaps = np.where(len(apart) > 1, apart.min(axis=1), size)
            self.sizes = np.where(self.roots != 0, size, self.gaps + ARRIVED)
            if not np.isfinite(self.gaps).all():
                raise ValueError("a root is not told from the next one")
            wanted = 96 + int(self._cancellation())
            if wanted <= bits:
                if refine:
                    self._prove()
                self.bits = max(wanted, 128)
                return
            bits = max(wanted, 2 * bits)

    def _refined(self, roots):
        """By Newton's step, to all bits."""
        p, dp = self.functions[:2]
        for i, z in enumerate(roots):
            for _ in range(64):
                u = self.arithmetic.settled(p(z) / dp(z))
                if u is None or self.arithmetic.log2(u) < self.arithmetic.log2(z) - self.bits / 2:
                    break
                z = self.arithmetic.settled(z - u)
            roots[i] = z
        return roots

    def _prove(self):
        """As many disjoint discs |z - r| <= n |p/p'|, each of which holds a root, as the degree."""
        p, dp = self.functions[:2]
        for z, gap in zip(self.exact_roots, self.gaps):
            u = self.arithmetic.settled(p(z) / dp(z))
            if u is None or self.arithmetic.log2(u) + math.log2(self.degree) > gap - 8:
                raise ValueError(f"the root near {complex(z)} is not told from the next one")

    def _cancellation(self):
        """Bits that p loses at most, where orbits are looked at."""
        p, lost = self.functions[0], []
        for z, size, gap in zip(self.exact_roots, self.sizes, self.gaps):
            beside = z + self.arithmetic.number(2.0) ** int(min(size + ARRIVED, gap + NEAR))
            value = self.arithmetic.log2(p(beside))
            terms = self._terms(np.array([self.arithmetic.log2(beside)]))[0]
            lost.append(terms - value)
        return max(lost)

    def _terms(self, sizes):
        """The sum of |c_j z^j| for each |z|."""
        powers = np.arange(self.degree, -1, -1)
        with np.errstate(invalid="ignore"):
            terms = self.coefficient_sizes + np.where(powers, sizes[:, np.newaxis] * powers, 0.0)
        return np.logaddexp2.reduce(terms, axis=1)

    def orbit(self, start, steps):
        """The orbit of a point, until it has arrived or for so many steps."""
        arithmetic = self.arithmetic.work(self.bits)
        log2 = arithmetic.log2
        z = arithmetic.number(start)
        points, rows, nearest = [], [], []
        self._branches = False
        moved = math.inf
        while True:
            at = self._jet(z)
            points.append(complex(z))
            nearest.append(int(np.abs(self.roots - points[-1]).argmin()))
            i = nearest[-1]
            distance = log2(z - self.exact_roots[i])
            rows.append((log2(at.f), log2(at.d), moved, distance))
            if distance <= self.sizes[i] + ARRIVED and moved <= self.sizes[i] + ARRIVED:
                break
            if math.isinf(rows[-1][0]):
                # It stays here.
                points.append(points[-1])
                nearest.append(i)
                rows.append((-math.inf, rows[-1][1], -math.inf, distance))
                break
            if moved < log2(z) + STANDS_STILL and distance > self.gaps[i] + NEAR:
                break
            if len(points) > steps and not self._arriving(nearest, rows, len(points) - steps):
                break
            after = self._after(at)
            if after is None:
                break
            moved = log2(after - z)
            z = after
        return self._told(np.array(points), np.array(rows).T, nearest)

    def _after(self, at):
        """The next point, or None where there is none."""
        log2 = self.arithmetic.log2
        after = self._stepped(at.z, at)
        bits = 2 * self.bits
        while after is not None and abs(log2(after) - log2(at.z)) > UNLIKE:
            # Much of it may have cancelled: it has to be the same in twice the bits.
            self.arithmetic.work(bits)
            before, after = after, self._stepped(at.z)
            bits *= 2
            same = after is None or log2(after - before) <= log2(after) - SAME
            if same or bits > MOST_BITS:
                after = after if same else None
                break
        self.arithmetic.work(self.bits)
        return after

    def _jet(self, z):
        return Jet(self.functions, self.degree, z, self.given, self._sqrt)

    def _sqrt(self, z):
        log2 = self.arithmetic.log2
        # Far out Euler's radicand is 2/n - 1, and what is left says on which side it is.
        left = z + 1 - self.arithmetic.number(2.0) / self.degree if self.method == "euler" else z
        if z.real < 0 and z.imag != 0 and log2(z.imag) < log2(left) + CUT:
            self._branches = True
        return self.arithmetic.sqrt(z)

    def _stepped(self, z, at=None):
        try:
            return self.arithmetic.settled(z + STEPS[self.method](at or self._jet(z)))
        except ZeroDivisionError:
            return None

    def _arriving(self, nearest, rows, late):
        """Whether an orbit past its steps goes on: it comes nearer to one root all the time."""
        if late > 4000 or len(rows) < 9:
            return False
        distances = [row[3] for row in rows[-8:]]
        near = distances[-1] < self.gaps[nearest[-1]] - 2
        return near and len(set(nearest[-8:])) == 1 and distances == sorted(distances, reverse=True)

    def _told(self, z, rows, nearest):
        residual, slope, step, distance = rows
        i = nearest[-1]
        sizes = np.log2(np.abs(z[np.isfinite(z) & (z != 0)]))
        powers = self._terms(sizes)
        beyond = len(sizes) < len(z) or (powers > RANGE).any() > (powers[:1] > RANGE).any()
        told = (bool(beyond), self._branches)
        arrived = distance[-1] <= self.sizes[i] + ARRIVED
        comes = arrived or (len(z) > 1 and distance[-1] < distance[-2])
        if not comes or distance[-1] > self.gaps[i] + NEAR:
            return Orbit(z, residual, slope, step, distance, -1, (NEVER, NEVER), *told)
        # No point of the disc goes away from the root; within 1/1000 of the way to the next one,
        # over the degree, all come nearer. Steffensen's disc depends on the scale of p.
        with np.errstate(divide="ignore"):
            away = np.where(np.array(nearest) == i, distance, np.log2(np.abs(z - self.roots[i])))
        enough = NEAR if self.method == "steffensen" else -10 - math.log2(self.degree)
        with np.errstate(invalid="ignore"):
            leaves = np.flatnonzero(np.diff(away) >= 0) + 1
        leaves = leaves[away[leaves] > self.sizes[i] + ARRIVED]
        first = int(leaves[-1]) if len(leaves) else 0
        near = np.flatnonzero(away[first:] <= self.gaps[i] + enough)
        last = first + int(near[0])
        return Orbit(z, residual, slope, step, distance, i, (first, last), *told)

    def rounding(self, orbit):
        """What rounding may add to a step at most, by the bound of docs/numerics.md for p."""
        bound = math.log2(16 * (self.degree + 9)) + ULP + self._terms(np.log2(np.abs(orbit.z)))
        return bound - orbit.slope

    def verdict(self, orbit, stop, tol, itmax):
        """What the contract says of an orbit."""
        bound = math.log2(tol)
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.log2(np.abs(orbit.z))
            noise = self.rounding(orbit)
            # Counts may be what the coefficients' rounding makes them, labels may not.
            first, last = self._counts(orbit, stop, bound, size, noise)
            early, late = self._counts(
                orbit, stop, bound, size, np.minimum(noise, size + WELL_ENOUGH)
            )
        root = -1 if orbit.root < 0 else int(self.label_of[orbit.root])
        enters = orbit.enters
        if root < 0 or early > itmax + 1 or enters[0] > 2 * itmax + 1:
            labels = (-1,)
        elif late < itmax and enters[1] < 2 * itmax:
            labels = (root,)
        else:
            labels = (root, -1)
        return Verdict(root, labels, first, last)

    def _counts(self, orbit, stop, bound, size, noise):
        """The first step after which the rule may hold, and after which it has to."""
        if stop == "residual":
            # In the disc, |p| below its own rounding counts as 0.
            measured, slack = orbit.residual, noise + orbit.slope
            in_disc = np.arange(len(orbit.z)) >= orbit.enters[0]
            floored = np.where(in_disc, np.maximum(bound, slack), bound)
        else:
            measured = orbit.step if stop == "step" else orbit.distance
            slack = np.logaddexp2(noise, size + ULP + 3)
            floored = bound
        first = first_step(measured <= np.logaddexp2(floored, slack))
        last = first_step(np.logaddexp2(measured, slack) <= bound)
        if orbit.root >= 0 and stop == "residual":
            last = min(last, len(orbit.z) + AT_THE_FLOOR)
        return first, last


def first_step(holds):
    """The first step, counted from 1, after which the rule holds."""
    steps = np.flatnonzero(holds[1:])
    return int(steps[0]) + 1 if len(steps) else NEVER


def expanded(arithmetic, roots):
    """The coefficients of a monic polynomial with these roots."""
    coefs = [arithmetic.number(1.0)]
    for r in roots:
        exact = arithmetic.number(complex(r))
        shifted = [*coefs, arithmetic.number(0.0)]
        for k, c in enumerate(coefs):
            shifted[k + 1] = arithmetic.settled(shifted[k + 1] - exact * c)
        coefs = shifted
    return coefs
