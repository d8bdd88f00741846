/**
 * Keeps an open page true: listens to the event stream while the tab is visible and, when something that the page
 * shows has changed, fetches the same address and takes over the changed parts (`data-part`). A part that is being
 * typed into stays as it is. Modules with parts of their own (the grid) hear «parta:fresh».
 */

import { page } from "./fragments.js";

const subject = document.querySelector('meta[name="live"]');
const topic = subject?.getAttribute("content") ?? "";
const id = subject?.getAttribute("data-id") ?? "";

/** @type {EventSource | undefined} */
let stream;
let timer = 0;

function listen() {
  stream?.close();
  stream = undefined;
  if (document.visibilityState !== "visible" || !topic) return;
  stream = new EventSource(`/stream?topic=${topic}&id=${id}`);
  // What happened while the connection was away was not heard: look once.
  let opened = false;
  stream.addEventListener("open", () => {
    if (opened) soon();
    opened = true;
  });
  stream.addEventListener("missed", soon);
  stream.addEventListener(topic, (event) => {
    const data = JSON.parse(event.data);
    if (String(data.page ?? data.student) === id) soon();
  });
}

/** Several events of one act make one request. */
function soon() {
  clearTimeout(timer);
  timer = window.setTimeout(renew, 150);
}

async function renew() {
  const fresh = await page(location.pathname + location.search, "stream");
  if (!fresh) return;
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = fresh.getElementById(part.id);
    const busy = part.contains(document.activeElement) && document.activeElement !== document.body;
    if (other && !busy && other.innerHTML !== part.innerHTML) part.replaceWith(document.adoptNode(other));
  }
  document.dispatchEvent(new CustomEvent("parta:fresh", { detail: fresh }));
}

document.addEventListener("visibilitychange", () => {
  listen();
  if (document.visibilityState === "visible") soon();
});
document.addEventListener("parta:renew", soon);
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => event.persisted && listen());
listen();
