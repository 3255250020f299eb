"""Computes numbers that others have published, and prints theirs beside ours, in Markdown."""

import argparse

import numpy as np

import nb_cpp
from nb_cpp import metrics


def unity(degree):
    """Coefficients of z^degree - 1."""
    return [1, *[0] * (degree - 1), -1]


def listed(values, digits):
    return ", ".join(f"{value:.{digits}f}" for value in values)


def newton_fractal_lab():
    """z^n - 1 at 120 x 120 points with both ends of [-1.6, 1.6]^2, 40 steps, residual 1e-8."""
    published = {
        3: (14400, 7.225417, "34.2, 32.9, 32.9"),
        4: (14136, 9.886667, "24.5, 24.5, 24.5, 24.5"),
        5: (14184, 10.659028, "17.1, 19.5, 21.2, 21.2, 19.5"),
    }
    for degree, (converged, mean, shares) in published.items():
        b = nb_cpp.basins(
            unity(degree),
            extent=(-1.6, 1.6, -1.6, 1.6),
            shape=(120, 120),
            sampling="endpoints",
            itmax=40,
            tol=1e-8,
        )
        name = f"z^{degree} - 1"
        yield f"{name}: points that converge", converged, int(b.converged.sum())
        yield f"{name}: mean steps of all points", mean, round(float(b.iterations.mean()), 6)
        by_angle = np.argsort(np.round(np.angle(b.roots) % (2 * np.pi), 6))
        found = 100 * b.shares().shares[by_angle]
        yield f"{name}: shares of the roots by angle, %", shares, listed(found, 1)


def attractors_jl():
    """z^3 - 1, points with both ends of a square."""
    b = nb_cpp.basins(
        unity(3), extent=(-1, 1, -1, 1), shape=(300, 300), sampling="endpoints", itmax=200
    )
    alpha = metrics.uncertainty_exponent(b.labels, range(5, 31))
    yield "uncertainty exponent, [-1, 1]^2, boxes of 5 to 30", "0.55 to 0.65", round(alpha, 3)
    b = nb_cpp.basins(
        unity(3), extent=(-1.5, 1.5, -1.5, 1.5), shape=(400, 400), sampling="endpoints", itmax=200
    )
    shares = b.shares().shares[::-1]  # root 1 is the last
    yield "shares, [-1.5, 1.5]^2", "0.3450, 0.3275, 0.3275", listed(shares, 4)
    for box, sb, sbb in ((40, 0.291377, 0.809379), (5, 0.083564, 0.726639)):
        entropy = metrics.basin_entropy(b.labels, box)
        yield f"basin entropy, boxes of {box}", sb, round(entropy.sb, 6)
        yield f"boundary basin entropy, boxes of {box}", sbb, round(entropy.sbb, 6)
    shock = metrics.minimal_fatal_shock(b.labels, b.x, b.y, 1.0)
    for half in (0.02, 0.004, 0.0005):  # thin parts of other basins fall between the points
        centre = 1 + shock.shock
        window = (centre.real - half, centre.real + half, centre.imag - half, centre.imag + half)
        b = nb_cpp.basins(unity(3), extent=window, shape=(1000, 1000), itmax=200)
        shock = metrics.minimal_fatal_shock(b.labels, b.x, b.y, 1.0, label=2)
    yield "smallest shock that leaves the basin of 1", "0.6220", f"{shock.size:.4f}"


def attracting_cycles():
    """Attracting cycles, and the percentage of [-2, 2]^2, 1000^2 pixel centres, that they catch."""
    for name, coefs, points, multiplier, published in (
        ("z^3 - 2z + 2", [1, 0, -2, 2], "0, 1", "0", 1.058),
        ("z^5 - z - 1", [1, 0, 0, 0, -1, -1], "-1.000258, -0.750322, 0.083357", ".189", 4.49),
        ("z^4 - 6z^2 - 11", [1, 0, -6, 0, -11], "-1, 1", "0", 10.345),
    ):
        b = nb_cpp.basins(coefs, shape=(1000, 1000), sampling="center", itmax=500, cycles=True)
        (cycle,) = b.cycles
        # + 0 leaves no -0.
        found = listed(cycle.points.real.round(6) + 0.0, 6)
        yield f"{name}: points of the cycle of period {cycle.period}", points, found
        yield f"{name}: modulus of its multiplier", multiplier, f"{abs(cycle.multiplier):.3f}"
        yield f"{name}: percentage", published, f"{100 * np.mean(b.labels == -2):.4f}"


def shares_of_one():
    """Share of root 1 of z^3 - 1 on [-R, R]^2, 8192^2 pixel centres."""
    for half, published in ((1, 0.335974), (1.5, 0.345225), (2, 0.352819), (2.5, 0.342511)):
        b = nb_cpp.basins(
            unity(3),
            extent=(-half, half, -half, half),
            shape=(8192, 8192),
            sampling="center",
            itmax=200,
        )
        yield f"R = {half}", published, round(float(np.mean(b.labels == 2)), 6)


def entropies():
    """Sb and Sbb of z^n - 1 on [-2, 2]^2, 1000^2 pixel centres, boxes of 5."""
    published = {
        3: (0.04694, 0.72324),
        4: (0.14000, 0.88947),
        5: (0.18346, 0.99302),
        6: (0.24461, 1.08523),
        7: (0.30633, 1.16496),
        8: (0.34367, 1.23313),
    }
    for degree, (sb, sbb) in published.items():
        b = nb_cpp.basins(unity(degree), shape=(1000, 1000), sampling="center", itmax=200)
        entropy = metrics.basin_entropy(b.labels, 5)
        yield f"n = {degree}: Sb", f"{sb:.5f}", f"{entropy.sb:.5f}"
        yield f"n = {degree}: Sbb", f"{sbb:.5f}", f"{entropy.sbb:.5f}"


TABLES = {
    "newton-fractal-lab, unity family": newton_fractal_lab,
    "Attractors.jl": attractors_jl,
    "Attracting cycles": attracting_cycles,
    "Shares of root 1": shares_of_one,
    "Basin entropies": entropies,
}


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    for title, rows in TABLES.items():
        print(f"## {title}\n\n{rows.__doc__}\n")
        print("| | published | computed |\n|---|---:|---:|")
        for what, published, computed in rows():
            print(f"| {what} | {published} | {computed} |")
        print()


if __name__ == "__main__":
    main()
