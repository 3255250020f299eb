#!/usr/bin/env bash
#
# The whole release on one machine, from the commit to `pip install`, with an index on loopback:
#
#   travis/rehearse.sh [--quick] [PYTHON...]
#
# Builds and tests every wheel, for other machines too; then uploads the whole: without one file,
# with a wrong password, with a file that differs from the index's (each of which has to be refused),
# with the right password, and again, when the index has it all. A second build, by the one command
# that does both, has to give the same bytes. Then nb-cpp is installed from that index into a fresh
# environment, and draws the article's picture.
#
# --quick takes a few tests, and leaves out other machines, the second build, and docs/releasing.md,
# which otherwise gets its table of the wheels. Results are left in build/rehearsal.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PLACE=${PLACE:-$ROOT/build/rehearsal}
USER_NAME=rehearsal
FEW_TESTS="test/pictures/test_compute.py test/kernel/test_determinism.py"
# Debian's name of another machine, and the platform tag of the wheels for it.
MACHINES=(i386:manylinux1_i686)
if [ "$(uname -m)" != aarch64 ]; then MACHINES+=(arm64:manylinux2014_aarch64); fi
QUICK=0
SERVER=
# Not from the environment, which would hand them to every program.
unset PASSWORD GIVEN

# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"

step() { printf '\n### %s (after %d s)\n' "$*" "$SECONDS"; }

stop_server() {
  if [ -n "$SERVER" ]; then kill "$SERVER" 2>/dev/null || true; fi
}

# Only a commit is released, and only a clone shows that the commit is complete. The table of an earlier
# rehearsal may wait to be committed.
clone_commit() {
  step "Clone the commit"
  [ -z "$(git -C "$ROOT" status --porcelain -- . ':!docs/releasing.md')" ] ||
    die "the tree has changes that are not committed; only a commit is rehearsed"
  rm -rf "$PLACE/io" "$PLACE/index" "$PLACE"/wheelhouse* "$PLACE/results.tsv"
  mkdir -p "$PLACE/index" "$PLACE/wheelhouse"
  git clone --quiet "$ROOT" "$PLACE/io"
}

