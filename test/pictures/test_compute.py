"""nb_cpp.compute from outside: what it accepts, what it gives, what it refuses."""

import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from numpy.polynomial import Polynomial

import nb_cpp

Z6 = [1, 0, 0, 0, 0, 0, 1]


def test_defaults_are_the_article_s_example():
    hsv = nb_cpp.compute()
    assert hsv.shape == (512, 512, 3)
    assert hsv.dtype == np.float64
    assert hsv.flags.c_contiguous
    explicit = nb_cpp.compute(512, 512, np.array(Z6, dtype=float), -5.0, 5.0, -5.0, 5.0, 30, 1e-6)
    np.testing.assert_array_equal(hsv, explicit)


def test_image_is_wider_than_high():
    assert nb_cpp.compute(imw=7, imh=4).shape == (4, 7, 3)


def test_hue_counts_repeated_roots():
    # (z + 1)^2 (z - 1): roots -1, -1, 1 with repeats, so that the last one has index 2 of 3.
    hsv = nb_cpp.compute(9, 9, [1, 1, -1, -1], -2, 2, -2, 2, itmax=200, tol=1e-6)
    converged = hsv[..., 1] == 1
    assert set(np.unique(hsv[converged, 0])) == {0.0, 2 / 3}


def test_pixels_that_do_not_converge_are_black():
    hsv = nb_cpp.compute(64, 64, [1, 0, -2, 2], -0.1, 0.1, -0.1, 0.1, itmax=500)
    black = (hsv == 0).all(axis=-1)
    assert black[32, 32]
    assert ((hsv[..., 1] == 1) | black).all()


def test_no_iterations_give_a_black_image():
    assert not nb_cpp.compute(8, 8, itmax=0).any()


def test_value_counts_iterations():
    hsv = nb_cpp.compute(5, 5, [1, -1], itmax=4)  # one step reaches the root of z - 1
    np.testing.assert_array_equal(hsv, np.broadcast_to([0.0, 1.0, 1.0], (5, 5, 3)))


@pytest.mark.parametrize(
    "coefs",
    [
        (1, 0, -2, 2),
        [1.0, 0.0, -2.0, 2.0],
        np.array([1, 0, -2, 2]),
        np.array([1, 0, -2, 2], dtype=np.int8),
        np.array([1, 0, -2, 2], dtype=np.float32),
        np.array([1, 0, -2, 2], dtype=np.longdouble),
        np.array([1, 0, -2, 2], dtype=">f8"),
        np.array([2, -2, 0, 1], dtype=float)[::-1],
        np.array([1, 9, 0, 9, -2, 9, 2, 9], dtype=complex)[::2],
        [1 + 0j, 0, -2, 2],
        [Fraction(1), Fraction(0), Fraction(-2), Fraction(2)],
        [Decimal(1), Decimal(0), Decimal(-2), Decimal(2)],
        np.poly1d([1, 0, -2, 2]),
        Polynomial([2, -2, 0, 1]),
        Polynomial([2, -2, 0, 1]).convert(domain=[0, 3]),
        [0, 0, 0, 1, 0, -2, 2],
    ],
    ids=repr,
)
def test_coefficients_of_every_kind(coefs):
    expected = nb_cpp.compute(8, 8, [1, 0, -2, 2], -2, 2, -2, 2)
    np.testing.assert_allclose(nb_cpp.compute(8, 8, coefs, -2, 2, -2, 2), expected, atol=1e-12)


def test_boolean_coefficients():
    expected = nb_cpp.compute(8, 8, [1, 0, 1])
    np.testing.assert_array_equal(nb_cpp.compute(8, 8, [True, False, True]), expected)


def test_complex_coefficients_turn_the_picture():
    # z^2 - i has the roots +-(1 + i) / sqrt 2: the basins are the half planes they are in.
    hsv = nb_cpp.compute(64, 64, [1, 0, -1j], -2, 2, -2, 2, itmax=100)
    x, y = np.meshgrid(-2 + 4 / 64 * np.arange(64), 2 - 4 / 64 * np.arange(64))
    off_boundary = x + y != 0
    np.testing.assert_array_equal(hsv[off_boundary, 0], (x + y > 0)[off_boundary] * 0.5)


