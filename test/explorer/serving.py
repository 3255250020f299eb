"""A server of the explorer in a thread of the tests."""

import threading
from contextlib import contextmanager

from nb_cpp.explorer.frames import Session
from nb_cpp.explorer.server import Server

STATE = {"polynomial": "z^3 - 1", "centre": ["0", "0"], "width": "4", "size": [32, 24]}


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
