"""travis/upload.sh: whole releases only, of one commit, never at odds with the index."""

import shutil

import pytest
from stand_in import PACKAGE, ROOT, Index, Scripts, header_version, write_sdist, write_wheel

SCRIPT = ROOT / "travis" / "upload.sh"
SECONDS = 1_600_000_000
VERSION = header_version()
SDIST = f"nb_cpp-{VERSION}.tar.gz"
MANY = f"nb_cpp-{VERSION}-cp311-cp311-manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl"
FREE = f"nb_cpp-{VERSION}-cp314-cp314t-manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl"
MUSL = f"nb_cpp-{VERSION}-cp311-cp311-musllinux_1_2_aarch64.whl"
SET = """# A comment.
manylinux_2_28_x86_64  cp311 cp314t
musllinux_1_2_aarch64  cp311  # and another
"""

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree")


class Upload(Scripts):
    """upload.sh with a whole release in the wheelhouse, and an index without any of it."""

    def __init__(self, place):
        super().__init__(place, ROOT)
        self.release_set.write_text(SET, encoding="utf-8")
        self.wheelhouse.mkdir()
        for name in (MANY, FREE, MUSL):
            write_wheel(self.wheelhouse / name, SECONDS)
        write_sdist(self.wheelhouse / SDIST, SECONDS)
        self.server = Index(self.index)

    def upload(self, *arguments, **variables):
        settings = {"TWINE_PASSWORD": self.password, "INDEX_URL": self.server.address}
        settings["TWINE_REPOSITORY_URL"] = "http://127.0.0.1:9/"
        return self.run("upload.sh", *arguments, self.wheelhouse, **{**settings, **variables})

    def uploaded(self):
        """The names of the files in the order in which they went to twine."""
        lines = [line for line in self.commands() if "-m twine upload" in line]
        return [line.split(" (sees")[0].rpartition("/")[2].strip() for line in lines]


@pytest.fixture
def release(tmp_path):
    upload = Upload(tmp_path)
    yield upload
    upload.server.close()


def check_refusal(release, result, stage, sentence):
    assert result.returncode == 1, result.stdout
    assert sentence in result.stdout
    assert result.stdout.splitlines()[-1] == f"upload: stopped at stage: {stage}"
    assert release.uploaded() == []


def test_a_whole_release_is_uploaded_and_the_sdist_last(release):
    result = release.upload()
    assert result.returncode == 0, result.stdout
    assert release.uploaded() == [*sorted([MANY, FREE, MUSL]), SDIST]
    assert release.password not in result.stdout
    # Again: nothing is left to upload.
    result = release.upload()
    assert "The index has the whole release" in result.stdout
    assert len(release.uploaded()) == 4


@pytest.mark.parametrize(("form", "hashes"), [("json", True), ("html", False)])
def test_what_the_index_has_is_skipped(release, form, hashes):
    release.server.form, release.server.hashes = form, hashes
    shutil.copy(str(release.wheelhouse / FREE), str(release.index / FREE))
    result = release.upload()
    assert result.returncode == 0, result.stdout
    assert release.uploaded() == [MANY, MUSL, SDIST]


@pytest.mark.parametrize("form", ["json", "html"])
@pytest.mark.parametrize("hashes", [True, False])
def test_a_file_that_the_index_has_otherwise_is_refused(release, form, hashes):
    release.server.form, release.server.hashes = form, hashes
    write_wheel(release.index / MUSL, SECONDS + 10)
    sentence = f"{MUSL} is on the index already, with other bytes"
    check_refusal(release, release.upload(), "index", sentence)


@pytest.mark.parametrize(
    "name",
    [
        MANY.replace("2_17_x86_64.manylinux_2_28", "2_28_x86_64.manylinux_2_17"),
        MANY.replace("manylinux_2_17_x86_64.", ""),
        MANY.replace("-cp311-cp311", "-1-cp311-cp311"),
    ],
)
def test_a_wheel_that_the_index_has_by_another_name_is_refused(release, name):
    assert name != MANY
    shutil.copy(str(release.wheelhouse / MANY), str(release.index / name))
    # These are for other places.
    for other in (MANY.replace("cp311", "cp312"), MANY.replace(VERSION, "0.0.1"), "x.whl", "y.txt"):
        (release.index / other).touch()
    sentence = f"{MANY} is on the index already, as {name}"
    check_refusal(release, release.upload(), "index", sentence)
    (release.index / name).unlink()
    assert release.upload("--check").returncode == 0


