"""The build: what the archives carry, what the module shows, what a person reads when it fails.

The tests marked slow_build install into fresh environments: make test-build.
"""

import importlib.metadata
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import nb_cpp
from nb_cpp import _core

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "setup.py").is_file(), reason="these tests need the source tree"
)


def header_version():
    text = (ROOT / "include" / "nb_cpp" / "version.hpp").read_text(encoding="utf-8")
    return re.search(r'#define NB_CPP_VERSION "(.+)"', text).group(1)


def run(*command, cwd, check=True, **environment):
    """Runs a command; a variable that is None is taken out of its environment."""
    full = {**os.environ, **environment}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=str(cwd),
        env={name: value for name, value in full.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not check or result.returncode == 0, result.stdout
    return result


def sdist(into):
    """setuptools' own sdist, which is what every frontend calls; nothing is left in the tree."""
    egg_info = into / "egg-info"
    egg_info.mkdir()
    command = ["egg_info", "--egg-base", egg_info, "sdist", "--formats=gztar", "--dist-dir", into]
    run(sys.executable, "-W", "ignore", "setup.py", "-q", *command, cwd=ROOT)
    return into / f"nb_cpp-{header_version()}.tar.gz"


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
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in ("include", "src", "test", "example", "travis", "docs", "nb_cpp", ".ci")
        for path in ROOT.joinpath(folder).rglob("*")
        if path.is_file() and path.suffix not in (".so", ".pyc")
    }
    wanted |= {"CMakeLists.txt", "setup.py", "pyproject.toml", "Makefile", "LICENSE", "README.md"}
    wanted |= {"CHANGELOG.md", "CONTRIBUTING.md", "MANIFEST.in", "requirements-test.txt"}
    wanted |= {".travis.yml", ".clang-format", ".clang-tidy", ".pre-commit-config.yaml"}
    wanted |= {"CMakePresets.json"}
    assert wanted <= names
    foreign = [
        name for name in names if re.search(r"\.(so|o|pyc)$|__pycache__|^\.?venv|^build/", name)
    ]
    assert not foreign


def symbol_table(*arguments):
    nm = shutil.which("nm")
    if nm is None:
        pytest.skip("nm is not installed")
    return run(nm, *arguments, cwd=ROOT).stdout


def defined_symbols(module):
    lines = symbol_table("-D", "--defined-only", module).splitlines()
    return [line.split()[-1] for line in lines]


def test_module_exports_its_init_function_only():
    assert defined_symbols(_core.__file__) == ["PyInit__core"]


def test_module_is_stripped():
    assert symbol_table(_core.__file__).strip().endswith("no symbols")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"CXX": "/nonexistent"}, r"error: nb_cpp needs a C\+\+17 compiler.*CXX.*/nonexistent"),
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
    find_cmake = setup_py["find_cmake"]
    monkeypatch.setitem(find_cmake.__globals__, "find_program", lambda *_: iter([None, None]))
    with pytest.raises(SystemExit, match="CMake 3.18 or newer.*pip install cmake"):
        find_cmake()


def test_an_old_cmake_is_passed_over(setup_py, monkeypatch, tmp_path):
    programs = []
    for version in ("2.8.11", "3.18.0"):
        programs.append(tmp_path / version)
        programs[-1].write_text(f"#!/bin/sh\necho cmake version {version}\n", encoding="utf-8")
        programs[-1].chmod(0o755)
    find_cmake = setup_py["find_cmake"]
    monkeypatch.setitem(
        find_cmake.__globals__, "find_program", lambda *_: iter([None, *map(str, programs)])
    )
    assert find_cmake() == str(programs[-1])


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


def test_parallel_level_of_the_users_choice(commands):
    assert "--parallel" not in commands(CMAKE_BUILD_PARALLEL_LEVEL="1")["compile"]


@pytest.mark.parametrize(
    ("debug", "variable", "build_type"),
    [(True, "", "Debug"), (False, "1", "Debug"), (False, "0", "Release"), (False, "", "Release")],
)
def test_debug_builds(commands, debug, variable, build_type):
    recorded = commands(debug=debug, DEBUG=variable)
    assert f"-DCMAKE_BUILD_TYPE={build_type}" in recorded["configure"]


def test_other_settings_start_a_new_build_directory(commands, tmp_path):
    commands()
    left = tmp_path / "temp" / "cmake" / "CMakeCache.txt"
    left.touch()
    commands()
    assert left.exists()
    commands(CMAKE_ARGS="-DNB_CPP_WERROR=ON")
    assert not left.exists()


# --- -ffast-math: the compiler may then take NaNs and infinities for absent, and reorders sums.

FAST_MATH = ("-ffast-math", "-Ofast", "-ffinite-math-only", "-funsafe-math-optimizations")


