"""The machine: its name, and what it can do at most."""

import ctypes
import platform
import re
import statistics
import threading
import time
from pathlib import Path

import numpy as np
from peers import TARGET_FLAGS, compiled_library

ROUNDS = 7


def cpu_name():
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    names = re.findall(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return names[0] if names else platform.processor() or platform.machine()


class Peaks:
    """Median rates of one thread, or of several at once: a second, lanes counted one by one."""

    def __init__(self, target):
        self.library = compiled_library(
            "peaks.cpp", ["-ffp-contract=fast", *TARGET_FLAGS.get(target, [])]
        )
        for name in ("peak_fused", "peak_divisions"):
            function = getattr(self.library, name)
            function.restype = ctypes.c_double
            function.argtypes = [ctypes.c_long]
        self.lanes = self.library.peak_lanes()

    def fused(self, threads):
        return self._rate(lambda: self.library.peak_fused(10_000_000), 12 * 10_000_000, threads)

    def divisions(self, threads):
        return self._rate(lambda: self.library.peak_divisions(2_000_000), 8 * 2_000_000, threads)

    def _rate(self, work, operations, threads):
        seconds = [together(work, threads) for _ in range(ROUNDS)]
        return threads * operations * self.lanes / statistics.median(seconds)


def together(work, threads):
    """Seconds that this many threads take to do the work once each."""
    others = [threading.Thread(target=work) for _ in range(threads - 1)]
    start = time.perf_counter()
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()
    return time.perf_counter() - start


def write_bandwidth(fresh, threads, size=1 << 28):
    """Bytes a second that memset writes, into a new NumPy array or into a warm one."""
    libc = ctypes.CDLL(None)
    share = size // threads
    seconds = []
    warm = np.ones(size, np.uint8)
    for _ in range(ROUNDS):
        target = np.empty(size, np.uint8) if fresh else warm
        address = target.ctypes.data
        starts = iter([address + i * share for i in range(threads)])
        lock = threading.Lock()

        def work(starts=starts, lock=lock):
            with lock:
                start = next(starts)
            libc.memset(ctypes.c_void_p(start), 1, ctypes.c_size_t(share))

        seconds.append(together(work, threads))
    return size / statistics.median(seconds)
