/* <autosave-form data-user data-draft-key data-save-url data-token-url data-signin-url [data-typed]> around a form.
   Markup, strings and the server's part of the contract: README.md. */

import { hideConflict, showConflict } from "./conflict-panel.js";
import { dropCopies, dropDraft, listCopies } from "./device.js";
import { Exchange } from "./exchange.js";
import { decide, unstored } from "./merge.js";
import { Saver } from "./saver.js";
import { SaveLine } from "./save-line.js";
import { fetchDrafts } from "./server.js";
import { listen } from "./session.js";
import { addUnitsOf } from "./whole.js";
import { afterPress } from "../press.js";
import { clockTime, say } from "../strings.js";

const PATIENCE = 5000; // ms for a last save before the form is sent
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

class AutosaveForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.units = new Map();
    addUnitsOf(this.form, this.units);
    this.line = new SaveLine(this);
    const { user, draftKey: draft, saveUrl, tokenUrl } = this.dataset;
    const hooks = { onConflict: (unit) => this.#disagree(unit), onSettled: hideConflict };
    this.exchange = new Exchange({ user, draft, saveUrl, form: this.form }, this.units, hooks);
    this.saver = new Saver({ user, tokenUrl }, this.exchange, this.line);
    this.#listen(user);
    this.ready = this.#merge();
  }

  disconnectedCallback() {
    this.saver.stop("gone");
    this.ended.abort();
  }

  /** Brings everything to the server now; resolves when it has answered, or with what is missing. */
  async flush() {
    await this.ready;
    await this.saver.save();
  }

  /** Ends for good because of `reason`, "published" or "signed-out": from now on nothing is written to this device. */
  close(reason) {
    this.exchange.keepsCopies = false;
    this.saver.stop(reason);
  }

  #listen(user) {
    this.ended = new AbortController();
    const { signal } = this.ended;
    const on = (target, type, heard) => target.addEventListener(type, heard, { signal });
    on(this, "input", (event) => this.#changed(event.target));
    on(this, "focusout", (event) => this.#unitOf(event.target)?.isDirty && this.#saveUnlessWaiting());
    on(this, "click", (event) => event.target.closest("[data-save-now]") && this.saver.save());
    on(document, "visibilitychange", () => (document.hidden ? this.saver.leave() : this.#backAgain()));
    on(window, "pagehide", () => this.saver.leave());
    on(window, "pageshow", (event) => event.persisted && this.#backAgain());
    on(this, "submit", (event) => this.#whole && this.#sendWhole(event));
    on(document, "submit", (event) => event.target.matches("[data-discard-draft]") && this.#discard(event));
    on(window, "online", () => this.saver.save());
    const stop = listen(user, {
      signedIn: () => this.#signedIn(),
      signedOut: () => this.close("signed-out"),
    });
    signal.addEventListener("abort", stop);
  }

  #changed(control) {
    addUnitsOf(this.form, this.units);
    const unit = this.#unitOf(control);
    if (unit) this.saver.changed(unit);
  }

  /** The form's only unit, where it is saved as a whole. */
  get #whole() {
    return [...this.units.values()].find((unit) => unit.isWhole);
  }

  #unitOf(control) {
    return this.#whole ?? this.units.get(control.name);
  }

  /** A form that is saved as a whole is sent once the draft has its text: whatever the answer is, nothing typed is lost. */
  async #sendWhole(event) {
    if (this.isPassing) return;
    event.preventDefault();
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    await Promise.race([this.flush(), pause(PATIENCE)]);
    await pause(0); // no browser lets a form be sent while it still says that it is being sent
    const panel = this.#whole.panel;
    if (this.saver.stopped === "signed-out" || this.saver.retryTimer || panel) {
      this.isUnderWay = false;
      panel?.querySelector("button").focus();
      return;
    }
    this.saver.stop("paused");
    this.isPassing = true;
    this.form.requestSubmit(event.submitter);
    this.isPassing = false;
  }

  /** What is unsaved is not wanted any more, on this device either. */
  async #discard(event) {
    event.preventDefault();
    const { user, draftKey } = this.dataset;
    this.close("discarded");
    await dropDraft(user, draftKey).catch((error) => console.warn(error));
    event.target.submit();
  }

  #signedIn() {
    if (this.saver.stopped === "signed-out") this.exchange.keepsCopies = true;
    return this.saver.signedIn();
  }

  #saveUnlessWaiting() {
    if (!this.saver.retryTimer) this.saver.save();
  }

  /** The page is looked at again: another device may have written meanwhile, or somebody signed in. */
  async #backAgain() {
    this.isUnderWay = false;
    this.saver.resume();
    await this.#signedIn();
    if (this.saver.retryTimer) return this.saver.save();
    const drafts = await fetchDrafts(this.dataset.saveUrl);
    for (const unit of this.units.values()) {
      const stored = drafts?.get(unit.name);
      if (!stored || stored.version <= unit.base || unit.text !== unit.saved || unit.conflict) continue;
      unit.base = stored.version;
      unit.saved = stored.text;
      if (unit.text !== stored.text) unit.text = stored.text;
    }
  }

  /** Joins the page, the server's draft and this device's copies. */
  async #merge() {
    const { user, draftKey, saveUrl } = this.dataset;
    // The page of a form that is saved as a whole was made with its draft in it.
    const stored = this.#whole ? null : fetchDrafts(saveUrl);
    const [drafts, copies] = await Promise.all([stored, listCopies(user, draftKey).catch(() => [])]);
    this.#askForRows([...(drafts?.keys() ?? []), ...copies.map((copy) => copy.field)]);
    const typed = "typed" in this.dataset;
    for (const unit of this.units.values()) {
      if (unit.heard !== undefined) continue; // already saved since: the server has said what is what
      const stored = drafts?.get(unit.name) ?? unstored(unit, drafts !== null, typed);
      const own = copies.filter((copy) => copy.field === unit.name && copy.client !== this.exchange.client);
      await this.#apply(unit, decide(unit, stored, own.filter((copy) => !copy.synced), typed), own);
    }
    if ([...this.units.values()].some((unit) => unit.isDirty)) this.saver.saveSoon();
    this.dataset.ready = ""; // the texts are joined: tests wait for it
  }

  async #apply(unit, decision, copies) {
    const { text, base, saved, sent, conflict, restored, keep } = decision;
    Object.assign(unit, { base, saved, sent, snapshots: [...keep, ...unit.snapshots] });
    if (unit.text !== text) unit.text = text;
    if (restored) this.line.announce(say("restored"));
    if (conflict) {
      const at = conflict.saved_text ?? (conflict.saved_at ? clockTime(conflict.saved_at) : "");
      unit.conflict = { text: conflict.text, version: conflict.version, at };
      this.line.show("conflict");
      this.#disagree(unit);
    }
    if (!copies.length) return;
    await this.exchange.copy(unit);
    // What another tab left behind goes once the server has it among the earlier versions.
    if (keep.length) unit.leftovers = copies;
    else await dropCopies(copies).catch((error) => console.warn(error));
  }

  #disagree(unit) {
    const choose = (choice) => {
      unit.resolve = choice;
      this.saver.save();
    };
    afterPress(() => unit.conflict && this.line.announce(showConflict(unit, choose)));
  }

  /** Rows that were added on another device have no controls here yet; `reference-rows` makes them. */
  #askForRows(names) {
    for (const name of names) {
      if (!this.form.elements[name]) {
        this.form.dispatchEvent(new CustomEvent("autosave:unknown", { detail: { name } }));
      }
    }
    addUnitsOf(this.form, this.units);
  }
}

customElements.define("autosave-form", AutosaveForm);
