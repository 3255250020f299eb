// @ts-check
// The explorer: a picture of Newton basins that one can drag, turn and fall into.
//
// One module for two hosts. What draws is Python's: the page sends the state that it is in and puts
// the bytes that come back on a canvas, so that the screen is what `nb_cpp.render` returns, pixel
// for pixel. The centre and the width of the view are decimal numbers of any length, since doubles
// end at a width of about 1e-13: what is shown, sent and copied is the state itself.
//
// Its parts, each below a line of its name: windows in decimal integers; states; numbers for people;
// elements; the explorer (what there is to see, sizes, asking, changing, the view, roots, pointers,
// points, over the picture, keys, what leaves the page, the panel, measures, the gallery, the
// beginning); in a notebook.

// --- Windows in decimal integers ---------------------------------------------------------------

/**
 * A view: centre (x, y) / 10^d, width w / 10^d of the longer side. The width is that of the level,
 * 10^(-level / 1000), and never a product of factors: n notches in and n out give the same one.
 * @typedef {{x: bigint, y: bigint, w: bigint, d: number, level: number}} View
 */

const GUARD = 20; // digits of w: what rounds, rounds at 1e-19 of the width
const GRID = 2 ** 32; // offsets, in widths, are multiples of 1 / GRID
const NOTCH = 100; // levels: ten notches of a wheel are a decade

/** @param {number} n */
const power = (n) => 10n ** BigInt(n);

/** The nearest integer to a / b, b > 0; -a gives the opposite.
 * @param {bigint} a @param {bigint} b */
function divided(a, b) {
  const size = (2n * (a < 0n ? -a : a) + b) / (2n * b);
  return a < 0n ? -size : size;
}

/** The view with d digits after the point. @param {View} v @param {number} d @returns {View} */
export function withDigits(v, d) {
  const more = d - v.d;
  /** @param {bigint} n */
  const f = (n) => (more >= 0 ? n * power(more) : divided(n, power(-more)));
  return { ...v, x: f(v.x), y: f(v.y), w: f(v.w), d };
}

/** The view of that level, about the same centre. @param {View} v @param {number} level */
export function atLevel(v, level) {
  const decades = Math.floor(level / 1000);
  const digits = Math.max(v.d, decades + GUARD);
  const factor = 10 ** (-(level - 1000 * decades) / 1000); // in (0.1, 1]
  const w = BigInt(Math.round(factor * 1e15)) * power(digits - decades - 15);
  return { ...withDigits(v, digits), w, level };
}

/** So many times w / 10^d, to GUARD digits at that level: how many digits there are does not
 * matter, so that what is done is undone at any depth.
 * @param {bigint} w @param {number} d @param {number} share @param {number} level */
function part(w, d, share, level) {
  const rest = power(Math.max(0, d - Math.max(0, Math.floor(level / 1000) + GUARD)));
  return rest * divided(w * BigInt(Math.round(share * GRID)), BigInt(GRID) * rest);
}

/** The picture moved by (u, t) widths, to the right and up.
 * @param {View} v @param {number} u @param {number} t @returns {View} */
export function panned(v, u, t) {
  return { ...v, x: v.x - part(v.w, v.d, u, v.level), y: v.y - part(v.w, v.d, t, v.level) };
}

/** So many levels further in; the plane's point at (u, t) widths from the middle stays there.
 * @param {View} v @param {number} levels @param {number} u @param {number} t @returns {View} */
export function zoomed(v, levels, u, t) {
  const near = atLevel(v, v.level + levels);
  const less = v.w * power(near.d - v.d) - near.w;
  const wider = Math.min(v.level, near.level);
  return {
    ...near,
    x: near.x + part(less, near.d, u, wider),
    y: near.y + part(less, near.d, t, wider),
  };
}

/** n / 10^d as decimal text. @param {bigint} n @param {number} d */
export function decimalText(n, d) {
  const digits = (n < 0n ? -n : n).toString().padStart(d + 1, "0");
  const whole = digits.slice(0, digits.length - d);
  const rest = digits.slice(digits.length - d).replace(/0+$/, "");
  return (n < 0n ? "-" : "") + whole + (rest ? `.${rest}` : "");
}

/** A decimal number's integer and its digits after the point.
 * @param {string} text @returns {[bigint, number]} */
export function readDecimal(text) {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim());
  if (!match) throw new Error(`${text.slice(0, 40)} is no decimal number`);
  const [, sign, whole, rest = "", exponent = "0"] = match;
  const size = BigInt(whole + rest);
  const n = sign === "-" ? -size : size;
  const digits = rest.length - Number(exponent);
  return digits >= 0 ? [n, digits] : [n * power(-digits), 0];
}

/** @param {string} re @param {string} im @param {number} level @returns {View} */
export function viewAt(re, im, level) {
  const [x, i] = readDecimal(re);
  const [y, j] = readDecimal(im);
  const d = Math.max(i, j);
  return atLevel({ x: x * power(d - i), y: y * power(d - j), w: 0n, d, level }, level);
}

/** What Python takes. @param {View} v */
export function asText(v) {
  const [x, y, w] = [v.x, v.y, v.w].map((n) => decimalText(n, v.d));
  return { centre: [x, y], width: w };
}

/** A double's exact decimal value. @param {number} value @returns {[bigint, number]} */
function exactly(value) {
  let halvings = 0;
  while (value % 1) {
    value *= 2;
    halvings += 1;
  }
  return [BigInt(value) * 5n ** BigInt(halvings), halvings];
}

/** Where a point of the plane is, in widths from the middle: the difference is exact, and rounded
 * once. @param {View} v @param {number} re @param {number} im @returns {[number, number]} */
export function onScreen(v, re, im) {
  /** @param {number} value @param {bigint} middle */
  const f = (value, middle) => {
    if (!Number.isFinite(value)) return Infinity;
    const [n, digits] = exactly(value);
    const d = Math.max(digits, v.d);
    const away = n * power(d - digits) - middle * power(d - v.d);
    return Number((away << 64n) / (v.w * power(d - v.d))) / 2 ** 64;
  };
  return [f(re, v.x), f(im, v.y)];
}

/** The plane's point at (u, t) widths from the middle, in doubles.
 * @param {View} v @param {number} u @param {number} t @returns {[number, number]} */
export function inPlane(v, u, t) {
  const [x, y, w] = [v.x, v.y, v.w].map((n) => Number(decimalText(n, v.d)));
  return [x + w * u, y + w * t];
}

/** As a double. @param {View} v */
const widthOf = (v) => Number(decimalText(v.w, v.d));

// --- States ------------------------------------------------------------------------------------

/**
 * Everything that a picture depends on. States are never changed, only replaced.
 * @typedef {object} State
 * @property {string | null} polynomial text, or null where roots were moved
 * @property {[number, number][] | null} roots with repeats
 * @property {string} method
 * @property {Record<string, [number, number]>} parameters
 * @property {string} stop
 * @property {number} tol
 * @property {number | null} itmax null: as many as the window needs
 * @property {boolean} cycles
 * @property {string} style
 * @property {boolean} light
 * @property {string[] | null} palette by the roots' ranks; null: the roots' hues, or the usual colours
 * @property {(string | null)[] | null} hues that the roots of the list had before they were moved
 * @property {View | null} view null: what frames the roots
 */

/** @type {State} */
export const USUAL = Object.freeze({
  polynomial: "z^3 - 1",
  roots: null,
  method: "newton",
  parameters: {},
  stop: "residual",
  tol: 1e-6,
  itmax: null,
  cycles: true,
  style: "silk",
  light: true,
  palette: null,
  hues: null,
  view: null,
});

const PROBLEM = /** @type {const} */ (["polynomial", "roots", "method", "parameters", "stop", "tol", "itmax", "cycles"]);
/** Whether every point has the same orbit. @param {State} a @param {State} b */
const sameProblem = (a, b) => PROBLEM.every((name) => a[name] === b[name]);

const LONGEST_HASH = 8000;

/** The state as it stands in the address. @param {State} state */
export function toHash(state) {
  const words = new URLSearchParams();
  words.set("v", "1");
  if (state.roots) words.set("r", state.roots.map((z) => z.join(",")).join(";"));
  else words.set("p", state.polynomial ?? "");
  if (state.method !== USUAL.method) words.set("m", state.method);
  const parameters = Object.entries(state.parameters).map(([k, z]) => `${k}:${z.join(",")}`);
  if (parameters.length) words.set("mp", parameters.join(";"));
  if (state.stop !== USUAL.stop) words.set("u", state.stop);
  if (state.tol !== USUAL.tol) words.set("t", String(state.tol));
  if (state.itmax !== USUAL.itmax) words.set("i", String(state.itmax));
  if (!state.cycles) words.set("y", "0");
  if (state.style !== USUAL.style) words.set("s", state.style);
  if (!state.light) words.set("g", "0");
  if (state.palette) words.set("k", state.palette.map((c) => c.slice(1)).join(","));
  if (state.view) {
    words.set("c", asText(state.view).centre.join(","));
    words.set("l", String(state.view.level));
  }
  // What need not be escaped after a # is left as people read it.
  return words
    .toString()
    .replace(/\+/g, "%20")
    .replace(/%(5E|2C|3B|3A|28|29|2B|2F)/g, decodeURIComponent);
}

/**
 * A word of an address, and what it makes of a state; those that say where it is take one with a view.
 * @typedef {{name: string, text: string, to: (of: State) => State}} Word
 */

/** @param {string} name @param {string} text */
const saysNothing = (name, text) => `${name}=${text.slice(0, 40)} in the address says nothing`;
/** @param {Word} word */
const isPlace = ({ name }) => name === "c" || name === "l";

/** The words of an address as far as they can be read, in the order in which they are meant, and a
 * sentence for each of the others. @param {string} hash @returns {{words: Word[], faults: string[]}} */
