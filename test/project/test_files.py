"""The files that nb_cpp writes and reads: whole or not at all, whatever stands in the way."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
import textwrap
import threading

import numpy as np
import pytest
from helpers import same

import nb_cpp
from nb_cpp import _files

CUBIC = [1, 0, 0, -1]
SMALL = nb_cpp.basins(CUBIC, shape=(5, 6))
TABLE = nb_cpp.compare([CUBIC], ["newton", "halley"], shape=(8, 8))


def begin_checkpoint(path):
    nb_cpp.compare([CUBIC], ["newton"], shape=(8, 8), checkpoint=path)


WRITERS = {
    "save": SMALL.save,
    "checkpoint": begin_checkpoint,
    "csv": TABLE.to_csv,
    "latex": TABLE.to_latex,
    "markdown": TABLE.to_markdown,
}


@pytest.fixture(params=WRITERS.values(), ids=WRITERS)
def write(request):
    return request.param


@pytest.fixture
def umask():
    previous = os.umask(0o022)
    yield os.umask
    os.umask(previous)


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_a_new_file(tmp_path, write, umask):
    for mask in (0o022, 0o077, 0o007):
        umask(mask)
        path = tmp_path / f"under {mask:o}"
        write(path)
        assert mode(path) == 0o666 & ~mask
        assert path.stat().st_size > 50
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o666, 0o755])
def test_an_existing_file_keeps_its_mode(tmp_path, write, umask, bits):
    path = tmp_path / "file"
    path.touch()
    path.chmod(bits)
    write(path)
    assert mode(path) == bits
    assert path.stat().st_size > 50


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_an_existing_file_keeps_its_owner(tmp_path, write):
    path = tmp_path / "file"
    path.touch()
    os.chown(path, 65534, 65533)
    write(path)
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65533)


def test_an_owner_that_cannot_be_given_lends_no_rights_to_another_group(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    path = tmp_path / "file"
    path.touch()
    path.chmod(0o4664)
    SMALL.save(path)
    assert mode(path) == 0o4664  # nothing to give
    monkeypatch.setattr(os, "fchown", refuse)
    stranger = os.stat_result([*path.stat()[:5], path.stat().st_gid + 1, *path.stat()[6:]])
    monkeypatch.setattr(_files, "_existing", lambda *_: stranger)
    SMALL.save(path)
    assert mode(path) == 0o604
    assert same(nb_cpp.Basins.load(path), SMALL)


def test_what_cannot_be_removed_hides_no_error(tmp_path, monkeypatch):
    def read_only(path, *_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    monkeypatch.setattr(os, "open", read_only)
    monkeypatch.setattr(os, "remove", read_only)
    with pytest.raises(OSError, match="Read-only") as caught:
        SMALL.save(tmp_path / "file.npz")
    assert caught.value.filename == str(tmp_path / "file.npz")


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_a_link(tmp_path, write, exists):
    (tmp_path / "results").mkdir()
    target = tmp_path / "results" / "file"
    if exists:
        target.touch()
    link = tmp_path / "link"
    link.symlink_to("results/file")
    (tmp_path / "second").symlink_to(link)
    write(tmp_path / "second")
    assert link.is_symlink()
    assert os.readlink(link) == "results/file"
    assert target.stat().st_size > 50
    assert os.listdir(target.parent) == ["file"]


def test_names_of_any_kind(tmp_path, write, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("relative", b"bytes", "n" * 255):
        write(name)
        assert os.stat(name).st_size > 50
    assert len(os.listdir()) == 3


@pytest.fixture
def fifo(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


@pytest.mark.timeout(60)
def test_what_is_no_regular_file_is_not_replaced(tmp_path, write, fifo, monkeypatch):
    def harm(*names):
        raise AssertionError(f"{names} replaced")

    monkeypatch.setattr(os, "replace", harm)
    link = tmp_path / "link"
    link.symlink_to("/dev/null")
    for path in ("/dev/null", link, fifo):
        with pytest.raises(OSError, match=f"Not a regular file: '{path}'"):
            write(path)
    for path in (tmp_path, "/dev/", ""):
        with pytest.raises(IsADirectoryError, match=f"'{path}'"):
            write(path)
    with pytest.raises(IsADirectoryError, match="new/'"):
        write(f"{tmp_path}/new/")
    assert [name for name in os.listdir("/dev") if name.startswith(".nb_cpp")] == []
    assert sorted(os.listdir(tmp_path)) == ["fifo", "link"]
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@pytest.mark.timeout(60)
def test_what_has_no_end_is_not_read(fifo):
    for path in ("/dev/zero", "/dev/null", fifo):
        for read in (nb_cpp.Basins.load, begin_checkpoint):
            with pytest.raises(OSError, match=f"Not a regular file: '{path}'"):
                read(path)
    with pytest.raises(IsADirectoryError):
        nb_cpp.Basins.load(fifo.parent)


def test_errors_name_the_file_that_was_asked_for(tmp_path, write):
    path = tmp_path / "nowhere" / "file"
    with pytest.raises(FileNotFoundError) as caught:
        write(path)
    assert caught.value.filename == str(path)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="loop"):
        write(loop)


def test_a_file_that_may_not_be_written_is_not_replaced():
    # In a process that is not root's, to which nothing is forbidden.
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        with open(path, "w") as file:
            file.write("mine")
        os.chmod(path, 0o444)
        os.chmod(folder, 0o777)
        child = os.fork()
        if not child:
            status = 1
            try:
                if os.geteuid() == 0:
                    os.setuid(65534)
                for write in WRITERS.values():
                    try:
                        write(path)
                    except (PermissionError, ValueError):  # to a checkpoint it is no checkpoint
                        continue
                    os._exit(2)
                status = 0
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        with open(path) as file:
            assert file.read() == "mine"
        assert os.listdir(folder) == ["file"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError("in the middle")])
def test_a_failure_leaves_the_old_file(tmp_path, failure):
    path = tmp_path / "file"
    path.write_text("old")

    def fail():
        with _files.replacing(path) as file:
            file.write(b"new")
            assert path.read_text() == "old"
            raise failure

    with pytest.raises(type(failure) if isinstance(failure, Exception) else failure):
        fail()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_full_disk_leaves_the_old_file(tmp_path, writer):
    path = tmp_path / "file"
    old = "" if writer == "checkpoint" else "old"
    path.write_text(old)
    program = f"""
        import resource, signal, sys
        sys.path.insert(0, {os.path.dirname(__file__)!r})
        sys.path.insert(0, {os.path.dirname(os.path.dirname(__file__))!r})
        from test_files import WRITERS
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))
        try:
            WRITERS[{writer!r}]({str(path)!r})
        except OSError as error:
            sys.exit(error.strerror)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert run.stderr == "File too large\n"
    assert path.read_text() == old
    assert os.listdir(tmp_path) == ["file"]