def compiler():
    found = shlex.split(os.environ.get("CXX", "")) or [
        next(filter(None, map(shutil.which, ("c++", "g++", "clang++"))), None)
    ]
    if found[0] is None:
        pytest.skip("a C++ compiler is not installed")
    return found


def cmake_program():
    found = shutil.which("cmake", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        pytest.skip("cmake is not installed")
    return found


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
    ninja = shutil.which("ninja", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    pybind11 = pytest.importorskip("pybind11")
    if ninja is None:
        pytest.skip("ninja is not installed")
    options = ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}", f"-DCMAKE_BUILD_TYPE={build_type}"]
    options += ["-DNB_CPP_BUILD_TESTS=ON", f"-DPython_EXECUTABLE={sys.executable}"]
    options += [f"-Dpybind11_DIR={pybind11.get_cmake_dir()}"]
    run(cmake_program(), "-S", ROOT, "-B", build, *options, cwd=build.parent, **environment)
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


# --- The slow ones.


def interpreters():
    """Every CPython of a supported version that is found, one for each version, by version."""
    places = [*Path.home().glob(".pyenv/versions/3.*/bin/python")]
    places += [*Path("/opt/python").glob("cp3*/bin/python")]
    places += [Path(found) for minor in range(8, 20) if (found := shutil.which(f"python3.{minor}"))]
    found = {sys.version_info[:2]: sys.executable}
    for place in places:
        code = "import sys, ensurepip; print(*sys.version_info[:2])"
        answer = run(place, "-c", code, cwd=ROOT, check=False)
        version = tuple(map(int, answer.stdout.split())) if answer.returncode == 0 else ()
        if version >= (3, 8):
            found.setdefault(version, str(place))
    return [found[version] for version in sorted(found)]


def fresh_environment(python, place):
    run(python, "-m", "venv", place, cwd=ROOT)
    return place / "bin" / "python"


def copy_of_the_tree(place):
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", "build", "dist", "wheelhouse", "*.so", "*.egg-info", "__pycache__"
    )
    shutil.copytree(str(ROOT), str(place), ignore=ignored)
    return place


