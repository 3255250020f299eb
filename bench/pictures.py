"""What pictures cost beside the basins that they show, and their PNG beside Pillow's.

    python bench/pictures.py [--size 1024] [--repeats 7]

Best of some, in one run: CPU time but for the files. On a busy machine the ratios are what counts.
"""

import argparse
import io
import time

import numpy as np
from PIL import Image
from problems import UNEVEN

import nb_cpp
from nb_cpp import _core
from nb_cpp.pictures import png
from nb_cpp.pictures.draw import problem_for
from nb_cpp.pictures.palette import palette_of
from nb_cpp.pictures.styles import core_style, find_style

CUBIC = [1, 0, 0, -1]


def best(call, repeats, clock=time.process_time):
    times = []
    for _ in range(repeats):
        start = clock()
        call()
        times.append(clock() - start)
    return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    size, repeats = given.size, given.repeats
    pixels = size * size
    settings = {"extent": UNEVEN, "shape": (size, size), "itmax": 200}

    def basins(**more):
        return nb_cpp.basins(CUBIC, threads=1, **settings, **more)

    plain = best(basins, repeats)
    smooth = best(lambda: basins(smooth=True), repeats)
    print(f"one thread, z^3 - 1, {size} x {size}, no mirrors: ns a pixel")
    print(f"  basins {1e9 * plain / pixels:6.2f}   with smooth {1e9 * smooth / pixels:6.2f}")
    b = basins(smooth=True, angle=True)
    out = np.empty((size, size, 3), np.uint8)
    for name in nb_cpp.styles():
        problem = problem_for(find_style(name), b.problem)
        own = basins(smooth=True, angle=True, stop=problem.stop, tol=problem.tol)
        channels = _core.Channels(own.labels, own.iterations, own.smooth, own.angle)
        for light in (True, False):
            core = core_style(find_style(name), palette_of(b), problem, size, light)
            region = (0, 0, size, size)
            cost = best(lambda: _core.shade(out, channels, region, core, 1, None), repeats)  # noqa: B023
            print(f"  {name:7}{'' if light else ' unlit':7} {1e9 * cost / pixels:6.2f}")

    print("to sRGB, all threads, beside basins: times the CPU time")
    all_threads = best(lambda: nb_cpp.basins(CUBIC, **settings), repeats)
    for name in ("flat", "silk"):
        cost = best(
            lambda: nb_cpp.render(CUBIC, size=size, extent=UNEVEN, style=name, antialias=False),  # noqa: B023
            repeats,
        )
        print(f"  {name:7} {cost / all_threads:6.2f}")

    print("PNG, two threads, beside Pillow's level 1")
    for name in ("silk", "chart", "mosaic", "flat"):
        array = nb_cpp.render(CUBIC, size=size, style=name).array

        def own():
            file = io.BytesIO()
            png.write(file, array, {}, 2)  # noqa: B023
            return file.getvalue()

        def pillow():
            file = io.BytesIO()
            Image.fromarray(array).save(file, "PNG", compress_level=1)  # noqa: B023
            return file.getvalue()

        ratios = [
            best(own, repeats, clock) / best(pillow, repeats, clock)
            for clock in (time.perf_counter, time.process_time)
        ]
        size_ratio = len(own()) / len(pillow())
        print(f"  {name:7} time {ratios[0]:5.2f}   CPU {ratios[1]:5.2f}   size {size_ratio:5.2f}")


if __name__ == "__main__":
    main()
