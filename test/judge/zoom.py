"""Judges narrow windows pixel by pixel, by the textbooks' formulas in many bits.

Nothing here is shared with the package: starting points are fractions, steps are
`formulas_oracle.STEPS`, and boundary points are found by bisection. Where a pixel differs, the
judge looks whether a boundary of labels or counts is as near as the package says it may be.
A step has as many bits as neighbouring pixels have in common there, and room; some pixels of each
window are followed in all bits, too.
"""

import math
import random
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from formulas_oracle import STEPS, Jet, derivatives

import nb_cpp

TOL = 1e-6
SURE = 0.1  # of the distance to another root: nearer to one, an orbit has a label
MOST_AFTER = 400  # steps to there
DEFAULTS = {"relax": 1, "c": 0, "beta": 0}
AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))
NEAR = 1e-6  # pixels: nearer to a boundary, nothing is asked of a pixel
ROOM = 256  # bits, beyond those that neighbouring pixels have in common
FEW = 20  # bits: with no more in common, pixels go ways of their own
SECOND_LOOKS = 8  # pixels of a window that are followed in all bits


@dataclass(frozen=True)
class Problem:
    """What is asked; `coefs` are doubles, taken as they are."""

    name: str
    coefs: tuple
    method: str = "newton"
    parameters: tuple = ()
    start: tuple = ()  # two points between which a boundary is, or found on a coarse grid
    stop: str = "residual"
    tol: float = TOL

    @property
    def roots(self):
        return nb_cpp.find_roots(list(self.coefs)).values

    @property
    def fixed_points(self):
        """Where nova with c leads, as labels number them; nothing for other problems."""
        if not dict(self.parameters).get("c"):
            return ()
        found = nb_cpp.basins(list(self.coefs), shape=(1, 1), **self.options()).cycles
        return tuple(complex(cycle.points[0]) for cycle in found)

    def options(self):
        return {"method": self.method, "stop": self.stop, "tol": self.tol, **dict(self.parameters)}


@dataclass
class Result:
    problem: Problem
    width: Fraction
    pixels: int = 0
    wrong: int = 0  # of them
    near: int = 0  # of the wrong ones: within NEAR or the stated accuracy of a boundary
    skipped: int = 0
    accuracy: float = 0.0
    labels: int = 0
    counts: int = 0
    examples: list = field(default_factory=list)

    @property
    def passes(self):
        return self.wrong == self.near


class Truth:
    """Labels and counts by the formulas in so many bits."""

    def __init__(self, arithmetic, problem, bits):
        self.arithmetic = arithmetic.work(bits)
        self.bits = bits
        self.pace = None
        number = arithmetic.number
        every = derivatives([number(complex(c)) for c in problem.coefs])
        self.functions = [arithmetic.function(c) for c in every]
        self.degree = len(problem.coefs) - 1
        self.step = STEPS[problem.method]
        values = {**DEFAULTS, **dict(problem.parameters)}
        if problem.method == "traub" and "beta" not in dict(problem.parameters):
            values["beta"] = 1
        self.parameters = {name: number(complex(value)) for name, value in values.items()}
        self.roots = np.asarray(problem.roots)
        self.exact_roots = [number(complex(r)) for r in self.roots]
        self.stop = problem.stop
        self.tol = problem.tol
        self.fixed_points = np.asarray(problem.fixed_points)

    def paced(self, points, most):
        """The same, in no more bits than tell the orbits of these points apart, and room."""
        places = [self._number(point) for point in points]
        self.arithmetic.work(self.bits)
        result, result.pace = copy(self), []
        common = math.inf
        while common > FEW:
            apart = [self.arithmetic.log2(z - places[0]) for z in places[1:]]
            sizes = [max(0.0, self.arithmetic.log2(z)) for z in places]
            common = max(sizes) - min(apart)
            result.pace.append(math.ceil(min(self.bits, ROOM + max(0.0, common))))
            places = [self._next(z)[0] for z in places]
            if None in places or len(result.pace) == most:
                break
        return result

    def at(self, point, itmax):
        """Label and count; -1 and itmax where it does not converge."""
        self.arithmetic.work(self.bits)
        z = self._number(point)
        value = None
        for count in range(1, itmax + 1):
            if self.pace is not None:
                k = count - 1
                self.arithmetic.work(self.pace[k] if k < len(self.pace) else ROOM)
            z, step = self._next(z, value)
            if z is None:
                return -1, itmax
            if self.fixed_points.size:
                continue
            value = self.functions[0](z) if self.stop == "residual" else None
            if self._has_converged(z, step, value):
                return self._label(z), count
        if self.fixed_points.size:
            return -2 - int(np.abs(self.fixed_points - complex(z)).argmin()), itmax
        return -1, itmax

    def _number(self, point):
        number = self.arithmetic.number
        real, imag = (number(x.numerator) / number(x.denominator) for x in point)
        return real + imag * number(1j)

    def _next(self, z, value=None):
        """The point after a step, and the step; the value is p's, if it is known."""
        jet = Jet(self.functions, self.degree, z, self.parameters, self.arithmetic.sqrt)
        if value is not None:
            jet.f = value
        try:
            step = self.step(jet)
            return self.arithmetic.settled(z + step), step
        except ZeroDivisionError:
            return None, None

    def _label(self, z):
        """The root to which it goes on, if the rule did not end it near one."""
        for _ in range(MOST_AFTER):
            apart = np.sort(np.abs(self.roots - complex(z)))
            if len(apart) == 1 or apart[0] < SURE * apart[1]:
                break
            following, _ = self._next(z)
            if following is None:
                break
            z = following
        apart = [self.arithmetic.log2(z - root) for root in self.exact_roots]
        return apart.index(min(apart))

    def _has_converged(self, z, step, value):
        measured = {"residual": value, "step": step}.get(self.stop)
        if self.stop == "root":
            measured = z - min(self.exact_roots, key=lambda root: self.arithmetic.log2(z - root))
        return self.arithmetic.is_within(measured, self.tol)


