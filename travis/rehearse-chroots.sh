#!/usr/bin/env bash
#
# The release script in Debian roots that look like the images: the checkout at /io, each Python at
# /opt/python/cp3X-cp3X, and a pip that takes what the pip of such an image takes.
#
#   travis/rehearse-chroots.sh [SUITE:ARCHITECTURE...]     as root; bullseye:i386, sid:amd64, ...
#
# In each root build-wheels.sh runs unmodified: it compiles, checks and tests a wheel for each of the
# suite's Pythons. Then the tests run on the wheels that `make rehearse` left for those Pythons. A
# root of arm64 runs under qemu, too slow to compile: there the rehearsal's wheels are tested, by a
# part of the tests. The results join those of `make rehearse` in the table of docs/releasing.md.
#
# Needs debootstrap, and for arm64 qemu-user-static. MIRROR is Debian's archive, the machine's own if
# unset; PYTEST_ARGS as for build-wheels.sh; ROOTS is where the roots are, and stay.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PLACE=${PLACE:-$ROOT/build/rehearsal}
ROOTS=${ROOTS:-$PLACE/roots}
PACKAGES=python3,python3-venv,python3-dev,python3-numpy,git,ca-certificates
# Kernel against oracle, determinism and published numbers: what another instruction set could break.
# The oracle's random polynomials alone take longer than all the rest.
EMULATED_TESTS="test/kernel/test_kernel.py test/kernel/test_determinism.py test/project/test_reference.py"
EMULATED_TESTS+=" test/pictures/test_compute.py --deselect=test/kernel/test_kernel.py::test_random_polynomials"

# shellcheck source=travis/common.sh
. "$ROOT/travis/common.sh"

# The kernel has to know who runs the programs of aarch64, and (F) to have opened that beforehand:
# inside a root there is no emulator.
find_emulator() {
  local table=/proc/sys/fs/binfmt_misc
  [ "$(uname -m)" != aarch64 ] || return 0
  [ -e "$table/status" ] || mount -t binfmt_misc binfmt_misc "$table" ||
    die "the kernel takes no emulator for another architecture (binfmt_misc)"
  [ -e "$table/qemu-aarch64" ] || update-binfmts --enable qemu-aarch64 ||
    die "arm64 needs an emulator (Debian: apt install qemu-user-static binfmt-support)"
  grep -q '^flags:.*F' "$table/qemu-aarch64" || die "qemu-aarch64 is registered without the flag F"
}

