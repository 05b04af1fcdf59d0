/* A page that answers a form: shown in place of this one, or, where it has no form, by its sentence. */

import { tell } from "./line.js";

const SUMMARY = "[data-error-summary], .error-summary";

/** The server says what is wrong: with a form, its page takes this one's place; without, its sentence stands by the buttons. */
export function refuse(form, page) {
  const main = page.querySelector("main");
  const theirs = main?.querySelector("form[data-publish], autosave-form form");
  if (!theirs) {
    tell(form, reasonIn(main), true);
    return false;
  }
  keepTyped(form, theirs);
  theirs.closest("autosave-form")?.setAttribute("data-typed", "");
  show(page);
  return false;
}

/** The sentences of an error page: its summary's, else its heading and first paragraph. */
function reasonIn(main) {
  const listed = main?.querySelectorAll(`:is(${SUMMARY}) :is(li, a):not(li > a)`) ?? [];
  const parts = listed.length ? [...listed] : [main?.querySelector("h1"), main?.querySelector("p")];
  const words = parts.map((part) => part?.textContent.trim()).filter(Boolean);
  return words.map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)).join(" ");
}

/** Lets the `main` of `page` take the place of this one's; the focus goes to what went wrong, else to the heading. */
export function show(page) {
  const main = document.adoptNode(page.querySelector("main"));
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  document.dispatchEvent(new Event("colloquy:new"));
  const goal = main.querySelector(SUMMARY) ?? main.querySelector("h1") ?? main;
  goal.tabIndex = -1;
  goal.focus();
}

/** Whatever the answer left empty keeps what was typed. */
function keepTyped(form, theirs) {
  rememberTry(theirs, form.elements.tried_at.value);
  for (const control of theirs.querySelectorAll("textarea[name], input[type=text][name], input[type=url][name]")) {
    const typed = form.elements[control.name]?.value;
    if (typed && !control.value) control.value = typed;
  }
}

/** The first try's time by the writer's clock: evidence, should the text arrive after the due time. */
export function rememberTry(form, at = new Date().toISOString()) {
  if (form.elements.tried_at?.value) return;
  const input = form.elements.tried_at ?? document.createElement("input");
  Object.assign(input, { type: "hidden", name: "tried_at", value: at });
  form.append(input);
}
