"""The article's example: the Newton basins of z**6 + 1.

Shows the picture in a window, or writes it to a file with ``--output FILE``.
"""

import argparse
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.colors import hsv_to_rgb

import nb_cpp


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, metavar="FILE", help="write a PNG, open no window")
    parser.add_argument("--size", type=int, default=512, metavar="PIXELS", help="default: 512")
    arguments = parser.parse_args()

    hsv = nb_cpp.compute(
        imw=arguments.size,
        imh=arguments.size,
        coefs=[1, 0, 0, 0, 0, 0, 1],
        crmin=-5.0,
        crmax=5.0,
        cimin=-5.0,
        cimax=5.0,
        itmax=30,
        tol=1e-6,
    )
    rgb = hsv_to_rgb(hsv)

    if arguments.output is not None:
        plt.imsave(arguments.output, rgb)
        print(f"wrote {arguments.output.resolve()}")
        return
    if matplotlib.get_backend().lower() == "agg":
        parser.error("there is no screen to open a window on: use --output FILE")
    plt.figure("Newton basins of z^6 + 1")
    plt.imshow(rgb, extent=(-5.0, 5.0, -5.0, 5.0))
    plt.xlabel("Re z")
    plt.ylabel("Im z")
    plt.show()


if __name__ == "__main__":
    main()
