"""What release.sh does: the build without the credentials, then the upload with them.

The credentials came in this process's initial environment, which the system shows to the programs
of the same user for as long as it runs. So the process is made unreadable (prctl(2),
PR_SET_DUMPABLE), and the build loses the capabilities by which root would read it all the same. And
what the build leaves running is ended, as the upload's own programs can be read.

A signal that ends this program first ends what it has started, which cleans up after itself.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parent
CREDENTIALS = ("TWINE_USERNAME", "TWINE_PASSWORD", "TWINE_PASSWORD_FILE")
# From linux/prctl.h and linux/capability.h.
PR_SET_DUMPABLE = 4
PR_CAPBSET_READ = 23
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
CAPABILITIES = {"CAP_SYS_PTRACE": 19, "CAP_SYS_ADMIN": 21, "CAP_PERFMON": 38}

libc = ctypes.CDLL(None, use_errno=True)


def prctl(*arguments):
    """0, or the number of the error."""
    return 0 if libc.prctl(*arguments, *[0] * (5 - len(arguments))) == 0 else ctypes.get_errno()


def renounce():
    """In the child, before it becomes the build."""
    for capability in CAPABILITIES.values():
        # 1: a program can get it; 0: none can, as in most containers; -1: the kernel has no such.
        there = libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1
        error = prctl(PR_CAPBSET_DROP, capability) if there else 0
        # Who is not root has none to lose.
        if error != 0 and os.geteuid() == 0:
            raise OSError(error, "a capability cannot be dropped")


def children():
    """This process's, from the second field after the name in /proc/PID/stat."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[1]) == os.getpid():
            yield int(place.parent.name)


def end_orphans():
    """Whose parent ended is this process's child, as its subreaper."""
    while True:
        left = [*children()]
        if not left:
            return
        for process in left:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def interrupted(number, _):
    raise SystemExit(128 + number)


def wait(process):
    """Until it has ended; meanwhile, for orphans of its that end.

    As zombies they would keep their group, which the scripts that end one wait for.
    """
    while process.returncode is None:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT).si_pid
        if ended == process.pid:
            process.wait()
        else:
            os.waitpid(ended, 0)
    return process.returncode


def run(command, **settings):
    """Its exit status; whatever of it runs when this program is interrupted is told to end."""
    # In a session of its own, which can be told as a whole: bash waits for what it has started.
    process = subprocess.Popen(command, start_new_session=True, **settings)
    try:
        status = wait(process)
    except SystemExit:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        wait(process)
        raise
    # Of a program that a signal ended, what a shell makes of it.
    return status if status >= 0 else 128 - status


def main(arguments):
    credentials = {name: os.environ.pop(name, "") for name in CREDENTIALS}
    if not (credentials["TWINE_PASSWORD"] or credentials["TWINE_PASSWORD_FILE"]):
        raise SystemExit(
            "release: TWINE_PASSWORD or TWINE_PASSWORD_FILE is needed for the upload; "
            "travis/build-wheels.sh builds without"
        )
    if prctl(PR_SET_DUMPABLE, 0) != 0 or prctl(PR_SET_CHILD_SUBREAPER, 1) != 0:
        raise SystemExit("release: the system lets the build read the credentials")
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup sets it
            signal.signal(number, interrupted)
    wheelhouse = os.environ.get("WHEELHOUSE", str(PLACE.parent / "wheelhouse"))
    try:
        status = run([str(PLACE / "build-wheels.sh"), *arguments], preexec_fn=renounce)
    finally:
        end_orphans()
    if status == 0:
        environment = {**os.environ, **{name: text for name, text in credentials.items() if text}}
        status = run([str(PLACE / "upload.sh"), wheelhouse], env=environment)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
