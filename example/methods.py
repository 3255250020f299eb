"""Draws the basins of z^3 - 1 for every iteration that nb_cpp knows: docs/images/methods.png."""

import argparse

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb

import nb_cpp

COLOURS = np.array([to_rgb(name) for name in ("#3b6fb6", "#e08a1e", "#3a9d5d")])


def picture(b):
    """Roots by colour, the deeper the more steps; black where nothing converged."""
    depth = np.log(np.maximum(b.iterations, 1)) / np.log(b.itmax)
    rgb = COLOURS[b.labels] * (1.0 - 0.85 * depth[..., np.newaxis])
    return np.where(b.converged[..., np.newaxis], rgb, 0.0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default="methods.png", help="the file to write")
    parser.add_argument("--size", type=int, default=400, help="pixels a side of each picture")
    options = parser.parse_args()
    figure, axes = plt.subplots(3, 6, figsize=(15, 8.2), layout="constrained")
    for axis, (name, method) in zip(axes.flat, nb_cpp.methods().items()):
        b = nb_cpp.basins(
            [1, 0, 0, -1], method=name, shape=(options.size, options.size), sampling="center"
        )
        axis.imshow(picture(b), extent=b.extent, interpolation="antialiased")
        mean = b.iterations[b.converged].mean()
        share = 100 * b.converged.mean()
        axis.set_title(
            f"{name} (order {method.order})\n{mean:.1f} steps, {share:.1f} % converge", fontsize=10
        )
        axis.set_xticks([])
        axis.set_yticks([])
    figure.savefig(options.output, dpi=80)
    print(f"wrote {options.output}")


if __name__ == "__main__":
    main()
