"""The build: what the archives carry, what the module shows, what a person reads when it fails."""

import importlib.metadata
import re
import runpy
import shlex
import sys
import tarfile

import pytest
from installing import (
    FAST_MATH,
    ROOT,
    compiler,
    copy_of_the_tree,
    defined_symbols,
    header_version,
    program,
    run,
    sdist,
    symbol_table,
)

import nb_cpp
from nb_cpp import _core

pytestmark = pytest.mark.skipif(
    not (ROOT / "setup.py").is_file(), reason="these tests need the source tree"
)


@pytest.fixture
def setup_py(monkeypatch):
    """The names that setup.py defines, without the call of setup()."""
    monkeypatch.setattr("setuptools.setup", lambda **_: None)
    return runpy.run_path(str(ROOT / "setup.py"))


@pytest.fixture
def commands(setup_py, monkeypatch, tmp_path):
    """Runs build_ext as far as the commands it would run, and returns those."""

    def record(debug=False, **environment):
        for name in ("CMAKE_ARGS", "CMAKE_GENERATOR", "CMAKE_BUILD_PARALLEL_LEVEL", "DEBUG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        from setuptools import Distribution

        build = setup_py["CMakeBuild"]
        extension = setup_py["CMakeExtension"]("nb_cpp._core")
        recorded = {}
        monkeypatch.setattr(build, "run_step", lambda _, step, line: recorded.update({step: line}))
        command = build(Distribution({"ext_modules": [extension]}))
        command.build_temp = str(tmp_path / "temp")
        command.build_lib = str(tmp_path / "lib")
        command.debug = debug
        command.ensure_finalized()
        command.build_extension(extension)
        return recorded

    return record


def test_one_version_everywhere():
    version = header_version()
    assert nb_cpp.__version__ == version
    assert _core.__version__ == version
    assert importlib.metadata.version("nb-cpp") == version
    assert nb_cpp.build_info()["version"] == version


def test_build_info_names_the_compiler():
    assert re.match(r"(GNU|Clang|AppleClang|IntelLLVM) \d+\.\d+", nb_cpp.build_info()["compiler"])


def test_sdist_carries_what_a_build_and_the_tests_need(tmp_path):
    with tarfile.open(sdist(tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    folders = ["include", "src", "nb_cpp", "build_backend", "test", "example", "docs"]
    folders += ["travis", ".ci", ".github"]
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in ROOT.joinpath(folder).rglob("*")
        if path.is_file() and path.suffix not in (".so", ".pyc")
    }
    wanted = {name for name in wanted if not name.startswith("docs/gallery/")}  # 3 MB of pictures
    wanted |= {"CMakeLists.txt", "setup.py", "pyproject.toml", "Makefile", "LICENSE", "README.md"}
    wanted |= {"CHANGELOG.md", "CONTRIBUTING.md", "MANIFEST.in", "requirements-test.txt"}
    wanted |= {
        ".travis.yml",
        ".gitlab-ci.yml",
        ".clang-format",
        ".clang-tidy",
        ".pre-commit-config.yaml",
    }
    wanted |= {"CMakePresets.json"}
    assert wanted <= names
    foreign = [
        name for name in names if re.search(r"\.(so|o|pyc)$|__pycache__|^\.?venv|^build/", name)
    ]
    assert not foreign


def test_module_exports_its_init_function_only():
    assert defined_symbols(_core.__file__) == ["PyInit__core"]


def test_module_is_stripped():
    assert symbol_table(_core.__file__).strip().endswith("no symbols")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"CXX": "/nonexistent"}, r"error: nb_cpp needs a C\+\+17 compiler.*CXX.*/nonexistent"),
        ({"CXX": " "}, r"error: nb_cpp needs a C\+\+17 compiler.*CXX"),
        ({"CXX": None, "PATH": "/nonexistent"}, r"error: nb_cpp needs a C\+\+17 compiler.*apt"),
    ],
)
def test_missing_compiler_is_told_in_one_sentence(environment, sentence, tmp_path):
    folders = ["--build-temp", tmp_path, "--build-lib", tmp_path]
    command = [sys.executable, "setup.py", "-q", "build_ext", *folders]
    result = run(*command, cwd=ROOT, check=False, CMAKE_ARGS=None, **environment)
    assert result.returncode != 0
    assert "Traceback" not in result.stdout
    assert re.match(sentence, result.stdout.splitlines()[-1])