def test_a_crash_of_the_machine_finds_one_of_both_files(tmp_path, write, monkeypatch):
    path = tmp_path / "file"
    path.touch()
    calls = []
    fsync, replace = os.fsync, os.replace

    def spy_fsync(number):
        name = os.readlink(f"/proc/self/fd/{number}")
        calls.append(("fsync", "folder" if name == str(tmp_path) else os.fstat(number).st_size))
        fsync(number)

    def spy_replace(part, target):
        calls.append(("replace", target, os.stat(part).st_size))
        replace(part, target)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(os, "replace", spy_replace)
    write(path)
    (_, size), (_, target, renamed), (_, folder) = calls[:3]  # a checkpoint then appends
    assert [name for name, *_ in calls[:3]] == ["fsync", "replace", "fsync"]
    assert 50 < size == renamed
    assert (target, folder) == (str(path), "folder")


def test_threads_that_save_and_load_one_path_find_whole_files(tmp_path):
    path = tmp_path / "shared.npz"
    shapes = [(60, columns) for columns in (10, 50, 200, 400)]
    saved = {shape: nb_cpp.basins(CUBIC, shape=shape) for shape in shapes}
    failures = []
    loads = []

    def work(b):
        try:
            for _ in range(25):
                b.save(path)
                loaded = nb_cpp.Basins.load(path)
                loads.append(same(loaded, saved[loaded.shape]))
        except Exception as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(b,)) for b in saved.values()]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert loads == [True] * 100
    assert os.listdir(tmp_path) == ["shared.npz"]


def test_a_parser_that_another_thread_disturbs(tmp_path, monkeypatch):
    b = nb_cpp.basins(CUBIC, shape=(6, 7))
    b.save(tmp_path / "b.npz")
    read, faults = np.load, []

    def disturbed(*args, **kwargs):
        if len(faults) < limit:
            faults.append(SystemError("AST constructor recursion depth mismatch"))
            raise faults[-1]
        return read(*args, **kwargs)

    monkeypatch.setattr(np, "load", disturbed)
    limit = 2
    assert same(nb_cpp.Basins.load(tmp_path / "b.npz"), b)
    assert len(faults) == limit
    limit = 1000
    with pytest.raises(SystemError, match="recursion depth"):
        nb_cpp.Basins.load(tmp_path / "b.npz")


def test_threads_that_write_one_table(tmp_path):
    path = tmp_path / "table"
    texts = [TABLE.to_csv(columns=["method"] * n) for n in (1, 50, 500)]
    failures = []

    def work(n):
        try:
            for _ in range(40):
                TABLE.to_csv(path, columns=["method"] * n)
                if path.read_text() not in texts:
                    failures.append("torn")
        except Exception as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(n,)) for n in (1, 50, 500)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert os.listdir(tmp_path) == ["table"]
