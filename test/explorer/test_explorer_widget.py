"""The explorer in a notebook: its thread, its state, and what Python reads of it."""

import base64
import io
import re
import subprocess
import sys
import threading

import numpy as np
import pytest
from serving import STATE, Drawing

import nb_cpp
from nb_cpp.explorer.worker import Worker

ADDRESS = "v=1&p=z^3%20-%202z%20+%202&m=halley&u=step&t=1e-9&i=80&s=gold&g=0&c=0.5,-0.25&l=1000"


class Page:
    """What is on the other side of a worker; `broken` tells which answers it does not take."""

    def __init__(self, broken=lambda content: False):
        self.answers, self.changed, self.broken = {}, threading.Condition(), broken
        self.worker = Worker(self.receive)

    def receive(self, content, buffers):
        if self.broken(content):
            raise RuntimeError("it is too long")
        with self.changed:
            self.answers[content["id"]] = content, buffers
            self.changed.notify()

    def wait(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.answers) >= count, 20)


def frame(number, view="a", **more):
    message = {**STATE, "size": [200, 150], "view": view, "number": number, **more}
    return {"id": f"{view}{number}", "view": view, "kind": "frame", "message": message}


def test_of_many_frames_the_last_is_drawn():
    page = Page()
    for number in range(1, 301):
        page.worker.take(frame(number))
        page.worker.take(frame(number, "b")) if number % 100 == 0 else None
    page.wait(303)
    for last in ("a300", "b300"):
        content, (data,) = page.answers[last]
        assert content["info"]["size"] == [200, 150]
        assert len(data) == 200 * 150 * 4
    overtaken = [k for k, (content, _) in page.answers.items() if content.get("overtaken")]
    assert len(overtaken) > 250
    page.worker.close()


def test_errors_are_told_and_odd_messages_left_alone():
    page = Page()
    page.worker.take(frame(1, method="haley"))
    page.worker.take({"id": "x", "kind": "shell", "message": {}})
    page.worker.take({"id": "y"})
    page.worker.take({"id": "z", "kind": "frame", "message": [1]})
    page.worker.take({"id": "alive", "kind": "alive"})
    for odd in (None, 7, "text", [], {}, {"id": 3}):
        page.worker.take(odd)
    page.wait(5)
    assert "did you mean 'halley'?" in page.answers["a1"][0]["error"]
    assert all("error" in page.answers[one][0] for one in "xyz")
    assert page.answers["alive"][0] == {"id": "alive", "info": {}}
    page.worker.close()


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_answer_that_cannot_be_sent_stops_no_other(capfd):
    closed = {"a1", "alive-a"}
    page = Page(lambda content: content["id"] in closed or "title" in content.get("info", {}))
    page.worker.take(frame(1))  # its view has gone
    page.worker.take({"id": "alive-a", "kind": "alive"})
    page.worker.take(frame(1, "b"))  # cannot be sent, but why can
    page.worker.take({"id": "export", "kind": "export", "message": {**STATE, "print": [8, 6]}})
    page.worker.take({"id": "words", "kind": "words", "message": STATE})
    page.worker.take({"id": "alive-b", "kind": "alive"})
    page.wait(4)
    assert page.answers["b1"] == ({"id": "b1", "error": "it is too long"}, [])
    assert "render" in page.answers["words"][0]["info"]["python"]
    assert page.answers["export"][0]["info"] == {"size": [8, 6]}
    assert page.answers["alive-b"][0]["info"] == {}
    assert not closed & set(page.answers)
    page.worker.close()
    assert capfd.readouterr() == ("", "")


def test_frames_go_on_while_a_picture_is_drawn(monkeypatch):
    drawing, page = Drawing(monkeypatch), Page()
    before = set(threading.enumerate())
    for number in (1, 2):
        message = {**STATE, "print": [64, 48]}
        page.worker.take({"id": f"export{number}", "kind": "export", "message": message})
    assert drawing.begun.wait(20)
    page.worker.take(frame(1))
    page.wait(1)
    assert set(page.answers) == {"a1"}
    page.worker.close()
    page.wait(3)
    assert page.answers["export1"][0]["overtaken"]
    assert page.answers["export2"][0]["overtaken"]
    assert drawing.most == 1
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
        assert not thread.is_alive()


def test_python_reads_and_writes_what_it_shows():
    pytest.importorskip("anywidget")
    w = nb_cpp.explore("z^3 - 1", method="newton", relax=0.5, style="marble")
    assert w.polynomial == nb_cpp.Polynomial("z^3 - 1")
    seen = []
    w.observe(lambda change: seen.append(change.new), "address")
    w.address = ADDRESS  # as the page does when it has come to rest
    b = w.basins(shape=(30, 40))
    expected = nb_cpp.basins(
        "z^3 - 2z + 2",
        centre=("0.5", "-0.25"),
        width="0.1",
        shape=(30, 40),
        sampling="center",
        method="halley",
        stop="step",
        tol=1e-9,
        itmax=80,
        cycles=True,
    )
    assert (b.labels == expected.labels).all()
    assert (b.iterations == expected.iterations).all()
    assert w.render(40).recipe.style == "gold"
    w.roots = [1, 2j, 2j]
    assert w.roots == pytest.approx(nb_cpp.find_roots([1, -1 - 4j, 4j - 4, 4])[0])
    assert seen == [ADDRESS, w.address]
    assert "m=halley" in w.address
    assert "c=" not in w.address
    w.polynomial = "z^2 + 1"
    assert len(w.roots) == 2
    for wrong in ("sin(z)", "7"):
        with pytest.raises(ValueError, match="polynomial|constant"):
            w.polynomial = wrong
    assert len(np.unique(w.basins(shape=(8, 8)).labels)) == 2
    w.close()


