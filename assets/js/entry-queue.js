/**
 * The outbox of entries. An entry is stored on the device before it is sent and leaves the store when the server
 * has acknowledged it: a lost network, a closed tab, a killed browser or an ended session lose nothing.
 * Its Idempotency-Key stays the same over all tries, so nothing is recorded twice. Entries of one address go in
 * order; only one tab sends at a time; entries belong to an account and no other account ever sends them.
 */

import { meta } from "./fragments.js";

/**
 * @typedef {object} Theirs what another person entered meanwhile
 * @property {string} text
 * @property {string} author
 * @property {string} at
 * @property {number} revision
 *
 * @typedef {Record<string, unknown> & { seen: number }} Body
 *
 * @typedef {object} Entry
 * @property {number} [order] place in the queue, given by the store
 * @property {string} key Idempotency-Key
 * @property {string} account
 * @property {string} address
 * @property {Body} body
 * @property {string} label what it is about, for people
 * @property {string} text what was typed, for people
 * @property {"waiting" | "refused" | "conflict"} state
 * @property {number} tries
 * @property {number} due not to be sent before (ms)
 * @property {string} [said]
 * @property {Theirs} [theirs]
 *
 * @typedef {object} Answer
 * @property {string} [said]
 * @property {string} [problem]
 * @property {Theirs} [theirs]
 * @property {{ text: string, revision: number, look?: string }} [cell]
 * @property {{ revision: number }} [record]
 *
 * @typedef {object} News
 * @property {Entry} entry
 * @property {"waiting" | "sending" | "saved" | "refused" | "conflict" | "signed_out" | "gone"} state
 * @property {Answer & Record<string, unknown>} [answer]
 */

const account = meta("account");
const channel = new BroadcastChannel("parta-entries");
const local = new EventTarget();
let signedOut = false;

