"""Adds to a wheel the bill of materials of what is linked into its module (PEP 770).

    python travis/write_sbom.py WHEEL SECONDS NAME=VERSION...

It is CycloneDX 1.6, and dates from SECONDS since 1970. The NAMEs are pybind11 and, where zig
compiled, zig; the module itself tells the compiler, whose library has its version. auditwheel,
which is to repair the wheel after this, renews its RECORD.
"""

import json
import sys
import time
import zipfile
from pathlib import Path

from check_wheel import NAME, SBOM, read_wheel

LLVM = "Apache-2.0 WITH LLVM-exception"
GCC = "GPL-3.0-or-later WITH GCC-exception-3.1"
# What a compiler links in: name, whose version, licence, where it comes from, what it is.
CLANG = [
    ("libcxx", "clang", LLVM, "github/llvm/llvm-project@llvmorg-{}#libcxx", "C++ library"),
    (
        "libcxxabi",
        "clang",
        LLVM,
        "github/llvm/llvm-project@llvmorg-{}#libcxxabi",
        "its base",
    ),
    ("libunwind", "clang", LLVM, "github/llvm/llvm-project@llvmorg-{}#libunwind", "unwinding"),
    ("zig", "zig", "MIT", "github/ziglang/zig@{}#lib/compiler_rt", "run-time support"),
]
GNU = [
    ("libgcc", "gcc", GCC, "generic/gcc@{}#libgcc", "run-time support"),
    ("libstdc++", "gcc", GCC, "generic/gcc@{}#libstdc++-v3", "C++ library, its static part"),
]
HEADERS = [("pybind11", "pybind11", "BSD-3-Clause", "pypi/pybind11@{}", "headers of the binding")]


def licences(expression):
    """A list with a compound expression, or with the identifier of one licence."""
    if " " in expression:
        return [{"expression": expression}]
    return [{"license": {"id": expression}}]


def component(name, version, licence, origin, description):
    purl = "pkg:" + origin.format(version).replace("libstdc++", "libstdc%2B%2B")
    return {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": version,
        "description": description,
        "licenses": licences(licence),
        "purl": purl,
    }


def bill(version, seconds, module, versions):
    """The document, as a dictionary."""
    kind = module.compiler[0]
    known = {**versions, kind: module.compiler[1]}
    parts = [
        component(name, known[whose], *rest)
        for name, whose, *rest in HEADERS + (CLANG if kind == "clang" else GNU)
    ]
    package = component("nb-cpp", version, "MIT", "pypi/nb-cpp@{}", "Newton basins")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)),
            "component": package,
        },
        "components": parts,
        "dependencies": [
            {"ref": "nb-cpp", "dependsOn": [part["bom-ref"] for part in parts]},
            *({"ref": part["bom-ref"]} for part in parts),
        ],
    }


def main(wheel, seconds, versions):
    version = NAME.match(wheel.name).group("version")
    _, module = read_wheel(wheel)
    text = json.dumps(bill(version, seconds, module, versions), indent=2) + "\n"
    entry = zipfile.ZipInfo(SBOM.format(version), time.gmtime(seconds)[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o100644 << 16
    with zipfile.ZipFile(str(wheel), "a") as archive:
        archive.writestr(entry, text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), dict(word.split("=") for word in sys.argv[3:]))
