"""travis/build-wheels.sh, with a stand-in for Python, which only notes what it is asked to do.

test_release_real.py has the real tools.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stand_in import ROOT, Scripts, copy_of_the_checkout, header_version

SCRIPT = ROOT / "travis" / "build-wheels.sh"

pytestmark = [
    pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree"),
    pytest.mark.skipif(shutil.which("git") is None, reason="only a commit is released, by git"),
]


class Release(Scripts):
    """build-wheels.sh in a checkout and a directory of its own."""

    def build(self, *arguments, **variables):
        return self.run("build-wheels.sh", *arguments, **variables)


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    place = tmp_path_factory.mktemp("committed") / "checkout"
    copy_of_the_checkout(place)
    return place


@pytest.fixture
def release(tmp_path, committed):
    # With the times of the files, by which git sees that nothing has changed.
    return Release(tmp_path, Path(shutil.copytree(str(committed), str(tmp_path / "checkout"))))


def test_help_tells_the_variables(release):
    result = release.build("--help")
    assert result.returncode == 0
    for name in (
        "TRAVIS_TAG",
        "WHEELHOUSE",
        "RELEASE_SET",
        "CROSS",
        "PYTEST_ARGS",
        "TEST_REQUIREMENTS",
    ):
        assert name in result.stdout
    assert "set -e" not in result.stdout


def test_unknown_option(release):
    result = release.build("--upload")
    assert result.returncode == 1
    assert "--upload" in result.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWINE_PASSWORD", "correct-horse"),
        ("TWINE_PASSWORD_FILE", "/run/secrets/token"),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "x"),
        ("PYPI_ID_TOKEN", "x"),
        ("ANY_NAME", "pypi-AgEIcHlwaS5vcmc"),
    ],
)
def test_with_a_credential_nothing_is_started(release, name, value):
    result = release.build(release.python, **{name: value})
    assert result.returncode == 1
    assert re.search(f"a credential in the environment:.* {name}[ .]", result.stdout)
    assert value not in result.stdout.replace(name, "")
    assert "stopped at stage: settings" in result.stdout
    assert release.commands() == []


@pytest.mark.parametrize("tag", ["v99.0", header_version(), "V" + header_version()])
def test_another_tag_stops_before_anything_is_built(release, tag):
    result = release.build(release.python, TRAVIS_TAG=tag)
    assert result.returncode == 1
    wanted = f"the tag is {tag}, and that of this version is v{header_version()}"
    assert wanted in result.stdout
    assert release.commands() == []


def test_an_unclean_tree_is_not_built_under_a_tag(release):
    (release.checkout / "example" / "new.py").touch()
    result = release.build(release.python, TRAVIS_TAG="v" + header_version())
    assert result.returncode == 1
    assert "changes that are not committed" in result.stdout
    assert "example/new.py" in result.stdout
    assert release.commands() == []


def test_what_is_not_a_checkout_is_not_built_under_a_tag(release):
    shutil.rmtree(str(release.checkout / ".git"))
    result = release.build(release.python, TRAVIS_TAG="v" + header_version())
    assert result.returncode == 1
    assert "not a git checkout" in result.stdout
    assert release.commands() == []


@pytest.mark.parametrize("fault", ["a new file", "no repository"])
def test_what_is_no_commit_can_be_tried_out_and_not_released(release, fault):
    if fault == "a new file":
        (release.checkout / "example" / "new.py").touch()
    else:
        shutil.rmtree(str(release.checkout / ".git"))
    result = release.build(release.python)
    assert result.returncode == 0, result.stdout
    result = release.run(
        "upload.sh",
        "--check",
        release.wheelhouse,
        INDEX_URL="http://127.0.0.1:9/",
        TWINE_REPOSITORY_URL="http://127.0.0.1:9/",
    )
    assert result.returncode == 1
    assert "not-a-release.txt does not belong to the release" in result.stdout


@pytest.mark.parametrize(
    ("name", "value"), [("COMPILER", "gcc"), ("JOBS", "0"), ("JOBS", "-1"), ("JOBS", "two")]
)
def test_a_setting_that_cannot_be_is_named(release, name, value):
    result = release.build(release.python, **{name: value})
    assert result.returncode == 1
    assert f"{name} is {value}" in result.stdout
    assert "stopped at stage: settings" in result.stdout
    assert release.commands() == []


def test_zig_is_not_asked_for_what_it_cannot(release):
    result = release.build(release.python, PLAT="musllinux_1_2_x86_64", COMPILER="zig")
    assert result.returncode == 1
    assert "musllinux_1_2_x86_64" in result.stdout
    assert "stopped at stage: compiler" in result.stdout


def test_the_tag_of_this_version_is_taken(release):
    result = release.build(release.python, TRAVIS_TAG="v" + header_version())
    assert result.returncode == 0, result.stdout


def test_a_missing_python_is_named(release):
    result = release.build("/nonexistent/python")
    assert result.returncode == 1
    assert "no Python at /nonexistent/python" in result.stdout


def test_an_unsupported_python_is_refused(release):
    result = release.build(release.python, TAG="")
    assert result.returncode == 1
    assert "is not a CPython 3.8 or newer" in result.stdout


def test_a_directory_that_holds_a_python(release):
    assert release.build(release.python.parent).returncode == 0


def test_everything_is_built_checked_and_tested(release):
    result = release.build(release.python)
    assert result.returncode == 0, result.stdout
    version = header_version()
    assert sorted(path.name for path in release.wheelhouse.iterdir()) == [
        f"nb_cpp-{version}-cp311-cp311-manylinux1_x86_64.whl",
        f"nb_cpp-{version}.tar.gz",
    ]
    commands = "\n".join(release.commands())
    order = ["-m build", "-m pip wheel", "write_sbom.py", "-m auditwheel", "check_metadata.py"]
    order += ["check_wheel.py", "-m pytest"]
    assert [*map(commands.index, order)] == sorted(map(commands.index, order))
    assert re.search(r"-m pip install .*--no-index .*nb-cpp==", commands)
    assert "twine upload" not in commands


@pytest.mark.parametrize(
    ("fail_at", "stage"),
    [
        ("-m build", "sdist"),
        ("-m pip wheel", "wheel"),
        ("-m auditwheel", "repair"),
        ("check_metadata.py", "gates"),
        ("-m check_wheel_contents", "gates"),
        ("check_wheel.py", "gates"),
        ("--no-index", "test"),
        ("-m pytest", "test"),
    ],
)
def test_a_failure_stops_the_release_and_names_its_stage(release, fail_at, stage):
    result = release.build(release.python, FAIL_AT=fail_at)
    assert result.returncode != 0
    assert f"stopped at stage: {stage}" in result.stdout
    assert not release.wheelhouse.exists()
    # Started again, it finishes.
    assert release.build(release.python).returncode == 0


@pytest.mark.parametrize("hang_at", ["-m pip wheel", "-m pytest"])
def test_an_interrupted_run_leaves_nothing_and_can_be_repeated(release, hang_at):
    process = subprocess.Popen(
        ["bash", str(release.checkout / "travis" / SCRIPT.name), str(release.python)],
        env=release.environment(HANG_AT=hang_at),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A shell has its background jobs ignore Ctrl-C, which they hand down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not (release.place / "hangs").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    # To the whole group, as a terminal does.
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode != 0, output
    assert "stopped at stage" in output
    release.check_that_nothing_is_left()
    assert not release.wheelhouse.exists()
    assert release.build(release.python).returncode == 0


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
    result = release.build(release.python, **variables)
    assert result.returncode == 0, result.stdout
    assert f"-m auditwheel repair --plat {platform} " in "\n".join(release.commands())


def test_a_free_threaded_python_gets_a_wheel_of_its_own(release):
    result = release.build(release.python, TAG="cp314t")
    assert result.returncode == 0, result.stdout
    names = [path.name for path in release.wheelhouse.iterdir()]
    assert f"nb_cpp-{header_version()}-cp314-cp314t-manylinux1_x86_64.whl" in names


@pytest.fixture
def other_python(release, tmp_path):
    place = tmp_path / "other" / "bin"
    place.mkdir(parents=True)
    (place / "python").write_text(
        "#!/bin/sh\nTAG=cp312\nexport TAG\n" + f'exec "{release.python}" "$@"\n', encoding="utf-8"
    )
    (place / "python").chmod(0o755)
    return place


def test_a_wheel_for_each_python(release, other_python):
    result = release.build(release.python, other_python)
    assert result.returncode == 0, result.stdout
    assert sum("-m pip wheel" in line for line in release.commands()) == 2
    assert sum("-m pytest" in line for line in release.commands()) == 2
    assert sum("-m build" in line for line in release.commands()) == 1


def test_a_wheel_that_fails_ends_those_that_are_being_built(release, other_python):
    result = release.build(
        release.python, other_python, JOBS=2, FAIL_AT="wheel-cp311", HANG_AT="wheel-cp312"
    )
    assert result.returncode != 0
    last = result.stdout.splitlines()[-1]
    assert last == f"build-wheels: stopped at stage: wheel ({release.python})"
    release.check_that_nothing_is_left()
    assert not release.wheelhouse.exists()


@pytest.fixture
def image(release):
    """With the Pythons of an image: 3.11, 3.12, a free-threaded 3.14, and one that is none."""
    opt = release.place / "opt"
    for tag in ("cp311-cp311", "cp312-cp312", "cp314-cp314t", "cp316-cp316"):
        folder = opt / tag / "bin"
        folder.mkdir(parents=True)
        python = "" if tag.startswith("cp316") else tag.partition("-")[2]
        text = f'#!/bin/sh\nTAG={python}\nexport TAG\nexec "{release.python}" "$@"\n'
        (folder / "python").write_text(text, encoding="utf-8")
        (folder / "python").chmod(0o755)
    script = release.checkout / "travis" / "pythons.sh"
    text = script.read_text(encoding="utf-8")
    assert "/opt/python/cp3*/bin" in text
    script.write_text(text.replace("/opt/python/cp3", f"{opt}/cp3"), encoding="utf-8")
    return release


def build_in_image(image, text):
    image.release_set.write_text(text, encoding="utf-8")
    return image.build(AUDITWHEEL_PLAT="manylinux_2_28_x86_64", COMPILER="zig")


def test_an_image_builds_what_the_release_set_names_for_it(image):
    lines = "manylinux_2_28_x86_64 cp311 cp314t\nmusllinux_1_2_x86_64 cp312\n"
    result = build_in_image(image, lines)
    assert result.returncode == 0, result.stdout
    assert sum("-m pip wheel" in line for line in image.commands()) == 2
    assert re.search("skipped: .*cp312.* does not name for manylinux_2_28_x86_64", result.stdout)
    assert re.search("skipped: .*cp316", result.stdout)


def test_an_image_that_lacks_a_python_of_the_release_set_stops_at_once(image):
    result = build_in_image(image, "manylinux_2_28_x86_64 cp311 cp313\n")
    assert result.returncode == 1
    assert "names cp313 for manylinux_2_28_x86_64, and /opt/python has none" in result.stdout
    assert "stopped at stage: pythons" in result.stdout
    result = build_in_image(image, "manylinux1_x86_64 cp311\n")
    assert result.returncode == 1
    assert "names no Python for manylinux_2_28_x86_64" in result.stdout


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("", "cp311 x86_64"),
        ("v = tuple.__new__(V, (3, 14, 0, 'final', 0))\nf = 1", "cp314t x86_64"),
        ("v = tuple.__new__(V, (3, 16, 0, 'alpha', 2))", ""),
        ("v = tuple.__new__(V, (3, 15, 0, 'candidate', 1))", ""),
        ("v = tuple.__new__(V, (3, 7, 17, 'final', 0))", ""),
    ],
)
def test_which_python_is_supported(tmp_path, code, answer):
    # A real interpreter that says it is another one.
    text = f"""#!{sys.executable}
import collections, sys, sysconfig
V = collections.namedtuple("V", "major minor micro releaselevel serial")
v, f = V(3, 11, 2, "final", 0), 0
{code}
sys.version_info = v
sysconfig.get_config_var = lambda name: f
sysconfig.get_platform = lambda: "linux-x86_64"
exec(sys.argv[2])
"""
    python = tmp_path / "python"
    python.write_text(text, encoding="utf-8")
    python.chmod(0o755)
    command = f'. "{SCRIPT.parent}/pythons.sh"; describe_python "{python}"'
    output = subprocess.check_output(["bash", "-c", command], text=True)
    assert output.strip() == answer
