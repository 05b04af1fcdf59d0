/* Each level chosen in form[data-grade] is held on the server at once. What could not be held stays chosen, is said in red with
   Retry, and is sent again with Retry, with the form, or once somebody has signed in again in another tab. */

import { listen, renewToken } from "../autosave/session.js";
import { unsaved } from "./unsaved.js";

const failed = new Map(); // chosen levels that are not held, by form and criterion
let before = Promise.resolve();
let underWay = 0;

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form[data-grade]");
  if (form && target.matches("[data-points]")) send(form, target);
});

document.addEventListener("click", ({ target }) => {
  const again = target.closest?.("[data-hold-again]");
  if (again) retry(again.form);
});

const user = document.querySelector("meta[name=signed-in]")?.content;
if (user) listen(user, { signedIn: resume, signedOut: () => {} });

async function resume() {
  const forms = new Set(failedLevels().map(({ form }) => form));
  if (forms.size && (await renewToken({ tokenUrl: document.body.dataset.tokenUrl, user }))) forms.forEach(retry);
}

function retry(form) {
  for (const level of failedLevels(form)) send(form, level);
}

/** The levels that are not held, of one form or of all that are still on the page: a saved row of a list is another form. */
function failedLevels(form) {
  return [...failed.values()].filter((level) => level.isConnected && (!form || level.form === form));
}

function send(form, level) {
  underWay += 1;
  before = before.then(() => hold(form, level)).then(() => (underWay -= 1));
}

// The form names the version it was made from, so it waits for the holds before it.
document.addEventListener("submit", (event) => {
  if (!underWay || !event.target.elements.version) return;
  event.preventDefault();
  before.then(() => event.target.requestSubmit(event.submitter));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.matches("textarea")) return;
  // From anywhere on the page, the evidence too, but not out of another form, whose own matter it is.
  const within = event.target.closest?.("form");
  const form = within ? within.closest("form[data-grade]") : gradeOf(event.target);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit-main]"));
});

/** The form of the grade beside what has the focus; in a list of students that of an open row alone. */
function gradeOf(place) {
  if (!document.querySelector("[data-row]")) return document.querySelector("form[data-grade]");
  return place.closest?.("[data-row]:has(> details[open])")?.querySelector("form[data-grade]");
}

async function hold(form, level) {
  const { criterion } = level.closest("[data-criterion]").dataset;
  const body = new URLSearchParams({ criterion, level: level.value, version: form.elements.version.value });
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
  const place = `${form.id} ${criterion}`;
  failed.delete(place);
  try {
    const answer = await fetch(form.dataset.markUrl, { method: "POST", body, headers });
    const { version, message } = await answer.json();
    const student = form.closest("[data-row]") ?? document;
    if (answer.ok) for (const input of student.querySelectorAll("input[name=version]")) input.value = version;
    else failed.set(place, level);
    tell(form, message ?? "", answer.status);
  } catch {
    failed.set(place, level);
    tell(form, form.dataset.notHeld);
  }
  unsaved(form, "levels", failedLevels(form).length > 0);
}

/** Says how it went; `status` is that of the answer, if there was one. What somebody else overtook is not tried again. */
function tell(form, sentence, status = 0) {
  const line = form.querySelector("[data-grade-status]");
  const isOut = status === 401;
  const said = isOut ? form.dataset.signedOut : sentence;
  if (line.textContent !== said) line.textContent = said; // else it would be announced again
  line.parentElement.classList.toggle("is-not", failedLevels(form).length > 0);
  form.querySelector("[data-hold-again]").hidden = !failedLevels(form).length || isOut || status === 409;
  form.querySelector("[data-hold-sign-in]").hidden = !isOut;
}
