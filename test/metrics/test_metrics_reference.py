"""Published measures, at the published digits."""

import pytest

import nb_cpp
from nb_cpp import metrics

CUBIC = [1, 0, 0, -1]


def unity(degree):
    return [1, *[0] * (degree - 1), -1]


@pytest.fixture(scope="module")
def attractors_jl():
    return nb_cpp.basins(
        CUBIC,
        extent=(-1.5, 1.5, -1.5, 1.5),
        shape=(400, 400),
        sampling="endpoints",
        itmax=100,
    )


def test_uncertainty_exponent_of_attractors_jl():
    b = nb_cpp.basins(
        CUBIC, extent=(-1, 1, -1, 1), shape=(300, 300), sampling="endpoints", itmax=100
    )
    assert 0.55 <= metrics.uncertainty_exponent(b.labels, range(5, 31)) <= 0.65


def test_shares_of_attractors_jl(attractors_jl):
    found = metrics.shares(attractors_jl.labels, len(attractors_jl.roots))
    assert found.shares.tolist() == [0.3275, 0.3275, 0.345]


@pytest.mark.parametrize(("box", "sb", "sbb"), [(40, 0.291377, 0.809379), (5, 0.083564, 0.726639)])
def test_entropy_of_attractors_jl(attractors_jl, box, sb, sbb):
    # Sb with boxes of 5 is .08356344: the last published digit is one too many.
    found = metrics.basin_entropy(attractors_jl.labels, box)
    assert found.sb == pytest.approx(sb, abs=1e-6)
    assert round(found.sbb, 6) == sbb
    assert found.fractal


def test_minimal_fatal_shock_of_attractors_jl():
    # From the whole basin to ever smaller windows about the nearest point of another one.
    b = nb_cpp.basins(CUBIC, extent=(0.2, 1.8, -0.8, 0.8), shape=(500, 500), itmax=100)
    shock = metrics.minimal_fatal_shock(b.labels, b.x, b.y, 1, label=2)
    assert shock.enclosed
    for half in (0.02, 0.004, 0.0005):
        centre = 1 + shock.shock
        window = (centre.real - half, centre.real + half, centre.imag - half, centre.imag + half)
        b = nb_cpp.basins(CUBIC, extent=window, shape=(1000, 1000), itmax=100)
        shock = metrics.minimal_fatal_shock(b.labels, b.x, b.y, 1, label=2)
    assert round(shock.size, 4) == 0.6220


@pytest.mark.parametrize(
    ("half", "share"), [(1, 0.335974), (1.5, 0.345225), (2, 0.352819), (2.5, 0.342511)]
)
def test_share_of_root_1(half, share):
    bands, side = 8, 8192
    points = 0
    for band in range(bands):  # which take a quarter of a gigabyte less than the whole
        bottom = -half + 2 * half * band / bands
        b = nb_cpp.basins(
            CUBIC,
            extent=(-half, half, bottom, bottom + 2 * half / bands),
            shape=(side // bands, side),
            sampling="center",
            itmax=100,
        )
        points += int(metrics.shares(b.labels, 3).counts[2])
    assert round(points / side**2, 6) == share


@pytest.mark.parametrize(
    ("degree", "sb", "sbb", "error"),
    [
        (3, 0.04694, 0.72324, 0),
        # Diagonals of these are in the Julia set, and rounding decides which of their points leave
        # it within 200 steps; other ways to write Newton's step give other last digits.
        (4, 0.14000, 0.88947, 5e-5),
        (5, 0.18346, 0.99302, 0),
        (6, 0.24461, 1.08523, 0),
        (7, 0.30633, 1.16496, 3e-5),
        (8, 0.34367, 1.23313, 3e-5),
    ],
)
def test_entropy_of_unity(degree, sb, sbb, error):
    b = nb_cpp.basins(unity(degree), shape=(1000, 1000), sampling="center", itmax=200)
    found = metrics.basin_entropy(b.labels, 5)
    assert round(found.sb, 5) == pytest.approx(sb, abs=error + 1e-9)
    assert round(found.sbb, 5) == pytest.approx(sbb, abs=error + 1e-9)


def test_boundary_dimension_of_the_cubic():
    # 1.42 is published (Attractors.jl's tests). Larger boxes see the sides of the image.
    b = nb_cpp.basins(CUBIC, extent=(-1, 1, -1, 1), shape=(2048, 2048), itmax=100)
    found = metrics.boundary_dimension(b.labels, fitted=(1, 16))
    assert round(found.dimension, 2) == 1.42


def test_the_cubic_has_the_wada_property_to_within_a_few_pixels():
    b = nb_cpp.basins(CUBIC, shape=(1000, 1000), itmax=100)
    found = metrics.wada_test(b.labels, radius=1)
    assert found.fraction < 0.06
    assert metrics.wada_test(b.labels, int(found.smallest_radius)).wada
    assert found.smallest_radius <= 8
