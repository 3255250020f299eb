"""`nb-cpp explore`."""

import sys
import warnings
from typing import Any

from .. import _validation
from .._problem.polynomial import Polynomial

_KEPT = "^()*/,+="  # need not be escaped after a #


def explore(arguments: Any) -> None:
    """Serve the page until it has been closed, or Ctrl-C."""
    # Here, as other commands need neither a browser nor a server.
    import webbrowser
    from urllib.parse import quote

    from ..explorer.address import read_address
    from ..explorer.frames import Session
    from ..explorer.server import Server

    what = arguments.polynomial.strip()
    if what.startswith("#"):
        start = what[1:]
        for fault in read_address(start)[1]:  # the page names it, too, and uses the rest
            warnings.warn(fault, stacklevel=2)
    else:
        Polynomial(what)  # what is wrong with it is said here
        start = f"v=1&p={quote(what, _KEPT)}"
    session = Session(_validation.thread_count(getattr(arguments, "threads", None)))
    server = Server(session, start, stay=arguments.stay)
    opened = not arguments.no_browser and webbrowser.open(server.address)
    if not (opened and arguments.quiet):
        print(server.address, flush=True)
    if not arguments.quiet:
        end = "Ctrl-C ends it." if arguments.stay else "It ends when the page is closed, or Ctrl-C."
        print(f"nb-cpp: the explorer is at this address. {end}", file=sys.stderr)
    server.run()
