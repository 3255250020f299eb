"""The page's own arithmetic, in node."""

import shutil
import subprocess
from pathlib import Path

import pytest

import nb_cpp

HERE = Path(__file__).resolve().parent
MODULE = Path(nb_cpp.__file__).resolve().parent / "explorer" / "explorer.js"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_windows_in_decimal_integers():
    test = ["node", str(HERE / "deep.test.mjs"), str(MODULE)]
    process = subprocess.run(test, capture_output=True, text=True, check=False, timeout=120)
    assert process.returncode == 0, process.stderr
    assert process.stdout == "ok\n"
