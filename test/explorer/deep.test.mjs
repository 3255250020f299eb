// The explorer's windows in decimal integers, and its addresses: node deep.test.mjs MODULE
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const it = await import(pathToFileURL(process.argv[2]).href);
const { asText, atLevel, complexText, decimalText, fromHash, inPlane, onScreen } = it;
const { panned, readComplex, readDecimal, toHash, USUAL, viewAt, withDigits, zoomed } = it;

let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const same = (v, w) => {
  const d = Math.max(v.d, w.d);
  const [a, b] = [withDigits(v, d), withDigits(w, d)];
  assert.deepEqual([a.x, a.y, a.w, a.level], [b.x, b.y, b.w, b.level]);
};
const power = (n) => 10n ** BigInt(n);
const stateOf = ({ words }) =>
  words.reduce((of, word) => word.to(of), { ...USUAL, view: viewAt("0", "0", 0) });

// 3,000 notches to 1e-300 about a pointer that is not in the middle, and out again.
const first = viewAt("-0.5", "0.25", 0);
const widths = [];
let v = first;
for (let k = 0; k < 3000; k++) {
  widths.push(v.w * power(400 - v.d));
  v = zoomed(v, 100, 0.3125, -0.171875);
}
assert.equal(asText(v).width, `0.${"0".repeat(299)}1`);
assert.notEqual(asText(v).centre[0], "-0.5");
const deep = v;
for (let k = 2999; k >= 0; k--) {
  v = zoomed(v, -100, 0.3125, -0.171875);
  assert.equal(v.w * power(400 - v.d), widths[k]);
}
same(v, first);

// 10^4 pans at 1e-300, and back.
const moves = Array.from({ length: 10000 }, () => [random() - 0.5, random() - 0.5]);
v = deep;
for (const [u, t] of moves) v = panned(v, u, t);
assert.notEqual(v.x, deep.x);
for (const [u, t] of moves.reverse()) v = panned(v, -u, -t);
same(v, deep);

// To the left is to the right undone, and up is up: what is panned to the right shows what was left.
assert.equal(asText(panned(first, 0.25, 0)).centre[0], "-0.75");
assert.equal(asText(panned(first, 0, 0.25)).centre[1], "0");

// As text and back, by itself and in an address.
const { centre } = asText(deep);
same(viewAt(centre[0], centre[1], deep.level), deep);
const state = { ...USUAL, view: deep, polynomial: "z^3 - 2z + (1 + i)/3" };
const again = fromHash(`#${toHash(state)}`);
assert.deepEqual(again.faults, []);
same(stateOf(again).view, deep);
assert.equal(stateOf(again).polynomial, state.polynomial);

// The plane's point under the pointer stays there: exactly computed, to 1e-12 of a pixel of 512.
v = viewAt("0.1", "-0.7", 0);
let worst = 0;
for (let k = 0; k < 5000; k++) {
  const [u, t] = [random() - 0.5, random() - 0.5];
  let levels = Math.round((random() - 0.47) * 240);
  if (v.level + levels < -3000) levels = -levels;
  const next = random() < 0.3 ? panned(v, u, t) : zoomed(v, levels, u, t);
  if (next.level !== v.level) {
    const q = BigInt(Math.round(u * 4294967296));
    const scale = power(next.d - v.d);
    const was = (v.x * 4294967296n + v.w * q) * scale;
    const is = next.x * 4294967296n + next.w * q;
    worst = Math.max(worst, Math.abs(Number(is - was) / Number(next.w * 4294967296n)) * 512);
  }
  v = next;
}
assert.ok(worst < 1e-12, `${worst}`);

// Roots on the screen, and the pointer in the plane.
const wide = viewAt("1", "0", -300);
const [x, y] = onScreen(wide, 0.75, 0.5);
const back = inPlane(wide, x, y);
assert.ok(Math.hypot(back[0] - 0.75, back[1] - 0.5) < 1e-15);
assert.equal(onScreen(viewAt("0.1", "0", 60000), 0.1, 0)[0] > 1e30, true); // 0.1 is no double
assert.equal(onScreen(first, NaN, 0)[0], Infinity);

// Numbers.
for (const text of ["", ".", "e5", "1e99999", "0x10", "1,5", "NaN", "Infinity", "1e", "--1", "1.", "¹"]) {
  assert.throws(() => readDecimal(text), undefined, text);
}
assert.deepEqual(readDecimal("1.50e-3"), [150n, 5]);
assert.deepEqual(readDecimal("-12e3"), [-12000n, 0]);
assert.equal(decimalText(-5n, 3), "-0.005");
assert.equal(decimalText(1500n, 2), "15");
assert.equal(decimalText(0n, 7), "0");
const numbers = { "0.5 - 2i": [0.5, -2], i: [0, 1], "-i": [0, -1], "3": [3, 0], "1e-3+.5j": [1e-3, 0.5],
  "−1 + 2.5i": [-1, 2.5], "2*i": [0, 2] };
for (const [text, z] of Object.entries(numbers)) assert.deepEqual(readComplex(text), z, text);
for (const text of ["", "x", "1 2i", "2i3", "1+", "i+1"]) assert.equal(readComplex(text), null, text);
for (const z of [[0.5, -2], [0, 1], [-3, 0], [0.25, 0.125]]) {
  assert.deepEqual(readComplex(complexText(z)), z);
}

const info = { roots: [[-1, 0], [0, 0], [0, -2], [0.5, 1], [-0.5, 1]], multiplicities: [1, 2, 1, 3, 1] };
const product = "(z + 1)z^2(z + 2i)(z − (0.5 + i))^3(z + (0.5 − i))";
assert.equal(it.productText(info), product);

// Addresses: everything comes back, and what says nothing is named.
const full = { ...USUAL, polynomial: null, roots: [[1, 0], [-0.5, 1e-17], [3e5, -2]], method: "nova",
  parameters: { relax: [1, 0], c: [0.2, -0.1] }, stop: "root", tol: 1e-9, itmax: 77, cycles: false,
  style: "gold", light: false, palette: ["#cc3311", "#009988", "#0077bb"],
  view: viewAt("-1.25", "3", 1234) };
const read = fromHash(toHash(full));
assert.deepEqual(read.faults, []);
assert.deepEqual({ ...stateOf(read), view: null }, { ...full, view: null });
same(stateOf(read).view, full.view);
const plus = fromHash("#v=1&p=z^3+2i");
assert.equal(stateOf(plus).polynomial, "z^3+2i");
const bad = fromHash("#l=7&p=z^2-1&t=abc&r=1,2,3&zoom=7&c=1,x&k=red&i=&g=no&y=2&v=2&__proto__=1&constructor=2");
assert.equal(bad.faults.length, 11);
assert.deepEqual(stateOf(bad), { ...USUAL, polynomial: "z^2-1", view: viewAt("0", "0", 7) });
assert.equal(fromHash(`#p=${"z".repeat(9000)}`).faults.length, 1);
assert.equal(atLevel(first, 1000).w * power(0) > 0n, true);
console.log("ok");
