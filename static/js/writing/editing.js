/* Changes to a textarea that Ctrl+Z takes back like something typed. */

/** Puts `text` in place of what stands between `start` and `end`, and the caret behind it. */
export function replace(field, text, start = field.selectionStart, end = field.selectionEnd) {
  if (!text && start === end) return;
  field.focus();
  field.setSelectionRange(start, end);
  // Deprecated, and still the only edit that every browser's undo knows; it fires `input` itself.
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (isDone) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}

/** Puts `block` at the caret as a paragraph of its own, and the caret on a fresh line below it. */
export function insertBlock(field, block) {
  const { value, selectionEnd: at } = field;
  const before = value.slice(0, at).trimEnd();
  const after = value.slice(at).trimStart();
  const start = before.length;
  const end = value.length - after.length;
  const head = before ? "\n\n" : "";
  replace(field, `${head}${block}\n\n${after && "\n\n"}`, start, end);
  if (after) field.setSelectionRange(field.selectionEnd - 2, field.selectionEnd - 2);
}
