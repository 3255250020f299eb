""".travis.yml: its keys and its jobs.

`make lint` holds it against the schema, which lets a misspelt key pass.
"""

import re
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / ".travis.yml"

pytestmark = pytest.mark.skipif(not SETTINGS.is_file(), reason="these tests need the source tree")

KEYS = {"version", "os", "dist", "language", "services", "notifications", "jobs"}
KEYS |= {"install", "script", "after_script"}
# Each job's image, with what else it says: 32-bit images need linux32, aarch64 its own machines.
JOBS = {
    "manylinux1_x86_64": {},
    "manylinux1_i686": {"pre_cmd": "linux32"},
    "manylinux2014_i686": {"pre_cmd": "linux32"},
    "manylinux_2_28_x86_64": {},
    "manylinux_2_28_aarch64": {"arch": "arm64"},
    "musllinux_1_2_x86_64": {},
    "musllinux_1_2_aarch64": {"arch": "arm64"},
}


@pytest.fixture(scope="module")
def settings():
    return yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))


def test_keys_are_known_and_none_is_obsolete(settings):
    assert set(settings) == KEYS
    assert set(settings["jobs"]) == {"include"}
    for job in settings["jobs"]["include"]:
        assert set(job) <= {"env", "arch"}


def test_each_job_is_one_image(settings):
    jobs = {}
    for job in settings["jobs"]["include"]:
        match = re.match(r"IMAGE=(\S+)(?: PRE_CMD=(\S+))?$", job["env"])
        found = {"pre_cmd": match.group(2), "arch": job.get("arch")}
        jobs[match.group(1)] = {name: value for name, value in found.items() if value}
    assert jobs == JOBS


def test_only_a_tag_uploads(settings):
    first, second = settings["script"]
    assert first == 'if [ -z "$TRAVIS_TAG" ]; then export DRY_RUN=1; fi'
    assert "-e DRY_RUN" in second
    assert second.endswith("/io/travis/build-wheels.sh")


def test_credentials_are_passed_by_name(settings):
    # A variable's name alone after -e: docker takes its value from the environment.
    command = settings["script"][1]
    assert "-e TWINE_USERNAME -e TWINE_PASSWORD" in command
    assert not re.search(r"TWINE_\w+=|\$\{?TWINE", command)
