"""Imports nb_cpp from a wheel and draws a picture, where there is nothing but Python and numpy.

    PYTHON travis/try_wheel.py WHEEL RUNNER [RESULTS]

PYTHON is of the wheel's machine, RUNNER what runs it here. The picture of z^6 + 1 is held against
Newton's iteration in numpy. RESULTS is a file to which a line is added, as test-wheel.sh does.
"""

import platform
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

import numpy as np

COEFS = [1, 0, 0, 0, 0, 0, 1]
SIZE, REACH, STEPS, TOL = 48, 5.0, 100, 1e-6
# Near a boundary of basins the last bit of an operation decides.
DIFFERING = 0.01


def roots():
    """Those of z^6 + 1 in the order of the package: by real part, the upper one first."""
    found = np.exp(1j * np.pi * (2 * np.arange(6) + 1) / 6)
    return np.array(sorted(found, key=lambda z: (round(z.real, 9), -z.imag)))


def picture():
    """The hue of each pixel by Newton's iteration, and NaN where it does not converge."""
    steps = np.arange(SIZE) * (2 * REACH / SIZE)
    z = (-REACH + steps)[None, :] + 1j * (REACH - steps)[:, None]
    hue = np.full(z.shape, np.nan)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            z = z - (z**6 + 1) / (6 * z**5)
            done = np.isnan(hue) & (np.abs(z**6 + 1) <= TOL)
            hue[done] = np.argmin(np.abs(z[done][:, None] - roots()), axis=1) / 6
    return hue


def check(nb_cpp):
    missing = nb_cpp.build_info()["missing_targets"]
    if missing:
        raise SystemExit(f"the wheel lacks kernels for {', '.join(missing)}")
    hsv = nb_cpp.compute(SIZE, SIZE, COEFS, -REACH, REACH, -REACH, REACH, STEPS, TOL)
    expected = picture()
    known = ~np.isnan(expected)
    # On the real axis there is no root, and an orbit stays there.
    if known.mean() < 0.95:
        raise SystemExit("Newton's iteration in numpy does not converge here")
    differing = np.mean(np.abs(hsv[..., 0] - expected)[known] > 1e-6)
    if differing > DIFFERING or not np.all(hsv[known][:, 2] > 0):
        raise SystemExit(f"the picture differs from Newton's iteration in {differing:.1%}")


def main(wheel, runner, results=None):
    with tempfile.TemporaryDirectory() as place:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(place)
        sys.path.insert(0, place)
        import nb_cpp

        if not nb_cpp.__file__.startswith(place):
            raise SystemExit(f"imported {nb_cpp.__file__}, not the wheel")
        check(nb_cpp)
        info = nb_cpp.build_info()
    machine = sysconfig.get_platform().split("-")[-1]
    print(f"{Path(wheel).name}: import and picture, {machine} by {runner}")
    if results:
        cells = [Path(wheel).name, platform.python_version(), f"{machine} by {runner}"]
        cells += [" ".join(info["compiled_targets"]), " ".join(info["usable_targets"])]
        with open(results, "a", encoding="utf-8") as file:
            file.write("\t".join([*cells, "import and a picture"]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