export function fromHash(hash) {
  /** @type {Word[]} */
  const words = [];
  const faults = [];
  if (hash.length > LONGEST_HASH) return { words, faults: ["the address is too long to be read"] };
  /** @param {string} text */
  const number = (text) => {
    if (!text.trim() || !Number.isFinite(Number(text))) throw new Error();
    return Number(text);
  };
  /** @param {string} text @returns {[number, number]} */
  const pair = (text) => {
    const [re, im, ...more] = text.split(",");
    if (more.length) throw new Error();
    return [number(re), number(im)];
  };
  /** @param {string} text @param {Record<string, any>} choices */
  const oneOf = (text, choices) => {
    if (!Object.hasOwn(choices, text)) throw new Error();
    return choices[text];
  };
  const yesNo = { 0: false, 1: true };
  /** @param {Partial<State>} patch @returns {Word["to"]} */
  const set = (patch) => (of) => ({ ...of, ...patch });
  /** @type {Record<string, (text: string) => Word["to"]>} */
  const readers = {
    v: (text) => set(oneOf(text, { 1: {} })),
    p: (text) => set({ polynomial: text, roots: null }),
    r: (text) => set({ polynomial: null, roots: text.split(";").map(pair) }),
    m: (text) => set({ method: text }),
    mp: (text) => {
      const pairs = text.split(";").map((one) => one.split(":"));
      return set({ parameters: Object.fromEntries(pairs.map(([name, value]) => [name, pair(value)])) });
    },
    u: (text) => set({ stop: text }),
    t: (text) => set({ tol: number(text) }),
    i: (text) => set({ itmax: text === "auto" ? null : number(text) }),
    y: (text) => set({ cycles: oneOf(text, yesNo) }),
    s: (text) => set({ style: text }),
    g: (text) => set({ light: oneOf(text, yesNo) }),
    k: (text) => {
      const palette = text.split(",").map((c) => `#${c.toLowerCase()}`);
      if (!palette.every((c) => /^#[0-9a-f]{6}$/.test(c))) throw new Error();
      return set({ palette });
    },
    c: (text) => {
      const [re, im, ...more] = text.split(",");
      if (more.length) throw new Error();
      viewAt(re, im, 0);
      return (of) => ({ ...of, view: viewAt(re, im, /** @type {View} */ (of.view).level) });
    },
    l: (text) => {
      const level = number(text);
      if (!Number.isInteger(level) || Math.abs(level) > 1e6) throw new Error();
      return (of) => ({ ...of, view: atLevel(/** @type {View} */ (of.view), level) });
    },
  };
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, "").replace(/\+/g, "%2B"))) {
    try {
      words.push({ name, text, to: oneOf(name, readers)(text) });
    } catch {
      faults.push(saysNothing(name, text));
    }
  }
  const order = Object.keys(readers);
  words.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return { words, faults };
}

/** The view that Python says. @param {{centre: [string, string], width: string}} info */
const viewOf = ({ centre, width }) => viewAt(centre[0], centre[1], Math.round(-1000 * Math.log10(Number(width))));

/** A polynomial's roots with repeats. @param {any} info @returns {[number, number][]} */
const repeated = (info) =>
  info.roots.flatMap((/** @type {any} */ z, /** @type {number} */ k) =>
    Array.from({ length: info.multiplicities[k] }, () => [...z]),
  );

/** Which of the distinct roots each one of a list is. @param {[number, number][]} roots
 * @param {[number, number][]} list */
const labelsOf = (roots, list) =>
  list.map(([re, im]) => {
    const away = roots.map((z) => (z[0] - re) ** 2 + (z[1] - im) ** 2);
    return away.indexOf(Math.min(...away));
  });

// --- Numbers for people ------------------------------------------------------------------------

/** @param {number} value @param {number} [digits] */
function short(value, digits = 4) {
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  if (size < 1e-12) return "0";
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(2) : String(+value.toPrecision(digits));
  return text.replace("-", "−");
}

/** @param {number | undefined} part */
const percent = (part) => (part === undefined ? "" : `${(100 * part).toFixed(1)} %`);

/** @param {[number, number]} z @param {number} [digits] */
export function complexText([re, im], digits = 4) {
  const [a, b] = [short(re, digits), short(Math.abs(im), digits)];
  if (b === "0") return a;
  const unit = b === "1" ? "i" : `${b}i`;
  if (a === "0") return im < 0 ? `−${unit}` : unit;
  return `${a} ${im < 0 ? "−" : "+"} ${unit}`;
}

/** The factors of a polynomial with these roots, to six digits. @param {any} info */
export function productText(info) {
  return info.roots
    .map((/** @type {[number, number]} */ [re, im], /** @type {number} */ k) => {
      const below = re < 0 || (re === 0 && im < 0);
      const size = complexText(below ? [-re, -im] : [re, im], 6);
      const number = / /.test(size) ? `(${size})` : size;
      const times = info.multiplicities[k];
      const power = times > 1 ? `^${times}` : "";
      if (size === "0") return `z${power}`;
      return `(z ${below ? "+" : "−"} ${number})${power}`;
    })
    .join("");
}

/** A number as people type it: `0.5 - 2i`. @param {string} text @returns {[number, number] | null} */
export function readComplex(text) {
  const plain = text
    .trim()
    .replace(/−/g, "-")
    .replace(/\s*([+-])\s*/g, "$1")
    .replace(/\*?[ijIJ]$/, "i");
  const size = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
  const match = new RegExp(`^(?:([+-]?${size})(?![\\d.i]))?(?:([+-]?)(${size})?i)?$`).exec(plain);
  if (!match || !plain) return null;
  const [, re, sign, im = "1"] = match;
  const imaginary = plain.endsWith("i");
  if (re !== undefined && imaginary && !sign) return null;
  return [Number(re ?? 0), imaginary ? Number(`${sign}${im}`) : 0];
}

/** @param {View} v */
function placeText(v) {
  const { centre, width } = asText(v);
  const digits = Math.max(4, Math.floor(v.level / 1000) + 4);
  /** @param {string} text */
  const cut = (text) => {
    const [whole, rest = ""] = text.split(".");
    const few = rest.slice(0, digits).replace(/0+$/, "");
    const long = few.length > 24 ? `${few.slice(0, 10)}…${few.slice(-6)}` : few;
    return (long ? `${whole}.${long}` : whole).replace("-", "−");
  };
  const [re, im] = centre.map(cut);
  const sign = im.startsWith("−") ? "−" : "+";
  return { centre: `${re} ${sign} ${im.replace("−", "")}i`, width: widthText(v.level, width) };
}

/** @param {number} level @param {string} width */
function widthText(level, width) {
  if (level < 4000) return String(+Number(width).toPrecision(3));
  const decades = Math.floor(level / 1000);
  const factor = 10 ** (-(level - 1000 * decades) / 1000);
  return factor === 1 ? `1e−${decades}` : `${(factor * 10).toFixed(2)}e−${decades + 1}`;
}

/** Set what is not so already: a value that is set again costs style, layout or pixels, each frame.
 * @param {any} on @param {Record<string, any>} values */
function put(on, values) {
  for (const [name, value] of Object.entries(values)) if (on[name] !== value) on[name] = value;
}

/** The same of an attribute. @param {Element} on @param {string} name @param {string} value */
function putAttribute(on, name, value) {
  if (on.getAttribute(name) !== value) on.setAttribute(name, value);
}

/** @type {WeakMap<Element, Record<string, string>>} */
const styled = new WeakMap();
/** The same of CSS properties. @param {HTMLElement} on @param {Record<string, string>} values */
function putStyle(on, values) {
  const was = styled.get(on) ?? {};
  for (const [name, value] of Object.entries(values)) {
    if (was[name] !== value) on.style.setProperty(name, value);
  }
  styled.set(on, values);
}

// --- Elements ----------------------------------------------------------------------------------

/** @param {string} tag @param {Record<string, any>} [about] @param {...(Node | string)} inside */
function h(tag, about = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else if (name in element && !name.startsWith("aria")) /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

/** @param {string} tag @param {Record<string, string | number>} about */
function svg(tag, about) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(about)) element.setAttribute(name, String(value));
  return element;
}

const ICONS = {
  undo: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 0 12h-2",
  redo: "m15 7 5 5-5 5M20 12H10a6 6 0 0 0 0 12h2",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  home: "M4 11l8-7 8 7v9h-5v-6h-6v6H4z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  help: "M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.4M12 17.5v.6",
  panel: "M4 5h16v14H4zM14 5v14",
};

/** @param {keyof typeof ICONS} name */
function icon(name) {
  const box = name === "undo" || name === "redo" ? "0 3 24 24" : "0 0 24 24";
  const image = svg("svg", { viewBox: box, "aria-hidden": "true", class: "nb-icon" });
  image.append(svg("path", { d: ICONS[name] }));
  return image;
}

const KEYS = [
  ["Arrows, Shift+arrows", "move the view by 10 %, by 50 %"],
  ["+  −", "zoom about the middle"],
  ["0", "the first view"],
  ["[  ]", "the view before, the next one"],
  ["Ctrl+Z, Ctrl+Y", "undo, redo"],
  ["Tab, then arrows", "from root to root; move it by a pixel, with Shift by ten"],
  ["Delete, Enter", "remove the root, type its value"],
  ["a", "add a root in the middle"],
  ["o", "the orbit of the point in the middle"],
  ["m, s", "the next method, the next style"],
  ["r", "show the roots' marks, or hide them"],
  ["c, e", "copy the address, save the picture"],
  ["Escape", "undo the gesture under way; put the orbit away"],
];
const GESTURES = [
  ["Drag a root", "move it; on another one it makes a multiple root"],
  ["Drag the picture", "move the view"],
  ["Wheel, two fingers", "zoom about the pointer"],
  ["Shift+drag", "zoom into a box"],
  ["Click", "the orbit of that point"],
  ["Alt+click", "add a root there"],
  ["Double click", "twice as near; with Alt twice as far"],
];

// --- The explorer ------------------------------------------------------------------------------

const MOST_PIXELS = 2048; // of the picture's longer side
const SLOW = 50; // ms: a frame that takes longer is asked for at half the side while things move
const REST = 140; // ms after the last change
const TOO_LATE = 250; // ms after which a frame that was overtaken is not waited for
const AHEAD = 2; // frames under way at most
const MOST_STEPS = 500; // that can be undone
const MOST_VIEWS = 100; // that can be gone back to
const TOLD_EVERY = 100; // ms: words that change with each frame
const REACH = { mouse: 10, pen: 14, touch: 22 }; // CSS pixels about a root

/**
 * What an explorer is mounted with: `ask` sends a message and gives the answer, null if it was
 * overtaken, and calls `ready` when the next frame may be asked for, so that nobody waits for the
 * other; `page` is true where the explorer has the page for itself.
 * @typedef {object} Host
 * @property {(kind: string, message: any, signal?: AbortSignal, ready?: () => void) =>
 *   Promise<{info: any, data: Uint8ClampedArray<ArrayBuffer>} | null>} ask
 * @property {string} silence what to say when nothing answers, which a TypeError is
 * @property {(bytes: ArrayBuffer) => void} [free] takes the memory of a frame that is not looked at any more
 * @property {boolean} [page]
 * @property {string} [hash] the state to begin with, where it is not that of the address
 * @property {(hash: string) => void} [onstate]
 */

/**
 * Where one is, and among which views.
 * @typedef {{state: State, views: View[], at: number}} Step
 */

/**
 * How one came to a state, and where one can go from it. A frame has that of its state, so that both
 * come back together where another state cannot be drawn: it is never changed either, only replaced.
 * @typedef {object} Past
 * @property {Step[]} done
 * @property {Step[]} undone
 * @property {View[]} views
 * @property {number} at which of the views is shown
 * @property {Step | null} before where the gesture under way began
 */

