/* When it is saved: the device 300 ms after the last key; the server 1.5 s after it, at least every 8 s while typing, at once
   when a field is left or the page is hidden. Whatever goes wrong, the text stays in the page and on the device. */

import { partForLeaving } from "./server.js";
import { renewToken } from "./session.js";
import { clockTime } from "../strings.js";

const DEVICE_AFTER = 300; // ms
const SERVER_AFTER = 1500; // ms
const SERVER_AT_LEAST = 8000; // ms
const BACKOFF = [5, 20, 60]; // s

export class Saver {
  /** `of`: {user, tokenUrl}; `line`: a SaveLine. */
  constructor(of, exchange, line) {
    Object.assign(this, { of, exchange, line });
    this.failures = 0;
    this.stopped = null; // why nothing is sent: "signed-out", "closed", "paused" or "gone"
    this.busy = null; // the save under way
    this.retryTimer = null; // set while an error is waited out
    this.deviceTimers = new Map();
  }

  /** The writer changed `unit`. */
  changed(unit) {
    unit.noteInput();
    clearTimeout(this.deviceTimers.get(unit));
    this.deviceTimers.set(unit, setTimeout(() => this.exchange.copy(unit), DEVICE_AFTER));
    this.saveSoon();
  }

  /** Saves a moment after the last change, at most 8 s after the first; while an error is waited out, not before that. */
  saveSoon() {
    if (this.stopped || this.retryTimer) return;
    const now = Date.now();
    this.since ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(SERVER_AFTER, this.since + SERVER_AT_LEAST - now));
  }

  /** Saves what is dirty. Resolves when the server has answered. */
  async save() {
    this.#clearTimers();
    if (this.stopped) return;
    this.again = true;
    this.busy ??= this.#rounds().finally(() => (this.busy = null));
    await this.busy;
  }

  /** The page is hidden or goes away: the device first, then the server in pieces that may outlive the page. */
  leave() {
    // Hiding and going away are two events, often of one moment.
    const dirty = this.exchange.dirty().filter((unit) => unit.left !== unit.text);
    if (this.stopped) return dirty.forEach((unit) => this.exchange.copy(unit));
    clearTimeout(this.timer);
    this.since = null;
    for (const unit of dirty) unit.left = unit.text;
    for (const { items, keepalive } of partForLeaving(dirty.map((unit) => this.exchange.pack(unit)))) {
      this.exchange.send(items, keepalive).then((answer) => this.#heed(answer, items));
    }
  }

  /** Stops talking to the server because of `reason`; the device copies go on. */
  stop(reason) {
    this.#clearTimers();
    this.stopped = reason;
    if (reason === "signed-out" || reason === "closed") this.line.show(reason);
  }

  /** Goes on after `stop("paused")`. */
  resume() {
    if (this.stopped !== "paused") return;
    this.stopped = null;
    this.saveSoon();
  }

  /** Somebody may have signed in again: renews the token and saves. */
  async signedIn() {
    if (this.stopped !== "signed-out" || !(await renewToken(this.of))) return;
    this.stopped = null;
    await this.save();
  }

  #clearTimers() {
    clearTimeout(this.timer);
    clearTimeout(this.retryTimer);
    this.since = this.retryTimer = null;
  }

  async #rounds() {
    while (this.again && !this.stopped) {
      this.again = false;
      for (const unit of this.exchange.units.values()) unit.noteTime(Date.now());
      const items = this.exchange.dirty().map((unit) => this.exchange.pack(unit));
      if (!items.length) return;
      this.line.show("saving");
      const went = await this.#round(items);
      this.again = this.again || (went && this.exchange.dirty().some(isUrgent));
      if (this.retryTimer) return;
    }
  }

  async #round(items) {
    const answer = await this.exchange.send(items);
    if (answer.kind !== "refused" || answer.field || items.length === 1) return this.#heed(answer, items);
    // Too much in all, or in one that is not named: each by itself shows which.
    for (const item of items) {
      if (!this.stopped && !this.retryTimer) await this.#round([item]);
    }
    return false;
  }

  /** Acts on an answer; true when the server took the items. */
  async #heed(answer, items) {
    if (answer.kind === "saved") this.#saved(answer, items);
    else if (this.stopped) return false;
    else if (answer.kind === "forbidden") await this.#forbidden();
    else if (answer.kind === "failed") this.#retryIn(BACKOFF[Math.min(this.failures++, BACKOFF.length - 1)]);
    else if (answer.kind === "wait") this.#retryIn(answer.seconds);
    else if (answer.kind === "refused") this.#refused(answer, items);
    else this.stop(answer.kind);
    return answer.kind === "saved";
  }

  #saved(answer, items) {
    this.failures = 0;
    this.renewed = false;
    clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.exchange.take(answer, items);
    const { refusal: message } = this.exchange;
    this.line.show(this.exchange.outcome(), { time: answer.saved_text ?? clockTime(answer.saved_at), message });
  }

  #refused(answer, items) {
    this.again = this.exchange.refuse(answer, items) || this.again;
    this.line.show("refused", { message: answer.message });
  }

  /** An old token in a live session is renewed once; otherwise the session is over. */
  async #forbidden() {
    const isRenewed = !this.renewed && (await renewToken(this.of));
    this.renewed = true;
    if (isRenewed) this.again = true;
    else this.stop("signed-out");
  }

  #retryIn(seconds) {
    const isKept = !navigator.onLine && this.exchange.hasDevice;
    this.line.show(isKept ? "offline" : "retry", { seconds });
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.save(), seconds * 1000);
  }
}

/** More to send at once: a further earlier version, or a text that stood on our own older one. */
function isUrgent(unit) {
  return unit.snapshots.length > 0 || unit.sent.length > 0;
}
