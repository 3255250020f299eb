"""travis/build-wheels.sh and .travis.yml.

The script runs with a stand-in for Python, which only notes what it is asked to do;
test_release_real.py has the real tools.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "travis" / "build-wheels.sh"

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree")

ZIG_LIBRARIES = ("libcxx", "libcxxabi", "libunwind")

# Answers the script's questions, leaves the files it expects, and fails at $FAIL_AT.
STAND_IN = """#!/usr/bin/env bash
echo "$* ${TWINE_PASSWORD:+(sees the password)}" >>"$LOG"
if [ -n "${HANG_AT:-}" ] && [[ "$*" == *"$HANG_AT"* ]]; then touch "$STARTED/hangs"; sleep 60; fi
if [ -n "${FAIL_AT:-}" ] && [[ "$*" == *"$FAIL_AT"* ]]; then exit 3; fi
last=${*: -1}
case "$1 ${2:-} ${3:-}" in
  -c*"import sys, sysconfig"*) echo "${TAG:+$TAG x86_64}" ;;
  "-m venv "*) mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
  "-m build "*) folder=$(dirname "$last")/sdist/nb_cpp-$VERSION
    mkdir -p "$folder" && tar -C "${folder%/*}" -czf "$7/nb_cpp-$VERSION.tar.gz" . ;;
  "-m pip wheel") touch "$8/nb_cpp-$VERSION-$TAG-$TAG-linux_x86_64.whl" ;;
  "-m auditwheel show") echo 'the platform tag is "manylinux1_x86_64".' ;;
  "-m auditwheel repair") touch "$7/nb_cpp-$VERSION-$TAG-$TAG-manylinux1_x86_64.whl" ;;
esac
"""


def header_version():
    text = (ROOT / "include" / "nb_cpp" / "version.hpp").read_text(encoding="utf-8")
    return re.search(r'#define NB_CPP_VERSION "(.+)"', text).group(1)


class Release:
    """A run of the script in a checkout and a directory of its own."""

    def __init__(self, place):
        self.checkout = place / "checkout"
        self.wheelhouse = place / "wheelhouse"
        self.log = place / "log"
        self.log.touch()
        self.temporary = place / "temporary"
        self.temporary.mkdir()
        self.python = place / "python"
        self.python.write_text(STAND_IN, encoding="utf-8")
        self.python.chmod(0o755)
        self.zig = place / "ziglang" / "zig"
        for licence in ("LICENSE", *(f"lib/{name}/LICENSE.TXT" for name in ZIG_LIBRARIES)):
            (self.zig.parent / licence).parent.mkdir(parents=True, exist_ok=True)
            (self.zig.parent / licence).touch()
        copy_of_the_checkout(self.checkout)

    @property
    def script(self):
        return self.checkout / "travis" / "build-wheels.sh"

    def environment(self, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {"TMPDIR": self.temporary, "WHEELHOUSE": self.wheelhouse, "LOG": self.log}
        own.update(TAG="cp311", VERSION=header_version(), ZIG=self.zig, STARTED=self.log.parent)
        return {**kept, **{name: str(value) for name, value in {**own, **variables}.items()}}

    def run(self, *arguments, timeout=60, **variables):
        result = subprocess.run(
            ["bash", str(self.script), *map(str, arguments)],
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        self.check_that_nothing_is_left()
        return result

    def check_that_nothing_is_left(self):
        # pytest, which the script runs, keeps a directory there too.
        assert not [*self.temporary.glob("nb_cpp-*")], "the script left its own behind"

    def commands(self):
        return self.log.read_text(encoding="utf-8").splitlines()


def copy_of_the_checkout(place):
    """The files that the script reads, committed: only a commit is released."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in ("travis", "example"):
        shutil.copytree(str(ROOT / name), str(place / name))
    (place / "include" / "nb_cpp").mkdir(parents=True)
    for name in ("test", "docs"):
        (place / name).mkdir()
        (place / name / "placeholder").touch()
    for name in ("include/nb_cpp/version.hpp", "pyproject.toml", "requirements-test.txt"):
        shutil.copy(str(ROOT / name), str(place / name))
    git = ["git", "-C", str(place), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "The tree"]):
        subprocess.run([*git, *command], check=True)


@pytest.fixture
def release(tmp_path):
    return Release(tmp_path)


