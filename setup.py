"""Builds nb_cpp with CMake. `pip install .` is the command; this file is what it calls."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import setuptools
from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
# As backend-path in pyproject.toml says it, for those who run this file.
sys.path.insert(0, str(ROOT / "build_backend"))

import programs  # noqa: E402
from description import long_description  # noqa: E402


def read_version():
    header = (ROOT / "include" / "nb_cpp" / "version.hpp").read_text(encoding="utf-8")
    match = re.search(r'^#define NB_CPP_VERSION "([^"]+)"', header, re.MULTILINE)
    if match is None:
        raise SystemExit("error: include/nb_cpp/version.hpp does not define NB_CPP_VERSION")
    return match.group(1)


def truthy(value):
    return (value or "").strip().lower() not in ("", "0", "no", "off", "false")


def available_cpus():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def find_cmake():
    cmake = programs.find("cmake")
    if cmake is None:
        raise SystemExit(
            "error: nb_cpp is built with CMake 3.18 or newer, and none was found: "
            "install it (pip install cmake, or on Debian and Ubuntu: apt install cmake)."
        )
    return cmake


def check_compiler(cmake_args):
    """CMake's own message about a missing compiler is twenty lines long."""
    if re.search(r"-D ?CMAKE_(CXX_COMPILER|TOOLCHAIN_FILE)\b", " ".join(cmake_args)):
        return
    if os.environ.get("CMAKE_TOOLCHAIN_FILE"):
        return
    advice = "install one (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++)"
    wanted = os.environ.get("CXX")
    if wanted:
        # CXX may be the path of a program, or a program and its arguments.
        candidates = [wanted, *programs.words(os.environ, "CXX")[:1]]
        if not any(map(shutil.which, candidates)):
            raise SystemExit(
                f"error: nb_cpp needs a C++17 compiler, and the one that the environment variable "
                f"CXX names, {wanted}, was not found: unset CXX or correct it, or {advice}."
            )
    elif not any(map(shutil.which, ("c++", "g++", "clang++"))):
        raise SystemExit(f"error: nb_cpp needs a C++17 compiler, and none was found: {advice}.")


def compiling_environment():
    """CMake does not read CPPFLAGS, where Debian and others put a part of their flags."""
    environment = dict(os.environ)
    if environment.get("CPPFLAGS"):
        flags = [environment["CPPFLAGS"], environment.get("CXXFLAGS", "")]
        environment["CXXFLAGS"] = " ".join(flags).strip()
    return environment


def license_metadata():
    """PEP 639 as far as this setuptools knows it; the newest for Python 3.8 does not."""
    # A release adds the licences of what is linked in statically.
    texts = ["LICENSE", *(f"licenses/{path.name}" for path in sorted(ROOT.glob("licenses/*.txt")))]
    knows = int(setuptools.__version__.partition(".")[0]) >= 77
    return {"license_expression" if knows else "license": "MIT", "license_files": texts}


class BuildPython(build_py):
    """Copies the package to where it is built; what an earlier build left there is not of it."""

    def run(self):
        super().run()
        package = Path(self.build_lib).resolve() / "nb_cpp"
        if self.editable_mode or package == ROOT / "nb_cpp":
            return
        copied = {Path(name).resolve() for name in self.get_outputs(include_bytecode=False)}
        for path in package.rglob("*"):
            # The module is build_ext's, which writes it anew.
            if path.is_file() and path not in copied and path.suffix != ".so":
                path.unlink()


class CMakeExtension(Extension):
    """An extension module that the CMake project in `source_dir` builds."""

    def __init__(self, name, source_dir=ROOT):
        super().__init__(name, sources=[])
        self.source_dir = Path(source_dir)


