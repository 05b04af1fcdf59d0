/* The textarea in which the writer was last: a button pressed since then means that one. */

let last = null;

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea[name]:not([readonly])")) last = target;
});

/** The last focused textarea that is still in the page, or null. */
export function lastField() {
  return last?.isConnected ? last : null;
}
