"""The controls: each changes the state and the picture as it says, and colours change at once."""

import numpy as np
import pytest
from marks import browser_test
from page import CTRL, rendered

import nb_cpp
from nb_cpp.explorer.presets import PRESETS

pytestmark = browser_test


@pytest.fixture
def page(small):
    return small(bare=False)


def test_methods_and_their_parameters(page):
    assert page.all("select:first-of-type option", "e.value")[: len(nb_cpp.methods())] == list(
        nb_cpp.methods()
    )
    page.choose(".nb-field select", "nova")
    assert page.state()["method"] == "nova"
    assert page.all(".nb-parameter", "e.textContent") == ["relax", "c"]
    page.choose(".nb-field select", "king")
    page.enter(".nb-parameter input", "0.5 - 0.25i")
    page.check()
    assert (page.state()["method"], page.state()["parameters"]) == ("king", {"beta": [0.5, -0.25]})
    before = page.state()
    # A plane of 4 by 4 about the usual value: a quarter of it is one.
    left, top, width, height = page.box(".nb-plane")
    x, y = left + width / 2, top + height / 2
    page.browser.drag([(x, y), (x - 3, y), (x - width / 4, y - height / 8)])
    page.check()
    assert page.state()["parameters"]["beta"] == pytest.approx([-1, 0.5], abs=0.03)
    page.browser.run("document.querySelector('canvas').focus()")
    page.browser.key("z", CTRL)
    page.settle()
    assert page.state() == before
    page.choose(".nb-field select", "halley")
    page.settle()
    assert page.state()["parameters"] == {}
    assert not page.all(".nb-parameter", "1")


def test_when_a_point_has_arrived(page):
    page.open("#v=1&p=z^4-z-1&c=0.1,0&l=-600&s=flat")
    choices = page.all("select", "[...e.options].map((o) => o.value)")
    (rules,) = [names for names in choices if "step" in names]
    place = f"select:has(option[value={rules[1]}])"
    page.choose(place, "step")
    page.enter("input[inputmode=decimal]", "1e-3")
    page.enter("input[inputmode=numeric]", "7")
    page.check()
    state = page.state()
    assert (state["stop"], state["tol"], state["itmax"]) == ("step", 1e-3, 7)
    for field, text in (("decimal", "much"), ("numeric", "-3"), ("numeric", "2.5")):
        page.enter(f"input[inputmode={field}]", text)
        name = "tol" if field == "decimal" else "itmax"
        assert page.text(".nb-toast").startswith(f"{name} is a number from 0 to ")
        assert page.state() == state
    values = page.all("input[inputmode]", "e.value")
    assert [float(value) for value in values] == [1e-3, 7]
    page.enter("input[inputmode=numeric]", "")
    page.check()
    assert page.state()["itmax"] is None


def test_colours_change_without_iterating(page, session, monkeypatch):
    """Though frames are slow, and are asked for in half the size while things move."""
    page.press(".nb-check", "Smooth edges")
    session.delay = 0.06
    page.press(".nb-tool[aria-label^=Nearer]")
    page.settle()
    page.press(".nb-tool[aria-label^=Farther]")
    page.settle()
    frames = page.browser.run("explorer.frames()")
    with monkeypatch.context() as patch:
        patch.setattr("nb_cpp._core.Plan.basins", None, raising=False)
        page.press(".nb-styles button", "gold")
        page.press(".nb-check", "Light")
        page.settle()
        page.browser.run("""(() => {
          const field = document.querySelectorAll(".nb-colour")[1];
          field.value = "#12ab9f";
          field.dispatchEvent(new Event("change"));
        })()""")
        page.settle()
    state = page.state()
    assert (state["style"], state["light"]) == ("gold", False)
    assert page.info()["colours"][1] == "#12ab9f"
    assert page.all(".nb-colour", "e.value") == page.info()["colours"]
    assert page.browser.run("explorer.frames()") > frames
    session.delay = 0.0
    page.check(antialias=False)
    for style in nb_cpp.styles():
        page.press(".nb-styles button", style)
        assert page.state()["style"] == style
        assert page.all("[aria-checked=true]", "e.textContent") == [style]
        page.check(antialias=False)
    page.press(".nb-button", "Usual colours")
    page.press(".nb-check", "Smooth edges")
    page.check()
    assert "palette" not in page.state()


# The faces' pixels, by a canvas that is read often; and what was asked for, for them.
FACES = """(() => {
  const {fetch} = window;
  window.asked = [];
  window.fetch = (kind, about) => {
    const message = JSON.parse(about.body);
    if (kind === "frame" && message.view.endsWith("-card")) asked.push(message);
    return fetch(kind, about);
  };
  const copy = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  window.face = (k) => {
    const canvas = document.querySelectorAll(".nb-card canvas")[k];
    Object.assign(copy.canvas, {width: canvas.width, height: canvas.height});
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data];
  };
})()"""


def test_every_example_is_drawn(page):
    page.press(".nb-check", "Smooth edges")
    page.browser.run(FACES)
    page.press(".nb-button", "Examples")
    last = len(PRESETS) - 1
    page.browser.wait(f"document.querySelectorAll('.nb-card').length > {last} && face({last})[3]")
    for k, asked in enumerate(page.browser.run("asked")):
        expected = rendered({**asked, "palette": None})
        face = np.array(page.browser.run(f"face({k})"), np.uint8).reshape(136, 216, 4)
        assert (face[..., :3] == expected).all()
        assert asked["polynomial"] == PRESETS[k].polynomial
    assert k == last
    names = page.all(".nb-card strong", "e.textContent")
    assert names == [preset.name for preset in PRESETS]
    page.browser.run("document.querySelector('dialog[open]').close()")
    for k, preset in enumerate(PRESETS):
        page.browser.run(f"document.querySelectorAll('.nb-card')[{k}].click()")
        said = f"document.querySelector('.nb-toast').textContent === {preset.about!r}"
        page.browser.wait(said)
        page.check(antialias=False)
        state = page.state()
        assert state["polynomial"] == preset.polynomial
        assert {name: state[name] for name in preset.settings} == preset.settings
        if preset.view:
            shown = page.window()
            assert float(shown[2]) == pytest.approx(float(preset.view[2]), rel=1.2e-3)
            assert [float(c) for c in shown[:2]] == [float(c) for c in preset.view[:2]]
