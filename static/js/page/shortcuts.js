/* <dialog data-shortcuts> with `input[data-shortcuts-switch]`, opened by `[data-open-shortcuts]` (hidden without script).

   Single keys are off until switched on there, and inert in fields and dialogs (WCAG 2.1.4). `?` opens the panel, `n` and
   `p` step through `[data-colleague]`, any other key presses the `[data-key]` of that name: in the item that has the
   focus, else the first. */

const KEPT = "shortcuts";
const panel = document.querySelector("dialog[data-shortcuts]");
const toggle = panel.querySelector("[data-shortcuts-switch]");
const isOn = () => localStorage.getItem(KEPT) === "on";

toggle.checked = isOn();
toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
for (const opener of document.querySelectorAll("[data-open-shortcuts]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => panel.showModal());
}

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const goal = goalOf(event.key);
  if (!goal) return;
  event.preventDefault();
  goal();
});

function goalOf(key) {
  if (key === "?") return () => panel.showModal();
  if (key === "n") return stepTo(1);
  if (key === "p") return stepTo(-1);
  const here = document.activeElement.closest("[data-colleague]");
  const named = `[data-key="${CSS.escape(key)}"]`;
  const control = here?.querySelector(named) ?? document.querySelector(named);
  return control && (() => press(control));
}

/** A field is gone to, everything else is pressed. */
function press(control) {
  if (control.matches("textarea, input, select")) control.focus();
  else control.click();
}

function stepTo(step) {
  const people = [...document.querySelectorAll("[data-colleague]")];
  const here = people.indexOf(document.activeElement.closest("[data-colleague]"));
  const next = people[here < 0 ? 0 : here + step];
  return next && (() => {
    next.tabIndex = -1;
    next.focus();
  });
}
