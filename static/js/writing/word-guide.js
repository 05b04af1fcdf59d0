/* <word-guide for="ID" data-one="{n} word (about 80)" data-other="{n} words (about 80)" [data-own]>
   A guide beside the field, not a counter of shame: no colour, no announcement. `data-own` leaves quoted lines out. */

import { sayCount } from "../strings.js";
import { countWords, withoutQuotes } from "./words.js";

const PAUSE = 150; // ms after the last key

class WordGuide extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field) return;
    let timer;
    this.ended = new AbortController();
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#count(field), PAUSE);
    };
    field.addEventListener("input", soon, { signal: this.ended.signal });
    field.addEventListener("colloquy:filled", soon, { signal: this.ended.signal });
    this.#count(field);
  }

  disconnectedCallback() {
    this.ended?.abort();
  }

  #count({ value }) {
    this.textContent = sayCount(this, countWords("own" in this.dataset ? withoutQuotes(value) : value));
  }
}

customElements.define("word-guide", WordGuide);