CREDENTIALS = {"TWINE_USERNAME": "someone", "TWINE_PASSWORD": "correct-horse"}


def test_help_tells_the_variables(release):
    result = release.run("--help")
    assert result.returncode == 0
    for name in ("DRY_RUN", "TWINE_USERNAME", "TWINE_PASSWORD", "TWINE_REPOSITORY_URL"):
        assert name in result.stdout
    assert "set -e" not in result.stdout


def test_unknown_option(release):
    result = release.run("--upload")
    assert result.returncode == 1
    assert "--upload" in result.stdout


@pytest.mark.parametrize("given", [{}, {"TWINE_USERNAME": "x"}, {"TWINE_PASSWORD": "y"}])
def test_without_credentials_nothing_is_started(release, given):
    result = release.run(release.python, **given)
    assert result.returncode == 1
    assert "TWINE_USERNAME and TWINE_PASSWORD" in result.stdout
    assert "stopped at stage: settings" in result.stdout
    assert release.commands() == []


def test_a_tag_of_another_version_stops_before_anything_is_built(release):
    result = release.run(release.python, DRY_RUN=1, TRAVIS_TAG="v99.0")
    assert result.returncode == 1
    assert "v99.0" in result.stdout
    assert release.commands() == []


@pytest.mark.parametrize("variables", [CREDENTIALS, {"DRY_RUN": 1, "TRAVIS_TAG": "own"}])
def test_an_unclean_tree_stops_before_anything_is_built(release, variables):
    (release.checkout / "example" / "new.py").touch()
    if "TRAVIS_TAG" in variables:
        variables = {**variables, "TRAVIS_TAG": header_version()}
    result = release.run(release.python, **variables)
    assert result.returncode == 1
    assert "changes that are not committed" in result.stdout
    assert "example/new.py" in result.stdout
    assert release.commands() == []


def test_an_unclean_tree_can_be_tried_out(release):
    (release.checkout / "example" / "new.py").touch()
    result = release.run(release.python, DRY_RUN=1)
    assert result.returncode == 0, result.stdout
    assert "not to be released" in result.stdout


def test_what_is_not_a_checkout_is_not_released(release):
    shutil.rmtree(str(release.checkout / ".git"))
    result = release.run(release.python, **CREDENTIALS)
    assert result.returncode == 1
    assert "not a git checkout" in result.stdout
    assert release.commands() == []
    assert release.run(release.python, DRY_RUN=1).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"), [("DRY_RUN", "yes"), ("COMPILER", "gcc"), ("CROSS", "/somewhere")]
)
def test_a_setting_that_cannot_be_is_named(release, name, value):
    result = release.run(release.python, **{"DRY_RUN": 1, name: value})
    assert result.returncode == 1
    assert name in result.stdout
    assert "stopped at stage: settings" in result.stdout
    assert release.commands() == []


def test_zig_is_not_asked_for_what_it_cannot(release):
    result = release.run(release.python, DRY_RUN=1, PLAT="musllinux_1_2_x86_64", COMPILER="zig")
    assert result.returncode == 1
    assert "musllinux_1_2_x86_64" in result.stdout
    assert "stopped at stage: compiler" in result.stdout


def test_dry_run_of_the_build_stops_before_the_tests(release):
    result = release.run(release.python, DRY_RUN="build")
    assert result.returncode == 0, result.stdout
    commands = "\n".join(release.commands())
    assert "check_wheel.py" in commands
    assert "-m pytest" not in commands
    assert "twine upload" not in commands


@pytest.mark.parametrize("prefix", ["", "v"])
def test_the_tag_of_this_version_is_taken(release, prefix):
    result = release.run(release.python, DRY_RUN=1, TRAVIS_TAG=prefix + header_version())
    assert result.returncode == 0, result.stdout


def test_a_missing_python_is_named(release):
    result = release.run("/nonexistent/python", DRY_RUN=1)
    assert result.returncode == 1
    assert "no Python at /nonexistent/python" in result.stdout


def test_an_unsupported_python_is_refused(release):
    result = release.run(release.python, DRY_RUN=1, TAG="")
    assert result.returncode == 1
    assert "is not a CPython 3.8 or newer" in result.stdout


def test_a_directory_that_holds_a_python(release):
    assert release.run(release.python.parent, DRY_RUN=1).returncode == 0


