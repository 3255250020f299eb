"""What a page draws while things move: every picture, of which frame the page says that it is.

`record` notes what is drawn from then on, and `recording` gives it; `Recording.check` holds each
picture to what render makes of the state that was asked for, and their order to that of the events.
"""

import base64
from fractions import Fraction

import numpy as np
from page import rendered

# Whatever is put or drawn on the picture is noted with the pixels that are there then, and after
# the task that drew it, of which frame the page says that it is. Answers to messages that `waits`
# wait for `go()`; the body of an answer to one that `holds` waits for a newer frame to be drawn.
RECORD = """(() => {
  const asked = {}, pictures = [], pixels = [], none = () => false;
  let gates = [];
  const recorded = window.recorded = {
    waits: none,
    holds: none,
    held: 0,
    overtaken: 0,
    last: null,
    go() {
      recorded.waits = none;
      gates.splice(0).forEach((open) => open());
    },
  };
  const {fetch} = window;
  const newer = (number) => new Promise((done) => {
    const end = performance.now() + 400;
    const look = () => {
      const overtaken = explorer.number() > number;
      recorded.overtaken += overtaken;
      if (overtaken || performance.now() > end) done();
      else setTimeout(look, 4);
    };
    look();
  });
  const held = (answer, number) => {
    recorded.held += 1;
    const start = async (stream) => {
      await newer(number);
      try {
        stream.enqueue(new Uint8Array(await answer.arrayBuffer()));
        stream.close();
      } catch (error) {
        stream.error(error);
      }
    };
    return new Response(new ReadableStream({type: "bytes", start}), answer);
  };
  window.fetch = async (kind, about) => {
    if (kind !== "frame") return fetch(kind, about);
    const message = JSON.parse(about.body);
    asked[message.number] = recorded.last = message;
    const gate = recorded.waits(message) && new Promise((open, fail) => {
      gates.push(open);
      about.signal.onabort = () => fail(about.signal.reason);
    });
    const [answer] = await Promise.all([fetch(kind, about), gate]);
    return answer.ok && recorded.holds(message) ? held(answer, message.number) : answer;
  };
  const copy = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const keep = (canvas) => {
    const {width, height} = canvas;
    Object.assign(copy.canvas, {width, height});
    copy.drawImage(canvas, 0, 0);
    pixels.push(copy.getImageData(0, 0, width, height).data);
    return [width, height];
  };
  const told = () => {
    const {info, state: {roots, view}} = explorer.drawn();
    const [x, y, w, unit] = [view.x, view.y, view.w, 10n ** BigInt(view.d)].map(String);
    return {number: explorer.number(), info, roots, view: [x, y, w].map((n) => `${n}/${unit}`)};
  };
  const draws = CanvasRenderingContext2D.prototype;
  for (const name of ["putImageData", "drawImage"]) {
    const draw = draws[name];
    draws[name] = function (source, ...place) {
      draw.call(this, source, ...place);
      if (this.canvas.className !== "nb-canvas") return;
      const one = {place, now: explorer.request(), canvas: keep(this.canvas)};
      if (name === "drawImage") one.source = keep(source);
      else one.rows = source.height;
      pictures.push(one);
      queueMicrotask(() => Object.assign(one, told()));
    };
  }
  const first = told();
  asked[first.number] = explorer.request();
  recorded.read = async () => {
    const reader = new FileReader();
    const read = new Promise((done) => (reader.onload = done));
    reader.readAsDataURL(new Blob(pixels));
    await read;
    return {first, asked, pictures, pixels: reader.result};
  };
})()"""


def record(page):
    """Note what is drawn from now on, of a page at rest."""
    page.browser.run(RECORD)


def recording(page):
    """What has been drawn, when the page is at rest again."""
    page.settle()
    return Recording(page.browser.run("recorded.read()"))


class Recording:
    """Pictures in the order in which they were drawn."""

    def __init__(self, noted):
        self._asked, self._first = noted["asked"], noted["first"]
        self._bytes = memoryview(base64.b64decode(noted["pixels"].partition(",")[2]))
        self.pictures = noted["pictures"]
        for one in self.pictures:
            one["canvas"] = self._taken(*one["canvas"])
            if "source" in one:
                one["source"] = self._taken(*one["source"])
        assert not self._bytes

    def _taken(self, width, height):
        size = width * height * 4
        pixels = np.frombuffer(self._bytes[:size], np.uint8).reshape(height, width, 4)
        self._bytes = self._bytes[size:]
        assert (pixels[..., 3] == 255).all()
        return pixels[..., :3]

    def check(self, way):
        """Each picture is what it says, and the states come as the way has them.

        Returns
        -------
        list of str
            What each was: frame, coarse frame, band of smooth edges, or the last frame moved.
        """
        number, step, kinds = self._first["number"], 0, []
        frame = _Frame(self._asked[str(number)], self._first, True)
        for one in self.pictures:
            if one["number"] != number:
                assert one["number"] > number, "an older frame was drawn after a newer one"
                number, asked = one["number"], self._asked[str(one["number"])]
                step = way.step_of(asked, step)
                frame = _Frame(asked, one)
                kinds.append(frame.check(one))
            elif "source" in one:
                kinds.append(frame.check_moved(one))
            else:
                kinds.append(frame.check_band(one))
        assert step == way.last, "the last state was not drawn"
        return kinds


class _Frame:
    """What should be on the screen of a frame that a page has drawn."""

    def __init__(self, asked, told, at_rest=False):
        self._asked = {**asked, "palette": told["info"]["palette"]}
        self._place = [Fraction(text) for text in (*asked["centre"], asked["width"])]
        view = [Fraction(text) for text in told["view"]]
        same = (told["roots"], view) == (asked.get("roots"), self._place)
        assert same, "the page says another state than was asked for"
        self._smooth = at_rest and rendered(self._asked)
        self._pixels = self._smooth if at_rest else rendered(self._asked, antialias=False)

    def check(self, one):
        """A coarse frame is all over the picture."""
        if "source" not in one:
            _same(one["canvas"], self._pixels)
            return "frame"
        _same(one["source"], self._pixels)
        height, width, _ = one["canvas"].shape
        assert one["place"] == [0, 0, width, height], "a coarse frame is not where it belongs"
        return "coarse"

    def check_band(self, one):
        """Edges are smooth down to its last row, and nothing else has changed."""
        if self._smooth is False:
            self._smooth = rendered(self._asked)
        last = one["place"][1] + one["rows"]
        self._pixels = np.concatenate([self._smooth[:last], self._pixels[last:]])
        _same(one["canvas"], self._pixels)
        return "band"

    def check_moved(self, one):
        """The frame is where its part of the plane is now."""
        _same(one["source"], self._pixels)
        height, width, _ = one["canvas"].shape
        x, y, across = self._place
        now = [Fraction(text) for text in (*one["now"]["centre"], one["now"]["width"])]
        pixel, scale = now[2] / max(width, height), across / now[2]
        left = Fraction(width) / 2 * (1 - scale) + (x - now[0]) / pixel
        top = Fraction(height) / 2 * (1 - scale) - (y - now[1]) / pixel
        wanted = [left, top, width * scale, height * scale]
        away = max(abs(a - b) for a, b in zip(one["place"], wanted))
        assert away < 1e-6, "the last frame is not where it belongs"
        return "moved"


def _same(shown, expected):
    differ = (shown != expected).any(-1) if shown.shape == expected.shape else np.array(True)
    assert not differ.any(), f"{differ.sum()} of {differ.size} pixels are not render's"
