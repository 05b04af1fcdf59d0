// <read-marks data-url="…">: tells the server which posts were on the screen.
//
// A post (article#pNUMBER) counts as read when half of it, or half the window, has been visible
// for a second. Reports are gathered and sent apart from the page, never by a GET.

const LONG_ENOUGH = 1000;
const GATHER = 2000;

class ReadMarks extends HTMLElement {
  connectedCallback() {
    this.seen = new Set();
    this.waiting = new Set();
    this.timers = new Map();
    this.watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.look(entry)), {
      threshold: [0, 0.25, 0.5],
    });
    this.querySelectorAll("article[id^=p]").forEach((post) => this.watcher.observe(post));
    addEventListener("pagehide", this.send, { once: true });
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    removeEventListener("pagehide", this.send);
  }

  look({ target, isIntersecting, intersectionRatio, intersectionRect, rootBounds }) {
    const fills = rootBounds && intersectionRect.height > rootBounds.height / 2;
    const visible = isIntersecting && (intersectionRatio >= 0.5 || fills);
    clearTimeout(this.timers.get(target));
    if (visible) this.timers.set(target, setTimeout(() => this.mark(target), LONG_ENOUGH));
  }

  mark(post) {
    const number = post.id.slice(1);
    if (this.seen.has(number)) return;
    this.seen.add(number);
    this.waiting.add(number);
    this.watcher.unobserve(post);
    clearTimeout(this.later);
    this.later = setTimeout(this.send, GATHER);
  }

  send = () => {
    if (!this.waiting.size) return;
    const body = new URLSearchParams();
    this.waiting.forEach((number) => body.append("number", number));
    this.waiting.clear();
    const token = document.querySelector("input[name=csrf_token]");
    const headers = { "X-Requested-With": "fetch" };
    if (token) headers["X-CSRFToken"] = token.value;
    fetch(this.dataset.url, { method: "POST", body, headers, keepalive: true }).catch(() => {});
  };
}

customElements.define("read-marks", ReadMarks);
