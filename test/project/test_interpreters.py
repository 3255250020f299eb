"""Several threads, and several interpreters: what is declared, and what happens otherwise."""

import subprocess
import sys
import sysconfig
import textwrap
import threading

import numpy as np
import pytest

import nb_cpp

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
COEFS = np.array([1, 0, -2, 2])


def everything():
    """What each entry point of the module answers, with arguments that all threads share."""
    pictures = nb_cpp.basins(COEFS, shape=(48, 40), threads=2)
    return [
        nb_cpp.compute(40, 40, COEFS, threads=2),
        pictures.labels,
        pictures.iterations,
        nb_cpp.basins(COEFS, shape=(24, 24), method="halley").labels,
        nb_cpp.find_roots(COEFS).values,
        nb_cpp.orbit(COEFS, 0.25 + 1j, steps=12),
        np.array(sorted(nb_cpp.methods())),
        np.array(pictures.basin_entropy(5)),
        np.array(pictures.boundary_dimension().counts),
        np.array(pictures.minimal_fatal_shock(0).size),
        np.array(nb_cpp.build_info()["usable_targets"]),
    ]


def test_threads_that_call_everything_at_once_get_the_same():
    expected = everything()
    start = threading.Barrier(6)
    answers = []

    def work():
        start.wait()
        for _ in range(3):
            answers.append(everything())

    workers = [threading.Thread(target=work) for _ in range(start.parties)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(answers) == 18
    for answer in answers:
        for found, wanted in zip(answer, expected):
            np.testing.assert_array_equal(found, wanted)


@pytest.mark.skipif(not FREE_THREADED, reason="for a free-threaded CPython")
def test_import_leaves_a_free_threaded_python_without_its_gil():
    # A module that does not declare itself brings the GIL back, with a warning.
    code = "import sys, nb_cpp; nb_cpp.compute(8, 8); sys.exit(sys._is_gil_enabled())"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="interpreters share the GIL before 3.12")
def test_an_interpreter_with_a_gil_of_its_own_refuses_the_import_and_harms_nothing():
    # NumPy does not load there, so nothing of nb_cpp could be tried, and it declares nothing.
    program = """
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters
        import nb_cpp
        before = nb_cpp.compute(16, 16)
        other = interpreters.create()
        try:
            failure = interpreters.run_string(other, "import nb_cpp")
        except RuntimeError as raised:
            failure = raised
        interpreters.destroy(other)
        assert "ImportError" in str(failure), failure
        assert (nb_cpp.compute(16, 16) == before).all()
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)
