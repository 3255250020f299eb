"""CMake and Ninja: where they are, and whether a build has to fetch them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = {"cmake": (3, 18), "ninja": (1, 10)}
# The folder of the program, as the PyPI package of the same name tells it.
FOLDERS = {"cmake": "CMAKE_BIN_DIR", "ninja": "BIN_DIR"}


def of_package(name):
    """The program that the PyPI package of its name carries."""
    try:
        module = __import__(name)
    except ImportError:
        return None
    return shutil.which(name, path=getattr(module, FOLDERS[name], ""))


def candidates(name):
    """From PyPI, else on PATH, else beside the interpreter."""
    yield of_package(name)
    yield shutil.which(name)
    yield shutil.which(name, path=str(Path(sys.executable).parent))


def version(program):
    """As (major, minor), or None of what does not run.

    A script of another environment does not where pip hides that environment from the build.
    """
    try:
        answer = subprocess.run(
            [program, "--version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    except OSError:
        return None
    match = re.search(r"(\d+)\.(\d+)", answer.stdout) if answer.returncode == 0 else None
    return match and (int(match.group(1)), int(match.group(2)))


def find(name):
    """The path of one that is new enough, or None."""
    for program in filter(None, candidates(name)):
        found = version(program)
        if found and found >= OLDEST[name]:
            return program
    return None


def words(environment, name):
    """What a variable says, split as a shell does."""
    text = environment.get(name, "")
    try:
        return shlex.split(text)
    except ValueError as error:
        sentence = f"error: {name} is {text!r}, which no shell could split: {error}."
        raise SystemExit(sentence) from None


def chosen_generator(environment):
    """The name of CMake's generator that the user gives, or None: then it is Ninja."""
    chosen = environment.get("CMAKE_GENERATOR") or None
    arguments = words(environment, "CMAKE_ARGS")
    for place, argument in enumerate(arguments):
        if argument == "-G":
            chosen = next(iter(arguments[place + 1 :]), "")
        elif argument.startswith("-G"):
            chosen = argument[2:]
    return chosen


def wants_ninja(environment):
    """Whether the generator is one of Ninja's: "Ninja Multi-Config" is another."""
    return (chosen_generator(environment) or "Ninja").startswith("Ninja")


def to_fetch():
    """The requirements of a build on this machine, beyond those of pyproject.toml."""
    needed = ["cmake", "ninja"] if wants_ninja(os.environ) else ["cmake"]
    return ["{}>={}.{}".format(name, *OLDEST[name]) for name in needed if find(name) is None]
