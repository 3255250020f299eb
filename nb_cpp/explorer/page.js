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

/** The body, in memory that is longer. @param {Response} answer @returns {Promise<ArrayBuffer>} */
async function frameOf(answer) {
  const size = Number(answer.headers.get("Content-Length"));
  /** @type {ReadableStreamBYOBReader} */
  let reader;
  try {
    reader = /** @type {ReadableStream} */ (answer.body).getReader({ mode: "byob" });
  } catch {
    return answer.arrayBuffer(); // a browser that reads as it likes
  }
  let bytes = unused.pop();
  if (!bytes || bytes.byteLength < size) bytes = new ArrayBuffer(size + 2 ** 16);
  for (let at = 0; at < size; ) {
    const { value } = await reader.read(new Uint8Array(bytes, at, size - at));
    if (!value?.byteLength) throw new Error("the answer broke off");
    bytes = /** @type {ArrayBuffer} */ (value.buffer);
    at += value.byteLength;
  }
  return bytes;
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
  if (answer.status === 409) return null; // overtaken
  if (!answer.ok) throw new Error(await answer.text());
  const bytes = await (kind === "frame" ? frameOf(answer) : answer.arrayBuffer());
  const size = Number(answer.headers.get("Content-Length"));
  const length = new DataView(bytes).getUint32(0, true);
  const info = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  return { info, data: new Uint8ClampedArray(bytes, 4 + length, size - 4 - length) };
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

/** @type {any} */ (window).explorer = mount(document.body, { ask, free, page: true });
stay();
