/* form[data-publish]: an ordinary form, sent so that a failure leaves it as it stands. README.md, "Publishing". */

import { listen, renewToken } from "./autosave/session.js";
import { heedMarks } from "./page/session-marks.js";
import { say } from "./strings.js";

const underWay = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-publish]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  publish(form, event.submitter);
});

async function publish(form, submitter) {
  if (underWay.has(form)) return;
  underWay.add(form);
  rememberTry(form);
  const saver = form.closest("autosave-form")?.saver;
  saver?.stop("paused");
  await Promise.race([saver?.busy, new Promise((done) => setTimeout(done, 1000))]);
  tell(form, say("publishing"));
  const arrived = await send(form, submitter, true).catch(() => failed(form, submitter));
  if (!arrived) saver?.resume();
  underWay.delete(form);
}

/** Sends the form. True once the server has it and the browser is on its way to the answer. */
async function send(form, submitter, mayRenew) {
  const answer = await fetch(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, {
    method: "POST",
    headers: { Accept: "text/html" },
    body: new URLSearchParams(new FormData(form, submitter)),
  });
  const { tokenUrl, signinUrl, user } = settings(form);
  const asksToSignIn = answer.redirected && new URL(answer.url).pathname === pathOf(signinUrl);
  if (answer.status === 401 || asksToSignIn) return signedOut(form, submitter);
  if (answer.status === 403 && mayRenew && tokenUrl && (await renewToken(tokenUrl, user))) return send(form, submitter, false);
  if (answer.status >= 500) return failed(form, submitter);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) return refused(form, page);
  await heedMarks(page);
  if (answer.redirected) location.assign(answer.url);
  else show(page);
  return true;
}

/** The server says what is wrong: with a form, its page takes this one's place; without, its sentence stands by the buttons. */
function refused(form, page) {
  const main = page.querySelector("main");
  const theirs = main?.querySelector("form[data-publish]");
  if (!theirs) {
    const words = [main?.querySelector("h1"), main?.querySelector("p")].map((part) => part?.textContent.trim());
    tell(form, words.filter(Boolean).join(". ").replace("..", "."), true);
    return false;
  }
  keepTyped(form, theirs);
  theirs.closest("autosave-form")?.setAttribute("data-typed", "");
  show(page);
  return false;
}

/** Lets the `main` of `page` take the place of this one's; the focus goes to what went wrong, else to the heading. */
function show(page) {
  const main = document.adoptNode(page.querySelector("main"));
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  document.dispatchEvent(new Event("colloquy:new"));
  const goal = main.querySelector("[data-error-summary]") ?? main.querySelector("h1") ?? main;
  goal.tabIndex = -1;
  goal.focus();
}

/** Whatever the answer left empty keeps what was typed. */
function keepTyped(form, theirs) {
  rememberTry(theirs, form.elements.tried_at.value);
  for (const control of theirs.querySelectorAll("textarea[name], input[type=text][name], input[type=url][name]")) {
    const typed = form.elements[control.name]?.value;
    if (typed && !control.value) control.value = typed;
  }
}

function failed(form, submitter) {
  tell(form, say("notPublished"), true, tryAgain(form, submitter));
  return false;
}

/** Waits for the same person to sign in, in whichever tab, and then offers to go on. */
function signedOut(form, submitter) {
  const { tokenUrl, signinUrl, user } = settings(form);
  const link = document.createElement("a");
  Object.assign(link, { href: signinUrl, target: "_blank", rel: "opener", className: "button is-quiet" });
  link.textContent = say("signIn");
  tell(form, say("signedOut"), true, link);
  const stop = listen(user, {
    signedIn: async () => {
      if (!(await renewToken(tokenUrl, user))) return;
      stop();
      tell(form, say("signedInAgain"), false, tryAgain(form, submitter));
    },
    signedOut: () => {},
  });
  return false;
}

/** The first try's time by the writer's clock: evidence, should the text arrive after the due time. */
function rememberTry(form, at = new Date().toISOString()) {
  if (form.elements.tried_at?.value) return;
  const input = form.elements.tried_at ?? document.createElement("input");
  Object.assign(input, { type: "hidden", name: "tried_at", value: at });
  form.append(input);
}

function tryAgain(form, submitter) {
  const again = document.createElement("button");
  Object.assign(again, { type: "button", className: "button" });
  again.textContent = say("tryAgain");
  again.addEventListener("click", () => form.requestSubmit(submitter));
  return again;
}

/** Puts `words`, and a button or link with them, beside the buttons. */
function tell(form, words, isProblem = false, ...more) {
  const place = form.querySelector("[data-publish-status]") ?? makePlace(form);
  place.classList.toggle("is-not", isProblem);
  place.replaceChildren(words, ...more.flatMap((part) => [" ", part]));
}

function makePlace(form) {
  const place = document.createElement("p");
  place.className = "save";
  place.dataset.publishStatus = "";
  place.setAttribute("role", "status");
  const bar = form.querySelector("[data-publish-bar]");
  if (bar) bar.before(place);
  else form.append(place);
  return place;
}

/** What `autosave-form` around the form, or the form itself, says of the session. */
function settings(form) {
  const { tokenUrl, signinUrl, user } = (form.closest("[data-token-url]") ?? form).dataset;
  return { tokenUrl, signinUrl, user: user ?? document.querySelector("meta[name=signed-in]")?.content };
}

function pathOf(url) {
  return url && new URL(url, location.href).pathname;
}
