"""For the tests of the release scripts: a stand-in for Python, small files, a loopback index."""

import base64
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ZIG_LIBRARIES = ("libcxx", "libcxxabi", "libunwind")

# Answers the scripts' questions, leaves the files that they expect, and fails at $FAIL_AT. It notes
# what it is asked to do; with $HUNT, also whether a password is in the environment or on the
# command line of any program that it can look into.
STAND_IN = """#!/usr/bin/env bash
set +eu  # which SHELLOPTS may hand down
found=
if [ -n "${HUNT:-}" ] && grep -qs -f "$OWN/hunted" /proc/[0-9]*/environ /proc/[0-9]*/cmdline; then
  found="(sees the password)"
fi
echo "$* $found" >>"$OWN/log"
isolated=
if [ "$1" = -I ]; then isolated=-I; shift; fi
if [ -n "${HANG_AT:-}" ] && [[ "$*" == *"$HANG_AT"* ]]; then touch "$OWN/hangs"; sleep 60; fi
if [ -n "${FAIL_AT:-}" ] && [[ "$*" == *"$FAIL_AT"* ]]; then exit 3; fi
last=${*: -1}
TAGS=${TAG%t}-$TAG
case "$1 ${2:-} ${3:-}" in
  -c*"import sys, sysconfig"*) echo "${TAG:+$TAG x86_64}" ;;
  "-m venv "*) mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
  "-m build "*) "$REAL" "$HERE" "$7/nb_cpp-$VERSION.tar.gz" ;;
  "-m pip wheel") mkdir -p "$8" && touch "$8/nb_cpp-$VERSION-$TAGS-linux_x86_64.whl" ;;
  "-m auditwheel show") echo 'the platform tag is "manylinux1_x86_64".' ;;
  "-m auditwheel repair")
    mkdir -p "$7" && "$REAL" "$HERE" "$7/nb_cpp-$VERSION-$TAGS-manylinux1_x86_64.whl" ;;
  "-m twine upload")
    # As twine does where there is one, from where it may import.
    "$REAL" $isolated -c "import keyring" 2>/dev/null
    cp "$last" "$OWN/index"
    ;;
  */release.py* | */check_release.py* | */normalise_sdist.py*) exec "$REAL" $isolated "$@" ;;
esac
"""


def header_version():
    header = ROOT / "include" / "nb_cpp" / "version.hpp"
    if not header.is_file():
        return ""  # outside the source tree, where the tests of the scripts skip themselves
    text = header.read_text(encoding="utf-8")
    return re.search(r'#define NB_CPP_VERSION "(.+)"', text).group(1)


PACKAGE = {"nb_cpp/__init__.py": b"# The package.\n" * 1000, "nb_cpp/py.typed": b""}


def metadata_of(version):
    return f"Metadata-Version: 2.1\nName: nb-cpp\nVersion: {version}\n\n".encode()


