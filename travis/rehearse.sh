#!/usr/bin/env bash
#
# The whole release on one machine, from the commit to `pip install`, with an index on loopback:
#
#   travis/rehearse.sh [--quick] [PYTHON...]
#
# Three times build-wheels.sh: with a wrong password (which has to fail), with the right one, and
# again, when the index has it all; each time the bytes have to be the same. Then nb-cpp is installed
# from that index into a fresh environment, and draws the article's picture.
#
# --quick takes a few tests, leaves out the third run, and wheels for other machines. Otherwise every
# test runs on every Python, wheels are compiled for i686 and aarch64 too, and docs/releasing.md gets
# its table.
# Results are left in build/rehearsal.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PLACE=${PLACE:-$ROOT/build/rehearsal}
USER_NAME=rehearsal
FEW_TESTS="test/pictures/test_compute.py test/kernel/test_determinism.py"
QUICK=0
SERVER=

say() { printf '\n### %s\n' "$*"; }

die() {
  printf 'rehearse: %s\n' "$*" >&2
  exit 1
}

stop_server() {
  if [ -n "$SERVER" ]; then kill "$SERVER" 2>/dev/null || true; fi
}

# Only a commit is released, and only a clone shows that the commit is complete.
clone_commit() {
  say "Clone the commit"
  [ -z "$(git -C "$ROOT" status --porcelain)" ] ||
    die "the tree has changes that are not committed; only a commit is rehearsed"
  rm -rf "$PLACE/io" "$PLACE/index" "$PLACE"/wheelhouse* "$PLACE/results.tsv"
  mkdir -p "$PLACE/index"
  git clone --quiet "$ROOT" "$PLACE/io"
}

start_index() {
  say "Start an index on loopback, with a password"
  "$1" -m venv --clear "$PLACE/server"
  "$PLACE/server/bin/python" -m pip install --quiet --disable-pip-version-check \
    pypiserver==2.4.2 passlib==1.7.4
  PASSWORD=$("$PLACE/server/bin/python" -c 'import secrets; print(secrets.token_urlsafe())')
  "$PLACE/server/bin/python" - "$PLACE/htpasswd" "$USER_NAME" "$PASSWORD" <<'END'
import sys
from passlib.apache import HtpasswdFile

file = HtpasswdFile(sys.argv[1], new=True, default_scheme="portable")
file.set_password(*sys.argv[2:])
file.save()
END
  PORT=$("$PLACE/server/bin/python" -c '
import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])')
  "$PLACE/server/bin/python" -m pypiserver run --interface 127.0.0.1 --port "$PORT" \
    --disable-fallback --authenticate update --passwords "$PLACE/htpasswd" \
    "$PLACE/index" >"$PLACE/server.log" 2>&1 &
  SERVER=$!
  INDEX=http://127.0.0.1:$PORT
  local attempt
  for attempt in $(seq 100); do
    if (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then return; fi
    kill -0 "$SERVER" 2>/dev/null || break
    sleep 0.1
  done
  cat "$PLACE/server.log" >&2
  die "the index did not start ($attempt attempts)"
}

# release PASSWORD WHEELHOUSE PYTEST_ARGS PYTHON...: prints, and leaves in release.log.
release() {
  local password=$1 wheelhouse=$2 tests=$3
  shift 3
  TWINE_USERNAME=$USER_NAME TWINE_PASSWORD=$password TWINE_REPOSITORY_URL=$INDEX/ \
    DRY_RUN=0 WHEELHOUSE=$wheelhouse PYTEST_ARGS=$tests \
    "$PLACE/io/travis/build-wheels.sh" "$@" 2>&1 | tee "$PLACE/release.log"
}

rehearse_wrong_password() {
  say "A wrong password stops the release at the upload"
  if release wrong "$PLACE/wheelhouse-wrong" "$FEW_TESTS" "$1"; then
    die "a wrong password was taken"
  fi
  grep -q 'stopped at stage: upload' "$PLACE/release.log" || die "it stopped at another stage"
  grep -q 403 "$PLACE/release.log" || die "the log does not tell the index's answer"
  [ -z "$(ls "$PLACE/index")" ] || die "something was uploaded all the same"
}

rehearse_release() {
  say "The release"
  RESULTS=$PLACE/results.tsv release "$PASSWORD" "$PLACE/wheelhouse" "$1" "${@:2}"
  diff <(ls "$PLACE/wheelhouse") <(ls "$PLACE/index") || die "the index has other files"
}

