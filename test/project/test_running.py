"""How calls behave while they run: threads, progress, Ctrl-C, the GIL, environment variables."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import nb_cpp


@pytest.mark.parametrize("threads", [2, 3, 8, 1_000_000, 2**70])
def test_threads_do_not_change_the_picture(threads):
    one = nb_cpp.compute(101, 103, threads=1)
    np.testing.assert_array_equal(nb_cpp.compute(101, 103, threads=threads), one)


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


@pytest.mark.skipif(
    not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="there is no GIL to hold"
)
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
        "find_roots([k**40 * (-1) ** (k * k // 3) for k in range(1, 900)])",
        "basins([1, 0, -2, 2], extent=(-.1, .1, -.1, .1), shape=(2000, 2000), itmax=10**6)",
        "orbit([1, 0, -2, 2], numpy.zeros(3), steps=5 * 10**6)",
        "find_cycles(numpy.random.default_rng(0).standard_normal(1001))",
        "compare([[1, 0, -2, 2]], shape=(2000, 2000), extent=(-.1, .1, -.1, .1), itmax=10**6)",
        "basins([1, 0, -1], shape=(1, 6 * 10**7))",
        "compute(1, 6 * 10**7)",
    ],
)
def test_ctrl_c(call, tmp_path):
    assert interrupted("", f"nb_cpp.{call}", tmp_path) < 0.1


# Rows are no measure of time: an image may have one of them. Noise is all boundary.
@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("basin_entropy(labels, box=1)", (1, 2 * 10**7)),
        ("basin_entropy(labels, box=4500)", (4500, 4500)),
        ("boundary_dimension(labels, sizes=[1])", (2, 10**7)),
        ("uncertainty_exponent(labels, sizes=[1])", (1, 2 * 10**7)),
        ("wada_test(labels)", (1, 2 * 10**7)),
        ("wada_test(labels)", (4500, 4500)),
        ("minimal_fatal_shock(labels, x, y, 0, label=5)", (1, 2 * 10**7)),
    ],
)
def test_ctrl_c_in_a_measure(call, shape, tmp_path):
    before = f"""
        labels = numpy.random.default_rng(0).integers(0, 3, {shape}, dtype=numpy.int16)
        x = numpy.arange(1.0, 1 + labels.shape[1])
        y = -numpy.arange(1.0, 1 + labels.shape[0])
    """
    again = f"""
        while True:
            nb_cpp.metrics.{call}
    """
    assert interrupted(before, again, tmp_path) < 0.1


def interrupted(before, call, directory):
    """Seconds from Ctrl-C until a call ends.

    The least of some attempts: a busy machine may take longer now and then, not always.
    """
    attempts = 5
    program = f"""
import signal, time, numpy, nb_cpp, nb_cpp.metrics
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background job
{textwrap.dedent(before)}
for _ in range({attempts}):
    print("ready", flush=True)
    try:
{textwrap.indent(textwrap.dedent(call), " " * 8)}
    except KeyboardInterrupt:
        print(time.monotonic(), flush=True)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=directory
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
    return min(delays)


@pytest.mark.parametrize(
    "call",
    [
        "compute(4000, 4000, [1, 0, -2, 2], -.1, .1, -.1, .1, itmax=2**31 - 1)",
        "find_roots([k**40 * (-1) ** (k * k // 3) for k in range(1, 900)])",
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


def test_small_stack(tmp_path):
    # musl gives a thread 128 KiB, of which a program may need much.
    program = """
        import threading, numpy, nb_cpp
        from nb_cpp import metrics

        def work():
            nb_cpp.compute(64, 64)
            b = nb_cpp.basins([1, 0, -2, 2], shape=(64, 64), cycles=True, threads=2)
            nb_cpp.find_roots(numpy.random.default_rng(0).standard_normal(1001))
            nb_cpp.find_roots(numpy.polynomial.Polynomial([-2, 0, 0, 0, 0, 1]) ** 6)
            nb_cpp.orbit([1, 0, -2, 2], numpy.zeros(3), steps=50)
            nb_cpp.find_cycles([1, 0, -2, 2])
            metrics.wada_test(b.labels)
            print("over")

        threading.stack_size(96 * 1024)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
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
    # Fewer where a control group has a quota; test_quota.cpp has the cases.
    assert 1 <= nb_cpp.build_info()["threads"] <= len(os.sched_getaffinity(0))
    one_cpu = {min(os.sched_getaffinity(0))}
    code = "import os, nb_cpp; os.sched_setaffinity(0, %r); print(nb_cpp.build_info()['threads'])"
    run = subprocess.run(
        [sys.executable, "-c", code % one_cpu], capture_output=True, text=True, check=True
    )
    assert run.stdout == "1\n"


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


def test_a_missing_numpy_is_named(tmp_path):
    # The core looks for NumPy first, and its own failure would say less.
    program = "import sys; sys.modules['numpy'] = None; import nb_cpp"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path
    )
    assert run.stderr.splitlines()[-1].startswith("ModuleNotFoundError: import of numpy")
