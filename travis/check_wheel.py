"""The gates that a repaired wheel passes before it is tested, or names as failed.

    python travis/check_wheel.py WHEEL...

auditwheel certifies what a wheel asks of the system, and overlooks what it cannot see: a symbol
without a version, a file that does not belong, a licence or a bill of materials that is missing, a
module that no import finds, metadata that contradict the file's name. Needs pyelftools, and
auditwheel for its tables of what each platform tag promises.
"""

import argparse
import base64
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import auditwheel
from check_release import DAMAGED
from elftools.common.exceptions import ELFError
from elftools.elf.constants import P_FLAGS
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection
from elftools.elf.sections import SymbolTableSection

ROOT = Path(__file__).resolve().parent.parent
SIZE_LIMIT = 1_000_000
# The machine in the head of an ELF file, and in the names that CPython gives its modules.
MACHINES = {"x86_64": "EM_X86_64", "i686": "EM_386", "aarch64": "EM_AARCH64"}
SUFFIX_MACHINES = {"x86_64": "x86_64", "i686": "i386", "aarch64": "aarch64"}
NAME = re.compile(
    r"nb_cpp-(?P<version>[^-]+)-(?P<tag>cp3\d+)-(?P<abi>(?P=tag)t?)-(?P<platforms>[\w.]+)\.whl$"
)
SBOM = "nb_cpp-{}.dist-info/sboms/nb_cpp.cdx.json"
# What a wheel may hold beside the files of the package.
ALLOWED = re.compile(
    r"nb_cpp/_core\.cpython-3\d+t?-[\w-]+\.so$"
    r"|nb_cpp-[^/]+\.dist-info/(METADATA|WHEEL|RECORD|top_level\.txt|entry_points\.txt"
    r"|sboms/nb_cpp\.cdx\.json|(licenses/){0,2}[\w+]+(\.txt)?)$"
)
# By compiler: the licences and the parts of the bill of materials of what ends up in the module.
# Clang here is zig's, which links its C++ library statically.
LICENCES = {
    "gcc": {"LICENSE", "pybind11.txt"},
    "clang": {"LICENSE", "pybind11.txt", "zig.txt", "llvm.txt"},
}
LINKED = {
    "gcc": {"pybind11", "libgcc", "libstdc++"},
    "clang": {"pybind11", "libcxx", "libcxxabi", "libunwind", "zig"},
}
COMPILERS = {"clang": r"clang version (\d+\.\d+\.\d+)", "gcc": r"GCC: \(.*\) (\d+\.\d+\.\d+)"}


def package_files():
    """The checkout's files of the package, by the names that a wheel has them under."""
    files = ROOT.joinpath("nb_cpp").rglob("*")
    return {
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.suffix in (".py", ".pyi", ".html", ".css", ".js") or path.name == "py.typed"
    }


def spaceless(requirement):
    """Some tools write it with spaces and parentheses: numpy (>=1.21)."""
    return re.sub(r"[\s()]", "", requirement)


def dependencies():
    """What pyproject.toml says that the package needs."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)\]", text, re.MULTILINE | re.DOTALL).group(1)
    return {spaceless(requirement) for requirement in re.findall(r'"(.+?)"', listed)}


def policies():
    """Each platform tag's promise: libraries that may be needed, versions of their symbols."""
    found = {}
    folder = Path(auditwheel.__file__).parent / "policy"
    for path in folder.glob("*-policy.json"):
        for policy in json.loads(path.read_text(encoding="utf-8")):
            for name in [policy["name"], *policy["aliases"]]:
                found[name] = policy
    return found


def compiler_of(comment):
    """("clang" or "gcc", its version), of the notes that compilers leave in what they compile."""
    for name, pattern in COMPILERS.items():
        # The C library's own objects may come from another one.
        found = [m for note in comment.split("\0") for m in re.findall(pattern, note)]
        if found:
            return name, max(found, key=numbers)
    return None, None


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
        self.compiler = compiler_of(comment.decode("ascii", "replace"))
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


def headers(text):
    """[(field, value), ...] of METADATA or WHEEL."""
    head = text.partition("\n\n")[0].splitlines()
    return [tuple(line.split(": ", 1)) for line in head if ": " in line]


def read_wheel(path):
    """Names in the wheel, and its extension module (None if it has not exactly one)."""
    with zipfile.ZipFile(str(path)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        libraries = [name for name in names if re.search(r"\.so(\.|$)", name)]
        content = archive.read(libraries[0]) if len(libraries) == 1 else None
    if content is None:
        return names, None
    try:
        return names, Module(content)
    except Exception as error:
        # Whatever pyelftools comes upon: it trusts what it reads.
        raise ELFError(f"{libraries[0]} is no module ({error!r})") from error


def content_failures(names, size):
    if size > SIZE_LIMIT:
        yield f"is {size} bytes large, and the limit is {SIZE_LIMIT}"
    package = package_files()
    for name in names:
        if name not in package and not ALLOWED.match(name):
            yield f"holds {name}, which is not on the list of what it may hold"
    for name in sorted(package - set(names)):
        yield f"lacks {name}"


def record_failures(archive, names):
    record = next((name for name in names if name.endswith(".dist-info/RECORD")), None)
    if record is None:
        yield "lacks its RECORD"
        return
    rows = {row[0]: row[1] for row in csv.reader(archive.read(record).decode().splitlines()) if row}
    for name in sorted(set(names) ^ set(rows)):
        yield f"has {name} in only one of its files and its RECORD"
    for name in sorted(set(names) & set(rows) - {record}):
        digest = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest())
        if rows[name] != "sha256=" + digest.decode().rstrip("="):
            yield f"has another hash of {name} in its RECORD"