class CMakeBuild(build_ext):
    """Configures, builds and installs each CMakeExtension.

    From the environment: CMAKE_ARGS (further arguments of the configuration), CMAKE_GENERATOR,
    CMAKE_BUILD_PARALLEL_LEVEL, DEBUG, CPPFLAGS, and CXX, CXXFLAGS and LDFLAGS as CMake reads them.
    """

    def finalize_options(self):
        # pip builds editable installs in a directory that it deletes. Ours stays, one for each
        # ABI and build type, so that the next build compiles only what has changed.
        if truthy(os.environ.get("DEBUG")):
            self.debug = True
        if self.build_temp is None:
            kind = "debug" if self.debug else "release"
            place = f"cmake-{sysconfig.get_config_var('SOABI')}-{kind}"
            self.build_temp = str(ROOT / "build" / place)
        super().finalize_options()

    def build_extension(self, ext):
        if not isinstance(ext, CMakeExtension):
            super().build_extension(ext)
            return
        build_type = "Debug" if self.debug else "Release"
        cmake_args = programs.words(os.environ, "CMAKE_ARGS")
        check_compiler(cmake_args)
        cmake = find_cmake()
        # A directory of our own: the user may have named one that holds other things.
        build_dir = Path(self.build_temp) / "cmake"
        destination = Path(self.get_ext_fullpath(ext.name)).resolve().parent

        configure = [cmake, "-S", str(ext.source_dir), "-B", str(build_dir)]
        configure += [
            f"-DCMAKE_BUILD_TYPE={build_type}",
            f"-DPython_EXECUTABLE={sys.executable}",
            "-DPYBIND11_FINDPYTHON=ON",
            "-DNB_CPP_BUILD_PYTHON=ON",
        ]
        configure += self.pybind11_arguments()
        generator = self.generator_arguments()
        configure += generator
        configure += cmake_args
        build = [cmake, "--build", str(build_dir), "--config", build_type]
        if "CMAKE_BUILD_PARALLEL_LEVEL" not in os.environ:
            build += ["--parallel", str(self.parallel or available_cpus())]
        install = [cmake, "--install", str(build_dir), "--config", build_type]
        install += ["--component", "python", "--prefix", str(destination)]

        self.forget_other_settings(build_dir, [*generator[:-1], *cmake_args])
        try:
            self.run_step("configure", configure)
        except SystemExit:
            # The next attempt starts from nothing, whatever was found wrong.
            (build_dir / "settings.json").unlink()
            raise
        self.run_step("compile", build)
        self.run_step("install", install)

    @staticmethod
    def pybind11_arguments():
        try:
            import pybind11
        except ImportError:
            return []
        return [f"-Dpybind11_DIR={pybind11.get_cmake_dir()}"]

    @staticmethod
    def generator_arguments():
        ninja = programs.find("ninja") if programs.wants_ninja(os.environ) else None
        if ninja is None:
            return []
        # CMake takes one -G, and reads CMAKE_GENERATOR itself.
        ours = [] if programs.chosen_generator(os.environ) else ["-G", "Ninja"]
        # pip's isolated environments give ninja a new path each time: the cache must not keep it.
        return [*ours, f"-DCMAKE_MAKE_PROGRAM={ninja}"]

    @staticmethod
    def forget_other_settings(build_dir, cmake_args):
        """CMake keeps the compiler and the interpreter of the first configuration for good."""
        names = ("CMAKE_GENERATOR", "CXX", "CXXFLAGS", "CPPFLAGS", "LDFLAGS")
        settings = {name: os.environ.get(name) for name in names}
        # Of the interpreter, what the environments made from it share: each is given anew. And a
        # checkout may have been moved.
        settings.update(args=cmake_args, python=[sys.base_prefix, sys.version])
        settings.update(place=str(build_dir))
        record = build_dir / "settings.json"
        text = json.dumps(settings, indent=1, sort_keys=True)
        if not record.is_file() or record.read_text(encoding="utf-8") != text:
            shutil.rmtree(build_dir, ignore_errors=True)
            build_dir.mkdir(parents=True)
            record.write_text(text, encoding="utf-8")

    @staticmethod
    def run_step(step, command):
        print(shlex.join(command), flush=True)
        status = subprocess.run(command, check=False, env=compiling_environment()).returncode
        if status:
            raise SystemExit(
                f"error: CMake could not {step} nb_cpp (exit status {status}); "
                f"its own messages are above."
            )


# What is not here is in pyproject.toml.
VERSION = read_version()

setup(
    version=VERSION,
    long_description=long_description((ROOT / "README.md").read_text(encoding="utf-8"), VERSION),
    long_description_content_type="text/markdown",
    **license_metadata(),
    platforms=["Linux"],
    packages=find_packages(include=["nb_cpp", "nb_cpp.*"]),
    package_data={
        "nb_cpp": ["py.typed", "*.pyi"],
        "nb_cpp.explorer": ["*.html", "*.css", "*.js"],
    },
    include_package_data=False,
    ext_modules=[CMakeExtension("nb_cpp._core")],
    cmdclass={"build_ext": CMakeBuild, "build_py": BuildPython},
    zip_safe=False,
)
