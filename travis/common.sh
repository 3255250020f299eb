# shellcheck shell=bash
# What the scripts share. They are sourced for, or set, ROOT: the checkout.
STAGE=start
WORK=
# Of what is installed here, little is ever imported: to compile all of it takes as long as the rest.
export PIP_COMPILE=0
# The process groups that a script has started and not yet waited for.
RUNNING=()

say() { printf '%s\n' "$*"; }

die() {
  local name=${0##*/}
  printf '%s: %s\n' "${name%.sh}" "$*" >&2
  exit 1
}

# The comment that a script begins with.
usage() { sed -n '3,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "$0"; }

# answer_help "$@": an option asks for the usage, or is none. Nothing else is then done.
answer_help() {
  case ${1:-} in
    -h | --help)
      usage
      exit 0
      ;;
    -*) die "unknown option $1; --help tells what there is" ;;
  esac
}

end_running() {
  local group attempt
  for group in ${RUNNING[@]+"${RUNNING[@]}"}; do
    kill -TERM -- "-$group" 2>/dev/null || continue
    for attempt in $(seq 50); do
      kill -0 -- "-$group" 2>/dev/null || break
      if [ "$attempt" -eq 50 ]; then kill -KILL -- "-$group" 2>/dev/null || true; fi
      sleep 0.1
    done
    # Bash would tell of it.
    wait "$group" 2>/dev/null || true
  done
}

# Whatever ends a script: what it started ends, WORK goes, and after a failure STAGE is told.
finish() {
  local status=$? name=${0##*/}
  end_running
  if [ -n "$WORK" ]; then
    rm -rf "$WORK"
  fi
  if [ "$status" -ne 0 ]; then
    printf '%s: stopped at stage: %s\n' "${name%.sh}" "$STAGE" >&2
  fi
  exit "$status"
}

finish_at_exit() {
  trap finish EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# VERSION; a tag, where there is one, has to be v and the version, as the links of PyPI's page say it.
read_version() {
  VERSION=$(sed -n 's/^#define NB_CPP_VERSION "\(.*\)"$/\1/p' "$ROOT/include/nb_cpp/version.hpp")
  [ -n "$VERSION" ] || die "include/nb_cpp/version.hpp does not tell the version"
  if [ -n "${TRAVIS_TAG:-}" ] && [ "$TRAVIS_TAG" != "v$VERSION" ]; then
    die "the tag is $TRAVIS_TAG, and that of this version is v$VERSION"
  fi
}

# The oldest platform tag that zig compiles for, by machine.
oldest_platform() {
  case $1 in
    x86_64 | i686) echo "manylinux1_$1" ;;
    *) echo "manylinux2014_$1" ;;
  esac
}

# MIRROR: Debian's archive, the machine's own if unset, where it has one.
find_mirror() {
  if [ -z "${MIRROR:-}" ]; then
    # apt fills in the name. Other systems have no apt, or one with another archive.
    # shellcheck disable=SC2016
    MIRROR=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
      grep -E '/debian/?$' | sed -n 1p) || true
  fi
  [ -n "$MIRROR" ] || die "set MIRROR to an archive of Debian: this machine's apt names none"
  MIRROR=${MIRROR%/}
}
