/* What is typed or chosen in form[data-grade] and not on the server yet: leaving the page asks first. Each kind is noted by
   name, and forgotten once it is saved; a form that was replaced by what the server answered has nothing left to save. */

const kindsOf = new Map();

/** Notes that something of this kind is not saved in the form, or that it is by now. */
export function unsaved(form, kind, isSo) {
  if (!kindsOf.has(form)) kindsOf.set(form, new Set());
  if (isSo) kindsOf.get(form).add(kind);
  else kindsOf.get(form).delete(kind);
}

/** Everything is on its way to the server, or there already: nothing is asked any more. */
export const settled = () => kindsOf.clear();

document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea, .why input") && target.form?.matches("form[data-grade]")) unsaved(target.form, "words", true);
});

// After every listener that may keep the form back.
window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches("form[data-grade]")) settled();
});

window.addEventListener("beforeunload", (event) => {
  if ([...kindsOf].some(([form, kinds]) => form.isConnected && kinds.size)) event.preventDefault();
});