SETTINGS = {
    "relax": 0.5 + 0.25j,
    "style": "gold",
    "palette": ["teal", "#ff8800", (0, 0, 1)],
    "light": False,
    "stop": "step",
    "tol": 1e-9,
    "itmax": 90,
}


def test_it_begins_with_what_render_takes():
    pytest.importorskip("anywidget")
    assert nb_cpp.explore().address == "v=1&p=z^3%20-%201"
    w = nb_cpp.explore("z^3 - 2z + 2", cycles=False, **SETTINGS)
    expected = nb_cpp.render("z^3 - 2z + 2", size=64, **SETTINGS)
    assert (w.render(64).array == expected.array).all()
    again = nb_cpp.explore("z^3 - 2z + 2", palette=expected.palette)
    assert again.address.endswith("k=008080,ff8800,0000ff")


@pytest.mark.parametrize(
    "wrong",
    [
        {"style": "nosuch"},
        {"style": None},
        {"method": "haley"},
        {"stop": "never"},
        {"tol": -1},
        {"tol": "small"},
        {"itmax": -1},
        {"itmax": 1.5},
        {"relax": "half"},
        {"c": 1},
        {"light": 1},
        {"cycles": "yes"},
        {"palette": ["nocolour"]},
        {"palette": []},
        {"palette": 7},
        {"roots": [1, 2]},
        {"coefs": "sin(z)"},
        {"coefs": "7"},
    ],
    ids=str,
)
def test_what_render_refuses_is_refused_in_the_same_words(wrong):
    pytest.importorskip("anywidget")
    arguments = {"coefs": "z^3 - 1", **wrong}
    with pytest.raises((TypeError, ValueError)) as refused:
        nb_cpp.render(size=8, **arguments)
    with pytest.raises(refused.type) as told:
        nb_cpp.explore(**arguments)
    assert str(told.value) == str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"coefs": "z^101 - 1"}, "the degree must be 100 or less here, got 101"),
        ({"roots": range(101)}, "roots must be 100 or fewer here, got 101"),
        ({"coefs": "z", "itmax": 100001}, "itmax must be from 0 to 100000"),
        ({"coefs": "z", "relax": 1e7}, "relax must be from -1e+06 to 1e+06"),
    ],
)
def test_what_the_page_has_no_room_for_is_refused(wrong, sentence):
    pytest.importorskip("anywidget")
    with pytest.raises(ValueError, match=re.escape(sentence)):
        nb_cpp.explore(**wrong)


def test_a_wrong_value_is_told_and_the_last_one_stays():
    pytest.importorskip("anywidget")
    w = nb_cpp.explore("z^2 - 4", style="gold")
    seen, before = [], w.address
    w.observe(lambda change: seen.append(change.new), "address")
    for name, value, sentence in (
        ("address", "v=1&p=z^2-1&t=many", "t=many in the address says nothing"),
        ("address", "p=sin(z)", "p=sin.* in the address says nothing: coefs must be"),
        ("address", "m=haley", "m=haley .* did you mean 'halley'"),
        ("address", "s=nosuch&y=2", "style must be one of (.|\n)*y=2 in the address says nothing"),
        ("address", "p=z" + "+0z" * 3000, "8000 characters at most, got 9003"),
        ("polynomial", "z^3 -", "coefs must be a polynomial"),
        ("polynomial", "z^101", "the degree must be 100 or less"),
        ("roots", [], "roots must be one or more"),
        ("roots", [float("nan")], "roots must be finite"),
        ("roots", [1e10], "roots must be from"),
    ):
        with pytest.raises(ValueError, match=sentence):
            setattr(w, name, value)
        # As the page would set it.
        if name == "address":
            with pytest.raises(ValueError, match=sentence):
                w.set_state({"address": value})
    assert w.address == before
    assert not seen
    assert list(w.roots) == [-2, 2]
    w.address = "#v=1&p=z"
    assert seen == ["v=1&p=z"]
    w.close()


def test_a_notebook_keeps_a_picture():
    pytest.importorskip("anywidget")
    image = pytest.importorskip("PIL.Image")
    w = nb_cpp.explore("z^4 - 1", style="marble")
    bundle, _ = w._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == w.model_id
    with image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))) as still:
        assert (np.asarray(still) == w.render(512).array).all()
    w.close()


def test_two_frames_may_be_under_way():
    page = Page()
    for number in range(1, 6):
        page.worker.take(frame(number, oldest=max(1, number - 1)))
        page.wait(max(number - 1, 1))  # the next is asked for when the last but one is there
    page.wait(5)
    assert not any(content.get("overtaken") for content, _ in page.answers.values())
    page.worker.close()


def test_without_anywidget_it_says_what_to_install():
    code = "import sys; sys.modules['anywidget'] = None; import nb_cpp; nb_cpp.explore()"
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "ImportError: explore needs anywidget: pip install 'nb-cpp[widget]'" in process.stderr