/** @type {Promise<IDBDatabase>} */
const database = new Promise((resolve, reject) => {
  const request = indexedDB.open("parta", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("entries", { keyPath: "order", autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/**
 * Runs `work` on all entries of this account within one transaction; resolves when it is on the disk.
 * @param {(entries: Entry[], store: IDBObjectStore) => void} work
 * @returns {Promise<Entry[]>}
 */
async function change(work) {
  const opened = await database;
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction("entries", "readwrite", { durability: "strict" });
    const store = transaction.objectStore("entries");
    /** @type {Entry[]} */
    let own = [];
    const all = store.getAll();
    all.onsuccess = () => {
      own = /** @type {Entry[]} */ (all.result).filter((entry) => entry.account === account);
      work(own, store);
    };
    transaction.oncomplete = () => resolve(own);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Entries of this account that the server has not acknowledged, oldest first. */
export function entries() {
  return change(() => {});
}

/**
 * Stores an entry and sends it. What was typed for the same address and never sent, or was refused, gives way to it.
 * @param {{ address: string, body: Body, label: string, text: string, hold?: number }} what `hold`: so many ms it waits
 *   on the disk before it is sent, because more may be typed
 */
export async function enter({ address, body, label, text, hold = 0 }) {
  /** @type {Entry} */
  const entry = { key: uuid(), account, address, body, label, text, state: "waiting", tries: 0, due: hold && Date.now() + hold };
  await change((own, store) => {
    for (const former of own) {
      if (former.address !== address || former.order === undefined) continue;
      if (former.state !== "waiting" || former.tries === 0) store.delete(former.order);
    }
    store.add(entry);
  });
  announce({ entry, state: "waiting" });
  void send();
}

/**
 * Nothing more will be typed for an address: what is held back there goes now.
 * @param {string} address
 */
export async function release(address) {
  await change((own, store) => {
    for (const entry of own) if (entry.address === address && entry.tries === 0 && entry.due) store.put({ ...entry, due: 0 });
  });
  void send();
}

/**
 * Takes back what was typed for an address and not yet sent.
 * @param {string} address
 * @returns {Promise<boolean>} whether there was such an entry
 */
export async function retract(address) {
  /** @type {Entry | undefined} */
  let unsent;
  await change((own, store) => {
    unsent = own.find((entry) => entry.address === address && entry.state === "waiting" && entry.tries === 0);
    if (unsent?.order !== undefined) store.delete(unsent.order);
  });
  if (unsent) announce({ entry: unsent, state: "gone" });
  return Boolean(unsent);
}

/**
 * Takes an entry back: it was refused, or the other person's value stays.
 * @param {Entry} entry
 */
export async function drop(entry) {
  await change((_, store) => entry.order !== undefined && store.delete(entry.order));
  announce({ entry, state: "gone" });
}

/**
 * Sends an entry once more, over the other person's value: the one that wrote it has seen both.
 * @param {Entry} entry
 */
export function insist(entry) {
  const { address, label, text, theirs } = entry;
  return enter({ address, label, text, body: { ...entry.body, seen: theirs?.revision ?? entry.body.seen } });
}

/**
 * @param {(news: News) => void} listener called for every entry that changes its state, in any tab
 */
export function watch(listener) {
  local.addEventListener("news", (event) => listener(/** @type {CustomEvent<News>} */ (event).detail));
}

/** @param {News} news */
function announce(news) {
  local.dispatchEvent(new CustomEvent("news", { detail: news }));
  channel.postMessage(news);
}

channel.onmessage = ({ data }) => {
  if (data.entry.account === account) local.dispatchEvent(new CustomEvent("news", { detail: data }));
};

/** @type {Promise<void> | undefined} */
let sending;
let again = false;

/** Sends what waits; one tab at a time. */
export function send() {
  if (sending) {
    again = true;
    return sending;
  }
  if (!account || signedOut) return Promise.resolve();
  sending = exclusively(drain).finally(() => {
    sending = undefined;
    if (again) {
      again = false;
      void send();
    }
  });
  return sending;
}

/** @param {() => Promise<void>} work */
async function exclusively(work) {
  await (navigator.locks ? navigator.locks.request("parta-entries", work) : work());
}

let timer = 0;

async function drain() {
  clearTimeout(timer);
  for (;;) {
    const waiting = (await entries()).filter((entry) => entry.state === "waiting");
    const first = waiting.filter((entry, place) => waiting.findIndex((other) => other.address === entry.address) === place);
    const ready = first.find((entry) => entry.due <= Date.now());
    if (ready && (await deliver(ready))) continue;
    const due = Math.min(...first.map((entry) => entry.due));
    if (!signedOut && first.length) timer = window.setTimeout(send, Math.max(100, due - Date.now()));
    return;
  }
}

/**
 * @param {Entry} entry
 * @returns {Promise<boolean>} whether the next one may be tried now
 */
async function deliver(entry) {
  entry.tries += 1;
  await change((_, store) => void store.put(entry));
  announce({ entry, state: "sending" });
  /** @type {Response} */
  let response;
  /** @type {Answer & Record<string, unknown>} */
  let answer;
  try {
    response = await fetch(entry.address, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": meta("csrf"), "Idempotency-Key": entry.key },
      body: JSON.stringify(entry.body),
      keepalive: true,
      signal: AbortSignal.timeout(20_000),
    });
    answer = await response.json();
  } catch {
    await postpone(entry);
    return false;
  }
  if (response.ok) await settle(entry, answer);
  else if (response.status === 401) return stop(entry);
  else if (response.status === 429 || response.status >= 500) await postpone(entry);
  else await refuse(entry, answer);
  return true;
}

/**
 * Acknowledged: later entries of the same address were made on top of this one.
 * @param {Entry} entry
 * @param {Answer & Record<string, unknown>} answer
 */
async function settle(entry, answer) {
  const revision = answer.cell?.revision ?? answer.record?.revision;
  await change((own, store) => {
    if (entry.order !== undefined) store.delete(entry.order);
    for (const later of own) {
      if (later.address !== entry.address || later.order === entry.order || revision === undefined) continue;
      later.body.seen = revision;
      store.put(later);
    }
  });
  announce({ entry, state: "saved", answer });
}

/**
 * Refused or in conflict: kept until the person decides, unless something newer was typed already.
 * @param {Entry} entry
 * @param {Answer} answer
 */
async function refuse(entry, answer) {
  entry.state = answer.problem === "conflict" && answer.theirs ? "conflict" : "refused";
  entry.said = answer.said ?? "Запись не принята.";
  if (answer.theirs) entry.theirs = answer.theirs;
  await change((own, store) => {
    const newer = own.some((other) => other.address === entry.address && (other.order ?? 0) > (entry.order ?? 0));
    if (newer && entry.order !== undefined) store.delete(entry.order);
    else store.put(entry);
  });
  announce({ entry, state: entry.state, answer });
}

/** @param {Entry} entry */
async function postpone(entry) {
  entry.due = Date.now() + Math.min(60_000, 1000 * 2 ** Math.min(entry.tries - 1, 6)) * (0.75 + Math.random() / 2);
  await change((_, store) => void store.put(entry));
  announce({ entry, state: "waiting" });
}

/** @param {Entry} entry */
function stop(entry) {
  signedOut = true;
  announce({ entry, state: "signed_out" });
  return false;
}

/** The network is back, or the person is: nothing waits for its time any longer. */
async function hurry() {
  await change((own, store) => {
    for (const entry of own) if (entry.due) store.put({ ...entry, due: 0 });
  });
  void send();
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes.set([((bytes[6] ?? 0) & 15) | 64], 6);
  bytes.set([((bytes[8] ?? 0) & 63) | 128], 8);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

addEventListener("online", hurry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
void hurry();
