"""Installs in fresh environments, from each kind of source: make test-build.

They fetch what they install with; a compiler cache (CMAKE_CXX_COMPILER_LAUNCHER) shortens them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile

import numpy as np
import pytest
from installing import (
    FAST_MATH,
    ROOT,
    SHORT_USE,
    copy_of_the_tree,
    defined_symbols,
    fresh_environment,
    interpreters,
    program,
    run,
    sdist,
)

pytestmark = [
    pytest.mark.skipif(
        not (ROOT / "setup.py").is_file(), reason="these tests need the source tree"
    ),
    pytest.mark.slow_build,
    pytest.mark.timeout(2400),
]


def check_use(python, cwd, place):
    """The package that is imported there is the one installed in `place`, and it computes."""
    output = run(python, "-c", SHORT_USE, cwd=cwd, PYTHONPATH=None).stdout
    assert output.startswith(str(place))
    assert output.endswith(" 0.533\n")


# The oldest that serve, as the documents say them; the first setuptools that knows editable
# installs, and the oldest CMake and Ninja that PyPI has for Python 3.8.
OLDEST = ["setuptools==64.0.0", "wheel==0.37.1", "pybind11==2.13.6", "numpy==1.21.0"]
OLDEST += ["cmake==3.18.4.post1", "ninja==1.10.0.post2"]
NEWEST = ["setuptools", "pybind11", "numpy", "cmake", "ninja"]


@pytest.mark.parametrize(("which", "requirements"), [(0, OLDEST), (-1, NEWEST)])
def test_the_oldest_python_and_requirements_and_the_newest(which, requirements, tmp_path):
    python = fresh_environment(interpreters()[which], tmp_path / "env")
    pip = [python, "-m", "pip", "install"]
    run(*pip, "--upgrade", *requirements, cwd=tmp_path)
    run(*pip, "--no-build-isolation", "--no-deps", sdist(tmp_path), cwd=tmp_path, CMAKE_ARGS=None)
    check_use(python, tmp_path, tmp_path / "env")


def test_a_machine_with_cmake_and_ninja_fetches_neither(tmp_path):
    python = fresh_environment(sys.executable, tmp_path / "env")
    shelf = tmp_path / "shelf"
    pip = [python, "-m", "pip"]
    wanted = ["setuptools", "wheel", "pybind11>=2.13.6,<4", "numpy"]
    run(*pip, "download", "--only-binary=:all:", "--dest", shelf, *wanted, cwd=tmp_path)
    # Nothing but the shelf: whoever asks for cmake or ninja gets "no matching distribution".
    install = [*pip, "install", "--no-index", "--find-links", shelf, "--no-binary", "nb-cpp"]
    install += [sdist(tmp_path)]
    ours = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": None, "PIP_EXTRA_INDEX_URL": None}
    ours["CMAKE_ARGS"] = None
    tools = tmp_path / "tools"
    tools.mkdir()
    launcher = os.environ.get("CMAKE_CXX_COMPILER_LAUNCHER", "c++")
    for name in {"c++", "sh", "uname", "as", "ld", "ar", "ranlib", "nm", "strip", launcher}:
        (tools / name).symlink_to(shutil.which(name))
    without = run(*install, cwd=tmp_path, check=False, PATH=tools, **ours)
    assert without.returncode != 0
    # pip tells of the first that it looks for.
    asked = r"No matching distribution found for (cmake>=3\.18|ninja>=1\.10)"
    assert re.search(asked, without.stdout)
    import cmake
    import ninja

    (tools / "cmake").symlink_to(os.path.join(cmake.CMAKE_BIN_DIR, "cmake"))
    (tools / "ninja").symlink_to(os.path.join(ninja.BIN_DIR, "ninja"))
    run(*install, cwd=tmp_path, PATH=tools, **ours)
    check_use(python, tmp_path, tmp_path / "env")


def test_uv_sync_run_and_build_and_pipx(tmp_path):
    tools = fresh_environment(sys.executable, tmp_path / "tools")
    run(tools, "-m", "pip", "install", "uv", "pipx", cwd=tmp_path)
    uv = tmp_path / "tools" / "bin" / "uv"
    tree = copy_of_the_tree(tmp_path / "tree")
    settings = {"VIRTUAL_ENV": None, "UV_PYTHON": sys.executable, "CMAKE_ARGS": None}
    run(uv, "sync", cwd=tree, **settings)
    output = run(uv, "run", "--quiet", "python", "-c", SHORT_USE, cwd=tree, **settings).stdout
    assert output.startswith(str(tree))
    # A source that changes is built into the environment by the next command.
    source = tree / "src" / "python" / "module.cpp"
    text = source.read_text(encoding="utf-8")
    source.write_text(
        text.replace('attr("__version__") = ', 'attr("ADDED") = 17;\n  m.attr("__version__") = '),
        encoding="utf-8",
    )
    added = "import nb_cpp; print(nb_cpp._core.ADDED)"
    assert run(uv, "run", "--quiet", "python", "-c", added, cwd=tree, **settings).stdout == "17\n"
    source.write_text(text, encoding="utf-8")
    run(uv, "build", "--out-dir", tmp_path / "dist", cwd=tree, **settings)
    assert len([*tmp_path.glob("dist/*.tar.gz")]) == 1
    (wheel,) = tmp_path.glob("dist/*.whl")
    # pipx keeps programs, each in its environment, and adds libraries to those.
    homes = {"PIPX_HOME": tmp_path / "pipx", "PIPX_BIN_DIR": tmp_path / "pipx-bin"}
    pipx = [tools, "-m", "pipx"]
    run(*pipx, "install", "build", cwd=tmp_path, PIPX_DEFAULT_PYTHON=sys.executable, **homes)
    run(*pipx, "inject", "build", wheel, cwd=tmp_path, **homes)
    (environment,) = tmp_path.glob("pipx/venvs/build")
    check_use(environment / "bin" / "python", tmp_path, environment)


STATE = {"polynomial": "z^3 - 1", "centre": ["0", "0"], "width": "4", "size": [32, 24]}
PIXELS = """
import nb_cpp