def metadata_failures(archive, names, match, version):
    """METADATA and WHEEL against the file's name, and against the version of the checkout."""
    folder = f"nb_cpp-{match.group('version')}.dist-info/"
    for name in ("METADATA", "WHEEL"):
        if folder + name not in names:
            yield f"lacks {folder}{name}"
            return
    found = headers(archive.read(folder + "METADATA").decode())
    if match.group("version") != version:
        yield f"is of version {match.group('version')}, and the checkout of {version}"
    for field, value in (("Name", "nb-cpp"), ("Version", match.group("version"))):
        if dict(found).get(field) != value:
            yield f"says {field}: {dict(found).get(field)}, not {value}, in its METADATA"
    # Of everybody: those of an extra have a marker.
    needed = {spaceless(value) for field, value in found if field == "Requires-Dist"}
    needed = {value for value in needed if ";extra==" not in value}
    for requirement in sorted(needed ^ dependencies()):
        yield f"requires {requirement} in only one of its METADATA and pyproject.toml"
    found = headers(archive.read(folder + "WHEEL").decode())
    tags = {value for field, value in found if field == "Tag"}
    python = f"{match.group('tag')}-{match.group('abi')}"
    wanted = {f"{python}-{platform}" for platform in match.group("platforms").split(".")}
    for tag in sorted(tags ^ wanted):
        yield f"has the tag {tag} in only one of its name and its WHEEL"
    if dict(found).get("Root-Is-Purelib") != "false":
        yield "says in its WHEEL that it is for any machine"


def suffix_failures(names, match):
    """An import looks for the suffixes of its own interpreter, and no others."""
    module = next(name for name in names if re.search(r"\.so(\.|$)", name))
    platform = match.group("platforms").partition(".")[0]
    system = "musl" if platform.startswith("musl") else "gnu"
    machine = next((m for name, m in SUFFIX_MACHINES.items() if platform.endswith(name)), None)
    python = match.group("abi").replace("cp", "cpython-")
    wanted = [f"nb_cpp/_core.{python}-{machine}-linux-{system}.so"]
    if system == "musl" and int(match.group("tag")[3:]) < 10:
        # CPython told the two apart from 3.10 on.
        wanted.append(wanted[0].replace("musl", "gnu"))
    if module not in wanted:
        yield f"holds {module}, and {match.group('abi')} on {platform} looks for {wanted[0]}"


def licence_failures(names, module):
    held = {name.rpartition("/")[2] for name in names if ".dist-info/" in name}
    for name in sorted(LICENCES.get(module.compiler[0], LICENCES["gcc"]) - held):
        yield f"lacks the licence {name} of what is linked into it"


def sbom_failures(archive, names, match, module):
    name = SBOM.format(match.group("version"))
    if name not in names:
        yield f"lacks {name}, the bill of materials of what is linked into it"
        return
    try:
        bill = json.loads(archive.read(name).decode())
        package = bill["metadata"]["component"]
        parts = {part["name"]: part for part in bill["components"]}
        told = {n: (part["version"], part["licenses"], part["purl"]) for n, part in parts.items()}
    except (ValueError, KeyError, TypeError) as error:
        yield f"has a bill of materials that is none: {error!r}"
        return
    if (bill.get("bomFormat"), bill.get("specVersion")) != ("CycloneDX", "1.6"):
        yield "has a bill of materials that is not CycloneDX 1.6"
    if (package.get("name"), package.get("version")) != ("nb-cpp", match.group("version")):
        yield f"has the bill of materials of {package.get('name')} {package.get('version')}"
    compiler, version = module.compiler
    if compiler is None:
        yield "does not tell which compiler it is from"
        return
    for part in sorted(LINKED[compiler] - set(told)):
        yield f"has a bill of materials without {part}"
    for part in sorted(LINKED[compiler] & set(told)):
        if not all(told[part]):
            yield f"has a bill of materials without the version, licence or origin of {part}"
        elif part.startswith("lib") and told[part][0] != version:
            yield f"has a bill of materials with {part} {told[part][0]}, of {compiler} {version}"


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
        match = re.match(r"(\w+?linux_\d+_\d+|linux)_(.*)", platform)
        system, architecture = match.groups() if match else ("unknown", "")
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


def checkout_version():
    header = (ROOT / "include" / "nb_cpp" / "version.hpp").read_text(encoding="utf-8")
    return re.search(r'^#define NB_CPP_VERSION "([^"]+)"', header, re.MULTILINE).group(1)


def failures(path, known, version):
    """What is wrong with a wheel, a sentence's end each."""
    match = NAME.match(path.name)
    if match is None:
        yield "does not have the name of a wheel of nb_cpp"
        return
    names, module = read_wheel(path)
    yield from content_failures(names, path.stat().st_size)
    with zipfile.ZipFile(str(path)) as archive:
        yield from record_failures(archive, names)
        yield from metadata_failures(archive, names, match, version)
        if module is None:
            yield "does not hold exactly one shared object"
            return
        yield from sbom_failures(archive, names, match, module)
    yield from suffix_failures(names, match)
    yield from licence_failures(names, module)
    yield from module_failures(module)
    for platform in match.group("platforms").split("."):
        yield from platform_failures(module, platform, known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheels", nargs="+", type=Path, metavar="WHEEL")
    known = policies()
    version = checkout_version()
    failed = False
    for wheel in parser.parse_args().wheels:
        try:
            found = list(failures(wheel, known, version))
        except (*DAMAGED, ELFError) as error:
            found = [f"is damaged: {error or type(error).__name__}"]
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
