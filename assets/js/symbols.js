/**
 * What may stand in a cell, and what the person meant: «54» is «5 4», «у п» typed on Latin keys is «уп».
 * The server decides; this only tells at once what it would refuse.
 */

/**
 * @typedef {object} Symbols
 * @property {string[]} marks
 * @property {string[]} codes
 * @property {string} between what stands between two marks; nothing where a second is refused
 *
 * @typedef {object} Reading
 * @property {string[]} marks
 * @property {string[]} codes
 * @property {string} rest what could not be read; the beginning of a symbol while `unfinished`
 * @property {boolean} unfinished
 */

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё";
const ALIKE = { a: "а", b: "в", c: "с", e: "е", h: "н", k: "к", m: "м", o: "о", p: "р", t: "т", x: "х", y: "у" };

/**
 * @param {DOMStringMap} data
 * @returns {Symbols}
 */
export function symbolsOf(data) {
  const list = (/** @type {string | undefined} */ text) => text?.split(" ").filter(Boolean) ?? [];
  return { marks: list(data.marks), codes: list(data.codes), between: data.between ?? "" };
}

/**
 * Reads a cell's text symbol by symbol, longest first.
 * @param {string} text
 * @param {Symbols} symbols
 * @param {string[]} [present] codes that already stand in the cell, though this person may not set them
 * @returns {Reading}
 */
export function read(text, { marks, codes }, present = []) {
  const known = [...marks, ...codes, ...present].sort((one, other) => other.length - one.length);
  /** @type {Reading} */
  const reading = { marks: [], codes: [], rest: "", unfinished: false };
  let rest = text.replace(/^[\s/]+/, "");
  while (rest) {
    const symbol = known.find((candidate) => spellings(rest.slice(0, candidate.length)).includes(candidate.toLowerCase()));
    if (!symbol) break;
    (marks.includes(symbol) ? reading.marks : reading.codes).push(symbol);
    rest = rest.slice(symbol.length).replace(/^[\s/]+/, "");
  }
  reading.rest = rest;
  reading.unfinished = Boolean(rest) && known.some((symbol) => spellings(rest).some((spelling) => symbol.toLowerCase().startsWith(spelling)));
  return reading;
}

/**
 * The text as typed, as typed on the wrong layout, and as typed by letters that look alike.
 * @param {string} text
 */
function spellings(text) {
  const typed = text.toLowerCase();
  const map = (/** @type {(letter: string) => string | undefined} */ change) => Array.from(typed, (letter) => change(letter) ?? letter).join("");
  return [typed, map((letter) => RUSSIAN[LATIN.indexOf(letter)]), map((letter) => Reflect.get(ALIKE, letter))];
}

/**
 * @param {Reading} reading
 * @param {Symbols} symbols
 * @returns {string} the cell's text as the journal writes it
 */
export function written(reading, { between }) {
  return [reading.marks.join(between || " "), ...reading.codes].filter(Boolean).join(" ");
}

/**
 * @param {Reading} reading
 * @param {Symbols} symbols
 * @returns {string} why it cannot stand in a cell; empty when it can
 */
export function refusal(reading, { marks, codes, between }) {
  if (reading.rest) return `«${reading.rest}» не подходит. Можно: ${[marks.join(", "), codes.join(", ")].filter(Boolean).join("; ")}.`;
  if (reading.marks.length > 2) return "Больше двух в одной клетке не бывает.";
  if (reading.marks.length > 1 && !between) return "Здесь в одной клетке может стоять только одна.";
  if (reading.codes.length > 1) return `Выберите одно: ${reading.codes.join(" или ")}.`;
  return "";
}
