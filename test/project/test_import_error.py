"""What is said where the compiled module cannot be imported."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import numpy as np
import pytest

import nb_cpp

PACKAGE = Path(nb_cpp.__file__).parent
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


@pytest.fixture
def unbuilt(tmp_path):
    """A copy of the package without its compiled module."""
    shutil.copytree(
        PACKAGE,
        tmp_path / "copy" / "nb_cpp",
        ignore=shutil.ignore_patterns("_core.*.so", "__pycache__"),
    )
    return tmp_path / "copy"


def imported(path):
    places = os.pathsep.join([str(path), os.path.dirname(os.path.dirname(np.__file__))])
    return subprocess.run(
        [sys.executable, "-S", "-c", "import nb_cpp"],  # -S: no finders of editable installs
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, "PYTHONPATH": places},
    )


def import_error(path):
    """What the import says, with the package there and nothing else of this installation."""
    result = imported(path)
    assert result.returncode == 1
    kind, _, message = result.stderr.strip().splitlines()[-1].partition(": ")
    assert kind == "ImportError"
    assert "circular" not in message
    return message


REINSTALL = (
    f"install nb_cpp with this Python {sys.version_info.major}.{sys.version_info.minor}: "
    "pip install --force-reinstall nb-cpp"
)


def test_a_source_tree_that_is_not_built(unbuilt):
    (unbuilt / "setup.py").touch()
    assert import_error(unbuilt) == (
        f"nb_cpp's compiled module (_core{SUFFIX}) is not in {unbuilt}/nb_cpp, which is a source "
        "tree where it is not built: start Python in another folder to import what is installed, "
        "or pip install -e ."
    )


def test_a_package_without_its_module(unbuilt):
    assert import_error(unbuilt) == (
        f"nb_cpp's compiled module (_core{SUFFIX}) is not in {unbuilt}/nb_cpp: {REINSTALL}"
    )


def test_a_module_for_another_python(unbuilt):
    others = ["_core.cpython-27m-x86_64-linux-gnu.so", "_core.pypy39-pp73-x86_64-linux-gnu.so"]
    for name in others:
        (unbuilt / "nb_cpp" / name).touch()
    assert import_error(unbuilt) == (
        f"nb_cpp's compiled module (_core{SUFFIX}) is not in {unbuilt}/nb_cpp; {others[0]}, "
        f"{others[1]} is for another Python: {REINSTALL}"
    )


def test_a_module_that_does_not_load(unbuilt):
    module = unbuilt / "nb_cpp" / f"_core{SUFFIX}"
    module.write_bytes(b"\x7fELF no library")
    message = import_error(unbuilt)
    assert message.startswith("nb_cpp's compiled module was found but does not load (")
    assert str(module) in message
    assert message.endswith(f"): {REINSTALL}")


def test_a_package_in_an_archive(unbuilt, tmp_path):
    archive = tmp_path / "nb_cpp.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (unbuilt / "nb_cpp").rglob("*.py"):
            file.write(path, path.relative_to(unbuilt))
    assert import_error(archive) == (
        f"nb_cpp's compiled module cannot be loaded from {archive}/nb_cpp, which is no folder on "
        f"the disk: {REINSTALL}"
    )


def test_another_error_of_an_import_is_not_explained_away(unbuilt):
    (unbuilt / "nb_cpp" / "_core.py").write_text("import a_module_that_nobody_has")
    result = imported(unbuilt)
    assert result.stderr.endswith(
        "ModuleNotFoundError: No module named 'a_module_that_nobody_has'\n"
    )
