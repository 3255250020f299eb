#!/usr/bin/env bash
#
# Debian's Pythons for another machine, to compile wheels for it here, and to try them:
#
#   travis/cross-pythons.sh i386|arm64 DIRECTORY
#   CROSS=DIRECTORY PLAT=manylinux1_i686 travis/build-wheels.sh PYTHON...
#
# Leaves DIRECTORY/cp3X for the Python 3.X of each suite: its headers, itself with numpy and what
# both load, and, where the kernel or qemu-user runs such programs, a command bin/python. The
# packages are unpacked, not installed. Needs dpkg-deb, curl and xz, and python3 with pip. MIRROR is
# Debian's archive, the machine's own if unset.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"

SUITES="bullseye bookworm trixie"
NUMPY=1.21.6  # from PyPI, where Debian's is older than nb-cpp needs
# Headers, the interpreter, numpy; then the libraries that those need.
WANTED='^(libpython3\.[0-9]+-(dev|minimal|stdlib)|python3\.[0-9]+-minimal|python3-numpy'
WANTED+='|lib(c6|gcc-s1|stdc\+\+6|expat1|ffi[0-9]+|blas3|lapack3|gfortran5|quadmath0)|zlib1g)$'

# Prints "FILE SHA256" of each package wanted of a suite.
list_packages() {
  curl -fsS --retry 3 "$MIRROR/dists/$1/main/binary-$ARCHITECTURE/Packages.xz" | xz -dc |
    WANTED=$WANTED awk '
      $1 == "Package:" { wanted = $2 ~ ENVIRON["WANTED"] }
      wanted && $1 == "Filename:" { file = $2 }
      wanted && $1 == "SHA256:" { print file, $2 }' | sort
}

unpack() {
  local root=$1 file=$2 sum=$3 package=$DIRECTORY/package.deb
  curl -fsS --retry 3 -o "$package" "$MIRROR/$file"
  echo "$sum  $package" | sha256sum --check --quiet || die "$file is not what the index says"
  dpkg-deb -x "$package" "$root"
  rm "$package"
}

# renew_numpy ROOT MINOR LIST: where Debian's is too old.
renew_numpy() {
  local packages=$1/usr/lib/python3/dist-packages own
  own=$(sed -n 's/.*python3-numpy_\([0-9.]*\).*/\1/p' <<<"$3")
  if printf '%s\n' "$NUMPY" "${own:-0}" | sort -C -V; then return; fi
  rm -rf "$packages/numpy" "$DIRECTORY/numpy"
  python3 -m pip --disable-pip-version-check download --quiet --no-deps --only-binary=:all: \
    --implementation cp --python-version "3.$2" --abi "cp3$2" --platform "$WHEELS" \
    --dest "$DIRECTORY/numpy" "numpy==$NUMPY"
  python3 -m zipfile -e "$DIRECTORY"/numpy/*.whl "$packages"
  rm -r "$DIRECTORY/numpy"
}

# write_command ROOT MINOR: bin/python, if there is a way to run it here.
write_command() {
  local root=$1 python=$1/usr/bin/python3.$2 loader path folder runner
  loader=$(find "$root" -name 'ld-linux*.so.*' | sort | sed -n 1p)
  for folder in "$root"/lib/*-linux-gnu "$root"/usr/lib/*-linux-gnu{,/blas,/lapack}; do
    if [ -d "$folder" ]; then path=${path:+$path:}$folder; fi
  done
  mkdir -p "$root/bin"
  for runner in $RUNNERS; do
    # Through its own loader, which looks for libraries in these directories alone. What is compiled
    # is kept: under qemu that takes half a minute.
    printf '#!/bin/sh\nunset PYTHONDONTWRITEBYTECODE PYTHONPATH\nexport PYTHONHOME="%s/usr"\n%s\n' \
      "$root" "exec $runner \"$loader\" --library-path \"$path\" \"$python\" \"\$@\"" \
      >"$root/bin/python"
    chmod +x "$root/bin/python"
    echo "$runner" >"$root/runner"
    if "$root/bin/python" -c 'import numpy.typing' 2>/dev/null; then
      echo "  run by $runner"
      return
    fi
  done
  rm "$root/bin/python" "$root/runner"
  echo "  not run: neither the kernel nor qemu-user can (Debian: apt install qemu-user)"
}

make_python() {
  local list=$1 minor root file sum wanted
  minor=$(sed -n 's/.*libpython3\.\([0-9]*\)-dev_.*/\1/p' <<<"$list" | sort -n | tail -n 1)
  [ -n "$minor" ] || die "there is no libpython3.X-dev for $ARCHITECTURE"
  root=$DIRECTORY/cp3$minor
  echo "cp3$minor: $(grep -o 'libpython3[^/]*-dev_[^ ]*' <<<"$list" | tail -n 1)"
  # What an earlier run unpacked may stay.
  wanted="$list numpy $NUMPY"
  if [ "$(cat "$root/.packages" 2>/dev/null)" != "$wanted" ]; then
    rm -rf "$root"
    mkdir "$root"
    while read -r file sum; do
      unpack "$root" "$file" "$sum"
    done <<<"$list"
    renew_numpy "$root" "$minor" "$list"
    echo "$wanted" >"$root/.packages"
  fi
  write_command "$root" "$minor"
}

answer_help "$@"
[ $# -eq 2 ] || die "usage: cross-pythons.sh i386|arm64 DIRECTORY"
ARCHITECTURE=$1
case $ARCHITECTURE in
  i386) RUNNERS="linux32 qemu-i386" WHEELS=manylinux2010_i686 ;;
  arm64) RUNNERS="env qemu-aarch64 qemu-aarch64-static" WHEELS=manylinux2014_aarch64 ;;
  *) die "$ARCHITECTURE is not i386 or arm64" ;;
esac
mkdir -p "$2"
DIRECTORY=$(cd "$2" && pwd)
find_mirror
for suite in $SUITES; do
  packages=$(list_packages "$suite") || die "$suite of $MIRROR cannot be read"
  make_python "$packages"
done
