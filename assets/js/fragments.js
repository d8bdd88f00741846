/**
 * Pages fetched in the background and parts taken out of them.
 * The only place that turns text into markup: the server's own pages, through the one Trusted Types policy.
 */

/** @typedef {{ createHTML(text: string): string }} Policy */

const factory = /** @type {{ createPolicy(name: string, rules: Policy): Policy } | undefined} */ (
  Reflect.get(globalThis, "trustedTypes")
);
const policy = factory?.createPolicy("parta", { createHTML: (text) => text });

/**
 * @param {string} address own path
 * @param {string} why value of X-Refresh: such a look never counts as «seen» by the family
 * @param {AbortSignal} [signal]
 * @returns {Promise<Document | undefined>} nothing when the page cannot be had now
 */
export async function page(address, why, signal) {
  try {
    const response = await fetch(address, { headers: { "X-Refresh": why }, ...(signal && { signal }) });
    if (!response.ok || response.redirected) return undefined;
    const text = await response.text();
    return new DOMParser().parseFromString(policy?.createHTML(text) ?? text, "text/html");
  } catch {
    return undefined;
  }
}

/** Why something saved is changed, where the page asks for it. */
export function reason() {
  const field = document.getElementById("reason");
  return field instanceof HTMLTextAreaElement && field.value.trim() ? field.value : undefined;
}

/**
 * @param {string} name
 * @returns {string} content of the page's <meta name>
 */
export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * «1 запись, 2 записи, 5 записей»
 * @param {number} number
 * @param {[string, string, string]} forms
 */
export function plural(number, [one, few, many]) {
  const tens = number % 100;
  const last = number % 10;
  if (tens > 10 && tens < 15) return `${number} ${many}`;
  return `${number} ${last === 1 ? one : last > 1 && last < 5 ? few : many}`;
}
