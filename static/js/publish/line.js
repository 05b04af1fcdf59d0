/* The sentence beside a form's buttons: `[data-publish-status]`, made in front of `[data-publish-bar]` where there is none. */

import { say } from "../strings.js";

/** Puts `words`, and a button or link with them, beside the buttons. */
export function tell(form, words, isProblem = false, ...more) {
  const place = form.querySelector("[data-publish-status]") ?? makePlace(form);
  place.classList.toggle("is-not", isProblem);
  place.replaceChildren(words, ...more.flatMap((part) => [" ", part]));
}

function makePlace(form) {
  const place = document.createElement("p");
  place.className = "save";
  place.dataset.publishStatus = "";
  place.setAttribute("role", "status");
  const bar = form.querySelector("[data-publish-bar]");
  if (bar) bar.before(place);
  else form.append(place);
  return place;
}

/** A button that sends the form once more, as `submitter` would. */
export function tryAgain(form, submitter) {
  const again = document.createElement("button");
  Object.assign(again, { type: "button", className: "button" });
  again.textContent = say("tryAgain");
  again.addEventListener("click", () => form.requestSubmit(submitter));
  return again;
}
