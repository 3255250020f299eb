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

KEYS = {"version", "os", "dist", "language", "services", "notifications", "stages", "jobs"}
KEYS |= {"install", "script"}
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
        assert set(job) <= {"env", "arch", "stage", "workspaces", "install", "script"}


def image_jobs(settings):
    return [job for job in settings["jobs"]["include"] if "env" in job]


def test_each_job_is_one_image(settings):
    jobs = {}
    for job in image_jobs(settings):
        match = re.match(r"IMAGE=(\S+)(?: PRE_CMD=(\S+))?$", job["env"])
        found = {"pre_cmd": match.group(2), "arch": job.get("arch")}
        jobs[match.group(1)] = {name: value for name, value in found.items() if value}
    assert jobs == JOBS


def test_the_images_are_what_a_release_is_made_of():
    lines = ROOT.joinpath("travis", "release-set.txt").read_text(encoding="utf-8").splitlines()
    assert {line.split()[0] for line in lines if not line.startswith("#")} == set(JOBS)


# The glibc of each image, as its name or PEP 599 tells it.
GLIBC = {"manylinux1": "2.5 (manylinux1)", "manylinux2014": "2.17 (manylinux2014)"}
GLIBC["manylinux_2_28"] = "2.28"


def test_the_page_tells_the_glibc_of_each_wheel():
    wanted = {}
    for line in ROOT.joinpath("travis", "release-set.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"(manylinux\w+?)_(x86_64|i686|aarch64)\s+(.*)", line)
        if match:
            for tag in match.group(3).split():
                minor = min(int(tag.rstrip("t")[3:]), 10)
                wanted.setdefault((minor, match.group(2)), set()).add(GLIBC[match.group(1)])
    page = ROOT.joinpath("docs", "releasing.md").read_text(encoding="utf-8")
    head = re.search(r"^\| wheels for \| (.*) \|$", page, re.MULTILINE).group(1).split(" | ")
    rows = re.findall(r"^\| CPython 3\.(\d+)[\w ]* \| (.*) \|$", page, re.MULTILINE)
    told = {
        (int(minor), machine): {cell}
        for minor, cells in rows
        for machine, cell in zip(head, cells.split(" | "))
        if cell != "none"
    }
    assert told == wanted


def test_an_image_gets_no_credential(settings):
    # A variable's name alone after -e: docker takes its value from the environment.
    (command,) = settings["script"]
    assert re.findall(r"-e (\w+)", command) == ["TRAVIS_TAG", "WHEELHOUSE"]
    assert command.endswith("/io/travis/build-wheels.sh")
    assert "TWINE" not in str(settings)


def test_the_last_stage_alone_uploads_and_on_a_tag_only(settings):
    build, upload = settings["stages"]
    assert (build, upload) == ("build", {"name": "upload", "if": "tag IS present"})
    *jobs, last = settings["jobs"]["include"]
    assert jobs[0]["stage"] == "build"
    assert not any("stage" in job for job in jobs[1:])
    assert last["stage"] == "upload"
    # Travis runs the next line of a script whatever became of the last one.
    assert last["script"] == (
        "travis/gather.sh wheelhouse wheelhouses/* && travis/upload.sh wheelhouse"
    )
    # What each job leaves, the last one takes up.
    left = [job["workspaces"]["create"] for job in jobs]
    assert {tuple(workspace["paths"]) for workspace in left} == {("wheelhouses",)}
    assert [workspace["name"] for workspace in left] == last["workspaces"]["use"] == list(JOBS)
