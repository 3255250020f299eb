"""travis/release.sh: both in one command, and no credential for what is built and tested."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from stand_in import ROOT, Index, Scripts, copy_of_the_checkout

SCRIPT = ROOT / "travis" / "release.sh"

pytestmark = [
    pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree"),
    pytest.mark.skipif(shutil.which("git") is None, reason="only a commit is released, by git"),
]


class Release(Scripts):
    def __init__(self, place):
        copy_of_the_checkout(place / "checkout")
        super().__init__(place, place / "checkout")
        self.server = Index(self.index)

    def release(self, **variables):
        settings = {"INDEX_URL": self.server.address, "TWINE_REPOSITORY_URL": "http://127.0.0.1:9/"}
        settings.update({"TWINE_PASSWORD": self.password, "HUNT": 1}, **variables)
        return self.run("release.sh", self.python, **settings)

    def seen(self):
        return [line for line in self.commands() if "(sees the password)" in line]


@pytest.fixture
def release(tmp_path):
    made = Release(tmp_path)
    yield made
    made.server.close()


def test_the_build_does_not_see_the_password_and_twine_does(release):
    result = release.release()
    assert result.returncode == 0, result.stdout
    itself, *commands = release.commands()
    assert "release.py" in itself
    uploads = [line for line in commands if "-m twine upload" in line]
    assert len(uploads) == 2
    assert set(uploads) <= set(release.seen())
    # From the first command of the upload on.
    first = next(i for i, line in enumerate(commands) if "sys.version_info < (3, 9)" in line)
    assert "-m pytest" in "\n".join(commands[:first])
    assert "(sees" not in "\n".join(commands[:first])
    assert sorted(path.name for path in release.index.iterdir()) == sorted(
        path.name for path in release.wheelhouse.iterdir()
    )


def test_what_the_build_leaves_running_is_ended_before_the_upload(release):
    text = release.python.read_text(encoding="utf-8")
    left = """if [ "$2" = pytest ]; then
  setsid sh -c 'echo $$ >"$OWN/left"; (setsid sleep 60 &) ; sleep 60' </dev/null >/dev/null 2>&1 &
  until [ -s "$OWN/left" ]; do sleep 0.05; done
elif [ "$2" = twine ] && [ -s "$OWN/left" ]; then
  kill -0 "$(cat "$OWN/left")" 2>/dev/null && touch "$OWN/ran-on"
