"""Texts that take long, and random ones, a million by default: `make fuzz-text`.

Each has to be read, and then read back from what is printed, or refused with a caret; within its
time, and the process within its memory. Prints the figures of docs/polynomials.md.
"""

import argparse
import contextlib
import random
import resource
import time
from concurrent.futures import ProcessPoolExecutor

from text_maker import DEAR_TEXTS, random_text

from nb_cpp import Polynomial

_PIECE = 10_000
_MOST_SECONDS = 5.0
_MOST_MEGABYTES = 500


def read_some(seed):
    """Texts read, texts refused, the longest time, and its text."""
    rng = random.Random(seed)
    read = refused = 0
    slowest = 0.0, ""
    for _ in range(_PIECE):
        text = random_text(rng)
        started = time.process_time()
        try:
            p = Polynomial(text)
        except ValueError as error:
            shown, caret = str(error).splitlines()[1:]
            assert caret.strip() == "^", text
            assert len(caret) <= len(shown) + 1, text
            refused += 1
        else:
            assert 1 <= p.degree <= 1800, text
            assert p.exact, text
            assert Polynomial(str(p)) == p, text
            read += 1
        slowest = max(slowest, (time.process_time() - started, text))
    return read, refused, slowest, megabytes()


def megabytes():
    """What this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seconds_of(text):
    started = time.process_time()
    with contextlib.suppress(ValueError):
        Polynomial(text)
    return time.process_time() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    seconds = max(map(seconds_of, DEAR_TEXTS))
    print(f"the dearest text took {seconds:.2f} s; they all {megabytes():.0f} MB at most")
    assert seconds < _MOST_SECONDS
    assert megabytes() < _MOST_MEGABYTES
    seeds = range(arguments.seed, arguments.seed + arguments.texts // _PIECE)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(read_some, seeds))
    read, refused = (sum(result[i] for result in results) for i in range(2))
    seconds, text = max(result[2] for result in results)
    memory = max(result[3] for result in results)
    print(f"{read + refused} texts: {read} read and read back, {refused} refused with a caret")
    print(f"the slowest took {1e3 * seconds:.1f} ms: {text!r}; a process {memory:.0f} MB at most")
    assert seconds < _MOST_SECONDS
    assert memory < _MOST_MEGABYTES


if __name__ == "__main__":
    main()
