/* <peek-button for="ID" data-back="Back to your response" hidden><button type="button">See Carla's post</button></peek-button>
   On a phone the post stands far above the field: one press shows it, the next returns to the caret. */

import { lastField } from "./last-field.js";

class PeekButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.words = this.button.textContent;
    this.hidden = false;
    this.button.addEventListener("click", () => (this.field ? this.#return() : this.#look()));
  }

  #look() {
    const goal = document.getElementById(this.getAttribute("for"));
    this.field = lastField() ?? this.closest("form")?.querySelector("textarea") ?? this.button;
    this.caret = [this.field.selectionStart, this.field.selectionEnd];
    this.#show(this.dataset.back, true);
    goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.scrollIntoView({ block: "start" });
  }

  #return() {
    const { field, caret } = this;
    this.field = null;
    this.#show(this.words, false);
    field.focus();
    if (field !== this.button) field.setSelectionRange(...caret);
    field.scrollIntoView({ block: "center" });
  }

  #show(words, isAway) {
    this.button.textContent = words;
    this.classList.toggle("is-peeking", isAway);
  }
}

customElements.define("peek-button", PeekButton);
