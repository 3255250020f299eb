"""How the explorer's server ends, and that nothing is left of it."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from serving import STATE, Drawing, exchange, line, post, served

# So large, of so slow a method, that it takes many seconds.
SLOW = {**STATE, "polynomial": "z^100 - z - 1", "method": "laguerre", "size": [4096, 4096]}
# The command, and then its status and the threads that there are.
COMMAND = """
import sys, threading
from nb_cpp.cli.main import main
status = main(["explore", *sys.argv[1:]])
print(status, [thread.name for thread in threading.enumerate()])
"""
QUIT = 130


class Command:
    """The command `nb-cpp explore` in a process of its own."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments, "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=str(folder),
            # A shell has its background jobs ignore Ctrl-C, which they hand down.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.base, _, self.hash = self.process.stdout.readline().strip().partition("#")
        _, _, host, self.token, _ = self.base.split("/")
        self.host, self.port = host, int(host.split(":")[1])

    def ask(self, kind, message):
        """A connection on which the answer will come."""
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.sendall(post(f"/{self.token}/{kind}", self.host, json.dumps(message)))
        return connection

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def ended(self, status):
        """It has ended with that status; no thread is left, no port, no file and no complaint."""
        output, errors = self.process.communicate(timeout=10)
        assert output == f"{status} ['MainThread']\n"
        assert errors.splitlines() == [errors.strip()]
        assert errors.startswith("nb-cpp: the explorer is at this address.")
        with pytest.raises(ConnectionError):
            socket.create_connection(("127.0.0.1", self.port), 1)
        assert not os.listdir(str(self.folder))


@pytest.fixture
def start(tmp_path):
    """Starts the command with arguments."""
    commands = []

    def started(*arguments):
        commands.append(Command(tmp_path, *arguments))
        return commands[-1]

    yield started
    for command in commands:
        command.process.kill()
        command.process.communicate()


def test_ctrl_c(start):
    command = start("z^2 - 2")
    assert command.hash == "v=1&p=z^2%20-%202"
    with urllib.request.urlopen(command.base, timeout=10) as page:
        assert b"explorer" in page.read()
    with command.ask("alive", {}):
        time.sleep(0.3)
        command.interrupt()
        command.ended(QUIT)


def test_ctrl_c_while_a_frame_and_a_picture_are_drawn(start):
    command = start()
    frame = command.ask("frame", SLOW)
    picture = command.ask("export", {**SLOW, "print": [8192, 8192]})
    answered, _, _ = select.select([frame, picture], [], [], 1)
    assert not answered
    command.interrupt()
    command.ended(QUIT)
    frame.close()
    picture.close()


def test_a_closed_page_ends_the_command_within_ten_seconds(start):
    command = start()
    with command.ask("alive", {}):
        time.sleep(0.3)
    command.ended(0)


def test_a_page_that_is_loaded_again_is_back_in_time(monkeypatch):
    monkeypatch.setattr("nb_cpp.explorer.server._GONE", 0.6)
    with served() as server:
        host = f"127.0.0.1:{server.port}"
        for _ in range(2):  # a page that is loaded again is back in time
            connection = socket.create_connection(("127.0.0.1", server.port))
            connection.sendall(post(f"/{server.token}/alive", host, "{}"))
            time.sleep(0.5)
            connection.close()
            time.sleep(0.3)
        assert exchange(server.port, line(f"/{server.token}/", host))
        end = time.monotonic() + 5
        while True:
            try:
                socket.create_connection(("127.0.0.1", server.port), 1).close()
            except ConnectionError:
                break
            assert time.monotonic() < end
            time.sleep(0.1)


def test_a_page_that_has_gone_ends_its_picture(monkeypatch):
    drawing = Drawing(monkeypatch)
    with served(stay=True) as server:
        message = json.dumps({**STATE, "print": [64, 48]})
        request = post(f"/{server.token}/export", f"127.0.0.1:{server.port}", message)
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(request)
            assert drawing.begun.wait(20)
            time.sleep(0.1)
            assert drawing.now == 1
        end = time.monotonic() + 20
        while drawing.now:
            assert time.monotonic() < end
            time.sleep(0.02)
