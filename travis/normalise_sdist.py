"""Rewrites an sdist so that one commit gives the same bytes anywhere.

    python travis/normalise_sdist.py SDIST SECONDS

Members are sorted, belong to nobody, and date from SECONDS since 1970 (the commit's date). Nothing
is compressed: zlib and zlib-ng, one of which a Python has, compress to different bytes.
"""

import io
import os
import struct
import sys
import tarfile
import zlib
from pathlib import Path

BLOCK = 65535  # the most that a stored block of deflate holds (RFC 1951, 3.2.4)


def normalised(member, seconds):
    plain = tarfile.TarInfo(member.name)
    plain.type = member.type
    plain.size = member.size
    plain.mtime = seconds
    plain.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return plain


def stored(content, seconds):
    """A gzip file (RFC 1952) of stored blocks; the operating system is "unknown"."""
    yield struct.pack("<4BL2B", 0x1F, 0x8B, 8, 0, seconds, 0, 255)
    for start in range(0, len(content), BLOCK):
        block = content[start : start + BLOCK]
        is_last = start + BLOCK >= len(content)
        yield struct.pack("<B2H", is_last, len(block), len(block) ^ 0xFFFF) + block
    yield struct.pack("<2L", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def rewrite(path, seconds):
    content = io.BytesIO()
    with tarfile.open(str(path)) as old, tarfile.open(
        fileobj=content, mode="w", format=tarfile.PAX_FORMAT
    ) as new:
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            if not (member.isdir() or member.isfile()):
                raise SystemExit(f"{path.name} holds {member.name}: neither a file nor a directory")
            new.addfile(normalised(member, seconds), old.extractfile(member))
    temporary = path.with_suffix(".new")
    temporary.write_bytes(b"".join(stored(content.getvalue(), seconds)))
    os.replace(str(temporary), str(path))


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]), int(sys.argv[2]))
