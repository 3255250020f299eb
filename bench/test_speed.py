"""The regression suite: `make bench-regression` compares each run with the one before."""

import numpy as np
import peers
import pytest
from problems import PROBLEMS

import nb_cpp

SIZE = 512


@pytest.fixture(params=nb_cpp.build_info()["usable_targets"])
def target(request):
    with peers.forced_target(request.param):
        yield request.param


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_picture(benchmark, target, problem):
    out = np.zeros((SIZE, SIZE, 3))
    benchmark(nb_cpp.compute, **problem.arguments(SIZE), threads=1, out=out)


def test_tiny_picture(benchmark):
    benchmark(nb_cpp.compute, 3, 3)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_roots(benchmark, problem):
    benchmark(nb_cpp.find_roots, problem.coefs)


@pytest.mark.parametrize("degree", [3, 30])
def test_every_measure(benchmark, degree):
    b = nb_cpp.basins([1, *[0] * (degree - 1), -1], shape=(1024, 1024))
    benchmark(
        nb_cpp.metrics.summary,
        b.labels,
        b.iterations,
        roots=b.roots,
        x=b.x,
        y=b.y,
        evaluations=2,
    )