@pytest.mark.parametrize("name", [MANY, FREE, MUSL, SDIST])
def test_an_incomplete_release_is_refused(release, name):
    (release.wheelhouse / name).unlink()
    sentences = {
        MANY: "the wheel of cp311 for manylinux_2_28_x86_64 is missing",
        FREE: "the wheel of cp314t for manylinux_2_28_x86_64 is missing",
        MUSL: "the wheel of cp311 for musllinux_1_2_aarch64 is missing",
        SDIST: f"{SDIST} is missing",
    }
    check_refusal(release, release.upload(), "release set", sentences[name])


@pytest.mark.parametrize(
    "name",
    [
        "nb_cpp-0.0.1-cp311-cp311-musllinux_1_2_aarch64.whl",
        MUSL.replace("cp311", "cp312"),
        "nb_cpp-0.0.1.tar.gz",
        "README.md",
    ],
)
def test_a_file_too_many_is_refused(release, name):
    (release.wheelhouse / name).touch()
    sentence = f"{name} does not belong to the release of {VERSION}"
    check_refusal(release, release.upload(), "release set", sentence)


def test_two_wheels_for_one_place_are_refused(release):
    write_wheel(release.wheelhouse / MANY.replace("manylinux_2_17_x86_64.", ""), SECONDS)
    sentence = "more than one wheel of cp311 for manylinux_2_28_x86_64"
    check_refusal(release, release.upload(), "release set", sentence)


@pytest.mark.parametrize("name", [MUSL, SDIST])
def test_what_is_inside_has_to_be_of_this_version_and_commit(release, name):
    path = release.wheelhouse / name
    write = write_wheel if name == MUSL else write_sdist
    write(path, SECONDS, version="0.0.1")
    sentence = f"{name} does not say 'Version: {VERSION}'"
    check_refusal(release, release.upload(), "release set", sentence)
    write(path, SECONDS + 100)
    sentence = f"{name}: not of the commit that the others are of"
    check_refusal(release, release.upload(), "release set", sentence)
    package = {**PACKAGE, "nb_cpp/__init__.py": b"# another commit of that second"}
    write(path, SECONDS, package=package)
    sentence = "is not of the sdist's commit: it differs in nb_cpp/__init__.py"
    check_refusal(release, release.upload(), "release set", sentence)
    write(path, SECONDS, package={**PACKAGE, "nb_cpp/deleted.py": b""})
    sentence = "is not of the sdist's commit: it differs in nb_cpp/deleted.py"
    check_refusal(release, release.upload(), "release set", sentence)


def check_damage(release, name):
    result = release.upload()
    check_refusal(release, result, "release set", f"{name} is damaged: ")
    assert "Traceback" not in result.stdout


@pytest.mark.parametrize("name", [MUSL, SDIST])
def test_damage_is_told_wherever_it_is(release, name):
    path = release.wheelhouse / name
    content = path.read_bytes()
    path.write_bytes(content[:-70])
    check_damage(release, name)
    path.write_bytes(b"no archive")
    check_damage(release, name)
    # One byte: the first of the data, one in the middle of them, the last of gzip's checksum.
    for place in (60, len(content) // 4, -5) if name == SDIST else (60, 70):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        path.write_bytes(bytes(changed))
        check_damage(release, name)


def test_metadata_that_are_none_are_told(release):
    path = release.wheelhouse / MUSL
    write_wheel(path, SECONDS, metadata="WHEEL")
    check_damage(release, MUSL)
    write_wheel(path, SECONDS, text="Name: é".encode("latin-1"))
    check_damage(release, MUSL)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("manylinux1_i686\n", "line 1: 'manylinux1_i686' is no platform and its Pythons"),
        ("manylinux1_i686 cp39 python\n", "is no platform and its Pythons"),
        ("manylinux1_i686 cp39\nmanylinux1_i686 cp39\n", "cp39 of manylinux1_i686 twice"),
        ("# nothing\n", "names no wheel"),
    ],
)
def test_a_set_that_is_none_is_told(release, text, sentence):
    release.release_set.write_text(text, encoding="utf-8")
    check_refusal(release, release.upload(), "release set", sentence)


def test_an_index_that_does_not_answer_is_told(release):
    result = release.upload(INDEX_URL="http://127.0.0.1:9/simple")
    check_refusal(release, result, "index", "does not answer as an index does")


def test_check_does_all_but_the_upload_and_needs_no_credential(release):
    result = release.upload("--check", TWINE_PASSWORD="")
    assert result.returncode == 0, result.stdout
    assert "to be uploaded:" in result.stdout
    assert SDIST in result.stdout
    assert release.uploaded() == []
    assert "-m pip" not in "\n".join(release.commands())
    write_wheel(release.index / MUSL, SECONDS + 10)
    assert release.upload("--check", TWINE_PASSWORD="").returncode == 1


