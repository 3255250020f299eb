#!/usr/bin/env bash
#
# The release script in Debian roots that look like the images: the checkout at /io, the Python at
# /opt/python/cp3X-cp3X, and a pip that takes what the manylinux1 images take.
#
#   travis/rehearse-chroots.sh [SUITE:ARCHITECTURE...]     as root; bullseye:i386, sid:amd64, ...
#
# In each root build-wheels.sh runs unmodified: it compiles, checks and tests a wheel of the root's
# own Python. Then the tests run on the wheels that `make rehearse` left for that Python.
# Needs debootstrap. MIRROR is Debian's archive, the machine's own if unset; PYTEST_ARGS as there.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PLACE=${PLACE:-$ROOT/build/rehearsal}
ROOTS=${ROOTS:-$PLACE/roots}
PACKAGES=python3,python3-venv,python3-dev,python3-numpy,git,ca-certificates

die() {
  printf 'rehearse-chroots: %s\n' "$*" >&2
  exit 1
}

find_mirror() {
  # apt fills in the name.
  # shellcheck disable=SC2016
  MIRROR=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -E '/debian/?$' | sed -n 1p)}
  [ -n "$MIRROR" ] || die "set MIRROR to an archive of Debian"
}

make_root() {
  local suite=$1 architecture=$2 root=$3
  [ ! -e "$root/.ready" ] || return 0
  rm -rf "$root"
  debootstrap --arch="$architecture" --variant=minbase --include="$PACKAGES" \
    "$suite" "$root" "$MIRROR" >"$root.log" 2>&1 || {
    tail -n 5 "$root.log" >&2
    die "there is no root of $suite for $architecture; $root.log tells more"
  }
  touch "$root/.ready"
}

# The layout of the images. Debian's numpy stands in where the index has none for this machine.
imitate_image() {
  local root=$1 version
  version=$(chroot "$root" /usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  TAG=cp${version/./}
  rm -rf "$root/io" "$root/opt/python" "$root/opt/packages"
  mkdir -p "$root/opt/python/$TAG-$TAG/bin" "$root/opt/packages"
  ln -s "/usr/bin/python$version" "$root/opt/python/$TAG-$TAG/bin/python"
  (cd "$root/opt/packages" && ln -s ../../usr/lib/python3/dist-packages/numpy* .)
  cat >"$root/opt/packages/_manylinux.py" <<'END'
def manylinux_compatible(major, minor, machine):
    return (major, minor) <= (2, 5)
END
  git clone --quiet "$ROOT" "$root/io"
  # The names of the network and its certificates are the machine's.
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  mkdir -p "$root/etc/ssl/certs"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
}

in_root() {
  local root=$1 personality=$2
  shift 2
  local settings=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
    LANG=C.UTF-8 PYTHONPATH=/opt/packages PIP_CERT=/etc/ssl/certs/ca-certificates.crt)
  local name
  for name in PYTEST_ARGS HTTP_PROXY HTTPS_PROXY http_proxy https_proxy PIP_INDEX_URL; do
    if [ -n "${!name:-}" ]; then settings+=("$name=${!name}"); fi
  done
  "$personality" chroot "$root" env -i "${settings[@]}" "$@"
}

# zig finds itself in /proc, and containers have one.
MOUNTED=
mount_proc() {
  mount -t proc proc "$1/proc"
  MOUNTED=$1/proc
}

unmount_proc() {
  if [ -n "$MOUNTED" ]; then umount "$MOUNTED"; fi
  MOUNTED=
}

rehearse_root() {
  local suite=$1 architecture=$2 root=$ROOTS/$1-$2 personality machine
  case $architecture in
    amd64) personality=linux64 machine=x86_64 ;;
    i386) personality=linux32 machine=i686 ;;
    *) die "$architecture is not amd64 or i386" ;;
  esac
  printf '\n### %s %s\n' "$suite" "$architecture"
  mkdir -p "$ROOTS"
  make_root "$suite" "$architecture" "$root"
  imitate_image "$root"
  mount_proc "$root"
  in_root "$root" "$personality" DRY_RUN=1 AUDITWHEEL_PLAT="manylinux1_$machine" \
    RESULTS=/io/results.tsv /io/travis/build-wheels.sh
  mkdir -p "$PLACE/wheelhouse"
  cat "$root/io/results.tsv" >>"$PLACE/results.tsv"
  if compgen -G "$PLACE/wheelhouse/nb_cpp-*-$TAG-$TAG-*$machine.whl" >/dev/null; then
    mkdir "$root/io/rehearsed"
    cp "$PLACE"/wheelhouse/nb_cpp-*-"$TAG-$TAG"-*"$machine.whl" "$root/io/rehearsed"
    in_root "$root" "$personality" RESULTS=/io/rehearsed.tsv /io/travis/test-wheel.sh \
      "/opt/python/$TAG-$TAG/bin/python" /io/rehearsed
    cat "$root/io/rehearsed.tsv" >>"$PLACE/results.tsv"
  else
    echo "The rehearsal left no wheel for $TAG on $machine: tested the root's own only."
    cp "$root"/io/wheelhouse/nb_cpp-*.whl "$PLACE/wheelhouse"
  fi
  unmount_proc
}

[ "$(id -u)" = 0 ] || die "this needs root, for chroot"
command -v debootstrap >/dev/null || die "this needs debootstrap (Debian: apt install debootstrap)"
trap unmount_proc EXIT
find_mirror
if [ $# -eq 0 ]; then
  set -- bullseye:amd64 sid:amd64 bullseye:i386 bookworm:i386 sid:i386
fi
for pair in "$@"; do
  rehearse_root "${pair%:*}" "${pair#*:}"
done
