"""What is wrong is said in a sentence, and all that is shown is of the last good state."""

import time

import pytest
from marks import browser_test
from page import CTRL, Page, rendered
from steps import HELD, can, pause

pytestmark = browser_test
SENTENCE = "This cannot be drawn."


@pytest.fixture
def page(browser, server, session):
    """In a small window, as it is opened and compared often."""
    session.delay = 0.0
    browser.resize(770, 260)
    return Page(browser, server).open()


@pytest.fixture
def refuse(session, monkeypatch):
    """Refuse the frames of messages for which a function says so."""
    plain = session.answer

    def refuse(wrong, delay=0.0):
        def answer(kind, message, *more):
            if kind == "frame" and wrong(message):
                time.sleep(delay)
                raise ValueError(SENTENCE)
            return plain(kind, message, *more)

        monkeypatch.setattr(session, "answer", answer)

    return refuse


def shown(page):
    """Everything that is shown, but for the sentence."""
    page.settle()
    page.browser.wait("location.hash === '#' + explorer.hash()")
    return {
        **page.browser.run("""({
          request: explorer.request(),
          marks: [...document.querySelectorAll('.nb-mark')]
            .map((mark) => [mark.ariaLabel, mark.style.cssText]),
          legend: [...document.querySelectorAll('.nb-legend li')].map((row) =>
            [row.textContent, ...[...row.querySelectorAll('input')].map((field) => field.value)]),
          fields: [...document.querySelectorAll(
            '.nb-polynomial, .nb-field input, .nb-field select, .nb-check input')]
            .map((field) => field.type === 'checkbox' ? field.checked : field.value),
          title: document.querySelector('.nb-title').textContent,
          place: document.querySelector('.nb-place').textContent,
          orbit: document.querySelector('.nb-orbit').innerHTML,
          tools: [...document.querySelectorAll('.nb-tool')].map((tool) => tool.disabled),
          hash: location.hash,
        })"""),
        "screen": screen(page),
    }


def screen(page):
    page.browser.run("explorer.bare(true)")
    array = page.screen()
    page.browser.run("explorer.bare(false)")
    return array.tobytes()


def sentence(page):
    assert not page.browser.run("document.querySelector('.nb-failure').hidden")
    return page.text(".nb-failure")


def begin(page):
    """A root was moved, and there is something to undo, to redo, to go back and forward to."""
    page.browser.run("explorer.bare(false)")
    page.browser.run("document.querySelectorAll('.nb-mark')[2].focus()")
    page.browser.key("ArrowLeft")
    page.browser.run("document.querySelector('canvas').focus()")
    for key in ("+", "+", "["):
        page.browser.key(key)
    page.browser.key("s")
    page.browser.key("z", CTRL)
    before = shown(page)
    assert before["tools"][:4] == [False, False, False, False]
    return before


def same(before, after):
    for name, value in before.items():
        assert after[name] == value, name


@pytest.mark.parametrize(
    ("keys", "delay"), [("+", 0.6), ("m", 0.0), ("++s", 0.1), ("0", 0.0), ("]", 0.6), ("a", 0.0)]
)
def test_an_error_changes_nothing_that_is_shown(page, refuse, session, keys, delay):
    begin(page)
    session.delay = 0.05  # then pictures are moved before they are drawn
    page.browser.key("s")
    page.browser.key("z", CTRL)
    before = shown(page)
    session.delay = 0.0
    good = told(before["request"])
    refuse(lambda message: told(message) != good, delay)
    for key in keys:
        page.browser.key(key)
    page.browser.wait("!document.querySelector('.nb-failure').hidden")
    pause(page, 600)
    same(before, shown(page))
    assert sentence(page) == SENTENCE
    # The sentence goes with the next good change, and there is nothing else to undo than before.
    refuse(lambda message: False)
    page.browser.key("y", CTRL)
    page.settle()
    assert page.state()["style"] == "marble"
    assert page.browser.run("document.querySelector('.nb-failure').hidden")
    page.browser.key("z", CTRL)
    same(before, shown(page))