/** Build an explorer in an element. @param {HTMLElement} el @param {Host} host */
export function mount(el, host) {
  const ends = new AbortController();
  const listening = { signal: ends.signal };
  const view = `v${Math.random().toString(36).slice(2, 12)}`;
  /** @type {any} */
  let about = null;
  /** @type {State} */
  let state = USUAL;
  /** @type {Past} */
  let past = { done: [], undone: [], views: [], at: -1, before: null };
  /** The last frame: its state and past, what Python says of it, its roots with repeats and their labels.
   * @type {any} */
  let drawn = null; // {state, past, info, list, labels, scale, rest}
  let dirty = false;
  let working = false;
  let turn = 0; // the number of the last frame that was asked for
  let shown = 0; // of the last one that was drawn
  let band = 0; // rows whose edges are smooth
  let bandRows = 64;
  let changed = 0; // when
  let took = 0; // ms of the last frame while things moved
  let tookAt = 1; // so many times coarser than the screen it was
  let came = 0; // when there last was a frame
  let frames = 0;
  let bare = false;
  let fine = true;
  /** What has been asked for. @type {Set<{abort: AbortController, since: number}>} */
  const flights = new Set();
  /** Frames under way, by number. @type {Map<number, Promise<void>>} */
  const coming = new Map();
  let stuck = false; // nothing is asked for until something is changed
  /** What is wrong, until another state than that is drawn; null: until anything is answered.
   * @type {{text: string, of: State | null}} */
  let complaint = { text: "", of: USUAL };
  let own = ""; // the address that this page wrote
  let wake = () => {};
  /** @type {(() => void)[]} */
  let waiting = [];
  /** What Python says of a point, the state that it is of, and the point. @type {any} */
  let orbit = null;
  /** @type {State | null} */
  let measuredOf = null; // what the measures that are shown are of

  // --- what there is to see

  const canvas = /** @type {HTMLCanvasElement} */ (
    h("canvas", {
      className: "nb-canvas",
      tabIndex: 0,
      role: "application",
      "aria-label": "Basins of attraction",
      "aria-roledescription": "picture of the complex plane",
      "aria-describedby": `${view}-keys`,
    })
  );
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false, willReadFrequently: true }));
  const buffer = document.createElement("canvas");
  const store = /** @type {CanvasRenderingContext2D} */ (buffer.getContext("2d", { alpha: false }));
  /** The last frame, until the buffer has it. @type {ImageData | null} */
  let image = null;
  /** The last frame as a canvas, which can be drawn in other sizes. */
  const stored = () => {
    if (image) {
      put(buffer, { width: image.width, height: image.height });
      store.putImageData(image, 0, 0);
      host.free?.(/** @type {ArrayBuffer} */ (image.data.buffer));
    }
    image = null;
    return buffer;
  };
  const overlay = svg("svg", { class: "nb-orbit", "aria-hidden": "true" });
  const marks = h("div", { className: "nb-marks" });
  const box = h("div", { className: "nb-box", hidden: true });
  const placeLine = h("span", { className: "nb-place" });
  const hoverLine = h("span", { className: "nb-hover" });
  const status = h("div", { className: "nb-status" }, placeLine, hoverLine);
  const failure = h("div", { className: "nb-failure", role: "alert", hidden: true });
  const toast = h("div", { className: "nb-toast", role: "status", hidden: true });
  const live = h("div", { className: "nb-live", "aria-live": "polite" });
  const keysHint = h(
    "div",
    { className: "nb-live", id: `${view}-keys` },
    "Arrows move, plus and minus zoom, Tab goes to the roots, question mark lists all keys.",
  );
  /** @param {string} label @param {keyof typeof ICONS} name @param {() => void} run */
  const tool = (label, name, run) => {
    const button = h("button", { className: "nb-tool", type: "button", title: label, onclick: run });
    button.setAttribute("aria-label", label);
    button.append(icon(name));
    return /** @type {HTMLButtonElement} */ (button);
  };
  const tools = {
    undo: tool("Undo (Ctrl+Z)", "undo", () => undo()),
    redo: tool("Redo (Ctrl+Y)", "redo", () => redo()),
    back: tool("The view before ([)", "back", () => goBy(-1)),
    forward: tool("The next view (])", "forward", () => goBy(1)),
    home: tool("The first view (0)", "home", () => home()),
    plus: tool("Nearer (+)", "plus", () => zoomBy(301, 0, 0)),
    minus: tool("Farther (−)", "minus", () => zoomBy(-301, 0, 0)),
    help: tool("Keys and gestures (?)", "help", () => help.showModal()),
    panel: tool("Show or hide the controls", "panel", () => root.classList.toggle("nb-alone")),
  };
  const stage = h(
    "div",
    { className: "nb-stage" },
    canvas,
    overlay,
    marks,
    box,
    h("div", { className: "nb-tools", role: "toolbar", "aria-label": "View" }, ...Object.values(tools)),
    status,
    failure,
    toast,
  );
  /** @param {string[][]} rows */
  const table = (rows) =>
    h(
      "dl",
      { className: "nb-keys" },
      ...rows.flatMap(([key, what]) => [h("dt", {}, key), h("dd", {}, what)]),
    );
  const help = /** @type {HTMLDialogElement} */ (
    h(
      "dialog",
      { className: "nb-dialog", "aria-label": "Keys and gestures" },
      h("h2", {}, "With the pointer"),
      table(GESTURES),
      h("h2", {}, "With the keys, when the picture has the focus"),
      table(KEYS),
      h("form", { method: "dialog" }, h("button", { className: "nb-button" }, "Close")),
    )
  );
  const cards = h("div", { className: "nb-cards" });
  const gallery = /** @type {HTMLDialogElement} */ (
    h(
      "dialog",
      { className: "nb-dialog nb-gallery", "aria-label": "Examples" },
      h("h2", {}, "Examples"),
      cards,
      h("form", { method: "dialog" }, h("button", { className: "nb-button" }, "Close")),
    )
  );
  const panel = h("aside", { className: "nb-panel", "aria-label": "Controls" });
  // A notebook's keys cut and insert cells, whatever of the explorer has the focus.
  const held = { className: "nb-explorer", "data-lm-suppress-shortcuts": "true" };
  const root = h("div", held, stage, panel, help, gallery, live, keysHint);
  root.addEventListener("keydown", (event) => event.stopPropagation(), listening);
  root.classList.toggle("nb-whole", Boolean(host.page));
  el.append(root);

  // --- sizes

  let side = { width: 1, height: 1 };
  const measureSide = () => {
    const { width, height } = canvas.getBoundingClientRect();
    side = { width, height };
  };
  measureSide();
  /** CSS pixels of the picture; nothing is laid out for it. */
  const area = () => ({ ...side, longer: Math.max(side.width, side.height, 1) });
  /** Pixels of the screen as the browser has rounded the picture's sides. @type {number[]} */
  let dots = [];
  /** Pixels of the picture: those of the screen, where they are not too many. */
  const pixels = () => {
    const { width, height } = area();
    const all = [width, height].map((side, k) => {
      const exact = side * (window.devicePixelRatio || 1);
      return Math.abs(dots[k] - exact) < 1 ? dots[k] : exact; // not of a screen that is made believe
    });
    const less = Math.min(1, MOST_PIXELS / Math.max(...all));
    return all.map((side) => Math.max(1, Math.round(side * less)));
  };
  /** Widths from the middle. @param {{clientX: number, clientY: number}} event */
  const offsetOf = (event) => {
    const { width, height, longer } = area();
    const { left, top } = canvas.getBoundingClientRect();
    return /** @type {[number, number]} */ ([
      (event.clientX - left - width / 2) / longer,
      (top + height / 2 - event.clientY) / longer,
    ]);
  };

  // --- asking

  /** @param {State} of @param {number[]} size */
  const fields = (of, size) => ({
    ...(of.roots ? { roots: of.roots } : { polynomial: of.polynomial }),
    method: of.method,
    parameters: of.parameters,
    stop: of.stop,
    tol: of.tol,
    itmax: of.itmax,
    cycles: of.cycles,
    style: of.style,
    light: of.light,
    size,
    ...(of.view ? asText(of.view) : {}),
    ...(of.palette ? { palette: of.palette } : following(of)),
  });
  /** @param {State} of */
  const following = ({ roots, hues }) => {
    const known = (/** @type {unknown} */ _, /** @type {number} */ index) => hues?.[index];
    return hues?.some(Boolean) ? { follow: { roots: roots?.filter(known), colours: hues.filter(known) } } : {};
  };
  /** The state with the colours that its frame has: a palette, as addresses have it. */
  const asDrawn = () => (drawn?.state === state ? { ...state, palette: drawn.info.palette } : state);

  /** Ask for a frame of the state as it is; resolves when the next one may be asked for.
   * @param {number} scale @returns {Promise<void>} */
  const askAhead = (scale) =>
    new Promise((ready) => {
      const one = frame(scale, false, ready).finally(ready);
      const number = turn;
      coming.set(number, one);
      one.finally(() => coming.delete(number));
    });

  /** One frame of the state as it is.
   * @param {number} scale @param {boolean} rest @param {() => void} [ready] */
  async function frame(scale, rest, ready) {
    const asked = state;
    const asking = past;
    const size = pixels();
    const small = size.map((side) => Math.ceil(side / scale));
    const since = performance.now();
    turn += 1;
    const number = turn;
    const oldest = Math.min(number, ...coming.keys());
    const message = { ...fields(asked, small), view, number, oldest, rest };
    const answer = await send("frame", message, ready).catch((error) => refuse(error, asked));
    if (!answer) return;
    const { info, data } = answer;
    if (number < shown) return host.free?.(data.buffer);
    shown = number;
    const now = performance.now();
    // Of one that waited for the one before, the time since then.
    if (!rest) [took, tookAt] = [now - Math.max(since, came), scale];
    came = now;
    const [width, height] = info.size;
    put(canvas, { width: size[0], height: size[1] });
    if (image) host.free?.(/** @type {ArrayBuffer} */ (image.data.buffer));
    image = new ImageData(data, width, height);
    if (width === size[0] && height === size[1]) context.putImageData(image, 0, 0);
    else {
      context.imageSmoothingEnabled = true;
      context.drawImage(stored(), 0, 0, canvas.width, canvas.height);
    }
    frames += 1;
    band = 0;
    const list = asked.roots ?? repeated(info);
    const labels = labelsOf(info.roots, list);
    if (!rest && drawn) {
      // Those of the last rest, until the next.
      const same = list.length >= drawn.list.length && (asked.roots || asked.polynomial === drawn.state.polynomial);
      info.shares = same ? sharesOf(labels) : {};
      info.warning = drawn.info.warning;
    }
    drawn = { state: asked, past: asking, info, list, labels, scale, rest };
    if (asked !== complaint.of) complain("");
    show();
    if (rest && asked === state) {
      note();
      look();
    }
  }

  /** Which part of the last frame each label of a new one has had: labels change when roots pass others.
   * @param {number[]} labels of the same list of roots */
  function sharesOf(labels) {
    const shares = { ...drawn.info.shares };
    for (const label of new Set(labels)) {
      const first = labels.indexOf(label);
      const was = drawn.labels[first];
      const alone = drawn.labels.indexOf(was) === first;
      shares[label] = alone ? drawn.info.shares?.[was] : undefined;
    }
    return shares;
  }

  /** Smooth edges of some rows. */
  async function smoothBand() {
    const [width, height] = pixels();
    const last = Math.min(band + bandRows, height);
    const since = performance.now();
    turn += 1;
    const number = turn;
    const answer = await send("frame", {
      ...fields(state, [width, height]),
      view,
      number,
      antialias: true,
      rows: [band, last],
    }).catch((error) => {
      stuck = true;
      return fail(error);
    });
    if (!answer) return;
    if (dirty || number < turn) return host.free?.(answer.data.buffer);
    const rows = new ImageData(answer.data, width, last - band);
    stored();
    store.putImageData(rows, 0, band);
    context.putImageData(rows, 0, band);
    host.free?.(answer.data.buffer);
    band = last;
    const ms = performance.now() - since;
    bandRows = Math.max(8, Math.min(512, Math.round(bandRows * Math.min(2, 40 / Math.max(ms, 1)))));
  }

  /** An answer; null where a change has overtaken the question.
   * @param {string} kind @param {any} message @param {() => void} [ready] */
  async function send(kind, message, ready) {
    const abort = new AbortController();
    const flight = { abort, since: performance.now() };
    flights.add(flight);
    try {
      const answer = await host.ask(kind, message, abort.signal, ready);
      if (answer && !complaint.of) complain("");
      return answer;
    } catch (error) {
      if (abort.signal.aborted) return null;
      throw error;
    } finally {
      flights.delete(flight);
    }
  }

  /** @param {string} text @param {State | null} [of] */
  function complain(text, of = state) {
    complaint = { text, of };
    put(failure, { textContent: text, hidden: !text });
  }

  /** @param {any} error */
  function fail(error) {
    const silent = error instanceof TypeError;
    complain(silent ? host.silence : error.message, silent ? null : state);
    return null;
  }

  /** A state cannot be drawn: the last one that was comes back, with its past.
   * @param {any} error @param {State} asked */
  function refuse(error, asked) {
    const silent = error instanceof TypeError;
    /** @param {Past} of @returns {Past} */
    const without = (of) => {
      /** @param {Step[]} steps */
      const others = (steps) => steps.filter((one) => one.state !== asked);
      return { ...of, done: others(of.done), undone: others(of.undone) };
    };
    if (asked !== state) {
      if (!silent && asked !== drawn?.state) past = without(past);
      return null;
    }
    if (silent || !drawn || drawn.state === state) {
      stuck = true;
      return fail(error);
    }
    const { before } = past;
    past = without(drawn.past);
    go(drawn.state);
    if (before?.state !== past.before?.state) {
      commit();
      if (before) begin();
    }
    fill();
    buttons();
    return fail(error);
  }

  /** Ask until the last state is drawn, at rest in full, with smooth edges. */
  async function work() {
    if (working || !about) return;
    working = true;
    while (!ends.signal.aborted) {
      const left = changed + REST - performance.now();
      if (dirty) {
        dirty = false;
        await askAhead(left > 0 && !recolours() ? coarseness() : 1);
        while (coming.size >= AHEAD) await Promise.race(coming.values());
      } else if (coming.size) {
        await Promise.race([...coming.values(), pause()]);
      } else if (stuck) {
        break;
      } else if (!drawn.rest || drawn.scale > 1) {
        if (left > 0) await pause(left);
        else await Promise.race([frame(1, true), pause()]);
      } else if (fine && band < canvas.height) {
        await Promise.race([smoothBand(), pause()]);
      } else {
        break;
      }
    }
    working = false;
    if (dirty && !ends.signal.aborted) return void work();
    for (const tellIt of waiting.splice(0)) tellIt();
  }

  /** Whether what the last frame was computed from is there, for other colours. */
  const recolours = () => drawn?.scale === 1 && isSame(drawn.state, state);

  /** How much coarser than the screen a frame is to be while things move. */
  const coarseness = () => {
    if (took > SLOW && tookAt < 4) return tookAt * 2;
    // Four times the pixels then take SLOW at most: it does not go to and fro.
    return took < SLOW / 4 && tookAt > 1 ? tookAt / 2 : tookAt;
  };
  /** Until something is changed, or so many ms. @param {number} [ms] @returns {Promise<void>} */
  const pause = (ms) =>
    new Promise((resolve) => {
      wake = resolve;
      if (ms !== undefined) setTimeout(resolve, ms);
    });

  // --- changing

  /** @param {Partial<State>} patch */
  const change = (patch) => go({ ...state, ...patch });

  /** @param {State} to */
  function go(to) {
    state = to;
    redraw();
  }

  function redraw() {
    changed = performance.now();
    dirty = true;
    stuck = false;
    clearTimeout(noteTimer);
    for (const { abort, since } of flights) if (changed - since > TOO_LATE) abort.abort();
    if (hoverLine.firstChild) hoverLine.replaceChildren();
    wake();
    preview();
    work();
  }

  /** A change that is a step of its own.
   * @param {Partial<State>} patch @param {number} [at] the view's number, if it was shown before */
  function step(patch, at) {
    settle();
    begin();
    past = { ...past, at: at ?? past.at };
    change(patch);
    commit();
    fill();
  }

  /** @returns {Step} */
  const here = () => ({ state, views: past.views, at: past.at });

  /** What follows is one gesture. */
  function begin() {
    if (!past.before) past = { ...past, before: here() };
  }

  /** The gesture under way is a step. */
  function commit() {
    const { before, views, at } = past;
    past = { ...past, before: null };
    if (before && before.state !== state) {
      past = { ...past, done: [...past.done, before].slice(-MOST_STEPS), undone: [] };
      if (state.view && state.view !== views[at]) {
        const visited = [...views.slice(0, at + 1), state.view].slice(-MOST_VIEWS);
        past = { ...past, views: visited, at: visited.length - 1 };
      }
    }
    buttons();
  }

  /** The gesture under way never was. */
  function cancel() {
    release();
    const { before } = past;
    if (!before) return;
    past = { ...past, before: null };
    if (before.state !== state) go(before.state);
    fill();
  }

  /** Whatever is under way ends here. */
  function settle() {
    clearTimeout(wheelTimer);
    release();
    commit();
  }

  /** To another view of those that were shown. @param {number} way */
  function goBy(way) {
    settle();
    const at = past.at + way;
    if (past.views[at]) step({ view: past.views[at] }, at);
  }

  /** The last step of one list instead of this one, which goes onto the other.
   * @param {"done" | "undone"} from @param {"done" | "undone"} onto */
  function turnTo(from, onto) {
    settle();
    const to = past[from].at(-1);
    if (!to) return;
    const { state: back, ...place } = to;
    past = { ...past, ...place, [from]: past[from].slice(0, -1), [onto]: [...past[onto], here()] };
    go(back);
    fill();
    buttons();
  }
  const undo = () => turnTo("done", "undone");
  const redo = () => turnTo("undone", "done");

  function buttons() {
    tools.undo.disabled = !past.done.length;
    tools.redo.disabled = !past.undone.length;
    tools.back.disabled = past.at <= 0;
    tools.forward.disabled = past.at >= past.views.length - 1;
  }

  /** @type {any} */
  let noteTimer = 0;
  /** Say and note what is drawn when nothing has changed for a while. */
  function note() {
    clearTimeout(noteTimer);
    noteTimer = setTimeout(
      () => {
        const { centre, width } = placeText(/** @type {View} */ (state.view));
        live.textContent = `Centre ${centre}, width ${width}`;
        const hash = toHash(asDrawn());
        if (host.page && hash.length <= LONGEST_HASH) {
          own = `#${hash}`;
          history.replaceState(null, "", own);
        }
        host.onstate?.(hash);
      },
      Math.max(0, changed + 400 - performance.now()),
    );
  }

  // --- the view

  /** The levels that a view may go. @param {View} v @param {number} levels */
  const clamped = (v, levels) => {
    const end = Math.max(-8000, Math.min(1000 * (about.deepest - 1), v.level + levels));
    if (end < v.level + levels) say("No window here is narrower.");
    return end - v.level;
  };

  /** @param {number} levels @param {number} u @param {number} t */
  function zoomBy(levels, u, t) {
    if (state.view) step({ view: zoomed(state.view, clamped(state.view, levels), u, t) });
  }

  /** @param {number} u @param {number} t */
  function panBy(u, t) {
    if (state.view) step({ view: panned(state.view, u, t) });
  }

  /** What frames the roots. @param {State} of @param {number[]} [size] */
  async function framing(of, size = pixels()) {
    const answer = await host.ask("home", fields({ ...of, view: null, palette: null, hues: null }, size));
    return answer && viewOf(answer.info);
  }

  async function home() {
    const view = await framing(state).catch(fail);
    if (view) step({ view });
  }

  /** The last frame where it belongs now, until the next one is there. */
  function preview() {
    if (!drawn?.state.view || !state.view || took < 30) return overlays();
    const [was, is] = [drawn.state.view, state.view];
    const d = Math.max(was.d, is.d);
    const [a, b] = [withDigits(was, d), withDigits(is, d)];
    const scale = Number((a.w << 64n) / b.w) / 2 ** 64;
    const longer = Math.max(canvas.width, canvas.height);
    /** @param {bigint} n */
    const off = (n) => (Number((n << 64n) / b.w) / 2 ** 64) * longer;
    const [width, height] = [canvas.width * scale, canvas.height * scale];
    if (scale < 64 && scale > 1 / 64) {
      context.imageSmoothingEnabled = true;
      context.drawImage(
        stored(),
        canvas.width / 2 + off(a.x - b.x) - width / 2,
        canvas.height / 2 - off(a.y - b.y) - height / 2,
        width,
        height,
      );
    }
    overlays();
  }

  // --- roots

  /** The roots with repeats, if they are known of the state as it is. @returns {[number, number][] | null} */
  const rootsNow = () => {
    if (state.roots) return state.roots;
    return drawn && drawn.state.polynomial === state.polynomial ? drawn.list : null;
  };

  /** The root of the list that stands for those of its label. @param {number} index */
  const isFirst = (index) => drawn.labels.indexOf(drawn.labels[index]) === index;

  /** Their colours: those that they had, or have in the frame. @returns {(string | null)[]} */
  const huesNow = () => {
    const list = rootsNow() ?? [];
    const known = drawn.list.length === list.length;
    return list.map((_, index) => {
      const colour = known && isFirst(index) ? drawn.info.colours[drawn.labels[index]] : null;
      return state.hues?.[index] ?? colour;
    });
  };

  /** The root under the pointer, or -1. @param {number} u @param {number} t @param {string} kind */
  function rootAt(u, t, kind) {
    const list = rootsNow();
    if (!list || !state.view) return -1;
    const reach = (REACH[/** @type {"mouse"} */ (kind)] ?? REACH.mouse) / area().longer;
    let [best, least] = [-1, reach];
    list.forEach(([re, im], k) => {
      const [x, y] = onScreen(/** @type {View} */ (state.view), re, im);
      const away = Math.hypot(x - u, y - t);
      if (away <= least) [best, least] = [k, away];
    });
    return best;
  }
  /** @param {[number, number][]} roots @param {(string | null)[]} hues */
  const withRoots = (roots, hues) => ({ roots, polynomial: null, palette: null, hues });

  /** @param {[number, number]} z */
  function addRoot(z) {
    const list = rootsNow();
    if (list) step(withRoots([...list, z], [...huesNow(), null]));
  }

  /** @param {number} k */
  function removeRoot(k) {
    const list = rootsNow();
    if (!list) return;
    if (list.length === 1) return say("A polynomial keeps its last root.");
    const others = (/** @type {unknown} */ _, /** @type {number} */ index) => index !== k;
    step(withRoots(list.filter(others), huesNow().filter(others)));
  }

  /** The patch in which one root is elsewhere. @param {number} k @param {[number, number]} z */
  function moved(k, z) {
    const list = rootsNow();
    return list ? withRoots(list.map((old, index) => (index === k ? z : old)), huesNow()) : {};
  }

  /** The other root that root k has been brought to, or z where it is by itself.
   * @param {number} k @param {[number, number]} z @param {string} kind @returns {[number, number]} */
  function met(k, z, kind) {
    const reach = (REACH[/** @type {"mouse"} */ (kind)] ?? REACH.mouse) / 2 / area().longer;
    const near = widthOf(/** @type {View} */ (state.view)) * reach;
    const others = (rootsNow() ?? []).filter((_, index) => index !== k);
    return others.find((one) => Math.hypot(one[0] - z[0], one[1] - z[1]) <= near) ?? z;
  }

  /** Where in the list the root of a label is. @param {number} label */
  const firstOf = (label) => drawn.labels.indexOf(label);

  // --- pointers

  /** @type {Map<number, [number, number]>} */
  const down = new Map();
  /** @type {{kind: string, start: View, at: [number, number], root: number,
   *   from: [number, number], moved: boolean, alt: boolean, second?: [number, number]} | null} */
  let gesture = null;
  /** A press that did not move. @type {{at: [number, number], alt: boolean} | null} */
  let tap = null;
  /** What there was before a click, and the state after it. @type {any} */
  let clicked = null;

  /** @param {string} name @param {(event: any) => void} run */
  const on = (name, run) => canvas.addEventListener(name, run, { passive: false, ...listening });

  on("pointerdown", (event) => {
    if (event.button || !state.view) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    const at = offsetOf(event);
    down.set(event.pointerId, at);
    tap = null;
    if (down.size > 1) return hold();
    settle();
    begin();
    const k = event.shiftKey || event.altKey ? -1 : rootAt(...at, event.pointerType);
    gesture = {
      kind: event.shiftKey ? "box" : k >= 0 ? "root" : "pan",
      start: state.view,
      at,
      root: k,
      from: k >= 0 ? /** @type {any} */ (rootsNow())[k] : [0, 0],
      moved: false,
      alt: event.altKey,
    };
    root.dataset.gesture = gesture.kind;
  });

  /** The fingers begin where they are, and the view where it is; a root that was held is let go. */
  function hold() {
    if (!gesture || !state.view) return;
    const [at, second] = down.values();
    gesture = { ...gesture, kind: second ? "pinch" : "pan", start: state.view, at, second, moved: true };
    box.hidden = true;
    root.dataset.gesture = gesture.kind;
  }

  function release() {
    gesture = null;
    box.hidden = true;
    root.dataset.gesture = "";
  }

  on("pointermove", (event) => {
    const at = offsetOf(event);
    // A button that was let go where nobody heard of it.
    if (!event.buttons && event.pointerType !== "touch") lift(event);
    if (!down.has(event.pointerId) || !gesture) {
      if (event.pointerType !== "touch") hover(at, event.pointerType);
      return;
    }
    down.set(event.pointerId, at);
    const [du, dt] = [at[0] - gesture.at[0], at[1] - gesture.at[1]];
    if (gesture.kind === "pinch") return pinch();
    if (Math.hypot(du, dt) * area().longer >= 4) gesture.moved = true;
    if (!gesture.moved) return;
    if (gesture.kind === "pan") change({ view: panned(gesture.start, du, dt) });
    if (gesture.kind === "box") drawBox(gesture.at, at);
    if (gesture.kind === "root") {
      const [re, im] = gesture.from;
      const width = widthOf(gesture.start);
      const z = met(gesture.root, [re + width * du, im + width * dt], event.pointerType);
      change(moved(gesture.root, z));
    }
  });

  function pinch() {
    if (!gesture?.second) return;
    const [a, b] = [...down.values()];
    const [p, q] = [gesture.at, gesture.second];
    const ratio = Math.hypot(a[0] - b[0], a[1] - b[1]) / Math.max(1e-6, Math.hypot(p[0] - q[0], p[1] - q[1]));
    const levels = clamped(gesture.start, Math.round(1000 * Math.log10(Math.max(ratio, 1e-3))));
    const [u, t] = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    // What was between the fingers is between them.
    change({ view: panned(zoomed(gesture.start, levels, u, t), x - u, y - t) });
  }

  /** @param {any} event */
  function lift(event) {
    const at = down.get(event.pointerId);
    if (!at) return;
    down.delete(event.pointerId);
    if (!gesture) return;
    if (event.type === "pointercancel") return cancel();
    if (down.size) return hold();
    const ended = gesture;
    release();
    if (!ended.moved && ended.kind !== "box") tap = { at, alt: ended.alt };
    if (ended.kind === "box" && ended.moved) zoomToBox(ended.at, at);
    commit();
    fill();
  }
  on("pointerup", lift);
  on("pointercancel", lift);
  on("lostpointercapture", lift);
  on("pointerleave", () => {
    pointer = null;
    hoverLine.replaceChildren();
  });

  on("click", (event) => {
    if (event.detail > 1) return;
    clicked = null;
    if (!tap || !state.view) return;
    const was = { state, past, orbit };
    if (tap.alt) addRoot(inPlane(state.view, ...tap.at));
    else follow(tap.at);
    clicked = { ...was, to: state };
  });

  on("dblclick", (event) => {
    event.preventDefault();
    if (!tap) return;
    if (clicked?.to === state) {
      // Its first click never was.
      ({ state, past } = clicked);
      showOrbit(clicked.orbit);
    }
    zoomBy(event.altKey ? -301 : 301, ...tap.at);
  });

  /** @param {[number, number]} a @param {[number, number]} b */
  function drawBox(a, b) {
    const { width, height, longer } = area();
    box.hidden = false;
    Object.assign(box.style, {
      left: `${width / 2 + Math.min(a[0], b[0]) * longer}px`,
      top: `${height / 2 - Math.max(a[1], b[1]) * longer}px`,
      width: `${Math.abs(a[0] - b[0]) * longer}px`,
      height: `${Math.abs(a[1] - b[1]) * longer}px`,
    });
  }

  /** @param {[number, number]} a @param {[number, number]} b */
  function zoomToBox(a, b) {
    const { width, height, longer } = area();
    const share = Math.max(
      (Math.abs(a[0] - b[0]) * longer) / width,
      (Math.abs(a[1] - b[1]) * longer) / height,
    );
    if (!state.view || share < 1e-3) return;
    const middle = panned(state.view, -(a[0] + b[0]) / 2, -(a[1] + b[1]) / 2);
    const levels = Math.round(-1000 * Math.log10(share));
    change({ view: zoomed(middle, clamped(middle, levels), 0, 0) });
  }

  /** @type {any} */
  let wheelTimer = 0;

  on("wheel", (event) => {
    // In a notebook the page scrolls, until the picture is clicked.
    if (!host.page && document.activeElement !== canvas && !event.ctrlKey) return;
    event.preventDefault();
    if (!state.view || down.size) return;
    const unit = [1, 33, area().height][event.deltaMode] * (event.ctrlKey ? 10 : 1);
    const levels = Math.round(Math.max(-300, Math.min(300, -event.deltaY * unit)));
    begin();
    change({ view: zoomed(state.view, clamped(state.view, levels), ...offsetOf(event)) });
    clearTimeout(wheelTimer);
    wheelTimer = setTimeout(commit, 400);
  });

  // --- points

  /** Where the pointer is over the picture. @type {[number, number] | null} */
  let pointer = null;
  let looking = false;
  let again = false;

  /** @param {[number, number]} at @param {string} kind */
  function hover(at, kind) {
    pointer = at;
    canvas.style.cursor = rootAt(...at, kind) >= 0 ? "move" : "";
    look();
  }

  /** Ask for what is said about points, until it is of the state that is drawn. */
  async function look() {
    again = true;
    if (looking) return;
    looking = true;
    while (again && drawn?.state === state && !ends.signal.aborted) {
      again = false;
      const asked = state;
      try {
        if (pointer && !bare) {
          const answer = await host.ask("point", { ...fields(asked, pixels()), offset: pointer });
          if (answer && pointer && state === asked) hoverLine.replaceChildren(...told(answer.info));
        }
        if (orbit && !sameProblem(orbit.state, asked)) await follow(null);
      } catch {
        break;
      }
    }
    looking = false;
  }

  /** @param {any} info */
  function told(info) {
    const z = complexText(info.z);
    const swatch = h("i", { className: "nb-swatch", style: { background: colourOf(info.label) } });
    const steps = `${info.iterations} ${info.iterations === 1 ? "step" : "steps"}`;
    if (info.label >= 0) return [`${z} → `, swatch, ` root ${info.label + 1} in ${steps}`];
    if (info.label === -1) return [`${z} → `, swatch, " no root"];
    const trap = info.period === 1 ? "a fixed point" : `a cycle of period ${info.period}`;
    return [`${z} → `, swatch, ` ${trap}`]; // it goes round for ever: in no number of steps
  }

  /** @param {number} label */
  const colourOf = (label) =>
    label >= 0
      ? drawn.info.colours[label]
      : (drawn.info.cycles.find((/** @type {any} */ c) => c.label === label)?.colour ?? drawn.info.none);

  let followed = 0;
  /** The orbit of a point, or of the same point as before in another problem.
   * @param {[number, number] | null} offset */
  async function follow(offset) {
    if (!drawn || !state.view) return;
    followed += 1;
    const number = followed;
    const asked = state;
    const from = offset ? null : orbit.from;
    const at = offset ?? onScreen(state.view, from[0], from[1]);
    if (Math.hypot(...at) > 10) return showOrbit(null);
    const message = { ...fields(asked, pixels()), offset: at, steps: 200 };
    const answer = await host.ask("point", message).catch(fail);
    if (!answer || number !== followed) return;
    const { info } = answer;
    showOrbit({ orbit: [], residuals: [], ...info, state: asked, from: from ?? info.z });
    if (offset) {
      if (!info.orbit) say("Too deep for an orbit: doubles do not tell its points apart.");
      clearTimeout(noteTimer); // of a change before
      live.textContent = told(orbit).map((one) => (typeof one === "string" ? one : "")).join("");
    }
    look();
  }

  /** @param {any} one an orbit, or null */
  function showOrbit(one) {
    followed += 1;
    orbit = one;
    fillOrbit();
    overlays();
  }
  const putAway = () => showOrbit(null);

  // --- over the picture

  /** Marks where the view has them. */
  function overlays() {
    if (!drawn || !state.view) return;
    const { width, height, longer } = area();
    /** @param {[number, number]} z @returns {[number, number]} */
    const at = (z) => {
      const [u, t] = onScreen(/** @type {View} */ (state.view), ...z);
      return [width / 2 + u * longer, height / 2 - t * longer];
    };
    /** @param {[number, number]} p @param {number} [more] */
    const inside = ([x, y], more = 0) => x > -more && y > -more && x < width + more && y < height + more;
    // A root that is being dragged is where the pointer is, not where the last frame has it.
    const now = rootsNow();
    const list = now?.length === drawn.list.length ? now : drawn.list;
    while (marks.children.length > list.length) {
      const last = /** @type {HTMLElement} */ (marks.lastElementChild);
      if (last === document.activeElement) /** @type {HTMLElement} */ (last.previousElementSibling ?? canvas).focus();
      last.remove();
    }
    // A mark is that of one root of the list, wherever it goes, whatever its label is then.
    const held = [...marks.children].indexOf(/** @type {Element} */ (document.activeElement));
    list.forEach((/** @type {[number, number]} */ z, /** @type {number} */ index) => {
      const mark = /** @type {HTMLElement} */ (marks.children[index] ?? marks.appendChild(makeMark(index)));
      const label = drawn.labels[index];
      const shown = drawn.labels[held] === label ? index === held : isFirst(index);
      const p = at(z);
      put(mark, { hidden: !shown || (index !== held && !inside(p, 20)) });
      if (mark.hidden) return;
      const times = drawn.info.multiplicities[label];
      const often = times > 1 ? `, ${times} times` : "";
      put(mark, { textContent: times > 1 ? String(times) : "" });
      putAttribute(mark, "aria-label", `root ${label + 1} at ${complexText(z)}${often}`);
      putStyle(mark, { "--colour": drawn.info.colours[label], transform: `translate(${p[0]}px, ${p[1]}px)` });
    });
    /** @type {Node[]} */
    const drawnOver = [];
    for (const cycle of drawn.info.cycles) {
      for (const z of cycle.points) {
        const p = at(z);
        if (!inside(p, 20)) continue;
        const mark = svg("g", { class: "nb-cycle", transform: `translate(${p[0]} ${p[1]})` });
        mark.append(svg("path", { d: "M0-7 7 0 0 7-7 0z", fill: cycle.colour }));
        const title = svg("title", {});
        title.textContent = cycle.period === 1 ? "fixed point" : `cycle of period ${cycle.period}`;
        mark.append(title);
        drawnOver.push(mark);
      }
    }
    if (orbit && sameProblem(orbit.state, state)) drawnOver.push(...orbitMarks(at, width, height));
    if (drawnOver.length || overlay.firstChild) overlay.replaceChildren(...drawnOver);
    const { centre, width: wide } = placeText(state.view);
    put(placeLine, { textContent: `${centre}, width ${wide}` });
  }

  /** @param {(z: [number, number]) => [number, number]} at @param {number} width @param {number} height */
  function orbitMarks(at, width, height) {
    const limit = 20000;
    const path = orbit.orbit
      .filter((/** @type {any} */ z) => z[0] !== null && z[1] !== null)
      .map((/** @type {any} */ z) => at(z).map((c) => Math.max(-limit, Math.min(limit, c))));
    const points = path.map((/** @type {any} */ p) => p.map((/** @type {number} */ c) => c.toFixed(2)).join()).join(" ");
    const nodes = [
      svg("polyline", { class: "nb-way nb-under", points }),
      svg("polyline", { class: "nb-way", points }),
    ];
    /** @type {[number, number][]} */
    const labelled = [];
    path.forEach((/** @type {any} */ [x, y], /** @type {number} */ k) => {
      if (x < -9 || y < -9 || x > width + 9 || y > height + 9) return;
      nodes.push(svg("circle", { class: k ? "nb-stop" : "nb-stop nb-first", cx: x, cy: y, r: k ? 3 : 4.5 }));
      if (labelled.some(([a, b]) => Math.hypot(a - x, b - y) < 20) || k > 30) return;
      labelled.push([x, y]);
      const number = svg("text", { class: "nb-number", x: x + 7, y: y - 7 });
      number.textContent = String(k);
      nodes.push(number);
    });
    return nodes;
  }

  /** @param {number} index of a root in the list */
  function makeMark(index) {
    const mark = h("button", { className: "nb-mark", type: "button" });
    mark.addEventListener("keydown", (event) => {
      const list = rootsNow();
      const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
      const move = moves[/** @type {"ArrowUp"} */ (event.key)];
      if (event.ctrlKey || event.metaKey || event.altKey || !list?.[index] || !state.view) return;
      if (move) {
        const far = (event.shiftKey ? 10 : 1) / area().longer;
        const width = widthOf(state.view);
        const [re, im] = list[index];
        step(moved(index, [re + move[0] * far * width, im + move[1] * far * width]));
      } else if (event.key === "Delete" || event.key === "Backspace") removeRoot(index);
      else if (event.key === "Enter") {
        const row = legend.children[drawn.labels[index]];
        const field = /** @type {HTMLInputElement | null} */ (row?.querySelector("input[type=text]"));
        field?.focus();
        field?.select();
      } else return;
      event.preventDefault();
    });
    return mark;
  }

  // --- keys

  /** @type {Record<string, (event: KeyboardEvent) => void>} */
  const actions = {
    ArrowLeft: (event) => panBy(event.shiftKey ? 0.5 : 0.1, 0),
    ArrowRight: (event) => panBy(event.shiftKey ? -0.5 : -0.1, 0),
    ArrowUp: (event) => panBy(0, event.shiftKey ? -0.5 : -0.1),
    ArrowDown: (event) => panBy(0, event.shiftKey ? 0.5 : 0.1),
    "+": () => zoomBy(NOTCH, 0, 0),
    "=": () => zoomBy(NOTCH, 0, 0),
    "-": () => zoomBy(-NOTCH, 0, 0),
    0: () => home(),
    "[": () => goBy(-1),
    "]": () => goBy(1),
    a: () => state.view && addRoot(inPlane(state.view, 0, 0)),
    o: () => follow([0, 0]),
    m: () => next("method", about.methods.map((/** @type {any} */ m) => m.name)),
    s: () => next("style", Object.keys(about.styles)),
    r: () => showMarks(root.classList.contains("nb-unmarked")),
    c: () => copy("link"),
    e: () => save(),
    "?": () => help.showModal(),
    Escape: () => {
      if (gesture) cancel();
      else if (orbit) putAway();
    },
  };
  /** @param {KeyboardEvent} event */
  function keyDown(event) {
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undo();
      else if (key === "y" || key === "z") redo();
      else return;
      event.preventDefault();
      return;
    }
    const action = event.altKey ? undefined : actions[event.key];
    if (!action || !state.view) return;
    event.preventDefault();
    action(event);
  }
  on("keydown", keyDown);

  /** @param {"method" | "style"} name @param {string[]} all */
  function next(name, all) {
    const value = all[(all.indexOf(state[name]) + 1) % all.length];
    step(name === "method" ? { method: value, parameters: {} } : { style: value });
    say(value.replace(/_/g, " "));
  }

  /** @param {boolean} yes */
  function showMarks(yes) {
    root.classList.toggle("nb-unmarked", !yes);
    marksBox.checked = yes;
  }

  /** @type {any} */
  let toastTimer = 0;
  /** @param {string} text */
  function say(text) {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => (toast.hidden = true), 2200);
  }

  // --- what leaves the page

  /** @param {"link" | "python" | "command"} what */
  async function copy(what) {
    let text = `#${toHash(asDrawn())}`; // without the rest of the address, which has a secret
    if (what !== "link") {
      const answer = await send("words", fields(state, pixels())).catch(fail);
      if (!answer) return;
      text = answer.info[what];
    }
    words.value = text;
    words.hidden = false;
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
    } catch {
      words.select();
      say("Copy what is marked.");
    }
  }

  async function save() {
    const [width, height] = pixels();
    const longer = Number(sizes.value) || Math.max(width, height);
    const factor = longer / Math.max(width, height);
    const print = [width, height].map((side) => Math.max(1, Math.round(side * factor)));
    say("Drawing the picture…");
    const answer = await host.ask("export", { ...fields(state, [width, height]), print }).catch(fail);
    if (!answer) return;
    const address = URL.createObjectURL(new Blob([answer.data], { type: "image/png" }));
    const link = /** @type {HTMLAnchorElement} */ (h("a", { href: address, download: "basins.png" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    say(`Saved with its recipe: ${print.join(" × ")} pixels.`);
  }

  // --- the panel

  /** @param {string} title @param {...Node} inside */
  const section = (title, ...inside) => h("section", {}, h("h2", {}, title), ...inside);
  /** @param {string} text @param {HTMLElement} control */
  const labelled = (text, control) => h("label", { className: "nb-field" }, h("span", {}, text), control);
  /** @param {string} text @param {() => void} run */
  const button = (text, run) => h("button", { className: "nb-button", type: "button", onclick: run }, text);
  /** @param {string} text @param {(yes: boolean) => void} run */
  const check = (text, run) => {
    const control = /** @type {HTMLInputElement} */ (
      h("input", { type: "checkbox", onchange: () => run(control.checked) })
    );
    return { control, label: h("label", { className: "nb-check" }, control, text) };
  };
  /** @param {Record<string, any>} about @returns {HTMLInputElement} */
  const input = (about) =>
    /** @type {HTMLInputElement} */ (h("input", { type: "text", spellcheck: false, autocomplete: "off", ...about }));

  const polynomial = input({
    className: "nb-polynomial",
    "aria-label": "The polynomial p(z)",
    onchange: () => setPolynomial(),
  });
  const title = h("p", { className: "nb-title" });
  const wrong = h("pre", { className: "nb-wrong", role: "alert", hidden: true });
  const legend = h("ul", { className: "nb-legend" });
  const method = /** @type {HTMLSelectElement} */ (
    h("select", { onchange: () => step({ method: method.value, parameters: {} }) })
  );
  const formula = h("p", { className: "nb-formula" });
  const parameters = h("div", {});
  const stop = /** @type {HTMLSelectElement} */ (h("select", { onchange: () => step({ stop: stop.value }) }));
  const stopAbout = h("p", { className: "nb-formula" });
  const tol = input({ inputMode: "decimal", onchange: () => setNumber("tol", tol, 0, 1e9) });
  const itmax = input({ inputMode: "numeric", placeholder: "as needed", onchange: () => setNumber("itmax", itmax, 0, about.steps) });
  const warning = h("p", { className: "nb-warning", hidden: true });
  const cyclesCheck = check("Look for cycles", (yes) => step({ cycles: yes }));
  const styleList = h("div", { className: "nb-styles", role: "radiogroup", "aria-label": "Style" });
  const styleAbout = h("p", { className: "nb-about" });
  const lightCheck = check("Light", (yes) => step({ light: yes }));
  const fineCheck = check("Smooth edges", (yes) => {
    fine = yes;
    redraw();
  });
  const marksCheck = check("Marks of roots", (yes) => showMarks(yes));
  const marksBox = marksCheck.control;
  marksBox.checked = fineCheck.control.checked = true;
  const way = h("section", { hidden: true });
  const measures = h("dl", { className: "nb-measures", "aria-live": "polite", hidden: true });
  const sizes = /** @type {HTMLSelectElement} */ (
    h(
      "select",
      { "aria-label": "Pixels of the longer side" },
      ...[0, 2048, 4096, 8192].map((n) => h("option", { value: String(n) }, n ? `${n} pixels` : "as shown")),
    )
  );
  const words = /** @type {HTMLTextAreaElement} */ (
    h("textarea", { className: "nb-words", readOnly: true, hidden: true, rows: 3, "aria-label": "What was copied" })
  );

  /** @param {string} text */
  function explain(text) {
    wrong.textContent = text;
    wrong.hidden = !text;
    polynomial.setAttribute("aria-invalid", String(Boolean(text)));
  }

  /** What was typed; where it is wrong a sentence says so, and the picture stays. */
  async function setPolynomial() {
    const text = polynomial.value.trim();
    explain("");
    if (!text || text === polynomial.dataset.shown) return;
    const trial = { ...state, polynomial: text, roots: null, palette: null, hues: null };
    try {
      const view = await framing(trial);
      if (!view || polynomial.value.trim() !== text) return;
      putAway();
      step({ ...trial, view });
    } catch (/** @type {any} */ error) {
      if (error instanceof TypeError) fail(error);
      else explain(error.message);
    }
  }

  /** @type {State | null} */
  let written = null; // what the polynomial in its field is of
  /** The polynomial that is drawn; one that is being typed stays, with what is wrong with it. */
  function fillPolynomial() {
    const { state: of, info } = drawn;
    if (written === of) return;
    const same = written && written.polynomial === of.polynomial && written.roots === of.roots;
    written = of;
    if (same && document.activeElement === polynomial) return;
    put(polynomial, { value: of.polynomial ?? productText(info) });
    polynomial.dataset.shown = polynomial.value;
    explain("");
  }

  /** @param {"tol" | "itmax"} name @param {HTMLInputElement} field @param {number} low @param {number} high */
  function setNumber(name, field, low, high) {
    if (name === "itmax" && !field.value.trim()) return step({ itmax: null });
    const value = Number(field.value);
    const right = field.value.trim() && value >= low && value <= high;
    if (right && (name === "tol" || Number.isInteger(value))) return step({ [name]: value });
    say(`${name} is a number from ${low} to ${high}.`);
    fill();
  }

  /** The panel as the state has it. */
  function fill() {
    if (!about) return;
    method.value = state.method;
    stop.value = state.stop;
    stopAbout.textContent = about.stops[state.stop] ?? "";
    tol.value = state.tol && state.tol < 1e-3 ? state.tol.toExponential() : String(state.tol);
    itmax.value = state.itmax === null ? "" : String(state.itmax);
    cyclesCheck.control.checked = state.cycles;
    lightCheck.control.checked = state.light;
    for (const one of styleList.children) {
      const is = /** @type {HTMLElement} */ (one).dataset.style === state.style;
      one.setAttribute("aria-checked", String(is));
      /** @type {HTMLElement} */ (one).tabIndex = is ? 0 : -1;
    }
    styleAbout.textContent = about.styles[state.style] ?? "";
    const chosen = about.methods.find((/** @type {any} */ m) => m.name === state.method);
    formula.textContent = chosen ? `z − … = ${chosen.step}`.replace("z − … = ", "") : "";
    fillParameters(chosen?.parameters ?? {});
    fillOrbit();
  }

  /** @param {Record<string, [number, number]>} usual */
  function fillParameters(usual) {
    const names = Object.keys(usual);
    const known = names.join() === parameters.dataset.names && state.method === parameters.dataset.method;
    if (!known) {
      parameters.dataset.names = names.join();
      parameters.dataset.method = state.method;
      parameters.replaceChildren(...names.map((name) => parameterControl(name, usual[name])));
    }
    names.forEach((name, k) => {
      const control = /** @type {any} */ (parameters.children[k]);
      control.show(state.parameters[name] ?? usual[name]);
    });
  }

  /** A number's text and a plane to drag it in. @param {string} name @param {[number, number]} usual */
  function parameterControl(name, usual) {
    const reach = 2;
    const field = input({
      "aria-label": `${name}, a complex number`,
      onchange: () => {
        const z = readComplex(field.value);
        if (z) set(z, true);
        else say(`${name} is a number such as 0.5 + 0.2i.`);
      },
    });
    const dot = h("span", { className: "nb-dot" });
    const plane = h(
      "div",
      {
        className: "nb-plane",
        tabIndex: 0,
        role: "application",
        "aria-label": `${name}: arrows move it, Home makes it as usual`,
      },
      dot,
    );
    /** @param {[number, number]} z @param {boolean} whole */
    const set = (z, whole) => {
      const parameters = { ...state.parameters, [name]: z };
      if (whole) step({ parameters });
      else change({ parameters });
      control.show(z);
    };
    /** @param {PointerEvent} event */
    const drag = (event) => {
      const { left, top, width, height } = plane.getBoundingClientRect();
      const to = [(event.clientX - left) / width - 0.5, 0.5 - (event.clientY - top) / height];
      const z = to.map((c, k) => +(usual[k] + 2 * reach * Math.max(-0.5, Math.min(0.5, c))).toFixed(3));
      begin();
      set(/** @type {[number, number]} */ (z), false);
    };
    plane.addEventListener("pointerdown", (event) => {
      plane.setPointerCapture(event.pointerId);
      settle();
      drag(event);
    });
    plane.addEventListener("pointermove", (event) => {
      if (plane.hasPointerCapture(event.pointerId)) drag(event);
    });
    plane.addEventListener("pointercancel", cancel);
    plane.addEventListener("lostpointercapture", commit);
    plane.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
      const move = moves[/** @type {"ArrowUp"} */ (event.key)];
      const [re, im] = state.parameters[name] ?? usual;
      const far = event.shiftKey ? 0.1 : 0.01;
      if (event.key === "Home") set(usual, true);
      else if (move) set([+(re + far * move[0]).toFixed(6), +(im + far * move[1]).toFixed(6)], true);
      else return;
      event.preventDefault();
    });
    /** @type {any} */
    const control = h("div", { className: "nb-parameter" }, labelled(name, field), plane);
    control.show = (/** @type {[number, number]} */ z) => {
      field.value = complexText(z, 6);
      const place = z.map((c, k) => Math.max(0, Math.min(1, 0.5 + (c - usual[k]) / (2 * reach))));
      dot.style.left = `${100 * place[0]}%`;
      dot.style.top = `${100 - 100 * place[1]}%`;
    };
    return control;
  }

  let toldAt = 0;
  /** What a frame says: where its roots are at once, words so often as one can read them. */
  function show() {
    overlays();
    const now = performance.now();
    if (!drawn.rest && now - toldAt < TOLD_EVERY) return;
    toldAt = now;
    const { info, state: of } = drawn;
    put(title, { textContent: of.roots ? `= ${info.title}` : `degree ${info.degree}` });
    fillPolynomial();
    if (measuredOf && !isSame(measuredOf, of)) {
      measures.hidden = true;
      measuredOf = null;
    }
    put(warning, { textContent: info.warning ?? "", hidden: !info.warning });
    fillLegend();
    if (drawn.rest) fillOrbit();
  }

  function fillLegend() {
    const { info } = drawn;
    const shares = info.shares ?? {};
    const rows = [
      ...info.roots.map((/** @type {any} */ z, /** @type {number} */ k) => ({
        label: k,
        colour: info.colours[k],
        text: complexText(z),
        times: info.multiplicities[k],
      })),
      ...info.cycles
        .filter((/** @type {any} */ c) => shares[c.label])
        .map((/** @type {any} */ c) => ({
          label: c.label,
          colour: c.colour,
          text:
            c.period === 1
              ? `${c.kind} fixed point ${complexText(c.points[0])}`
              : `${c.kind} cycle of period ${c.period}, multiplier ${short(c.multiplier, 3)}`,
          times: 0,
        })),
      ...(shares[-1] ? [{ label: -1, colour: info.none, text: "no root", times: 0 }] : []),
    ];
    const kinds = rows.map((row) => (row.label >= 0 ? "r" : row.label)).join();
    if (legend.dataset.kinds !== kinds) {
      legend.dataset.kinds = kinds;
      legend.replaceChildren(...rows.map((row) => legendRow(row.label)));
    }
    rows.forEach((row, k) => /** @type {any} */ (legend.children[k]).show(row, shares[row.label]));
  }

  /** @param {number} label */
  function legendRow(label) {
    const share = h("span", { className: "nb-share" });
    const bar = h("span", { className: "nb-bar" });
    const times = h("span", { className: "nb-times" });
    if (label < 0) {
      const swatch = h("i", { className: "nb-swatch" });
      const text = h("span", { className: "nb-value" });
      const row = h("li", {}, swatch, text, times, share, bar);
      /** @type {any} */ (row).show = (/** @type {any} */ about, /** @type {number | undefined} */ part) => {
        putStyle(swatch, { background: about.colour });
        putStyle(bar, { background: about.colour, width: `${100 * (part ?? 0)}%` });
        put(text, { textContent: about.text });
        put(share, { textContent: percent(part) });
      };
      return row;
    }
    const colour = input({
      type: "color",
      className: "nb-colour",
      "aria-label": `colour of root ${label + 1}`,
      onchange: () => setColour(label, colour.value),
    });
    const value = input({
      className: "nb-value",
      "aria-label": `value of root ${label + 1}`,
      onchange: () => {
        const z = readComplex(value.value);
        if (z) step(moved(firstOf(label), z));
        else say("A root is a number such as 0.5 − 2i.");
        value.blur();
      },
    });
    const remove = h(
      "button",
      { className: "nb-remove", type: "button", onclick: () => removeRoot(firstOf(label)) },
      "×",
    );
    remove.setAttribute("aria-label", `remove root ${label + 1}`);
    const row = h("li", {}, colour, value, times, share, remove, bar);
    /** @type {any} */ (row).show = (/** @type {any} */ about, /** @type {number | undefined} */ part) => {
      put(colour, { value: about.colour });
      putStyle(bar, { background: about.colour, width: `${100 * (part ?? 0)}%` });
      if (document.activeElement !== value) put(value, { value: about.text });
      put(times, { textContent: about.times > 1 ? `×${about.times}` : "" });
      put(share, { textContent: percent(part) });
    };
    return row;
  }

  /** @param {number} k @param {string} value */
  function setColour(k, value) {
    const { colours, ranks } = drawn.info;
    if (state.roots) {
      const first = firstOf(k);
      return step({ palette: null, hues: huesNow().map((one, index) => (index === first ? value : one)) });
    }
    /** @type {string[]} */
    const palette = [];
    colours.forEach((/** @type {string} */ one, /** @type {number} */ index) => (palette[ranks[index]] = one));
    palette[ranks[k]] = value;
    step({ palette });
  }

  function fillOrbit() {
    const shown = orbit && sameProblem(orbit.state, state);
    way.hidden = !shown;
    if (!shown) return way.replaceChildren();
    const rows = orbit.orbit.map((/** @type {any} */ z, /** @type {number} */ k) =>
      h(
        "tr",
        {},
        h("td", {}, String(k)),
        h("td", {}, z[0] === null || z[1] === null ? "∞" : complexText(z, 6)),
        h("td", {}, orbit.residuals[k] === null ? "∞" : short(orbit.residuals[k], 3)),
      ),
    );
    way.replaceChildren(
      h("h2", {}, "Orbit"),
      h("p", { className: "nb-about" }, ...told(orbit)),
      h(
        "div",
        { className: "nb-scroll", tabIndex: 0, role: "region", "aria-label": "The points of the orbit" },
        h(
          "table",
          {},
          h("thead", {}, h("tr", {}, ...["n", "z", "|p(z)|"].map((text) => h("th", { scope: "col" }, text)))),
          h("tbody", {}, ...rows),
        ),
      ),
      button("Put it away", putAway),
    );
  }

  // --- measures

  async function measure() {
    const measured = state;
    const answer = await host.ask("measures", fields(measured, pixels())).catch(fail);
    if (!answer || !isSame(measured, state)) return;
    measures.replaceChildren(
      ...answer.info.measures.flatMap((/** @type {any} */ { name, value, about }) => [
        h("dt", {}, name),
        h("dd", {}, value === null ? "–" : short(value)),
        h("dd", { className: "nb-about" }, about),
      ]),
    );
    measures.hidden = false;
    measuredOf = measured;
  }

  /** Whether labels and counts are the same. @param {State} a @param {State} b */
  const isSame = (a, b) => a.view === b.view && sameProblem(a, b);

  // --- the gallery

  async function openGallery() {
    gallery.showModal();
    if (cards.children.length) return;
    const size = [216, 136];
    for (const preset of about.presets) {
      const face = /** @type {HTMLCanvasElement} */ (h("canvas", { width: size[0], height: size[1], "aria-hidden": "true" }));
      const card = h(
        "button",
        { className: "nb-card", type: "button", onclick: () => begins(preset) },
        face,
        h("strong", {}, preset.name),
        h("span", {}, preset.about),
      );
      cards.append(card);
    }
    for (const [k, preset] of about.presets.entries()) {
      const of = await presetState(preset, size);
      const answer = of && (await host.ask("frame", { ...fields(of, size), view: `${view}-card`, number: k, antialias: true }).catch(() => null));
      if (!answer) continue;
      const face = /** @type {HTMLCanvasElement} */ (cards.children[k].firstChild);
      face.getContext("2d")?.putImageData(new ImageData(answer.data, size[0], size[1]), 0, 0);
    }
  }

  /** @param {any} preset @param {number[]} size @returns {Promise<State | null>} */
  async function presetState(preset, size) {
    const of = { ...USUAL, polynomial: preset.polynomial, ...preset.settings };
    const [re, im, width] = preset.view ?? [];
    const view = preset.view ? viewOf({ centre: [re, im], width }) : await framing(of, size).catch(fail);
    return view && { ...of, view };
  }

  /** @param {any} preset */
  async function begins(preset) {
    gallery.close();
    const to = await presetState(preset, pixels());
    if (!to) return;
    putAway();
    step(to);
    say(preset.about);
  }

  // --- the beginning

  function build() {
    method.append(...about.methods.map((/** @type {any} */ m) => h("option", { value: m.name }, m.name.replace(/_/g, " "))));
    stop.append(
      ...Object.entries(about.stops).map(([name, when]) => h("option", { value: name, title: when }, name)),
    );
    for (const name of Object.keys(about.styles)) {
      const choice = h("button", { type: "button", role: "radio", onclick: () => step({ style: name }) }, name);
      choice.dataset.style = name;
      choice.addEventListener("keydown", (event) => {
        const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[/** @type {"ArrowUp"} */ (event.key)];
        if (!way) return;
        const all = [...styleList.children];
        const to = /** @type {HTMLElement} */ (all[(all.indexOf(choice) + way + all.length) % all.length]);
        step({ style: to.dataset.style });
        to.focus();
        event.preventDefault();
      });
      styleList.append(choice);
    }
    panel.append(
      h(
        "header",
        {},
        h("h1", {}, "Newton basins"),
        button("Examples…", openGallery),
      ),
      h("section", {}, h("label", { className: "nb-equation" }, h("span", {}, "p(z) ="), polynomial), wrong, title),
      way,
      section(
        "Roots",
        legend,
        h(
          "div",
          { className: "nb-row" },
          button("Add a root", () => state.view && addRoot(inPlane(state.view, 0, 0))),
          button("Usual colours", () => step({ palette: null, hues: null })),
        ),
      ),
      section("Iteration", labelled("Method", method), formula, parameters),
      section("Look", styleList, styleAbout, h("div", { className: "nb-checks" }, lightCheck.label, fineCheck.label, marksCheck.label)),
      section(
        "A point has arrived when",
        labelled("Rule", stop),
        stopAbout,
        labelled("tol", tol),
        labelled("Steps at most", itmax),
        cyclesCheck.label,
        warning,
      ),
      section("Measures", button("Measure this picture", measure), measures),
      section(
        "Take it with you",
        h("div", { className: "nb-row" }, labelled("Size", sizes), button("Save the picture", save)),
        h(
          "div",
          { className: "nb-row" },
          button("Copy address", () => copy("link")),
          button("Copy Python", () => copy("python")),
          button("Copy command", () => copy("command")),
        ),
        words,
      ),
    );
  }

  /** The state that words say, where it can be drawn. @param {Word[]} words @returns {Promise<State>} */
  async function drawable(words) {
    /** @param {State} of @param {Word} word */
    const said = (of, word) => word.to(of);
    const of = words.filter((word) => !isPlace(word)).reduce(said, USUAL);
    const to = words.filter(isPlace).reduce(said, { ...of, view: await framing(of) });
    turn += 1;
    await host.ask("frame", { ...fields(to, pixels()), view: `${view}-read`, number: turn, rows: [0, 1] });
    return to;
  }

  /** The state in an address, and a sentence for each word in it that says nothing. @param {string} hash */
  async function stateIn(hash) {
    const { words, faults } = fromHash(hash);
    /** @param {Word[]} some */
    const tried = (some) =>
      drawable(some).catch((error) => {
        if (error instanceof TypeError) throw error;
        return String(error.message).split("\n")[0].replace(/:$/, "");
      });
    let to = await tried(words);
    if (typeof to !== "string") return { to, faults };
    /** @type {Word[]} */
    const kept = [];
    to = await drawable(kept);
    for (const word of words) {
      const one = await tried([...kept, word]);
      if (typeof one === "string") faults.push(`${saysNothing(word.name, word.text)}: ${one}`);
      else {
        to = one;
        kept.push(word);
      }
    }
    return { to, faults };
  }

  let reading = 0;
  /** @param {string} hash */
  async function read(hash) {
    reading += 1;
    const number = reading;
    const { to, faults } = await stateIn(hash);
    if (number !== reading) return;
    putAway();
    if (state.view) step(to);
    else {
      past = { ...past, views: [/** @type {View} */ (to.view)], at: 0 };
      go(to);
      fill();
      buttons();
    }
    if (faults.length) complain(faults.join("\n"));
  }

  async function start() {
    try {
      const { info } = /** @type {any} */ (await host.ask("about", {}));
      if (!about) {
        about = info;
        build();
      }
      await read(host.hash ?? (host.page ? location.hash : ""));
    } catch (error) {
      fail(error);
      setTimeout(() => !ends.signal.aborted && start(), 1500);
    }
  }

  if (host.page) {
    // Keys are the picture's where nothing has the focus.
    window.addEventListener(
      "keydown",
      (event) => {
        if (document.activeElement === document.body) keyDown(event);
      },
      listening,
    );
    window.addEventListener(
      "hashchange",
      () => {
        if (location.hash !== own) read(location.hash).catch(fail);
      },
      listening,
    );
  }
  const watcher = new ResizeObserver(([{ devicePixelContentBoxSize: box }]) => {
    dots = box ? [box[0].inlineSize, box[0].blockSize] : [];
    measureSide();
    pointer = null;
    if (state.view) redraw();
  });
  try {
    watcher.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    watcher.observe(canvas); // a browser that does not say
  }
  start();

  return {
    /** Resolves when the last state is drawn, at rest and with smooth edges. */
    settled: () =>
      new Promise((resolve) => {
        const waits = () => {
          if (about && drawn && !working && !dirty) resolve(undefined);
          else waiting.push(waits);
        };
        waits();
      }),
    state: () => state,
    drawn: () => drawn,
    number: () => shown,
    frames: () => frames,
    request: () => fields(asDrawn(), pixels()),
    hash: () => toHash(asDrawn()),
    /** @param {string} hash */
    go: (hash) => read(hash).catch(fail),
    /** Nothing over the picture. @param {boolean} yes */
    bare: (yes) => {
      bare = yes;
      root.classList.toggle("nb-bare", yes);
    },
    close: () => {
      ends.abort();
      for (const { abort } of flights) abort.abort();
      watcher.disconnect();
      for (const timer of [noteTimer, wheelTimer, toastTimer]) clearTimeout(timer);
      root.remove();
    },
  };
}

