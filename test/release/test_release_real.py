"""The release scripts with real tools and an index on loopback: make test-release.

test_release.py and test_upload.py have these faults and more, with a stand-in for Python.
"""

import os
import secrets
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from stand_in import ROOT, Index, header_version

SCRIPT = ROOT / "travis" / "release.sh"

pytestmark = [
    pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree"),
    pytest.mark.slow_release,
    pytest.mark.timeout(1800),
]

NOT_COPIED = (".git", ".venv*", "build", "dist", "wheelhouse", "*.egg-info", "*.so", ".*_cache")
NOT_COPIED += ("__pycache__", ".hypothesis")

# A package that, at each start of an interpreter that has it, looks for a password: in the
# environments and on the command lines of all programs, in what its ancestors have open, and in
# temporary folders. It knows a password by its form alone.
HUNTER = """
import glob, os, re

FORM = re.compile(b"nb-password-[0-9a-f]{16}")

def ancestors():
    process = os.getpid()
    while process > 1:
        yield process
        with open(f"/proc/{process}/stat") as file:
            process = int(file.read().rpartition(")")[2].split()[1])

def places():
    yield from glob.glob("/proc/[0-9]*/environ")
    yield from glob.glob("/proc/[0-9]*/cmdline")
    for process in ancestors():
        yield from glob.glob(f"/proc/{process}/fd/*")
    for folder, _, names in os.walk(os.environ["TMPDIR"]):
        yield from (os.path.join(folder, name) for name in names)

def holds(place):
    try:
        # No pipe: reading it would take from somebody else what it holds.
        if place.startswith("/proc") and "/fd/" in place and not os.path.isfile(place):
            return False
        with open(place, "rb") as file:
            return FORM.search(file.read()) is not None
    except OSError:
        return False

with open("NOTES", "a") as notes:
    found = [place for place in places() if holds(place)]
    notes.write(f"looked: {found}\\n")
"""


def hunting_wheel(folder, notes):
    wheel = folder / "hunter-1.0-py3-none-any.whl"
    with zipfile.ZipFile(str(wheel), "w") as archive:
        archive.writestr("hunter.py", HUNTER.replace("NOTES", str(notes)))
        archive.writestr("hunter.pth", "import hunter\n")
        info = "hunter-1.0.dist-info/"
        archive.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: hunter\nVersion: 1.0\n")
        tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(info + "WHEEL", tag)
        archive.writestr(info + "RECORD", "")
    return wheel


class Checkout:
    """A committed copy of the whole tree, and an index for one wheel and the sdist."""

    def __init__(self, place):
        self.place = place / "checkout"
        self.wheelhouse = place / "wheelhouse"
        self.temporary = place / "temporary folder"
        self.temporary.mkdir()
        shutil.copytree(str(ROOT), str(self.place), ignore=shutil.ignore_patterns(*NOT_COPIED))
        self.git("init", "-q")
        self.commit()
        self.password = "nb-password-" + secrets.token_hex(8)
        (place / "index").mkdir()
        self.index = Index(place / "index", password=self.password)
        self.release_set = place / "release-set.txt"
        tag = f"cp3{sys.version_info[1]}"
        self.release_set.write_text(f"manylinux1_x86_64 {tag}\n", encoding="utf-8")

    def git(self, *arguments):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", str(self.place), *who, *arguments], check=True)

    def commit(self):
        self.git("add", ".")
        self.git("commit", "-qm", "The tree")

    def run(self, script, *arguments, password=None, **variables):
        settings = {"WHEELHOUSE": self.wheelhouse, "RELEASE_SET": self.release_set}
        settings.update(TMPDIR=self.temporary, PYTEST_ARGS="test/pictures/test_compute.py")
        settings.update(PYTHON=sys.executable, **variables)
        if password:
            settings.update(TWINE_USERNAME="someone", TWINE_PASSWORD=password)
            settings.update(TWINE_REPOSITORY_URL=self.index.address.replace("simple/", ""))
            settings.update(INDEX_URL=self.index.address)
        result = subprocess.run(
            [str(self.place / "travis" / script), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, **{name: str(value) for name, value in settings.items()}},
        )
        assert not [*self.temporary.glob("nb_cpp-*")], "the script left its own behind"
        assert self.password not in result.stdout
        return result


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path)
    yield made
    made.index.close()


