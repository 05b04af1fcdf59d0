/* Save and next of form[data-grade] by script: the next page was fetched ahead, and a browser takes a page it has kept after a
   link, never after a form. What is refused is sent once more as a plain form, so that the page comes back with its sentences. */

import { settled } from "./unsaved.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-grade]:not([data-row-form])") || event.submitter?.name) return;
  event.preventDefault();
  if (form.dataset.saving) return;
  form.dataset.saving = "1";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (answer.ok) {
      const { url } = await answer.json();
      settled();
      location.assign(url);
    } else {
      settled();
      form.submit();
    }
  } catch {
    const line = form.querySelector("[data-grade-status]");
    line.textContent = form.dataset.notSaved;
    line.parentElement.classList.add("is-not");
  }
  delete form.dataset.saving;
});