// --- In a notebook -----------------------------------------------------------------------------

const SILENT = 5000; // ms without an answer, after which the kernel is asked whether it lives

/** What anywidget calls for each view of a widget. @param {{model: any, el: HTMLElement}} about */
function render({ model, el }) {
  const view = Math.random().toString(36).slice(2);
  let count = 0;
  /** @type {Map<string, (content: any, buffers: DataView[]) => void>} */
  const waiting = new Map();
  /** Every view gets every answer. @param {any} content @param {DataView[]} buffers */
  const onMessage = (content, buffers) => waiting.get(content.id)?.(content, buffers);
  model.on("msg:custom", onMessage);

  /**
   * @param {string} kind @param {any} message
   * @param {AbortSignal} [signal] @param {() => void} [ready] @returns {Promise<any>}
   */
  const ask = (kind, message, signal, ready) =>
    new Promise((resolve, reject) => {
      count += 1;
      const id = `${view}.${count}`;
      /** @type {any} */
      let timer = 0;
      /** @param {() => void} end */
      const ending = (end) => {
        clearTimeout(timer);
        waiting.delete(id);
        end();
      };
      const watch = () => {
        timer = setTimeout(() => {
          if (kind === "alive") return ending(() => reject(new TypeError("silence")));
          ask("alive", {}).then(watch, () =>
            ending(() => reject(new TypeError("silence"))),
          );
        }, SILENT);
      };
      waiting.set(id, (content, buffers) =>
        ending(() => {
          if (content.error) return reject(new Error(content.error));
          if (content.overtaken) return resolve(null);
          const [data] = buffers ?? [];
          const bytes = data
            ? new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength)
            : new Uint8ClampedArray();
          resolve({ info: content.info, data: bytes });
        }),
      );
      signal?.addEventListener("abort", () => ending(() => resolve(null)));
      model.send({ id, view, kind, message });
      watch();
      ready?.(); // messages are long on their way
    });

  const explorer = mount(el, {
    ask,
    silence: "The kernel does not answer: run the cell again.",
    hash: model.get("address"),
    onstate: (hash) => {
      if (hash === model.get("address")) return;
      model.set("address", hash);
      model.save_changes();
    },
  });
  const onAddress = () => {
    if (model.get("address") !== explorer.hash()) explorer.go(model.get("address"));
  };
  model.on("change:address", onAddress);
  return () => {
    model.off("msg:custom", onMessage);
    model.off("change:address", onAddress);
    explorer.close();
  };
}

export default { render };
