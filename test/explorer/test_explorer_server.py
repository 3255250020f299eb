"""What the explorer's server answers, and what it refuses, byte for byte."""

import json
import socket
import threading
import time
import urllib.request

import numpy as np
import pytest
from serving import BODY, STATE, exchange, line, post, served

import nb_cpp


@pytest.fixture(scope="module")
def server():
    with served(stay=True) as one:
        yield one


def with_(**more):
    return json.dumps({**STATE, **more})


def without(*names):
    return json.dumps({k: v for k, v in STATE.items() if k not in names})


def requests(token, port):
    """(what it is, the request, the status or None for a connection that is only closed)."""
    host, top = f"127.0.0.1:{port}", f"/{token}/"
    frame = f"{top}frame"

    def origin(value):
        return post(frame, host, more=f"Origin: {value}\r\n")

    def site(value):
        return line(top, host, f"Sec-Fetch-Site: {value}\r\n")

    def body(text):
        return post(frame, host, text)

    allowed = [
        ("the page", line(top, host)),
        ("its script", line(top + "explorer.js", host)),
        ("its start", line(top + "page.js", host)),
        ("its looks", line(top + "explorer.css", host)),
        ("HEAD", line(top, host, method="HEAD")),
        ("a query", line(top + "?x=1", host)),
        ("localhost", line(top, f"localhost:{port}")),
        ("a frame", body(BODY)),
        ("its own origin", origin(f"http://{host}")),
        ("the same site's page", site("same-origin")),
        ("an address typed", site("none")),
        ("deep", body(with_(width="1e-20", centre=["0.5", "0.1"]))),
        ("words", post(f"{top}words", host)),
    ]
    wrong_bodies = {
        "cut JSON": "{",
        "brackets": "[" * 60000,
        "NaN": BODY.replace("32", "NaN"),
        "-Infinity": with_(tol=1).replace("1}", "-Infinity}"),
        "1e999": with_(tol=1).replace("1}", "1e999}"),
        "many digits": with_(tol=1).replace("1}", "9" * 60000 + "}"),
        "a list": "[]",
        "a number": "7",
        "an unknown field": with_(path="/etc/passwd"),
        "101 roots": with_(polynomial=None, roots=[[0, 0]] * 101),
        "no roots": with_(polynomial=None, roots=[]),
        "a root of three": with_(polynomial=None, roots=[[1, 2, 3]]),
        "a root of text": with_(polynomial=None, roots=[["1", 2]]),
        "a root that is true": with_(polynomial=None, roots=[[True, 2]]),
        "a root far away": with_(polynomial=None, roots=[[1e300, 2]]),
        "polynomial and roots": with_(roots=[[1, 2]]),
        "nothing to draw": without("polynomial"),
        "a constant": with_(polynomial="7"),
        "no polynomial": with_(polynomial="import os"),
        "a polynomial of a megabyte": with_(polynomial="z" * 30000),
        "degree 101": with_(polynomial="z^101 - 1"),
        "a surrogate": with_(polynomial="\ud800"),
        "no centre": without("centre"),
        "a centre of numbers": with_(centre=[0, 0]),
        "a centre of words": with_(centre=["a", "b"]),
        "a centre of other digits": with_(centre=["\u0661", "0"]),
        "a centre of one": with_(centre=["0"]),
        "a centre far away": with_(centre=["1e12", "0"]),
        "a centre with an exponent": with_(centre=["1e-9999", "0"]),
        "2001 digits": with_(centre=["0." + "1" * 2000, "0"]),
        "width 0": with_(width="0"),
        "width -1": with_(width="-1"),
        "width 1e-1001": with_(width="1e-1001"),
        "width nan": with_(width="nan"),
        "size 0": with_(size=[0, 10]),
        "size -1": with_(size=[-1, 10]),
        "size 1.5": with_(size=[1.5, 10]),
        "size true": with_(size=[True, 10]),
        "size 4097": with_(size=[4097, 10]),
        "no size": without("size"),
        "a method": with_(method="__class__"),
        "a parameter": with_(parameters={"c": [1, 0]}),
        "a parameter that is infinite": with_(parameters={"relax": [1e9, 0]}),
        "parameters in a list": with_(parameters=[1]),
        "a rule": with_(stop="never"),
        "a tol below 0": with_(tol=-1),
        "itmax below 0": with_(itmax=-1),
        "itmax 1e9": with_(itmax=10**9),
        "itmax 1.0": with_(itmax=1.0),
        "cycles 1": with_(cycles=1),
        "a style": with_(style="../../etc"),
        "a palette": with_(palette=["url(http://x)"]),
        "an empty palette": with_(palette=[]),
        "a follow": with_(follow={"roots": [[0, 0]], "colours": []}),
        "a follow with more": with_(follow={"roots": [[0, 0]], "colours": ["#fff"], "x": 1}),
        "rows": with_(rows=[5, 5]),
        "rows beyond": with_(rows=[0, 25]),
        "a view": with_(view="x" * 65),
        "a number of turns": with_(number=-1),
    }
    refused = [
        ("no token", line("/", host), 404),
        ("a wrong token", line(f"/{'A' * 43}/", host), 404),
        ("a part of the token", line(f"/{token[:-1]}/", host), 404),
        ("more than the token", line(f"/{token}A/", host), 404),
        ("the token alone", line(f"/{token}", host), 404),
        ("the token in the query", line(f"/?token={token}", host), 404),
        ("no ASCII", b"GET /\xff\xfe/ HTTP/1.1\r\nHost: " + host.encode() + b"\r\n\r\n", 404),
        ("another host", line(top, "evil.example"), 421),
        ("another host at this port", line(top, f"evil.example:{port}"), 421),
        ("a host without a port", line(top, "127.0.0.1"), 421),
        ("two hosts", line(top, host, "Host: evil.example\r\n"), 421),
        ("twice the host", line(top, host, f"Host: {host}\r\n"), 421),
        ("no host", f"GET {top} HTTP/1.1\r\n\r\n".encode(), 421),
        ("0.0.0.0", line(top, f"0.0.0.0:{port}"), 421),
        ("a whole address", line(f"http://evil.example{top}", host), 404),
        ("another origin", origin("https://evil.example"), 403),
        ("origin null", origin("null"), 403),
        ("another port's origin", origin("http://127.0.0.1:1"), 403),
        ("https", origin(f"https://{host}"), 403),
        ("two origins", post(frame, host, more=f"Origin: http://{host}\r\nOrigin: null\r\n"), 403),
        ("another site", site("cross-site"), 403),
        ("a neighbour's site", site("same-site"), 403),
        ("a preflight", line(frame, host, "Origin: https://evil.example\r\n", "OPTIONS"), 501),
        ("a form", post(frame, host, kind="application/x-www-form-urlencoded"), 415),
        ("text", post(frame, host, kind="text/plain"), 415),
        ("no kind", line(frame, host, "Content-Length: 0\r\n", "POST"), 415),
        ("PUT", line(top, host, method="PUT"), 501),
        ("DELETE", line(top, host, method="DELETE"), 501),
        ("TRACE", line(top, host, method="TRACE"), 501),
        ("CONNECT", line(top, host, method="CONNECT"), 501),
        ("a websocket", line(f"{top}ws", host, "Upgrade: websocket\r\n"), 404),
        ("up", line(f"{top}../../etc/passwd", host), 404),
        ("up, encoded", line(f"{top}%2e%2e%2fetc", host), 404),
        ("the code", line(f"{top}server.py", host), 404),
        ("a zero byte", line(f"{top}a%00b", host), 404),
        ("a backslash", line(f"{top}..\\x", host), 404),
        ("a new line", line("/a%0d%0aX:1/", host), 404),
        ("an unknown message", post(f"{top}shell", host), 400),
        ("a large picture", post(f"{top}export", host, with_(print=[100000, 10])), 400),
        (
            "no length",
            line(frame, host, "Content-Type: application/json\r\n", "POST"),
            411,
        ),
        ("in chunks", post(frame, host, more="Transfer-Encoding: chunked\r\n"), 411),
        ("a length below 0", post(frame, host, length=-1), 411),
        ("a length +5", post(frame, host, length="+5"), 411),
        ("a length of other digits", post(frame, host, length="1_0"), 411),
        ("two lengths", post(frame, host, more="Content-Length: 3\r\n"), 411),
        ("a terabyte", post(frame, host, length=10**12), 413),
        ("a byte too many", post(frame, host, length=65537), 413),
        ("a length of 5000 digits", post(frame, host, length="9" * 5000), 413),
        ("no UTF-8", post(frame, host).replace(b"polynomial", b"poly\xffomial"), 400),
        ("a long line", b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", 414),
        ("200 headers", line(top, host, "".join(f"X-{k}: 1\r\n" for k in range(200))), 431),
        ("a long header", line(top, host, "X: " + "a" * 70000 + "\r\n"), 431),
        ("HTTP/0.9", f"GET {top}\r\n".encode(), None),
        ("HTTP/0.9 with a host", f"GET {top}\r\nHost: {host}\r\n\r\n".encode(), None),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None),
        ("HTTP/9", line(top, host).replace(b"1.1", b"9.9"), None),
        ("TLS", bytes.fromhex("16030100c8010000c40303") + bytes(190) + b"\n", None),
    ]
    refused += [(name, body(text), 400) for name, text in wrong_bodies.items()]
    return [*((name, data, 200) for name, data in allowed), *refused]