def told(message):
    """What a message asks for, in any size and colours."""
    names = ("polynomial", "roots", "method", "parameters", "stop", "tol", "itmax", "style")
    return [message.get(name) for name in (*names, "centre", "width")]


def test_an_error_during_a_drag(page, refuse):
    """The picture stays while the pointer is where nothing can be drawn, and goes on after it."""
    before = begin(page)
    refuse(lambda message: message["roots"][2][0] > 1.2)
    x, y = page.place_of(complex(*before["request"]["roots"][2]))
    pixel = float(page.window()[2]) / max(page.width, page.height)
    page.browser.mouse("Moved", x, y)
    page.browser.mouse("Pressed", x, y, clickCount=1, **HELD)
    for j in range(0, 100, 10):
        page.browser.mouse("Moved", x + j, y, **HELD)
    page.browser.wait("!document.querySelector('.nb-failure').hidden")
    page.settle()
    held = page.state()["roots"][2][0]
    assert before["request"]["roots"][2][0] < held <= 1.2
    expected = rendered(page.state())
    assert screen(page) == expected.tobytes()
    page.browser.mouse("Moved", x + 5, y - 30, **HELD)
    page.settle()
    assert page.browser.run("document.querySelector('.nb-failure').hidden")
    page.browser.mouse("Moved", x + 90, y, **HELD)
    page.browser.mouse("Released", x + 90, y, clickCount=1, button="left")
    page.settle()
    assert sentence(page) == SENTENCE
    moved = page.state()["roots"][2]
    assert moved[1] == pytest.approx(30 * pixel, rel=1e-6)
    page.browser.key("z", CTRL)
    page.settle()
    page.browser.wait("document.querySelector('.nb-failure').hidden")
    assert told(page.state()) == told(before["request"])


def test_a_state_that_was_overtaken_and_cannot_be_drawn_is_not_gone_back_to(page, refuse):
    before = page.state()
    refuse(lambda message: message["method"] == "nova", delay=0.3)
    page.browser.key("m")
    page.browser.key("m")
    page.settle()
    assert page.state()["method"] == "schroeder"
    pause(page, 500)
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == before
    assert can(page)[:2] == [False, True]


def test_a_refused_parameter_is_not_in_its_field(page):
    page.browser.run("explorer.bare(false)")
    field = "document.querySelector('.nb-parameter input')"
    usual = page.browser.run(f"{field}.value")
    page.browser.run(f"{field}.focus(); {field}.select()")
    page.browser.type("3000000")
    page.browser.key("Enter")
    page.browser.wait("!document.querySelector('.nb-failure').hidden")
    page.settle()
    assert "relax" in sentence(page)
    assert page.browser.run(f"{field}.value") == usual
    assert page.browser.run("document.querySelector('.nb-tool').disabled")


def test_a_server_that_is_gone_and_there_again(page, session, monkeypatch):
    page.browser.run(
        "window.plain = window.fetch; window.fetch = () => Promise.reject(new TypeError())"
    )
    page.browser.key("s")
    page.browser.wait("!document.querySelector('.nb-failure').hidden")
    assert "explore still running" in sentence(page)
    page.browser.run("window.fetch = window.plain; 1")
    page.browser.key("+")
    page.check()
    assert page.state()["style"] == "marble"


GOOD = {
    "v": "1",
    "r": "1,0;-1,0;0,1;0.25,-1",
    "m": "nova",
    "mp": "relax:0.9,0",
    "u": "step",
    "t": "1e-8",
    "i": "50",
    "y": "0",
    "s": "flat",
    "g": "0",
    "k": "cc3311,009988,0077bb,111111",
    "c": "0.1,0.2",
    "l": "-300",
}
WRONG = [
    ("v", "7"),
    ("p", "z^3 - - sin(z)"),
    ("p", ""),
    ("r", "1,2,3"),
    ("r", "1e12,0"),
    ("m", "nwton"),
    ("mp", "nope:1,0"),
    ("mp", "relax"),
    ("mp", "relax:1e9,0"),
    ("u", "never"),
    ("t", "-1"),
    ("t", "many"),
    ("i", "-3"),
    ("i", "2.5"),
    ("i", "1e9"),
    ("y", "maybe"),
    ("s", "foo"),
    ("g", "maybe"),
    ("k", "red"),
    ("c", "x,y"),
    ("c", "1e10,0"),
    ("c", "1"),
    ("l", "abc"),
    ("l", "-20000"),
    ("l", "5000000"),
    ("l", "1000001"),
    ("zoom", "7"),
]


