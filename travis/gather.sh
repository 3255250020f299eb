#!/usr/bin/env bash
#
# The wheelhouses of several jobs as one. A file that two of them have must have the same bytes in both:
# every job makes the sdist. INTO is there when all of them are in it, and not before.
#
#   travis/gather.sh INTO WHEELHOUSE...
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"

answer_help "$@"
[ $# -ge 2 ] || die "usage: travis/gather.sh INTO WHEELHOUSE..."
into=${1%/}
shift
finish_at_exit
STAGE=gather
[ ! -e "$into" ] || [ -z "$(ls -A "$into")" ] || die "$into is not empty"
mkdir -p "$(dirname "$into")"
WORK=$(mktemp -d "$into.XXXXXX")
mkdir "$WORK/all"
for wheelhouse in "$@"; do
  [ -n "$(ls -A "$wheelhouse")" ] || die "$wheelhouse is empty"
  for file in "$wheelhouse"/*; do
    name=${file##*/}
    if [ ! -e "$WORK/all/$name" ]; then
      cp "$file" "$WORK/all"
    elif ! cmp -s "$file" "$WORK/all/$name"; then
      die "$name of $wheelhouse differs from that of another job"
    fi
  done
done
if [ -e "$into" ]; then rmdir "$into"; fi
mv "$WORK/all" "$into"
ls -l "$into"
STAGE=finished
