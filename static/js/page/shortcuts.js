/* <dialog data-shortcuts> with `input[data-shortcuts-switch]`, opened by `[data-open-shortcuts]` (hidden without script).

   Single keys are off until switched on there, and inert in dialogs and in fields that take letters (WCAG 2.1.4). `?` opens
   the panel, `n` and `p` step through `[data-colleague]`, `j` and `k` through `[data-passage]`, a digit chooses that level of
   the `[data-criterion]` that has the focus, any other key presses the `[data-key]` of that name: in the item that has the
   focus, else the first. */

const KEPT = "shortcuts";
const STEPS = { n: ["[data-colleague]", 1], p: ["[data-colleague]", -1], j: ["[data-passage]", 1], k: ["[data-passage]", -1] };
const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog";
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
  if (event.target.closest(FIELDS)) return;
  const goal = goalOf(event.key);
  if (!goal) return;
  event.preventDefault();
  goal();
});

function goalOf(key) {
  if (key === "?") return () => panel.showModal();
  if (key in STEPS) return stepTo(...STEPS[key]);
  if (/^[1-9]$/.test(key)) return level(Number(key));
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

/** The level with this place, counted from 1, in the criterion that has the focus; elsewhere a digit does nothing. */
function level(place) {
  const radio = document.activeElement.closest("[data-criterion]")?.querySelectorAll("[data-points]")[place - 1];
  return radio && (() => {
    radio.focus();
    radio.click();
  });
}

function stepTo(selector, step) {
  const items = [...document.querySelectorAll(selector)].filter((item) => item.checkVisibility()); // not what is folded away
  const here = items.indexOf(document.activeElement.closest(selector));
  const next = items[here < 0 ? 0 : here + step];
  return next && (() => {
    next.tabIndex = -1;
    next.focus();
  });
}