def test_arguments_stay_as_they_were():
    coefs = np.array([0, 2, -1, 3, 7], dtype=float)
    before = coefs.copy()
    nb_cpp.compute(16, 16, coefs)
    np.testing.assert_array_equal(coefs, before)
    coefs.flags.writeable = False
    nb_cpp.compute(16, 16, coefs)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"coefs": []}, ValueError, ["coefs", "empty"]),
        ({"coefs": [3]}, ValueError, ["coefs", "constant", "3"]),
        ({"coefs": [0, 0, 5]}, ValueError, ["coefs", "constant", "5"]),
        ({"coefs": [0, 0, 0]}, ValueError, ["coefs", "zero"]),
        ({"coefs": [1, float("nan"), 1]}, ValueError, ["coefs[1]", "nan"]),
        ({"coefs": [1, 2, float("inf")]}, ValueError, ["coefs[2]", "inf"]),
        ({"coefs": [1, complex(0, float("inf"))]}, ValueError, ["coefs[1]", "inf"]),
        ({"coefs": [1, 10**400]}, ValueError, ["coefs"]),
        ({"coefs": [[1, 2], [3, 4]]}, ValueError, ["coefs", "one-dimensional", "(2, 2)"]),
        ({"coefs": [[1, 2], [3]]}, (ValueError, TypeError), ["coefs"]),
        ({"coefs": 5}, ValueError, ["coefs", "one-dimensional"]),
        ({"coefs": "z^6+"}, ValueError, ["coefs", "z^6+", "missing"]),
        ({"coefs": ["1", "2"]}, TypeError, ["coefs", "numbers"]),
        ({"coefs": [1, None]}, TypeError, ["coefs", "None"]),
        ({"coefs": None}, TypeError, ["coefs", "None"]),
        ({"coefs": iter([1, 0, 1])}, TypeError, ["coefs", "iterator"]),
        ({"coefs": [1, "2", None]}, TypeError, ["coefs", "2"]),
        ({"coefs": bytearray(b"101")}, TypeError, ["coefs", "bytearray"]),
        ({"coefs": np.poly1d([1, None])}, TypeError, ["coefs", "None"]),
        ({"coefs": np.poly1d([10**400, 1])}, ValueError, ["coefs", "finite"]),
        ({"coefs": Polynomial([10**400, 1])}, ValueError, ["coefs", "finite"]),
        ({"coefs": np.ma.array([1, 0, 1], mask=[0, 1, 0])}, TypeError, ["coefs", "masked"]),
        ({"coefs": np.ones(4002)}, ValueError, ["degree", "4001"]),
        ({"coefs": [np.datetime64("2019-01-27")] * 2}, TypeError, ["coefs"]),
        ({"imw": -1}, ValueError, ["imw", "-1"]),
        ({"imh": -7}, ValueError, ["imh", "-7"]),
        ({"imw": 3.5}, TypeError, ["imw", "3.5"]),
        ({"imh": "3"}, TypeError, ["imh", "'3'"]),
        ({"imw": 2**62, "imh": 2**62}, (MemoryError, ValueError), [str(2**62)]),
        ({"imw": 10**7, "imh": 10**7}, (MemoryError, ValueError), [str(10**7)]),
        ({"imw": 2**40, "imh": 1}, (MemoryError, ValueError), [str(2**40)]),
        ({"imw": 10**30}, (MemoryError, ValueError), [str(10**30)]),
        ({"imw": 10**30, "imh": 0}, (MemoryError, ValueError), [str(10**30)]),
        ({"crmin": 1.0, "crmax": 1.0}, ValueError, ["crmin", "crmax", "1.0"]),
        ({"crmin": 2.0, "crmax": 1.0}, ValueError, ["crmin", "2.0"]),
        ({"cimin": 2.0, "cimax": 1.0}, ValueError, ["cimin", "2.0"]),
        ({"crmin": float("nan")}, ValueError, ["crmin", "nan"]),
        ({"crmax": float("nan")}, ValueError, ["crmax", "nan"]),
        ({"cimax": float("inf")}, ValueError, ["cimax", "inf"]),
        ({"crmin": -1e308, "crmax": 1e308}, ValueError, ["crmin", "1e+308"]),
        ({"cimin": "low"}, TypeError, ["cimin", "low"]),
        ({"cimin": 1j}, TypeError, ["cimin", "1j"]),
        ({"cimin": np.complex128(1)}, TypeError, ["cimin", "1"]),
        ({"cimin": np.array("-5")}, TypeError, ["cimin", "-5"]),
        ({"cimin": Decimal("sNaN")}, TypeError, ["cimin", "sNaN"]),
        ({"cimin": np.array([-5.0, 5.0])}, TypeError, ["cimin", "-5"]),
        ({"crmax": 10**400}, ValueError, ["crmax"]),
        ({"itmax": -1}, ValueError, ["itmax", "-1"]),
        ({"itmax": 2**31}, ValueError, ["itmax", str(2**31)]),
        ({"itmax": 10**20}, ValueError, ["itmax", str(10**20)]),
        ({"itmax": 30.0}, TypeError, ["itmax", "30.0"]),
        ({"tol": -1e-6}, ValueError, ["tol", "-1e-06"]),
        ({"tol": float("nan")}, ValueError, ["tol", "nan"]),
        ({"tol": None}, TypeError, ["tol", "None"]),
        ({"threads": 0}, ValueError, ["threads", "0"]),
        ({"threads": -2}, ValueError, ["threads", "-2"]),
        ({"threads": 1.5}, TypeError, ["threads", "1.5"]),
        ({"progress": "yes"}, TypeError, ["progress", "yes"]),
        ({"out": [1, 2, 3]}, TypeError, ["out", "list"]),
        ({"out": np.zeros((4, 4, 3))}, ValueError, ["out", "(4, 4, 3)", "(8, 8, 3)"]),
        ({"out": np.zeros((8, 8, 3), np.float32)}, ValueError, ["out", "float32"]),
        ({"out": np.zeros((8, 8, 3), ">f8")}, ValueError, ["out", ">f8"]),
        ({"out": np.zeros((8, 8, 3), order="F")}, ValueError, ["out", "C-contiguous"]),
        ({"out": np.zeros((8, 8, 6))[..., ::2]}, ValueError, ["out", "C-contiguous"]),
        ({"out": np.broadcast_to(0.0, (8, 8, 3))}, ValueError, ["out"]),
    ],
    ids=lambda value: str(value).split(" at 0x")[0],  # the same in every process
)
def test_bad_arguments(arguments, error, words):
    with pytest.raises(error) as caught:
        nb_cpp.compute(**{"imw": 8, "imh": 8, **arguments})
    for word in words:
        assert word in str(caught.value)