def test_missing_cmake_is_told_in_one_sentence(setup_py, monkeypatch):
    monkeypatch.setattr(setup_py["programs"], "find", lambda _: None)
    with pytest.raises(SystemExit, match="CMake 3.18 or newer.*pip install cmake"):
        setup_py["find_cmake"]()


def test_defaults_of_the_build(commands):
    recorded = commands()
    assert "-DCMAKE_BUILD_TYPE=Release" in recorded["configure"]
    assert f"-DPython_EXECUTABLE={sys.executable}" in recorded["configure"]
    assert recorded["configure"][recorded["configure"].index("-G") + 1] == "Ninja"
    assert "--parallel" in recorded["compile"]


def test_cmake_args_come_last_and_keep_their_spaces(commands):
    recorded = commands(CMAKE_ARGS="-DNB_CPP_WERROR=ON '-DCMAKE_CXX_FLAGS=-g -O1'")
    assert recorded["configure"][-2:] == ["-DNB_CPP_WERROR=ON", "-DCMAKE_CXX_FLAGS=-g -O1"]


@pytest.mark.parametrize(
    "environment", [{"CMAKE_GENERATOR": "Unix Makefiles"}, {"CMAKE_ARGS": '-G "Unix Makefiles"'}]
)
def test_generator_of_the_users_choice(commands, environment):
    assert "Ninja" not in commands(**environment)["configure"]


@pytest.mark.parametrize(
    ("environment", "generators"),
    [
        ({"CMAKE_GENERATOR": "Ninja Multi-Config"}, []),
        ({"CMAKE_ARGS": "-GNinja"}, ["-GNinja"]),
        ({"CMAKE_ARGS": '-G "Ninja Multi-Config"'}, ["-G"]),
    ],
)
def test_a_ninja_of_the_users_choice_is_the_one_that_is_found(commands, environment, generators):
    configure = commands(**environment)["configure"]
    # CMake takes one; that of the environment it reads itself.
    assert [word for word in configure if word.startswith("-G")] == generators
    assert any(word.startswith("-DCMAKE_MAKE_PROGRAM=") for word in configure)


def test_parallel_level_of_the_users_choice(commands):
    assert "--parallel" not in commands(CMAKE_BUILD_PARALLEL_LEVEL="1")["compile"]


@pytest.mark.parametrize(
    ("debug", "variable", "build_type"),
    [(True, "", "Debug"), (False, "1", "Debug"), (False, "0", "Release"), (False, "", "Release")],
)
def test_debug_builds(commands, debug, variable, build_type):
    recorded = commands(debug=debug, DEBUG=variable)
    assert f"-DCMAKE_BUILD_TYPE={build_type}" in recorded["configure"]


def test_other_settings_start_a_new_build_directory(commands, tmp_path, monkeypatch):
    commands()
    left = tmp_path / "temp" / "cmake" / "CMakeCache.txt"
    left.touch()
    # Another environment of the same Python is no other setting.
    monkeypatch.setattr(sys, "executable", "/another/environment/bin/python")
    commands()
    assert left.exists()
    commands(CMAKE_ARGS="-DNB_CPP_WERROR=ON")
    assert not left.exists()


