/* What goes to the device and to the server, and what an answer changes in the units. When it goes is the saver's business. */

import { dropCopies, putCopy } from "./device.js";
import { putDrafts } from "./server.js";

export class Exchange {
  /**
   * `of`: {user, draft, saveUrl, form}; `units`: Map of units by name; `onConflict(unit)` and `onSettled(unit)` show the
   * choice between two texts and end it.
   */
  constructor(of, units, { onConflict, onSettled }) {
    Object.assign(this, { of, units, onConflict, onSettled });
    this.client = newClient();
    this.seq = 0;
    this.keepsCopies = true;
    this.hasDevice = false; // whether the last copy was kept
    this.refusal = ""; // why the server refused the text it refused last
  }

  /** The units the server should hear of. */
  dirty() {
    return [...this.units.values()].filter((unit) => unit.isDirty);
  }

  /** Keeps the present text of `unit` on the device, dated by the last key: of two tabs that try again and again, the one
   *  written in last has the newest copy. */
  async copy(unit) {
    if (!this.keepsCopies) return;
    const { text, base, sent } = unit;
    const { user, draft } = this.of;
    const synced = text === unit.saved && !unit.conflict;
    try {
      await putCopy({
        user, draft, field: unit.name, client: this.client, text, base, sent, synced, seq: this.seq, at: unit.typedAt || Date.now(),
      });
      this.hasDevice = true;
    } catch {
      this.hasDevice = false;
    }
  }

  /** Notes what is about to be sent of `unit`, on the device too: the answer may never reach us. */
  pack(unit) {
    const { text, base, resolve } = unit;
    const field = { field: unit.name, text, base_version: base, seq: ++this.seq };
    if (unit.snapshots.length) [field.snapshot] = unit.snapshots;
    if (resolve) Object.assign(field, { resolve, base_version: unit.conflict.version });
    if (!unit.sent.includes(text)) unit.sent = [...unit.sent, text].slice(-20);
    this.copy(unit);
    return { unit, field };
  }

  /** Sends what was packed. Resolves with the answer's meaning (server.js). */
  send(items, keepalive = false) {
    const { saveUrl, user, form } = this.of;
    const token = form.querySelector("input[name=csrf_token]")?.value ?? "";
    const fields = items.map((item) => item.field);
    return putDrafts(saveUrl, token, { client: this.client, user, fields }, keepalive);
  }

  /** The server has the items, or says who else wrote. An answer that was overtaken by a later one changes nothing. */
  take(answer, items) {
    for (const stored of answer.fields) {
      const item = items.find(({ unit }) => unit.name === stored.field);
      if (item && item.field.seq >= (item.unit.heard ?? 0)) this.#takeOne(item, stored);
    }
  }

  /** The server will not take the text of `field`, or of all items where it names none. True when others may go on. */
  refuse({ message, field }, items) {
    const named = items.filter((item) => item.field.field === field);
    for (const { unit, field: sent } of named.length ? named : items) unit.refused = sent.text;
    this.refusal = message;
    return named.length > 0 && named.length < items.length;
  }

  /** The state the line should show after a save: "conflict", "refused" or "saved". */
  outcome() {
    const units = [...this.units.values()];
    if (units.some((unit) => unit.conflict && !unit.resolve)) return "conflict";
    return units.some((unit) => unit.refused === unit.text) ? "refused" : "saved";
  }

  #takeOne({ unit, field }, stored) {
    unit.heard = field.seq;
    unit.left = null;
    if (stored.status === "conflict" && unit.sent.includes(stored.text)) {
      unit.base = stored.version; // our own words, sent by this page before it was loaded anew
    } else if (stored.status === "conflict") {
      unit.resolve = null;
      unit.conflict = { text: stored.text, version: stored.version, at: stored.changed_at_text };
      this.onConflict(unit);
    } else {
      unit.base = stored.version;
      unit.snapshots = unit.snapshots.filter((kept) => kept !== field.snapshot);
      unit.sent = [];
      unit.refused = null;
      unit.saved = field.resolve === "theirs" ? stored.text ?? unit.conflict.text : field.text;
      if (field.resolve) this.#agree(unit, field.resolve);
      this.#tellForm(unit);
    }
    this.copy(unit);
    if (unit.leftovers.length && !unit.snapshots.length) {
      dropCopies(unit.leftovers).catch((error) => console.warn(error));
      unit.leftovers = [];
    }
  }

  /** A page that was saved as it was written does not clash with itself when its form is sent. */
  #tellForm({ name, base }) {
    const { form } = this.of;
    const seen = form.elements[`seen-${name}`] ?? document.createElement("input");
    Object.assign(seen, { type: "hidden", name: `seen-${name}`, value: base });
    if (!seen.form) form.append(seen);
  }

  #agree(unit, resolve) {
    unit.resolve = unit.conflict = null;
    if (resolve === "theirs") unit.text = unit.saved;
    this.onSettled(unit);
  }
}

/** randomUUID exists in secure contexts only; a forum on a school's plain-http address works too. */
function newClient() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
