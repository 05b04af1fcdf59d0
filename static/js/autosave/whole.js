/* A form whose fields only make sense together is one unit of saving: rows of it come, go and change places.

   <input type="hidden" name="form" data-whole data-version="3"> in the form. The text of the unit is a JSON list of [name, value]. */

import { Unit, addUnits } from "./unit.js";

/** What the form carries besides what people set in it. */
const ASIDE = /^(csrf_token|rows|rubric_source|form|seen-.*)$/;

/** Makes the units of `form` that `units` (a Map by name) does not have yet. */
export function addUnitsOf(form, units) {
  const mark = form.querySelector("input[data-whole]");
  if (!mark) addUnits(form, units);
  else if (!units.has(mark.name)) units.set(mark.name, new WholeForm(form, mark));
}

class WholeForm extends Unit {
  isWhole = true;

  get text() {
    return JSON.stringify(pairsOf(this.form));
  }

  /** Puts a text into the page. One with other rows is drawn by the server; "" is what is saved by now. */
  set text(text) {
    if (!text) return location.reload();
    const pairs = JSON.parse(text);
    if (isOfRows(this.form, pairs)) fill(this.form, pairs);
    else sendBack(this.form, pairs);
  }

  noteInput() {
    this.touched = true;
    this.typedAt = Date.now();
  }

  noteTime() {}
}

function pairsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !ASIDE.test(name) && typeof value === "string");
}

/** Whether the page has the rows, and no others, that these fields are of. */
function isOfRows(form, pairs) {
  const controls = controlsOf(form);
  const ticked = new Set(controls.filter(isTick).map(({ name }) => name));
  const here = controls.filter((control) => !isTick(control)).map(({ name }) => name);
  const there = pairs.map(([name]) => name).filter((name) => !ticked.has(name));
  return here.join("\n") === there.join("\n");
}

function fill(form, pairs) {
  const values = new Map(pairs);
  const given = new Set(pairs.map(([name, value]) => JSON.stringify([name, value])));
  for (const control of controlsOf(form)) {
    if (isTick(control)) control.checked = given.has(JSON.stringify([control.name, control.value]));
    else control.value = values.get(control.name);
  }
}

/** Asks the server for the page with these fields in it; nothing is saved by that. */
function sendBack(form, pairs) {
  const back = document.createElement("form");
  Object.assign(back, { method: "post", action: form.action, hidden: true });
  const token = form.elements.csrf_token?.value;
  for (const [name, value] of [...pairs, ["rows", "draft"], ...(token ? [["csrf_token", token]] : [])]) {
    const input = document.createElement("textarea"); // unlike an input, it keeps lines apart
    Object.assign(input, { name, value });
    back.append(input);
  }
  document.body.append(back);
  back.submit();
}

const isTick = ({ type }) => type === "checkbox" || type === "radio";

function controlsOf(form) {
  return [...form.elements].filter(({ name, type }) => name && type !== "submit" && !ASIDE.test(name));
}
