"""Hostile pages in the same browser get nothing, though they know the secret."""

import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browser import Browser, find_browser
from serving import BODY, STATE, exchange, post, served

from nb_cpp.explorer.frames import Session
from nb_cpp.explorer.server import _Handler

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        find_browser() is None and not os.environ.get("NB_CPP_BROWSER_TESTS"),
        reason="there is no Chromium",
    ),
]

# Every way of a page to ask: each with its name in the query, and what it got.
ATTACK = """(async (top, body) => {
  const got = {};
  const text = (promise) => promise.then((answer) => answer.text()).catch(() => "");
  const post = (type, mode) => ({method: "POST", mode, body, headers: {"Content-Type": type}});
  got.get = await text(fetch(top + "?get"));
  got.opaque = await text(fetch(top + "?opaque", {mode: "no-cors"}));
  got.json = await text(fetch(top + "frame?json", post("application/json", "cors")));
  got.text = await text(fetch(top + "frame?text", post("text/plain", "no-cors")));
  const form = "application/x-www-form-urlencoded";
  got.fields = await text(fetch(top + "frame?fields", post(form, "no-cors")));

  const element = (tag, about) => Object.assign(document.createElement(tag), about);
  const inside = (frame) => {
    try {
      return frame.contentDocument?.body?.innerText ?? "";
    } catch {
      return "";
    }
  };
  const loaded = (one, begin, result) => new Promise((resolve) => {
    one.onload = () => resolve(result(one));
    one.onerror = () => resolve("");
    begin();
  });
  const load = (name, tag, about, result = () => "loaded") => {
    const one = element(tag, about);
    return loaded(one, () => document.body.append(one), result).then((what) => (got[name] = what));
  };
  await load("script", "script", {src: top + "explorer.js?script", type: "module"});
  await load("classic", "script", {src: top + "page.js?classic"});
  await load("image", "img", {src: top + "?image"});
  await load("style", "link", {rel: "stylesheet", href: top + "explorer.css?style"});
  await load("frame", "iframe", {src: top + "?frame"}, inside);
  got.import = await import(top + "explorer.js?import").then(() => "loaded", () => "");

  for (const enctype of [form, "text/plain", "multipart/form-data"]) {
    const name = "form-" + enctype.split("/")[1];
    const hole = element("iframe", {name});
    const action = `${top}frame?${name}`;
    const sent = element("form", {method: "POST", action, target: name, enctype});
    sent.append(element("input", {name: body, value: ""}));
    document.body.append(hole, sent);
    got[name] = await loaded(hole, () => sent.submit(), inside);
  }

  navigator.sendBeacon(top + "frame?beacon", body);
  navigator.sendBeacon(top + "alive?beacon-json", new Blob(["{}"], {type: "application/json"}));
  const heard = (one) => new Promise((resolve) => {
    one.onopen = () => resolve("open");
    one.onmessage = () => resolve("message");
    one.onerror = () => resolve("");
  });
  got.socket = await heard(new WebSocket(top.replace("http", "ws") + "alive?socket"));
  const events = new EventSource(top + "alive?events");
  got.events = await heard(events);
  events.close();
  return got;
})"""


class Watched(Session):
    """Counts what it is asked."""

    asked = 0

    def answer(self, *arguments):
        self.asked += 1
        return super().answer(*arguments)


@pytest.fixture(scope="module")
def hostile_browser():
    """Its names are anybody's: evil.example is this machine, as after rebinding."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    # Chromium's own check would hold back what a page of no origin asks of this machine.
    unchecked = "--disable-features=LocalNetworkAccessChecks"
    one = Browser(400, 300, arguments=[rules, unchecked])
    one.send("Page.setBypassCSP", enabled=True)  # a hostile page has no policy
    yield one
    one.close()


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><body></body>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    """The port of another server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Blank) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("evil.example:{own}", "evil.example:{own}"),
        ("evil.example:{other}", "127.0.0.1:{own}"),
        ("127.0.0.1:{other}", "127.0.0.1:{own}"),
        ("localhost:{other}", "localhost:{own}"),
        (None, "127.0.0.1:{own}"),
    ],
    ids=["rebound", "another site", "another port", "another port of localhost", "no origin"],
)
def test_a_hostile_page_gets_nothing(hostile_browser, elsewhere, monkeypatch, host, name):
    session, answers, answer = Watched(), {}, _Handler._answer

    def recording(handler, status, *rest):
        answers.setdefault(handler.path.partition("?")[2], set()).add(status)
        answer(handler, status, *rest)

    monkeypatch.setattr(_Handler, "_answer", recording)
    with served(session, stay=True) as server:
        ports = {"own": server.port, "other": elsewhere}
        own = f"127.0.0.1:{server.port}"
        page = f"http://{host.format(**ports)}/" if host else "data:text/html,<body></body>"
        hostile_browser.open(page)
        top = f"http://{name.format(**ports)}/{server.token}/"
        got = hostile_browser.run(f"({ATTACK})({json.dumps(top)}, {json.dumps(BODY)})")
        assert set(got.values()) <= {"", "this is another host"}
        wanted = {*got, "beacon", "beacon-json"}
        end = time.monotonic() + 20
        while not wanted <= set(answers):
            assert time.monotonic() < end, wanted - set(answers)
            time.sleep(0.05)
        refused = {421} if name.startswith("evil") else {403, 501}
        assert set().union(*answers.values()) <= refused
        assert session.asked == 0
        assert server._looking == 0
        reply = exchange(server.port, post(f"/{server.token}/frame", own))
        assert reply.startswith(b"HTTP/1.1 200")
        width, height = STATE["size"]
        assert len(reply) > 4 * width * height
