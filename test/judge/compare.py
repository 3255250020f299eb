"""An image of nb_cpp's beside the reference, pixel by pixel."""

import time
import warnings
from dataclasses import dataclass

import numpy as np

import nb_cpp

from .reference import Reference

# A point this near to a boundary, compared to itself or to the image, may fall on either side.
AT_BOUNDARY = 1e-12
# Counts change along lines that a step in doubles shifts by more: Schroeder's and others subtract
# what is nearly z from z.
AT_LEVEL_LINE = 1e-10
DIRECTIONS = np.exp(0.25j * np.pi * np.arange(8))
LOOKED_AT = 40  # disagreements of a row, before it is clear that they are more than chance


@dataclass
class Row:
    """A problem with a method, and the rules to judge it by."""

    title: str
    problem: dict  # coefs= or roots=
    extent: tuple
    method: str = "newton"
    parameters: tuple = ()
    rules: tuple = (("residual", 1e-6),)
    itmax: int = 300
    side: int = 300
    pixels: int = 300
    at_boundary: float = 0.0005  # the share of pixels that may be


@dataclass
class Result:
    """How many pixels of a row differ, and which: (start, what nb_cpp says, verdict)."""

    row: Row
    stop: str
    tol: float
    seconds: float
    pixels: int = 0
    wrong: int = 0
    black: int = 0  # -1 on one side only
    counts: int = 0
    at_boundary: int = 0
    beyond: int = 0  # -1, since the orbit leaves the range of a double: docs/numerics.md, Iteration
    branch: int = 0
    undecided: int = 0
    examples: tuple = ()
    edges: tuple = ()

    @property
    def passes(self):
        allowed = 1 + self.row.at_boundary * self.pixels  # a sample has one more now and then
        return not (self.wrong or self.black or self.counts) and self.at_boundary <= allowed


def judge(row, arithmetic, seed):
    """The results of a row, one for each of its rules."""
    started = time.process_time()
    images = [image(row, stop, tol) for stop, tol in row.rules]
    reference = Reference(
        arithmetic, images[0].roots, row.method, images[0].parameters, **row.problem
    )
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, row.side, (row.pixels, 2))
    scale = max(abs(row.extent[1] - row.extent[0]), abs(row.extent[3] - row.extent[2])) / 2
    steps = 2 * row.itmax + 2
    results = [Result(row, stop, tol, 0.0) for stop, tol in row.rules]
    for y, x in pixels:
        start = complex(images[0].x[x], images[0].y[y])
        orbit = reference.orbit(start, steps)
        beside = {}
        for b, result in zip(images, results):
            said = int(b.labels[y, x]), int(b.iterations[y, x])
            verdict = reference.verdict(orbit, result.stop, result.tol, row.itmax)
            result.pixels += 1
            result.undecided += len(verdict.labels) > 1
            kind = disagreement(said, verdict, row.itmax)
            if kind is None:
                continue
            if orbit.branches or (orbit.beyond and said[0] < 0):
                told_apart = "branch" if orbit.branches else "beyond"
                setattr(result, told_apart, getattr(result, told_apart) + 1)
                continue
            if result.wrong + result.black + result.counts < LOOKED_AT:
                near = AT_LEVEL_LINE if kind == "counts" else AT_BOUNDARY
                if near not in beside:
                    moves = near * max(abs(start), scale) * DIRECTIONS
                    beside[near] = [reference.orbit(start + move, steps) for move in moves]
                others = [
                    reference.verdict(o, result.stop, result.tol, row.itmax) for o in beside[near]
                ]
                if any(differs(other, verdict, kind) for other in others):
                    result.at_boundary += 1
                    result.edges += ((start, said, verdict),)
                    continue
            setattr(result, kind, getattr(result, kind) + 1)
            if len(result.examples) < 3:
                result.examples += ((start, said, verdict),)
    seconds = (time.process_time() - started) / len(results)
    for result in results:
        result.seconds = seconds
    return results


def image(row, stop, tol):
    with warnings.catch_warnings():
        # Labels have to be right whatever the tolerance is worth.
        warnings.simplefilter("ignore", nb_cpp.ToleranceWarning)
        return nb_cpp.basins(
            **row.problem,
            extent=row.extent,
            shape=(row.side, row.side),
            sampling="center",
            method=row.method,
            stop=stop,
            tol=tol,
            itmax=row.itmax,
            threads=1,
            **dict(row.parameters),
        )


def differs(one, other, kind):
    """Whether two verdicts differ in what a disagreement of this kind is about."""
    return (
        one != other if kind == "counts" else (one.root, one.labels) != (other.root, other.labels)
    )


def disagreement(said, verdict, itmax):
    """What a pixel has wrong: "wrong", "black", "counts", or None."""
    label, count = said
    if label >= 0 and label != verdict.root and verdict.root >= 0:
        return "wrong"
    if label not in verdict.labels:
        return "wrong" if label >= 0 else "black"
    right = count == itmax if label < 0 else verdict.first <= count <= verdict.last
    return None if right else "counts"
