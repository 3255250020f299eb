"""What the smooth count and the angle cost beside basins without them, and points beside a grid.

    python bench/smooth.py [--size 512] [--repeats 41]

CPU time of one thread, the least of some, in turn.
"""

import argparse
import os
import time

import numpy as np
from problems import UNEVEN

import nb_cpp

RNG = np.random.default_rng(0)
CASES = {
    "z^3 - 1": ([1, 0, 0, -1], {}),
    "z^12 - 1": ([1, *[0] * 11, -1], {}),
    "random complex, degree 12": (RNG.standard_normal((13, 2)) @ [1, 1j], {}),
    "Halley's, z^3 - 1": ([1, 0, 0, -1], {"method": "halley"}),
    "double root, (z - 1)^2 (z + 1)": ([1, -1, -1, 1], {}),
}


def least(calls, repeats):
    """Of each call, in seconds."""
    times = [[] for _ in calls]
    for _ in range(repeats):
        for call, taken in zip(calls, times):
            start = time.process_time()
            call()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in times]


def compare_channels(size, repeats):
    """Nanoseconds a pixel: without, and what smooth and what both add."""
    print(f"{size} x {size}, ns a pixel: without | smooth, more | smooth and angle, more")
    for name, (coefs, settings) in CASES.items():
        calls = [
            lambda channels=channels, coefs=coefs, settings=settings: nb_cpp.basins(
                coefs, shape=(size, size), threads=1, **settings, **channels
            )
            for channels in ({}, {"smooth": True}, {"smooth": True, "angle": True})
        ]
        # In pairs: what a third call leaves of the memory is not theirs.
        pairs = [least([calls[0], call], repeats) for call in calls[1:]]
        more = [1e9 * (with_it - without) / size**2 for without, with_it in pairs]
        plain = 1e9 * pairs[0][0] / size**2
        print(f"  {name:32} {plain:7.2f} {more[0]:7.2f} {more[1]:7.2f}")


def compare_points(repeats):
    """The time of basins_at beside that of basins on the same points."""
    coefs, place = [1, 0, 0, -1], {"extent": UNEVEN, "shape": (1000, 1000)}
    grid = nb_cpp.basins(coefs, **place)
    points = (grid.x + 1j * grid.y[:, None]).ravel()
    for name, settings in [("without", {"threads": 1}), ("smooth", {"threads": 1, "smooth": True})]:
        by_grid, by_list = least(
            [
                lambda settings=settings: nb_cpp.basins(coefs, **place, **settings),
                lambda settings=settings: nb_cpp.basins_at(coefs, points, **settings),
            ],
            repeats,
        )
        print(
            f"10^6 points, {name}: basins {1e3 * by_grid:.1f} ns a point, "
            f"basins_at {by_list / by_grid:.2f} times as long"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--repeats", type=int, default=41)
    given = parser.parse_args()
    for target in ("avx512", "avx2", "neon"):
        if target in nb_cpp.build_info()["usable_targets"]:
            os.environ["NB_CPP_TARGET"] = target
            print(target)
            compare_channels(given.size, given.repeats)
            compare_points(given.repeats)


if __name__ == "__main__":
    main()
