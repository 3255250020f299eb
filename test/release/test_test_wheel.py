"""What travis/test-wheel.sh installs to test with, by an interpreter that only writes down."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "travis").is_dir(), reason="these tests need the source tree"
)

# Has no wheel of what $ABSENT says, nor of pandas on its own; the whole of a list that names it
# fails with it. $SAYS is what pip then prints.
PYTHON = """#!/bin/bash
printf '%s\\n' "$*" >>"$LOG"
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi
fail() { echo "$SAYS"; exit 1; }
case "$*" in
  *"--constraint"*) [[ ${!#} != pandas* ]] || fail ;;
  *"pip install"*"-r "*) ! grep -q "$ABSENT" "${!#}" || fail ;;
  "-c import numpy; print"*) echo "numpy==1.2.3" ;;
esac
"""

NONE = "ERROR: No matching distribution found for it"


@pytest.fixture
def tried(tmp_path):
    """The lines that the interpreter was called with, and what the script printed."""

    def run(absent, says=NONE, status=0):
        (tmp_path / "python").write_text(PYTHON, encoding="utf-8")
        (tmp_path / "python").chmod(0o755)
        work = tmp_path / "work"
        work.mkdir()
        log = tmp_path / "log"
        result = subprocess.run(
            [str(ROOT / "travis" / "test-wheel.sh"), str(tmp_path / "python"), "dist", str(work)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, "LOG": str(log), "ABSENT": absent, "SAYS": says, "RESULTS": ""},
        )
        assert result.returncode == status, result.stdout
        return log.read_text(encoding="utf-8").splitlines(), result.stdout, work

    return run


def test_one_absent_package_is_one_absent_package(tried):
    lines, printed, work = tried("^pandas")
    one_by_one = [line.partition("pins.txt ")[2] for line in lines if "--constraint" in line]
    pinned = (ROOT / "requirements-test.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in pinned if line and not line.startswith(("#", "numpy"))]
    assert one_by_one == pinned
    assert "Absent, with the tests that want them: pandas pandas pandas\n" in printed
    pins = (work / "pins.txt").read_text(encoding="utf-8").splitlines()
    assert pins[-1] == "numpy==1.2.3"
    assert "hypothesis==6.113.0" in pins
    assert not any("[" in pin for pin in pins)
    # numpy is the pinned one, not compiled.
    assert not any("--prefer-binary" in line for line in lines)


def test_an_absent_numpy_is_compiled(tried):
    lines, _, _ = tried("^numpy")
    (compiled,) = [line for line in lines if "--prefer-binary" in line]
    assert "numpy>=1.21,<1.22; python_version < '3.10'" in compiled


@pytest.mark.parametrize(
    "says",
    [
        f"WARNING: Retrying (Retry(total=0, ...)) after connection broken by ...\n{NONE}",
        f"Could not fetch URL https://a.example/pandas/: there was a problem - skipping\n{NONE}",
        "ERROR: Could not install packages due to an OSError: No space left on device",
    ],
)
def test_no_network_is_no_absent_package(tried, says):
    _, printed, _ = tried("^pandas", says, status=1)
    assert says in printed
    assert "test-wheel: pip failed, and not for want of a wheel: " in printed
    assert "Absent" not in printed


def test_with_wheels_of_all_it_is_one_command(tried):
    lines, printed, _ = tried("a package that no list names")
    assert len([line for line in lines if "requirements-test.txt" in line]) == 1
    assert not any("--constraint" in line for line in lines)
    assert "Absent" not in printed
