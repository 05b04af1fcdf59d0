/* button[data-back] sends the id of the field of its form that was typed in last, so that the way back leads there. */

document.addEventListener("focusin", ({ target }) => {
  if (!target.id || !target.matches("input, select, textarea")) return;
  for (const button of document.querySelectorAll("button[data-back]")) {
    if (button.form === target.form) button.value = target.id;
  }
});
