/**
 * <count-down>: «можно ещё 30 с». Counts by the device's own stopwatch, because its clock may be wrong,
 * and takes its form away when the time is over.
 */

class CountDown extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const number = this.querySelector("b");
    if (!number) return;
    const end = performance.now() + Number(number.textContent) * 1000;
    this.#timer = window.setInterval(() => {
      const left = Math.ceil((end - performance.now()) / 1000);
      number.textContent = String(Math.max(0, left));
      if (left <= 0) this.closest("form")?.remove();
    }, 500);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }
}

customElements.define("count-down", CountDown);
