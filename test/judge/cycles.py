"""The attracting cycles of rational iterations, found without nb_cpp: `make judge-cycles`.

An attracting cycle attracts a critical point. Here these are the zeros of the numerator of F' for
the step F = a/b as a fraction of polynomials, multiplied out in many bits, and each is followed by
the textbook's formula in many bits until it is at a root, at a cycle, or away.
"""

import warnings
from dataclasses import dataclass, field

import numpy as np
from formulas_oracle import STEPS, Jet, derivatives

import nb_cpp

from .fractions import add, divided, product, slope, step_fraction

BITS = 256  # of orbits
BITS_OF_NUMERATORS = 4000
MAX_PERIOD = 64
STEPS_AT_MOST = 20000
ATTRACTS = 0.999
CLOSE = 1e-9  # what is asked of points and multipliers
FAR = 2.0**300


@dataclass
class Found:
    """A cycle, in the arithmetic's numbers, from any of its points."""

    points: list
    multiplier: complex

    def values(self):
        return np.array([complex(z) for z in self.points])


class Truth:
    """A polynomial with simple roots and an iteration, in many bits.

    Parameters
    ----------
    arithmetic : Flint or Mpmath
    coefs : sequence of complex
        Highest degree first, taken as exact.
    method, parameters : the iteration
    """

    def __init__(self, arithmetic, coefs, method, parameters, bits=BITS_OF_NUMERATORS):
        self.arithmetic, self.method, self.bits = arithmetic, method, bits
        self.coefs = [complex(c) for c in coefs]
        self.parameters = {k: complex(v) for k, v in parameters.items()}
        self._settle()
        values = np.array([complex(r) for r in arithmetic.zeros(self._exact())])
        apart = np.abs(np.subtract.outer(values, values))
        np.fill_diagonal(apart, np.inf)
        self.gaps = apart.min(axis=1)
        self.values = values

    def _settle(self, bits=BITS):
        number = self.arithmetic.work(bits).number
        every = derivatives([number(c) for c in self.coefs])
        self.functions = [self.arithmetic.function(c) for c in every]
        self.given = {k: number(v) for k, v in self.parameters.items()}

    def _exact(self):
        return [self.arithmetic.number(c) for c in self.coefs[::-1]]

    def critical_points(self):
        """The zeros of a'b - ab' that are neither roots nor multiple poles."""
        bits = self.bits
        while True:
            try:
                zeros = self._critical_points(bits)
                break
            except ValueError:  # they are not told apart
                if bits > 8 * self.bits:
                    raise
                bits *= 2
        self.arithmetic.work(BITS)
        return zeros

    def _critical_points(self, bits):
        arithmetic = self.arithmetic.work(bits)
        log2 = arithmetic.log2

        def negligible(x, others):
            return log2(x) < max(map(log2, others)) - bits / 3

        p = self._exact()
        given = {k: arithmetic.number(v) for k, v in self.parameters.items()}
        if not self.parameters.get("beta", 1):
            given["beta"] = 0
        a, b = step_fraction(self.method, p, given, negligible)
        numerator = add(product(slope(a), b), product(a, slope(b)), -1)
        while len(numerator) > 1 and negligible(numerator[-1], numerator):
            numerator.pop()
        for factor in (p, slope(p)):
            while len(numerator) >= len(factor) > 1:
                quotient, remainder = divided(numerator, factor)
                if not all(negligible(x, numerator) for x in remainder):
                    break
                numerator = quotient
        return arithmetic.zeros(numerator) if len(numerator) > 1 else []

    def after(self, z):
        jet = Jet(self.functions, len(self.coefs) - 1, z, self.given, self.arithmetic.sqrt)
        try:
            return self.arithmetic.settled(z + STEPS[self.method](jet))
        except ZeroDivisionError:
            return None

    def rests(self, before, after):
        """Whether Steffensen's step is so far from all roots that it is next to nothing.

        Infinity has the multiplier 1: nothing leaves its neighbourhood in a number of steps that
        could be taken. The fixed points are the roots.
        """
        if self.method != "steffensen":
            return False
        moved, size = abs(complex(after - before)), abs(complex(before))
        return moved < 1e-6 * size < 1e-6 * abs(complex(self.functions[0](before)))

    def is_at_root(self, z):
        """Whether a point is so near to a root that a step leads nearer."""
        if self.parameters.get("c"):
            return False
        value = complex(z)
        i = int(np.abs(self.values - value).argmin())
        return abs(value - self.values[i]) < 1e-9 * self.gaps[i]

    def follow(self, z, steps=STEPS_AT_MOST):
        """Where it is led: "root", "away", "slow", or a point and after how many steps it is back.

        What is slow comes to a fixed point whose multiplier is as large as `ATTRACTS` or larger.
        """
        orbit, check = [z], 256
        for k in range(1, steps + 1):
            before, z = z, self.after(z)
            if z is None or abs(complex(z)) > FAR or self.rests(before, z):
                return "away"
            if self.is_at_root(z):
                return "root"
            orbit.append(z)
            if k == check:
                check *= 2
                turn = np.array([complex(w) for w in orbit[-MAX_PERIOD - 1 :]])
                scale = np.abs(turn).max()
                back = np.abs(turn[:-1] - turn[-1])[::-1]
                moved, before = abs(turn[-1] - turn[-2]), abs(turn[-2] - turn[-3])
                if k > 1000 and ATTRACTS * before < moved < 1e-2 * abs(turn[-1]):
                    return "slow"
                near = np.flatnonzero(back < 1e-13 * max(abs(turn[-1]), 1e-9 * scale))
                if len(near):
                    return orbit[-1], int(near[0]) + 1
                orbit = orbit[-MAX_PERIOD - 1 :]
        turn = np.array([complex(w) for w in orbit[-MAX_PERIOD - 1 :]])
        return orbit[-1], int(np.abs(turn[:-1] - turn[-1])[::-1].argmin()) + 1

    def turn(self, z, period):
        points = [z]
        for _ in range(period):
            points.append(self.after(points[-1]))
            if points[-1] is None:
                return None
        return points

    def multiplier(self, points):
        """By central differences, in more bits."""
        self._settle(4 * BITS)
        result = 1
        for z in points:
            h = self.arithmetic.number(2.0) ** (-BITS)
            above, below = self.after(z + h), self.after(z - h)
            result = None if above is None or below is None else result * (above - below) / (2 * h)
            if result is None:
                break
        self._settle()
        return result

    def refined(self, z, period):
        """The cycle near a point, by Newton's iteration on what a turn changes."""
        for _ in range(60):
            points = self.turn(z, period)
            if points is None:
                return None
            slope = self.multiplier(points[:-1])
            if slope is None or complex(slope) == 1:
                return None
            step = (points[-1] - z) / (1 - slope)
            z = self.arithmetic.settled(z + step)
            if z is None:
                return None
            if abs(complex(step)) < 1e-40 * max(abs(complex(z)), 1e-30):
                break
        else:
            return None
        points = self.turn(z, period)
        values = np.array([complex(w) for w in points])
        back = np.abs(values[1:] - values[0]) < 1e-20 * np.abs(values).max()
        shorter = int(back.argmax()) + 1 if back.any() else period
        points = points[:shorter]
        return Found(points, complex(self.multiplier(points)))

    def attracting_cycles(self):
        """Those with a multiplier below `ATTRACTS`, and how many critical points were followed."""
        found = []
        seeds = self.critical_points()
        self.slow = 0
        for seed in seeds:
            end = self.follow(seed)
            if isinstance(end, str):
                self.slow += end == "slow"
                continue
            z, period = end
            if any(np.abs(c.values() - complex(z)).min() < 1e-11 * abs(complex(z)) for c in found):
                continue
            cycle = self.refined(z, period)
            if cycle is None:
                self.slow += 1
                continue
            if abs(cycle.multiplier) >= ATTRACTS or self.is_at_root(cycle.points[0]):
                continue
            if not any(matches(cycle, other.values()) for other in found):
                found.append(cycle)
        return found, len(seeds)


