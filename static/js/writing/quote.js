/* <a href="#FIELD" data-quote="ID">: puts the part's text, or what is selected in it, as a quotation into the response field in
   which the writer was last, else into the one the address names. Without script it leads to that field. */

import { insertBlock } from "./editing.js";
import { lastField } from "./last-field.js";

let selected = null; // {node, text}: pressing the link takes the selection away before it is clicked

document.addEventListener("pointerdown", () => {
  const selection = getSelection();
  selected = selection.isCollapsed ? null : { node: selection.getRangeAt(0).commonAncestorContainer, text: String(selection) };
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-quote]");
  const part = link && document.getElementById(link.dataset.quote);
  const field = lastField() ?? (link && document.getElementById(link.hash.slice(1)));
  if (!part || !field?.matches("textarea")) return;
  event.preventDefault();
  insertBlock(field, quotation(textToQuote(part)));
  field.scrollIntoView({ block: "nearest" });
});

function textToQuote(part) {
  const now = getSelection();
  const choice = now.isCollapsed ? selected : { node: now.getRangeAt(0).commonAncestorContainer, text: String(now) };
  const text = choice && part.contains(choice.node) ? choice.text : part.innerText;
  return text.trim();
}

/** Every line of `text` behind "> ", paragraphs parted by one quoted empty line. */
function quotation(text) {
  return text.replace(/\n{2,}/g, "\n\n").split("\n").map((line) => `> ${line.trim()}`.trimEnd()).join("\n");
}
