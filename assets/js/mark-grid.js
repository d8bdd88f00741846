/**
 * <mark-grid>: the journal page under the fingers. Letters and digits go straight into the cell, arrows, Enter and
 * Tab move, Esc gives the old value back; every entry is saved by itself. Enter twice opens the cell's card.
 * A keystroke touches nothing but its own cell: the table has a fixed layout and the editor lies over the cell.
 */

import { confirmAttendance } from "./attendance.js";
import { enter, entries, release, retract, watch } from "./entry-queue.js";
import { make, page } from "./fragments.js";
import { read, refusal, symbolsOf, written } from "./symbols.js";

/** @typedef {HTMLTableCellElement} Cell */

/** Pause after which a text in the editor is sent without Enter (ms). */
const IDLE = 800;

class MarkGrid extends HTMLElement {
  #table = /** @type {HTMLTableElement} */ (this.querySelector("table"));
  #heads = [...(this.#table.tHead?.rows[1]?.cells ?? [])];
  #rows = [...(this.#table.tBodies[0]?.rows ?? [])];
  #symbols = symbolsOf(this.dataset);
  #editor = make("input", { type: "text", maxLength: 12, autocomplete: "off", ariaLabel: "В клетке" });
  #tip = make("p", { className: "grid-said", role: "alert", hidden: true });
  #said = make("output", { className: "vh" });
  /** @type {Cell | undefined} */
  #active;
  /** @type {Cell | undefined} where a selection of several cells began */
  #anchor;
  /** @type {{ cell: Cell, text: string }[]} */
  #undone = [];
  #press = 0;
  #cards = new AbortController();
  #untouched = false;
  #editing = false;
  /** what stood in the cell when its editing began, and how it looked */
  #original = "";
  #look = "";
  /** @type {WeakMap<Cell, string>} what the server has acknowledged since the page was opened */
  #recorded = new WeakMap();