def matches(cycle, points):
    """Whether these are the cycle's points."""
    values = cycle.values()
    if len(values) != len(points):
        return False
    apart = np.abs(np.subtract.outer(values, points))
    nearest = apart.argmin(axis=1)
    size = np.maximum(np.abs(values), 1e-6 * np.abs(values).max())
    return bool(
        (apart.min(axis=1) <= CLOSE * size).all() and len(set(nearest.tolist())) == len(values)
    )


@dataclass
class Result:
    """What a comparison found; `faults` are sentences."""

    cycles: int = 0
    critical: int = 0
    slow: int = 0
    worst: float = 0.0  # error of a multiplier
    faults: list = field(default_factory=list)


def judge_cycles(arithmetic, coefs, method, parameters, said, bits=BITS_OF_NUMERATORS):
    """nb_cpp's cycles, as it said them, beside those of all critical points."""
    values = {**nb_cpp.methods()[method].parameters, **parameters}
    truth = Truth(arithmetic, np.trim_zeros(np.asarray(coefs, complex), "f"), method, values, bits)
    true, critical = truth.attracting_cycles()
    result = Result(len(true), critical, truth.slow)
    for cycle in true:
        same = [c for c in said if matches(cycle, c.points)]
        if len(same) != 1:
            result.faults.append(f"{len(same)} times: {cycle.values()}, {cycle.multiplier}")
            continue
        error = abs(same[0].multiplier - cycle.multiplier)
        result.worst = max(result.worst, error)
        if error > CLOSE:
            result.faults.append(f"{same[0].multiplier} for the multiplier {cycle.multiplier}")
    for c in said:
        if abs(c.multiplier) < ATTRACTS and not any(matches(t, c.points) for t in true):
            # No critical point led there in time: it has to be one all the same.
            cycle = truth.refined(arithmetic.number(complex(c.points[0])), c.period)
            right = cycle is not None and matches(cycle, c.points)
            if not right or abs(cycle.multiplier - c.multiplier) > CLOSE:
                result.faults.append(f"no cycle: {c.points}, {c.multiplier}")
    return result, truth, true


def judge_picture(truth, true, coefs, method, parameters, side=24, itmax=400):
    """The pixels that are -1 though the formulas lead them to a root or an attracting cycle.

    Of those whose powers a double holds: the number of pixels, of those that are -1, and where
    they are so wrongly.
    """
    radius = 1.5 * float(np.abs(truth.values).max())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nb_cpp.ToleranceWarning)
        b = nb_cpp.basins(
            coefs, extent=(-radius, radius, -radius, radius), shape=(side, side), cycles=True,
            sampling="center", itmax=itmax, method=method, threads=1, **parameters,
        )  # fmt: skip
    black = np.argwhere(b.labels == -1)
    wrong = []
    for row, column in black:
        start = complex(b.x[column], b.y[row])
        z = truth.arithmetic.number(start)
        for _ in range(itmax // 2):
            before, z = z, truth.after(z)
            away = z is None or abs(complex(z)) > 1e25 or truth.rests(before, z)
            if away or truth.is_at_root(z):
                break
        if away:
            continue
        near = any(np.abs(c.values() - complex(z)).min() < 1e-9 * abs(complex(z)) for c in true)
        if truth.is_at_root(z) or near:
            wrong.append(start)
    return b.labels.size, len(black), wrong
