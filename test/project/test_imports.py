"""What is imported when, and children that are forked meanwhile."""

import subprocess
import sys
import textwrap

import pytest


def run(program):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "call",
    [
        "compute(8, 8)",
        "compute(8, 8, [1, 0, -2j], threads=2)",
        "basins([1, 0, -2, 2], shape=(8, 8), cycles=True)",
        "basins(roots=[1, 2j], shape=(8, 8), method='king', beta=1)",
        "orbit([1, 0, 0, -1], [0.5, 1j], steps=3)",
        "find_roots([1, 0, -1])",
        "find_roots('(z - 1)^2 (z + i)')",
        "find_cycles([1, 0, -2, 2], method='halley')",
        "methods()",
        "build_info()",
    ],
)
def test_the_first_call_imports_nothing(call):
    # An import takes longer than a picture, and a child forked meanwhile waits for it for ever.
    program = f"""
        import sys, nb_cpp
        before = set(sys.modules)
        nb_cpp.{call}
        print(*sorted(set(sys.modules) - before))
    """
    result = run(program)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "", "")


def test_importing_is_cheap():
    extras = """pandas tqdm matplotlib xarray json html zipfile numpy.ma numpy.polynomial
        nb_cpp.metrics nb_cpp._compare nb_cpp._basins.show nb_cpp._basins.storage"""
    result = run(f"import sys, nb_cpp; print(*set({extras.split()}).intersection(sys.modules))")
    # What NumPy imports by itself is no cost of nb_cpp.
    numpys = run(f"import sys, numpy; print(*set({extras.split()}).intersection(sys.modules))")
    assert result.returncode == 0
    assert set(result.stdout.split()) <= set(numpys.stdout.split())


@pytest.mark.parametrize("call", ["compute(8, 8)", "basins([1, 0, 0, -1], shape=(8, 8))"])
def test_a_child_that_is_forked_during_the_first_call_can_call(call):
    # Each fork of the parent, which has imported and not called, is a process before its first
    # call. Two of its threads begin one, and after up to 6 ms it forks.
    program = f"""
        import os, signal, threading, time, warnings, nb_cpp
        warnings.simplefilter("ignore")  # of forks beside threads, which is what this is about
        def work():
            nb_cpp.{call}
        def hangs(delay):
            for _ in range(2):
                threading.Thread(target=work, daemon=True).start()
            time.sleep(delay)
            child = os.fork()
            if not child:
                signal.alarm(10)  # which ends it
                work()
                os._exit(0)
            return os.waitpid(child, 0)[1] != 0
        for number in range(300):
            process = os.fork()
            if not process:
                os._exit(hangs(number % 100 * 6e-5))
            assert os.waitpid(process, 0)[1] == 0, number
    """
    result = run(program)
    assert (result.returncode, result.stderr) == (0, "")
