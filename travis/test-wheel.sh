#!/usr/bin/env bash
#
# Installs nb-cpp from a directory of wheels into a clean environment, without an index, and runs
# the tests there: outside the source tree, where only the installed package can be imported.
#
#   travis/test-wheel.sh PYTHON DIRECTORY [WORK]
#
# WORK is where to work, a temporary directory if not given.
#
# From the environment:
#   PYTEST_ARGS         a part of the tests
#   TEST_REQUIREMENTS   what is installed for them, requirements-test.txt if unset
#   RESULTS             a file to which a line is added: wheel, Python, system, targets, result (by tabs)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"
answer_help "$@"
[ $# -ge 2 ] || die "usage: travis/test-wheel.sh PYTHON DIRECTORY [WORK]"
PYTHON=$1
DIST=$2
TEST_REQUIREMENTS=${TEST_REQUIREMENTS:-$ROOT/requirements-test.txt}
read_version
WORK=${3:-}
if [ -z "$WORK" ]; then
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/nb_cpp-test.XXXXXX")
  trap 'rm -rf "$WORK"' EXIT
fi
ENVIRONMENT=$WORK/test-env/bin/python
PLACE=$WORK/test

make_environment() {
  rm -rf "$WORK/test-env" "$PLACE"
  mkdir -p "$PLACE"
  cp -R "$ROOT/test" "$ROOT/example" "$ROOT/docs" "$ROOT/README.md" "$ROOT/pyproject.toml" "$PLACE"
  "$PYTHON" -m venv "$WORK/test-env"
}

# try_install REQUIREMENT...: whether there are wheels. Any other failure is one: an index that did not
# answer leaves pip without a distribution too, but not without a word of it.
try_install() {
  local log=$WORK/pip.log
  if "$ENVIRONMENT" -m pip install --quiet --only-binary=:all: "$@" </dev/null >"$log" 2>&1; then
    cat "$log"
    return
  fi
  cat "$log" >&2
  if ! grep -Eq 'No matching distribution found|ResolutionImpossible' "$log" ||
    grep -Eq 'Retrying \(|Could not fetch|timed out' "$log"; then
    die "pip failed, and not for want of a wheel: ${!#}"
  fi
  return 1
}

# Old images lack wheels of some packages. Then each is asked for on its own, with the pins of all, and
# tests that want an absent one skip themselves. numpy is needed: 1.21 is the oldest that nb-cpp takes,
# and pip compiles it where there is no wheel.
install_requirements() {
  local requirement absent=
  if try_install -r "$TEST_REQUIREMENTS"; then return; fi
  echo "Not every pinned package has a wheel for this machine: each on its own."
  grep '^numpy\>' "$TEST_REQUIREMENTS" >"$WORK/numpy.txt"
  try_install -r "$WORK/numpy.txt" ||
    "$ENVIRONMENT" -m pip install --quiet --prefer-binary \
      "numpy>=1.21,<1.22; python_version < '3.10'" \
      "numpy>=1.21; python_version >= '3.10'"
  grep '^[a-z]' "$TEST_REQUIREMENTS" | grep -v '^numpy\>' >"$WORK/others.txt"
  # Constraints have no extras.
  sed 's/\[[a-z]*\]//' "$WORK/others.txt" >"$WORK/pins.txt"
  "$ENVIRONMENT" -c 'import numpy; print("numpy==" + numpy.__version__)' >>"$WORK/pins.txt"
  while read -r requirement; do
    try_install --constraint "$WORK/pins.txt" "$requirement" ||
      absent+=" ${requirement%%[=<>;[]*}"
  done <"$WORK/others.txt"
  echo "Absent, with the tests that want them:${absent:- none}"
  "$ENVIRONMENT" -c 'import hypothesis, mpmath, numpy, pytest, pytest_timeout, tqdm'
}

install_wheel() {
  "$ENVIRONMENT" -m pip install --quiet --no-index --only-binary=nb-cpp \
    --find-links "$DIST" "nb-cpp==$VERSION"
}

# A compiler that leaves out an instruction set leaves out the wheel's speed.
check_targets() {
  (cd "$PLACE" && "$ENVIRONMENT" -c '
import sys, nb_cpp
info = nb_cpp.build_info()
print("compiled for", *info["compiled_targets"], "- active:", info["active_target"])
if info["missing_targets"]:
    sys.exit("the wheel lacks kernels for " + ", ".join(info["missing_targets"]))')
}

run_tests() {
  # Arguments of pytest are separate words.
  # shellcheck disable=SC2086
  (cd "$PLACE" && "$ENVIRONMENT" -m pytest -q -r fE ${PYTEST_ARGS:-} 2>&1) | tee "$WORK/pytest.log"
}

record_result() {
  (cd "$PLACE" && "$ENVIRONMENT" - "$DIST" "$(tail -n 1 "$WORK/pytest.log")" <<'END'
import platform, sys, sysconfig
from pathlib import Path
import nb_cpp

machine = sysconfig.get_platform().split("-")[-1]
tag = "cp%d%d" % sys.version_info[:2]
abi = tag + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "")
system = "Linux"
for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
    if line.startswith("PRETTY_NAME="):
        system = line.partition("=")[2].strip('"')
info = nb_cpp.build_info()
for wheel in Path(sys.argv[1]).glob("nb_cpp-*-%s-%s-*_%s.whl" % (tag, abi, machine)):
    usable = " ".join(info["usable_targets"])
    print(wheel.name, platform.python_version(), "%s %s" % (system, machine),
          " ".join(info["compiled_targets"]), usable, sys.argv[2].strip(" ="), sep="\t")
END
  ) >>"$RESULTS"
}

make_environment
install_requirements
install_wheel
check_targets
run_tests
if [ -n "${RESULTS:-}" ]; then
  record_result
fi
