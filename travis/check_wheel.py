"""The gates that a repaired wheel passes before it is tested, or names as failed.

    python travis/check_wheel.py WHEEL...

auditwheel certifies what a wheel asks of the system, and overlooks what it cannot see: a symbol
without a version, a file that does not belong, a licence that is missing. Needs pyelftools, and
auditwheel for its tables of what each platform tag promises.
"""

import argparse
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import auditwheel
from elftools.elf.constants import P_FLAGS
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection
from elftools.elf.sections import SymbolTableSection

ROOT = Path(__file__).resolve().parent.parent
SIZE_LIMIT = 1_000_000
MACHINES = {"x86_64": "EM_X86_64", "i686": "EM_386", "aarch64": "EM_AARCH64"}
NAME = re.compile(r"nb_cpp-(?P<version>[^-]+)-(?P<tag>cp3\d+)-(?P=tag)-(?P<platforms>[\w.]+)\.whl$")
# What a wheel may hold beside the files of the package.
ALLOWED = re.compile(
    r"nb_cpp/_core\.cpython-3\d+-[\w-]+\.so$"
    r"|nb_cpp-[^/]+\.dist-info/(METADATA|WHEEL|RECORD|top_level\.txt|(licenses/)?[\w+]+(\.txt)?)$"
)
LICENCES = {"LICENSE", "pybind11.txt"}
# Clang here is zig's, which links its C++ library statically.
CLANG_LICENCES = {"zig.txt", "libcxx.txt", "libcxxabi.txt", "libunwind.txt"}


def package_files():
    """The checkout's files of the package, by the names that a wheel has them under."""
    files = ROOT.joinpath("nb_cpp").rglob("*")
    return {
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.suffix in (".py", ".pyi") or path.name == "py.typed"
    }


def policies():
    """Each platform tag's promise: libraries that may be needed, versions of their symbols."""
    found = {}
    folder = Path(auditwheel.__file__).parent / "policy"
    for path in folder.glob("*-policy.json"):
        for policy in json.loads(path.read_text(encoding="utf-8")):
            for name in [policy["name"], *policy["aliases"]]:
                found[name] = policy
    return found


class Module:
    """The extension module of a wheel, read as an ELF file."""

    def __init__(self, content):
        self.elf = ELFFile(io.BytesIO(content))
        self.machine = self.elf["e_machine"]
        sections = {section.name: section for section in self.elf.iter_sections()}
        self.sections = set(sections)
        dynamic = next(s for s in self.elf.iter_sections() if isinstance(s, DynamicSection))
        self.needed = {tag.needed for tag in dynamic.iter_tags("DT_NEEDED")}
        self.search_paths = [
            tag.entry.d_tag
            for tag in dynamic.iter_tags()
            if tag.entry.d_tag in ("DT_RPATH", "DT_RUNPATH")
        ]
        comment = sections[".comment"].data() if ".comment" in sections else b""
        self.from_clang = b"clang" in comment
        self.versions = {}  # of symbols, by the index that .gnu.version gives
        for section in sections.values():
            if isinstance(section, GNUVerNeedSection):
                for _, needs in section.iter_versions():
                    self.versions.update({need["vna_other"]: need.name for need in needs})
        self._read_symbols(sections)

    def _read_symbols(self, sections):
        symbols = sections[".dynsym"]
        assert isinstance(symbols, SymbolTableSection)
        table = sections.get(".gnu.version")
        self.exported = set()
        self.unversioned = set()
        for number, symbol in enumerate(symbols.iter_symbols()):
            binding = symbol["st_info"]["bind"]
            if symbol["st_shndx"] != "SHN_UNDEF":
                if binding != "STB_LOCAL":
                    self.exported.add(symbol.name)
            elif symbol.name and binding != "STB_WEAK" and not re.match("_?Py", symbol.name):
                index = table.get_symbol(number)["ndx"] if table else 0
                if index not in self.versions:
                    self.unversioned.add(symbol.name)

    @property
    def has_executable_stack(self):
        stacks = [s for s in self.elf.iter_segments() if s["p_type"] == "PT_GNU_STACK"]
        return not stacks or any(s["p_flags"] & P_FLAGS.PF_X for s in stacks)

    @property
    def highest_versions(self):
        """{"GLIBC": "2.3.4", ...}: the highest version asked for of each kind."""
        highest = {}
        for version in self.versions.values():
            kind, _, number = version.rpartition("_")
            if numbers(number) > numbers(highest.get(kind, "0")):
                highest[kind] = number
        return highest