def bits_for(width):
    return max(0, width.denominator.bit_length() - width.numerator.bit_length()) + 300


def boundary(arithmetic, problem, digits, seed=0):
    """A point within 10^-digits of a boundary between basins: bisected in many bits."""
    if problem.start:
        a, b = problem.start
    else:
        image = nb_cpp.basins(
            list(problem.coefs), shape=(120, 120), extent=(-1.7, 1.6, -1.5, 1.8), itmax=200,
            **problem.options(),
        )  # fmt: skip
        labels = image.labels
        apart = (labels[:, 3:] != labels[:, :-3]) & (labels[:, 3:] != -1) & (labels[:, :-3] != -1)
        places = np.argwhere(apart)
        if not len(places):
            raise ValueError("no boundary in sight")
        row, column = places[random.Random(seed).randrange(len(places))]
        a = complex(image.x[column], image.y[row])
        b = complex(image.x[column + 3], image.y[row])
    itmax = 20 * digits + 300
    low, high = ((Fraction(z.real), Fraction(z.imag)) for z in (a, b))
    label = Truth(arithmetic, problem, 128).at(low, itmax)[0]
    for k in range(math.ceil(digits * 3.33)):
        middle = tuple((x + y) / 2 for x, y in zip(low, high))
        # The bits that were gained are what the orbit spreads.
        if Truth(arithmetic, problem, 200 + 2 * k).at(middle, itmax)[0] == label:
            low = middle
        else:
            high = middle
    return tuple((x + y) / 2 for x, y in zip(low, high))


def judge(arithmetic, problem, centre, width, side=64, sample=None, shift=True, seed=1):
    """A window of side x side pixels, all of them or a sample."""
    width = Fraction(width)
    if shift:  # so that no pixel is the boundary point itself
        centre = (centre[0] + width * Fraction(31, 6400), centre[1] + width * Fraction(17, 6400))
    b = nb_cpp.basins(
        list(problem.coefs), centre=centre, width=width, shape=(side, side), **problem.options()
    )
    itmax = b.itmax
    truth = Truth(arithmetic, problem, bits_for(width))
    corner = centre[0] - width / 2, centre[1] + width / 2
    places = [(row, column) for row in range(side) for column in range(side)]
    if sample is not None and sample < len(places):
        places = random.Random(seed).sample(places, sample)

    def point(row, column):
        return corner[0] + width * column / side, corner[1] - width * row / side

    middle = side // 2
    neighbours = [(middle, middle), (middle + 1, middle), (middle, middle + 1)]
    paced = truth.paced([point(*place) for place in neighbours], itmax)

    def at(row, column):
        return paced.at(point(row, column), itmax)

    for row, column in places[:: max(1, len(places) // SECOND_LOOKS)]:
        if at(row, column) != truth.at(point(row, column), itmax):
            raise AssertionError(f"{problem}, {width}: the judge lacks bits at {row, column}")
    result = Result(problem, width, len(places), skipped=b.skipped, accuracy=b.accuracy)
    result.labels = len(np.unique(b.labels))
    result.counts = len(np.unique(b.iterations))
    allowed = max(NEAR, b.accuracy)
    for row, column in places:
        found = int(b.labels[row, column]), int(b.iterations[row, column])
        right = at(row, column)
        if found == right:
            continue
        result.wrong += 1
        step = Fraction(allowed)
        about = {at(row + step * y, column + step * x) for x, y in AROUND}
        if len(about | {right}) > 1:
            result.near += 1
        else:
            result.examples.append(((row, column), found, right))
    return result
