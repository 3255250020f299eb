"""Targets that round alike give the same bits: a hash over many problems."""

import hashlib

import numpy as np
import pytest
from helpers import FUSED_TARGETS, core_basins, forced_target, random_polynomial

import nb_cpp

USABLE = nb_cpp.build_info()["usable_targets"]

# SHA-256 over the labels and counts of the sixty problems, for each family of targets. A change
# that means to change no result changes neither; one that does says which and why.
FINGERPRINTS = {
    "fused": "d94c726aaaaa777a3915b2ee27a0d921d3c96fec1bdce295f0065918841ecf16",
    "plain": "32ec73040d06cef24d2f73ce01e476be73aa24db39270eeec2a7bc6f8212f714",
}


def problems():
    """Sixty problems: all evaluations, near and far stop tests, symmetric grids and others."""
    rng = np.random.default_rng(60)
    for degree in range(1, 16):
        for real in (True, False):
            coefs = random_polynomial(rng, degree, real)
            sparse = coefs * (rng.random(degree + 1) < 0.3)
            sparse[0], sparse[-1] = coefs[0], coefs[-1]
            for chosen in (coefs, sparse):
                left, bottom = rng.uniform(-3, -1, 2)
                size = 4.0 if degree % 3 else 1e-3
                extent = (left, left + size, bottom, bottom + size)
                if degree % 4 == 0:
                    extent = (-2.0, 2.0, -2.0, 2.0)
                tol = float(10.0 ** rng.integers(-14, 0))
                yield chosen, extent, int(rng.integers(1, 60)), tol


def fingerprint(target):
    digest = hashlib.sha256()
    with forced_target(target):
        for coefs, extent, itmax, tol in problems():
            for array in core_basins(coefs, extent, 61, 47, itmax=itmax, tol=tol, threads=2):
                digest.update(array.tobytes())
    return digest.hexdigest()


def test_there_are_enough_problems():
    assert len(list(problems())) >= 50


def test_targets_that_round_alike_give_the_bits_that_are_written_down(target):
    assert fingerprint(target) == FINGERPRINTS["fused" if target in FUSED_TARGETS else "plain"]


def test_families_differ_at_basin_boundaries_only():
    # What docs/numerics.md says of the two families, measured.
    if not FUSED_TARGETS.intersection(USABLE):
        pytest.skip("no target with a fused operation can run here")
    different = total = 0
    for coefs, extent, itmax, tol in problems():
        results = []
        for target in (USABLE[0], "scalar"):
            with forced_target(target):
                results.append(core_basins(coefs, extent, 61, 47, itmax=itmax, tol=tol))
        both = (results[0][0] >= 0) & (results[1][0] >= 0)
        different += np.count_nonzero(results[0][0][both] != results[1][0][both])
        total += np.count_nonzero(both)
    assert different / total < 1e-3
