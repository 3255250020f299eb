"""The page's own arithmetic, in node: the machine's, or that of `make node`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nb_cpp

HERE = Path(__file__).resolve().parent
MODULE = Path(nb_cpp.__file__).resolve().parent / "explorer" / "explorer.js"
NODE = shutil.which("node", path=f"{os.environ['PATH']}:{Path(sys.executable).parent}")


@pytest.mark.skipif(NODE is None, reason="node is not installed: make node")
def test_windows_in_decimal_integers():
    test = [NODE, str(HERE / "deep.test.mjs"), str(MODULE)]
    process = subprocess.run(test, capture_output=True, text=True, check=False, timeout=120)
    assert process.returncode == 0, process.stderr
    assert process.stdout == "ok\n"