# Every file of the other run is in the release with the same bytes.
compare_bytes() {
  local file
  for file in "$1"/*; do
    cmp "$file" "$PLACE/wheelhouse/${file##*/}" || die "${file##*/} is not reproducible"
    echo "${file##*/}: the same bytes"
  done
}

rehearse_again() {
  say "Again: the index skips what it has"
  release "$PASSWORD" "$PLACE/wheelhouse-again" "$FEW_TESTS" "$@"
  compare_bytes "$PLACE/wheelhouse-again"
  local file
  for file in "$PLACE"/wheelhouse/*; do
    # twine breaks its lines to fit a terminal.
    grep -q "Skipping${file##*/}" <(tr -d '[:space:]' <"$PLACE/release.log") ||
      die "${file##*/} was not skipped"
  done
  if grep -q "$PASSWORD" "$PLACE/release.log"; then die "the log tells the password"; fi
}

rehearse_other_machines() {
  say "Wheels for i686 and aarch64"
  local pair
  for pair in i386:manylinux1_i686 arm64:manylinux2014_aarch64; do
    "$PLACE/io/travis/cross-headers.sh" "${pair%:*}" "$PLACE/headers-${pair%:*}"
    CROSS=$PLACE/headers-${pair%:*} PLAT=${pair#*:} DRY_RUN=build \
      WHEELHOUSE=$PLACE/wheelhouse "$PLACE/io/travis/build-wheels.sh" "$@"
  done
}

rehearse_install() {
  say "pip install nb-cpp, and the article's example"
  local environment=$PLACE/user/bin/python
  "$1" -m venv --clear "$PLACE/user"
  "$environment" -m pip install --quiet --disable-pip-version-check matplotlib numpy
  # No configuration: from that index and from nowhere else.
  (unset PIP_EXTRA_INDEX_URL PIP_FIND_LINKS
    PIP_CONFIG_FILE=/dev/null "$environment" -m pip install --disable-pip-version-check \
      --no-cache-dir --only-binary=nb-cpp --index-url "$INDEX/simple/" nb-cpp)
  cp "$PLACE/io/example/nb6order.py" "$PLACE/user"
  (cd "$PLACE/user" && "$environment" nb6order.py --output nb6.png)
  "$environment" -c '
import sys
assert open(sys.argv[1], "rb").read(8) == b"\x89PNG\r\n\x1a\n"' "$PLACE/user/nb6.png"
}

find_pythons() {
  local python tag seen=" "
  for python in "$HOME"/.pyenv/versions/3.*/bin/python /opt/python/cp3*/bin/python \
    "$(command -v python3)"; do
    [ -x "$python" ] || continue
    tag=$("$python" -c 'import sys, ensurepip
if sys.version_info >= (3, 8): print("cp3%d" % sys.version_info[1])' 2>/dev/null) || continue
    case "$seen" in *" $tag "*) continue ;; esac
    seen+="$tag "
    [ -z "$tag" ] || printf '%s\n' "$python"
  done
}

main() {
  if [ "${1:-}" = --quick ]; then
    QUICK=1
    shift
  fi
  local pythons=("$@")
  if [ $# -eq 0 ]; then mapfile -t pythons < <(find_pythons); fi
  [ ${#pythons[@]} -ne 0 ] || die "there is no CPython 3.8 or newer"
  trap stop_server EXIT
  clone_commit
  start_index "${pythons[0]}"
  rehearse_wrong_password "${pythons[0]}"
  if [ "$QUICK" = 1 ]; then
    rehearse_release "$FEW_TESTS" "${pythons[@]}"
  else
    rehearse_release "" "${pythons[@]}"
  fi
  compare_bytes "$PLACE/wheelhouse-wrong"
  if [ "$QUICK" = 0 ]; then
    rehearse_again "${pythons[@]}"
  fi
  rehearse_install "${pythons[0]}"
  if [ "$QUICK" = 0 ]; then
    rehearse_other_machines "${pythons[@]}"
    say "The table of the wheels, in docs/releasing.md"
    "$ROOT/travis/write-table.sh" "$PLACE" "${pythons[0]}"
  fi
  say "The rehearsal passed; its results are in $PLACE"
}

main "$@"