fi
last="""
    release.python.write_text(text.replace("last=", left, 1), encoding="utf-8")
    result = release.release()
    assert result.returncode == 0, result.stdout
    assert (release.place / "left").exists()
    assert not (release.place / "ran-on").exists()
    assert len(list(release.index.iterdir())) == 2


def test_the_search_finds_a_password_where_there_is_one(release):
    # Otherwise that it finds none would tell nothing.
    command = [str(release.checkout / "travis" / "build-wheels.sh"), str(release.python)]
    with_password = release.environment(HUNT=1, UNKNOWN=release.password)
    environment = {name: with_password[name] for name in with_password if name != "UNKNOWN"}
    holder = 'env -i "$@"; exit $?'
    pairs = [f"{name}={value}" for name, value in environment.items()]
    subprocess.run(["bash", "-c", holder, "-", *pairs, *command], env=with_password, check=True)
    assert "-m pytest" in "\n".join(release.seen())


def test_python_imports_nothing_of_the_user(release):
    ran = release.place / "ran"
    text = f"open({str(ran)!r}, 'w')\n"
    (release.place / "signal.py").write_text(text, encoding="utf-8")
    release.release(PYTHONPATH=release.place, FAIL_AT="-m venv")
    assert release.commands()
    assert not ran.exists()


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("-m build", signal.SIGTERM),
        ("-m pip wheel", signal.SIGTERM),
        ("-m pytest", signal.SIGINT),
        ("-m pytest", signal.SIGHUP),
        ("-m twine", signal.SIGTERM),
    ],
)
def test_a_signal_ends_all_of_it_and_leaves_nothing(release, at, number):
    settings = {"INDEX_URL": release.server.address, "TWINE_REPOSITORY_URL": "http://127.0.0.1:9/"}
    process = subprocess.Popen(
        [str(release.checkout / "travis" / "release.sh"), str(release.python)],
        env=release.environment(TWINE_PASSWORD=release.password, HANG_AT=at, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A shell has its background jobs ignore Ctrl-C, which they hand down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not (release.place / "hangs").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    # Which ends when everything that could write to it has ended.
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 128 + number, output
    assert "stopped at stage" in output
    assert "Traceback" not in output
    release.check_that_nothing_is_left()
    assert [*release.index.iterdir()] == []
    assert release.wheelhouse.exists() == (at == "-m twine")


def test_an_incomplete_release_is_not_uploaded(release):
    release.release_set.write_text("manylinux1_x86_64 cp311 cp312\n", encoding="utf-8")
    result = release.release()
    assert result.returncode == 1
    assert "the wheel of cp312 for manylinux1_x86_64 is missing" in result.stdout
    assert [*release.index.iterdir()] == []


def test_a_build_that_fails_is_not_uploaded(release):
    result = release.release(FAIL_AT="-m auditwheel")
    assert result.returncode != 0
    assert "stopped at stage: repair" in result.stdout
    assert "-m twine upload" not in "\n".join(release.commands())


def test_without_a_password_nothing_is_started(release):
    result = release.release(TWINE_PASSWORD="")
    assert result.returncode == 1
    assert "TWINE_PASSWORD or TWINE_PASSWORD_FILE is needed" in result.stdout
    assert "-m venv" not in "\n".join(release.commands())


@pytest.mark.parametrize("option", ["--help", "-h", "--unknown"])
def test_an_option_builds_nothing_and_uploads_nothing(release, option):
    # A whole release is there from an earlier run.
    assert release.release(FAIL_AT="-m twine").returncode != 0
    release.log.write_text("", encoding="utf-8")
    result = release.run("release.sh", option, TWINE_PASSWORD=release.password)
    assert result.returncode == (1 if option == "--unknown" else 0)
    assert "TWINE_PASSWORD" in result.stdout or "unknown option --unknown" in result.stdout
    assert release.commands() == []


def python(code):
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parent)}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.stdout


def test_a_process_that_is_made_unreadable_cannot_be_read_by_its_user():
    code = """if 1:
        import os, release, subprocess
        if os.getuid() == 0:
            os.setuid(65534)
        for dumpable in (1, 0):
            assert release.prctl(release.PR_SET_DUMPABLE, dumpable) == 0
            command = ["cat", f"/proc/{os.getpid()}/environ"]
            print(subprocess.run(command, stdout=-3, stderr=-3).returncode)"""
    assert python(code).split() == ["0", "1"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has capabilities to lose")
def test_the_capabilities_that_read_other_programs_are_lost():
    code = """if 1:
        import release, subprocess
        command = ["cat", "/proc/self/status"]
        for lose in (None, release.renounce):
            subprocess.run(command, preexec_fn=lose)"""
    lines = [line for line in python(code).splitlines() if line.startswith("CapEff")]
    before, after = (int(line.split()[1], 16) for line in lines)
    assert before & after == after
    assert after & (1 << 19 | 1 << 21 | 1 << 38) == 0


COMMANDS = sorted(path for path in SCRIPT.parent.glob("*.sh") if os.access(str(path), os.X_OK))


@pytest.mark.parametrize("path", COMMANDS, ids=[path.name for path in COMMANDS])
def test_every_script_tells_its_usage_and_does_nothing(path, tmp_path):
    def run(option):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        command = [str(path), option]
        return subprocess.run(command, cwd=str(tmp_path), check=False, timeout=20, **pipes)

    result = run("--help")
    assert result.returncode == 0
    comment = path.read_text(encoding="utf-8").splitlines()[2]
    assert result.stdout.splitlines()[0] == comment[2:]
    assert run("-h").stdout == result.stdout
    result = run("--unknown")
    assert result.returncode == 1
    assert f"{path.stem}: unknown option --unknown" in result.stdout
    assert [*tmp_path.iterdir()] == []
