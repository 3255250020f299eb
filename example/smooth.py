"""Draw docs/images/smooth.png: the smooth count beside formulas that look at the last steps."""

import argparse

import matplotlib
import numpy as np

import nb_cpp

matplotlib.use("Agg")
import matplotlib.pyplot as plt

COEFS = [1, 0, 0, -1]
TOL = 1e-6


def last_residuals(z, method):
    """The count, and log |p| after it and one step before, by repeated steps."""
    z = z.copy()
    before = np.zeros(z.shape)
    with np.errstate(divide="ignore"):
        now = np.log(np.abs(np.polyval(COEFS, z)))
    count = np.zeros(z.shape)
    for k in range(1, 60):
        going = now > np.log(TOL)
        moved = nb_cpp.orbit(COEFS, z[going], steps=1, method=method)[1]
        z[going] = moved
        before[going] = now[going]
        with np.errstate(divide="ignore"):
            now[going] = np.log(np.abs(np.polyval(COEFS, moved)))
        count[going] = k
    return count, before, now


def linear(count, before, now, order):
    """Where a straight line through the last two logarithms meets the tolerance."""
    return count - 1 + (np.log(TOL) - before) / (now - before)


def power(count, before, now, order):
    """The last residual alone, as if each step raised it to the order's power."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return count - np.log(now / np.log(TOL)) / np.log(order)


def relief(ax, values, pixel):
    """Under a light the slope shows, and with it every crease."""
    with np.errstate(invalid="ignore"):
        down, right = np.gradient(values, pixel)
        steepness = np.sqrt(1 + (0.3 * right) ** 2 + (0.3 * down) ** 2)
        ax.imshow(0.3 * (right + down) / steepness, cmap="gray", vmin=-1.4, vmax=1.1)
    ax.set_xticks([])
    ax.set_yticks([])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default="docs/images/smooth.png")
    parser.add_argument("--size", type=int, default=480)
    args = parser.parse_args()
    figure, axes = plt.subplots(3, 3, figsize=(9, 9.4), layout="constrained")
    for row, (method, order) in enumerate((("newton", 2), ("halley", 3))):
        settings = {"method": method, "smooth": True, "tol": TOL}
        extent = (0.25, 1.45, -0.2, 1.0)
        b = nb_cpp.basins(COEFS, extent=extent, shape=(args.size, args.size), **settings)
        z = b.x + 1j * b.y[:, None]
        residuals = last_residuals(z, method)
        pixel = b.x[1] - b.x[0]
        pictures = {
            "a line through the last two |p|": linear(*residuals, order),
            "a power of the last |p|": power(*residuals, order),
            "smooth=True": b.smooth,
        }
        for ax, (name, values) in zip(axes[row], pictures.items()):
            relief(ax, values, pixel)
            if row == 0:
                ax.set_title(name, fontsize=10)
        axes[row, 0].set_ylabel(method)
    x = np.linspace(1.15, 4, 2000)
    b = nb_cpp.basins_at(COEFS, x, method="halley", smooth=True, tol=TOL)
    residuals = last_residuals(x.astype(complex), "halley")
    curves = (linear(*residuals, 3), power(*residuals, 3), b.smooth)
    for ax, values in zip(axes[2], curves):
        ax.step(x, b.iterations, color="0.75", linewidth=1)
        ax.plot(x, values, color="#0b3c6f", linewidth=1.4)
        ax.set_xlabel("halley, along the real line", fontsize=9)
        ax.set_ylim(1.5, 4.3)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
    figure.savefig(args.output, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main()
