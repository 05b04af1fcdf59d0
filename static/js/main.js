/* Loads, for each page, the behaviours it has markup for; README.md lists the markup.

   Behaviours are custom elements, or listeners on `document`, so that markup which arrives later needs no second start.
   A module that fails to load takes no other with it: the page stays a plain form. */

const behaviours = {
  "meta[name=signed-in], meta[name=draft-published]": () => import("./page/session-marks.js"),
  "#flash": () => import("./page/flashes.js"),
  "autosave-form": () => import("./autosave/form.js"),
  "form[data-publish]": () => import("./publish/form.js"),
  "form[data-sign-out]": () => import("./autosave/sign-out.js"),
  "word-guide": () => import("./writing/word-guide.js"),
  "markdown-tools": () => import("./writing/markdown-tools.js"),
  "textarea[data-markdown]": () => import("./writing/paste.js"),
  "textarea": () => import("./writing/textarea.js"),
  "reference-rows": () => import("./writing/reference-rows.js"),
  "own-site": () => import("./writing/own-site.js"),
  "a[data-quote]": () => import("./writing/quote.js"),
  "peek-button": () => import("./writing/peek-button.js"),
  "form[data-grade]": () => import("./grading/all.js"),
  "[data-row]": () => import("./grading/row.js"),
  "form[data-lease]": () => import("./grading/lease.js"),
  "[data-choose], [data-choose-comment]": () => import("./grading/choose.js"),
  "table[data-arrow-keys]": () => import("./page/arrow-keys.js"),
  "dialog[data-bank]": () => import("./grading/bank.js"),
  "site-filter": () => import("./page/site-filter.js"),
  "tick-all": () => import("./page/tick-all.js"),
  "local-time": () => import("./page/local-time.js"),
  "[data-dismissible], details[data-remember]": () => import("./page/remember.js"),
  "read-marks": () => import("./page/read-marks.js"),
  "[data-progress]": () => import("./page/progress.js"),
  "button[data-back]": () => import("./page/return-field.js"),
  "button[data-into-frame]": () => import("./page/into-frame.js"),
  "details.menu": () => import("./page/menus.js"),
  "dialog[data-shortcuts]": () => import("./page/shortcuts.js"),
};

/* What a link in a mail leads to is noted as seen. */
if (new URLSearchParams(location.search).has("notification")) {
  import("./page/notified.js").catch((error) => console.error(error));
}

/* In a preview (`data-still`) only what changes how a page looks is at work: nothing there is read, kept or sent. */
const looks = new Set(["word-guide", "markdown-tools", "site-filter", "local-time", "peek-button"]);
const isAtWork = (selector) => [...document.querySelectorAll(selector)].some((element) => looks.has(selector) || !element.closest("[data-still]"));

/** Loads what the document now asks for and has not been loaded yet; `<html data-behaviours="ready">` says that it is at work. */
async function load() {
  const wanted = Object.keys(behaviours).filter(isAtWork);
  const starts = wanted.map((selector) => behaviours[selector]);
  for (const selector of wanted) delete behaviours[selector];
  await Promise.all(starts.map((start) => start().catch((error) => console.error(error))));
  document.documentElement.dataset.behaviours = "ready";
}

load();
document.addEventListener("colloquy:new", load);
