/* <dialog data-citation-dialog [data-nodate]> with a form `method="dialog"` and inputs author, year, title, url.
   Inserting puts "(Author, year)" at the caret and the work into the list of references. */

import { replace } from "./editing.js";

/** Opens the dialog for `field`; what is typed there goes into the field at its caret. */
export function askForCitation(field) {
  const dialog = document.querySelector("dialog[data-citation-dialog]");
  const form = dialog.querySelector("form");
  form.reset();
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      field.focus();
      if (dialog.returnValue === "insert") insert(field, dialog, workOf(form));
    },
    { once: true },
  );
  dialog.showModal();
}

function workOf(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
}

function insert(field, { dataset }, work) {
  const noDate = dataset.nodate ?? "n.d.";
  const before = field.value.slice(0, field.selectionEnd);
  const space = before && !/\s$/.test(before) ? " " : "";
  replace(field, `${space}(${work.author}, ${work.year || noDate})`, field.selectionEnd, field.selectionEnd);
  list({ ...work, year: work.year || noDate });
  field.focus();
}

/** Adds the work to the rows of references, else to the text of references, unless it stands there. */
function list(work) {
  const rows = document.querySelector("reference-rows");
  if (rows?.add) return rows.add(work);
  const text = document.querySelector("textarea[data-references]");
  if (!text) return;
  const author = work.author.replace(/\.$/, "");
  const line = [`${author}. (${work.year}).`, work.title && `*${work.title}*.`, work.url].filter(Boolean).join(" ");
  if (text.value.includes(line)) return;
  const end = text.value.trimEnd().length;
  replace(text, `${end ? "\n" : ""}${line}`, end, text.value.length);
}
