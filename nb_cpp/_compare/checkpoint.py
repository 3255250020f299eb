"""Rows of a comparison that are finished, on disk.

A file of JSON lines: the first has the arguments of the comparison, every other one a finished row
and the check sum of its text, so that a digit that changed on the disk is not published.
"""

import json
import os
import zlib
from typing import Any, Collection, Dict, Iterator, List, Mapping, Tuple

from .._files import opened, replacing

_FORMAT = "nb_cpp.compare"
_FORMAT_VERSION = 3
_CHECK = "crc32"
_SHOWN_CHARACTERS = 80

Row = Dict[str, Any]


class Checkpoint:
    """Opens the file, or begins it.

    Attributes
    ----------
    finished : dict
        The rows that the file has, by polynomial and method.
    """

    def __init__(self, path: str, arguments: Mapping[str, Any], columns: Collection[str]) -> None:
        self.path = path
        self.finished: Dict[Tuple[str, str], Row] = {}
        header = {"format": _FORMAT, "version": _FORMAT_VERSION, **arguments}
        content = b""
        if os.path.exists(path):
            with opened(path) as file:
                content = file.read()
        if not content:
            self._begin(header)
            return
        # A crash leaves a last line without its end; its row is computed again.
        whole, _, torn = content.rpartition(b"\n")
        first, *lines = whole.split(b"\n")
        self._check_header(first, json.loads(json.dumps(header)))
        for row in self._rows(lines, columns):
            self.finished[row["polynomial"], row["method"]] = row
        if torn:
            os.truncate(path, len(content) - len(torn))

    def add(self, row: Row) -> None:
        """Append a row; it is on disk when this returns."""
        self.finished[row["polynomial"], row["method"]] = row
        with open(self.path, "ab") as file:
            values = {name: _to_json(value) for name, value in row.items()}
            file.write(_line({**values, _CHECK: zlib.crc32(_line(values))}))
            file.flush()
            os.fsync(file.fileno())

    def _begin(self, header: Mapping[str, Any]) -> None:
        with replacing(self.path) as file:
            file.write(_line(header))

    def _check_header(self, line: bytes, ours: Mapping[str, Any]) -> None:
        try:
            theirs = json.loads(line)
            known = theirs["format"] == _FORMAT
        except (ValueError, TypeError, KeyError, RecursionError):
            known = False
        if not known:
            raise ValueError(f"checkpoint {self.path!r} is not a file that nb_cpp.compare began")
        for name, value in ours.items():
            if theirs.get(name) != value:
                raise ValueError(
                    f"checkpoint {self.path!r} is of a comparison with {name} = "
                    f"{_short(theirs.get(name))}, this one has {name} = {_short(value)}: give the "
                    "same arguments, or another file"
                )

    def _rows(self, lines: List[bytes], columns: Collection[str]) -> Iterator[Row]:
        for number, line in enumerate(lines, start=2):
            try:
                row = json.loads(line)
                if row.pop(_CHECK) != zlib.crc32(_line(row)) or set(row) != set(columns):
                    raise ValueError
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise ValueError(
                    f"checkpoint {self.path!r} is damaged in line {number}: delete that line, or "
                    "give another file"
                ) from None
            yield {name: _from_json(value) for name, value in row.items()}


def _line(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values).encode() + b"\n"


def _to_json(value: Any) -> Any:
    """A NaN is null, which every reader of JSON knows."""
    return None if isinstance(value, float) and value != value else value


def _from_json(value: Any) -> Any:
    return float("nan") if value is None else value


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 4] + " ..."
