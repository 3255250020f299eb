"""travis/rehearse.sh and what it shares, as far as that can be told without a rehearsal."""

import os
import shutil
import subprocess

import pytest
from stand_in import ROOT, Scripts, copy_of_the_checkout

SCRIPT = ROOT / "travis" / "rehearse.sh"

pytestmark = [
    pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree"),
    pytest.mark.skipif(shutil.which("git") is None, reason="only a commit is rehearsed, by git"),
]


class Rehearsal(Scripts):
    def rehearse(self, *arguments, **variables):
        """As far as the index's environment, which cannot be made."""
        settings = {"PLACE": self.place / "rehearsal", "FAIL_AT": "-m venv", **variables}
        return self.run("rehearse.sh", *arguments, self.python, **settings)


@pytest.fixture
def rehearsal(tmp_path):
    copy_of_the_checkout(tmp_path / "checkout")
    return Rehearsal(tmp_path, tmp_path / "checkout")


def test_the_table_of_an_earlier_rehearsal_does_not_stop_the_next(rehearsal):
    (rehearsal.checkout / "docs" / "releasing.md").write_text("the table\n", encoding="utf-8")
    result = rehearsal.rehearse()
    assert "not committed" not in result.stdout
    assert "Start an index on loopback" in result.stdout
    (rehearsal.checkout / "README.md").write_text("another\n", encoding="utf-8")
    result = rehearsal.rehearse()
    assert "the tree has changes that are not committed" in result.stdout
    assert "Start an index" not in result.stdout


def shared(code, place, **variables):
    """What a script prints that has sourced common.sh, on a machine with the programs of place."""
    for name in ("grep", "sed", "cat", "dirname"):
        if not (place / name).exists():
            (place / name).symlink_to(shutil.which(name))
    command = f'set -euo pipefail; ROOT={ROOT}; . "$ROOT/travis/common.sh"; {code}'
    return subprocess.run(
        [shutil.which("bash"), "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={"PATH": str(place), **variables},
    )


@pytest.mark.parametrize("archive", [None, "http://archive.example/ubuntu/"])
def test_a_machine_without_an_archive_of_debian_says_what_to_set(tmp_path, archive):
    if archive:
        apt = tmp_path / "apt-get"
        apt.write_text(f"#!/bin/sh\necho {archive}\n", encoding="utf-8")
        apt.chmod(0o755)
    result = shared("find_mirror", tmp_path)
    assert result.returncode == 1
    assert "set MIRROR to an archive of Debian" in result.stdout
    assert "not found" not in result.stdout
    result = shared('find_mirror; echo "$MIRROR"', tmp_path, MIRROR="http://a.example/debian/")
    assert result.stdout == "http://a.example/debian\n"


def test_the_archive_of_debian_is_found(tmp_path):
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho http://b.example/debian/\n", encoding="utf-8")
    apt.chmod(0o755)
    result = shared('find_mirror; echo "$MIRROR"', tmp_path)
    assert result.stdout == "http://b.example/debian\n"


@pytest.mark.parametrize(
    ("machine", "platform"),
    [
        ("x86_64", "manylinux1_x86_64"),
        ("i686", "manylinux1_i686"),
        ("aarch64", "manylinux2014_aarch64"),
    ],
)
def test_the_oldest_platform_of_a_machine(tmp_path, machine, platform):
    assert shared(f"oldest_platform {machine}", tmp_path).stdout == platform + "\n"


def test_the_set_of_a_rehearsal_names_the_platform_of_its_machine(rehearsal):
    # What the scripts are told that they run on.
    programs = rehearsal.place / "programs"
    programs.mkdir()
    (programs / "uname").write_text("#!/bin/sh\necho aarch64\n", encoding="utf-8")
    (programs / "uname").chmod(0o755)
    text = (rehearsal.checkout / "travis" / "rehearse.sh").read_text(encoding="utf-8")
    script = rehearsal.checkout / "travis" / "set.sh"
    main = 'mkdir -p "$PLACE"; QUICK=1; make_set "$@"; echo "${MACHINES[*]}"'
    script.write_text(text.replace('\nmain "$@"\n', f"\n{main}\n"), encoding="utf-8")
    script.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    place = rehearsal.place / "rehearsal"
    result = rehearsal.run("set.sh", rehearsal.python, PATH=path, PLACE=place)
    assert result.stdout == "i386:manylinux1_i686\n"
    text = (place / "release-set.txt").read_text(encoding="utf-8")
    assert text.startswith("manylinux2014_aarch64 cp311")
