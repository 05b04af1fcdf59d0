/* <site-filter for="ID" data-min="9" data-one data-other hidden> with a search input and a `role="status"` line: narrows the
   `.choice`s inside #ID by name and address. Shown only where there are at least `data-min`; the chosen one always stays. */

import { sayCount } from "../strings.js";

const ANNOUNCE_AFTER = 500; // ms after the last key

class SiteFilter extends HTMLElement {
  connectedCallback() {
    this.list = document.getElementById(this.getAttribute("for"));
    if (!this.list || this.choices.length < Number(this.dataset.min ?? 9)) return;
    this.hidden = false;
    this.input = this.querySelector("input");
    this.input.addEventListener("input", () => this.#filter());
    // Enter would send the form around the filter.
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }

  get choices() {
    return [...this.list.querySelectorAll(".choice")];
  }

  #filter() {
    const words = fold(this.input.value).split(/\s+/);
    let found = 0;
    for (const choice of this.choices) {
      const isFound = words.every((word) => fold(choice.textContent).includes(word));
      choice.hidden = !isFound && !choice.querySelector(":checked");
      found += isFound;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.querySelector("[role=status]").textContent = words[0] ? sayCount(this, found) : "";
    }, ANNOUNCE_AFTER);
  }
}

/** Small letters without accents, so that "strada" finds "La Strada" and "sao" finds "São". */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

customElements.define("site-filter", SiteFilter);