def test_read_only_out():
    out = np.empty((8, 8, 3))
    out.flags.writeable = False
    with pytest.raises(ValueError, match="out must be writable"):
        nb_cpp.compute(8, 8, out=out)


def test_out_is_filled_and_returned():
    out = np.full((8, 8, 3), np.nan)
    assert nb_cpp.compute(8, 8, out=out) is out
    np.testing.assert_array_equal(out, nb_cpp.compute(8, 8))


def test_positional_arguments_end_with_tol():
    with pytest.raises(TypeError):
        nb_cpp.compute(8, 8, Z6, -5, 5, -5, 5, 30, 1e-6, 2)


def test_arrays_of_one_element_are_numbers():
    # pybind11 converted them for 0.0.8.
    hsv = nb_cpp.compute(np.array([8]), np.int64(8), crmin=np.array([-5]), tol=np.array(1e-6))
    np.testing.assert_array_equal(hsv, nb_cpp.compute(8, 8))


# On 32 bits, and before 1.22, NumPy wants room even for the pixels that an empty image lacks.
LONG = 10**7 if sys.maxsize < 2**32 or np.lib.NumpyVersion(np.__version__) < "1.22.0" else 10**12


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (0, LONG), (LONG, 0)])
def test_empty_images(shape):
    imw, imh = shape
    assert nb_cpp.compute(imw, imh).shape == (imh, imw, 3)


def test_largest_itmax():
    # The centre of z^2 + 1 cannot step, which is known at once; the real axis has no root.
    hsv = nb_cpp.compute(2, 2, [1, 0, 1], -1, 1, -1, 1, itmax=2**31 - 1)
    assert not hsv[1, 1].any()


@pytest.mark.parametrize("offset", [0, 1])
def test_a_picture_larger_than_the_caches(offset):
    # It is written past them, two numbers at a time, wherever a row starts.
    rows, columns = 1103, 1301
    memory = np.full(rows * columns * 3 + 3, np.nan)
    out = memory[offset : offset + rows * columns * 3].reshape(rows, columns, 3)
    nb_cpp.compute(columns, rows, out=out)
    b = nb_cpp.basins(Z6, extent=(-5, 5, -5, 5), shape=(rows, columns), itmax=30)
    converged = b.labels >= 0
    np.testing.assert_array_equal(out[..., 0], np.where(converged, b.labels / 6, 0))
    np.testing.assert_array_equal(out[..., 1], converged)
    np.testing.assert_array_equal(out[..., 2], np.where(converged, 1 - (b.iterations - 1) / 30, 0))
    outside = np.delete(memory, slice(offset, offset + out.size))
    assert np.isnan(outside).all()
