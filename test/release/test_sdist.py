"""travis/normalise_sdist.py: one commit, one sdist, whatever packed it."""

import gzip
import io
import subprocess
import sys
import tarfile
import zlib

import pytest
from stand_in import ROOT

SCRIPT = ROOT / "travis" / "normalise_sdist.py"
FILES = {"x-1/a.txt": b"a" * 200_000, "x-1/b.sh": b"echo", "x-1/empty": b""}
SECONDS = 1_600_000_000

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree")


def packed(level, *, reverse=False, owner="one", seconds=1):
    """The same files, as another build would pack them."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name in sorted(FILES, reverse=reverse):
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.uname = len(FILES[name]), seconds, owner
            member.mode = 0o775 if name.endswith(".sh") else 0o664
            archive.addfile(member, io.BytesIO(FILES[name]))
    return gzip.compress(content.getvalue(), level)


def normalised(place, content):
    path = place / "x-1.tar.gz"
    path.write_bytes(content)
    subprocess.run([sys.executable, str(SCRIPT), str(path), str(SECONDS)], check=True)
    return path.read_bytes()


def test_what_packed_it_does_not_show(tmp_path):
    ways = [packed(1), packed(9, reverse=True, owner="another", seconds=2), packed(0)]
    assert len(set(ways)) == 3
    assert len({normalised(tmp_path, content) for content in ways}) == 1


def test_it_holds_the_files(tmp_path):
    content = normalised(tmp_path, packed(6))
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = archive.getmembers()
        held = {member.name: archive.extractfile(member).read() for member in members}
    assert held == FILES
    assert [member.name for member in members] == sorted(FILES)
    assert {(member.mtime, member.uid, member.uname) for member in members} == {(SECONDS, 0, "")}
    assert [oct(member.mode) for member in members] == ["0o644", "0o755", "0o644"]


def test_no_compressor_has_a_say(tmp_path):
    content = normalised(tmp_path, packed(6))
    # Of stored blocks alone: headers and the files, nothing made smaller.
    text = gzip.decompress(content)
    blocks = -(-len(text) // 65535)
    assert len(content) == 10 + len(text) + 5 * blocks + 8
    assert zlib.decompressobj(-15).decompress(content[10:]) == text
    # The date, and an operating system that is not told.
    assert content[:10] == bytes([0x1F, 0x8B, 8, 0, *SECONDS.to_bytes(4, "little"), 0, 255])


def test_zlib_ng_gives_the_same(tmp_path):
    zlib_ng = pytest.importorskip("zlib_ng.zlib_ng")
    text = gzip.decompress(packed(6))

    def compressed(library):
        packer = library.compressobj(6, library.DEFLATED, 31)
        return packer.compress(text) + packer.flush()

    ways = [compressed(zlib), compressed(zlib_ng)]
    assert ways[0] != ways[1], "the two are one library here"
    first, second = (normalised(tmp_path, content) for content in ways)
    assert first == second


def test_a_link_is_refused(tmp_path):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        link = tarfile.TarInfo("x-1/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(subprocess.CalledProcessError):
        normalised(tmp_path, content.getvalue())
