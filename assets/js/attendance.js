/**
 * «Все присутствуют»: one press confirms the attendance of a whole lesson. Those marked absent or late go along, the
 * rest are here. The lesson page and the journal's panel have the same button and the same line below it.
 */

import { enter, watch } from "./entry-queue.js";
import { reason } from "./fragments.js";

/**
 * @param {string} lesson
 * @param {() => { student: number, code: string }[]} absent who is not simply there, as the page shows it now
 */
export function confirmAttendance(lesson, absent) {
  const button = document.querySelector("button[name=all_present]");
  if (!button) return;
  const address = `/api/v1/lessons/${lesson}/attendance`;
  const rename = () => (button.textContent = absent().length ? "Остальные присутствуют" : "Все присутствуют");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const body = { absent: absent(), seen: 0, entered_at: new Date().toISOString(), reason: reason() };
    void enter({ address, body, label: "Посещаемость:", text: "подтверждена" });
  });
  watch(({ entry, state, answer }) => {
    rename();
    if (entry.address !== address) return;
    const line = document.getElementById("attendance");
    const said = state === "saved" ? answer?.said : entry.said;
    if (line && said) line.textContent = said;
  });
  rename();
}
