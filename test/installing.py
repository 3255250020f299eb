"""What the tests of building and installing share."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FAST_MATH = ("-ffast-math", "-Ofast", "-ffinite-math-only", "-funsafe-math-optimizations")
SHORT_USE = "import nb_cpp; h = nb_cpp.compute(3, 3); print(nb_cpp.__file__, round(h[0, 0, 2], 3))"


def header_version():
    text = (ROOT / "include" / "nb_cpp" / "version.hpp").read_text(encoding="utf-8")
    return re.search(r'#define NB_CPP_VERSION "(.+)"', text).group(1)


def run(*command, cwd, check=True, **environment):
    """Runs a command; a variable that is None is taken out of its environment."""
    full = {**os.environ, **environment}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=str(cwd),
        env={name: value for name, value in full.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not check or result.returncode == 0, result.stdout
    return result


def sdist(into):
    """setuptools' own sdist, which is what every frontend calls; nothing is left in the tree."""
    egg_info = into / "egg-info"
    egg_info.mkdir()
    command = ["egg_info", "--egg-base", egg_info, "sdist", "--formats=gztar", "--dist-dir", into]
    run(sys.executable, "-W", "ignore", "setup.py", "-q", *command, cwd=ROOT)
    return into / f"nb_cpp-{header_version()}.tar.gz"


def symbol_table(*arguments):
    nm = shutil.which("nm")
    if nm is None:
        pytest.skip("nm is not installed")
    return run(nm, *arguments, cwd=ROOT).stdout


def defined_symbols(module):
    lines = symbol_table("-D", "--defined-only", module).splitlines()
    return [line.split()[-1] for line in lines]


def compiler():
    found = shlex.split(os.environ.get("CXX", "")) or [
        next(filter(None, map(shutil.which, ("c++", "g++", "clang++"))), None)
    ]
    if found[0] is None:
        pytest.skip("a C++ compiler is not installed")
    return found


def program(name):
    """The one of this environment, else of the machine."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def interpreters():
    """Every CPython of a supported version that is found, one for each version, by version."""
    places = [*Path.home().glob(".pyenv/versions/3.*/bin/python")]
    places += [*Path("/opt/python").glob("cp3*/bin/python")]
    places += [Path(found) for minor in range(8, 20) if (found := shutil.which(f"python3.{minor}"))]
    found = {sys.version_info[:2]: sys.executable}
    for place in places:
        code = "import sys, ensurepip; print(*sys.version_info[:2])"
        answer = run(place, "-c", code, cwd=ROOT, check=False)
        version = tuple(map(int, answer.stdout.split())) if answer.returncode == 0 else ()
        if version >= (3, 8):
            found.setdefault(version, str(place))
    return [found[version] for version in sorted(found)]


def fresh_environment(python, place):
    run(python, "-m", "venv", place, cwd=ROOT)
    return place / "bin" / "python"


def copy_of_the_tree(place):
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", "build", "dist", "wheelhouse", "*.so", "*.egg-info", "__pycache__"
    )
    shutil.copytree(str(ROOT), str(place), ignore=ignored)
    return place