def test_twine_alone_sees_the_password(release):
    result = release.upload(HUNT=1)
    assert result.returncode == 0, result.stdout
    assert release.password not in release.log.read_text(encoding="utf-8")
    # Whoever starts it with the password shows it for as long as it runs; a file does not.
    release.log.write_text("", encoding="utf-8")
    for path in release.index.iterdir():
        path.unlink()
    result = release.upload(TWINE_PASSWORD="", HUNT=1, **by_file(release))
    assert result.returncode == 0, result.stdout
    seen = [line for line in release.commands() if "(sees the password)" in line]
    assert len(seen) == 4
    assert all("-m twine upload" in line for line in seen)


@pytest.mark.parametrize("variable", ["PASSWORD", "SHELLOPTS"])
def test_no_variable_of_the_user_hands_the_password_on(release, variable):
    value = "allexport" if variable == "SHELLOPTS" else "another"
    result = release.upload(HUNT=1, **{variable: value, "TWINE_PASSWORD": ""}, **by_file(release))
    assert result.returncode == 0, result.stdout
    seen = [line for line in release.commands() if "(sees the password)" in line]
    assert len(seen) == 4
    assert all("-m twine upload" in line for line in seen)


def by_file(release):
    file = release.place / "token"
    file.write_text(release.password + "\n", encoding="utf-8")
    file.chmod(0o600)
    return {"TWINE_PASSWORD_FILE": file}


@pytest.mark.parametrize("by", ["the working directory", "PYTHONPATH"])
def test_python_imports_nothing_of_the_user(release, by):
    place = release.place / "of the user"
    place.mkdir()
    ran = release.place / "ran"
    for name in ("keyring.py", "sitecustomize.py", "json.py", "venv.py", "pip.py", "twine.py"):
        text = f"open({str(ran)!r}, 'a').write(__name__)\n"
        (place / name).write_text(text, encoding="utf-8")
    if by == "PYTHONPATH":
        result = release.upload(PYTHONPATH=place)
    else:
        result = release.upload(cwd=str(place))
    assert result.returncode == 0, result.stdout
    assert len(release.uploaded()) == 4
    assert not ran.exists()
    assert all(line.startswith("-I ") for line in release.commands())


def test_a_file_of_the_password_that_others_can_read_is_refused(release):
    file = release.place / "token"
    file.write_text(release.password, encoding="utf-8")
    file.chmod(0o644)
    result = release.upload(TWINE_PASSWORD="", TWINE_PASSWORD_FILE=file)
    check_refusal(release, result, "settings", "has the mode 644")
    result = release.upload(TWINE_PASSWORD="", TWINE_PASSWORD_FILE=file.parent / "none")
    check_refusal(release, result, "settings", "there is no TWINE_PASSWORD_FILE at")
    file.write_text("\n", encoding="utf-8")
    file.chmod(0o600)
    result = release.upload(TWINE_PASSWORD="", TWINE_PASSWORD_FILE=file)
    check_refusal(release, result, "settings", f"TWINE_PASSWORD_FILE {file} is empty")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"TWINE_PASSWORD": ""}, "TWINE_PASSWORD or TWINE_PASSWORD_FILE is needed"),
        ({"INDEX_URL": ""}, "INDEX_URL has to tell"),
        ({"TWINE_REPOSITORY_URL": ""}, "TWINE_REPOSITORY_URL has to tell"),
        ({"TWINE_REPOSITORY": "testpypi"}, "give TWINE_REPOSITORY_URL"),
        ({"TRAVIS_TAG": "v99.0"}, "the tag is v99.0"),
        ({"TRAVIS_TAG": VERSION}, f"and that of this version is v{VERSION}"),
        ({"RELEASE_SET": "/nonexistent"}, "no RELEASE_SET at /nonexistent"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_told(release, variables, sentence):
    check_refusal(release, release.upload(**variables), "settings", sentence)


def test_no_configuration_sends_the_files_elsewhere(release):
    result = release.upload()
    assert result.returncode == 0, result.stdout
    lines = [line for line in release.commands() if "-m twine upload" in line]
    assert lines
    assert all("--config-file /dev/null" in line for line in lines)


def test_an_upload_that_was_cut_off_is_taken_up_again(release):
    result = release.upload(FAIL_AT=f"{FREE}")
    assert result.returncode == 3
    assert result.stdout.splitlines()[-1] == "upload: stopped at stage: upload"
    assert SDIST not in [path.name for path in release.index.iterdir()]
    result = release.upload()
    assert result.returncode == 0, result.stdout
    assert {path.name for path in release.index.iterdir()} == {MANY, FREE, MUSL, SDIST}


def test_the_set_of_this_project_is_one(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    from check_release import read_set

    wanted = read_set(SCRIPT.parent / "release-set.txt")
    assert ("manylinux1_x86_64", "cp38") in wanted
    assert ("musllinux_1_2_aarch64", "cp314t") in wanted
