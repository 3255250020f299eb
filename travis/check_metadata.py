"""Whether an index takes the metadata of wheels and sdists, and can show their description.

    python travis/check_metadata.py FILE...

As `twine check --strict` does, which no image has to install for that: keyring, which twine wants,
is compiled code on some machines. Needs packaging, by which twine and the index read metadata.
"""

import sys
from pathlib import Path

from check_release import identity
from packaging.metadata import ExceptionGroup, Metadata, parse_email


def failures(text):
    """What is wrong with a METADATA or PKG-INFO, a sentence's end each."""
    fields, unknown = parse_email(text)
    for name in sorted(unknown):
        yield f"has metadata with the field {name}, which is none or cannot be read"
    if fields.get("metadata_version", "") < "2.4":
        # Older setuptools write it before it was a field; indexes pass over it.
        fields.pop("license_files", None)
    try:
        Metadata.from_raw(fields)
    except ExceptionGroup as group:
        for error in group.exceptions:
            yield f"has metadata that no index takes: {error}"
        return
    if not fields.get("description", "").strip():
        yield "has no description"
    kind = fields.get("description_content_type")
    if kind != "text/markdown":
        yield f"has a description of the type {kind}, not text/markdown"


def main(paths):
    failed = False
    for path in map(Path, paths):
        for failure in failures(identity(path)[0]):
            print(f"{path.name} {failure}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
