// The page's own start: what the module asks goes to the server that served it.
import { mount } from "./explorer.js";

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
  const bytes = await answer.arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const info = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  return { info, data: new Uint8ClampedArray(bytes, 4 + length) };
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

/** @type {any} */ (window).explorer = mount(document.body, { ask, page: true });
stay();
