#!/usr/bin/env bash
#
# Builds and uploads with one command, as the article does:
#
#   travis/release.sh [PYTHON...]
#   docker run --rm -e TWINE_PASSWORD -v "$PWD":/io IMAGE /io/travis/release.sh
#
# build-wheels.sh runs with the arguments and without the credentials, then upload.sh with them. What
# both read from the environment, they tell with --help. An image makes its part of a release only:
# the wheelhouse keeps it, and the run that completes the release uploads it all. It can be interrupted,
# which ends what it has started, and be started again.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"
answer_help "$@"

PYTHON=${PYTHON:-python3}
# The oldest images have no python3 on PATH; of theirs, the last is the newest with two digits.
for candidate in /opt/python/cp3?-*/bin/python /opt/python/cp3??-*/bin/python; do
  if ! command -v "$PYTHON" >/dev/null && [ -x "$candidate" ]; then PYTHON=$candidate; fi
done
export PYTHON
# This process becomes that one: no other has the credentials. Isolated, it imports nothing of the
# working directory or of PYTHONPATH.
exec "$PYTHON" -I "$ROOT/travis/release.py" "$@"
