/* <own-site data-check-url="/…/own-site"> around the fields `own_site_name` and `own_site_address` of a form, and
   `[data-own-site-note]`: says what they mean while they are typed, and asks where that is not certain. The answer
   (radios `site_same`) goes with the form without script; here it is kept at once. */

const CHECK_AFTER = 1500; // ms after the last key
const CHECK_APART = 6000; // ms at least between two checks: they share the server's patience with saving

class OwnSite extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.note = this.querySelector("[data-own-site-note]");
    this.addEventListener("input", ({ target }) => target.name === "site_same" || this.#checkSoon());
    this.addEventListener("change", ({ target }) => target.name === "site_same" && this.#answer(target.value));
  }

  #checkSoon() {
    clearTimeout(this.timer);
    const wait = Math.max(CHECK_AFTER, (this.checkedAt ?? -CHECK_APART) + CHECK_APART - performance.now());
    this.timer = setTimeout(() => this.#check(), wait);
  }

  async #answer(value) {
    if (await this.#check(value)) this.querySelector("[name=own_site_address]").focus();
  }

  /** Shows what the fields mean; without an answer the last note stays. Says whether it was shown. */
  async #check(answer) {
    this.checkedAt = performance.now();
    const typed = new URLSearchParams(answer ? { site_same: answer } : {});
    for (const input of this.querySelectorAll("input[name^=own_site]")) typed.set(input.name, input.value);
    const reply = await fetch(this.dataset.checkUrl, {
      method: "POST",
      headers: { "X-CSRFToken": this.form.elements.csrf_token?.value ?? "" },
      body: typed,
    }).catch(() => null);
    if (!reply?.ok || reply.redirected) return false;
    const { body } = new DOMParser().parseFromString(await reply.text(), "text/html");
    this.note.replaceChildren(...body.childNodes);
    return true;
  }
}

customElements.define("own-site", OwnSite);
