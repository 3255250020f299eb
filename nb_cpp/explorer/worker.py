"""A notebook's messages, answered in threads of their own."""

import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Callable, Dict, List, Optional

from .frames import OvertakenError, Session


class Worker:
    """Answers a widget's messages, in threads of its own; of frames, those still waited for.

    A cell that computes does not stop it, as a kernel's messages do: what arrives is only noted.
    Pictures to be saved have a thread for themselves, beside the frames.
    """

    def __init__(self, send: Any) -> None:
        self._send = send
        self._session = Session()
        self._lane, self._printing = _Lane(self._answer), _Lane(self._answer)

    def take(self, content: Any) -> None:
        """A message of a view."""
        if not isinstance(content, dict) or not isinstance(content.get("id"), str):
            return
        kind = content.get("kind")
        if kind == "alive":
            self._tell({"id": content["id"], "info": {}}, [])
            return
        if kind == "frame":
            self._session.announce(content.get("message"))
        lane = self._printing if kind == "export" else self._lane
        lane.put(content)

    def close(self) -> None:
        """End what is being computed, and the threads."""
        self._session.close()
        for lane in (self._lane, self._printing):
            lane.put(None)

    def _answer(self, content: Dict[str, Any]) -> None:
        answer: Dict[str, Any] = {"id": content["id"]}
        buffers: List[Any] = []
        try:
            info, data = self._session.answer(content["kind"], content.get("message"))
            answer["info"] = info
            buffers = [data] if len(data) else []
        except OvertakenError:
            answer["overtaken"] = True
        except Exception as error:  # the page says what it is
            answer["error"] = _sentence(error)
        self._tell(answer, buffers)

    def _tell(self, answer: Dict[str, Any], buffers: List[Any]) -> None:
        """Send an answer, or why it cannot be sent; a view that has gone needs neither."""
        try:
            self._send(answer, buffers)
        except Exception as error:
            with suppress(Exception):
                self._send({"id": answer["id"], "error": _sentence(error)}, [])


class _Lane:
    """A thread that does what is put into it, one after the other, until that is None."""

    def __init__(self, run: Callable[[Dict[str, Any]], None]) -> None:
        self._run = run
        self._waiting: SimpleQueue[Optional[Dict[str, Any]]] = SimpleQueue()
        self._guard = threading.Lock()
        self._thread: Optional[threading.Thread] = None

    def put(self, content: Optional[Dict[str, Any]]) -> None:
        self._waiting.put(content)
        with self._guard:
            if self._thread is None and content is not None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            content = self._waiting.get()
            if content is None:
                return
            self._run(content)


def _sentence(error: Exception) -> str:
    return str(error) or type(error).__name__
