#!/usr/bin/env bash
#
# Writes the table of the wheels into docs/releasing.md, from what the rehearsals left in PLACE:
#
#   travis/write-table.sh PLACE [PYTHON]
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"
answer_help "$@"
[ $# -ge 1 ] || die "usage: travis/write-table.sh PLACE [PYTHON]"
PLACE=$1
TOOLS=$PLACE/table/bin/python

if [ ! -x "$TOOLS" ]; then
  "${2:-python3}" -m venv --clear "$PLACE/table"
fi
"$TOOLS" -m pip install --quiet --disable-pip-version-check --only-binary=:all: \
  -r "$ROOT/travis/requirements.txt"
"$TOOLS" "$ROOT/travis/wheel_table.py" "$PLACE/wheelhouse" "$PLACE/results.tsv" \
  "$ROOT/docs/releasing.md"
