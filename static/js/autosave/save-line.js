/* The line that says where the text is. It is not a live region: only the first save, a problem and the recovery are announced.

   <div data-save-line data-state="…"> <span data-save-status> … <any data-when="state state" hidden> … */

import { afterPress } from "../press.js";
import { say } from "../strings.js";

const PROBLEMS = new Set(["offline", "retry", "refused", "closed", "signed-out", "conflict"]);
// Being offline is told, and is no reason for alarm: the text is on the device.
const CALM = new Set(["offline"]);
const STRINGS = { "signed-out": "signedOut" };

export class SaveLine {
  /** `root` is the element that holds the line. */
  constructor(root) {
    this.line = root.querySelector("[data-save-line]");
    this.text = root.querySelector("[data-save-status]");
    this.voice = root.querySelector("[data-save-announce]") ?? addVoice(root);
    this.line?.removeAttribute("role");
    this.text?.removeAttribute("role");
    this.hasSaved = false;
    this.problem = null;
  }

  /** Shows `state` with the words its string asks for, and announces it where the writer must know. */
  show(state, values = {}) {
    const sentence = say(STRINGS[state] ?? state, values);
    afterPress(() => this.#write(state, sentence));
    if (PROBLEMS.has(state)) {
      if (this.problem !== state) this.announce(sentence);
      this.problem = state;
    } else if (state === "saved") {
      if (!this.hasSaved || this.problem) this.announce(sentence);
      this.hasSaved = true;
      this.problem = null;
    }
  }

  /** Says `sentence` to screen readers, when they are done with what they say. */
  announce(sentence) {
    this.voice.textContent = sentence;
  }

  #write(state, sentence) {
    if (this.text) this.text.textContent = sentence;
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.classList.toggle("is-not", PROBLEMS.has(state) && !CALM.has(state));
    for (const part of this.line.querySelectorAll("[data-when]")) {
      part.toggleAttribute("hidden", !part.dataset.when.split(" ").includes(state));
    }
  }
}

function addVoice(root) {
  const voice = document.createElement("p");
  voice.className = "hidden-text";
  voice.setAttribute("role", "status");
  voice.dataset.saveAnnounce = "";
  return root.appendChild(voice);
}
