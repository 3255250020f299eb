"""PNG files: 8 and 16 bits a colour, compressed by threads, with text about the picture.

The stripes of a picture are compressed apart. A full flush ends each at a byte and forgets what
came before it, so that one after the other they are one stream; its checksum follows from theirs.
"""

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, Dict, Iterator, List, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2  # the filter that leaves of a byte what it is more than the one above
_LEVEL = 1
_STRIPE = 2**18  # bytes, about
_MOST = 2**31 - 1  # pixels of a side
_ADLER = 65521
_LONGEST_TEXT = 2**26


def write(file: BinaryIO, array: NDArray[Any], texts: Dict[str, str], threads: int) -> None:
    """Write an array of shape (rows, columns, 3), of uint8 or uint16."""
    rows, columns, _ = array.shape
    if not 0 < rows <= _MOST or not 0 < columns <= _MOST:
        raise ValueError(f"a PNG has 1 to {_MOST} rows and columns, got {rows} and {columns}")
    bits = 8 * array.dtype.itemsize
    file.write(_SIGNATURE)
    file.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, bits, 2, 0, 0, 0)))
    file.write(_chunk(b"sRGB", b"\0"))
    for key, text in texts.items():
        # Neither compressed nor in a language.
        file.write(_chunk(b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()))
    for data in _compressed(array, threads):
        file.write(_chunk(b"IDAT", data))
    file.write(_chunk(b"IEND", b""))


def read_texts(file: BinaryIO) -> Optional[Dict[str, str]]:
    """The texts of a PNG file, or None where it is none: those that `write` may have written."""
    if file.read(len(_SIGNATURE)) != _SIGNATURE:
        return None
    texts: Dict[str, str] = {}
    while True:
        head = file.read(8)
        if len(head) < 8:
            return texts
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND" or (kind == b"iTXt" and length > _LONGEST_TEXT):
            return texts
        if kind != b"iTXt":
            file.seek(length + 4, 1)
            continue
        data = file.read(length)
        if len(data) < length:
            return texts
        file.seek(4, 1)
        key, _, rest = data.partition(b"\0")
        # Compressed or not, by which way, language, the key in it: others' need not be complete.
        fields = rest[2:].split(b"\0", 2)
        if rest[:2] != b"\0\0" or len(fields) < 3:
            continue
        try:
            texts[key.decode("latin-1")] = fields[2].decode()
        except UnicodeDecodeError:
            continue


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _compressed(array: NDArray[Any], threads: int) -> Iterator[bytes]:
    """The zlib stream, in pieces."""
    row = array.dtype.itemsize * array.shape[1] * 3
    height = max(1, _STRIPE // row)
    starts = range(0, array.shape[0], height)

    def compress(start: int) -> Tuple[bytes, int, int]:
        data = _filtered(array, start, min(start + height, array.shape[0])).data
        engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9)
        end = zlib.Z_FINISH if start == starts[-1] else zlib.Z_FULL_FLUSH
        return engine.compress(data) + engine.flush(end), zlib.adler32(data), data.nbytes

    checksum = 1
    with ThreadPoolExecutor(threads) as pool:
        waiting: List[Any] = []
        queue = iter(starts)
        head = b"\x78\x01"
        while True:
            # A few ahead of the file: a large picture is not in memory twice.
            for start in queue:
                waiting.append(pool.submit(compress, start))
                if len(waiting) > 2 * threads:
                    break
            if not waiting:
                break
            piece, check, length = waiting.pop(0).result()
            checksum = _combined(checksum, check, length)
            yield head + piece
            head = b""
    yield struct.pack(">I", checksum)


def _filtered(array: NDArray[Any], first: int, last: int) -> NDArray[np.uint8]:
    """Rows as PNG has them: big-endian, each after the number of its filter."""
    above = array[max(first - 1, 0) : last]
    lines = above.astype(above.dtype.newbyteorder(">"), copy=False)
    lines = np.ascontiguousarray(lines).view(np.uint8).reshape(len(above), -1)
    if not first:
        lines = np.concatenate([np.zeros_like(lines[:1]), lines])
    data = np.empty((last - first, lines.shape[1] + 1), np.uint8)
    data[:, 0] = _UP
    np.subtract(lines[1:], lines[:-1], out=data[:, 1:])
    return data


def _combined(first: int, second: int, length: int) -> int:
    """The Adler-32 of two pieces of data, of which the second is so long."""
    low, low_second = first & 0xFFFF, second & 0xFFFF
    high = (first >> 16) + (second >> 16) + length * (low - 1)
    return ((high % _ADLER) << 16) | ((low + low_second - 1) % _ADLER)