# Debian compiles numpy for every Python that a suite supports.
pythons_of() {
  (cd "$1/usr/lib/python3/dist-packages/numpy" && ls ./*core/_multiarray_umath.cpython-3*.so) |
    sed 's/.*cpython-3\([0-9]*\)-.*/3.\1/' | sort -Vu
}

share_network() {
  cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
  mkdir -p "$1/etc/ssl/certs"
  cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
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
  share_network "$root"
  local version packages=()
  for version in $(pythons_of "$root"); do
    packages+=("python$version-venv" "python$version-dev")
  done
  DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install --quiet --yes \
    --no-install-recommends "${packages[@]}" >>"$root.log" 2>&1 ||
    die "${packages[*]} cannot be installed; $root.log tells more"
  touch "$root/.ready"
}

# The layout of the images. Debian's numpy stands in where the index has none for this machine.
imitate_image() {
  local root=$1 architecture=$2 machine=$3 version tag newest=0
  rm -rf "$root/io" "$root/opt/python" "$root/opt/packages"
  mkdir -p "$root/opt/packages"
  TAGS=()
  for version in $(pythons_of "$root"); do
    tag=cp${version/./}
    TAGS+=("$tag")
    mkdir -p "$root/opt/python/$tag-$tag/bin"
    ln -s "/usr/bin/python$version" "$root/opt/python/$tag-$tag/bin/python"
    newest=${version#3.}
  done
  [ "$newest" != 0 ] || die "$root has no Python with a numpy"
  # Python 3.9 is where the manylinux1 images end. numpy 1.21, the oldest that nb-cpp takes, has wheels
  # for it from glibc 2.12 on (2.17 for aarch64, which has no older images); Debian's of that time is
  # older.
  local glibc=17
  if [ "$newest" -le 9 ]; then
    [ "$architecture" = arm64 ] || glibc=12
  else
    (cd "$root/opt/packages" && ln -s ../../usr/lib/python3/dist-packages/numpy* .)
  fi
  cat >"$root/opt/packages/_manylinux.py" <<END
def manylinux_compatible(major, minor, machine):
    return (major, minor) <= (2, $glibc)
END
  echo "manylinux1_$machine ${TAGS[*]}" >"$root/opt/release-set.txt"
  git clone --quiet "$ROOT" "$root/io"
  share_network "$root"
}

in_root() {
  local root=$1 personality=$2
  shift 2
  local settings=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
    LANG=C.UTF-8 PYTHONPATH=/opt/packages PIP_CERT=/etc/ssl/certs/ca-certificates.crt
    # What is installed is used once; under qemu, to compile it all takes minutes.
    PIP_NO_COMPILE=1)
  local name
  for name in HTTP_PROXY HTTPS_PROXY http_proxy https_proxy PIP_INDEX_URL; do
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

build_in_root() {
  local root=$1 personality=$2 machine=$3
  in_root "$root" "$personality" AUDITWHEEL_PLAT="manylinux1_$machine" \
    RELEASE_SET=/opt/release-set.txt RESULTS=/io/results.tsv PYTEST_ARGS="${PYTEST_ARGS:-}" /io/travis/build-wheels.sh
}

# test_rehearsed ROOT PERSONALITY MACHINE PYTEST_ARGS: the tests on the wheels of `make rehearse`.
test_rehearsed() {
  local root=$1 personality=$2 machine=$3 tests=$4 tag
  mkdir "$root/io/rehearsed"
  for tag in "${TAGS[@]}"; do
    if compgen -G "$PLACE/wheelhouse/nb_cpp-*-$tag-$tag-*$machine.whl" >/dev/null; then
      cp "$PLACE"/wheelhouse/nb_cpp-*-"$tag-$tag"-*"$machine.whl" "$root/io/rehearsed"
      in_root "$root" "$personality" RESULTS=/io/results.tsv PYTEST_ARGS="$tests" \
        /io/travis/test-wheel.sh "/opt/python/$tag-$tag/bin/python" /io/rehearsed
    elif [ -d "$root/io/wheelhouse" ]; then
      echo "The rehearsal left no wheel for $tag on $machine: tested the root's own only."
      cp "$root"/io/wheelhouse/nb_cpp-*-"$tag-$tag"-*.whl "$PLACE/wheelhouse"
    else
      die "there is no wheel for $tag on $machine: make rehearse leaves one"
    fi
  done
}

rehearse_root() {
  local suite=$1 architecture=$2 root=$ROOTS/$1-$2 personality=linux64 machine
  case $architecture in
    amd64) machine=x86_64 ;;
    i386) personality=linux32 machine=i686 ;;
    arm64) machine=aarch64 ;;
    *) die "$architecture is not amd64, i386 or arm64" ;;
  esac
  printf '\n### %s %s\n' "$suite" "$architecture"
  mkdir -p "$ROOTS" "$PLACE/wheelhouse"
  if [ "$architecture" = arm64 ]; then find_emulator; fi
  make_root "$suite" "$architecture" "$root"
  imitate_image "$root" "$architecture" "$machine"
  mount_proc "$root"
  if [ "$architecture" = arm64 ]; then
    test_rehearsed "$root" "$personality" "$machine" "${PYTEST_ARGS:-$EMULATED_TESTS}"
  else
    build_in_root "$root" "$personality" "$machine"
    test_rehearsed "$root" "$personality" "$machine" "${PYTEST_ARGS:-}"
  fi
  unmount_proc
  cat "$root/io/results.tsv" >>"$PLACE/results.tsv"
  "$ROOT/travis/write-table.sh" "$PLACE"
}

answer_help "$@"
[ "$(id -u)" = 0 ] || die "this needs root, for chroot"
command -v debootstrap >/dev/null || die "this needs debootstrap (Debian: apt install debootstrap)"
trap unmount_proc EXIT
find_mirror
if [ $# -eq 0 ]; then
  set -- bullseye:amd64 sid:amd64 {bullseye,bookworm,trixie,sid}:i386 \
    {bullseye,bookworm,trixie}:arm64
fi
for pair in "$@"; do
  rehearse_root "${pair%:*}" "${pair#*:}"
done
