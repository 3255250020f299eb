#!/bin/sh
# valgrind.sh PROGRAM [cross]: 0 if valgrind finds nothing, 77 if it cannot be asked.
if [ "${2:-}" = cross ]; then
  echo "skipped: $1 is for another architecture"
  exit 77
fi
if ! command -v valgrind >/dev/null; then
  echo "skipped: valgrind is not installed (Debian, Ubuntu: apt install valgrind)"
  exit 77
fi
if grep -Eq "__(asan|hwasan|msan|tsan)_init" "$1"; then
  echo "skipped: $1 is built with a sanitizer, which valgrind cannot run"
  exit 77
fi
exec valgrind --quiet --error-exitcode=1 "$1"