def address(words):
    return "#" + "&".join(f"{name}={value.replace(' ', '%20')}" for name, value in words.items())


@pytest.mark.parametrize("at_load", [True, False])
def test_what_says_nothing_in_an_address_is_named_and_the_rest_is_used(page, at_load):
    """Each word in turn is wrong: it is as if it were not there."""
    smooth = "[...document.querySelectorAll('.nb-check')].find((e) => /edges/.test(e.textContent))"
    page.browser.run(f"{smooth}.click()")  # for less to draw
    for name, value in [*dict(WRONG).items()] if at_load else WRONG:
        words = {k: v for k, v in GOOD.items() if (k, name) != ("r", "p")}
        wrong = address({**words, name: value})
        if at_load:
            page.open(wrong)
        else:
            page.browser.run(f"location.hash = {wrong!r}")
            page.browser.wait(
                "document.querySelector('.nb-failure').textContent"
                f".startsWith({name + '=' + value!r})"
            )
            page.settle()
        lines = sentence(page).split("\n")
        assert len(lines) == 1, lines
        assert lines[0].startswith(f"{name}={value} in the address says nothing")
        found = page.state()
        words.pop(name, None)
        page.browser.console.clear()  # of what the browser says of answers that are errors
        page.browser.run(f"explorer.go({address(words)!r})")
        page.browser.wait("document.querySelector('.nb-failure').hidden")
        page.settle()
        assert page.state() == found, (name, value)
    page.browser.run(f"{smooth}.control.checked || {smooth}.click()")
    page.check()


def test_an_address_in_which_nothing_says_anything(page):
    usual = page.state()
    for hash_ in ("#p=&s=x&c=&l=1e99&m=0&t=&i=&k=&mp=&r=;&u=&g=&y=&v=", "#" + "p=1" * 4000):
        page.open(hash_)
        assert page.state() == usual
        assert len(sentence(page).split("\n")) == hash_.count("&") + 1
    page.browser.key("+")
    page.settle()
    assert page.browser.run("document.querySelector('.nb-failure').hidden")


LATER = {
    "undo": lambda page: page.press(".nb-tool"),
    "view": lambda page: page.browser.drag([(60, 200), (80, 200), (90, 210)]),
    "root": lambda page: page.browser.drag([page.place_of(page.root(1)), (200, 100), (210, 110)]),
    "address": lambda page: page.browser.run("location.hash = '#v=1&p=z^4-1'"),
    "example": lambda page: (page.press("button", "Examples"), page.press(".nb-card", "Cayley")),
}


@pytest.mark.parametrize("way", LATER)
def test_what_is_wrong_with_a_polynomial_goes_with_it(page, way):
    page.browser.run("explorer.bare(false)")
    page.browser.key("s")
    page.settle()
    page.browser.run("document.querySelector('.nb-polynomial').select()")
    page.browser.type("z^3 - - sin(z)")
    page.browser.key("Enter")
    page.browser.wait("!document.querySelector('.nb-wrong').hidden")
    page.browser.wheel(100, 200, 1)
    page.settle()
    # It is still being typed: both stay.
    field = "document.querySelector('.nb-polynomial').value"
    assert page.browser.run(field) == "z^3 - - sin(z)"
    assert "sin" in page.text(".nb-wrong")
    LATER[way](page)
    page.browser.wait("document.querySelector('.nb-wrong').hidden")
    page.settle()
    shown = page.browser.run("explorer.drawn().state.polynomial")
    text = page.browser.run(field)
    assert text.startswith("(z ") if way == "root" else text == shown
    assert not page.text(".nb-wrong")
