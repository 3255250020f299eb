"""Who computes the pictures: nb_cpp on each target, and what a user would have without it.

Every peer is a callable ``seconds = peer(problem, size)`` that computes the whole picture into an
HSV array; the ones that can are given an array, so that none is charged for new memory.
"""

import ctypes
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numba
import numpy as np

import nb_cpp

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"

TARGET_FLAGS = {
    "avx512": ["-mavx512f", "-mavx512dq", "-mavx512vl", "-mavx512bw", "-mprefer-vector-width=512"],
    "avx2": ["-mavx2", "-mfma"],
}

_arrays = {}


def picture(size):
    """One array a size, its pages already there."""
    if size not in _arrays:
        _arrays.clear()
        _arrays[size] = np.zeros((size, size, 3))
    return _arrays[size]


@contextmanager
def forced_target(name):
    previous = os.environ.get("NB_CPP_TARGET", "")
    os.environ["NB_CPP_TARGET"] = name
    try:
        yield
    finally:
        os.environ["NB_CPP_TARGET"] = previous  # empty means the fastest, as unset does


def disagreement(runner, problem, size):
    """The share of pixels that a peer colours otherwise than nb_cpp; None where it shows none."""
    out = picture(size)
    out[:] = -1.0
    if runner(problem, size) is None or (out == -1.0).all():
        return None
    expected = nb_cpp.compute(**problem.arguments(size))
    return 1.0 - float(np.isclose(out, expected).all(axis=2).mean())


def ours(target, threads):
    def run(problem, size):
        out = picture(size)
        arguments = problem.arguments(size)
        with forced_target(target):
            start = time.perf_counter()
            nb_cpp.compute(**arguments, threads=threads, out=out)
            return time.perf_counter() - start

    return run


def compiled_library(source, flags):
    BUILD.mkdir(parents=True, exist_ok=True)
    library = BUILD / f"{Path(source).stem}.so"
    compiler = shlex.split(os.environ.get("CXX", "")) or [
        next(filter(None, map(shutil.which, ("c++", "g++", "clang++"))))
    ]
    command = [*compiler, "-std=c++17", "-O3", "-fPIC", *flags, "-c", str(HERE / source)]
    subprocess.run([*command, "-o", f"{library}.o"], check=True)
    # Without the flags: where GCC links with -ffast-math, denormals become zeros in this process.
    subprocess.run([*compiler, "-shared", f"{library}.o", "-o", str(library)], check=True)
    return ctypes.CDLL(str(library))


def textbook():
    return in_cpp(compiled_library("textbook.cpp", []).textbook)


def vectorised():
    return in_cpp(compiled_library("vectorised.cpp", ["-march=native", "-ffast-math"]).vectorised)


def in_cpp(function):
    """A peer that is one C++ function, on one thread."""

    def run(problem, size):
        out = picture(size)
        coefs = np.asarray(problem.coefs, dtype=complex)
        roots = nb_cpp.find_roots(coefs).values
        numbers = [ctypes.c_double(bound) for bound in problem.extent]
        start = time.perf_counter()
        function(
            ctypes.c_void_p(coefs.ctypes.data),
            problem.degree,
            ctypes.c_void_p(roots.ctypes.data),
            *numbers,
            problem.itmax,
            ctypes.c_double(problem.tol),
            size,
            ctypes.c_void_p(out.ctypes.data),
        )
        return time.perf_counter() - start

    return run


@numba.njit(parallel=True, fastmath=True)
def numba_picture(coefs, roots, left, right, bottom, top, itmax, tol, out):
    rows, columns, _ = out.shape
    degree = len(coefs) - 1
    for row in numba.prange(rows):
        for column in range(columns):
            z = complex(left + (right - left) / columns * column, top - (top - bottom) / rows * row)
            out[row, column, :] = 0.0
            for k in range(1, itmax + 1):
                p = coefs[0] + 0j
                d = 0j
                for i in range(1, degree + 1):
                    d = d * z + p
                    p = p * z + coefs[i]
                if d == 0j:  # a ZeroDivisionError would end the thread, and half of the picture
                    break
                z = z - p / d
                p = coefs[0] + 0j
                for i in range(1, degree + 1):
                    p = p * z + coefs[i]
                if p.real * p.real + p.imag * p.imag <= tol * tol:
                    nearest = 0
                    least = np.inf
                    for j in range(len(roots)):
                        distance = abs(z - roots[j])
                        if distance < least:
                            nearest, least = j, distance
                    out[row, column, 0] = nearest / degree
                    out[row, column, 1] = 1.0
                    out[row, column, 2] = 1.0 - (k - 1) / itmax
                    break


def with_numba(problem, size):
    out = picture(size)
    roots = nb_cpp.find_roots(problem.coefs).values
    settings = (problem.coefs, roots, *problem.extent, problem.itmax, problem.tol)
    if problem.coefs.dtype not in with_numba.compiled:
        numba_picture(*settings, np.empty((2, 2, 3)))
        with_numba.compiled.add(problem.coefs.dtype)
    start = time.perf_counter()
    numba_picture(*settings, out)
    return time.perf_counter() - start


with_numba.compiled = set()


def with_numpy(problem, size):
    out = picture(size)
    roots = nb_cpp.find_roots(problem.coefs).values
    slopes = np.polyder(problem.coefs)
    left, right, bottom, top = problem.extent
    start = time.perf_counter()
    x = left + (right - left) / size * np.arange(size)
    y = top - (top - bottom) / size * np.arange(size)
    z = (x + 1j * y[:, np.newaxis]).ravel()
    out[:] = 0.0
    pixels = out.reshape(-1, 3)
    active = np.arange(z.size)
    with np.errstate(all="ignore"):
        for k in range(1, problem.itmax + 1):
            z = z - np.polyval(problem.coefs, z) / np.polyval(slopes, z)
            done = np.abs(np.polyval(problem.coefs, z)) <= problem.tol
            nearest = np.abs(z[done, np.newaxis] - roots).argmin(axis=1)
            pixels[active[done], 0] = nearest / problem.degree
            pixels[active[done], 1] = 1.0
            pixels[active[done], 2] = 1.0 - (k - 1) / problem.itmax
            active, z = active[~done], z[~done]
    return time.perf_counter() - start


def old_release():
    """nb-cpp 0.0.8 in an environment of its own; None where no Python 3.7 is found."""
    # The directories of pyenv first: its shim of that name runs only where it is selected.
    candidates = [*Path.home().glob(".pyenv/versions/3.7.*/bin/python"), shutil.which("python3.7")]
    python = next((str(place) for place in candidates if place), None)
    if python is None:
        return None
    environment = BUILD / "python3.7"
    if not (environment / "bin" / "python").exists():
        subprocess.run([python, "-m", "venv", str(environment)], check=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "numpy", "nb-cpp==0.0.8"], check=True, stderr=subprocess.DEVNULL)
    process = subprocess.Popen(
        [str(environment / "bin" / "python"), str(HERE / "old_release.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=str(BUILD),
    )

    def run(problem, size):
        if not problem.real:
            return None  # it has no complex coefficients
        arguments = {**problem.arguments(size), "coefs": problem.coefs.tolist()}
        process.stdin.write(json.dumps(arguments) + "\n")
        process.stdin.flush()
        return float(process.stdout.readline())

    return run


if __name__ == "__main__":
    sys.exit("this file is a part of bench/run.py")
