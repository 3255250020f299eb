"""Rewrites an sdist so that one commit gives the same bytes anywhere.

    python travis/normalise_sdist.py SDIST SECONDS

Members are sorted, belong to nobody, and date from SECONDS since 1970 (the commit's date).
"""

import gzip
import io
import os
import sys
import tarfile
from pathlib import Path


def normalised(member, seconds):
    plain = tarfile.TarInfo(member.name)
    plain.type = member.type
    plain.size = member.size
    plain.mtime = seconds
    plain.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return plain


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
    with temporary.open("wb") as file, gzip.GzipFile(
        filename="", mode="wb", fileobj=file, mtime=seconds
    ) as packed:
        packed.write(content.getvalue())
    os.replace(str(temporary), str(path))


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]), int(sys.argv[2]))
