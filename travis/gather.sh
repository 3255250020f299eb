#!/usr/bin/env bash
#
# The wheelhouses of several jobs as one. A file that two of them have must have the same bytes in both:
# every job makes the sdist.
#
#   travis/gather.sh INTO WHEELHOUSE...
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"

answer_help "$@"
[ $# -ge 2 ] || die "usage: travis/gather.sh INTO WHEELHOUSE..."
into=$1
shift
[ ! -e "$into" ] || [ -z "$(ls -A "$into")" ] || die "$into is not empty"
mkdir -p "$into"
for wheelhouse in "$@"; do
  [ -n "$(ls -A "$wheelhouse")" ] || die "$wheelhouse is empty"
  for file in "$wheelhouse"/*; do
    name=${file##*/}
    if [ ! -e "$into/$name" ]; then
      cp "$file" "$into"
    elif ! cmp -s "$file" "$into/$name"; then
      die "$name of $wheelhouse differs from that of another job"
    fi
  done
done
ls -l "$into"