def numbers(version):
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def read_wheel(path):
    """Names in the wheel, and its extension module (None if it has not exactly one)."""
    with zipfile.ZipFile(str(path)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        libraries = [name for name in names if re.search(r"\.so(\.|$)", name)]
        module = Module(archive.read(libraries[0])) if len(libraries) == 1 else None
    return names, module


def content_failures(names, size):
    if size > SIZE_LIMIT:
        yield f"is {size} bytes large, and the limit is {SIZE_LIMIT}"
    package = package_files()
    for name in names:
        if name not in package and not ALLOWED.match(name):
            yield f"holds {name}, which is not on the list of what it may hold"
    for name in sorted(package - set(names)):
        yield f"lacks {name}"


def licence_failures(names, module):
    held = {name.rpartition("/")[2] for name in names if ".dist-info/" in name}
    wanted = LICENCES | (CLANG_LICENCES if module.from_clang else set())
    for name in sorted(wanted - held):
        yield f"lacks the licence {name} of what is linked into it"


def module_failures(module):
    if module.exported != {"PyInit__core"}:
        yield f"exports {', '.join(sorted(module.exported)) or 'nothing'}, not PyInit__core alone"
    if module.has_executable_stack:
        yield "wants an executable stack"
    if module.search_paths:
        yield f"has a library search path ({', '.join(module.search_paths)})"
    unstripped = [s for s in module.sections if s == ".symtab" or s.startswith(".debug")]
    if unstripped:
        yield f"is not stripped: it has {', '.join(sorted(unstripped))}"


def platform_failures(module, platform, known):
    system, _, architecture = platform.partition("_")
    if system not in ("manylinux1", "manylinux2010", "manylinux2014"):
        system, architecture = re.match(r"(\w+?linux_\d+_\d+|linux)_(.*)", platform).groups()
    policy = known.get(system)
    if policy is None or architecture not in MACHINES or system == "linux":
        yield f"has the tag {platform}, which the index does not take"
        return
    if module.machine != MACHINES[architecture]:
        yield f"is tagged {platform}, and its module is for {module.machine}"
    for library in sorted(module.needed - set(policy["lib_whitelist"])):
        if re.match(r"ld-linux[\w-]*\.so\.\d$", library):
            continue  # the loader itself: what loads the module is there
        yield f"needs {library}, which {platform} does not promise"
    if system.startswith("musllinux"):
        return  # musl does not version its symbols
    if module.unversioned:
        yield f"needs symbols of no version: {', '.join(sorted(module.unversioned))}"
    promised = policy["symbol_versions"][architecture]
    for version in sorted(module.versions.values()):
        kind, _, number = version.rpartition("_")
        if number not in promised.get(kind, []):
            yield f"needs {version}, which {platform} does not promise"


def failures(path, known):
    """What is wrong with a wheel, a sentence's end each."""
    match = NAME.match(path.name)
    if match is None:
        yield "does not have the name of a wheel of nb_cpp"
        return
    names, module = read_wheel(path)
    yield from content_failures(names, path.stat().st_size)
    if module is None:
        yield "does not hold exactly one shared object"
        return
    yield from licence_failures(names, module)
    yield from module_failures(module)
    for platform in match.group("platforms").split("."):
        yield from platform_failures(module, platform, known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheels", nargs="+", type=Path, metavar="WHEEL")
    known = policies()
    failed = False
    for wheel in parser.parse_args().wheels:
        found = list(failures(wheel, known))
        for failure in found:
            print(f"{wheel.name} {failure}", file=sys.stderr)
        failed = failed or bool(found)
        if not found:
            _, module = read_wheel(wheel)
            versions = " ".join(f"{k}_{v}" for k, v in sorted(module.highest_versions.items()))
            print(f"{wheel.name}: {wheel.stat().st_size} bytes, needs {versions or 'no versions'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
