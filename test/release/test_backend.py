"""The build backend: what it asks for, that builds take turns, what the metadata say."""

import email
import os
import re
import subprocess
import sys
import tarfile

import pytest
from installing import ROOT, header_version, sdist

pytestmark = pytest.mark.skipif(
    not (ROOT / "setup.py").is_file(), reason="these tests need the source tree"
)


@pytest.fixture
def programs(monkeypatch, tmp_path):
    """The module, on a machine that has what the test puts into `tmp_path`/bin."""
    monkeypatch.syspath_prepend(str(ROOT / "build_backend"))
    import programs

    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/nonexistent")
    monkeypatch.delenv("CMAKE_GENERATOR", raising=False)
    monkeypatch.delenv("CMAKE_ARGS", raising=False)
    monkeypatch.setattr(programs, "of_package", lambda _: None)
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    return programs


def put(program, text):
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_what_the_machine_has_is_not_asked_for(programs, tmp_path):
    assert programs.to_fetch() == ["cmake>=3.18", "ninja>=1.10"]
    cmake = put(tmp_path / "bin" / "cmake", "echo cmake version 3.18.0")
    assert programs.to_fetch() == ["ninja>=1.10"]
    ninja = put(tmp_path / "bin" / "ninja", "echo 1.10.0.git")
    assert programs.to_fetch() == []
    assert programs.find("cmake") == cmake
    assert programs.find("ninja") == ninja


@pytest.mark.parametrize(
    "script",
    ["echo cmake version 2.8.11", "echo cmake version 3.18.0; exit 1", "echo", "\0not a program"],
)
def test_what_does_not_serve_is_passed_over(programs, tmp_path, script):
    put(tmp_path / "bin" / "cmake", script)
    assert programs.find("cmake") is None
    assert "cmake>=3.18" in programs.to_fetch()


def test_a_file_of_no_kind_is_passed_over(programs, tmp_path):
    (tmp_path / "bin" / "ninja").write_bytes(b"\x7fELF no program")
    (tmp_path / "bin" / "ninja").chmod(0o755)
    assert programs.find("ninja") is None


def test_an_old_program_hides_no_newer_one(programs, tmp_path, monkeypatch):
    put(tmp_path / "bin" / "cmake", "echo cmake version 2.8.11")
    (tmp_path / "environment").mkdir()
    newer = put(tmp_path / "environment" / "cmake", "echo cmake version 4.4.5")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "environment" / "python"))
    assert programs.find("cmake") == newer


