"""The explorer's page on this machine, for the browser of who started it and for nobody else.

Other users and every page that a browser has open can send requests to a port on loopback. So:
the address has a secret part, a request must name this host (against DNS rebinding) and must not
come from another origin, messages are JSON of a bounded size, and nothing is read from or written
to the disk for a page. Each answer tells the browser to let nothing else in.
"""

import hmac
import json
import secrets
import select
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, Dict, Optional, Set, Tuple

from .frames import OvertakenError, Session

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FILES = {
    "": ("page.html", "text/html; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "explorer.js": ("explorer.js", "text/javascript; charset=utf-8"),
    "explorer.css": ("explorer.css", "text/css; charset=utf-8"),
}
_LARGEST_BODY = 2**16
_LONGEST_ERROR = 2000
_CONNECTIONS = 16
_FIRST_LINE, _NEXT_LINE = 5, 30  # seconds of silence
_HELD = 20.0  # seconds until a held request is answered
_GONE = 5.0  # seconds after which a page is not expected back
_TICK = 0.25


class _RefusedError(Exception):
    """A request that is not answered as it wishes."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class _UnattendedError(Exception):
    """Nobody looks at the page any more."""


class Server(ThreadingHTTPServer):
    """Serves the page and answers its messages until nobody looks at it any more.

    Parameters
    ----------
    session : Session
        What answers the messages.
    start : str
        What follows ``#`` in the address: the state to begin with.
    stay : bool
        Whether to go on when the page has been closed.
    """

    daemon_threads = False  # that they end is seen to
    block_on_close = True
    request_queue_size = _CONNECTIONS

    def __init__(self, session: Session, start: str = "", stay: bool = False) -> None:
        self.session = session
        self.token = secrets.token_urlsafe(32)
        self.closing = threading.Event()
        self._start, self._stay = start, stay
        self._slots = threading.BoundedSemaphore(_CONNECTIONS)
        self._guard = threading.Lock()
        self._open: Set[socket.socket] = set()
        self._looking = 0
        self._left: Optional[float] = None
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """What the browser opens."""
        hash_ = f"#{self._start}" if self._start else ""
        return f"http://127.0.0.1:{self.port}/{self.token}/{hash_}"

    def run(self) -> None:
        """Serve until the page has been closed, or Ctrl-C; leave no thread and no port."""
        try:
            with suppress(_UnattendedError):
                self.serve_forever(_TICK)
        finally:
            self.end()

    def end(self) -> None:
        """Close every connection and wait for the threads."""
        self.closing.set()
        self.session.close()
        with self._guard:
            connections = list(self._open)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def service_actions(self) -> None:
        """Between two requests: whether anybody looks."""
        with self._guard:
            left = self._left
        if not self._stay and left is not None and time.monotonic() - left > _GONE:
            raise _UnattendedError

    def look(self, change: int) -> None:
        """One page more, or less, holds a request."""
        with self._guard:
            self._looking += change
            self._left = None if self._looking else time.monotonic()

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._slots.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._guard:
                self._open.discard(request)
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is nobody's concern."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "nb_cpp", ""
    disable_nagle_algorithm = True
    wbufsize = 0
    timeout = _FIRST_LINE

    def log_message(self, *_: Any) -> None:
        """Nothing: the address has a secret."""

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self.request_version == "HTTP/0.9":
            self.close_connection = True
            return False
        self.connection.settimeout(_NEXT_LINE)
        return True

    def do_GET(self) -> None:
        try:
            name = self._name()
            if name not in _FILES:
                raise _RefusedError(404, "not found")
            self._answer(200, *_file(name))
        except _RefusedError as refused:
            self._refuse(refused)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        try:
            name = self._name()
            message = self._message()
            if name == "alive":
                self._hold()
            info, data = ({}, b"") if name == "alive" else self._asked(name, message)
            text = json.dumps(info, allow_nan=False).encode()
            text += b" " * (-len(text) % 4)  # so that what follows is aligned
            head = len(text).to_bytes(4, "little") + text
            self._answer(200, head, "application/octet-stream", data)
        except _RefusedError as refused:
            self._refuse(refused)

    def send_error(self, code: int, message: Optional[str] = None, explain: Any = None) -> None:
        """Not as the library does, whose page repeats the request."""
        self._refuse(_RefusedError(code, "this request cannot be answered"))

    def _name(self) -> str:
        """What is asked for, if the request may ask."""
        own = [f"{name}:{self.server.port}" for name in ("127.0.0.1", "localhost")]
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0] not in own:
            raise _RefusedError(421, "this is another host")
        origins = self.headers.get_all("Origin", [])
        if origins and (len(origins) > 1 or origins[0] not in [f"http://{name}" for name in own]):
            raise _RefusedError(403, "another origin may not ask")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise _RefusedError(403, "another site may not ask")
        head, _, rest = self.path.partition("?")[0].partition("/")
        token, slash, name = rest.partition("/")
        known = hmac.compare_digest(
            token.encode("utf-8", "surrogateescape"), self.server.token.encode()
        )
        if head or not slash or not known:
            raise _RefusedError(404, "not found")
        return name

    def _message(self) -> Any:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":  # what a form cannot send
            raise _RefusedError(415, "messages are JSON")
        lengths = self.headers.get_all("Content-Length", [])
        plain = len(lengths) == 1 and lengths[0].isascii() and lengths[0].isdigit()
        if not plain or "Transfer-Encoding" in self.headers:
            raise _RefusedError(411, "a message has one length")
        if len(lengths[0]) > 9 or int(lengths[0]) > _LARGEST_BODY:
            raise _RefusedError(413, "the message is too long")
        body = self.rfile.read(int(lengths[0]))
        try:
            return json.loads(body.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise _RefusedError(400, "the message is no JSON") from None

    def _asked(self, kind: str, message: Any) -> Tuple[Dict[str, Any], Any]:
        try:
            return self.server.session.answer(kind, message, self._is_waiting)
        except OvertakenError:
            return {"overtaken": True}, b""  # no error, which browsers would log
        except (ValueError, TypeError, ImportError, ArithmeticError, NotImplementedError) as error:
            raise _RefusedError(400, str(error) or type(error).__name__) from None
        except MemoryError as error:
            raise _RefusedError(400, str(error) or "there is not enough memory") from None
        except Exception as error:  # our fault; the page shows it, and goes on
            raise _RefusedError(500, f"{type(error).__name__}: {error}") from error

    def _is_waiting(self) -> bool:
        """Whether the browser has not given the request up: it would have closed the connection."""
        try:
            ready, _, _ = select.select([self.connection], [], [], 0)
            return not ready or self.connection.recv(1, socket.MSG_PEEK) != b""
        except OSError:
            return False

    def _hold(self) -> None:
        """Wait a while, or until the page is gone."""
        self.server.look(1)
        try:
            end = time.monotonic() + _HELD
            while time.monotonic() < end and not self.server.closing.is_set():
                ready, _, _ = select.select([self.connection], [], [], _TICK)
                if ready:  # a page that waits sends nothing: it has closed
                    self.close_connection = True
                    break
        finally:
            self.server.look(-1)

    def _answer(self, status: int, body: bytes, kind: str, data: Any = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) + len(data)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if status >= 400:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.connection.sendall(body)
            if data:
                self.connection.sendall(data)

    def _refuse(self, refused: _RefusedError) -> None:
        text = str(refused)[:_LONGEST_ERROR].encode("utf-8", "replace")
        self._answer(refused.status, text, "text/plain; charset=utf-8")


def _file(name: str) -> Tuple[bytes, str]:
    file, kind = _FILES[name]
    return read_file(file).encode(), kind


def read_file(name: str) -> str:
    """A file of the page."""
    if hasattr(resources, "files"):
        return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return resources.read_text(__package__, name, encoding="utf-8")  # Python 3.8


def _no_number(_: str) -> None:
    raise ValueError