NAMES = [name for name, _, _ in requests("t" * 43, 1)]


def test_every_request_has_a_name():
    assert len(set(NAMES)) == len(NAMES) > 100


@pytest.mark.parametrize("name", NAMES)
def test_requests(server, name):
    ((data, status),) = [
        (data, status) for one, data, status in requests(server.token, server.port) if one == name
    ]
    answer = exchange(server.port, data)
    if status is None:
        # No version of the protocol was understood, so that there is no head either.
        assert answer in (b"", b"this request cannot be answered")
        return
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split(b" ", 2)[1]) == status, answer[:200]
    text = head.decode("latin-1").lower()
    assert "content-security-policy: default-src 'none'; script-src 'self'" in text
    assert "access-control" not in text
    assert "python" not in text
    for header in ("nosniff", "no-referrer", "no-store", "cross-origin-resource-policy"):
        assert header in text
    if status != 200:
        assert len(body) < 400
        assert b"evil" not in body
        assert b"Traceback" not in body


def ask(server, kind, **message):
    """The answer as the page reads it."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/{server.token}/{kind}",
        json.dumps(message).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        data = answer.read()
    length = int.from_bytes(data[:4], "little")
    return json.loads(data[4 : 4 + length]), data[4 + length :]


def test_a_frame_is_what_render_draws(server):
    info, data = ask(server, "frame", **STATE)
    array = np.frombuffer(data, np.uint8).reshape(24, 32, 4)
    expected = nb_cpp.render(
        "z^3 - 1", size=(32, 24), extent=(-2, 2, -1.5, 1.5), antialias=False
    ).array
    assert (array[..., :3] == expected).all()
    assert (array[..., 3] == 255).all()
    assert info["extent"] == [-2, 2, -1.5, 1.5]
    assert info["size"] == [32, 24]


def test_an_error_is_a_sentence(server):
    host = f"127.0.0.1:{server.port}"
    answer = exchange(server.port, post(f"/{server.token}/frame", host, with_(method="haley")), 10)
    assert b"did you mean 'halley'?" in answer


def test_silent_connections_do_not_keep_others_out(server, monkeypatch):
    monkeypatch.setattr("nb_cpp.explorer.server._Handler.timeout", 1)
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    try:
        request = line(f"/{server.token}/", f"127.0.0.1:{server.port}")
        end = time.monotonic() + 12
        while not exchange(server.port, request).startswith(b"HTTP/1.1 200"):
            assert time.monotonic() < end
            time.sleep(0.2)
    finally:
        for connection in silent:
            connection.close()


def test_a_frame_that_was_overtaken_ends(server):
    """The second frame of a view ends the first, which would take many seconds."""
    slow = {"polynomial": "z^100 - z - 1", "centre": ["0", "0"], "width": "4"}
    slow = {**slow, "size": [4096, 4096], "view": "a", "method": "laguerre", "style": "flat"}
    answers = []

    def first():
        answers.append(ask(server, "frame", number=1, **slow))

    thread = threading.Thread(target=first)
    thread.start()
    time.sleep(0.3)
    started = time.monotonic()
    ask(server, "frame", **{**STATE, "view": "a", "number": 2})
    assert time.monotonic() - started < 3
    thread.join(10)
    assert answers == [({"overtaken": True}, b"")]
