/* Two devices changed one part: both texts are there until the writer chooses, above the field, with no dialog in the way. */

import { say } from "../strings.js";

/** Puts the panel above `unit`'s part; `choose("mine" | "theirs")` is called for the writer's choice. */
export function showConflict(unit, choose) {
  hideConflict(unit);
  const panel = document.createElement("div");
  panel.className = "conflict stack";
  panel.dataset.conflictOf = unit.name;
  panel.setAttribute("role", "group");
  const title = document.createElement("p");
  title.id = `conflict-${unit.name}`;
  title.textContent = say("conflictTitle", { time: unit.conflict.at });
  panel.setAttribute("aria-labelledby", title.id);
  const other = otherText(unit);
  const actions = document.createElement("p");
  actions.className = "actions";
  actions.append(
    button("keepThis", () => choose("mine")),
    button("useOther", () => choose("theirs")),
  );
  const showBoth = button("showBoth", (event) => {
    other.hidden = !other.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!other.hidden));
  });
  if (!unit.isWhole) actions.append(showBoth); // a whole form is no text to be read beside another
  panel.append(title, actions, other);
  place(unit).before(panel);
  unit.panel = panel;
  return title.textContent;
}

/** Takes the panel away; the focus, if it was there, goes to the field. */
export function hideConflict(unit) {
  const hadFocus = unit.panel?.contains(document.activeElement);
  unit.panel?.remove();
  unit.panel = null;
  if (hadFocus) unit.control.focus();
}

function otherText(unit) {
  const label = document.createElement("label");
  label.className = "field";
  label.hidden = true;
  const box = document.createElement("textarea");
  box.className = "input";
  box.readOnly = true;
  box.rows = 8;
  box.value = unit.conflict.text;
  label.append(say("otherText"), box);
  return label;
}

function button(name, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.dataset.choice = name;
  made.textContent = say(name);
  made.addEventListener("click", press);
  return made;
}

function place({ control }) {
  return control.closest("[data-part]") ?? control.closest("fieldset, .field") ?? control;
}
