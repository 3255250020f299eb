"""The floating-point environment that the host has set changes nothing, and stays as it was.

Libraries compiled with -ffast-math set it for the threads that load them: denormal numbers are
zeros then. Others set the direction of rounding for intervals.
"""

import ctypes
import ctypes.util
import platform
from contextlib import contextmanager

import numpy as np
import pytest

import nb_cpp

# Of fenv_t: which of its words the bits are in, and bits that round up, down, towards zero, and
# that make zeros of denormal numbers, as results and, on x86, as operands.
WORD, BITS = {
    "x86_64": (7, {"up": 0x4000, "down": 0x2000, "zero": 0x6000, "no denormals": 0x8040}),
    "aarch64": (0, {"up": 1 << 22, "down": 2 << 22, "zero": 3 << 22, "no denormals": 1 << 24}),
}.get(platform.machine(), (0, {}))

pytestmark = pytest.mark.skipif(not BITS, reason="another machine's fenv_t")


@contextmanager
def environment(bits):
    libm = ctypes.CDLL(ctypes.util.find_library("m"))
    host, changed = (ctypes.c_uint32 * 64)(), (ctypes.c_uint32 * 64)()
    libm.fegetenv(host)
    changed[:] = host
    changed[WORD] |= bits
    libm.fesetenv(changed)
    try:
        yield
        libm.fegetenv(changed)
    finally:
        libm.fesetenv(host)
    assert changed[WORD] & bits == bits, "the host's environment was not given back"


def flatten(value):
    """Every number of a result, as bytes."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, tuple):
        return b"".join(flatten(part) for part in value)
    return repr(value).encode()


def basins(coefs, **settings):
    b = nb_cpp.basins(coefs, shape=(48, 64), threads=2, smooth=True, angle=True, **settings)
    return b.labels, b.iterations, b.smooth, b.angle, b.x, b.y


POLYNOMIALS = (
    np.random.default_rng(11).standard_normal(31),
    [1, -3, 3, -1 + 1e-12],
    [10**30, -3, 1],
    [1, 0, 1e-300, 1e-310],
)
CALLS = {
    "roots": lambda: tuple(tuple(nb_cpp.find_roots(c)) for c in POLYNOMIALS),
    "a root that is zero": lambda: basins([1, 0, 0], tol=0, itmax=1200),
    "denormal numbers": lambda: basins([1, 0, 0, 0], tol=1e-310, itmax=1200),
    "three roots": lambda: basins([1, 0, 0, -1]),
    "a double root": lambda: basins([1, -1, -1, 1], method="halley", stop="step"),
    "cycles": lambda: basins([1, 0, -2, 2], cycles=True)
    + tuple(nb_cpp.find_cycles([1, 0, -2, 2], method="nova", c=0.1)),
    "an orbit": lambda: nb_cpp.orbit([1, 0, 0], [1e-150, 0.3 + 0.1j], steps=400),
    "a narrow window": lambda: nb_cpp.basins(
        [1, 0, 0, -1], centre="-0.7937005259840997", width="1e-30", shape=(24, 24)
    ).labels,
    "pictures": lambda: (
        nb_cpp.compute(32, 32, [1, 0, 0, -1]),
        nb_cpp.render([1, 0, 0, -1], size=(48, 32)).array,
    ),
}


@pytest.mark.parametrize("call", CALLS)
def test_the_hosts_environment_changes_nothing(call):
    expected = flatten(CALLS[call]())
    for name, bits in BITS.items():
        with environment(bits):
            found = CALLS[call]()
        assert flatten(found) == expected, name