extent = (-2, 2, -1.5, 1.5)
print(nb_cpp.render("z^3 - 1", size=(32, 24), extent=extent, antialias=False).array.tobytes().hex())
"""


def test_the_explorer_of_a_wheel_needs_only_numpy(tmp_path):
    pip = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps"]
    run(*pip, "--wheel-dir", tmp_path, sdist(tmp_path), cwd=tmp_path, CMAKE_ARGS=None)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        names = ["page.html", "page.js", "explorer.js", "explorer.css"]
        files = {name: file.read(f"nb_cpp/explorer/{name}") for name in names}
    files[""] = files.pop("page.html")
    python = fresh_environment(sys.executable, tmp_path / "env")
    listed = [python, "-m", "pip", "list", "--format=freeze"]
    before = {line.split("=")[0] for line in run(*listed, cwd=tmp_path).stdout.split()}
    run(python, "-m", "pip", "install", wheel, cwd=tmp_path)
    after = {line.split("=")[0] for line in run(*listed, cwd=tmp_path).stdout.split()}
    assert {name.replace("-", "_") for name in after - before} == {"nb_cpp", "numpy"}
    command = [tmp_path / "env" / "bin" / "nb-cpp", "explore", "--no-browser", "--quiet"]
    server = subprocess.Popen(
        [str(part) for part in command],
        cwd=str(tmp_path),
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        page = server.stdout.readline().partition("#")[0]
        for name, content in files.items():
            with urllib.request.urlopen(page + name, timeout=60) as answer:
                assert answer.read() == content
        kind = {"Content-Type": "application/json"}
        frame = urllib.request.Request(f"{page}frame", json.dumps(STATE).encode(), kind)
        with urllib.request.urlopen(frame, timeout=60) as answer:
            data = answer.read()
    finally:
        server.kill()
        server.communicate()
    pixels = np.frombuffer(data[-4 * 32 * 24 :], np.uint8).reshape(24, 32, 4)
    drawn = run(python, "-c", PIXELS, cwd=tmp_path, PYTHONPATH=None).stdout
    assert pixels[..., :3].tobytes().hex() == drawn.strip()


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


# What `dpkg-buildflags` prints on Debian 12, with hardening=+all; a packager's CPPFLAGS count too.
DEBIAN = {
    "CPPFLAGS": "-Wdate-time -D_FORTIFY_SOURCE=2",
    "CXXFLAGS": "-g -O2 -fstack-protector-strong -Wformat -Werror=format-security",
    "LDFLAGS": "-Wl,-z,relro -Wl,-z,now",
}


def test_a_git_archive_with_debians_flags(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("this test needs a git checkout")
    tree = tmp_path / "tree"
    archive = ["archive", "--output", tmp_path / "tree.tar", "HEAD"]
    run("git", "-c", f"safe.directory={ROOT}", *archive, cwd=ROOT)
    with tarfile.open(tmp_path / "tree.tar") as archive:
        archive.extractall(tree)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps"]
    run(*pip, "--wheel-dir", tmp_path, tree, cwd=tmp_path, CMAKE_ARGS=None, **DEBIAN)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(tmp_path / "site")
    told = "import nb_cpp; print(nb_cpp.build_info()['compiler_flags'])"
    flags = run(sys.executable, "-c", told, cwd=tmp_path / "site").stdout.split()
    for variable in ("CPPFLAGS", "CXXFLAGS"):
        assert set(DEBIAN[variable].split()) <= set(flags)
    (module,) = tmp_path.glob("site/nb_cpp/_core*.so")
    dynamic = run(program("readelf"), "--dynamic", "--program-headers", module, cwd=tmp_path).stdout
    assert "GNU_RELRO" in dynamic
    assert "NOW" in dynamic
    built = run(sys.executable, "-c", BITS, cwd=tmp_path / "site").stdout
    assert built == run(sys.executable, "-c", BITS, cwd=tmp_path).stdout


def test_two_environments_build_one_checkout_at_once(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    pythons = [fresh_environment(sys.executable, tmp_path / name) for name in ("a", "b")]
    environment = {name: value for name, value in os.environ.items() if name != "CMAKE_ARGS"}
    builds = [
        subprocess.Popen(
            [str(python), "-m", "pip", "install", "-v", str(tree)],
            cwd=str(tmp_path),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for python in pythons
    ]
    outputs = [build.communicate()[0] for build in builds]
    for build, python, output in zip(builds, pythons, outputs):
        assert build.returncode == 0, output
        check_use(python, tmp_path, python.parents[1])
    assert any("waiting for another build of this checkout" in output for output in outputs)


def test_make_demo_and_the_cpp_tests_in_an_awkward_place(tmp_path):
    tree = copy_of_the_tree(tmp_path / "a place with spaces")
    output = run("make", "demo", cwd=tree).stdout
    assert str(tree / "nb6.png") in output
    for name in ("nb6.png", "nb6-marble.png"):
        assert (tree / name).read_bytes().startswith(b"\x89PNG")
    assert "100% tests passed" in run("make", "test-cpp", cwd=tree).stdout


def test_python_dash_m_build(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    run(sys.executable, "-m", "build", "--outdir", tmp_path / "dist", cwd=tree)
    (wheel,) = tmp_path.glob("dist/*.whl")
    assert len([*tmp_path.glob("dist/*.tar.gz")]) == 1
    with zipfile.ZipFile(str(wheel)) as archive:
        names = archive.namelist()
    package = [name for name in names if name.startswith("nb_cpp/")]
    assert {"nb_cpp/__init__.py", "nb_cpp/py.typed", "nb_cpp/_core.pyi"} <= set(package)
    allowed = r"nb_cpp/((\w+/)?\w+\.(pyi?|html|css|js)|py\.typed|_core\.[\w.-]+\.so)$"
    assert all(re.match(allowed, name) for name in package)
    assert all(name.startswith(("nb_cpp/", "nb_cpp-")) for name in names)
    assert any(re.search(r"\.dist-info/(licenses/)?LICENSE$", name) for name in names)


def test_editable_install_follows_the_sources_and_builds_incrementally(tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    python = fresh_environment(sys.executable, tmp_path / "env")
    install = [python, "-m", "pip", "install", "-v", "--editable", tree]
    run(*install, cwd=tmp_path)
    assert str(tree) in run(python, "-c", SHORT_USE, cwd=tmp_path).stdout
    objects = {path: path.stat().st_mtime_ns for path in tree.glob("build/**/src/**/*.cpp.o")}
    assert objects
    # Another environment, whose build gives pybind11 another path, uses what is compiled.
    other = fresh_environment(sys.executable, tmp_path / "other")
    run(other, *install[1:], cwd=tmp_path)
    rebuilt = {path.name for path, time in objects.items() if path.stat().st_mtime_ns != time}
    assert rebuilt <= {path.with_suffix(".cpp.o").name for path in tree.glob("src/python/*.cpp")}
    with (tree / "nb_cpp" / "__init__.py").open("a", encoding="utf-8") as source:
        source.write("\nADDED = 17\n")
    assert run(python, "-c", "import nb_cpp; print(nb_cpp.ADDED)", cwd=tmp_path).stdout == "17\n"


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


@pytest.mark.parametrize("build_type", ["Debug", "Release"])
def test_a_cpp_program_links_the_installed_library(build_type, tmp_path):
    cmake = program("cmake")
    options = [f"-DCMAKE_BUILD_TYPE={build_type}", f"-DCMAKE_PREFIX_PATH={tmp_path / 'prefix'}"]
    library = tmp_path / "library"
    python_off = ["-DNB_CPP_BUILD_PYTHON=OFF", "-DNB_CPP_BUILD_TESTS=ON", "-DNB_CPP_WERROR=ON"]
    run(cmake, "-S", ROOT, "-B", library, *options, *python_off, cwd=tmp_path)
    run(cmake, "--build", library, "--parallel", "2", cwd=tmp_path)
    tests = run(cmake, "--build", library, "--target", "test", cwd=tmp_path).stdout
    assert "100% tests passed" in tests
    run(cmake, "--install", library, "--prefix", tmp_path / "prefix", cwd=tmp_path)

    client = tmp_path / "program"
    client.mkdir()
    (client / "main.cpp").write_text(
        "#include <nb_cpp/polynomial.hpp>\n#include <nb_cpp/roots.hpp>\n"
        "int main() {\n"
        "  const nb_cpp::Polynomial p({1.0, 0.0, -1.0});\n"
        "  return nb_cpp::find_roots(p).values.size() == 2 ? 0 : 1;\n"
        "}\n",
        encoding="utf-8",
    )
    (client / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.18)\nproject(program CXX)\n"
        "find_package(nb_cpp REQUIRED)\nadd_executable(program main.cpp)\n"
        "target_link_libraries(program PRIVATE nb_cpp::nb_cpp)\n",
        encoding="utf-8",
    )
    run(cmake, "-S", client, "-B", client / "build", *options, cwd=tmp_path)
    run(cmake, "--build", client / "build", cwd=tmp_path)
    run(client / "build" / "program", cwd=tmp_path)


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
