// The page's own start: what the module asks goes to the server that served it.
import { mount } from "./explorer.js";

// Memory of frames that are not looked at any more: new pages take longer than to fill these.
const MOST_FREE = 3;
/** @type {ArrayBuffer[]} */
const unused = [];

/** @param {ArrayBuffer} bytes */
function free(bytes) {
  if (unused.length < MOST_FREE) unused.push(bytes);
}

/** The body, at the start of memory that may be longer. @param {Response} answer */
async function frameOf(answer) {
  const size = Number(answer.headers.get("Content-Length"));
  /** @type {ReadableStreamBYOBReader} */
  let reader;
  try {
    reader = /** @type {ReadableStream} */ (answer.body).getReader({ mode: "byob" });
  } catch {
    return new Uint8Array(await answer.arrayBuffer()); // a browser that reads as it likes
  }
  let bytes = unused.pop();
  if (!bytes || bytes.byteLength < size) bytes = new ArrayBuffer(size + 2 ** 16);
  for (let at = 0; at < size; ) {
    const { value } = await reader.read(new Uint8Array(bytes, at, size - at));
    if (!value?.byteLength) throw new TypeError("the answer broke off");
    bytes = /** @type {ArrayBuffer} */ (value.buffer);
    at += value.byteLength;
  }
  return new Uint8Array(bytes, 0, size);
}

/**
 * @param {string} kind
 * @param {object} message
 * @param {AbortSignal} [signal]
 * @param {() => void} [ready]
 */
async function ask(kind, message, signal, ready) {
  const answer = await fetch(kind, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message),
    signal,
  });
  ready?.(); // it is computed; while it comes, the next one can be
  if (!answer.ok) throw new Error(await answer.text());
  const body = kind === "frame" ? await frameOf(answer) : new Uint8Array(await answer.arrayBuffer());
  const head = 4 + new DataView(body.buffer).getUint32(0, true);
  const info = JSON.parse(new TextDecoder().decode(body.subarray(4, head)));
  if (info.overtaken) {
    free(body.buffer);
    return null;
  }
  return { info, data: new Uint8ClampedArray(body.buffer, head, body.length - head) };
}

// A request that the server holds: it ends when nobody holds one.
async function stay() {
  for (;;) {
    try {
      await ask("alive", {});
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** @type {any} */ (window).explorer = mount(document.body, {
  ask,
  silence: "Nothing answers: is nb-cpp explore still running?",
  free,
  page: true,
});
stay();
