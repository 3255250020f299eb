"""The three services that can make a release: the same images and scripts, one place of upload.

None of them can be run here. `make lint` holds their files against the schemas.
"""

import re
import subprocess
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github" / "workflows" / "wheels.yml"
GITLAB = ROOT / ".gitlab-ci.yml"

pytestmark = pytest.mark.skipif(
    not (ROOT / ".travis.yml").is_file(), reason="these tests need the source tree"
)


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def travis_images():
    """Each image with what goes before the script, and whether its machine is an ARM."""
    images = {}
    for job in read(ROOT / ".travis.yml")["jobs"]["include"]:
        match = re.match(r"IMAGE=(\S+)(?: PRE_CMD=(\S+))?$", str(job.get("env")))
        if match:
            images[match.group(1)] = (match.group(2), job.get("arch") == "arm64")
    return images


def test_github_builds_in_the_images_of_travis():
    build = read(GITHUB)["jobs"]["build"]
    images = {
        job["image"]: (job.get("pre_cmd"), job["runner"].endswith("-arm"))
        for job in build["strategy"]["matrix"]["include"]
    }
    assert images == travis_images()
    commands = [step["run"] for step in build["steps"] if "run" in step]
    assert len(commands) == 1
    assert commands[0].endswith('"quay.io/pypa/$IMAGE" $PRE_CMD /io/travis/build-wheels.sh')


def test_gitlab_builds_in_the_images_of_travis():
    build = read(GITLAB)["build"]
    images = {
        image: (row.get("PRE_CMD"), row["MACHINE"] == "arm64")
        for row in build["parallel"]["matrix"]
        for image in row["IMAGE"]
    }
    assert images == travis_images()
    assert build["image"] == "quay.io/pypa/$IMAGE"
    assert build["script"][-1] == "$PRE_CMD travis/build-wheels.sh"


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_it_says_that_it_was_never_run(path):
    assert re.search("^# Never run: ", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_every_script_that_is_called_is_there(path):
    called = set(re.findall(r"travis/[\w-]+\.sh", path.read_text(encoding="utf-8")))
    assert {"travis/build-wheels.sh", "travis/gather.sh", "travis/upload.sh"} <= called
    for script in called:
        assert (ROOT / script).stat().st_mode & 0o111, f"{script} cannot be run"


def test_github_has_a_token_for_the_upload_in_the_upload_alone():
    workflow = read(GITHUB)
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    publish = jobs.pop("publish")
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["if"] == "github.event_name == 'push' && github.ref_type == 'tag'"
    assert publish["needs"] == "check"
    assert jobs["check"]["needs"] == "build"
    # It runs two actions, and nothing that the checkout or the builds could have changed.
    used = [step["uses"].partition("@")[0] for step in publish["steps"]]
    assert used == ["actions/download-artifact", "pypa/gh-action-pypi-publish"]
    assert publish["steps"][1]["with"]["attestations"] is True
    for job in jobs.values():
        assert job["permissions"] == {"contents": "read"}
    assert "secrets." not in GITHUB.read_text(encoding="utf-8")


def test_gitlab_has_a_token_for_the_upload_in_the_upload_alone():
    pipeline = read(GITLAB)
    publish = pipeline.pop("publish")
    assert set(publish["id_tokens"]) == {"PYPI_ID_TOKEN", "SIGSTORE_ID_TOKEN"}
    assert publish["rules"] == [{"if": "$CI_COMMIT_TAG =~ /^v/"}]
    assert publish["needs"] == ["check"]
    install, *others = publish["script"]
    assert "--require-hashes" in install
    assert all(line.startswith("python -I -m ") for line in publish["script"])
    assert "travis/" not in " ".join(others)
    assert "id_tokens" not in str(pipeline)
    assert "TWINE" not in GITLAB.read_text(encoding="utf-8")


PINNED = r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+(\.\d+)+$"


def test_every_action_is_pinned_by_its_commit():
    uses = re.findall(r"uses: (.+)", GITHUB.read_text(encoding="utf-8"))
    assert len(uses) == len([use for use in uses if re.match(PINNED, use)]) == 7
    assert not re.match(PINNED, "actions/checkout@v7")
    # One commit a version.
    assert len({use.partition("@")[0] for use in uses}) == len(set(uses))


def test_github_runs_every_week():
    triggers = read(GITHUB)[True]  # YAML 1.1 takes `on` for a truth
    minute, hour, day, month, weekday = triggers["schedule"][0]["cron"].split()
    assert (day, month) == ("*", "*")
    assert re.match(r"\d+$", minute)
    assert re.match(r"\d+$", hour)
    assert re.match("[0-6]$", weekday)


# --- What puts the jobs' files together.


@pytest.fixture
def gather(tmp_path):
    def run(*wheelhouses):
        command = [ROOT / "travis" / "gather.sh", tmp_path / "all", *wheelhouses]
        return subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def wheelhouses(tmp_path):
    folders = [tmp_path / "of a job", tmp_path / "of another"]
    for folder in folders:
        folder.mkdir()
        (folder / "nb_cpp-1.tar.gz").write_bytes(b"the source")
        (folder / f"nb_cpp-1-{folder.name[-1]}.whl").write_bytes(folder.name.encode())
    return folders


def test_wheelhouses_become_one(gather, wheelhouses, tmp_path):
    result = gather(*wheelhouses)
    assert result.returncode == 0, result.stdout
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert names == {"nb_cpp-1.tar.gz", "nb_cpp-1-b.whl", "nb_cpp-1-r.whl"}


@pytest.mark.parametrize("is_there", [True, False])
def test_two_files_of_one_name_must_be_the_same(gather, wheelhouses, tmp_path, is_there):
    (wheelhouses[1] / "nb_cpp-1.tar.gz").write_bytes(b"another source")
    if is_there:
        (tmp_path / "all").mkdir()
    before = sorted(tmp_path.iterdir())
    result = gather(*wheelhouses)
    assert result.returncode == 1
    assert "nb_cpp-1.tar.gz of" in result.stdout
    assert "differs from that of another job" in result.stdout
    # Nothing that could be uploaded.
    assert sorted(tmp_path.iterdir()) == before
    assert not is_there or not [*(tmp_path / "all").iterdir()]


def test_a_job_that_left_nothing_and_an_old_result_are_refused(gather, wheelhouses, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "empty is empty" in gather(*wheelhouses, tmp_path / "empty").stdout
    assert gather(*wheelhouses).returncode == 0
    assert "all is not empty" in gather(*wheelhouses).stdout