def test_a_deleted_module_is_in_no_later_build(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    left = tree / "nb_cpp" / "pictures" / "deleted.py"
    left.touch()
    command = [sys.executable, "-W", "ignore", "setup.py", "-q", "build_py"]
    run(*command, cwd=tree)
    built = next(tree.glob("build/lib*")) / "nb_cpp"
    module = built / "_core.cpython-311-x86_64-linux-gnu.so"
    module.touch()
    assert (built / "pictures" / "deleted.py").exists()
    left.unlink()
    run(*command, cwd=tree)
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    package = tree / "nb_cpp"
    wanted = {path.relative_to(package).as_posix() for path in package.rglob("*")}
    assert names == {name for name in wanted if (package / name).is_file()} | {module.name}
    # Into the source itself, of which nothing may go.
    (package / "notes.txt").touch()
    run(*command, "--build-lib", ".", cwd=tree)
    assert (package / "notes.txt").exists()


def test_licences_are_named_where_there_are_any(setup_py, monkeypatch, tmp_path):
    # From 2027 on, setuptools fails at a pattern that matches nothing.
    license_metadata = setup_py["license_metadata"]
    monkeypatch.setitem(license_metadata.__globals__, "ROOT", tmp_path)
    assert license_metadata()["license_files"] == ["LICENSE"]
    (tmp_path / "licenses").mkdir()
    for name in ("zig.txt", "libcxx.txt", "notes.md"):
        (tmp_path / "licenses" / name).touch()
    listed = ["LICENSE", "licenses/libcxx.txt", "licenses/zig.txt"]
    assert license_metadata()["license_files"] == listed


@pytest.mark.parametrize(
    ("cppflags", "cxxflags", "read"),
    [("-DA", "-O2", "-DA -O2"), ("-DA", None, "-DA"), ("", "-O2", "-O2"), (None, None, None)],
)
def test_cmake_gets_the_flags_of_the_preprocessor_too(
    setup_py, monkeypatch, cppflags, cxxflags, read
):
    for name, value in (("CPPFLAGS", cppflags), ("CXXFLAGS", cxxflags)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert setup_py["compiling_environment"]().get("CXXFLAGS") == read


# --- -ffast-math: the compiler may then take NaNs and infinities for absent, and reorders sums.


@pytest.mark.parametrize("flag", ["-ffast-math", "-Ofast", "-ffinite-math-only"])
def test_the_sources_refuse_fast_math(flag):
    header = ROOT / "src" / "numbers" / "strict_math.hpp"
    command = [*compiler(), "-std=c++17", "-fsyntax-only", "-Wno-pragma-once-outside-header"]
    refused = run(*command, flag, "-x", "c++", header, cwd=ROOT, check=False)
    assert refused.returncode != 0
    assert "nb_cpp cannot be compiled with -ffast-math" in refused.stdout
    run(*command, flag, "-fno-fast-math", "-x", "c++", header, cwd=ROOT)


def configured_commands(build, build_type, **environment):
    """The lines by which ninja would compile and link the module, the library and the tests."""
    ninja = program("ninja")
    pybind11 = pytest.importorskip("pybind11")
    options = ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}", f"-DCMAKE_BUILD_TYPE={build_type}"]
    options += ["-DNB_CPP_BUILD_TESTS=ON", f"-DPython_EXECUTABLE={sys.executable}"]
    options += ["-DCMAKE_UNITY_BUILD=OFF"]  # a line for each file
    options += [f"-Dpybind11_DIR={pybind11.get_cmake_dir()}"]
    run(program("cmake"), "-S", ROOT, "-B", build, *options, cwd=build.parent, **environment)
    lines = run(ninja, "-C", build, "-t", "commands", cwd=build).stdout.splitlines()
    compiling = [shlex.split(line) for line in lines if " -c " in line]
    linking = [shlex.split(line) for line in lines if " -o " in line and " -c " not in line]
    assert len(compiling) >= len(list(ROOT.glob("src/*/*.cpp")))
    assert any("_core" in line[line.index("-o") + 1] for line in linking)
    return compiling, linking


def last(words, *wanted):
    return max((place for place, word in enumerate(words) if word in wanted), default=-1)


@pytest.mark.parametrize("build_type", ["Release", "Debug"])
def test_fast_math_of_the_user_is_taken_back(build_type, tmp_path):
    compiling, linking = configured_commands(
        tmp_path / "build", build_type, CXXFLAGS=" ".join(FAST_MATH), LDFLAGS="-Ofast"
    )
    for line in compiling:
        assert (
            last(line, *FAST_MATH) < last(line, "-fno-fast-math") < last(line, "-ffp-contract=off")
        )
        assert line[last(line, "-include") + 1] == "numbers/strict_math.hpp"
    for line in linking:
        assert last(line, "-ffast-math") < last(line, "-fno-fast-math")
        assert last(line, FAST_MATH[-1]) < last(line, "-fno-unsafe-math-optimizations")
        assert "-Ofast" not in line
