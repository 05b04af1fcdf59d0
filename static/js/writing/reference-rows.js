/* <reference-rows [data-check-url]> holds `[data-row]`s with inputs `data-slot="author year title source url"`, a
   `template[data-row-template]` with __index__ for a row's place (0, 1, …) and __number__ for its number (1, 2, …), and
   `[data-add-row]`. Without script its buttons submit the form.

   A removed row gives its place to those below and stays, empty, as the last: the names of the fields, and with them the
   drafts, keep their meaning. */

const CHECK_AFTER = 1500; // ms after the last key
const CHECK_APART = 6000; // ms at least between two checks: they share the server's patience with saving

class ReferenceRows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#press(event));
    const form = this.closest("form");
    form.addEventListener("autosave:unknown", ({ detail }) => this.#grow(detail.name));
    if (this.dataset.checkUrl) form.addEventListener("input", () => this.#checkSoon(form));
  }

  /** Puts a work {author, year, title, url} into the first empty row, or a new one, unless it is listed. */
  add(work) {
    const isSame = (row, slot) => (this.#input(row, slot)?.value ?? "") === (work[slot] ?? "");
    const isListed = (row) => ["author", "year", "title"].every((slot) => isSame(row, slot));
    if (this.rows.some(isListed)) return;
    const row = this.rows.find((one) => inputsOf(one).every((input) => !input.value)) ?? this.#append();
    for (const [slot, value] of Object.entries(work)) {
      const input = this.#input(row, slot);
      if (input) put(input, value);
    }
  }

  get rows() {
    return [...this.querySelectorAll("[data-row]")];
  }

  #press(event) {
    const button = event.target.closest("[data-add-row], [data-remove-row]");
    if (!button) return;
    event.preventDefault();
    if ("addRow" in button.dataset) return inputsOf(this.#append())[0].focus();
    this.#remove(button.closest("[data-row]"));
  }

  #append() {
    const holder = document.createElement("template");
    const source = this.querySelector("template[data-row-template]");
    holder.innerHTML = source.innerHTML.replaceAll("__index__", this.rows.length).replaceAll("__number__", this.rows.length + 1);
    const row = holder.content.querySelector("[data-row]");
    (this.rows.at(-1) ?? source).after(row);
    return row;
  }

  #remove(row) {
    const { rows } = this;
    for (let at = rows.indexOf(row); at < rows.length; at++) {
      const below = rows[at + 1] ? inputsOf(rows[at + 1]) : [];
      inputsOf(rows[at]).forEach((input, slot) => put(input, below[slot]?.value ?? ""));
    }
    inputsOf(row)[0].focus();
  }

  /** Adds rows until there is a control called `name`; stops where the template makes none. */
  #grow(name) {
    const number = Number(name.match(/\d+/)?.[0] ?? -1);
    while (this.rows.length <= number && number < 200) this.#append();
  }

  #input(row, slot) {
    return row.querySelector(`[data-slot="${slot}"]`);
  }

  #checkSoon(form) {
    clearTimeout(this.timer);
    const wait = Math.max(CHECK_AFTER, (this.checkedAt ?? -CHECK_APART) + CHECK_APART - performance.now());
    this.timer = setTimeout(() => this.#check(form), wait);
  }

  /** Shows how citations and references pair; without an answer the last one stays. */
  async #check(form) {
    this.checkedAt = performance.now();
    const answer = await fetch(this.dataset.checkUrl, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrf_token?.value ?? "" },
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.querySelector("[data-check-hints]")?.replaceChildren(...body.childNodes);
  }
}

function inputsOf(row) {
  return [...row.querySelectorAll("[data-slot]")];
}

function put(input, value) {
  if (input.value === value) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

customElements.define("reference-rows", ReferenceRows);
