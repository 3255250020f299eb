"""Draws the basins of z^3 - 1 for every iteration that nb_cpp knows: docs/images/methods.png."""

import argparse
import math

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb

import nb_cpp

COLUMNS = 6
COLOURS = np.array([to_rgb(name) for name in ("#3b6fb6", "#e08a1e", "#3a9d5d")])


def picture(b):
    """Roots by colour, the deeper the more steps; black where nothing converged."""
    depth = np.log(np.maximum(b.iterations, 1)) / np.log(b.itmax)
    rgb = COLOURS[b.labels] * (1.0 - 0.85 * depth[..., np.newaxis])
    return np.where(b.converged[..., np.newaxis], rgb, 0.0)


def drawn(methods, size):
    """A figure with a picture for each method, however many there are."""
    rows = math.ceil(len(methods) / COLUMNS)
    figure, axes = plt.subplots(
        rows, COLUMNS, figsize=(15, 8.2 / 3 * rows), layout="constrained", squeeze=False
    )
    for axis in axes.flat[len(methods) :]:
        axis.set_axis_off()
    for axis, method in zip(axes.flat, methods):
        b = nb_cpp.basins([1, 0, 0, -1], method=method.name, shape=(size, size), sampling="center")
        axis.imshow(picture(b), extent=b.extent, interpolation="antialiased")
        mean = b.iterations[b.converged].mean()
        share = 100 * b.converged.mean()
        axis.set_title(
            f"{method.name} (order {method.order})\n{mean:.1f} steps, {share:.1f} % converge",
            fontsize=10,
        )
        axis.set(xticks=[], yticks=[])
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default="methods.png", help="the file to write")
    parser.add_argument("--size", type=int, default=400, help="pixels a side of each picture")
    options = parser.parse_args()
    drawn(list(nb_cpp.methods().values()), options.size).savefig(options.output, dpi=80)
    print(f"wrote {options.output}")


if __name__ == "__main__":
    main()
