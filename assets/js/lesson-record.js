/**
 * <lesson-record>: every letter of topic and homework is kept at once and sent a moment after the last one; the topic of the plan is
 * taken over by one touch. Without script the same fields belong to a plain form.
 */

import { enter, entries, release, watch } from "./entry-queue.js";
import { reason } from "./fragments.js";

/** So long after the last letter the record is sent (ms). */
const PAUSE = 800;

class LessonRecord extends HTMLElement {
  #address = `/api/v1/lessons/${this.dataset.lesson}/record`;
  #topic = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea[name=topic]"));
  #homework = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea[name=homework]"));
  #none = /** @type {HTMLInputElement} */ (this.querySelector("[name=homework_none]"));
  #said = /** @type {HTMLOutputElement} */ (this.querySelector("output"));
  #offer = /** @type {HTMLButtonElement | null} */ (this.querySelector(".offer"));
  #known = "";

  connectedCallback() {
    if (!this.#topic || !this.#homework) return;
    this.#known = this.#state();
    this.addEventListener("input", (event) => this.#changed(event.target));
    this.addEventListener("change", () => release(this.#address));
    this.#offer?.addEventListener("click", (event) => this.#take(event));
    watch(({ entry, state, answer }) => entry.address === this.#address && this.#tell(state, entry, answer));
    void this.#restore();
  }

  /** @param {EventTarget | null} field */
  #changed(field) {
    if (field === this.#none && this.#none.checked) this.#homework.value = "";
    if (field === this.#homework && this.#homework.value.trim()) this.#none.checked = false;
    if (this.#offer) this.#offer.hidden = Boolean(this.#topic.value.trim());
    this.#save(PAUSE);
  }

  /** @param {Event} event */
  #take(event) {
    event.preventDefault();
    this.#topic.value = this.#offer?.dataset.topic ?? "";
    this.#changed(this.#topic);
    void release(this.#address);
    this.#homework.focus();
  }

  #state() {
    return JSON.stringify([this.#topic.value.trim(), this.#homework.value.trim(), this.#none.checked, reason()]);
  }

  /** @param {number} hold */
  #save(hold) {
    if (this.#state() === this.#known) return;
    this.#known = this.#state();
    const [topic, homework, homework_none] = [this.#topic.value.trim(), this.#homework.value.trim(), this.#none.checked];
    const body = { topic, homework, homework_none, seen: Number(this.dataset.seen), entered_at: new Date().toISOString(), reason: reason() };
    void enter({ address: this.#address, body, label: "Тема и домашнее задание:", text: [topic, homework].filter(Boolean).join(" · "), hold });
  }

  /**
   * @param {import("./entry-queue.js").News["state"]} state
   * @param {import("./entry-queue.js").Entry} entry
   * @param {import("./entry-queue.js").Answer} [answer]
   */
  #tell(state, entry, answer) {
    if (state === "saved" && answer?.record) this.dataset.seen = String(answer.record.revision);
    if (state === "gone" && entry.theirs) return location.reload();
    const words = { waiting: "сохранено здесь, отправлю", sending: "сохраняю…", saved: "сохранено", signed_out: "войдите, чтобы отправить", gone: "" };
    this.#said.textContent = state === "refused" || state === "conflict" ? (entry.said ?? "") : words[state];
    this.#said.className = `said ${state === "saved" ? "good" : entry.said ? "bad" : ""}`;
  }

  /** What was typed before the page was closed and has not arrived yet. */
  async #restore() {
    const kept = (await entries()).findLast((entry) => entry.address === this.#address);
    if (!kept) return;
    this.#topic.value = String(kept.body.topic ?? "");
    this.#homework.value = String(kept.body.homework ?? "");
    this.#none.checked = kept.body.homework_none === true;
    this.#known = this.#state();
    this.#tell(kept.state, kept);
  }
}

customElements.define("lesson-record", LessonRecord);
