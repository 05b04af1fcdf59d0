/* <markdown-tools for="ID" hidden> with buttons `data-tool="bold italic list quote link citation"`.
   A toolbar is one stop for Tab; the arrow keys move inside it. Ctrl+B and Ctrl+I work in the field. */

import { askForCitation } from "./citation-dialog.js";
import { replace } from "./editing.js";

const tools = {
  bold: (field) => wrap(field, "**"),
  italic: (field) => wrap(field, "*"),
  list: (field) => prefixLines(field, "- "),
  quote: (field) => prefixLines(field, "> "),
  link: (field) => link(field),
  citation: (field) => askForCitation(field),
};
const keys = { b: "bold", i: "italic" };

class MarkdownTools extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    if (!this.field) return;
    this.hidden = false;
    this.setAttribute("role", "toolbar");
    this.buttons = [...this.querySelectorAll("[data-tool]")];
    this.buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0));
    this.addEventListener("click", (event) => this.#use(event.target.closest("[data-tool]")?.dataset.tool));
    this.addEventListener("keydown", (event) => this.#move(event));
    this.field.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !keys[event.key]) return;
      event.preventDefault();
      this.#use(keys[event.key]);
    });
  }

  #use(name) {
    if (name) tools[name](this.field);
  }

  #move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { length } = this.buttons;
    const next = this.buttons[(this.buttons.indexOf(document.activeElement) + step + length) % length];
    for (const button of this.buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }
}

/** Sets the selection in `mark`s, or takes them off again. */
function wrap(field, mark) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const n = mark.length;
  const text = value.slice(start, end);
  if (isWrapped(value, start, end, mark)) {
    replace(field, text, start - n, end + n);
    field.setSelectionRange(start - n, end - n);
  } else {
    // Markdown takes no mark with a space on its inner side.
    const [, before, core, after] = text.match(/^(\s*)([^]*?)(\s*)$/);
    replace(field, `${before}${mark}${core}${mark}${after}`, start, end);
    field.setSelectionRange(start + before.length + n, start + before.length + n + core.length);
  }
}

/** `*` beside a selection that is `**bold**` is not a mark for italics. */
function isWrapped(value, start, end, mark) {
  const before = value.slice(0, start).match(/\**$/)[0].length;
  const after = value.slice(end).match(/^\**/)[0].length;
  const stars = Math.min(before, after, 3);
  return mark === "*" ? stars === 1 || stars === 3 : stars >= 2;
}

/** Puts `prefix` before each line of the selection, or takes it off where all have it. */
function prefixLines(field, prefix) {
  const { value, selectionStart, selectionEnd } = field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const stop = value.indexOf("\n", Math.max(selectionEnd - 1, selectionStart));
  const end = stop < 0 ? value.length : stop;
  const lines = value.slice(start, end).split("\n");
  const hasAll = lines.every((line) => line.startsWith(prefix));
  const changed = lines.map((line) => (hasAll ? line.slice(prefix.length) : prefix + line)).join("\n");
  replace(field, changed, start, end);
  if (lines.length > 1) field.setSelectionRange(start, start + changed.length);
}

/** Makes the selection a link, and selects the place where the address, or the text, still has to be typed. */
function link(field) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const text = value.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(text);
  replace(field, isAddress ? `[](${text})` : `[${text}](https://)`, start, end);
  const address = start + text.length + 3;
  if (isAddress || !text) field.setSelectionRange(start + 1, start + 1);
  else field.setSelectionRange(address, address + "https://".length);
}

customElements.define("markdown-tools", MarkdownTools);
