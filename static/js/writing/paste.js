/* textarea[data-markdown]: text pasted from Word, Google Docs or Outlook keeps paragraphs, lists, links, bold and italics
   as Markdown. <paste-note for="ID" hidden data-pasted data-images-one data-images-other> tells the writer, and offers
   Undo, until the next key. */

import { replace } from "./editing.js";
import { sayCount } from "../strings.js";

const MOST = 1_000_000; // characters; beyond that the plain text is pasted as it is
const SHAPE = /<(p|div|br|b|strong|i|em|h[1-6]|ul|ol|li|table|blockquote|a|img)\b|font-(weight|style)/i;

document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches?.("textarea[data-markdown]")) return;
  const html = event.clipboardData.getData("text/html");
  if (!html || html.length > MOST || !SHAPE.test(html)) return;
  event.preventDefault();
  insert(field, html, event.clipboardData.getData("text/plain"));
});

/** Puts the text in; the converter is fetched at the first paste, and without it the text goes in plain. */
async function insert(field, html, plain) {
  const { markdown, images } = await convert(html).catch(() => ({ markdown: plain, images: 0 }));
  replace(field, markdown);
  tell(field, images, markdown !== plain.trim());
}

async function convert(html) {
  const [{ cleanPasted }, { toMarkdown }] = await Promise.all([import("./clean.js"), import("./to-markdown.js")]);
  const { body, images } = cleanPasted(html);
  return { markdown: toMarkdown(body).trim(), images };
}

/** Says what was kept and what was left out, where there is something to say. */
function tell(field, images, isChanged) {
  const note = document.querySelector(`paste-note[for="${CSS.escape(field.id)}"]`);
  if (!note || (!images && !isChanged)) return;
  const words = [isChanged && note.dataset.pasted, images && sayCount(note, images, "images")].filter(Boolean).join(" ");
  note.hidden = false;
  note.querySelector("[data-note]").textContent = words;
  const hide = () => (note.hidden = true);
  field.addEventListener("input", hide, { once: true });
  note.querySelector("[data-undo]").onclick = () => {
    field.focus();
    document.execCommand("undo");
    hide();
  };
}
