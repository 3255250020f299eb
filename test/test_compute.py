"""nb_cpp.compute from outside: what it accepts, what it refuses, how it behaves while it runs."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
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
        ({"coefs": "z^6+1"}, TypeError, ["coefs", "z^6+1"]),
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
        ({"out": np.empty((4, 4, 3))}, ValueError, ["out", "(4, 4, 3)", "(8, 8, 3)"]),
        ({"out": np.empty((8, 8, 3), np.float32)}, ValueError, ["out", "float32"]),
        ({"out": np.empty((8, 8, 3), ">f8")}, ValueError, ["out", ">f8"]),
        ({"out": np.empty((8, 8, 3), order="F")}, ValueError, ["out", "C-contiguous"]),
        ({"out": np.empty((8, 8, 6))[..., ::2]}, ValueError, ["out", "C-contiguous"]),
        ({"out": np.broadcast_to(0.0, (8, 8, 3))}, ValueError, ["out"]),
    ],
    ids=str,
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


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (0, 10**12), (10**12, 0)])
def test_empty_images(shape):
    imw, imh = shape
    assert nb_cpp.compute(imw, imh).shape == (imh, imw, 3)


@pytest.mark.parametrize("threads", [2, 3, 8, 1_000_000, 2**70])
def test_threads_do_not_change_the_picture(threads):
    one = nb_cpp.compute(101, 103, threads=1)
    np.testing.assert_array_equal(nb_cpp.compute(101, 103, threads=threads), one)


def test_largest_itmax():
    # The centre of z^2 + 1 cannot step, which is known at once; the real axis has no root.
    hsv = nb_cpp.compute(2, 2, [1, 0, 1], -1, 1, -1, 1, itmax=2**31 - 1)
    assert not hsv[1, 1].any()


def test_progress_counts_pixels():
    calls = []
    nb_cpp.compute(300, 200, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (60000, 60000)
    assert all(total == 60000 for _, total in calls)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)


def test_progress_comes_while_it_works():
    calls = []
    # A point of a cycle in every pixel: 1e10 iterations would take a minute.
    with pytest.raises(StopIteration, match="enough"):
        nb_cpp.compute(
            1000,
            1000,
            [1, 0, -2, 2],
            -1e-3,
            1e-3,
            -1e-3,
            1e-3,
            itmax=10**9,
            progress=lambda done, total: calls.append(done) or len(calls) < 3 or enough(),
        )
    assert len(calls) == 3


def enough():
    raise StopIteration("enough")


def test_progress_bar(capsys):
    pytest.importorskip("tqdm")
    nb_cpp.compute(64, 64, progress=True)
    assert "4.10k" in capsys.readouterr().err


def test_progress_bar_without_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match="pip install"):
        nb_cpp.compute(8, 8, progress=True)


def test_other_threads_run_meanwhile():
    ticks = 0
    finished = threading.Event()

    def tick():
        nonlocal ticks
        while not finished.wait(0.001):
            ticks += 1

    ticker = threading.Thread(target=tick)
    ticker.start()
    try:
        stop = time.monotonic() + 0.5
        with pytest.raises(TimeoutError):
            nb_cpp.compute(
                512,
                512,
                [1, 0, -2, 2],
                -1e-3,
                1e-3,
                -1e-3,
                1e-3,
                itmax=2**31 - 1,
                progress=lambda *_: over(stop),
            )
    finally:
        finished.set()
        ticker.join()
    # Holding the GIL would leave the ticker a turn per progress call, some twenty in all.
    assert ticks > 40


def over(stop):
    if time.monotonic() > stop:
        raise TimeoutError


def test_calls_from_several_threads():
    expected = nb_cpp.compute(64, 64)
    results = [None] * 8

    def work(i):
        results[i] = nb_cpp.compute(64, 64, threads=2)

    workers = [threading.Thread(target=work, args=(i,)) for i in range(len(results))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for result in results:
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize(
    "call",
    [
        "compute(2000, 2000, [1, 0, -2, 2], -.1, .1, -.1, .1, itmax=2**31 - 1, threads=1)",
        "compute(2000, 2000, [1, 0, -2, 2], -.1, .1, -.1, .1, itmax=2**31 - 1, threads=2)",
        "find_roots(numpy.polynomial.Polynomial([-2, *[0] * 9, 1]) ** 20)",
    ],
)
def test_ctrl_c(call, tmp_path):
    attempts = 5
    program = f"""
        import signal, time, numpy, nb_cpp
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background job
        for _ in range({attempts}):
            print("ready", flush=True)
            try:
                nb_cpp.{call}
            except KeyboardInterrupt:
                print(time.monotonic(), flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    delays = []
    try:
        for _ in range(attempts):
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.2)
            sent = time.monotonic()
            process.send_signal(signal.SIGINT)
            delays.append(float(process.stdout.readline()) - sent)
        process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    # The promise is a tenth of a second. A busy machine may take longer now and then, not always.
    assert min(delays) < 0.1


@pytest.mark.parametrize(
    "call",
    [
        "compute(4000, 4000, [1, 0, -2, 2], -.1, .1, -.1, .1, itmax=2**31 - 1)",
        "find_roots(numpy.polynomial.Polynomial([-2, *[0] * 9, 1]) ** 20)",
    ],
)
def test_the_interpreter_may_end_meanwhile(call, tmp_path):
    program = f"""
        import threading, time, numpy, nb_cpp
        threading.Thread(target=lambda: nb_cpp.{call}, daemon=True).start()
        time.sleep(0.3)
        print("over")
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "over\n", "")


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "99999999999999999999"])
def test_bad_thread_variable(monkeypatch, value):
    monkeypatch.setenv("NB_CPP_THREADS", value)
    with pytest.raises(ValueError, match="NB_CPP_THREADS") as caught:
        nb_cpp.compute(8, 8)
    assert value in str(caught.value)
    nb_cpp.compute(8, 8, threads=1)  # an explicit number has no need of the variable


def test_thread_variable(monkeypatch):
    monkeypatch.setenv("NB_CPP_THREADS", "5")
    assert nb_cpp.build_info()["threads"] == 5
    monkeypatch.delenv("NB_CPP_THREADS")
    assert nb_cpp.build_info()["threads"] == len(os.sched_getaffinity(0))


@pytest.mark.parametrize("value", ["avx1024", "AVX2", "neon,"])
def test_bad_target_variable(monkeypatch, value):
    monkeypatch.setenv("NB_CPP_TARGET", value)
    for call in (lambda: nb_cpp.compute(8, 8), nb_cpp.build_info):
        with pytest.raises(ValueError, match="NB_CPP_TARGET") as caught:
            call()
        assert value in str(caught.value)


def test_unusable_target_is_an_error(monkeypatch):
    unusable = {"avx512", "avx2", "sse2", "neon"}.difference(nb_cpp.build_info()["usable_targets"])
    assert unusable  # no CPU has both kinds
    for name in unusable:
        monkeypatch.setenv("NB_CPP_TARGET", name)
        with pytest.raises(ValueError, match="NB_CPP_TARGET"):
            nb_cpp.compute(8, 8)


def test_build_info(target):
    info = nb_cpp.build_info()
    assert info["version"] == nb_cpp.__version__
    assert info["active_target"] == target
    assert set(info["usable_targets"]) <= set(info["compiled_targets"])
    assert "scalar" in info["usable_targets"]
    assert info["compiler"]


def test_import_is_light(tmp_path):
    program = "import sys, nb_cpp; print(*[m for m in ('matplotlib', 'tqdm') if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert run.stdout.strip() == ""