start_index() {
  step "Start an index on loopback, with a password"
  "$1" -m venv --clear "$PLACE/server"
  "$PLACE/server/bin/python" -m pip install --quiet --disable-pip-version-check \
    pypiserver==2.4.2 passlib==1.7.4
  PASSWORD=$("$PLACE/server/bin/python" -c 'import secrets; print(secrets.token_urlsafe())')
  # By a pipe: a command line shows it to everybody.
  printf '%s' "$PASSWORD" | "$PLACE/server/bin/python" -c 'if 1:
    import sys
    from passlib.apache import HtpasswdFile

    file = HtpasswdFile(sys.argv[1], new=True, default_scheme="portable")
    file.set_password(sys.argv[2], sys.stdin.read())
    file.save()
  ' "$PLACE/htpasswd" "$USER_NAME"
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

# The tag of a Python, as cp311 or cp314t.
tag_of() {
  "$1" -c 'import sys, sysconfig
print("cp3%d%s" % (sys.version_info[1], "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""))'
}

# make_set PYTHON...: what this rehearsal's release is made of.
make_set() {
  local python tags=() pair tag crossed
  for python in "$@"; do tags+=("$(tag_of "$python")"); done
  echo "$(oldest_platform "$(uname -m)") ${tags[*]}" >"$PLACE/release-set.txt"
  if [ "$QUICK" = 1 ]; then return; fi
  for pair in "${MACHINES[@]}"; do
    "$PLACE/io/travis/cross-pythons.sh" "${pair%:*}" "$PLACE/pythons-${pair%:*}"
    crossed=
    for tag in "${tags[@]}"; do
      if [ -d "$PLACE/pythons-${pair%:*}/$tag" ]; then crossed+=" $tag"; fi
    done
    echo "${pair#*:}$crossed" >>"$PLACE/release-set.txt"
  done
}

rehearse_build() {
  step "The wheels"
  # All that is pinned, with pandas and scipy, takes half a minute to install.
  grep -E '^(hypothesis|mpmath|numpy|pytest|tqdm)\>' "$PLACE/io/requirements-test.txt" \
    >"$PLACE/requirements.txt"
  RESULTS=$PLACE/results.tsv WHEELHOUSE=$PLACE/wheelhouse PYTEST_ARGS=$FEW_TESTS \
    TEST_REQUIREMENTS=$PLACE/requirements.txt \
    "$PLACE/io/travis/build-wheels.sh" "$@"
}

# On the oldest and on the newest Python, as on all of them it takes an hour.
rehearse_tests() {
  local python
  for python in "$@"; do
    step "Every test on $python"
    RESULTS=$PLACE/results.tsv PYTEST_ARGS="-n auto --dist worksteal" \
      "$PLACE/io/travis/test-wheel.sh" "$python" "$PLACE/wheelhouse"
  done
}

rehearse_other_machines() {
  local pair
  for pair in "${MACHINES[@]}"; do
    step "Wheels for ${pair#*:}"
    CROSS=$PLACE/pythons-${pair%:*} PLAT=${pair#*:} RESULTS=$PLACE/results.tsv \
      WHEELHOUSE=$PLACE/wheelhouse "$PLACE/io/travis/build-wheels.sh" "$@"
  done
}

# with_password SCRIPT ARGUMENT...: prints, and leaves in upload.log.
with_password() {
  PYTHON=$UPLOADER TWINE_USERNAME=$USER_NAME TWINE_PASSWORD=$GIVEN TWINE_REPOSITORY_URL=$INDEX/ \
    INDEX_URL=$INDEX/simple/ RELEASE_SET=$PLACE/release-set.txt WHEELHOUSE=$PLACE/wheelhouse \
    PYTEST_ARGS=$FEW_TESTS "$PLACE/io/travis/$1" "${@:2}" 2>&1 | tee "$PLACE/upload.log"
}

# refused STAGE SENTENCE [--check] WHEELHOUSE: the upload stops there, says that, and uploads nothing.
refused() {
  local before
  before=$(ls "$PLACE/index")
  if with_password upload.sh "${@:3}"; then die "it was taken"; fi
  grep -q "stopped at stage: $1" "$PLACE/upload.log" || die "it stopped at another stage"
  grep -q "$2" "$PLACE/upload.log" || die "the log does not tell why"
  [ "$before" = "$(ls "$PLACE/index")" ] || die "something was uploaded all the same"
}

rehearse_refusals() {
  local wheel
  wheel=$(find "$PLACE/wheelhouse" -name '*.whl' -exec basename {} ';' | sort | sed -n 1p)
  step "An incomplete release is refused"
  cp -R "$PLACE/wheelhouse" "$PLACE/wheelhouse-other"
  rm "$PLACE/wheelhouse-other/$wheel"
  refused "release set" "is missing" --check "$PLACE/wheelhouse-other"
  step "A wrong password is refused"
  GIVEN=wrong refused upload 403 "$PLACE/wheelhouse"
  step "A wheel that the index has with other bytes is refused"
  cp "$PLACE/wheelhouse/$wheel" "$PLACE/wheelhouse-other/$wheel"
  cp "$PLACE/wheelhouse/$wheel" "$PLACE/index"
  "$UPLOADER" -c '
import sys, zipfile
zipfile.ZipFile(sys.argv[1], "a").comment = b"other bytes"' "$PLACE/wheelhouse-other/$wheel"
  refused index "is on the index already, with other bytes" --check "$PLACE/wheelhouse-other"
  rm "$PLACE/index/$wheel"
}

rehearse_upload() {
  step "The release"
  with_password upload.sh "$PLACE/wheelhouse"
  diff <(ls "$PLACE/wheelhouse") <(ls "$PLACE/index") || die "the index has other files"
}

rehearse_again() {
  step "Again, in one command: the same bytes, and nothing left to upload"
  (cd "$PLACE/wheelhouse" && sha256sum -- *) >"$PLACE/sums"
  with_password release.sh "$1"
  (cd "$PLACE/wheelhouse" && sha256sum --check --quiet "$PLACE/sums") || die "not reproducible"
  grep -q "The index has the whole release" "$PLACE/upload.log" || die "something was uploaded"
  if grep -q "$PASSWORD" "$PLACE/upload.log"; then die "the log tells the password"; fi
}

rehearse_install() {
  step "pip install nb-cpp, and the article's example"
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
    "$python" -c 'import sys, ensurepip
sys.exit(sys.version_info < (3, 8) or sys.version_info.releaselevel != "final")' 2>/dev/null ||
      continue
    tag=$(tag_of "$python")
    case "$seen" in *" $tag "*) continue ;; esac
    seen+="$tag "
    printf '%s %s\n' "${tag#cp3}" "$python"
  done | sort -n | cut -d' ' -f2-
}

# upload.sh wants Python 3.9.
find_uploader() {
  for UPLOADER in "$@" python3; do
    if "$UPLOADER" -c 'import sys; sys.exit(sys.version_info < (3, 9))'; then return; fi
  done
  die "there is no Python 3.9 or newer for the upload"
}

main() {
  if [ "${1:-}" = --quick ]; then
    QUICK=1
    shift
  fi
  answer_help "$@"
  local pythons=("$@")
  if [ $# -eq 0 ]; then mapfile -t pythons < <(find_pythons); fi
  [ ${#pythons[@]} -ne 0 ] || die "there is no CPython 3.8 or newer"
  local oldest=${pythons[0]} newest=${pythons[${#pythons[@]} - 1]}
  find_uploader "${pythons[@]}"
  trap stop_server EXIT
  clone_commit
  start_index "$newest"
  GIVEN=$PASSWORD
  make_set "${pythons[@]}"
  rehearse_build "${pythons[@]}"
  if [ "$QUICK" = 0 ]; then
    rehearse_tests "$oldest" "$newest"
    rehearse_other_machines "${pythons[@]}"
  fi
  rehearse_refusals
  rehearse_upload
  if [ "$QUICK" = 0 ]; then rehearse_again "$newest"; fi
  rehearse_install "$newest"
  if [ "$QUICK" = 0 ]; then
    step "The table of the wheels, in docs/releasing.md"
    "$ROOT/travis/write-table.sh" "$PLACE" "$newest"
    say "Commit it: a tag wants a tree without changes."
  fi
  step "The rehearsal passed; its results are in $PLACE"
  # Of this shell, and of all that it started.
  times
}

main "$@"