  connectedCallback() {
    this.#table.setAttribute("role", "grid");
    this.append(this.#tip, this.#said);
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("dblclick", () => this.#edit());
    this.addEventListener("pointerdown", (event) => this.#hold(event));
    for (const end of ["pointerup", "pointercancel", "pointermove"]) this.addEventListener(end, () => clearTimeout(this.#press));
    this.addEventListener("copy", (event) => this.#copy(event));
    this.addEventListener("paste", (event) => this.#paste(event));
    this.#editor.addEventListener("input", () => this.#typed());
    this.#editor.addEventListener("blur", () => this.#leave());
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#leave());
    document.addEventListener("parta:fresh", (event) => this.#refresh(/** @type {CustomEvent<Document>} */ (event).detail));
    document.addEventListener("submit", (event) => this.#withdraw(event));
    watch((news) => this.#tell(news));
    this.#start();
    void this.#restore();
  }

  /** The selected lesson comes into view with most of the past beside it, and its first cell takes the keys. */
  #start() {
    const column = this.#column();
    const cell = this.#cellAt(0, column);
    if (!cell) return;
    cell.tabIndex = 0;
    this.#active = cell;
    confirmAttendance(this.#heads[column]?.id.slice(1) ?? "", () => this.#absent(column));
    const [sheet, first, last] = [this.querySelector(".sheet"), this.#heads[0], this.#heads.at(-1)];
    if (!sheet || !first || !last) return;
    const sums = getComputedStyle(cell.parentElement?.lastElementChild ?? cell).position === "sticky" ? this.#table.offsetWidth - last.offsetLeft - last.offsetWidth : 0;
    const visible = Math.floor((sheet.clientWidth - first.offsetLeft - sums) / first.offsetWidth);
    sheet.scrollLeft = first.offsetWidth * Math.max(0, column - Math.max(1, visible - 4));
    const idle = document.activeElement === document.body && !location.hash;
    if (idle && matchMedia("(pointer: fine)").matches) cell.focus({ preventScroll: true });
  }

  /** The column of the selected lesson. */
  #column() {
    return Math.max(0, this.#heads.findIndex((head) => head.classList.contains("now")));
  }

  /** @param {number} column */
  #absent(column) {
    return this.#rows.flatMap((row, place) => {
      const cell = this.#cellAt(place, column);
      const [code] = cell ? this.#codes(cell) : [];
      return code ? [{ student: Number(row.id.slice(1)), code }] : [];
    });
  }

  // Where things are

  /**
   * @param {number} row
   * @param {number} column
   */
  #cellAt(row, column) {
    return column >= 0 && column < this.#heads.length ? this.#rows[row]?.cells[column + 1] : undefined;
  }

  /** @param {Cell} cell */
  #place(cell) {
    const row = cell.parentElement;
    return { row: row instanceof HTMLTableRowElement ? this.#rows.indexOf(row) : -1, column: cell.cellIndex - 1 };
  }

  /** @param {EventTarget | null} target */
  #cellOf(target) {
    const cell = target instanceof Element ? target.closest("td") : null;
    if (!cell || !this.#table.contains(cell)) return undefined;
    return cell.cellIndex <= this.#heads.length ? cell : undefined;
  }

  /** @param {Cell} cell */
  #address(cell) {
    const lesson = this.#heads[cell.cellIndex - 1]?.id.slice(1);
    return `lessons/${lesson}/students/${cell.parentElement?.id.slice(1)}`;
  }

  /** @param {string} address */
  #cellFor(address) {
    const [, lesson, student] = address.match(/lessons\/(\d+)\/students\/(\d+)$/) ?? [];
    const row = this.#rows.find((candidate) => candidate.id === `s${student}`);
    const column = this.#heads.findIndex((head) => head.id === `l${lesson}`);
    return column < 0 ? undefined : row?.cells[column + 1];
  }

  /** @param {Cell} cell «Ёлкина Вероника, 3 декабря, чт» */
  #label(cell) {
    const name = /** @type {HTMLTableRowElement} */ (cell.parentElement).cells[0]?.firstChild?.textContent?.trim();
    const date = this.#heads[cell.cellIndex - 1]?.querySelector("a")?.title;
    return `${name}, ${date}:`;
  }

  // Moving

  /** @param {KeyboardEvent} event */
  #key(event) {
    const cell = this.#active;
    if (!cell || !(event.target === cell || event.target === this.#editor)) return;
    const editing = event.target === this.#editor;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") return this.#escape(event);
    if (event.key === "Enter" || event.key === "F2") return this.#enterKey(event, cell, editing);
    if (event.key === "Tab") return this.#tab(event, cell);
    if (editing && !(event.key === "ArrowUp" || event.key === "ArrowDown")) return;
    if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") return this.#arrow(event, cell);
    if (event.key === "Delete" || event.key === "Backspace") return this.#clear(event, cell);
    if (command && event.code === "KeyZ") return this.#undo(event);
    if (event.ctrlKey && event.code === "Space") return this.#selectColumn(event, cell);
    if (event.key.length === 1 && !command && !event.altKey && event.key !== " ") {
      event.preventDefault();
      this.#edit(event.key);
    }
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Cell} cell
   */
  #arrow(event, cell) {
    event.preventDefault();
    const { row, column } = this.#place(cell);
    const [down, right] = Reflect.get({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -column], End: [0, this.#heads.length - 1 - column] }, event.key);
    this.#go(this.#cellAt(row + down, column + right), event.shiftKey);
  }

  /**
   * Tab goes over lessons that have not begun; at the end of a row it goes on to what follows the table: topic and
   * homework are near, and the keyboard is never caught.
   * @param {KeyboardEvent} event
   * @param {Cell} cell
   */
  #tab(event, cell) {
    const { row, column } = this.#place(cell);
    const step = event.shiftKey ? -1 : 1;
    let next = this.#cellAt(row, column + step);
    for (let away = 2; next && this.#closed(next); away += 1) next = this.#cellAt(row, column + step * away);
    this.#leave();
    if (!next) return;
    event.preventDefault();
    this.#go(next);
  }

  /**
   * First Enter opens the editor, a second one without a change the card; after a change it saves and goes down.
   * @param {KeyboardEvent} event
   * @param {Cell} cell
   * @param {boolean} editing
   */
  #enterKey(event, cell, editing) {
    event.preventDefault();
    if (!editing) return this.#edit();
    if (this.#untouched) {
      this.#stopEditing();
      return void this.#card(cell, true);
    }
    if (!this.#leave()) return;
    const { row, column } = this.#place(cell);
    this.#go(this.#cellAt(row + (event.shiftKey ? -1 : 1), column) ?? cell);
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    event.preventDefault();
    this.#select(undefined);
    this.#tip.hidden = true;
    if (this.#editing) void this.#giveUp();
  }

  /** The old value comes back, also over what a pause has sent already. */
  async #giveUp() {
    const [cell, original, look] = [this.#active, this.#original, this.#look];
    this.#stopEditing();
    if (!cell || this.#text(cell) === original) return;
    this.#write(cell, original);
    cell.className = look;
    if (await retract(`/api/v1/${this.#address(cell)}`)) return;
    this.#queue(cell, original, this.#read(cell, original).marks.map(() => true), 0);
  }

  /**
   * @param {Cell | undefined} cell
   * @param {boolean} [extend]
   */
  #go(cell, extend = false) {
    if (!cell) return;
    if (!this.#leave()) return;
    const from = this.#active;
    from?.removeAttribute("tabindex");
    cell.tabIndex = 0;
    this.#active = cell;
    cell.focus({ preventScroll: false });
    this.#tip.hidden = true;
    if (extend) this.#anchor ??= from;
    this.#select(extend ? this.#anchor : undefined);
    this.#rest(cell);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const cell = this.#cellOf(event.target);
    if (!cell || event.target === this.#editor) return;
    if (cell === this.#active && cell === document.activeElement && matchMedia("(pointer: coarse)").matches) return this.#edit();
    this.#go(cell, event.shiftKey);
  }

  /** @param {PointerEvent} event a long touch opens the card */
  #hold(event) {
    const cell = this.#cellOf(event.target);
    clearTimeout(this.#press);
    if (cell && event.pointerType !== "mouse") this.#press = window.setTimeout(() => this.#card(cell, true), 550);
  }

  // Several cells

  #selected() {
    const [from, to] = [this.#anchor, this.#active];
    if (!to) return [];
    const [one, other] = [this.#place(from ?? to), this.#place(to)];
    const rows = this.#rows.slice(Math.min(one.row, other.row), Math.max(one.row, other.row) + 1);
    return rows.map((row) => [...row.cells].slice(Math.min(one.column, other.column) + 1, Math.max(one.column, other.column) + 2));
  }

  /** @param {Cell | undefined} anchor */
  #select(anchor) {
    for (const cell of this.#table.querySelectorAll(".sel")) cell.classList.remove("sel");
    this.#anchor = anchor;
    if (anchor) for (const cell of this.#selected().flat()) cell.classList.add("sel");
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Cell} cell
   */
  #selectColumn(event, cell) {
    event.preventDefault();
    const { column } = this.#place(cell);
    this.#go(this.#cellAt(this.#rows.length - 1, column));
    this.#select(this.#cellAt(0, column));
  }

  /** @param {ClipboardEvent} event */
  #copy(event) {
    if (this.#editing || !this.#active) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", this.#selected().map((row) => row.map((cell) => cell.textContent).join("\t")).join("\n"));
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    if (this.#editing || !this.#active) return;
    event.preventDefault();
    const { row, column } = this.#place(this.#active);
    const lines = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r?\n$/, "").split(/\r?\n/);
    const wrong = lines.flatMap((line, down) => line.split("\t").flatMap((text, right) => {
      const cell = this.#cellAt(row + down, column + right);
      const problem = cell ? this.#put(cell, text.trim()) : "за краем страницы";
      return problem ? [`${down + 1}-я строка: ${problem}`] : [];
    }));
    this.#tipAt(this.#active, wrong.length ? `Не вставлено ${wrong.length}. ${wrong.slice(0, 3).join(" ")}` : "");
  }

  // Typing

  /** @param {string} [typed] what begins the edit; nothing: the text as it is */
  #edit(typed) {
    const cell = this.#active;
    if (!cell || this.#editing) return;
    const closed = this.#closed(cell);
    if (closed) return this.#tipAt(cell, closed);
    const text = this.#text(cell);
    const kept = this.#kept(cell);
    [this.#original, this.#look] = [text, cell.className];
    this.#untouched = typed === undefined;
    // A code of attendance stands beside marks that stay; a figure would take their place, which #put refuses in words.
    const beside = typed !== undefined && kept.length > 0 && !/\d/.test(typed);
    this.#editor.value = typed === undefined ? text : beside ? [...kept, typed].join(" ") : typed;
    this.#editing = true;
    cell.classList.add("ed");
    cell.append(this.#editor);
    this.#editor.focus();
    this.#editor.setSelectionRange(this.#editor.value.length, this.#editor.value.length);
    if (typed !== undefined) this.#typed();
  }

  #typed() {
    this.#untouched = false;
    const cell = this.#active;
    if (!cell) return;
    const reading = this.#read(cell, this.#editor.value);
    const problem = reading.unfinished ? "" : refusal(reading, this.#symbols);
    this.#editor.toggleAttribute("aria-invalid", Boolean(problem));
    this.#tipAt(cell, problem);
    if (!problem && !reading.rest) this.#tipAt(cell, this.#put(cell, this.#editor.value, { hold: IDLE }));
  }

  /** @returns {boolean} whether the cell could be left: an impossible text keeps the editor open */
  #leave() {
    const cell = this.#active;
    if (!cell || !this.#editing) return true;
    const problem = this.#put(cell, this.#editor.value);
    if (problem) {
      this.#tipAt(cell, problem);
      if (document.visibilityState === "visible" && document.hasFocus()) queueMicrotask(() => this.#editing && this.#editor.focus());
      return false;
    }
    this.#stopEditing();
    void release(`/api/v1/${this.#address(cell)}`);
    return true;
  }

  #stopEditing() {
    this.#editing = false;
    this.#editor.removeAttribute("aria-invalid");
    this.#active?.classList.remove("ed");
    this.#active?.focus({ preventScroll: true });
    this.#editor.remove();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Cell} cell
   */
  #clear(event, cell) {
    event.preventDefault();
    for (const each of this.#anchor ? this.#selected().flat() : [cell]) this.#tipAt(each, this.#put(each, ""));
  }

  /** @param {KeyboardEvent} event */
  #undo(event) {
    event.preventDefault();
    const last = this.#undone.pop();
    if (!last) return;
    this.#go(last.cell);
    this.#tipAt(last.cell, this.#put(last.cell, last.text, { undoable: false }));
  }

  /**
   * @param {Cell} cell
   * @param {string} text
   */
  #read(cell, text) {
    return read(text, this.#symbols, this.#codes(cell));
  }

  /** @param {Cell} cell the codes of attendance that stand there, also those that only others may set */
  #codes(cell) {
    const symbols = this.#stood(cell).split(/[\s/]+/);
    return symbols.filter((symbol) => symbol && !this.#symbols.marks.includes(symbol));
  }

  /**
   * Marks that are public already and that their author may not change: new ones stand beside them.
   * @param {Cell} cell
   */
  #kept(cell) {
    const fixed = this.dataset.fixed !== undefined && !cell.classList.contains("p") && cell.dataset.r;
    return fixed ? this.#read(cell, this.#stood(cell)).marks : [];
  }

  /** @param {Cell} cell its text, without the editor over it */
  #text(cell) {
    return cell.firstChild instanceof Text ? cell.firstChild.data : "";
  }

  /** @param {Cell} cell what stood there before it was typed into */
  #stood(cell) {
    return this.#editing && cell === this.#active ? this.#original : this.#text(cell);
  }

  /** @param {Cell} cell */
  #closed(cell) {
    const why = this.#heads[cell.cellIndex - 1]?.dataset.closed;
    if (why === "ahead") return `Этот ${this.dataset.lessonWord} ещё не начался: записи появятся в его день.`;
    return why === "locked" ? (this.dataset.locked ?? "") : "";
  }

  /**
   * Puts a text into a cell and into the queue.
   * @param {Cell} cell
   * @param {string} typed
   * @param {{ undoable?: boolean, hold?: number }} [how]
   * @returns {string} why it cannot stand there; empty when it does
   */
  #put(cell, typed, { undoable = true, hold = 0 } = {}) {
    const stood = this.#stood(cell);
    const reading = this.#read(cell, typed);
    const text = written(reading, this.#symbols);
    const problem = refusal(reading, this.#symbols) || (text === stood ? "" : this.#closed(cell));
    if (problem) return problem;
    const kept = this.#kept(cell);
    if (kept.some((mark, place) => reading.marks[place] !== mark)) return `«${kept.join(" ")}» уже видна родителям и не меняется. Вторую, за другой вид работы, допишите рядом: F2. Ошибочную исправляют по заявке: Enter дважды откроет карточку.`;
    if (text === this.#text(cell)) return "";
    const last = this.#undone.at(-1);
    if (undoable && !(last?.cell === cell && last.text === stood)) this.#undone.push({ cell, text: stood });
    const recorded = this.#read(cell, this.#recorded.get(cell) ?? stood).marks;
    this.#write(cell, text);
    this.#queue(cell, text, reading.marks.map((mark, place) => mark === recorded[place]), hold);
    return "";
  }

  /**
   * @param {Cell} cell
   * @param {string} text
   * @param {boolean[]} recorded which of its marks the journal has already: they keep their kind of work
   * @param {number} hold
   */
  #queue(cell, text, recorded, hold) {
    const kind = document.getElementById("new-kind");
    const chosen = kind instanceof HTMLSelectElement ? Number(kind.value) : 0;
    const kinds = chosen ? recorded.map((old) => (old ? null : chosen)) : [];
    const body = { entry: text, kinds, seen: Number(cell.dataset.r ?? 0), entered_at: new Date().toISOString() };
    void enter({ address: `/api/v1/${this.#address(cell)}`, body, label: this.#label(cell), text, hold });
  }

  /**
   * @param {Cell} cell
   * @param {string} text
   */
  #write(cell, text) {
    if (cell.firstChild instanceof Text) cell.firstChild.data = text;
    else cell.prepend(text);
    cell.classList.remove("a", "u", "o", "x");
  }

  // What the server answers

  /** @param {import("./entry-queue.js").News} news */
  #tell({ entry, state, answer }) {
    const cell = this.#cellFor(entry.address);
    if (!cell) return;
    const shape = { waiting: "w", sending: "s", saved: "ok", refused: "no", conflict: "no", signed_out: "w", gone: "" }[state];
    cell.classList.remove("w", "s", "ok", "no");
    if (shape) cell.classList.add(shape);
    if (state === "saved" && answer?.cell) this.#saved(cell, entry, answer);
    if (state === "refused" || state === "conflict") this.#tipAt(cell, entry.said ?? "");
    if (state === "gone") this.#given(cell, entry);
  }

  /**
   * @param {Cell} cell
   * @param {import("./entry-queue.js").Entry} entry
   * @param {import("./entry-queue.js").Answer & Record<string, unknown>} answer
   */
  #saved(cell, entry, answer) {
    const saved = answer.cell;
    if (!saved) return;
    cell.dataset.r = String(saved.revision);
    this.#recorded.set(cell, saved.text);
    if (this.#text(cell) === entry.text) this.#write(cell, saved.text);
    if (saved.look) cell.classList.add(saved.look);
    this.#sums(cell, answer);
    this.#fresh(cell, Number(answer.withdrawable_seconds ?? 0));
    this.#said.textContent = `${entry.label} ${entry.text || "очищено"}, сохранено`;
    if (cell === this.#active) this.#rest(cell);
  }

  /**
   * @param {Cell} cell
   * @param {Record<string, unknown>} answer
   */
  #sums(cell, answer) {
    const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
    const [average, count, absences, suggested] = [...row.cells].slice(this.#heads.length + 1);
    if (average && typeof answer.average === "string") average.textContent = answer.average;
    if (average && typeof answer.low === "boolean") average.className = answer.low ? "x" : "";
    if (count && answer.marks_count !== undefined) count.textContent = String(answer.marks_count);
    if (absences && answer.absences !== undefined) absences.textContent = String(answer.absences || "");
    if (suggested && typeof answer.suggested === "string") suggested.textContent = answer.suggested;
  }

  /**
   * A mark can be taken back until it becomes public; counted here, because the clock of the device may be wrong.
   * @param {Cell} cell
   * @param {number} seconds
   */
  #fresh(cell, seconds) {
    cell.classList.toggle("p", seconds > 0);
    if (seconds > 0) setTimeout(() => cell.classList.remove("p"), seconds * 1000);
  }

  /**
   * The entry was taken back: the other person's value stands, or what the server has.
   * @param {Cell} cell
   * @param {import("./entry-queue.js").Entry} entry
   */
  #given(cell, entry) {
    if (entry.state === "waiting") return;
    if (entry.theirs) {
      this.#recorded.set(cell, entry.theirs.text);
      this.#write(cell, entry.theirs.text);
      cell.dataset.r = String(entry.theirs.revision);
      // Perhaps still fresh: until the page is renewed the server decides.
      cell.classList.add("p");
    } else delete cell.dataset.r;
    this.#tip.hidden = true;
    document.dispatchEvent(new CustomEvent("parta:renew"));
  }

  /** @param {Document} fresh the same page as the server has it now */
  #refresh(fresh) {
    for (const row of this.#rows) {
      const other = fresh.getElementById(row.id);
      if (!(other instanceof HTMLTableRowElement) || other.cells.length !== row.cells.length) continue;
      for (const cell of row.cells) {
        const now = other.cells[cell.cellIndex];
        if (!now || cell.cellIndex === 0 || /\b(w|s|no|ed)\b/.test(cell.className)) continue;
        const sum = cell.cellIndex > this.#heads.length;
        if (now.dataset.r === cell.dataset.r) cell.classList.toggle("p", now.classList.contains("p"));
        if (!sum && Number(now.dataset.r ?? 0) <= Number(cell.dataset.r ?? 0)) continue;
        if (!sum) this.#recorded.set(cell, now.textContent ?? "");
        if (cell.textContent !== now.textContent) cell.textContent = now.textContent;
        cell.className = now.className;
        if (now.dataset.r) cell.dataset.r = now.dataset.r;
      }
    }
  }

  async #restore() {
    for (const entry of await entries()) {
      const cell = this.#cellFor(entry.address);
      if (!cell) continue;
      this.#write(cell, entry.text);
      this.#tell({ entry, state: entry.state });
    }
  }

  // The card and words beside the cell

  /** @param {Cell} cell a moment's rest on a filled cell shows its card */
  #rest(cell) {
    clearTimeout(this.#press);
    if (cell.dataset.r) this.#press = window.setTimeout(() => this.#card(cell, false), 500);
  }

  /**
   * @param {Cell} cell
   * @param {boolean} focus
   */
  async #card(cell, focus) {
    clearTimeout(this.#press);
    this.#cards.abort();
    this.#cards = new AbortController();
    const fresh = await page(`/${this.#address(cell)}`, "card", this.#cards.signal);
    const card = fresh?.getElementById("cell-card");
    const place = document.getElementById("cell-card");
    if (!card || !place) return;
    const held = place.contains(document.activeElement);
    place.replaceWith(document.adoptNode(card));
    if (focus || held) card.focus();
    card.addEventListener("keydown", (event) => event.key === "Escape" && cell.focus());
  }

  /** @param {SubmitEvent} event */
  async #withdraw(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.action.endsWith("/withdrawal") || !form.closest(".side")) return;
    event.preventDefault();
    const body = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form)]));
    const response = await fetch(form.action, { method: "POST", body }).catch(() => undefined);
    if (!response?.ok) return form.submit();
    document.dispatchEvent(new CustomEvent("parta:renew"));
    if (this.#active) void this.#card(this.#active, false);
  }

  /**
   * @param {Cell} cell
   * @param {string} text
   */
  #tipAt(cell, text) {
    this.#tip.hidden = !text;
    if (!text) return;
    this.#tip.textContent = text;
    const box = cell.getBoundingClientRect();
    const beside = box.right + 372 < innerWidth;
    this.#tip.style.insetInlineStart = `${beside ? box.right + 8 : Math.max(8, innerWidth - 360)}px`;
    this.#tip.style.insetBlockStart = `${beside ? box.top : Math.min(box.bottom + 6, innerHeight - 90)}px`;
  }
}

customElements.define("mark-grid", MarkGrid);