@pytest.mark.parametrize(
    ("file", "good", "bad", "stage"),
    [
        ("src/python/basins.cpp", "#include <optional>", "#include <nothing.hpp>", "wheel"),
        ("CMakeLists.txt", "{ global: PyInit__core; local: *; }", "{ global: *; }", "gates"),
        (
            "test/pictures/test_compute.py",
            "import pytest\n",
            "import pytest\nassert False\n",
            "test",
        ),
    ],
    ids=["a broken build", "a failed gate", "a failing test"],
)
def test_a_fault_stops_the_release(checkout, file, good, bad, stage):
    path = checkout.place / file
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    checkout.commit()
    result = checkout.run("build-wheels.sh", sys.executable)
    assert result.returncode != 0
    last = result.stdout.splitlines()[-1]
    assert last.startswith(f"build-wheels: stopped at stage: {stage}"), result.stdout
    assert not checkout.wheelhouse.exists()


def add_hunter(checkout, folder):
    """The hunter among what the wheel is built and tested with; returns its notes."""
    notes = folder / "notes"
    wheel = hunting_wheel(folder, notes)
    for name in ("travis/requirements-build.txt", "requirements-test.txt"):
        with (checkout.place / name).open("a", encoding="utf-8") as file:
            file.write(f"hunter @ {wheel.as_uri()}\n")
    checkout.commit()
    return notes


def test_a_hunting_build_requirement_finds_no_password(checkout, tmp_path):
    notes = add_hunter(checkout, tmp_path)
    result = checkout.run("release.sh", sys.executable, password=checkout.password)
    assert result.returncode == 0, result.stdout
    lines = notes.read_text(encoding="utf-8").splitlines()
    # The build and the tests start interpreters.
    assert len(lines) > 3
    assert set(lines) == {"looked: []"}
    # All of it is on the index, and was not before it was whole.
    held = {path.name: path.read_bytes() for path in checkout.index.folder.iterdir()}
    assert held == {path.name: path.read_bytes() for path in checkout.wheelhouse.iterdir()}
    assert len(held) == 2
    check_bill(next(path for path in checkout.wheelhouse.glob("*.whl")), tmp_path)

    # The upload alone: nothing is left to do; other bytes and a wrong password stop it.
    again = checkout.run("upload.sh", checkout.wheelhouse, password=checkout.password)
    assert "The index has the whole release" in again.stdout
    sdist = checkout.index.folder / f"nb_cpp-{header_version()}.tar.gz"
    sdist.write_bytes(sdist.read_bytes() + b"\0")
    again = checkout.run("upload.sh", checkout.wheelhouse, password=checkout.password)
    assert again.stdout.splitlines()[-1] == "upload: stopped at stage: index"
    sdist.unlink()
    again = checkout.run("upload.sh", checkout.wheelhouse, password="wrong")
    assert again.stdout.splitlines()[-1] == "upload: stopped at stage: upload"
    assert "403" in again.stdout
    assert not sdist.exists()


def test_the_hunter_finds_a_password_that_is_there(tmp_path):
    notes = tmp_path / "notes"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "X": "nb-password-" + "0" * 16}
    wheel = hunting_wheel(tmp_path, notes)
    clean = {name: value for name, value in environment.items() if name != "X"}
    # A shell that has it starts, without it, an interpreter that has the hunter.
    code = "import sys; sys.path.insert(0, sys.argv[1]); import hunter"
    command = ["env", "-u", "X", sys.executable, "-c", code, str(wheel)]
    subprocess.run(["bash", "-c", '"$@"; exit $?', "-", *command], env=environment, check=True)
    assert "/environ" in notes.read_text(encoding="utf-8")
    notes.unlink()
    (tmp_path / "left.txt").write_text(environment["X"], encoding="utf-8")
    subprocess.run(command[3:], env=clean, check=True)
    assert "left.txt" in notes.read_text(encoding="utf-8")


def check_bill(wheel, place):
    """The bill of materials against the schema that CycloneDX publishes."""
    environment = place / "bill"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    version = "11.12.0" if sys.version_info >= (3, 9) else "8.5.1"
    package = f"cyclonedx-python-lib[json-validation]=={version}"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", package], check=True)
    code = """if 1:
        import sys, zipfile
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
        archive = zipfile.ZipFile(sys.argv[1])
        name = next(n for n in archive.namelist() if n.endswith("/sboms/nb_cpp.cdx.json"))
        validator = JsonStrictValidator(SchemaVersion.V1_6)
        assert validator.validate_str("{}") is not None
        sys.exit(validator.validate_str(archive.read(name).decode()))"""
    subprocess.run([str(python), "-c", code, str(Path(wheel))], check=True)
