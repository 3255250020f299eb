"""How long Python does not look at signals while its NumPy passes over a large image."""

import subprocess
import sys
import textwrap

import pytest


@pytest.mark.parametrize(
    ("side", "setup", "call"),
    [
        (3000, "", "b.save('b.npz')"),
        (3000, "b.save('b.npz')", "nb_cpp.Basins.load('b.npz')"),
        (6000, "", "repr(b)"),
        (6000, "", "b.mean_iterations()"),
        (6000, "labels = b.labels.astype(int)", "metrics.shares(labels)"),
    ],
)
def test_ctrl_c_would_be_served(side, setup, call, tmp_path):
    # A handler is called every few milliseconds, unless nothing looks.
    program = f"""
        import signal, time, nb_cpp
        from nb_cpp import metrics
        b = nb_cpp.basins([1, 0, 0, -1], shape=({side}, {side}))
        {setup}
        looks = []
        signal.signal(signal.SIGALRM, lambda *_: looks.append(time.monotonic()))
        for _ in range(3):
            looks[:] = [time.monotonic()]
            signal.setitimer(signal.ITIMER_REAL, 0.003, 0.003)
            {call}
            signal.setitimer(signal.ITIMER_REAL, 0)
            looks.append(time.monotonic())
            print(max(after - before for before, after in zip(looks, looks[1:])))
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    # The promise is a tenth of a second. A busy machine may take longer now and then, not always.
    assert min(map(float, run.stdout.split())) < 0.1
