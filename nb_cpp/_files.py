"""Files: replaced whole or not at all, read only where they end; and complex numbers in JSON."""

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import BinaryIO, Iterator, List, Optional, Sequence, Union

Path = Union[str, "os.PathLike[str]"]


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write in, which takes the place of what is at `path` when the block has ended.

    Until then, and after an error for ever, the old file is there, whole. A link stays a link, to
    the new content. An existing file keeps its mode, and its owner and group where the process may
    give files away; where it may not, the group's rights go.
    """
    name = os.fsdecode(path)
    target = os.path.realpath(name)
    old = _existing(name, target)
    folder = os.path.dirname(target)
    # In the same folder, as a rename does not cross file systems; of a length that always fits.
    part = os.path.join(folder, f".nb_cpp-{os.urandom(8).hex()}.part")
    mode = 0o666 if old is None else stat.S_IMODE(old.st_mode)
    try:
        with open(part, "xb", opener=lambda file, flags: os.open(file, flags, mode)) as file:
            if old is not None:
                # After the change of owner, which takes bits away, as the umask did.
                os.fchmod(file.fileno(), mode & _kept_rights(file.fileno(), old))
            yield file
            file.flush()
            os.fsync(file.fileno())  # or a crash of the machine might leave the name to no content
        os.replace(part, target)
    except BaseException as error:
        with suppress(OSError):
            os.remove(part)
        if isinstance(error, OSError) and error.filename == part:
            error.filename = name  # the one that the caller knows
        raise
    _sync(folder)


def _kept_rights(number: int, old: os.stat_result) -> int:
    """The bits of the mode that the new file, made its owner's and group's, may have, too."""
    new = os.fstat(number)
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return 0o7777
    # One may be allowed without the other, or there is no such owner here.
    for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with suppress(OSError):
            os.fchown(number, owner, group)
    new = os.fstat(number)
    if new.st_gid != old.st_gid:
        return 0o0707
    return 0o7777 if new.st_uid == old.st_uid else 0o0777


def opened(path: Path) -> BinaryIO:
    """A regular file to read: a device may have no end, a pipe no other end."""
    return open(os.fsdecode(path), "rb", opener=_open_regular)


def complex_to_json(value: complex) -> List[float]:
    return [value.real, value.imag]


def complex_from_json(pair: Sequence[float]) -> complex:
    real, imag = pair
    return complex(real, imag)


def _existing(name: str, target: str) -> Optional[os.stat_result]:
    """What a new file at `target` would replace, if it may be replaced."""
    if not os.path.basename(name):  # that is no file's name, whether the folder exists or not
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    try:
        old = os.stat(target)
    except FileNotFoundError:
        return None
    _check_regular(name, old)
    if not os.access(target, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    return old


def _open_regular(name: str, flags: int) -> int:
    number = os.open(name, flags | os.O_NONBLOCK)  # or a pipe would wait for its writer
    try:
        _check_regular(name, os.fstat(number))
    except OSError:
        os.close(number)
        raise
    return number


def _check_regular(name: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "Not a regular file", name)


def _sync(folder: str) -> None:
    """Keep the rename through a crash of the machine, where the file system can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
