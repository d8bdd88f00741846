/**
 * <lesson-sheet>: the lesson page under a thumb. A touch on Н or О, or on a mark's key, is an entry at once;
 * the keys open below the student, the device's own keyboard stays away, a real keyboard works too.
 */

import { confirmAttendance } from "./attendance.js";
import { enter, entries, release, watch } from "./entry-queue.js";
import { make, reason } from "./fragments.js";
import { read, refusal, symbolsOf, written } from "./symbols.js";

/** So long after the last key a mark typed on a keyboard is sent (ms). */
const PAUSE = 800;

class LessonSheet extends HTMLElement {
  #symbols = symbolsOf(this.dataset);
  #keys = make("div", { className: "keys" });
  #more = false;
  /** @type {Map<Element, string>} what the journal has, by row: those marks keep their kind of work */
  #recorded = new Map();

  connectedCallback() {
    for (const item of this.#items()) this.#recorded.set(item, item.dataset.text ?? "");
    for (const field of this.#fields()) {
      if (matchMedia("(pointer: coarse)").matches) field.inputMode = "none";
    }
    this.#layKeys();
    this.addEventListener("focusin", (event) => this.#open(event.target));
    this.addEventListener("change", (event) => this.#changed(event.target));
    this.addEventListener("input", (event) => this.#typed(event.target));
    this.addEventListener("keydown", (event) => this.#move(event));
    confirmAttendance(this.dataset.lesson ?? "", () => this.#absent());
    watch((news) => this.#tell(news));
    void this.#restore();
  }

  #fields() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input.mark")]);
  }

  #layKeys() {
    const key = (/** @type {string} */ text, /** @type {() => void} */ press, label = text) => {
      const button = make("button", { type: "button", ariaLabel: label, onclick: press }, text);
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      return button;
    };
    this.#keys.append(...this.#symbols.marks.map((mark) => key(mark, () => this.#press(mark))));
    if (this.#symbols.between) this.#keys.append(key("ещё", () => this.#another(), "ещё: добавить вторую"));
    this.#keys.append(key("⌫", () => this.#press(""), "стереть"));
    for (const button of [...this.#keys.children].slice(this.#symbols.marks.length)) button.classList.add("k");
  }

  /** @param {EventTarget | null} target */
  #open(target) {
    if (!(target instanceof HTMLInputElement) || !target.classList.contains("mark")) return;
    const item = target.closest("li");
    if (!item || this.#keys.parentElement === item) return;
    this.#close();
    item.classList.add("open");
    item.append(this.#keys);
    target.select();
  }

  #close() {
    this.#keys.parentElement?.classList.remove("open");
    this.#keys.remove();
    this.#more = false;
  }

  #another() {
    this.#more = true;
    this.#field(this.#keys.parentElement)?.focus();
  }

  /** @param {string} mark */
  #press(mark) {
    const item = this.#keys.parentElement;
    const field = this.#field(item);
    if (!item || !field) return;
    const fixed = item.dataset.fixed;
    if (fixed && !this.#more) {
      return this.#refuse(item, `«${fixed}» уже видна родителям и не меняется. Вторую, за другой вид работы, добавит «ещё»; ошибочную исправляют по заявке.`);
    }
    const kept = fixed ?? (this.#more ? field.value : "");
    const marks = [...read(kept, this.#symbols).marks, mark].filter(Boolean);
    field.value = marks.join(this.#symbols.between || " ");
    this.#more = false;
    this.#save(item);
  }

  /** @param {EventTarget | null} target */
  #changed(target) {
    if (!(target instanceof HTMLInputElement)) return;
    const item = target.closest("li");
    if (!item) return;
    if (target.type === "checkbox" && target.checked) {
      for (const other of this.#boxes(item)) if (other !== target) other.checked = false;
    }
    this.#save(item);
  }

  /** @param {EventTarget | null} target */
  #typed(target) {
    if (!(target instanceof HTMLInputElement) || !target.classList.contains("mark")) return;
    const item = target.closest("li");
    const reading = read(target.value, { ...this.#symbols, codes: [] });
    const problem = reading.unfinished ? "" : refusal(reading, { ...this.#symbols, codes: [] });
    if (item) this.#refuse(item, problem);
    if (item && !problem && !reading.rest) this.#save(item, PAUSE);
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const steps = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
    const step = Reflect.get(steps, event.key);
    const target = event.target;
    if (!step || !(target instanceof HTMLInputElement) || !target.classList.contains("mark")) return;
    event.preventDefault();
    const fields = this.#fields();
    const next = fields[fields.indexOf(target) + step];
    if (next) next.focus();
    else target.blur();
  }

  /**
   * @param {HTMLElement} item
   * @param {number} [hold] more may be typed: the field stays as it is
   */
  #save(item, hold = 0) {
    const field = this.#field(item);
    if (!field) return;
    const reading = read(field.value, { ...this.#symbols, codes: [] });
    reading.codes = this.#codes(item);
    const problem = refusal(reading, this.#symbols);
    this.#refuse(item, problem);
    if (problem) return;
    if (!hold) field.value = reading.marks.join(this.#symbols.between || " ");
    const text = written(reading, this.#symbols);
    if (text === item.dataset.text) return hold ? undefined : void release(this.#address(item));
    const recorded = read(this.#recorded.get(item) ?? "", this.#symbols, this.#codes(item)).marks;
    const kind = this.querySelector("select[name=kind]");
    const kinds = kind instanceof HTMLSelectElement && kind.value ? reading.marks.map((mark, place) => (mark === recorded[place] ? null : Number(kind.value))) : [];
    item.dataset.text = text;
    const body = { entry: text, kinds, seen: Number(this.#seen(item)?.value ?? 0), entered_at: new Date().toISOString(), reason: reason() };
    void enter({ address: this.#address(item), body, label: `${this.#name(item)}:`, text, hold });
  }

  #absent() {
    return this.#items().flatMap((item) => this.#codes(item).map((code) => ({ student: Number(item.id.slice(1)), code })));
  }

  /** @param {import("./entry-queue.js").News} news */
  #tell({ entry, state, answer }) {
    const item = this.#items().find((candidate) => this.#address(candidate) === entry.address);
    if (!item) return;
    const shape = { waiting: "w", sending: "s", saved: "ok", refused: "no", conflict: "no", signed_out: "w", gone: "" }[state];
    item.classList.remove("w", "s", "ok", "no");
    if (shape) item.classList.add(shape);
    this.#refuse(item, state === "refused" || state === "conflict" ? (entry.said ?? "") : "");
    const seen = this.#seen(item);
    if (state === "saved" && answer?.cell) {
      if (seen) seen.value = String(answer.cell.revision);
      this.#recorded.set(item, answer.cell.text);
    }
    if (state === "gone" && entry.theirs) {
      if (seen) seen.value = String(entry.theirs.revision);
      this.#recorded.set(item, entry.theirs.text);
      this.#fill(item, entry.theirs.text);
    }
  }

  /**
   * @param {HTMLElement} item
   * @param {string} text
   */
  #fill(item, text) {
    const reading = read(text, this.#symbols);
    const field = this.#field(item);
    if (field) field.value = reading.marks.join(this.#symbols.between || " ");
    for (const box of this.#boxes(item)) box.checked = reading.codes.includes(box.value);
    item.dataset.text = text;
  }

  /**
   * @param {HTMLElement} item
   * @param {string} problem
   */
  #refuse(item, problem) {
    const field = this.#field(item);
    let line = item.querySelector(".problem");
    if (!problem) {
      line?.remove();
      field?.removeAttribute("aria-invalid");
      item.classList.remove("refused");
      return;
    }
    if (!line) item.append((line = make("p", { className: "problem", role: "alert" })));
    line.textContent = problem;
    field?.setAttribute("aria-invalid", "true");
    item.classList.add("refused");
  }

  async #restore() {
    for (const entry of await entries()) {
      const item = this.#items().find((candidate) => this.#address(candidate) === entry.address);
      if (!item) continue;
      this.#fill(item, entry.text);
      this.#tell({ entry, state: entry.state });
    }
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("li[id^=s]")]);
  }

  /** @param {Element | null} item */
  #field(item) {
    return /** @type {HTMLInputElement | null | undefined} */ (item?.querySelector("input.mark"));
  }

  /** @param {Element} item */
  #boxes(item) {
    return /** @type {HTMLInputElement[]} */ ([...item.querySelectorAll("input[type=checkbox]")]);
  }

  /** @param {Element} item what is ticked; else a code that only others may set */
  #codes(item) {
    const chosen = this.#boxes(item).filter((box) => box.checked).map((box) => box.value);
    return chosen.length ? chosen : [...item.querySelectorAll(".other")].map((code) => code.textContent ?? "");
  }

  /** @param {Element} item */
  #seen(item) {
    return /** @type {HTMLInputElement | null} */ (item.querySelector("input[name^=seen]"));
  }

  /** @param {Element} item */
  #name(item) {
    return item.querySelector(".who")?.textContent ?? "";
  }

  /** @param {HTMLElement} item */
  #address(item) {
    return `/api/v1/lessons/${this.dataset.lesson}/students/${item.id.slice(1)}`;
  }
}

customElements.define("lesson-sheet", LessonSheet);
