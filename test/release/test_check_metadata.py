"""travis/check_metadata.py: what an index would refuse. And that every image can have the tools."""

import re
import subprocess
import sys
import zipfile

import pytest
from stand_in import ROOT

SCRIPT = ROOT / "travis" / "check_metadata.py"
GOOD = """Metadata-Version: 2.4
Name: nb-cpp
Version: 0.1.0
Requires-Dist: numpy>=1.21
License-Expression: MIT
License-File: LICENSE
Description-Content-Type: text/markdown

# A page é
"""

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree")


def check(place, text):
    pytest.importorskip("packaging.metadata")
    wheel = place / "nb_cpp-0.1.0-cp311-cp311-linux_x86_64.whl"
    with zipfile.ZipFile(str(wheel), "w") as archive:
        archive.writestr("nb_cpp-0.1.0.dist-info/METADATA", text.encode())
    result = subprocess.run(
        [sys.executable, str(SCRIPT), str(wheel)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == bool(result.stdout)
    return result.stdout


def test_good_metadata_pass(tmp_path):
    assert check(tmp_path, GOOD) == ""
    old = GOOD.replace("2.4", "2.1").replace("License-Expression", "License")
    assert check(tmp_path, old) == ""


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        ("Name: nb-cpp\n", "", "'name' is a required field"),
        ("numpy>=1.21", "numpy=>1.21", "'numpy=>1.21' is invalid for 'requires-dist'"),
        ("Version: 2.4", "Version: 2.1", "license-expression introduced in"),
        ("MIT", "MYT", "'MYT' is invalid for 'license-expression'"),
        ("License-File", "Licence-File", "with the field licence-file, which is none"),
        ("text/markdown", "text/x-rst", "of the type text/x-rst, not text/markdown"),
        ("# A page é", "", "has no description"),
    ],
)
def test_bad_metadata_are_told(tmp_path, good, bad, sentence):
    assert good in GOOD
    assert re.search(sentence, check(tmp_path, GOOD.replace(good, bad)))


# What some machine of the release set has no wheel of, and what would bring it along.
NOT_EVERYWHERE = {"twine", "keyring", "secretstorage", "cryptography", "cffi"}


def test_no_image_is_asked_for_what_has_no_wheel_there():
    names = {re.match(r"[\w-]+", line).group() for line in lines_of("requirements.txt")}
    assert not names & NOT_EVERYWHERE
    assert {"packaging", "auditwheel", "check-wheel-contents"} <= names
    script = (SCRIPT.parent / "build-wheels.sh").read_text(encoding="utf-8")
    assert "-m twine" not in script


def lines_of(name):
    path = SCRIPT.parent / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.partition("#")[0].strip() for line in lines if not line.startswith("#")]


# The pip of a manylinux1 image knows names of platforms that today's does not.
IMAGES = [line.split() for line in lines_of("release-set.txt") if "manylinux1_" not in line]
ALSO = {"manylinux2014": "manylinux_2_17_{}", "manylinux_2_28": "manylinux2014_{}"}
ALSO["musllinux_1_2"] = "musllinux_1_1_{}"


@pytest.mark.slow_release
@pytest.mark.parametrize("image", IMAGES, ids=[image[0] for image in IMAGES])
def test_the_tools_have_wheels_for_the_newest_python_of_an_image(tmp_path, image):
    system, machine = re.match("(.+)_(x86_64|i686|aarch64)$", image[0]).groups()
    # pip evaluates markers for where it runs itself.
    absent = 'python_version <|!= "i686"' if machine == "i686" else "python_version <"
    tools = [line for line in lines_of("requirements.txt") if not re.search(absent, line)]
    tools = [line.partition(";")[0] for line in tools]
    version = f"3.{image[-1].rstrip('t')[3:]}"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", *tools]
    command += ["--only-binary=:all:", "--python-version", version, "--target", str(tmp_path)]
    command += ["--platform", image[0], "--platform", ALSO[system].format(machine)]
    subprocess.run(command, check=True)