def test_dry_run_does_everything_but_the_upload(release):
    result = release.run(release.python, DRY_RUN=1)
    assert result.returncode == 0, result.stdout
    version = header_version()
    assert sorted(path.name for path in release.wheelhouse.iterdir()) == [
        f"nb_cpp-{version}-cp311-cp311-manylinux1_x86_64.whl",
        f"nb_cpp-{version}.tar.gz",
    ]
    commands = "\n".join(release.commands())
    order = ["-m build", "-m pip wheel", "-m auditwheel", "-m twine check", "-m pytest"]
    assert [*map(commands.index, order)] == sorted(map(commands.index, order))
    assert re.search(r"-m pip install .*--no-index .*nb-cpp==", commands)
    assert "twine upload" not in commands


def test_upload_gives_the_password_to_twine_only(release):
    result = release.run(release.python, **CREDENTIALS)
    assert result.returncode == 0, result.stdout
    seen = [line for line in release.commands() if "(sees the password)" in line]
    assert len(seen) == 1
    assert "-m twine upload" in seen[0]
    assert "--skip-existing" in seen[0]
    assert "correct-horse" not in result.stdout + "".join(release.commands())


@pytest.mark.parametrize(
    ("fail_at", "stage"),
    [
        ("-m build", "sdist"),
        ("-m pip wheel", "wheel"),
        ("-m auditwheel", "repair"),
        ("-m twine check", "gates"),
        ("-m check_wheel_contents", "gates"),
        ("check_wheel.py", "gates"),
        ("--no-index", "test"),
        ("-m pytest", "test"),
        ("-m twine upload", "upload"),
    ],
)
def test_a_failure_stops_the_release_and_names_its_stage(release, fail_at, stage):
    result = release.run(release.python, FAIL_AT=fail_at, **CREDENTIALS)
    assert result.returncode != 0
    assert f"stopped at stage: {stage}" in result.stdout
    if stage != "upload":
        assert not release.wheelhouse.exists()
        assert "-m twine upload" not in "\n".join(release.commands())
    # Started again, it finishes.
    assert release.run(release.python, **CREDENTIALS).returncode == 0


@pytest.mark.parametrize("hang_at", ["-m pip wheel", "-m pytest", "-m twine upload"])
def test_an_interrupted_run_leaves_nothing_and_can_be_repeated(release, hang_at):
    process = subprocess.Popen(
        ["bash", str(release.script), str(release.python)],
        env=release.environment(HANG_AT=hang_at, **CREDENTIALS),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A shell has its background jobs ignore Ctrl-C, which they hand down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not (release.log.parent / "hangs").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    # To the whole group, as a terminal does.
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode != 0, output
    assert "stopped at stage" in output
    release.check_that_nothing_is_left()
    if hang_at != "-m twine upload":
        assert not release.wheelhouse.exists()
    assert release.run(release.python, **CREDENTIALS).returncode == 0


@pytest.mark.parametrize(
    ("platform", "variables"),
    [
        ("manylinux1_x86_64", {}),
        ("manylinux1_x86_64", {"COMPILER": "system"}),
        ("manylinux_2_28_x86_64", {"AUDITWHEEL_PLAT": "manylinux_2_28_x86_64"}),
        ("manylinux2014_x86_64", {"PLAT": "manylinux2014_x86_64"}),
    ],
    ids=["zig", "what auditwheel finds", "the image", "by name"],
)
def test_platform_of_the_wheels(release, platform, variables):
    result = release.run(release.python, DRY_RUN=1, **variables)
    assert result.returncode == 0, result.stdout
    assert f"-m auditwheel repair --plat {platform} " in "\n".join(release.commands())


def test_a_wheel_for_each_python(release, tmp_path):
    other = tmp_path / "other" / "bin"
    other.mkdir(parents=True)
    (other / "python").write_text(
        "#!/bin/sh\nTAG=cp312\nexport TAG\n" + f'exec "{release.python}" "$@"\n', encoding="utf-8"
    )
    (other / "python").chmod(0o755)
    result = release.run(release.python, other, DRY_RUN=1)
    assert result.returncode == 0, result.stdout
    assert sum("-m pip wheel" in line for line in release.commands()) == 2
    assert sum("-m pytest" in line for line in release.commands()) == 2
    assert sum("-m build" in line for line in release.commands()) == 1
