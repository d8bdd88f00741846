/**
 * <entry-status>: one quiet word in the top bar about the entries of this device, and on touch the list of those
 * that wait, were refused, or met another person's value. There both values stand side by side and one is chosen.
 */

import { drop, entries, insist, send, watch } from "./entry-queue.js";
import { make, plural } from "./fragments.js";

/** @typedef {import("./entry-queue.js").Entry} Entry */

/** @type {[string, string, string]} */
const WORD = ["запись", "записи", "записей"];

class EntryStatus extends HTMLElement {
  #button = make("button", { type: "button" });
  #list = make("div", { className: "entries", id: "entries", popover: "auto" });
  #said = make("span", { className: "vh", role: "status" });
  #signedOut = false;

  connectedCallback() {
    this.#button.setAttribute("popovertarget", "entries");
    this.append(this.#button, this.#list, this.#said);
    watch(({ state }) => {
      this.#signedOut ||= state === "signed_out";
      void this.#show(state === "conflict");
    });
    addEventListener("online", () => this.#show());
    addEventListener("offline", () => this.#show());
    document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", (event) => void this.#guard(event));
    void this.#show();
  }

  /** @param {boolean} [open] a decision is needed now */
  async #show(open = false) {
    const all = await entries();
    const trouble = all.filter((entry) => entry.state !== "waiting");
    const [state, text] = this.#word(all.length, trouble.length, all.some((entry) => entry.tries > 1));
    this.#button.dataset.state = state;
    if (this.#button.textContent !== text) this.#button.textContent = text;
    if (state !== "sending" && this.#said.textContent !== text) this.#said.textContent = text;
    this.#list.replaceChildren(...this.#content(all));
    if (open && !this.#list.matches(":popover-open")) this.#list.showPopover();
  }

  /**
   * @param {number} all
   * @param {number} trouble
   * @param {boolean} retried
   * @returns {[string, string]}
   */
  #word(all, trouble, retried) {
    if (trouble) return ["trouble", `не принято: ${trouble}`];
    if (!all) return ["saved", "сохранено"];
    if (this.#signedOut) return ["waiting", `войдите, чтобы отправить ${plural(all, WORD)}`];
    if (!navigator.onLine) return ["waiting", `нет сети: ${plural(all, WORD)} здесь, отправлю позже`];
    if (retried) return ["waiting", `связь прервалась: ${plural(all, WORD)} здесь, отправляю снова`];
    return ["sending", all > 1 ? `сохраняю ${all}` : "сохраняю"];
  }

  /**
   * @param {Entry[]} all
   * @returns {Node[]}
   */
  #content(all) {
    if (!all.length) return [make("p", {}, "Всё записанное на этом устройстве сохранено в журнале.")];
    const nodes = [make("h2", {}, "Ещё не в журнале"), make("ul", {}, ...all.map((entry) => this.#item(entry)))];
    if (this.#signedOut) {
      // The page itself: it asks for sign-in when that is needed and brings the session's new token.
      const here = location.pathname + location.search;
      nodes.push(make("p", {}, make("a", { className: "button main", href: here }, "Войти и отправить")));
    }
    return nodes;
  }

  /** @param {Entry} entry */
  #item(entry) {
    const item = make("li", {}, make("p", {}, make("b", {}, entry.label), ` ${entry.text || "очищено"}`));
    if (entry.said) item.append(make("p", { className: "problem" }, entry.said));
    const { theirs } = entry;
    if (theirs) {
      const mine = make("button", { type: "button", className: "button", onclick: () => insist(entry) }, `оставить мою: ${entry.text || "пусто"}`);
      const other = make("button", { type: "button", className: "button", onclick: () => drop(entry) }, `оставить ${theirs.text || "пусто"} (${theirs.author})`);
      item.append(make("div", { className: "both" }, mine, other));
    } else if (entry.state === "refused") {
      item.append(make("button", { type: "button", className: "button", onclick: () => drop(entry) }, "Убрать"));
    }
    return item;
  }

  /**
   * Signing out on a shared computer clears it: what waits is sent first, or the person decides.
   * @param {Event} event
   */
  async #guard(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    await Promise.race([send(), new Promise((done) => setTimeout(done, 3000))]);
    if ((await entries()).length === 0) return form.submit();
    const anyway = make("button", { type: "button", className: "button", onclick: () => form.submit() }, "Выйти всё равно");
    this.#list.append(make("p", { className: "problem" }, "Эти записи ещё не отправлены. На общем компьютере они после выхода пропадут."), anyway);
    this.#list.showPopover();
  }
}

customElements.define("entry-status", EntryStatus);
