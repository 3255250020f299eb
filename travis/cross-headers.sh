#!/usr/bin/env bash
#
# The headers of Debian's Pythons for another machine, to compile wheels for it here:
#
#   travis/cross-headers.sh i386|arm64 DIRECTORY
#   CROSS=DIRECTORY PLAT=manylinux1_i686 DRY_RUN=build travis/build-wheels.sh PYTHON...
#
# Leaves DIRECTORY/cp3X for the Python 3.X of each suite. The packages are unpacked, not installed.
# Needs dpkg-deb, curl and xz. MIRROR is Debian's archive, the machine's own if unset.
set -euo pipefail

SUITES="bullseye bookworm trixie"

die() {
  printf 'cross-headers: %s\n' "$*" >&2
  exit 1
}

find_mirror() {
  # apt fills in the name.
  # shellcheck disable=SC2016
  MIRROR=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -E '/debian/?$' | sed -n 1p)}
  [ -n "$MIRROR" ] || die "set MIRROR to an archive of Debian"
  MIRROR=${MIRROR%/}
}

# Prints "FILE SHA256" of each libpython3.X-dev of a suite.
list_packages() {
  curl -fsS --retry 3 "$MIRROR/dists/$1/main/binary-$ARCHITECTURE/Packages.xz" | xz -dc | awk '
    $1 == "Package:" { wanted = $2 ~ /^libpython3\.[0-9]+-dev$/ }
    wanted && $1 == "Filename:" { file = $2 }
    wanted && $1 == "SHA256:" { print file, $2 }'
}

unpack() {
  local file=$1 sum=$2 package=$DIRECTORY/package.deb minor
  minor=${file##*libpython3.}
  minor=${minor%%-*}
  curl -fsS --retry 3 -o "$package" "$MIRROR/$file"
  echo "$sum  $package" | sha256sum --check --quiet || die "$file is not what the index says"
  rm -rf "$DIRECTORY/cp3$minor"
  dpkg-deb -x "$package" "$DIRECTORY/cp3$minor"
  rm "$package"
  echo "cp3$minor: ${file##*/}"
}

[ $# -eq 2 ] || die "usage: cross-headers.sh i386|arm64 DIRECTORY"
ARCHITECTURE=$1
case $ARCHITECTURE in
  i386 | arm64) ;;
  *) die "$ARCHITECTURE is not i386 or arm64" ;;
esac
mkdir -p "$2"
DIRECTORY=$(cd "$2" && pwd)
find_mirror
for suite in $SUITES; do
  list=$(list_packages "$suite") || die "$suite of $MIRROR cannot be read"
  [ -n "$list" ] || die "$suite has no libpython3.X-dev for $ARCHITECTURE"
  while read -r file sum; do
    unpack "$file" "$sum"
  done <<<"$list"
done
