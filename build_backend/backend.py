"""The hooks that pip, build and uv call (PEP 517, PEP 660): setuptools' own, but for two things.

CMake and Ninja are asked for only where the machine has none, and of the builds of one checkout
one runs at a time, since all of them work in its build/ and nb_cpp.egg-info/.
"""

import contextlib
import fcntl
import functools
from pathlib import Path

import programs
from setuptools import build_meta

LOCK = Path(__file__).resolve().parents[1] / "build" / "lock"


@contextlib.contextmanager
def locked():
    """Waits until no other process has the checkout's lock; the system frees a dead one's."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"waiting for another build of this checkout ({LOCK})", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            # Some network file systems have no locks.
            print(f"{LOCK} cannot be locked ({error}): one build at a time, please", flush=True)
        yield


def alone(hook):
    @functools.wraps(hook)
    def locking(*arguments, **settings):
        with locked():
            return hook(*arguments, **settings)

    return locking


build_wheel = alone(build_meta.build_wheel)
build_editable = alone(build_meta.build_editable)
build_sdist = alone(build_meta.build_sdist)
prepare_metadata_for_build_wheel = alone(build_meta.prepare_metadata_for_build_wheel)
prepare_metadata_for_build_editable = alone(build_meta.prepare_metadata_for_build_editable)
get_requires_for_build_sdist = alone(build_meta.get_requires_for_build_sdist)


def get_requires_for_build_wheel(config_settings=None):
    with locked():
        return build_meta.get_requires_for_build_wheel(config_settings) + programs.to_fetch()


def get_requires_for_build_editable(config_settings=None):
    with locked():
        return build_meta.get_requires_for_build_editable(config_settings) + programs.to_fetch()
