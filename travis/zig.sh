# shellcheck shell=bash
# zig as the C++ compiler, for build-wheels.sh: it comes from PyPI as a static program, brings its
# own C++17 library, and links against any glibc from 2.0 on, for any machine.
#
# Newer versions leave a symbol without a version in what they link (aligned_alloc), which no gate
# lets pass.
ZIG_VERSION=0.14.1

# zig's name for what a platform tag promises.
zig_target() {
  local machine=${1##*_} glibc
  case $1 in
    *_x86_64) machine=x86_64 ;;
    *_i686) machine=x86 ;;
  esac
  case $1 in
    manylinux1_*) glibc=2.5 ;;
    manylinux2010_*) glibc=2.12 ;;
    manylinux2014_*) glibc=2.17 ;;
    manylinux_2_*) glibc=${1#manylinux_} glibc=${glibc%%_[!0-9]*} glibc=${glibc/_/.} ;;
    *) return 1 ;;
  esac
  case $machine in
    x86_64 | x86 | aarch64) echo "$machine-linux-gnu.$glibc" ;;
    *) return 1 ;;
  esac
}

fetch_zig() {
  local place=$1 python=$2 platform
  platform=manylinux2010_$(uname -m)
  if [ "$(uname -m)" = aarch64 ]; then platform=manylinux2014_aarch64; fi
  # Named in full: the oldest pips and images would find no wheel of it for themselves.
  "$python" -m pip download --quiet --no-deps --only-binary=:all: --platform "$platform" \
    --dest "$place/download" "ziglang==$ZIG_VERSION"
  "$python" -m zipfile -e "$place"/download/ziglang-*.whl "$place"
  rm -r "$place/download"
  chmod +x "$place/ziglang/zig"
}

# prepare_zig PLACE PYTHON PLATFORM: leaves in PLACE the programs bin/c++, bin/ar, bin/ranlib, and
# in licenses/ the licences of what they link in. PYTHON has pip.
prepare_zig() {
  local place=$1 python=$2 target program flags="-s -flto -fno-sanitize=undefined"
  target=$(zig_target "$3")
  mkdir -p "$place/bin" "$place/include" "$place/licenses"
  if [ -z "${ZIG:-}" ]; then
    fetch_zig "$place" "$python"
    ZIG=$place/ziglang/zig
  fi
  ZIG_VERSION=$("$ZIG" version)
  local library=${ZIG%/*}/lib
  cp "${ZIG%/*}/LICENSE" "$place/licenses/zig.txt"
  # They differ in a word; one after the other, they compress to the size of one.
  cat "$library"/{libcxx,libcxxabi,libunwind}/LICENSE.TXT >"$place/licenses/llvm.txt"
  # Python.h asked for it up to 3.8, and uses nothing of it.
  : >"$place/include/crypt.h"
  # zig builds its C++ library anew for each way of linking, which takes a minute on two CPUs: -s and
  # -flto in every one, CMake's tries too, make them alike. CMake by itself would ask an archiver of
  # the machine whether there is LTO.
  # And it states every feature of the processor itself, this one of AVX-512 as absent.
  case $target in x86*) flags+=" -mevex512" ;; esac
  printf '#!/bin/sh\nexec "%s" c++ -target %s %s -idirafter "%s" "$@"\n' \
    "$ZIG" "$target" "$flags" "$place/include" >"$place/bin/c++"
  for program in ar ranlib; do
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$ZIG" "$program" >"$place/bin/$program"
  done
  chmod +x "$place"/bin/*
}

# link_debian_headers PLACE ROOT: Debian keeps a Python's pyconfig.h in a directory for each
# machine, which zig, knowing nothing of /usr/include, has to be shown.
link_debian_headers() {
  local place=$1 headers machine
  for headers in "$2"/usr/include/*-linux-gnu/python3.*; do
    if [ -d "$headers" ]; then
      machine=${headers%/*}
      mkdir -p "$place/include/${machine##*/}"
      ln -sfn "$headers" "$place/include/${machine##*/}/${headers##*/}"
    fi
  done
}
