"""Whether a wheelhouse is a whole release, and what of it an index lacks.

    python travis/check_release.py WHEELHOUSE RELEASE_SET VERSION [INDEX]

Whole is the sdist, and one wheel for each Python of each line of RELEASE_SET, all of them from one
commit: of its date, and with the package's files of the sdist. INDEX is the address of an index's
simple pages (PEP 503, PEP 691). A file that it has under the same name must have the same bytes:
what is once on an index stays as it is; nor may it have another wheel for the same place. Those
that it lacks are printed, by their paths, the sdist last. Needs the standard library only.
"""

import argparse
import calendar
import gzip
import hashlib
import io
import json
import re
import struct
import sys
import tarfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from html.parser import HTMLParser
from pathlib import Path

PROJECT = "nb-cpp"
WHEEL = re.compile(
    r"nb_cpp-(?P<version>[^-]+)-(?P<tag>cp3\d+)-(?P<abi>(?P=tag)t?)-(?P<platforms>[\w.]+)\.whl$"
)
LINE = re.compile(r"(?:many|musl)linux\w+(?:\s+cp3\d+t?)+$")
SECONDS = 60
# What the readers of archives raise at one that is damaged, or is none: RuntimeError and ValueError
# where the damage makes of it what they do not know.
DAMAGED = (
    *(OSError, EOFError, LookupError, RuntimeError, ValueError),
    *(struct.error, tarfile.TarError, zipfile.BadZipFile, zlib.error),
)


def read_set(path):
    """[(platform, Python), ...] of what a release is made of, as ("manylinux1_i686", "cp39")."""
    wanted = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        if not LINE.match(text):
            raise SystemExit(f"{path}, line {number}: {line!r} is no platform and its Pythons")
        platform, *pythons = text.split()
        wanted += [(platform, python) for python in pythons]
    twice = sorted({f"{python} of {platform}" for platform, python in wanted
                    if wanted.count((platform, python)) > 1})  # fmt: skip
    if twice or not wanted:
        raise SystemExit(f"{path} names {', '.join(twice) + ' twice' if twice else 'no wheel'}")
    return wanted


def places(path, wanted, version):
    """The entries of the set that a file can be: one, if it belongs there."""
    match = WHEEL.match(path.name)
    if match is None or match.group("version") != version:
        return []
    platforms = match.group("platforms").split(".")
    return [(p, python) for p, python in wanted if p in platforms and python == match.group("abi")]


def set_failures(files, wanted, version):
    """What the names tell, a sentence each."""
    sdist = f"nb_cpp-{version}.tar.gz"
    found = {}
    for path in files:
        if path.name == sdist:
            continue
        entries = places(path, wanted, version)
        if not entries:
            yield f"{path.name} does not belong to the release of {version}"
        for entry in entries:
            found.setdefault(entry, []).append(path.name)
    for entry in wanted:
        platform, python = entry
        names = found.get(entry, [])
        if not names:
            yield f"the wheel of {python} for {platform} is missing"
        elif len(names) > 1:
            yield f"there is more than one wheel of {python} for {platform}: {', '.join(names)}"
    if sdist not in [path.name for path in files]:
        yield f"{sdist} is missing"


def wheel_files(path):
    """{name: content} and the date of METADATA, of a wheel whose checksums are right."""
    with zipfile.ZipFile(str(path)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        name = next((name for name in files if name.endswith(".dist-info/METADATA")), None)
        if name is None:
            raise zipfile.BadZipFile("it has no METADATA")
        seconds = calendar.timegm(archive.getinfo(name).date_time)
    return files, files[name], seconds


def sdist_files(path):
    """The same of an sdist, the names without its folder."""
    # tarfile stops at the end of the archive, before the checksum of what is compressed.
    content = io.BytesIO(gzip.decompress(path.read_bytes()))
    with tarfile.open(fileobj=content) as archive:
        members = {m.name.partition("/")[2]: m for m in archive.getmembers() if m.isfile()}
        files = {name: archive.extractfile(member).read() for name, member in members.items()}
    if "PKG-INFO" not in files:
        raise tarfile.TarError("it has no PKG-INFO")
    return files, files["PKG-INFO"], int(members["PKG-INFO"].mtime)


def identity(path):
    """(metadata, seconds, digests): what it says it is, its commit's date, the package's files.

    The digests are those of the files of nb_cpp/ by name, but for the compiled module.
    """
    read = wheel_files if path.name.endswith(".whl") else sdist_files
    files, metadata, seconds = read(path)
    digests = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if re.match(r"nb_cpp/.*(?<!\.so)(?<!/)$", name)
    }
    return metadata.decode(), seconds, digests


