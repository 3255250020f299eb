"""travis/build-wheels.sh with real tools and an index on loopback: make test-release.

test_release.py has the same faults with a stand-in for Python, and more of them.
"""

import re
import shutil
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from test_release import SCRIPT, header_version

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.skipif(not SCRIPT.is_file(), reason="these tests need the source tree"),
    pytest.mark.slow_release,
    pytest.mark.timeout(1800),
]

PASSWORD = "correct-horse"
NOT_COPIED = (".git", ".venv*", "build", "dist", "wheelhouse", "*.egg-info", "*.so", ".*_cache")
NOT_COPIED += ("__pycache__", ".hypothesis")


class Index:
    """Takes uploads with the right password, and remembers the names of the files."""

    def __init__(self):
        index = self
        self.files = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                name = re.search(rb'filename="([^"]+)"', body).group(1).decode()
                self.send_response(index.answer(self.headers["Authorization"], name))
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def answer(self, authorization, name):
        # Base64 of someone:correct-horse.
        if authorization != "Basic c29tZW9uZTpjb3JyZWN0LWhvcnNl":
            return 403
        self.files.append(name)
        return 200

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def index():
    index = Index()
    yield index
    index.close()


class Checkout:
    """A committed copy of the whole tree, and its script."""

    def __init__(self, place):
        self.place = place / "checkout"
        self.wheelhouse = place / "wheelhouse"
        self.temporary = place / "temporary"
        self.temporary.mkdir()
        shutil.copytree(str(ROOT), str(self.place), ignore=shutil.ignore_patterns(*NOT_COPIED))
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", str(self.place), *who, *arguments], check=True)

    def commit(self):
        self.git("add", ".")
        self.git("commit", "-qm", "The tree")

    def release(self, monkeypatch, address, password=PASSWORD):
        settings = {"TWINE_USERNAME": "someone", "TWINE_PASSWORD": password}
        settings.update(TWINE_REPOSITORY_URL=address, DRY_RUN="0", WHEELHOUSE=str(self.wheelhouse))
        settings.update(TMPDIR=str(self.temporary), PYTEST_ARGS="test/pictures/test_compute.py")
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        result = subprocess.run(
            ["bash", str(self.place / "travis" / "build-wheels.sh"), sys.executable],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert not [*self.temporary.glob("nb_cpp-*")], "the script left its own behind"
        assert PASSWORD not in result.stdout
        return result


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def check_that_it_stopped(result, stage):
    assert result.returncode != 0
    last = result.stdout.splitlines()[-1]
    assert last.startswith(f"build-wheels: stopped at stage: {stage}"), result.stdout


@pytest.mark.parametrize(
    ("file", "good", "bad", "stage"),
    [
        ("src/python/basins.cpp", "#include <optional>", "#include <nothing.hpp>", "wheel"),
        ("CMakeLists.txt", "{ global: PyInit__core; local: *; }", "{ global: *; }", "gates"),
        (
            "test/pictures/test_compute.py",
            "import pytest\n",
            "import pytest\nassert False\n",
            "test",
        ),
    ],
    ids=["a broken build", "a failed gate", "a failing test"],
)
def test_a_fault_stops_the_release(checkout, index, monkeypatch, file, good, bad, stage):
    path = checkout.place / file
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    checkout.commit()
    check_that_it_stopped(checkout.release(monkeypatch, index.address), stage)
    assert index.files == []
    assert not checkout.wheelhouse.exists()


def test_the_upload_finishes_when_the_index_is_there_and_the_password_right(
    checkout, index, monkeypatch
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    check_that_it_stopped(checkout.release(monkeypatch, nobody), "upload")
    wrong = checkout.release(monkeypatch, index.address, password="wrong")
    check_that_it_stopped(wrong, "upload")
    assert "403" in wrong.stdout
    assert index.files == []

    result = checkout.release(monkeypatch, index.address)
    assert result.returncode == 0, result.stdout
    tag = f"cp3{sys.version_info[1]}"
    wheel, sdist = sorted(index.files)
    assert re.match(rf"nb_cpp-{re.escape(header_version())}-{tag}-{tag}-manylinux.*\.whl$", wheel)
    assert sdist == f"nb_cpp-{header_version()}.tar.gz"
    assert sorted(path.name for path in checkout.wheelhouse.iterdir()) == [wheel, sdist]
    assert re.search(r"^\d+ passed", result.stdout, re.MULTILINE)
