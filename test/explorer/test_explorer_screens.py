"""Screens of every density and shade, and the keys that show, hide and name things."""

from marks import browser_test

pytestmark = browser_test


def test_a_pixel_of_the_picture_is_one_of_the_screen(page):
    """On a dense screen, and where a notebook has the picture between two pixels."""
    page.browser.resize(260, 350, 2)
    page.open("#v=1&p=z^3-1&c=0.2,0.1&l=-400")
    assert page.state()["size"] == [520, 392]
    page.check()
    left, top = page.place_of(page.root(2))
    page.browser.drag([(left, top), (left + 7, top - 3), (left + 20, top - 9)])
    page.check()
    pixel = float(page.window()[2]) / max(page.width, page.height)
    moved = [complex(*z) for z in page.state()["roots"]]
    assert min(abs(z - (1 + pixel * (20 + 9j))) for z in moved) < 1e-12
    page.browser.resize(760, 400)
    page.browser.run("""(async () => {
      const {style} = document.querySelector(".nb-explorer");
      Object.assign(style, {marginLeft: "0.4px", width: "661.3px", height: "299.7px"});
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done, 50));
    })()""")
    page.left, page.top, page.width, page.height = 0, 0, *page.state()["size"]
    assert [page.width, page.height] == [662, 168]
    page.check()


# How bright each text is against what is behind it, by the rule of WCAG 2.
CONTRASTS = """(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const linear = parts(colour).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) >= 0.5) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll(".nb-panel *, .nb-status *")].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.checkVisibility());
  return texts.map((e) => {
    const pair = [getComputedStyle(e).color, behind(e)].map(light).sort((a, b) => b - a);
    return [(pair[0] + 0.05) / (pair[1] + 0.05), e.className || e.tagName, e.textContent];
  });
})()"""


def test_light_and_dark(page):
    """All texts can be read, the picture is the same."""
    page.bare(False)
    grounds, screens = [], []
    for scheme in ("light", "dark"):
        page.browser.scheme(scheme)
        page.check()
        screens.append(page.screen())
        grounds.append(
            page.browser.run(
                "getComputedStyle(document.querySelector('.nb-panel')).backgroundColor"
            )
        )
        contrasts = page.browser.run(CONTRASTS)
        assert len(contrasts) > 20
        assert min(contrasts)[0] >= 4.5, min(contrasts)
    page.browser.scheme("")
    light, dark = (sum(map(int, ground[4:-1].split(","))) for ground in grounds)
    assert light > 600
    assert dark < 150


def test_keys_that_show_and_name(page):
    page.bare(False)
    first = page.window()
    page.browser.key("+")
    page.browser.key("ArrowLeft")
    last = page.window()
    for key, wanted in (("[", None), ("[", first), ("]", None), ("]", last), ("]", last)):
        page.browser.key(key)
        assert wanted is None or page.window() == wanted
    page.check()
    for hidden in (True, False):
        page.browser.key("r")
        assert page.browser.run("document.querySelector('.nb-mark').checkVisibility()") != hidden
    page.browser.key("?")
    assert "undo, redo" in page.text("dialog[open]")
    page.browser.run("document.querySelector('dialog[open]').close()")
    page.browser.run("document.querySelectorAll('.nb-mark')[2].focus()")
    page.browser.key("Enter")
    assert (
        page.browser.run("document.activeElement.getAttribute('aria-label')") == "value of root 3"
    )
    page.browser.type("1.5 - 0.25i")
    page.browser.key("Enter")
    page.check()
    assert [1.5, -0.25] in page.state()["roots"]
    assert len(page.state()["roots"]) == 3