SHORT_USE = "import nb_cpp; h = nb_cpp.compute(3, 3); print(nb_cpp.__file__, round(h[0, 0, 2], 3))"


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("which", [0, -1], ids=["oldest", "newest"])
def test_install_from_the_sdist_alone(which, tmp_path):
    python = fresh_environment(interpreters()[which], tmp_path / "env")
    archive = sdist(tmp_path)
    run(python, "-m", "pip", "install", archive, cwd=tmp_path, CMAKE_ARGS=None)
    output = run(python, "-c", SHORT_USE, cwd=tmp_path).stdout
    assert str(tmp_path / "env") in output
    assert "0.533" in output


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
def test_make_demo_and_the_cpp_tests_in_an_awkward_place(tmp_path):
    tree = copy_of_the_tree(tmp_path / "a place with spaces")
    output = run("make", "demo", cwd=tree).stdout
    assert str(tree / "nb6.png") in output
    assert (tree / "nb6.png").read_bytes().startswith(b"\x89PNG")
    assert "100% tests passed" in run("make", "test-cpp", cwd=tree).stdout


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
def test_python_dash_m_build(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    run(sys.executable, "-m", "build", "--outdir", tmp_path / "dist", cwd=tree)
    (wheel,) = tmp_path.glob("dist/*.whl")
    assert len([*tmp_path.glob("dist/*.tar.gz")]) == 1
    with zipfile.ZipFile(str(wheel)) as archive:
        names = archive.namelist()
    package = [name for name in names if name.startswith("nb_cpp/")]
    assert {"nb_cpp/__init__.py", "nb_cpp/py.typed", "nb_cpp/_core.pyi"} <= set(package)
    allowed = r"nb_cpp/((\w+/)?\w+\.pyi?|py\.typed|_core\.[\w.-]+\.so)$"
    assert all(re.match(allowed, name) for name in package)
    assert all(name.startswith(("nb_cpp/", "nb_cpp-")) for name in names)
    assert any(re.search(r"\.dist-info/(licenses/)?LICENSE$", name) for name in names)


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
def test_editable_install_follows_the_sources_and_builds_incrementally(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    python = fresh_environment(sys.executable, tmp_path / "env")
    install = [python, "-m", "pip", "install", "-v", "--editable", tree]
    run(*install, cwd=tmp_path)
    assert str(tree) in run(python, "-c", SHORT_USE, cwd=tmp_path).stdout
    objects = {path: path.stat().st_mtime_ns for path in tree.glob("build/**/src/**/*.cpp.o")}
    assert objects
    # pip's second isolated environment gives cmake, ninja and pybind11 other paths.
    run(*install, cwd=tmp_path)
    rebuilt = {path.name for path, time in objects.items() if path.stat().st_mtime_ns != time}
    assert rebuilt <= {path.with_suffix(".cpp.o").name for path in tree.glob("src/python/*.cpp")}
    with (tree / "nb_cpp" / "__init__.py").open("a", encoding="utf-8") as source:
        source.write("\nADDED = 17\n")
    assert run(python, "-c", "import nb_cpp; print(nb_cpp.ADDED)", cwd=tmp_path).stdout == "17\n"


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
def test_debug_build_of_another_generator(generator, tmp_path):
    if generator == "Unix Makefiles" and shutil.which("make") is None:
        pytest.skip("make is not installed")
    folders = ["--build-temp", tmp_path / "temp", "--build-lib", tmp_path / "lib"]
    command = [sys.executable, "setup.py", "build_ext", "--debug", *folders]
    run(*command, cwd=ROOT, CMAKE_GENERATOR=generator, CMAKE_ARGS=None)
    (module,) = tmp_path.glob("lib/nb_cpp/_core*.so")
    assert defined_symbols(module) == ["PyInit__core"]
    assert b".debug_info" in module.read_bytes()


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("build_type", ["Debug", "Release"])
def test_a_cpp_program_links_the_installed_library(build_type, tmp_path):
    cmake = cmake_program()
    options = [f"-DCMAKE_BUILD_TYPE={build_type}", f"-DCMAKE_PREFIX_PATH={tmp_path / 'prefix'}"]
    library = tmp_path / "library"
    python_off = ["-DNB_CPP_BUILD_PYTHON=OFF", "-DNB_CPP_BUILD_TESTS=ON", "-DNB_CPP_WERROR=ON"]
    run(cmake, "-S", ROOT, "-B", library, *options, *python_off, cwd=tmp_path)
    run(cmake, "--build", library, "--parallel", "2", cwd=tmp_path)
    tests = run(cmake, "--build", library, "--target", "test", cwd=tmp_path).stdout
    assert "100% tests passed" in tests
    run(cmake, "--install", library, "--prefix", tmp_path / "prefix", cwd=tmp_path)

    program = tmp_path / "program"
    program.mkdir()
    (program / "main.cpp").write_text(
        "#include <nb_cpp/polynomial.hpp>\n#include <nb_cpp/roots.hpp>\n"
        "int main() {\n"
        "  const nb_cpp::Polynomial p({1.0, 0.0, -1.0});\n"
        "  return nb_cpp::find_roots(p).values.size() == 2 ? 0 : 1;\n"
        "}\n",
        encoding="utf-8",
    )
    (program / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.18)\nproject(program CXX)\n"
        "find_package(nb_cpp REQUIRED)\nadd_executable(program main.cpp)\n"
        "target_link_libraries(program PRIVATE nb_cpp::nb_cpp)\n",
        encoding="utf-8",
    )
    run(cmake, "-S", program, "-B", program / "build", *options, cwd=tmp_path)
    run(cmake, "--build", program / "build", cwd=tmp_path)
    run(program / "build" / "program", cwd=tmp_path)


BITS = """
import hashlib, numpy, nb_cpp

DENSE = list(range(1, 14))
COMPLEX = [1, 2j, -3, 0.5 + 1j, 1e-300]
digest = hashlib.sha256()
for coefs in ([1, 0, 0, -1], [1, 0, 0, 0, 0, 0, 1], DENSE, COMPLEX):
    roots = nb_cpp.find_roots(coefs)
    digest.update(roots.values.tobytes() + roots.radii.tobytes())
    for method in ("newton", "laguerre", "jarratt"):
        b = nb_cpp.basins(coefs, method=method, shape=(128, 128))
        digest.update(b.labels.tobytes() + b.iterations.tobytes())
    digest.update(nb_cpp.compute(64, 64, coefs, -2, 2, -2, 2).tobytes())
try:
    nb_cpp._core.find_roots(numpy.array([1.0, numpy.nan, 1.0], complex))
except ValueError:
    digest.update(b"a NaN is seen")
print(digest.hexdigest(), numpy.float64(5e-324) * 2 > 0)
"""


@pytest.mark.slow_build
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("build_type", ["Release", "Debug"])
def test_fast_math_of_the_user_changes_no_bit(build_type, tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    run(
        sys.executable,
        *("setup.py", "-q", "build_ext", "--inplace", "--build-temp", tmp_path / "temp"),
        cwd=tree,
        CXXFLAGS=" ".join(FAST_MATH),
        CMAKE_ARGS=None,
        DEBUG="1" if build_type == "Debug" else "0",
    )
    built = run(sys.executable, "-c", BITS, cwd=tree, PYTHONPATH=tree).stdout
    ours = run(sys.executable, "-c", BITS, cwd=tmp_path).stdout
    assert built == ours
    assert ours.split()[1] == "True"
