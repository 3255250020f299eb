#!/usr/bin/env bash
#
# Uploads a whole release, or nothing:
#
#   travis/upload.sh [--check] WHEELHOUSE
#
# The wheelhouse has to hold what RELEASE_SET lists, of one commit, and nothing else; a file that the
# index has already must have the same bytes, and is skipped. Wheels go first and the sdist last, so
# that an upload that was cut off can be taken up again. --check does all but the upload.
#
# From the environment:
#   TWINE_PASSWORD         the index's token or password; or
#   TWINE_PASSWORD_FILE    a file with it, which nobody else can read (mode 600)
#   TWINE_USERNAME         __token__ if unset
#   TWINE_REPOSITORY_URL   where to upload, and
#   INDEX_URL              where that index lists its files, as pip's --index-url; PyPI if both are unset
#   TRAVIS_TAG             if set, must be v and the version
#   RELEASE_SET            what a release is made of, travis/release-set.txt if unset
#   PYTHON                 a Python 3.9 or newer, python3 if unset
#
# Nothing of the wheelhouse is run here, and of the index's packages only those that
# requirements-upload.txt names with the hashes of their files. Every Python runs isolated (-I): else it
# would import what lies in the working directory, or where PYTHONPATH says.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RELEASE_SET=${RELEASE_SET:-$ROOT/travis/release-set.txt}
PYTHON=${PYTHON:-python3}
CHECK=0
# For twine alone: a variable that came from the environment, or that bash was told to export, would
# reach every program.
set +o allexport
unset PASSWORD
PASSWORD=${TWINE_PASSWORD:-}
unset TWINE_PASSWORD
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"

read_password() {
  local file=${TWINE_PASSWORD_FILE:-} mode
  if [ -z "$PASSWORD" ] && [ -n "$file" ]; then
    [ -f "$file" ] || die "there is no TWINE_PASSWORD_FILE at $file"
    mode=$(stat -L -c %a "$file")
    case $mode in
      600 | 400) ;;
      *) die "TWINE_PASSWORD_FILE $file has the mode $mode: chmod 600 keeps others out" ;;
    esac
    PASSWORD=$(cat "$file")
    [ -n "$PASSWORD" ] || die "TWINE_PASSWORD_FILE $file is empty"
  fi
  [ -n "$PASSWORD" ] ||
    die "TWINE_PASSWORD or TWINE_PASSWORD_FILE is needed for the upload; --check does without"
}

check_settings() {
  [ -d "$WHEELHOUSE" ] || die "there is no wheelhouse at $WHEELHOUSE"
  [ -f "$RELEASE_SET" ] || die "there is no RELEASE_SET at $RELEASE_SET"
  # What is compared with one index goes to no other.
  if [ -n "${TWINE_REPOSITORY:-}" ]; then
    die "TWINE_REPOSITORY names an index of a .pypirc, which is not read: give TWINE_REPOSITORY_URL"
  elif [ -n "${TWINE_REPOSITORY_URL:-}" ] && [ -z "${INDEX_URL:-}" ]; then
    die "INDEX_URL has to tell where the index of TWINE_REPOSITORY_URL lists its files"
  elif [ -n "${INDEX_URL:-}" ] && [ -z "${TWINE_REPOSITORY_URL:-}" ]; then
    die "TWINE_REPOSITORY_URL has to tell where the index of INDEX_URL takes uploads"
  fi
  "$PYTHON" -I -c 'import sys; sys.exit(sys.version_info < (3, 9))' || die "$PYTHON is no Python 3.9"
  read_version
  if [ "$CHECK" = 0 ]; then read_password; fi
}

prepare_tools() {
  STAGE=tools
  "$PYTHON" -I -m venv "$WORK/tools"
  TOOLS=$WORK/tools/bin/python
  # pip knows where PyPI is.
  INDEX_URL=${INDEX_URL:-$("$TOOLS" -I -c 'if 1:
    from pip._internal.models.index import PyPI
    print(PyPI.simple_url)')}
}

# Prints what the index lacks.
check_release() {
  "$TOOLS" -I "$ROOT/travis/check_release.py" "$WHEELHOUSE" "$RELEASE_SET" "$VERSION" "$@"
}

upload() {
  local file
  STAGE=tools
  "$TOOLS" -I -m pip install --quiet --no-deps --only-binary=:all: --require-hashes \
    -r "$ROOT/travis/requirements-upload.txt"
  STAGE=upload
  while read -r file; do
    if [ -z "$file" ]; then continue; fi
    # Neither on a command line nor in the environment of any other program.
    TWINE_USERNAME=${TWINE_USERNAME:-__token__} TWINE_PASSWORD=$PASSWORD \
      "$TOOLS" -I -m twine upload --config-file /dev/null --non-interactive --disable-progress-bar \
      "$file" </dev/null
  done <<<"$1"
}

main() {
  if [ "${1:-}" = --check ]; then
    CHECK=1
    shift
  fi
  answer_help "$@"
  [ $# -eq 1 ] || die "usage: travis/upload.sh [--check] WHEELHOUSE"
  WHEELHOUSE=$1
  finish_at_exit
  STAGE=settings
  check_settings
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/nb_cpp-upload.XXXXXX")
  prepare_tools
  STAGE="release set"
  check_release >/dev/null
  STAGE=index
  local lacking
  lacking=$(check_release "$INDEX_URL")
  if [ -z "$lacking" ]; then
    echo "The index has the whole release, with these bytes."
  elif [ "$CHECK" = 1 ]; then
    printf 'A whole release; to be uploaded:\n%s\n' "$lacking"
  else
    upload "$lacking"
  fi
  STAGE=finished
}

main "$@"
