/* A unit of saving: one named part of a form, read and written as text. */

const BIG_DELETION = 200; // characters
const SNAPSHOT_EVERY = 10 * 60 * 1000; // ms

/** Which controls make a unit: the parts people write, radio groups but those set aside, and what the template marks. */
const CONTROLS = "textarea[name], input[type=radio][name]:not([data-aside]), input[data-autosave][name], select[data-autosave][name]";

/** Makes a unit for each name of `form` that `units` (a Map by name) does not have yet. */
export function addUnits(form, units) {
  for (const control of form.querySelectorAll(CONTROLS)) {
    if ("noAutosave" in control.dataset || units.has(control.name)) continue;
    units.set(control.name, new Unit(form, control));
  }
}

export class Unit {
  /** `base` is the server version the text stands on, `saved` the text of that version, `rendered` what the page came with. */
  constructor(form, control) {
    this.name = control.name;
    this.form = form;
    this.control = control;
    this.base = Number(control.dataset.version ?? 0);
    this.rendered = this.saved = this.last = this.peak = this.text;
    this.snapshots = []; // texts to be kept under "Earlier versions", oldest first
    this.snapshotAt = Date.now();
    this.touched = false; // changed by the writer since the page was loaded
    this.typedAt = 0; // when that was last; 0: never
    this.conflict = null; // {text, version, at}: what another device wrote
    this.resolve = null; // "mine" or "theirs", until the server has agreed
    this.refused = null; // the text that the server will not take
    this.sent = []; // texts on their way to the server, whose answers have not come
    this.leftovers = []; // copies of other tabs that `snapshots` stands for
    this.left = null; // the text that went out when the page was hidden
  }

  get text() {
    const { control } = this;
    if (control.type === "radio") return this.#radio(":checked")?.value ?? "";
    if (control.type === "checkbox") return control.checked ? control.value : "";
    return control.value;
  }

  /** Puts text into the page without taking it for something typed. */
  set text(text) {
    const { control } = this;
    if (control.type === "radio") {
      for (const radio of this.#radios()) radio.checked = radio.value === text;
    } else if (control.type === "checkbox") control.checked = text === control.value;
    else control.value = text;
    this.last = this.peak = this.text;
    control.dispatchEvent(new Event("colloquy:filled", { bubbles: true }));
  }

  /** Whether the server should hear of this unit. */
  get isDirty() {
    if (this.conflict) return this.resolve !== null;
    return this.snapshots.length > 0 || (this.text !== this.saved && this.text !== this.refused);
  }

  /** Takes note of an `input` event: keeps what a large deletion took away. */
  noteInput() {
    const { text, last, peak } = this;
    if (removedBetween(last, text) > BIG_DELETION) this.keep(last);
    else if (peak.length - text.length > BIG_DELETION) this.keep(peak);
    if (text.length >= this.peak.length) this.peak = text;
    this.last = text;
    this.touched = true;
    this.typedAt = Date.now();
  }

  /** Every ten minutes of writing, the last text the server has becomes an earlier version. */
  noteTime(now) {
    if (now - this.snapshotAt >= SNAPSHOT_EVERY && this.text !== this.saved) this.keep(this.saved);
  }

  /** Queues `text` as an earlier version. */
  keep(text) {
    if (text.trim() && this.snapshots.at(-1) !== text) this.snapshots.push(text);
    this.snapshotAt = Date.now();
    this.peak = this.text;
  }

  #radios() {
    const name = CSS.escape(this.name);
    return [...this.form.querySelectorAll(`input[type=radio][name="${name}"]`)];
  }

  #radio(state) {
    return this.#radios().find((radio) => radio.matches(state));
  }
}

/** How many characters of `before` one edit replaced or removed. */
function removedBetween(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return before.length - start - end;
}
