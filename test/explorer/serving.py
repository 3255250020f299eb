"""A server of the explorer in a thread of the tests."""

import json
import socket
import threading
from contextlib import contextmanager

from nb_cpp.explorer.frames import Session
from nb_cpp.explorer.server import Server
from nb_cpp.pictures.recipe import Recipe

STATE = {"polynomial": "z^3 - 1", "centre": ["0", "0"], "width": "4", "size": [32, 24]}
BODY = json.dumps(STATE)


@contextmanager
def served(session=None, **more):
    """The server, with nothing left of it afterwards."""
    server = Server(session or Session(), **more)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(30)
        assert not thread.is_alive()


def exchange(port, data, seconds=10):
    """All that comes back, or b"" where the server only closes."""
    with socket.create_connection(("127.0.0.1", port), seconds) as connection:
        received = b""
        try:
            connection.sendall(data)
            while True:
                piece = connection.recv(65536)
                if not piece:
                    break
                received += piece
        except ConnectionError:
            pass
    return received


def line(text, host, more="", method="GET"):
    return f"{method} {text} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode()


def post(text, host, body=BODY, more="", kind="application/json", length=None):
    size = len(body) if length is None else length
    head = f"Content-Type: {kind}\r\nContent-Length: {size}\r\n{more}"
    return line(text, host, head, "POST") + body.encode()


class Drawing:
    """Makes pictures take until they may be done; their progress is asked for meanwhile."""

    def __init__(self, monkeypatch):
        self.now, self.most, self.begun, self.done = 0, 0, threading.Event(), threading.Event()
        draw = Recipe.draw

        def slow(recipe, threads, progress):
            self.now += 1
            self.most = max(self.most, self.now)
            self.begun.set()
            try:
                while not self.done.wait(0.01):
                    progress(0, 1)
                return draw(recipe, threads, progress)
            finally:
                self.now -= 1

        monkeypatch.setattr(Recipe, "draw", slow)


class Asking(threading.Thread):
    """What a session answers, or why it does not."""

    def __init__(self, session, kind, *arguments):
        super().__init__(daemon=True)
        self.result, self._ask = None, lambda: session.answer(kind, *arguments)
        self.start()

    def run(self):
        try:
            self.result = self._ask()
        except Exception as error:
            self.result = error