@pytest.mark.parametrize(
    ("name", "value"),
    [("CMAKE_GENERATOR", "Unix Makefiles"), ("CMAKE_ARGS", '-G "Unix Makefiles"')],
)
def test_ninja_is_not_asked_for_where_another_generator_is_chosen(
    programs, monkeypatch, name, value
):
    monkeypatch.setenv(name, value)
    assert programs.to_fetch() == ["cmake>=3.18"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CMAKE_GENERATOR", ""),
        ("CMAKE_GENERATOR", "Ninja"),
        ("CMAKE_GENERATOR", "Ninja Multi-Config"),
        ("CMAKE_ARGS", "-GNinja"),
        ("CMAKE_ARGS", "-DX=1 -G Ninja"),
        ("CMAKE_ARGS", '-G "Ninja Multi-Config"'),
    ],
)
def test_ninja_is_asked_for_where_the_user_names_it(programs, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert programs.to_fetch() == ["cmake>=3.18", "ninja>=1.10"]


def test_arguments_that_cannot_be_split_are_told_in_one_sentence(programs, monkeypatch):
    monkeypatch.setenv("CMAKE_ARGS", "-DCMAKE_CXX_FLAGS='-g")
    with pytest.raises(SystemExit, match="error: CMAKE_ARGS is .* No closing quotation"):
        programs.to_fetch()


HOOK = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import backend
backend.LOCK = Path(sys.argv[2]) / "build" / "lock"
with backend.locked():
    print("begun", flush=True)
    sys.stdin.read()
"""


def test_builds_of_one_checkout_take_turns(tmp_path):
    command = [sys.executable, "-c", HOOK, str(ROOT / "build_backend"), str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as first:
        assert first.stdout.readline() == "begun\n"
        with subprocess.Popen(command, **pipes) as second:
            assert re.match(r"waiting for another build .*/build/lock", second.stdout.readline())
            first.kill()  # a build that dies leaves no lock
            assert second.communicate("")[0] == "begun\n"
    assert second.returncode == 0


def test_every_hook_takes_the_lock(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "build_backend"))
    import backend

    def locked():
        raise InterruptedError

    monkeypatch.setattr(backend, "locked", locked)
    hooks = [name for name in dir(backend.build_meta) if re.match("build_|get_|prepare_", name)]
    hooks = [name for name in hooks if not name.endswith("_meta")]
    assert len(hooks) == 8
    for name in hooks:
        with pytest.raises(InterruptedError):
            getattr(backend, name)()


@pytest.fixture(scope="module")
def metadata(tmp_path_factory):
    """What the sdist says of itself, which is what an index shows."""
    place = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist(place)) as archive:
        text = archive.extractfile(f"nb_cpp-{header_version()}/PKG-INFO").read()
    return email.message_from_bytes(text)


def test_the_metadata(metadata):
    import setuptools

    assert metadata["Name"] == "nb-cpp"
    assert metadata["Version"] == header_version()
    assert metadata["Requires-Python"] == ">=3.8"
    assert [r for r in metadata.get_all("Requires-Dist") if "extra" not in r] == ["numpy>=1.21"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    knows = int(setuptools.__version__.split(".")[0]) >= 77
    assert metadata["License-Expression" if knows else "License"] == "MIT"
    assert metadata["License" if knows else "License-Expression"] is None
    assert metadata.get_all("License-File") == ["LICENSE"]
    pythons = {f"Programming Language :: Python :: 3.{minor}" for minor in range(8, 15)}
    assert pythons <= set(metadata.get_all("Classifier"))


def test_the_addresses_of_the_project_are_one_repository(metadata, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "build_backend"))
    import description

    urls = dict(line.split(", ") for line in metadata.get_all("Project-URL"))
    assert set(urls) == {"Source", "Documentation", "Changelog", "Issues"}
    assert urls["Source"] == description.REPOSITORY
    for url in urls.values():
        place, _, file = url[len(description.REPOSITORY) :].partition("/HEAD/")
        assert url.startswith(description.REPOSITORY)
        assert place in ("", "/issues") or (ROOT / file).exists()


def test_the_page_for_distributors_asks_for_what_a_build_asks_for(programs, metadata):
    yaml = pytest.importorskip("yaml")
    page = (ROOT / "docs" / "distributing.md").read_text(encoding="utf-8")
    recipe = yaml.safe_load(
        re.search(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE).group(1)
    )
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    static = re.findall(r'"(.+?)"', re.search(r"^requires = \[(.*?)\]", text, re.M).group(1))
    requirements = recipe["requirements"]
    asked = [line for part in ("build", "host") for line in requirements[part]]
    for requirement in [*static, "cmake>=3.18"]:
        assert re.sub("(?<=[a-z0-9])(?=>)", " ", requirement, count=1) in asked
    assert programs.OLDEST == {"cmake": (3, 18), "ninja": (1, 10)}
    oldest = {row[0]: row[1] for row in re.findall(r"^\| (\w+) \| ([\d.]+)", page, re.MULTILINE)}
    assert oldest == {
        "Python": metadata["Requires-Python"][2:],
        "numpy": metadata["Requires-Dist"].partition(">=")[2],
        "CMake": "3.18",
        "setuptools": static[0].partition(">=")[2],
        "pybind11": static[1].partition(">=")[2].partition(",")[0],
        "Ninja": "1.10",
    }
    assert requirements["run"][1].replace(" ", "") == metadata["Requires-Dist"]


# --- The page on PyPI, rendered as the index renders it.


def addresses(text):
    markdown = pytest.importorskip("readme_renderer.markdown")
    html = markdown.render(text)
    assert html, "readme_renderer could not render it"
    links = re.findall(r'<a[^>]* href="([^"]*)"', html)
    return links, re.findall(r'<img[^>]* src="([^"]*)"', html)


def test_the_page_on_pypi_links_and_shows_files_of_the_tag(metadata, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "build_backend"))
    import description

    links, pictures = addresses(metadata.get_payload())
    tag = f"v{header_version()}"
    assert len(links) > 10
    assert len(pictures) >= 2
    files = {f"{description.REPOSITORY}/blob/{tag}/": links, f"{description.RAW}/{tag}/": pictures}
    for place, found in files.items():
        for url in found:
            assert re.match("https?://", url), f"{url} is relative"
            if "github" in url:
                assert url.startswith(place)
                assert (ROOT / url[len(place) :].partition("#")[0]).is_file(), url


def test_the_page_on_pypi_says_how_to_install_the_release(metadata):
    page = metadata.get_payload()
    use = page.partition("## Use\n")[2].partition("\n## ")[0]
    first = re.search(r"```sh\n(.*?)```", use, re.DOTALL).group(1)
    assert [line.partition("#")[0].rstrip() for line in first.splitlines()] == [
        "pip install nb-cpp",
        "pip install 'nb-cpp[plot,progress]'",
    ]
    # What is true before the release alone, or in a checkout.
    for words in ("is released", "PyPI has", "pip install .", "<!--"):
        assert words not in page
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install .\n" in re.sub(" +#.*", "", readme)


def test_what_becomes_absolute(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "build_backend"))
    from description import RAW, REPOSITORY, long_description

    page, raw = f"{REPOSITORY}/blob/v1.2", f"{RAW}/v1.2"
    for text, expected in [
        (
            "[a\nlink](docs/a.md#part), [two](b)",
            f"[a\nlink]({page}/docs/a.md#part), [two]({page}/b)",
        ),
        ("![a picture](docs/a.png)", f"![a picture]({raw}/docs/a.png)"),
        ("[![both](a.png)](b.md)", f"[![both]({raw}/a.png)]({page}/b.md)"),
        ("[there](https://a.b/c) [here](#top)", "[there](https://a.b/c) [here](#top)"),
        ("`x[i](j)` [k](l)", f"`x[i](j)` [k]({page}/l)"),
        ("```\n[a](b)\n```\n[c](d)", f"```\n[a](b)\n```\n[c]({page}/d)"),
    ]:
        assert long_description(text, "1.2") == expected
