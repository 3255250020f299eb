"""The attracting cycles of rational iterations, found without nb_cpp: `make judge-cycles`.

An attracting cycle attracts a critical point. Here these are the zeros of the numerator of F' for
the step F = a/b as a fraction of polynomials, multiplied out exactly, and each is followed by
the textbook's formula in many bits until it is at a root, at a cycle, or away.
"""

import warnings
from dataclasses import dataclass, field

import numpy as np
from formulas_oracle import STEPS, Jet, derivatives

import nb_cpp

from .fractions import step_fraction
from .polynomials import Polynomial

BITS, STEFFENSENS_BITS = 256, 1024  # of orbits; steps of next to nothing are followed, too
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

    def __init__(self, arithmetic, coefs, method, parameters, bits_of_zeros=BITS):
        self.arithmetic, self.method, self.bits_of_zeros = arithmetic, method, bits_of_zeros
        self.bits = STEFFENSENS_BITS if method == "steffensen" else BITS
        self.p = Polynomial.of(coefs)
        self.coefs = [complex(c) for c in coefs]
        self.parameters = {k: complex(v) for k, v in parameters.items()}
        self._settle()
        self.roots = self._zeros(self.p)
        self.values = np.array([complex(r) for r in self.roots])
        apart = np.abs(np.subtract.outer(self.values, self.values))
        np.fill_diagonal(apart, np.inf)
        self.gaps = apart.min(axis=1)

    def _settle(self, times=1):
        number = self.arithmetic.work(times * self.bits).number
        every = derivatives([number(c) for c in self.coefs])
        self.functions = [self.arithmetic.function(c) for c in every]
        self.given = {k: number(v) for k, v in self.parameters.items()}

    def critical_points(self):
        """The zeros of a'b - ab' that are neither roots nor multiple poles."""
        a, b = step_fraction(self.method, self.p, self.parameters)
        numerator = a.slope() * b - a * b.slope()
        for factor in (self.p, self.p.slope()):
            while factor.degree and (quotient := numerator.over(factor)):
                numerator = quotient
        return self._zeros(numerator)

    def _zeros(self, p):
        zeros = self.arithmetic.work(self.bits_of_zeros).zeros(p) if p.degree else []
        self.arithmetic.work(self.bits)
        return zeros

    def _jet(self, z):
        return Jet(self.functions, len(self.coefs) - 1, z, self.given, self.arithmetic.sqrt)

    def _step(self, z):
        return STEPS[self.method](self._jet(z))

    def after(self, z):
        try:
            return self.arithmetic.settled(z + self._step(z))
        except ZeroDivisionError:
            return None

    def leap(self, z):
        """Where Steffensen's next steps lead together, as many as change them by a fifth.

        Nothing where their slope is not small. They follow the field v that goes with a step h,
        v (1 + h'/2) = h up to h'^2, and are taken by Runge and Kutta's rule. They lead out of the
        neighbourhood of a root where p' is large to another one, or to infinity, which has the
        multiplier 1.
        """
        if self.method != "steffensen":
            return None
        try:
            h = self._step(z)
            beside = h * 2.0**-20
            slope = (self._step(z + beside) - h) / beside
            if not abs(complex(slope)) < 1 - ATTRACTS:
                return None
            length = (1 - slope / 2) / (5 * abs(slope))
            first = length * h
            second = length * self._step(z + first / 2)
            third = length * self._step(z + second / 2)
            last = length * self._step(z + third)
        except ZeroDivisionError:
            return None
        return self.arithmetic.settled(z + (first + 2 * second + 2 * third + last) / 6)

    def is_away(self, before, z):
        """Whether all that follows is farther from the roots."""
        size = abs(complex(z))
        if self.method == "steffensen":
            return size > max(1e3 * np.abs(self.values).max(), abs(complex(before)))
        return size > FAR

    def distance(self, z):
        """That of the nearest root, and which it is."""
        apart = [abs(complex(z - r)) for r in self.roots]
        return min(apart), int(np.argmin(apart))

    def is_at_root(self, z):
        """Whether a point is so near to a root that a step leads nearer."""
        if self.parameters.get("c"):
            return False
        apart, i = self.distance(z)
        near = apart < 1e-9 * self.gaps[i]
        if self.method == "steffensen":  # p(z + p(z)) is asked for, too
            near = near and abs(complex(self.functions[0](z))) < 1e-3 * self.gaps[i]
        return near

    def follow(self, z, steps=STEPS_AT_MOST):
        """Where it is led: "root", "away", "slow", or a point and after how many steps it is back.

        What is slow comes to a fixed point whose multiplier is as large as `ATTRACTS` or larger.
        """
        orbit, check = [z], 256
        for k in range(1, steps + 1):
            before, ahead = z, self.leap(z)
            z = self.after(z) if ahead is None else ahead
            if z is None or self.is_away(before, z):
                return "away"
            if self.is_at_root(z):
                return "root"
            orbit = [*orbit, z] if ahead is None else [z]
            if k >= check and len(orbit) > 2:
                check *= 2
                back = [abs(complex(w - z)) for w in orbit[-2 : -MAX_PERIOD - 2 : -1]]
                if self.method == "steffensen":  # which has no other fixed points than roots
                    scale = max(back)
                else:
                    scale = self.distance(z)[0]
                    before = abs(complex(orbit[-2] - orbit[-3]))
                    if k > 1000 and ATTRACTS * before < back[0] < 1e-2 * abs(complex(z)):
                        return "slow"
                near = np.flatnonzero(np.array(back) < 1e-13 * scale)
                if len(near):
                    return z, int(near[0]) + 1
                orbit = orbit[-MAX_PERIOD - 1 :]
        back = [abs(complex(w - z)) for w in orbit[-2 : -MAX_PERIOD - 2 : -1]]
        return z, int(np.argmin(back)) + 1

    def turn(self, z, period):
        points = [z]
        for _ in range(period):
            points.append(self.after(points[-1]))
            if points[-1] is None:
                return None
        return points

    def multiplier(self, points):
        """By central differences, in more bits."""
        self._settle(4)
        result = 1
        for z in points:
            h = self.arithmetic.number(2.0) ** (-self.bits)
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
        """Those with a multiplier below `ATTRACTS`, and how many critical points were followed.

        The end of some is `open`.
        """
        found = []
        seeds = self.critical_points()
        self.slow = self.open = 0
        for seed in seeds:
            end = self.follow(seed)
            if isinstance(end, str):
                self.slow += end == "slow"
                continue
            z, period = end
            if any(np.abs(c.values() - complex(z)).min() < 1e-11 * abs(complex(z)) for c in found):
                continue
            cycle = self.refined(z, period)
            if cycle is None or abs(cycle.multiplier) >= ATTRACTS:
                self.open += 1
                continue
            if self.is_at_root(cycle.points[0]):
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
    open: int = 0
    worst: float = 0.0  # error of a multiplier
    faults: list = field(default_factory=list)


def judge_cycles(arithmetic, coefs, method, parameters, said, bits_of_zeros=BITS):
    """nb_cpp's cycles, as it said them, beside those of all critical points."""
    values = {**nb_cpp.methods()[method].parameters, **parameters}
    exact = np.trim_zeros(np.asarray(coefs, complex), "f")
    truth = Truth(arithmetic, exact, method, values, bits_of_zeros)
    true, critical = truth.attracting_cycles()
    result = Result(len(true), critical, truth.slow, truth.open)
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
            z = truth.after(z)
            away = z is None or abs(complex(z)) > 1e25
            if away or truth.is_at_root(z):
                break
        if away:
            continue
        near = any(np.abs(c.values() - complex(z)).min() < 1e-9 * abs(complex(z)) for c in true)
        if truth.is_at_root(z) or near:
            wrong.append(start)
    return b.labels.size, len(black), wrong