def write_wheel(path, seconds, version=None, metadata="METADATA", package=PACKAGE, text=None):
    """A file with the name, the metadata, the date and the package that a wheel has."""
    version = version or header_version()
    files = {**package, "nb_cpp/_core.cpython-311-x86_64-linux-gnu.so": b"compiled"}
    files[f"nb_cpp-{version}.dist-info/{metadata}"] = text or metadata_of(version)
    with zipfile.ZipFile(str(path), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, time.gmtime(seconds)[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def write_sdist(path, seconds, version=None, package=PACKAGE):
    version = version or header_version()
    files = {**package, "setup.py": b"", "PKG-INFO": metadata_of(version)}
    with tarfile.open(str(path), "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"nb_cpp-{version}/{name}")
            member.size, member.mtime = len(content), seconds
            archive.addfile(member, io.BytesIO(content))


class Scripts:
    """The release scripts of a checkout, and a place to run them with the stand-in."""

    def __init__(self, place, checkout):
        self.place = place
        self.checkout = checkout
        self.wheelhouse = place / "wheel house"
        # With a space: nothing may take the path for two.
        self.temporary = place / "temporary folder"
        self.index = place / "index"
        for folder in (self.temporary, self.index):
            folder.mkdir()
        self.password = secrets.token_hex(8)
        # Not the password itself, which would find the search.
        pattern = f"{self.password[:-1]}[{self.password[-1]}]\n"
        (place / "hunted").write_text(pattern, encoding="utf-8")
        self.log = place / "log"
        self.log.touch()
        self.python = self._program("python", STAND_IN)
        self.zig = self._program("ziglang/zig", "#!/bin/sh\necho 0.14.1\n")
        for licence in ("LICENSE", *(f"lib/{name}/LICENSE.TXT" for name in ZIG_LIBRARIES)):
            (self.zig.parent / licence).parent.mkdir(parents=True, exist_ok=True)
            (self.zig.parent / licence).touch()
        self.release_set = place / "release-set.txt"
        self.release_set.write_text("manylinux1_x86_64 cp311\n", encoding="utf-8")

    def _program(self, name, text):
        path = self.place / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        return path

    def environment(self, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {"TMPDIR": self.temporary, "WHEELHOUSE": self.wheelhouse, "OWN": self.place}
        own.update(TAG="cp311", VERSION=header_version(), ZIG=self.zig, PYTHON=self.python)
        own.update(REAL=sys.executable, HERE=__file__, RELEASE_SET=self.release_set)
        return {**kept, **{name: str(value) for name, value in {**own, **variables}.items()}}

    def run(self, script, *arguments, timeout=60, cwd=None, **variables):
        result = subprocess.run(
            [str(self.checkout / "travis" / script), *map(str, arguments)],
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            cwd=cwd,
            check=False,
        )
        self.check_that_nothing_is_left()
        return result

    def check_that_nothing_is_left(self):
        # pytest, which the script runs, keeps a directory there too.
        assert not [*self.temporary.glob("nb_cpp-*")], "the script left its own behind"

    def commands(self):
        return self.log.read_text(encoding="utf-8").splitlines()


def copy_of_the_checkout(place):
    """The files that the scripts read, committed: only a commit is released."""
    for name in ("travis", "example"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(str(ROOT / name), str(place / name), ignore=ignored)
    (place / "include" / "nb_cpp").mkdir(parents=True)
    for name in ("test", "docs"):
        (place / name).mkdir()
        (place / name / "placeholder").touch()
    (place / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    for name in (
        "include/nb_cpp/version.hpp",
        "README.md",
        "pyproject.toml",
        "requirements-test.txt",
    ):
        shutil.copy(str(ROOT / name), str(place / name))
    git = ["git", "-C", str(place), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "The tree"]):
        subprocess.run([*git, *command], check=True)


class Index:
    """The simple page of the files of a folder, in one of its two forms; takes uploads into it."""

    def __init__(self, folder, *, form="json", hashes=True, password=None):
        self.folder, self.form, self.hashes, self.password = folder, form, hashes, password
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                kind, content = index.answer(self.path)
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                boundary = self.headers["Content-Type"].partition("boundary=")[2].encode()
                self.send_response(index.take(self.headers["Authorization"], body, boundary))
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/simple/"

    def answer(self, path):
        files = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        if path.startswith("/files/"):
            return "application/octet-stream", files[path[len("/files/") :]]
        if path != "/simple/nb-cpp/" or not files:
            return None, b"there is no such page"
        if self.form == "json":
            known = {name: {"sha256": sums[name]} if self.hashes else {} for name in files}
            entries = [{"filename": n, "url": f"/files/{n}", "hashes": known[n]} for n in files]
            return "application/vnd.pypi.simple.v1+json", json.dumps({"files": entries}).encode()
        told = [f"#sha256={sums[name]}" if self.hashes else "#md5=0" for name in files]
        links = [f'<a href="/files/{n}{known}">{n}</a>' for n, known in zip(files, told)]
        return "text/html", "\n".join(links).encode()

    def take(self, authorization, body, boundary):
        known = base64.b64encode(f"someone:{self.password}".encode()).decode()
        if self.password is None or authorization != f"Basic {known}":
            return 403
        for part in body.split(b"--" + boundary):
            head, _, content = part.partition(b"\r\n\r\n")
            name = re.search(rb'filename="([^"]+)"', head)
            if name:
                (self.folder / name.group(1).decode()).write_bytes(content[:-2])
        return 200

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


if __name__ == "__main__":
    # For the stand-in: the file of that name.
    write = write_sdist if sys.argv[1].endswith(".gz") else write_wheel
    write(sys.argv[1], int(os.environ["SOURCE_DATE_EPOCH"]))