def odd_ones(groups):
    """The names of all but the largest group, which are {what they have in common: [name, ...]}."""
    *others, _ = sorted(groups.values(), key=len)
    return ", ".join(name for group in others for name in group)


def content_failures(files, version):
    """What is inside: damage, another version, another commit."""
    dates = {}
    packages = {}
    for path in files:
        try:
            metadata, seconds, digests = identity(path)
        except DAMAGED as error:
            yield f"{path.name} is damaged: {error or type(error).__name__}"
            continue
        # A wheel's dates are even seconds.
        dates.setdefault(seconds // 2, []).append(path.name)
        packages[path.name] = digests
        for line in ("Name: nb-cpp", f"Version: {version}"):
            if line not in metadata.partition("\n\n")[0].splitlines():
                yield f"{path.name} does not say {line!r}"
    if len(dates) > 1:
        yield f"{odd_ones(dates)}: not of the commit that the others are of"
    # Two commits can be of one second, and a date can be set.
    source = packages.get(f"nb_cpp-{version}.tar.gz", {})
    for name, digests in packages.items():
        differing = {file for file, _ in set(source.items()) ^ set(digests.items())}
        if differing and source:
            files = ", ".join(sorted(differing))
            yield f"{name} is not of the sdist's commit: it differs in {files}"


class Links(HTMLParser):
    """The links of a simple page: {name: address}."""

    def __init__(self, page):
        super().__init__()
        self.files = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        address = dict(attrs).get("href")
        if tag == "a" and address:
            path = urllib.parse.urlsplit(address).path
            self.files[urllib.parse.unquote(path.rpartition("/")[2])] = address


def fetch(address, accept="*/*"):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return answer.read(), answer.headers.get_content_type(), answer.geturl()


def read_index(index):
    """{name: SHA-256} of the files that an index has, or the address where it does not tell one."""
    page = index.rstrip("/") + f"/{PROJECT}/"
    accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
    try:
        content, kind, address = fetch(page, accept)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return {}  # the first release
        raise
    found = {}
    if kind.endswith("+json"):
        for file in json.loads(content)["files"]:
            found[file["filename"]] = file["hashes"].get("sha256") or urllib.parse.urljoin(
                address, file["url"]
            )
    else:
        for name, link in Links(content.decode()).files.items():
            fragment = urllib.parse.urlsplit(link).fragment
            known = re.match(r"sha256=([0-9a-f]{64})$", fragment)
            found[name] = known.group(1) if known else urllib.parse.urljoin(address, link)
    return found


def place_of(name):
    """(version, ABI, platforms) that a wheel's name tells, or None; it may have a build number."""
    parts = name[: -len(".whl")].split("-") if name.endswith(".whl") else []
    return (parts[1], parts[-2], {*parts[-1].split(".")}) if len(parts) in (5, 6) else None


def clashes(path, held):
    """The index's other wheels for the place of this one: its tags in another order, or some."""
    place = place_of(path.name)
    for name in held:
        other = place_of(name)
        if name != path.name and place and other and place[:2] == other[:2] and place[2] & other[2]:
            yield f"{path.name} is on the index already, as {name}"


def is_same(path, held):
    """Whether the index's file, known by its hash or its address, has the bytes of path."""
    if not re.match(r"[0-9a-f]{64}$", held):
        held = hashlib.sha256(fetch(held)[0]).hexdigest()
    return hashlib.sha256(path.read_bytes()).hexdigest() == held


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheelhouse", type=Path)
    parser.add_argument("release_set", type=Path)
    parser.add_argument("version")
    parser.add_argument("index", nargs="?")
    arguments = parser.parse_args()
    # The sdist last: who finds it finds every wheel.
    files = sorted(arguments.wheelhouse.iterdir(), key=lambda path: (path.suffix == ".gz", path))
    found = [*set_failures(files, read_set(arguments.release_set), arguments.version)]
    found = found or [*content_failures(files, arguments.version)]
    lacking = files
    if not found and arguments.index:
        try:
            held = read_index(arguments.index)
            there = [path for path in files if path.name in held]
            found = [
                f"{path.name} is on the index already, with other bytes"
                for path in there
                if not is_same(path, held[path.name])
            ]
            found += [sentence for path in files for sentence in clashes(path, held)]
        except (OSError, ValueError, KeyError) as error:
            found = [f"the index at {arguments.index} does not answer as an index does: {error}"]
        else:
            lacking = [path for path in files if path not in there]
    for failure in found:
        print(failure, file=sys.stderr)
    if not found:
        for path in lacking:
            print(path)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
