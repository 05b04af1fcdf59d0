/* [data-progress="STEP"]: a region of work under way. It is fetched again every few seconds, and the whole page is loaded once the
   work is over or at another step.
   Without script, or once an answer fails, the link in it does the same. */

const EVERY = 3000;
const SELECTOR = "[data-progress]";

async function follow() {
  const region = document.querySelector(SELECTOR);
  if (!region) return;
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(SELECTOR);
  if (found?.dataset.progress !== region.dataset.progress) return location.reload();
  renew(region, found);
  wait();
}

/** What has the focus must not be taken away, so the region keeps its links and only its words and its bar change. */
function renew(region, found) {
  const pairs = ["h2", "p", "progress"].map((name) => [region.querySelector(name), found.querySelector(name)]);
  for (const [old, fresh] of pairs) {
    if (old && fresh && old.outerHTML !== fresh.outerHTML) old.replaceWith(document.importNode(fresh, true));
  }
}

/** A page that nobody looks at asks for nothing. */
function wait() {
  setTimeout(() => (document.hidden ? wait() : follow().catch(() => {})), EVERY);
}

wait();
