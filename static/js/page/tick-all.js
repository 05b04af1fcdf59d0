/* <tick-all data-form="…">: two buttons that tick or untick every box of a form, wherever it stands. Hidden without this script. */

class TickAll extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", this);
  }

  handleEvent(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const on = !button.hasAttribute("data-off");
    for (const box of document.getElementById(this.dataset.form).elements) {
      if (box.type === "checkbox") box.checked = on;
    }
  }
}

customElements.define("tick-all", TickAll);
