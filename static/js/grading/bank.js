/* <dialog data-bank>: a combobox over the comment bank. `[data-bank-open="ID"]` (hidden without script) opens it for the
   textarea with that id, and so do Ctrl+/ in that textarea, and `/` where it is empty: no sentence begins with one, and a
   second `/` in the empty filter types it after all. What it offers is asked of the `data-bank-url` of the textarea's form. */

import { sayCount } from "../strings.js";
import { replace } from "../writing/editing.js";

const dialog = document.querySelector("dialog[data-bank]");
const input = dialog.querySelector("[role=combobox]");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[data-bank-status]");
const keep = dialog.querySelector("[data-bank-keep]");
let box = null; // the textarea it was opened for
let place = [0, 0]; // and what was selected there: closing a dialog may move the caret
let offers = [];

function showOpeners() {
  for (const opener of document.querySelectorAll("[data-bank-open]")) opener.hidden = false;
}

document.addEventListener("click", ({ target }) => {
  const opener = target.closest?.("[data-bank-open]");
  if (opener) open(document.getElementById(opener.dataset.bankOpen));
});
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "/" || event.isComposing || event.altKey) return;
  if (!field.matches("textarea") || (field.value && !(event.ctrlKey || event.metaKey))) return;
  if (!document.querySelector(`[data-bank-open="${field.id}"]`)) return;
  event.preventDefault();
  open(field);
});
document.addEventListener("colloquy:new", showOpeners);
showOpeners();

input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => insert(chosen()), "/": typeSlash }[event.key];
  if (!act || (event.key === "/" && input.value)) return;
  event.preventDefault();
  act();
});
list.addEventListener("click", ({ target }) => insert(target.closest("[role=option]")));
keep.addEventListener("click", keepSelection);
dialog.querySelector("[data-bank-close]").addEventListener("click", () => dialog.close());

async function open(field) {
  box = field;
  place = [field.selectionStart, field.selectionEnd];
  offers = [];
  input.value = "";
  status.textContent = "";
  keep.hidden = !selected();
  list.replaceChildren();
  dialog.showModal();
  input.focus();
  const row = field.closest("[data-criterion]");
  const asked = new URLSearchParams();
  if (row) asked.set("criterion", row.dataset.criterion);
  const level = row?.querySelector("[data-points]:checked");
  if (level) asked.set("level", level.value);
  try {
    const address = new URL(field.form.dataset.bankUrl, location.href);
    for (const [name, value] of asked) address.searchParams.set(name, value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    ({ comments: offers } = await answer.json());
    if (box === field) show();
  } catch {
    status.textContent = dialog.dataset.failed;
  }
}

/** Lists what holds every word that was typed; the best is chosen. */
function show() {
  const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = offers.filter(({ text }) => words.every((word) => text.toLocaleLowerCase().includes(word)));
  list.replaceChildren(...found.map(optionOf));
  input.setAttribute("aria-expanded", String(found.length > 0));
  const { none, empty } = dialog.dataset;
  status.textContent = found.length ? sayCount(dialog, found.length, "found") : offers.length ? none : empty;
  choose(list.firstElementChild);
}

function optionOf({ id, text, from, used }) {
  const option = document.createElement("li");
  option.id = `bank-option-${id}`;
  option.setAttribute("role", "option");
  const words = document.createElement("span");
  words.textContent = text;
  const note = document.createElement("small");
  note.textContent = [from, used].filter(Boolean).join(", ");
  option.append(words, " ", note);
  return option;
}

const chosen = () => list.querySelector("[aria-selected=true]");

function choose(option) {
  for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
  if (!option) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = [...list.children];
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

function insert(option) {
  const offer = offers.find(({ id }) => option?.id === `bank-option-${id}`);
  if (!offer) return;
  dialog.close();
  replace(box, offer.text, ...place);
}

function typeSlash() {
  dialog.close();
  replace(box, "/", ...place);
}

const selected = () => box.value.slice(...place).trim();

async function keepSelection() {
  const body = new URLSearchParams({ text: selected() });
  const headers = { "X-CSRFToken": box.form.elements.csrf_token.value, Accept: "application/json" };
  try {
    const answer = await fetch(dialog.dataset.keepUrl, { method: "POST", body, headers });
    const { message } = await answer.json();
    if (answer.ok) {
      keep.hidden = true;
      input.focus();
    }
    status.textContent = message;
  } catch {
    status.textContent = dialog.dataset.failed;
  }
}
