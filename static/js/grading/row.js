/* <article data-row>: a student of the reading list. Opening a row tells colleagues that the student is on this desk; its form
   is sent by `fetch`, and what comes back (`{row}`) takes its place, so that what is typed in other rows stays. */

import "./all.js"; // a form waits for its holds before it is sent from here
import { unsaved } from "./unsaved.js";

const EVERY = 90_000; // ms; a lease holds for five minutes
const renewed = new WeakMap();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form[data-row-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener("toggle", ({ target }) => target.open && target.parentElement.matches("[data-row]") && renew(target.parentElement), { capture: true });
for (const kind of ["keydown", "pointerdown", "input"]) {
  document.addEventListener(kind, ({ target }) => renew(target.closest?.("[data-row]:has(> details[open])")), { passive: true, capture: true });
}

async function send(form, button) {
  const row = form.closest("[data-row]");
  if (row.dataset.saving) return;
  row.dataset.saving = "1";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { Accept: "application/json" } });
    if (![200, 409, 422].includes(answer.status)) throw new Error(String(answer.status));
    const made = put(row, (await answer.json()).row).querySelector("form[data-unsaved]");
    if (made) unsaved(made, "words", true);
  } catch {
    form.querySelector("[data-grade-status]").textContent = form.dataset.notSaved;
  }
  delete row.dataset.saving;
}

/** The row as the server answers it; the focus goes to what is wrong, else to where one goes on from. */
function put(row, html) {
  const made = document.createRange().createContextualFragment(html).querySelector("[data-row]");
  row.replaceWith(made);
  document.dispatchEvent(new Event("colloquy:new"));
  document.querySelector("[data-row-said]").textContent = made.dataset.said;
  const goals = [".conflict", ".error-summary", "[autofocus]", "[name=undo]", "summary"];
  const goal = goals.map((one) => made.querySelector(one)).find(Boolean);
  goal.focus();
  if (goal.matches("summary")) goal.scrollIntoView({ block: "nearest" });
  return made;
}

async function renew(row) {
  if (!row || Date.now() - (renewed.get(row) ?? 0) < EVERY) return;
  renewed.set(row, Date.now());
  const form = row.querySelector("form[data-row-form]");
  const token = form?.elements.csrf_token;
  if (!token) return;
  try {
    const answer = await fetch(row.dataset.leaseUrl, { method: "POST", headers: { "X-CSRFToken": token.value, Accept: "application/json" } });
    if (answer.ok) tell(form, (await answer.json()).by);
  } catch {
    // Without a connection nobody can be told; what is saved later is refused where a colleague has the student.
  }
}

/** A colleague has the student: nothing is held or saved from here until it is taken over. */
function tell(form, who) {
  const notice = form.querySelector("[data-row-lease]");
  const save = form.querySelector("[data-row-save]");
  if (!notice || !who) return;
  notice.querySelector("[data-lease-sentence]").textContent = notice.dataset.sentence.replace("{who}", who);
  notice.hidden = false;
  save.hidden = true;
  form.removeAttribute("data-grade");
}
