# shellcheck shell=bash disable=SC2034
# Which Pythons build-wheels.sh builds for. find_pythons leaves them in PYTHONS, their tags in TAGS,
# the newest in NEWEST, and their machine in MACHINE. Uses its caller's stage, say and die.
# for_each_python does something for each, some at once.
PYTHONS=()
TAGS=()
LISTED=
NEWEST=
NEWEST_MINOR=0
MACHINE=

# Prints "cp3X MACHINE", or "cp3Xt" of a free-threaded one, for a CPython that is supported, and
# nothing for any other interpreter. What a pre-release builds, its release may not load.
describe_python() {
  "$1" -c '
import sys, sysconfig
machine = sysconfig.get_platform().split("-")[-1]
if sys.maxsize < 2**32 and machine == "x86_64":
    sys.exit("a 32-bit Python on a 64-bit kernel: run this under linux32")
if (sys.implementation.name == "cpython" and sys.version_info >= (3, 8)
        and sys.version_info.releaselevel == "final"):
    threads = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    print("cp%d%d%s %s" % (sys.version_info[:2] + (threads, machine)))'
}

add_python() {
  local python=$1 tag minor
  if [ -d "$python" ]; then
    python=${python%/}
    if [ -x "$python/bin/python" ]; then python=$python/bin/python; else python=$python/python; fi
  fi
  command -v "$python" >/dev/null || die "there is no Python at $1"
  tag=$(describe_python "$python") || die "$python does not run"
  if [ -z "$tag" ]; then
    [ "$2" != required ] || die "$python is not a CPython 3.8 or newer, in its final release"
    say "skipped: $python"
    return
  fi
  MACHINE=${tag#* }
  tag=${tag% *}
  if [ -n "$CROSS" ] && [ ! -d "$CROSS/$tag" ]; then
    say "skipped: $python, for which $CROSS has no Python"
    return
  elif [ "$2" = listed ] && [[ " $LISTED " != *" $tag "* ]]; then
    say "skipped: $python, which $RELEASE_SET does not name for $AUDITWHEEL_PLAT"
    return
  fi
  PYTHONS+=("$python")
  TAGS+=("$tag")
  minor=${tag#cp3}
  if [ "${minor%t}" -gt "$NEWEST_MINOR" ]; then
    NEWEST=$python
    NEWEST_MINOR=${minor%t}
  fi
  say "$tag: $python"
}

# An image grows new Pythons and loses old ones; what a release is made of stands in one place.
find_listed_pythons() {
  local candidate tag
  LISTED=$(awk -v platform="${AUDITWHEEL_PLAT:-}" \
    '$1 == platform { $1 = ""; print }' "$RELEASE_SET")
  LISTED=${LISTED# }
  [ -n "$LISTED" ] || die "$RELEASE_SET names no Python for ${AUDITWHEEL_PLAT:-no AUDITWHEEL_PLAT}"
  for candidate in /opt/python/cp3*/bin; do
    add_python "$candidate" listed
  done
  for tag in $LISTED; do
    [[ " ${TAGS[*]-} " == *" $tag "* ]] ||
      die "$RELEASE_SET names $tag for $AUDITWHEEL_PLAT, and /opt/python has none"
  done
}

find_pythons() {
  stage pythons
  local candidate
  for candidate in "$@"; do
    add_python "$candidate" required
  done
  if [ $# -eq 0 ]; then
    if compgen -G "/opt/python/cp3*/bin" >/dev/null; then
      find_listed_pythons
    else
      add_python python3 required
    fi
  fi
  [ ${#PYTHONS[@]} -ne 0 ] || die "there is no Python to build for"
}

# Prints what a function prints, its lines marked, and notes the stage that it has come to.
marked() {
  local line
  "$1" "$2" "$3" 2>&1 | while IFS= read -r line || [ -n "$line" ]; do
    printf '%s: %s\n' "$3" "$line"
    case $line in "==> "*) echo "${line#==> }" >"$WORK/stage-$3" ;; esac
  done
}

# for_each_python FUNCTION: calls it with each Python and its tag, JOBS at once. The first that fails
# ends the script.
for_each_python() {
  local first number status jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
  STAGE=${1//_/ }
  for ((first = 0; first < ${#PYTHONS[@]}; first += jobs)); do
    # Each has a process group of its own, which finish can end whole.
    set -m
    for ((number = first; number < first + jobs && number < ${#PYTHONS[@]}; number++)); do
      marked "$1" "${PYTHONS[number]}" "${TAGS[number]}" </dev/null &
      RUNNING[number]=$!
    done
    set +m
    for ((number = first; number < first + jobs && number < ${#PYTHONS[@]}; number++)); do
      status=0
      wait "${RUNNING[number]}" || status=$?
      STAGE=$(cat "$WORK/stage-${TAGS[number]}")
      [ "$status" -eq 0 ] || exit "$status"
      unset "RUNNING[number]"
    done
  done
}
